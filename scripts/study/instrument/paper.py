"""The questionnaire on paper: the text that becomes PDF and DOCX, and the workbook that answers are typed into."""

import json
from collections.abc import Iterator, Sequence, Set

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from study.instrument.questionnaire import Block, Question, Questionnaire
from study.tables.workbook import workbook_bytes
from study.words.dictionary import legible, word
from study.words.wording import as_markdown

BOX = "□"
LINE = "\\_" * 24
LONGEST_UNBROKEN = 12  # items of a grid that no page break divides
# Dashes under the heads of a grid: the shares of its columns.
WIDE = 60
NARROW = 4


def printed_questionnaire(form: Questionnaire) -> str:
    """Return the questionnaire as Markdown: purpose, consent, criteria, a grid per block, questions on the person."""
    language = form.language
    head = {"title": as_markdown(form.title), "subtitle": word("instrument", "questionnaire", language)}
    lines = [f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in (head | {"lang": language}).items()]
    numbers = iter(range(1, len(form.questions) + 1))
    parts = [
        "\n".join(["---", *lines, "---"]),
        *_introduction(form),
        *_asked("screening", form.criteria, numbers, form),
    ]
    if form.blocks:
        parts += [_heading("items", language), _paragraph(as_markdown(form.instructions))]
    parts += [part for block in form.blocks for part in _grid(block, numbers, language)]
    return "\n\n".join([*parts, *_asked("person", form.person, numbers, form)]) + "\n"


def _heading(key: str, language: str) -> str:
    return f"# {word('instrument', key, language)}"


def _paragraph(*lines: str) -> str:
    return "::: form\n" + "\\\n".join(lines) + "\n:::"


def _introduction(form: Questionnaire) -> Iterator[str]:
    language = form.language
    yield _paragraph(f"{word('instrument', 'number', language)}: {LINE}")
    yield from (_heading("purpose", language), _paragraph(as_markdown(form.purpose)))
    if form.contact:
        yield _paragraph(as_markdown(form.contact))
    yield from (_heading("information", language), _paragraph(as_markdown(form.consent_text)))
    if form.consent:
        yield _paragraph(as_markdown(form.consent.text), _offered(form.consent))


def _asked(title: str, questions: Sequence[Question], numbers: Iterator[int], form: Questionnaire) -> Iterator[str]:
    """Yield a heading and the questions below it, each with its boxes or a line to write on; nothing for none."""
    if questions:
        yield _heading(title, form.language)
    for question in questions:
        line = f"{word('instrument', 'answer_line', form.language)}: {LINE}"
        yield _paragraph(
            f"{next(numbers)}\\. {as_markdown(question.text)}", _offered(question) if question.choices else line
        )


def _offered(question: Question) -> str:
    """Set the choices of a question in a line, each after its box."""
    return " \u2003".join(f"{BOX}\u00a0{as_markdown(choice)}" for choice in question.choices)


def _grid(block: Block, numbers: Iterator[int], language: str) -> Iterator[str]:
    """Yield the title of a block and the table of its items; its first row tells what the figures mean."""
    points = block.figures or [word("instrument", "answer_line", language)]
    if block.title:
        yield f"## {as_markdown(block.title)}"
    codes = [word("instrument", "code", language), *(item.code for item in block.items)]
    small = [f"^{as_markdown(code).replace(' ', chr(92) + ' ')}^" for code in codes]
    width = NARROW if block.figures else 4 * NARROW
    widths = (NARROW, WIDE, *[width] * len(points), 2 * NARROW)
    table = [
        [word("instrument", "item_number", language), word("instrument", "statement", language), *points, small[0]],
        [f":{'-' * width}" if index == 1 else f":{'-' * width}:" for index, width in enumerate(widths)],
    ]
    if meaning := _meaning(block):
        table.append([f"**{meaning}**", *[""] * (len(points) + 2)])
    for item, code in zip(block.items, small[1:], strict=True):
        ends = f"\\ ({as_markdown(item.hint)})" if item.hint else ""
        answers = [BOX] * len(block.figures) or [LINE[: len(LINE) // 2]]
        table.append([str(next(numbers)), as_markdown(item.text) + ends, *answers, code])
    rows = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    yield f"::: form\n{rows}\n:::" if len(block.items) <= LONGEST_UNBROKEN else rows


def _meaning(block: Block) -> str:
    """Say what the figures of a grid mean, as far as they have words."""
    pairs = zip(block.figures, block.choices, strict=True)
    named = [(point, as_markdown(choice)) for point, choice in pairs if choice != point]
    numbered = any(choice.startswith(f"{point} - ") for point, choice in named)
    return "; ".join(str(choice) if numbered else f"{point}\u00a0= {choice}" for point, choice in named)


_HEAD = Font(name="Calibri", bold=True)
_FILL = PatternFill("solid", fgColor="EEF2F6")
_OPEN = Protection(locked=False)
WIDTH = 18  # characters, of a column
HEIGHT = 90  # points, of the heads
LARGEST = 10**12  # size of a number that is taken
MOST_LISTED = 10  # points that a list of figures shows; of longer scales any whole number within is taken


def entry_heads(form: Questionnaire) -> list[str]:
    """Return the heads of the entry form: the number of the questionnaire, the time stamp, every question."""
    moment = [form.moment] if form.moment else []
    return [word("instrument", "number", form.language), *moment, *(question.text for question in form.questions)]


def entry_form(form: Questionnaire, rows: int) -> bytes:
    """Return the workbook for answers on paper: a row per respondent, lists to choose from, and a sheet of codes.

    Items are typed as figures, as they were ticked. The heads are protected, without a password.
    """
    workbook = Workbook()
    entry = workbook.active
    entry.title = word("instrument", "answers", form.language)
    codes = workbook.create_sheet(word("instrument", "codes", form.language))
    lists = _fill_codes(codes, form)
    first = len(entry_heads(form)) - len(form.questions) + 1
    texts = {*range(1, first), *(first + index for index, asked in enumerate(form.questions) if asked.kind == "text")}
    _fill_entry(entry, entry_heads(form), rows, texts)
    for column, question in enumerate(form.questions, start=first):
        validation = _validation(question, lists.get(question.code, ""), form)
        if validation:
            letter = get_column_letter(column)
            validation.add(f"{letter}2:{letter}{rows + 1}")
            entry.add_data_validation(validation)
    codes.protection.sheet = True
    return workbook_bytes(workbook)


def _fill_entry(sheet: Worksheet, heads: Sequence[str], rows: int, texts: Set[int]) -> None:
    """Write the heads and open the cells below them; texts: the columns of what is typed in words."""
    for column, text in enumerate(heads, start=1):
        _set_head(sheet, column, text)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        for row in range(2, rows + 2):
            cell = sheet.cell(row, column)
            cell.protection = _OPEN
            # A text stays one: no telephone number loses its first zero.
            cell.number_format = "@" if column in texts else "General"
    sheet.row_dimensions[1].height = HEIGHT
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _set_head(sheet: Worksheet, column: int, text: str) -> None:
    cell = sheet.cell(1, column, legible(text))
    cell.data_type = "s"  # a text that begins with = is a text
    cell.font = _HEAD
    cell.fill = _FILL
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fill_codes(sheet: Worksheet, form: Questionnaire) -> dict[str, str]:
    """Write code, text and answers of every question, a row each; return the cells of the choices by code."""
    heads = [word("instrument", key, form.language) for key in ("code", "statement", "answers")]
    for column, text in enumerate(heads, start=1):
        _set_head(sheet, column, text)
    lists: dict[str, str] = {}
    for row, question in enumerate(form.questions, start=2):
        offered = (
            [f"{point} = {choice}" for point, choice in zip(question.figures, question.choices, strict=True)]
            if question.figures
            else question.choices
        )
        for column, text in enumerate([question.code, question.text, *offered], start=1):
            cell = sheet.cell(row, column, legible(text))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=column == 2, vertical="top")
        if question.choices and not question.figures:
            last = get_column_letter(2 + len(question.choices))
            lists[question.code] = f"{quote_sheetname(sheet.title)}!$C${row}:${last}${row}"
    for column, width in ((1, WIDTH), (2, 60)):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    return lists


def _validation(question: Question, cells: str, form: Questionnaire) -> DataValidation | None:
    """Return what a column takes; None for a text."""
    points = question.figures
    language = form.language
    if cells:
        made = DataValidation(type="list", formula1=cells)
        prompt = "answer_list"
    elif points and len(points) <= MOST_LISTED:
        made = DataValidation(type="list", formula1=f'"{",".join(points)}"')
        prompt = "answer_figures"
    elif points:
        made = DataValidation(type="whole", operator="between", formula1=points[0], formula2=points[-1])
        prompt = "answer_figures"
    elif question.kind == "number":
        made = DataValidation(type="decimal", operator="between", formula1=f"-{LARGEST}", formula2=str(LARGEST))
        prompt = "answer_number"
    else:
        return None
    made.allow_blank = True
    made.showErrorMessage = made.showInputMessage = True
    made.prompt = word("instrument", prompt, language)
    made.error = word("instrument", "wrong_answer", language)
    made.promptTitle = question.code[:32]
    return made
