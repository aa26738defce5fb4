"""Models against each other: explained variance, prediction out of the sample, and the test between them (CVPAT)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from plssem import Model, Prediction, accuracy, adjusted_r_squared, compare_predictions, estimate, predict

__all__ = ["Comparison", "comparison_table", "predictions", "repeated_t"]

Floats = npt.NDArray[np.float64]
Folds = npt.NDArray[np.int64]
Pairs = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Comparison:
    """Two models' losses for one outcome: rival less model, in squared points of the response scale; above 0 the model
    predicts better. lower, upper: of the t interval.
    """

    estimate: float
    se: float
    t: float
    p: float
    lower: float
    upper: float


def predictions(
    indicators: Floats, models: Mapping[str, Model], columns: Sequence[str], folds: Folds, antecedents: str
) -> dict[str, Prediction]:
    """Predict by each model from the same folds (R, N); `columns` names the columns of the indicators (N, K)."""
    return {name: predict(_of(indicators, model, columns), model, folds, antecedents) for name, model in models.items()}


def comparison_table(
    indicators: Floats,
    models: Mapping[str, Model],
    columns: Sequence[str],
    predicted: Mapping[str, Prediction],
    pairs: Pairs,
    level: float,
) -> pd.DataFrame:
    """Return `model_comparison.csv`: per pair R2, adjusted R2 and mean Q2predict of model and rival, and their losses.

    q_squared_predict: mean over the indicators of the outcome.
    """
    rows = []
    for name, rival, outcome in pairs:
        row: dict[str, object] = {"model": name, "rival": rival, "outcome": outcome}
        for one, prefix in ((name, ""), (rival, "rival_")):
            fit = estimate(_of(indicators, models[one], columns), models[one])
            place = models[one].constructs.index(outcome)
            row[f"{prefix}r_squared"] = float(fit.r_squared[place])
            row[f"{prefix}adjusted_r_squared"] = float(adjusted_r_squared(fit, len(indicators))[place])
            row[f"{prefix}q_squared_predict"] = _mean_q_squared(predicted[one], outcome)
        rows.append(row | vars(_compare(predicted[name], predicted[rival], outcome, len(indicators), level)))
    return pd.DataFrame(rows)


def repeated_t(
    predicted: Mapping[str, Prediction], pair: tuple[str, str, str], picks: Folds, cases: int, level: float
) -> Floats:
    """Return t, lower and upper (runs, 3) of a comparison in each run; picks (runs, R): repetitions that it takes."""
    name, rival, outcome = pair
    found = [
        _compare(_only(predicted[name], run), _only(predicted[rival], run), outcome, cases, level) for run in picks
    ]
    return np.array([[one.t, one.lower, one.upper] for one in found])


def _compare(model: Prediction, rival: Prediction, outcome: str, cases: int, level: float) -> Comparison:
    compared = compare_predictions(model, rival, outcome)
    gain, reach = -compared.difference, float(special.stdtrit(cases - 1, (1 + level) / 2)) * compared.standard_error
    return Comparison(gain, compared.standard_error, -compared.t, compared.p, gain - reach, gain + reach)


def _mean_q_squared(prediction: Prediction, outcome: str) -> float:
    own = [owner == outcome for owner in prediction.owners]
    return float(accuracy(prediction).q_squared_predict[own].mean())


def _only(prediction: Prediction, chosen: Folds) -> Prediction:
    return replace(
        prediction,
        folds=prediction.folds[chosen],
        by_path_model=prediction.by_path_model[chosen],
        by_linear_model=prediction.by_linear_model[chosen],
        by_average=prediction.by_average[chosen],
    )


def _of(indicators: Floats, model: Model, columns: Sequence[str]) -> Floats:
    """Return the columns that a model has, in its order."""
    places = {name: place for place, name in enumerate(columns)}
    return indicators[:, [places[name] for name in model.indicators]]
