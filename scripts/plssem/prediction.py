"""Prediction: PLSpredict by cross-validation out of the sample, and Stone and Geisser's Q2 by blindfolding.

Shmueli, G., Ray, S., Velasquez Estrada, J. M., & Chatla, S. B. (2016). The elephant in the room: Predictive performance
of PLS models. Journal of Business Research, 69(10), 4552-4564. doi:10.1016/j.jbusres.2016.03.049. Shmueli, G.,
Sarstedt, M., Hair, J. F., Cheah, J.-H., Ting, H., Vaithilingam, S., & Ringle, C. M. (2019). Predictive model assessment
in PLS-SEM: Guidelines for using PLSpredict. European Journal of Marketing, 53(11), 2322-2347.
doi:10.1108/EJM-02-2019-0189.

Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A. Marcoulides (Ed.),
Modern Methods for Business Research (pp. 295-336). Erlbaum.
"""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, is_singular
from plssem.correlations import RELATIVE_SPREAD, correlate, correlations_from_moments, standardise
from plssem.errors import ConvergenceError, DataError, ModelError, check_counts, check_known, check_range
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.higher_order import (
    HigherOrderModel,
    carry,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    sum_copies,
)
from plssem.interactions import ModeratedModel, estimate_first, estimate_moderated, form_columns, regress_terms
from plssem.model import Fit, Model
from plssem.moments import Moments
from plssem.resampling import ResampleBlock
from plssem.structure import reachable, total_effects

AnyModel = Model | HigherOrderModel | ModeratedModel
ANTECEDENTS = ("direct", "earliest")
# Difference of two errors, relative to their size, at or below which they are the same.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Prediction:
    """Out-of-sample errors, actual minus predicted answer, in points of each indicator's response scale.

    indicators: the M indicators of endogenous constructs; owners: the construct of each. folds (R, N): as given.
    by_path_model, by_linear_model, by_average (R, N, M): errors of the path model, of the linear benchmark (least
    squares on the indicators that the path model predicts from), and of the training sample's mean.
    NaN in by_path_model where the training sample cannot be estimated as the whole sample can: its weights do not
    converge, or a mode B block or the antecedents of a construct are collinear there; in by_linear_model where the
    predictors are collinear there, or as many as the cases.
    """

    indicators: tuple[str, ...]
    owners: tuple[str, ...]
    folds: IntArray
    by_path_model: FloatArray
    by_linear_model: FloatArray
    by_average: FloatArray

    @property
    def complete(self) -> BoolArray:
        """Tell in which repetitions every training sample could be estimated (R,)."""
        return np.asarray(np.isfinite(self.by_path_model).all(axis=(1, 2)))


@dataclass(frozen=True, eq=False)
class Accuracy:
    """Accuracy of prediction per indicator, each (M,), over all cases of the repetitions that are complete.

    q_squared_predict: 1 - squared errors of the path model / those of the training means, dimensionless; above 0 is
    better than the mean. rmse_pls, rmse_lm: root mean squared errors of path model and linear benchmark; mae_pls,
    mae_lm: mean absolute ones; all in points of the response scale. wins: share of the repetitions in which rmse_pls
    is below rmse_lm, see `beats_benchmark`. NaN where no repetition is left or the linear benchmark does not exist.
    """

    q_squared_predict: FloatArray
    rmse_pls: FloatArray
    rmse_lm: FloatArray
    mae_pls: FloatArray
    mae_lm: FloatArray
    wins: FloatArray


@dataclass(frozen=True, eq=False)
class _Folds:
    """One repetition: cases of each of F folds (F, m), and which of these m entries are cases (F, m)."""

    cases: IntArray
    is_case: BoolArray


@dataclass(frozen=True, eq=False)
class _Training:
    """Moments of the F training samples: means and standard deviations (F, C), correlations (F, C, C).

    Of the K standardised indicators, and of the products of them that a moderated model takes.
    """

    means: FloatArray
    spreads: FloatArray
    correlations: FloatArray


def assign_folds(cases: int, folds: int = 10, repeats: int = 10, *, seed: int) -> IntArray:
    """Return the fold of each case in each of R repetitions (R, N), drawn at random, sizes equal to within one case.

    DataError for fewer than 2 folds, fewer cases than folds, and no repetition.

    Example. Ten cases, three folds, two repetitions.

    >>> folds = assign_folds(10, folds=3, repeats=2, seed=1)
    >>> folds.shape, [np.bincount(row).tolist() for row in folds]
    ((2, 10), [[4, 3, 3], [4, 3, 3]])

    Every case is in one fold of each repetition, and folds differ by one case at most. The same folds compare two
    models fairly: see `compare_predictions`.
    """
    check_counts(folds=folds, repeats=repeats, seed=seed)
    check_range("folds", folds, f"2 to {cases}, the cases", inside=folds <= cases)
    balanced = np.arange(cases) % folds
    streams = [ResampleBlock(seed, "prediction", number, number, 1).generator() for number in range(repeats)]
    return np.stack([stream.permutation(balanced) for stream in streams])


def leave_one_out(cases: int) -> IntArray:
    """Return folds of one case each (1, N): every case is predicted from all others.

    Example. Each of four cases is a fold of its own.

    >>> leave_one_out(4)
    array([[0, 1, 2, 3]])

    For `predict`: four models of three cases each, one repetition. Nothing is random, but N models are estimated.
    """
    return np.arange(cases)[None]


def predict(indicators: FloatArray, model: AnyModel, folds: IntArray, antecedents: str = "direct") -> Prediction:
    """Predict the indicators of endogenous constructs fold by fold, from indicators (N, K) and folds (R, N).

    Each fold is predicted by a model estimated without it; its cases are standardised with the training sample's means
    and standard deviations. The construct is predicted by path coefficients, its indicators by their loadings.
    antecedents: "direct" predicts a construct from the actual scores of its antecedents; "earliest" from those of the
    exogenous constructs alone, by their total effects. The linear benchmark has the indicators of the same constructs.
    A training sample that cannot be estimated is NaN: see `Prediction.complete`.
    With higher-order constructs both stages are estimated without the fold; the score predicted of a component, or of
    a construct of which stage two has the score, predicts its indicators by their loadings of stage one.
    `Prediction.owners` are the constructs of stage two.
    With products of constructs a fold's scores are multiplied, and each product is standardised as in the training
    sample; it is one antecedent more. The linear benchmark is without products, so that `compare_predictions` can set
    the model beside its base model.
    DataError: as `estimate`, for the whole sample; folds of the wrong shape or without a training sample; an indicator
    that is constant within a training sample. ModelError for other antecedents, for repeated indicators, with which
    components are predicted from their own answers, and for the earliest antecedents of a moderated model, in which a
    product of predicted scores is no prediction of their product.

    Example. How well are answers on loyalty predicted for customers who were not in the sample?

    >>> prediction = predict(answers, model, leave_one_out(20))
    >>> prediction.indicators, prediction.by_path_model.shape
    (('l1', 'l2'), (1, 20, 2))
    >>> (answers[:3, 2:] - prediction.by_path_model[0, :3]).round(2)
    array([[3.1 , 3.16],
           [3.31, 3.33],
           [3.72, 3.64]])
    >>> np.sqrt((prediction.by_path_model**2).mean(axis=(0, 1))).round(2)
    array([0.99, 0.83])

    The first three customers, who answered 2 2, 3 3 and 5 5, are predicted at 3.10, 3.31 and 3.72 for l1: towards the
    mean. A prediction misses by about one point (.99) for l1 and .83 for l2. `accuracy` compares the errors.
    """
    check_known([antecedents], ANTECEDENTS, what="antecedents", where="prediction")
    _check_predictable(model, antecedents)
    names = model.indicators
    answers = parse_answers(indicators, names)
    columns = form_columns(answers, model) if isinstance(model, ModeratedModel) else standardise(answers, names)
    _check_folds(folds, len(columns))
    _check_sample(answers, model)
    structure, owners = _structure(model)
    targets = np.flatnonzero(np.isin(owners, structure.endogenous))
    errors = [_cross_validate(columns, _gather_folds(row), model, targets, antecedents) for row in folds]
    spreads = answers.std(axis=0, ddof=1)[targets]
    by_path_model, by_linear_model, by_average = (np.stack(each) * spreads for each in zip(*errors, strict=True))
    return Prediction(
        indicators=tuple(names[k] for k in targets),
        owners=tuple(structure.constructs[owners[k]] for k in targets),
        folds=np.asarray(folds),
        by_path_model=by_path_model,
        by_linear_model=by_linear_model,
        by_average=by_average,
    )


def accuracy(prediction: Prediction) -> Accuracy:
    """Return Q2predict, RMSE and MAE of each indicator, pooled over cases and repetitions.

    Example. Does the path model predict answers on loyalty better than their mean, and than a regression?

    >>> result = accuracy(predict(answers, model, assign_folds(20, folds=5, repeats=10, seed=1)))
    >>> result.q_squared_predict.round(2), result.rmse_pls.round(3), result.rmse_lm.round(3)
    (array([0.29, 0.3 ]), array([0.982, 0.803]), array([1.002, 0.797]))
    >>> result.wins
    array([0.9, 0.5])

    The path model errs less than the mean, by 29 and 30 % of the squared error. Against the linear benchmark it wins
    for l1 (in 9 of 10 repetitions) and loses narrowly for l2: `predictive_power` calls one of two "medium".
    """
    kept = prediction.complete
    pls, lm, mean = (
        errors[kept] if kept.any() else np.full((1, 1, len(prediction.indicators)), np.nan)
        for errors in (prediction.by_path_model, prediction.by_linear_model, prediction.by_average)
    )
    each_pls = (pls**2).mean(axis=1)
    each_lm = (lm**2).mean(axis=1)
    return Accuracy(
        q_squared_predict=1 - each_pls.mean(axis=0) / (mean**2).mean(axis=(0, 1)),
        rmse_pls=np.sqrt(each_pls.mean(axis=0)),
        rmse_lm=np.sqrt(each_lm.mean(axis=0)),
        mae_pls=np.abs(pls).mean(axis=(0, 1)),
        mae_lm=np.abs(lm).mean(axis=(0, 1)),
        wins=np.where(np.isfinite(each_pls + each_lm), beats_benchmark(each_pls, each_lm), np.nan).mean(axis=0),
    )


def beats_benchmark(pls: FloatArray, lm: FloatArray) -> BoolArray:
    """Tell where the path model's errors are below those of the linear benchmark, by more than rounding (...,).

    False where one is NaN. Where antecedents and outcome have one indicator each, both predict the same.

    Example. Of the errors of three questions, which speak for the path model?

    >>> beats_benchmark(np.array([0.9, 1.0, 1.1]), np.array([1.0, 1.0 + 1e-15, 1.0]))
    array([ True, False, False])

    Those of the first; the second pair is equal but for rounding.
    """
    return np.asarray(lm - pls > ROUNDING * lm)


def predictive_power(q_squared_predict: FloatArray, pls: FloatArray, lm: FloatArray) -> str:
    """Grade a construct from its m indicators' Q2predict and errors (RMSE or MAE) of path model and benchmark, (m,).

    "high" where the path model's error is below the benchmark's for all indicators, "medium" for half of them or more,
    "low" for fewer, "none" for none. An indicator with a Q2predict of 0 or less is not below: its mean predicts it as
    well. "unknown" where a value is NaN. Shmueli et al. (2019), doi:10.1108/EJM-02-2019-0189.

    Example. Two questions on loyalty: errors of the path model and of the linear benchmark. Which grade is that?

    >>> predictive_power(np.array([0.3, 0.1]), pls=np.array([1.1, 0.9]), lm=np.array([1.2, 1.0]))
    'high'
    >>> predictive_power(np.array([0.3, 0.1]), pls=np.array([1.1, 0.9]), lm=np.array([1.2, 0.8]))
    'medium'
    >>> predictive_power(np.array([0.3, -0.1]), pls=np.array([1.3, 0.9]), lm=np.array([1.2, 1.0]))
    'none'

    Both below the benchmark: "high"; one of two: "medium"; in the last the only question with a smaller error has a
    negative Q2predict, so that its mean does as well: "none".
    """
    if not np.isfinite([q_squared_predict, pls, lm]).all():
        return "unknown"
    better = int(((q_squared_predict > 0) & beats_benchmark(pls, lm)).sum())
    if better == len(pls):
        return "high"
    if 2 * better >= len(pls):
        return "medium"
    return "low" if better else "none"


def _check_predictable(model: AnyModel, antecedents: str) -> None:
    found = {
        "repeated indicators": isinstance(model, HigherOrderModel) and model.second is model.first,
        f"{antecedents} antecedents": isinstance(model, ModeratedModel) and antecedents != "direct",
        type(model).__name__: not isinstance(model, AnyModel),
    }
    if problems := [words for words, holds in found.items() if holds]:
        raise ModelError(
            what="model that is not predicted with",
            where="prediction",
            found=problems[0],
            expected="a model in one stage; higher-order constructs in two; moderated, from direct antecedents",
            remedy="predict with another approach, or from other antecedents",
        )


def _structure(model: AnyModel) -> tuple[Model, IntArray]:
    """Return the model whose paths predict, and which of its constructs each indicator (K,) belongs to."""
    if isinstance(model, Model):
        return model, model.owners
    if isinstance(model, ModeratedModel):
        return model.base, model.base.owners
    upper = {part: name for name, parts in model.components.items() for part in parts}
    names = [model.first.constructs[owner] for owner in model.first.owners[: len(model.indicators)]]
    return model.second, np.array([model.second.constructs.index(upper.get(name, name)) for name in names])


def _check_sample(answers: FloatArray, model: AnyModel) -> None:
    """Raise the DataError of `estimate`; weights may converge in parts of a sample where they do not in all of it."""
    with suppress(ConvergenceError):
        if isinstance(model, HigherOrderModel):
            estimate_higher_order(answers, model)
        else:
            estimate(answers, model) if isinstance(model, Model) else estimate_moderated(answers, model)


def _gather_folds(folds: IntArray) -> _Folds:
    """Gather the cases of each fold, from the fold of each case (N,)."""
    _, numbers, sizes = np.unique(folds, return_inverse=True, return_counts=True)
    order = np.argsort(numbers, kind="stable")
    entries = np.arange(order.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    cases = np.zeros((sizes.size, sizes.max()), dtype=np.int64)
    is_case = np.zeros(cases.shape, dtype=np.bool_)
    cases[numbers[order], entries] = order
    is_case[numbers[order], entries] = True
    return _Folds(cases, is_case)


def _cross_validate(
    columns: FloatArray, folds: _Folds, model: AnyModel, targets: IntArray, antecedents: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the errors (N, M) of path model, linear benchmark and mean, in units of the standardised indicators."""
    training = _training_moments(columns, folds, model)
    inputs = (columns[folds.cases] - training.means[:, None]) / training.spreads[:, None]
    by_path_model = _path_model_operator(training, model, antecedents)[..., targets]
    by_linear_model = _linear_operator(training, model, antecedents)[..., targets]
    actual = inputs[..., targets]
    spreads = training.spreads[:, None, targets]
    pls, lm, mean = (
        _order_by_case(errors * spreads, folds)
        for errors in (actual - inputs @ by_path_model, actual - inputs @ by_linear_model, actual)
    )
    return pls, lm, mean


def _training_moments(standardised: FloatArray, folds: _Folds, model: AnyModel) -> _Training:
    """Subtract each fold's sums from those of the sample, which loses no digits of standardised indicators."""
    fold = np.where(folds.is_case[..., None], standardised[folds.cases], 0.0)
    sizes = (len(standardised) - folds.is_case.sum(axis=1))[:, None]
    means = (standardised.sum(axis=0) - fold.sum(axis=1)) / sizes
    products = standardised.T @ standardised - np.swapaxes(fold, 1, 2) @ fold
    moments = np.hstack([means, products[:, *np.triu_indices(standardised.shape[1])] / sizes])
    correlations = correlations_from_moments(moments, standardised.shape[1])
    names = np.array(model.indicators)
    constant = np.isnan(np.diagonal(correlations, axis1=1, axis2=2)[:, : names.size]).any(axis=0)
    if constant.any():
        raise DataError(
            what="indicator that is constant without one fold",
            where=f"indicator {', '.join(names[constant])}",
            found="the same value in every case of a training sample",
            expected="values that vary",
            remedy="remove it from the model, or use more folds",
        )
    variances = np.diagonal(products, axis1=1, axis2=2) / sizes - means**2
    # A product may be constant in a training sample, whose path model is then NaN; nothing else divides by its spread.
    spreads = np.sqrt(np.where(np.isnan(np.diagonal(correlations, axis1=1, axis2=2)), 1.0, variances))
    return _Training(means, spreads, correlations)


def _path_model_operator(training: _Training, model: AnyModel, antecedents: str) -> FloatArray:
    """Return the coefficients (F, C, K) that predict all standardised indicators; NaN if not estimable.

    From the K standardised indicators, and their products in a moderated model.
    """
    if isinstance(model, HigherOrderModel):
        return _two_stage_operator(training, model, antecedents)
    if isinstance(model, ModeratedModel):
        return _moderated_operator(training, model)
    fit = estimate_from_correlations(training.correlations, model)
    return np.where(_usable(fit), _predict_block(fit, antecedents), np.nan)


def _predict_block(fit: Fit, antecedents: str) -> FloatArray:
    """Return the coefficients (F, K, K) by which the answers predict all answers through the fit's constructs."""
    earliest = antecedents == "earliest"
    effects = total_effects(fit) * _exogenous(fit.model)[:, None] if earliest else fit.path_coefficients
    return np.asarray(fit.outer_weights @ effects @ np.swapaxes(fit.outer_loadings, 1, 2))


def _usable(fit: Fit) -> BoolArray:
    return np.asarray(fit.converged & admissible(fit))[:, None, None]


def _two_stage_operator(training: _Training, model: HigherOrderModel, antecedents: str) -> FloatArray:
    """Return the coefficients as the operator of one stage: into the indicators of stage two, and out of them again."""
    fit = estimate_higher_order_from_correlations(training.correlations, model)
    into = carry(fit.first.outer_weights, model)
    out = carry(fit.first.outer_loadings, model)
    within = into @ _predict_block(fit.second, antecedents) @ np.swapaxes(out, 1, 2)
    # Copies are the answers themselves; those predicted are the first K.
    operator = sum_copies(model) @ within[..., : len(model.indicators)]
    return np.where(_usable(fit.first) & _usable(fit.second), operator, np.nan)


def _moderated_operator(training: _Training, model: ModeratedModel) -> FloatArray:
    """Return the coefficients as the operator of one stage: of the products, too, and out of the indicators' own."""
    spreads = training.spreads[..., None]
    moments = Moments(training.means, training.correlations * spreads * training.spreads[:, None])
    first = estimate_first(moments, model)
    into, formed, second = regress_terms(moments, first, model)
    variances = np.diagonal(formed.covariances, axis1=1, axis2=2)
    deviations = np.sqrt(np.where(variances > 0, variances, np.nan))
    scores = spreads * into / deviations[:, None] @ second.outer_weights
    size = len(model.indicators)
    fixed = model.approach == "two_stage"
    out = first.outer_loadings if fixed else second.outer_loadings[:, :size]
    predicted = scores @ second.path_coefficients[..., : out.shape[-1]]
    return np.where(_usable(first) & _usable(second), predicted @ np.swapaxes(out, 1, 2), np.nan)


def _linear_operator(training: _Training, model: AnyModel, antecedents: str) -> FloatArray:
    """Return the regression coefficients (F, K, K) of every endogenous indicator on its construct's predictors."""
    operator = np.zeros(training.correlations.shape)
    structure, owners = _structure(model)
    sources = structure.structural_model
    if antecedents == "earliest":
        sources = reachable(structure) & _exogenous(structure)[:, None]
    for construct in structure.endogenous:
        predictors = np.flatnonzero(sources[owners, construct])
        outcomes = np.flatnonzero(owners == construct)
        within = training.correlations[:, predictors[:, None], predictors]
        singular = np.asarray(is_singular(within))[:, None, None]
        across = training.correlations[:, predictors[:, None], outcomes]
        solution = np.linalg.solve(np.where(singular, np.eye(predictors.size), within), across)
        operator[:, predictors[:, None], outcomes] = np.where(singular, np.nan, solution)
    return operator


def _exogenous(model: Model) -> BoolArray:
    return np.asarray(~model.structural_model.any(axis=0))


def _order_by_case(values: FloatArray, folds: _Folds) -> FloatArray:
    """Order values by fold (F, m, M) as the cases are (N, M)."""
    ordered = np.empty((folds.is_case.sum(), values.shape[-1]))
    ordered[folds.cases[folds.is_case]] = values[folds.is_case]
    return ordered


def _check_folds(folds: IntArray, cases: int) -> None:
    fit = np.ndim(folds) == 2 and len(folds) > 0 and np.shape(folds)[1] == cases
    expected = f"(repetitions, {cases}), one or more of them"
    check_range("prediction", np.shape(folds), expected, inside=fit, what="folds of the wrong shape")
    smallest = cases - max(np.unique(row, return_counts=True)[1].max() for row in folds)
    expected = "training samples of at least 3, by more folds"
    check_range("folds", f"a training sample of {smallest} cases", expected, inside=smallest >= 3)


def q_squared(indicators: FloatArray, model: Model, omission_distance: int = 7) -> FloatArray:
    """Return Q2 (J,) of each endogenous construct, indicators (N, K), dimensionless; NaN for exogenous constructs.

    The cells of the construct's block are numbered down its columns, one column after the other; round d of D omits
    the cells d, d + D, d + 2D, ... Every omitted cell is replaced by the mean of its column's remaining cells, the
    model is estimated, and the cell is predicted from the antecedents: score = sum of path times antecedent's score,
    cell = column mean + column standard deviation times loading times score.
    Q2 = 1 - (squared errors of these predictions) / (squared errors of the column means), over all rounds and cells.
    NaN also where a round cannot be estimated: its weights do not converge, an indicator is constant in it, or a mode B
    block or the antecedents of a construct are collinear.
    DataError where N is a multiple of D (the same cases would be omitted in every column), and for D outside [2, N);
    DataError as for `estimate`, for the whole sample.

    Example. Does service predict cells that were left out of the answers on loyalty?

    >>> q_squared(answers, model).round(2), q_squared(answers, model, omission_distance=6).round(2)
    (array([ nan, 0.29]), array([ nan, 0.25]))

    Above 0: service predicts left-out answers on loyalty better than their mean does; .29 and .25 for two distances. It
    uses the rest of the same customers' answers: `predict` is the harder test. Service has no antecedents, hence NaN.
    """
    answers = parse_answers(indicators, model.indicators)
    _check_distance(omission_distance, len(answers))
    standardised = standardise(answers, model.indicators)
    _check_sample(answers, model)
    values = np.full(len(model.constructs), np.nan)
    for construct in model.endogenous:
        values[construct] = _cross_validated_redundancy(standardised, model, construct, omission_distance)
    return values


def _cross_validated_redundancy(standardised: FloatArray, model: Model, construct: int, distance: int) -> float:
    """Return Q2 of one construct, from standardised indicators (N, K); NaN where a round cannot be estimated."""
    cases = len(standardised)
    block = model.block(construct)
    cells = np.arange(cases)[:, None] + cases * np.arange(block.size)
    # The cells that each round omits (D, N, K).
    omitted = np.zeros((distance, *standardised.shape), dtype=np.bool_)
    omitted[:, :, block] = cells % distance == np.arange(distance)[:, None, None]
    kept = np.where(omitted, np.nan, standardised)
    means = np.nanmean(kept, axis=1, keepdims=True)
    filled = np.where(omitted, means, standardised)
    if (np.ptp(filled, axis=1) <= RELATIVE_SPREAD).any():
        return np.nan
    fit = estimate_from_correlations(correlate(filled, model.indicators), model)
    scores = standardise(filled, model.indicators) @ fit.outer_weights
    predicted_scores = (scores * fit.path_coefficients[:, None, :, construct]).sum(axis=-1)
    spreads = filled.std(axis=1, ddof=1, keepdims=True)
    loadings = fit.outer_loadings[:, None, :, construct]
    by_model = (standardised - means - spreads * loadings * predicted_scores[:, :, None])[omitted]
    by_mean = (standardised - means)[omitted]
    usable = (fit.converged & admissible(fit)).all()
    return float(1 - (by_model**2).sum() / (by_mean**2).sum()) if usable else np.nan


def _check_distance(distance: int, cases: int) -> None:
    inside = isinstance(distance, int | np.integer) and 2 <= distance < cases
    check_range("omission_distance", distance, f"at least 2 and below the {cases} cases, 7 as a rule", inside=inside)
    if cases % distance == 0:
        raise DataError(
            what="omission distance that divides the number of cases",
            where="blindfolding",
            found=f"{distance} for {cases} cases",
            expected="a distance that leaves a remainder",
            remedy=f"choose {next(larger for larger in range(distance + 1, cases) if cases % larger)}",
        )
