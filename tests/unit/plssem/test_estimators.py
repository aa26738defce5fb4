"""Several estimators over the same resamples are what each bootstrap alone gives."""

import numpy as np
import pytest

from plssem import DataError, Model, ModelError, bootstrap, bootstrap_consistent, bootstrap_estimators, path_statistics

BLOCKS = {"X": ["x1", "x2"], "M": ["m1", "m2"], "Y": ["y1", "y2", "y3"]}
PATHS = [("X", "M"), ("X", "Y"), ("M", "Y")]


def answers(cases: int = 60) -> np.ndarray:
    generator = np.random.default_rng(8)
    x = generator.normal(size=cases)
    m = 0.6 * x + generator.normal(size=cases)
    y = 0.5 * m + generator.normal(size=cases)
    scores = np.column_stack([x, x, m, m, y, y, y])
    found = np.clip(np.round(3 + scores + 0.6 * generator.normal(size=(cases, 7))), 1, 5)
    # A missing answer replaced by the mean: no longer a whole number.
    found[3, 2] = found[:, 2].mean()
    return np.asarray(found)


def models() -> dict[str, Model]:
    schemes = {"path": "path", "factorial": "factorial", "consistent": "path"}
    return {name: Model.from_blocks(BLOCKS, PATHS, scheme=scheme) for name, scheme in schemes.items()}


@pytest.mark.parametrize("resamples", [30, 600])
def test_each_has_the_draws_of_its_own_bootstrap(resamples: int) -> None:
    found = bootstrap_estimators(answers(), models(), resamples, seed=4, corrected=("consistent",))
    alone = {name: bootstrap(answers(), model, resamples, seed=4) for name, model in models().items()}
    alone["consistent"] = bootstrap_consistent(answers(), models()["path"], resamples, seed=4)
    for name, expected in alone.items():
        assert found[name].names["path_coefficients"] == ("X -> M", "X -> Y", "M -> Y")
        for part in ("estimates", "draws"):
            of_paths = getattr(expected, part)["path_coefficients"]
            np.testing.assert_allclose(getattr(found[name], part)["path_coefficients"], of_paths, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(found[name].admissible, expected.admissible)
    assert not np.allclose(
        found["path"].draws["path_coefficients"], found["factorial"].draws["path_coefficients"], atol=1e-4
    )


def test_paths_alone_are_a_choice_of_measures() -> None:
    draws = bootstrap(answers(), models()["path"], 30, seed=4, measures=path_statistics)
    assert list(draws.draws) == ["path_coefficients"]
    expected = bootstrap(answers(), models()["path"], 30, seed=4).draws["path_coefficients"]
    np.testing.assert_array_equal(draws.draws["path_coefficients"], expected)


def test_what_cannot_be_estimated_is_refused() -> None:
    constant = answers()
    constant[:, 0] = 3
    with pytest.raises(DataError, match="constant indicator: indicator x1"):
        bootstrap_estimators(constant, models(), 30, seed=4)
    with pytest.raises(ModelError, match="unknown estimator: corrected: found 'plsc'; expected one of path, factorial"):
        bootstrap_estimators(answers(), models(), 30, seed=4, corrected=("plsc",))
