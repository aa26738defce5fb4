"""A command of the project: its options, and its refusals as one line each."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from study.console import legible_output

__all__ = ["command"]


def command(main: Callable[..., int | None], purpose: str | None, **options: Any) -> None:
    """Call `main` with the root, the configuration file and the options given; end with its exit status, 0 for None.

    options: name -> default; the type of a default is that of the option. A refusal is one line and exit status 1.
    """
    legible_output()
    given = vars(_parser(purpose, options).parse_args())
    try:
        sys.exit(main(root=Path.cwd(), **given) or 0)
    except ValueError as error:
        if not getattr(error, "refusal", False):
            raise
        sys.exit("\n".join(f"error: {line}" for line in str(error).splitlines()))


def _parser(purpose: str | None, options: dict[str, Any]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--configfile", default="config/config.yaml", help="the study's configuration")
    for name, default in options.items():
        if isinstance(default, bool):
            parser.add_argument(f"--{name}", action="store_true")
        else:
            parser.add_argument(f"--{name}", type=type(default), default=default, help=f"default: {default}")
    return parser
