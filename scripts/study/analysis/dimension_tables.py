"""Dimensions as lower-order constructs: their quality, their weights in their construct, their effects.

Disjoint two-stage approach: the dimensions take the place of their construct in stage one, and their scores measure it
in stage two. Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019), doi:10.1016/
j.ausmj.2019.05.003.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Bootstrap, HigherOrderModel, inference
from study.analysis.draws import columns
from study.analysis.samples import Settings
from study.setup.study_model import Construct, StudyModel

__all__ = [
    "difference_table",
    "dimension_model",
    "dimension_table",
    "divided",
    "effect_of",
    "effect_table",
    "quality_table",
]

Floats = npt.NDArray[np.float64]
FIELDS = ("estimate", "standard_error", "t", "p", "lower", "upper")
QUALITY = {
    "cronbach_alpha": "cronbach_alpha",
    "rho_a": "rho_a",
    "composite_reliability": "composite_reliability",
    "ave": "average_variance_extracted",
}


def divided(model: StudyModel) -> tuple[Construct, ...]:
    """Return the constructs that have several dimensions; one alone is its construct."""
    return tuple(construct for construct in model.constructs.values() if len(construct.dimensions) > 1)


def dimension_model(model: StudyModel, settings: Settings) -> HigherOrderModel:
    """Return the study's model with its dimensions as lower-order constructs; constructs with one stay as they are."""
    components = {construct.name: tuple(part.name for part in construct.dimensions) for construct in divided(model)}
    blocks = {
        name: indicators
        for construct in model.constructs.values()
        for name, indicators in _blocks(construct, construct.name in components)
    }
    modes = {name: construct.mode for construct in model.constructs.values() for name, _ in _named(construct)}
    return HigherOrderModel.from_blocks(
        blocks,
        components,
        [(path.source, path.target) for path in model.paths],
        modes=modes,
        scheme=settings.scheme,
        max_iterations=settings.max_iterations,
        tolerance=settings.tolerance,
    )


def effect_of(bootstrap: Bootstrap, model: StudyModel, dimension: str, target: str) -> tuple[float, Floats]:
    """Return a dimension's effect on a target, in the sample and the resamples (B,): dimensionless.

    Outer weight of the dimension in its construct times the total effect of the construct, both standardised: change of
    the target in standard deviations per standard deviation of the dimension, the construct's others held fixed.
    """
    weight = bootstrap.names["outer_weights"].index(dimension)
    effect = bootstrap.names["total_effects"].index(f"{_owner(model, dimension)} -> {target}")
    estimate = bootstrap.estimates["outer_weights"][weight] * bootstrap.estimates["total_effects"][effect]
    draws = bootstrap.draws["outer_weights"][:, weight] * bootstrap.draws["total_effects"][:, effect]
    return float(estimate), np.asarray(draws)


def dimension_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimensions.csv`: outer weight and loading of each dimension in its construct, with their inference."""
    names = [part.name for construct in divided(model) for part in construct.dimensions]
    parts = {
        name: columns(bootstrap, f"{name}s", level, FIELDS).loc[names].reset_index(drop=True)
        for name in ("outer_weight", "outer_loading")
    }
    inferred = [
        part.rename(columns={field: name if field == "estimate" else f"{name}_{field}" for field in part})
        for name, part in parts.items()
    ]
    owners = [_owner(model, name) for name in names]
    return pd.concat([pd.DataFrame({"dimension": names, "construct": owners}), *inferred], axis=1)


def effect_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_effects.csv`: effect of each dimension on each construct that its construct leads to."""
    rows = [
        {"dimension": name, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for name in [part.name for part in construct.dimensions]
    ]
    found = [effect_of(bootstrap, model, row["dimension"], row["target"]) for row in rows]
    return _with_inference(rows, found, level)


def difference_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_differences.csv`: effects of two dimensions of a construct, first less second, paired draws."""
    rows = [
        {"first": one.name, "second": other.name, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for one, other in combinations(construct.dimensions, 2)
    ]
    found = []
    for row in rows:
        first, second = (effect_of(bootstrap, model, row[name], row["target"]) for name in ("first", "second"))
        found.append((first[0] - second[0], first[1] - second[1]))
    return _with_inference(rows, found, level)


def quality_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `dimension_quality.csv`: reliability and AVE of dimensions and of constructs measured by them."""
    parts = {
        name: columns(bootstrap, statistic, level, ("estimate", "lower", "upper"))
        for name, statistic in QUALITY.items()
    }
    cells = {
        name if field == "estimate" else f"{name}_{field}": part[field]
        for name, part in parts.items()
        for field in ("estimate", "lower", "upper")
    }
    return pd.DataFrame(cells).rename_axis("construct").reset_index()


def _with_inference(rows: list[dict[str, str]], found: list[tuple[float, Floats]], level: float) -> pd.DataFrame:
    estimates = np.array([estimate for estimate, _ in found])
    inferred = inference(estimates, np.column_stack([draws for _, draws in found]), level)
    values = {("se" if name == "standard_error" else name): getattr(inferred, name) for name in FIELDS}
    return pd.concat([pd.DataFrame(rows), pd.DataFrame(values)], axis=1)


def _reached(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[Construct, str]]:
    """Yield each construct with dimensions and each target that it has an effect on, in the order of the model."""
    for construct in divided(model):
        for target in model.endogenous:
            if f"{construct.name} -> {target}" in bootstrap.names["total_effects"]:
                yield construct, target


def _owner(model: StudyModel, dimension: str) -> str:
    return next(
        construct.name for construct in divided(model) if dimension in [part.name for part in construct.dimensions]
    )


def _blocks(construct: Construct, by_dimension: bool) -> list[tuple[str, tuple[str, ...]]]:
    if by_dimension:
        return [(part.name, part.indicators) for part in construct.dimensions]
    return [(construct.name, construct.indicators)]


def _named(construct: Construct) -> list[tuple[str, tuple[str, ...]]]:
    return [(construct.name, construct.indicators), *_blocks(construct, True)]
