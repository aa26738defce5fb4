"""Whether claims can be tested: by the model, the rival models and the data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from study.base.errors import StudyError, stop_on
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure
from study.setup.configuration import Configuration, NecessitySection
from study.setup.model_checks import find_cycle, find_impossible_controls
from study.setup.study_model import Interaction, ModelPath, Route, StudyModel
from study.setup.text_checks import claim_texts, find_missing_languages, find_repeated, find_same_words, find_unknown

NONE = "none: the model has no such thing"


def check_claims(
    claims: Claims,
    model: StudyModel,
    has_growth: bool,
    source: str,
    necessity: NecessitySection | None = None,
    languages: Sequence[str] = (),
) -> None:
    """Raise StudyErrors where a claim names what the model, the rival models or the data do not have.

    source: the file of the claims. has_growth: whether the study has a table of growth. necessity: what the
    configuration declares. languages: that readers read.
    """
    problems = [
        *(
            _untestable(source, f"the claim {name} twice", "each id once")
            for name in find_repeated(c.id for c in claims.claims)
        ),
        *_find_impossible_rivals(claims, model, source),
        *_find_impossible_interactions(claims, model, source),
        *_find_impossible_moderation(claims, model, source),
        *find_unknown(
            claims.labels, (MAIN, *claims.models), what="words for a model that is none", where=f"{source}, labels"
        ),
        *find_same_words(claims.labels, f"{source}, labels"),
        *find_missing_languages(claim_texts(claims, source), languages),
    ]
    for claim in claims.claims:
        where = f"{source}, claim {claim.id}"
        problems += _find_other_hypothesis(claim, model, source)
        for measure in (*claim.evidence, *claim.beside):
            problems += _find_unknown_arguments(claims, model, measure, f"{where}, {measure.kind}")
            if measure.kind == "trend" and not has_growth:
                problems.append(_untestable(where, "no table of growth", "survey.growth"))
            if measure.kind == "necessity":
                problems += _find_undeclared_necessity(claim, measure, necessity, f"{where}, {measure.kind}")
    stop_on(list({str(problem): problem for problem in problems}.values()), source)


def check_larger_models(configuration: Configuration, model: StudyModel, claims: Claims | None) -> None:
    """StudyError where larger models are declared, and the study has none, or one that PLSc does not correct."""
    interactions = claims.interactions if claims else ()
    of_three = [text for text in interactions if Interaction.parse(text).second_moderator]
    if configuration.larger_models and of_three:
        raise StudyError(
            what="a check of larger models without a convention",
            where="configuration key larger_models",
            found=f"{of_three[0]}, a product of three",
            expected="products of two",
            remedy="delete larger_models, or that interaction",
        )
    if configuration.larger_models and not (model.divided or interactions):
        raise StudyError(
            what="a check of larger models without one",
            where="configuration key larger_models",
            found="no dimensions and no interactions",
            expected="constructs with dimensions, or interactions in the claims",
            remedy="delete larger_models, or declare one",
        )


def _find_impossible_rivals(claims: Claims, model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse rival models of unknown constructs, of paths in a circle, and of impossible control variables."""
    for name, texts in claims.models.items():
        for construct in dict.fromkeys(end for path in texts for end in Route.parse(path).constructs):
            if construct not in model.constructs:
                yield _untestable(f"{source}, models, {name}", construct, ", ".join(model.constructs))
    rivals = {name: replace(model, paths=tuple(map(ModelPath.parse, texts))) for name, texts in claims.models.items()}
    for name, rival in rivals.items():
        yield from find_cycle(rival, f"{source}, models, {name}")
    for name, controls in claims.controls.items():
        where = f"{source}, models, {name}, controls"
        yield from find_impossible_controls(model.paths_of_controls(controls), rivals[name], where)


def _find_impossible_interactions(claims: Claims, model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse products without a path of the first factor, and moderators that are no part of the model."""
    known = [path.name for path in model.paths]
    for text in claims.interactions:
        interaction = Interaction.parse(text)
        where = f"{source}, interactions, {text}"
        for path in interaction.main_effects:
            variable = model.observed.get(path.source) if path.source != interaction.factor else None
            if variable is None and path.name not in known:
                further = f"; or a moderator of observed: {', '.join(model.observed)}" if model.observed else ""
                yield _untestable(where, f"no path {path.name}", ", ".join(known) + further)
            if variable and sum(one.group == variable.group for one in model.observed.values()) > 1:
                yield _untestable(
                    where,
                    f"the moderator {variable.name}, one category of several",
                    "a question of two categories: join the others to its base",
                )
        if interaction.second_moderator and len({interaction.factor, *interaction.moderators}) < 3:
            yield _untestable(where, "a factor twice", "different factors")


def _find_impossible_moderation(claims: Claims, model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse conditional mediation along a route, or by a moderator, that its model does not have."""
    models = _paths_by_model(claims, model)
    for declared in claims.conditional_mediation:
        where = f"{source}, conditional_mediation, {declared.route}"
        paths = models.get(declared.model, ())
        known = _routes(paths)
        moderator = declared.interaction.moderator
        if declared.model not in models:
            yield _untestable(f"{where}, model", declared.model, ", ".join(models))
        elif str(declared.plain_route) not in known:
            yield _untestable(
                where, f"no route {declared.plain_route} in the model {declared.model}", ", ".join(known) or NONE
            )
        elif moderator in model.observed and model.observed[moderator].is_binary:
            yield _untestable(where, f"the moderator {moderator}, which has two values", "a construct or a number")
        elif moderator in (declared.interaction.factor, *declared.plain_route.constructs[1:]):
            yield _untestable(where, f"the moderator {moderator}", "a construct that is no other part of the route")
        elif str(ModelPath(moderator, declared.interaction.target)) not in paths:
            main_effect = ModelPath(moderator, declared.interaction.target)
            yield _untestable(where, f"no path {main_effect} in the model {declared.model}", ", ".join(paths))
    for name in find_repeated(declared.name for declared in claims.conditional_mediation):
        yield _untestable(f"{source}, conditional_mediation", f"{name} twice", "each once")


def _find_unknown_arguments(claims: Claims, model: StudyModel, measure: Measure, where: str) -> Iterator[StudyError]:
    for argument, names in _allowed_arguments(claims, model, measure).items():
        name = measure.arguments.get(argument, MAIN)
        if name not in names:
            yield _untestable(f"{where}, {argument}", name, ", ".join(names) or NONE)
            if argument == "model":
                break  # of a model that is none, nothing else can be known
    if measure.kind == "comparison_of_models" and measure.arguments["model"] == measure.arguments["rival"]:
        yield _untestable(where, "a model compared with itself", "two models")


def _allowed_arguments(claims: Claims, model: StudyModel, measure: Measure) -> Mapping[str, tuple[str, ...]]:
    """Name what each argument of a piece of evidence may be."""
    models = _paths_by_model(claims, model)
    names = tuple(models)
    paths = models.get(measure.model, ())
    dimensions = model.dimension_names
    pair = {"first": dimensions, "second": dimensions}
    compared = [models.get(measure.arguments.get(role, MAIN), ()) for role in ("model", "rival")]
    predicted = [{ModelPath.parse(path).target for path in paths} for paths in compared]
    predicted_by_both = tuple(name for name in model.endogenous if all(name in targets for targets in predicted))
    allowed: dict[str, dict[str, tuple[str, ...]]] = {
        "path": {"model": names, "path": paths},
        "difference_of_paths": {"model": names, "first": paths, "second": paths},
        "indirect_effect": {"model": names, "route": _routes(paths)},
        "dimension_effect": {"dimension": dimensions, "target": model.endogenous},
        "difference_of_dimension_effects": {**pair, "target": model.endogenous},
        "difference_of_performance": pair,
        "interaction": {"interaction": claims.interactions},
        "moderated_mediation": {
            "model": names,
            "route": tuple(one.route for one in claims.conditional_mediation if one.model == measure.model),
        },
        "comparison_of_models": {"model": names, "rival": names, "outcome": predicted_by_both},
    }
    return allowed.get(measure.kind, {})


def _find_undeclared_necessity(
    claim: Claim, measure: Measure, declared: NecessitySection | None, where: str
) -> Iterator[StudyError]:
    if claim.sign < 0:
        yield _untestable(where, "direction negative", "positive: an effect size is never below 0")
    found = (measure.arguments["condition"], measure.arguments["outcome"])
    known = [(condition, declared.outcome) for condition in declared.conditions] if declared else []
    if found not in known:
        pairs = ", ".join(f"{condition} for {outcome}" for condition, outcome in known)
        expected = f"what the configuration declares under necessity: {pairs or 'nothing'}"
        yield _untestable(where, f"{found[0]} for {found[1]}", expected)


def _paths_by_model(claims: Claims, model: StudyModel) -> Mapping[str, tuple[str, ...]]:
    own = {MAIN: tuple(path.name for path in (*model.paths, *model.controls)), **claims.models}
    added = {name: model.paths_of_controls(controls) for name, controls in claims.controls.items()}
    return {name: (*paths, *map(str, added.get(name, ()))) for name, paths in own.items()}


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


def _find_other_hypothesis(claim: Claim, model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse a claim with the name of a hypothesis that tests something else: text and table would disagree."""
    for path in [path for path in model.paths if path.hypothesis == claim.id]:
        where = f"{source}, claim {claim.id}, the hypothesis of this name"
        if claim.evidence != (Measure("path", {"path": path.name}),):
            evidence = ", ".join(f"{measure.kind} {measure.title}".strip() for measure in claim.evidence)
            yield _untestable(where, evidence, f"path {path.name} of the study's own model as the only evidence")
        if claim.direction != path.direction:
            yield _untestable(where, f"direction {claim.direction}", f"{path.direction}, as the model has it")


def _untestable(where: str, found: str, expected: str) -> StudyError:
    return StudyError(
        what="a claim cannot be tested",
        where=where,
        found=found,
        expected=expected,
        remedy="correct the claim or the model, or set claims: null in the configuration for a study without claims",
    )
