"""Answers as they are given: an array, list or table of numbers, one row per case and one column per indicator.

Missing answers: the cases that have none, or the indicator's mean in their place.

Little, R. J. A., & Rubin, D. B. (2019). Statistical Analysis with Missing Data (3rd ed.). Wiley.
doi:10.1002/9781119482260. It advises against both where more than a few answers are missing.
"""

from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError

__all__ = ["complete_cases", "mean_replaced", "name_columns", "parse_answers"]


def parse_answers(indicators: Any, names: tuple[str, ...] = ()) -> FloatArray:
    """Return indicators as numbers (N, K) of double precision; names: of the K indicators, any where there are none.

    Masked values become NaN, which the estimation refuses. A table (whatever has `columns`) must have the indicators'
    names in their order. DataError for another shape, other columns, and answers that are no numbers: text is not
    turned into numbers here.
    """
    values = _array(indicators)
    named = names or name_columns(values.shape[-1] if values.ndim else 0)
    _check_columns(getattr(indicators, "columns", named) if names else named, named)
    _check_shape(values, named)
    _check_numbers(values, named)
    return np.asarray(values, dtype=np.float64)


def name_columns(number: int) -> tuple[str, ...]:
    """Name columns that have no names of their own, for messages."""
    return tuple(f"column {place + 1}" for place in range(number))


def _array(indicators: Any) -> npt.NDArray[Any]:
    if isinstance(indicators, np.ma.MaskedArray):
        return np.asarray(np.ma.filled(indicators.astype(np.float64), np.nan))
    try:
        return np.asarray(indicators)
    except ValueError as ragged:
        raise DataError(
            what="data of the wrong shape",
            where="indicators",
            found="rows of different lengths",
            expected="one number for each indicator in each row",
            remedy="fill or leave out what is incomplete",
        ) from ragged


def _check_columns(given: Iterable[Any], names: tuple[str, ...]) -> None:
    if tuple(given) != names:
        raise DataError(
            what="columns that are not the model's indicators",
            where="indicators",
            found=", ".join(str(name) for name in given),
            expected=", ".join(names),
            remedy="select the indicators by name, in the order of the model",
        )


def _check_shape(values: npt.NDArray[Any], names: tuple[str, ...]) -> None:
    if values.ndim != 2 or values.shape[1] != len(names):
        raise DataError(
            what="data of the wrong shape",
            where="indicators",
            found=str(values.shape),
            expected=f"(cases, {len(names)})",
            remedy="give one row per case and one column per indicator of the model",
        )


def _check_numbers(values: npt.NDArray[Any], names: tuple[str, ...]) -> None:
    if values.dtype.kind in "fiub":
        return
    for name, column in zip(names, values.T, strict=True):
        for row, value in enumerate(column.tolist()):
            if not isinstance(value, Real):
                raise DataError(
                    what="answer that is no number",
                    where=f"indicator {name}, row {row + 1}",
                    found=repr(value),
                    expected="a number",
                    remedy="score the answers as numbers first",
                )


def complete_cases(indicators: FloatArray, names: tuple[str, ...]) -> BoolArray:
    """Tell which cases of indicators (N, K) answered everything (N,): casewise is to keep only those.

    names: of the K indicators, in their order. A missing answer is NaN. DataError as for `estimate` for what is no
    table of numbers.
    """
    return np.asarray(~np.isnan(parse_answers(indicators, names)).any(axis=1))


def mean_replaced(indicators: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Return indicators (N, K) with the mean of its answers in the place of each indicator's missing ones (NaN).

    ASSUME: answers are missing at random enough for the mean of the others to stand in for them. Correlations come out
    smaller than those of the answers given, and resamples do not show it. DataError as for `complete_cases`, and for an
    indicator that nobody answered.
    """
    answers = parse_answers(indicators, names)
    missing = np.isnan(answers)
    for name, column in zip(names, missing.T, strict=True):
        if column.all():
            raise DataError(
                what="indicator that nobody answered",
                where=f"indicator {name}",
                found="no answer",
                expected="some",
                remedy="check its column",
            )
    return np.where(missing, np.nanmean(answers, axis=0), answers)
