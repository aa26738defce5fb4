"""Whether a file has the form that its schema asks for; what departs from it is said key by key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from study.base.errors import StudyError, StudyErrors

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
from study.setup.config import Content, read_yaml

LONGEST_SHOWN = 80  # characters of a value in a message


def validate(content: Content, schema: Path, source: str) -> None:
    """Raise StudyErrors, one line per departure of `content` from the JSON Schema; `source` names the file."""
    # Most scripts read files that were validated when the workflow started.
    from jsonschema import Draft202012Validator

    departures = sorted(Draft202012Validator(read_yaml(schema)).iter_errors(content), key=lambda error: error.json_path)
    # The schema reports each of several missing keys on its own, and each report names them all.
    errors = {str(error): error for departure in departures for error in _refusals(departure, source)}
    if errors:
        raise StudyErrors(list(errors.values()))


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
