"""Forest plot of the dimensions' effects and of their differences within a construct, with their intervals."""

import pandas as pd
from matplotlib.figure import Figure

from study.figures.estimates import PathEstimate
from study.figures.path_forest import draw_forest
from study.figures.words import label_of
from study.model import StudyModel

__all__ = ["dimension_estimates", "draw_dimension_forest"]

LONGEST_SYMBOL = 4  # characters of a construct's name that fit in the first column
MINUS = "\u00a0− "


def draw_dimension_forest(
    model: StudyModel,
    effects: pd.DataFrame,
    differences: pd.DataFrame,
    confidence_level: float,
    language: str,
    notice: str = "",
) -> Figure:
    """Draw `dimension_effects.csv` and `dimension_differences.csv` for the last outcome of the model."""
    rows = dimension_estimates(model, effects, differences, language)
    texts, estimates = list(rows), list(rows.values())
    return draw_forest(estimates, texts, "dimension_effect", confidence_level, language, notice)


def dimension_estimates(
    model: StudyModel, effects: pd.DataFrame, differences: pd.DataFrame, language: str
) -> dict[str, PathEstimate]:
    """Return the effects of each construct's dimensions, then their differences, by what they are called."""
    target = model.endogenous[-1]
    names = _names(model, language)
    rows: dict[str, PathEstimate] = {}
    for construct in model.constructs:
        for _, one in effects[(effects["construct"] == construct) & (effects["target"] == target)].iterrows():
            rows[names[one["dimension"]]] = _estimate(one, construct)
        for _, one in differences[
            (differences["construct"] == construct) & (differences["target"] == target)
        ].iterrows():
            rows[names[one["first"]] + MINUS + names[one["second"]]] = _estimate(one, "")
    return rows


def _names(model: StudyModel, language: str) -> dict[str, str]:
    return {
        part.name: label_of(part.label, language, f"dimension {part.name}")
        for construct in model.constructs.values()
        for part in construct.dimensions
    }


def _estimate(row: pd.Series, construct: str) -> PathEstimate:
    symbol = construct if len(construct) <= LONGEST_SYMBOL else ""
    value, lower, upper = (float(row[name]) for name in ("estimate", "lower", "upper"))
    return PathEstimate(construct, str(row["target"]), value, lower, upper, symbol)
