"""From the cells of a sheet to questions and answers: where the questions stand, and which rows are nobody's answers.

Each platform exports in a layout of its own, recognised by the names of the columns that it adds. What is skipped or
set aside is said; what cannot be decided is refused.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from study.base.errors import StudyError, stop_on
from study.setup.codebook import normalise
from study.survey.frequencies import find_counts
from study.survey.scoring import LONGEST_SCALE, RANGE, SLIDER, read_figure, read_ladders, strip_number

SEARCHED = 30  # filled rows in which the questions are looked for
LOOKED_AT = 500  # rows that tell what answers look like
LONG_TEXT = 15  # characters of a question
NOT_A_RESPONSE = "not_a_response"
UNFINISHED = "unfinished"
NOTE = "a single cell below the answers"
HEADING = "words where others have numbers"
NUMBERING = "the numbers of the columns"
COUNTS = "counts of the answers above"
FEWEST_RANGES = 2  # columns of numbers whose points a row names that says how to answer
FEWEST_NUMBERED = 6  # columns; fewer may be counted by the answers of somebody
CALCULATED = "a word in place of a time or number, and what nobody answered"
MOST_CELLS = 16_000_000  # of a table; 200,000 rows of 80 questions
FEWEST_COLUMNS = 4  # of a table in which a single filled cell below the answers is a note


@dataclass(frozen=True)
class Area:
    """Merged cells: rows and columns, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """The cells of a text file or a sheet as they stand there: rows by number (from 1), up to their last filled cell.

    even: rows are to have as many cells as the questions, as in a text file. hidden_rows, hidden_columns: how many of
    the filled ones the spreadsheet does not show. unvalued: the first cell with a formula and without its value.
    notes: what is to be said of how it was found.
    """

    source: str
    rows: Sequence[tuple[int, Sequence[str]]]
    name: str = ""
    hidden: bool = False
    even: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[Area, ...] = ()
    unvalued: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells and its number as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SetAside:
    """A row that is no complete answer to the form: its number, the reason for leaving it out, and a word on it."""

    number: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Table:
    """Questions and answers of one file or sheet; `columns` are the letters that a spreadsheet shows above them.

    layout: what the file was taken for. notes: what was skipped or renamed on the way here. set_aside: rows without an
    answer that counts, which are received and left out.
    """

    source: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    layout: str = "plain"
    head_row: int = 1
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def describe(self) -> str:
        """Say in one line what the file was taken for, where the questions stand, and what was skipped."""
        kind = LAYOUTS[self.layout].title
        asides = Counter(f"{aside.reason}: {aside.detail}" for aside in self.set_aside)
        counts = [f"{count} set aside ({reason})" for reason, count in asides.items()]
        rows = f"{len(self.rows)} rows of answers to {len(self.headers)} questions, which stand in row {self.head_row}"
        return "; ".join([f"{self.source}: read as {kind}", rows, *counts, *self.notes])


def number_text(value: float) -> str:
    """Write a number of a workbook as text, never with three decimals alone, which text may take for thousands.

    >>> number_text(4.0), number_text(3.5), number_text(2.125)
    ('4', '3.5', '2.1250')
    """
    if value.is_integer():
        return str(int(value))
    text = str(value)
    return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text


def column_letter(index: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A, B, ..., Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _names(listed: str) -> frozenset[str]:
    """Names between bars, as `normalise` leaves them."""
    return frozenset(listed.split("|"))


@dataclass(frozen=True)
class Layout:
    """A platform's export, by the names of the columns that it adds; what each field is for: see layouts.toml."""

    title: str
    least: int = 0
    marks: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    further: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    matching: str = ""

    def adds(self, name: str) -> bool:
        """Whether a column (normalised; the second of one name has a number) is one that the platform adds."""
        plain = re.sub(r" \(\d+\)$", "", name)
        return plain in self.marks | self.further or bool(plain and re.fullmatch(self.matching, plain))

    def fits(self, names: Collection[str]) -> bool:
        """Whether a row of names (normalised) is of this export."""
        found = self.marks.intersection(names)
        return len(found) >= self.least > 0 and not (self.needed and self.needed.isdisjoint(names))


def _layout(title: str, least: int = 0, matching: str = "", **names: Sequence[str]) -> Layout:
    return Layout(title, least, matching=matching, **{key: frozenset(listed) for key, listed in names.items()})


LAYOUTS: Mapping[str, Layout] = {
    key: _layout(**entry)
    for key, entry in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}
TIME_HEADERS = LAYOUTS["google_forms"].marks
# Qualtrics has these in words or, among values, as numbers.
PREVIEWS = _names(
    "survey preview|survey test|spam|survey preview spam|imported spam|offline survey preview|1|2|8|9|12|17"
)
QUIZ = re.compile(
    r"(?P<question>.*) \[(?:score|feedback|skor|nilai|masukan|umpan balik)\]|(?:points|feedback) - (?P<asked>.*)"
)


def _recognise(cells: Sequence[str]) -> str:
    # LimeSurvey may write "submitdate. Date submitted".
    names = {name for cell in cells for name in (normalise(cell), normalise(cell.partition(". ")[0]))} - {""}
    return next((key for key, layout in LAYOUTS.items() if layout.fits(names)), "plain")


def is_export(sheet: Sheet) -> bool:
    """Whether a platform's columns stand in a sheet."""
    return any(_recognise(cells) != "plain" for _, cells in sheet.rows[:SEARCHED])


def is_table(sheet: Sheet) -> bool:
    """Whether a sheet has two rows of two cells."""
    return sum(_filled(cells) > 1 for _, cells in sheet.rows[:SEARCHED]) > 1


Lines = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class _Head:
    """Where the questions stand: the layout, how many filled rows lie above them, how many rows they take."""

    layout: str
    above: int
    depth: int


def lay_out(sheet: Sheet, layout: str | None = None, head_row: int | None = None, unfinished: str = "exclude") -> Table:
    """Find questions and answers of a sheet.

    layout: a key of LAYOUTS, None where the content tells. head_row: the number of the (first) row of questions, None
    where the content tells. unfinished: "exclude" or "keep": answers that were never handed in, where a layout tells.
    StudyError where there is no table; StudyErrors for its headers and ragged rows.
    """
    lines = [(number, cells) for number, cells in sheet.rows if any(cell.strip() for cell in cells)]
    _check_filled(lines, sheet)
    head = _find_head(lines, sheet, layout, head_row)
    top = lines[head.above][0]
    where = f"{sheet.source}, row {top}"
    if head.above + head.depth >= len(lines):
        raise _empty(sheet.source, "a header only")
    headers = _headers(lines, head)
    body = lines[head.above + head.depth :]
    _check_size(len(headers) * len(body), sheet.source)
    stop_on(list(_find_ragged_rows(headers, body, sheet)), sheet.source)
    rows = [Row(number, _padded(cells, len(headers))) for number, cells in body]
    asides = _find_asides(headers, rows, body, lines[head.above][1], head, unfinished)
    answers = [row for row in rows if row.number not in asides]
    if not answers:
        raise _empty(sheet.source, "no row of answers below the questions")
    _check_questions(headers, answers, where)
    _check_order(_named(headers), answers, sheet.source)
    _check_neighbours(headers, answers, sheet.source)
    used, skipped = _choose_columns(headers, answers, head.layout)
    beyond = _find_cells_beyond([line for line in body if line[0] not in asides], len(headers), where)
    unnamed = [*_find_missing_headers(headers, answers, used, where), *beyond]
    stop_on(unnamed, sheet.source)
    _check_cells(sheet, answers)
    return _make_table(sheet, lines, head, (headers, used), answers, [*skipped], asides)


def _make_table(
    sheet: Sheet,
    lines: Lines,
    head: _Head,
    columns: tuple[Sequence[str], Sequence[int]],
    answers: Sequence[Row],
    notes: Sequence[str],
    asides: Mapping[int, SetAside],
) -> Table:
    headers, used = columns
    names, renamed = _disambiguate([headers[index].strip() for index in used], used)
    return Table(
        source=sheet.source,
        headers=names,
        columns=tuple(column_letter(index) for index in used),
        rows=tuple(Row(row.number, tuple(row.cells[index] for index in used)) for row in answers),
        layout=head.layout,
        head_row=lines[head.above][0],
        notes=(*sheet.notes, *_note_rows(lines, head), *notes, *renamed, *_note_hidden(sheet), *_note_trials(answers)),
        set_aside=tuple(asides[number] for number in sorted(asides)),
    )


def _empty(source: str, found: str) -> StudyError:
    remedy = "export the survey again"
    what = "the file has no answers"
    return StudyError(what=what, where=source, found=found, expected="a row per answer", remedy=remedy)


def _check_filled(lines: Lines, sheet: Sheet) -> None:
    if len(lines) == 1:
        raise _empty(sheet.source, "a header only")
    if not lines:
        what = "the file is empty"
        remedy = "export the survey again"
        expected = "a header and answers"
        raise StudyError(what=what, where=sheet.source, found="no filled cell", expected=expected, remedy=remedy)


def _find_head(lines: Lines, sheet: Sheet, layout: str | None, head_row: int | None) -> _Head:
    above = _given_row(lines, sheet, head_row) if head_row else None
    recognised = [_recognise(cells) for _, cells in lines[:SEARCHED]]
    if above is None:
        named = [index for index, key in enumerate(recognised) if key != "plain" and layout in (None, key)]
        above = named[0] if named else _first_questions(lines)
    key = layout or (recognised[above] if above < len(recognised) else "plain")
    return _Head(key, above, _depth(lines, above, key, sheet))


def _given_row(lines: Lines, sheet: Sheet, head_row: int) -> int:
    for index, (number, _) in enumerate(lines):
        if number == head_row:
            return index
    raise StudyError(
        what="the row of questions is empty",
        where=f"{sheet.source}, row {head_row}",
        found="no filled cell",
        expected="questions",
        remedy="correct head_row in the configuration",
    )


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _first_questions(lines: Lines) -> int:
    """Skip titles: rows of fewer cells than half of what rows of the table have; and a group row that has gaps."""
    typical = median(_filled(cells) for _, cells in lines[:LOOKED_AT])
    wide = [index for index, (_, cells) in enumerate(lines[:SEARCHED]) if 2 * _filled(cells) >= typical]
    first = wide[0]
    for index in wide[1:5]:
        more = _filled(lines[index][1]) > _filled(lines[first][1])
        covers = all(_cell(lines[index][1], column) for column, cell in enumerate(lines[first][1]) if cell.strip())
        if more and covers and _asks(lines, index):
            return index
    return first - 1 if first and _is_begun_above(lines, first) else first


def _is_begun_above(lines: Lines, row: int) -> bool:
    """Whether the row above names columns with answers that this one leaves out, and the groups of the others."""
    left_out = [
        column for column, cell in enumerate(lines[row - 1][1]) if cell.strip() and not _cell(lines[row][1], column)
    ]
    answered = any(_cell(cells, column) for _, cells in lines[row + 1 : row + 1 + LOOKED_AT] for column in left_out)
    return answered and _is_second_row(lines, row - 1)


def _asks(lines: Lines, index: int) -> bool:
    """Whether a row may hold questions: different texts, none of them a number or an answer that recurs below it."""
    cells = [(column, normalise(cell)) for column, cell in enumerate(lines[index][1]) if cell.strip()]
    texts = [text for _, text in cells]
    below = lines[index + 1 : index + 1 + LOOKED_AT]
    if len(set(texts)) < len(texts) or any(_is_figure(text.strip("()")) for text in texts) or not below:
        return False
    return not any(normalise(_cell(row, column)) == text for column, text in cells for _, row in below)


def _is_figure(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(?:[.,]\d+)*\s*%?", text.strip()) is not None


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _depth(lines: Lines, above: int, layout: str, sheet: Sheet) -> int:
    """How many rows the questions take."""
    rows = [cells for _, cells in lines[above : above + 4]]
    imports = [index for index, cells in enumerate(rows[1:3], start=1) if any('"ImportId"' in cell for cell in cells)]
    if imports:
        return imports[0] + 1
    if len(rows) < 2:
        return 1
    if layout == "qualtrics":
        return 2 if {"start date", "response id", "recorded date"} & set(map(normalise, rows[1])) else 1
    if layout == "surveymonkey":
        marks = [column for column, cell in enumerate(rows[0]) if normalise(cell) in LAYOUTS[layout].marks]
        return 1 if any(_cell(rows[1], column) for column in marks) else 2
    two = _is_second_row(lines, above) or _explains_codes(lines, above)
    depth = _merged_depth(sheet, lines[above][0]) or (2 if two else 1)
    return depth + _holds_codes(lines, above + depth)


def _holds_codes(lines: Lines, index: int) -> bool:
    """Whether a row has codes of questions and nothing else, and no other codes stand below, as of respondents."""
    row = lines[index][1] if index < len(lines) else []
    columns = [column for column in range(len(row)) if row[column].strip()]
    is_coded = len(columns) > 1 and all(CODE.fullmatch(_cell(row, column)) for column in columns)
    below = [_cell(other, column) for _, other in lines[index + 1 : index + 1 + LOOKED_AT] for column in columns]
    return is_coded and not any(map(CODE.fullmatch, below)) and _asks(lines, index)


def _merged_depth(sheet: Sheet, top: int) -> int:
    """How many rows a question takes that is merged downwards; 0 where none is."""
    spans = [area.bottom - top + 1 for area in sheet.merged if area.top == top and area.bottom > top]
    return max(spans, default=0) if max(spans, default=0) <= 3 else 0


def _is_second_row(lines: Lines, above: int) -> bool:
    """Whether the next row fills the gaps of the questions with texts that are no answers.

    Some columns beside the gaps may be filled, too, as below a group of one question, if most respondents answer in the
    gaps: a note of the first respondent may also stand in a column without a header.
    """
    first = lines[above][1]
    second = lines[above + 1][1]
    below = lines[above + 2 : above + 2 + LOOKED_AT]
    columns = range(max(len(first), len(second)))
    gaps = {column for column in columns if not _cell(first, column) and _cell(second, column)}
    begun = {column - 1 for column in gaps if _cell(first, column - 1)}
    alone = [bool(_cell(second, column)) for column in columns if column not in gaps | begun]
    is_answered = all(2 * sum(bool(_cell(row, column)) for _, row in below) > len(below) for column in gaps)
    is_partial = not any(alone) or (is_answered and not all(alone))
    return bool(gaps) and is_partial and (_asks(lines, above + 1) or _numbers_each_group(first, second))


def _numbers_each_group(groups: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row counts the items of each group from 1 on, and leaves out a column that the row of groups names."""
    counted = [(column, cell.strip()) for column, cell in enumerate(row) if cell.strip()]
    numbers = [1]
    for column, _ in counted:
        numbers.append(1 if _cell(groups, column) else numbers[-1] + 1)
    named = [column for column, cell in enumerate(groups) if cell.strip()]
    are_counted = [cell for _, cell in counted] == [str(number) for number in numbers[1:]]
    return len(counted) >= FEWEST_NUMBERED and are_counted and any(not _cell(row, column) for column in named)


def _check_size(cells: int, source: str) -> None:
    if cells > MOST_CELLS:
        what = "the table is larger than a survey"
        remedy = "delete what lies beside and below the answers"
        expected = f"at most {MOST_CELLS:,}"
        raise StudyError(what=what, where=source, found=f"{cells:,} cells", expected=expected, remedy=remedy)


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("",) * (width - len(cells)))


def _explains_codes(lines: Lines, above: int) -> bool:
    """Whether the next row holds the texts of questions whose codes stand in this one, above answers that recur."""
    codes, texts = ([cell.strip() for cell in lines[above + row][1]] for row in (0, 1))
    if len(codes) != len(texts) or not all(texts) or not all(codes) or any(" " in code for code in codes):
        return False
    if median(map(len, texts)) < LONG_TEXT or not _asks(lines, above + 1):
        return False
    below = lines[above + 2 : above + 2 + LOOKED_AT]
    answers = [[normalise(_cell(cells, column)) for _, cells in below] for column in range(len(codes))]
    recurring = sum(len(set(column)) < len(column) or all(map(_is_figure, column)) for column in answers)
    return 2 * recurring >= len(codes)


def _headers(lines: Lines, head: _Head) -> list[str]:
    """The question of each column; where the questions take several rows, the group and what stands below it."""
    heads = [cells for _, cells in lines[head.above : head.above + head.depth]]
    width = max(len(cells) for cells in heads)
    rows = [_padded(cells, width) for cells in heads]
    if head.layout == "qualtrics":
        texts = [row for row in rows[1:] if not any('"ImportId"' in cell for cell in row)]
        return [_first_text(cells) for cells in zip(*texts, rows[0], strict=True)]
    if len(rows) == 1:
        return _grouped([_without_text(cell, head.layout) for cell in rows[0]], lines[: head.above])
    return _combined(rows, head.layout)


def _without_text(name: str, layout: str) -> str:
    """Return the name of a platform's column without the text that LimeSurvey may write behind it."""
    code = name.partition(". ")[0]
    return code if LAYOUTS[layout].adds(normalise(code)) else name


def _first_text(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


CODE = re.compile(r"[A-Za-z]+[._-]?\d[\w.-]*")  # X1.1, KP2


def _combined(rows: Sequence[Sequence[str]], layout: str) -> list[str]:
    if layout == "plain" and all(cell.strip() for row in rows for cell in row):
        return [text.strip() for text in rows[-1]]
    groups = _spread(rows[0], rows[-1])
    names = [_first_text(cells) for cells in zip(*rows[:0:-1], strict=True)]
    codes = [name for name in names if name]
    if layout == "plain" and len(set(codes)) == len(codes) and all(CODE.fullmatch(code) for code in codes):
        worded = (row for row in rows[-2::-1] if all(text for text, name in zip(row, names, strict=True) if name))
        texts = next(worded, [""] * len(names))
        return [f"{name} {text}".strip() or group for name, text, group in zip(names, texts, groups, strict=True)]
    many = Counter(groups)
    if layout == "surveymonkey":  # the answer itself, beside a column of other answers
        names = ["" if normalise(name) in ("response", "open-ended response") else name for name in names]
    return [
        f"{group} [{name}]" if group and name and many[group] > 1 else group or name
        for name, group in zip(names, groups, strict=True)
    ]


def _spread(groups: Sequence[str], below: Sequence[str]) -> list[str]:
    """Let a group reach over the empty cells to its right that something stands below."""
    spread: list[str] = []
    for group, cell in zip(groups, below, strict=True):
        spread.append(group.strip() or (spread[-1] if spread and cell.strip() else ""))
    return spread


def _grouped(headers: list[str], above: Lines) -> list[str]:
    """Tell columns of one name apart by the group that stands in the row above them."""
    names = [normalise(header) for header in headers]
    repeated = {name for name, count in Counter(names).items() if name and count > 1}
    if not repeated or not above or _filled(above[-1][1]) < 2:
        return headers
    groups = _spread(_padded(above[-1][1], len(headers)), headers)
    told = [
        f"{group} [{header.strip()}]" if name in repeated and group else header
        for header, name, group in zip(headers, names, groups, strict=True)
    ]
    return told if len(set(map(normalise, told))) > len(set(names)) else headers


def _disambiguate(headers: Sequence[str], used: Sequence[int]) -> tuple[tuple[str, ...], list[str]]:
    """Number the second and further columns of one question; say so."""
    seen: dict[str, int] = {}
    taken = {normalise(header) for header in headers}
    names: list[str] = []
    renamed: list[str] = []
    for header, index in zip(headers, used, strict=True):
        key = normalise(header)
        seen[key] = seen.get(key, 0) + 1
        name = header
        if seen[key] > 1:
            number = next(n for n in range(seen[key], len(headers) + 3) if normalise(f"{header} ({n})") not in taken)
            name = f"{header} ({number})"
            taken.add(normalise(name))
            renamed.append(f"{column_letter(index)} ({number})")
        names.append(name)
    note = f"columns with the question of an earlier one, numbered at its end: {', '.join(renamed)}"
    return tuple(names), [note] if renamed else []


def _check_questions(headers: Sequence[str], rows: Sequence[Row], where: str) -> None:
    """Refuse a row of answers in the place of the questions: most of its cells recur below them."""
    filled = [index for index, header in enumerate(headers) if header.strip()]
    texts = [headers[index].strip() for index in filled]
    if texts == [str(n) for n in range(1, len(filled) + 1)] or _numbers_items(headers, rows):
        return
    answers = [{normalise(row.cells[index]) for row in rows[:LOOKED_AT]} for index in range(len(headers))]
    recurring = sum(normalise(headers[index]) in answers[index] for index in filled)
    figures = len(filled) > 1 and all(map(_is_figure, texts))
    if figures or (recurring >= 2 and 2 * recurring >= len(filled)):
        what = "the first row holds answers in place of questions"
        found = "figures" if figures else f"{recurring} of {len(filled)} cells that recur below them"
        remedy = "put the row of questions back, delete rows that repeat it in part, or name its row as head_row"
        raise StudyError(what=what, where=where, found=found, expected="questions", remedy=remedy)


def _numbers_items(headers: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether a row counts the items, No, 1, 2, 3, ..., further than anybody answered; nobody's answers do."""
    counted = [index for index, header in enumerate(headers) if _is_figure(header)]
    are_counted = [headers[index].strip() for index in counted] == [str(n) for n in range(1, len(counted) + 1)]
    given = {row.cells[index].strip() for row in rows for index in counted}
    return len(counted) >= FEWEST_NUMBERED and are_counted and headers[counted[-1]].strip() not in given


def _find_ragged_rows(headers: Sequence[str], body: Lines, sheet: Sheet) -> Iterator[StudyError]:
    if not sheet.even:
        return
    least = _last_named(headers) + 1
    for number, cells in [(number, cells) for number, cells in body if not _fits(cells, least, len(headers))]:
        what = "a row has another number of cells than the header"
        where = f"{sheet.source}, row {number}"
        found = f"{len(cells)} cells"
        cut = number == body[-1][0] and len(cells) < least
        hint = "check separators and quotes there"
        if cut:
            hint = "the file may be cut off there: export or copy it again; if the row is a note, delete it"
        yield StudyError(what=what, where=where, found=found, expected=f"{len(headers)} cells", remedy=hint)


def _fits(cells: Sequence[str], least: int, width: int) -> bool:
    """Whether a row has the cells of the questions, empty ones beyond them aside."""
    return len(cells) >= least and not any(cell.strip() for cell in cells[width:])


def _find_asides(
    headers: Sequence[str], rows: Sequence[Row], body: Lines, named: Sequence[str], head: _Head, unfinished: str
) -> dict[int, SetAside]:
    """Rows that are no complete answer to the form, by number."""
    names = _padded(named, len(headers))
    keys = [normalise(_without_text(name, head.layout)) for name in names]
    questions = (_named(headers), _named(names))
    again = {row.number for row in rows if any(_repeats(row, texts) for texts in questions)}
    # Whoever summed up the columns summed up what was never handed in, too.
    totals = find_totals([(row.number, row.cells) for row in rows if row.number not in again])
    # A table of counts may be wider than the answers above it.
    width = max(len(cells) for _, cells in body)
    asked = [(number, _padded(cells, width)) for number, cells in body if number not in again]
    nobody = dict.fromkeys(find_counts(asked, _named(headers), totals), COUNTS)
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
    judged = [SetAside(row.number, *judge(row, names)) for row in rows] if judge else []
    asides = {aside.number: aside for aside in judged if aside.reason}
    open_ones = [number for number, aside in asides.items() if aside.reason == UNFINISHED]
    if unfinished == "exclude" and len(asides) < len(rows):
        return asides
    return {number: aside for number, aside in asides.items() if number not in open_ones}


def _repeats(row: Row, questions: Mapping[int, str]) -> bool:
    """Whether a row repeats every question; questions: normalised, by column."""
    return all(normalise(row.cells[index]) == question for index, question in questions.items())


def _check_order(questions: Mapping[int, str], rows: Sequence[Row], source: str) -> None:
    """Refuse a row of the questions in another order: what stands below it answers other questions than it seems."""
    texts, first = set(questions.values()), min(questions, default=0)
    if all(map(_is_figure, texts)):
        return  # a ranking holds each of its heads in another order
    for row in rows:
        is_head = normalise(row.cells[first]) in texts and {*map(normalise, row.cells)} - {""} == texts
        if is_head and not _repeats(row, questions):
            raise StudyError(
                what="the questions stand again in another order",
                where=f"{source}, row {row.number}",
                found="exports pasted below one another whose columns differ in their order",
                expected="one order of the columns",
                remedy="save the rows from there on as a file of their own, and name both under files",
            )


def _check_neighbours(headers: Sequence[str], rows: Sequence[Row], source: str) -> None:
    """Refuse two tables side by side that number or name the same respondents in another order."""
    first: dict[str, tuple[int, list[str]]] = {}
    named = _named(headers)
    repeated = [name for name, count in Counter(named.values()).items() if count > 1]
    for index, name in [(index, name) for index, name in named.items() if name in repeated]:
        column = [row.cells[index].strip() for row in rows]
        before, cells = first.setdefault(name, (index, column))
        are_all_different = len({*cells}) == len(cells) > LONGEST_SCALE
        if are_all_different and cells != column and sorted(cells) == sorted(column):
            raise StudyError(
                what="two tables stand side by side whose rows are in another order",
                where=f"{source}, columns {column_letter(before)} and {column_letter(index)}",
                found="the same numbers or names in both, in other rows",
                expected="one respondent in each row",
                remedy="sort both tables by that column",
            )


def _named(headers: Sequence[str]) -> dict[int, str]:
    """The questions, normalised, by column."""
    return {index: name for index, header in enumerate(headers) if (name := normalise(header))}


def _judge_limesurvey(row: Row, names: Sequence[str]) -> tuple[str, str]:
    days = [row.cells[index] for index, name in enumerate(names) if name in LAYOUTS["limesurvey"].moments]
    return (UNFINISHED, "never handed in") if days and not days[0].strip() else ("", "")


def _judge_qualtrics(row: Row, names: Sequence[str]) -> tuple[str, str]:
    named = ("status", "distributionchannel", "finished")
    cells = {name: normalise(row.cells[index]) for index, name in enumerate(names) if name in named}
    if cells.get("status", "") in PREVIEWS or cells.get("distributionchannel", "") in ("preview", "test"):
        return NOT_A_RESPONSE, "a preview, a test or spam by its status"
    if cells.get("finished", "") in ("false", "0"):
        return UNFINISHED, "never handed in"
    return "", ""


# Whether a row is a complete answer, by the columns that a platform adds: the reason and a word on it, empty if it is.
JUDGES = {"qualtrics": _judge_qualtrics, "limesurvey": _judge_limesurvey}


def _find_notes(rows: Sequence[Row]) -> list[int]:
    """Rows below the answers with a single filled cell, in a table of rows that fill most."""
    notes: list[int] = []
    if not rows or len(rows[0].cells) < FEWEST_COLUMNS:
        return notes
    if 2 * median(_filled(row.cells) for row in rows[:LOOKED_AT]) < len(rows[0].cells):
        return notes
    for row in reversed(rows):
        if _filled(row.cells) != 1:
            break
        notes.append(row.number)
    return notes


def _find_headings(rows: Sequence[Row]) -> list[int]:
    """Find the rows with words in place of numbers that nobody answered: one alone in a first column that numbers the
    respondents, as the name of a village, and right below the questions one that says how to answer ("years, 1-5")."""
    columns = range(len(rows[0].cells) if rows else 0)
    counted = [Counter(row.cells[column] for row in rows) for column in columns]
    numeric = [
        column
        for column, cells in enumerate(counted)
        if 10 * sum(count for cell, count in cells.items() if _is_figure(cell)) >= 8 * len(rows)
    ]
    explained = [row.number for row in rows[:1] if _says_how_to_answer(row, rows[1:], numeric)]
    alone = [row for row in rows if 0 in numeric and row.cells[0].strip() and _filled(row.cells) == 1]
    if alone and not _numbers_rows([row.cells[0].strip() for row in rows if row not in alone]):
        alone = []
    return [*explained, *(row.number for row in alone if not _may_be_answer(_bare(row.cells[0]), ()))]


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
    return named >= FEWEST_RANGES and not any(map(_is_figure, cells)) and not is_given


def _find_calculated(rows: Sequence[Row]) -> list[int]:
    """Rows at the end that begin with a word where every answer begins with a time or a running number.

    Such as r hitung, r tabel, % and counts of STS: where answers recur, most of their cells hold none of them. A row
    that somebody added by hand holds answers like the others, be they written in another way.
    """
    is_key = [row.cells[0][:1].isdigit() for row in rows]
    last = max((place for place, is_answer in enumerate(is_key) if is_answer), default=-1)
    answers, below = rows[: last + 1], rows[last + 1 :]
    if len(answers) < FEWEST_KEYS or not all(is_key[: last + 1]) or not below:
        return []
    given = {column: {_bare(row.cells[column]) for row in answers} for column in range(1, len(answers[0].cells))}
    recurring = {column: cells for column, cells in given.items() if 2 * len(cells) <= len(answers)}
    return [row.number for row in below if _is_calculated(row, recurring)]


def _is_calculated(row: Row, recurring: Mapping[int, Collection[str]]) -> bool:
    cells = [(row.cells[column], answers) for column, answers in recurring.items() if row.cells[column].strip()]
    heard = sum(_may_be_answer(_bare(cell), answers) for cell, answers in cells)
    return bool(row.cells[0].strip()) and 2 * heard < len(cells)


def _bare(cell: str) -> str:
    """Return an answer without the number beside its words, and a figure without decimals."""
    text = strip_number(normalise(cell))
    figure = read_figure(text)
    return text if figure is None else str(figure)


def _may_be_answer(text: str, answers: Collection[str]) -> bool:
    """Whether a text is one of a column's answers, a word of a known scale, or a figure as of its scale."""
    if text in answers or any(ladder.find(text) for ladder in read_ladders().values()):
        return True
    figure = read_figure(text)
    highest = max((value for answer in answers if (value := read_figure(answer)) is not None), default=0)
    return figure is not None and abs(figure) <= (LONGEST_SCALE if highest <= LONGEST_SCALE else SLIDER)


TOTALS = _names(
    "total|grandtotal|subtotal|jumlah|jml|sum|ratarata|rata2|rataan|rerata|mean|average|avg|modus|mode|median|min|"
    "minimum|max|maks|maximum|maksimum|sd|std|stdev|stddev|standarddeviation|standardeviation|standardeviasi|"
    "standarddeviasi|simpanganbaku|varians|variance|varian|var|count|banyak|n|range|rentang"
)
NAMES = frozenset(("min", "max", "mode", "n", "sd", "std", "var", "range", "count"))  # are persons', or codes
TOTALS_BEGIN = re.compile(
    r"(?:grand\W*)?total|jumlah|rata\W*rata|rerata|mean|average|sum|std|simpangan|nilai (?:min|max|maks)"
)
MOST_TOTALS = 24  # rows; a word that more rows hold is an answer
LAST_ROWS = 12  # among which totals without a word are looked for
FEWEST_KEYS = 10  # answers that begin with a time or a running number
FEWEST_ABOVE = 3  # rows that a total sums up
SHARE_MATCHED = 0.7  # of the figures of a row that agree with one statistic of the rows above
TRIAL = re.compile(r"(?:ini )?(?:(?:uji )?(?:tes|test|testing|coba|percobaan|trial|dummy)\W*)+\d*")
FIGURE = re.compile(r"[-−+]?\d+(?:[.,](?P<decimals>\d+))?\s*%?")


def find_totals(rows: Lines) -> set[int]:
    """Return the numbers of the rows that sum up those above them: sums, means, extremes, spreads, counts.

    A row beside a word such as Total counts where its figures agree with one statistic of the rows above. Without such
    a word it must be the last one, or stand above other totals, and hold figures that nobody answered.
    """
    totals: dict[int, bool] = {}
    for index in _find_candidates(rows):
        named = any(_is_label(cell) for cell in rows[index][1])
        above = [cells for place, (_, cells) in enumerate(rows[:index]) if place not in totals]
        # A total sums up all rows above it, or those below the total before it.
        part = [cells for _, cells in rows[max((*totals, -1)) + 1 : index]] if named else above
        if any(len(each) >= FEWEST_ABOVE and _sums_up(rows[index][1], each, named) for each in (above, part)):
            totals[index] = named
    last = next((index for index in range(len(rows) - 1, -1, -1) if index not in totals), -1)
    return {rows[index][0] for index, named in totals.items() if named or index > last}


def _find_candidates(rows: Lines) -> list[int]:
    """Rows of figures alone, or of figures beside a word such as Total."""
    labels: dict[str, bool] = {}
    named: list[int] = []
    for index, (_, cells) in enumerate(rows):
        for cell in cells:
            if cell not in labels:
                labels[cell] = _is_label(cell)
            if labels[cell]:
                named.append(index)
                break
    last = [index for index in range(max(0, len(rows) - LAST_ROWS), len(rows)) if index not in named]
    chosen = sorted([*(named if len(named) <= MOST_TOTALS else ()), *last])
    return [index for index in chosen if _holds_figures(rows[index][1])]


def is_total(cell: str) -> bool:
    """Whether a cell is a word that stands before totals and is nobody's name, such as Total, Rata - rata, Mean:."""
    return re.sub(r"[\W_]+", "", normalise(cell)) in TOTALS - NAMES


def _is_label(cell: str) -> bool:
    if not cell or len(cell) > 40:
        return False
    text = normalise(cell)
    return re.sub(r"[\W_]+", "", text) in TOTALS or TOTALS_BEGIN.match(text) is not None


def _holds_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip() and not _is_label(cell)]
    return len(filled) > 1 and all(FIGURE.fullmatch(cell.strip()) for cell in filled)


def _sums_up(cells: Sequence[str], above: Sequence[Sequence[str]], named: bool) -> bool:
    figures = {index: cell.strip() for index, cell in enumerate(cells) if FIGURE.fullmatch(cell.strip())}
    if not named and not _is_unheard_of(figures, above[-50:]):
        return False
    agreeing: Counter[str] = Counter()
    for index, figure in figures.items():
        names = _agreeing(figure, [row[index] for row in above])
        # What is rounded to a whole number may be anybody's answer.
        agreeing.update(
            names if named or not _value(figure).is_integer() else [name for name in names if name == "sum"]
        )
    return max(agreeing.values(), default=0) >= max(2, SHARE_MATCHED * len(figures))


def _is_unheard_of(figures: Mapping[int, str], above: Sequence[Sequence[str]]) -> bool:
    """Whether most figures are none that a row above could hold: outside its range, or no whole number among them."""
    unheard = 0
    for index, figure in figures.items():
        values = [_value(row[index]) for row in above if FIGURE.fullmatch(row[index].strip())]
        fraction = not _value(figure).is_integer() and all(value.is_integer() for value in values)
        unheard += not values or fraction or not min(values) <= _value(figure) <= max(values)
    return 2 * unheard > len(figures)


def _value(figure: str) -> float:
    return float(figure.strip().rstrip("% ").replace(",", ".").replace("−", "-"))


def _agreeing(figure: str, cells: Sequence[str]) -> list[str]:
    """Name the statistics of a column that a figure is, as exactly as its digits tell."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = np.array([_value(cell) for cell in filled if FIGURE.fullmatch(cell)])
    statistics = {"count": float(len(filled)), **(_statistics(numbers) if len(numbers) > 1 else {})}
    match = FIGURE.fullmatch(figure)
    decimals = len((match["decimals"] if match else "") or "")
    return [
        name
        for name, value in statistics.items()
        if abs(_value(figure) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-9 * abs(value)
    ]


def _statistics(numbers: np.ndarray) -> dict[str, float]:
    values, counts = np.unique(numbers, return_counts=True)
    return {
        "sum": float(numbers.sum()),
        "mean": float(numbers.mean()),
        "median": float(np.median(numbers)),
        "mode": float(values[counts.argmax()]),
        "minimum": float(values[0]),
        "maximum": float(values[-1]),
        "range": float(values[-1] - values[0]),
        "standard deviation": float(numbers.std(ddof=1)),
        "standard deviation of a population": float(numbers.std()),
        "variance": float(numbers.var(ddof=1)),
        "variance of a population": float(numbers.var()),
    }


def _choose_columns(headers: Sequence[str], rows: Sequence[Row], layout: str) -> tuple[list[int], list[str]]:
    """The columns with a question, and what is said of those that are skipped."""
    bare = [index for index, header in enumerate(headers) if not header.strip()]
    empty = [index for index in bare if not any(row.cells[index].strip() for row in rows)]
    running = [index for index in bare if index not in empty and len(rows) > 1 and counts_rows(rows, index)]
    quiz = _find_quiz(headers) if layout in ("google_forms", "microsoft_forms") else []
    skipped = {*empty, *running, *quiz}
    notes = [
        f"skipped {what}: {', '.join(map(column_letter, columns))}"
        for what, columns in (
            ("empty columns", [index for index in empty if index < _last_named(headers)]),
            ("a running number", running),
            ("points and comments of a quiz", quiz),
        )
        if columns
    ]
    return [index for index in range(len(headers)) if index not in skipped], notes


def _last_named(headers: Sequence[str]) -> int:
    return max((index for index, header in enumerate(headers) if header.strip()), default=0)


def counts_rows(rows: Sequence[Row], index: int) -> bool:
    """Whether each number of a column is one more than that above it; one that is no number ends the search."""
    before: int | None = None
    for row in rows:
        cell = row.cells[index].strip()
        if not re.fullmatch(r"\d{1,9}", cell) or (before is not None and int(cell) != before + 1):
            return False
        before = int(cell)
    return True


def _find_quiz(headers: Sequence[str]) -> list[int]:
    """Columns with the points or the comment that a form gave an answer: no question was asked there."""
    asked = {normalise(header) for header in headers}
    matches = [(index, QUIZ.fullmatch(normalise(header))) for index, header in enumerate(headers)]
    return [index for index, match in matches if match and (match["question"] or match["asked"]) in asked]


def _find_missing_headers(
    headers: Sequence[str], rows: Sequence[Row], used: Sequence[int], where: str
) -> Iterator[StudyError]:
    for index in [index for index in used if not headers[index].strip()]:
        yield _unnamed_column(index, [row.number for row in rows if row.cells[index].strip()], where)


def _unnamed_column(index: int, filled: Sequence[int], where: str) -> StudyError:
    return StudyError(
        what="a column has no header",
        where=f"{where}, column {column_letter(index)}",
        found=f"{len(filled)} filled cells from row {filled[0]} on",
        expected="a header",
        remedy="name the column there or delete it",
    )


def _find_cells_beyond(body: Lines, width: int, where: str) -> Iterator[StudyError]:
    """Find cells to the right of the last question."""
    beyond: dict[int, list[int]] = {}
    for number, cells in body:
        for index in range(width, len(cells)):
            if cells[index].strip():
                beyond.setdefault(index, []).append(number)
    yield from (_unnamed_column(index, numbers, where) for index, numbers in sorted(beyond.items()))


def _check_cells(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Refuse merged cells among the answers, of which all but one are lost, and formulas without their value."""
    numbers = {row.number for row in rows}
    merged = [area for area in sheet.merged if not numbers.isdisjoint(range(area.top, min(area.bottom, 1 << 20) + 1))]
    if merged:
        areas = ", ".join(map(_name_area, merged[:5]))
        expected = "one value per cell of an answer"
        raise StudyError(
            what="cells are merged",
            where=sheet.source,
            found=areas,
            expected=expected,
            remedy="unmerge them and fill each cell",
        )
    if sheet.unvalued:
        what = "a formula has no stored value"
        where = f"{sheet.source}, cell {sheet.unvalued}"
        raise StudyError(what=what, where=where, found="a formula", expected="a value", remedy="paste values only")


def _name_area(area: Area) -> str:
    first, last = (f"{column_letter(c - 1)}{r}" for r, c in ((area.top, area.left), (area.bottom, area.right)))
    return f"{first}:{last}"


def _note_rows(lines: Lines, head: _Head) -> Iterator[str]:
    if head.above:
        numbers = [number for number, _ in lines[: head.above]]
        rows = f"row {numbers[0]}" if len(numbers) == 1 else f"rows {numbers[0]} to {numbers[-1]}"
        yield f"skipped {rows} above the questions"
    if head.depth > 1:
        yield f"the questions take {head.depth} rows"


def _note_trials(rows: Sequence[Row]) -> Iterator[str]:
    """Name rows with a word such as "test" where most respondents wrote something of their own, as their name."""
    for index in range(len(rows[0].cells)):
        if 2 * len({row.cells[index] for row in rows}) > len(rows):
            found = [str(row.number) for row in rows if TRIAL.fullmatch(normalise(row.cells[index]))]
            if found:
                rows_named = f"column {column_letter(index)}: row {', '.join(found[:MOST_TOTALS])}"
                yield f"kept, and perhaps trials of the form and no respondents, by {rows_named}"


def _note_hidden(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden_rows:
        yield f"{sheet.hidden_rows} rows that the spreadsheet hides are read as well"
    if sheet.hidden_columns:
        yield f"{sheet.hidden_columns} columns that the spreadsheet hides are read as well"
