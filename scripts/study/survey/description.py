"""Describe the sample before any model: who the respondents are, what they answered, and how well."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from plssem import DataError, FloatArray, excess_kurtosis, mardia, skewness
from study.base.errors import StudyError, stop_on
from study.base.files import number, read_table
from study.base.job import ArgumentGroup
from study.setup.codebook import Codebook, MultipleChoice, Scale, normalise, read_codebook
from study.setup.configuration import MODE, Description
from study.setup.study_model import ObservedVariable, StudyModel
from study.survey.scoring import AnswerError, read_number
from study.survey.submissions import Submission

NO_ANSWER = "no_answer"
OTHER = "other"
MOST_OTHER = 0.5  # share of the respondents; beyond it a table tells nothing of a question
CATEGORIES = ("very_low", "low", "moderate", "high", "very_high")  # from the lowest percent index on
# "5", "5,5", "1.500.000" and "5 tahun"; a range such as "3-5 tahun" is an answer of its own.
NUMBER = re.compile(r"(\d+(?:[., ’']\d+)*)\s*[^\d.,]*")


def respondent_table(kept: Sequence[Submission], codebook: Codebook, description: Description) -> pd.DataFrame:
    """Return `respondents.csv`: column, answer, n and share (of all kept) for criteria and describing questions.

    Of a question with several answers: n and share of each option among those who answered it, in the order of the
    codebook, and "no_answer" among all kept. Where there are several modes of collection, they come after the
    describing questions: column mode, answers mode_online and so on. Numbers of a question with classes are counted by
    class, in its order; other answers the most frequent first, in their most frequent spelling. "no_answer": an empty
    cell, one that may be personal, or none in a file without the question.
    """
    names = [*(criterion.name for criterion in codebook.criteria), *codebook.descriptive, MODE]
    asked = [name for name in names if any(name in submission.traits for submission in kept)]
    rows = [
        {"column": name, "answer": answer, "n": count, "share": count / len(kept)}
        for name in asked
        for answer, count in count_answers([submission.traits.get(name, "") for submission in kept], name, description)
    ]
    chosen = [row for choice in codebook.multiple_choice for row in _count_choices(kept, choice, description)]
    return pd.DataFrame([*rows, *chosen], columns=["column", "answer", "n", "share"])


def find_uncounted(respondents: pd.DataFrame) -> Iterator[str]:
    """Say which questions of `respondent_table` were answered in so many ways that most answers are "other"."""
    for row in respondents[(respondents["answer"] == OTHER) & (respondents["share"] > MOST_OTHER)].itertuples():
        yield (
            f"{row.column}: {row.n} answers are each given by too few respondents to be shown and count as other; "
            f"give numbers lower bounds under description.classes of the configuration ({row.column}: [10, 20]), "
            "or list the question under ignored"
        )


def _count_choices(
    kept: Sequence[Submission], choice: MultipleChoice, description: Description
) -> Iterator[dict[str, object]]:
    """Count who ticked each option; options of fewer than smallest_cell are ticks of "other", counted once a person."""
    chosen = [ticked for each in kept if (ticked := each.choices.get(choice.name)) is not None]
    counts = Counter(option for options in chosen for option in options)
    shown = [option for option in choice.options if counts[option] >= description.smallest_cell or not counts[option]]
    others = sum(bool(options - set(shown)) for options in chosen)
    silent = len(kept) - len(chosen)
    for answer, count, base in (
        *((option, counts[option], len(chosen)) for option in shown),
        *([(OTHER, others, len(chosen))] if others else []),
        *([(NO_ANSWER, silent, len(kept))] if silent else []),
    ):
        yield {"column": choice.name, "answer": answer, "n": count, "share": count / base if base else float("nan")}


def count_answers(cells: Sequence[str], name: str, description: Description) -> Iterator[tuple[str, int]]:
    """Yield the answers to a question and their counts as `respondent_table` has them."""
    bounds = description.classes.get(name, ())
    classes = class_names(bounds)
    counts = Counter(name_answers(cells, bounds))
    ordered = sorted(counts, key=lambda answer: _rank(answer, classes, counts))
    small = [answer for answer in ordered if counts[answer] < description.smallest_cell]
    yield from ((answer, counts[answer]) for answer in ordered if answer not in small)
    if small:
        yield OTHER, sum(counts[answer] for answer in small)


def name_answers(cells: Sequence[str], bounds: Sequence[float]) -> list[str]:
    """Name the answer of each cell: its class where it is a number and there are bounds, else its usual spelling.

    >>> name_answers(["4", "12 orang", "Batik", "batik", "Batik", ""], [5])
    ['< 5', '≥ 5', 'Batik', 'Batik', 'Batik', 'no_answer']
    """
    answers = [_answer(cell, bounds) for cell in cells]
    spellings = _spellings(answers)
    return [spellings[normalise(answer)] for answer in answers]


def class_names(bounds: Sequence[float]) -> list[str]:
    """Name classes of numbers by their lower bounds: below the first, between two of them, from the last on.

    >>> class_names([3, 6, 11])
    ['< 3', '3–5', '6–10', '≥ 11']
    """
    if not bounds:
        return []
    middle = [f"{low:g}–{high - 1:g}" if high - low > 1 else f"{low:g}" for low, high in pairwise(bounds)]
    return [f"< {bounds[0]:g}", *middle, f"≥ {bounds[-1]:g}"]


def _answer(cell: str, bounds: Sequence[float]) -> str:
    if not cell:
        return NO_ANSWER
    value = _read_quantity(cell) if bounds else None
    return cell if value is None else class_names(bounds)[sum(value >= bound for bound in bounds)]


def _read_quantity(cell: str) -> float | None:
    """Read the number at the beginning of a cell; None where there is none, or where it can be read in two ways."""
    match = NUMBER.fullmatch(cell)
    with suppress(AnswerError):
        return read_number(match[1]) if match else None
    return None


def observe(
    kept: Sequence[Submission], observed: Iterable[ObservedVariable], smallest_category: int, source: str
) -> pd.DataFrame:
    """Return observed variables (N, C) from the answers to criteria and describing questions; NaN for no answer.

    smallest_category: fewest answers (count) of a category, its base among them. StudyErrors, one for each variable,
    where its question has no such answers, all are alike, some are in no category, or a category has too few.

    ASSUME: size and age of firms enter as logarithms, as is usual: what counts is the ratio of two firms, not the
    difference. Answers without an order enter as dummies against a named base.
    """
    columns: dict[str, list[float]] = {}
    problems: list[StudyError] = []
    for variable in observed:
        cells = [submission.traits.get(variable.question, "") for submission in kept]
        columns[variable.name] = _dummy(cells, variable) if variable.is_binary else _number_cells(cells, variable.kind)
        if unusable := _find_unusable(cells, columns[variable.name], variable, smallest_category):
            found, expected, remedy = unusable
            what = "an observed variable that the answers do not give"
            where = f"{source}, observed variable {variable.name}"
            problems.append(StudyError(what=what, where=where, found=found, expected=expected, remedy=remedy))
    stop_on(problems, source)
    return pd.DataFrame(columns, dtype=np.float64)


def _find_unusable(
    cells: Sequence[str], values: Sequence[float], variable: ObservedVariable, smallest: int
) -> tuple[str, str, str] | None:
    """Say what is wrong with the answers to a question, what is expected and what to do; not what anybody wrote."""
    given = np.array(values)[np.isfinite(values)]
    known = {normalise(cell) for cell in cells}
    absent = [answer for answer in (*variable.answers, *variable.others) if normalise(answer) not in known]
    if absent:
        found = f"{absent[0]}, an answer of nobody to {variable.question}"
        return found, "answers that were given", "correct the answer, or delete it"
    if variable.is_binary:
        return _find_unusable_categories(cells, given, variable, smallest)
    unclear = sum(NUMBER.fullmatch(cell) is not None and _read_quantity(cell) is None for cell in cells)
    if unclear:
        found = f"{unclear} answers to {variable.question} that can be read in two ways, as 1.500 can"
        return found, "thousands without a mark", "write them so in the survey file"
    if np.unique(given).size < 2:
        expected = "numbers above 0 that differ" if variable.kind == "logarithm" else "numbers that differ"
        found = f"{len(given)} of {len(cells)} such numbers among the answers to {variable.question}"
        return found, expected, "correct its question or its kind, or leave it out"
    return None


def _find_unusable_categories(
    cells: Sequence[str], given: FloatArray, variable: ObservedVariable, smallest: int
) -> tuple[str, str, str] | None:
    strange = sum(bool(cell) for cell in cells) - len(given)
    if strange:
        found = f"{strange} answers to {variable.question} that are in no category"
        return found, "each answer in one", "add them to a category, or to the base"
    counts = [int((given == value).sum()) for value in (1, 0)]
    if min(counts) < smallest:
        found = f"{counts[0]} of the category and {counts[1]} others"
        expected = f"{smallest} of either (description.smallest_category)"
        return found, expected, "correct the answers of its categories, or join categories"
    return None


def _number_cells(cells: Sequence[str], kind: str) -> list[float]:
    quantities = map(_read_quantity, cells)
    numbers = [np.nan if quantity is None else quantity for quantity in quantities]
    return [np.log(value) if value > 0 else np.nan for value in numbers] if kind == "logarithm" else numbers


def _dummy(cells: Sequence[str], variable: ObservedVariable) -> list[float]:
    values = {normalise(answer): 0.0 for answer in variable.others}
    values |= {normalise(answer): 1.0 for answer in variable.answers}
    return [values.get(normalise(cell), np.nan) for cell in cells]


def _spellings(answers: Sequence[str]) -> dict[str, str]:
    """Choose the most frequent spelling of what counts as one answer; of equally frequent ones the first."""
    chosen: dict[str, str] = {}
    for answer, _ in Counter(answers).most_common():
        chosen.setdefault(normalise(answer), answer)
    return chosen


def _rank(answer: str, classes: Sequence[str], counts: Mapping[str, int]) -> tuple[int, int, str]:
    if answer in classes:
        return 0, classes.index(answer), answer
    return (2 if answer == NO_ANSWER else 1), -counts[answer], answer


def describe(responses: pd.DataFrame, model: StudyModel, codebook: Codebook) -> pd.DataFrame:
    """Return one row per indicator of scored responses (N, K): n, missing, mean, sd, and the share of each answer.

    mean and sd (divisor n - 1) in points of the indicator's scale, or in its numbers; shares (share_1, ...) of the n
    answers given (0 to 1); reverse-coded indicators after turning. NaN where nobody answered, for an answer that the
    indicator's scale does not have, and for all shares of numbers; sd NaN for a single answer.
    """
    scales = {code: codebook.scale_of(code) for code in model.indicators}
    values = sorted({value for scale in scales.values() for value in scale.values})
    rows = [_describe_item(responses[code], code, model.construct_of(code), values, scales[code]) for code in scales]
    return pd.DataFrame(rows)


def describe_dimensions(
    responses: pd.DataFrame, model: StudyModel, codebook: Codebook, bounds: Sequence[float]
) -> pd.DataFrame:
    """Return one row per dimension of scored responses (N, K): mean, percent index and its category.

    mean: of all answers given to its items, in points of their scale; NaN where they are on several scales.
    percent_index: mean of answer / highest answer of its scale x 100, as Indonesian readers know it; NaN where an item
    is on a scale without one (numbers, answers below 0). category: how many of the four ascending bounds it exceeds, as
    a key of CATEGORIES; an index on a bound belongs to the lower one. The bounds are of the codebook's first scale; on
    another one they stand at the same share of its width. NaN and no category where nobody answered.
    """
    return pd.DataFrame(
        [
            {"construct": name, "dimension": dimension.name, "indicators": len(dimension.indicators)}
            | _index_dimension(
                responses[list(dimension.indicators)].to_numpy(dtype=float),
                [codebook.scale_of(code) for code in dimension.indicators],
                lambda scale: bounds_on(scale, bounds, codebook.scale),
            )
            for name, construct in model.constructs.items()
            for dimension in construct.dimensions
        ]
    )


def bounds_on(scale: Scale, bounds: Sequence[float], base: Scale) -> tuple[float, ...]:
    """Return the bounds of categories (per cent of the highest answer) of a scale from those of the `base`."""
    if scale == base or not base.has_index:
        return tuple(bounds)
    low, high = base.ends
    lowest, highest = scale.ends
    shares = [(bound / 100 * high - low) / (high - low) for bound in bounds]
    # ASSUME: a category is the same part of every scale's width. Rounded, so that an index on a bound stays on it.
    return tuple(round(100 * (lowest + share * (highest - lowest)) / highest, 9) for share in shares)


def _index_dimension(
    answers: FloatArray, scales: Sequence[Scale], bounds_of: Callable[[Scale], tuple[float, ...]]
) -> dict[str, object]:
    given = np.isfinite(answers)
    alone = len({scale.name for scale in scales}) == 1
    mean = float(answers[given].mean()) if alone and given.any() else float("nan")
    if not given.any() or not all(scale.has_index for scale in scales):
        return {"mean": mean, "percent_index": float("nan"), "category": ""}
    if alone:
        index = 100 * mean / scales[0].ends[1]
        bounds = bounds_of(scales[0])
    else:
        # Each answer counts once, as in the mean of a dimension on one scale; its bounds are those of its scale.
        weights = given.sum(axis=0) / given.sum()
        index = float((100 * answers / [scale.ends[1] for scale in scales])[given].mean())
        bounds = tuple(weights @ np.array([bounds_of(scale) for scale in scales]))
    return {"mean": mean, "percent_index": index, "category": CATEGORIES[sum(index > bound for bound in bounds)]}


def _describe_item(
    answers: "pd.Series[float]", code: str, construct: str, values: Sequence[int], scale: Scale
) -> dict[str, object]:
    given = answers.dropna()
    return {
        "indicator": code,
        "construct": construct,
        "n": len(given),
        "missing": len(answers) - len(given),
        "mean": given.mean(),
        "sd": given.std(),
        **{f"share_{v}": (given == v).mean() if v in scale.values else float("nan") for v in values},
    }


def answer_quality_table(responses: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Return `answer_quality.csv`: per indicator its missing answers, skewness and excess kurtosis of those given.

    responses (N, K). missing_share: of N. skewness, kurtosis: adjusted; NaN where all answers are alike.
    """
    rows = [_assess_item(responses[code], code, model.construct_of(code)) for code in model.indicators]
    return pd.DataFrame(rows)


def _assess_item(answers: "pd.Series[float]", code: str, construct: str) -> dict[str, object]:
    given: FloatArray = np.array(answers.dropna(), dtype=np.float64)
    return {
        "indicator": code,
        "construct": construct,
        "missing": len(answers) - len(given),
        "missing_share": (len(answers) - len(given)) / len(answers),
        "skewness": skewness(given),
        "kurtosis": excess_kurtosis(given),
    }


@dataclass(frozen=True)
class AnswerChecks(ArgumentGroup):
    """What the quality of answers is judged by: who was left out, the codebook, and see `straight_lining`."""

    exclusions: Path
    codebook: Path
    same_answer_share: float

    def assess(
        self, responses: pd.DataFrame, items: FloatArray, model: StudyModel
    ) -> tuple[pd.DataFrame, dict[str, object]]:
        """Return `answer_quality.csv`, and what `evidence.json` says of the answers; items (N, K): none missing."""
        quality = answer_quality_table(responses, model)
        excluded = read_table(self.exclusions)
        book = read_codebook(self.codebook)
        return quality, {
            "missing_answers": missing_answers(responses, model),
            "straight_lining": straight_lining(responses, excluded, book, model, self.same_answer_share),
            "normality": normality(items, quality),
        }


def missing_answers(responses: pd.DataFrame, model: StudyModel) -> dict[str, object]:
    """Count missing answers over all indicators, per respondent and per indicator; shares from 0 to 1."""
    gaps = responses[list(model.indicators)].isna().to_numpy()
    return {
        "answers": int(gaps.size),
        "missing": int(gaps.sum()),
        "share": float(gaps.mean()),
        "respondents_with_missing": int(gaps.any(axis=1).sum()),
        "largest_share_of_a_respondent": float(gaps.mean(axis=1).max()),
        "largest_share_of_an_indicator": float(gaps.mean(axis=0).max()),
    }


def straight_lining(
    responses: pd.DataFrame, exclusions: pd.DataFrame, codebook: Codebook, model: StudyModel, same_answer_share: float
) -> dict[str, object]:
    """Count straight-liners left out, those kept, and respondents who gave one answer to nearly every item.

    Answers are compared as they were given, before reverse-coded items are turned. nearly: at least same_answer_share
    of a respondent's answers are the same, straight-liners included.
    """
    shares = _same_answer_shares(_reverse_answers(responses, codebook, model), codebook)
    return {
        "left_out": int((exclusions["reason"] == "straight_lining").sum()),
        "kept": int((shares == 1).sum()),
        "nearly": int((shares >= same_answer_share).sum()),
        "same_answer_share": same_answer_share,
    }


def _same_answer_shares(given: pd.DataFrame, codebook: Codebook) -> "pd.Series[float]":
    """Return for each respondent the share of answers that are the most frequent one of their scale, numbers aside."""
    groups = [given[codes] for codes in codebook.group_by_scale(given.columns).values()]
    points = [group for group in groups if not codebook.scale_of(group.columns[0]).is_number]
    most = [group.apply(lambda row: row.value_counts().max(), axis=1).fillna(0) for group in points]
    zero = pd.Series(0, index=given.index)
    return sum(most, zero) / sum((group.notna().sum(axis=1) for group in points), zero)


def normality(indicators: FloatArray, table: pd.DataFrame) -> dict[str, object]:
    """Return the largest univariate skewness and kurtosis in size, and Mardia's test of indicators (N, K).

    null where a value does not exist; not_tested: why Mardia's test was refused, as the engine words it.
    """
    largest = {f"largest_{name}": number(float(table[name].abs().max())) for name in ("skewness", "kurtosis")}
    try:
        test = mardia(indicators)
    except DataError as error:
        # As many indicators as respondents leave no covariance matrix to whiten with.
        return {**largest, "mardia": None, "not_tested": str(error)}
    return {**largest, "mardia": {name: number(value) for name, value in vars(test).items()}, "not_tested": None}


def _reverse_answers(responses: pd.DataFrame, codebook: Codebook, model: StudyModel) -> pd.DataFrame:
    columns = {
        code: responses[code].map(codebook.scale_of(code).turn, na_action="ignore")
        if codebook.indicators[code].reverse
        else responses[code]
        for code in model.indicators
    }
    return pd.DataFrame(columns)
