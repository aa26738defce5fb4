"""Our results in the form of the reference results: {statistic: {label: value}}, or {row: {column: value}} in it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from plssem import (
    Model,
    construct_scores,
    estimate,
    fornell_larcker,
    htmt,
    inner_vif,
    outer_vif,
    statistics,
)
from plssem.arrays import FloatArray


def everything(indicators: FloatArray, model: Model) -> dict[str, Any]:
    fit = estimate(indicators, model)
    named = {
        statistic.name: dict(zip(statistic.labels, statistic.values.tolist(), strict=True))
        for statistic in statistics(fit, len(indicators))
    }
    constructs = model.constructs
    rows = [f"row{case + 1}" for case in range(len(indicators))]
    return named | {
        "outer_weights": by_block(named["outer_weights"], model),
        "outer_loadings": by_block(named["outer_loadings"], model),
        "cross_loadings": table(fit.cross_loadings, model.indicators, constructs),
        "construct_correlations": table(fit.construct_correlations, constructs, constructs),
        "fornell_larcker": table(fornell_larcker(fit), constructs, constructs),
        "htmt": table(htmt(fit), constructs, constructs),
        "outer_vif": by_block(dict(zip(model.indicators, outer_vif(fit).tolist(), strict=True)), model),
        "inner_vif": table(inner_vif(fit).T, constructs, constructs),
        "construct_scores": table(construct_scores(indicators, fit), rows, constructs),
    }


def table(values: FloatArray, rows: Sequence[str], columns: Sequence[str]) -> dict[str, dict[str, float]]:
    return {
        row: dict(zip(columns, line.tolist(), strict=True)) for row, line in zip(rows, np.asarray(values), strict=True)
    }


def by_block(values: dict[str, float], model: Model) -> dict[str, dict[str, float]]:
    return {
        construct: {model.indicators[k]: values[model.indicators[k]] for k in model.block(index)}
        for index, construct in enumerate(model.constructs)
    }


def differences(ours: Any, theirs: Any, where: str = "") -> dict[str, float]:
    """Return the absolute difference at every cell that the other engine reports; KeyError where we have none."""
    if not isinstance(theirs, dict):
        return {where: abs(ours - theirs)}
    return {
        place: size
        for key, value in theirs.items()
        for place, size in differences(ours[key], value, f"{where}/{key}").items()
    }
