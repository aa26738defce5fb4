"""The code stays in small pieces."""

import ast
from collections import defaultdict
from pathlib import Path
from statistics import median

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def body_lengths() -> dict[str, int]:
    lengths = {}
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                name = f"{path.relative_to(SCRIPTS)}:{node.lineno} {node.name}"
                lengths[name] = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
    return lengths


def test_functions_are_small() -> None:
    lengths = body_lengths()
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    assert median(lengths.values()) <= 8


def test_scripts_are_thin() -> None:
    lines = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in SCRIPTS.glob("*.py")}
    del lines["sentra"]  # the command line of the project, no rule
    assert {name: count for name, count in lines.items() if count > 30} == {}


def test_no_name_stands_for_two_things() -> None:
    modules = defaultdict(list)
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            is_public = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if is_public and path.parent != SCRIPTS:  # commands are named as what they call, scripts have one `main`
                modules[node.name].append(str(path.relative_to(SCRIPTS)))
    assert {name: where for name, where in modules.items() if len(where) > 1} == {}
