"""The result tables on hidden segments: how many there may be, by FIMIX-PLS and PLS-POS, and their paths."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Fit,
    FloatArray,
    Model,
    PredictiveSegmentation,
    Segmentation,
    find_predictive_segments,
    find_segments,
    segment_criteria,
)
from study.base.files import number
from study.setup.study_model import ModelPath, StudyModel

# The criteria by which the text tells of the number of segments.
JUDGED = ("aic3", "bic", "caic")


def solve_segments(indicators: FloatArray, fit: Fit, maximum: int, starts: int, seed: int) -> list[Segmentation]:
    """Return the solutions with one segment up to the maximum; indicators (N, K). DataError as `find_segments`."""
    # The largest number first: where the cases do not allow it, nothing else is computed in vain.
    numbers = range(maximum, 0, -1)
    return [find_segments(indicators, fit, segments, starts, seed=seed) for segments in numbers][::-1]


def solve_predictive_segments(
    indicators: FloatArray, fit: Fit, maximum: int, starts: int, seed: int
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
                "estimate": float(solution.path_coefficients[segment][_cell(solution.model, path)]),
                "share": float(solution.shares[segment]),
            }
            for solution in solutions
            for segment in range(len(solution.shares))
            for path in model.paths
        ]
    )


def _cell(model: Model, path: ModelPath) -> tuple[int, int]:
    return model.constructs.index(path.source), model.constructs.index(path.target)


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
