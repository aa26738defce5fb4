"""The result tables of necessary conditions: ceilings with their test, bottlenecks, and the combined map.

Richter, N. F., Schubring, S., Hauff, S., Ringle, C. M., & Sarstedt, M. (2020), doi:10.1108/IMDS-11-2019-0638, for NCA
on scores of PLS-SEM. Hauff, S., Richter, N. F., Sarstedt, M., & Ringle, C. M. (2024), doi:10.1016/j.jretconser.2024.
103723, for the combined importance-performance map: beside importance and performance, whether a condition is necessary
and how many cases fall short of what a desired level of the outcome requires.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd

from plssem import FloatArray, bottlenecks, estimate, necessity, permute_necessity, rescaled_scores
from study.analysis.samples import Sample
from study.analysis.verdicts import SUPPORTED, necessity_verdict
from study.setup.configuration import NecessitySection

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
    return {
        "necessity": ceilings,
        "bottlenecks": required,
        "combined": combined.rename_axis("condition").reset_index(),
    }


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
            verdict = necessity_verdict(effect, chance, settings.minimum_effect, settings.significance_level)
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
