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
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet", "--dest", str(folder)]
        command = [str(python), "-m", "pip", "download", *options, "--requirement", str(lock)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    if result.returncode != 0:
        found = (result.stderr.strip().splitlines() or ["nothing"])[-1]
        raise StudyError(
            "the packages cannot be had", lock.name, found, "a wheel of each", "see that there is a network"
        )
    return sorted(path.name for path in folder.iterdir())
