"""Unobserved heterogeneity: segments with paths of their own, by a finite mixture (FIMIX-PLS) or prediction (PLS-POS).

Hahn, C., Johnson, M. D., Herrmann, A., & Huber, F. (2002). Capturing customer heterogeneity using a finite mixture PLS
approach. Schmalenbach Business Review, 54(3), 243-269. doi:10.1007/BF03396655.
Hair, J. F., Sarstedt, M., Matthews, L. M., & Ringle, C. M. (2016). Identifying and treating unobserved heterogeneity
with FIMIX-PLS: part I - method. European Business Review, 28(1), 63-76. doi:10.1108/EBR-09-2015-0094.
By prediction (PLS-POS), also where segments differ in their measurement: Becker, J.-M., Rai, A., Ringle, C. M., &
Völckner, F. (2013). Discovering unobserved heterogeneity in structural equation models to avert validity threats. MIS
Quarterly, 37(3), 665-694. doi:10.25300/MISQ/2013/37.3.01.

In the examples two groups of 200 simulated cases have opposite paths:

>>> rng = np.random.default_rng(1)
>>> service = rng.standard_normal(200)
>>> path = np.where(np.arange(200) < 120, 0.9, -0.8)
>>> loyalty = path * service + 0.3 * rng.standard_normal(200)
>>> answers = np.column_stack([service, loyalty])
>>> model = Model.from_blocks({"Service": ["s"], "Loyalty": ["l"]}, [("Service", "Loyalty")])
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, solve
from plssem.correlations import correlations_from_sums, standardise
from plssem.errors import DataError, check_counts, check_range
from plssem.estimation import admissible, construct_scores, estimate, estimate_from_correlations
from plssem.model import Fit, Model
from plssem.resampling import pairwise_products
from plssem.signs import align_constructs, find_reference

# Most iterations, and the change of the log-likelihood at which the expectation maximisation ends.
MOST_ITERATIONS = 5000
TOLERANCE = 1e-6
# Share of an equation's variance that a segment leaves unexplained, at or below which it is fitted to ties.
SMALLEST_VARIANCE = 1e-6
# What a case counts, in the beginning, that no segment begins with.
WEIGHT_OF_OTHERS = 0.05
# Differences of log-likelihoods up to which starts have reached the same solution.
SAME_SOLUTION = 1e-3


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A solution with S segments, the largest first: the best of all starts.

    shares (S,): of the cases, sum 1. path_coefficients (S, J, J): [s, i, j] of i -> j, standardised by the whole
    sample; 0 where there is no path. residual_variances (S, J): of each endogenous construct, NaN for the others.
    memberships (N, S): probability of each case to belong to each segment.
    starts, degenerate: counts of starts, and of those that ended with a segment too small or without variance;
    reached: of those that reached this solution. All are NaN, and reached 0, where every start was degenerate.
    unfinished: whether it still improved after the most iterations, so that its likelihood is a little too small.
    """

    model: Model
    shares: FloatArray
    path_coefficients: FloatArray
    residual_variances: FloatArray
    memberships: FloatArray
    log_likelihood: float
    starts: int
    degenerate: int
    reached: int
    unfinished: bool = False

    @property
    def segments(self) -> int:
        """Number of segments S."""
        return len(self.shares)

    @property
    def cases(self) -> int:
        """Number of cases N."""
        return len(self.memberships)

    @property
    def parameters(self) -> int:
        """Count of the parameters: S - 1 shares and, per segment, the paths and the residual variances."""
        of_segment = np.count_nonzero(self.model.structural_model) + len(self.model.endogenous)
        return self.segments - 1 + self.segments * int(of_segment)

    @property
    def entropy(self) -> float:
        """Normed entropy EN = 1 - (sum of -p ln p) / (N ln S), 0 to 1: how clear memberships are; NaN for one."""
        if self.segments == 1:
            return math.nan
        return float(1 - scipy.special.entr(self.memberships).sum() / (self.cases * math.log(self.segments)))


def find_segments(indicators: FloatArray, fit: Fit, segments: int, starts: int = 20, *, seed: int) -> Segmentation:
    """Divide the cases into segments that differ in their paths, by FIMIX-PLS, from the fit of the whole sample.

    indicators (N, K): those of the fit. Each case's endogenous scores are a mixture over the segments s, with shares
    rho_s, of products over the endogenous constructs of normal densities with mean sum of b_ij,s Y_i and variance
    psi_j,s; there are no intercepts. Expectation maximisation from random cases, all starts at once; the solution
    with the largest likelihood is kept. A start ends as degenerate where a segment has no more cases than its largest
    equation has paths, or leaves no more than a millionth of a construct unexplained: there the likelihood has no
    bound.
    ASSUME: the measurement model is that of the whole sample in every segment; residuals are normal and, given the
    antecedents, independent.
    DataError as `construct_scores`, for fewer than 1 segment or start, and where the cases are too few for the
    segments: fewer than 10 per segment and path of the largest equation.

    Example. Do two groups with opposite paths show, that nobody asked about? 200 simulated cases.

    >>> fit = estimate(answers, model)
    >>> float(fit.path_coefficients[0, 1].round(2))
    0.07
    >>> found = find_segments(answers, fit, segments=2, seed=1)
    >>> found.shares.round(2), found.path_coefficients[:, 0, 1].round(2)
    (array([0.57, 0.43]), array([ 1.01, -0.87]))
    >>> criteria = [segment_criteria(find_segments(answers, fit, s, seed=1))["bic"] for s in (1, 2, 3)]
    >>> int(np.argmin(criteria)) + 1, round(found.entropy, 2)
    (2, 0.69)

    They do: 1.01 in 57 % of the cases (60 % were drawn so) and -.87 in the others hide behind a path of .07, BIC
    prefers two segments, and most cases belong clearly to one of them (entropy .69; above .5 is asked for).
    """
    check_counts(segments=segments, starts=starts, seed=seed)
    _check_enough_cases(len(indicators), segments, fit.model)
    scores = construct_scores(indicators, fit)
    mixture, moving = _maximise(_start(len(scores), segments, starts, fit.model, seed), scores, fit.model)
    return _describe(mixture, moving, fit.model)


def segment_criteria(segmentation: Segmentation) -> dict[str, float]:
    """Return criteria of the number of segments, the smallest of each being preferred; NaN for degenerate solutions.

    -2 ln L plus a penalty per parameter: aic 2, aic3 3, aic4 4, bic ln N, caic ln N + 1, hq 2 ln ln N, mdl5 5 ln N.
    aic overstates the number of segments, mdl5 understates it; aic3 and caic, or aic4 and bic, are read together (Hair
    et al. 2016).

    Example. One segment or two, where the cases are alike? 200 simulated cases.

    >>> rng = np.random.default_rng(2)
    >>> service = rng.standard_normal(200)
    >>> answers = np.column_stack([service, 0.5 * service + rng.standard_normal(200)])
    >>> fit = estimate(answers, model)
    >>> one, two = (segment_criteria(find_segments(answers, fit, s, seed=1)) for s in (1, 2))
    >>> {name: round(two[name] - one[name], 1) for name in ("aic3", "bic", "caic")}
    {'aic3': 9.0, 'bic': 15.9, 'caic': 18.9}

    One: all three are smaller for it. A second segment adds three parameters and nearly nothing to the likelihood.
    """
    log_cases = math.log(segmentation.cases)
    penalties = {
        "aic": 2.0,
        "aic3": 3.0,
        "aic4": 4.0,
        "bic": log_cases,
        "caic": log_cases + 1,
        "hq": 2 * math.log(log_cases),
        "mdl5": 5 * log_cases,
    }
    deviance = -2 * segmentation.log_likelihood
    return {name: deviance + penalty * segmentation.parameters for name, penalty in penalties.items()}


class _Mixture(NamedTuple):
    """Solutions of T starts: memberships (T, S, N), shares (T, S), paths (T, S, J, J), variances (T, S, J), ln L (T,).

    ln L is -inf where a start was degenerate.
    """

    memberships: FloatArray
    shares: FloatArray
    paths: FloatArray
    variances: FloatArray
    log_likelihoods: FloatArray

    def pick(self, members: BoolArray | slice) -> "_Mixture":
        """Return the mixtures of some of the starts."""
        return _Mixture(*(values[members] for values in self))


def _start(cases: int, segments: int, starts: int, model: Model, seed: int) -> FloatArray:
    """Draw memberships (T, S, N): each segment begins with a few cases of its own, three times what its equations need.

    Memberships drawn for all cases would average out, and begin where all segments are alike. The other cases count for
    little. One segment has all cases: there is nothing to draw.
    """
    if segments == 1:
        return np.ones((1, 1, cases))
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*b"segments", segments)))
    own = min(3 * (_largest_equation(model) + 1), cases // segments)
    ranks = generator.random((starts, cases)).argsort(axis=1).argsort(axis=1)
    return np.where(ranks[:, None] // own == np.arange(segments)[:, None], 1.0, WEIGHT_OF_OTHERS / segments)


def _largest_equation(model: Model) -> int:
    return int(model.structural_model.sum(axis=0).max())


def _maximise(memberships: FloatArray, scores: FloatArray, model: Model) -> tuple[_Mixture, IntArray]:
    """Iterate expectation and maximisation; starts that have converged or degenerated leave the stack.

    Return also the starts that still improved after the most iterations.
    """
    products = (scores[:, :, None] * scores[:, None, :]).reshape(len(scores), -1)
    final = _iterate_once(memberships, scores, products, model)
    moving = np.flatnonzero(np.isfinite(final.log_likelihoods))
    for _ in range(MOST_ITERATIONS):
        if not moving.size:
            break
        before = final.log_likelihoods[moving]
        step = _iterate_once(final.memberships[moving], scores, products, model)
        for kept, values in zip(final, step, strict=True):
            kept[moving] = values
        changes = step.log_likelihoods - before
        moving = moving[np.isfinite(step.log_likelihoods) & (changes > TOLERANCE)]
    return final, moving


def _iterate_once(memberships: FloatArray, scores: FloatArray, products: FloatArray, model: Model) -> _Mixture:
    """Estimate shares, paths and variances from memberships (T, S, N), then the memberships that these imply."""
    sizes = memberships.sum(axis=-1)
    shares = sizes / sizes.sum(axis=1, keepdims=True)
    shape = (*memberships.shape[:2], *model.structural_model.shape)
    moments = (memberships @ products).reshape(shape) / sizes[..., None, None]
    paths, variances = _regress(moments, model)
    endogenous = list(model.endogenous)
    sound = (sizes > _largest_equation(model)) & (variances[..., endogenous] > SMALLEST_VARIANCE).all(axis=-1)
    densities = np.log(shares)[..., None] + _log_densities(scores, paths, variances, model)
    totals = scipy.special.logsumexp(np.where(sound[..., None], densities, -np.inf), axis=1)
    log_likelihoods = np.where(sound.all(axis=1), totals.sum(axis=-1), -np.inf)
    # Of a segment that is not sound a density may be any number.
    with np.errstate(over="ignore"):
        implied = np.exp(densities - totals[:, None])
    return _Mixture(implied, shares, paths, variances, log_likelihoods)


def _regress(moments: FloatArray, model: Model) -> tuple[FloatArray, FloatArray]:
    """Return paths and residual variances from the second moments (T, S, J, J) of the scores in each segment."""
    paths = np.zeros(moments.shape)
    variances = np.full(moments.shape[:-1], np.nan)
    for target in model.endogenous:
        sources = model.antecedents(target)
        right = moments[..., sources, target]
        coefficients = solve(moments[..., sources[:, None], sources], right)
        paths[..., sources, target] = coefficients
        variances[..., target] = moments[..., target, target] - (coefficients * right).sum(axis=-1)
    return paths, variances


def _log_densities(scores: FloatArray, paths: FloatArray, variances: FloatArray, model: Model) -> FloatArray:
    """Return the log-density of each case's endogenous scores in each segment (T, S, N)."""
    total = np.zeros((*paths.shape[:2], len(scores)))
    for target in model.endogenous:
        sources = model.antecedents(target)
        residuals = scores[:, target] - paths[..., sources, target] @ scores[:, sources].T
        variance = np.where(variances[..., target] > 0, variances[..., target], np.nan)[..., None]
        total -= (np.log(2 * math.pi * variance) + residuals**2 / variance) / 2
    return total


def _describe(mixture: _Mixture, moving: IntArray, model: Model) -> Segmentation:
    """Return the best start as a segmentation, its segments in the order of their sizes."""
    likelihoods = mixture.log_likelihoods
    best = mixture.pick(slice(int(likelihoods.argmax()), int(likelihoods.argmax()) + 1))
    possible = bool(np.isfinite(likelihoods.max()))
    order = np.argsort(-best.shares[0], kind="stable")
    unknown = 1.0 if possible else np.nan
    return Segmentation(
        model=model,
        shares=best.shares[0][order] * unknown,
        path_coefficients=best.paths[0][order] * unknown,
        residual_variances=best.variances[0][order] * unknown,
        memberships=best.memberships[0][order].T * unknown,
        log_likelihood=float(likelihoods.max()) if possible else math.nan,
        starts=len(likelihoods),
        degenerate=int((~np.isfinite(likelihoods)).sum()),
        reached=int((likelihoods >= likelihoods.max() - SAME_SOLUTION).sum()) if possible else 0,
        unfinished=bool((moving == likelihoods.argmax()).any()),
    )


def _check_enough_cases(cases: int, segments: int, model: Model) -> None:
    needed = smallest_segment(model)
    if cases < segments * needed:
        raise DataError(
            what="more segments than the cases allow",
            where="segments",
            found=f"{segments} segments of {cases} cases",
            expected=f"at most {cases // needed}: {needed} cases per segment, ten per path of the largest equation",
            remedy="ask for fewer segments or collect more answers",
        )


# Single moves that are tried, nearest first, before a partition counts as one that no move improves.
SEARCH_DEPTH = 24
# Least gain of the explained share for which cases move.
LEAST_GAIN = 1e-9


@dataclass(frozen=True, eq=False)
class PredictiveSegmentation:
    """A partition of the cases into S segments, the largest first, by PLS-POS: the best of all starts.

    members (N,): the segment of each case. shares (S,): of the cases. path_coefficients (S, J, J), r_squared (S, J):
    of the model estimated in each segment alone, standardised there; signs as in the whole sample.
    explained: mean R2 of the endogenous constructs, over the segments weighted by their shares; explained_by_one: of
    the model of all cases. starts: count; reached: of those that reached this partition's explained share. All but
    members and explained_by_one are NaN, and reached 0, where no start has a partition that can be estimated.
    """

    model: Model
    members: IntArray
    shares: FloatArray
    path_coefficients: FloatArray
    r_squared: FloatArray
    explained: float
    explained_by_one: float
    starts: int
    reached: int


def find_predictive_segments(
    indicators: FloatArray, model: Model, segments: int, starts: int = 20, *, seed: int
) -> PredictiveSegmentation:
    """Divide the cases, indicators (N, K), into segments whose own models explain most: PLS-POS.

    The whole model, weights too, is estimated in each segment. Cases move to the segment whose model predicts them
    better: the distance is the sum over endogenous constructs of |residual| / root mean square of the segment's
    residuals. The nearest move first, all that would gain at once, then half of them, and so on down to a single one;
    what raises the explained share most is kept, so that it never falls. A start ends where none of the 24 nearest
    single moves raises it. All starts at once, from random partitions into equal parts.
    The explained share rises in any sample, also in one without segments: it is no test, and PLS-POS does not choose
    the number of segments.
    ASSUME: a segment has at least ten cases per path of the largest equation; no move makes it smaller.
    DataError as `estimate` of all cases, for fewer than 2 segments or 1 start, and where the cases are too few.

    Example. Do two groups with opposite paths show, that nobody asked about? 200 simulated cases.

    >>> found = find_predictive_segments(answers, model, segments=2, seed=1)
    >>> found.shares.round(1), found.path_coefficients[:, 0, 1].round(2)
    (array([0.5, 0.5]), array([ 0.95, -0.96]))
    >>> round(found.explained_by_one, 2), round(found.explained, 2)
    (0.0, 0.91)
    >>> alike = np.column_stack([service, 0.5 * service + rng.standard_normal(200)])
    >>> one = find_predictive_segments(alike, model, segments=2, seed=1)
    >>> round(one.explained_by_one, 2), round(one.explained, 2)
    (0.24, 0.55)

    They do: .95 in half of the cases and -.96 in the others, which explain 91 % in place of nothing. In the last all
    cases are alike, and two segments explain 55 % in place of 24 all the same: look at FIMIX-PLS first.
    """
    check_counts(segments=segments, starts=starts, seed=seed)
    check_range("segments", segments, "a whole number of 2 or more", inside=segments > 1)
    _check_enough_cases(len(indicators), segments, model)
    whole = estimate(indicators, model)
    search = _Search(standardise(parse_answers(indicators, model.indicators), model.indicators), model)
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(*b"partitions", segments)))
    balanced = np.tile(np.arange(len(indicators)) % segments, (starts, 1))
    members = search.climb(generator.permuted(balanced, axis=1), segments)
    explained = search.explain(search.fit(members, segments))
    best = members[int(explained.argmax())]
    order = np.argsort(-np.bincount(best, minlength=segments), kind="stable")
    sorted_members = np.argsort(order)[best]
    fit = align_constructs(search.fit(sorted_members[None], segments).fit, find_reference(whole))
    possible = bool(np.isfinite(explained.max()))
    unknown = 1.0 if possible else np.nan
    return PredictiveSegmentation(
        model=model,
        members=sorted_members,
        shares=np.bincount(sorted_members) / len(best) * unknown,
        path_coefficients=fit.path_coefficients[0] * unknown,
        r_squared=fit.r_squared[0] * unknown,
        explained=float(explained.max()) if possible else math.nan,
        explained_by_one=float(whole.r_squared[list(model.endogenous)].mean()),
        starts=starts,
        reached=int((explained >= explained.max() - SAME_SOLUTION).sum()) if possible else 0,
    )


class _Fitted(NamedTuple):
    """Fits (..., S) of partitions, the segments' sizes (..., S), means and standard deviations (..., S, K)."""

    fit: Fit
    sizes: FloatArray
    means: FloatArray
    spreads: FloatArray


@dataclass(frozen=True, eq=False)
class _Search:
    """The hill that partitions climb: standardised indicators (N, K) and the model."""

    columns: FloatArray
    model: Model

    def fit(self, members: IntArray, segments: int) -> _Fitted:
        """Estimate the model in each segment of partitions (..., N)."""
        chosen = (members[..., None, :] == np.arange(segments)[:, None]).reshape(-1, len(self.columns))
        sums = chosen.astype(np.float64) @ self.terms
        shape = (*members.shape[:-1], segments)
        width = self.columns.shape[1]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = sums[:, 1 : width + 1] / sums[:, :1]
            squares = sums[:, width + 1 :][:, self.diagonal] / sums[:, :1] - means**2
            correlations = correlations_from_sums(sums)
        fit = estimate_from_correlations(correlations.reshape(*shape, width, width), self.model)
        spreads = np.sqrt(np.maximum(squares, 0.0))
        return _Fitted(fit, sums[:, 0].reshape(shape), means.reshape(*shape, -1), spreads.reshape(*shape, -1))

    @cached_property
    def terms(self) -> FloatArray:
        """Products of a column of ones and the columns (N, P), pair by pair."""
        return pairwise_products(np.hstack([np.ones((len(self.columns), 1)), self.columns]))

    @cached_property
    def diagonal(self) -> IntArray:
        """Indices of the squares among the products of the columns."""
        rows, columns = np.triu_indices(self.columns.shape[1])
        return np.flatnonzero(rows == columns)

    def explain(self, fitted: _Fitted) -> FloatArray:
        """Return the mean R2 of partitions (...,); minus infinity where a segment is too small or inadmissible."""
        r_squared = fitted.fit.r_squared[..., list(self.model.endogenous)].mean(axis=-1)
        sound = fitted.fit.converged & admissible(fitted.fit) & (fitted.sizes >= smallest_segment(self.model))
        shares = fitted.sizes / len(self.columns)
        return np.where(sound.all(axis=-1), np.where(sound, r_squared * shares, 0.0).sum(axis=-1), -np.inf)

    def distances(self, fitted: _Fitted, members: IntArray) -> FloatArray:
        """Return how far each case is from the model of each segment (T, S, N)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            inputs = (self.columns - fitted.means[..., None, :]) / fitted.spreads[..., None, :]
            scores = inputs @ fitted.fit.outer_weights
            residuals = np.abs(scores - scores @ fitted.fit.path_coefficients)[..., list(self.model.endogenous)]
            inside = members[:, None] == np.arange(fitted.sizes.shape[-1])[:, None]
            squares = (np.where(inside[..., None], residuals, 0.0) ** 2).sum(axis=-2) / fitted.sizes[..., None]
            return np.asarray((residuals / np.sqrt(squares)[..., None, :]).sum(axis=-1))

    def climb(self, members: IntArray, segments: int) -> IntArray:
        """Move cases of partitions (T, N) while that raises what they explain; all partitions at once."""
        members = members.copy()
        moving = np.arange(len(members))
        explained = self.explain(self.fit(members, segments))
        for _ in range(MOST_ITERATIONS):
            if not moving.size:
                break
            targets, order, number = self._rank_moves(members[moving], segments)
            stuck = np.arange(len(moving))
            for propose in (_blocks, _singles):
                if stuck.size:
                    among = moving[stuck]
                    moved = propose(order[stuck], number[stuck])
                    best, values = self._improve(members[among], targets[stuck], moved, explained[among], segments)
                    gained = np.isfinite(values)
                    members[among[gained]] = best[gained]
                    explained[among[gained]] = values[gained]
                    stuck = stuck[~gained]
            moving = np.delete(moving, stuck)
        return members

    def _rank_moves(self, members: IntArray, segments: int) -> tuple[IntArray, IntArray, IntArray]:
        """Return each case's nearest other segment (T, N), the cases in the order of their gain, and how many gain."""
        distances = np.nan_to_num(self.distances(self.fit(members, segments), members), nan=1e300, posinf=1e300)
        own = np.take_along_axis(distances, members[:, None], axis=1)[:, 0]
        others = np.where(members[:, None] == np.arange(segments)[:, None], np.inf, distances)
        gains = own - others.min(axis=1)
        return others.argmin(axis=1), np.argsort(-gains, axis=1, kind="stable"), (gains > 0).sum(axis=1)

    def _improve(
        self, members: IntArray, targets: IntArray, moved: BoolArray, explained: FloatArray, segments: int
    ) -> tuple[IntArray, FloatArray]:
        """Return the best of the proposed moves (T, B, N) and what it explains; minus infinity where none gains."""
        proposals = np.where(moved, targets[:, None], members[:, None])
        values = self.explain(self.fit(proposals, segments))
        best = values.argmax(axis=1)
        every = np.arange(len(members))
        gained = values[every, best] > explained + LEAST_GAIN
        return proposals[every, best], np.where(gained, values[every, best], -np.inf)


def smallest_segment(model: Model) -> int:
    """Return the fewest cases of a segment: ten per path of the largest equation."""
    return 10 * _largest_equation(model)


def _blocks(order: IntArray, number: IntArray) -> BoolArray:
    """Propose to move all cases that gain, half of them, a quarter, ... (T, B, N), by the order of cases (T, N)."""
    halvings = max(1, int(number.max(initial=1)).bit_length())
    sizes = number[:, None] >> np.arange(halvings)
    ranks = np.argsort(order, axis=1, kind="stable")
    return np.asarray(ranks[:, None] < sizes[..., None])


def _singles(order: IntArray, number: IntArray) -> BoolArray:
    """Propose to move one of the cases that gain most (T, B, N)."""
    ranks = np.argsort(order, axis=1, kind="stable")
    depth = np.arange(min(SEARCH_DEPTH, order.shape[1]))
    return np.asarray((ranks[:, None] == depth[:, None]) & (depth[:, None] < number[:, None, None]))
