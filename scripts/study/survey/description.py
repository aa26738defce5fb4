"""Describe the sample before any model: who the respondents are, what they answered, and how well."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import DataError, excess_kurtosis, mardia, skewness
from study.base.errors import StudyError
from study.base.files import number
from study.setup.codebook import Codebook, normalise
from study.setup.configuration import Description
from study.setup.study_model import StudyModel
from study.survey.submissions import MODE, Submission

__all__ = [
    "CATEGORIES",
    "NO_ANSWER",
    "OTHER",
    "answer_quality_table",
    "class_names",
    "control_table",
    "count_answers",
    "describe",
    "describe_dimensions",
    "missing_answers",
    "normality",
    "respondent_table",
    "straight_lining",
]

Floats = npt.NDArray[np.float64]

NO_ANSWER = "no_answer"
OTHER = "other"
CATEGORIES = ("very_low", "low", "moderate", "high", "very_high")  # from the lowest percent index on
# "5", "5,5" and "5 tahun"; a range such as "3-5 tahun" is an answer of its own.
NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*[^\d.,]*")


def respondent_table(kept: Sequence[Submission], codebook: Codebook, description: Description) -> pd.DataFrame:
    """Return `respondents.csv`: column, answer, n and share (of all kept) for criteria and describing questions.

    Where there are several modes of collection, they come last: column mode, answers mode_online and so on. Numbers of
    a question with classes are counted by class, in its order; other answers the most frequent first, in their most
    frequent spelling. "no_answer": an empty cell, one that may be personal, or none in a file without the question.
    """
    names = [*(criterion.name for criterion in codebook.criteria), *codebook.descriptive, MODE]
    asked = [name for name in names if any(name in submission.traits for submission in kept)]
    rows = [
        {"column": name, "answer": answer, "n": count, "share": count / len(kept)}
        for name in asked
        for answer, count in count_answers([submission.traits.get(name, "") for submission in kept], name, description)
    ]
    return pd.DataFrame(rows, columns=["column", "answer", "n", "share"])


def count_answers(cells: Sequence[str], name: str, description: Description) -> Iterator[tuple[str, int]]:
    """Yield the answers to a question and their counts as `respondent_table` has them."""
    bounds = description.classes.get(name, ())
    classes = class_names(bounds)
    answers = [_answer(cell, bounds) for cell in cells]
    spellings = _spellings(answers)
    counts = Counter(spellings[normalise(answer)] for answer in answers)
    ordered = sorted(counts, key=lambda answer: _rank(answer, classes, counts))
    small = [answer for answer in ordered if counts[answer] < description.smallest_cell]
    yield from ((answer, counts[answer]) for answer in ordered if answer not in small)
    if small:
        yield OTHER, sum(counts[answer] for answer in small)


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
    match = NUMBER.fullmatch(cell) if bounds else None
    if match is None:
        return cell
    value = float(match[1].replace(",", "."))
    return class_names(bounds)[sum(value >= bound for bound in bounds)]


def control_table(kept: Sequence[Submission], controls: Mapping[str, Any], source: str) -> pd.DataFrame:
    """Return control variables (N, C) from the answers to criteria and describing questions; NaN for no answer.

    controls: by question "number", "logarithm" (natural, of the number answered) or {"base": answer}, which makes a
    column of 0 and 1 of every other answer. StudyError where a question has no such answers, or all are alike.

    ASSUME: size and age of firms enter as logarithms, as is usual: what counts is the ratio of two firms, not the
    difference. Answers without an order enter as dummies against a named base.
    """
    columns: dict[str, list[float]] = {}
    for name, kind in controls.items():
        cells = [submission.traits.get(name, "") for submission in kept]
        own = {name: _number_cells(cells, kind)} if isinstance(kind, str) else _dummies(cells, name, kind["base"])
        if not own or any(np.unique(np.array(column)[np.isfinite(column)]).size < 2 for column in own.values()):
            raise StudyError(
                what="a control variable without answers that differ",
                where=f"{source}, configuration key robustness.controls",
                found=name,
                expected="numbers above zero for a logarithm, numbers, or answers of which one is the base",
                remedy="correct its kind or its base, or leave it out",
            )
        columns |= own
    return pd.DataFrame(columns)


def _number_cells(cells: Sequence[str], kind: str) -> list[float]:
    matches = [NUMBER.fullmatch(cell) for cell in cells]
    numbers = [float(match[1].replace(",", ".")) if match else np.nan for match in matches]
    return [np.log(value) if value > 0 else np.nan for value in numbers] if kind == "logarithm" else numbers


def _dummies(cells: Sequence[str], name: str, base: str) -> dict[str, list[float]]:
    """Return a column per answer other than the base; none where nobody gave the base."""
    answers = [normalise(cell) for cell in cells]
    levels = dict.fromkeys(answer for answer in answers if answer)
    if normalise(base) not in levels:
        return {}
    others = [level for level in levels if level != normalise(base)]
    return {f"{name}={level}": [float(one == level) if one else np.nan for one in answers] for level in others}


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


def describe(responses: pd.DataFrame, model: StudyModel, points: int) -> pd.DataFrame:
    """Return one row per indicator of scored responses (N, K): n, missing, mean, sd, share_1 to share_P.

    mean and sd (divisor n - 1) in points of the scale, shares of the n answers given (0 to 1); reverse-coded indicators
    after turning. NaN where nobody answered; sd NaN for a single answer.
    """
    rows = [_describe_item(responses[code], code, model.construct_of(code), points) for code in model.indicators]
    return pd.DataFrame(rows)


def describe_dimensions(
    responses: pd.DataFrame, model: StudyModel, points: int, bounds: Sequence[float]
) -> pd.DataFrame:
    """Return one row per dimension of scored responses (N, K): mean, percent index and its category.

    mean: of all answers given to its items, in points of the scale. percent_index: mean / points x 100, as Indonesian
    readers know it; from 100 / points on, never from 0. category: how many of the four ascending bounds it exceeds, as
    a key of CATEGORIES; an index on a bound belongs to the lower one. NaN and no category where nobody answered.
    """
    return pd.DataFrame(
        [
            {"construct": name, "dimension": dimension.name, "indicators": len(dimension.indicators)}
            | _index_dimension(responses[list(dimension.indicators)].to_numpy(dtype=float), points, bounds)
            for name, construct in model.constructs.items()
            for dimension in construct.dimensions
        ]
    )


def _index_dimension(answers: Floats, points: int, bounds: Sequence[float]) -> dict[str, object]:
    given = answers[np.isfinite(answers)]
    mean = float(given.mean()) if given.size else float("nan")
    index = 100 * mean / points
    category = "" if pd.isna(index) else CATEGORIES[sum(index > bound for bound in bounds)]
    return {"mean": mean, "percent_index": index, "category": category}


def _describe_item(answers: "pd.Series[float]", code: str, construct: str, points: int) -> dict[str, object]:
    given = answers.dropna()
    return {
        "indicator": code,
        "construct": construct,
        "n": len(given),
        "missing": len(answers) - len(given),
        "mean": given.mean(),
        "sd": given.std(),
        **_shares(given, range(1, points + 1)),
    }


def _shares(given: "pd.Series[float]", points: Sequence[int]) -> dict[str, float]:
    return {f"share_{point}": (given == point).mean() for point in points}


def answer_quality_table(responses: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Return `answer_quality.csv`: per indicator its missing answers, skewness and excess kurtosis of those given.

    responses (N, K). missing_share: of N. skewness, kurtosis: adjusted; NaN where all answers are alike.
    """
    rows = [_assess_item(responses[code], code, model.construct_of(code)) for code in model.indicators]
    return pd.DataFrame(rows)


def _assess_item(answers: "pd.Series[float]", code: str, construct: str) -> dict[str, object]:
    given: Floats = np.array(answers.dropna(), dtype=np.float64)
    return {
        "indicator": code,
        "construct": construct,
        "missing": len(answers) - len(given),
        "missing_share": (len(answers) - len(given)) / len(answers),
        "skewness": skewness(given),
        "kurtosis": excess_kurtosis(given),
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
    given = _reverse_answers(responses, codebook, model)
    shares = given.apply(lambda row: row.value_counts(normalize=True).max(), axis=1)
    return {
        "left_out": int((exclusions["reason"] == "straight_lining").sum()),
        "kept": int((shares == 1).sum()),
        "nearly": int((shares >= same_answer_share).sum()),
        "same_answer_share": same_answer_share,
    }


def normality(indicators: Floats, table: pd.DataFrame) -> dict[str, object]:
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
    turned = codebook.scale.points + 1 - responses
    columns = {code: (turned if codebook.indicators[code].reverse else responses)[code] for code in model.indicators}
    return pd.DataFrame(columns)
