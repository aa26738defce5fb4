"""Keep the bootstrap's draws in one file, so that no later step has to draw again.

Bootstrap inference as columns of a result file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from plssem import Bootstrap, Inference, inference

__all__ = ["BootstrapSettings", "columns", "infer", "read_bootstrap", "write_bootstrap"]


@dataclass(frozen=True)
class BootstrapSettings:
    """How many resamples are drawn, from which seed, and the confidence level of the intervals."""

    resamples: int
    seed: int
    confidence_level: float


def write_bootstrap(bootstrap: Bootstrap, path: Path) -> None:
    """Write `bootstrap.npz`: per statistic its draws (B, M), its estimates (M,) and the names of its M elements."""
    arrays = dict(bootstrap.draws)
    arrays |= {f"{name}.names": np.array(labels, dtype=np.str_) for name, labels in bootstrap.names.items()}
    arrays |= {f"{name}.estimates": values for name, values in bootstrap.estimates.items()}
    facts = {"seed": np.array(bootstrap.seed), "cases": np.array(bootstrap.cases)}
    np.savez(path, converged=bootstrap.converged, admissible=bootstrap.admissible, **facts, **arrays)  # type: ignore[arg-type]


def read_bootstrap(path: Path) -> Bootstrap:
    """Read what `write_bootstrap` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        statistics = [name.removesuffix(".names") for name in arrays.files if name.endswith(".names")]
        return Bootstrap(
            names={name: tuple(str(label) for label in arrays[f"{name}.names"]) for name in statistics},
            estimates={name: arrays[f"{name}.estimates"] for name in statistics},
            draws={name: arrays[name] for name in statistics},
            converged=arrays["converged"],
            admissible=arrays["admissible"],
            seed=int(arrays["seed"]),
            cases=int(arrays["cases"]),
        )


def infer(bootstrap: Bootstrap, statistic: str, confidence_level: float) -> Inference:
    """Infer every element of one statistic from its draws; percentile intervals."""
    return inference(bootstrap.estimates[statistic], bootstrap.draws[statistic], confidence_level)


def columns(bootstrap: Bootstrap, statistic: str, confidence_level: float, fields: Sequence[str]) -> pd.DataFrame:
    """Return one row per element of a statistic, indexed by its name, with the chosen fields of `Inference`."""
    result = infer(bootstrap, statistic, confidence_level)
    index = pd.Index(bootstrap.names[statistic], name="element")
    return pd.DataFrame({field: getattr(result, field) for field in fields}, index=index).rename(
        columns={"standard_error": "se"}
    )
