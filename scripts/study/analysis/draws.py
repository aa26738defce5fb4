"""The bootstrap's draws: kept in one file, so that no later step draws again, and turned into columns of the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Bootstrap, FloatArray, inference
from study.base.files import read_arrays, write_arrays
from study.setup.study_model import ModelPath

# The columns in which the result tables tell an estimate with its inference.
RESAMPLED_P = "p_resampled"
NUMBERS = ("estimate", "se", "t", "p", "lower", "upper")
BOUNDS = ("estimate", "lower", "upper")


@dataclass(frozen=True)
class DrawSettings:
    """The seed of what is drawn, and the confidence level of the intervals."""

    seed: int
    confidence_level: float


@dataclass(frozen=True, eq=False)
class Draws:
    """A number: its value in the sample, and in B resamples (B,), NaN where it does not exist."""

    estimate: float
    resampled: FloatArray

    def minus(self, other: "Draws") -> "Draws":
        """Return the difference, draw by draw: both come from the same resamples."""
        return Draws(self.estimate - other.estimate, self.resampled - other.resampled)

    def times(self, other: "Draws") -> "Draws":
        """Return the product, draw by draw."""
        return Draws(self.estimate * other.estimate, self.resampled * other.resampled)


def write_bootstrap(bootstrap: Bootstrap, path: Path) -> None:
    """Write `bootstrap_arrays` as `bootstrap.npz`."""
    write_arrays(bootstrap_arrays(bootstrap), path)


def bootstrap_arrays(bootstrap: Bootstrap) -> dict[str, npt.NDArray[Any]]:
    """Return what `bootstrap.npz` holds: per statistic draws (B, M), estimates (M,) and the names of its M elements.

    turned: by construct, the share of resamples in which it points against the sample.
    """
    arrays = dict(bootstrap.draws)
    arrays |= {f"{name}.names": np.array(labels, dtype=np.str_) for name, labels in bootstrap.names.items()}
    arrays |= {f"{name}.estimates": values for name, values in bootstrap.estimates.items()}
    facts = {"seed": np.array(bootstrap.seed), "cases": np.array(bootstrap.cases)}
    facts |= {"turned": np.array(list(bootstrap.turned.values()), dtype=np.float64)}
    facts |= {"turned.constructs": np.array(list(bootstrap.turned), dtype=np.str_)}
    return {"converged": bootstrap.converged, "admissible": bootstrap.admissible, **facts, **arrays}


def read_bootstrap(path: Path) -> Bootstrap:
    """Read what `write_bootstrap` wrote."""
    arrays = read_arrays(path)
    statistics = [name.removesuffix(".names") for name in arrays if name.endswith(".names")]
    return Bootstrap(
        names={name: tuple(str(label) for label in arrays[f"{name}.names"]) for name in statistics},
        estimates={name: arrays[f"{name}.estimates"] for name in statistics},
        draws={name: arrays[name] for name in statistics},
        converged=arrays["converged"],
        admissible=arrays["admissible"],
        seed=int(arrays["seed"]),
        cases=int(arrays["cases"]),
        turned=dict(zip(arrays["turned.constructs"].tolist(), arrays["turned"].tolist(), strict=True)),
    )


def find_draws(bootstrap: Bootstrap, statistic: str, label: str) -> Draws:
    """Return one element of a statistic; ValueError for a label that it does not have."""
    index = bootstrap.names[statistic].index(label)
    return Draws(float(bootstrap.estimates[statistic][index]), bootstrap.draws[statistic][:, index])


def infer_draws(values: Sequence[Draws], level: float, columns: Sequence[str] = NUMBERS) -> pd.DataFrame:
    """Return one row per value, as `infer_columns` does."""
    estimates = np.array([value.estimate for value in values])
    return infer_columns(estimates, np.column_stack([value.resampled for value in values]), level, columns)


def infer_columns(
    estimates: FloatArray,
    draws: FloatArray,
    level: float,
    columns: Sequence[str] = NUMBERS,
    statistic: str | None = None,
) -> pd.DataFrame:
    """Return one row per estimate (M,) with what its draws (B, M) say of it, intervals at this level.

    columns: fields of `plssem.Inference`, and se for its standard_error. statistic: its name; it decides on the kind of
    interval, which is the percentile interval for all but R2 and f2, and whether there are t and p.
    """
    inferred = inference(estimates, draws, level, statistic=statistic)
    return pd.DataFrame({name: getattr(inferred, "standard_error" if name == "se" else name) for name in columns})


def infer_statistic(
    bootstrap: Bootstrap, statistic: str, level: float, columns: Sequence[str] = NUMBERS
) -> pd.DataFrame:
    """Return one row per element of a statistic, indexed by its name, as `infer_columns` does."""
    table = infer_columns(bootstrap.estimates[statistic], bootstrap.draws[statistic], level, columns, statistic)
    return table.set_axis(pd.Index(bootstrap.names[statistic], name="element"))


def order_by_path(by_path: pd.DataFrame, paths: Sequence[ModelPath]) -> pd.DataFrame:
    """Return what is known of each path, indexed by its name, in the order of the paths; source and target first."""
    table = by_path.loc[[path.name for path in paths]].reset_index(drop=True)
    table.insert(0, "source", [path.source for path in paths])
    table.insert(1, "target", [path.target for path in paths])
    return table


def prefix_columns(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Name the columns after what is estimated: the estimate by the name alone, its inference by name and column."""
    return table.rename(columns=lambda column: name if column == "estimate" else f"{name}_{column}")
