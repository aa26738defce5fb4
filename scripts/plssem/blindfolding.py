"""Blindfolding: Stone and Geisser's Q2 as cross-validated redundancy.

Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A. Marcoulides (Ed.),
Modern Methods for Business Research (pp. 295-336). Erlbaum.
"""

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray
from plssem.correlations import correlate, standardise
from plssem.errors import DataError
from plssem.estimation import estimate_from_correlations
from plssem.model import Model


def q_squared(indicators: FloatArray, model: Model, omission_distance: int = 7) -> FloatArray:
    """Return Q2 (J,) of each endogenous construct, indicators (N, K), dimensionless; NaN for exogenous constructs.

    The cells of the construct's block are numbered down its columns, one column after the other; round d of D omits
    the cells d, d + D, d + 2D, ... Every omitted cell is replaced by the mean of its column's remaining cells, the
    model is estimated, and the cell is predicted from the antecedents: score = sum of path times antecedent's score,
    cell = column mean + column standard deviation times loading times score.
    Q2 = 1 - (squared errors of these predictions) / (squared errors of the column means), over all rounds and cells.
    NaN also where a round does not converge.
    DataError where N is a multiple of D (the same cases would be omitted in every column), and for D outside [2, N);
    DataError as for `estimate`.

    >>> model = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    >>> x = np.arange(15.0)
    >>> q_squared(np.column_stack([x, x**2]), model).round(2)
    array([ nan, 0.87])
    """
    answers = parse_answers(indicators, model.indicators)
    _check_distance(omission_distance, len(answers))
    standardised = standardise(answers, model.indicators)
    values = np.full(len(model.constructs), np.nan)
    for construct in model.endogenous:
        omitted = _mark_omitted(standardised.shape, model, construct, omission_distance)
        values[construct] = _cross_validated_redundancy(standardised, omitted, model, construct)
    return values


def _mark_omitted(shape: tuple[int, ...], model: Model, construct: int, distance: int) -> BoolArray:
    """Mark the cells that each round omits (D, N, K)."""
    cases, block = shape[0], model.block(construct)
    cells = np.arange(cases)[:, None] + cases * np.arange(block.size)
    omitted = np.zeros((distance, *shape), dtype=np.bool_)
    omitted[:, :, block] = cells % distance == np.arange(distance)[:, None, None]
    return omitted


def _cross_validated_redundancy(standardised: FloatArray, omitted: BoolArray, model: Model, construct: int) -> float:
    kept = np.where(omitted, np.nan, standardised)
    means = np.nanmean(kept, axis=1, keepdims=True)
    filled = np.where(omitted, means, standardised)
    fit = estimate_from_correlations(correlate(filled, model.indicators), model)
    scores = standardise(filled, model.indicators) @ fit.outer_weights
    predicted_scores = (scores * fit.path_coefficients[:, None, :, construct]).sum(axis=-1)
    spreads = filled.std(axis=1, ddof=1, keepdims=True)
    loadings = fit.outer_loadings[:, None, :, construct]
    by_model = (standardised - means - spreads * loadings * predicted_scores[:, :, None])[omitted]
    by_mean = (standardised - means)[omitted]
    return float(1 - (by_model**2).sum() / (by_mean**2).sum()) if fit.converged.all() else np.nan


def _check_distance(distance: int, cases: int) -> None:
    if not isinstance(distance, int | np.integer) or not 2 <= distance < cases:
        raise DataError(
            what="omission distance out of range",
            where="blindfolding",
            found=str(distance),
            expected=f"at least 2 and less than the {cases} cases",
            remedy="choose another, 7 as a rule",
        )
    if cases % distance == 0:
        raise DataError(
            what="omission distance that divides the number of cases",
            where="blindfolding",
            found=f"{distance} for {cases} cases",
            expected="a distance that leaves a remainder",
            remedy=f"choose {next(larger for larger in range(distance + 1, cases) if cases % larger)}",
        )
