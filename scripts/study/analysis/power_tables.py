"""How likely the study was to find its paths, and the smallest path it could have found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    DataError,
    Fit,
    detectable_path,
    minimum_detectable_effect,
    population_correlations,
    required_cases,
    required_cases_gamma_exponential,
    simulate_power,
    smallest_with_power,
)
from study.analysis.verdicts import CONTRADICTED, NOT_SUPPORTED
from study.base.files import number
from study.setup.study_model import ModelPath, StudyModel

__all__ = ["PowerSettings", "detectable_summary", "planned_sizes", "power_table"]

UNKNOWN = (np.nan, np.nan)
REJECTED = (NOT_SUPPORTED, CONTRADICTED)


@dataclass(frozen=True)
class PowerSettings:
    """A simulation: studies, resamples of each (counts), sizes of path tried, seed; and what the study asks for.

    significance_level: two-sided. one_sided_level: of the inverse square root method. power: wanted, from 0 to 1.
    """

    studies: int
    resamples: int
    paths: tuple[float, ...]
    seed: int
    significance_level: float
    one_sided_level: float
    power: float


def planned_sizes(cases: int, indicators: int, rules: Mapping[str, Any], two_sided_level: float) -> dict[str, Any]:
    """Return `sample_size.json`: the sample beside the sizes that rules of thumb and statistical power ask for."""
    error_rates = rules["significance_level"], rules["power"]
    # Of a two-sided test each side has half the level; the chance of the wrong side is left out.
    two_sided = two_sided_level / 2, rules["power"]
    return {
        "n": cases,
        "indicators": indicators,
        "per_indicator": {bound: factor * indicators for bound, factor in rules["respondents_per_indicator"].items()},
        "inverse_square_root": {
            "minimum_path": rules["minimum_path"],
            "required_n": required_cases(rules["minimum_path"], *error_rates),
            "detectable_path": detectable_path(cases, *error_rates),
        },
        "inverse_square_root_two_sided": {
            "required_n": required_cases(rules["minimum_path"], *two_sided),
            "detectable_path": detectable_path(cases, *two_sided),
        },
        "gamma_exponential": {"required_n": required_cases_gamma_exponential(rules["minimum_path"], *error_rates)},
    }


def power_table(fit: Fit, cases: int, paths: pd.DataFrame, model: StudyModel, settings: PowerSettings) -> pd.DataFrame:
    """Return `power.csv` from the fit and `paths.csv`: power at each estimate, and the smallest path to be found.

    power: share of simulated studies of N cases, in a population where the estimates hold, whose path is significant
    (two-sided); power_se: Monte-Carlo error. detectable_inverse_square_root, detectable_standard_error (from the
    bootstrap's standard error), detectable_simulated: the last for rejected hypotheses only, for it takes a simulation
    per size of path; NaN elsewhere, where no size tried suffices, and where nothing can be simulated.
    """
    at_estimates = _simulate(fit, cases, {}, settings)
    powers = [at_estimates.get(path.name, UNKNOWN) for path in model.paths]
    errors = paths["se"].to_numpy(dtype=float)
    table = paths[["source", "target", "hypothesis", "verdict", "estimate"]].copy()
    table["power"] = [power for power, _ in powers]
    table["power_se"] = [error for _, error in powers]
    table["detectable_inverse_square_root"] = detectable_path(cases, settings.one_sided_level, settings.power)
    table["detectable_standard_error"] = minimum_detectable_effect(errors, settings.significance_level, settings.power)
    table["detectable_simulated"] = [
        _detectable(fit, cases, path, settings) if verdict in REJECTED else np.nan
        for path, verdict in zip(model.paths, table["verdict"], strict=True)
    ]
    return table


def detectable_summary(table: pd.DataFrame) -> dict[str, Any]:
    """Return `detectable.json` from `power.csv`: what this sample could have found.

    largest: the largest of the paths' smallest detectable sizes, two-sided, by their standard errors; null where none
    is known. rejected: count of rejected hypotheses; without: of those that have no detectable size beside them.
    """
    rejected = table[table["verdict"].isin(REJECTED)]
    known = rejected["detectable_simulated"].notna() | rejected["detectable_standard_error"].notna()
    largest = float(table["detectable_standard_error"].max())
    return {"largest": number(largest), "rejected": len(rejected), "without": int((~known).sum())}


def _detectable(fit: Fit, cases: int, path: ModelPath, settings: PowerSettings) -> float:
    powers = [
        _simulate(fit, cases, {path.name: path.sign * size}, settings).get(path.name, UNKNOWN)[0]
        for size in settings.paths
    ]
    return smallest_with_power(np.array(settings.paths), np.array(powers), settings.power)


def _simulate(
    fit: Fit, cases: int, replaced: Mapping[str, float], settings: PowerSettings
) -> dict[str, tuple[float, float]]:
    """Return power and its Monte-Carlo error by path; empty where no population has these correlations."""
    level = 1 - settings.significance_level
    try:
        population = population_correlations(fit, replaced)
        simulated = simulate_power(
            population, fit.model, cases, settings.studies, settings.resamples, level, seed=settings.seed
        )
    except DataError:
        return {}
    errors = np.sqrt(simulated.by_t * (1 - simulated.by_t) / simulated.studies)
    return dict(zip(simulated.names, zip(simulated.by_t.tolist(), errors.tolist(), strict=True), strict=True))
