"""Who is in the sample: every submission is kept, or left out for the first reason that applies.

The reasons are tried in this order: no consent; replaced by another submission of the same respondent; the criteria
in the order of the codebook; an answer outside the scale; too many answers missing; any answer missing (casewise rule
only); straight-lining.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from study.codebook import Codebook
from study.duplicates import superseded, withdrawn
from study.errors import StudyError
from study.problems import stop_on
from study.submissions import Submission

__all__ = ["Cleaned", "Exclusion", "Rules", "clean", "exclusion_table", "flow", "response_table"]


@dataclass(frozen=True)
class Rules:
    """The `cleaning` section of the configuration; max_missing_share is a share of a respondent's indicators."""

    invalid_answers: str
    straight_lining: str
    max_missing_share: float
    missing_answers: str

    @classmethod
    def from_config(cls, entry: Mapping[str, Any]) -> "Rules":
        """Read the `cleaning` section, whose other keys are for other rules."""
        return cls(**{name: entry[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Exclusion:
    """A row left out, its reason (a key of `Codebook.reasons`) and a word on it, without personal data."""

    row: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Cleaned:
    """Submissions kept and rows left out, both in the order of the file."""

    kept: tuple[Submission, ...]
    excluded: tuple[Exclusion, ...]


def clean(submissions: Sequence[Submission], rules: Rules, codebook: Codebook, source: str) -> Cleaned:
    """Decide on every submission; received = kept + excluded.

    StudyErrors for answers outside the scale where the rules say stop, and for time stamps that cannot be read.
    """
    replaced = superseded(submissions, codebook.timestamp, source)
    refusing = withdrawn(submissions, codebook.timestamp, source)
    verdicts = [_exclusion(submission, replaced, refusing, rules, codebook) for submission in submissions]
    excluded = tuple(verdict for verdict in verdicts if verdict is not None)
    if rules.invalid_answers == "stop":
        rows = {exclusion.row for exclusion in excluded if exclusion.reason == "invalid_answer"}
        invalid = [submission for submission in submissions if submission.row in rows]
        stop_on(_invalid_answers(invalid, codebook, source), source)
    kept = tuple(submission for submission, verdict in zip(submissions, verdicts, strict=True) if verdict is None)
    return Cleaned(kept, excluded)


def response_table(kept: Sequence[Submission], codebook: Codebook) -> pd.DataFrame:
    """Points of the kept submissions: respondent (R001, ... in the order of the file), then one column per indicator.

    Whole numbers from 1 to P after reverse-coded items are turned (P + 1 - point), <NA> where there is no answer.
    """
    width = max(3, len(str(len(kept))))
    names = [f"R{number:0{width}d}" for number in range(1, len(kept) + 1)]
    codes = list(kept[0].answers) if kept else []
    points = {code: [_turned(s.answers[code], code, codebook) for s in kept] for code in codes}
    answers = {code: pd.array(column, dtype="Int64") for code, column in points.items()}
    return pd.DataFrame({"respondent": pd.array(names, dtype="str"), **answers})


def exclusion_table(excluded: Sequence[Exclusion]) -> pd.DataFrame:
    """Return source_row (the header is row 1), reason, detail of every row left out."""
    rows = [(exclusion.row, exclusion.reason, exclusion.detail) for exclusion in excluded]
    return pd.DataFrame(rows, columns=["source_row", "reason", "detail"])


def flow(cleaned: Cleaned, reasons: Sequence[str]) -> dict[str, object]:
    """Count who was received, left out for each of `reasons` that occurred, and kept."""
    found = [exclusion.reason for exclusion in cleaned.excluded]
    counts = {reason: found.count(reason) for reason in reasons if reason in found}
    return {"received": len(cleaned.kept) + len(found), "excluded": counts, "kept": len(cleaned.kept)}


def _exclusion(
    submission: Submission,
    replaced: Mapping[int, int],
    refusing: frozenset[int],
    rules: Rules,
    codebook: Codebook,
) -> Exclusion | None:
    first = (
        _consent(submission, refusing)
        or _duplicate(submission, replaced)
        or _criterion(submission, codebook)
        or _invalid(submission)
        or _missing(submission, rules)
        or _straight(submission, rules, codebook)
    )
    return None if first is None else Exclusion(submission.row, *first)


def _consent(submission: Submission, refusing: frozenset[int]) -> tuple[str, str] | None:
    if submission.row in refusing and submission.consents:
        return "no_consent", "consent refused in a later submission"
    return ("no_consent", "consent refused or not given") if submission.refuses else None


def _duplicate(submission: Submission, replaced: Mapping[int, int]) -> tuple[str, str] | None:
    row = replaced.get(submission.row)
    return None if row is None else ("duplicate", f"replaced by row {row}")


def _criterion(submission: Submission, codebook: Codebook) -> tuple[str, str] | None:
    unmet = [criterion.name for criterion in codebook.criteria if criterion.name in submission.unmet]
    return (unmet[0], submission.unmet[unmet[0]]) if unmet else None


def _invalid(submission: Submission) -> tuple[str, str] | None:
    details = "; ".join(problem.detail for problem in submission.problems)
    return ("invalid_answer", details) if details else None


def _missing(submission: Submission, rules: Rules) -> tuple[str, str] | None:
    count, total = len(submission.missing), len(submission.answers)
    detail = f"{count} of {total} answers missing"
    if count / total > rules.max_missing_share or count == total:
        return "too_many_missing", detail
    return ("missing_answer", detail) if count and rules.missing_answers == "casewise" else None


def _straight(submission: Submission, rules: Rules, codebook: Codebook) -> tuple[str, str] | None:
    points = {point for point in submission.answers.values() if point is not None}
    if rules.straight_lining == "keep" or len(points) > 1 or len(submission.answers) == 1:
        return None
    return "straight_lining", f"{points.pop()} of {codebook.scale.points} to every item"


def _turned(point: int | None, code: str, codebook: Codebook) -> int | None:
    if point is None or not codebook.indicators[code].reverse:
        return point
    return codebook.scale.points + 1 - point


def _invalid_answers(submissions: Sequence[Submission], codebook: Codebook, source: str) -> list[StudyError]:
    remedy = "correct the cell, add the answer to the codebook, or set cleaning.invalid_answers to exclude_row"
    return [
        StudyError(
            problem.why,
            f"{source}, row {submission.row}, column {problem.column} ({problem.question})",
            problem.found,
            _expected(problem.question, codebook),
            remedy,
        )
        for submission in submissions
        for problem in submission.problems
    ]


def _expected(question: str, codebook: Codebook) -> str:
    if question in codebook.indicators:
        return f"a whole number from 1 to {codebook.scale.points} or a label of {codebook.source}"
    return f"an answer listed under {question} in {codebook.source}"
