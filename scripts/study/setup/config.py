"""Read the YAML files of a study, hold them against their schemas and turn what they hold into dataclasses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from study.base.errors import StudyError, StudyErrors

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Content = Mapping[str, Any]  # what a YAML file holds, before it is typed
Text = Mapping[str, str]  # words by language
Declared = TypeVar("Declared")

LONGEST_SHOWN = 80  # characters of a value in a message

# The loader in C reads the same language several times as fast; not every build of the package has it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# What YAML reads as another number than it looks like: in eights or sixties, in other figures, or as none.
OTHER_NUMBER = re.compile(r"[-+]?(0[\dxXbBoO_].*|.*:.*|\.(inf|nan))", re.IGNORECASE)


class _StrictLoader(_Loader):  # type: ignore[misc, valid-type]
    """A loader that refuses what YAML would read in silence as something else: keys written twice, 010, .nan."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: list[Any] = []
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                remedy = "delete one of them"
                raise yaml.constructor.ConstructorError(
                    remedy, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.append(key)
        return dict(super().construct_mapping(node, deep))

    def construct_number(self, node: yaml.ScalarNode) -> Any:
        """Return the number that a scalar is written as."""
        if OTHER_NUMBER.fullmatch(node.value):
            remedy = "write the number in plain figures, or put a text in quotes"
            raise yaml.constructor.ConstructorError(remedy, None, "YAML reads another number", node.start_mark)
        return self.construct_yaml_int(node) if node.tag.endswith("int") else self.construct_yaml_float(node)


for kind in ("int", "float"):
    _StrictLoader.add_constructor(f"tag:yaml.org,2002:{kind}", _StrictLoader.construct_number)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping; StudyError where it cannot be read as one."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        if path.is_file():
            raise
        raise StudyError(
            what="a configuration file is missing",
            where=str(path),
            found="a folder" if path.is_dir() else "nothing",
            expected="a YAML file",
            remedy="restore it or correct the path",
        ) from error
    except UnicodeDecodeError as error:
        raise StudyError(
            what="a configuration file is not UTF-8",
            where=str(path),
            found=f"byte {error.object[error.start]:#04x} at position {error.start}",
            expected="UTF-8 text",
            remedy="save it as UTF-8 (in Notepad: Save as, Encoding)",
        ) from None
    except yaml.YAMLError as error:
        raise _invalid_yaml(path, error) from None
    if not isinstance(content, dict):
        raise StudyError(
            what="a configuration file holds no keys",
            where=str(path),
            found=repr(content),
            expected="key: value lines",
            remedy="fill it in",
        )
    return content


def build(kind: type[Declared], content: Content) -> Declared:
    """Build a frozen dataclass from those keys of a mapping that it has fields for.

    Lists become tuples, names of files become paths, and mappings become the dataclass that the field declares. A field
    with another name than its key has the key in its metadata; a field with a default may lack its key. Types are not
    checked: that is the schema's part.
    """
    types = get_type_hints(kind)
    keys = {field.name: field.metadata.get("key", field.name) for field in fields(cast("Any", kind))}
    return kind(**{name: _typed(types[name], content[key]) for name, key in keys.items() if key in content})


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    arguments = [argument for argument in get_args(kind) if argument is not NoneType]
    if value is None:
        return None
    if origin is UnionType:
        return _typed(arguments[0], value)
    if origin is tuple:
        return tuple(_typed(arguments[0], entry) for entry in value)
    if origin is Mapping:
        return {key: _typed(arguments[1], entry) for key, entry in value.items()}
    if is_dataclass(kind):
        read = getattr(kind, "from_config", None)
        return read(value) if read else build(cast("type[Any]", kind), value)
    return Path(value) if kind is Path else value


def _invalid_yaml(path: Path, error: yaml.YAMLError) -> StudyError:
    what = "this is not valid YAML"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    if mark is None:
        return StudyError(
            what=what, where=str(path), found=problem, expected="YAML", remedy="check indentation, colons and quotes"
        )
    begun = getattr(error, "context_mark", None) or mark
    where = f"{path}, line {mark.line + 1}" + (f" (begun in line {begun.line + 1})" if begun.line < mark.line else "")
    line = "".join(path.read_text(encoding="utf-8-sig").splitlines()[mark.line : mark.line + 1])
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return StudyError(
            what=what, where=where, found="a tab", expected="spaces", remedy="indent the line with spaces"
        )
    aligned = "align the line with its neighbours; put texts with a colon, a comma or a quotation mark in quotes"
    return StudyError(
        what=what,
        where=where,
        found=f"{line.strip()[:60]!r} ({problem})",
        expected="YAML",
        remedy=error.context or aligned if isinstance(error, yaml.constructor.ConstructorError) else aligned,
    )


def validate(content: Content, schema: Path, source: str) -> None:
    """Raise StudyErrors, one line per departure of `content` from the JSON Schema; `source` names the file."""
    # Most scripts read files that were validated when the workflow started.
    from jsonschema import Draft202012Validator

    departures = sorted(Draft202012Validator(read_yaml(schema)).iter_errors(content), key=lambda error: error.json_path)
    # The schema reports each of several missing keys on its own, and each report names them all.
    errors = {str(error): error for departure in departures for error in _refusals(departure, source)}
    if errors:
        raise StudyErrors(list(errors.values()))


def lookup(content: Content, dotted: str) -> Any:
    """Return the value at a dotted key such as `cleaning.missing_answers`; KeyError where there is none."""
    value = cast("Any", content)
    for key in dotted.split("."):
        value = value[key]
    return value


def _refusals(error: "ValidationError", source: str) -> Iterator[StudyError]:
    refuse = partial(StudyError, where=f"{source}, {_key_shown(error)}")
    schema = cast("Content", error.schema)
    instance = cast("Any", error.instance)
    if error.validator == "additionalProperties":
        known = schema.get("properties", {})
        expected = f"one of: {', '.join(known)}"
        unknown = sorted(set(instance) - set(known), key=str)
        if not error.absolute_path and len(unknown) > len(instance) / 2 > 1:
            yield StudyError(
                what="this is another kind of file",
                where=source,
                found=f"the keys {', '.join(map(str, unknown))}",
                expected=expected,
                remedy="correct the name of the file in the configuration",
            )
            return
        for key in unknown:
            remedy = _unknown_key_remedy(str(key), instance[key], known)
            yield refuse(what="unknown key", found=repr(key), expected=expected, remedy=remedy)
    elif error.validator in ("required", "dependentRequired"):
        for key, expected in _missing_keys(schema[error.validator], instance):
            yield refuse(what="missing key", found="nothing", expected=expected, remedy=f"add a line '{key}: ...'")
    else:
        expected = schema.get("description") or _expected(str(error.validator), error.validator_value)
        remedy = _remedy(instance, expected)
        yield refuse(what="value not allowed", found=_shown(instance), expected=expected, remedy=remedy)


def _missing_keys(needed: Sequence[str] | Mapping[str, Sequence[str]], instance: Content) -> Iterator[tuple[str, str]]:
    """Yield each key that is needed, always or beside another one, and how to say so."""
    if not isinstance(needed, Mapping):
        yield from ((key, repr(key)) for key in needed if key not in instance)
        return
    for key in sorted({key for one, keys in needed.items() if one in instance for key in keys} - set(instance)):
        yield (
            key,
            f"{key!r} beside {' and '.join(one for one, keys in needed.items() if one in instance and key in keys)}",
        )


def _key_shown(error: "ValidationError") -> str:
    """Name the key as an author sees it: constructs.Price.dimensions, entry 1, indicators."""
    steps = error.absolute_path
    text = "".join(f", entry {step + 1}, " if isinstance(step, int) else f"{step}." for step in steps)
    return f"key {text.replace('., ', ', ').rstrip('., ') or '(top)'}"


def _expected(validator: str, value: object) -> str:
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


def _shown(instance: object) -> str:
    if instance is None:
        return "nothing"
    if isinstance(instance, bool):
        return f"{str(instance).lower()} (so YAML reads Yes, No, On and Off without quotes)"
    text = repr(instance)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def _unknown_key_remedy(key: str, value: object, known: Content) -> str:
    if value is None and set(known) == {"id", "en"}:
        return "put the whole text in quotes: it holds a comma"
    near = get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else "correct the spelling or delete the line"


def _remedy(instance: object, expected: str) -> str:
    if isinstance(instance, bool) and "text" in expected:
        return "put the word in quotes"
    if "whole number" in expected and (isinstance(instance, float) or re.fullmatch(r"\d+[.,][\d.,]+", str(instance))):
        return "write it without point or comma"
    if isinstance(instance, str) and "number" in expected and re.fullmatch(r"[-+]?\d+(\.\d+)?", instance):
        return "write it without quotes"
    if isinstance(instance, str) and "number" in expected and re.fullmatch(r"\d+,\d+", instance):
        return f"write {instance.replace(',', '.')}, with a decimal point"
    if isinstance(instance, str) and "null" in expected and instance.casefold() in {"none", "no", "tidak ada"}:
        return "write null"
    if isinstance(instance, str) and "per language" in expected:
        return f"write {{id: {instance}}} or {{en: {instance}}}"
    return "correct the value"
