"""Keep the bootstrap's draws in one file, so that no later step has to draw again."""

from pathlib import Path

import numpy as np

from plssem import Bootstrap

__all__ = ["read_bootstrap", "write_bootstrap"]


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
