"""Forms filled in by seeded respondents, and exported in the layout of each tool."""

import csv
import html
import io
import json
import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from study.instrument.forms import entry_form, entry_heads, google_script, limesurvey_structure, xlsform
from study.instrument.questionnaire import Question, Questionnaire, make_questionnaire, read_declared
from study.setup.codebook import Codebook, read_codebook
from study.setup.configuration import CleaningRules, InstrumentSection, SurveyFile, SurveyFiles
from study.setup.study_model import StudyModel, read_study_model
from study.survey.cleaning import clean_survey, response_table

ROOT = Path(__file__).resolve().parents[3]
STYLES = ROOT / "manuscript" / "styles"
RULES = CleaningRules("stop", "exclude", 0.15, "mean")
TITLE = {"id": "Judul", "en": "Title"}
# Texts that mean something to some format: a separator, a quotation mark, an end of a script, a formula, an expression.
TRAPS = """
scale: {points: 10}
indicators:
  A.1: {question: {en: "Quick, kind; and \\"helpful\\" </script> staff"}, label: {en: A}, reverse: false}
  A1: {question: {en: "=1+1 is what we \\\\n were told | at $x$"}, label: {en: B}, reverse: true}
  "b 2": {question: {en: "{A} or {A1} for $5: I don't mind & <b>bold</b>"}, label: {en: C}, reverse: false}
consent: {question: {en: "I agree, 'really'"}, accepted: ["Yes, \\"I\\" do"], refused: ["-no"]}
instrument:
  title: {en: "A & B <i>"}
"""
TRAPPED_MODEL = """
constructs:
  A: {label: {en: "A *star*"}, mode: A, indicators: [A.1, A1]}
  B: {label: {en: B}, mode: A, indicators: ["b 2"]}
paths: [{source: A, target: B}]
"""


@dataclass(frozen=True)
class Form:
    """A questionnaire with the codebook and the model that it was made from."""

    questionnaire: Questionnaire
    codebook: Codebook
    model: StudyModel


@cache
def demonstration(language: str, order: str = "construct") -> Form:
    """The questionnaire of the demonstration study."""
    return make(ROOT / "config" / "codebook.yaml", ROOT / "config" / "model.yaml", language, order)


def trapped(folder: Path) -> Form:
    """A questionnaire whose every text is a trap; nobody is identified, and there is no time stamp."""
    (folder / "codebook.yaml").write_text(TRAPS, encoding="utf-8")
    (folder / "model.yaml").write_text(TRAPPED_MODEL, encoding="utf-8")
    return make(folder / "codebook.yaml", folder / "model.yaml", "en")


def make(codebook: Path, model: Path, language: str, order: str = "construct") -> Form:
    read, read_model = read_codebook(codebook), read_study_model(model)
    settings = InstrumentSection(order=order, seed=7)
    form = make_questionnaire(
        read, read_declared(codebook), read_model, settings, (TITLE, "Siti, siti@example.org"), language
    )
    return Form(form, read, read_model)


# Every kind of scale and of screening.
SCALES = """
scale:
  points: 5
  answers: {1: {id: Tidak pernah}, 2: {id: Jarang}, 3: {id: Kadang}, 4: {id: Sering}, 5: {id: Selalu}}
scales:
  eleven: {points: 11, lowest: 0}
  around_zero: {points: 7, lowest: -3, answers: {-3: {id: Sangat buruk}, 3: {id: Sangat baik}}}
  percent: {kind: number, minimum: 0, maximum: 100, unit: ["%"]}
indicators:
  A.1: {question: {id: Saya membeli di sini.}, label: {id: A}, reverse: false}
  A.2: {question: {id: Saya menunda membeli.}, label: {id: B}, reverse: true}
  B.1: {question: {id: Saya menyarankan toko ini.}, label: {id: C}, reverse: true, scale: eleven}
  B.2: {question: {id: Toko ini}, label: {id: D}, reverse: true, scale: around_zero,
    poles: {low: {id: kotor}, high: {id: bersih}}}
  B.3: {question: {id: Bagian belanja di sini}, label: {id: E}, reverse: true, scale: percent}
  B.4: {question: {id: Rerata kepuasan}, label: {id: F}, reverse: false, scale: percent, given_score: mean}
consent: {question: {id: Bersedia}, accepted: [Ya], refused: [Tidak]}
criteria:
  age: {question: {id: Usia}, minimum: 5, maximum: 25, reason: {id: usia}}
  city: {question: {id: Kota}, in: [Metro, Pringsewu], reason: {id: luar wilayah}}
  job: {question: {id: Pekerjaan}, not_in: [Pelajar], reason: {id: pelajar}}
  wave: {question: {id: Stempel waktu}, from: "2020-01-01", until: "2099-12-31", reason: {id: di luar masa}}
attention_checks:
  agree: {question: {id: Pilih Sering pada butir ini.}, right: [Sering]}
timestamp: {question: {id: Stempel waktu}, formats: ["%d/%m/%Y %H:%M:%S"]}
instrument:
  answers: {city: {id: [Metro, Lain]}, job: {id: [Petani, Pelajar]}}
"""
SCALED_MODEL = """
constructs:
  A: {label: {id: A}, mode: A, indicators: [A.1, A.2]}
  B: {label: {id: B}, mode: A, indicators: [B.1, B.2, B.3]}
paths: [{source: A, target: B}]
"""


def scaled(folder: Path, order: str = "construct") -> Form:
    """A questionnaire with every kind of scale and of screening."""
    (folder / "codebook.yaml").write_text(SCALES, encoding="utf-8")
    (folder / "model.yaml").write_text(SCALED_MODEL, encoding="utf-8")
    return make(folder / "codebook.yaml", folder / "model.yaml", "id", order)


Filled = Mapping[str, int | str]  # by code: the place of the choice from 1 on, a figure, or a text; absent: no answer


def fill(form: Questionnaire, seed: int, respondents: int = 12) -> list[Filled]:
    """Fill in forms at random; after refused consent nothing is answered."""
    generator = random.Random(seed)
    return [_fill_one(form, number, generator) for number in range(respondents)]


def _fill_one(form: Questionnaire, number: int, generator: random.Random) -> Filled:
    answers: dict[str, int | str] = {}
    for question in form.questions:
        if not question.required and generator.random() < 0.2:
            continue
        if generator.random() < 0.03 and question.code not in ("consent", "agree"):
            continue
        answers[question.code] = _answer(question, number, generator)
        if question.choices and question.choices[int(answers[question.code]) - 1] in question.ends:
            break
    return answers


def _answer(question: Question, number: int, generator: random.Random) -> int | str:
    if question.code == "consent":
        return generator.choices([1, 2], [9, 1])[0]
    if question.code == "agree":
        return generator.choices([4, 5], [9, 1])[0]
    if question.choices:
        return generator.choices(range(1, len(question.choices) + 1), [5, *[1] * (len(question.choices) - 1)])[0]
    if question.kind == "number":
        return generator.randrange(0, 30)
    return f"+62 800-0000-{number:04d}" if question.code == "identity" else generator.choice(["Batik", "Keramik"])


def expected(form: Form, filled: Sequence[Filled]) -> pd.DataFrame:
    """Work out the scored matrix from what was filled in, without any code of the survey's reading or cleaning."""
    items, rows = form.model.indicators, []
    for answers in filled:
        given = [answers.get(code) for code in items]
        missing = given.count(None)
        lined = _is_line(form, answers)
        if _belongs(form, answers) and missing <= 0.15 * len(items) and not lined:
            rows.append([_score(form, code, point) for code, point in zip(items, given, strict=True)])
    names = [f"R{number:03d}" for number in range(1, len(rows) + 1)]
    kinds = {code: "Float64" if form.codebook.scale_of(code).is_number else "Int64" for code in items}
    columns = {code: pd.array([row[place] for row in rows], dtype=kinds[code]) for place, code in enumerate(items)}
    return pd.DataFrame({"respondent": pd.array(names, dtype="str"), **columns})


def _is_line(form: Form, answers: Filled) -> bool:
    """One and the same answer on every scale of two items or more, figures but no numbers."""
    groups = form.codebook.group_by_scale(form.model.indicators).values()
    several = [codes for codes in groups if len(codes) > 1 and not form.codebook.scale_of(codes[0]).is_number]
    return bool(several) and all(len({answers.get(code) for code in codes} - {None}) == 1 for codes in several)


def _belongs(form: Form, answers: Filled) -> bool:
    asked = {question.code: question for question in form.questionnaire.questions}
    if form.codebook.consent and answers.get("consent") != 1:
        return False
    if form.codebook.attention_checks and answers.get("agree") != 4:
        return False
    for criterion in form.codebook.criteria:
        if criterion.is_of_time:
            continue  # all are of these years
        answer = answers.get(criterion.name)
        if answer is None:
            return False
        least, most = criterion.minimum, criterion.maximum or math.inf
        met = least <= answer <= most if least is not None else answer == 1  # type: ignore[operator]
        if not met or asked[criterion.name].kind not in ("number", "choice"):
            return False
    return True


def _score(form: Form, code: str, place: int | str | None) -> int | None:
    """The place of a choice, or a number, as the matrix has it; a reversed one as far from the other end."""
    if place is None:
        return None
    lowest, highest = {"eleven": (0, 10), "around_zero": (-3, 3), "percent": (0, 100)}.get(
        form.codebook.indicators[code].scale, (1, form.codebook.scale.points)
    )
    point = int(place) if form.codebook.indicators[code].scale == "percent" else lowest + int(place) - 1
    return lowest + highest - point if form.codebook.indicators[code].reverse else point


def read_back(form: Form, survey: Path) -> pd.DataFrame:
    """Read and clean an export as every rule does."""
    cleaned = clean_survey(SurveyFiles((SurveyFile(survey, None, None),)), RULES, form.codebook, form.model.indicators)
    return response_table(cleaned.kept, form.codebook)


# Exports --------------------------------------------------------------------------------------------------------------


def moment(place: int) -> datetime:
    return datetime(2026, 3, 1, 9) + timedelta(minutes=7 * place)


def google_questions(script: str) -> list[Mapping[str, object]]:
    """What the script asks, in its order."""
    found = re.search(r"^const QUESTIONNAIRE = (.*);$", script, re.MULTILINE)
    assert found
    return [question for page in json.loads(found[1])["pages"] for question in page["questions"]]


def google_forms(form: Questionnaire, filled: Sequence[Filled], folder: Path) -> Path:
    """As Google Forms exports: the time stamp, a column per question, the words of the choices."""
    questions = google_questions(google_script(form, (STYLES / "google_form.gs").read_text(encoding="utf-8")))
    rows = [["Timestamp", *(str(question["title"]) for question in questions)]]
    for place, answers in enumerate(filled):
        cells = [moment(place).strftime("%Y/%m/%d %I:%M:%S %p GMT+7")]
        for asked, question in zip(form.questions, questions, strict=True):
            cells.append(_worded(answers.get(asked.code), question["choices"]))  # type: ignore[arg-type]
        rows.append(cells)
    return _write_csv(rows, folder / "Title.csv")


def kobo(form: Questionnaire, filled: Sequence[Filled], folder: Path) -> Path:
    """As KoboToolbox exports with labels: the columns of the survey sheet, then those of its own."""
    workbook = openpyxl.load_workbook(io.BytesIO(xlsform(form)))
    survey = list(workbook["survey"].iter_rows(min_row=2, values_only=True))
    choices: dict[str, list[str]] = {}
    for name, _, label in workbook["choices"].iter_rows(min_row=2, values_only=True):
        choices.setdefault(name, []).append(label)
    asked = [row for row in survey if not row[0].endswith("_group")]
    own = [
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "_tags",
        "_index",
    ]
    rows: list[list[object]] = [[*(row[2] for row in asked), *own]]
    for place, answers in enumerate(filled):
        cells = [
            _worded(answers.get(question.code), choices.get(row[0].removeprefix("select_one "), ()))
            for question, row in zip(form.questions, asked, strict=True)
        ]
        # A number comes as a number, not as a text.
        cells = [
            answers.get(question.code) if question.kind == "number" else cell
            for question, cell in zip(form.questions, cells, strict=True)
        ]
        time = moment(place).isoformat()
        own_cells = [5000 + place, f"uuid-{place}", time, None, None, "submitted_via_web", None, None, place + 1]
        rows.append([*cells, *own_cells])
    return _write_xlsx(rows, folder / "kobo.xlsx")


def limesurvey(form: Questionnaire, filled: Sequence[Filled], folder: Path) -> Path:
    """As LimeSurvey exports with full texts of questions and answers."""
    rows = list(csv.DictReader(io.StringIO(limesurvey_structure(form), newline=""), delimiter="\t"))
    asked = [row for row in rows if row["class"] == "Q"]
    offered = {
        row["id"]: [html.unescape(each["text"]) for each in rows if each["class"] == "A" and each["id"] == row["id"]]
        for row in asked
    }
    head = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action"]
    table = [[*head, *(html.unescape(row["text"]) for row in asked)]]
    for place, answers in enumerate(filled):
        time = moment(place).strftime("%Y-%m-%d %H:%M:%S")
        cells = [
            _worded(answers.get(question.code), offered[row["id"]], LIMESURVEY_ZEROS * (row["type/scale"] == "N"))
            for question, row in zip(form.questions, asked, strict=True)
        ]
        table.append([str(place + 1), time, "4", form.language, "17391", time, time, *cells])
    return _write_csv(table, folder / "results-survey.csv")


def entry(form: Questionnaire, filled: Sequence[Filled], folder: Path) -> Path:
    """Type answers into the entry form: figures for items, the words from the lists for other questions."""
    path = folder / "entry.xlsx"
    path.write_bytes(entry_form(form, rows=20))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    before = len(entry_heads(form)) - len(form.questions)
    for row, answers in enumerate(filled, start=2):
        sheet.cell(row, 1, str(100 + row))
        if form.moment:
            sheet.cell(row, 2, moment(row).strftime("%d/%m/%Y %H:%M:%S"))
        for column, question in enumerate(form.questions, start=before + 1):
            answer = answers.get(question.code)
            if answer is not None:
                place = int(answer) - 1 if question.choices else 0
                figure = int(question.figures[place]) if question.figures else _worded(answer, question.choices)
                sheet.cell(row, column, answer if question.kind == "number" else figure)
    workbook.save(path)
    return path


LIMESURVEY_ZEROS = ".0000000000"  # behind a number


def _worded(answer: int | str | None, choices: Sequence[str], behind: str = "") -> str:
    if answer is None:
        return ""
    return (choices[int(answer) - 1] if choices else str(answer)) + behind


def _write_csv(rows: Sequence[Sequence[str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def _write_xlsx(rows: Sequence[Sequence[object]], path: Path) -> Path:
    workbook = openpyxl.Workbook()
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value not in (None, ""):
                cell = workbook.worksheets[0].cell(row, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    workbook.save(path)
    return path


TOOLS: Mapping[str, Callable[[Questionnaire, Sequence[Filled], Path], Path]] = {
    "google_forms": google_forms,
    "kobo": kobo,
    "limesurvey": limesurvey,
    "entry_form": entry,
}
