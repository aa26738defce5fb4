"""From the cells of a sheet to questions and answers: where the questions stand, and which rows are nobody's answers.

Each platform exports in a layout of its own, recognised by the names of the columns that it adds. What is skipped or
set aside is said; what cannot be decided is refused.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from study.base.errors import StudyError, stop_on
from study.setup.codebook import normalise
from study.survey.asides import find_asides, note_trials, repeats_questions
from study.survey.cells import (
    Area,
    Lines,
    Row,
    SetAside,
    Sheet,
    Table,
    column_letter,
    count_filled,
    counts_rows,
    is_figure,
    name_questions,
    pad,
)
from study.survey.heads import SEARCHED, Head, check_questions, disambiguate, find_head, note_rows, read_headers
from study.survey.platforms import find_quiz, recognise
from study.survey.scoring import LONGEST_SCALE

MOST_CELLS = 16_000_000  # of a table; 200,000 rows of 80 questions


def is_export(sheet: Sheet) -> bool:
    """Whether a platform's columns stand in a sheet."""
    return any(recognise(cells) != "plain" for _, cells in sheet.rows[:SEARCHED])


def is_table(sheet: Sheet) -> bool:
    """Whether a sheet has two rows of two cells."""
    return sum(count_filled(cells) > 1 for _, cells in sheet.rows[:SEARCHED]) > 1


def lay_out(sheet: Sheet, layout: str | None = None, head_row: int | None = None, unfinished: str = "exclude") -> Table:
    """Find questions and answers of a sheet.

    layout: a key of LAYOUTS, None where the content tells. head_row: the number of the (first) row of questions, None
    where the content tells. unfinished: "exclude" or "keep": answers that were never handed in, where a layout tells.
    StudyError where there is no table; StudyErrors for its headers and ragged rows.
    """
    lines = [(number, cells) for number, cells in sheet.rows if any(cell.strip() for cell in cells)]
    _check_filled(lines, sheet)
    head = find_head(lines, sheet, layout, head_row)
    top = lines[head.above][0]
    where = f"{sheet.source}, row {top}"
    if head.above + head.depth >= len(lines):
        raise _empty(sheet.source, "a header only")
    headers = read_headers(lines, head)
    body = lines[head.above + head.depth :]
    _check_size(len(headers) * len(body), sheet.source)
    stop_on(list(_find_ragged_rows(headers, body, sheet)), sheet.source)
    rows = [Row(number, pad(cells, len(headers))) for number, cells in body]
    asides = find_asides(headers, rows, body, lines[head.above][1], head, unfinished)
    answers = [row for row in rows if row.number not in asides]
    if not answers:
        raise _empty(sheet.source, "no row of answers below the questions")
    check_questions(headers, answers, where)
    _check_order(name_questions(headers), answers, sheet.source)
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
    head: Head,
    columns: tuple[Sequence[str], Sequence[int]],
    answers: Sequence[Row],
    notes: Sequence[str],
    asides: Mapping[int, SetAside],
) -> Table:
    headers, used = columns
    names, renamed = disambiguate([headers[index].strip() for index in used], used)
    return Table(
        source=sheet.source,
        headers=names,
        columns=tuple(column_letter(index) for index in used),
        rows=tuple(Row(row.number, tuple(row.cells[index] for index in used)) for row in answers),
        layout=head.layout,
        head_row=lines[head.above][0],
        notes=(*sheet.notes, *note_rows(lines, head), *notes, *renamed, *_note_hidden(sheet), *note_trials(answers)),
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


def _check_size(cells: int, source: str) -> None:
    if cells > MOST_CELLS:
        what = "the table is larger than a survey"
        remedy = "delete what lies beside and below the answers"
        expected = f"at most {MOST_CELLS:,}"
        raise StudyError(what=what, where=source, found=f"{cells:,} cells", expected=expected, remedy=remedy)


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


def _check_order(questions: Mapping[int, str], rows: Sequence[Row], source: str) -> None:
    """Refuse a row of the questions in another order: what stands below it answers other questions than it seems."""
    texts, first = set(questions.values()), min(questions, default=0)
    if all(map(is_figure, texts)):
        return  # a ranking holds each of its heads in another order
    for row in rows:
        is_head = normalise(row.cells[first]) in texts and {*map(normalise, row.cells)} - {""} == texts
        if is_head and not repeats_questions(row, questions):
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
    named = name_questions(headers)
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


def _choose_columns(headers: Sequence[str], rows: Sequence[Row], layout: str) -> tuple[list[int], list[str]]:
    """The columns with a question, and what is said of those that are skipped."""
    bare = [index for index, header in enumerate(headers) if not header.strip()]
    empty = [index for index in bare if not any(row.cells[index].strip() for row in rows)]
    running = [index for index in bare if index not in empty and len(rows) > 1 and counts_rows(rows, index)]
    quiz = find_quiz(headers) if layout in ("google_forms", "microsoft_forms") else []
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


def _note_hidden(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden_rows:
        yield f"{sheet.hidden_rows} rows that the spreadsheet hides are read as well"
    if sheet.hidden_columns:
        yield f"{sheet.hidden_columns} columns that the spreadsheet hides are read as well"
