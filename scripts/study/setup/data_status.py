"""Whether the answers are simulated or collected: what the configuration says, held against the survey files."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from study.base.errors import StudyError, stop_on
from study.words.dictionary import label

__all__ = ["guard", "notice", "simulated_checksums"]


def notice(data_status: str, language: str) -> str:
    """Return the notice that simulated data carry; empty for collected data."""
    text = label("simulated_data", language)
    return text if data_status == "simulated" else ""


def guard(config: Mapping[str, Any]) -> None:
    """Raise StudyErrors where `study.setup.data_status` does not fit the survey files, or collected data have no site.

    A file is simulated if its sha256 is among those of `simulated_checksums`.
    """
    study = config["study"]
    samples = [entry for entry in (config["survey"]["pilot"], config["survey"]["full"]) if entry is not None]
    known = simulated_checksums(Path(config["simulated_checksums"]))
    files = [Path(entry["file"]) for entry in samples]
    problems = (
        _collected(files, known, study["site"]) if study["data_status"] == "collected" else _simulated(files, known)
    )
    stop_on(list(problems), "study.data_status")


def simulated_checksums(path: Path) -> frozenset[str]:
    """Read the checksums of a file as sha256sum writes it; StudyError where a line holds none."""
    if not path.is_file():
        remedy = "restore it: without it nobody can tell simulated data"
        raise StudyError("the checksums of the simulated files are missing", str(path), "nothing", "a file", remedy)
    lines = path.read_text(encoding="utf-8").splitlines()
    checksums = [line.split(maxsplit=1)[0].lower() for line in lines if line.strip()]
    if not checksums or any(len(checksum) != 64 or set(checksum) - set("0123456789abcdef") for checksum in checksums):
        what, remedy = "a file of checksums cannot be read", "restore it, or run scripts/simulate_survey.py"
        raise StudyError(what, str(path), "a line without a sha256", "lines of sha256sum", remedy)
    return frozenset(checksums)


def _collected(files: Sequence[Path], known: frozenset[str], site: str) -> Iterator[StudyError]:
    for file in [file for file in files if _checksum(file) in known]:
        what, found = (
            "simulated answers must not pass as collected ones",
            "a file of the simulated survey",
        )
        remedy = "name your own file (survey.pilot: null where there is no pilot), or set study.data_status: simulated"
        yield StudyError(what, str(file), found, "answers of real respondents", remedy)
    if not site.strip():
        what, expected = "collected data need a site", "the name of the place where the respondents are"
        yield StudyError(what, "configuration key study.site", "no name", expected, "fill it in")


def _simulated(files: Sequence[Path], known: frozenset[str]) -> Iterator[StudyError]:
    for file in [file for file in files if _checksum(file) not in known]:
        what, found = "a file that is not the simulated survey", "another sha256 than in simulated_checksums"
        remedy = "set study.data_status: collected and study.site if respondents answered it, or restore the file"
        yield StudyError(what, str(file), found, "a file of the simulated survey", remedy)


def _checksum(file: Path) -> str:
    if not file.is_file():
        remedy = "put it there or correct its path in the configuration"
        raise StudyError("a survey file is missing", str(file), "nothing", "a file", remedy)
    return hashlib.sha256(file.read_bytes()).hexdigest()
