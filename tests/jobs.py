"""The `main` of a script, called with the names that its rule gives."""

import inspect
from collections.abc import Callable
from typing import Any

from study.base.job import ArgumentGroup


def call(main: Callable[..., None], **given: Any) -> None:
    """Call `main`; its argument groups are made of what has the names of their fields."""
    parameters = inspect.signature(main).parameters
    groups = {name: one.annotation for name, one in parameters.items() if _is_group(one.annotation)}
    fields = {name: inspect.signature(group).parameters for name, group in groups.items()}
    made = {
        name: group(**{field: given[field] for field in fields[name] if field in given})
        for name, group in groups.items()
    }
    grouped = {field for names in fields.values() for field in names} - set(parameters)
    main(**{name: value for name, value in given.items() if name not in grouped}, **made)


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, ArgumentGroup)
