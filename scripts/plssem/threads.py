"""Work shared by threads; what it yields, and in which order, does not depend on how many there are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["each"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def each(action: Callable[[_Item], _Result], items: Iterable[_Item], threads: int) -> Iterator[_Result]:
    """Yield what the action makes of each item, in the order of the items; one thread is the caller's own."""
    if threads == 1:
        yield from map(action, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(action, items)
