"""The questionnaire on a screen: Google Forms, KoboToolbox and ODK, LimeSurvey, and a page that works offline."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import jinja2
from openpyxl import Workbook

from study.base.errors import StudyError
from study.instrument.questionnaire import Question, Questionnaire
from study.tables.workbook import workbook_bytes
from study.words.dictionary import dictionary, word


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
    lists = {
        choices: f"list_{number}"
        for number, choices in enumerate(
            dict.fromkeys(question.choices for question in form.questions if question.choices), start=1
        )
    }
    workbook = Workbook()
    survey = workbook.active
    survey.title = "survey"
    _fill(survey, [XLSFORM_HEADS, *_xlsform_rows(form, names, lists)])
    rows = [[name, str(place), choice] for choices, name in lists.items() for place, choice in _numbered(choices)]
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
        ends = [
            place for question in questions for place, choice in _numbered(question.choices) if choice in question.ends
        ]
        if ends:
            asked = next(names[question.code] for question in questions if question.ends)
            consented = " and ".join(f"${{{asked}}} != '{place}'" for place in ends) + f" and ${{{asked}}} != ''"


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


def _numbered(choices: Sequence[str]) -> list[tuple[int, str]]:
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
    for place, (title, text, questions) in enumerate([page for page in form.pages if page[2]], start=1):
        heads = {"name": _as_html(title), "text": _as_html(text) if title != form.title else ""}
        yield {"id": str(place), "class": "G", "type/scale": f"G{place}", **heads, "relevance": consented, **language}
        for question in questions:
            number += 1
            yield from _limesurvey_question(question, names[question.code], number, language)
        ends = [
            code for question in questions for code, choice in _numbered(question.choices) if choice in question.ends
        ]
        if ends:
            asked = next(names[question.code] for question in questions if question.ends)
            consented = " && ".join([f'{asked}.NAOK != ""', *(f'{asked}.NAOK != "{code}"' for code in ends)])


def _limesurvey_question(
    question: Question, name: str, number: int, language: dict[str, str]
) -> Iterator[dict[str, str]]:
    kind = LIMESURVEY_KINDS[question.kind]
    needed = "Y" if question.required else "N"
    row = {"id": str(number), "class": "Q", "type/scale": kind, "name": name, "relevance": "1"}
    yield {
        **row,
        "text": _as_html(question.text),
        "help": _as_html(question.hint),
        "mandatory": needed,
        "other": "N",
        **language,
    }
    for code, choice in _numbered(question.choices):
        yield {
            "id": str(number),
            "class": "A",
            "type/scale": "0",
            "name": str(code),
            "text": _as_html(choice),
            **language,
        }


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
