"""What each form holds, and whether the program that it is for takes it: node, pyxform, openpyxl, a browser."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml
from pypdf import PdfReader

from study.base.errors import StudyError, StudyErrors
from study.instrument.form_files import make_instrument
from study.instrument.forms import (
    entry_form,
    google_script,
    html_form,
    limesurvey_structure,
    printed_questionnaire,
    xlsform,
)
from study.survey.platforms import LAYOUTS
from study.words.dictionary import LANGUAGES, word
from unit.instrument.filled_forms import (
    ROOT,
    STYLES,
    TRAPS,
    Form,
    demonstration,
    expected,
    fill,
    google_questions,
    make,
    read_back,
    scaled,
    trapped,
)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NODE = shutil.which("node")
TEMPLATE = (STYLES / "google_form.gs").read_text(encoding="utf-8")


@pytest.fixture(params=["demonstration", "traps", "scales"])
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Form:
    made = {"demonstration": lambda: demonstration("id"), "traps": lambda: trapped(tmp_path)}
    return made.get(request.param, lambda: scaled(tmp_path))()


# Google Forms ---------------------------------------------------------------------------------------------------------

# FormApp as Apps Script has it, as far as the script uses it: each call on an item is written down.
FORM_APP = """
const items = [];
const recorder = (kind) => {
  const item = {kind, calls: {}};
  items.push(item);
  const proxy = new Proxy({}, {get: (_, name) => (...given) => {
    if (name === "createChoice") return {text: given[0], follow: given[1]};
    item.calls[name] = given;
    return proxy;
  }});
  return proxy;
};
const KINDS = ["addMultipleChoiceItem", "addScaleItem", "addTextItem", "addPageBreakItem"];
const form = new Proxy({}, {get: (_, name) => (...given) => {
  if (KINDS.includes(name)) return recorder(name);
  if (!["setDescription", "setConfirmationMessage", "setProgressBar", "getEditUrl", "getPublishedUrl"].includes(name)) {
    throw new Error("no such method: " + String(name));
  }
  return form;
}});
const validation = {requireNumber: () => ({build: () => "number"})};
const FormApp = {
  create: (title) => { if (typeof title !== "string") throw new Error("title"); return form; },
  createTextValidation: () => validation,
  PageNavigationType: {SUBMIT: "SUBMIT", CONTINUE: "CONTINUE"},
};
const Logger = {log: () => undefined};
"""


@pytest.mark.skipif(NODE is None, reason="no node here: the Apps Script is read and not run")
def test_the_apps_script_makes_every_question_as_the_questionnaire_has_it(form: Form, tmp_path: Path) -> None:
    script = tmp_path / "form.js"
    made = google_script(form.questionnaire, TEMPLATE)
    script.write_text(f"{FORM_APP}{made}\ncreateForm();\nconsole.log(JSON.stringify(items));", encoding="utf-8")
    run = subprocess.run([str(NODE), str(script)], capture_output=True, check=True, timeout=60)
    items = [item for item in json.loads(run.stdout) if item["kind"] != "addPageBreakItem"]
    asked = form.questionnaire.questions
    assert [item["calls"]["setTitle"] for item in items] == [[question.text] for question in asked]
    assert [item["calls"]["setRequired"] for item in items] == [[question.required] for question in asked]
    for item, question in zip(items, asked, strict=True):
        choices = item["calls"].get("setChoiceValues") or item["calls"].get("setChoices") or [[]]
        texts = [choice["text"] if isinstance(choice, dict) else choice for choice in choices[0]]
        assert texts == list(question.choices) or item["calls"]["setBounds"] == [
            int(question.choices[0]),
            int(question.choices[-1]),
        ]
        assert item["calls"].get("setHelpText", [""]) == [question.hint]
        ends = [choice["text"] for choice in choices[0] if isinstance(choice, dict) and choice["follow"] == "SUBMIT"]
        assert ends == list(question.ends)


def test_the_apps_script_is_one_statement_of_data_and_no_text_leaves_it(form: Form) -> None:
    script = google_script(form.questionnaire, TEMPLATE)
    assert [question["title"] for question in google_questions(script)] == [
        q.text for q in form.questionnaire.questions
    ]
    assert "</script" not in script
    assert script.count("\n") == TEMPLATE.count("\n")


# XLSForm --------------------------------------------------------------------------------------------------------------


def test_pyxform_takes_the_xlsform(form: Form, tmp_path: Path) -> None:
    pyxform = pytest.importorskip("pyxform.xls2xform", reason="no pyxform here: the XLSForm is tested by its structure")
    file = tmp_path / "form.xlsx"
    file.write_bytes(xlsform(form.questionnaire))
    made = pyxform.convert(xlsform=file, validate=False, pretty_print=False)
    assert not [warning for warning in made.warnings if "Invalid" in warning]
    assert made.xform.count("<select1") == sum(bool(question.choices) for question in form.questionnaire.questions)


def test_the_xlsform_names_each_question_once_and_offers_lists_that_exist(form: Form) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(xlsform(form.questionnaire)))
    heads, *rows = workbook["survey"].iter_rows(values_only=True)
    assert heads == ("type", "name", "label", "hint", "required", "relevant", "appearance")
    asked = [row for row in rows if not row[0].endswith("_group")]
    assert [row[2] for row in asked] == [question.text for question in form.questionnaire.questions]
    names = [row[1] for row in rows if row[0] != "end_group"]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)
    lists = {row[0] for row in workbook["choices"].iter_rows(min_row=2, values_only=True)}
    assert {row[0].removeprefix("select_one ") for row in asked if row[0].startswith("select_one")} == lists
    groups = [row[0] for row in rows if row[0].endswith("_group")]
    assert groups == ["begin_group", "end_group"] * (len(groups) // 2)
    assert {row[5] for row in rows if row[0] == "begin_group"} == {None, "${consent} != '2' and ${consent} != ''"}


def test_a_text_that_an_xlsform_takes_for_a_reference_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(TRAPS.replace("bold", "${A}"), encoding="utf-8")
    made = make(tmp_path / "codebook.yaml", trapped_model(tmp_path), "en")
    with pytest.raises(StudyError, match="an XLSForm takes this for a reference"):
        xlsform(made.questionnaire)


def trapped_model(folder: Path) -> Path:
    other = folder / "other"
    other.mkdir()
    trapped(other)
    return other / "model.yaml"


# LimeSurvey -----------------------------------------------------------------------------------------------------------


def test_the_limesurvey_structure_keeps_the_limits_of_limesurvey(form: Form) -> None:
    text = limesurvey_structure(form.questionnaire)
    lines = [line.split("\t") for line in text.splitlines()]
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))
    assert {len(line) for line in lines if not any(cell.startswith('"') for cell in line)} == {len(lines[0])}
    assert {row["class"] for row in rows} == {"S", "SL", "G", "Q", "A"}
    assert [row["text"] for row in rows if row["class"] == "S" and row["name"] == "language"] == [
        form.questionnaire.language
    ]
    names = [row["name"] for row in rows if row["class"] == "Q"]
    assert len({name.lower() for name in names}) == len(names) == len(form.questionnaire.questions)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", name) for name in names)
    assert all(len(row["name"]) <= 5 for row in rows if row["class"] == "A")
    assert not any("{" in row["text"] or "<b>" in row["text"] for row in rows)
    relevance = [row["relevance"] for row in rows if row["class"] == "G"]
    assert relevance[0] == "1"
    assert set(relevance[1:]) == {'consent.NAOK != "" && consent.NAOK != "2"'}


# The entry form -------------------------------------------------------------------------------------------------------


def test_the_entry_form_offers_lists_freezes_the_heads_and_protects_them() -> None:
    form = demonstration("id").questionnaire
    workbook = openpyxl.load_workbook(io.BytesIO(entry_form(form, rows=5)))
    sheet, codes = workbook.worksheets
    assert [sheet.title, codes.title, sheet.freeze_panes] == ["Jawaban", "Kode", "B2"]
    assert sheet.protection.sheet
    assert codes.protection.sheet
    assert sheet["C1"].protection.locked
    assert not sheet["C2"].protection.locked
    assert not sheet.cell(6, sheet.max_column).protection.locked
    assert (sheet.max_row, sheet.max_column) == (6, len(form.questions) + 2)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    item = heads["Laba usaha kami cukup untuk ditanamkan kembali dalam usaha."]
    assert rules[f"{item}2:{item}6"].formula1 == '"1,2,3,4,5"'
    consent = rules["C2:C6"].formula1
    listed = re.fullmatch(r"'?Kode'?!\$C\$(\d+):\$D\$\1", consent)
    assert listed
    assert [codes[f"{letter}{listed[1]}"].value for letter in "CD"] == [
        "Ya, saya bersedia",
        "Tidak, saya tidak bersedia",
    ]
    assert len(rules) == sum(question.kind != "text" for question in form.questions)
    # A telephone number keeps its first zero.
    assert sheet[f"{heads['Nomor WhatsApp']}2"].number_format == "@"


def test_the_head_of_the_entry_form_is_how_its_layout_is_known() -> None:
    numbers = {word("instrument", "number", language).casefold() for language in LANGUAGES}
    assert numbers == LAYOUTS["entry_form"].marks


def test_an_empty_entry_form_has_no_answers(tmp_path: Path) -> None:
    form = demonstration("en")
    (tmp_path / "entry.xlsx").write_bytes(entry_form(form.questionnaire, rows=5))
    with pytest.raises(StudyError, match=r"the file has no answers: .*entry\.xlsx, sheet 'Answers'"):
        read_back(form, tmp_path / "entry.xlsx")


# Paper ----------------------------------------------------------------------------------------------------------------


def test_the_printed_text_asks_everything_once_with_its_code(form: Form) -> None:
    text = printed_questionnaire(form.questionnaire)
    boxes = sum(len(question.choices) for question in form.questionnaire.questions)
    assert text.count("□") == boxes
    numbers = re.findall(r"^\| (\d+) \||^(\d+)\\\. ", text, re.MULTILINE)
    without_consent = len(form.questionnaire.questions) - (form.questionnaire.consent is not None)
    assert [int(first or second) for first, second in numbers] == list(range(1, without_consent + 1))
    for code in [code for code, item in form.codebook.indicators.items() if not item.given_score]:
        assert text.count(f"^{code.replace(' ', chr(92) + ' ')}^ |") == 1


# The command ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study as it is before its data: without a survey, and with no other file than it needs."""
    folder = tmp_path_factory.mktemp("study")
    for part in ("config", "manuscript", "workflow"):
        (folder / part).symlink_to(ROOT / part)
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    config["study"] |= {"data_status": "collected", "site": "", "authors": [AUTHOR]}
    config["survey"]["full"]["files"][0]["path"] = "data/raw/not_yet.csv"
    (folder / "study.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return folder


AUTHOR = {"name": "Siti", "email": "siti@example.org", "affiliations": ["institution"], "corresponding": True}


def test_the_command_needs_no_data_and_writes_the_same_bytes_again(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    folder = study / "results" / "instrument"
    said = make_instrument(root=Path(), configfile="study.yaml")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    make_instrument(root=Path(), configfile="study.yaml")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    kinds = ("entry_form.{}.xlsx", "form.{}.html", "google_form.{}.gs", "limesurvey.{}.txt", "questionnaire.{}.docx")
    kinds += ("questionnaire.{}.pdf", "xlsform.{}.xlsx")
    assert set(first) == {kind.format(language) for kind in kinds for language in LANGUAGES} | {"warnings.csv"}
    assert set(said.splitlines()[-1].removeprefix("results/instrument: ").split(", ")) == set(first)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(folder / "questionnaire.en.pdf").pages]
    whole = " ".join(pages).replace("’", "'")
    for question in demonstration("en").questionnaire.questions:
        assert question.text in whole
    assert "Questions about this survey: Siti, siti@example.org" in whole
    with zipfile.ZipFile(folder / "questionnaire.id.docx") as opened:
        words = re.sub("<[^>]+>", "", opened.read("word/document.xml").decode())
    assert "Bahan baku utama mudah kami peroleh" in words
    assert words.count("□") == 113  # 20 items of 5 points, 4 questions of 2 answers, and 5 products


def test_an_offered_answer_that_the_cleaning_does_not_know_is_refused(tmp_path: Path) -> None:
    answers = "  answers: {consent: {en: [Perhaps, '-no']}, cats: number}\n"
    (tmp_path / "codebook.yaml").write_text(TRAPS + answers, encoding="utf-8")
    model = trapped_model(tmp_path)
    with pytest.raises(
        StudyErrors, match=r"no such question: .*instrument\.answers\.cats: found number; expected one of consent"
    ):
        make(tmp_path / "codebook.yaml", model, "en")
    (tmp_path / "codebook.yaml").write_text(TRAPS + answers.replace(", cats: number", ""), encoding="utf-8")
    with pytest.raises(StudyErrors, match=r"the cleaning does not know: .*answers\.consent\.en: found 'Perhaps'"):
        make(tmp_path / "codebook.yaml", model, "en")


def test_a_text_that_a_language_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(TRAPS + "  purpose: {id: Tujuan}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"a text is missing: .*instrument\.purpose: found languages id; expected en"):
        make(tmp_path / "codebook.yaml", trapped_model(tmp_path), "en")


# The page -------------------------------------------------------------------------------------------------------------

FILL = """<script>addEventListener("load", () => {
  window.scrollTo = () => undefined;
  const filled = %s;
  const shown = [];
  for (const answers of filled) {
    answers.forEach((answer, place) => {
      if (answer === null) return;
      const choices = document.querySelectorAll(`input[type=radio][name=q${place}]`);
      if (choices.length > 0) { choices[answer - 1].click(); return; }
      document.getElementById("q" + place).value = answer;
    });
    document.querySelector("button[type=submit]").click();
    shown.push(document.getElementById("message").textContent);
  }
  const reread = JSON.parse(localStorage.getItem(content.key)).length;
  const report = {csv: csv(), shown, reread, saved: document.getElementById("saved").textContent};
  const shownReport = document.createElement("pre");
  document.body.append(Object.assign(shownReport, {id: "report", textContent: JSON.stringify(report)}));
});</script></body>"""


def in_browser(page: str, script: str, folder: Path) -> Any:
    probe = folder / "probe.html"
    probe.write_text(page.replace("</body>", script), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000", "--window-size=400,800"]
    command = [str(CHROMIUM), *options, f"--user-data-dir={folder / 'profile'}", "--dump-dom", probe.as_uri()]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    report = re.search(r'<pre id="report">(.*?)</pre>', shown, flags=re.DOTALL)
    assert report is not None, shown[-500:]
    return json.loads(unescape(report[1]))


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the page is not tried in a browser")
def test_the_page_keeps_answers_offline_and_its_file_gives_them_back(form: Form, tmp_path: Path) -> None:
    asked = form.questionnaire.questions
    filled = fill(form.questionnaire, seed=11, respondents=30)
    places = [[answers.get(question.code) for question in asked] for answers in filled]
    report = in_browser(
        html_form(form.questionnaire, STYLES / "questionnaire.html.jinja"), FILL % json.dumps(places), tmp_path
    )
    thanks = word("instrument", "thanks", form.questionnaire.language)
    complete = [answers for answers, said in zip(filled, report["shown"], strict=True) if said == thanks]
    # Where a required answer is missing the page asks for it; the next respondent's answers then complete the form.
    assert 0 < len(complete) < len(filled)
    assert report["reread"] == len(complete)
    assert report["saved"].endswith(f": {len(complete)}")
    survey = tmp_path / "answers.csv"
    survey.write_bytes(report["csv"].encode())
    rows = list(csv.reader(io.StringIO(report["csv"].removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(complete) + 1
    wanted = expected(form, as_seen(form, filled, report["shown"], thanks))
    assert len(wanted) > 2
    pd.testing.assert_frame_equal(read_back(form, survey), wanted)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the page is not tried in a browser")
def test_the_page_asks_nothing_more_of_who_refuses(tmp_path: Path) -> None:
    form = demonstration("en").questionnaire
    page = html_form(form, STYLES / "questionnaire.html.jinja")
    refusing = [2, *[None] * (len(form.questions) - 1)]
    consenting = [1, *[None] * (len(form.questions) - 1)]
    report = in_browser(page, FILL % json.dumps([refusing, consenting]), tmp_path)
    assert report["shown"] == [word("instrument", key, "en") for key in ("thanks", "incomplete")]
    (_, row) = csv.reader(io.StringIO(report["csv"], newline=""))
    assert row[1:] == ["No", *[""] * (len(form.questions) - 1)]


def as_seen(form: Form, filled: list[Any], shown: list[str], thanks: str) -> list[Any]:
    """What the page holds: an incomplete form stays as it is, and the next answers are written over it."""
    saved, held = [], {}
    for answers, said in zip(filled, shown, strict=True):
        held = {**held, **answers}
        if said == thanks:
            consent = form.questionnaire.consent
            refused = consent and consent.choices[int(held["consent"]) - 1] in consent.ends
            saved.append({"consent": held["consent"]} if refused else held)
            held = {}
    return saved


class Page(HTMLParser):
    """What matters to a screen reader and to privacy in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.labels: list[str | None] = []
        self.wrapped = 0
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.addresses += [value for key, value in attrs if key in ("src", "href", "action") and value]
        if tag == "label":
            self.labels.append(given.get("for"))
            self.open.append(tag)
        if tag == "input":
            self.inputs.append(given)
            self.wrapped += bool(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.open.pop()


def test_the_page_names_every_field_and_asks_no_network(form: Form) -> None:
    text = html_form(form.questionnaire, STYLES / "questionnaire.html.jinja")
    page = Page(text)
    radios = [field for field in page.inputs if field["type"] == "radio"]
    others = [field for field in page.inputs if field["type"] != "radio"]
    assert len(radios) == sum(len(question.choices) for question in form.questionnaire.questions) == page.wrapped
    assert all(field["id"] in page.labels for field in others)
    assert page.tags.count("fieldset") == page.tags.count("legend") == len({field["name"] for field in radios})
    assert page.addresses == []
    assert "default-src 'none'" in text
    assert re.search(r'<html lang="(id|en)">', text)
    assert not re.search(r"https?:|\bfetch\b|XMLHttpRequest|import\(", text)
    assert text.count("<script") == text.count("</script") == 2
