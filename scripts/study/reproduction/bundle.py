"""The packages of the lock file as files, so that a project can be set up without a network.

One archive for a repository: code, settings, published results, manuscript, de-identified answers, checksums.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from study.base.environment import commit, tracked
from study.base.errors import StudyError, StudyErrors
from study.base.files import FIRST_ZIP_TIME, sha256
from study.reproduction.publication import frozen_digests, read_manifest
from study.reproduction.published_files import StudyFolder, digests, inputs, material

__all__ = ["SUMS", "broken_sums", "bundle", "download"]


def download(lock: Path, folder: Path) -> list[str]:
    """Download every package of a lock file for this kind of machine; return the names of the files.

    StudyError where pip cannot get one.
    """
    with tempfile.TemporaryDirectory(prefix="pip-") as place:
        # An environment made by uv has no pip of its own.
        venv.create(place, with_pip=True)
        python = Path(place) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        # A package that its authors publish as source alone is built on the spot, which asks for setuptools.
        hashed = ["--require-hashes", "--no-deps", "--requirement", str(lock)]
        results = [_pip(python, folder, *wanted) for wanted in (hashed, ["setuptools", "wheel"])]
    failed = [result for result in results if result.returncode != 0]
    if failed:
        found = (failed[0].stderr.strip().splitlines() or ["nothing"])[-1]
        raise StudyError("the packages cannot be had", lock.name, found, "all of them", "see that there is a network")
    return sorted(path.name for path in folder.iterdir())


def _pip(python: Path, folder: Path, *wanted: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "pip", "download", "--prefer-binary", "--quiet", "--dest", str(folder), *wanted]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)


SUMS = "SHA256SUMS"
WHEELS = "wheels"
SHOWN = ("manuscript/", "figures/", "tables/")
# The earliest date that a zip archive can hold: the same files make the same archive on every day.


def bundle(study: StudyFolder, archive: Path, wheels: bool) -> list[str]:
    """Write the archive, unpack it again and check every file; return the names of its files.

    With `wheels`, every package of requirements.lock for this kind of machine goes with it. StudyErrors where the
    results at hand are not the published ones.
    """
    reasons = list(_objections(study))
    if reasons:
        raise StudyErrors(reasons)
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        files = dict(_project_files(study)) | dict(_published(study))
        if wheels:
            names = download(study.root / "requirements.lock", Path(folder))
            files |= {f"{WHEELS}/{name}": Path(folder) / name for name in names}
        _write(archive, files)
    _check(archive)
    return sorted([*files, SUMS])


def broken_sums(root: Path) -> list[str]:
    """Name the files that are not as the SHA256SUMS of an unpacked archive says; none where there is no such file."""
    sums = root / SUMS
    if not sums.is_file():
        return []
    entries = [line.split("  ", 1) for line in sums.read_text(encoding="utf-8").splitlines()]
    return [name for digest, name in entries if not (root / name).is_file() or sha256(root / name) != digest]


def _objections(study: StudyFolder) -> Iterator[StudyError]:
    manifest = read_manifest(study)
    if commit(study.root) is None:
        what, remedy = "the files of the project are not known", "run it in a clone"
        yield StudyError(what, study.root.name, "no git checkout", "a git checkout", remedy)
    for what, frozen, found in (
        ("an input", manifest["inputs"], material(study)),
        ("a result", frozen_digests(manifest), digests(study.results, frozen_digests(manifest))),
    ):
        changed = [name for name in frozen if frozen[name] != found.get(name)]
        if changed:
            text = f"{', '.join(changed[:3])}" + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
            remedy = "run make and make freeze, or restore it"
            yield StudyError(f"{what} is not the published one", study.configfile, text, "what was frozen", remedy)


def _project_files(study: StudyFolder) -> Iterator[tuple[str, Path]]:
    """Every file that git keeps and every input, but no answers of real respondents as they came in."""
    raw = {
        str(Path(entry["file"]).as_posix())
        for entry in (study.config["survey"][sample] for sample in ("pilot", "full"))
        if entry is not None and study.config["study"]["data_status"] == "collected"
    }
    for name in sorted({*tracked(study.root), *inputs(study)} - raw):
        if (study.root / name).is_file():
            yield name, study.root / name


def _published(study: StudyFolder) -> Iterator[tuple[str, Path]]:
    manifest = read_manifest(study)
    folder = study.published.relative_to(study.root).as_posix()
    shown = [name for name in manifest["outputs"] if name.startswith(SHOWN)]
    for name in [*shown, *manifest["from_survey"]]:
        yield f"{folder}/{name}", study.results / name
    for path in sorted(study.published.rglob("*")):
        if path.is_file():
            yield path.relative_to(study.root).as_posix(), path


def _write(archive: Path, files: Mapping[str, Path]) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    with zipfile.ZipFile(archive, "w") as target:
        for name in sorted(files):
            with target.open(_entry(name), "w") as stream, files[name].open("rb") as source:
                shutil.copyfileobj(source, stream)
        target.writestr(_entry(SUMS), sums)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_ZIP_TIME)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith((".whl", ".png")) else zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _check(archive: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        lines = source.read(SUMS).decode("utf-8").splitlines()
        broken = [
            name
            for digest, name in (line.split("  ", 1) for line in lines)
            if hashlib.sha256(source.read(name)).hexdigest() != digest
        ]
    if broken:
        raise StudyError(
            "the archive is broken", archive.name, ", ".join(broken), "the files that went in", "try again"
        )
