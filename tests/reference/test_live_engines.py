"""Our point estimates against two other engines, run here and now on the same answers (development dependencies)."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
import seminr

from plssem import Model, estimate, htmt2
from reference.ours import everything
from reference.published import ECSI_BLOCKS, ECSI_PATHS, answers, ecsi_model, survey

CONSTRUCTS, INDICATORS = ecsi_model().constructs, ecsi_model().indicators
N = 250


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    return everything(answers("mobi", ecsi_model()), ecsi_model())


@pytest.fixture(scope="module")
def by_seminr() -> Any:
    return seminr.estimate_pls(
        survey("mobi"),
        seminr.constructs(*(seminr.composite(name, items) for name, items in ECSI_BLOCKS.items())),
        seminr.relationships(*(seminr.paths(source, target) for source, target in ECSI_PATHS)),
        stop_criterion=13,
    )


@pytest.fixture(scope="module")
def by_openpls() -> Any:
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.mode import Mode
        from openpls.plspm import Plspm
        from openpls.scheme import Scheme
    structure = Structure()
    for source, target in ECSI_PATHS:
        structure.add_path([source], [target])
    config = Config(structure.path(), scaled=True)
    for name, items in ECSI_BLOCKS.items():
        config.add_lv(name, Mode.A, *(MV(item) for item in items))
    return Plspm(survey("mobi")[list(INDICATORS)], config, Scheme.PATH, iterations=300, tolerance=1e-13)


def ours_as_array(tables: dict[str, dict[str, float]], rows: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    return np.array([[tables[row][column] for column in columns] for row in rows])


def test_paths_weights_and_loadings_are_those_of_seminr(ours: dict[str, Any], by_seminr: Any) -> None:
    for name, value in ours["path_coefficients"].items():
        assert by_seminr.path_coef.get(*name.split(" -> ")) == pytest.approx(value, abs=1e-9)
    for construct, items in ECSI_BLOCKS.items():
        for item in items:
            weight, loading = ours["outer_weights"][construct][item], ours["outer_loadings"][construct][item]
            assert by_seminr.outer_weights.get(item, construct) == pytest.approx(weight, abs=1e-9)
            assert by_seminr.outer_loadings.get(item, construct) == pytest.approx(loading, abs=1e-9)


def test_reliability_is_that_of_seminr(ours: dict[str, Any], by_seminr: Any) -> None:
    theirs = seminr.summarize(by_seminr).reliability.values
    names = ("cronbach_alpha", "rho_a", "composite_reliability", "average_variance_extracted")
    mine = np.array([[ours[name][construct] for name in names] for construct in CONSTRUCTS])
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-9)


def test_htmt_fornell_larcker_and_cross_loadings_are_those_of_seminr(ours: dict[str, Any], by_seminr: Any) -> None:
    validity = seminr.summarize(by_seminr).validity
    lower = np.tril_indices(len(CONSTRUCTS), -1)
    htmt = ours_as_array(ours["htmt"], CONSTRUCTS, CONSTRUCTS)
    np.testing.assert_allclose(htmt[lower], validity.htmt.values[lower], rtol=0, atol=1e-9)
    larcker = ours_as_array(ours["fornell_larcker"], CONSTRUCTS, CONSTRUCTS)
    with_diagonal = np.tril_indices(len(CONSTRUCTS))
    np.testing.assert_allclose(larcker[with_diagonal], validity.fl_criteria.values[with_diagonal], rtol=0, atol=1e-9)
    crossed = ours_as_array(ours["cross_loadings"], INDICATORS, CONSTRUCTS)
    np.testing.assert_allclose(crossed, validity.cross_loadings.values, rtol=0, atol=1e-9)


def test_paths_and_loadings_are_those_of_openpls(ours: dict[str, Any], by_openpls: Any) -> None:
    paths: pd.DataFrame = by_openpls.path_coefficients()
    for name, value in ours["path_coefficients"].items():
        source, target = name.split(" -> ")
        assert paths.loc[target, source] == pytest.approx(value, abs=1e-9)
    loadings = by_openpls.outer_model()["loading"]
    for construct, items in ECSI_BLOCKS.items():
        for item in items:
            assert loadings[item] == pytest.approx(ours["outer_loadings"][construct][item], abs=1e-9)


def test_openpls_scales_weights_to_scores_of_variance_n_over_n_minus_1(ours: dict[str, Any], by_openpls: Any) -> None:
    """Convention W1: it scales data with divisor N, scores with N - 1, so its weights are sqrt(N/(N - 1)) of ours."""
    weights = by_openpls.outer_model()["weight"]
    factor = np.sqrt(N / (N - 1))
    for construct, items in ECSI_BLOCKS.items():
        for item in items:
            assert weights[item] == pytest.approx(ours["outer_weights"][construct][item] * factor, abs=1e-9)


def test_htmt2_is_that_of_openpls_where_it_has_one(by_openpls: Any) -> None:
    """Convention M6: from absolute correlations, as ours; it has none for single items, here Complaints."""
    fit = estimate(answers("mobi", ecsi_model()), ecsi_model())
    ours_by_pair, theirs = htmt2(fit), by_openpls.htmt2().matrix()
    pairs = [(i, j) for i in range(7) for j in range(i) if "Complaints" not in (CONSTRUCTS[i], CONSTRUCTS[j])]
    for i, j in pairs:
        cells = (theirs.loc[CONSTRUCTS[i], CONSTRUCTS[j]], theirs.loc[CONSTRUCTS[j], CONSTRUCTS[i]])
        assert np.nanmax(np.array(cells, dtype=float)) == pytest.approx(ours_by_pair[i, j], abs=1e-9)
    assert len(pairs) == 15


def test_the_models_compared_are_the_same() -> None:
    model: Model = ecsi_model()
    assert len(model.indicators) == 24
    assert len(model.paths) == 12
