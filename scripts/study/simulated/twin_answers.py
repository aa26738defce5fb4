"""Draw the answers of a twin: SIMULATED, with the counts and correlations of a survey, and nobody's row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from plssem import BoolArray, DataError, FloatArray, IntArray, polychoric_correlation
from study.base.errors import StudyError
from study.base.files import as_cell
from study.setup.codebook import Codebook, Criterion
from study.setup.configuration import CleaningRules, Description
from study.survey.description import NO_ANSWER, OTHER, class_names, count_answers
from study.survey.submissions import Submission

MOST_DRAWS = 200  # of rows that may not stand in a twin
MOST_ROUNDS = 4  # of drawing from correlations that were raised or lowered
CLOSE = 0.04  # mean difference of polychoric correlations at which a twin is taken
SMALLEST_EIGENVALUE = 1e-6
FEWEST_ALIKE = 5  # respondents who gave a number that a twin may hold as it is; and in a class of numbers
MOST_CLASSES = 10  # of numbers, from which correlations are told
ROWS_COMPARED = 1000  # at a time: memory is this times the rows of the survey


@dataclass(frozen=True, eq=False)
class Twin:
    """Simulated answers in the likeness of N collected ones: points (N, K) as ticked, 0 for no answer.

    correlations, own_correlations: polychoric ones (K, K) of the survey and of the twin. nearest: of each row (N,) the
    share of items in which it differs from the row of the survey that is most like it. redrawn: rows drawn anew because
    they stood in the survey or because cleaning would leave them out.
    """

    points: IntArray
    correlations: FloatArray
    own_correlations: FloatArray
    nearest: FloatArray
    redrawn: int

    @property
    def differences(self) -> FloatArray:
        """The sizes of the differences between the correlations of the twin and of the survey, each pair once."""
        above = np.triu_indices(len(self.correlations), 1)
        return np.asarray(np.abs(self.own_correlations - self.correlations)[above])

    @property
    def mean_difference(self) -> float:
        """The mean of the differences, 0 of a single item."""
        return float(self.differences.mean()) if self.differences.size else 0.0


def draw_twin(
    kept: IntArray, known: IntArray, rules: CleaningRules, generator: np.random.Generator, source: str = "the survey"
) -> Twin:
    """Draw answers with the counts of every item, and nearly the polychoric correlations, of those kept (N, K).

    Points as ticked, 0 for no answer. known (M, K): the answers that no row may repeat, those kept among them; a
    missing answer is like any other one. Where that takes the commonest rows away, correlations come out smaller; what
    they lack is then added to those drawn from, and the best of MOST_ROUNDS is taken.
    StudyError where rows of the survey come up again and again, as with few items.
    """
    correlations = _correlate_items(kept)
    aim = correlations
    twins: list[Twin] = []
    for _ in range(MOST_ROUNDS):
        try:
            points, nearest, again = _draw_other_rows(aim, kept, known, rules, generator, source)
        except StudyError:
            if not twins:
                raise
            break
        twins.append(Twin(points, correlations, _correlate_items(points), nearest, again))
        if twins[-1].mean_difference < CLOSE or not again:
            break
        aim = np.clip(aim + correlations - twins[-1].own_correlations, -1, 1)
    return min(twins, key=lambda twin: twin.mean_difference)


def _draw_other_rows(
    correlations: FloatArray,
    kept: IntArray,
    known: IntArray,
    rules: CleaningRules,
    generator: np.random.Generator,
    source: str,
) -> tuple[IntArray, FloatArray, int]:
    """Draw points (N, K) of which no row is known or left out, their nearest rows (N,), and how many were redrawn."""
    # ASSUME: normal variables stand behind the items; answers are missing at random, each by itself.
    root = np.linalg.cholesky(_make_positive_definite(correlations))
    tendencies = _whiten(generator.standard_normal(kept.shape)) @ root.T
    gaps = generator.random(kept.shape)
    redrawn = 0
    for _ in range(MOST_DRAWS):
        points = _cut(tendencies, gaps, kept)
        nearest = _share_of_differences(points, known)
        refused = (nearest == 0) | _is_left_out(points, rules)
        count = int(refused.sum())
        if not count:
            return points, nearest, redrawn
        redrawn += count
        tendencies[refused] = generator.standard_normal((count, kept.shape[1])) @ root.T
        gaps[refused] = generator.random((count, kept.shape[1]))
    raise StudyError(
        what="no twin without a row of somebody can be drawn",
        where=source,
        found=f"{count} of {len(kept)} rows of {kept.shape[1]} items that stand in the survey or would be left out, "
        f"after {MOST_DRAWS} draws",
        expected="none",
        remedy="so few or so similar items leave too few other rows; do not pass these answers on",
    )


def _correlate_items(points: IntArray) -> FloatArray:
    """Return the polychoric correlations (K, K) of points (N, K), 0 where a pair has none, diagonal 1."""
    answers = np.where(points > 0, points, np.nan)
    correlations = np.eye(points.shape[1])
    for row, column in zip(*np.triu_indices(points.shape[1], 1), strict=True):
        try:
            correlations[row, column] = polychoric_correlation(answers[:, row], answers[:, column])
        except DataError:
            continue  # an item that everybody answered alike
    return np.asarray(np.triu(correlations, 1).T + correlations)


def _make_positive_definite(correlations: FloatArray) -> FloatArray:
    """Return the correlations (K, K) with eigenvalues of at least SMALLEST_EIGENVALUE, the diagonal scaled to 1 again.

    Pairwise correlations need not be those of any variables.
    """
    values, vectors = np.linalg.eigh(correlations)
    raised = vectors * np.maximum(values, SMALLEST_EIGENVALUE) @ vectors.T
    scales = np.sqrt(np.diag(raised))
    return np.asarray(raised / np.outer(scales, scales))


def _whiten(drawn: FloatArray) -> FloatArray:
    """Return draws (N, K) whose own covariances are exactly 1 and 0, where there are enough of them."""
    if len(drawn) <= drawn.shape[1] + 1:
        return drawn
    centred = drawn - drawn.mean(axis=0)
    return np.asarray(np.linalg.solve(np.linalg.cholesky(centred.T @ centred / len(drawn)), centred.T).T)


def _cut(tendencies: FloatArray, gaps: FloatArray, kept: IntArray) -> IntArray:
    """Cut each tendency (N, K) where the counts of its item in `kept` are met; the largest gaps are not answered."""
    points = np.zeros_like(kept)
    for column, answers in enumerate(kept.T):
        answered = np.argsort(gaps[:, column], kind="stable")[: np.count_nonzero(answers)]
        ranked = answered[np.argsort(tendencies[answered, column], kind="stable")]
        points[ranked, column] = np.sort(answers[answers > 0])
    return points


def _share_of_differences(points: IntArray, rows: IntArray) -> FloatArray:
    """Return for each of N rows of points the smallest share of the K items in which it differs from one of `rows`."""
    numbers = np.arange(max(points.max(), rows.max()) + 1)
    drawn = np.float32(points[..., None] == numbers).reshape(len(points), -1)
    same = (rows[..., None] == numbers) | (rows[..., None] == 0) | (numbers == 0)
    real = np.float32(same).reshape(len(rows), -1).T
    most = [(drawn[start : start + ROWS_COMPARED] @ real).max(axis=1) for start in range(0, len(drawn), ROWS_COMPARED)]
    return np.asarray(1 - np.rint(np.concatenate(most)).astype(np.float64) / points.shape[1])


def _is_left_out(points: IntArray, rules: CleaningRules) -> BoolArray:
    """Tell which rows (N,) cleaning would leave out: too many answers missing, or one and the same answer to all."""
    answered = (points > 0).sum(axis=1)
    items = points.shape[1]
    lowest = np.where(points > 0, points, points.max() + 1).min(axis=1)
    straight = (points.max(axis=1) == lowest) & (items > 1) & (rules.straight_lining == "exclude")
    return np.asarray(((items - answered) / items > rules.max_missing_share) | (answered == 0) | straight)


@dataclass(frozen=True)
class NumberClasses:
    """Quantile classes of an item whose answers are numbers, lowest first.

    inner: the Q - 1 bounds between Q classes. intervals: of each class from where to where a number of nobody is drawn.
    shared: of each class its answers, NaN for one that fewer than FEWEST_ALIKE respondents gave; rare: these. decimals:
    of the answers; below 0 where all end in zeros.
    """

    inner: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    shared: tuple[tuple[float, ...], ...]
    rare: frozenset[float]
    decimals: int


def class_numbers(
    submissions: Sequence[Submission], indicators: Sequence[str], codebook: Codebook
) -> dict[str, NumberClasses]:
    """Class the answers to each item in numbers by quantiles: ten classes, fewer of fewer than 50 answers."""
    found = {}
    for code in [code for code in indicators if codebook.scale_of(code).is_number]:
        answers = [answer for submission in submissions if (answer := submission.answers[code]) is not None]
        if answers:
            found[code] = _class_item(np.sort(answers), codebook.scale_of(code).ends)
    return found


def _class_item(answers: FloatArray, ends: tuple[float, float]) -> NumberClasses:
    # ASSUME: within a class answers lie evenly, as far below its mean as above it in the first and the last class.
    count = int(np.clip(len(answers) // FEWEST_ALIKE, 1, MOST_CLASSES))
    inner = np.unique(np.quantile(answers, np.linspace(0, 1, count + 1)[1:-1]))
    parts = [answers[np.digitize(answers, inner) == index] for index in range(len(inner) + 1)]
    values, counts = np.unique(answers, return_counts=True)
    rare = values[counts < FEWEST_ALIKE]
    means = [float(part.mean()) if part.size else 0.0 for part in parts]
    around = answers.mean() + np.array([-1, 1]) * answers.std()
    bounds = [2 * means[0] - inner[0], *inner, 2 * means[-1] - inner[-1]] if inner.size else around
    bounds = np.clip(bounds, *ends).tolist()
    return NumberClasses(
        inner=tuple(inner.tolist()),
        intervals=tuple(pairwise(bounds)),
        shared=tuple(tuple(np.where(np.isin(part, rare), np.nan, part).tolist()) for part in parts),
        rare=frozenset(rare.tolist()),
        decimals=next((n for n in range(-6, 7) if np.allclose(np.round(answers, n), answers, rtol=0, atol=1e-9)), 6),
    )


def draw_numbers(
    points: IntArray,
    indicators: Sequence[str],
    classes: Mapping[str, NumberClasses],
    codebook: Codebook,
    generator: np.random.Generator,
) -> dict[str, list[str]]:
    """Write a number for each point (N, K) of an item in numbers: one that many gave, or one of nobody in its class."""
    cells = {}
    for code, found in classes.items():
        scale = codebook.scale_of(code)
        column = [_draw_number(point, found, generator) for point in points[:, list(indicators).index(code)]]
        # Three decimals alone could be thousands.
        digits = {3: 4}.get(found.decimals, max(found.decimals, 0))
        texts = ["" if np.isnan(number) else f"{np.clip(number, *scale.ends):.{digits}f}" for number in column]
        cells[code] = [text.replace(".", scale.decimal or ".") for text in texts]
    return cells


def _draw_number(point: int, classes: NumberClasses, generator: np.random.Generator) -> float:
    """Draw a number of a class, from 1 on, no rare one where there are others; NaN for no answer."""
    if not point:
        return float("nan")
    chosen = float(generator.choice(classes.shared[point - 1]))
    drawn = np.round(generator.uniform(*classes.intervals[point - 1], size=MOST_DRAWS), classes.decimals).tolist()
    return next((number for number in drawn if number not in classes.rare), drawn[0]) if np.isnan(chosen) else chosen


def code_answers(
    submissions: Iterable[Submission],
    indicators: Sequence[str],
    codebook: Codebook,
    classes: Mapping[str, NumberClasses],
) -> IntArray:
    """Return the points (N, K) of submissions as ticked, 1 for the lowest answer of each scale, 0 for no answer.

    classes: of the items in numbers, whose point is the number of the class.
    """
    columns = [[submission.answers[code] for code in indicators] for submission in submissions]
    points = [
        [_point(answer, code, codebook, classes) for answer, code in zip(row, indicators, strict=True)]
        for row in columns
    ]
    return np.array(points, dtype=np.int64).reshape(-1, len(indicators))


def _point(answer: float | None, code: str, codebook: Codebook, classes: Mapping[str, NumberClasses]) -> int:
    if answer is None:
        return 0
    if code in classes:
        return 1 + int(np.digitize(answer, classes[code].inner))
    return int(answer) - codebook.scale_of(code).lowest + 1


def draw_traits(
    kept: Sequence[Submission], codebook: Codebook, description: Description, generator: np.random.Generator
) -> dict[str, list[str]]:
    """Draw the cells of criteria and describing questions, each by itself, with the counts of `respondents.csv`.

    An answer of fewer than smallest_cell respondents is "other"; a number of a class is the lowest of the class. Of a
    criterion both are an answer that meets it.
    """
    criteria = {criterion.name: criterion for criterion in codebook.criteria}
    cells = {}
    asked = {name for submission in kept for name in submission.traits}
    for name in [name for name in (*criteria, *codebook.descriptive) if name in asked]:
        counts = count_answers([submission.traits.get(name, "") for submission in kept], name, description)
        bounds = description.classes.get(name, ())
        drawn = [_write_trait(answer, bounds, criteria.get(name)) for answer, count in counts for _ in range(count)]
        cells[name] = [drawn[index] for index in generator.permutation(len(drawn))]
    return cells


def _write_trait(answer: str, bounds: Sequence[float], criterion: Criterion | None) -> str:
    classes = class_names(bounds)
    if answer in classes:
        lowest = (max(bounds[0] - 1, 0), *bounds)[classes.index(answer)]
        least = criterion.minimum if criterion and criterion.minimum is not None else lowest
        return f"{max(lowest, least):g}"
    if criterion and answer in (OTHER, NO_ANSWER):
        return _meeting(criterion)
    return "" if answer == NO_ANSWER else as_cell(answer)


def _meeting(criterion: Criterion) -> str:
    """Write an answer that meets a criterion."""
    bounds = [f"{bound:g}" for bound in (criterion.minimum, criterion.maximum) if bound is not None]
    return next(iter([*bounds[:1], *sorted(criterion.accepted), as_cell(OTHER)]))
