"""Test the instrument on the pilot sample: item-total correlations and the verdict whether it is fit for use."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.measurement_tables import instrument_verdict, item_total_table
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import read_table, write_json, write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    outer_model: Path,
    reliability: Path,
    settings: Settings,
    criteria: Mapping[str, float],
    item_total: Path,
    verdict: Path,
) -> None:
    engine = engine_model(read_study_model(model), settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    write_table(item_total_table(indicators, engine, criteria["significance_level"]), item_total)
    write_json(instrument_verdict(read_table(outer_model), read_table(reliability), criteria), verdict)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        **{name: Path(path) for name, path in snakemake.input.items()},
        settings=Settings(**snakemake.params.settings),
        criteria=snakemake.params.criteria,
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
