"""Whether a table has a row for each respondent and a column for each question."""

import re
from collections.abc import Sequence
from itertools import permutations

from study.base.errors import StudyError
from study.drafting.column_sorting import take_column
from study.drafting.columns import read_written_code
from study.drafting.item_scales import (
    FEWEST_COLUMNS,
    is_in_figures,
    name_block,
)
from study.survey.cells import Table
from study.survey.scoring import (
    LONGEST_SCALE,
    choose_ladder,
)

RESPONDENT = re.compile(r"(r|resp|responden|respondents?|subjek|subjects?|orang|persons?)?[ ._-]?\d+", re.IGNORECASE)
FEWEST_WORDS = 3  # of a question that stands where answers are expected
MOST_LONG = 8  # columns of a table with a row per answer
SHARE_ANSWERED = 0.8  # of the questions, in a table with a row per answer


def check_table(table: Table) -> None:
    """StudyError for a table of a single column, which no survey is."""
    if len(table.headers) == 1:
        raise StudyError(
            what="the file has a single column",
            where=table.source,
            found="one question",
            expected="a column per question",
            remedy="see whether the separator is none of comma, semicolon, tab and bar; else export the survey again",
        )
    if len(table.headers) <= MOST_LONG and _is_long(table):
        raise StudyError(
            what="each answer has a row of its own",
            where=table.source,
            found=f"{len(table.rows)} rows, several of each respondent",
            expected="a row per respondent and a column per question",
            remedy="make a pivot table of it: respondents in rows, questions in columns, answers as values",
        )
    if _is_turned(table):
        raise StudyError(
            what="the questions stand below one another",
            where=table.source,
            found=f"{len(table.rows)} rows, each of which begins with a question",
            expected="a column per question and a row per respondent",
            remedy="turn the table: copy it, and paste it in a new sheet with Paste Special, Transpose",
        )


def _is_long(table: Table) -> bool:
    """Whether each answer has a row: nearly every respondent once beside every question, and one answer beside both."""
    columns = [tuple(row.cells[index] for row in table.rows) for index in range(len(table.headers))]
    several = [index for index, column in enumerate(columns) if len(set(column)) >= FEWEST_COLUMNS]
    return any(_is_answer_per_row(columns, *pair) for pair in permutations(several, 2))


def _is_answer_per_row(columns: Sequence[Sequence[str]], person: int, question: int) -> bool:
    others = [column for index, column in enumerate(columns) if index not in (person, question)]
    varying = [column for column in others if _varies(columns[person], column)]
    return len(varying) == 1 and _are_crossed(columns[person], columns[question])


def _are_crossed(people: Sequence[str], questions: Sequence[str]) -> bool:
    pairs = len(set(zip(people, questions, strict=True)))
    # Answers to two items, of at most as many points, may be all different, too.
    many = len(set(people)) > LONGEST_SCALE
    return many and pairs == len(people) and pairs >= SHARE_ANSWERED * len(set(people)) * len(set(questions))


def _varies(people: Sequence[str], column: Sequence[str]) -> bool:
    """Whether a column holds different cells in the rows of one respondent."""
    return len(set(zip(people, column, strict=True))) > len(set(people))


def _is_turned(table: Table) -> bool:
    """Whether the first column holds a question for each row, or its code, and all others, which are more, answers."""
    first, *others = [take_column(table, index) for index in range(len(table.headers))]
    asked = [text for text in first.answers if len(text.split()) >= FEWEST_WORDS]
    # Codes of several blocks are those of items where columns number respondents; Q1, Q2 number items of A1, A2, B1.
    are_people = all(RESPONDENT.fullmatch(column.header) for column in others)
    blocks = {name_block(text) for text in first.answers}
    if are_people and len(blocks) > 1 and all(map(read_written_code, first.answers)):
        asked = list(first.answers)
    is_scaled = all(is_in_figures(column) or choose_ladder(column.answered) is not None for column in others)
    return len(others) > len(table.rows) > 1 and 2 * len(asked) > len(table.rows) and is_scaled
