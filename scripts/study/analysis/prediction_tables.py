"""The result files of prediction out of the sample: accuracy per indicator, predictive power and CVPAT."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from plssem import (
    Accuracy,
    LossComparison,
    Prediction,
    accuracy,
    compare_with_average,
    compare_with_linear_model,
    predictive_power,
)
from study.base.files import number

__all__ = ["PredictionSettings", "power_content", "prediction_table"]

COLUMNS = ("q_squared_predict", "rmse_pls", "rmse_lm", "mae_pls", "mae_lm")


@dataclass(frozen=True)
class PredictionSettings:
    """How the sample is divided (counts), and from which antecedents is predicted: "direct" or "earliest"."""

    folds: int
    repeats: int
    antecedents: str


def prediction_table(prediction: Prediction) -> pd.DataFrame:
    """Return `predict.csv`: Q2predict (dimensionless), RMSE and MAE (points of the response scale) per indicator.

    Empty where a value does not exist: no repetition converged, or the benchmark has too many predictors.
    """
    measures = asdict(accuracy(prediction))
    keys = {"indicator": prediction.indicators, "construct": prediction.owners}
    return pd.DataFrame(keys | {column: measures[column] for column in COLUMNS})


def power_content(prediction: Prediction, settings: PredictionSettings) -> dict[str, Any]:
    """Return `predictive_power.json`: each construct's grade, and CVPAT for each construct and for all together.

    left_out: repetitions in which a training sample did not converge. wins: share of repetitions in which the path
    model's RMSE is the smaller one. null where a value does not exist.
    """
    measures = accuracy(prediction)
    constructs = tuple(dict.fromkeys(prediction.owners))
    return {
        **asdict(settings),
        "left_out": int((~prediction.complete).sum()),
        "constructs": {construct: _power(prediction, measures, construct) for construct in constructs},
        "cvpat": {"overall": _cvpat(prediction, None)} | {name: _cvpat(prediction, name) for name in constructs},
    }


def _power(prediction: Prediction, measures: Accuracy, construct: str) -> dict[str, Any]:
    indices = [index for index, owner in enumerate(prediction.owners) if owner == construct]
    names = [prediction.indicators[index] for index in indices]
    q_squared = measures.q_squared_predict[indices]
    errors = {
        "rmse": (measures.rmse_pls[indices], measures.rmse_lm[indices]),
        "mae": (measures.mae_pls[indices], measures.mae_lm[indices]),
    }
    return {
        "indicators": len(names),
        "better_than_mean": int((q_squared > 0).sum()),
        "better_than_benchmark": {name: int((pls < lm).sum()) for name, (pls, lm) in errors.items()},
        "power": {name: predictive_power(q_squared, pls, lm) for name, (pls, lm) in errors.items()},
        "wins": {name: number(share) for name, share in zip(names, measures.wins[indices], strict=True)},
    }


def _cvpat(prediction: Prediction, construct: str | None) -> dict[str, Any]:
    return {
        "average": _comparison(compare_with_average(prediction, construct)),
        "linear_model": _comparison(compare_with_linear_model(prediction, construct)),
    }


def _comparison(comparison: LossComparison) -> dict[str, float | None]:
    return {name: number(value) for name, value in asdict(comparison).items()}
