"""The results beside those of other engines: a report of SmartPLS, and a second engine in Python."""

from pathlib import Path
from typing import Any

from study.analysis.samples import Settings, engine_model, read_responses
from study.base.errors import StudyError
from study.base.files import write_json, write_table
from study.other_engines.seminr_check import (
    UNEXPLAINED as UNEXPLAINED_NUMBER,
)
from study.other_engines.seminr_check import (
    crosscheck,
    crosscheck_file,
    crosscheck_report,
    our_numbers,
    second_opinion,
)
from study.other_engines.smartpls_comparison import UNEXPLAINED, compare, comparison_report
from study.other_engines.smartpls_report import read_report
from study.setup.study_model import read_study_model

__all__ = ["compare_smartpls", "crosscheck_engine"]


def compare_smartpls(*, report: Path, config: dict[str, Any], table: Path) -> int:
    """Print the comparison and write its cells; 1 where a gap has no explanation, else 0."""
    study = read_study_model(Path(config["model"]))
    estimation, bootstrap = config["estimation"], config["bootstrap"]
    model = engine_model(study, Settings(*(estimation[key] for key in ("scheme", "max_iterations", "tolerance"))))
    responses = Path(config["results_dir"], "full", "responses.csv")
    if not responses.is_file():
        raise StudyError(
            what="there are no results",
            where=str(responses),
            found="nothing",
            expected="responses",
            remedy="run make first",
        )
    comparison = compare(
        read_report(report, study),
        read_responses(responses)[list(model.indicators)].to_numpy(dtype=float),
        model,
        config["cleaning"]["missing_answers"],
        bootstrap["resamples"],
        bootstrap["seed"],
        bootstrap["confidence_level"],
    )
    write_table(comparison.cells, table)
    print(comparison_report(comparison), f"\nEvery cell: {table}")
    return int(comparison.verdict == UNEXPLAINED)


def crosscheck_engine(*, config: dict[str, Any], resamples: int, crosschecked: Path) -> int:
    """Print the table and write `crosscheck.json`; 1 where a number is unexplained, else 0."""
    results = Path(config["results_dir"])
    responses = results / "full" / "responses.csv"
    if not (results / "full" / "paths.csv").is_file():
        raise StudyError(
            what="there are no results",
            where=str(results),
            found="no full/paths.csv",
            expected="results",
            remedy="run make first",
        )
    model = read_study_model(Path(config["model"]))
    answers = read_responses(responses)[list(model.indicators)]
    bootstrap = config["bootstrap"]
    second = second_opinion(answers, model, config["estimation"]["scheme"], resamples, bootstrap["seed"])
    opinions = crosscheck(our_numbers(results, model), second, bootstrap["resamples"], resamples)
    write_json(crosscheck_file(opinions, second, resamples), crosschecked)
    print(crosscheck_report(opinions, second), f"\nEvery number: {crosschecked}")
    return int(any(opinion.verdict == UNEXPLAINED_NUMBER for opinion in opinions))
