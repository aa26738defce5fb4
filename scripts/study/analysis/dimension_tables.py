"""The result tables of dimensions: quality, weights, effects, and the importance-performance map.

Disjoint two-stage approach: the dimensions take the place of their construct in stage one, and their scores measure it
in stage two. Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019), doi:10.1016/
j.ausmj.2019.05.003.

The engine maps constructs and indicators. A dimension lies between: a point more on each of its indicators moves the
target by the sum of their importances, and its performance is the mean of their answers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd

from plssem import Bootstrap, HigherOrderModel
from study.analysis.draws import BOUNDS, Draws, find_draws, infer_draws, infer_statistic, prefix_columns
from study.analysis.measurement_tables import reliability_table, without_controls
from study.analysis.samples import Settings
from study.setup.study_model import Construct, ModelPath, StudyModel


def dimension_model(model: StudyModel, settings: Settings) -> HigherOrderModel:
    """Return the study's model with its dimensions as lower-order constructs; constructs with one stay as they are."""
    model = model.as_estimated()
    components = {construct.name: _names(construct) for construct in model.divided}
    blocks: dict[str, tuple[str, ...]] = {}
    modes: dict[str, str] = {}
    for construct in model.constructs.values():
        parts = {dimension.name: dimension.indicators for dimension in construct.dimensions}
        blocks |= parts if construct.name in components else {construct.name: construct.indicators}
        modes |= dict.fromkeys((construct.name, *parts), construct.mode)
    return HigherOrderModel.from_blocks(
        blocks,
        components,
        [(path.source, path.target) for path in model.paths],
        modes=modes,
        **settings.algorithm,
    )


def find_effect(bootstrap: Bootstrap, model: StudyModel, dimension: str, target: str) -> Draws:
    """Return a dimension's effect on a target: dimensionless.

    Outer weight of the dimension in its construct times the total effect of the construct, both standardised: change of
    the target in standard deviations per standard deviation of the dimension, the construct's others held fixed.
    """
    path = ModelPath(_owner(model, dimension), target)
    weight = find_draws(bootstrap, "outer_weights", dimension)
    return weight.times(find_draws(bootstrap, "total_effects", str(path)))


def dimension_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimensions.csv`: outer weight and loading of each dimension in its construct, with their inference."""
    names = [name for construct in model.divided for name in _names(construct)]
    owners = [_owner(model, name) for name in names]
    inferred = [
        prefix_columns(infer_statistic(bootstrap, f"{statistic}s", level), statistic).loc[names].reset_index(drop=True)
        for statistic in ("outer_weight", "outer_loading")
    ]
    return pd.concat([pd.DataFrame({"dimension": names, "construct": owners}), *inferred], axis=1)


def effect_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_effects.csv`: effect of each dimension on each construct that its construct leads to."""
    rows = [
        {"dimension": name, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for name in _names(construct)
    ]
    effects = [find_effect(bootstrap, model, row["dimension"], row["target"]) for row in rows]
    return pd.concat([pd.DataFrame(rows), infer_draws(effects, level)], axis=1)


def difference_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_differences.csv`: effects of two dimensions of a construct, first less second, paired draws."""
    rows = [
        {"first": first, "second": second, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for first, second in combinations(_names(construct), 2)
    ]
    differences = []
    for row in rows:
        first = find_effect(bootstrap, model, row["first"], row["target"])
        differences.append(first.minus(find_effect(bootstrap, model, row["second"], row["target"])))
    return pd.concat([pd.DataFrame(rows), infer_draws(differences, level)], axis=1)


def quality_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_quality.csv`: reliability and AVE of dimensions and of constructs measured by them."""
    return without_controls(reliability_table(bootstrap, level), model)


def _reached(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[Construct, str]]:
    """Yield each construct with dimensions and each target that it has an effect on, in the order of the model."""
    for construct in model.divided:
        for target in model.endogenous:
            if str(ModelPath(construct.name, target)) in bootstrap.names["total_effects"]:
                yield construct, target


def _owner(model: StudyModel, dimension: str) -> str:
    return next(construct.name for construct in model.divided if dimension in _names(construct))


def _names(construct: Construct) -> tuple[str, ...]:
    return tuple(dimension.name for dimension in construct.dimensions)


def find_performance(bootstrap: Bootstrap, model: StudyModel, dimension: str) -> Draws:
    """Return a dimension's performance: points from 0 to 100."""
    dimensions = chain.from_iterable(construct.dimensions for construct in model.constructs.values())
    indicators = next(candidate.indicators for candidate in dimensions if candidate.name == dimension)
    return _of_indicators(bootstrap, "indicator_performance", indicators, np.mean)


def importance_tables(drawn: Mapping[str, Bootstrap], model: StudyModel, level: float) -> pd.DataFrame:
    """Return `importance.csv`, the rows of each target below one another; drawn: a bootstrap for each target."""
    tables = [importance_table(bootstrap, model, target, level) for target, bootstrap in drawn.items()]
    return pd.concat(tables, ignore_index=True)


def importance_table(bootstrap: Bootstrap, model: StudyModel, target: str, level: float) -> pd.DataFrame:
    """Return the rows of `importance.csv` for one target: importance and performance of every element, with intervals.

    importance: points of the target per point of the element, both from 0 to 100; empty for what does not lead to the
    target. performance: mean, from 0 to 100. level of the file: construct, dimension or indicator.
    """
    elements = list(_map_elements(bootstrap, model))
    rows = pd.DataFrame([row for row, _, _ in elements]).assign(target=target)
    importance = infer_draws([importance for _, importance, _ in elements], level, BOUNDS)
    performance = infer_draws([performance for _, _, performance in elements], level, BOUNDS)
    tables = [rows, prefix_columns(importance, "importance"), prefix_columns(performance, "performance")]
    return pd.concat(tables, axis=1)


def _map_elements(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[dict[str, str], Draws, Draws]]:
    """Yield the names of each construct, dimension and indicator, its importance and its performance."""
    for name in model.constructs:
        row = {"level": "construct", "element": name, "construct": name}
        yield row, *_both(bootstrap, "construct", name)
    for construct in model.constructs.values():
        for dimension in construct.dimensions:
            row = {"level": "dimension", "element": dimension.name, "construct": construct.name}
            importance = _of_indicators(bootstrap, "indicator_importance", dimension.indicators, np.sum)
            yield row, importance, find_performance(bootstrap, model, dimension.name)
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
