"""The one way in which every rule reads a survey file, and the checks that its responses must pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from study.base.errors import StudyError, stop_on
from study.base.job import ArgumentGroup
from study.setup.codebook import Codebook, normalise, normalise_all
from study.setup.configuration import MODE, SurveyFile, SurveyFiles
from study.setup.consistency import check_settings
from study.survey.binding import Binding, bind_columns
from study.survey.cells import Table
from study.survey.duplicates import find_identical_rows
from study.survey.identity import ASKS_DATE, DATE_CELL, RANGE, is_free_text, names_somebody
from study.survey.reading import read_survey_table
from study.survey.submissions import Submission, read_submissions

MOST_RANGES = 12  # that a question offers


def read_survey(survey: SurveyFiles, codebook: Codebook, indicators: Sequence[str]) -> tuple[Submission, ...]:
    """Read the submissions of a sample, file by file; StudyError or StudyErrors for all that is wrong with a file."""
    return interpret_tables(survey, read_tables(survey), codebook, indicators)


def read_tables(survey: SurveyFiles) -> tuple[Table, ...]:
    """Read questions and answers of each file as the configuration says; StudyError where there are none."""
    return tuple(
        read_survey_table(
            file.path, file.sheet, file.rows, file.layout, file.head_row, file.unfinished_answers, file.delimiter
        )
        for file in survey.files
    )


def interpret_tables(
    survey: SurveyFiles, tables: Sequence[Table], codebook: Codebook, indicators: Sequence[str]
) -> tuple[Submission, ...]:
    """Make submissions of the tables of a sample's files, in their order; errors as `read_survey`."""
    unknown = [code for code in indicators if code not in codebook.indicators]
    if unknown:
        what = "the model has indicators that the codebook lacks"
        expected = ", ".join(codebook.indicators)
        remedy = "add them there or correct the model"
        raise StudyError(what=what, where=codebook.source, found=", ".join(unknown), expected=expected, remedy=remedy)
    pairs = list(zip(survey.files, tables, strict=True))
    bindings = [bind_columns(table, codebook, indicators, file.columns) for file, table in pairs]
    parts = list(zip(tables, bindings, strict=True))
    files = [_interpret(table, binding, codebook) for table, binding in parts]
    same = find_identical_rows(tables, [binding.questions for binding in bindings])
    numbered = [replace(s, file=number) for number, file in enumerate(files, start=1) for s in file]
    placed = [replace(s, same_as=same[s.place]) if s.place in same else s for s in numbered]
    if len(survey.modes) < 2:
        return tuple(placed)
    modes = [f"{MODE}_{file.mode}" for file in survey.files]
    return tuple(replace(s, traits={**s.traits, MODE: modes[s.file - 1]}) for s in placed)


def _interpret(table: Table, binding: Binding, codebook: Codebook) -> tuple[Submission, ...]:
    stop_on([*_find_free_text(table, binding, codebook), *_find_made_dates(table, binding, codebook)], table.source)
    return read_submissions(table, binding, codebook)


def count_identical(submissions: Sequence[Submission]) -> int:
    """Count the submissions that repeat an earlier row of the file in every cell."""
    return sum(submission.same_as is not None for submission in submissions)


def find_named_person(survey: SurveyFiles, tables: Sequence[Table], codebook: Codebook) -> Iterator[StudyError]:
    """Find survey files, or sheets of them, whose own name may be a respondent's; the name is not repeated."""
    pairs = zip(survey.files, tables, strict=True)
    yield from chain.from_iterable(_find_named_person(file, table, codebook) for file, table in pairs)


def _find_named_person(survey: SurveyFile, table: Table, codebook: Codebook) -> Iterator[StudyError]:
    columns = bind_columns(table, codebook, (), survey.columns).personal
    cells = {row.cells[column] for row in table.rows for column in columns}
    for what, name in (("file", survey.path.stem), ("sheet", survey.sheet or "")):
        if names_somebody(name, cells):
            yield StudyError(
                what=f"the name of a survey's {what} may be personal data",
                where=f"configuration key survey, a {what} with {len(table.rows)} rows",
                found="a number, an address or a name that stands in a personal column, too",
                expected="a name that tells of nobody, such as survey",
                remedy=f"rename the {what}, and correct its name in the configuration",
            )


def _find_made_dates(table: Table, binding: Binding, codebook: Codebook) -> Iterator[StudyError]:
    """Find describing questions of whose answers a spreadsheet made dates: 3-5 became 3 May.

    Another answer is a range, or few dates of one year recur, which was that of the spreadsheet. Of a question that is
    a date by its words these are its answers.
    """
    for name, column in binding.descriptive.items():
        cells = [row.cells[column].strip() for row in table.rows if row.cells[column].strip()]
        dates = [cell for cell in cells if DATE_CELL.fullmatch(cell)]
        is_date = name in codebook.public_answers or ASKS_DATE.search(normalise(table.headers[column]))
        recur = len(set(dates)) <= MOST_RANGES and 2 * len(set(dates)) <= len(dates)
        made = recur and len({date[:4] for date in dates}) == 1 and not is_date
        if dates and (made or any(RANGE.fullmatch(cell) for cell in cells)):
            yield StudyError(
                what="dates among the answers to a describing question",
                where=f"{table.source}, column {table.columns[column]} ({name})",
                found=f"{len(dates)} dates of {len(cells)} answers",
                expected="answers of one kind; a spreadsheet makes dates of 3-5 and 4/5",
                remedy="write the answers in those cells as texts, as the form has them; "
                f"where all are dates, write public_answers: [{name}] in {codebook.source}",
            )


def _find_free_text(table: Table, binding: Binding, codebook: Codebook) -> Iterator[StudyError]:
    """Find describing questions that respondents answered in words of their own, which no table may show."""
    for name, column in binding.descriptive.items():
        cells = [row.cells[column] for row in table.rows]
        if name not in codebook.public_answers and is_free_text(cells):
            filled = [cell for cell in cells if cell.strip()]
            yield StudyError(
                what="a describing question was answered in free text",
                where=f"{table.source}, column {table.columns[column]} ({name})",
                found=f"{len(normalise_all(filled))} different answers of {len(filled)}",
                expected="few answers, as a form offers them",
                remedy=f"list the column under personal or ignored in {codebook.source}; "
                f"where no answer tells who gave it, write public_answers: [{name}] there",
            )


@dataclass(frozen=True)
class SizeRequirements(ArgumentGroup):
    """What the number of respondents kept must be, or suit: see `check_expected_n` and `check_settings`."""

    sample: str
    expected_n: int | None
    folds: int | None = None
    omission_distance: int | None = None

    def check(self, kept: int, reasons: Sequence[str], source: str) -> None:
        """StudyError where the number does not suit; reasons: why each of the others was left out."""
        check_expected_n(kept, self.expected_n, f"survey.{self.sample}.expected_n", source, reasons)
        check_settings(kept, self.folds, self.omission_distance, source)


def check_expected_n(kept: int, expected_n: int | None, key: str, source: str, reasons: Sequence[str] = ()) -> None:
    """StudyError where another number of respondents is kept than the configuration expects; None is not checked.

    reasons: why each of the others was left out.
    """
    counts = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    if kept == 0:
        what = "cleaning leaves nobody"
        found = f"0 respondents kept{counts}"
        remedy = "check the criteria of the codebook and the cleaning rules"
        raise StudyError(what=what, where=source, found=found, expected="at least one", remedy=remedy)
    if expected_n is not None and kept != expected_n:
        what = "another number of respondents than expected"
        found = f"{kept} respondents kept{counts}"
        remedy = f"if the data are right, set {key}: {kept} in the configuration; else see who was left out and why"
        raise StudyError(what=what, where=source, found=found, expected=f"{key}: {expected_n}", remedy=remedy)


def check_responses(responses: pd.DataFrame, indicators: Sequence[str], codebook: Codebook, source: str) -> None:
    """StudyError unless respondents differ and every indicator, in order, holds answers of its scale or nothing."""
    faults = list(_find_faults(responses, indicators, codebook))
    if faults:
        what = "scored responses break their schema"
        remedy = "this is a fault of the cleaning, report it"
        raise StudyError(what=what, where=source, found="; ".join(faults), expected="valid scores", remedy=remedy)


def _find_faults(responses: pd.DataFrame, indicators: Sequence[str], codebook: Codebook) -> Iterator[str]:
    columns = ["respondent", *indicators]
    if list(responses.columns) != columns:
        yield f"columns {', '.join(responses.columns)} instead of {', '.join(columns)}"
        return
    if responses["respondent"].duplicated().any():
        yield "respondent holds a name twice"
    if not responses["respondent"].str.fullmatch(r"R\d{3,}").all():
        yield "respondent holds another name than R001, R002, ..."
    for code in indicators:
        scale = codebook.scale_of(code)
        lowest, highest = scale.ends
        if not scale.is_number and responses[code].dtype != "Int64":
            yield f"{code} holds {responses[code].dtype} instead of whole numbers"
        elif not responses[code].dropna().between(lowest, highest).all():
            yield f"{code} holds a value outside {lowest:g} to {highest:g}"
