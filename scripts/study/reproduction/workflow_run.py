"""Snakemake on a study's folder: what is due, which rule makes which file, and a run in a folder of its own."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.reproduction.study_folder import StudyFolder, find_inputs

__all__ = ["RunError", "copy_inputs", "find_due_rules", "find_makers", "find_outputs_of", "run_workflow"]


_JOBS = re.compile(r"^(\w+) +(\d+)$", re.MULTILINE)
_COUNTED = re.compile(r"Job stats:\n.*?\n-+ +-+\n(.*?)\ntotal", re.DOTALL)


class RunError(ValueError):
    """A run that ended early: the lines with which its rules refused to go on, or else its last lines."""

    refusal = True


@dataclass(frozen=True)
class _OutputFile:
    """A file that a rule makes, relative to the results, and what the rule reads."""

    name: str
    rule: str
    inputs: frozenset[str]


def find_due_rules(study: StudyFolder) -> dict[str, int]:
    """Name the rules that would run now, with their number of jobs; empty where every result is up to date."""
    result = _snakemake(study, "--dry-run")
    table = _COUNTED.search(result.stdout + result.stderr)
    counts = {name: int(count) for name, count in _JOBS.findall(table.group(1))} if table else {}
    return {name: count for name, count in counts.items() if name != "all"}


def find_makers(study: StudyFolder) -> dict[str, str]:
    """Name the files that the rules make, relative to the results, with the rule of each."""
    return {file.name: file.rule for file in _output_files(study)}


def find_outputs_of(study: StudyFolder, sources: Collection[str]) -> list[str]:
    """Name the files, relative to the results, whose rule reads one of these inputs."""
    return [file.name for file in _output_files(study) if file.inputs & set(sources)]


def copy_inputs(study: StudyFolder, folder: Path) -> StudyFolder:
    """Copy into a folder all that a run of the study may read, and nothing else."""
    for name in find_inputs(study):
        if (study.root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(study.root / name, folder / name)
    return StudyFolder(folder, study.configfile, study.config)


def run_workflow(study: StudyFolder, cores: int, rules: Sequence[str] = ()) -> None:
    """Run the study, or these rules of it alone; RunError, with what the rules refused, where the run ends early."""
    allowed = ["--allowed-rules", *rules] if rules else []
    _snakemake(study, "--cores", str(cores), *allowed)


def _output_files(study: StudyFolder) -> list[_OutputFile]:
    lines = _snakemake(study, "--detailed-summary").stdout.splitlines()
    table = csv.DictReader((line for line in lines if "\t" in line), delimiter="\t")
    results = study.relative(study.results) + "/"
    files = [
        _OutputFile(row["output_file"].removeprefix(results), row["rule"], frozenset(row["input-file(s)"].split(",")))
        for row in table
        if row["output_file"].startswith(results)
    ]
    return sorted(files, key=lambda file: file.name)


def _snakemake(study: StudyFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call Snakemake in the study's folder, without a profile of the user's own; RunError where it ends early."""
    command = [sys.executable, "-m", "snakemake", "--profile", "none", "--configfile", study.configfile, *arguments]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    result = subprocess.run(  # noqa: S603 (our own command)
        command,
        cwd=study.root,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=environment,
    )
    if result.returncode != 0:
        raise RunError("\n".join(_reasons_of_end(result.stderr)))
    return result


def _reasons_of_end(stderr: str) -> list[str]:
    """Return the refusals of the rules, each once; where there are none, the last lines of the run."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    refusals = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return list(dict.fromkeys(refusals)) or lines[-3:] or ["the run said nothing"]
