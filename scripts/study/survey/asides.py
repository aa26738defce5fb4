"""Which rows are nobody's complete answers: repeated questions, totals, counts, notes, headings, previews."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from statistics import median

from study.setup.codebook import normalise
from study.survey.cells import (
    LOOKED_AT,
    Lines,
    Row,
    SetAside,
    column_letter,
    count_filled,
    is_figure,
    name_questions,
    pad,
)
from study.survey.frequencies import find_counts
from study.survey.heads import FEWEST_NUMBERED, Head
from study.survey.platforms import JUDGES, NOT_A_RESPONSE, UNFINISHED, drop_text
from study.survey.question_kinds import MISSING
from study.survey.scoring import LONGEST_SCALE, RANGE, SLIDER, read_figure, read_ladders, strip_number
from study.survey.totals import MOST_TOTALS, find_totals

NOTE = "a single cell below the answers"
HEADING = "words where others have numbers"
NUMBERING = "the numbers of the columns"
COUNTS = "counts of the answers above"
FEWEST_RANGES = 2  # columns of numbers whose points a row names that says how to answer
CALCULATED = "no time or number as others have, and what nobody answered"
FEWEST_COLUMNS = 4  # of a table in which a single filled cell below the answers is a note
FEWEST_KEYS = 10  # answers that begin with a time or a running number
TRIAL = re.compile(r"(?:ini )?(?:(?:uji )?(?:tes|test|testing|coba|percobaan|trial|dummy)\W*)+\d*")


def find_asides(
    headers: Sequence[str], rows: Sequence[Row], body: Lines, named: Sequence[str], head: Head, unfinished: str
) -> dict[int, SetAside]:
    """Rows that are no complete answer to the form, by number."""
    names = pad(named, len(headers))
    keys = [normalise(drop_text(name, head.layout)) for name in names]
    questions = (name_questions(headers), name_questions(names))
    again = {row.number for row in rows if any(repeats_questions(row, texts) for texts in questions)}
    # Whoever summed up the columns summed up what was never handed in, too.
    totals = find_totals([(row.number, row.cells) for row in rows if row.number not in again])
    # A table of counts may be wider than the answers above it.
    width = max(len(cells) for _, cells in body)
    asked = [(number, pad(cells, width)) for number, cells in body if number not in again]
    nobody = dict.fromkeys(find_counts(asked, name_questions(headers), totals), COUNTS)
    nobody |= dict.fromkeys(again, "the questions again") | dict.fromkeys(totals, "a row of totals or means")
    left = [row for row in rows if row.number not in nobody]
    nobody |= dict.fromkeys(_find_calculated(left), CALCULATED) | dict.fromkeys(_find_headings(left), HEADING)
    nobody |= dict.fromkeys(_find_notes(left), NOTE) | {
        row.number: NUMBERING for row in left[:1] if _numbers_columns(row, left[1:], questions[0])
    }
    asides = {number: SetAside(number, NOT_A_RESPONSE, detail) for number, detail in nobody.items()}
    left = [row for row in rows if row.number not in asides]
    return asides | _find_incomplete(left, keys, head.layout, unfinished)


def _numbers_columns(row: Row, others: Sequence[Row], questions: Collection[int]) -> bool:
    """Whether a row counts the columns, (1), (2), (3), as printed tables do below their heads.

    Somebody's answers may be 1, 2, 3, too; then others gave them as well. Respondents may be counted by the first.
    """
    cells = [row.cells[column] for column in questions]
    counted = [str(number) for number in range(1, len(cells) + 1)]
    is_new = any(all(row.cells[column] != other.cells[column] for other in others) for column in [*questions][1:])
    return len(cells) >= FEWEST_NUMBERED and [cell.strip(" ()") for cell in cells] == counted and is_new


def _find_incomplete(rows: Sequence[Row], names: Sequence[str], layout: str, unfinished: str) -> dict[int, SetAside]:
    """Find what a platform tells to be no complete answer; what was never handed in, unless no row seems to have been.

    names: of the columns, normalised. Where no row has a day of submission, it was not exported.
    """
    judge = JUDGES.get(layout)
    judged = [SetAside(row.number, *judge(row.cells, names)) for row in rows] if judge else []
    asides = {aside.number: aside for aside in judged if aside.reason}
    open_ones = [number for number, aside in asides.items() if aside.reason == UNFINISHED]
    if unfinished == "exclude" and len(asides) < len(rows):
        return asides
    return {number: aside for number, aside in asides.items() if number not in open_ones}


def repeats_questions(row: Row, questions: Mapping[int, str]) -> bool:
    """Whether a row repeats every question; questions: normalised, by column."""
    return all(normalise(row.cells[index]) == question for index, question in questions.items())


def _find_notes(rows: Sequence[Row]) -> list[int]:
    """Rows below the answers with a single filled cell, in a table of rows that fill most."""
    notes: list[int] = []
    if not rows or len(rows[0].cells) < FEWEST_COLUMNS:
        return notes
    if 2 * median(count_filled(row.cells) for row in rows[:LOOKED_AT]) < len(rows[0].cells):
        return notes
    for row in reversed(rows):
        if count_filled(row.cells) != 1:
            break
        notes.append(row.number)
    return notes


def _find_headings(rows: Sequence[Row]) -> list[int]:
    """Find the rows with words in place of numbers that nobody answered: one alone where the first column numbers all
    respondents, as the name of a village, and right below the questions one that says how to answer ("years, 1-5")."""
    columns = range(len(rows[0].cells) if rows else 0)
    counted = [Counter(row.cells[column] for row in rows) for column in columns]
    numeric = [
        column
        for column, cells in enumerate(counted)
        if 10 * sum(count for cell, count in cells.items() if is_figure(cell)) >= 8 * len(rows)
    ]
    explained = [row.number for row in rows[:1] if _says_how_to_answer(row, rows[1:], numeric)]
    alone = [row for row in rows if 0 in numeric and count_filled(row.cells) == 1]
    if alone and not _numbers_rows([row.cells[0].strip() for row in rows if row not in alone]):
        alone = []
    return [*explained, *(row.number for row in alone if not _may_be_answer(_bare(max(row.cells)), ()))]


def _numbers_rows(cells: Sequence[str]) -> bool:
    """Whether cells count respondents, anew from 1 on for each village; answers to a first question do not."""
    pairs = zip(["0", *cells], cells, strict=False)
    return all(cell == "1" != before or (before.isdecimal() and cell == str(int(before) + 1)) for before, cell in pairs)


def _says_how_to_answer(row: Row, others: Sequence[Row], numeric: Sequence[int]) -> bool:
    """Whether a row names the points of a scale in several columns of numbers, and holds nothing that others answered.

    Words alone ("refused", "four") may be the answers of somebody.
    """
    cells = [row.cells[column] for column in numeric]
    named = sum(RANGE.search(cell) is not None for cell in cells)
    given = [{other.cells[column] for other in others} for column in range(len(row.cells))]
    is_given = any(cell.strip() and cell in answers for cell, answers in zip(row.cells, given, strict=True))
    return named >= FEWEST_RANGES and not any(map(is_figure, cells)) and not is_given


def _find_calculated(rows: Sequence[Row]) -> list[int]:
    """Rows at the end that begin with a word or nothing where every answer begins with a time or a running number.

    Such as r hitung, r tabel, % and counts of STS: where answers recur, most of their cells hold none of them. A row
    that somebody added by hand holds answers like the others, be they written in another way.
    """
    is_key = [row.cells[0][:1].isdigit() for row in rows]
    last = max((index for index, is_answer in enumerate(is_key) if is_answer), default=-1)
    answers, below = rows[: last + 1], rows[last + 1 :]
    if len(answers) < FEWEST_KEYS or not all(is_key[: last + 1]) or not below:
        return []
    given = {column: {_bare(row.cells[column]) for row in answers} for column in range(1, len(answers[0].cells))}
    recurring = {column: cells for column, cells in given.items() if 2 * len(cells) <= len(answers)}
    return [row.number for row in below if _is_calculated(row, recurring)]


def _is_calculated(row: Row, recurring: Mapping[int, Collection[str]]) -> bool:
    cells = [(row.cells[column], answers) for column, answers in recurring.items() if row.cells[column].strip()]
    told = [(cell, answers) for cell, answers in cells if normalise(cell) not in MISSING]
    heard = sum(_may_be_answer(_bare(cell), answers) for cell, answers in told)
    return 2 * heard < len(told) or bool(cells and not told)


def _bare(cell: str) -> str:
    """Return an answer without the number beside its words, and a figure without decimals."""
    text = strip_number(normalise(cell))
    figure = read_figure(text)
    return text if figure is None else str(figure)


def _may_be_answer(text: str, answers: Collection[str]) -> bool:
    """Whether a text is one of a column's answers, a word as of a known scale, a figure as of its scale, or a further
    word where others wrote words of no scale, as another village."""
    if text in answers or _is_of_ladder(text):
        return True
    figure = read_figure(text)
    figures = [value for answer in answers if (value := read_figure(answer)) is not None]
    if figure is None:
        return bool(answers) and not figures and not any(map(_is_of_ladder, answers))
    return abs(figure) <= (LONGEST_SCALE if max(figures, default=0) <= LONGEST_SCALE else SLIDER)


def _is_of_ladder(text: str) -> bool:
    return any(ladder.find(text) for ladder in read_ladders().values())


def note_trials(rows: Sequence[Row]) -> Iterator[str]:
    """Name rows with a word such as "test" where most respondents wrote something of their own, as their name."""
    for index in range(len(rows[0].cells)):
        if 2 * len({row.cells[index] for row in rows}) > len(rows):
            found = [str(row.number) for row in rows if TRIAL.fullmatch(normalise(row.cells[index]))]
            if found:
                rows_named = f"column {column_letter(index)}: row {', '.join(found[:MOST_TOTALS])}"
                yield f"kept, and perhaps trials of the form and no respondents, by {rows_named}"
