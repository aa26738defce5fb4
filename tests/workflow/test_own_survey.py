"""docs/your-survey.md, followed to the letter in a copy of the project: the draft, each edit, the check, the run."""

import csv
import io
import random
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import QUICK
from running import ROOT, Project, copy_project

pytestmark = pytest.mark.slow

GUIDES = {language: ROOT / "docs" / f"your-survey{suffix}.md" for language, suffix in (("en", ""), ("id", ".id"))}
WORDS = ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")
FACTS = ("Stempel waktu", "Apakah Anda bersedia", "Nama", "Nomor WhatsApp", "Jenis kelamin", "Apakah Anda berbelanja")
STUDY = Path("studies", "shop")


def blocks(kind: str, language: str = "en") -> list[str]:
    return re.findall(
        rf"^```{kind}\n(.*?)^```$", GUIDES[language].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def commands(language: str = "en") -> list[list[str]]:
    return [shlex.split(line) for block in blocks("text", language) for line in block.splitlines()]


def edits(language: str = "en") -> dict[str, str]:
    """What the guide has an author write, by file."""
    return {block.partition("\n")[0].removeprefix("# "): block.partition("\n")[2] for block in blocks("yaml", language)}


def questions(language: str = "en") -> list[str]:
    beginning, _, _ = GUIDES[language].read_text(encoding="utf-8").partition("\n## ")
    return re.findall(r"^ {4}(\S.*)$", beginning, re.MULTILINE)


def export() -> bytes:
    """The example's answers as Indonesian Excel writes them: semicolons, byte order mark, CRLF."""
    chance, stream = random.Random(4), io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(questions())
    rows = [respondent(number, chance) for number in range(60)]
    rows[3][8], rows[20][10], rows[7][1], rows[9][5] = "", "", "Tidak", "Tidak"
    again = ["20/10/2025 09:00:00", *rows[12][1:3], "+62 811 0000 0012", *rows[12][4:]]
    writer.writerows([*rows, again])
    return stream.getvalue().encode("utf-8-sig")


def respondent(number: int, chance: random.Random) -> list[str]:
    service, price = chance.gauss(), chance.gauss()
    content = 0.5 * service + 0.4 * price + 0.7 * chance.gauss()
    loyal = 0.6 * content + 0.7 * chance.gauss()
    traits = (service, service, -service, price, price, content, loyal, loyal)
    points = [min(5, max(1, round(3.2 + trait + 0.5 * chance.gauss()))) for trait in traits]
    moment = f"{1 + number // 8:02d}/10/2025 {8 + number % 8:02d}:00:00"
    facts = [moment, "Ya", f"Orang Contoh {number}", f"0811-0000-{number:04d}", "PL"[number % 2] + ".", "Ya"]
    return [*facts, *(WORDS[point - 1] for point in points)]


def call(project: Project, command: list[str]) -> subprocess.CompletedProcess[str]:
    assert command[0] == "python"
    return subprocess.run(
        [sys.executable, *command[1:]], cwd=project.folder, capture_output=True, text=True, check=False, timeout=600
    )


def edit_as_told(project: Project) -> None:
    """Make the edits of the guide's steps 2 to 4."""
    told = edits()
    codebook = project.folder / STUDY / "codebook.yaml"
    draft = codebook.read_text(encoding="utf-8")
    kept, _, _ = draft.partition("criteria: {}")
    before, complaint, after = kept.partition("  Q3:\n")
    after = after.replace("reverse: false", "reverse: true", 1)
    codebook.write_text(before + complaint + after + told["studies/shop/codebook.yaml"], encoding="utf-8")
    (project.folder / STUDY / "model.yaml").write_text(told["studies/shop/model.yaml"], encoding="utf-8")
    config = project.folder / STUDY / "config.yaml"
    settings = config.read_text(encoding="utf-8")
    settings, count = re.subn(
        r"^study:\n.*?(?=^survey:)", told["studies/shop/config.yaml"] + "\n", settings, flags=re.MULTILINE | re.DOTALL
    )
    assert count == 1
    config.write_text(settings, encoding="utf-8")


def test_the_guide_is_followed_to_the_letter(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project.folder / "data" / "raw" / "shop.csv").write_bytes(export())
    draft, check, run = commands()
    drafted = call(project, draft)
    assert drafted.stdout.startswith("data/raw/shop.csv: read as Google Forms; "), drafted.stderr
    assert "\nstudies/shop: 8 items on 5 points, 2 open questions " in drafted.stdout
    unedited = call(project, check)
    assert unedited.returncode == 1
    refused = unedited.stderr.splitlines()
    assert all(line.startswith("error: ") for line in refused)
    assert (
        sum(line.startswith("error: a question of the draft is open: studies/shop/codebook.yaml") for line in refused)
        == 2
    )
    edit_as_told(project)
    checked = call(project, check)
    _, kept, *warned, unstated, agrees = checked.stdout.splitlines()
    assert all(line.startswith("warning: ") for line in warned)
    assert (
        kept == "full: 61 submissions, 58 kept, 1 left out: no_consent, 1 left out: duplicate, 1 left out: bought_here"
    )
    assert unstated.startswith(
        "not filled in, and marked so in the manuscript: study.authors: email of the corresponding "
    )
    assert agrees == "Everything agrees. Run: python scripts/sentra.py run --configfile studies/shop/config.yaml"
    project.configure(STUDY, **QUICK, evidence__influence=False)  # the test asks whether the study runs
    finished = call(project, run)
    assert finished.returncode == 0, finished.stderr
    results = project.folder / STUDY / "results"
    article = (results / "manuscript" / "manuscript.id.md").read_text(encoding="utf-8")
    assert "Pelayanan, Harga, dan Loyalitas Pelanggan Toko Contoh" in article
    assert "Konstruk harga diestimasi dengan Mode B" in article
    assert (results / "index.html").is_file()
    texts = [path.read_bytes() for path in results.rglob("*") if path.is_file()]
    assert not any(word in text for text in texts for word in (b"Orang Contoh", b"0811-0000"))
    assert "Nothing to be done" in call(project, run).stderr


def test_the_example_of_the_guide_asks_what_the_guide_says() -> None:
    assert [question for question in questions() if question.startswith(FACTS)] == questions()[: len(FACTS)]
    assert len(questions()) == len(FACTS) + 8


def test_both_languages_of_the_guide_give_the_same_files_and_commands() -> None:
    assert commands("id") == commands()
    assert edits("id") == edits()
    assert questions("id") == questions()
    for pattern in (r"^#+ ", r"^\| "):
        found = {
            name: len(re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE))
            for name, path in GUIDES.items()
        }
        assert found["id"] == found["en"]
