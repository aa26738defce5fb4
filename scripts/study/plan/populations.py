"""The sample size of a planned study: by rules, and by simulated studies in the populations that it declares."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from plssem import (
    FloatArray,
    Model,
    Power,
    estimate_from_correlations,
    planned_correlations,
    population_correlations,
    simulate_power,
    smallest_with_power,
)
from study.analysis.evidence_tables import planned_sizes
from study.analysis.samples import Settings, engine_model
from study.analysis.verdicts import T
from study.figures import style
from study.setup.configuration import Configuration
from study.setup.start import Study
from study.setup.study_model import StudyModel
from study.words.dictionary import figure_word

LEFT = 14.0  # mm
FOOT = 13.0  # mm
HEIGHT = 58.0  # mm
GAP = 16.0  # mm
HEAD = 8.0  # mm
RIGHT = 12.0  # mm
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def size_rules(study: Study) -> dict[str, Any]:
    """Return `sample_size_rules.json`: what rules of thumb and the inverse square root method ask for.

    detectable_path: by the fewest respondents planned; left out where their number is not planned.
    """
    configuration = study.configuration
    planned = configuration.plan.respondents
    rules = study.config["sample_size"]
    level = configuration.evidence.power.significance_level
    sizes = planned_sizes(planned.lower if planned else 2, len(study.model.indicators), rules, level)
    if planned:
        return sizes
    without = {key: value for key, value in sizes.items() if key != "n"}
    for name in ("inverse_square_root", "inverse_square_root_two_sided"):
        without[name] = {key: value for key, value in sizes[name].items() if key != "detectable_path"}
    return without


def power_by_size(study: Study) -> pd.DataFrame:
    """Return `simulated_power.csv`: per population, path and number of respondents n the power of simulated studies.

    power: share of studies in which the path is significant (two-sided) by the criterion of its hypothesis: t, or the
    percentile interval; power_se: its Monte-Carlo error. ASSUME: normally distributed indicators.
    """
    rows = [
        {"population": name, "path": path, "n": cases, "power": power, "power_se": error}
        for name, population in study.configuration.plan.populations.items()
        for cases, simulated in _simulate(study, population.paths).items()
        for path, power, error in _powers(simulated, study)
    ]
    table = pd.DataFrame(rows, columns=["population", "path", "n", "power", "power_se"])
    order = [str(path) for path in study.model.paths]
    ranked = table.sort_values(["population", "path", "n"], key=lambda column: _rank(column, study, order))
    return ranked.reset_index(drop=True)


def needed_sizes(power: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return `needed_sizes.csv` from `simulated_power.csv`: the respondents with which each path is found.

    coefficient: in the population, standardised. needed: the size at which the power first reaches that of
    `sample_size.power`, between two sizes by a straight line; empty where no size tried reaches it.
    """
    wanted = study.configuration.sample_size.power
    populations = study.configuration.plan.populations
    rows = []
    for (name, path), curve in power.groupby(["population", "path"], sort=False):
        needed = smallest_with_power(curve["n"].to_numpy(dtype=float), curve["power"].to_numpy(dtype=float), wanted)
        size = ceil(needed) if np.isfinite(needed) else None
        coefficient = populations[str(name)].paths[str(path)]
        rows.append({"population": name, "path": path, "coefficient": coefficient, "needed": size})
    return pd.DataFrame(rows, columns=["population", "path", "coefficient", "needed"]).astype({"needed": "Int64"})


def draw_power(power: pd.DataFrame, study: Study, language: str, notice: str = "") -> Figure:
    """Draw `simulated_power.csv`: power over respondents, a panel per population, a line per path."""
    populations = study.configuration.plan.populations
    figure = style.page(FOOT + HEIGHT + HEAD, notice)
    width = (style.WIDTH - LEFT - RIGHT - GAP * (len(populations) - 1)) / len(populations)
    for index, (name, population) in enumerate(populations.items()):
        axes = style.plot_axes(figure, LEFT + index * (width + GAP), FOOT, width, HEIGHT)
        axes.set_title(population.label[language], fontsize=style.BODY)
        _draw_curves(axes, power[power["population"] == name], study.model)
        _set_scales(axes, study.configuration, language)
    return figure


def _simulate(study: Study, paths: Mapping[str, float]) -> dict[int, Power]:
    """Simulate the studies of each size in a population with these paths."""
    configuration = study.configuration
    plan = configuration.plan
    settings = configuration.estimation
    model = engine_model(study.model, Settings(settings.scheme, settings.max_iterations, settings.tolerance))
    population = _population(model, study, paths)
    level = 1 - configuration.evidence.power.significance_level
    seed = configuration.bootstrap.seed
    return {
        cases: simulate_power(population, model, cases, plan.studies, plan.resamples, level, seed=seed)
        for cases in plan.sample_sizes
    }


def _population(model: Model, study: Study, paths: Mapping[str, float]) -> FloatArray:
    plan = study.configuration.plan
    alike = planned_correlations(model, plan.outer_loading, plan.correlation)
    return population_correlations(estimate_from_correlations(alike, model), paths)


def _powers(simulated: Power, study: Study) -> list[tuple[str, float, float]]:
    """Return each path of the model with its power and Monte-Carlo error, by the criterion of its hypothesis."""
    found = []
    for path in study.model.paths:
        index = simulated.names.index(str(path))
        by_t = study.criteria.get(path.hypothesis or "", T) == T
        power = float((simulated.by_t if by_t else simulated.by_interval)[index])
        found.append((str(path), power, float(np.sqrt(power * (1 - power) / simulated.studies))))
    return found


def _rank(column: "pd.Series[Any]", study: Study, paths: list[str]) -> "pd.Series[Any]":
    if column.name == "population":
        return column.map(list(study.configuration.plan.populations).index)
    return column.map(paths.index) if column.name == "path" else column


def _draw_curves(axes: Axes, power: pd.DataFrame, model: StudyModel) -> None:
    """Draw a line per path, named by its hypothesis where it has one."""
    names = {str(path): path.hypothesis or str(path).replace("->", "→") for path in model.paths}
    for number, (path, curve) in enumerate(power.groupby("path", sort=False)):
        look: dict[str, Any] = {"marker": MARKS[number % len(MARKS)], "markersize": 4.0, "markerfacecolor": "white"}
        axes.plot(curve["n"], curve["power"], color=style.DARK, linewidth=0.9, label=names[str(path)], **look)
    axes.legend(loc="lower right", frameon=False, fontsize=style.SMALL)


def _set_scales(axes: Axes, configuration: Configuration, language: str) -> None:
    axes.set_ylim(0.0, 1.04)
    axes.axhline(configuration.sample_size.power, color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    if configuration.plan.respondents:
        axes.axvline(configuration.plan.respondents.lower, color=style.GREY, linewidth=0.7, zorder=0)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.yaxis, language)
    axes.set_xlabel(figure_word("respondents", language), fontsize=style.SMALL)
    axes.set_ylabel(figure_word("power", language), fontsize=style.SMALL)
    axes.spines[["right", "top"]].set_visible(False)
