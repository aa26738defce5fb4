"""What commands print reaches every terminal, also one of Windows that knows few letters."""

import sys

__all__ = ["legible_output"]


def legible_output() -> None:
    """Have letters that the terminal or the file behind it cannot hold printed as ?, where Python would end the run."""
    for stream in (sys.stdout, sys.stderr):
        if callable(reconfigure := getattr(stream, "reconfigure", None)):
            reconfigure(errors="replace")
