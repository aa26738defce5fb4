"""Who is in the sample: every submission is kept, or left out for the first of `Codebook.reasons` that applies."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.errors import StudyError, stop_on
from study.base.files import read_json
from study.base.job import ArgumentGroup
from study.setup.codebook import SHARED, Codebook, read_codebook
from study.setup.configuration import CleaningRules, SurveyFiles
from study.setup.study_model import read_study_model
from study.survey.duplicates import Duplicates, find_duplicates
from study.survey.responses import count_identical, read_survey
from study.survey.screening import find_careless
from study.survey.submissions import Place, Submission

Reason = str  # a key of `Codebook.reasons`


@dataclass(frozen=True)
class Exclusion:
    """A row left out, its reason and a word on it, which names a column at most and no answer."""

    place: Place
    reason: Reason
    detail: str


@dataclass(frozen=True)
class Cleaned:
    """Submissions kept, with their answers and traits, and rows left out, both in the order of files and rows."""

    kept: tuple[Submission, ...]
    excluded: tuple[Exclusion, ...]

    @property
    def reasons(self) -> list[str]:
        """Why each row was left out."""
        return [exclusion.reason for exclusion in self.excluded]


@dataclass(frozen=True)
class Flow:
    """Counts of respondents, as `flow.json` has them: received, left out by reason, kept.

    identical: kept ones whose row repeats an earlier one in every cell. files, modes: the same of each of several
    files, by its number, and of each of several modes of collection. mode: of a file. `flow.json` has the last four
    where they say something.
    """

    received: int
    excluded: Mapping[Reason, int]
    kept: int
    identical: int = 0
    mode: str = ""
    files: Mapping[str, "Flow"] = field(default_factory=dict)
    modes: Mapping[str, "Flow"] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """Return the content of `flow.json`."""
        counts = {"received": self.received, "excluded": dict(self.excluded), "kept": self.kept}
        parts = {
            key: {name: flow.content() for name, flow in flows.items()}
            for key, flows in (("files", self.files), ("modes", self.modes))
        }
        others = {"identical": self.identical, "mode": self.mode, **parts}
        return counts | {key: value for key, value in others.items() if value}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Flow":
        """Read the content of `flow.json`."""
        parts = ("files", "modes")
        flows = {key: {name: cls.from_content(flow) for name, flow in content.get(key, {}).items()} for key in parts}
        return cls(**{**content, **flows})

    @property
    def adds_up(self) -> bool:
        """Whether received is left out + kept, of all and of each part, and the parts make all."""
        parts = [list(flows.values()) for flows in (self.files, self.modes) if flows]
        sums = [(sum(flow.received for flow in part), sum(flow.kept for flow in part)) for part in parts]
        return (
            self.received == self.kept + sum(self.excluded.values())
            and min(self.kept, *self.excluded.values(), 0) >= 0
            and all(pair == (self.received, self.kept) for pair in sums)
            and all(flow.adds_up for part in parts for flow in part)
        )


@dataclass(frozen=True)
class SurveyInputs(ArgumentGroup):
    """Where the respondents of a sample come from: survey files, rules of cleaning, codebook and model."""

    survey: SurveyFiles
    rules: CleaningRules
    codebook: Path
    model: Path

    def clean(self) -> Cleaned:
        """Decide who is in the sample; see `clean_survey`."""
        indicators = read_study_model(self.model).indicators
        return clean_survey(self.survey, self.rules, read_codebook(self.codebook), indicators)

    def read_beside(self, items: Sequence[str]) -> pd.DataFrame:
        """Return the answers of those kept, in their order, to items that decide nothing of who is kept.

        items: of the codebook. NaN: no answer, or one outside the scale where the rules leave such rows out;
        StudyErrors where they say stop. Reverse-coded items are turned.
        """
        codebook = read_codebook(self.codebook)
        kept = {submission.place for submission in self.clean().kept}
        every = dict.fromkeys([*read_study_model(self.model).indicators, *items])
        read = [s for s in read_survey(self.survey, codebook, list(every)) if s.place in kept]
        if self.rules.invalid_answers == "stop":
            strange = [replace(s, problems=tuple(p for p in s.problems if p.question in items)) for s in read]
            stop_on(list(_refuse_invalid_answers(strange, codebook, self.survey.sources)), self.survey.source)
        answers = {code: [_reversed(s.answers[code], code, codebook) for s in read] for code in items}
        return pd.DataFrame(answers, dtype="float64")


def clean_survey(survey: SurveyFiles, rules: CleaningRules, codebook: Codebook, indicators: Sequence[str]) -> Cleaned:
    """Read a sample's files and decide who is in the sample; who is kept comes with answers and traits."""
    return clean(read_survey(survey, codebook, indicators), rules, codebook, survey)


def clean(
    submissions: Sequence[Submission],
    rules: CleaningRules,
    codebook: Codebook,
    survey: SurveyFiles,
    waived: Reason | None = None,
) -> Cleaned:
    """Decide on every submission of the survey's files; received = kept + excluded.

    waived: a reason for leaving a respondent out that does not count, but for one who answered nothing; invalid_answer
    counts nonetheless where it is consent or a criterion that cannot be told.
    StudyErrors for answers outside the scale where the rules say stop, and for time stamps that cannot be read.
    """
    duplicates = find_duplicates(submissions, codebook.timestamp, survey)
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
        stop_on(list(_refuse_invalid_answers(invalid, codebook, survey.sources)), survey.source)
    careless = _exclude_careless(kept, rules, codebook, survey) if waived != CARELESS else {}
    attentive = tuple(submission for submission in kept if submission.place not in careless)
    return Cleaned(attentive, tuple(sorted([*excluded, *careless.values()], key=lambda exclusion: exclusion.place)))


CARELESS = "careless"


def _exclude_careless(
    kept: Sequence[Submission], rules: CleaningRules, codebook: Codebook, survey: SurveyFiles
) -> dict[Place, Exclusion]:
    """Mark careless answers last, among those who would stay: the distance of each is from all of these."""
    details = find_careless([one.answers for one in kept], rules.careless, codebook, survey.source)
    marked = zip(kept, details, strict=True)
    return {one.place: Exclusion(one.place, CARELESS, detail) for one, detail in marked if detail}


def response_table(kept: Sequence[Submission], codebook: Codebook) -> pd.DataFrame:
    """Answers of the kept submissions: respondent (R001, ... in the order of files and rows), then the indicators.

    Each on its own scale, whole numbers unless any number is an answer, after reverse-coded items are turned (lowest +
    highest - answer); <NA> where there is no answer.
    """
    names = _name_respondents(kept)
    codes = list(kept[0].answers) if kept else []
    points = {code: [_reversed(submission.answers[code], code, codebook) for submission in kept] for code in codes}
    answers = {
        code: pd.array(column, dtype="Float64" if codebook.scale_of(code).is_number else "Int64")
        for code, column in points.items()
    }
    return pd.DataFrame({"respondent": pd.array(names, dtype="str"), **answers})


def source_table(kept: Sequence[Submission], survey: SurveyFiles) -> pd.DataFrame:
    """Return respondent, source_file (its number), source_row (as a spreadsheet counts) and mode of the kept.

    mode: how the file's answers were collected, empty where it is not stated.
    """
    names = _name_respondents(kept)
    rows = [(name, *s.place, survey.files[s.file - 1].mode) for name, s in zip(names, kept, strict=True)]
    return pd.DataFrame(rows, columns=["respondent", "source_file", "source_row", "mode"])


def _name_respondents(kept: Sequence[Submission]) -> list[str]:
    width = max(3, len(str(len(kept))))
    return [f"R{number:0{width}d}" for number in range(1, len(kept) + 1)]


def exclusion_table(excluded: Sequence[Exclusion]) -> pd.DataFrame:
    """Return source_file (its number), source_row (as a spreadsheet counts), reason, detail of every row left out."""
    rows = [(*exclusion.place, exclusion.reason, exclusion.detail) for exclusion in excluded]
    return pd.DataFrame(rows, columns=["source_file", "source_row", "reason", "detail"])


def count_flow(cleaned: Cleaned, codebook: Codebook, survey: SurveyFiles) -> Flow:
    """Count who was received, left out for each reason that occurred, and kept: of all, by file, and by mode."""
    numbers = range(1, len(survey.files) + 1)
    modes = dict(zip(numbers, (file.mode for file in survey.files), strict=True))
    files = {str(number): replace(_count(cleaned, codebook, {number}), mode=modes[number]) for number in numbers}
    by_mode = {
        mode: _count(cleaned, codebook, {number for number in numbers if modes[number] == mode})
        for mode in survey.modes
    }
    return replace(
        _count(cleaned, codebook, set(numbers)),
        files=files if len(files) > 1 else {},
        modes=by_mode if len(by_mode) > 1 else {},
    )


def _count(cleaned: Cleaned, codebook: Codebook, files: set[int]) -> Flow:
    """Count who was received in some of the files."""
    kept = [submission for submission in cleaned.kept if submission.file in files]
    reasons = Counter(exclusion.reason for exclusion in cleaned.excluded if exclusion.place.file in files)
    counts = {reason: reasons[reason] for reason in codebook.reasons if reason in reasons}
    return Flow(len(kept) + reasons.total(), counts, len(kept), count_identical(kept))


def read_flow(path: Path) -> Flow:
    """Read `flow.json`; StudyError where its counts do not add up."""
    flow = Flow.from_content(read_json(path))
    if not flow.adds_up:
        what = "the flow of respondents does not add up"
        found = f"received {flow.received}, left out {sum(flow.excluded.values())}, kept {flow.kept}"
        remedy = "run the cleaning of that survey again"
        raise StudyError(what=what, where=str(path), found=found, expected="received = left out + kept", remedy=remedy)
    return flow


def _find_exclusions(
    submission: Submission, duplicates: Duplicates, rules: CleaningRules, codebook: Codebook
) -> list[Exclusion]:
    """Find every reason that applies to a submission, in any order."""
    if submission.set_aside is not None:
        return [Exclusion(submission.place, submission.set_aside.reason, submission.set_aside.detail)]
    place = duplicates.superseded.get(submission.place)
    # ASSUME: a respondent of whom no time is known was not too fast.
    is_hasty = submission.seconds is not None and submission.seconds < rules.minimum_seconds
    reasons = {
        "no_consent": _describe_refusal(submission, duplicates),
        "duplicate": f"replaced by {place.seen_from(submission.file)}" if place else "",
        "identical_row": _describe_repetition(submission, rules),
        "break_off": _describe_break_off(submission, rules),
        **submission.unmet,
        "too_fast": f"answered in less than {rules.minimum_seconds:g} seconds" if is_hasty else "",
        "invalid_answer": "; ".join(problem.detail for problem in submission.problems),
        **_describe_missing(submission, rules),
        "straight_lining": _describe_straight_line(submission, rules, codebook),
    }
    return [Exclusion(submission.place, reason, detail) for reason, detail in reasons.items() if detail]


def _is_waivable(submission: Submission, reason: Reason) -> bool:
    answered = any(point is not None for point in submission.answers.values())
    only_items = all(problem.question in submission.answers for problem in submission.problems)
    return answered and (only_items or reason != "invalid_answer")


def _describe_refusal(submission: Submission, duplicates: Duplicates) -> str:
    if submission.place in duplicates.withdrawn and not submission.refuses:
        return "consent refused in a later submission"
    return "consent refused or not given" if submission.refuses else ""


def _describe_repetition(submission: Submission, rules: CleaningRules) -> str:
    if rules.identical_rows == "keep" or submission.same_as is None:
        return ""
    return f"{submission.same_as.seen_from(submission.file)} again in every cell"


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
    answered = len(submission.answers) - len(submission.missing)
    total = len(submission.answers)
    if not submission.consents or not total or answered / total >= rules.minimum_answered:
        return ""
    return f"{answered} of {total} items answered"


def _describe_straight_line(submission: Submission, rules: CleaningRules, codebook: Codebook) -> str:
    """Describe one and the same answer to every item of each scale; numbers and items alone on a scale tell nothing."""
    # ASSUME: a straight line ends where the scale of the answers changes, so that each scale has one of its own.
    by_scale = codebook.group_by_scale(submission.answers).values()
    groups = [codes for codes in by_scale if len(codes) > 1 and not codebook.scale_of(codes[0]).is_number]
    answers = [{submission.answers[code] for code in codes} - {None} for codes in groups]
    # A few equal answers are no line: matters only where too_many_missing is waived.
    enough = len(submission.missing) <= rules.max_missing_share * len(submission.answers)
    if rules.straight_lining == "keep" or not groups or not enough or any(len(given) != 1 for given in answers):
        return ""
    items = "every item answered" if submission.missing else "every item"
    return f"one answer to {items}" + (" of each scale" if len(groups) > 1 else "")


def _reversed(answer: float | None, code: str, codebook: Codebook) -> float | None:
    if answer is None or not codebook.indicators[code].reverse:
        return answer
    return codebook.scale_of(code).turn(answer)


def _refuse_invalid_answers(
    submissions: Sequence[Submission], codebook: Codebook, sources: Sequence[str]
) -> Iterator[StudyError]:
    """Refuse each answer that is none."""
    remedy = "correct the cell, add the answer to the codebook, or set cleaning.invalid_answers to exclude_row"
    for submission in submissions:
        for problem in submission.problems:
            place = f"row {submission.row}, column {problem.column} ({problem.question})"
            yield StudyError(
                what=problem.why,
                where=f"{sources[submission.file - 1]}, {place}",
                found=problem.found,
                expected=_expect(problem.question, codebook),
                remedy=remedy,
            )


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
