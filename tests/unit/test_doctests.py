"""The examples in docstrings are true: those of every module of scripts/ run."""

import doctest
import importlib
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import plssem

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
MODULES = [
    ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(SCRIPTS.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def shared_names(*texts: str | None) -> dict[str, Any]:
    """Return what examples of the engine may use: its public names, and the data that these docstrings set up."""
    names = {"np": np, **{public: getattr(plssem, public) for public in plssem.__all__}}
    for text in texts:
        for example in doctest.DocTestParser().get_examples(text or ""):
            exec(example.source, names)
    return names


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each begins with the data of the engine's and of its module's docstring, whatever other examples changed."""
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    for examples in doctest.DocTestFinder().find(module):
        before = {"plssem": plssem.__doc__, name: module.__doc__}
        before.pop(examples.name, None)
        examples.globs |= shared_names(*before.values()) if name.startswith("plssem") else {}
        runner.run(examples)
    assert runner.tries > 0
    assert runner.failures == 0, capsys.readouterr().out


FUNCTIONS = sorted(name for name in plssem.__all__ if inspect.isfunction(getattr(plssem, name)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_engine_has_an_example_with_a_question_and_an_answer(name: str) -> None:
    """It calls the function, says before what is asked and after what the numbers say."""
    text, _, page = (inspect.getdoc(getattr(plssem, name)) or "").partition("\nExample. ")
    examples = doctest.DocTestParser().get_examples(page)
    assert any(f"{name}(" in example.source or f"={name})" in example.source for example in examples)
    assert any(example.want for example in examples)
    assert ">>> " not in text
    asked, *_, said = page.strip().split("\n\n")
    assert ">>> " not in asked
    assert ">>> " not in said
    assert len(page.splitlines()) >= 5


def test_the_statistics_of_a_fit_are_functions_that_have_an_example_or_fields_of_the_fit() -> None:
    model = plssem.Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    fit = plssem.estimate_from_correlations(np.array([[1, 0.5], [0.5, 1]]), model)
    names = {statistic.name for statistic in plssem.statistics(fit, 50)}
    assert names - set(FUNCTIONS) == {"outer_weights", "outer_loadings", "path_coefficients", "r_squared"}
    assert all(hasattr(fit, name) for name in names - set(FUNCTIONS))


def test_the_modules_that_compute_have_examples() -> None:
    assert len([name for name in MODULES if name.startswith("plssem.")]) >= 20
