"""Estimate a model from one sample, or from a stack of correlation matrices."""

import numpy as np

from plssem.arrays import BoolArray, FloatArray
from plssem.correlations import correlations as correlations_of
from plssem.correlations import standardise
from plssem.errors import ConvergenceError, DataError, explain
from plssem.fit import Fit
from plssem.linear_algebra import is_singular
from plssem.model import Model
from plssem.structure import path_coefficients, r_squared
from plssem.weights import Weights, outer_weights

__all__ = ["admissible", "construct_scores", "estimate", "estimate_from_correlations"]

# What rounding may add to a correlation.
ROUNDING = 1e-9


def estimate(indicators: FloatArray, model: Model) -> Fit:
    """Estimate the model from one sample, indicators (N, K) in the order of `model.indicators`, any scale.

    DataError: wrong shape, missing or infinite values, too few cases, a constant indicator, a collinear block under
    mode B, collinear antecedents. ConvergenceError: weights still moving after the most iterations allowed.
    """
    _check_cases(indicators, model)
    matrix = correlations_of(np.asarray(indicators, dtype=np.float64), model.indicators)
    _check_mode_b(matrix, model)
    weights = outer_weights(matrix[None], model)
    fit = _fit(matrix, weights, model)
    _check_antecedents(fit)
    _check_converged(weights, model)
    return fit


def estimate_from_correlations(correlations: FloatArray, model: Model) -> Fit:
    """Estimate the model from correlation matrices (..., K, K); the leading axes are a stack of samples.

    Raises nothing for a member that does not converge: see `Fit.converged` and `admissible`.
    """
    stack = np.ascontiguousarray(correlations.reshape(-1, *correlations.shape[-2:]))
    return _fit(correlations, outer_weights(stack, model), model)


def construct_scores(indicators: FloatArray, fit: Fit) -> FloatArray:
    """Return the construct scores (N, J) of one sample: mean 0, standard deviation 1 (divisor N - 1), dimensionless.

    indicators (N, K). DataError as for `estimate`.
    """
    return np.asarray(standardise(indicators, fit.model.indicators) @ fit.outer_weights)


def admissible(fit: Fit) -> BoolArray:
    """Tell for each member of a stack whether its solution is admissible (...,).

    It is where everything estimated is finite, no loading exceeds 1 in size, no R2 leaves [0, 1], and neither a mode B
    block nor the antecedents of a construct are collinear.
    """
    loadings = np.abs(fit.outer_loadings).max(axis=(-2, -1))
    explained = fit.r_squared[..., list(fit.model.endogenous)]
    bounded = (loadings <= 1 + ROUNDING) & ((explained >= -ROUNDING) & (explained <= 1 + ROUNDING)).all(axis=-1)
    collinear = [is_singular(matrix) for matrix in _systems(fit)]
    return np.asarray(bounded & ~np.any(collinear, axis=0))


def _fit(correlations: FloatArray, weights: Weights, model: Model) -> Fit:
    signed = _signed(weights.outer_weights.reshape(*correlations.shape[:-1], -1), correlations)
    cross_loadings = correlations @ signed
    construct_correlations = np.swapaxes(signed, -1, -2) @ cross_loadings
    coefficients = path_coefficients(construct_correlations, model)
    return Fit(
        model=model,
        correlations=correlations,
        outer_weights=signed,
        outer_loadings=cross_loadings * model.measurement_model,
        cross_loadings=cross_loadings,
        construct_correlations=construct_correlations,
        path_coefficients=coefficients,
        r_squared=r_squared(construct_correlations, coefficients, model),
        converged=weights.converged.reshape(correlations.shape[:-2]),
        iterations=weights.iterations.reshape(correlations.shape[:-2]),
    )


def _signed(weights: FloatArray, correlations: FloatArray) -> FloatArray:
    """Turn each construct so that it correlates positively with the sum of its indicators."""
    loadings = (correlations @ weights) * (weights != 0)
    return np.where(loadings.sum(axis=-2, keepdims=True) < 0, -weights, weights)


def _systems(fit: Fit) -> list[FloatArray]:
    """Return the correlation matrices that are solved: those of mode B blocks and of each construct's antecedents."""
    model = fit.model
    blocks = [model.block(j) for j, mode in enumerate(model.modes) if mode == "B"]
    sources = [model.antecedents(j) for j in model.endogenous]
    return [fit.correlations[..., block[:, None], block] for block in blocks] + [
        fit.construct_correlations[..., source[:, None], source] for source in sources
    ]


def _check_cases(indicators: FloatArray, model: Model) -> None:
    if np.ndim(indicators) != 2 or np.shape(indicators)[1] != len(model.indicators):
        raise DataError(
            explain(
                "data of the wrong shape",
                "indicators",
                str(np.shape(indicators)),
                f"(cases, {len(model.indicators)})",
                "give one row per case and one column per indicator of the model",
            )
        )
    regressors = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    needed = max([*regressors, *model.structural_model.sum(axis=0).tolist()]) + 2
    if len(indicators) < needed:
        raise DataError(
            explain(
                "too few cases",
                "indicators",
                str(len(indicators)),
                f"at least {needed}, two more than the largest regression has regressors",
                "collect more answers or simplify the model",
            )
        )


def _check_mode_b(correlations: FloatArray, model: Model) -> None:
    for construct in (j for j, mode in enumerate(model.modes) if mode == "B"):
        block = model.block(construct)
        if is_singular(correlations[block[:, None], block]):
            raise DataError(
                explain(
                    "collinear indicators under mode B",
                    f"construct {model.constructs[construct]}",
                    f"linear dependence among {', '.join(model.indicators[k] for k in block)}",
                    "linearly independent indicators",
                    "remove a redundant indicator or use mode A",
                )
            )


def _check_antecedents(fit: Fit) -> None:
    for target in fit.model.endogenous:
        sources = fit.model.antecedents(target)
        if is_singular(fit.construct_correlations[sources[:, None], sources]):
            raise DataError(
                explain(
                    "perfectly collinear antecedents",
                    f"construct {fit.model.constructs[target]}",
                    f"linear dependence among {', '.join(fit.model.constructs[i] for i in sources)}",
                    "linearly independent antecedents",
                    "remove a redundant path or check for indicators entered twice",
                )
            )


def _check_converged(weights: Weights, model: Model) -> None:
    if weights.converged.all():
        return
    moving = [
        f"{construct} by {change:.1e}"
        for construct, change in zip(model.constructs, weights.change[0], strict=True)
        if not change < model.tolerance
    ]
    raise ConvergenceError(
        explain(
            "outer weights did not converge",
            "the sample",
            f"weights still moving after {weights.iterations[0]} iterations ({', '.join(moving)})",
            f"changes below {model.tolerance:g}",
            "check these constructs' indicators, allow more iterations or try another weighting scheme",
        )
    )
