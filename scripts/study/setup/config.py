"""Read the YAML files of a study and turn what they hold into dataclasses."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import yaml

from study.base.errors import StudyError

Content = Mapping[str, Any]  # what a YAML file holds, before it is typed
Text = Mapping[str, str]  # words by language
Declared = TypeVar("Declared")
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


def lookup(content: Content, dotted: str) -> Any:
    """Return the value at a dotted key such as `cleaning.missing_answers`; KeyError where there is none."""
    value = cast("Any", content)
    for key in dotted.split("."):
        value = value[key]
    return value
