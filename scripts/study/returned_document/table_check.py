"""The tables of a document that came back: what went, came or changed in them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from study.returned_document.alignment import (
    columns_of,
    join_tables,
    normalise_label,
    pair_columns,
    pair_rows,
    pair_tables,
    unpaired,
)
from study.returned_document.comparison import GONE, NEW, compare_labels, compare_texts
from study.returned_document.findings import SNIPPET, Finding, TextDifference
from study.returned_document.original import stated_numbers
from study.returned_document.statements import Kind, all_statements, spoken, statements
from study.returned_document.word_text import Document, WordTable

LONGEST_RESULT = 4  # words of a cell that is no more than a number or a verdict


def check_tables(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    """Find what differs in the tables."""
    tables = join_tables(expected.tables, found.tables)
    labels = frozenset(normalise_label(cell) for table in expected.tables for row in table.rows for cell in row)
    pairs = pair_tables(expected.tables, tables)
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        where = f"table {j + 1} (“{tables[j].caption[:SNIPPET]}”)"
        yield from _check_rows(expected.tables[i], tables[j], labels - {""}, where, language)
    for table in unpaired(expected.tables, [i for i, _ in pairs]):
        difference = TextDifference(f"table {GONE}", table.caption[:SNIPPET], "", is_error=True)
        yield Finding(difference, f"section “{table.section}”", "", table.caption)
    for table in unpaired(tables, [j for _, j in pairs]):
        numbers = any(stated_numbers(cell) for row in table.rows for cell in row)
        difference = TextDifference(f"table {NEW}", "", table.caption[:SNIPPET], is_error=numbers)
        yield Finding(difference, f"section “{table.section}”", table.caption, "")


def _check_rows(
    expected: WordTable, found: WordTable, labels: Collection[str], where: str, language: str
) -> Iterator[Finding]:
    pairs = list(pair_rows(expected, found))
    order = [j for _, j in pairs if j is not None]
    if order != sorted(order):
        difference = TextDifference("rows in another order", _row_titles(expected), _row_titles(found), is_error=True)
        yield Finding(difference, where, "", "")
    columns = pair_columns(expected, found, pairs)
    yield from _check_columns(expected, found, columns, where)
    for i, j in pairs:
        row = expected.rows[i]
        if j is None:
            difference = TextDifference(f"row {GONE}", " | ".join(row), "", is_error=True)
            yield Finding(difference, where, "", " ".join(row))
        else:
            ordered = [
                _cell(found.rows[j], columns[column]) if column in columns else None for column in range(len(row))
            ]
            yield from _check_cells(expected.rows[0], row, ordered, labels, where, language)
    for row in unpaired(found.rows, order):
        # A line of words over all columns divides a table; a row of its own says something.
        is_error = len(list(filter(None, row))) > 1 or bool(statements(" ".join(row)))
        yield Finding(TextDifference(f"row {NEW}", "", " | ".join(row), is_error), where, "", "")


def _check_columns(expected: WordTable, found: WordTable, columns: Mapping[int, int], where: str) -> Iterator[Finding]:
    """Tell columns that went or came: of words as a note, of numbers or verdicts as an error."""
    sides = ((expected, list(columns), GONE), (found, list(columns.values()), NEW))
    for table, paired, kind in sides:
        for column, (title, *cells) in columns_of(table.rows).items():
            if column not in paired and any(cells):
                texts = ("", title) if kind == NEW else (title, "")
                is_error = _holds_results(list(filter(None, cells)))
                yield Finding(TextDifference(f"column {kind}", *texts, is_error), where, "", "")


def _holds_results(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column are no more than a number or a verdict."""
    short = [cell for cell in cells if len(cell.split()) < LONGEST_RESULT]
    if all(re.fullmatch(r"\*{1,3}|n\.?s\.?", cell) for cell in cells):
        return True
    return 2 * sum(any(one.kind != Kind.CODE for one in statements(cell)) for cell in short) > len(cells)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _check_cells(
    head: Sequence[str],
    expected: Sequence[str],
    found: Sequence[str | None],
    labels: Collection[str],
    where: str,
    language: str,
) -> Iterator[Finding]:
    """Compare the cells of a row; None where its column is gone."""
    for column, (cell, changed) in enumerate(zip(expected, found, strict=True)):
        if changed is None or changed == cell:
            continue
        if expected is head and _keeps_head(cell, changed):
            yield Finding(TextDifference("head put otherwise", cell, changed, is_error=False), where, "", "")
            continue
        differences = compare_texts(cell, changed, language, is_cell=True) or compare_labels(cell, changed, labels)
        if expected is head and _is_worded_anew(cell, changed, labels):
            differences = [replace(one, is_error=False, is_to_read=True) for one in differences]
        place = f"{where}, row “{_row_title(expected)}”, column “{_cell(head, column) or column + 1}”"
        for difference in differences:
            yield Finding(difference, place, " | ".join(filter(None, found)), " ".join(expected))


def _keeps_head(head: str, changed: str) -> bool:
    """Whether a head is its initials, or has a scale, a unit or a count added and no word of another statistic."""
    if changed.lower() == "".join(word[0] for word in head.lower().split()):
        return True
    added = re.fullmatch(rf"{re.escape(head)}\s?[(\[,](.*?)[)\]]?", changed)
    return added is not None and all(one.kind in (Kind.NUMBER, Kind.SYMBOL) for one in all_statements(added[1]))


def _is_worded_anew(head: str, changed: str, labels: Collection[str]) -> bool:
    """Whether what stands in the place of a head states the same, without other words, and is no other label."""
    stated = [{one.meaning for one in all_statements(text) if one.kind != Kind.REPORT} for text in (head, changed)]
    is_said = not any(one.kind == Kind.WORD for one in spoken(changed))
    return bool(changed) and is_said and stated[0] == stated[1] and normalise_label(changed) not in labels


def _row_title(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _row_titles(table: WordTable) -> str:
    return ", ".join(_row_title(row) for row in table.rows[1:])[:SNIPPET]
