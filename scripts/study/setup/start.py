"""What is checked before anything runs: the configuration, the model, the codebook, and the status of the data."""

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.base.errors import StudyError, StudyErrors, stop_on
from study.base.files import file_problems, held_open
from study.setup.claim_declarations import Claims, read_claims
from study.setup.codebook import read_codebook
from study.setup.config import lookup, read_yaml, validate
from study.setup.consistency import check_claims, check_consistency, check_model
from study.setup.data_status import guard
from study.setup.study_model import read_study_model

__all__ = ["Study", "check", "start"]

SAMPLES = ("pilot", "full")


@dataclass(frozen=True)
class Study:
    """A study's configuration as the rules use it; `started` is the time of the start (seconds)."""

    config: Mapping[str, Any]
    started: float

    @property
    def samples(self) -> tuple[str, ...]:
        """The samples of the study: "full", and "pilot" before it where there is one."""
        return tuple(sample for sample in SAMPLES if self.config["survey"][sample])

    @property
    def has_pilot(self) -> bool:
        """Whether the instrument was tested on a pilot sample."""
        return "pilot" in self.samples

    @property
    def has_growth(self) -> bool:
        """Whether there is a table of growth."""
        return self.config["survey"]["growth"] is not None

    @property
    def claims(self) -> Claims | None:
        """The claims of the study; None where it has none."""
        file = self.config["claims"]
        return None if file is None else read_claims(Path(file))

    @property
    def has_dimensions(self) -> bool:
        """Whether some construct has several dimensions."""
        constructs = read_study_model(Path(self.config["model"])).constructs.values()
        return any(len(construct.dimensions) > 1 for construct in constructs)

    def file(self, key: str) -> str:
        """Name the file that a dotted configuration key holds."""
        return str(lookup(self.config, key))

    def error_lines(self, logs: Path) -> list[str]:
        """Collect the refusals that rules of this run have written to their logs."""
        written = [log for log in sorted(logs.rglob("*.log")) if log.stat().st_mtime >= self.started]
        lines = [line for log in written for line in log.read_text(encoding="utf-8").splitlines()]
        # Two rules that read one file refuse it in the same words.
        return list(dict.fromkeys(line for line in lines if line.startswith("error: ")))


def start(config: Mapping[str, Any], schemas: Path) -> Study:
    """Check a study's configuration; where it is refused, print one line per reason and end with exit status 1."""
    started = time.time()
    try:
        check(config, schemas)
        stop_on(list(held_open(Path(config["results_dir"]))), config["results_dir"])
    except (StudyError, StudyErrors) as error:
        sys.exit("\n".join(f"error: {line}" for line in str(error).splitlines()))
    return Study(config, started)


def check(config: Mapping[str, Any], schemas: Path) -> None:
    """Raise StudyErrors or StudyError where a study's configuration departs from its schema or from itself."""
    validate(config, schemas / "config.schema.yaml", "the configuration")
    for key in ("model", "codebook", "checklist", *(["claims"] if config["claims"] else [])):
        validate(read_yaml(Path(config[key])), schemas / f"{key}.schema.yaml", config[key])
    _check_authors(config["study"])
    _check_files(config)
    model, codebook = read_study_model(Path(config["model"])), read_codebook(Path(config["codebook"]))
    check_model(model, codebook.indicators, config["model"], config["codebook"])
    check_consistency(config, model, codebook)
    if config["claims"]:
        check_claims(read_claims(Path(config["claims"])), model, bool(config["survey"]["growth"]), config["claims"])
    guard(config)


def _check_authors(study: Mapping[str, Any]) -> None:
    known = study["affiliations"]
    named = [affiliation for author in study["authors"] for affiliation in author["affiliations"]]
    problems = [
        StudyError(
            what="no such affiliation",
            where="configuration key study.authors",
            found=affiliation,
            expected=", ".join(known),
            remedy="add or correct it",
        )
        for affiliation in named
        if affiliation not in known
    ]
    if problems:
        raise StudyErrors(problems)


def _check_files(config: Mapping[str, Any]) -> None:
    templates = config["manuscript"]["templates"]
    missing = [
        StudyError(
            what="a template is missing",
            where="configuration key manuscript.templates",
            found=", ".join(templates),
            expected=language,
            remedy="add a template for it",
        )
        for language in config["manuscript"]["languages"]
        if language not in templates
    ]
    missing += [problem for key, file in _named_files(config) for problem in file_problems(Path(file), key)]
    if missing:
        raise StudyErrors(missing)


def _named_files(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "manuscript.bibliography", config["manuscript"]["bibliography"]
    yield from (
        (f"survey.{sample}.file", config["survey"][sample]["file"]) for sample in SAMPLES if config["survey"][sample]
    )
    if config["survey"]["growth"]:
        yield "survey.growth", config["survey"]["growth"]
    templates = config["manuscript"]["templates"]
    yield from ((f"manuscript.templates.{language}", file) for language, file in templates.items())
