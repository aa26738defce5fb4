"""Run a rule's `main` so that its messages reach the log and a refusal is one clear line."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plssem import PlsSemError
from study.errors import StudyError, StudyErrors

__all__ = ["run"]


def run(main: Callable[..., None], log: str, **arguments: Any) -> None:
    """Call `main(**arguments)`; warnings and refusals go to the log, and a refusal ends with exit status 1."""
    with Path(log).open("w", encoding="utf-8") as stream:
        warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}", file=stream)
        try:
            main(**arguments)
        except (StudyError, StudyErrors, PlsSemError) as error:
            stream.writelines(f"error: {line}\n" for line in str(error).splitlines())
            sys.exit(1)
