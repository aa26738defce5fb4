"""Who the respondents are: how often each answer to a criterion or a describing question was given."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from study.codebook import Codebook
from study.matching import normalised
from study.submissions import Submission

__all__ = ["NO_ANSWER", "OTHER", "Description", "respondent_table"]

NO_ANSWER, OTHER = "no_answer", "other"
# "5", "5,5" and "5 tahun"; a range such as "3-5 tahun" is an answer of its own.
NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*[^\d.,]*")


@dataclass(frozen=True)
class Description:
    """How answers are grouped: lower bounds of classes of numbers by question; the fewest respondents that stand alone.

    Answers of fewer than smallest_cell respondents are counted together as "other".
    """

    classes: Mapping[str, Sequence[float]]
    smallest_cell: int

    @classmethod
    def from_config(cls, entry: Mapping[str, Any]) -> "Description":
        """Read the `description` section of the configuration, whose other keys are for other rules."""
        return cls(**{name: entry[name] for name in cls.__dataclass_fields__})


def respondent_table(kept: Sequence[Submission], codebook: Codebook, description: Description) -> pd.DataFrame:
    """Return `respondents.csv`: column, answer, n and share (of all kept) for criteria and describing questions.

    Numbers of a question with classes are counted by class, in its order; other answers the most frequent first, in
    their most frequent spelling. "no_answer": an empty cell, or one that may be personal.
    """
    names = [*(criterion.name for criterion in codebook.criteria), *codebook.descriptive]
    asked = [name for name in names if any(name in submission.traits for submission in kept)]
    rows = [
        {"column": name, "answer": answer, "n": count, "share": count / len(kept)}
        for name in asked
        for answer, count in _counted([submission.traits[name] for submission in kept], name, description)
    ]
    return pd.DataFrame(rows, columns=["column", "answer", "n", "share"])


def _counted(cells: Sequence[str], name: str, description: Description) -> Iterator[tuple[str, int]]:
    bounds = description.classes.get(name, ())
    classes = class_names(bounds)
    answers = [_answer(cell, bounds) for cell in cells]
    spellings = _spellings(answers)
    counts = Counter(spellings[normalised(answer)] for answer in answers)
    ordered = sorted(counts, key=lambda answer: _place(answer, classes, counts))
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
    number = NUMBER.fullmatch(cell) if bounds else None
    if number is None:
        return cell
    value = float(number[1].replace(",", "."))
    return class_names(bounds)[sum(value >= bound for bound in bounds)]


def _spellings(answers: Sequence[str]) -> dict[str, str]:
    """Choose the most frequent spelling of what counts as one answer; of equally frequent ones the first."""
    chosen: dict[str, str] = {}
    for answer, _ in Counter(answers).most_common():
        chosen.setdefault(normalised(answer), answer)
    return chosen


def _place(answer: str, classes: Sequence[str], counts: Mapping[str, int]) -> tuple[int, int, str]:
    if answer in classes:
        return 0, classes.index(answer), answer
    return (2 if answer == NO_ANSWER else 1), -counts[answer], answer
