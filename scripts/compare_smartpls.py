"""Set a report that SmartPLS exported to Excel beside the results, and name the setting that explains each gap."""

import argparse
import sys
from pathlib import Path
from typing import Any

from plssem import PlsSemError
from study.analysis.samples import Settings, engine_model, read_responses
from study.base.errors import StudyError
from study.base.files import write_table
from study.base.job import legible_output
from study.other_engines.smartpls_comparison import UNEXPLAINED, compare, comparison_report
from study.other_engines.smartpls_report import read_report
from study.setup.config import read_yaml
from study.setup.study_model import read_study_model


def main(*, report: Path, config: dict[str, Any], table: Path) -> int:
    """Print the comparison and write its cells; 1 where a gap has no explanation, else 0."""
    study = read_study_model(Path(config["model"]))
    estimation, bootstrap = config["estimation"], config["bootstrap"]
    model = engine_model(study, Settings(*(estimation[key] for key in ("scheme", "max_iterations", "tolerance"))))
    responses = Path(config["results_dir"], "full", "responses.csv")
    if not responses.is_file():
        raise StudyError("there are no results", str(responses), "nothing", "responses", "run make first")
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the report (XLSX) that SmartPLS exported")
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"), help="the study's configuration")
    given = parser.parse_args()
    legible_output()
    try:
        settings = read_yaml(given.config)
        cells = Path(settings["results_dir"], "smartpls_comparison.csv")
        sys.exit(main(report=given.file, config=settings, table=cells))
    except (StudyError, PlsSemError, OSError) as refusal:
        sys.exit(f"error: {refusal}")
