"""Numbers as JSON has them."""

import math

__all__ = ["number"]


def number(value: float) -> float | None:
    """Return a plain float; None where the number does not exist (NaN), for which JSON has null only."""
    return float(value) if math.isfinite(value) else None
