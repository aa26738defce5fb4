from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from study.base.errors import StudyError, StudyErrors
from study.setup import configuration
from study.setup.config import build, lookup, read_yaml
from study.setup.configuration import Configuration, file_entries
from study.setup.schema_checks import validate

ROOT = Path(__file__).resolve().parents[2]

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


def test_keys_that_are_missing_together_are_told_once_each(tmp_path: Path) -> None:
    schema = tmp_path / "schema.yaml"
    schema.write_text("{type: object, required: [seed, rule]}", encoding="utf-8")
    with pytest.raises(StudyErrors) as caught:
        validate({}, schema, "config.yaml")
    assert [line.split("expected ")[1] for line in str(caught.value).splitlines()] == [
        "'seed'; add a line 'seed: ...'",
        "'rule'; add a line 'rule: ...'",
    ]


def test_a_description_says_what_is_expected(schema: Path) -> None:
    with pytest.raises(StudyErrors, match="key seed: found -1; expected a whole number from 0; correct the value"):
        validate({"seed": -1}, schema, "config.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nseed: 1\nseed: 2\n", r"line 3: found 'seed: 2' \(the key 'seed' stands twice\); .* delete one of them"),
        ("a: 1\nfolds: 010\n", r"line 2: found 'folds: 010' \(YAML reads another number\); .*plain figures"),
        ("level: .nan\n", "YAML reads another number"),
        ("level: -.INF\n", "YAML reads another number"),
        ("folds: 0x10\n", "YAML reads another number"),
        ("time: 12:30\n", "YAML reads another number.*put a text in quotes"),
        ("seed: [1\n", "this is not valid YAML"),
        ("- 1\n", r"holds no keys: .* found \[1\]; expected key: value lines"),
        ("", "holds no keys"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_yaml(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule:\n\tshare: 1\n", r"config.yaml, line 2: found a tab; expected spaces; indent the line with spaces"),
        ("rule:\n  share: 1\n   seed: 2\n", r"line 3: found 'seed: 2' \(.*\); expected YAML; align the line"),
        ("site: Toko: Satu\n", r"line 1: found 'site: Toko: Satu' \(.*\); .* put texts with a colon"),
        ('a: "x\nb: 1\n', r"line 3 \(begun in line 1\): found '' \(found unexpected end of stream\)"),
    ],
)
def test_the_line_that_is_no_yaml_is_shown(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_yaml(written(tmp_path, text))


def test_numbers_are_read_as_they_look(tmp_path: Path) -> None:
    text = "{a: 10, b: 0, c: -0.5, d: 1.0e-7, e: 0.95, f: '010', g: 0812345678, h: 1e3}"
    numbers = {"a": 10, "b": 0, "c": -0.5, "d": 1e-7, "e": 0.95}
    assert read_yaml(written(tmp_path, text)) == numbers | {"f": "010", "g": "0812345678", "h": "1e3"}


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"a configuration file is missing: .*: found a folder; expected a YAML file"):
        read_yaml(tmp_path)


def test_a_file_of_another_kind_takes_one_line(tmp_path: Path) -> None:
    (tmp_path / "schema.yaml").write_text(
        "{type: object, additionalProperties: false, properties: {model: {}}}", encoding="utf-8"
    )
    with pytest.raises(StudyErrors, match=r"this is another kind of file: a.yaml: found the keys claims, models"):
        validate({"models": 1, "claims": 2, "model": 3}, tmp_path / "schema.yaml", "a.yaml")


SURVEY = """
type: object
additionalProperties: false
properties:
  accepted: {type: array, minItems: 1, items: {type: string}}
  resamples: {type: integer, minimum: 100, description: a whole number from 100}
  share: {type: number, description: a number from 0 to 1}
  growth: {anyOf: [{type: "null"}, {type: object}], description: "null, or keys"}
  dimensions: {type: array, items: {type: object, properties: {name: {type: string}}}}
  text:
    type: object
    additionalProperties: false
    properties: {id: {type: string}, en: {type: string}}
    description: "a text per language, {id: ..., en: ...}"
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "accepted: [Yes]",
            "accepted, entry 1: found true (so YAML reads Yes, No, On and Off without quotes); expected a",
        ),
        ("accepted: [Yes]", "put the word in quotes"),
        ("accepted:", "key accepted: found nothing; expected a list"),
        ("accepted: []", "expected at least 1 in the list"),
        ("acepted: [Ya]", "did you mean accepted?"),
        ("resamples: 10.000", "found 10.0; expected a whole number from 100; write it without point or comma"),
        ("share: 0,15", "found '0,15'; expected a number from 0 to 1; write 0.15, with a decimal point"),
        ("growth: none", "found 'none'; expected null, or keys; write null"),
        ("dimensions: [{name: 1}]", "key dimensions, entry 1, name: found 1; expected a text, in quotes where"),
        ("text: Harga", "expected a text per language, {id: ..., en: ...}; write {id: Harga} or {en: Harga}"),
        (
            "text: {id: Harga, mutu}",
            "unknown key: f, key text: found 'mutu'; expected one of: id, en; put the whole text",
        ),
    ],
)
def test_slips_are_answered_with_what_to_write(tmp_path: Path, text: str, line: str) -> None:
    schema = tmp_path / "schema.yaml"
    schema.write_text(SURVEY, encoding="utf-8")
    with pytest.raises(StudyErrors) as caught:
        validate(read_yaml(written(tmp_path, text)), schema, "f")
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


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


def as_content(value: Any) -> Any:
    """Return what a configuration was built from, with tuples for lists."""
    if is_dataclass(value):
        return {
            field.metadata.get("key", field.name): as_content(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, dict):
        return {key: as_content(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(as_content(entry) for entry in value)
    return str(value) if isinstance(value, Path) else value


def find_other(held: Any, content: Any, key: str = "") -> list[str]:
    """Name the keys of a file that a configuration holds otherwise."""
    if isinstance(held, dict):
        return [name for part in held.keys() & content.keys() for name in find_other(held[part], content[part], part)]
    if isinstance(held, tuple) and held and isinstance(held[0], dict):
        return [name for pair in zip(held, content, strict=True) for name in find_other(*pair, key)]
    return [] if held == content else [key]


@pytest.mark.parametrize("file", ["config/config.yaml", "examples/mobile_satisfaction/config.yaml"])
def test_a_configuration_holds_what_its_file_says(file: str) -> None:
    content = read_yaml(ROOT / file)
    held = as_content(Configuration.from_config(content))
    stated = as_content(content)
    for name in ("full", "pilot"):
        # A section that names a single file is held as a list of one.
        stated["survey"][name]["files"] = as_content(file_entries(content["survey"][name]))
    assert find_other(held, stated) == []
    held["bootstrap"]["seed"] = held["study"]["authors"][0]["name"] = "another"
    assert sorted(find_other(held, stated)) == ["name", "seed"]


def property_names(schema: Any) -> set[str]:
    """Name every key that some part of a schema declares."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = set(schema.get("properties", ())) if isinstance(schema, dict) else set()
    return own.union(*map(property_names, parts))


def test_every_field_of_the_configuration_is_a_key_of_the_schema() -> None:
    sections = [kind for kind in vars(configuration).values() if is_dataclass(kind)]
    keys = {field.metadata.get("key", field.name) for kind in sections for field in fields(kind)}
    # Only a comparison of groups that nobody declared lets a small group pass.
    assert keys - property_names(read_yaml(ROOT / "workflow/schemas/config.schema.yaml")) == {"refused_if_small"}


@dataclass(frozen=True)
class Part:
    path: Path = field(metadata={"key": "file"})
    sizes: tuple[float, ...] | None
    label: str = "none"


@dataclass(frozen=True)
class Whole:
    part: Part | None
    parts: Mapping[str, Part]


def test_a_dataclass_is_built_from_the_keys_that_it_has_fields_for() -> None:
    part = {"file": "a/b.csv", "sizes": [1, 2.5], "unknown": 1}
    built = Part(Path("a/b.csv"), (1, 2.5))
    assert build(Whole, {"part": part, "parts": {"x": part}}) == Whole(built, {"x": built})
    nothing = {"file": "c", "sizes": None, "label": "c"}
    assert build(Whole, {"part": None, "parts": {"y": nothing}}) == Whole(None, {"y": Part(Path("c"), None, "c")})
