"""The result tables of dimensions, of importance and performance, and of necessary conditions.

Disjoint two-stage approach: the dimensions take the place of their construct in stage one, and their scores measure it
in stage two. Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019), doi:10.1016/
j.ausmj.2019.05.003.

The engine maps constructs and indicators. A dimension lies between: a point more on each of its indicators moves the
target by the sum of their importances, and its performance is the mean of their answers.

Richter, N. F., Schubring, S., Hauff, S., Ringle, C. M., & Sarstedt, M. (2020), doi:10.1108/IMDS-11-2019-0638, for NCA
on scores of PLS-SEM. Hauff, S., Richter, N. F., Sarstedt, M., & Ringle, C. M. (2024), doi:10.1016/j.jretconser.2024.
103723, for the combined importance-performance map: beside importance and performance, whether a condition is necessary
and how many cases fall short of what a desired level of the outcome requires.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    FloatArray,
    HigherOrderModel,
    bottlenecks,
    estimate,
    necessity,
    permute_necessity,
    rescaled_scores,
)
from study.analysis.draws import BOUNDS, Draws, find_draws, infer_draws, infer_statistic, prefix_columns
from study.analysis.measurement_tables import reliability_table, without_controls
from study.analysis.samples import Sample, Settings
from study.analysis.verdicts import SUPPORTED, judge_necessity
from study.setup.configuration import NecessitySection
from study.setup.study_model import Construct, ModelPath, StudyModel


def dimension_model(model: StudyModel, settings: Settings) -> HigherOrderModel:
    """Return the study's model with its dimensions as lower-order constructs; constructs with one stay as they are."""
    model = model.as_estimated()
    components = {construct.name: construct.dimension_names for construct in model.divided}
    blocks: dict[str, tuple[str, ...]] = {}
    modes: dict[str, str] = {}
    for construct in model.constructs.values():
        parts = {dimension.name: dimension.indicators for dimension in construct.dimensions}
        blocks |= parts if construct.name in components else {construct.name: construct.indicators}
        modes |= dict.fromkeys((construct.name, *parts), construct.mode)
    return HigherOrderModel.from_blocks(
        blocks, components, [(path.source, path.target) for path in model.paths], modes=modes, **settings.algorithm
    )


def find_effect(bootstrap: Bootstrap, model: StudyModel, dimension: str, target: str) -> Draws:
    """Return a dimension's effect on a target: dimensionless.

    Outer weight of the dimension in its construct times the total effect of the construct, both standardised: change of
    the target in standard deviations per standard deviation of the dimension, the construct's others held fixed.
    """
    path = ModelPath(_owner(model, dimension), target)
    weight = find_draws(bootstrap, "outer_weights", dimension)
    return weight.times(find_draws(bootstrap, "total_effects", str(path)))


def dimension_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimensions.csv`: outer weight and loading of each dimension in its construct, with their inference."""
    names = list(model.dimension_names)
    owners = [_owner(model, name) for name in names]
    inferred = [
        prefix_columns(infer_statistic(bootstrap, f"{statistic}s", level), statistic).loc[names].reset_index(drop=True)
        for statistic in ("outer_weight", "outer_loading")
    ]
    return pd.concat([pd.DataFrame({"dimension": names, "construct": owners}), *inferred], axis=1)


def effect_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_effects.csv`: effect of each dimension on each construct that its construct leads to."""
    rows = [
        {"dimension": name, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for name in construct.dimension_names
    ]
    effects = [find_effect(bootstrap, model, row["dimension"], row["target"]) for row in rows]
    return pd.concat([pd.DataFrame(rows), infer_draws(effects, level)], axis=1)


def difference_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_differences.csv`: effects of two dimensions of a construct, first less second, paired draws."""
    rows = [
        {"first": first, "second": second, "target": target, "construct": construct.name}
        for construct, target in _reached(bootstrap, model)
        for first, second in combinations(construct.dimension_names, 2)
    ]
    differences = []
    for row in rows:
        first = find_effect(bootstrap, model, row["first"], row["target"])
        differences.append(first.minus(find_effect(bootstrap, model, row["second"], row["target"])))
    return pd.concat([pd.DataFrame(rows), infer_draws(differences, level)], axis=1)


def quality_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `dimension_quality.csv`: reliability and AVE of dimensions and of constructs measured by them."""
    return without_controls(reliability_table(bootstrap, level), model)


def _reached(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[Construct, str]]:
    """Yield each construct with dimensions and each target that it has an effect on, in the order of the model."""
    for construct in model.divided:
        for target in model.endogenous:
            if str(ModelPath(construct.name, target)) in bootstrap.names["total_effects"]:
                yield construct, target


def _owner(model: StudyModel, dimension: str) -> str:
    return next(construct.name for construct in model.divided if dimension in construct.dimension_names)


def find_performance(bootstrap: Bootstrap, model: StudyModel, dimension: str) -> Draws:
    """Return a dimension's performance: points from 0 to 100."""
    dimensions = chain.from_iterable(construct.dimensions for construct in model.constructs.values())
    indicators = next(candidate.indicators for candidate in dimensions if candidate.name == dimension)
    return _of_indicators(bootstrap, "indicator_performance", indicators, np.mean)


def importance_tables(drawn: Mapping[str, Bootstrap], model: StudyModel, level: float) -> pd.DataFrame:
    """Return `importance.csv`, the rows of each target below one another; drawn: a bootstrap for each target."""
    tables = [importance_table(bootstrap, model, target, level) for target, bootstrap in drawn.items()]
    return pd.concat(tables, ignore_index=True)


def importance_table(bootstrap: Bootstrap, model: StudyModel, target: str, level: float) -> pd.DataFrame:
    """Return the rows of `importance.csv` for one target: importance and performance of every element, with intervals.

    importance: points of the target per point of the element, both from 0 to 100; empty for what does not lead to the
    target. performance: mean, from 0 to 100. level of the file: construct, dimension or indicator.
    """
    elements = list(_map_elements(bootstrap, model))
    rows = pd.DataFrame([row for row, _, _ in elements]).assign(target=target)
    importance = infer_draws([importance for _, importance, _ in elements], level, BOUNDS)
    performance = infer_draws([performance for _, _, performance in elements], level, BOUNDS)
    tables = [rows, prefix_columns(importance, "importance"), prefix_columns(performance, "performance")]
    return pd.concat(tables, axis=1)


def _map_elements(bootstrap: Bootstrap, model: StudyModel) -> Iterator[tuple[dict[str, str], Draws, Draws]]:
    """Yield the names of each construct, dimension and indicator, its importance and its performance."""
    for name in model.constructs:
        row = {"level": "construct", "element": name, "construct": name}
        yield row, *_both(bootstrap, "construct", name)
    for construct in model.constructs.values():
        for dimension in construct.dimensions:
            row = {"level": "dimension", "element": dimension.name, "construct": construct.name}
            importance = _of_indicators(bootstrap, "indicator_importance", dimension.indicators, np.sum)
            yield row, importance, find_performance(bootstrap, model, dimension.name)
    for code in model.indicators:
        row = {"level": "indicator", "element": code, "construct": model.construct_of(code)}
        yield row, *_both(bootstrap, "indicator", code)


def _both(bootstrap: Bootstrap, level: str, label: str) -> tuple[Draws, Draws]:
    """Return importance and performance of a construct or an indicator."""
    importance = _of_indicators(bootstrap, f"{level}_importance", (label,), np.sum)
    return importance, _of_indicators(bootstrap, f"{level}_performance", (label,), np.sum)


def _of_indicators(bootstrap: Bootstrap, statistic: str, members: Sequence[str], combine: Callable[..., Any]) -> Draws:
    indices = [bootstrap.names[statistic].index(code) for code in members]
    draws = bootstrap.draws[statistic][:, indices]
    return Draws(float(combine(bootstrap.estimates[statistic][indices])), np.asarray(combine(draws, axis=1)))


CEILINGS = ("ce_fdh", "cr_fdh")  # in the order of the engine
REQUIRED = "required"
NOT_NECESSARY = "not_necessary"
OUT_OF_REACH = "out_of_reach"
PER_CENT = 100.0


Ends = tuple[float | FloatArray, float | FloatArray]


def score_table(sample: Sample, settings: NecessitySection, ends: Ends) -> pd.DataFrame:
    """Return the unstandardised scores of the conditions and the outcome, from 0 to 100, a row per respondent (N).

    ends: the lowest and the highest answer that the scale allows, one number for all indicators or (K,).
    """
    scores = rescaled_scores(sample.indicators, estimate(sample.indicators, sample.model), *ends)
    names = [*settings.conditions, settings.outcome]
    return pd.DataFrame(scores[:, [sample.model.constructs.index(name) for name in names]], columns=names)


def necessity_tables(
    scores: pd.DataFrame, importance: pd.DataFrame, settings: NecessitySection, seed: int
) -> dict[str, pd.DataFrame]:
    """Analyse the necessity of every condition for the outcome: three tables by the names of their files.

    scores: from 0 to 100 (N, conditions and outcome).
    importance: `importance.csv`. seed: of the permutations.
    """
    ceilings = _ceiling_table(scores, settings, seed)
    required = _bottleneck_table(scores, settings)
    decisive = ceilings[ceilings["decisive"]].set_index("condition")
    desired = required[required["outcome_level"] == settings.desired_level].set_index("condition")
    mapped = importance[(importance["target"] == settings.outcome) & (importance["level"] == "construct")]
    combined = pd.concat(
        [
            mapped.set_index("element").loc[list(settings.conditions), ["importance", "performance"]],
            decisive[["effect_size", "p", "necessary"]],
            desired[["outcome_level", "required", "requirement", "share_below"]],
        ],
        axis=1,
    )
    return {"necessity": ceilings, "bottlenecks": required, "combined": combined.rename_axis("condition").reset_index()}


def _ceiling_table(scores: pd.DataFrame, settings: NecessitySection, seed: int) -> pd.DataFrame:
    """Return a row per condition and ceiling.

    ceiling_zone, scope: areas, in points of the condition times points of the outcome. slope, intercept (points): of
    the CR-FDH line. certainty: chance that other permutations give the same verdict. decisive: whether the study
    declares this ceiling to decide.
    """
    conditions, outcome, limits = _arrays(scores, settings)
    found = necessity(conditions, outcome, limits)
    p = permute_necessity(conditions, outcome, settings.permutations, limits, seed=seed).p
    rows = []
    for j, condition in enumerate(settings.conditions):
        for c, ceiling in enumerate(CEILINGS):
            effect = float(found.effect_size[c, j])
            chance = float(p[c, j])
            line = ceiling == "cr_fdh"
            verdict = judge_necessity(effect, chance, settings.minimum_effect, settings.significance_level)
            rows.append(
                {
                    "condition": condition,
                    "ceiling": ceiling,
                    "outcome": settings.outcome,
                    "decisive": ceiling == settings.ceiling,
                    "effect_size": effect,
                    "p": chance,
                    "necessary": verdict == SUPPORTED,
                    "certainty": _certainty(effect, chance, settings),
                    "accuracy": found.accuracy[c, j],
                    "ceiling_zone": found.ceiling_zone[c, j],
                    "scope": found.scope[j],
                    "slope": found.slope[j] if line else np.nan,
                    "intercept": found.intercept[j] if line else np.nan,
                    "peers": len(found.peers[j]),
                }
            )
    return pd.DataFrame(rows)


def _bottleneck_table(scores: pd.DataFrame, settings: NecessitySection) -> pd.DataFrame:
    """Return a row per condition and level of the outcome, by the ceiling that decides.

    outcome_level, required: per cent of their scope. requirement: required; not_necessary, where every level of the
    condition is enough; out_of_reach, where none is. share_below: of the respondents.
    """
    levels = np.array(settings.levels, dtype=float)
    conditions, outcome, limits = _arrays(scores, settings)
    found = bottlenecks(conditions, outcome, levels, limits)
    ceiling = CEILINGS.index(settings.ceiling)
    required = found.required[:, ceiling].T.ravel()
    below = found.share_below[:, ceiling].T.ravel()
    states = np.where(np.isnan(required), NOT_NECESSARY, np.where(np.isinf(required), OUT_OF_REACH, REQUIRED))
    names = [(condition, level) for condition in settings.conditions for level in settings.levels]
    table = pd.DataFrame(names, columns=["condition", "outcome_level"])
    known = np.where(states == REQUIRED, required, np.nan)
    return table.assign(required=known, requirement=states, share_below=below)


def _arrays(scores: pd.DataFrame, settings: NecessitySection) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Return conditions (N, J), outcome (N,) and limits (2, J + 1), None where the scope is what was observed."""
    limits = np.array([[0.0], [PER_CENT]]).repeat(len(settings.conditions) + 1, axis=1)
    conditions = scores[list(settings.conditions)].to_numpy(dtype=float)
    outcome = scores[settings.outcome].to_numpy(dtype=float)
    return conditions, outcome, limits if settings.scope == "theoretical" else None


def _certainty(effect: float, p: float, settings: NecessitySection) -> float:
    """Return the chance that as many other permutations give the same verdict: by the binomial error of p.

    1 where the effect is too small, which no permutation changes.
    """
    error = float(np.sqrt(2 * p * (1 - p) / settings.permutations))
    if effect < settings.minimum_effect or error == 0:
        return 1.0
    return NormalDist().cdf(abs(p - settings.significance_level) / error)
