"""What journals ask authors to state: nothing is declared on an author's behalf, and what is missing is named."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from study.drafting import study_check
from study.results.quotation import ManuscriptInputs
from study.setup.config import read_yaml
from study.setup.configuration import Configuration, StudySection
from study.setup.data_status import DECLARATIONS, find_unstated
from study.words.dictionary import label
from study.writing import rendering
from unit.manuscript.made_up_results import ROOT, STUDY, Case, collect, declared, figures

STATED = {
    "funding": {"id": "Hibah nomor satu.", "en": "Grant number one."},
    "ethics": {"id": "Izin.", "en": "Consent."},
}
BY_THE_RUN = {"id": "dapat diulang dengan hasil yang sama", "en": "can be reproduced with the same result"}


def declarations(folder: Path, language: str, status: str, stated: Mapping[str, Any]) -> dict[str, str]:
    """What the declarations say, by their heads."""
    case = Case(status=status, language=language)
    numbers, (model, codebook) = collect(folder, case), declared(case, folder)
    template = folder / "template.jinja"
    template.write_text('<% import "declarations.jinja" as d with context %><< d.all() >>', encoding="utf-8")
    texts = figures(folder / "figures") / "alt_texts.json"
    study = {**STUDY, "data_status": status, "declarations": stated}
    text = rendering.render(template, ManuscriptInputs(numbers, model, codebook, texts, study, language).read())
    return dict(re.findall(r"^\*\*(.+?)\.\*\* (.*)$", text, re.MULTILINE))


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_stated_is_printed_and_what_is_not_is_marked(tmp_path: Path, language: str) -> None:
    said = declarations(tmp_path, language, "collected", STATED)
    heads = [label(f"declaration.{key}", language) for key in DECLARATIONS]
    assert list(said) == heads
    for key, head in zip(DECLARATIONS, heads, strict=True):
        if key in STATED:
            assert said[head] == STATED[key][language]
        elif key == "code_availability":
            assert BY_THE_RUN[language] in said[head]
        else:
            assert said[head] == f"[\\[{label('to_be_stated', language)}\\]]{{.unstated}}", key


@pytest.mark.parametrize("language", ["id", "en"])
def test_of_simulated_data_the_run_itself_says_what_it_knows(tmp_path: Path, language: str) -> None:
    said = declarations(tmp_path, language, "simulated", {})
    unstated = f"[\\[{label('to_be_stated', language)}\\]]{{.unstated}}"
    marked = {key for key in DECLARATIONS if said[label(f"declaration.{key}", language)] == unstated}
    assert marked == {"content_validity", "funding", "contributions", "conflict_of_interest", "ai_use"}
    assert len(said) == len(DECLARATIONS) + 1, "and that the data are simulated"


def test_an_author_can_state_what_the_run_would_say(tmp_path: Path) -> None:
    said = declarations(tmp_path, "en", "simulated", STATED)
    assert said[label("declaration.ethics", "en")] == "Consent."


def section(**changed: Any) -> StudySection:
    content = read_yaml(ROOT / "config" / "config.yaml")["study"] | {"data_status": "collected", "declarations": {}}
    content |= changed
    return Configuration.from_config(read_yaml(ROOT / "config" / "config.yaml") | {"study": content}).study


def test_an_author_of_collected_data_is_told_what_is_not_filled_in() -> None:
    unstated = find_unstated(section())
    assert unstated[:2] == ["study.authors: email of the corresponding author", "study.address"]
    assert unstated[2:] == [f"study.declarations.{key}" for key in DECLARATIONS]
    author = {"name": "N. N.", "affiliations": ["institution"], "corresponding": True, "email": "n@example.org"}
    filled = section(authors=[author], address="A street", declarations=dict.fromkeys(DECLARATIONS, STATED["ethics"]))
    assert find_unstated(filled) == []
    named = section(journal={"name": "", "volume": "3"}, dates={"accepted": ""})
    assert find_unstated(named)[2:4] == ["study.journal.name", "study.dates.accepted"]
    assert find_unstated(section(declarations=STATED | {"modes": None}))[2:] == [
        f"study.declarations.{key}" for key in DECLARATIONS if key not in STATED
    ]


def test_simulated_data_ask_for_nothing() -> None:
    assert find_unstated(section(data_status="simulated")) == []


def test_check_study_names_what_is_not_filled_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    study_check.check_study(root=ROOT, configfile="config/config.yaml")
    assert "not filled in" not in capsys.readouterr().out
    monkeypatch.setattr(study_check, "find_unstated", lambda _: find_unstated(section()))
    assert study_check.check_study(root=ROOT, configfile="config/config.yaml") == 0
    shown = capsys.readouterr().out
    (line,) = [line for line in shown.splitlines() if line.startswith("not filled in, and marked so")]
    assert "study.address, " in line
    assert "study.declarations.ethics" in line
    assert shown.rstrip().splitlines()[-1].startswith("Everything agrees.")
