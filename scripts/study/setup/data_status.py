"""Whether answers are simulated or collected: what the configuration says must fit the files, and readers are told.

Collected files are recorded by names of their own: the name of an export or of its sheet may be somebody's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from study.base.errors import StudyError, stop_on
from study.base.files import sha256, write_text
from study.setup.configuration import Configuration, StudySection, file_entries
from study.words.dictionary import label

# What journals ask authors to state, in the order of the article; the words of each are `declaration.<key>`.
DECLARATIONS = (
    "content_validity",
    "survey_period",
    "modes",
    "ethics",
    "funding",
    "contributions",
    "conflict_of_interest",
    "data_availability",
    "code_availability",
    "ai_use",
)
SAMPLES = ("pilot", "full")
TWIN_CHECKSUMS = "_twin.sha256"  # how the name of the file ends that holds the checksums of a survey's twin


def notice(data_status: str, language: str) -> str:
    """Return the notice that simulated data carry; empty for collected data."""
    text = label("simulated_data", language)
    return text if data_status == "simulated" else ""


def recorded_names(config: Mapping[str, Any]) -> dict[str, str]:
    """Return by path of each collected survey file the name under which records of a run tell of it.

    Simulated files are recorded as they are called. config: the content of `config.yaml`.
    """
    if config["study"]["data_status"] != "collected":
        return {}
    names: dict[str, str] = {}
    for sample in SAMPLES:
        files = [entry["file"] for entry in file_entries(config["survey"][sample])]
        for number, file in enumerate(files, start=1):
            name = f"{sample}_{number}" if len(files) > 1 else sample
            names[Path(file).as_posix()] = f"survey/{name}{Path(file).suffix.lower()}"
    return names


def recorded_configuration(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration as records of a run tell it: collected files by their recorded names, without sheets.

    Into how many jobs the work was divided is left out: no result depends on it.
    """
    names = recorded_names(config)
    config = {key: value for key, value in config.items() if key != "scatter"}
    if not names:
        return config
    survey = {
        key: _recorded_sample(entry, names) if key in SAMPLES and entry else entry
        for key, entry in config["survey"].items()
    }
    return {**config, "survey": survey}


def _recorded_sample(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    if "files" in entry:
        files = [{**file, "path": names[Path(file["path"]).as_posix()], "sheet": None} for file in entry["files"]]
        return {**entry, "files": files}
    return {**entry, "file": names[Path(entry["file"]).as_posix()], "sheet": None}


def check_data_status(configuration: Configuration) -> None:
    """Raise StudyErrors where `study.data_status` does not fit the survey files, or collected data have no site.

    A file is simulated if its sha256 is among those of `simulated_checksums`; a twin of a survey does not pass as
    collected either, if its checksums are in the same folder.
    """
    study = configuration.study
    files = [file.path for sample in configuration.survey.samples.values() for file in sample.files]
    simulated = simulated_checksums(configuration.simulated_checksums)
    if study.data_status == "collected":
        twins = sorted(configuration.simulated_checksums.parent.glob(f"*{TWIN_CHECKSUMS}"))
        simulated = simulated.union(*map(simulated_checksums, twins))
    problems = list(_find_other_status(study, files, simulated))
    stop_on(problems, "study.data_status")


def find_unstated(study: StudySection) -> list[str]:
    """List the configuration keys that an author of collected data has still to fill in; none for simulated data."""
    if study.data_status != "collected":
        return []
    corresponding = next((author for author in study.authors if author.corresponding), None)
    unstated = [] if corresponding and corresponding.email else ["study.authors: email of the corresponding author"]
    unstated += [] if study.address else ["study.address"]
    for section, stated in (("journal", study.journal), ("dates", study.dates)):
        unstated += [f"study.{section}.{key}" for key, text in stated.items() if not text]
    return unstated + [f"study.declarations.{key}" for key in DECLARATIONS if not study.declarations.get(key)]


def simulated_checksums(path: Path) -> frozenset[str]:
    """Read the checksums of a file as sha256sum writes it; StudyError where a line holds none."""
    if not path.is_file():
        raise StudyError(
            what="the checksums of the simulated files are missing",
            where=str(path),
            found="nothing",
            expected="a file",
            remedy="restore it: without it nobody can tell simulated data",
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    checksums = [line.split(maxsplit=1)[0].lower() for line in lines if line.strip()]
    if not checksums or any(len(checksum) != 64 or set(checksum) - set("0123456789abcdef") for checksum in checksums):
        raise StudyError(
            what="a file of checksums cannot be read",
            where=str(path),
            found="a line without a sha256",
            expected="lines of sha256sum",
            remedy="restore it, or run scripts/sentra.py simulate",
        )
    return frozenset(checksums)


def write_checksums(files: Iterable[Path], path: Path) -> None:
    """Write the checksums of simulated files, as sha256sum does, for `simulated_checksums`."""
    lines = [f"{sha256(file)}  {file.name}\n" for file in files]
    write_text("".join(lines), path)


# What is said of a file that is not what the data of the study are said to be, by what they are said to be.
OTHER_STATUS = {
    "collected": {
        "what": "simulated answers must not pass as collected ones",
        "found": "a file of the simulated survey",
        "expected": "answers of real respondents",
        "remedy": "name your own file (survey.pilot: null where there is no pilot), "
        "or set study.data_status: simulated",
    },
    "simulated": {
        "what": "a file that is not the simulated survey",
        "found": "another sha256 than in simulated_checksums",
        "expected": "a file of the simulated survey",
        "remedy": "set study.data_status: collected and study.site if respondents answered it, or restore the file",
    },
}


def _find_other_status(study: StudySection, files: Sequence[Path], simulated: frozenset[str]) -> Iterator[StudyError]:
    """Find collected files among simulated ones, simulated ones among collected, and collected ones without a site."""
    collected = study.data_status == "collected"
    for file in [file for file in files if (_checksum(file) in simulated) == collected]:
        yield StudyError(where=str(file), **OTHER_STATUS[study.data_status])
    if collected and not study.site.strip():
        yield StudyError(
            what="collected data need a site",
            where="configuration key study.site",
            found="no name",
            expected="the name of the place where the respondents are",
            remedy="fill it in",
        )


def _checksum(file: Path) -> str:
    if not file.is_file():
        raise StudyError(
            what="a survey file is missing",
            where=str(file),
            found="nothing",
            expected="a file",
            remedy="put it there or correct its path in the configuration",
        )
    return sha256(file)
