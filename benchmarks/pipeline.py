"""Measure a whole run beside that of another commit: `make bench-pipeline BASE=<commit>`.

Both run from nothing in folders of their own, one after the other, with the packages that are installed here.
It prints CPU seconds (user and system, of Snakemake and all its jobs) and the time of a run with nothing to do, writes
pipeline.json beside this file, and fails where a target is missed.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LARGEST_SHARE = 0.5  # of the CPU seconds of the other commit
LONGEST_WITHOUT_WORK = 4.0  # seconds on the clock

Row = dict[str, dict[str, float]]


def measure(folder: Path, cores: int) -> dict[str, float]:
    """Run Snakemake in a folder: CPU seconds of it and its jobs, and seconds on the clock."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--quiet", "all"]
    # Compiled modules are kept, as by make.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 (our own)
    if done.returncode:
        sys.exit(f"the run in {folder} failed:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = {"user": after.ru_utime - before.ru_utime, "system": after.ru_stime - before.ru_stime}
    return {**used, "cpu": sum(used.values()), "clock": time.perf_counter() - start}


def tracked_files(*arguments: str) -> list[str]:
    """Name the files of the working tree that git does not ignore."""
    listed = subprocess.run(  # noqa: S603 (our own command)
        ["git", "ls-files", "-z", *arguments],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def copy_working_tree(folder: Path) -> None:
    """Copy what is on disk, committed or not."""
    for name in tracked_files("--cached", "--others", "--exclude-standard"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)


def compare(base: str, cores: int) -> dict[str, Row]:
    """Measure a run from nothing, and one with nothing to do, of the working tree and of a commit."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folders = {"working tree": Path(place, "ours"), base: Path(place, "base")}
        copy_working_tree(folders["working tree"])
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", folders[base], base], cwd=ROOT, check=True)  # noqa: S603, S607
        try:
            rows: dict[str, Row] = {}
            for name, folder in folders.items():
                rows[name] = {"run": measure(folder, cores), "nothing to do": measure(folder, cores)}
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", folders[base]], cwd=ROOT, check=True)  # noqa: S603, S607
    return rows


def main(base: str, cores: int) -> int:
    """Measure, print, write; return 1 where a target is missed."""
    rows = compare(base, cores)
    for name, row in rows.items():
        for kind, used in row.items():
            print(f"{name:14} {kind:14} " + "  ".join(f"{key} {value:6.1f} s" for key, value in used.items()))
    share = rows["working tree"]["run"]["cpu"] / rows[base]["run"]["cpu"]
    idle = rows["working tree"]["nothing to do"]["clock"]
    print(f"share of the CPU seconds of {base}: {share:.2f} (target {LARGEST_SHARE}); nothing to do: {idle:.1f} s")
    content = {"processors": os.cpu_count(), "cores": cores, "base": base, "share": share, "runs": rows}
    (Path(__file__).with_suffix(".json")).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0 if share <= LARGEST_SHARE and idle <= LONGEST_WITHOUT_WORK else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="the commit to compare with")
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    sys.exit(main(arguments.base, arguments.cores))
