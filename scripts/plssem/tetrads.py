"""Confirmatory tetrad analysis: whether the direction from construct to items is compatible with the data (CTA-PLS).

Gudergan, S. P., Ringle, C. M., Wende, S., & Will, A. (2008). Confirmatory tetrad analysis in PLS path modeling.
Journal of Business Research, 61(12), 1238-1249. doi:10.1016/j.jbusres.2008.01.012.
Bollen, K. A., & Ting, K.-F. (2000). A tetrad test for causal indicators. Psychological Methods, 5(1), 3-22.
doi:10.1037/1082-989X.5.1.3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.bootstrap import bootstrap
from plssem.errors import ModelError, check_known, check_range, check_shares
from plssem.inference import inference
from plssem.model import Fit, Model
from plssem.statistics import Statistic

# Items that a tetrad takes.
FOUR = 4


@dataclass(frozen=True, eq=False)
class TetradTest:
    """The model-implied, non-redundant tetrads of one construct; every field but the first three is (M,).

    construct, items: own ones, then borrowed ones. labels: the four items of each tetrad.
    estimate: of the sample, dimensionless; 0 where the construct causes its own items. standard_error, p: of the
    bootstrap, not adjusted. lower, upper: interval, corrected for bias, at 1 - (1 - confidence level)/M, by
    Bonferroni, so that all M together hold the level. NaN as for `inference`.
    """

    construct: str
    items: tuple[str, ...]
    labels: tuple[str, ...]
    estimate: FloatArray
    standard_error: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray

    @property
    def differs(self) -> BoolArray:
        """Tell which tetrads differ from 0: whose adjusted interval leaves it out (M,)."""
        return np.asarray((self.lower > 0) | (self.upper < 0))


def implied_tetrads(own: int, borrowed: int = 0) -> IntArray:
    """Return the items (M, 4) of the tetrads t_ghij = r_gh r_ij - r_gi r_hj that vanish where a construct causes them.

    own: number of its items, the first ones; borrowed: of items of other constructs, after them, two at most. Four own
    items or more: all tetrads follow from M = own (own - 3)/2, of which none follows from the others: t_12ij of each
    pair i < j, and t_12j3 of each j > 3. Three own and one borrowed: the same two. Two of each: the one tetrad in which
    neither own items nor borrowed ones stand together.
    ModelError for any other numbers.

    Example. Which tetrads of five items are to vanish? Items are counted from 0.

    >>> implied_tetrads(5).tolist()
    [[0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 3, 4], [0, 1, 3, 2], [0, 1, 4, 2]]
    >>> implied_tetrads(3, borrowed=1).tolist(), implied_tetrads(2, borrowed=2).tolist()
    ([[0, 1, 2, 3], [0, 1, 3, 2]], [[0, 2, 3, 1]])

    Five of the fifteen: where these vanish, the other ten do. With one item borrowed for three, two tetrads are left,
    for two with two borrowed a single one: r_02 r_31 - r_03 r_21.
    """
    if (own, borrowed) == (2, 2):
        return np.array([[0, 2, 3, 1]])
    if not (own >= FOUR and borrowed == 0) and (own, borrowed) != (3, 1):
        raise ModelError(
            what="items that have no tetrad to test",
            where="tetrads",
            found=f"{own} of its own and {borrowed} borrowed",
            expected="four or more of its own, three and one borrowed, or two and two borrowed",
            remedy="borrow items of another construct, or leave it out",
        )
    later = range(2, own + borrowed)
    return np.array([(0, 1, i, j) for i, j in combinations(later, 2)] + [(0, 1, j, 2) for j in later[1:]])


def tetrads(correlations: FloatArray, quadruples: IntArray) -> FloatArray:
    """Return t_ghij = r_gh r_ij - r_gi r_hj (..., M) of correlations (..., K, K), quadruples (M, 4), dimensionless.

    Example. Four items, correlated as a single cause with loadings .9, .8, .7 and .6 has it; then two of them more.

    >>> loadings = np.array([0.9, 0.8, 0.7, 0.6])
    >>> correlations = np.outer(loadings, loadings)
    >>> np.fill_diagonal(correlations, 1)
    >>> tetrads(correlations, implied_tetrads(4)).round(6) + 0.0
    array([0., 0.])
    >>> correlations[0, 1] = correlations[1, 0] = 0.8
    >>> tetrads(correlations, implied_tetrads(4)).round(4)
    array([0.0336, 0.0336])

    Both vanish under one cause. Where the first two share more than that, they do not: .80 x .42 - .63 x .48.
    """
    g, h, i, j = np.asarray(quadruples).T
    return np.asarray(
        correlations[..., g, h] * correlations[..., i, j] - correlations[..., g, i] * correlations[..., h, j]
    )


def tetrad_analysis(
    indicators: FloatArray,
    model: Model,
    constructs: Sequence[str],
    borrowed: Mapping[str, Sequence[str]] | None = None,
    resamples: int = 10_000,
    confidence_level: float = 0.95,
    *,
    seed: int,
    threads: int = 1,
) -> tuple[TetradTest, ...]:
    """Test the direction of measurement of some constructs of a model, indicators (N, K): CTA-PLS.

    borrowed: {construct: items of other constructs}, for those that have two or three items of their own. The tetrads
    are those of `implied_tetrads`, of correlations, which vanish where covariances do; their draws are those of
    `bootstrap`. Interval: estimate - bias +- z times standard error, bias being the mean of the draws less the
    estimate, z the normal quantile at (1 - confidence level)/(2M). With reflective items some tetrad differs from 0
    in 4 to 8 % of samples of 50 to 250 cases at a level of 5 % (convention M9).
    A tetrad that differs speaks against the construct as cause of its items. Where none does, nothing speaks against
    it: no proof, least of all where the items hardly correlate, as then all tetrads vanish whatever the direction.
    ModelError: for a construct that is not of the model, items as `implied_tetrads`, and borrowed items that are its
    own or of no construct; errors as `bootstrap`.

    Example. Do four questions mirror one cause? 200 simulated answers; and answers of which two share a second cause.

    >>> rng = np.random.default_rng(1)
    >>> answers = 0.8 * rng.standard_normal((200, 1)) + 0.6 * rng.standard_normal((200, 5))
    >>> model = Model.from_blocks({"X": ["x1", "x2", "x3", "x4"], "Y": ["y"]}, [("X", "Y")])
    >>> (one,) = tetrad_analysis(answers, model, ["X"], resamples=500, seed=1)
    >>> one.labels, one.differs
    (('x1, x2, x3, x4', 'x1, x2, x4, x3'), array([False, False]))
    >>> answers[:, :2] += rng.standard_normal((200, 1))
    >>> (two,) = tetrad_analysis(answers, model, ["X"], resamples=500, seed=1)
    >>> two.estimate.round(1), two.differs
    (array([0.3, 0.4]), array([ True,  True]))

    The first do not speak against one cause. In the second both tetrads differ from 0: the four do not mirror one
    cause alone. Whether they form the construct, or have two causes, the tetrads do not tell.
    """
    check_shares(confidence_level=confidence_level)
    plans = [_plan(model, construct, tuple((borrowed or {}).get(construct, ()))) for construct in constructs]

    def measures(fit: Fit, cases: int) -> tuple[Statistic, ...]:
        """Return the tetrads of each construct, by its name."""
        del cases
        return tuple(
            Statistic(plan.construct, plan.labels, tetrads(fit.correlations, plan.quadruples)) for plan in plans
        )

    drawn = bootstrap(indicators, model, resamples, seed=seed, measures=measures, threads=threads)
    found = []
    for plan in plans:
        result = inference(drawn.estimates[plan.construct], drawn.draws[plan.construct])
        centre = 2 * result.estimate - result.bootstrap_mean
        normal = -scipy.special.ndtri((1 - confidence_level) / (2 * len(result.estimate)))
        reach = normal * result.standard_error
        named = (plan.construct, plan.items, plan.labels)
        found.append(
            TetradTest(*named, result.estimate, result.standard_error, result.p, centre - reach, centre + reach)
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Plan:
    """The items of a construct, and the tetrads (M, 4) among the indicators of the model."""

    construct: str
    items: tuple[str, ...]
    quadruples: IntArray
    labels: tuple[str, ...]


def _plan(model: Model, construct: str, borrowed: tuple[str, ...]) -> _Plan:
    where = f"tetrads, {construct}"
    check_known([construct], model.constructs, what="construct", where=where)
    own = [model.indicators[index] for index in model.block(model.constructs.index(construct))]
    others = [name for name in model.indicators if name not in own]
    check_known(borrowed, others, what="item of another construct", where=where)
    once = len(set(borrowed)) == len(borrowed)
    check_range("borrowed", ", ".join(borrowed), "each item once", inside=once, error=ModelError)
    try:
        chosen = implied_tetrads(len(own), len(borrowed))
    except ModelError as refusal:
        raise refusal.locate(construct) from refusal
    items = (*own, *borrowed)
    labels = tuple(", ".join(items[item] for item in quadruple) for quadruple in chosen)
    indices = np.array([model.indicators.index(name) for name in items])
    return _Plan(construct, items, indices[chosen], labels)
