"""From a piece of evidence to its value in the sample and in every resample."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem import Bootstrap
from study.analysis.dimension_tables import effect_of
from study.analysis.importance_tables import performance_of
from study.setup.claim_declarations import MAIN, Measure
from study.setup.study_model import StudyModel

__all__ = ["DRAWN", "Draws", "Estimates", "measure_draws"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Draws:
    """A number: its value in the sample, and in B resamples (B,), NaN where it does not exist."""

    estimate: float
    resampled: Floats

    def minus(self, other: "Draws") -> "Draws":
        """The difference, draw by draw: both come from the same resamples."""
        return Draws(self.estimate - other.estimate, self.resampled - other.resampled)


@dataclass(frozen=True, eq=False)
class Estimates:
    """The bootstraps that evidence is drawn from, of the same resamples.

    models: the study's own model, "main", and rivals. The others are None where no claim needs them.
    """

    study_model: StudyModel
    models: Mapping[str, Bootstrap]
    dimensions: Bootstrap | None = None
    importance: Bootstrap | None = None
    moderation: Bootstrap | None = None


def measure_draws(measure: Measure, estimates: Estimates) -> Draws:
    """Return what the evidence measures; KeyError for a kind that is not drawn."""
    return DRAWN[measure.kind](measure.arguments, estimates)


def _path(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    return _of_model(arguments, estimates, "path_coefficients", arguments["path"])


def _difference_of_paths(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    first = _of_model(arguments, estimates, "path_coefficients", arguments["first"])
    return first.minus(_of_model(arguments, estimates, "path_coefficients", arguments["second"]))


def _indirect_effect(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    return _of_model(arguments, estimates, "specific_indirect_effects", arguments["route"])


def _dimension_effect(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    return _effect(arguments["dimension"], arguments["target"], estimates)


def _difference_of_dimension_effects(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    first = _effect(arguments["first"], arguments["target"], estimates)
    return first.minus(_effect(arguments["second"], arguments["target"], estimates))


def _difference_of_performance(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    first = _performance(arguments["first"], estimates)
    return first.minus(_performance(arguments["second"], estimates))


def _interaction(arguments: Mapping[str, Any], estimates: Estimates) -> Draws:
    return _labelled(_needed(estimates.moderation), "interaction_effects", arguments["interaction"])


DRAWN: Mapping[str, Callable[[Mapping[str, Any], Estimates], Draws]] = {
    "path": _path,
    "difference_of_paths": _difference_of_paths,
    "indirect_effect": _indirect_effect,
    "dimension_effect": _dimension_effect,
    "difference_of_dimension_effects": _difference_of_dimension_effects,
    "difference_of_performance": _difference_of_performance,
    "interaction": _interaction,
}


def _effect(dimension: str, target: str, estimates: Estimates) -> Draws:
    return Draws(*effect_of(_needed(estimates.dimensions), estimates.study_model, dimension, target))


def _performance(dimension: str, estimates: Estimates) -> Draws:
    return Draws(*performance_of(_needed(estimates.importance), estimates.study_model, dimension))


def _of_model(arguments: Mapping[str, Any], estimates: Estimates, statistic: str, label: str) -> Draws:
    return _labelled(estimates.models[arguments.get("model", MAIN)], statistic, label)


def _labelled(bootstrap: Bootstrap, statistic: str, label: str) -> Draws:
    index = bootstrap.names[statistic].index(label)
    return Draws(float(bootstrap.estimates[statistic][index]), bootstrap.draws[statistic][:, index])


def _needed(bootstrap: Bootstrap | None) -> Bootstrap:
    if bootstrap is None:
        raise ValueError("a bootstrap that the evidence needs was not made")
    return bootstrap
