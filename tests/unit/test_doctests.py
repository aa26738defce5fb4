"""The examples in docstrings are true: those of every module of scripts/ run."""

import doctest
import importlib
from pathlib import Path

import numpy as np
import pytest

import plssem

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
MODULES = [
    ".".join(path.relative_to(SCRIPTS).with_suffix("").parts)
    for path in sorted(SCRIPTS.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The engine's examples may use numpy as np and every public name of the engine without an import."""
    module = importlib.import_module(name)
    names = {public: getattr(plssem, public) for public in plssem.__all__} if name.startswith("plssem.") else {}
    result = doctest.testmod(module, extraglobs={**names, "np": np} if names else None)
    assert result.attempted > 0
    assert result.failed == 0, capsys.readouterr().out


def test_the_modules_that_compute_have_examples() -> None:
    assert len([name for name in MODULES if name.startswith("plssem.")]) >= 20
