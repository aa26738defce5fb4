"""The result tables on what an analysis of codes and of one population may hide: ordinal answers, hidden segments."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import (
    Fit,
    Model,
    PredictiveSegmentation,
    Segmentation,
    admissible,
    admissible_consistent,
    bootstrap_ordinal,
    consistent,
    estimate_ordinal,
    find_predictive_segments,
    find_segments,
    segment_criteria,
)
from study.analysis.draws import BOUNDS, BootstrapSettings, infer_statistic, prefix_columns
from study.analysis.evidence_tables import verdict_by_interval
from study.base.files import number
from study.setup.study_model import StudyModel

__all__ = [
    "JUDGED",
    "heterogeneity_facts",
    "ordinal_table",
    "predictive_segment_table",
    "segment_path_table",
    "segment_table",
    "solve_predictive_segments",
    "solve_segments",
]

Floats = npt.NDArray[np.float64]
ORDINAL, ORDINAL_CONSISTENT = "ordinal", "ordinal_consistent"
# The criteria by which the text tells of the number of segments.
JUDGED = ("aic3", "bic", "caic")


def ordinal_table(
    answers: Floats, fit: Fit, model: StudyModel, settings: BootstrapSettings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `ordinal.csv`, ordinal PLS and PLSc beside those of the codes per path, and `ordinal_answers.json`.

    answers (N, K): NaN where there is none, which costs pairs only. fit: of the codes. estimate, consistent_estimate:
    by PLS and PLSc of the codes; the others by the same of polychoric correlations, with percentile intervals.
    {estimator}_verdict: by the interval, empty without hypothesis, not_testable where the solution is not admissible.
    {estimator}_admissible: whether the sample's solution is; {estimator}_share: of the resamples whose solution is.
    PlsSemError as `bootstrap_ordinal`.
    """
    models = dict.fromkeys((ORDINAL, ORDINAL_CONSISTENT), fit.model)
    drawn = bootstrap_ordinal(answers, models, settings.resamples, seed=settings.seed, corrected=[ORDINAL_CONSISTENT])
    names = [path.name for path in model.paths]
    table = pd.DataFrame({"source": [path.source for path in model.paths], "target": [p.target for p in model.paths]})
    table["estimate"], table["consistent_estimate"] = (_paths(one, model) for one in (fit, consistent(fit)))
    sample = estimate_ordinal(answers, fit.model)
    solved = {ORDINAL: bool(admissible(sample)), ORDINAL_CONSISTENT: bool(admissible_consistent(consistent(sample)))}
    for name, bootstrap in drawn.items():
        inferred = infer_statistic(bootstrap, "path_coefficients", settings.confidence_level, BOUNDS).loc[names]
        table = table.join(prefix_columns(inferred, f"{name}_estimate").reset_index(drop=True))
        bounds = inferred[["lower", "upper"]].to_numpy()
        table[f"{name}_verdict"] = [
            verdict_by_interval(path, ends, solved[name]) for path, ends in zip(model.paths, bounds, strict=True)
        ]
    facts = {
        "resamples": settings.resamples,
        "largest_change": float((table["ordinal_estimate"] - table["estimate"]).abs().max()),
        **{f"{name}_admissible": found for name, found in solved.items()},
    }
    shares = {f"{name}_share": float(bootstrap.admissible.mean()) for name, bootstrap in drawn.items()}
    return table, facts | shares


def _paths(fit: Fit, model: StudyModel) -> list[float]:
    index = fit.model.constructs.index
    return [float(fit.path_coefficients[index(path.source), index(path.target)]) for path in model.paths]


def solve_segments(indicators: Floats, fit: Fit, maximum: int, starts: int, seed: int) -> list[Segmentation]:
    """Return the solutions with one segment up to the maximum; indicators (N, K). DataError as `find_segments`."""
    # The largest number first: where the cases do not allow it, nothing else is computed in vain.
    numbers = range(maximum, 0, -1)
    return [find_segments(indicators, fit, segments, starts, seed=seed) for segments in numbers][::-1]


def solve_predictive_segments(
    indicators: Floats, fit: Fit, maximum: int, starts: int, seed: int
) -> list[PredictiveSegmentation]:
    """Return the partitions by PLS-POS into two segments up to the maximum; DataError as the engine's function."""
    return [find_predictive_segments(indicators, fit.model, n, starts, seed=seed) for n in range(2, maximum + 1)]


def predictive_segment_table(partitions: Iterable[PredictiveSegmentation], fit: Fit) -> pd.DataFrame:
    """Return `predictive_segments.csv`: the mean R2 in each number of segments, the first row that of one model.

    NaN where the row has no such thing: starts of one model.
    """
    explained = float(fit.r_squared[list(fit.model.endogenous)].mean())
    first = {"segments": 1, "mean_r_squared": explained, "smallest_share": 1.0, "starts": np.nan, "reached": np.nan}
    rows = [
        {
            "segments": len(partition.shares),
            "mean_r_squared": partition.explained,
            "smallest_share": float(partition.shares.min()),
            "starts": partition.starts,
            "reached": partition.reached,
        }
        for partition in partitions
    ]
    return pd.DataFrame([first, *rows]).astype({"starts": "Int64", "reached": "Int64"})


def segment_table(solutions: Iterable[Segmentation]) -> pd.DataFrame:
    """Return `segments.csv`: a row per number of segments, with likelihood, criteria, entropy and how starts ended.

    smallest_share: of the cases, of the smallest segment. NaN where every start was degenerate; entropy, for one.
    """
    return pd.DataFrame(
        [
            {
                "segments": solution.segments,
                "log_likelihood": solution.log_likelihood,
                "parameters": solution.parameters,
                **segment_criteria(solution),
                "entropy": solution.entropy,
                "smallest_share": float(solution.shares.min()),
                "starts": solution.starts,
                "reached": solution.reached,
                "degenerate": solution.degenerate,
            }
            for solution in solutions
        ]
    )


def segment_path_table(solutions: Iterable[Segmentation | PredictiveSegmentation], model: StudyModel) -> pd.DataFrame:
    """Return `segment_paths.csv`: each path in each segment of each solution; share: of the cases, of the segment.

    Of partitions by PLS-POS `predictive_segment_paths.csv`, whose paths are standardised in their segment.
    """
    return pd.DataFrame(
        [
            {
                "segments": len(solution.shares),
                "segment": segment + 1,
                "source": path.source,
                "target": path.target,
                "estimate": _path(solution.model, solution.path_coefficients[segment], path.source, path.target),
                "share": float(solution.shares[segment]),
            }
            for solution in solutions
            for segment in range(len(solution.shares))
            for path in model.paths
        ]
    )


def _path(model: Model, coefficients: Floats, source: str, target: str) -> float:
    return float(coefficients[model.constructs.index(source), model.constructs.index(target)])


def heterogeneity_facts(table: pd.DataFrame, solutions: Iterable[Segmentation] = ()) -> dict[str, Any]:
    """Return `heterogeneity.json` from `segments.csv`: the number of segments that each criterion prefers.

    agreed: the number that AIC3, BIC and CAIC prefer, null where they differ; fewest, most: of theirs; all null where
    no solution has a criterion. entropy: of the agreed number, null for one. unfinished: count of the solutions that
    still improved after the most iterations.
    """
    by_number = table.set_index("segments")
    chosen = {name: _smallest(by_number[name]) for name in _criteria(table)}
    of_judged = [preferred for name in JUDGED if (preferred := chosen[name]) is not None]
    agreed = of_judged[0] if len(set(of_judged)) == 1 else None
    return {
        "maximum": int(table["segments"].max()),
        "starts": int(table["starts"].max()),
        "degenerate": int(table["degenerate"].sum()),
        "unfinished": sum(solution.unfinished for solution in solutions),
        "chosen": chosen,
        "agreed": agreed,
        "fewest": min(of_judged, default=None),
        "most": max(of_judged, default=None),
        "entropy": number(float(by_number["entropy"][agreed])) if agreed else None,
    }


def _smallest(criterion: "pd.Series[float]") -> int | None:
    """Return the number of segments with the smallest value; None where no solution has one."""
    return int(criterion.index[int(np.nanargmin(criterion))]) if criterion.notna().any() else None


def _criteria(table: pd.DataFrame) -> list[str]:
    """Name the columns of `segments.csv` that hold criteria."""
    columns = list(map(str, table))
    return columns[columns.index("parameters") + 1 : columns.index("entropy")]
