"""The structural model's result tables."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Bootstrap, Fit, equations, f_squared, inner_vif
from study.analysis.draws import BOUNDS, infer_statistic
from study.analysis.verdicts import Judging
from study.setup.study_model import ARROW, StudyModel

__all__ = ["effects_table", "equations_by_outcome", "paths_table", "r_squared_table"]

EFFECT_KINDS = {
    "direct": "path_coefficients",
    "specific_indirect": "specific_indirect_effects",
    "total_indirect": "total_indirect_effects",
    "total": "total_effects",
}


def paths_table(fit: Fit, bootstrap: Bootstrap, model: StudyModel, judging: Judging) -> pd.DataFrame:
    """Return `paths.csv`: one row per path in the order of the study's model; dimensionless.

    A cell is empty where a path has no hypothesis, or a statistic does not exist.
    """
    columns = ("estimate", "bootstrap_mean", "se", "t", "p", "lower", "upper")
    inferred = infer_statistic(bootstrap, "path_coefficients", judging.confidence_level, columns)
    table = inferred.loc[[path.name for path in model.paths]].reset_index(drop=True)
    table.insert(0, "source", [path.source for path in model.paths])
    table.insert(1, "target", [path.target for path in model.paths])
    rows = [fit.model.constructs.index(path.source) for path in model.paths]
    targets = [fit.model.constructs.index(path.target) for path in model.paths]
    table["f_squared"] = f_squared(fit)[rows, targets]
    table["inner_vif"] = inner_vif(fit)[rows, targets]
    table["hypothesis"] = [path.hypothesis or "" for path in model.paths]
    table["verdict"] = judging.verdicts(model.paths, table)
    return table


def effects_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `effects.csv`: direct, specific indirect, total indirect and total effects with their inference.

    Those of control variables are not among them: see `controls.csv`.
    """
    tables = {kind: infer_statistic(bootstrap, statistic, level) for kind, statistic in EFFECT_KINDS.items()}
    own = {
        kind: table[[name.split(ARROW)[0] not in model.observed for name in table.index]]
        for kind, table in tables.items()
    }
    present = {kind: table for kind, table in own.items() if len(table)}
    return pd.concat(present, names=["kind", "path"]).reset_index()


def r_squared_table(fit: Fit, bootstrap: Bootstrap, q_squared: npt.NDArray[np.float64], level: float) -> pd.DataFrame:
    """Return `r_squared.csv`: R2 and adjusted R2 with debiased intervals, and blindfolded Q2, by endogenous construct.

    Both intervals are of the explained variance in the population, each by its own draws (convention B15).
    q_squared (J,): NaN for exogenous constructs.
    """
    parts = {name: infer_statistic(bootstrap, name, level, BOUNDS) for name in ("r_squared", "adjusted_r_squared")}
    table = pd.DataFrame({name: part["estimate"] for name, part in parts.items()})
    table["q_squared"] = [q_squared[fit.model.constructs.index(name)] for name in table.index]
    for name, part in parts.items():
        table[f"{name}_lower"], table[f"{name}_upper"] = part["lower"], part["upper"]
    return table.rename_axis("construct").reset_index()


def equations_by_outcome(fit: Fit, indicators: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Return `equation.json`: each outcome's equation, standardised, and on the response scale with its intercept."""
    return {
        "outcomes": {
            equation.outcome: {
                "standardised": dict(zip(equation.sources, equation.standardised.tolist(), strict=True)),
                "unstandardised": {
                    "intercept": float(equation.intercept),
                    **dict(zip(equation.sources, equation.unstandardised.tolist(), strict=True)),
                },
            }
            for equation in equations(indicators, fit)
        }
    }
