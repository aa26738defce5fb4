"""Run a rule's `main` so that its messages reach the log and a refusal is one clear line.

What commands print reaches every terminal, also one of Windows that knows few letters.
"""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from study.base.files import locked

__all__ = ["legible_output", "run"]


def run(main: Callable[..., None], log: str, **arguments: Any) -> None:
    """Call `main(**arguments)`; warnings and refusals go to the log, and a refusal ends with exit status 1.

    A refusal is an error whose class has a true `refusal`: StudyError and the engine's PlsSemError, neither of which
    is imported here, for every script imports this module, and a change of the engine concerns few of them. A file that
    another program holds, as Excel does on Windows, is refused in the same way.
    """
    with Path(log).open("w", encoding="utf-8") as stream:
        warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}", file=stream)
        try:
            main(**arguments)
        except PermissionError as error:
            stream.write(f"error: {locked(Path(error.filename or 'a file'))}\n")
            sys.exit(1)
        except ValueError as error:
            if not getattr(error, "refusal", False):
                raise
            stream.writelines(f"error: {line}\n" for line in str(error).splitlines())
            sys.exit(1)


def legible_output() -> None:
    """Have letters that the terminal or the file behind it cannot hold printed as ?, where Python would end the run."""
    for stream in (sys.stdout, sys.stderr):
        if callable(reconfigure := getattr(stream, "reconfigure", None)):
            reconfigure(errors="replace")
