"""Models against each other: explained variance, prediction out of the sample, and the test between them (CVPAT)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from plssem import Model, Prediction, accuracy, adjusted_r_squared, compare_predictions, estimate, predict

__all__ = ["Comparison", "comparison_table", "predictions", "repeat_comparison", "select_indicators"]

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
    return {
        name: predict(select_indicators(indicators, model, columns), model, folds, antecedents)
        for name, model in models.items()
    }


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
        for compared, prefix in ((name, ""), (rival, "rival_")):
            model = models[compared]
            fit = estimate(select_indicators(indicators, model, columns), model)
            index = model.constructs.index(outcome)
            row[f"{prefix}r_squared"] = float(fit.r_squared[index])
            row[f"{prefix}adjusted_r_squared"] = float(adjusted_r_squared(fit, len(indicators))[index])
            row[f"{prefix}q_squared_predict"] = _mean_q_squared(predicted[compared], outcome)
        rows.append(row | vars(_compare(predicted[name], predicted[rival], outcome, len(indicators), level)))
    return pd.DataFrame(rows)


def repeat_comparison(
    predicted: Mapping[str, Prediction], pair: tuple[str, str, str], picks: Folds, cases: int, level: float
) -> Floats:
    """Return t, lower and upper (runs, 3) of a comparison in each run; picks (runs, R): repetitions that it takes."""
    name, rival, outcome = pair
    runs = [
        _compare(_only(predicted[name], pick), _only(predicted[rival], pick), outcome, cases, level) for pick in picks
    ]
    return np.array([[run.t, run.lower, run.upper] for run in runs])


def _compare(model: Prediction, rival: Prediction, outcome: str, cases: int, level: float) -> Comparison:
    compared = compare_predictions(model, rival, outcome)
    gain = -compared.difference
    reach = float(special.stdtrit(cases - 1, (1 + level) / 2)) * compared.standard_error
    return Comparison(gain, compared.standard_error, -compared.t, compared.p, gain - reach, gain + reach)


def _mean_q_squared(prediction: Prediction, outcome: str) -> float:
    of_outcome = [owner == outcome for owner in prediction.owners]
    return float(accuracy(prediction).q_squared_predict[of_outcome].mean())


def _only(prediction: Prediction, chosen: Folds) -> Prediction:
    return replace(
        prediction,
        folds=prediction.folds[chosen],
        by_path_model=prediction.by_path_model[chosen],
        by_linear_model=prediction.by_linear_model[chosen],
        by_average=prediction.by_average[chosen],
    )


def select_indicators(indicators: Floats, model: Model, columns: Sequence[str]) -> Floats:
    """Return the columns that a model has, in its order; `columns` names those of the indicators (N, K)."""
    return indicators[:, [columns.index(name) for name in model.indicators]]
