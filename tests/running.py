"""A copy of the project that tests may change, and Snakemake run in it as a user would."""

import atexit
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "CITATION.cff",
    "Snakefile",
    "config",
    "data",
    "manuscript",
    "plan",
    "profiles",
    "requirements.in",
    "requirements.lock",
    "scripts",
    "workflow",
)


@dataclass(frozen=True)
class Project:
    """A copy of the project in a temporary folder."""

    folder: Path

    def snakemake(self, *arguments: str, cores: int = 2) -> subprocess.CompletedProcess[str]:
        """Run Snakemake in the copy."""
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores), *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=600)

    def again(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Snakemake in the process of all such runs, which has its code and ours from the first of them.

        Its jobs do not show that a script imports all it needs of other packages: `snakemake` and `make` do.
        """
        process = _runs()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([str(self.folder), ["--cores", "2", *arguments]]) + "\n")
        process.stdin.flush()
        return subprocess.CompletedProcess(arguments, *json.loads(process.stdout.readline()))

    def due(self, *arguments: str) -> dict[str, int]:
        """Name the rules that Snakemake would run, with the number of jobs of each."""
        result = self.again("--dry-run", *arguments)
        assert result.returncode == 0, result.stderr
        table = re.search(r"Job stats:\n.*?\n-+ +-+\n(.*?)\ntotal", result.stdout + result.stderr, re.DOTALL)
        rows = [line.split() for line in table.group(1).splitlines()] if table else []
        return {name: int(count) for name, count in rows if name != "all"}

    def edit(self, file: str, old: str, new: str, keep_time: bool = False) -> None:
        """Replace a text in a file, which must hold it once; optionally leave the file's time stamp as it was."""
        path = self.folder / file
        before = path.stat()
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")
        if keep_time:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def change_survey(self, old: str, new: str) -> None:
        """Change one answer of the full survey and leave its time stamp; the list of simulated files follows."""
        survey = self.folder / "data" / "raw" / "simulated_survey_online.csv"
        before, content = survey.stat(), survey.read_bytes()
        changed = content.replace(old.encode(), new.encode(), 1)
        assert changed != content
        survey.write_bytes(changed)
        os.utime(survey, ns=(before.st_atime_ns, before.st_mtime_ns))
        digests = [hashlib.sha256(data).hexdigest() for data in (content, changed)]
        self.edit("data/raw/simulated.sha256", *digests)

    def configure(self, study: Path = Path("config"), **changes: object) -> None:
        """Set configuration keys, dotted ones written with two underscores."""
        path = self.folder / study / "config.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, value in changes.items():
            *parents, last = key.split("__")
            section = content
            for parent in parents:
                section = section[parent]
            section[last] = value
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def results(self) -> dict[str, bytes]:
        """Return the bytes of every result file but the logs."""
        folder = self.folder / "results"
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "logs" not in path.parts]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@cache
def _runs() -> subprocess.Popen[str]:
    """The process of `Project.again`."""
    command = [sys.executable, str(ROOT / "tests" / "one_snakemake.py")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    atexit.register(process.communicate)  # at the end of its input it ends
    return process


def copy_project(folder: Path) -> Project:
    """Copy what a run needs, without results of earlier runs."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    return Project(folder)


@dataclass(frozen=True)
class JobGraph:
    """The jobs of a run: node -> rule, with a wildcard's value after a colon, and which follows from which."""

    names: dict[str, str]
    edges: list[tuple[str, str]]

    def following(self, jobs: Collection[str]) -> dict[str, int]:
        """Name the rules of the named jobs and of all that follows from them, with the number of jobs of each.

        A job is named by its rule, with a wildcard's value after a colon where only that one is meant.
        """
        rules = {node: name.partition(":")[0] for node, name in self.names.items()}
        unknown = set(jobs) - {*self.names.values(), *rules.values()}
        assert not unknown, f"no such job: {unknown}"
        reached = {node for node, name in self.names.items() if {name, rules[node]} & set(jobs)}
        while more := {end for start, end in self.edges if start in reached} - reached:
            reached |= more
        return dict(Counter(rules[node] for node in reached if rules[node] != "all"))


def job_graph(project: Project) -> JobGraph:
    """Ask Snakemake for the jobs of the whole run."""
    graph = project.again("--dag").stdout
    labels = dict(re.findall(r'^\s*(\d+)\[label = "([^"]*)"', graph, re.MULTILINE))
    names = {node: re.sub(r"\\n\w+: ", ": ", label) for node, label in labels.items()}
    edges = re.findall(r"^\s*(\d+) -> (\d+)", graph, re.MULTILINE)
    # The graph leaves out the wildcard of a job whose predecessor shows the same.
    for start, end in edges:
        if names[end] == "bootstrap_model" and names[start].startswith("clean_survey: "):
            names[end] += names[start].removeprefix("clean_survey")
    return JobGraph(names, edges)
