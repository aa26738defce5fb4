"""Measure the engine beside two others, and at any size: `make bench`, or `python benchmarks/bench.py --quick`.

Each measurement runs in a process of its own, one after the other, with one thread for linear algebra, so that one core
is one core. It prints a table, writes results.json beside this file and fails where a target is missed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESAMPLES = 10_000
# The two sizes from which a peer's time at 10,000 resamples is extrapolated: what starting costs, and each resample.
PEER_SIZES = {"seminr_bootstrap": (200, 1_000), "openpls_bootstrap": (5, 25)}
QUICK_PEER_SIZES = {"seminr_bootstrap": (50, 150), "openpls_bootstrap": (3, 6)}
SURVEYS = ("study", "ecsi")
GIBIBYTE_MIB = 1024.0

Row = dict[str, Any]


def measure(task: str, **arguments: Any) -> Row:
    """Run one task in its own process and return what it measured, with its name and arguments."""
    one_thread = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    environment = os.environ | one_thread | {"PYTHONPATH": str(HERE.parent / "scripts")}
    command = [sys.executable, str(HERE / "tasks.py"), task, json.dumps(arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if done.returncode:
        sys.exit(f"{task} {arguments} failed:\n{done.stderr}")
    row = {"task": task, **arguments, **json.loads(done.stdout.splitlines()[-1])}
    print(f"  {task} {arguments}: {row['seconds']:.3f} s, {row['peak_mib']:.0f} MiB", flush=True)
    return row


def extrapolated(task: str, sizes: tuple[int, int], **arguments: Any) -> Row:
    """Measure a peer at two sizes and extrapolate to 10,000 resamples."""
    few, many = (measure(task, resamples=size, **arguments) for size in sizes)
    each = (many["seconds"] - few["seconds"]) / (sizes[1] - sizes[0])
    whole = many["seconds"] + (RESAMPLES - sizes[1]) * each
    return many | {"resamples": RESAMPLES, "extrapolated_from": list(sizes), "seconds": whole}


def compared(quick: bool) -> list[Row]:
    """Measure both surveys: ours beside the floor on one core and on two, then each peer."""
    sizes = QUICK_PEER_SIZES if quick else PEER_SIZES
    repeats = 5 if quick else 25
    rows = []
    for name in SURVEYS:
        for cores in (1, 2):
            rows.append(measure("beside_floor", name=name, resamples=RESAMPLES, threads=cores, repeats=repeats))
            rows.append(extrapolated("seminr_bootstrap", sizes["seminr_bootstrap"], name=name, cores=cores))
        rows.append(extrapolated("openpls_bootstrap", sizes["openpls_bootstrap"], name=name))
    return [*rows, measure("beside_loop", cases=100, permutations=RESAMPLES)]


def scaled(quick: bool) -> list[Row]:
    """Measure cost and memory against resamples, cases and indicators, up to the largest."""
    up_to = (10_000, 100_000, 50) if quick else (100_000, 1_000_000, 200)
    rows = [
        measure("ours", name="study", indicators=20, cases=100, resamples=resamples, threads=1)
        for resamples in (1_000, 10_000, 100_000)
        if resamples <= up_to[0]
    ]
    rows += [
        measure("ours", name="study", indicators=20, cases=cases, resamples=1_000, threads=2)
        for cases in (1_000, 10_000, 100_000, 1_000_000)
        if cases <= up_to[1]
    ]
    rows += [
        measure("ours", name="wide", indicators=indicators, cases=200, resamples=1_000, threads=1)
        for indicators in (20, 50, 100, 200)
        if indicators <= up_to[2]
    ]
    if not quick:
        rows.append(measure("ours", name="wide", indicators=200, cases=200, resamples=100_000, threads=2))
    rows += [measure("ordinal_bootstrap", name=name, resamples=50 if quick else 500) for name in SURVEYS]
    starts = 2 if quick else 20
    rows += [measure(task, name="ecsi", segments=4, starts=starts) for task in ("hidden_segments", "openpls_segments")]
    rows.append(measure("polychoric_beside_textbook", name="ecsi"))
    rows.append(measure("one_estimate", cases=up_to[1], repeats=3))
    rows.append(measure("studies", number=100 if quick else 1_000, resamples=1_000, processes=2))
    return rows


def found(rows: list[Row], task: str, **arguments: Any) -> Row:
    """Return the row of one measurement."""
    return next(row for row in rows if row["task"] == task and arguments.items() <= row.items())


def targets(rows: list[Row]) -> list[Row]:
    """Compare what was measured with what the engine has to reach."""
    judged = [target for name in SURVEYS for target in _against_peers(rows, name)]
    judged.append(_at_most("peak memory of any run, MiB", max(row["peak_mib"] for row in rows), 2 * GIBIBYTE_MIB))
    estimate, large = (
        found(rows, "one_estimate"),
        max(
            (row for row in rows if row.get("name") == "study" and row["task"] == "ours"), key=lambda row: row["cases"]
        ),
    )
    share = estimate["cases"] / 1_000_000
    judged.append(_at_most(f"one estimate, n = {estimate['cases']:,}, s", estimate["seconds"], share))
    judged.append(_at_most(f"1,000 resamples, n = {large['cases']:,}, two cores, s", large["seconds"], 60 * share))
    many = found(rows, "studies")
    name = f"{many['number']:,} studies x 1,000 resamples, two cores, s"
    return [*judged, _at_most(name, many["seconds"], 60 * many["number"] / 1_000)]


def _against_peers(rows: list[Row], name: str) -> list[Row]:
    ours = {cores: found(rows, "beside_floor", name=name, threads=cores) for cores in (1, 2)}
    seminr = {cores: found(rows, "seminr_bootstrap", name=name, cores=cores) for cores in (1, 2)}
    openpls = found(rows, "openpls_bootstrap", name=name)
    return [
        _at_most(f"{name}: times the floor, one core", ours[1]["times_floor"], 10),
        _at_least(f"{name}: times faster than seminr, one core", seminr[1]["seconds"] / ours[1]["seconds"], 100),
        _at_least(f"{name}: times faster than seminr, two cores", seminr[2]["seconds"] / ours[2]["seconds"], 200),
        _at_least(f"{name}: times faster than openpls-engine", openpls["seconds"] / ours[1]["seconds"], 5_000),
    ]


def _at_most(name: str, value: float, limit: float) -> Row:
    return {"target": name, "value": value, "at_most": limit, "met": value <= limit}


def _at_least(name: str, value: float, limit: float) -> Row:
    return {"target": name, "value": value, "at_least": limit, "met": value >= limit}


def machine() -> Row:
    """Describe what the measurements ran on, without names."""
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        **{package: version(package) for package in ("numpy", "scipy", "seminr", "openpls-engine")},
    }


def table(judged: list[Row]) -> str:
    """Lay out the targets, one a line."""
    width = max(len(row["target"]) for row in judged)
    return "\n".join(
        f"{'met   ' if row['met'] else 'MISSED'}  {row['target']:{width}}  {row['value']:10.3g}  "
        + (f"at most {row['at_most']:g}" if "at_most" in row else f"at least {row['at_least']:g}")
        for row in judged
    )


def main(quick: bool, output: Path) -> int:
    """Measure, print, write; return 1 where a target is missed."""
    before = machine()
    rows = compared(quick) + scaled(quick)
    judged = targets(rows)
    print(table(judged))
    after = machine()["load_average"]
    content = {"machine": before | {"load_average_after": after}, "quick": quick, "targets": judged, "runs": rows}
    output.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(row["met"] for row in judged) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller peers and sizes, a minute or two")
    parser.add_argument("--output", type=Path, default=HERE / "results.json")
    arguments = parser.parse_args()
    sys.exit(main(arguments.quick, arguments.output))
