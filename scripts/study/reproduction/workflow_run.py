"""Snakemake, asked what is due and which rule makes what, and run in a folder of its own."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from study.reproduction.published_files import StudyFolder, inputs

__all__ = ["RunError", "copy_inputs", "due", "made_by", "made_from", "run"]


class RunError(ValueError):
    """A run that ended early: the lines with which its rules refused to go on, or else the last that were spoken."""

    refusal = True


_JOBS = re.compile(r"^(\w+) +(\d+)$", re.MULTILINE)
_COUNTED = re.compile(r"Job stats:\n.*?\n-+ +-+\n(.*?)\ntotal", re.DOTALL)


def due(study: StudyFolder) -> dict[str, int]:
    """Name the rules that would run now, with their number of jobs; empty where every result is up to date."""
    table = _COUNTED.search(_asked(study, "--dry-run"))
    counts = {name: int(count) for name, count in _JOBS.findall(table.group(1))} if table else {}
    return {name: count for name, count in counts.items() if name != "all"}


def made_by(study: StudyFolder) -> dict[str, str]:
    """Name the files that the rules make, relative to the results, with the rule of each."""
    return {name: rule for name, rule, _ in _summary(study)}


def made_from(study: StudyFolder, sources: Collection[str]) -> list[str]:
    """Name the files, relative to the results, whose rule reads one of these inputs."""
    return [name for name, _, read in _summary(study) if read & set(sources)]


def copy_inputs(study: StudyFolder, folder: Path) -> StudyFolder:
    """Copy into a folder all that a run of the study may read, and nothing else."""
    for name in inputs(study):
        if (study.root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(study.root / name, folder / name)
    return StudyFolder(folder, study.configfile, study.config)


def run(study: StudyFolder, cores: int, rules: Sequence[str] = ()) -> None:
    """Run the study, or these rules of it alone; RunError, with what the rules refused, where the run ends early."""
    result = _snakemake(study, "--cores", str(cores), *(("--allowed-rules", *rules) if rules else ()))
    if result.returncode != 0:
        raise RunError("\n".join(_reasons(result)))


def _summary(study: StudyFolder) -> list[tuple[str, str, frozenset[str]]]:
    """Name each file a rule makes, the rule, and what the rule reads."""
    lines = _asked(study, "--detailed-summary").splitlines()
    table = list(csv.DictReader((line for line in lines if "\t" in line), delimiter="\t"))
    start = study.results.relative_to(study.root).as_posix() + "/"
    ours = [row for row in table if row["output_file"].startswith(start)]
    found = [
        (row["output_file"].removeprefix(start), row["rule"], frozenset(row["input-file(s)"].split(",")))
        for row in ours
    ]
    return sorted(found, key=lambda entry: entry[0])


def _asked(study: StudyFolder, question: str) -> str:
    result = _snakemake(study, question)
    if result.returncode != 0:
        raise RunError("\n".join(_reasons(result)))
    return result.stdout + (result.stderr if question == "--dry-run" else "")


def _reasons(result: subprocess.CompletedProcess[str]) -> list[str]:
    lines = result.stderr.splitlines()
    refusals = list(dict.fromkeys(line.removeprefix("error: ") for line in lines if line.startswith("error: ")))
    spoken = [line for line in lines if line.strip()]
    return refusals or spoken[-3:] or ["the run said nothing"]


def _snakemake(study: StudyFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "--configfile", study.configfile, *arguments]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    return subprocess.run(  # noqa: S603 (our own command)
        command, cwd=study.root, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
