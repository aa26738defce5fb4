"""The quality of the evidence: common method, nonlinearity, endogeneity, and consistent PLS beside PLS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import (
    Fit,
    Model,
    ModeratedModel,
    Product,
    admissible_consistent,
    bootstrap_consistent,
    bootstrap_copulas,
    bootstrap_moderated,
    consistent,
    first_factor_share,
    full_collinearity_vif,
)
from study.analysis.draws import infer_statistic
from study.analysis.verdicts import NOT_TESTABLE, path_rule
from study.base.files import number
from study.setup.study_model import ModelPath, StudyModel

__all__ = [
    "EvidenceSettings",
    "collinearity_table",
    "consistent_table",
    "endogeneity_table",
    "method_bias",
    "nonlinearity_table",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EvidenceSettings:
    """Resamples (count) and seed of the checks' bootstraps, level of their intervals, critical t of the verdicts.

    criteria: "t" or "interval" of the hypotheses that claims name; the others are judged by t.
    """

    resamples: int
    seed: int
    confidence_level: float
    critical_t: float
    criteria: Mapping[str, str] = field(default_factory=dict)


def collinearity_table(fit: Fit) -> pd.DataFrame:
    """Return `collinearity.csv`: each construct's variance inflation factor among all others; NaN where collinear."""
    return pd.DataFrame({"construct": fit.model.constructs, "full_collinearity_vif": full_collinearity_vif(fit)})


def method_bias(fit: Fit) -> dict[str, Any]:
    """Return the share of Harman's first factor, a weak check, and the largest full-collinearity VIF."""
    return {
        "first_factor_share": number(float(first_factor_share(fit.correlations))),
        "largest_full_collinearity_vif": number(float(np.max(full_collinearity_vif(fit)))),
    }


def consistent_table(
    indicators: Floats, fit: Fit, model: StudyModel, settings: EvidenceSettings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `consistent.csv`, PLSc beside PLS per path, and how admissible the solutions of PLSc are.

    indicators (N, K). estimate is that of PLS; all else is of consistent PLS; the verdict is empty without hypothesis,
    not_testable where the sample's own solution is not admissible. admissible_share: of the resamples.
    """
    bootstrap = bootstrap_consistent(indicators, fit.model, settings.resamples, seed=settings.seed)
    table = _with_ends(infer_statistic(bootstrap, "path_coefficients", settings.confidence_level), model)
    table = table.rename(columns={"estimate": "consistent_estimate"})
    index = fit.model.constructs.index
    estimates = [float(fit.path_coefficients[index(path.source), index(path.target)]) for path in model.paths]
    table.insert(2, "estimate", estimates)
    admissible = bool(admissible_consistent(consistent(fit)))
    table["verdict"] = [
        _verdict(path, (t, lower, upper), admissible, settings)
        for path, t, lower, upper in zip(model.paths, table["t"], table["lower"], table["upper"], strict=True)
    ]
    shares = {"sample_admissible": admissible, "admissible_share": float(bootstrap.admissible.mean())}
    return table, shares | {"resamples": settings.resamples}


def nonlinearity_table(
    indicators: Floats, engine: Model, model: StudyModel, settings: EvidenceSettings
) -> pd.DataFrame:
    """Return `nonlinearity.csv`: the quadratic effect along each path, all in one two-stage model, with its f2.

    estimate is the coefficient of the squared standardised score; indicators (N, K).
    """
    squares = tuple(Product(path.source, path.source, path.target) for path in model.paths)
    bootstrap = bootstrap_moderated(indicators, ModeratedModel(engine, squares), settings.resamples, seed=settings.seed)
    names = [square.path for square in squares]
    effects = infer_statistic(bootstrap, "interaction_effects", settings.confidence_level).loc[names]
    sizes = infer_statistic(bootstrap, "f_squared", settings.confidence_level, ("estimate",)).loc[names, "estimate"]
    return _with_ends(effects.assign(f_squared=sizes).set_axis([path.name for path in model.paths]), model)


def endogeneity_table(indicators: Floats, engine: Model, model: StudyModel, settings: EvidenceSettings) -> pd.DataFrame:
    """Return `endogeneity.csv`: per path the Gaussian copula term of its source, entered alone, and the corrected path.

    A significant term says that the source is endogenous; indicators (N, K). corrected_path, corrected_lower and
    corrected_upper are of the path beside the term.
    """
    return pd.DataFrame([_copula(indicators, engine, path, settings) for path in model.paths])


def _copula(indicators: Floats, engine: Model, path: ModelPath, settings: EvidenceSettings) -> dict[str, object]:
    bootstrap = bootstrap_copulas(
        indicators, engine, path.target, (path.source,), settings.resamples, seed=settings.seed
    )
    term = infer_statistic(bootstrap, "copula_coefficients", settings.confidence_level).iloc[0]
    corrected = infer_statistic(bootstrap, "path_coefficients", settings.confidence_level).loc[path.name]
    beside = {f"corrected_{name}": corrected[name] for name in ("lower", "upper")}
    return {
        "source": path.source,
        "target": path.target,
        **{str(name): value for name, value in term.items()},
        "corrected_path": corrected["estimate"],
        **beside,
    }


def _with_ends(by_path: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Put source and target before what is known of each path, in the order of the study's model."""
    table = by_path.loc[[path.name for path in model.paths]].reset_index(drop=True)
    table.insert(0, "source", [path.source for path in model.paths])
    table.insert(1, "target", [path.target for path in model.paths])
    return table


def _verdict(path: ModelPath, numbers: tuple[float, float, float], admissible: bool, settings: EvidenceSettings) -> str:
    if not path.hypothesis:
        return ""
    return path_rule(path, settings.critical_t, settings.criteria).verdict(*numbers) if admissible else NOT_TESTABLE
