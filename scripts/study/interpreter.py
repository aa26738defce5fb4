"""The path of Python as Snakemake can put it into a command."""

import ctypes
import os
import shlex

__all__ = ["as_command"]

LONGEST = 32768  # characters of a path on Windows, with the zero at its end


def as_command(path: str, system: str = os.name) -> str:
    """Return a path that stands in a command for one word: as it is, in its short form (Windows), or quoted.

    Snakemake writes the path of Python into the command of each script without quotes, so that a project in a folder
    such as "My Documents" would not run.
    """
    if shlex.quote(path) == path or (system == "nt" and " " not in path):
        return path
    if system == "nt":
        short = _short(path)
        return short if " " not in short else f'"{path}"'
    return shlex.quote(path)


def _short(path: str) -> str:
    """Ask Windows for the form with short names (SITIAM~1); the path itself where the disk keeps none."""
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (there on Windows alone)
    buffer = ctypes.create_unicode_buffer(LONGEST)
    return buffer.value if kernel.GetShortPathNameW(path, buffer, LONGEST) else path
