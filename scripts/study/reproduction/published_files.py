"""What a study is made of: the files that go in, and the study's folder with its results and what was published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.base.files import sha256
from study.setup.config import lookup, read_yaml, validate

__all__ = ["Material", "StudyFolder", "digests", "inputs", "material", "open_study"]

CODE = ("CITATION.cff", "Snakefile", "workflow", "scripts", "profiles", "requirements.in", "requirements.lock")
SETTINGS = ("model", "codebook", "claims", "checklist", "simulated_checksums")
DATA = ("survey.pilot.file", "survey.full.file", "survey.growth")
TOLERANCES = "config/tolerances.yaml"
Material = Mapping[str, str]


@dataclass(frozen=True)
class StudyFolder:
    """A study in a project's folder; `configfile` is relative to `root`, and `config` its content."""

    root: Path
    configfile: str
    config: Mapping[str, Any]

    @property
    def results(self) -> Path:
        """The folder of everything a run makes."""
        return self.root / str(self.config["results_dir"])

    @property
    def published(self) -> Path:
        """The folder of what was frozen: beside the results."""
        return self.results.parent / "published"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the manuscript."""
        return tuple(self.config["manuscript"]["languages"])


def open_study(root: Path, configfile: str) -> StudyFolder:
    """Open the study that a configuration file under `root` describes.

    StudyError where the file cannot be read; StudyErrors where it departs from the schema.
    """
    config = read_yaml(root / configfile)
    validate(config, root / "workflow" / "schemas" / "config.schema.yaml", configfile)
    return StudyFolder(root, configfile, config)


def inputs(study: StudyFolder) -> dict[str, str]:
    """Name every file that a run may read, with what it is: data, settings, manuscript or code.

    Nothing else is copied for a verification, so what is not named here cannot change a result.
    """
    named = dict.fromkeys(_files(study, CODE), "code") | dict.fromkeys(_manuscript(study), "manuscript")
    named |= dict.fromkeys([study.configfile, TOLERANCES, *_configured(study, SETTINGS)], "settings")
    named |= dict.fromkeys(_configured(study, DATA), "data")
    return dict(sorted(named.items()))


def material(study: StudyFolder) -> dict[str, str]:
    """Return the sha256 of every input that is there."""
    return digests(study.root, inputs(study))


def digests(root: Path, names: Mapping[str, Any] | list[str]) -> dict[str, str]:
    """Return the sha256 of those of the named files under `root` that exist."""
    return {name: sha256(root / name) for name in names if (root / name).is_file()}


def _manuscript(study: StudyFolder) -> Iterator[str]:
    manuscript = study.config["manuscript"]
    templates = sorted(manuscript["templates"].values())
    folders = {Path(template).parent.as_posix() for template in templates} | {"manuscript"}
    # A template beside a study's own files shares its folder with data and results, which are not its material.
    yield from _files(study, [folder for folder in sorted(folders) if folder == "manuscript"])
    yield from templates
    yield manuscript["bibliography"]


def _configured(study: StudyFolder, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        parent = key.rpartition(".")[0]
        if parent and lookup(study.config, parent) is None:
            continue
        if (value := lookup(study.config, key)) is not None:
            yield Path(value).as_posix()


def _files(study: StudyFolder, parts: tuple[str, ...] | list[str]) -> Iterator[str]:
    for part in parts:
        path = study.root / part
        found = [path] if path.is_file() else path.rglob("*")
        kept = [file for file in found if file.is_file() and "__pycache__" not in file.parts]
        yield from (file.relative_to(study.root).as_posix() for file in kept)
