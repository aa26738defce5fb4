"""Whether the files of a study agree with themselves and with each other; all of it is checked before anything runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from statistics import NormalDist
from typing import Any

from study.base.errors import StudyError, stop_on
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure
from study.setup.codebook import Codebook
from study.setup.study_model import Interaction, ModelPath, Route, StudyModel

__all__ = ["check_claims", "check_consistency", "check_model"]


def check_model(model: StudyModel, known: Iterable[str], source: str, codebook: str) -> None:
    """StudyErrors for indicators and paths that cannot be: unknown, twice, leading to themselves, in a circle.

    known: the codes of the codebook. source, codebook: the names of the files.
    """
    problems = [
        *_indicators(model, list(known), source, codebook),
        *_ends(model, source),
        *_twice(model, source),
        *_alone(model, source),
    ]
    stop_on(problems, source)
    stop_on(list(_circle(model, source)), source)


def _indicators(model: StudyModel, known: list[str], source: str, codebook: str) -> Iterator[StudyError]:
    for name, construct in model.constructs.items():
        for code in [code for code in construct.indicators if code not in known]:
            near = get_close_matches(code, known, n=1)
            what, expected = "an indicator of the model has no question", f"a code under indicators of {codebook}"
            remedy = f"did you mean {near[0]}?" if near else "add its question there or correct the code"
            yield StudyError(what, f"{source}, construct {name}", code, expected, remedy)
    owners = [(code, name) for name, construct in model.constructs.items() for code in construct.indicators]
    for code in _repeated(code for code, _ in owners):
        where = " and ".join(dict.fromkeys(name for other, name in owners if other == code))
        what, expected = "an indicator stands in two places", "each indicator in one construct and one dimension"
        yield StudyError(what, f"{source}, construct {where}", code, expected, "delete it in one of them")


def _ends(model: StudyModel, source: str) -> Iterator[StudyError]:
    names = list(model.constructs)
    for number, path in enumerate(model.paths, start=1):
        where = f"{source}, key paths, entry {number}"
        for end in [end for end in (path.source, path.target) if end not in names]:
            near = get_close_matches(end, names, n=1)
            remedy = f"did you mean {near[0]}?" if near else "correct the name or add the construct"
            yield StudyError("a path leads from or to no construct", where, end, f"one of: {', '.join(names)}", remedy)
        if path.source == path.target:
            what, expected = "a path leads from a construct to itself", "two constructs"
            yield StudyError(what, where, path.name, expected, "correct source or target")


def _twice(model: StudyModel, source: str) -> Iterator[StudyError]:
    for name in _repeated(path.name for path in model.paths):
        what, expected = "a path stands twice", "each path once"
        yield StudyError(what, f"{source}, key paths", name, expected, "delete one of the lines")
    for hypothesis in _repeated(path.hypothesis for path in model.paths if path.hypothesis):
        where = " and ".join(path.name for path in model.paths if path.hypothesis == hypothesis)
        what, expected = "a hypothesis stands at two paths", "a hypothesis of its own per path"
        yield StudyError(what, f"{source}, paths {where}", hypothesis, expected, "number them differently")


def _alone(model: StudyModel, source: str) -> Iterator[StudyError]:
    reached = {end for path in model.paths for end in (path.source, path.target)}
    for name in [name for name in model.constructs if name not in reached]:
        what, expected = "a construct has no path", "a path from it or to it"
        yield StudyError(what, f"{source}, construct {name}", "none under paths", expected, "add one or delete it")


def _circle(model: StudyModel, source: str) -> Iterator[StudyError]:
    left = list(model.paths)
    while ends := [path for path in left if path.source not in {other.target for other in left}]:
        left = [path for path in left if path not in ends]
    # What is left leads into a circle or out of it; the other way round only the circle remains.
    while ends := [path for path in left if path.target not in {other.source for other in left}]:
        left = [path for path in left if path not in ends]
    if left:
        found, expected = ", ".join(path.name for path in left), "paths that never lead back"
        remedy = "delete or turn one of them: PLS-SEM estimates recursive models"
        yield StudyError("paths lead in a circle", f"{source}, key paths", found, expected, remedy)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def check_consistency(config: Mapping[str, Any], model: StudyModel, codebook: Codebook) -> None:
    """StudyErrors for words that a language lacks, and for questions and reasons that the codebook does not have."""
    languages = dict.fromkeys([*config["manuscript"]["languages"], config["study"]["figure_language"]])
    texts = [*_study_texts(config), *_model_texts(model, config["model"]), *_codebook_texts(codebook)]
    problems = [
        *(problem for where, text in texts for problem in _lacking(where, text, list(languages))),
        *_waived(config, codebook),
        *_classes(config, codebook),
        *_ascending(config["description"]),
        *_significance(config),
    ]
    stop_on(problems, "the study's files")


def _study_texts(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in ("title", "keywords", "funding"):
        if config["study"][key] is not None:
            yield f"configuration key study.{key}", config["study"][key]


def _model_texts(model: StudyModel, source: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, construct in model.constructs.items():
        yield f"{source}, construct {name}, label", construct.label
        for dimension in construct.dimensions:
            yield f"{source}, construct {name}, dimension {dimension.name}, label", dimension.label


def _codebook_texts(codebook: Codebook) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for code, indicator in codebook.indicators.items():
        yield f"{codebook.source}, indicator {code}, label", indicator.label
        yield f"{codebook.source}, indicator {code}, question", indicator.question
    for criterion in codebook.criteria:
        yield f"{codebook.source}, criterion {criterion.name}, reason", criterion.reason
        yield f"{codebook.source}, criterion {criterion.name}, question", criterion.question
    for name, question in codebook.descriptive.items():
        yield f"{codebook.source}, descriptive {name}", question


def _lacking(where: str, text: Mapping[str, Any], languages: Sequence[str]) -> Iterator[StudyError]:
    missing = [language for language in languages if language not in text]
    if missing:
        found, expected = f"only {', '.join(text)}", ", ".join(languages)
        remedy = "add it, or take the language out of manuscript.languages and study.figure_language"
        yield StudyError(f"a text is missing in {' and '.join(missing)}", where, found, expected, remedy)


def _waived(config: Mapping[str, Any], codebook: Codebook) -> Iterator[StudyError]:
    for name in [name for name in config["robustness"]["waived_exclusions"] if name not in codebook.waivable]:
        what, where = "an exclusion that cannot be waived", "configuration key robustness.waived_exclusions"
        expected, remedy = f"some of {', '.join(codebook.waivable)}", "correct the name or delete it"
        yield StudyError(what, where, name, expected, remedy)


def _classes(config: Mapping[str, Any], codebook: Codebook) -> Iterator[StudyError]:
    known = [*(criterion.name for criterion in codebook.criteria), *codebook.descriptive]
    for name in [name for name in config["description"]["classes"] if name not in known]:
        what, where = "classes of a question that the codebook lacks", "configuration key description.classes"
        expected = f"one of {', '.join(known)}" if known else "{}: the codebook has no criteria and no descriptive"
        yield StudyError(what, where, name, expected, "correct the name or delete it")


def _ascending(description: Mapping[str, Any]) -> Iterator[StudyError]:
    lists = {f"classes.{name}": bounds for name, bounds in description["classes"].items()}
    for name, bounds in {**lists, "category_bounds": description["category_bounds"]}.items():
        if sorted(bounds) != list(bounds):
            where, expected = f"configuration key description.{name}", str(sorted(bounds))
            yield StudyError("bounds are out of order", where, str(list(bounds)), expected, "write the lowest first")


# How far two levels of significance may lie apart, as a share of either: 1.96 is .04999, and 1.65 is .0989.
ROUNDED_LEVEL = 0.02


def _significance(config: Mapping[str, Any]) -> Iterator[StudyError]:
    """Refuse a critical t, an interval and a level of significance that do not decide alike, all of them two-sided."""
    critical_t = config["hypotheses"]["critical_t"]
    confidence = config["bootstrap"]["confidence_level"]
    significance = config["evidence"]["power"]["significance_level"]
    levels = (2 * (1 - NormalDist().cdf(critical_t)), 1 - confidence, significance)
    if max(levels) - min(levels) > ROUNDED_LEVEL * max(levels):
        keys = "hypotheses.critical_t, bootstrap.confidence_level, evidence.power.significance_level"
        by_t, by_interval, of_power = (f"{100 * level:.3g} %" for level in levels)
        fitting = NormalDist().inv_cdf(1 - (1 - confidence) / 2)
        yield StudyError(
            what="levels of significance contradict each other",
            where=f"configuration keys {keys}",
            found=f"{critical_t} ({by_t}), {confidence} ({by_interval}), {significance} ({of_power}), two-sided",
            expected=f"one level, such as {fitting:.2f}, {confidence} and {1 - confidence:.3g}",
            remedy="change those that do not fit",
        )


def check_claims(claims: Claims, model: StudyModel, has_growth: bool, source: str) -> None:
    """Raise StudyErrors where a claim names what the model, the rival models or the data do not have.

    source: the file of the claims. has_growth: whether the study has a table of growth.
    """
    errors = [*_repeated_claims(claims, source), *_unknown_in_models(claims, model, source)]
    for claim in claims.claims:
        errors += _other_hypothesis(claim, model, source)
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
    return tuple(dimension.name for construct in model.divided for dimension in construct.dimensions)


def _routes(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Name every route of two or more paths."""
    steps = [ModelPath.parse(path) for path in paths]
    routes: list[tuple[str, ...]] = []
    longer: list[tuple[str, ...]] = [(step.source, step.target) for step in steps]
    while longer := [
        (*route, step.target)
        for route in longer
        for step in steps
        if step.source == route[-1] and step.target not in route
    ]:
        routes += longer
    return tuple(str(Route(route)) for route in routes)


def _leads_to(paths: tuple[str, ...], construct: str) -> bool:
    return any(ModelPath.parse(path).target == construct for path in paths)


def _other_hypothesis(claim: Claim, model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse a claim with the name of a hypothesis that tests something else: text and table would disagree."""
    for path in [path for path in model.paths if path.hypothesis == claim.id]:
        where = f"{source}, claim {claim.id}, the hypothesis of this name"
        if claim.evidence != (Measure("path", {"path": path.name}),):
            evidence = ", ".join(f"{measure.kind} {measure.title}".strip() for measure in claim.evidence)
            yield _error(where, evidence, f"path {path.name} of the study's own model as the only evidence")
        if claim.direction != path.direction:
            yield _error(where, f"direction {claim.direction}", f"{path.direction}, as the model has it")


def _repeated_claims(claims: Claims, source: str) -> Iterator[StudyError]:
    names = [claim.id for claim in claims.claims]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield _error(source, f"the claim {name} twice", "each id once")


def _unknown_in_models(claims: Claims, model: StudyModel, source: str) -> Iterator[StudyError]:
    for name, paths in claims.models.items():
        for construct in dict.fromkeys(end for path in paths for end in Route.parse(path).constructs):
            if construct not in model.constructs:
                yield _error(f"{source}, models, {name}", construct, ", ".join(model.constructs))
    known = {path.name for path in model.paths}
    for interaction in claims.interactions:
        for main_effect in map(str, Interaction.parse(interaction).main_effects):
            if main_effect not in known:
                yield _error(f"{source}, interactions, {interaction}", f"no path {main_effect}", ", ".join(known))


def _error(where: str, found: Any, expected: str) -> StudyError:
    remedy = "correct the claim or the model, or set claims: null in the configuration for a study without claims"
    return StudyError("a claim cannot be tested", where, str(found), expected, remedy)
