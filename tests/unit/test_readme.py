import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = {name: (ROOT / f"README{name}.md").read_text(encoding="utf-8") for name in ("", ".id")}


def commands(text: str) -> list[str]:
    """The lines of the code blocks, without their remarks."""
    blocks = re.findall(r"^ {4}(\S.*)$", text, flags=re.MULTILINE)
    return [block.split("  #")[0].strip() for block in blocks]


def names(text: str) -> list[str]:
    """What stands as code, a link or a picture in the text."""
    return re.findall(r"`[^`]+`|\]\([^)]+\)", text.replace(".id.md", ".md"))


def test_both_languages_give_the_same_commands() -> None:
    assert commands(README[".id"]) == commands(README[""])
    assert "make test" in commands(README[""])


def test_both_languages_name_the_same_files_and_settings() -> None:
    assert names(README[".id"]) == names(README[""])
    assert len(names(README[""])) > 30


def test_both_languages_have_the_same_parts_and_numbers() -> None:
    for pattern in (r"^#+ ", r"[0-9]+(?:\.[0-9]+)?"):
        found = {name: re.findall(pattern, text, flags=re.MULTILINE) for name, text in README.items()}
        assert found[".id"] == found[""]


@pytest.mark.parametrize("name", README)
def test_what_the_text_links_to_exists(name: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README[name]):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", README)
def test_every_make_target_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = [line.split()[1] for line in commands(README[name]) if line.startswith("make ")]
    assert named
    assert set(named) <= targets


def test_the_pictures_are_small() -> None:
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size < 200_000, picture.name
