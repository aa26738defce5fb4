"""What the answers themselves say about the quality of the evidence, before any model."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import DataError, excess_kurtosis, mardia, skewness
from study.codebook import Codebook
from study.json_numbers import number
from study.model import StudyModel

__all__ = ["answer_quality_table", "missing_answers", "normality", "straight_lining"]

Floats = npt.NDArray[np.float64]


def answer_quality_table(responses: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Return `answer_quality.csv`: per indicator its missing answers, skewness and excess kurtosis of those given.

    responses (N, K). missing_share: of N. skewness, kurtosis: adjusted; NaN where all answers are alike.
    """
    rows = [_row(responses[code], code, model.construct_of(code)) for code in model.indicators]
    return pd.DataFrame(rows)


def _row(answers: "pd.Series[float]", code: str, construct: str) -> dict[str, object]:
    given: Floats = np.array(answers.dropna(), dtype=np.float64)
    return {
        "indicator": code,
        "construct": construct,
        "missing": len(answers) - len(given),
        "missing_share": (len(answers) - len(given)) / len(answers),
        "skewness": skewness(given),
        "kurtosis": excess_kurtosis(given),
    }


def missing_answers(responses: pd.DataFrame, model: StudyModel) -> dict[str, Any]:
    """Count missing answers over all indicators, per respondent and per indicator; shares from 0 to 1."""
    gaps = responses[list(model.indicators)].isna().to_numpy()
    return {
        "answers": int(gaps.size),
        "missing": int(gaps.sum()),
        "share": float(gaps.mean()),
        "respondents_with_missing": int(gaps.any(axis=1).sum()),
        "largest_share_of_a_respondent": float(gaps.mean(axis=1).max()),
        "largest_share_of_an_indicator": float(gaps.mean(axis=0).max()),
    }


def straight_lining(
    responses: pd.DataFrame, exclusions: pd.DataFrame, codebook: Codebook, model: StudyModel, same_answer_share: float
) -> dict[str, Any]:
    """Count straight-liners left out, those kept, and respondents who gave one answer to nearly every item.

    Answers are compared as they were given, before reverse-coded items are turned. nearly: at least same_answer_share
    of a respondent's answers are the same, straight-liners included.
    """
    given = _as_given(responses, codebook, model)
    shares = given.apply(lambda row: row.value_counts(normalize=True).max(), axis=1)
    return {
        "left_out": int((exclusions["reason"] == "straight_lining").sum()),
        "kept": int((shares == 1).sum()),
        "nearly": int((shares >= same_answer_share).sum()),
        "same_answer_share": same_answer_share,
    }


def normality(indicators: Floats, table: pd.DataFrame) -> dict[str, Any]:
    """Return the largest univariate skewness and kurtosis in size, and Mardia's test of indicators (N, K).

    null where a value does not exist; not_tested: why Mardia's test was refused, as the engine words it.
    """
    largest: Mapping[str, float] = {
        f"largest_{name}": float(table[name].abs().max()) for name in ("skewness", "kurtosis")
    }
    content = {name: number(value) for name, value in largest.items()}
    try:
        test = mardia(indicators)
    except DataError as error:
        # As many indicators as respondents leave no covariance matrix to whiten with.
        return {**content, "mardia": None, "not_tested": str(error)}
    return {**content, "mardia": {name: number(value) for name, value in vars(test).items()}, "not_tested": None}


def _as_given(responses: pd.DataFrame, codebook: Codebook, model: StudyModel) -> pd.DataFrame:
    turned = codebook.scale.points + 1 - responses
    columns = {code: (turned if codebook.indicators[code].reverse else responses)[code] for code in model.indicators}
    return pd.DataFrame(columns)
