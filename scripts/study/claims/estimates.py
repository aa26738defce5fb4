"""From a piece of evidence to its value in the sample and in every resample."""

from collections.abc import Mapping
from dataclasses import dataclass

from plssem import Bootstrap
from study.analysis.dimension_tables import find_effect, find_performance
from study.analysis.draws import Draws, find_draws
from study.setup.claim_declarations import Measure
from study.setup.study_model import StudyModel

__all__ = ["DRAWN", "Estimates", "measure_draws"]

DRAWN = (
    "path",
    "difference_of_paths",
    "indirect_effect",
    "dimension_effect",
    "difference_of_dimension_effects",
    "difference_of_performance",
    "interaction",
)


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
    """Return what the evidence measures; ValueError for a kind that is not one of DRAWN."""
    arguments = measure.arguments
    match measure.kind:
        case "path":
            return _path(measure, "path", estimates)
        case "difference_of_paths":
            return _path(measure, "first", estimates).minus(_path(measure, "second", estimates))
        case "indirect_effect":
            return find_draws(estimates.models[measure.model], "specific_indirect_effects", arguments["route"])
        case "dimension_effect":
            return _effect(measure, "dimension", estimates)
        case "difference_of_dimension_effects":
            return _effect(measure, "first", estimates).minus(_effect(measure, "second", estimates))
        case "difference_of_performance":
            return _performance(measure, "first", estimates).minus(_performance(measure, "second", estimates))
        case "interaction":
            return find_draws(_needed(estimates.moderation), "interaction_effects", arguments["interaction"])
    raise ValueError(f"no draws of {measure.kind}")


def _path(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_draws(estimates.models[measure.model], "path_coefficients", measure.arguments[argument])


def _effect(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    dimension = measure.arguments[argument]
    return find_effect(_needed(estimates.dimensions), estimates.study_model, dimension, measure.arguments["target"])


def _performance(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_performance(_needed(estimates.importance), estimates.study_model, measure.arguments[argument])


def _needed(bootstrap: Bootstrap | None) -> Bootstrap:
    if bootstrap is None:
        raise ValueError("a bootstrap that the evidence needs was not made")
    return bootstrap
