"""Who is in the sample: every submission is kept, or left out for the first of `Codebook.reasons` that applies."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from study.base.errors import StudyError, stop_on
from study.base.files import read_json
from study.setup.codebook import SHARED, Codebook
from study.setup.configuration import CleaningRules, SurveyFile
from study.survey.duplicates import Duplicates, find_duplicates
from study.survey.responses import count_identical, read_survey
from study.survey.submissions import Problem, Submission

__all__ = [
    "Cleaned",
    "Exclusion",
    "Flow",
    "clean",
    "clean_survey",
    "count_flow",
    "exclusion_table",
    "read_flow",
    "response_table",
]

Reason = str  # a key of `Codebook.reasons`
ROWS_NAMED = 5  # of the cells that hold one and the same invalid answer


@dataclass(frozen=True)
class Exclusion:
    """A row left out, its reason and a word on it, which names a column at most and no answer."""

    row: int
    reason: Reason
    detail: str


@dataclass(frozen=True)
class Cleaned:
    """Submissions kept, with their answers and traits, and rows left out, both in the order of the file."""

    kept: tuple[Submission, ...]
    excluded: tuple[Exclusion, ...]


@dataclass(frozen=True)
class Flow:
    """Counts of respondents, as `flow.json` has them: received, left out by reason, kept.

    identical: kept ones whose row repeats an earlier one of the file in every cell; the file has it where there are.
    """

    received: int
    excluded: Mapping[Reason, int]
    kept: int
    identical: int = 0

    def content(self) -> dict[str, object]:
        """Return the content of `flow.json`."""
        counts: dict[str, object] = {"received": self.received, "excluded": self.excluded, "kept": self.kept}
        return counts | ({"identical": self.identical} if self.identical else {})


def clean_survey(survey: SurveyFile, rules: CleaningRules, codebook: Codebook, indicators: Sequence[str]) -> Cleaned:
    """Read a survey file and decide who is in the sample; who is kept comes with answers and traits."""
    return clean(read_survey(survey, codebook, indicators), rules, codebook, str(survey.path))


def clean(
    submissions: Sequence[Submission],
    rules: CleaningRules,
    codebook: Codebook,
    source: str,
    waived: Reason | None = None,
) -> Cleaned:
    """Decide on every submission; received = kept + excluded.

    waived: a reason for leaving a respondent out that does not count, but for one who answered nothing; invalid_answer
    counts nonetheless where it is consent or a criterion that cannot be told.
    StudyErrors for answers outside the scale where the rules say stop, and for time stamps that cannot be read.
    """
    duplicates = find_duplicates(submissions, codebook.timestamp, source)
    order = list(codebook.reasons)
    kept: list[Submission] = []
    excluded: list[Exclusion] = []
    invalid: list[Submission] = []
    for submission in submissions:
        exclusions = [
            exclusion
            for exclusion in _find_exclusions(submission, duplicates, rules, codebook)
            if exclusion.reason != waived or not _is_waivable(submission, exclusion.reason)
        ]
        if not exclusions:
            kept.append(submission)
            continue
        first = min(exclusions, key=lambda exclusion: order.index(exclusion.reason))
        excluded.append(first)
        if first.reason == "invalid_answer":
            invalid.append(submission)
    if rules.invalid_answers == "stop":
        stop_on(list(_refuse_invalid_answers(invalid, codebook, source)), source)
    return Cleaned(tuple(kept), tuple(excluded))


def response_table(kept: Sequence[Submission], codebook: Codebook) -> pd.DataFrame:
    """Answers of the kept submissions: respondent (R001, ... in the order of the file), then one column per indicator.

    Each on its own scale, whole numbers unless any number is an answer, after reverse-coded items are turned (lowest +
    highest - answer); <NA> where there is no answer.
    """
    width = max(3, len(str(len(kept))))
    names = [f"R{number:0{width}d}" for number in range(1, len(kept) + 1)]
    codes = list(kept[0].answers) if kept else []
    points = {code: [_reversed(submission.answers[code], code, codebook) for submission in kept] for code in codes}
    answers = {
        code: pd.array(column, dtype="Float64" if codebook.scale_of(code).is_number else "Int64")
        for code, column in points.items()
    }
    return pd.DataFrame({"respondent": pd.array(names, dtype="str"), **answers})


def exclusion_table(excluded: Sequence[Exclusion]) -> pd.DataFrame:
    """Return source_row (the header is row 1), reason, detail of every row left out."""
    rows = [(exclusion.row, exclusion.reason, exclusion.detail) for exclusion in excluded]
    return pd.DataFrame(rows, columns=["source_row", "reason", "detail"])


def count_flow(cleaned: Cleaned, codebook: Codebook) -> Flow:
    """Count who was received, left out for each reason that occurred, and kept."""
    reasons = [exclusion.reason for exclusion in cleaned.excluded]
    counts = {reason: reasons.count(reason) for reason in codebook.reasons if reason in reasons}
    received = len(cleaned.kept) + len(reasons)
    return Flow(received, counts, len(cleaned.kept), count_identical(cleaned.kept))


def read_flow(path: Path) -> Flow:
    """Read `flow.json`; StudyError where its counts do not add up."""
    flow = Flow(**read_json(path))
    left_out = sum(flow.excluded.values())
    if flow.received != flow.kept + left_out or min(flow.kept, *flow.excluded.values(), 0) < 0:
        what = "the flow of respondents does not add up"
        found = f"received {flow.received}, left out {left_out}, kept {flow.kept}"
        remedy = "run the cleaning of that survey again"
        raise StudyError(what=what, where=str(path), found=found, expected="received = left out + kept", remedy=remedy)
    return flow


def _find_exclusions(
    submission: Submission, duplicates: Duplicates, rules: CleaningRules, codebook: Codebook
) -> list[Exclusion]:
    """Find every reason that applies to a submission, in any order."""
    if submission.set_aside is not None:
        return [Exclusion(submission.row, submission.set_aside.reason, submission.set_aside.detail)]
    reasons = {
        "no_consent": _describe_refusal(submission, duplicates),
        "duplicate": _describe_replacement(submission, duplicates),
        "identical_row": _describe_repetition(submission, rules),
        "break_off": _describe_break_off(submission, rules),
        **submission.unmet,
        "too_fast": _describe_haste(submission, rules),
        "invalid_answer": "; ".join(problem.detail for problem in submission.problems),
        **_describe_missing(submission, rules),
        "straight_lining": _describe_straight_line(submission, rules, codebook),
    }
    return [Exclusion(submission.row, reason, detail) for reason, detail in reasons.items() if detail]


def _is_waivable(submission: Submission, reason: Reason) -> bool:
    answered = any(point is not None for point in submission.answers.values())
    only_items = all(problem.question in submission.answers for problem in submission.problems)
    return answered and (only_items or reason != "invalid_answer")


def _describe_refusal(submission: Submission, duplicates: Duplicates) -> str:
    if submission.row in duplicates.withdrawn and submission.consents:
        return "consent refused in a later submission"
    return "consent refused or not given" if submission.refuses else ""


def _describe_replacement(submission: Submission, duplicates: Duplicates) -> str:
    row = duplicates.superseded.get(submission.row)
    return "" if row is None else f"replaced by row {row}"


def _describe_repetition(submission: Submission, rules: CleaningRules) -> str:
    if rules.identical_rows == "keep" or submission.same_as is None:
        return ""
    return f"row {submission.same_as} again in every cell"


def _describe_missing(submission: Submission, rules: CleaningRules) -> dict[Reason, str]:
    count = len(submission.missing)
    total = len(submission.answers)
    if not count:
        return {}
    too_many = count / total > rules.max_missing_share or count == total
    detail = f"{count} of {total} answers missing"
    return {
        "too_many_missing": detail if too_many else "",
        "missing_answer": detail if rules.missing_answers == "casewise" else "",
    }


def _describe_break_off(submission: Submission, rules: CleaningRules) -> str:
    answered, total = len(submission.answers) - len(submission.missing), len(submission.answers)
    if not submission.consents or not total or answered / total >= rules.minimum_answered:
        return ""
    return f"{answered} of {total} items answered"


def _describe_haste(submission: Submission, rules: CleaningRules) -> str:
    # ASSUME: a respondent of whom no time is known was not too fast.
    if submission.seconds is None or submission.seconds >= rules.minimum_seconds:
        return ""
    return f"answered in less than {rules.minimum_seconds:g} seconds"


def _describe_straight_line(submission: Submission, rules: CleaningRules, codebook: Codebook) -> str:
    """Describe one and the same answer to every item of each scale; numbers and items alone on a scale tell nothing."""
    # ASSUME: a straight line ends where the scale of the answers changes, so that each scale has one of its own.
    by_scale = codebook.group_by_scale(submission.answers).values()
    groups = [codes for codes in by_scale if _can_be_straight(codes, codebook)]
    answers = [{submission.answers[code] for code in codes} - {None} for codes in groups]
    # A few equal answers are no line: matters only where too_many_missing is waived.
    enough = len(submission.missing) <= rules.max_missing_share * len(submission.answers)
    if rules.straight_lining == "keep" or not groups or not enough or any(len(given) != 1 for given in answers):
        return ""
    items = "every item answered" if submission.missing else "every item"
    return f"one answer to {items}" + (" of each scale" if len(groups) > 1 else "")


def _can_be_straight(codes: Sequence[str], codebook: Codebook) -> bool:
    return len(codes) > 1 and not codebook.scale_of(codes[0]).is_number


def _reversed(answer: float | None, code: str, codebook: Codebook) -> float | None:
    if answer is None or not codebook.indicators[code].reverse:
        return answer
    return codebook.scale_of(code).turn(answer)


def _refuse_invalid_answers(submissions: Sequence[Submission], codebook: Codebook, source: str) -> Iterator[StudyError]:
    """Refuse each answer that is none, once for all cells that hold it."""
    remedy = "correct the cell, add the answer to the codebook, or set cleaning.invalid_answers to exclude_row"
    cells: dict[tuple[str, str, str], list[tuple[int, Problem]]] = {}
    for submission in submissions:
        for problem in submission.problems:
            kind = (_expect(problem.question, codebook), problem.why, problem.found)
            cells.setdefault(kind, []).append((submission.row, problem))
    for (expected, why, found), places in cells.items():
        where = f"{source}, {_name_places(places)}"
        yield StudyError(what=why, where=where, found=found, expected=expected, remedy=remedy)


def _expect(question: str, codebook: Codebook) -> str:
    """Say what an answer to an item or a criterion may be."""
    if question not in codebook.indicators:
        return f"an answer listed under {question} in {codebook.source}"
    scale = codebook.scale_of(question)
    lowest, highest = scale.ends
    if scale.is_number:
        bounds = [f" {word} {end:g}" for word, end in (("from", lowest), ("to", highest)) if math.isfinite(end)]
        return f"a number{''.join(bounds)}, as scales.{scale.name} of {codebook.source} has it"
    labels = codebook.source if scale.name == SHARED else f"scales.{scale.name} of {codebook.source}"
    return f"a whole number from {lowest} to {highest} or a label of {labels}"


def _name_places(places: Sequence[tuple[int, Problem]]) -> str:
    """Name the first of several cells in full, and count the others with their first rows."""
    (row, problem), *others = places
    first = f"row {row}, column {problem.column} ({problem.question})"
    rows = list(dict.fromkeys(str(row) for row, _ in others))
    more = ", ..." if len(rows) > ROWS_NAMED else ""
    cells = "cell" if len(others) == 1 else "cells"
    return first + (f" and {len(others)} more {cells}, rows {', '.join(rows[:ROWS_NAMED])}{more}" if others else "")
