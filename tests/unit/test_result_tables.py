"""The estimation scripts write tables that agree with the engine, cell by cell."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import plssem
from study.analysis import measurement_tables as measurement
from study.analysis import structure_tables as structure
from study.analysis.draws import infer_statistic, read_bootstrap, write_bootstrap
from study.analysis.samples import Settings, engine_model, indicator_matrix
from study.analysis.verdicts import Judging
from study.setup.study_model import Construct, Dimension, ModelPath, StudyModel

SETTINGS = Settings("path", 300, 1e-7)


def construct(name: str, *indicators: str) -> Construct:
    return Construct(name, {"en": name}, "A", (Dimension(name, {"en": name}, indicators),))


# The paths stand in another order than the constructs, as a study may write them.
MODEL = StudyModel(
    {"X": construct("X", "x1", "x2"), "M": construct("M", "m1", "m2"), "Y": construct("Y", "y1")},
    (ModelPath("M", "Y", "H2"), ModelPath("X", "M", "H1", "negative"), ModelPath("X", "Y", None)),
)


@pytest.fixture(scope="module")
def answers() -> np.ndarray:
    generator = np.random.default_rng(7)
    x = generator.normal(size=200)
    m = 0.6 * x + generator.normal(size=200)
    y = 0.5 * m + generator.normal(size=200)
    noise = generator.normal(size=(200, 5))
    return np.column_stack([x, x, m, m, y]) + 0.5 * noise


@pytest.fixture(scope="module")
def estimated(answers: np.ndarray) -> tuple[plssem.Fit, plssem.Bootstrap]:
    engine = engine_model(MODEL, SETTINGS)
    return plssem.estimate(answers, engine), plssem.bootstrap(answers, engine, 200, seed=1)


def test_the_draws_come_back_as_they_were_written(
    estimated: tuple[plssem.Fit, plssem.Bootstrap], tmp_path: Path
) -> None:
    _, bootstrap = estimated
    write_bootstrap(bootstrap, tmp_path / "bootstrap.npz")
    read = read_bootstrap(tmp_path / "bootstrap.npz")
    assert read.names == bootstrap.names
    assert (read.seed, read.cases) == (bootstrap.seed, bootstrap.cases)
    for name in bootstrap.names:
        np.testing.assert_array_equal(read.draws[name], bootstrap.draws[name])
        np.testing.assert_array_equal(read.estimates[name], bootstrap.estimates[name])
    np.testing.assert_array_equal(read.admissible, bootstrap.admissible)


def test_the_draws_file_has_the_same_bytes_each_time(
    estimated: tuple[plssem.Fit, plssem.Bootstrap], tmp_path: Path
) -> None:
    for name in ("one.npz", "two.npz"):
        write_bootstrap(estimated[1], tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_paths_stand_in_the_order_of_the_study_with_their_verdicts(
    estimated: tuple[plssem.Fit, plssem.Bootstrap],
) -> None:
    fit, bootstrap = estimated
    table = structure.paths_table(fit, bootstrap, MODEL, Judging(0.95, 1.96, {}))
    assert table["source"].tolist() == ["M", "X", "X"]
    coefficients = fit.path_coefficients
    np.testing.assert_allclose(table["estimate"], [coefficients[1, 2], coefficients[0, 1], coefficients[0, 2]])
    np.testing.assert_allclose(table["f_squared"], plssem.f_squared(fit)[[1, 0, 0], [2, 1, 2]])
    np.testing.assert_allclose(table["inner_vif"], plssem.inner_vif(fit)[[1, 0, 0], [2, 1, 2]])
    assert table["hypothesis"].tolist() == ["H2", "H1", ""]
    # X -> M is strongly positive where H1 expects a negative effect.
    assert table["verdict"].tolist() == ["supported", "contradicted", ""]
    assert table.columns.tolist() == [
        *("source", "target", "estimate", "bootstrap_mean", "se", "t", "p", "lower", "upper"),
        *("f_squared", "inner_vif", "hypothesis", "verdict"),
    ]


def test_effects_hold_every_kind(estimated: tuple[plssem.Fit, plssem.Bootstrap]) -> None:
    fit, bootstrap = estimated
    table = structure.effects_table(bootstrap, MODEL, 0.95).set_index(["kind", "path"])["estimate"]
    a, b, c = fit.path_coefficients[0, 1], fit.path_coefficients[1, 2], fit.path_coefficients[0, 2]
    assert table["direct", "X -> Y"] == pytest.approx(c, abs=1e-12)
    assert table["specific_indirect", "X -> M -> Y"] == pytest.approx(a * b, abs=1e-12)
    assert table["total_indirect", "X -> Y"] == pytest.approx(a * b, abs=1e-12)
    assert table["total", "X -> Y"] == pytest.approx(a * b + c, abs=1e-12)


def test_reliability_has_an_interval_for_each_coefficient(estimated: tuple[plssem.Fit, plssem.Bootstrap]) -> None:
    fit, bootstrap = estimated
    table = measurement.reliability_table(bootstrap, 0.95)
    assert table["construct"].tolist() == ["X", "M", "Y"]
    np.testing.assert_allclose(table["ave"], plssem.average_variance_extracted(fit))
    assert (table["cronbach_alpha_lower"][:2] < table["cronbach_alpha"][:2]).all()
    assert (table["cronbach_alpha"][:2] < table["cronbach_alpha_upper"][:2]).all()


def test_outer_model_names_each_indicator_with_its_construct(estimated: tuple[plssem.Fit, plssem.Bootstrap]) -> None:
    fit, bootstrap = estimated
    table = measurement.outer_model_table(fit, bootstrap, 0.95).set_index("indicator")
    assert table["construct"].to_dict() == {"x1": "X", "x2": "X", "m1": "M", "m2": "M", "y1": "Y"}
    assert table.loc["m2", "outer_loading"] == pytest.approx(fit.outer_loadings[3, 1], abs=1e-12)
    # A single item is its construct: nothing varies between resamples, so there is no t.
    assert table.loc["y1", "outer_loading"] == pytest.approx(1, abs=1e-12)
    assert np.isnan(table.loc["y1", "outer_loading_t"])


def test_htmt_names_each_pair_once(estimated: tuple[plssem.Fit, plssem.Bootstrap]) -> None:
    fit, bootstrap = estimated
    table = measurement.htmt_table(bootstrap, 0.95)
    assert table[["construct_1", "construct_2"]].to_numpy().tolist() == [["X", "M"], ["X", "Y"], ["M", "Y"]]
    np.testing.assert_allclose(table["htmt"], plssem.htmt(fit)[[0, 0, 1], [1, 2, 2]])


def test_a_missing_answer_is_replaced_by_the_mean_of_the_item() -> None:
    responses = pd.DataFrame({"a": [1.0, np.nan, 4.0], "b": [1.0, 2.0, 3.0]})
    np.testing.assert_allclose(indicator_matrix(responses, ("a", "b"), "here")[:, 0], [1, 2.5, 4])


def test_an_item_that_nobody_answered_is_named() -> None:
    responses = pd.DataFrame({"a": [np.nan, np.nan], "b": [1.0, 2.0]})
    with pytest.raises(ValueError, match=r"nobody answered an indicator: responses\.csv: found a"):
        indicator_matrix(responses, ("a", "b"), "responses.csv")


def test_inference_follows_from_the_draws_at_its_level(estimated: tuple[plssem.Fit, plssem.Bootstrap]) -> None:
    _, bootstrap = estimated
    table = infer_statistic(bootstrap, "path_coefficients", 0.5)
    draws = bootstrap.draws["path_coefficients"]
    assert table.columns.tolist() == ["estimate", "se", "t", "p", "lower", "upper"]
    assert table.index.tolist() == list(bootstrap.names["path_coefficients"])
    np.testing.assert_allclose(table["estimate"], bootstrap.estimates["path_coefficients"])
    np.testing.assert_allclose(table["se"], np.nanstd(draws, axis=0, ddof=1))
    np.testing.assert_allclose(table["t"], table["estimate"] / table["se"])
    np.testing.assert_allclose(table["lower"], np.nanquantile(draws, 0.25, axis=0))
    np.testing.assert_allclose(table["upper"], np.nanquantile(draws, 0.75, axis=0))
