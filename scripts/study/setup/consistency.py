"""Whether the files of a study agree before anything runs: what one file names, the others declare."""

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from statistics import NormalDist

from study.base.errors import StudyError, stop_on
from study.base.files import sha256
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure
from study.setup.codebook import Codebook, normalise
from study.setup.config import Text
from study.setup.configuration import (
    DATES,
    MODE,
    WAVE,
    Configuration,
    DirectionsSection,
    NecessitySection,
    SurveyFile,
    SurveyFiles,
    equal_category_bounds,
)
from study.setup.study_model import MARKER, Interaction, ModelPath, Route, StudyModel

NONE = "none: the model has no such thing"
NOTHING = "nothing is declared"
NO_QUESTIONS = "nothing: the codebook has no such questions"
MOST_POINTS = 100  # of a scale, as the schema of the codebook has it


def check_model(model: StudyModel, codes: Iterable[str], source: str, codebook: str) -> None:
    """StudyErrors for indicators and paths that cannot be: unknown, twice, leading to themselves, in a cycle.

    codes: the indicators of the codebook. source, codebook: the names of the files.
    """
    problems = [
        *_find_misplaced_indicators(model, list(codes), source, codebook),
        *_find_unknown_ends(model, source),
        *_find_repeated_paths(model, source),
        *_find_isolated_constructs(model, source),
        *_find_same_words({name: one.label for name, one in model.constructs.items()}, f"{source}, constructs"),
    ]
    stop_on(problems, source)
    stop_on(list(_find_cycle(model, source)), source)


def _find_misplaced_indicators(model: StudyModel, codes: list[str], source: str, codebook: str) -> Iterator[StudyError]:
    for name, construct in model.constructs.items():
        yield from _find_unknown(
            construct.indicators,
            codes,
            what="an indicator of the model has no question",
            where=f"{source}, construct {name}",
            expected=f"a code under indicators of {codebook}",
            otherwise="add its question there or correct the code",
        )
    for code in _repeated(model.indicators):
        owners = [name for name, construct in model.constructs.items() if code in construct.indicators]
        yield StudyError(
            what="an indicator stands in two places",
            where=f"{source}, construct {' and '.join(owners)}",
            found=code,
            expected="each indicator in one construct and one dimension",
            remedy="delete it in one of them",
        )


def _find_unknown_ends(model: StudyModel, source: str) -> Iterator[StudyError]:
    for number, path in enumerate(model.paths, start=1):
        where = f"{source}, key paths, entry {number}"
        yield from _find_unknown(
            (path.source, path.target),
            model.constructs,
            what="a path leads from or to no construct",
            where=where,
            expected=f"one of: {', '.join(model.constructs)}",
            otherwise="correct the name or add the construct",
        )
        if path.source == path.target:
            yield StudyError(
                what="a path leads from a construct to itself",
                where=where,
                found=path.name,
                expected="two constructs",
                remedy="correct source or target",
            )


def _find_repeated_paths(model: StudyModel, source: str) -> Iterator[StudyError]:
    for name in _repeated(path.name for path in model.paths):
        yield StudyError(
            what="a path stands twice",
            where=f"{source}, key paths",
            found=name,
            expected="each path once",
            remedy="delete one of the lines",
        )
    for hypothesis in _repeated(path.hypothesis for path in model.paths if path.hypothesis):
        names = [path.name for path in model.paths if path.hypothesis == hypothesis]
        yield StudyError(
            what="a hypothesis stands at two paths",
            where=f"{source}, paths {' and '.join(names)}",
            found=hypothesis,
            expected="a hypothesis of its own per path",
            remedy="number them differently",
        )


def _find_isolated_constructs(model: StudyModel, source: str) -> Iterator[StudyError]:
    connected = {end for path in model.paths for end in (path.source, path.target)}
    for name in model.constructs:
        if name not in connected:
            yield StudyError(
                what="a construct has no path",
                where=f"{source}, construct {name}",
                found="none under paths",
                expected="a path from it or to it",
                remedy="add one or delete it",
            )


def _find_same_words(labels: Mapping[str, Text], where: str) -> Iterator[StudyError]:
    """Refuse two names with the same words in a language, which no reader could tell apart."""
    named: dict[tuple[str, str], str] = {}
    for name, label in labels.items():
        for language, words in label.items():
            first = named.setdefault((language, normalise(words)), name)
            if first != name:
                yield StudyError(
                    what="two labels in the same words",
                    where=where,
                    found=f"{words} ({language}) for {first} and {name}",
                    expected="words of its own for each",
                    remedy="reword one of them",
                )


def _find_cycle(model: StudyModel, source: str) -> Iterator[StudyError]:
    left = list(model.paths)
    while ends := [path for path in left if path.source not in {other.target for other in left}]:
        left = [path for path in left if path not in ends]
    # What is left leads into a cycle or out of it; the other way round only the cycle remains.
    while ends := [path for path in left if path.target not in {other.source for other in left}]:
        left = [path for path in left if path not in ends]
    if left:
        yield StudyError(
            what="paths lead in a circle",
            where=f"{source}, key paths",
            found=", ".join(path.name for path in left),
            expected="paths that never lead back",
            remedy="delete or turn one of them: PLS-SEM estimates recursive models",
        )


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


def _find_unknown(
    names: Iterable[str],
    known: Collection[str],
    *,
    what: str,
    where: str,
    expected: str = "",
    otherwise: str = "correct the name or delete it",
) -> Iterator[StudyError]:
    """Refuse each name that is not known; otherwise: what to do where no known one is like it."""
    for name in [name for name in names if name not in known]:
        yield StudyError(
            what=what,
            where=where,
            found=name,
            expected=expected or f"one of {', '.join(known)}",
            remedy=_suggest(name, known, otherwise),
        )


def check_consistency(configuration: Configuration, model: StudyModel, codebook: Codebook) -> None:
    """StudyErrors for words that a language lacks, and for questions and reasons that the codebook does not have."""
    texts = [*_study_texts(configuration), *_model_texts(model, str(configuration.model)), *_codebook_texts(codebook)]
    problems = [
        *_find_missing_languages(texts, configuration.languages),
        *_find_unknown_exclusions(configuration, codebook),
        *_find_undeclared_imputation(configuration),
        *_find_impossible_observed(configuration, model, codebook),
        *_find_impossible_controls(model.controls, model, f"{configuration.model}, key controls"),
        *_find_unsuited_controls(configuration, model),
        *_find_unknown_classes(configuration, codebook),
        *_find_unordered_bounds(configuration),
        *_find_bounds_of_another_scale(configuration, codebook),
        *_find_untold_time(configuration, codebook),
        *_find_contradicting_levels(configuration),
        *_find_impossible_groups(configuration, codebook),
        *(_find_impossible_necessity(configuration.necessity, model) if configuration.necessity else ()),
        *(_find_impossible_directions(configuration.directions, model, codebook) if configuration.directions else ()),
        *_find_impossible_markers(configuration, model, codebook),
        *_find_other_populations(configuration, model),
        *_find_survey_faults(configuration, codebook),
        *_find_impossible_days(configuration.study.dates),
    ]
    stop_on(problems, "the study's files")


def check_settings(kept: int, folds: int | None, omission_distance: int | None, source: str) -> None:
    """StudyError where the settings of prediction do not suit the number of respondents kept; None is not checked.

    Cross-validation takes a respondent or more for each of the `folds`; blindfolding more respondents than its
    distance, which must not divide their number, or it would omit whole respondents.
    """
    if folds is None or omission_distance is None:
        return
    fewest = max(folds, omission_distance + 1)
    if kept < fewest:
        raise StudyError(
            what="too few respondents for the settings",
            where=source,
            found=f"{kept} kept",
            expected=f"at least {fewest}, as prediction.folds is {folds} "
            f"and estimation.omission_distance {omission_distance}",
            remedy="see whether the file is whole and who was left out; else collect more answers",
        )
    if kept % omission_distance == 0:
        fitting = next(larger for larger in range(omission_distance + 1, kept + 2) if kept % larger)
        raise StudyError(
            what="the omission distance divides the number of respondents",
            where="configuration key estimation.omission_distance",
            found=f"{omission_distance}, and {kept} respondents kept",
            expected="one that leaves a remainder",
            remedy=f"write omission_distance: {fitting}",
        )


def _find_survey_faults(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    """Find what is wrong with the files of a sample and its expected size, before any is read as a table."""
    if expected := configuration.survey.full.expected_n:
        folds, distance = configuration.prediction.folds, configuration.estimation.omission_distance
        try:
            check_settings(expected, folds, distance, "configuration key survey.full.expected_n")
        except StudyError as unsuited:
            yield unsuited
    for name, sample in configuration.survey.samples.items():
        key = f"configuration key survey.{name}.files"
        yield from _find_repeated_files(sample, key)
        yield from _find_unstated_modes(sample, key, codebook)
        for file in sample.files:
            yield from _find_unknown_columns(file, f"configuration key survey.{name}, {file.path}, columns", codebook)


def _find_repeated_files(sample: SurveyFiles, key: str) -> Iterator[StudyError]:
    known: dict[tuple[str, str | None], Path] = {}
    for file in sample.files if len(sample.files) > 1 else ():
        # Before the data there is no file to compare.
        content = sha256(file.path) if file.path.is_file() else str(file.path)
        first = known.setdefault((content, file.sheet), file.path)
        if first is not file.path:
            same = "twice" if first == file.path else f"again, with the content of {first}"
            yield StudyError(
                what="a file stands twice in the list",
                where=key,
                found=f"{file.path} {same}",
                expected="each file once, or each sheet of a workbook once",
                remedy="delete one of the entries",
            )


def _find_unstated_modes(sample: SurveyFiles, key: str, codebook: Codebook) -> Iterator[StudyError]:
    unstated = [str(file.path) for file in sample.files if not file.mode]
    if sample.modes and unstated:
        yield StudyError(
            what="files without a mode beside files with one",
            where=key,
            found=", ".join(unstated),
            expected="a mode for each file, or for none",
            remedy="add mode: to each of them",
        )
    asked = {criterion.name for criterion in codebook.criteria} | set(codebook.descriptive)
    if len(sample.modes) > 1 and "mode" in asked:
        yield StudyError(
            what="a question has the name of the mode of collection",
            where=codebook.source,
            found="mode",
            expected="another name where files have modes",
            remedy="rename the question",
        )


def _find_unknown_columns(file: SurveyFile, where: str, codebook: Codebook) -> Iterator[StudyError]:
    spans = codebook.duration
    texts = {"duration": spans.question, "start": spans.start, "end": spans.end} if spans else {}
    entries = [
        *codebook.indicators,
        *(criterion.name for criterion in codebook.criteria),
        *(name for name in ("consent", "timestamp", "identity") if getattr(codebook, name) is not None),
        *(check.name for check in codebook.attention_checks),
        *(name for name, text in texts.items() if text is not None),
        *(choice.name for choice in codebook.multiple_choice if not choice.columns),
        *codebook.descriptive,
    ]
    return _find_unknown(
        file.columns,
        entries,
        what="a column for an entry that the codebook does not have",
        where=where,
        expected=f"an entry of {codebook.source}",
        otherwise="correct the name or delete the line",
    )


def _study_texts(configuration: Configuration) -> Iterator[tuple[str, Iterable[str]]]:
    study = configuration.study
    yield "configuration key study.title", study.title
    for name, population in configuration.plan.populations.items():
        yield f"configuration key plan.populations.{name}.label", population.label
    if configuration.plan.stopping_rule:
        yield "configuration key plan.stopping_rule", configuration.plan.stopping_rule
    yield "configuration key study.keywords", study.keywords
    for name, stated in study.declarations.items():
        if stated is not None:
            yield f"configuration key study.declarations.{name}", stated


def _claim_texts(claims: Claims, source: str) -> Iterator[tuple[str, Iterable[str]]]:
    for name, words in claims.labels.items():
        yield f"{source}, labels, {name}", words
    for claim in claims.claims:
        yield f"{source}, claim {claim.id}, statement", claim.statement


def _model_texts(model: StudyModel, source: str) -> Iterator[tuple[str, Iterable[str]]]:
    for name, construct in model.constructs.items():
        yield f"{source}, construct {name}, label", construct.label
        for dimension in construct.dimensions:
            yield f"{source}, construct {name}, dimension {dimension.name}, label", dimension.label
    for name, variable in model.observed.items():
        yield f"{source}, observed variable {name}, label", variable.label
        if variable.is_binary:
            yield f"{source}, observed variable {name}, label of the base", variable.base_label


def _codebook_texts(codebook: Codebook) -> Iterator[tuple[str, Iterable[str]]]:
    for code, indicator in codebook.indicators.items():
        yield f"{codebook.source}, indicator {code}, label", indicator.label
        yield f"{codebook.source}, indicator {code}, question", indicator.question
        for end, words in indicator.poles.items():
            yield f"{codebook.source}, indicator {code}, poles, {end}", words
    for criterion in codebook.criteria:
        yield f"{codebook.source}, criterion {criterion.name}, reason", criterion.reason
        yield f"{codebook.source}, criterion {criterion.name}, question", criterion.question
    for name, question in codebook.descriptive.items():
        yield f"{codebook.source}, descriptive {name}", question
    for answer, words in codebook.translated_answers.items():
        yield f"{codebook.source}, translated_answers {answer}", words
    for choice in codebook.multiple_choice:
        yield f"{codebook.source}, multiple_choice {choice.name}, question", choice.question
        for option, words in choice.options.items():
            yield f"{codebook.source}, multiple_choice {choice.name}, {option}", words


def _find_missing_languages(
    texts: Iterable[tuple[str, Iterable[str]]], languages: Sequence[str]
) -> Iterator[StudyError]:
    """texts: where each stands, and the languages that it is written in."""
    for where, text in texts:
        if missing := [language for language in languages if language not in text]:
            yield StudyError(
                what=f"a text is missing in {' and '.join(missing)}",
                where=where,
                found=f"only {', '.join(text)}",
                expected=", ".join(languages),
                remedy="add it, or take the language out of manuscript.languages and study.figure_language",
            )


def _find_unknown_exclusions(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    return _find_unknown(
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


def _find_impossible_observed(
    configuration: Configuration, model: StudyModel, codebook: Codebook
) -> Iterator[StudyError]:
    """Refuse an observed variable of a question that is none, with a name that is taken, or an answer in two places."""
    known = [*codebook.questions, *([MODE] if len(configuration.survey.full.modes) > 1 else [])]
    taken = {*model.constructs, *model.indicators, *_dimensions(model), *codebook.indicators}
    for name, variable in model.observed.items():
        where = f"{configuration.model}, key observed, {variable.group}"
        yield from _find_unknown(
            [variable.question],
            known,
            what="an observed variable of a question that the codebook lacks",
            where=where,
            expected=_one_of(known, NO_QUESTIONS),
            otherwise="correct the name of the question",
        )
        if name in taken:
            yield StudyError(
                what="an observed variable has a name that is taken",
                where=where,
                found=name,
                expected="a name of its own",
                remedy="rename it",
            )
        for answer in _repeated(map(normalise, (*variable.answers, *variable.others))):
            yield StudyError(
                what="an answer stands in two categories",
                where=where,
                found=answer,
                expected="an answer in one category, or in the base",
                remedy="keep it in one of them",
            )


def _find_impossible_controls(paths: Iterable[ModelPath], model: StudyModel, where: str) -> Iterator[StudyError]:
    """Refuse a control variable that is none, or part of the model, and one that acts on nothing that is explained."""
    what = "a control variable that cannot be"
    groups = _observed_groups(model)
    expected = f"one of observed: {', '.join(groups) or NOTHING}"
    items = {code: f"an item of {name}" for name, one in model.constructs.items() for code in one.indicators}
    parts = items | dict.fromkeys(model.constructs, "a construct of the model")
    for path in paths:
        part = parts.get(path.source)
        if part or path.source not in model.observed:
            yield StudyError(
                what=what,
                where=where,
                found=f"{path.source}, {part}" if part else path.source,
                expected=expected,
                remedy="draw a path under paths, or name an observed variable"
                if part
                else _suggest(path.source, groups, "correct the name, or declare it under observed"),
            )
        if path.target not in model.endogenous:
            yield StudyError(
                what=what,
                where=where,
                found=str(path),
                expected=f"a path to a construct that another leads to: {', '.join(model.endogenous)}",
                remedy="correct the target",
            )


def _observed_groups(model: StudyModel) -> list[str]:
    return list(dict.fromkeys(variable.group for variable in model.observed.values()))


def _find_unsuited_controls(configuration: Configuration, model: StudyModel) -> Iterator[StudyError]:
    """Refuse unknown controls of the robustness checks, and those of the model where an analysis cannot have them."""
    groups = _observed_groups(model)
    asked = configuration.robustness.controls
    yield from _find_unknown(
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


def _find_unknown_classes(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    known = codebook.questions
    return _find_unknown(
        configuration.description.classes,
        known,
        what="classes of a question that the codebook lacks",
        where="configuration key description.classes",
        expected=f"one of {', '.join(known)}" if known else "{}: the codebook has no criteria and no descriptive",
    )


def _find_unordered_bounds(configuration: Configuration) -> Iterator[StudyError]:
    description = configuration.description
    lists = {f"classes.{name}": bounds for name, bounds in description.classes.items()}
    for name, bounds in {**lists, "category_bounds": description.category_bounds}.items():
        if sorted(bounds) != list(bounds):
            yield StudyError(
                what="bounds are out of order",
                where=f"configuration key description.{name}",
                found=str(list(bounds)),
                expected=str(sorted(bounds)),
                remedy="write the lowest first",
            )


def _find_impossible_days(stated: Mapping[str, str]) -> Iterator[StudyError]:
    """Refuse days of publication that do not exist, and those before the day of an earlier step."""
    days = {key: stated[key] for key in DATES if stated.get(key)}
    where = "configuration key study.dates"
    for key, day in days.items():
        year, month, number = map(int, day.split("-"))
        if number > (last := monthrange(year, month)[1]):
            yield StudyError(
                what="a day that no calendar has",
                where=f"{where}.{key}",
                found=day,
                expected=f"a day from {day[:-2]}01 to {day[:-2]}{last}",
                remedy="correct the day",
            )
    if sorted(days.values()) != list(days.values()):
        yield StudyError(
            what="days of publication are out of order",
            where=where,
            found=", ".join(f"{key} {day}" for key, day in days.items()),
            expected="received, then revised, then accepted",
            remedy="correct the days",
        )


def _find_bounds_of_another_scale(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    """Refuse the bounds of equal classes of another number of points: they stayed when the scale was corrected."""
    bounds = configuration.description.category_bounds
    scale = codebook.scale
    if not scale.has_index:
        return
    fitting = equal_category_bounds(scale.points, scale.lowest)
    others = [points for points in range(2, MOST_POINTS + 1) if equal_category_bounds(points) == tuple(bounds)]
    if others and fitting != tuple(bounds):
        yield StudyError(
            what="the bounds of the categories belong to another scale",
            where="configuration key description.category_bounds",
            found=f"{list(bounds)}, five equal classes of {others[0]} points",
            expected=f"bounds for {scale.points} points, as {codebook.source} has them",
            remedy=f"write category_bounds: [{', '.join(f'{bound:g}' for bound in fitting)}], or bounds of your own",
        )


def _find_untold_time(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    asked = {
        "cleaning.minimum_seconds": configuration.cleaning.minimum_seconds,
        "robustness.careless.minimum_seconds": configuration.robustness.careless.get("minimum_seconds", 0),
    }
    for key in [key for key, seconds in asked.items() if seconds and codebook.duration is None]:
        yield StudyError(
            what="no column tells how long a form took",
            where=f"configuration key {key}",
            found=f"{asked[key]:g}",
            expected=f"duration in {codebook.source}",
            remedy="declare it there: question, or start and end; or write minimum_seconds: 0"
            if key == "cleaning.minimum_seconds"
            else "declare it there: question, or start and end; or delete the key",
        )


# How far two levels of significance may lie apart, as a share of either: 1.96 is .04999, and 1.65 is .0989.
ROUNDED_LEVEL = 0.02


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
    for name in _repeated(names):
        yield StudyError(what=what, where=key, found=f"{name} twice", expected="each once", remedy="delete one of them")
    yield from _find_unknown(
        names,
        known,
        what=what,
        where=key,
        expected=_one_of(known, NO_QUESTIONS),
        otherwise="correct the name; mode needs files of different modes, wave time stamps",
    )
    for entry in declared:
        where = f"{key}, {entry.question}"
        if sorted(entry.bounds) != list(entry.bounds):
            yield StudyError(
                what=what,
                where=where,
                found=f"bounds {list(entry.bounds)}",
                expected=str(sorted(entry.bounds)),
                remedy="write the lowest first",
            )
        for answer in _repeated(normalise(answer) for answers in entry.groups.values() for answer in answers):
            yield StudyError(
                what=what,
                where=where,
                found=f"{answer} twice",
                expected="an answer in one group",
                remedy="keep it in one of them",
            )


def _one_of(known: Collection[str], nothing: str) -> str:
    return f"one of {', '.join(known) or nothing}"


def _find_impossible_necessity(declared: NecessitySection, model: StudyModel) -> Iterator[StudyError]:
    """Refuse what is no construct, an outcome as its own condition, and a desired level that is none of the levels.

    Also permutations whose smallest p, 1 / (permutations + 1), is not below the level: nothing could be necessary.
    """
    key = "configuration key necessity"
    what = "an analysis of necessity that cannot be made"
    yield from _find_unknown(
        [declared.outcome],
        model.endogenous,
        what=what,
        where=f"{key}.outcome",
        expected=f"a construct that a path leads to: {', '.join(model.endogenous)}",
        otherwise="correct the name",
    )
    possible = [name for name in model.constructs if name != declared.outcome]
    for name in declared.conditions:
        is_outcome = name == declared.outcome
        if name not in possible:
            yield StudyError(
                what=what,
                where=f"{key}.conditions",
                found=f"{name}, the outcome itself" if is_outcome else name,
                expected=f"some of {', '.join(possible)}",
                remedy="delete it" if is_outcome else _suggest(name, possible, "correct the name"),
            )
    if declared.desired_level not in declared.levels:
        yield StudyError(
            what=what,
            where=f"{key}.desired_level",
            found=str(declared.desired_level),
            expected=f"one of necessity.levels: {', '.join(map(str, declared.levels))}",
            remedy="add it to the levels, or choose one of them",
        )
    if 1 / (declared.permutations + 1) >= declared.significance_level:
        yield StudyError(
            what=what,
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
        remedy=_suggest(found, known, "correct the entry, or delete it"),
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
                remedy=_suggest(code, free, "name items that have nothing to do with the model, or delete the key"),
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
            for name in _repeated(c.id for c in claims.claims)
        ),
        *_find_impossible_rivals(claims, model, source),
        *_find_impossible_interactions(claims, model, source),
        *_find_impossible_moderation(claims, model, source),
        *_find_unknown(
            claims.labels, (MAIN, *claims.models), what="words for a model that is none", where=f"{source}, labels"
        ),
        *_find_same_words(claims.labels, f"{source}, labels"),
        *_find_missing_languages(_claim_texts(claims, source), languages),
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
        yield from _find_cycle(rival, f"{source}, models, {name}")
    for name, controls in claims.controls.items():
        where = f"{source}, models, {name}, controls"
        yield from _find_impossible_controls(model.paths_of_controls(controls), rivals[name], where)


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
    for name in _repeated(declared.name for declared in claims.conditional_mediation):
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
    dimensions = _dimensions(model)
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
