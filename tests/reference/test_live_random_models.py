"""Every statistic of models drawn at random that two other engines give too, to 1e-9; see `random_models`."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import seminr
from seminr.predict.predict_pls import cut_folds

from plssem import (
    Fit,
    HigherOrderModel,
    admissible_consistent,
    akaike_criterion,
    average_variance_extracted,
    bayesian_criterion,
    composite_reliability,
    consistent,
    construct_scores,
    cronbach_alpha,
    estimate,
    estimate_higher_order,
    f_squared,
    fornell_larcker,
    htmt,
    htmt2,
    inner_vif,
    model_fit,
    outer_vif,
    predict,
    rho_a,
    total_effects,
    total_indirect_effects,
)
from plssem.arrays import FloatArray
from reference.published import TOLERANCE
from reference.random_models import Case, by_openpls, by_seminr, drawn

SEEDS = range(12)
AGREEMENT = 1e-9


@cache
def case_of(seed: int) -> tuple[Case, Fit]:
    case = drawn(seed)
    return case, estimate(case.answers, case.model)


def matrix(named: Any, rows: tuple[str, ...], columns: tuple[str, ...]) -> FloatArray:
    return np.array([[named.get(row, column) for column in columns] for row in rows], dtype=np.float64)


def turned(fit: Fit, loadings: FloatArray) -> FloatArray:
    """Convention W4: others leave a construct whose loadings add up to less than 0 as it is; signs (J,)."""
    return np.where((fit.outer_loadings * loadings).sum(axis=0) < 0, -1.0, 1.0)


def agree(ours: npt.ArrayLike, theirs: npt.ArrayLike) -> None:
    np.testing.assert_allclose(np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=0, atol=AGREEMENT)


def lower(table: FloatArray) -> FloatArray:
    """Fill a table of which one half is given."""
    return np.where(np.isnan(table), table.T, table)


@pytest.mark.parametrize("seed", SEEDS)
def test_estimates_are_those_of_seminr(seed: int) -> None:
    case, fit = case_of(seed)
    theirs, model = by_seminr(case), fit.model
    loadings = matrix(theirs.outer_loadings, model.indicators, model.constructs)
    signs = turned(fit, loadings)
    pairs = signs[:, None] * signs
    agree(fit.outer_loadings * signs, loadings)
    agree(fit.outer_weights * signs, matrix(theirs.outer_weights, model.indicators, model.constructs))
    agree(fit.path_coefficients * pairs, matrix(theirs.path_coef, model.constructs, model.constructs))
    summary = seminr.summarize(theirs)
    agree(total_effects(fit) * pairs, matrix(summary.total_effects, model.constructs, model.constructs))
    indirect = matrix(summary.total_indirect_effects, model.constructs, model.constructs)
    agree(total_indirect_effects(fit) * pairs, indirect)
    agree(fit.cross_loadings * signs, matrix(summary.validity.cross_loadings, model.indicators, model.constructs))
    scores = np.column_stack([theirs.construct_scores.column(name) for name in model.constructs])
    agree(construct_scores(case.answers, fit) * signs, scores)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_judged_by_is_that_of_seminr(seed: int) -> None:
    case, fit = case_of(seed)
    model, names = fit.model, fit.model.constructs
    theirs = by_seminr(case)
    summary = seminr.summarize(theirs)
    signs = turned(fit, matrix(theirs.outer_loadings, model.indicators, names))
    outcomes = list(model.endogenous)
    chosen = tuple(names[j] for j in outcomes)
    agree(fit.r_squared[outcomes], matrix(summary.paths, ("R^2",), chosen)[0])
    for label, criterion in (("AIC", akaike_criterion), ("BIC", bayesian_criterion)):
        agree(criterion(fit, len(case.frame))[outcomes], matrix(summary.it_criteria, (label,), chosen)[0])
    for label, measure in (
        ("alpha", cronbach_alpha),
        ("rhoC", composite_reliability),
        ("AVE", average_variance_extracted),
    ):
        agree(measure(fit), matrix(summary.reliability, names, (label,))[:, 0])
    # Convention M5: ours is NaN under mode B, for which theirs is 1.
    agree(np.nan_to_num(rho_a(fit), nan=1.0), matrix(summary.reliability, names, ("rhoA",))[:, 0])
    off = ~np.eye(len(names), dtype=np.bool_)
    agree(htmt(fit)[off], lower(matrix(summary.validity.htmt, names, names))[off])
    pairs = signs[:, None] * signs
    agree(fornell_larcker(fit) * pairs, lower(matrix(summary.validity.fl_criteria, names, names)))
    vif = [summary.validity.vif_items[names[j]][item] for item, j in zip(model.indicators, model.owners, strict=True)]
    agree(outer_vif(fit), vif)
    for target in (j for j in outcomes if model.antecedents(j).size > 1):
        found = [summary.vif_antecedents[names[target]][names[i]] for i in model.antecedents(target)]
        agree(inner_vif(fit)[model.antecedents(target), target], found)


@pytest.mark.parametrize("seed", SEEDS)
def test_consistent_estimates_are_those_of_seminr(seed: int) -> None:
    case, fit = case_of(seed)
    names, corrected = fit.model.constructs, consistent(fit)
    if (rho_a(fit) <= 0).any():
        # Convention C1: there is no correction; it stops at the root of a negative reliability.
        with pytest.raises(ValueError, match="math domain error"):
            by_seminr(case, reflective=True)
        return
    theirs = by_seminr(case, reflective=True)
    loadings = matrix(theirs.outer_loadings, fit.model.indicators, names)
    signs = turned(corrected, loadings)
    agree(corrected.outer_loadings * signs, loadings)
    # Convention C1: where corrected correlations are not positive definite there are no paths; it solves all the same.
    possible = np.isfinite(corrected.path_coefficients)
    paths = matrix(theirs.path_coef, names, names) * signs[:, None] * signs
    agree(corrected.path_coefficients[possible], paths[possible])
    assert possible.all() or not admissible_consistent(corrected)


@pytest.mark.parametrize("seed", SEEDS)
def test_estimates_and_measures_are_those_of_openpls(seed: int) -> None:
    case, fit = case_of(seed)
    model, names, cases = fit.model, fit.model.constructs, len(case.frame)
    theirs = by_openpls(case)
    outer = theirs.outer_model().reindex(model.indicators)
    own = np.arange(len(model.indicators)), model.owners
    signs = turned(fit, np.where(model.measurement_model, outer["loading"].to_numpy()[:, None], 0.0))
    agree(fit.outer_loadings[own] * signs[model.owners], outer["loading"])
    # Conventions W1 (its weights are larger) and W4 (where it turns scores it leaves the weights).
    agree(np.abs(fit.outer_weights[own]) * math.sqrt(cases / (cases - 1)), np.abs(outer["weight"]))
    paths = theirs.path_coefficients().T.reindex(index=names, columns=names)
    agree(fit.path_coefficients * signs[:, None] * signs, paths)
    agree(
        fit.r_squared[list(model.endogenous)],
        theirs.inner_summary()["r_squared"].reindex(names).iloc[list(model.endogenous)],
    )
    effects, sizes = theirs.f_squared().matrix(), f_squared(fit)
    agree(
        [sizes[i, j] for i, j in model.paths],
        [np.nanmax([effects.loc[names[j], names[i]], effects.loc[names[i], names[j]]]) for i, j in model.paths],
    )
    reflective = [j for j, size in enumerate(model.block_sizes) if size > 1 and model.modes[j] == "A"]
    for measure, table in ((htmt, theirs.htmt().matrix()), (htmt2, theirs.htmt2().matrix())):
        found = lower(table.reindex(index=names, columns=names).to_numpy(dtype=np.float64))
        off = [(i, j) for i in reflective for j in reflective if i < j]
        agree([measure(fit)[cell] for cell in off], [found[cell] for cell in off])
    factors = [name for name in names if case.modes[name] == "A"]
    agree(model_fit(fit, common_factors=factors, saturated=True).d_uls, theirs.model_fit().d_uls())


@pytest.mark.parametrize(("antecedents", "technique"), [("direct", seminr.predict_DA), ("earliest", seminr.predict_EA)])
@pytest.mark.parametrize("seed", [0, 5, 9])
def test_predictions_are_those_of_seminr(seed: int, antecedents: str, technique: Any) -> None:
    case, fit = case_of(seed)
    cases = len(case.frame)
    order = np.random.default_rng(seed).permutation(cases)
    folds = np.empty((1, cases), dtype=np.int64)
    folds[0, order] = cut_folds(cases, 5)
    ours = predict(case.answers, fit.model, folds, antecedents)
    theirs = seminr.predict_pls(by_seminr(case), technique=technique, no_folds=5, ordering=order.tolist())
    predicted = theirs.items.pls_out_of_sample
    columns = [predicted.cols.index(name) for name in ours.indicators]
    actual = case.frame[list(ours.indicators)].to_numpy(dtype=np.float64)
    agree(actual - ours.by_path_model[0], predicted.values[:, columns])


@pytest.mark.parametrize("higher", ["A", "B"])
@pytest.mark.parametrize("seed", [3, 4, 7, 10])
def test_higher_order_constructs_are_those_of_seminr(seed: int, higher: str) -> None:
    """Two constructs drawn as components; a chain of the others with the higher-order construct in its middle."""
    case, _ = case_of(seed)
    parts, others = list(case.blocks)[:2], list(case.blocks)[2:]
    chain = [*others[:1], "H", *others[1:]]
    model = HigherOrderModel.from_blocks(
        case.blocks,
        {"H": parts},
        list(pairwise(chain)),
        {**case.modes, "H": higher},
        scheme=case.scheme,
        max_iterations=3000,
        tolerance=TOLERANCE,
    )
    fit = estimate_higher_order(case.frame[list(model.indicators)], model).second
    theirs = by_seminr(case, higher=("H", parts, higher), paths=list(pairwise(chain)))
    names = model.second.constructs
    # Convention W4: a construct may be turned, and a component with it.
    agree(np.abs(fit.path_coefficients), np.abs(matrix(theirs.path_coef, names, names)))
    agree(np.abs(fit.outer_weights), np.abs(matrix(theirs.outer_weights, model.second.indicators, names)))


def test_the_models_drawn_differ_in_all_that_they_may() -> None:
    fits = [case_of(seed)[1] for seed in SEEDS]
    assert {size for fit in fits for size in fit.model.block_sizes.tolist()} >= {1, 2, 3, 4, 5}
    assert {mode for fit in fits for mode in fit.model.modes} == {"A", "B"}
    assert len({len(fit.model.constructs) for fit in fits}) >= 5
    assert any((fit.outer_loadings < -0.1).any() for fit in fits)
