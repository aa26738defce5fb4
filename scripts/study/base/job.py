"""A rule's job: its `main` filled by its signature, its messages in the log, a refusal as one clear line."""

import gc
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin

from study.base.files import refuse_locked, write_results

Paths = Mapping[str, Path]  # files by name, such as a rule's named outputs
Results = Mapping[str, Any]  # what a rule's files hold, by the names of its outputs: tables, JSON, arrays

SOURCES = ("input", "output", "params", "wildcards")


class ArgumentGroup:
    """Base of a dataclass of arguments that always travel together: each field is filled as a parameter of its name."""


class JobPart(NamedTuple):
    """The part of a step's work that one job does: its number, from 0 on, of so many."""

    number: int
    of: int

    @classmethod
    def from_config(cls, text: str) -> "JobPart":
        """Read a part as files name it: "2of8" is the second."""
        number, of = map(int, text.split("of"))
        return cls(number - 1, of)


def run(main: Callable[..., Results | None], snakemake: Any) -> None:
    """Call `main` with what its signature asks for and write the results that it returns into the rule's outputs.

    Warnings and refusals go to the log, a refusal exits with 1.

    A refusal is an error whose class has a true `refusal`: StudyError and the engine's PlsSemError, neither of which
    is imported here, for every script imports this module, and a change of the engine concerns few of them. A file that
    another program holds, as Excel does on Windows, is refused in the same way.
    """
    # What the imports made lasts as long as the job: no collection of garbage has to go through it, nor does the last.
    gc.freeze()
    arguments = job_arguments(main, snakemake)
    with Path(snakemake.log[0]).open("w", encoding="utf-8") as stream:
        warnings.showwarning = lambda message, category, *_, **__: print(f"{category.__name__}: {message}", file=stream)
        try:
            write_results(main(**arguments) or {}, snakemake.output)
        except PermissionError as error:
            stream.write(f"error: {refuse_locked(Path(error.filename or 'a file'))}\n")
            sys.exit(1)
        except ValueError as error:
            if not getattr(error, "refusal", False):
                raise
            stream.writelines(f"error: {line}\n" for line in str(error).splitlines())
            sys.exit(1)


def job_arguments(main: Callable[..., Any], snakemake: Any) -> dict[str, Any]:
    """Return the arguments of `main` from the inputs, outputs, params and wildcards of their names.

    An argument is made what its annotation says: a Path, a list of them, or a dataclass from its settings. An
    ArgumentGroup is filled field by field; an optional one is None where nothing has the name of a field. A parameter
    with a default may be missing. `outputs` takes every named output, `**name: Path` every named input that no other
    parameter takes. TypeError where nothing, or more than one thing, has the name of a parameter.
    """
    parameters = inspect.signature(main).parameters
    groups = {name: group for name, one in parameters.items() if (group := _group(one.annotation))}
    taken = {*parameters, *(field for group in groups.values() for field in inspect.signature(group).parameters)}
    arguments: dict[str, Any] = {}
    for name, parameter in parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments |= {key: Path(path) for key, path in snakemake.input.items() if key not in taken}
        elif name == "outputs":
            arguments[name] = {key: Path(path) for key, path in snakemake.output.items()}
        elif name not in groups:
            arguments |= _argument(main, name, parameter, snakemake)
        elif parameter.default is parameter.empty or _is_given(groups[name], snakemake):
            arguments[name] = groups[name](**job_arguments(groups[name], snakemake))
    return arguments


def legible_output() -> None:
    """Print ? for characters that the encoding of the output lacks, where Python would raise an error."""
    for stream in (sys.stdout, sys.stderr):
        if callable(reconfigure := getattr(stream, "reconfigure", None)):
            reconfigure(errors="replace")


def _argument(main: Callable[..., Any], name: str, parameter: inspect.Parameter, snakemake: Any) -> dict[str, Any]:
    """Return an argument by its name; nothing where its default is to be taken."""
    values = list(_provided(snakemake, name))
    if len(values) > 1 or (not values and parameter.default is parameter.empty):
        problem = "more than one" if values else "no"
        raise TypeError(
            f"{main.__qualname__} of {main.__module__}: {problem} input, output, param or wildcard is called {name}"
        )
    return {name: _converted(values[0], parameter.annotation)} if values else {}


def _provided(snakemake: Any, name: str) -> Iterator[Any]:
    for source in SOURCES:
        values = dict(getattr(snakemake, source).items())
        if name in values:
            yield values[name]


def _group(annotation: Any) -> type | None:
    """Return the ArgumentGroup that an annotation names; None where it names something else."""
    kind = _required(annotation)
    return kind if isinstance(kind, type) and issubclass(kind, ArgumentGroup) else None


def _is_given(group: type, snakemake: Any) -> bool:
    return any(list(_provided(snakemake, field)) for field in inspect.signature(group).parameters)


def _required(annotation: Any) -> Any:
    """Return what an annotation says without its None."""
    if get_origin(annotation) is not UnionType:
        return annotation
    (kind,) = [kind for kind in get_args(annotation) if kind is not type(None)]
    return kind


def _converted(value: Any, annotation: Any) -> Any:
    """Return a value of the workflow as the annotated type."""
    if value is None:
        return None
    annotation = _required(annotation)
    if annotation is Path:
        return Path(value)
    if get_origin(annotation) is Sequence and get_args(annotation) == (Path,):
        return [Path(path) for path in value]
    if get_origin(annotation) is Mapping and get_args(annotation) == (str, Path):
        return {name: Path(path) for name, path in value.items()}
    if hasattr(annotation, "from_config"):
        return annotation.from_config(value)
    return annotation(**value) if is_dataclass(annotation) and isinstance(annotation, type) else value
