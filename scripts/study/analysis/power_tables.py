"""What the sample could find: sizes by rules, the simulated power of each path, and the smallest path to be found."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    DataError,
    Fit,
    FloatArray,
    Part,
    detectable_path,
    minimum_detectable_effect,
    population_correlations,
    required_cases,
    required_cases_gamma_exponential,
    simulate_studies,
    smallest_with_power,
    summarise_studies,
)
from study.analysis.samples import Sample
from study.analysis.verdicts import CONTRADICTED, NOT_SUPPORTED
from study.base.files import number, read_arrays, read_table
from study.base.job import ArgumentGroup
from study.setup.study_model import ModelPath, StudyModel

UNKNOWN = (np.nan, np.nan)
REJECTED = (NOT_SUPPORTED, CONTRADICTED)
AT_ESTIMATES = "at the estimates"


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


@dataclass(frozen=True)
class PowerInputs(ArgumentGroup):
    """What power is assessed from: `paths.csv`, the simulation, and its parts where jobs have simulated them."""

    paths: Path
    simulation: PowerSettings
    parts: Sequence[Path] = ()

    def simulate(self, sample: Sample, part: tuple[int, int]) -> dict[str, FloatArray]:
        """Simulate a part; see `simulate_populations`."""
        return simulate_populations(*self._population(sample), self.simulation, part)

    def assess(self, sample: Sample) -> pd.DataFrame:
        """Return `power.csv`; see `power_table`."""
        parts = list(map(read_arrays, self.parts))
        studies = {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]} if parts else None
        return power_table(*self._population(sample), self.simulation, studies)

    def _population(self, sample: Sample) -> tuple[Fit, int, pd.DataFrame, StudyModel]:
        return sample.fit(), len(sample.indicators), read_table(self.paths), sample.study


def simulate_populations(
    fit: Fit,
    cases: int,
    paths: pd.DataFrame,
    model: StudyModel,
    settings: PowerSettings,
    part: tuple[int, int] = (0, 1),
) -> dict[str, FloatArray]:
    """Return by population what its studies find, see `simulate_studies`; a population that cannot be is left out.

    One population is at the estimates; the others have one path of a rejected hypothesis, of `paths.csv`, at a size
    that is tried. part: which part, from 0 on, of how many.
    """
    level = 1 - settings.significance_level
    studies = Part(settings.studies, *part)
    found = {}
    for name, replaced in _populations(paths, model, settings).items():
        with suppress(DataError):
            population = population_correlations(fit, replaced)
            found[name] = simulate_studies(
                population, fit.model, cases, studies, settings.resamples, level, seed=settings.seed
            )
    return found


def _populations(paths: pd.DataFrame, model: StudyModel, settings: PowerSettings) -> dict[str, dict[str, float]]:
    """Return by name of a population the paths that it has in place of the estimates."""
    rejected = [path for path, verdict in zip(model.paths, paths["verdict"], strict=True) if verdict in REJECTED]
    tried = {_named(path, size): {path.name: path.sign * size} for path in rejected for size in settings.paths}
    return {AT_ESTIMATES: {}, **tried}


def _named(path: ModelPath, size: float) -> str:
    return f"{path.name}: {size}"


def power_table(
    fit: Fit,
    cases: int,
    paths: pd.DataFrame,
    model: StudyModel,
    settings: PowerSettings,
    studies: Mapping[str, FloatArray] | None = None,
) -> pd.DataFrame:
    """Return `power.csv` from the fit and `paths.csv`: power at each estimate, and the smallest path to be found.

    studies: of `simulate_populations`; None where they are still to be simulated.
    power: share of simulated studies of N cases, in a population where the estimates hold, whose path is significant
    (two-sided); power_se: Monte-Carlo error. detectable_inverse_square_root, detectable_standard_error (from the
    bootstrap's standard error), detectable_simulated: the last for rejected hypotheses only, for it takes a simulation
    per size of path; NaN elsewhere, where no size tried suffices, and where nothing can be simulated.
    """
    found = simulate_populations(fit, cases, paths, model, settings) if studies is None else studies
    at_estimates = _power(fit, {}, found.get(AT_ESTIMATES))
    powers = [at_estimates.get(path.name, UNKNOWN) for path in model.paths]
    errors = paths["se"].to_numpy(dtype=float)
    table = paths[["source", "target", "hypothesis", "verdict", "estimate"]].copy()
    table["power"] = [power for power, _ in powers]
    table["power_se"] = [error for _, error in powers]
    table["detectable_inverse_square_root"] = detectable_path(cases, settings.one_sided_level, settings.power)
    table["detectable_standard_error"] = minimum_detectable_effect(errors, settings.significance_level, settings.power)
    table["detectable_simulated"] = [
        _detectable(fit, path, settings, found) if verdict in REJECTED else np.nan
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


def _detectable(fit: Fit, path: ModelPath, settings: PowerSettings, studies: Mapping[str, FloatArray]) -> float:
    powers = [
        _power(fit, {path.name: path.sign * size}, studies.get(_named(path, size))).get(path.name, UNKNOWN)[0]
        for size in settings.paths
    ]
    return smallest_with_power(np.array(settings.paths), np.array(powers), settings.power)


def _power(fit: Fit, replaced: Mapping[str, float], studies: FloatArray | None) -> dict[str, tuple[float, float]]:
    """Return power and its Monte-Carlo error by path; empty where no population has these correlations."""
    if studies is None:
        return {}
    simulated = summarise_studies(population_correlations(fit, replaced), fit.model, studies)
    errors = np.sqrt(simulated.by_t * (1 - simulated.by_t) / simulated.studies)
    return dict(zip(simulated.names, zip(simulated.by_t.tolist(), errors.tolist(), strict=True), strict=True))
