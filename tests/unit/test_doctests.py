"""The examples in docstrings are true: those of every module of scripts/ run."""

import doctest
import importlib
import inspect
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


# They compute no statistic: one or two lines show what they return.
HELPERS = {"assign_folds", "leave_one_out", "complete_cases", "permutation_test"}
FUNCTIONS = sorted(name for name in plssem.__all__ if inspect.isfunction(getattr(plssem, name)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_engine_has_an_example_with_a_question_and_an_answer(name: str) -> None:
    """It calls the function, says before what is asked and after what the numbers say; of statistics, in a page."""
    text, _, page = (inspect.getdoc(getattr(plssem, name)) or "").partition("\nExample. ")
    examples = doctest.DocTestParser().get_examples(page)
    assert any(f"{name}(" in example.source or f"={name})" in example.source for example in examples)
    assert any(example.want for example in examples)
    assert ">>> " not in text
    asked, *_, said = page.strip().split("\n\n")
    assert ">>> " not in asked
    assert ">>> " not in said
    assert len(page.splitlines()) >= (5 if name in HELPERS else 9)


def test_the_statistics_of_a_fit_are_functions_that_have_an_example_or_fields_of_the_fit() -> None:
    model = plssem.Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    fit = plssem.estimate_from_correlations(np.array([[1, 0.5], [0.5, 1]]), model)
    names = {statistic.name for statistic in plssem.statistics(fit, 50)}
    assert names - set(FUNCTIONS) == {"outer_weights", "outer_loadings", "path_coefficients", "r_squared"}
    assert all(hasattr(fit, name) for name in names - set(FUNCTIONS))


def test_the_modules_that_compute_have_examples() -> None:
    assert len([name for name in MODULES if name.startswith("plssem.")]) >= 20
