import ast
from pathlib import Path

import pytest

from study.base.code_hash import code_hash, content_hash, local_imports, part_hash


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "__init__.py").write_text("")
    (tmp_path / "study" / "cleaning.py").write_text("import numpy\nfrom study.words import WORD\n")
    (tmp_path / "study" / "words.py").write_text("WORD = 1\n")
    (tmp_path / "study" / "other.py").write_text("OTHER = 1\n")
    (tmp_path / "clean.py").write_text("from study import cleaning\n")
    return tmp_path


def test_imports_are_followed_through_packages(scripts: Path) -> None:
    found = {path.relative_to(scripts).as_posix() for path in local_imports(scripts / "clean.py", scripts)}
    assert found == {"study/cleaning.py", "study/words.py"}


def test_a_name_that_a_package_re_exports_counts_as_its_own_module(scripts: Path) -> None:
    (scripts / "study" / "__init__.py").write_text("from study.other import OTHER\nfrom study.words import WORD\n")
    (scripts / "clean.py").write_text("from study import WORD\n")
    found = {path.relative_to(scripts).as_posix() for path in local_imports(scripts / "clean.py", scripts)}
    assert found == {"study/words.py"}


def test_a_package_imported_whole_counts_with_all_it_re_exports(scripts: Path) -> None:
    (scripts / "study" / "__init__.py").write_text("from study.other import OTHER\nfrom study.words import WORD\n")
    (scripts / "clean.py").write_text("import study\n")
    found = {path.relative_to(scripts).as_posix() for path in local_imports(scripts / "clean.py", scripts)}
    assert found == {"study/other.py", "study/words.py"}


def test_packages_of_the_project_do_nothing_but_re_export() -> None:
    root = Path(__file__).resolve().parents[2] / "scripts"
    for package in root.rglob("__init__.py"):
        docstring, *statements = ast.parse(package.read_text(encoding="utf-8")).body
        assert isinstance(docstring, ast.Expr)
        names = [node for node in statements if not isinstance(node, ast.ImportFrom)]
        assert all(isinstance(node, ast.Assign) for node in names)
        # A new version changes no result, so that its number need not be part of a hash.
        assert {ast.unparse(node.targets[0]) for node in names if isinstance(node, ast.Assign)} <= {
            "__all__",
            "__version__",
        }


def test_a_change_in_an_import_of_an_import_changes_the_hash(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "words.py").write_text("WORD = 2\n")
    assert code_hash(scripts / "clean.py") != before


def test_a_change_in_the_data_of_a_module_changes_the_hash(scripts: Path) -> None:
    (scripts / "study" / "words.toml").write_text("word = 1")
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "words.toml").write_text("word = 2")
    assert code_hash(scripts / "clean.py") != before


def test_a_changed_word_changes_the_hash_of_what_reads_the_dictionary(scripts: Path) -> None:
    (scripts / "study" / "dictionary.py").write_text("WORD = 1\n")
    (scripts / "study" / "en.yaml").write_text("path: Path\n")
    (scripts / "render.py").write_text("from study import dictionary\n")
    before = {name: code_hash(scripts / name) for name in ("render.py", "clean.py")}
    (scripts / "study" / "en.yaml").write_text("path: Way\n")
    assert code_hash(scripts / "render.py") != before["render.py"]
    assert code_hash(scripts / "clean.py") == before["clean.py"]


@pytest.mark.parametrize("kind", ["bootstrap", "draw_resamples", "estimate", "map", "repeat", "simulate"])
def test_a_changed_word_draws_no_resamples_anew(kind: str) -> None:
    folder = Path(__file__).resolve().parents[2] / "scripts"
    found = [local_imports(script, folder) for script in folder.glob(f"{kind}*.py")]
    assert found
    assert not any(folder / "study" / "words" / "dictionary.py" in modules for modules in found)


def test_a_change_elsewhere_does_not(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "other.py").write_text("OTHER = 2\n")
    assert code_hash(scripts / "clean.py") == before


def test_line_endings_do_not_matter(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "words.py").write_bytes(b"WORD = 1\r\n")
    assert code_hash(scripts / "clean.py") == before


def test_comments_docstrings_and_layout_do_not_matter(scripts: Path) -> None:
    words = scripts / "study" / "words.py"
    words.write_text("def word() -> int:\n    return 1\n")
    before = code_hash(scripts / "clean.py")
    words.write_text('"""A module."""\n\n\ndef word() -> int:  # why\n    """Return it."""\n\n    return (1)\n')
    assert code_hash(scripts / "clean.py") == before
    words.write_text("def word() -> int:\n    return 2\n")
    assert code_hash(scripts / "clean.py") != before


MODEL = """
constructs:
  X: {label: {id: Satu, en: One}, mode: A, indicators: [a, b]}
paths: [{source: X, target: Y, note: {id: kata, en: word}}]
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Satu", "Dua", {"unlabelled", "structure"}),
        ("kata", "lain", {"structure"}),
        ("mode: A", "mode: B", set()),
        ("[a, b]", "[b, a]", set()),
        ("source: X", "source: Z", set()),
    ],
)
def test_a_part_changes_with_what_belongs_to_it(tmp_path: Path, old: str, new: str, same: set[str]) -> None:
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(MODEL, encoding="utf-8")
    after.write_text(MODEL.replace(old, new), encoding="utf-8")
    parts = ("", "unlabelled", "structure")
    assert {part for part in parts if part_hash(before, part) == part_hash(after, part)} == same


def test_content_tells_missing_from_empty_and_order(tmp_path: Path) -> None:
    one, two, none = tmp_path / "one", tmp_path / "two", tmp_path / "none"
    one.write_bytes(b"")
    two.write_bytes(b"2")
    assert (
        len({content_hash(one), content_hash(two), content_hash(none), content_hash(one, two), content_hash(two, one)})
        == 5
    )
