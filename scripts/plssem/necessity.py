"""Necessary condition analysis (NCA): how much of an outcome a condition rules out where it is low.

The ceiling is the border above which no case lies: by steps through the highest outcomes reached so far (CE-FDH), or
the least-squares line through the corners of these steps, the peers (CR-FDH). The effect size is the share of the scope
above the ceiling.

Dul, J. (2016). Necessary condition analysis (NCA): Logic and methodology of "necessary but not sufficient" causality.
Organizational Research Methods, 19(1), 10-52. doi:10.1177/1094428115584005.
Dul, J., van der Laan, E., & Kuik, R. (2020). A statistical significance test for necessary condition analysis.
Organizational Research Methods, 23(2), 385-395. doi:10.1177/1094428118795272.
On scores of PLS-SEM: Richter, N. F., Schubring, S., Hauff, S., Ringle, C. M., & Sarstedt, M. (2020). When predictors
of outcomes are necessary: Guidelines for the combined use of PLS-SEM and NCA. Industrial Management & Data Systems,
120(12), 2243-2267. doi:10.1108/IMDS-11-2019-0638.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.errors import DataError, check_counts, check_range
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads

CEILINGS = ("ce_fdh", "cr_fdh")
# Differences smaller than this share of a range are rounding.
EQUAL = 1e-9
HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class Necessity:
    """The ceilings of J conditions of one outcome; the C = 2 ceilings stand in the order of `CEILINGS`.

    effect_size (C, J): ceiling zone over scope, 0 to 1, dimensionless. accuracy (C, J): share of the cases on or below
    the ceiling. ceiling_zone (C, J), scope (J,): areas, units of the condition times units of the outcome.
    slope, intercept (J,): of the CR-FDH line, in these units; NaN where there is a single peer, and thus no line.
    peers: of each condition the corners of the steps (R, 2), condition and outcome.
    """

    effect_size: FloatArray
    accuracy: FloatArray
    ceiling_zone: FloatArray
    scope: FloatArray
    slope: FloatArray
    intercept: FloatArray
    peers: tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class NecessityTest:
    """The permutation test of the effect sizes of J conditions, for the C = 2 ceilings in the order of `CEILINGS`.

    p (C, J): chance of an effect size at least as large where condition and outcome are unrelated; never 0.
    draws (B, C, J): effect sizes of the permuted outcomes.
    """

    p: FloatArray
    draws: FloatArray


@dataclass(frozen=True, eq=False)
class Bottlenecks:
    """What L levels of the outcome need of J conditions, for the C = 2 ceilings in the order of `CEILINGS`.

    required (L, C, J): least level of the condition in per cent of its scope; NaN where no level of it is necessary,
    infinity where no level within the scope is enough for the ceiling to reach the level of the outcome.
    share_below (L, C, J): share of the cases that lie below what is required; 0 where nothing is.
    """

    required: FloatArray
    share_below: FloatArray


def necessity(conditions: FloatArray, outcome: FloatArray, limits: FloatArray | None = None) -> Necessity:
    """Measure how far each of the conditions (N, J) is necessary for the outcome (N,).

    limits (2, J + 1): lowest and highest value of each condition, and last of the outcome, between which the scope
    lies: the theoretical scope. None: the observed values, the empirical scope.
    CE-FDH: the ceiling at x is the largest outcome of all cases with a condition of x or less. CR-FDH: least squares
    through the peers; the zone is what lies above the line within the scope. With a single peer there is no line, and
    CR-FDH is CE-FDH.
    DataError for other shapes, for missing values, for fewer than 3 cases, for a scope without width, and for values
    outside it.

    Example. Is advertising necessary for sales? Five shops, both on a scale of 0 to 4.

    >>> advertising, sales = np.array([[0.0], [1], [2], [3], [4]]), np.array([1.0, 3, 2, 4, 0])
    >>> result = necessity(advertising, sales, limits=np.array([[0.0, 0], [4, 4]]))
    >>> result.peers[0].tolist(), result.ceiling_zone.ravel().round(2), result.scope
    ([[0.0, 1.0], [1.0, 3.0], [3.0, 4.0]], array([5.  , 3.56]), array([16.]))
    >>> result.effect_size.ravel().round(3), result.accuracy.ravel()
    (array([0.312, 0.223]), array([1. , 0.8]))

    By steps (first), 5 of 16 square units stay empty above the ceiling. An effect size of .31 counts as large (from .3;
    medium from .1; Dul 2016). The line (second) leaves one of the five shops above it.
    """
    square = _to_square(conditions, outcome, limits)
    lines = [_lines(_fronts(square, j, square.outcome[None])) for j in range(len(square.width) - 1)]
    effects = np.stack([line.effect_sizes[0] for line in lines], axis=1)
    scope = square.width[:-1] * square.width[-1]
    unit = square.width[-1] / square.width[:-1]
    slope, intercept = (np.array([getattr(line, name)[0] for line in lines]) for name in ("slope", "intercept"))
    above = square.outcome[:, None] > intercept + slope * square.conditions + EQUAL
    accuracy = np.where(np.isfinite(slope), 1 - above.mean(axis=0), 1.0)
    return Necessity(
        effect_size=effects,
        accuracy=np.stack([np.ones_like(accuracy), accuracy]),
        ceiling_zone=effects * scope,
        scope=scope,
        slope=slope * unit,
        intercept=square.low[-1] + square.width[-1] * intercept - slope * unit * square.low[:-1],
        peers=tuple(square.low[[j, -1]] + square.width[[j, -1]] * line.corners for j, line in enumerate(lines)),
    )


def permute_necessity(
    conditions: FloatArray,
    outcome: FloatArray,
    permutations: int = 10_000,
    limits: FloatArray | None = None,
    *,
    seed: int,
    threads: int = 1,
) -> NecessityTest:
    """Test each condition (N, J) by permutations of the outcome (N,), which take away any relation.

    p = (r + 1) / (B + 1), where r of B permutations have an effect size at least as large as that observed, so that
    the sample is one of the permutations (convention G3). Permutations are the same for all conditions. limits as
    `necessity`. Errors as `necessity`, and DataError for fewer than 2 permutations.

    Example. Can the empty corner of these eight shops be chance?

    >>> advertising = np.array([[0.0], [1], [2], [3], [4], [5], [6], [7]])
    >>> sales = np.array([1.0, 0, 3, 2, 4, 6, 5, 7])
    >>> test = permute_necessity(advertising, sales, 999, seed=1)
    >>> necessity(advertising, sales).effect_size.ravel().round(2), test.p.ravel(), test.draws.shape
    (array([0.51, 0.41]), array([0.002, 0.004]), (999, 2, 1))

    Where sales have nothing to do with advertising, a corner as empty as this one comes up in 2 of 1,000 samples: with
    d = .51 and p = .002 by steps, advertising passes both tests of a necessary condition: d is .1 or more, p below .05.
    """
    check_counts(permutations=permutations, seed=seed, threads=threads)
    square = _to_square(conditions, outcome, limits)

    def draw(block: ResampleBlock) -> FloatArray:
        """Return the effect sizes (b, C, J) of a block of permutations."""
        copies = np.repeat(square.outcome[None], block.size, axis=0)
        return _effect_sizes(square, block.generator().permuted(copies, axis=1))

    draws = np.concatenate(list(map_in_threads(draw, divide_resamples(permutations, seed, "necessity"), threads)))
    as_large = (draws >= _effect_sizes(square, square.outcome[None]) - EQUAL).sum(axis=0)
    return NecessityTest((as_large + 1) / (permutations + 1), draws)


def bottlenecks(
    conditions: FloatArray, outcome: FloatArray, levels: FloatArray, limits: FloatArray | None = None
) -> Bottlenecks:
    """Return the level of each condition (N, J) that each level (L,) of the outcome (N,) requires.

    levels: per cent of the scope of the outcome, 0 its lowest and 100 its highest value. limits and errors as
    `necessity`, and DataError for a level outside 0 to 100.

    Example. How much advertising do half and all of the sales require?

    >>> advertising, sales = np.array([[0.0], [1], [2], [3], [4]]), np.array([1.0, 3, 2, 4, 0])
    >>> result = bottlenecks(advertising, sales, np.array([25.0, 50, 100]))
    >>> result.required[:, 0, 0], result.share_below[:, 0, 0].round(2)
    (array([nan, 25., 75.]), array([0. , 0.2, 0.6]))

    By steps, a quarter of the sales is reached with no advertising at all (NaN); half of them by no shop with less than
    a quarter of the advertising, as one of five has; all of them by none below three quarters, where three are.
    """
    square = _to_square(conditions, outcome, limits)
    wanted = np.atleast_1d(np.asarray(levels, dtype=np.float64)) / HUNDRED
    found = ", ".join(f"{HUNDRED * level:g}" for level in wanted)
    check_range("levels", found, "per cent from 0 to 100", inside=bool(((wanted >= 0) & (wanted <= 1)).all()))
    required = np.stack([_required(square, j, wanted) for j in range(len(square.width) - 1)], axis=-1)
    needed = np.where(np.isnan(required), -np.inf, required)
    below = square.conditions < needed[..., None, :] - EQUAL
    return Bottlenecks(HUNDRED * required, below.mean(axis=-2))


class _Square(NamedTuple):
    """Conditions (N, J) and outcome (N,) with their scope from 0 to 1; low, width (J + 1,): of the scope, as given.

    orders: of each condition the order of its cases. last: of each the indices, in this order, of the last of the
    cases that are equal in it.
    """

    conditions: FloatArray
    outcome: FloatArray
    low: FloatArray
    width: FloatArray
    orders: tuple[IntArray, ...]
    last: tuple[IntArray, ...]


class _Fronts(NamedTuple):
    """The steps of a stack of b outcomes: heights (b, U) over the U values `at` of a condition; where one rises."""

    at: FloatArray
    heights: FloatArray
    is_peer: BoolArray


class _Lines(NamedTuple):
    """Effect sizes (b, C) of both ceilings; slope and intercept (b,) of the line, NaN where there is none."""

    effect_sizes: FloatArray
    slope: FloatArray
    intercept: FloatArray
    fronts: _Fronts

    @property
    def corners(self) -> FloatArray:
        """Condition and outcome at the peers of the first of the stack (R, 2)."""
        chosen = self.fronts.is_peer[0]
        return np.column_stack([self.fronts.at[chosen], self.fronts.heights[0, chosen]])


def _to_square(conditions: FloatArray, outcome: FloatArray, limits: FloatArray | None) -> _Square:
    _check_shapes(np.shape(conditions), np.shape(outcome), () if limits is None else np.shape(limits))
    values = parse_answers(np.column_stack([np.asarray(conditions), np.asarray(outcome)]))
    check_counts(cases=len(values))
    found = np.array([values.min(axis=0), values.max(axis=0)])
    low, high = found if limits is None else np.asarray(limits, dtype=np.float64)
    _check_scope(low, high, found)
    scaled = np.clip((values - low) / (high - low), 0, 1)
    orders = tuple(np.argsort(column, kind="stable") for column in scaled[:, :-1].T)
    sorted_columns = [column[order] for column, order in zip(scaled.T, orders, strict=False)]
    last = tuple(np.flatnonzero(np.append(np.diff(column) > EQUAL, True)) for column in sorted_columns)
    return _Square(scaled[:, :-1], scaled[:, -1], low, high - low, orders, last)


def _check_shapes(conditions: tuple[int, ...], outcome: tuple[int, ...], limits: tuple[int, ...]) -> None:
    columns = conditions[-1] if len(conditions) == 2 else 0
    fit = columns > 0 and outcome == conditions[:1] and limits in ((), (2, columns + 1))
    found = f"{conditions}, {outcome} and {limits or 'none'}"
    expected = "(N, J), (N,) and (2, J + 1) or none, J at least 1"
    check_range("conditions, outcome and limits", found, expected, inside=fit, what="data of the wrong shape")


def _check_scope(low: FloatArray, high: FloatArray, found: FloatArray) -> None:
    for j in range(found.shape[1]):
        rounding = EQUAL * (high[j] - low[j])
        # As what holds, not as what fails: no comparison with a missing value holds.
        has_width = 0 < high[j] - low[j] < np.inf
        if not (has_width and low[j] - rounding <= found[0, j] and found[1, j] <= high[j] + rounding):
            raise DataError(
                what="no scope for an analysis of necessity",
                where="the outcome" if j == found.shape[1] - 1 else f"condition {j + 1}",
                found=f"values from {found[0, j]:g} to {found[1, j]:g}, a scope from {low[j]:g} to {high[j]:g}",
                expected="values that vary, none missing, within their scope",
                remedy="leave it out, or state the ends of its scale",
            )


def _effect_sizes(square: _Square, outcomes: FloatArray) -> FloatArray:
    """Return the effect sizes (b, C, J) of a stack of outcomes (b, N)."""
    each = [_lines(_fronts(square, j, outcomes)).effect_sizes for j in range(len(square.orders))]
    return np.stack(each, axis=-1)


def _fronts(square: _Square, j: int, outcomes: FloatArray) -> _Fronts:
    reached = np.maximum.accumulate(outcomes[:, square.orders[j]], axis=1)[:, square.last[j]]
    at = square.conditions[square.orders[j], j][square.last[j]]
    first = np.ones((len(reached), 1), dtype=np.bool_)
    return _Fronts(at, reached, np.hstack([first, np.diff(reached, axis=1) > EQUAL]))


def _lines(fronts: _Fronts) -> _Lines:
    at, heights, is_peer = fronts
    # No matrix products, whose rounding depends on the number of permutations.
    by_steps = at[0] + ((1 - heights) * np.diff(np.append(at, 1.0))).sum(axis=1)
    count = is_peer.sum(axis=1)
    middle = ((is_peer * at).sum(axis=1) / count)[:, None]
    mean = (is_peer * heights).sum(axis=1) / count
    deviation = np.where(is_peer, at - middle, 0.0)
    squares = (deviation**2).sum(axis=1)
    slope = np.divide((deviation * heights).sum(axis=1), squares, out=np.full(len(count), np.nan), where=count > 1)
    intercept = mean - slope * middle[:, 0]
    by_line = (_area(1 - intercept) - _area(1 - intercept - slope)) / slope
    effects = np.stack([by_steps, np.where(count > 1, by_line, by_steps)], axis=-1)
    return _Lines(effects, slope, intercept, fronts)


def _area(gap: FloatArray) -> FloatArray:
    """Return the integral from 0 to gap of a gap that counts from 0 to 1 only."""
    within = np.clip(gap, 0, 1)
    return within**2 / 2 + np.maximum(gap - 1, 0)


def _required(square: _Square, j: int, wanted: FloatArray) -> FloatArray:
    """Return the level (L, C) of a condition that levels of the outcome require: 0 to 1, NaN or infinity."""
    line = _lines(_fronts(square, j, square.outcome[None]))
    reached = line.fronts.heights[0] >= wanted[:, None] - EQUAL
    by_steps = np.where(reached.any(axis=1), line.fronts.at[reached.argmax(axis=1)], np.inf)
    by_steps = np.where(wanted <= EQUAL, 0.0, by_steps)
    by_line = (wanted - line.intercept) / line.slope if np.isfinite(line.slope[0]) else by_steps
    both = np.stack([by_steps, np.where(by_line > 1 + EQUAL, np.inf, by_line)], axis=-1)
    return np.where(both <= EQUAL, np.nan, both)
