from pathlib import Path

import pytest

from study.code_hash import code_hash, content_hash, local_imports


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
    assert found == {"study/__init__.py", "study/cleaning.py", "study/words.py"}


def test_a_change_in_an_import_of_an_import_changes_the_hash(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "words.py").write_text("WORD = 2\n")
    assert code_hash(scripts / "clean.py") != before


def test_a_change_elsewhere_does_not(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "other.py").write_text("OTHER = 2\n")
    assert code_hash(scripts / "clean.py") == before


def test_line_endings_do_not_matter(scripts: Path) -> None:
    before = code_hash(scripts / "clean.py")
    (scripts / "study" / "words.py").write_bytes(b"WORD = 1\r\n")
    assert code_hash(scripts / "clean.py") == before


def test_content_tells_missing_from_empty_and_order(tmp_path: Path) -> None:
    one, two, none = tmp_path / "one", tmp_path / "two", tmp_path / "none"
    one.write_bytes(b"")
    two.write_bytes(b"2")
    assert (
        len({content_hash(one), content_hash(two), content_hash(none), content_hash(one, two), content_hash(two, one)})
        == 5
    )
