"""A small study whose every cell and label is a trap: what people wrote stays in the raw file, or does nothing."""

import csv
import io
import json
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest
import yaml

from conftest import QUICK
from running import Project, copy_project

pytestmark = pytest.mark.slow

CANARY = "KENARI"
FILE, SHEET = f"{CANARY} `berkas`; 'a' $(x).xlsx", f"{CANARY} lembar"
JOBS = (
    "[klik](javascript:alert(1))",
    '<script>alert(1)</script><span onclick="alert(1)">x</span>',
    "![](http://example.org/pixel.png) ![](/etc/passwd)",
    '=HYPERLINK("http://example.org")',
    '10% - 20% | Toko "Maju" `a` $x^2$ @hair2019report',
    '#read("main.typ") ```{=html} << 1 >> {{ 1 }}',
)
STAYS = ("< 5 tahun", "> 5 tahun")
INCOMES = ("Rp1.000.000 - Rp2.500.000", "Rp2.500.001 - Rp5.000.000")
HEADER = (
    *("Stempel waktu", "Bersedia", "Nama", "Nomor WhatsApp", "IP Address", "Pelanggan", "Jenis kelamin", "Pekerjaan"),
    *("Lama tinggal", "Penghasilan", "Catatan"),
)
ITEMS = ("Ramah ![](http://example.org/a.png)", "Cepat <b>tebal</b>", "Murah | mahal", "=1+1 puas", "Setia `x` $y$ \\n")
CODEBOOK = {
    "scale": {"points": 5, "missing": ["-"]},
    "indicators": {
        f"Q{number}": {"question": {"id": text}, "label": {"id": text}, "reverse": False}
        for number, text in enumerate(ITEMS, start=1)
    },
    "consent": {"question": {"id": "Bersedia"}, "accepted": ["Ya"], "refused": ["Tidak"]},
    "timestamp": {"question": {"id": "Stempel waktu"}, "formats": ["%d/%m/%Y %H:%M:%S"]},
    "identity": {"question": {"id": "Nomor WhatsApp"}, "kind": "phone", "country_code": "62"},
    "criteria": {
        "customer": {
            "question": {"id": "Pelanggan"},
            "accepted": ["Ya"],
            "refused": ["Tidak"],
            "reason": {"id": "bukan @pelanggan <i>"},
        }
    },
    "descriptive": {
        "sex": {"id": "Jenis kelamin"},
        "job": {"id": "Pekerjaan"},
        "stay": {"id": "Lama tinggal"},
        "income": {"id": "Penghasilan"},
    },
    "personal": ["Nama", "IP Address"],
    "ignored": ["Catatan"],
}
MODEL = {
    "constructs": {
        "Service": {
            "label": {"id": "<script>alert(2)</script> $a$ [L](javascript:x)"},
            "mode": "A",
            "indicators": ["Q1", "Q2"],
        },
        "Price": {"label": {"id": "Harga | *murah* ` # @x ]"}, "mode": "A", "indicators": ["Q3"]},
        "Loyalty": {"label": {"id": "Loyal ^a^ ~b~ \\begin{x}"}, "mode": "A", "indicators": ["Q4", "Q5"]},
    },
    "paths": [
        {"source": "Service", "target": "Loyalty", "hypothesis": 'H1|<u>"'},
        {"source": "Price", "target": "Loyalty", "hypothesis": "H2"},
    ],
}
STUDY = {
    "data_status": "collected",
    "site": "Pasar <script>",
    "figure_language": "id",
    "title": {"id": 'Judul <script>alert(3)</script> #read("x") $t$ | [k](javascript:y)'},
    "authors": [{"name": 'A "B" #C \\ <i>', "affiliations": ["mine"], "corresponding": True}],
    "affiliations": {"mine": "Universitas *X* <img src=x onerror=alert(4)>"},
    "declarations": {"funding": {"id": "Dana `z` ![](http://example.org/f.png)"}},
    "keywords": {"id": ['kata "kunci"', "<b>", "#x"]},
}


def answers() -> list[list[str]]:
    """What 64 respondents said: 60 that are kept, and one for each way of writing where nothing should be written."""
    chance = random.Random(5)
    rows = [_respondent(number, chance) for number in range(64)]
    rows[60][1] = f"Ya, {CANARY}-consent"
    rows[61][5] = f"{CANARY}-criterion"
    rows[62][11] = f"{CANARY}-item"
    rows[63][5] = "Tidak"
    rows[0][6], rows[1][7] = f"{CANARY}-sex", f"{CANARY}-job"
    return rows


def _respondent(number: int, chance: random.Random) -> list[str]:
    quality = chance.gauss()
    points = [min(5, max(1, round(3.2 + 0.8 * quality + 0.7 * chance.gauss()))) for _ in ITEMS]
    return [
        f"{1 + number % 28:02d}/10/2025 08:00:00",
        "Ya",
        f"{CANARY}-name {number}",
        f"0811-2222-{number:04d}",
        f"36.70.1.{number}",
        "Ya",
        "PL"[number % 2],
        JOBS[number % len(JOBS)],
        STAYS[number % 2],
        INCOMES[number % 2],
        f"{CANARY}-note {number}",
        *map(str, points),
    ]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """The study, run once; with what check-study and Snakemake printed."""
    project = copy_project(tmp_path_factory.mktemp("leaks"))
    folder = project.folder / "studies" / "shop"
    folder.mkdir(parents=True)
    workbook = openpyxl.Workbook()
    workbook.active.title = SHEET
    for row in [[*HEADER, *ITEMS], *answers()]:
        workbook.active.append(row)
        for cell in workbook.active[workbook.active.max_row]:
            cell.data_type = "s"
    workbook.save(project.folder / "data" / "raw" / FILE)
    skeleton = (project.folder / "manuscript" / "skeleton.id.md.jinja").read_text(encoding="utf-8")
    for name, content in {"codebook": CODEBOOK, "model": MODEL, "config": _config(project)}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    (folder / "manuscript.id.md.jinja").write_text(skeleton, encoding="utf-8")
    check = [sys.executable, "scripts/sentra.py", "check-study", "--config", "studies/shop/config.yaml"]
    checked = subprocess.run(check, cwd=project.folder, capture_output=True, text=True, check=False, timeout=120)
    assert checked.returncode == 0, checked.stderr
    run = project.again("--configfile", "studies/shop/config.yaml")
    assert run.returncode == 0, run.stderr
    return project, checked.stdout + checked.stderr + run.stdout + run.stderr


def _config(project: Project) -> dict[str, object]:
    config = yaml.safe_load((project.folder / "config" / "config.yaml").read_text(encoding="utf-8"))
    sample = {"file": f"data/raw/{FILE}", "sheet": SHEET, "rows": None, "expected_n": None}
    config |= {"results_dir": "studies/shop/results", "claims": None, "study": STUDY}
    config |= {"model": "studies/shop/model.yaml", "codebook": "studies/shop/codebook.yaml"}
    config["survey"] = {"full": sample, "pilot": None, "pilot_overlap": "forbidden", "growth": None}
    config["description"] |= {"classes": {}, "smallest_cell": 5}
    config["cleaning"] |= {"straight_lining": "keep", "invalid_answers": "exclude_row"}
    config["robustness"] |= {"waived_exclusions": [], "controls": []}
    config |= {"necessity": None, "plan": {"respondents": None, "stopping_rule": {}, "populations": {}}}
    del config["groups"]
    templates = {"id": "studies/shop/manuscript.id.md.jinja"}
    config["manuscript"] = {"languages": ["id"], "templates": templates, "bibliography": "manuscript/references.bib"}
    for key, value in QUICK.items():
        *parents, last = key.split("__")
        section = config
        for parent in parents:
            section = section[parent]
        section[last] = value
    return config


@pytest.fixture(scope="module")
def results(study: tuple[Project, str]) -> Path:
    return study[0].folder / "studies" / "shop" / "results"


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a folder as text: archives by their members, a PDF by what can be read on its pages."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.name, path.read_bytes().decode("utf-8", errors="replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8", errors="replace")
        elif path.suffix == ".pdf":
            reader = pypdf.PdfReader(path)
            yield f"{path.name} (text)", "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


def test_nothing_that_a_respondent_wrote_alone_leaves_the_raw_file(results: Path) -> None:
    telling = re.compile(rf"{CANARY}|2222[-. ]?\d{{4}}|36\.70\.1\.", re.IGNORECASE)
    found = {name: telling.findall(text)[:3] for name, text in contents(results)}
    assert len(found) > 100
    assert {name: words for name, words in found.items() if words} == {}


def test_messages_name_the_file_and_the_sheet_at_most(study: tuple[Project, str]) -> None:
    _, printed = study
    lines = [line for line in printed.replace(FILE, "").replace(SHEET, "").splitlines() if CANARY in line]
    assert lines == []
    assert "warning: the name of a survey's" not in printed


def test_exclusions_name_row_column_and_fault(results: Path) -> None:
    assert (results / "full" / "exclusions.csv").read_text(encoding="utf-8").splitlines() == [
        "source_file,source_row,reason,detail",
        "1,62,invalid_answer,consent (column B): an unknown answer",
        "1,63,invalid_answer,customer (column F): an unknown answer",
        "1,64,invalid_answer,Q1 (column L): an unknown label",
        "1,65,customer,column F: not met",
    ]


def test_answers_are_counted_as_given(results: Path) -> None:
    with (results / "tables" / "respondents.csv").open(encoding="utf-8", newline="") as stream:
        counts = {(row["column"], row["answer"]): int(row["n"]) for row in csv.DictReader(stream)}
    assert [counts["income", income] for income in INCOMES] == [30, 30]
    assert [counts["stay", stay] for stay in STAYS] == [30, 30]
    shown = {("'" if job.startswith("=") else "") + job: 10 - (job == JOBS[1]) for job in JOBS}
    assert {job: counts["job", job] for job in shown} == shown
    assert counts["job", "other"] == 1
    assert counts["sex", "other"] == 1


class _Page(HTMLParser):
    """The identifiers, links, pictures and handlers of a page, and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def values(self, *names: str) -> list[str]:
        return [value for name, value in self.attributes if name in names]


@pytest.mark.parametrize(("page", "scripts"), [("manuscript/manuscript.id.html", 1), ("index.html", 0)])
def test_a_page_does_nothing_that_somebody_typed(results: Path, page: str, scripts: int) -> None:
    read = _Page((results / page).read_text(encoding="utf-8"))
    assert read.tags["script"] == scripts
    assert not {name for name, _ in read.attributes if name.startswith("on")}
    assert all(re.match(r"#|https://doi\.org/|[\w./-]+$", link) for link in read.values("href"))
    assert all(re.match(r"data:|figures/", picture) for picture in read.values("src"))
    identifiers = Counter(read.values("id"))
    assert [name for name, count in identifiers.items() if count > 1] == []
    targets = {link.removeprefix("#") for link in read.values("href") if link.startswith("#")}
    assert targets <= set(identifiers)


def test_a_page_shows_what_was_typed(results: Path) -> None:
    read = _Text((results / "manuscript" / "manuscript.id.html").read_text(encoding="utf-8"))
    labels = [construct["label"]["id"] for construct in MODEL["constructs"].values()]
    texts = [*JOBS, *STAYS, *INCOMES, *labels]
    for text in [*texts, STUDY["title"]["id"], STUDY["authors"][0]["name"]]:
        assert _plain(text) in read.plain


class _Text(HTMLParser):
    """The words of a page, without what sets quotation marks and spaces apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def plain(self) -> str:
        return _plain("".join(self.words))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(dict.fromkeys(map(ord, "“”‘’\"'"), None)))


def test_word_and_pdf_hold_no_link_but_to_sources(results: Path) -> None:
    with zipfile.ZipFile(results / "manuscript" / "manuscript.id.docx") as document:
        relations = document.read("word/_rels/document.xml.rels").decode()
        assert "KLIK" not in relations
        external = re.findall(r'Target="([^"]+)"[^>]*TargetMode="External"', relations)
        assert "<script>" not in document.read("word/document.xml").decode()
    reader = pypdf.PdfReader(results / "manuscript" / "manuscript.id.pdf")
    links = [note.get_object().get("/A", {}).get("/URI") for page in reader.pages for note in page.get("/Annots") or []]
    assert all(link.startswith("https://doi.org/") for link in [*external, *filter(None, links)])


def test_no_cell_is_a_formula(results: Path) -> None:
    for path in sorted(results.rglob("*.csv")):
        for cells in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            wrong = [cell for cell in cells if re.match(r"[=+@\t]|-(?!\d|$)", cell)]
            assert wrong == [], path.name
    workbook = openpyxl.load_workbook(results / "tables" / "tables.xlsx")
    kinds = Counter(cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row)
    assert kinds["f"] == 0
    assert any(cell.value == JOBS[3] for sheet in workbook for row in sheet.iter_rows() for cell in row)


def test_the_record_of_the_run_knows_the_file_by_another_name(results: Path) -> None:
    environment = json.loads((results / "environment.json").read_text(encoding="utf-8"))
    assert environment["configuration"]["survey"]["full"]["file"] == "survey/full.xlsx"
    assert environment["configuration"]["survey"]["full"]["sheet"] is None
    assert "survey/full.xlsx" in environment["sha256"]
