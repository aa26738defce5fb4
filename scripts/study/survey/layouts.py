"""From the cells of a sheet to questions and answers: where the questions stand, and which rows are nobody's answers.

Each platform exports in a layout of its own, recognised by the names of the columns that it adds. What is skipped or
set aside is said; what cannot be decided is refused.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from study.base.errors import StudyError, stop_on
from study.setup.codebook import normalise
from study.survey.answer_columns import choose_columns, join_ticks, last_named, note_ticks
from study.survey.asides import find_asides, note_trials, repeats_questions
from study.survey.cells import (
    Area,
    Lines,
    Row,
    SetAside,
    Sheet,
    Table,
    cell_at,
    column_letter,
    is_figure,
    name_questions,
    pad,
)
from study.survey.heads import Head, check_questions, disambiguate, find_head, note_rows, read_headers
from study.survey.scoring import LONGEST_SCALE

MOST_CELLS = 16_000_000  # of a table; 200,000 rows of 80 questions


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
    names, joined, ticked = join_ticks(headers, _widen(answers, body, sheet.source), sheet.source)
    filled, unfolded = _unfold_merged(sheet, joined)
    used, skipped = choose_columns(names, filled, head.layout, where)
    chosen = [index for index in used if not any(index in columns[1:] for columns in ticked.values())]
    _check_formulas(sheet)
    notes = [*skipped, *note_ticks(ticked), *unfolded]
    return _make_table(sheet, lines, head, (names, chosen), filled, notes, asides)


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
    least = last_named(headers) + 1
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


def _widen(rows: Sequence[Row], body: Lines, source: str) -> Sequence[Row]:
    """Give the rows the cells to the right of the last question, too."""
    cells = dict(body)
    beyond = [row.number for row in rows if any(cell.strip() for cell in cells[row.number][len(row.cells) :])]
    if not beyond:
        return rows
    width = max(len(cells[number]) for number in beyond)
    _check_size(width * len(rows), source)
    return [Row(row.number, pad(cells[row.number], max(width, len(row.cells)))) for row in rows]


def _unfold_merged(sheet: Sheet, rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Write the word of merged cells in each row that they reach over, as the village of neighbours; say so.

    Only in a column of words, most of which is merged: other merged cells are refused, as all but one value is lost.
    """
    numbers = {row.number for row in rows}
    merged = [area for area in sheet.merged if not numbers.isdisjoint(range(area.top, min(area.bottom, 1 << 20) + 1))]
    if not merged:
        return list(rows), []
    cells = {row.number: row.cells for row in rows}
    words = {area: cell_at(cells.get(area.top, ()), area.left - 1) for area in merged}
    covered = {
        (number, area.left - 1): words[area]
        for area in merged
        for number in numbers
        if area.top <= number <= area.bottom and area.left == area.right
    }
    reached = Counter(column for _, column in covered)
    refused = [
        _name_area(area)
        for area in merged
        if 2 * reached[area.left - 1] <= len(rows)
        or area.left != area.right
        or not words[area]
        or is_figure(words[area])
    ]
    if refused:
        raise StudyError(
            what="cells are merged",
            where=sheet.source,
            found=", ".join(refused[:5]),
            expected="one value per cell of an answer",
            remedy="unmerge them and fill each cell",
        )
    unfolded = [
        Row(row.number, tuple(covered.get((row.number, column), cell) for column, cell in enumerate(row.cells)))
        for row in rows
    ]
    note = f"merged cells, read in each row that they reach over: {', '.join(map(column_letter, sorted(reached)))}"
    return unfolded, [note]


def _check_formulas(sheet: Sheet) -> None:
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
