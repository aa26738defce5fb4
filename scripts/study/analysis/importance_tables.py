"""Importance-performance map at three levels: constructs, dimensions, indicators, all from one model.

The engine maps constructs and indicators. A dimension lies between: a point more on each of its indicators moves the
target by the sum of their importances, and its performance is the mean of their answers.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from plssem import Bootstrap
from study.analysis.draws import BOUNDS, Draws, infer_draws, prefix_columns
from study.setup.study_model import StudyModel

__all__ = ["find_performance", "importance_table"]


def find_performance(bootstrap: Bootstrap, model: StudyModel, dimension: str) -> Draws:
    """Return a dimension's performance: points from 0 to 100."""
    dimensions = chain.from_iterable(construct.dimensions for construct in model.constructs.values())
    indicators = next(candidate.indicators for candidate in dimensions if candidate.name == dimension)
    return _of_indicators(bootstrap, "indicator_performance", indicators, np.mean)


def importance_table(bootstrap: Bootstrap, model: StudyModel, target: str, level: float) -> pd.DataFrame:
    """Return the rows of `importance.csv` for one target: importance and performance of every element, with intervals.

    importance: points of the target per point of the element, both from 0 to 100; empty for what does not lead to the
    target. performance: mean, from 0 to 100. level of the file: construct, dimension or indicator.
    """
    elements = list(chain(_constructs(bootstrap, model), _dimensions(bootstrap, model), _indicators(bootstrap, model)))
    rows = pd.DataFrame([row for row, _, _ in elements]).assign(target=target)
    importance = infer_draws([importance for _, importance, _ in elements], level, BOUNDS)
    performance = infer_draws([performance for _, _, performance in elements], level, BOUNDS)
    tables = [rows, prefix_columns(importance, "importance"), prefix_columns(performance, "performance")]
    return pd.concat(tables, axis=1)


def _constructs(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[dict[str, str], Draws, Draws]]:
    for name in model.constructs:
        row = {"level": "construct", "element": name, "construct": name}
        yield row, *_both(bootstrap, "construct", name)


def _dimensions(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[dict[str, str], Draws, Draws]]:
    for construct in model.constructs.values():
        for dimension in construct.dimensions:
            row = {"level": "dimension", "element": dimension.name, "construct": construct.name}
            importance = _of_indicators(bootstrap, "indicator_importance", dimension.indicators, np.sum)
            yield row, importance, find_performance(bootstrap, model, dimension.name)


def _indicators(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[dict[str, str], Draws, Draws]]:
    for code in model.indicators:
        row = {"level": "indicator", "element": code, "construct": model.construct_of(code)}
        yield row, *_both(bootstrap, "indicator", code)


def _both(bootstrap: Bootstrap, level: str, label: str) -> tuple[Draws, Draws]:
    """Return importance and performance of a construct or an indicator."""
    importance = _of_indicators(bootstrap, f"{level}_importance", (label,), np.sum)
    return importance, _of_indicators(bootstrap, f"{level}_performance", (label,), np.sum)


def _of_indicators(bootstrap: Bootstrap, statistic: str, members: Sequence[str], combine: Callable[..., Any]) -> Draws:
    indices = [bootstrap.names[statistic].index(code) for code in members]
    draws = bootstrap.draws[statistic][:, indices]
    return Draws(float(combine(bootstrap.estimates[statistic][indices])), np.asarray(combine(draws, axis=1)))
