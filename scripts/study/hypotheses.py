"""From a path's estimate to the verdict on its hypothesis."""

import math

__all__ = ["CONTRADICTED", "NOT_SUPPORTED", "NOT_TESTABLE", "SUPPORTED", "verdict"]

SUPPORTED, NOT_SUPPORTED, CONTRADICTED, NOT_TESTABLE = "supported", "not_supported", "contradicted", "not_testable"


def verdict(estimate: float, t: float, critical_t: float, direction: str) -> str:
    """Judge a directed hypothesis: supported where |t| exceeds the critical t and the sign is the expected one.

    contradicted: significant with the other sign; not testable: there is no t.
    """
    if math.isnan(t):
        return NOT_TESTABLE
    if abs(t) <= critical_t:
        return NOT_SUPPORTED
    expected = estimate > 0 if direction == "positive" else estimate < 0
    return SUPPORTED if expected else CONTRADICTED
