"""docs/before-the-data.md, followed to the letter: from an empty folder to a sealed plan, and what then is refused."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from running import ROOT, copy_project

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "before-the-data.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    return [shlex.split(line)[1:] for line in re.findall(r"^    (python scripts/sentra\.py .*)$", PAGE, re.MULTILINE)]


def tables() -> dict[str, list[list[str]]]:
    """The rows that the page has its reader type, by the sheet."""
    found = {}
    for sheet, table in re.findall(r"^\*\*(\w+)\*\*\n\n((?:\|.*\n)+)", PAGE, re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in table.splitlines()]
        found[sheet] = [lines[0], *lines[2:]]
    return found


def fill_in(workbook: Path) -> None:
    """Type the tables of the page into the workbook, each below the heads that the page shows."""
    opened = load_workbook(workbook)
    for sheet, (heads, *rows) in tables().items():
        page = opened[sheet]
        assert [cell.value for cell in page[2]] == heads
        labels = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
        for number, cells in enumerate(rows, start=3):
            row = labels[cells[0]] if sheet == "Study" else number
            for column, text in enumerate(cells, start=1):
                page.cell(row, column, float(text) if re.fullmatch(r"[\d.]+", text) else text or None)
    opened.save(workbook)


def run(folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)


def test_the_page_leads_from_an_empty_workbook_to_a_sealed_plan(tmp_path: Path) -> None:
    copy_project(tmp_path)
    start, again, plan, seal = commands()
    assert "Fill in studies/shop/questions.xlsx" in run(tmp_path, start).stdout
    fill_in(tmp_path / "studies/shop/questions.xlsx")
    drafted = run(tmp_path, again)
    assert "6 questions, 2 paths" in drafted.stdout, drafted.stderr
    read = run(tmp_path, plan)
    assert read.returncode == 0, read.stderr
    draft = tmp_path / "studies/shop/results/plan/plan.en.md"
    assert "This plan is a draft: it has not been sealed." in draft.read_text(encoding="utf-8")
    assert not (tmp_path / "studies/shop/plan").exists()
    files = sorted(path.name for path in draft.parent.glob("plan.*"))
    assert files == ["plan.en.docx", "plan.en.html", "plan.en.md", "plan.en.pdf"]
    sealed = run(tmp_path, seal)
    assert "Sealed on 2026-03-31, before any answers of the main survey" in sealed.stdout, sealed.stderr
    text = draft.read_text(encoding="utf-8")
    assert "This plan was sealed on 31 March 2026." in text
    assert "No file of answers of the main survey was present on that day." in text
    assert "never bought there" in text
    assert "after eight weeks" in text


def test_the_page_says_how_a_reason_is_written() -> None:
    (entry,) = re.findall(r"^    (thresholds.htmt:\n      en: .*)$", PAGE, re.MULTILINE)
    assert yaml.safe_load(entry.replace("\n    ", "\n")) == {
        "thresholds.htmt": {"en": "A reviewer asked for the stricter limit."}
    }
