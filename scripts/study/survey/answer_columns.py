"""Which columns hold a question: those of ticked answers are read as one, those without a header skipped or refused."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from study.base.errors import StudyError, stop_on
from study.setup.codebook import GRID, normalise
from study.survey.cells import Row, column_letter, counts_rows
from study.survey.platforms import find_quiz
from study.survey.scoring import LONGEST_SCALE, read_figure, read_ladders
from study.survey.totals import cell_numbers, sums_columns_before

MARKS = frozenset(("x", "v", "√", "✓", "✔", "☑", "ü", "*", "•", "1", "ya", "yes", "true"))  # ü: a tick in Wingdings
NO_MARKS = frozenset(("", "0", "-", "false"))
FEWEST_POINTS = 3  # of a scale in figures
FEWEST_GROUPS = 2  # questions with the same answers
SHARE_SEVERAL = 0.1  # of respondents with two ticks in a question, from which it takes several answers


@dataclass(frozen=True)
class _Ticked:
    """A question by the columns of its answers, counted from 0, what each column is called, and what ticks nothing."""

    question: str
    columns: tuple[int, ...]
    answers: tuple[str, ...]
    blanks: frozenset[str] = NO_MARKS


def join_ticks(
    headers: Sequence[str], rows: Sequence[Row], source: str
) -> tuple[list[str], list[Row], dict[int, Sequence[int]]]:
    """Join the columns of each such question in its first one; return the columns that were joined there, too.

    Only where questions stand beside each other whose answers are the same points of a scale, and most respondents
    ticked one. StudyErrors for rows with two ticks, which may be slips or no answer: one for each question.
    """
    ticked = [each for each in _find_ticked(headers, rows) if _is_single(each, rows)]
    stop_on([_refuse_several(each, several, source) for each in ticked if (several := _several(each, rows))], source)
    if not ticked:
        return list(headers), list(rows), {}
    first = {each.columns[0]: each for each in ticked}
    joined = [Row(row.number, tuple(_join(row, first, column) for column in range(len(headers)))) for row in rows]
    names = [first[column].question if column in first else header for column, header in enumerate(headers)]
    return names, joined, {column: each.columns for column, each in first.items()}


def _find_ticked(headers: Sequence[str], rows: Sequence[Row]) -> list[_Ticked]:
    found: list[_Ticked] = []
    matches = [GRID.fullmatch(" ".join(header.split())) for header in headers]
    places = groupby(range(len(headers)), lambda place: match["grid"] if (match := matches[place]) else "")
    for question, group in places:
        columns = tuple(group)
        answers = _take_points([match["row"] for column in columns if (match := matches[column])])
        if question and answers:
            found.append(_with_zeros(_Ticked(question, columns[: len(answers)], answers), rows))
    alike = [[other for other in found if other.answers == each.answers] for each in found]
    return [
        each
        for each, others in zip(found, alike, strict=True)
        if len(others) >= FEWEST_GROUPS and all(_holds_ticks(other, rows) for other in others)
    ]


def _with_zeros(question: _Ticked, rows: Sequence[Row]) -> _Ticked:
    """Let 0 tick the point 0 of a scale where no other column of the question has a 0, which would tick nothing."""
    pairs = zip(question.columns, question.answers, strict=True)
    others = [column for column, answer in pairs if read_figure(normalise(answer)) != 0]
    has_zeros = any(normalise(row.cells[column]) == "0" for row in rows for column in others)
    return question if has_zeros else replace(question, blanks=NO_MARKS - {"0"})


def _take_points(answers: Sequence[str]) -> tuple[str, ...]:
    """Return the points of a scale at the beginning of texts, behind which a score may stand; nothing without one."""
    return next((tuple(part) for part in (answers, answers[:-1]) if _are_points(part)), ())


def _are_points(answers: Sequence[str]) -> bool:
    """Whether texts are the points of a scale: figures one after another, or words of one that is known."""
    words = [normalise(answer) for answer in answers]
    figures = [figure for word in words if (figure := read_figure(word)) is not None]
    is_counted = len(figures) == len(words) >= FEWEST_POINTS and {b - a for a, b in pairwise(figures)} in ({1}, {-1})
    is_worded = any(len({*map(ladder.find, words)} - {None}) == len(words) for ladder in read_ladders().values())
    return 1 < len(answers) <= LONGEST_SCALE and (is_counted or is_worded)


def _holds_ticks(question: _Ticked, rows: Sequence[Row]) -> bool:
    """Whether nothing but marks stands in the columns; an answer itself in its own column is one, too."""
    return all(
        {normalise(row.cells[column]) for row in rows} <= MARKS | NO_MARKS | {normalise(answer)}
        for column, answer in zip(question.columns, question.answers, strict=True)
    )


def _given(question: _Ticked, row: Row) -> list[str]:
    pairs = zip(question.columns, question.answers, strict=True)
    return [answer for column, answer in pairs if normalise(row.cells[column]) not in question.blanks]


def _several(question: _Ticked, rows: Sequence[Row]) -> list[int]:
    return [row.number for row in rows if len(_given(question, row)) > 1]


def _is_single(question: _Ticked, rows: Sequence[Row]) -> bool:
    """Whether most respondents ticked an answer, and hardly anybody several; of boxes most may stay empty."""
    answered = sum(bool(_given(question, row)) for row in rows)
    return 2 * answered > len(rows) and len(_several(question, rows)) <= SHARE_SEVERAL * len(rows)


def _refuse_several(question: _Ticked, numbers: Sequence[int], source: str) -> StudyError:
    return StudyError(
        what="two answers to one question are ticked",
        where=f"{source}, columns {_name_columns(question.columns)}, row {', '.join(map(str, numbers))}",
        found="more than one mark",
        expected="one mark or none",
        remedy="look the answer up, or clear the cells",
    )


def _join(row: Row, first: dict[int, _Ticked], column: int) -> str:
    return next(iter(_given(first[column], row)), "") if column in first else row.cells[column]


def _name_columns(columns: Sequence[int]) -> str:
    """Name neighbouring columns by the first and the last one."""
    return f"{column_letter(columns[0])} to {column_letter(columns[-1])}"


def note_ticks(joined: dict[int, Sequence[int]]) -> Iterator[str]:
    """Say which columns were read as one."""
    if joined:
        yield f"a column for each answer, read as one: {', '.join(map(_name_columns, joined.values()))}"


def repeats_answers(groups: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the same points of a scale stand in a row below each of several groups."""
    parts: list[list[str]] = [[]]
    for column, cell in enumerate(row):
        if column < len(groups) and groups[column].strip():
            parts.append([])
        if cell.strip():
            parts[-1].append(" ".join(cell.split()))
    ((_, count),) = Counter(filter(None, map(_take_points, parts))).most_common(1) or [((), 0)]
    return count >= FEWEST_GROUPS


def choose_columns(headers: Sequence[str], rows: Sequence[Row], layout: str, where: str) -> tuple[list[int], list[str]]:
    """Return the columns with a question, and what is said of those that are skipped; StudyErrors for unnamed answers.

    headers: of the first columns; those to the right of them have none.
    """
    width = len(rows[0].cells)
    bare = [index for index in range(width) if index >= len(headers) or not headers[index].strip()]
    filled = [index for index in bare if any(row.cells[index].strip() for row in rows)]
    empty = sorted({*bare} - {*filled})
    running = [index for index in filled if len(rows) > 1 and counts_rows(rows, index)]
    sums = _find_sums([index for index in filled if index not in running], frozenset(empty), rows)
    beside = [index for index in filled if index not in (*running, *sums) and _is_beside(index, empty, rows)]
    quiz = find_quiz(headers) if layout in ("google_forms", "microsoft_forms") else []
    skipped = {
        "empty columns": [index for index in empty if index < last_named(headers)],
        "a running number": running,
        "sums or means of the columns before, without a header": sums,
        "a table beside the answers, without a header": beside,
        "points and comments of a quiz": quiz,
    }
    left_out = {*empty, *running, *sums, *beside, *quiz}
    stop_on([_refuse_unnamed(index, rows, where) for index in filled if index not in left_out], where)
    notes = [
        f"skipped {what}: {', '.join(map(column_letter, columns))}" for what, columns in skipped.items() if columns
    ]
    return [index for index in range(width) if index not in left_out], notes


def _find_sums(bare: Sequence[int], empty: Collection[int], rows: Sequence[Row]) -> list[int]:
    """Find the columns that hold, row for row, the sum or the mean of columns right before them, and nothing else."""
    sums: list[int] = []
    named = [index for index in range(bare[-1] + 1 if bare else 0) if index not in empty]
    numbers = {index: cell_numbers([row.cells[index].strip() for row in rows]) for index in named}
    for index in bare:
        before = [numbers[place] for place in named if place < index and place not in sums]
        are_numbers = np.isfinite(numbers[index]).sum() == sum(bool(row.cells[index].strip()) for row in rows)
        if are_numbers and sums_columns_before(numbers[index], before):
            sums.append(index)
    return sums


def _is_beside(index: int, empty: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether a column behind an empty one holds a cell for each point of a scale, beside answers, as its legend.

    Each cell is another one: of the answers of a few neighbours some recur.
    """
    filled = [place for place, row in enumerate(rows) if row.cells[index].strip()]
    if len({rows[place].cells[index].strip() for place in filled}) < len(filled):
        return False
    is_one_run = filled[-1] - filled[0] < len(filled) and FEWEST_POINTS <= len(filled) <= LONGEST_SCALE
    are_answered = all(row.cells[0].strip() for row in rows)
    return any(place < index for place in empty) and is_one_run and are_answered and 2 * len(filled) < len(rows)


def last_named(headers: Sequence[str]) -> int:
    """Return the last column with a header, 0 where none has one."""
    return max((index for index, header in enumerate(headers) if header.strip()), default=0)


def _refuse_unnamed(index: int, rows: Sequence[Row], where: str) -> StudyError:
    filled = [row.number for row in rows if row.cells[index].strip()]
    return StudyError(
        what="a column has no header",
        where=f"{where}, column {column_letter(index)}",
        found=f"{len(filled)} filled cells from row {filled[0]} on",
        expected="a header",
        remedy="name the column there or delete it",
    )
