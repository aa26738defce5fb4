"""Set the sample beside the sample sizes that the rules of thumb and statistical power ask for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plssem import detectable_path, required_cases, required_cases_gamma_exponential
from study.analysis.samples import read_responses
from study.base.files import write_json
from study.setup.study_model import read_study_model


def main(*, responses: Path, model: Path, rules: Mapping[str, Any], two_sided_level: float, sample_size: Path) -> None:
    cases, indicators = len(read_responses(responses)), len(read_study_model(model).indicators)
    error_rates = rules["significance_level"], rules["power"]
    # Of a two-sided test each side has half the level; the chance of the wrong side is left out.
    two_sided = two_sided_level / 2, rules["power"]
    content = {
        "n": cases,
        "indicators": indicators,
        "per_indicator": {bound: factor * indicators for bound, factor in rules["respondents_per_indicator"].items()},
        "inverse_square_root": {
            "minimum_path": rules["minimum_path"],
            "required_n": required_cases(rules["minimum_path"], *error_rates),
            "detectable_path": detectable_path(cases, *error_rates),
        },
        "inverse_square_root_two_sided": {
            "required_n": required_cases(rules["minimum_path"], *two_sided),
            "detectable_path": detectable_path(cases, *two_sided),
        },
        "gamma_exponential": {"required_n": required_cases_gamma_exponential(rules["minimum_path"], *error_rates)},
    }
    write_json(content, sample_size)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        rules=snakemake.params.rules,
        two_sided_level=snakemake.params.two_sided_level,
        sample_size=Path(snakemake.output.sample_size),
    )
