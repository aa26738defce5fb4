"""The packages of the lock file as files, so that a project can be set up without a network."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from study.errors import StudyError

__all__ = ["download"]


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
