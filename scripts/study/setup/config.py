"""Read the YAML files of a study and hold them against their schemas."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from study.base.errors import StudyError, StudyErrors

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError  # every rule reads YAML, none holds it against a schema

__all__ = ["lookup", "read_yaml", "validate"]

LONGEST_SHOWN = 80  # characters of a value in a message

# The loader in C reads the same language several times as fast; not every build of the package has it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeyLoader(_Loader):  # type: ignore[misc, valid-type]
    """A loader that refuses a key written twice, where YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
        return dict(super().construct_mapping(node, deep))


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping; StudyError where it cannot be read as one."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_UniqueKeyLoader)  # noqa: S506 (a SafeLoader)
    except FileNotFoundError:
        raise StudyError(
            "a configuration file is missing", str(path), "nothing", "a YAML file", "restore it or correct the path"
        ) from None
    except UnicodeDecodeError as error:
        raise StudyError(
            "a configuration file is not UTF-8",
            str(path),
            f"byte {error.object[error.start]:#04x} at position {error.start}",
            "UTF-8 text",
            "save it as UTF-8 (in Notepad: Save as, Encoding)",
        ) from None
    except yaml.YAMLError as error:
        raise _unreadable(path, error) from None
    if not isinstance(content, dict):
        raise StudyError(
            "a configuration file holds no keys", str(path), repr(content), "key: value lines", "fill it in"
        )
    return content


def _unreadable(path: Path, error: yaml.YAMLError) -> StudyError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    if mark is None:
        return StudyError("this is not valid YAML", str(path), problem, "YAML", "check indentation, colons and quotes")
    begun = getattr(error, "context_mark", None) or mark
    where = f"{path}, line {mark.line + 1}" + (f" (begun in line {begun.line + 1})" if begun.line < mark.line else "")
    line = "".join(path.read_text(encoding="utf-8-sig").splitlines()[mark.line : mark.line + 1])
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return StudyError("this is not valid YAML", where, "a tab", "spaces", "indent the line with spaces")
    remedy = "align the line with its neighbours; put texts with a colon, a comma or a quotation mark in quotes"
    return StudyError("this is not valid YAML", where, f"{line.strip()[:60]!r} ({problem})", "YAML", remedy)


def validate(content: Mapping[str, Any], schema: Path, source: str) -> None:
    """Raise StudyErrors, one line per departure of `content` from the JSON Schema; `source` names the file."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(read_yaml(schema))
    errors = [line for error in sorted(validator.iter_errors(content), key=_position) for line in _lines(error, source)]
    if errors:
        raise StudyErrors(errors)


def lookup(content: Mapping[str, Any], dotted: str) -> Any:
    """Return the value at a dotted key such as `cleaning.missing_answers`; KeyError where there is none."""
    value: Any = content
    for key in dotted.split("."):
        value = value[key]
    return value


def _position(error: "ValidationError") -> str:
    return error.json_path


def _lines(error: "ValidationError", source: str) -> Iterator[StudyError]:
    where = f"{source}, {_place(error)}"
    schema, instance = cast("Mapping[str, Any]", error.schema), cast("Any", error.instance)
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        for key in sorted(set(instance) - set(known), key=str):
            remedy = _unknown_key_remedy(str(key), instance[key], known)
            yield StudyError("unknown key", where, repr(key), f"one of: {', '.join(known)}", remedy)
    elif error.validator == "required":
        for key in [key for key in schema["required"] if key not in instance]:
            yield StudyError("missing key", where, "nothing", repr(key), f"add a line '{key}: ...'")
    else:
        expected = schema.get("description") or _expected(str(error.validator), error.validator_value)
        yield StudyError("value not allowed", where, _shown(instance), expected, _remedy(instance, expected))


def _place(error: "ValidationError") -> str:
    """Name the key as an author sees it: constructs.Price.dimensions, entry 1, indicators."""
    text = "".join(f", entry {part + 1}, " if isinstance(part, int) else f"{part}." for part in error.absolute_path)
    return f"key {text.replace('., ', ', ').rstrip('., ') or '(top)'}"


def _expected(validator: str, value: Any) -> str:
    kinds = {
        "object": "keys and values below it",
        "array": "a list",
        "string": "a text, in quotes where YAML would read a number, Yes or No",
        "boolean": "true or false",
        "integer": "a whole number",
        "number": "a number",
    }
    if validator == "type" and value in kinds:
        return kinds[value]
    words = {"minItems": "at least {} in the list", "minLength": "a text", "minProperties": "at least {} below it"}
    return words.get(validator, f"{validator}: {{}}").format(value)


def _shown(instance: Any) -> str:
    if instance is None:
        return "nothing"
    if isinstance(instance, bool):
        return f"{str(instance).lower()} (so YAML reads Yes, No, On and Off without quotes)"
    text = repr(instance)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _unknown_key_remedy(key: str, value: Any, known: Mapping[str, Any]) -> str:
    if value is None and set(known) == {"id", "en"}:
        return "put the whole text in quotes: it holds a comma"
    near = get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else "correct the spelling or delete the line"


def _remedy(instance: Any, expected: str) -> str:
    if isinstance(instance, bool) and "text" in expected:
        return "put the word in quotes"
    if isinstance(instance, float) and "whole number" in expected:
        return "write it without point or comma"
    if isinstance(instance, str) and "number" in expected and re.fullmatch(r"\d+,\d+", instance):
        return f"write {instance.replace(',', '.')}, with a decimal point"
    if isinstance(instance, str) and "null" in expected and instance.casefold() in {"none", "no", "tidak ada"}:
        return "write null"
    if isinstance(instance, str) and "per language" in expected:
        return f"write {{id: {instance}}} or {{en: {instance}}}"
    return "correct the value"
