"""The flow of respondents as `flow.json` counts it.

Who is in the sample: every submission is kept, or left out for the first reason that applies.

The reasons are tried in this order: no consent; replaced by another submission of the same respondent; the criteria
in the order of the codebook; an answer outside the scale; too many answers missing; any answer missing (casewise rule
only); straight-lining.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.errors import StudyError, stop_on
from study.base.files import read_json
from study.setup.codebook import Codebook
from study.survey.submissions import Submission, superseded, withdrawn

__all__ = ["Cleaned", "Exclusion", "Flow", "Rules", "clean", "exclusion_table", "flow", "read_flow", "response_table"]


@dataclass(frozen=True)
class Flow:
    """Counts of respondents: received, left out by reason, kept."""

    received: int
    excluded: Mapping[str, int]
    kept: int


def read_flow(path: Path) -> Flow:
    """Read `flow.json`; StudyError where its counts do not add up."""
    content = read_json(path)
    flow = Flow(content["received"], content["excluded"], content["kept"])
    left_out = sum(flow.excluded.values())
    if flow.received != flow.kept + left_out or min(flow.kept, *flow.excluded.values(), 0) < 0:
        raise StudyError(
            "the flow of respondents does not add up",
            str(path),
            f"received {flow.received}, left out {left_out}, kept {flow.kept}",
            "received = left out + kept",
            "run the cleaning of that survey again",
        )
    return flow


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


def clean(
    submissions: Sequence[Submission], rules: Rules, codebook: Codebook, source: str, waived: str = ""
) -> Cleaned:
    """Decide on every submission; received = kept + excluded.

    waived: a reason for leaving a respondent out that does not count, but for one who answered nothing; invalid_answer
    counts nonetheless where it is consent or a criterion that cannot be told.
    StudyErrors for answers outside the scale where the rules say stop, and for time stamps that cannot be read.
    """
    replaced = superseded(submissions, codebook.timestamp, source)
    refusing = withdrawn(submissions, codebook.timestamp, source)
    found = [_reasons(submission, replaced, refusing, rules, codebook) for submission in submissions]
    verdicts = [_first(reasons, s, waived) for reasons, s in zip(found, submissions, strict=True)]
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


def _first(reasons: Iterator[tuple[str, str]], submission: Submission, waived: str) -> Exclusion | None:
    """Take the first reason that counts; later ones are not even looked for."""
    counting = (reason for reason in reasons if reason[0] != waived or not _waivable(submission, waived))
    first = next(counting, None)
    return None if first is None else Exclusion(submission.row, *first)


def _waivable(submission: Submission, waived: str) -> bool:
    answered = any(point is not None for point in submission.answers.values())
    known = waived != "invalid_answer" or all(p.question in submission.answers for p in submission.problems)
    return answered and known


def _reasons(
    submission: Submission,
    replaced: Mapping[int, int],
    refusing: frozenset[int],
    rules: Rules,
    codebook: Codebook,
) -> Iterator[tuple[str, str]]:
    yield from _consent(submission, refusing)
    yield from _duplicate(submission, replaced)
    yield from _criteria(submission, codebook)
    yield from _invalid(submission)
    yield from _missing(submission, rules)
    yield from _straight(submission, rules, codebook)


def _consent(submission: Submission, refusing: frozenset[int]) -> Iterator[tuple[str, str]]:
    if submission.row in refusing and submission.consents:
        yield "no_consent", "consent refused in a later submission"
    elif submission.refuses:
        yield "no_consent", "consent refused or not given"


def _duplicate(submission: Submission, replaced: Mapping[int, int]) -> Iterator[tuple[str, str]]:
    if submission.row in replaced:
        yield "duplicate", f"replaced by row {replaced[submission.row]}"


def _criteria(submission: Submission, codebook: Codebook) -> Iterator[tuple[str, str]]:
    for criterion in codebook.criteria:
        if criterion.name in submission.unmet:
            yield criterion.name, submission.unmet[criterion.name]


def _invalid(submission: Submission) -> Iterator[tuple[str, str]]:
    if submission.problems:
        yield "invalid_answer", "; ".join(problem.detail for problem in submission.problems)


def _missing(submission: Submission, rules: Rules) -> Iterator[tuple[str, str]]:
    count, total = len(submission.missing), len(submission.answers)
    detail = f"{count} of {total} answers missing"
    if count / total > rules.max_missing_share or count == total:
        yield "too_many_missing", detail
    if count and rules.missing_answers == "casewise":
        yield "missing_answer", detail


def _straight(submission: Submission, rules: Rules, codebook: Codebook) -> Iterator[tuple[str, str]]:
    points = {point for point in submission.answers.values() if point is not None}
    # A few equal answers are no line: matters only where too_many_missing is waived.
    enough = len(submission.missing) <= rules.max_missing_share * len(submission.answers)
    if rules.straight_lining == "exclude" and len(points) == 1 and len(submission.answers) > 1 and enough:
        items = "every item answered" if submission.missing else "every item"
        yield "straight_lining", f"{points.pop()} of {codebook.scale.points} to {items}"


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
