"""The defensible data sets of a study: its answers under other rules for missing answers, exclusions and items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem import estimate
from study.analysis.samples import Settings, engine_model, indicator_matrix
from study.base.errors import StudyError
from study.setup.codebook import Codebook
from study.setup.study_model import Construct, StudyModel
from study.survey.cleaning import Rules, clean, response_table
from study.survey.submissions import Submission

__all__ = ["NONE", "Choices", "DataSet", "Survey", "data_sets", "weakest_indicator", "without"]

NONE = "none"


@dataclass(frozen=True)
class Choices:
    """The `robustness` section of the configuration: the options of each choice; the main analysis is added to them."""

    missing_answers: tuple[str, ...]
    straight_lining: tuple[str, ...]
    waived_exclusions: tuple[str, ...]
    weakest_indicator: tuple[str, ...]
    estimators: tuple[str, ...]
    decisions: tuple[str, ...]

    @classmethod
    def from_config(cls, entry: Mapping[str, Any]) -> "Choices":
        """Read the `robustness` section, whose other keys are for other uses."""
        return cls(**{name: tuple(entry[name]) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Survey:
    """What was received and how the main analysis cleans it; source names the file."""

    submissions: Sequence[Submission]
    rules: Rules
    codebook: Codebook
    model: StudyModel
    source: str


@dataclass(frozen=True, eq=False)
class DataSet:
    """One way to clean the survey: the options chosen, the model without the item dropped, indicators (N, K).

    waived: the reason for exclusion that does not count; dropped: the indicator left out; "none" for either.
    """

    missing_answers: str
    straight_lining: str
    waived: str
    dropped: str
    model: StudyModel
    indicators: npt.NDArray[np.float64]


def data_sets(survey: Survey, choices: Choices, settings: Settings) -> list[DataSet]:
    """Return the data set of the main analysis, then every other that differs from those before it.

    StudyErrors as `clean`; StudyError for a reason that cannot be waived.
    """
    _check_waived(survey, choices)
    main = _cleaned(survey, survey.rules, NONE, NONE)
    dropped = weakest_indicator(main.indicators, survey.model, settings)
    items = [NONE, dropped] if dropped and "drop" in choices.weakest_indicator else [NONE]
    distinct: dict[tuple[bytes, tuple[str, ...]], DataSet] = {}
    for (rules, waived), item in product(_cleanings(survey.rules, choices), items):
        data = _cleaned(survey, rules, waived, item)
        distinct.setdefault((data.indicators.tobytes(), data.model.indicators), data)
    return list(distinct.values())


def weakest_indicator(indicators: npt.NDArray[np.float64], model: StudyModel, settings: Settings) -> str | None:
    """Name the indicator with the smallest loading among constructs of three or more; None where there is none.

    indicators (N, K).
    """
    fit = estimate(indicators, engine_model(model, settings))
    loadings = dict(zip(model.indicators, fit.outer_loadings.sum(axis=1).tolist(), strict=True))
    blocks = [construct.indicators for construct in model.constructs.values() if len(construct.indicators) > 2]
    return min((code for block in blocks for code in block), key=lambda code: loadings[code], default=None)


def without(model: StudyModel, indicator: str) -> StudyModel:
    """Return the model without one of its indicators; a dimension that loses its last one goes with it."""
    return replace(model, constructs={name: _without(c, indicator) for name, c in model.constructs.items()})


def _without(construct: Construct, indicator: str) -> Construct:
    kept = [
        replace(dimension, indicators=tuple(code for code in dimension.indicators if code != indicator))
        for dimension in construct.dimensions
    ]
    return replace(construct, dimensions=tuple(dimension for dimension in kept if dimension.indicators))


def _cleanings(rules: Rules, choices: Choices) -> Iterator[tuple[Rules, str]]:
    """Every rule set with the reason it waives, those of the main analysis first."""
    # dict.fromkeys: each option once, that of the main analysis first.
    missing = dict.fromkeys((rules.missing_answers, *choices.missing_answers))
    straight = dict.fromkeys((rules.straight_lining, *choices.straight_lining))
    for missing_answers, straight_lining, waived in product(missing, straight, (NONE, *choices.waived_exclusions)):
        yield replace(rules, missing_answers=missing_answers, straight_lining=straight_lining), waived


def _cleaned(survey: Survey, rules: Rules, waived: str, dropped: str) -> DataSet:
    model = survey.model if dropped == NONE else without(survey.model, dropped)
    submissions = [_unasked(submission, dropped) for submission in survey.submissions]
    kept = clean(submissions, rules, survey.codebook, survey.source, waived).kept
    responses = response_table(kept, survey.codebook).set_index("respondent")
    codes = model.indicators
    # As in responses.csv, which writes whole numbers and leaves a missing answer empty.
    matrix = indicator_matrix(responses[list(codes)].astype("Float64").astype(float), codes, survey.source)
    return DataSet(rules.missing_answers, rules.straight_lining, waived, dropped, model, matrix)


def _unasked(submission: Submission, dropped: str) -> Submission:
    """Return the submission as if the item had not been asked: what is dropped must not cost a respondent."""
    answers = {code: point for code, point in submission.answers.items() if code != dropped}
    problems = tuple(problem for problem in submission.problems if problem.question != dropped)
    return replace(submission, answers=answers, problems=problems)


def _check_waived(survey: Survey, choices: Choices) -> None:
    known = survey.codebook.waivable
    unknown = [reason for reason in choices.waived_exclusions if reason not in known]
    if unknown:
        raise StudyError(
            what="an exclusion that cannot be waived",
            where="configuration key robustness.waived_exclusions",
            found=", ".join(unknown),
            expected=f"some of {', '.join(known)}",
            remedy="correct the name",
        )
