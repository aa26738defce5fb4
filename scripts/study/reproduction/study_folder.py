"""A study's folder: its configuration, its results, its published files, and every input that a run may read."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.base.environment import list_tracked
from study.base.errors import StudyError, sentra
from study.base.files import sha256
from study.plan.seals import plan_folder
from study.setup.config import lookup, read_yaml
from study.setup.configuration import file_entries
from study.setup.data_status import recorded_names
from study.setup.schema_checks import validate

CODE = ("CITATION.cff", "Snakefile", "workflow", "scripts", "profiles", "requirements.in", "requirements.lock")
COMPILED = (".so", ".pyd", ".dll", ".dylib", ".pyc", ".pyo")
SETTINGS = ("model", "codebook", "claims", "checklist", "simulated_checksums")
DATA = ("survey.growth",)
# What a system leaves in the folders that it shows; macOS also files that begin with ._
OF_THE_SYSTEM = (".DS_Store", ".directory", "Thumbs.db", "desktop.ini")
SEALED = ("plan.json", "deviations.yaml")  # of the sealed plan, where there are any
TOLERANCES = "config/tolerances.yaml"


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

    @property
    def survey_files(self) -> tuple[str, ...]:
        """The files of the survey's samples, as the configuration names them."""
        samples = (self.config["survey"][sample] for sample in ("pilot", "full"))
        return tuple(str(file["file"]) for sample in samples if sample is not None for file in file_entries(sample))

    def command(self, name: str) -> str:
        """Name a command of the project as it is called for this study."""
        return sentra(f"{name} --configfile {self.configfile}")

    def recorded(self, name: str) -> str:
        """Return the name under which records tell of an input: that of a collected survey file may be somebody's."""
        return recorded_names(self.config).get(name, name)

    def relative(self, path: Path) -> str:
        """Return a path as it is written relative to the root."""
        return path.relative_to(self.root).as_posix()


def open_study(root: Path, configfile: str) -> StudyFolder:
    """Open the study that a configuration file under `root` describes.

    StudyError where the file cannot be read; StudyErrors where it departs from the schema.
    """
    config = read_yaml(root / configfile)
    validate(config, root / "workflow" / "schemas" / "config.schema.yaml", configfile)
    refuse_outside([str(config["results_dir"])], "configuration key results_dir")
    return StudyFolder(root, configfile, config)


def refuse_outside(names: Iterable[str], where: str) -> None:
    """StudyError for a path that leads out of the project, where a rerun would meet what lies there."""
    outside = [name for name in names if Path(name).is_absolute() or os.path.normpath(name).startswith("..")]
    if outside:
        raise StudyError(
            what="a path that leads out of the project",
            where=where,
            found=outside[0],
            expected="a file or folder inside the project",
            remedy="put it there and write its path from the folder of the project",
        )


def find_inputs(study: StudyFolder) -> dict[str, str]:
    """Name every file that a run may read, with its kind: data, settings, manuscript or code.

    Nothing else is copied for a verification, so what is not named here cannot change a result.
    """
    kinds = dict.fromkeys(_files_under(study, CODE), "code")
    kinds |= dict.fromkeys(_manuscript_files(study), "manuscript")
    kinds |= dict.fromkeys([study.configfile, TOLERANCES, *_configured_files(study, SETTINGS)], "settings")
    kinds |= dict.fromkeys(
        _files_under(study, [(plan_folder(study.config) / name).as_posix() for name in SEALED]), "settings"
    )
    surveys = [Path(file).as_posix() for file in study.survey_files]
    kinds |= dict.fromkeys([*surveys, *_configured_files(study, DATA)], "data")
    return dict(sorted(kinds.items()))


def find_opaque(study: StudyFolder) -> Iterator[tuple[str, str]]:
    """Name the code that nobody can read, with the reason; no file below a linked folder is an input."""
    paths = [path for name in CODE for path in (study.root / name, *(study.root / name).rglob("*"))]
    for path in paths:
        if path.is_symlink():
            yield study.relative(path), "a link, past which nothing is compared"
        elif _is_own_file(path) and (path.suffix in COMPILED or not _is_text(path)):
            yield study.relative(path), "compiled, which nobody can read"


def digest_code(study: StudyFolder) -> dict[str, str]:
    """Return the sha256 of the code that a run of the study executes."""
    return digest_files(study.root, _files_under(study, CODE))


def digest_inputs(study: StudyFolder) -> dict[str, str]:
    """Return the sha256 of every input that is there, by the name under which it is recorded."""
    digests = digest_files(study.root, find_inputs(study))
    return {study.recorded(name): digest for name, digest in digests.items()}


def digest_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of those of the named files in a folder that exist."""
    return {name: sha256(folder / name) for name in names if (folder / name).is_file()}


def find_committed(study: StudyFolder) -> list[str]:
    """Name the inputs that a commit is to hold: all that are there, but for data that git does not keep."""
    kept = {*list_tracked(study.root)}
    there = ((name, kind) for name, kind in find_inputs(study).items() if (study.root / name).is_file())
    return [name for name, kind in there if kind != "data" or name in kept]


def is_of_the_system(path: Path) -> bool:
    """Whether a file is one that a system leaves in a folder."""
    return path.name.startswith("._") or path.name in OF_THE_SYSTEM


def _manuscript_files(study: StudyFolder) -> Iterator[str]:
    manuscript = study.config["manuscript"]
    templates = sorted(manuscript["templates"].values())
    # A template beside a study's own files shares its folder with data and results, which are no input of the text.
    yield from _files_under(study, ["manuscript"])
    yield from templates
    yield manuscript["bibliography"]
    if manuscript.get("docx_template"):
        yield Path(manuscript["docx_template"]).as_posix()


def _configured_files(study: StudyFolder, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        parent = key.rpartition(".")[0]
        is_absent = bool(parent) and lookup(study.config, parent) is None
        name = None if is_absent else lookup(study.config, key)
        if name is not None:
            yield Path(name).as_posix()


def _files_under(study: StudyFolder, names: Iterable[str]) -> Iterator[str]:
    """Yield the named files, and all files in the named folders."""
    for name in names:
        path = study.root / name
        for file in [path] if path.is_file() else path.rglob("*"):
            if _is_own_file(file):
                yield study.relative(file)


def _is_own_file(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not is_of_the_system(path)


def _is_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
