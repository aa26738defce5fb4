"""The one place where numbers are rounded and worded, in Indonesian and in English."""

import math

from study.errors import StudyError

__all__ = ["decimal"]

DECIMAL_MARKS = {"id": ",", "en": "."}


def decimal(value: float, places: int, language: str) -> str:
    """Write a number with a fixed number of decimals, the language's decimal mark and a true minus sign.

    A number that rounds to zero has no sign. NaN and infinities are written as an en dash: there is no number.
    """
    if language not in DECIMAL_MARKS:
        raise StudyError("no such language", "wording", language, ", ".join(DECIMAL_MARKS), "choose one of them")
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", DECIMAL_MARKS[language]).replace("-", "−")
