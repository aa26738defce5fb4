"""The questionnaire as forms: on paper (print, workbook for entry), Google Forms, KoboToolbox, LimeSurvey, offline."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from study.base.errors import StudyError
from study.instrument.questionnaire import Block, Question, Questionnaire
from study.tables.workbook import workbook_bytes
from study.words.dictionary import dictionary, legible, word
from study.words.wording import as_markdown

Choice = TypeVar("Choice")
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
        pairs = zip(question.figures, question.choices, strict=True) if question.figures else ()
        offered = [f"{point} = {choice}" for point, choice in pairs] or question.choices
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


def as_script(content: Any) -> str:
    """Write what a script holds as JSON that ends no element of HTML and no line of JavaScript.

    >>> as_script({"text": "</script>"})
    '{"text": "\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(content, ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text)


SCALE_POINTS = range(3, 11)  # of a scale in figures, as Google Forms can show it; others become choices
LOWEST = ("0", "1")


def google_script(form: Questionnaire, template: str) -> str:
    """Return the Apps Script that makes the form in Google Forms, from the text of its template.

    Each item is a question of its own: the export of a grid would head its columns with the title of the grid, too.
    """
    pages = [
        {"title": title if index else "", "help": text if index else "", "questions": [*map(_google_question, asked)]}
        for index, (title, text, asked) in enumerate(form.pages)
    ]
    content = {
        "title": form.title,
        "description": form.introduction,
        "thanks": word("instrument", "thanks", form.language),
        "pages": pages,
    }
    said = word("instrument", "how_google", form.language)
    return template.replace("HOW_TO_RUN", said).replace("QUESTIONNAIRE_AS_JSON", as_script(content))


def _google_question(question: Question) -> dict[str, Any]:
    lowest = question.figures[:1]
    figures = question.choices == question.figures and len(question.choices) in SCALE_POINTS and lowest[0] in LOWEST
    return {
        "title": question.text,
        "help": question.hint,
        "kind": "scale" if figures else question.kind,
        "choices": list(question.choices),
        "ends": list(question.ends),
        "required": question.required,
    }


NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def xlsform(form: Questionnaire) -> bytes:
    """Return the XLSForm of KoboToolbox and ODK: sheets survey, choices and settings.

    No notes: an export has a column for each, which no question of the codebook heads. StudyError for a text that
    holds ${, which a form takes for a reference to an answer.
    """
    names = _names(form.questions, _underscored)
    offered = dict.fromkeys(question.choices for question in form.questions if question.choices)
    lists = {choices: f"list_{number}" for number, choices in _numbered([*offered])}
    workbook = Workbook()
    survey = workbook.active
    survey.title = "survey"
    _fill(survey, [XLSFORM_HEADS, *_xlsform_rows(form, names, lists)])
    rows = [[name, str(number), choice] for choices, name in lists.items() for number, choice in _numbered(choices)]
    _fill(workbook.create_sheet("choices"), [("list_name", "name", "label"), *rows])
    settings = (form.title, f"questionnaire_{form.language}", "pages", "1")
    _fill(workbook.create_sheet("settings"), [("form_title", "form_id", "style", "version"), settings])
    return workbook_bytes(workbook)


XLSFORM_HEADS = ("type", "name", "label", "hint", "required", "relevant", "appearance")


def _xlsform_rows(
    form: Questionnaire, names: dict[str, str], lists: dict[tuple[str, ...], str]
) -> Iterator[tuple[str, ...]]:
    consented = ""
    for number, (title, text, questions) in enumerate(form.pages, start=1):
        label = text if number == 1 else "\n\n".join(filter(None, (title, text)))
        yield "begin_group", f"page_{number}", _plain(label), "", "", consented, "field-list"
        for question in questions:
            yield (
                {"choice": f"select_one {lists.get(question.choices)}", "number": "decimal"}.get(question.kind, "text"),
                names[question.code],
                _plain(question.text),
                _plain(question.hint),
                "yes" if question.required else "",
                "",
                "",
            )
        yield "end_group", "", "", "", "", "", ""
        for asked, ends in _ending_choices(questions, names):
            consented = " and ".join(f"${{{asked}}} != '{choice}'" for choice in (*ends, ""))


def _ending_choices(questions: Sequence[Question], names: Mapping[str, str]) -> Iterator[tuple[str, list[int]]]:
    """Yield the name of each question that may end a form, with the numbers of the choices after which it does."""
    for question in [question for question in questions if question.ends]:
        yield names[question.code], [n for n, choice in _numbered(question.choices) if choice in question.ends]


def _underscored(code: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]", "_", code)
    return name if NAME.fullmatch(name) else ""


def _plain(text: str) -> str:
    """Return a text as it is; StudyError where a form would take a part of it for a reference to an answer."""
    if "${" in text:
        raise StudyError(
            what="an XLSForm takes this for a reference",
            where="a text of the codebook or the model",
            found=repr(text),
            expected="a text without ${",
            remedy="word it otherwise",
        )
    return text


def _names(questions: Iterable[Question], proper: Callable[[str], str]) -> dict[str, str]:
    """Return a name for each question by its code: what `proper` makes of the code, else its number."""
    made = {question.code: proper(question.code) for question in questions}
    lower = [name.lower() for name in made.values()]
    return {
        code: name if name and lower.count(name.lower()) == 1 else f"question{number}"
        for number, (code, name) in enumerate(made.items(), start=1)
    }


def _numbered(choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
    return list(enumerate(choices, start=1))


def _fill(sheet: Any, rows: Iterable[Sequence[str]]) -> None:
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                sheet.cell(row, column, text).data_type = "s"


LIMESURVEY_HEADS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default"),
)
LONGEST_NAME = 20  # characters of a question's code, letters and figures alone
LIMESURVEY_KINDS = {"choice": "L", "number": "N", "text": "S"}
# What the survey is to do; answers are anonymous but for what is asked, and no addresses of computers are kept.
LIMESURVEY_SETTINGS = {
    "format": "G",
    "datestamp": "Y",
    "ipaddr": "N",
    "refurl": "N",
    "anonymized": "N",
    "savetimings": "N",
}


def limesurvey_structure(form: Questionnaire) -> str:
    """Return the tab-separated structure that LimeSurvey imports: UTF-8, one row a group, question or answer."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, LIMESURVEY_HEADS, restval="", delimiter="\t", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_limesurvey_rows(form))
    return stream.getvalue()


def _limesurvey_rows(form: Questionnaire) -> Iterator[dict[str, str]]:
    language = {"language": form.language}
    for name, text in ({"language": form.language} | LIMESURVEY_SETTINGS).items():
        yield {"class": "S", "name": name, "text": text}
    texts = {"surveyls_title": form.title, "surveyls_welcometext": form.introduction}
    texts["surveyls_endtext"] = word("instrument", "thanks", form.language)
    for name, text in texts.items():
        yield {"class": "SL", "name": name, "text": _as_html(text), **language}
    names = _names(form.questions, _letters)
    consented = "1"
    number = 0
    for group, (title, text, questions) in enumerate([page for page in form.pages if page[2]], start=1):
        heads = {"name": _as_html(title), "text": _as_html(text) if title != form.title else ""}
        yield {"id": str(group), "class": "G", "type/scale": f"G{group}", **heads, "relevance": consented, **language}
        for question in questions:
            number += 1
            yield from _limesurvey_question(question, names[question.code], number, language)
        for asked, ends in _ending_choices(questions, names):
            consented = " && ".join(f'{asked}.NAOK != "{choice}"' for choice in ("", *ends))


def _limesurvey_question(
    question: Question, name: str, number: int, language: dict[str, str]
) -> Iterator[dict[str, str]]:
    shared = {"id": str(number), **language}
    row = {"class": "Q", "type/scale": LIMESURVEY_KINDS[question.kind], "name": name, "relevance": "1"}
    texts = {"text": _as_html(question.text), "help": _as_html(question.hint)}
    yield shared | row | texts | {"mandatory": "Y" if question.required else "N", "other": "N"}
    for code, choice in _numbered(question.choices):
        yield shared | {"class": "A", "type/scale": "0", "name": str(code), "text": _as_html(choice)}


def _letters(code: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]", "", code)
    return name if name[:1].isalpha() and len(name) <= LONGEST_NAME else ""


def _as_html(text: str) -> str:
    """Write a text as LimeSurvey shows it: as HTML, in which braces begin no expression."""
    marked = escape(text, quote=False).replace("{", "&#123;").replace("}", "&#125;")
    return marked.replace("\n\n", "<br /><br />")


def html_form(form: Questionnaire, template: Path) -> str:
    """Return the form as one page without a network: answers stay in the browser until they are saved as CSV."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    said = dictionary(form.language).sections["instrument"]
    heads = ([form.moment] if form.moment else []) + [question.text for question in form.questions]
    content = {
        "heads": heads,
        "moment": bool(form.moment),
        "name": f"answers.{form.language}.csv",
        # Answers to other questions than these are another file.
        "key": hashlib.sha256(as_script(heads).encode()).hexdigest(),
        "words": {key: said[key] for key in ("saved", "not_kept", "incomplete", "confirm", "thanks")},
    }
    page = environment.from_string(template.read_text(encoding="utf-8"))
    return page.render(form=form, say=said, content=as_script(content))
