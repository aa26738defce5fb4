"""Where the questions stand in a sheet: below titles, in one row or several, with groups or codes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from study.base.errors import StudyError
from study.setup.codebook import normalise
from study.survey.answer_columns import repeats_answers
from study.survey.cells import LOOKED_AT, Lines, Row, Sheet, cell_at, column_letter, count_filled, is_figure, pad
from study.survey.platforms import LAYOUTS, drop_text, recognise

SEARCHED = 30  # filled rows in which the questions are looked for
LONG_TEXT = 15  # characters of a question
FEWEST_NUMBERED = 6  # columns; fewer may be counted by the answers of somebody
CODE = re.compile(r"[A-Za-z]+[._-]?\d[\w.-]*")  # X1.1, KP2


@dataclass(frozen=True)
class Head:
    """Where the questions stand: the layout, how many filled rows lie above them, how many rows they take."""

    layout: str
    above: int
    depth: int


def find_head(lines: Lines, sheet: Sheet, layout: str | None, head_row: int | None) -> Head:
    """Find where the questions stand; layout, head_row: as for `lay_out`."""
    above = _given_row(lines, sheet, head_row) if head_row else None
    recognised = [recognise(cells) for _, cells in lines[:SEARCHED]]
    if above is None:
        named = [index for index, key in enumerate(recognised) if key != "plain" and layout in (None, key)]
        above = named[0] if named else _first_questions(lines)
    key = layout or (recognised[above] if above < len(recognised) else "plain")
    return Head(key, above, _depth(lines, above, key, sheet))


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


def _first_questions(lines: Lines) -> int:
    """Skip titles: rows of fewer cells than half of what rows of the table have; and a group row that has gaps."""
    typical = median(count_filled(cells) for _, cells in lines[:LOOKED_AT])
    wide = [index for index, (_, cells) in enumerate(lines[:SEARCHED]) if 2 * count_filled(cells) >= typical]
    first = wide[0]
    for index in wide[1:5]:
        more = count_filled(lines[index][1]) > count_filled(lines[first][1])
        covers = all(cell_at(lines[index][1], column) for column, cell in enumerate(lines[first][1]) if cell.strip())
        if more and covers and _asks(lines, index):
            return index
    return first - 1 if first and _is_begun_above(lines, first) else first


def _is_begun_above(lines: Lines, row: int) -> bool:
    """Whether the row above names columns with answers that this one leaves out, and the groups of the others."""
    left_out = [
        column for column, cell in enumerate(lines[row - 1][1]) if cell.strip() and not cell_at(lines[row][1], column)
    ]
    answered = any(cell_at(cells, column) for _, cells in lines[row + 1 : row + 1 + LOOKED_AT] for column in left_out)
    return answered and _is_second_row(lines, row - 1)


def _asks(lines: Lines, index: int) -> bool:
    """Whether a row may hold questions: different texts, none of them a number or an answer that recurs below it."""
    cells = [(column, normalise(cell)) for column, cell in enumerate(lines[index][1]) if cell.strip()]
    texts = [text for _, text in cells]
    below = lines[index + 1 : index + 1 + LOOKED_AT]
    if len(set(texts)) < len(texts) or any(is_figure(text.strip("()")) for text in texts) or not below:
        return False
    return not any(normalise(cell_at(row, column)) == text for column, text in cells for _, row in below)


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
        return 1 if any(cell_at(rows[1], column) for column in marks) else 2
    two = _is_second_row(lines, above) or _explains_codes(lines, above)
    depth = _merged_depth(sheet, lines[above][0]) or (2 if two else 1)
    return depth + _holds_codes(lines, above + depth)


def _holds_codes(lines: Lines, index: int) -> bool:
    """Whether a row has codes of questions and nothing else, and no other codes stand below, as of respondents."""
    row = lines[index][1] if index < len(lines) else []
    columns = [column for column in range(len(row)) if row[column].strip()]
    is_coded = len(columns) > 1 and all(CODE.fullmatch(cell_at(row, column)) for column in columns)
    below = [cell_at(other, column) for _, other in lines[index + 1 : index + 1 + LOOKED_AT] for column in columns]
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
    gaps = {column for column in columns if not cell_at(first, column) and cell_at(second, column)}
    begun = {column - 1 for column in gaps if cell_at(first, column - 1)}
    alone = [bool(cell_at(second, column)) for column in columns if column not in gaps | begun]
    is_answered = all(2 * sum(bool(cell_at(row, column)) for _, row in below) > len(below) for column in gaps)
    is_partial = not any(alone) or (is_answered and not all(alone))
    is_head = _asks(lines, above + 1) or _numbers_each_group(first, second) or repeats_answers(first, second)
    return bool(gaps) and is_partial and is_head


def _numbers_each_group(groups: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row counts the items of each group from 1 on, and leaves out a column that the row of groups names."""
    counted = [(column, cell.strip()) for column, cell in enumerate(row) if cell.strip()]
    numbers = [1]
    for column, _ in counted:
        numbers.append(1 if cell_at(groups, column) else numbers[-1] + 1)
    named = [column for column, cell in enumerate(groups) if cell.strip()]
    are_counted = [cell for _, cell in counted] == [str(number) for number in numbers[1:]]
    return len(counted) >= FEWEST_NUMBERED and are_counted and any(not cell_at(row, column) for column in named)


def _explains_codes(lines: Lines, above: int) -> bool:
    """Whether the next row holds the texts of questions whose codes stand in this one, above answers that recur."""
    codes, texts = ([cell.strip() for cell in lines[above + row][1]] for row in (0, 1))
    if len(codes) != len(texts) or not all(texts) or not all(codes) or any(" " in code for code in codes):
        return False
    if median(map(len, texts)) < LONG_TEXT or not _asks(lines, above + 1):
        return False
    below = lines[above + 2 : above + 2 + LOOKED_AT]
    answers = [[normalise(cell_at(cells, column)) for _, cells in below] for column in range(len(codes))]
    recurring = sum(len(set(column)) < len(column) or all(map(is_figure, column)) for column in answers)
    return 2 * recurring >= len(codes)


def read_headers(lines: Lines, head: Head) -> list[str]:
    """The question of each column; where the questions take several rows, the group and what stands below it."""
    heads = [cells for _, cells in lines[head.above : head.above + head.depth]]
    width = max(len(cells) for cells in heads)
    rows = [pad(cells, width) for cells in heads]
    if head.layout == "qualtrics":
        texts = [row for row in rows[1:] if not any('"ImportId"' in cell for cell in row)]
        return [_first_text(cells) for cells in zip(*texts, rows[0], strict=True)]
    if len(rows) == 1:
        return _grouped([drop_text(cell, head.layout) for cell in rows[0]], lines[: head.above])
    return _combined(rows, head.layout)


def _first_text(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


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
    if not repeated or not above or count_filled(above[-1][1]) < 2:
        return headers
    groups = _spread(pad(above[-1][1], len(headers)), headers)
    told = [
        f"{group} [{header.strip()}]" if name in repeated and group else header
        for header, name, group in zip(headers, names, groups, strict=True)
    ]
    return told if len(set(map(normalise, told))) > len(set(names)) else headers


def disambiguate(headers: Sequence[str], used: Sequence[int]) -> tuple[tuple[str, ...], list[str]]:
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


def check_questions(headers: Sequence[str], rows: Sequence[Row], where: str) -> None:
    """Refuse a row of answers in the place of the questions: most of its cells recur below them."""
    filled = [index for index, header in enumerate(headers) if header.strip()]
    texts = [headers[index].strip() for index in filled]
    if texts == [str(n) for n in range(1, len(filled) + 1)] or _numbers_items(headers, rows):
        return
    answers = [{normalise(row.cells[index]) for row in rows[:LOOKED_AT]} for index in range(len(headers))]
    recurring = sum(normalise(headers[index]) in answers[index] for index in filled)
    figures = len(filled) > 1 and all(map(is_figure, texts))
    if figures or (recurring >= 2 and 2 * recurring >= len(filled)):
        what = "the first row holds answers in place of questions"
        found = "figures" if figures else f"{recurring} of {len(filled)} cells that recur below them"
        remedy = "put the row of questions back, delete rows that repeat it in part, or name its row as head_row"
        raise StudyError(what=what, where=where, found=found, expected="questions", remedy=remedy)


def _numbers_items(headers: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether a row counts the items, No, 1, 2, 3, ..., further than anybody answered; nobody's answers do."""
    counted = [index for index, header in enumerate(headers) if is_figure(header)]
    are_counted = [headers[index].strip() for index in counted] == [str(n) for n in range(1, len(counted) + 1)]
    given = {row.cells[index].strip() for row in rows for index in counted}
    return len(counted) >= FEWEST_NUMBERED and are_counted and headers[counted[-1]].strip() not in given


def note_rows(lines: Lines, head: Head) -> Iterator[str]:
    """Say which rows were skipped, and where the questions take several."""
    if head.above:
        numbers = [number for number, _ in lines[: head.above]]
        rows = f"row {numbers[0]}" if len(numbers) == 1 else f"rows {numbers[0]} to {numbers[-1]}"
        yield f"skipped {rows} above the questions"
    if head.depth > 1:
        yield f"the questions take {head.depth} rows"
