"""The `main` of a script, called with the names that its rule gives."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from study.base.files import write_results
from study.base.job import ArgumentGroup, Results


def call(main: Callable[..., Results | None], outputs: Mapping[str, Path] | None = None, **given: Any) -> None:
    """Call `main` and write its results; its argument groups are made of what has the names of their fields.

    outputs: files by name; so is what is given and `main` does not ask for.
    """
    parameters = inspect.signature(main).parameters
    groups = {name: one.annotation for name, one in parameters.items() if _is_group(one.annotation)}
    fields = {name: inspect.signature(group).parameters for name, group in groups.items()}
    made = {
        name: group(**{field: given[field] for field in fields[name] if field in given})
        for name, group in groups.items()
    }
    grouped = {field for names in fields.values() for field in names} - set(parameters)
    if "outputs" in parameters:
        given["outputs"] = outputs
    takes_all = any(one.kind is one.VAR_KEYWORD for one in parameters.values())
    asked = {name: value for name, value in given.items() if name in parameters or (takes_all and name not in grouped)}
    results = main(**asked, **made)
    write_results(results or {}, {**given, **(outputs or {})})


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, ArgumentGroup)
