"""Prediction, invariance and comparison of groups with higher-order constructs, beside the plain way of each."""

import numpy as np
import pytest

from plssem import (
    HigherOrderFit,
    HigherOrderModel,
    Model,
    ModelError,
    assign_folds,
    bootstrap_groups,
    compare_with_average,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    measurement_invariance,
    omnibus_test,
    permute_groups,
    predict,
)
from plssem.arrays import FloatArray

BLOCKS = {"A": ["a1", "a2"], "B": ["b1", "b2", "b3"], "M": ["m1", "m2"], "C": ["c1", "c2"], "D": ["d1", "d2"]}
PARTS = {"H": ["A", "B"], "Y": ["C", "D"]}
PATHS = [("H", "M"), ("M", "Y"), ("H", "Y")]
TWO_STAGES = ("disjoint", "embedded")


def model(approach: str) -> HigherOrderModel:
    return HigherOrderModel.from_blocks(BLOCKS, PARTS, PATHS, approach=approach)


def answers(seed: int = 1, cases: int = 90) -> FloatArray:
    rng = np.random.default_rng(seed)
    high = rng.standard_normal((cases, 1))
    middle = 0.6 * high + 0.8 * rng.standard_normal((cases, 1))
    outcome = 0.5 * middle + 0.3 * high + 0.8 * rng.standard_normal((cases, 1))
    parts = [0.8 * cause + 0.6 * rng.standard_normal((cases, 1)) for cause in (high, high, middle, outcome, outcome)]
    items = [np.repeat(part, len(block), axis=1) for part, block in zip(parts, BLOCKS.values(), strict=True)]
    errors = 0.6 * rng.standard_normal((cases, 11))
    return np.asarray(3 + np.hstack(items) + errors)


@pytest.mark.parametrize("antecedents", ["direct", "earliest"])
@pytest.mark.parametrize("approach", TWO_STAGES)
def test_errors_are_those_of_both_stages_estimated_without_the_fold(approach: str, antecedents: str) -> None:
    data, chosen = answers(), model(approach)
    folds = assign_folds(len(data), 5, 2, seed=1)
    found = predict(data, chosen, folds, antecedents)
    assert found.indicators == ("m1", "m2", "c1", "c2", "d1", "d2")
    assert found.owners == ("M", "M", "Y", "Y", "Y", "Y")
    expected = np.empty((2, len(data), 6))
    for repetition, row in enumerate(folds):
        for fold in range(5):
            expected[repetition, row == fold] = errors_of(data[row != fold], data[row == fold], chosen, antecedents)
    np.testing.assert_allclose(found.by_path_model, expected, rtol=1e-8, atol=1e-10)


def errors_of(training: FloatArray, held_out: FloatArray, chosen: HigherOrderModel, antecedents: str) -> FloatArray:
    """Standardise, score, predict and turn back one construct and one item after the other."""
    fit = estimate_higher_order(training, chosen)
    means, spreads = training.mean(axis=0), training.std(axis=0, ddof=1)
    columns = ((held_out - means) / spreads)[:, chosen.columns]
    first, second = fit.first, fit.second
    scores = columns @ first.outer_weights
    upper = np.hstack([columns, scores])[:, chosen.carried] @ second.outer_weights
    names = second.model.constructs
    paths = second.path_coefficients
    high, middle, outcome = (names.index(name) for name in "HMY")
    direct = {
        "M": upper[:, high] * paths[high, middle],
        "Y": upper[:, middle] * paths[middle, outcome] + upper[:, high] * paths[high, outcome],
    }
    if antecedents == "earliest":
        total = paths[high, outcome] + paths[high, middle] * paths[middle, outcome]
        direct["Y"] = upper[:, high] * total
    errors = []
    for item in ("m1", "m2", "c1", "c2", "d1", "d2"):
        place = chosen.indicators.index(item)
        owner = {"m": "M", "c": "C", "d": "D"}[item[0]]
        construct = "M" if owner == "M" else "Y"
        score = direct[construct]
        if owner in second.model.indicators:
            # The score of a component, or of M under "embedded", is an indicator of stage two.
            score = score * second.outer_loadings[second.model.indicators.index(owner), names.index(construct)]
            loading = first.outer_loadings[place, first.model.constructs.index(owner)]
        else:
            loading = second.outer_loadings[second.model.indicators.index(item), names.index(construct)]
        errors.append(held_out[:, place] - means[place] - spreads[place] * loading * score)
    return np.column_stack(errors)


def test_the_linear_benchmark_has_all_items_of_the_components() -> None:
    data, chosen = answers(), model("disjoint")
    flat = Model.from_blocks(
        {"H": [*BLOCKS["A"], *BLOCKS["B"]], "M": BLOCKS["M"], "Y": [*BLOCKS["C"], *BLOCKS["D"]]}, PATHS
    )
    folds = assign_folds(len(data), 5, 1, seed=1)
    two, one = predict(data, chosen, folds), predict(data, flat, folds)
    np.testing.assert_allclose(two.by_linear_model, one.by_linear_model, rtol=1e-9)
    assert np.isfinite(compare_with_average(two).difference).all()


def test_what_cannot_be_predicted_or_bootstrapped_in_groups_is_refused() -> None:
    data, folds = answers(), assign_folds(90, 5, 1, seed=1)
    with pytest.raises(ModelError, match="not predicted with: prediction: found repeated indicators; expected a model"):
        predict(data, model("repeated_indicators"), folds)
    first = np.arange(90) < 45
    with pytest.raises(ModelError, match="not bootstrapped: groups: found HigherOrderModel; expected a Model"):
        bootstrap_groups(data, first, model("disjoint"), 10, seed=1)


@pytest.mark.parametrize("approach", [*TWO_STAGES, "repeated_indicators"])
def test_group_differences_are_those_of_both_groups_and_of_splits(approach: str) -> None:
    data, chosen, first = answers(2), model(approach), np.arange(90) < 40
    found = permute_groups(data, first, chosen, 50, seed=1)
    fits = [estimate_higher_order(group, chosen) for group in (data[first], data[~first])]
    rows, columns = np.nonzero(fits[0].second.model.structural_model)
    expected = [fit.second.path_coefficients[rows, columns] for fit in fits]
    np.testing.assert_allclose(found.first["path_coefficients"], expected[0], rtol=1e-6)
    np.testing.assert_allclose(found.differences["path_coefficients"], expected[0] - expected[1], rtol=1e-5, atol=1e-8)
    assert found.converged.all()
    assert np.isfinite(found.draws["path_coefficients"]).all()
    several = omnibus_test(data, np.arange(90) // 30, chosen, 50, seed=1)
    assert several.observed.shape == (len(expected[0]),)


@pytest.mark.parametrize("approach", TWO_STAGES)
def test_invariance_is_tested_of_components_and_of_what_they_measure(approach: str) -> None:
    data, chosen, first = answers(3, 160), model(approach), np.arange(160) < 80
    found = measurement_invariance(data, first, chosen, 60, seed=1)
    lower = found.constructs[: len(found.constructs) - 3]
    assert {"A", "B", "C", "D"} == set(lower)
    assert set(found.constructs[-3:]) == {"M", "H", "Y"}
    standardised = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    fits = [estimate_higher_order(group, chosen) for group in (data[first], data[~first])]
    scores = [scores_of(standardised, fit) for fit in fits]
    expected = [np.corrcoef(one, two)[0, 1] for one, two in zip(*scores, strict=True)]
    high = found.constructs.index("H")
    assert found.correlation.observed[[found.constructs.index("A"), high]] == pytest.approx(expected, rel=1e-8)


def scores_of(standardised: FloatArray, both: HigherOrderFit) -> tuple[FloatArray, FloatArray]:
    """Scores of A and of H that the weights of a group give all cases."""
    columns = standardised[:, both.model.columns]
    scores = columns @ both.first.outer_weights
    carried = np.hstack([columns, scores])[:, both.model.carried]
    upper = carried @ both.second.outer_weights
    return scores[:, both.first.model.constructs.index("A")], upper[:, both.second.model.constructs.index("H")]


def test_a_stack_of_fits_gives_the_same_composites_as_one() -> None:
    data = answers(4)
    one = estimate_higher_order_from_correlations(np.corrcoef(data.T), model("disjoint"))
    both = estimate_higher_order_from_correlations(np.stack([np.corrcoef(data.T)] * 2), model("disjoint"))
    np.testing.assert_allclose(both.second.outer_weights[1], one.second.outer_weights, rtol=1e-12)
