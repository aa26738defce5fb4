"""Whether `claims.yaml` speaks of what the model has; everything is checked before anything runs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from study.claims.declaration import ARROW, MAIN, Claims, Measure
from study.errors import StudyError
from study.model import StudyModel
from study.problems import stop_on

__all__ = ["check_claims"]

Known = Callable[[Claims, StudyModel, Measure], Mapping[str, tuple[str, ...]]]


def check_claims(claims: Claims, model: StudyModel, has_growth: bool, source: str) -> None:
    """Raise StudyErrors where a claim names what the model, the rival models or the data do not have.

    source: the file of the claims. has_growth: whether the study has a table of growth.
    """
    errors = [*_repeated(claims, source), *_unknown_in_models(claims, model, source)]
    for claim in claims.claims:
        for measure in (*claim.evidence, *claim.beside):
            errors += _unknown(claims, model, measure, f"{source}, claim {claim.id}, {measure.kind}")
            if measure.kind == "trend" and not has_growth:
                errors.append(_error(f"{source}, claim {claim.id}", "no table of growth", "survey.growth"))
    different = {str(error): error for error in errors}
    stop_on(list(different.values()), source)


def _unknown(claims: Claims, model: StudyModel, measure: Measure, where: str) -> Iterator[StudyError]:
    for argument, names in _known(claims, model, measure).items():
        found = measure.arguments.get(argument, MAIN)
        if found not in names:
            yield _error(f"{where}, {argument}", found, ", ".join(names) or "none: the model has no such thing")
    if measure.kind == "comparison_of_models" and measure.arguments["model"] == measure.arguments["rival"]:
        yield _error(where, "a model compared with itself", "two models")


def _known(claims: Claims, model: StudyModel, measure: Measure) -> Mapping[str, tuple[str, ...]]:
    """Name what each argument of a kind may be."""
    kind, models = measure.kind, {MAIN: tuple(path.name for path in model.paths), **claims.models}
    paths = models.get(measure.model, ())
    dimensions, outcomes = _dimensions(model), model.endogenous
    pair = {"first": dimensions, "second": dimensions}
    both_predict = tuple(
        name
        for name in outcomes
        if all(_leads_to(models.get(measure.arguments.get(one, MAIN), ()), name) for one in ("model", "rival"))
    )
    known: dict[str, dict[str, tuple[str, ...]]] = {
        "path": {"model": tuple(models), "path": paths},
        "difference_of_paths": {"model": tuple(models), "first": paths, "second": paths},
        "indirect_effect": {"model": tuple(models), "route": _routes(paths)},
        "dimension_effect": {"dimension": dimensions, "target": outcomes},
        "difference_of_dimension_effects": {**pair, "target": outcomes},
        "difference_of_performance": pair,
        "interaction": {"interaction": claims.interactions},
        "comparison_of_models": {"model": tuple(models), "rival": tuple(models), "outcome": both_predict},
    }
    return known.get(kind, {})


def _dimensions(model: StudyModel) -> tuple[str, ...]:
    """Name the dimensions of constructs that have several, for one alone is its construct."""
    several = [construct.dimensions for construct in model.constructs.values() if len(construct.dimensions) > 1]
    return tuple(dimension.name for dimensions in several for dimension in dimensions)


def _routes(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Name every route of two or more paths."""
    steps = [tuple(path.split(ARROW)) for path in paths]
    routes, longer = [], steps
    while longer := [
        (*route, end) for route in longer for start, end in steps if start == route[-1] and end not in route
    ]:
        routes += longer
    return tuple(ARROW.join(route) for route in routes)


def _leads_to(paths: tuple[str, ...], construct: str) -> bool:
    return any(path.endswith(f"{ARROW}{construct}") for path in paths)


def _repeated(claims: Claims, source: str) -> Iterator[StudyError]:
    names = [claim.id for claim in claims.claims]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield _error(source, f"the claim {name} twice", "each id once")


def _unknown_in_models(claims: Claims, model: StudyModel, source: str) -> Iterator[StudyError]:
    for name, paths in claims.models.items():
        for construct in dict.fromkeys(end for path in paths for end in path.split(ARROW)):
            if construct not in model.constructs:
                yield _error(f"{source}, models, {name}", construct, ", ".join(model.constructs))
    known = {path.name for path in model.paths}
    for interaction in claims.interactions:
        for main_effect in _main_effects(interaction):
            if main_effect not in known:
                yield _error(f"{source}, interactions, {interaction}", f"no path {main_effect}", ", ".join(known))


def _main_effects(interaction: str) -> list[str]:
    factors, target = interaction.split(ARROW)
    return [f"{factor}{ARROW}{target}" for factor in factors.split(" * ")]


def _error(where: str, found: Any, expected: str) -> StudyError:
    remedy = "correct the claim or the model, or set claims: null in the configuration for a study without claims"
    return StudyError("a claim cannot be tested", where, str(found), expected, remedy)
