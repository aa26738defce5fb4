"""Consistency checks of a run's results: each is computed from the files, never assumed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from study.analysis.draws import read_bootstrap
from study.base.files import read_json, read_table
from study.setup.study_model import ModelPath

__all__ = ["Check", "Limits", "run_checks"]

# What rounding may leave between two ways to compute one number.
ROUNDING = 1e-9
# Columns of paths.csv that the specification curve computes anew.
REPEATED = ["source", "target", "estimate", "se", "t", "p", "lower", "upper"]


@dataclass(frozen=True)
class Check:
    """One check: its name, the sample or file it looks at, whether it passed, and the figures behind that.

    severity: "error" where the results contradict each other, "warning" where a reader should know.
    """

    name: str
    where: str
    severity: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Limits:
    """Shares above which a warning is due (dimensionless)."""

    missing_share: float
    lost_resamples: float


def run_checks(results: Path, samples: tuple[str, ...], limits: Limits) -> list[dict[str, Any]]:
    """Run every check on the result files under `results`; the samples are "full" and, where there is one, "pilot"."""
    checks = [check for sample in samples for check in _sample_checks(results / sample, sample, limits)]
    checks += [
        _direct_effects(results / "full"),
        _explained_variance(results / "full"),
        _total_effects(results / "full"),
        _main_universe(results),
    ]
    return [asdict(check) for check in checks]


def _sample_checks(folder: Path, sample: str, limits: Limits) -> list[Check]:
    return [
        _flow(folder, sample),
        _missing(folder, sample, limits.missing_share),
        _resamples(folder, sample, limits.lost_resamples),
        _estimates(folder, sample),
    ]


def _flow(folder: Path, sample: str) -> Check:
    flow = read_json(folder / "flow.json")
    rows, listed = (len(read_table(folder / name)) for name in ("responses.csv", "exclusions.csv"))
    excluded = sum(flow["excluded"].values())
    passed = flow["received"] == flow["kept"] + excluded and rows == flow["kept"] and listed == excluded
    detail = f"received {flow['received']}, kept {flow['kept']}, excluded {excluded}; rows {rows} and {listed}"
    return Check("received equals kept plus excluded", sample, "error", passed, detail)


def _missing(folder: Path, sample: str, limit: float) -> Check:
    table = read_table(folder / "descriptives.csv")
    shares = table["missing"] / (table["n"] + table["missing"])
    over = table["indicator"][shares > limit].tolist()
    detail = f"largest share {shares.max():.4f}, limit {limit}" + (f"; above it: {', '.join(over)}" if over else "")
    return Check("missing answers per indicator", sample, "warning", not over, detail)


def _resamples(folder: Path, sample: str, limit: float) -> Check:
    bootstrap = read_bootstrap(folder / "bootstrap.npz")
    lost = int((~bootstrap.converged).sum())
    inadmissible = int((~bootstrap.admissible).sum())
    total = len(bootstrap.converged)
    detail = f"{lost} of {total} did not converge, {inadmissible} inadmissible"
    return Check("resamples converge to admissible solutions", sample, "warning", inadmissible <= limit * total, detail)


def _estimates(folder: Path, sample: str) -> Check:
    bootstrap = read_bootstrap(folder / "bootstrap.npz")
    outer = read_table(folder / "outer_model.csv").set_index("indicator")
    loadings = pd.Series(bootstrap.estimates["outer_loadings"], index=list(bootstrap.names["outer_loadings"]))
    gap = float((outer["outer_loading"] - loadings).abs().max())
    return Check(
        "loadings agree with the bootstrap's sample", sample, "error", gap <= ROUNDING, f"largest gap {gap:.1e}"
    )


def _direct_effects(folder: Path) -> Check:
    paths, effects = read_table(folder / "paths.csv"), _effects(folder, "direct")
    gap = _gap({str(ModelPath(s, t)): e for s, t, e in paths[["source", "target", "estimate"]].to_numpy()}, effects)
    return Check("direct effects equal path coefficients", "full", "error", gap <= ROUNDING, f"largest gap {gap:.1e}")


def _total_effects(folder: Path) -> Check:
    total, direct, indirect = (_effects(folder, kind) for kind in ("total", "direct", "total_indirect"))
    gap = _gap(total, {path: direct.get(path, 0.0) + indirect.get(path, 0.0) for path in total})
    return Check("total effects equal direct plus indirect", "full", "error", gap <= ROUNDING, f"largest gap {gap:.1e}")


def _main_universe(results: Path) -> Check:
    """The main universe of the specification curve is the main result to the last digit of either file."""
    paths, universes = read_table(results / "full" / "paths.csv"), read_table(results / "robustness.csv")
    main = universes.loc[universes["main"], REPEATED].set_index(["source", "target"])
    repeated = paths.set_index(["source", "target"]).loc[main.index, main.columns]
    passed = main.equals(repeated)
    detail = f"{len(main)} paths, {len(main.columns)} numbers of each"
    return Check("the main universe equals the main result", "full", "error", passed, detail)


def _explained_variance(folder: Path) -> Check:
    """R2 equals the sum over the antecedents of path coefficient times correlation with the outcome."""
    paths = read_table(folder / "paths.csv")
    correlations = read_table(folder / "fornell_larcker.csv").set_index("construct")
    parts = [estimate * correlations.loc[s, t] for s, t, estimate in paths[["source", "target", "estimate"]].to_numpy()]
    recomputed = pd.Series(parts).groupby(paths["target"]).sum()
    reported = read_table(folder / "r_squared.csv").set_index("construct")["r_squared"]
    gap = _gap(dict(reported), dict(recomputed))
    return Check("R2 follows from paths and correlations", "full", "error", gap <= ROUNDING, f"largest gap {gap:.1e}")


def _effects(folder: Path, kind: str) -> dict[str, float]:
    table = read_table(folder / "effects.csv")
    return dict(table.loc[table["kind"] == kind, ["path", "estimate"]].to_numpy())


def _gap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Largest difference of two sets of numbers; infinite where their names differ."""
    if set(one) != set(other):
        return float("inf")
    return float(max((abs(one[name] - other[name]) for name in one), default=0.0))
