"""Mediation: the five types, shares worked by hand, differences with paired draws."""

import numpy as np
import pytest

from plssem import DataError, Model, bootstrap, estimate, estimate_from_correlations, inference
from plssem.bootstrap import Bootstrap
from plssem.mediation import difference, mediation_type, mediations, variance_accounted_for
from unit.plssem.samples import answers, model

CHAIN = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "M"), ("X", "Y"), ("M", "Y")])


def correlations(a: float, b: float, c: float) -> np.ndarray:
    """x on m: a; m on y: b beside x on y: c."""
    xy, my = c + a * b, b + a * c
    return np.array([[1, a, xy], [a, 1, my], [xy, my, 1]])


@pytest.mark.parametrize(
    ("indirect", "direct", "kind"),
    [
        ((0.2, 0.1, 0.3), (0.4, 0.2, 0.6), "complementary"),
        ((-0.2, -0.3, -0.1), (-0.4, -0.6, -0.2), "complementary"),
        ((-0.2, -0.3, -0.1), (0.4, 0.2, 0.6), "competitive"),
        ((0.2, 0.1, 0.3), (0.1, -0.1, 0.3), "indirect_only"),
        ((0.1, -0.1, 0.3), (-0.2, -0.3, -0.1), "direct_only"),
        ((0.1, -0.1, 0.3), (0.1, -0.1, 0.3), "no_effect"),
        ((0.1, 0.0, 0.3), (0.1, -0.1, 0.3), "no_effect"),
        ((0.2, 0.1, 0.3), (np.nan, np.nan, np.nan), "no_direct_path"),
        ((0.2, np.nan, np.nan), (0.4, 0.2, 0.6), "undetermined"),
    ],
)
def test_types(indirect: tuple[float, float, float], direct: tuple[float, float, float], kind: str) -> None:
    assert mediation_type(indirect, direct) == kind


def test_share_worked_by_hand() -> None:
    """a = .5, b = .4, c = .3: indirect .2, total .5, share .4. With c = -.1, total .1, share 2. With c = -.2, NaN."""
    stack = np.stack([correlations(0.5, 0.4, c) for c in (0.3, -0.1, -0.2)])
    names, shares = variance_accounted_for(estimate_from_correlations(stack, CHAIN))
    assert names == ("X -> M -> Y",)
    np.testing.assert_allclose(shares[:2, 0], [0.4, 2.0], rtol=0, atol=1e-12)
    assert np.isnan(shares[2, 0])


def test_a_model_without_mediator_has_no_share() -> None:
    direct = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    names, shares = variance_accounted_for(estimate_from_correlations(np.array([[1, 0.5], [0.5, 1]]), direct))
    assert (names, shares.shape) == ((), (0,))


def drawn() -> Bootstrap:
    return bootstrap(answers(cases=200), model(), 400, seed=1)


def test_mediations_are_those_of_the_draws() -> None:
    """In the population x acts on y directly (about .4) and through m: both intervals are above 0 at n = 200."""
    boot = drawn()
    (found,) = mediations(boot)
    fit = estimate(answers(cases=200), model())
    a, b, c = (fit.path_coefficients[i, j] for i, j in ((0, 1), (1, 3), (0, 3)))
    assert (found.route, found.kind) == ("X -> M -> Y", "complementary")
    assert [found.indirect[0], found.direct[0], found.total, found.share] == pytest.approx(
        [a * b, c, c + a * b, a * b / (c + a * b)], abs=1e-12
    )
    draws = boot.draws["specific_indirect_effects"][:, 0]
    assert found.indirect[1:] == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])), abs=1e-12)
    assert found.indirect[1] > 0
    wide = mediations(boot, confidence_level=0.99)[0]
    assert wide.indirect[1] < found.indirect[1] < found.indirect[2] < wide.indirect[2]


def test_a_route_without_a_direct_path() -> None:
    only = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "M"), ("M", "Y")])
    data = answers(cases=60)[:, [0, 3, 6]]
    (found,) = mediations(bootstrap(data, only, 50, seed=1))
    assert (found.kind, found.share) == ("no_direct_path", pytest.approx(1))
    assert np.isnan(found.direct).all()


def test_a_difference_pairs_the_draws() -> None:
    boot = drawn()
    found = difference(boot, "path_coefficients", "X -> Y", "M -> Y", 0.9)
    labels = boot.names["path_coefficients"]
    one, other = labels.index("X -> Y"), labels.index("M -> Y")
    draws = boot.draws["path_coefficients"][:, one] - boot.draws["path_coefficients"][:, other]
    estimates = boot.estimates["path_coefficients"]
    assert found.estimate[0] == estimates[one] - estimates[other]
    assert found.standard_error[0] == pytest.approx(draws.std(ddof=1), abs=1e-12)
    assert (found.lower[0], found.upper[0]) == pytest.approx(tuple(np.quantile(draws, [0.05, 0.95])), abs=1e-12)
    apart = inference(estimates, boot.draws["path_coefficients"]).standard_error
    # The two paths share Y's variance and correlate negatively: unpaired, the standard error would be too small.
    assert found.standard_error[0] > np.hypot(apart[one], apart[other])


@pytest.mark.parametrize(
    ("statistic", "label", "message"),
    [
        ("path_coefficients", "X -> W", "found 'X -> W'; expected one of X -> M, X -> Y, M -> Y, Z -> Y"),
        ("paths", "X -> Y", "unknown statistic: difference: found 'paths'; expected one of outer_weights"),
    ],
)
def test_unknown_names_are_refused(statistic: str, label: str, message: str) -> None:
    boot = bootstrap(answers(cases=30), model(), 2, seed=1)
    with pytest.raises(DataError, match=message):
        difference(boot, statistic, "X -> Y" if statistic == "path_coefficients" else label, label)


def test_a_total_effect_of_rounding_has_no_share() -> None:
    stack = np.stack([correlations(a, b, -a * b) for a in np.linspace(0.1, 0.7, 13) for b in np.linspace(0.1, 0.7, 13)])
    _, shares = variance_accounted_for(estimate_from_correlations(stack, CHAIN))
    assert np.isnan(shares).all()
