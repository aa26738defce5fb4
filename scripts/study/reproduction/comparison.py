"""A rerun beside what was published: files by their digests, numbers within their tolerances, words as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from study.numbers import Number
from study.reproduction.quantities import is_setting, spoken
from study.reproduction.tolerances import Tolerance, tolerance_of

__all__ = ["Difference", "FileDifference", "compare_files", "compare_quantities"]


@dataclass(frozen=True)
class FileDifference:
    """A file that is not as published; change: changed, missing or added. what: data, settings, or the rule of it."""

    name: str
    what: str
    change: str


@dataclass(frozen=True)
class Difference:
    """A number or word that is not the published one.

    kind: number, word (a verdict, a yes or no, a label), or presence (only one of the two has it). within: whether
    the tolerance of the number, `allowed` in words, holds; never for words.
    """

    name: str
    kind: str
    published: str
    found: str
    within: bool
    allowed: str


def compare_files(
    published: Mapping[str, str], found: Mapping[str, str], what: Mapping[str, str]
) -> tuple[FileDifference, ...]:
    """Compare digests by the name of the file; `what` says what each file is."""
    changes = {
        name: "missing" if name not in found else "added" if name not in published else "changed"
        for name in sorted({*published, *found})
        if published.get(name) != found.get(name)
    }
    return tuple(FileDifference(name, what.get(name, "file"), change) for name, change in changes.items())


def compare_quantities(
    published: Mapping[str, Number], found: Mapping[str, Number], tolerances: Sequence[Tolerance]
) -> tuple[Difference, ...]:
    """Compare what both state, in the order of the published; settings are left to the digests of their files."""
    names = [name for name in dict.fromkeys([*published, *found]) if not is_setting(name)]
    differing = [name for name in names if _value(published, name) != _value(found, name)]
    return tuple(_difference(name, published.get(name), found.get(name), tolerances) for name in differing)


def _value(stated: Mapping[str, Number], name: str) -> tuple[type, object] | None:
    return (_kind(stated[name]), stated[name].value) if name in stated else None


def _kind(number: Number) -> type:
    return float if isinstance(number.value, int | float) and not spoken(number) else type(number.value)


def _difference(
    name: str, published: Number | None, found: Number | None, tolerances: Sequence[Tolerance]
) -> Difference:
    if published is None or found is None:
        one, other = ("absent" if number is None else str(number.value) for number in (published, found))
        return Difference(name, "presence", one, other, within=False, allowed="in both")
    if spoken(published) or spoken(found):
        return Difference(name, "word", str(published.value), str(found.value), within=False, allowed="the same")
    tolerance = tolerance_of(published, tolerances)
    within = _within(published, found, tolerance)
    allowed = f"{tolerance.absolute:g} or {tolerance.relative:g} of it: {tolerance.reason}"
    return Difference(name, "number", str(published.value), str(found.value), within, allowed)


def _within(published: Number, found: Number, tolerance: Tolerance) -> bool:
    one, other = published.value, found.value
    # An empty cell is no number: nothing is near it.
    return isinstance(one, int | float) and isinstance(other, int | float) and tolerance.holds(one, other)
