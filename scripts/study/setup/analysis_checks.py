"""Whether the analyses that the configuration asks for can be made of the model and the codebook."""

import math
from collections.abc import Iterable, Iterator
from functools import partial
from statistics import NormalDist

from study.base.errors import StudyError
from study.setup.codebook import Codebook, normalise
from study.setup.configuration import MODE, WAVE, Configuration, DirectionsSection, NecessitySection
from study.setup.model_checks import NO_QUESTIONS, NOTHING
from study.setup.study_model import MARKER, StudyModel
from study.setup.text_checks import find_repeated, find_unknown, one_of, suggest

# How far two levels of significance may lie apart, as a share of either: 1.96 is .04999, and 1.65 is .0989.
ROUNDED_LEVEL = 0.02


def find_impossible_analyses(
    configuration: Configuration, model: StudyModel, codebook: Codebook
) -> Iterator[StudyError]:
    """Refuse analyses of what the model or the codebook does not have, and settings that contradict each other."""
    yield from _find_unknown_exclusions(configuration, codebook)
    yield from _find_undeclared_imputation(configuration)
    yield from _find_unsuited_controls(configuration, model)
    yield from _find_contradicting_levels(configuration)
    yield from _find_impossible_groups(configuration, codebook)
    if configuration.necessity:
        yield from _find_impossible_necessity(configuration.necessity, model)
    if configuration.directions:
        yield from _find_impossible_directions(configuration.directions, model, codebook)
    yield from _find_impossible_markers(configuration, model, codebook)
    yield from _find_other_populations(configuration, model)


def _find_unknown_exclusions(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    return find_unknown(
        configuration.robustness.waived_exclusions,
        codebook.waivable,
        what="an exclusion that cannot be waived",
        where="configuration key robustness.waived_exclusions",
        expected=f"some of {', '.join(codebook.waivable)}",
    )


def _find_undeclared_imputation(configuration: Configuration) -> Iterator[StudyError]:
    asking = {
        "cleaning": configuration.cleaning.missing_answers == "imputed",
        "robustness": "imputed" in configuration.robustness.missing_answers,
    }
    for section in [name for name, asks in asking.items() if asks and configuration.imputation is None]:
        yield StudyError(
            what="imputed answers without a declaration of how",
            where=f"configuration key {section}.missing_answers",
            found="imputed",
            expected="the key imputation",
            remedy="add imputation: {imputations: 5, iterations: 5, donors: 5, resamples: 500}, or delete imputed",
        )


def _find_unsuited_controls(configuration: Configuration, model: StudyModel) -> Iterator[StudyError]:
    """Refuse unknown controls of the robustness checks, and those of the model where an analysis cannot have them."""
    groups = model.observed_groups
    asked = configuration.robustness.controls
    yield from find_unknown(
        asked,
        groups,
        what="a control variable that is not declared",
        where="configuration key robustness.controls",
        expected=f"one of observed in {configuration.model}: {', '.join(groups) or NOTHING}",
        otherwise="correct the name, or declare it there",
    )
    own = [model.observed[path.source] for path in model.controls if path.source in model.observed]
    if asked and {*asked} <= {variable.group for variable in own}:
        yield StudyError(
            what="control variables that every analysis has already",
            where="configuration key robustness.controls",
            found=", ".join(asked),
            expected=f"one that is no control variable in {configuration.model}, or []",
            remedy="delete them in one of the two",
        )
    asking = {
        "ordinal": configuration.ordinal is not None,
        "robustness.estimators": bool({"ordinal", "ordinal_consistent"} & set(configuration.robustness.estimators)),
    }
    for key in [key for key, asks in asking.items() if asks and own]:
        yield StudyError(
            what="ordinal PLS of a model with control variables",
            where=f"configuration key {key}",
            found=own[0].name,
            expected="answers on scales, of which polychoric correlations are",
            remedy="delete it, or leave the control variables to a rival model",
        )
    for question in configuration.groups.compare if configuration.groups else ():
        for variable in [one for one in own if one.question == question.question and one.is_binary]:
            yield StudyError(
                what="groups by a control variable",
                where="configuration key groups.compare",
                found=variable.question,
                expected="a question that is no control variable: within a group all its answers are alike",
                remedy="delete it here, or among the controls of the model",
            )


def _find_contradicting_levels(configuration: Configuration) -> Iterator[StudyError]:
    """Refuse a critical t, an interval and a level of significance that do not decide alike, all of them two-sided."""
    critical_t = configuration.hypotheses.critical_t
    confidence = configuration.bootstrap.confidence_level
    significance = configuration.evidence.power.significance_level
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


def _find_impossible_groups(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    """Refuse questions that are none or stand twice, bounds out of order, and an answer in two groups."""
    key = "configuration key groups.compare"
    what = "groups that cannot be compared"
    several = len(configuration.survey.full.modes) > 1
    stamped = codebook.timestamp is not None and configuration.survey.full.dated
    known = [*codebook.questions, *([MODE] if several else []), *([WAVE] if stamped else [])]
    declared = configuration.groups.compare if configuration.groups else ()
    names = [entry.question for entry in declared]
    for name in find_repeated(names):
        yield StudyError(what=what, where=key, found=f"{name} twice", expected="each once", remedy="delete one of them")
    otherwise = "correct the name; mode needs files of different modes, wave time stamps"
    expected = one_of(known, NO_QUESTIONS)
    yield from find_unknown(names, known, what=what, where=key, expected=expected, otherwise=otherwise)
    for entry in declared:
        refuse = partial(StudyError, what=what, where=f"{key}, {entry.question}")
        if sorted(entry.bounds) != list(entry.bounds):
            ordered = str(sorted(entry.bounds))
            yield refuse(found=f"bounds {list(entry.bounds)}", expected=ordered, remedy="write the lowest first")
        for answer in find_repeated(normalise(answer) for answers in entry.groups.values() for answer in answers):
            yield refuse(found=f"{answer} twice", expected="an answer in one group", remedy="keep it in one of them")


def _find_impossible_necessity(declared: NecessitySection, model: StudyModel) -> Iterator[StudyError]:
    """Refuse what is no construct, an outcome as its own condition, and a desired level that is none of the levels.

    Also permutations whose smallest p, 1 / (permutations + 1), is not below the level: nothing could be necessary.
    """
    key = "configuration key necessity"
    what = "an analysis of necessity that cannot be made"
    refuse = partial(StudyError, what=what)
    expected = f"a construct that a path leads to: {', '.join(model.endogenous)}"
    where = f"{key}.outcome"
    otherwise = "correct the name"
    outcome = declared.outcome
    yield from find_unknown([outcome], model.endogenous, what=what, where=where, expected=expected, otherwise=otherwise)
    possible = [name for name in model.constructs if name != outcome]
    for name in [name for name in declared.conditions if name not in possible]:
        found = f"{name}, the outcome itself" if name == outcome else name
        remedy = "delete it" if name == outcome else suggest(name, possible, otherwise)
        yield refuse(where=f"{key}.conditions", found=found, expected=f"some of {', '.join(possible)}", remedy=remedy)
    if declared.desired_level not in declared.levels:
        yield refuse(
            where=f"{key}.desired_level",
            found=str(declared.desired_level),
            expected=f"one of necessity.levels: {', '.join(map(str, declared.levels))}",
            remedy="add it to the levels, or choose one of them",
        )
    if 1 / (declared.permutations + 1) >= declared.significance_level:
        yield refuse(
            where=f"{key}.permutations",
            found=f"{declared.permutations} for a level of {declared.significance_level:g}",
            expected=f"{math.ceil(1 / declared.significance_level)} or more",
            remedy="permute more often",
        )


def _find_impossible_directions(
    declared: DirectionsSection, model: StudyModel, codebook: Codebook
) -> Iterator[StudyError]:
    """Refuse what is no construct, a question that does not ask for it as a whole, and items without tetrads."""
    for name, item in declared.redundancy.items():
        own = model.constructs[name].indicators if name in model.constructs else ()
        owners = [other for other, construct in model.constructs.items() if item in construct.indicators]
        expected = f"a code under indicators of {codebook.source}, of no construct or of {name} beside other items"
        if name not in model.constructs:
            yield _untestable_direction(f"redundancy.{name}", name, ", ".join(model.constructs), model.constructs)
        elif item not in codebook.indicators:
            yield _untestable_direction(f"redundancy.{name}", item, expected, codebook.indicators)
        elif owners not in ([], [name]) or own == (item,):
            found = f"{item}, the only item of {name}" if own == (item,) else f"{item}, an item of {owners[0]}"
            yield _untestable_direction(f"redundancy.{name}", found, expected)
    for name, borrowed in declared.tetrads.items():
        own = model.constructs[name].indicators if name in model.constructs else ()
        others = [code for code in model.indicators if code not in own]
        strange = next((code for code in borrowed if code not in others or borrowed.count(code) > 1), None)
        if name not in model.constructs:
            yield _untestable_direction(f"tetrads.{name}", name, ", ".join(model.constructs), model.constructs)
        elif strange is not None:
            yield _untestable_direction(f"tetrads.{name}", strange, "items of other constructs, each once", others)
        elif not (len(own) > 3 and not borrowed) and (len(own), len(borrowed)) not in ((3, 1), (2, 2)):
            found = f"{len(own)} items of {name} and {len(borrowed)} borrowed"
            expected = "four items or more, three and one borrowed, or two and two borrowed"
            yield _untestable_direction(f"tetrads.{name}", found, expected)


def _untestable_direction(key: str, found: str, expected: str, known: Iterable[str] = ()) -> StudyError:
    return StudyError(
        what="a direction of measurement that cannot be tested",
        where=f"configuration key directions.{key}",
        found=found,
        expected=expected,
        remedy=suggest(found, known, "correct the entry, or delete it"),
    )


def _find_impossible_markers(
    configuration: Configuration, model: StudyModel, codebook: Codebook
) -> Iterator[StudyError]:
    """Refuse a marker of what is no item, or of items that measure a construct; and its name for anything else."""
    declared = configuration.method_variance
    free = [code for code in codebook.indicators if code not in model.indicators]
    for code in declared.marker if declared else ():
        owner = next((name for name, one in model.constructs.items() if code in one.indicators), None)
        if code not in free:
            yield StudyError(
                what="an item that cannot mark method variance",
                where="configuration key method_variance.marker",
                found=f"{code}, an item of {owner}" if owner else code,
                expected=f"a code under indicators of {codebook.source} that no construct of the model has",
                remedy=suggest(code, free, "name items that have nothing to do with the model, or delete the key"),
            )
    if declared and MARKER in (*model.constructs, *model.observed):
        yield StudyError(
            what="a name that is taken",
            where=f"{configuration.model}, construct or observed variable {MARKER}",
            found=f"{MARKER}, which method_variance gives to its marker variable",
            expected="another name",
            remedy="rename it",
        )


def _find_other_populations(configuration: Configuration, model: StudyModel) -> Iterator[StudyError]:
    paths = {str(path) for path in model.paths}
    for name, population in configuration.plan.populations.items():
        for path in sorted(paths ^ set(population.paths)):
            yield StudyError(
                what="a population is of another model" if path in population.paths else "a population lacks a path",
                where=f"configuration key plan.populations.{name}.paths",
                found=path,
                expected=", ".join(map(str, model.paths)),
                remedy="name each path of the model",
            )
