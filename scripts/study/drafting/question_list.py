"""Draft the files of a study before there is an export, from a workbook in which its author lists the questions."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from study.base.errors import StudyError, stop_on
from study.drafting.study_files import SurveyExport, draft_config, shorten
from study.setup.codebook import normalise
from study.survey.reading import read_all_sheets
from study.survey.scoring import read_ladders
from study.words.dictionary import LANGUAGES, word

# The sheets of the list of questions, and how many columns each has; words of both are `question_list.<sheet>...`.
SHEETS = {"study": 2, "questions": 4, "hypotheses": 5, "answers": 2, "criteria": 5}
ABOUT = ("title", "site", "author", "affiliation", "respondents", "stopping_rule", "consent", "accepted", "refused")
TEMPLATE_POINTS = 5
SIGNS = {"": "positive", "+": "positive", "-": "negative", "−": "negative", "–": "negative"}
NUMBER = re.compile(r"\d+([.,]\d+)?")
CONSTRUCT = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
MARKS = frozenset({"r", "√", "iya"})  # of a reversed question, beside x and the words for yes
PLANNED = "expected"  # the name of the population of the coefficients in the list

Rows = Sequence[tuple[int, tuple[str, ...]]]  # numbers of rows and their cells, without those that are empty


@dataclass(frozen=True)
class QuestionList:
    """What the workbook of a new study holds: the rows of each sheet, in the language of its heads; about: by key."""

    source: str
    language: str
    about: Mapping[str, str]
    questions: Rows
    hypotheses: Rows
    answers: Rows
    criteria: Rows


def question_workbook(language: str) -> Workbook:
    """Make the workbook that a new study is written down in: heads, an explanation under the title, usual answers."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet, width in SHEETS.items():
        page = workbook.create_sheet(_listed(sheet, language))
        heads = [_listed(f"{sheet}.{column}", language) for column in range(1, width + 1)]
        for row in ([_listed(f"{sheet}.help", language)], heads, *_template_rows(sheet, language)):
            page.append(row)
        page.freeze_panes = "A3"
        for cell in page[2]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            page.column_dimensions[cell.column_letter].width = 24 if width > 2 else 50
    return workbook


def _template_rows(sheet: str, language: str) -> list[list[str | int]]:
    if sheet == "study":
        usual = {key: _listed(f"usual.{key}", language) for key in ("consent", "accepted", "refused")}
        return [[_listed(f"about.{key}", language), usual.get(key, "")] for key in ABOUT]
    if sheet == "answers":
        return [[point, _listed(f"usual.answer.{point}", language)] for point in range(1, TEMPLATE_POINTS + 1)]
    return []


def _listed(key: str, language: str) -> str:
    return word("question_list", key, language)


def read_question_list(file: Path) -> QuestionList:
    """Read the filled-in workbook; StudyError where it is none, StudyErrors for what is missing in its rows."""
    try:
        workbook = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, OSError, KeyError, ValueError, zipfile.BadZipFile):
        raise _no_list(file, "a file that is no workbook") from None
    spoken = [name for name in LANGUAGES if all(_listed(sheet, name) in workbook.sheetnames for sheet in SHEETS)]
    if not spoken:
        raise _no_list(file, ", ".join(workbook.sheetnames))
    language = spoken[0]
    _check_formulas(file)
    sheets = {sheet: _read_rows(workbook[_listed(sheet, language)], width) for sheet, width in SHEETS.items()}
    workbook.close()
    labels = {_listed(f"about.{key}", language): key for key in ABOUT}
    about = {labels[name]: value for _, (name, value) in sheets.pop("study") if name in labels}
    listed = QuestionList(str(file), language, about, **sheets)
    stop_on([*_find_gaps(listed), *_find_unknown_ends(listed)], str(file))
    return listed


def _check_formulas(file: Path) -> None:
    """Raise StudyError for a formula without a stored value, which would be read as an empty cell."""
    for sheet in read_all_sheets(file):
        if sheet.unvalued:
            raise _refused_cell(f"{sheet.source}, cell {sheet.unvalued}", "a formula without its value", "a value")


def _read_rows(page: Any, width: int) -> Rows:
    """Read the rows below the heads as texts; a whole number has no decimals."""
    rows = [
        (number, tuple(_cell_text(cell) for cell in (*cells, *[None] * width)[:width]))
        for number, cells in enumerate(page.iter_rows(min_row=3, values_only=True), start=3)
    ]
    return [(number, cells) for number, cells in rows if any(cells)]


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return " ".join(text.split())


def _no_list(file: Path, found: str) -> StudyError:
    return StudyError(
        what="this is not the list of questions",
        where=str(file),
        found=found,
        expected=", ".join(_listed(sheet, LANGUAGES[0]) for sheet in SHEETS),
        remedy="give every sheet its name again; if it is another file, move it away and run start-study again",
    )


def _find_gaps(listed: QuestionList) -> Iterator[StudyError]:
    """Find sheets without rows, and rows that lack what no draft can know."""
    fewest = {"questions": (2, (0, 2)), "hypotheses": (1, (0, 1)), "answers": (2, (0, 1)), "criteria": (0, (0, 4))}
    for sheet, (least, needed) in fewest.items():
        rows = getattr(listed, sheet)
        where = f"{listed.source}, sheet {_listed(sheet, listed.language)}"
        if len(rows) < least:
            remedy = "fill in the sheet, save it and run start-study again"
            yield StudyError(
                what="rows are missing", where=where, found=str(len(rows)), expected=f"at least {least}", remedy=remedy
            )
        for number, cells in rows:
            for column in needed:
                if not cells[column]:
                    head = _listed(f"{sheet}.{column + 1}", listed.language)
                    yield _refused_cell(f"{where}, row {number}", "an empty cell", head)


def _find_unknown_ends(listed: QuestionList) -> Iterator[StudyError]:
    """Find names that no construct can have, ends of hypotheses that are none, and signs and numbers that are none."""
    names = {cells[0]: "" for _, cells in listed.questions}
    names |= {cells[0]: cells[1] for _, cells in reversed(listed.questions) if cells[1]}
    spelled = {normalise(name): name for name in reversed(names)}
    figures = [str(point) for point in range(1, len(listed.answers) + 1)]
    short = "a short name of letters, digits and _ such as X1"
    share = "a number between -1 and 1"
    respondents = listed.about.get("respondents", "")
    checks = [
        *(("questions", row, cells[0], CONSTRUCT.fullmatch(cells[0]), short) for row, cells in listed.questions),
        *(
            ("questions", row, cells[0], spelled[normalise(cells[0])] == cells[0], spelled[normalise(cells[0])])
            for row, cells in listed.questions
        ),
        *(
            ("questions", row, cells[1], normalise(cells[1]) == normalise(names[cells[0]]), names[cells[0]])
            for row, cells in listed.questions
        ),
        *(("questions", row, cells[3], _mark(cells[3]) is not None, "x or nothing") for row, cells in listed.questions),
        *(
            ("hypotheses", row, end, end in names, ", ".join(names))
            for row, cells in listed.hypotheses
            for end in cells[:2]
        ),
        *(("hypotheses", row, cells[3], cells[3] in SIGNS, "+ or -") for row, cells in listed.hypotheses),
        *(("hypotheses", row, cells[4], _number(cells[4]), share) for row, cells in listed.hypotheses),
        *(
            ("hypotheses", row, cells[4], _suits(cells[3], cells[4]), f"a number of the sign {cells[3] or '+'}")
            for row, cells in listed.hypotheses
        ),
        *(("answers", row, cells[0], cells[0] in figures, ", ".join(figures)) for row, cells in listed.answers),
        *(("criteria", row, cells[1], NUMBER.fullmatch(cells[1]), "a number") for row, cells in listed.criteria),
        ("study", 7, respondents, respondents.isdigit(), "a whole number of respondents"),
    ]
    for sheet, row, text, fits, expected in checks:
        if text and not fits:
            where = f"{listed.source}, sheet {_listed(sheet, listed.language)}, row {row}"
            yield _refused_cell(where, repr(text), expected)


def _refused_cell(where: str, found: str, expected: str) -> StudyError:
    return StudyError(
        what="a row cannot be used", where=where, found=found, expected=expected, remedy="correct it and save the file"
    )


def _mark(text: str) -> bool | None:
    """Whether a cell marks a reversed question, as with x; None for anything else than a mark, no and nothing."""
    if normalise(text) in MARKS:
        return True
    answer = "no" if text in ("", "-") else read_ladders()["yes_no"].find(normalise(text))
    return None if answer is None else answer == "yes"


def _suits(sign: str, coefficient: str) -> bool:
    """Whether a coefficient has the sign that is expected; one that is none is told elsewhere."""
    value = _number(coefficient)
    return value is None or (value < 0) == (SIGNS.get(sign) == "negative")


def _number(text: str) -> float | None:
    """Read a coefficient other than 0, with a decimal point or comma; None for anything else."""
    try:
        value = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if 0 < abs(value) < 1 else None


def draft_from_list(listed: QuestionList, project: str, folder: str, survey: str) -> dict[str, str]:
    """Write codebook.yaml, model.yaml and config.yaml from a list of questions.

    survey: the file that answers will be in. project: the text of the project's own config.yaml.
    """
    head = f"# Drafted from {Path(listed.source).name}. What each entry means is explained in config/{{file}}.\n\n"
    export = SurveyExport(survey, None, len(listed.answers))
    own = {"study": _study_section(listed), "plan": _plan_section(listed)}
    return {
        "codebook.yaml": head.format(file="codebook.yaml") + _as_yaml(_codebook_of(listed)),
        "model.yaml": head.format(file="model.yaml") + _as_yaml(_model_of(listed)),
        "config.yaml": draft_config(project, folder, export, listed.language, own),
    }


def _as_yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120)


def _items_of(listed: QuestionList) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the items of each construct, as their codes (X1.1) with their rows."""
    blocks: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for _, cells in listed.questions:
        block = blocks.setdefault(cells[0], [])
        block.append((f"{cells[0]}.{len(block) + 1}", cells))
    return blocks


def _codebook_of(listed: QuestionList) -> dict[str, Any]:
    spoken = listed.language
    indicators = {
        code: {"question": {spoken: cells[2]}, "label": {spoken: shorten(cells[2])}, "reverse": bool(_mark(cells[3]))}
        for block in _items_of(listed).values()
        for code, cells in block
    }
    consent = {
        "question": {spoken: listed.about.get("consent", "")},
        **{key: _parts(listed.about.get(key, "")) for key in ("accepted", "refused")},
    }
    criteria = {
        f"criterion_{number}": _criterion(cells, spoken) for number, (_, cells) in enumerate(listed.criteria, 1)
    }
    answers = {
        int(point): {spoken: words} for _, (point, words) in sorted(listed.answers, key=lambda row: int(row[1][0]))
    }
    return {
        "scale": {"points": len(answers), "answers": answers, "missing": ["-"]},
        "indicators": indicators,
        **({"consent": consent} if listed.about.get("consent") else {}),
        **({"criteria": criteria} if criteria else {}),
    }


def _criterion(cells: Sequence[str], language: str) -> dict[str, Any]:
    question, minimum, accepted, refused, reason = cells
    least = {"minimum": float(minimum.replace(",", "."))} if minimum else {}
    answers = {"accepted": _parts(accepted), "refused": _parts(refused)}
    return {"question": {language: question}, **least, **answers, "reason": {language: reason}}


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _model_of(listed: QuestionList) -> dict[str, Any]:
    constructs = {
        name: {
            "label": {listed.language: next((cells[1] for _, cells in block if cells[1]), name)},
            "mode": "A",
            "indicators": [code for code, _ in block],
        }
        for name, block in _items_of(listed).items()
    }
    paths = [
        {"source": source, "target": target, **({"hypothesis": name} if name else {}), "direction": SIGNS[sign]}
        for _, (source, target, name, sign, _) in listed.hypotheses
    ]
    return {"constructs": constructs, "paths": paths}


def _study_section(listed: QuestionList) -> str:
    about = {key: listed.about.get(key, "") for key in ABOUT}
    names = _parts(about["author"]) or [""]
    authors = [
        {"name": name, "affiliations": ["mine"], **({} if number else {"corresponding": True})}
        for number, name in enumerate(names)
    ]
    return (
        _as_yaml(
            {
                "study": {
                    "data_status": "collected",
                    "site": about["site"],
                    "figure_language": listed.language,
                    "title": {listed.language: about["title"]},
                    "authors": authors,
                    "affiliations": {"mine": about["affiliation"]},
                    "address": "",
                    "declarations": {},
                    "keywords": {listed.language: ["PLS-SEM"]},
                }
            }
        )
        + "\n"
    )


def _plan_section(listed: QuestionList) -> str:
    """Write the section plan; a population where every hypothesis has its coefficient."""
    sizes = {f"{source} -> {target}": _number(size) for _, (source, target, _, _, size) in listed.hypotheses}
    population = {"label": {listed.language: _listed("population", listed.language)}, "paths": sizes}
    respondents = listed.about.get("respondents", "")
    rule = listed.about.get("stopping_rule", "")
    content = {
        "respondents": {"lower": int(respondents), "upper": int(respondents)} if respondents else None,
        "stopping_rule": {listed.language: rule} if rule else {},
        "populations": {PLANNED: population} if None not in sizes.values() else {},
        "outer_loading": 0.8,
        "correlation": 0.3,
        "sample_sizes": [50, 75, 100, 150, 200, 300],
        "studies": 100,
        "resamples": 100,
    }
    return _as_yaml({"plan": content}) + "\n"
