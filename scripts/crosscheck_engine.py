"""Recompute the headline numbers with an independent engine (PyPI seminr) and say of each whether it agrees."""

import argparse
import sys
from pathlib import Path
from typing import Any

from study.analysis.samples import read_responses
from study.base.errors import StudyError
from study.base.files import write_json
from study.base.job import legible_output
from study.other_engines.seminr_check import (
    UNEXPLAINED,
    crosscheck,
    crosscheck_file,
    crosscheck_report,
    our_numbers,
    second_opinion,
)
from study.setup.config import read_yaml
from study.setup.study_model import read_study_model


def main(*, config: dict[str, Any], resamples: int, crosschecked: Path) -> int:
    """Print the table and write `crosscheck.json`; 1 where a number is unexplained, else 0."""
    results = Path(config["results_dir"])
    responses = results / "full" / "responses.csv"
    if not (results / "full" / "paths.csv").is_file():
        raise StudyError("there are no results", str(results), "no full/paths.csv", "results", "run make first")
    model = read_study_model(Path(config["model"]))
    answers = read_responses(responses)[list(model.indicators)]
    bootstrap = config["bootstrap"]
    second = second_opinion(answers, model, config["estimation"]["scheme"], resamples, bootstrap["seed"])
    opinions = crosscheck(our_numbers(results, model), second, bootstrap["resamples"], resamples)
    write_json(crosscheck_file(opinions, second, resamples), crosschecked)
    print(crosscheck_report(opinions, second), f"\nEvery number: {crosschecked}")
    return int(any(opinion.verdict == UNEXPLAINED for opinion in opinions))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"), help="the study's configuration")
    parser.add_argument("--resamples", type=int, default=1000, help="of the second engine's bootstrap")
    given = parser.parse_args()
    legible_output()
    try:
        settings = read_yaml(given.config)
        written = Path(settings["results_dir"], "crosscheck.json")
        sys.exit(main(config=settings, resamples=given.resamples, crosschecked=written))
    except (StudyError, OSError) as refusal:
        sys.exit(f"error: {refusal}")
