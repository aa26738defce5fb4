"""Imports run one way: scripts -> study -> plssem -> numpy and scipy; only a script's last block names snakemake."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RULES = sorted(SCRIPTS.glob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield (node.module or "").split(".")[0]


def foreign(folder: str, allowed: set[str]) -> dict[str, set[str]]:
    found = {path: set(imported(path)) - allowed - sys.stdlib_module_names for path in (SCRIPTS / folder).rglob("*.py")}
    return {path.relative_to(SCRIPTS).as_posix(): names for path, names in found.items() if names}


def test_the_engine_knows_numpy_and_scipy_alone() -> None:
    assert foreign("plssem", {"plssem", "numpy", "scipy"}) == {}


def test_the_engine_opens_no_file() -> None:
    files = {"pathlib", "os", "io", "shutil", "tempfile", "csv", "json"}
    found = {path.name: set(imported(path)) & files for path in (SCRIPTS / "plssem").rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_the_study_imports_no_script_and_no_snakemake() -> None:
    scripts = {path.stem for path in RULES} | {"snakemake"}
    assert {path: names for path, names in foreign("study", set()).items() if names & scripts} == {}


def _rows() -> list[list[str]]:
    """The cells of the table of rooms in ARCHITECTURE.md, from the ground up."""
    page = (SCRIPTS.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.split("## Rooms of `scripts/study`")[1].split("\n## ")[0]
    return [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]


def _rooms() -> list[set[str]]:
    return [{name.split(".")[0] for name in re.findall(r"`([a-z_]\w*[.\w]*)`", room)} for room, _ in _rows()]


def _imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "study":
            inner = (node.module or "").split(".")[1:2]
            yield from inner or (alias.name for alias in node.names)


def test_a_room_imports_only_rooms_that_the_architecture_lists_above_it() -> None:
    floor = {room: number for number, rooms in enumerate(_rooms()) for room in rooms}
    upward = [
        f"{path.relative_to(SCRIPTS).as_posix()} imports {room}"
        for path in (SCRIPTS / "study").rglob("*.py")
        for room in _imported_rooms(path)
        if floor[room] > floor[path.relative_to(SCRIPTS / "study").parts[0].removesuffix(".py")]
    ]
    assert upward == []


def test_the_architecture_names_every_module_in_the_row_of_its_room() -> None:
    told = {name: text for room, text in _rows() for name in re.findall(r"`(\w+)`", room)}
    modules = [path for path in (SCRIPTS / "study").glob("*/*.py") if path.stem != "__init__"]
    assert [path for path in modules if f"`{path.stem}`" not in told[path.parent.name]] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_script_imports_no_script(path: Path) -> None:
    assert not set(imported(path)) & {other.stem for other in RULES}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_script_names_snakemake_in_its_last_block_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    naming = [i for i, node in enumerate(tree.body) if any(n for n in ast.walk(node) if _is_snakemake(n))]
    assert naming in ([], [len(tree.body) - 1])


def _is_snakemake(node: ast.AST) -> bool:
    named = isinstance(node, ast.Name) and node.id == "snakemake"
    return named or (isinstance(node, ast.Constant) and node.value == "snakemake")
