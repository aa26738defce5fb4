from pathlib import Path

import pytest

from study.config import lookup, read_yaml, validate
from study.errors import StudyError, StudyErrors

SCHEMA = """
type: object
additionalProperties: false
required: [seed]
properties:
  seed: {type: integer, minimum: 0, description: a whole number from 0}
  rule:
    type: object
    additionalProperties: false
    properties:
      share: {type: number, maximum: 1}
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_valid_file_passes(tmp_path: Path, schema: Path) -> None:
    validate(read_yaml(written(tmp_path, "seed: 1\nrule: {share: 0.5}\n")), schema, "config.yaml")


def test_each_departure_is_one_line(schema: Path) -> None:
    with pytest.raises(StudyErrors) as caught:
        validate({"sead": 1, "rule": {"share": 2}}, schema, "config.yaml")
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert any(
        line.startswith("unknown key: config.yaml, key (top): found 'sead'; expected one of: seed") for line in lines
    )
    assert any(line.startswith("missing key: config.yaml, key (top): found nothing; expected 'seed'") for line in lines)
    assert any(
        line.startswith("value not allowed: config.yaml, key rule.share: found 2; expected maximum: 1")
        for line in lines
    )


def test_a_description_says_what_is_expected(schema: Path) -> None:
    with pytest.raises(StudyErrors, match="key seed: found -1; expected a whole number from 0; correct the value"):
        validate({"seed": -1}, schema, "config.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seed: 1\nseed: 2\n", "the key 'seed' stands twice"),
        ("seed: [1\n", "this is not valid YAML"),
        ("- 1\n", r"holds no keys: .* found \[1\]; expected key: value lines"),
        ("", "holds no keys"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_yaml(written(tmp_path, text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"a configuration file is missing: .*nowhere\.yaml"):
        read_yaml(tmp_path / "nowhere.yaml")


def test_a_file_saved_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("site: Café\n".encode("cp1252"))
    with pytest.raises(StudyError, match=r"is not UTF-8: .*found byte 0xe9 at position 9; expected UTF-8 text"):
        read_yaml(path)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbfseed: 1\n")
    assert read_yaml(path) == {"seed": 1}


def test_lookup_follows_the_dots() -> None:
    assert lookup({"cleaning": {"missing_answers": "mean"}}, "cleaning.missing_answers") == "mean"
    with pytest.raises(KeyError):
        lookup({"cleaning": {}}, "cleaning.missing_answers")
