"""What a verification copies: every file that a run may read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from study.reproduction.study_folder import StudyFolder, find_inputs, open_study

ROOT = Path(__file__).parents[3]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.isprintable() and len(value) < 200:
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)


@pytest.mark.parametrize("configfile", ["config/config.yaml", "examples/mobile_satisfaction/config.yaml"])
def test_every_file_that_a_configuration_names_is_an_input(configfile: str) -> None:
    study = open_study(ROOT, configfile)
    named = {text for text in texts(study.config) if (ROOT / text).is_file()}
    assert len(named) >= 5
    assert named <= set(find_inputs(study))


def test_compiled_code_is_no_input(tmp_path: Path) -> None:
    for name in ("scripts/a.py", "scripts/__pycache__/a.pyc", "manuscript/en.md", "data/a.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    config: dict[str, Any] = {
        **dict.fromkeys(("codebook", "claims", "checklist", "simulated_checksums")),
        "model": "config/model.yaml",
        "results_dir": "results",
        "survey": {"pilot": None, "full": {"file": "data/a.csv"}, "growth": None},
        "manuscript": {"templates": {"en": "manuscript/en.md"}, "bibliography": "manuscript/a.bib"},
    }
    kinds = find_inputs(StudyFolder(tmp_path, "config.yaml", config))
    assert {name: kinds[name] for name in ("scripts/a.py", "manuscript/en.md", "data/a.csv")} == {
        "scripts/a.py": "code",
        "manuscript/en.md": "manuscript",
        "data/a.csv": "data",
    }
    assert "scripts/__pycache__/a.pyc" not in kinds


def test_the_sealed_plan_and_its_reasons_are_inputs_of_their_study() -> None:
    assert find_inputs(open_study(ROOT, "config/config.yaml"))["plan/plan.json"] == "settings"
    assert not {
        name
        for name in find_inputs(open_study(ROOT, "examples/mobile_satisfaction/config.yaml"))
        if "plan.json" in name
    }
