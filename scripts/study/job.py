"""Run a rule's `main` so that its messages reach the log and a refusal is one clear line."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from study.file_checks import locked

__all__ = ["run"]


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
