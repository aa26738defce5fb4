"""Answers as a matrix of numbers, one row per case and one column per indicator; missing ones replaced or left out.

Little, R. J. A., & Rubin, D. B. (2019). Statistical Analysis with Missing Data (3rd ed.). Wiley.
doi:10.1002/9781119482260. It advises against mean replacement and casewise deletion where more than a few answers are
missing.
"""

import sys
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError


def parse_answers(indicators: Any, names: tuple[str, ...] = ()) -> FloatArray:
    """Return indicators as numbers (N, K) of double precision; names: of the K indicators, not checked where empty.

    Masked values become NaN, which the estimation refuses. A table (whatever has `columns`) must have the indicators'
    names in their order. DataError for another shape, other columns, and answers that are no numbers: neither
    text nor None is turned into a number here.
    """
    values = _to_array(indicators)
    if names and (columns := tuple(getattr(indicators, "columns", names))) != names:
        raise DataError(
            what="columns that are not the model's indicators",
            where="indicators",
            found=", ".join(str(name) for name in columns),
            expected=", ".join(names),
            remedy="select the indicators by name, in the order of the model",
        )
    names_or_numbers = names or name_columns(values.shape[-1] if values.ndim else 0)
    if values.ndim != 2 or values.shape[1] != len(names_or_numbers):
        raise DataError(
            what="data of the wrong shape",
            where="indicators",
            found=str(values.shape),
            expected=f"(cases, {len(names_or_numbers)})",
            remedy="give one row per case and one column per indicator of the model",
        )
    _check_numbers(values, names_or_numbers)
    return np.asarray(values, dtype=np.float64)


def name_columns(number: int) -> tuple[str, ...]:
    """Number columns without names, for messages."""
    return tuple(f"column {index + 1}" for index in range(number))


def _to_array(indicators: Any) -> npt.NDArray[Any]:
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


def _check_numbers(values: npt.NDArray[Any], names: tuple[str, ...]) -> None:
    if values.dtype.kind in "fiub":
        return
    for name, column in zip(names, values.T, strict=True):
        for row, value in enumerate(column.tolist()):
            if not isinstance(value, Real) or (isinstance(value, int) and abs(value) > sys.float_info.max):
                raise DataError(
                    what="answer that is no number",
                    where=f"indicator {name}, row {row + 1}",
                    found=f"{value!r:.40}",
                    expected="a number",
                    remedy="score the answers as numbers first, a missing one as NaN",
                )


def complete_cases(indicators: FloatArray, names: tuple[str, ...]) -> BoolArray:
    """Tell which cases of indicators (N, K) have no missing answer (N,); casewise deletion keeps only these.

    names: of the K indicators, in their order. A missing answer is NaN. DataError as for `estimate`.

    Example. Three customers answered two questions; one answer is missing. Who is left after casewise deletion?

    >>> answers = np.array([[4, 5], [3, np.nan], [5, 5]])
    >>> kept = complete_cases(answers, ("s1", "s2"))
    >>> kept
    array([ True, False,  True])
    >>> answers[kept]
    array([[4., 5.],
           [5., 5.]])

    The second customer is left out with the answer that was given, too; `mean_replaced` would keep it.
    """
    return np.asarray(~np.isnan(parse_answers(indicators, names)).any(axis=1))


def mean_replaced(indicators: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Return indicators (N, K) with each missing answer (NaN) replaced by the mean of the indicator's other answers.

    ASSUME: answers are missing at random enough for the mean to replace them. Correlations are underestimated, and
    resamples do not show it. DataError as for `complete_cases`, for an indicator without any answer, and for an
    infinite one.

    Example. Three customers answered two questions; one answer is missing. What stands in its place?

    >>> answers = np.array([[4, 5], [3, np.nan], [5, 6]])
    >>> completed = mean_replaced(answers, ("s1", "s2"))
    >>> completed[:, 1]
    array([5. , 5.5, 6. ])
    >>> float(completed[:, 1].std(ddof=1).round(3)), float(np.nanstd(answers[:, 1], ddof=1).round(3))
    (0.5, 0.707)

    5.5, the mean of the question's other answers. It adds a case without spread: the standard deviation falls from .707
    to .5, and with it the correlations. More than a few replaced answers per question call for another method.
    """
    answers = parse_answers(indicators, names)
    missing = np.isnan(answers)
    for name, absent, infinite in zip(names, missing.T, np.isinf(answers).T, strict=True):
        if absent.all():
            raise DataError(
                what="indicator that nobody answered",
                where=f"indicator {name}",
                found="no answer",
                expected="some",
                remedy="check its column",
            )
        if infinite.any():
            raise DataError(
                what="infinite answer",
                where=f"indicator {name}, row {int(infinite.argmax()) + 1}",
                found=str(int(infinite.sum())),
                expected="none",
                remedy="correct it, or leave it out as missing",
            )
    return np.where(missing, np.nanmean(answers, axis=0), answers)
