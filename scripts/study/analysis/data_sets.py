"""The data sets of the specification curve: every defensible way to clean the same survey."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from plssem import FloatArray, estimate, mean_replaced
from study.analysis.samples import Settings, align_blocks, engine_model, indicator_matrix
from study.setup.codebook import Codebook
from study.setup.configuration import Choices, CleaningRules, SurveyFiles
from study.setup.study_model import Construct, ModelPath, StudyModel
from study.survey.cleaning import clean, response_table
from study.survey.description import observe
from study.survey.submissions import Submission

NONE = "none"
INCLUDED = "included"
IMPUTED = "imputed"
OF_DATA = ("missing_answers", "straight_lining", "waived", "dropped", "careless", "controls")


@dataclass(frozen=True)
class Survey:
    """What was received, from which files, and how the main analysis cleans it.

    smallest_category: the fewest answers of a category that is an observed variable.
    """

    submissions: Sequence[Submission]
    rules: CleaningRules
    codebook: Codebook
    model: StudyModel
    files: SurveyFiles
    smallest_category: int = 1


@dataclass(frozen=True, eq=False)
class DataSet:
    """One way to clean the survey: the options chosen, the model without the item dropped, indicators (N, K).

    waived: the reason for exclusion that does not count; dropped: the indicator left out; careless: the index by which
    careless respondents are left out beyond the main analysis; "none" for each.
    control_names: of the control variables that are added, constructs of the model as those of the study's own model.
    answers (N, K): as indicators, but NaN where there is none; None where all are there.
    """

    missing_answers: str
    straight_lining: str
    waived: str
    dropped: str
    model: StudyModel
    indicators: FloatArray
    control_names: tuple[str, ...] = ()
    answers: FloatArray | None = None
    careless: str = NONE

    @property
    def controls(self) -> str:
        """Name the option: whether there are control variables."""
        return INCLUDED if self.control_names else NONE

    @property
    def is_imputed(self) -> bool:
        """Whether answers are imputed: where the rule asks for it, and one is missing."""
        return self.missing_answers == IMPUTED and self.answers is not None and bool(np.isnan(self.answers).any())

    @property
    def identity(self) -> tuple[bool, bytes, tuple[str, ...]]:
        """What tells the data sets apart that give other numbers."""
        return self.is_imputed, self.indicators.tobytes(), self.model.indicators

    @property
    def tested(self) -> list[ModelPath]:
        """Return the paths with hypotheses; all of the study's own where the model has none."""
        own = [path for path in self.model.paths if path.source not in self.model.observed]
        return [path for path in own if path.hypothesis] or own


def make_data_sets(survey: Survey, choices: Choices, settings: Settings) -> list[DataSet]:
    """Return the data set of the main analysis, then every other that differs from those before it.

    Those without careless respondents, by one index each, with missing answers imputed, and last with control
    variables are of the main analysis otherwise, where they are declared. StudyErrors as `clean` and, for controls, as
    `observe`.
    """
    main = _cleaned(survey, survey.rules, NONE, NONE)
    dropped = find_weakest_indicator(main.indicators, survey.model, settings)
    items = [NONE, dropped] if dropped and "drop" in choices.weakest_indicator else [NONE]
    distinct: dict[tuple[bool, bytes, tuple[str, ...]], DataSet] = {}
    for (rules, waived), item in product(_cleanings(survey.rules, choices), items):
        data = _cleaned(survey, rules, waived, item)
        distinct.setdefault(data.identity, data)
    for name in choices.careless:
        data = replace(_cleaned(survey, _stricter(survey.rules, name, choices), NONE, NONE), careless=name)
        distinct.setdefault(data.identity, data)
    if IMPUTED in choices.missing_answers:
        imputed = _cleaned(survey, replace(survey.rules, missing_answers=IMPUTED), NONE, NONE)
        if imputed.is_imputed:
            distinct.setdefault(imputed.identity, imputed)
    return [*distinct.values(), *([_controlled(survey, choices.controls, main)] if choices.controls else [])]


def _stricter(rules: CleaningRules, name: str, choices: Choices) -> CleaningRules:
    """Return the rules of the main analysis with the limit of one more index of careless responding."""
    limit = choices.careless[name]
    if name == "minimum_seconds":
        return replace(rules, minimum_seconds=limit)
    return replace(rules, careless={**rules.careless, name: limit})


def _controlled(survey: Survey, controls: Sequence[str], main: DataSet) -> DataSet:
    """Return the main data set with control variables.

    ASSUME: they act on every outcome of a path under test, and a missing one is replaced by its mean, as an item is.
    """
    kept = clean(survey.submissions, survey.rules, survey.codebook, survey.files).kept
    variables = [one for one in survey.model.observed.values() if one.group in controls]
    added = [one for one in variables if one.name not in main.model.constructs]
    table = observe(kept, added, survey.smallest_category, survey.files.source)
    names = tuple(map(str, table.columns))
    targets = dict.fromkeys(path.target for path in main.tested)
    model = main.model.with_controls([ModelPath(name, target) for name in names for target in targets]).as_estimated()
    columns = table.to_numpy(dtype=float)
    indicators = np.hstack([main.indicators, mean_replaced(columns, names)])
    answers = None if main.answers is None else np.hstack([main.answers, columns])
    return replace(main, model=model, indicators=indicators, answers=answers, control_names=names)


def find_weakest_indicator(indicators: FloatArray, model: StudyModel, settings: Settings) -> str | None:
    """Name the indicator with the smallest loading among constructs of three or more; None where there is none.

    indicators (N, K).
    """
    fit = estimate(indicators, engine_model(model, settings))
    loadings = dict(zip(fit.model.indicators, fit.outer_loadings.sum(axis=1).tolist(), strict=True))
    blocks = [construct.indicators for construct in model.constructs.values() if len(construct.indicators) > 2]
    return min((code for block in blocks for code in block), key=lambda code: loadings[code], default=None)


def leave_out(model: StudyModel, indicator: str) -> StudyModel:
    """Return the model without one of its indicators; a dimension that loses its last one goes with it."""
    return replace(model, constructs={name: _without(c, indicator) for name, c in model.constructs.items()})


def _without(construct: Construct, indicator: str) -> Construct:
    kept = [
        replace(dimension, indicators=tuple(code for code in dimension.indicators if code != indicator))
        for dimension in construct.dimensions
    ]
    return replace(construct, dimensions=tuple(dimension for dimension in kept if dimension.indicators))


def _cleanings(rules: CleaningRules, choices: Choices) -> Iterator[tuple[CleaningRules, str]]:
    """Every rule set with the reason it waives, those of the main analysis first."""
    # dict.fromkeys: each option once, that of the main analysis first.
    others = [option for option in choices.missing_answers if option != IMPUTED]
    missing = dict.fromkeys((rules.missing_answers, *others))
    straight = dict.fromkeys((rules.straight_lining, *choices.straight_lining))
    for missing_answers, straight_lining, waived in product(missing, straight, (NONE, *choices.waived_exclusions)):
        yield replace(rules, missing_answers=missing_answers, straight_lining=straight_lining), waived


def _cleaned(survey: Survey, rules: CleaningRules, waived: str, dropped: str) -> DataSet:
    model = survey.model if dropped == NONE else leave_out(survey.model, dropped)
    submissions = [_unasked(submission, dropped) for submission in survey.submissions]
    kept = clean(submissions, rules, survey.codebook, survey.files, None if waived == NONE else waived).kept
    estimated = model.as_estimated()
    codes = estimated.indicators
    sources = dict.fromkeys(path.source for path in model.controls)
    controls = observe(kept, [model.observed[name] for name in sources], survey.smallest_category, survey.files.source)
    responses = pd.concat([response_table(kept, survey.codebook), controls], axis=1).set_index("respondent")
    # As in responses.csv, which writes whole numbers and leaves a missing answer empty.
    answers = responses[list(codes)].astype("Float64").astype(float)
    aligned = align_blocks(indicator_matrix(answers, codes, survey.files.source), model, survey.codebook)
    options = rules.missing_answers, rules.straight_lining, waived, dropped
    return DataSet(*options, estimated, aligned, answers=answers.to_numpy())


def _unasked(submission: Submission, dropped: str) -> Submission:
    """Return the submission as if the item had not been asked: what is dropped must not cost a respondent."""
    answers = {code: point for code, point in submission.answers.items() if code != dropped}
    problems = tuple(problem for problem in submission.problems if problem.question != dropped)
    return replace(submission, answers=answers, problems=problems)
