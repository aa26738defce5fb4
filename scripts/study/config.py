"""Read the YAML files of a study and hold them against their schemas."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from study.errors import StudyError, StudyErrors

__all__ = ["lookup", "read_yaml", "validate"]


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
        raise StudyError(
            "this is not valid YAML",
            str(path),
            " ".join(str(error).split()),
            "YAML",
            "check indentation, colons and quotes there",
        ) from None
    if not isinstance(content, dict):
        raise StudyError(
            "a configuration file holds no keys", str(path), repr(content), "key: value lines", "fill it in"
        )
    return content


def validate(content: Mapping[str, Any], schema: Path, source: str) -> None:
    """Raise StudyErrors, one line per departure of `content` from the JSON Schema; `source` names the file."""
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


def _position(error: ValidationError) -> str:
    return error.json_path


def _lines(error: ValidationError, source: str) -> Iterator[StudyError]:
    where = f"{source}, key {'.'.join(str(part) for part in error.absolute_path) or '(top)'}"
    schema, instance = cast("Mapping[str, Any]", error.schema), cast("Any", error.instance)
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        for key in sorted(set(instance) - set(known), key=str):
            yield StudyError(
                "unknown key",
                where,
                repr(key),
                f"one of: {', '.join(known)}",
                "correct the spelling or delete the line",
            )
    elif error.validator == "required":
        for key in [key for key in schema["required"] if key not in instance]:
            yield StudyError("missing key", where, "nothing", repr(key), f"add a line '{key}: ...'")
    else:
        expected = schema.get("description") or f"{error.validator}: {error.validator_value}"
        yield StudyError("value not allowed", where, repr(instance), str(expected), "correct the value")
