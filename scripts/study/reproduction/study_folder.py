"""A study's folder: its settings and files, every input that a run may read, and Snakemake at work in it."""

import csv
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

from study.base.environment import tracked
from study.base.errors import StudyError, sentra
from study.base.files import sha256
from study.plan.seals import plan_folder
from study.setup.config import lookup, read_yaml, validate
from study.setup.configuration import file_entries
from study.setup.data_status import recorded_names

CODE = ("CITATION.cff", "Snakefile", "workflow", "scripts", "profiles", "requirements.in", "requirements.lock")
SETTINGS = ("model", "codebook", "claims", "checklist", "simulated_checksums")
DATA = ("survey.growth",)
# What a system leaves in the folders that it shows; macOS also files that begin with ._
OF_THE_SYSTEM = (".DS_Store", ".directory", "Thumbs.db", "desktop.ini")
SEALED = ("plan.json", "deviations.yaml")  # of the sealed plan, where there are any
TOLERANCES = "config/tolerances.yaml"


@dataclass(frozen=True)
class StudyFolder:
    """A study in a project's folder; `configfile` is relative to `root`, and `config` its content."""

    root: Path
    configfile: str
    config: Mapping[str, Any]

    @property
    def results(self) -> Path:
        """The folder of everything a run makes."""
        return self.root / str(self.config["results_dir"])

    @property
    def published(self) -> Path:
        """The folder of what was frozen: beside the results."""
        return self.results.parent / "published"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the manuscript."""
        return tuple(self.config["manuscript"]["languages"])

    @property
    def survey_files(self) -> tuple[str, ...]:
        """The files of the survey's samples, as the configuration names them."""
        samples = (self.config["survey"][sample] for sample in ("pilot", "full"))
        return tuple(str(file["file"]) for sample in samples if sample is not None for file in file_entries(sample))

    def command(self, name: str) -> str:
        """Name a command of the project as it is called for this study."""
        return sentra(f"{name} --configfile {self.configfile}")

    def recorded(self, name: str) -> str:
        """Return the name under which records tell of an input: that of a collected survey file may be somebody's."""
        return recorded_names(self.config).get(name, name)

    def relative(self, path: Path) -> str:
        """Return a path as it is written relative to the root."""
        return path.relative_to(self.root).as_posix()


def open_study(root: Path, configfile: str) -> StudyFolder:
    """Open the study that a configuration file under `root` describes.

    StudyError where the file cannot be read; StudyErrors where it departs from the schema.
    """
    config = read_yaml(root / configfile)
    validate(config, root / "workflow" / "schemas" / "config.schema.yaml", configfile)
    refuse_outside([str(config["results_dir"])], "configuration key results_dir")
    return StudyFolder(root, configfile, config)


def refuse_outside(names: Iterable[str], where: str) -> None:
    """StudyError for a path that leads out of the project, where a rerun would meet what lies there."""
    outside = [name for name in names if Path(name).is_absolute() or os.path.normpath(name).startswith("..")]
    if outside:
        raise StudyError(
            what="a path that leads out of the project",
            where=where,
            found=outside[0],
            expected="a file or folder inside the project",
            remedy="put it there and write its path from the folder of the project",
        )


def find_inputs(study: StudyFolder) -> dict[str, str]:
    """Name every file that a run may read, with its kind: data, settings, manuscript or code.

    Nothing else is copied for a verification, so what is not named here cannot change a result.
    """
    kinds = dict.fromkeys(_files_under(study, CODE), "code")
    kinds |= dict.fromkeys(_manuscript_files(study), "manuscript")
    kinds |= dict.fromkeys([study.configfile, TOLERANCES, *_configured_files(study, SETTINGS)], "settings")
    kinds |= dict.fromkeys(
        _files_under(study, [(plan_folder(study.config) / name).as_posix() for name in SEALED]), "settings"
    )
    surveys = [Path(file).as_posix() for file in study.survey_files]
    kinds |= dict.fromkeys([*surveys, *_configured_files(study, DATA)], "data")
    return dict(sorted(kinds.items()))


def digest_inputs(study: StudyFolder) -> dict[str, str]:
    """Return the sha256 of every input that is there, by the name under which it is recorded."""
    digests = digest_files(study.root, find_inputs(study))
    return {study.recorded(name): digest for name, digest in digests.items()}


def digest_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sha256 of those of the named files in a folder that exist."""
    return {name: sha256(folder / name) for name in names if (folder / name).is_file()}


def find_committed(study: StudyFolder) -> list[str]:
    """Name the inputs that a commit is to hold: all that are there, but for data that git does not keep."""
    kept = {*tracked(study.root)}
    there = ((name, kind) for name, kind in find_inputs(study).items() if (study.root / name).is_file())
    return [name for name, kind in there if kind != "data" or name in kept]


def is_of_the_system(path: Path) -> bool:
    """Whether a file is one that a system leaves in a folder."""
    return path.name.startswith("._") or path.name in OF_THE_SYSTEM


def _manuscript_files(study: StudyFolder) -> Iterator[str]:
    manuscript = study.config["manuscript"]
    templates = sorted(manuscript["templates"].values())
    # A template beside a study's own files shares its folder with data and results, which are no input of the text.
    yield from _files_under(study, ["manuscript"])
    yield from templates
    yield manuscript["bibliography"]
    if manuscript.get("docx_template"):
        yield Path(manuscript["docx_template"]).as_posix()


def _configured_files(study: StudyFolder, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        parent = key.rpartition(".")[0]
        is_absent = bool(parent) and lookup(study.config, parent) is None
        name = None if is_absent else lookup(study.config, key)
        if name is not None:
            yield Path(name).as_posix()


def _files_under(study: StudyFolder, names: Iterable[str]) -> Iterator[str]:
    """Yield the named files, and all files in the named folders."""
    for name in names:
        path = study.root / name
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and not is_of_the_system(file):
                yield study.relative(file)


INTERRUPTED = 130
# Under Windows all processes of a console hear Ctrl-C; elsewhere a run is a group of its own, which no terminal ends.
HAS_GROUPS = hasattr(os, "killpg")
ENDS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if HAS_GROUPS else [])]
AGAIN = "run again: it goes on where it stopped"
# How Snakemake begins to report an error.
ALARM = re.compile(r"\w*(Error|Exception)\b|Traceback ")
GONE = re.compile(r"^(\S.*?) \(missing locally", re.MULTILINE)  # what Snakemake says of a file that it waited for
TEMPORARY = "removed temp file"  # what Snakemake says of the parts of a divided step, gathered or not yet made
LEAST_FREE = 1_000_000  # bytes; below, an error without a word of it is one of the disk, too

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
    is_kept: bool


def find_due_rules(study: StudyFolder) -> dict[str, int]:
    """Name the rules that would run now, with their number of jobs; empty where every result is up to date."""
    result = _snakemake(study, "--dry-run")
    table = _COUNTED.search(result.stdout + result.stderr)
    counts = {name: int(count) for name, count in _JOBS.findall(table.group(1))} if table else {}
    return {name: count for name, count in counts.items() if name != "all"}


def find_makers(study: StudyFolder) -> dict[str, str]:
    """Name the files that the rules make, relative to the results, with the rule of each."""
    return {file.name: file.rule for file in _output_files(study) if file.is_kept}


def find_rules(study: StudyFolder) -> set[str]:
    """Name the rules that make files, also such as are removed when they have been read."""
    return {file.rule for file in _output_files(study)}


def find_outputs_of(study: StudyFolder, sources: Collection[str]) -> list[str]:
    """Name the files, relative to the results, whose rule reads one of these inputs."""
    return [file.name for file in _output_files(study) if file.inputs & set(sources)]


def copy_inputs(study: StudyFolder, folder: Path) -> StudyFolder:
    """Copy into a folder all that a run of the study may read, and nothing else."""
    refuse_outside([*find_inputs(study), str(study.config["results_dir"])], study.configfile)
    for name in find_inputs(study):
        if (study.root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(study.root / name, folder / name)
    return StudyFolder(folder, study.configfile, study.config)


def run_workflow(study: StudyFolder, cores: int, rules: Sequence[str] = ()) -> None:
    """Run the study, or these rules of it alone; RunError, with what the rules refused, where the run ends early."""
    allowed = ["--allowed-rules", *rules] if rules else []
    _snakemake(study, "--cores", str(cores), *allowed)


def record_inputs(study: StudyFolder) -> None:
    """Let Snakemake record of every result, also one that was copied and not made, what its rule reads."""
    _snakemake(study, "--cores", "1", "--touch", "--forceall")


def clear_lock(root: Path) -> bool:
    """Remove the lock that a run left which was killed; whether there was one. StudyError where a run is at work.

    ASSUME: the runs of a folder are processes of this machine; those of other machines on a shared disk are not seen.
    """
    locks = list((root / ".snakemake" / "locks").glob("*"))
    if not locks:
        return False
    at_work = _find_runs(root)
    if at_work:
        raise StudyError(
            what="a run is at work in this folder",
            where=root.name,
            found=f"process {at_work[0]}",
            expected="one run at a time",
            remedy="wait until it has ended, then run again",
        )
    for lock in locks:
        lock.unlink(missing_ok=True)
    return True


def date_in_the_present(study: StudyFolder) -> int:
    """Date now what is dated in the future, which Snakemake takes for newer than what is made of it; return how many.

    Results have such dates after a clock was set back, inputs where an archive was unpacked in another time zone.
    """
    now = time.time()
    dates = dict.fromkeys(study.results.rglob("*"), now)
    # A result that is as old as its script is taken for out of date.
    dates |= {study.root / name: now - 1 for name in find_inputs(study)}
    return sum(_date_back(path, date, now) for path, date in dates.items())


def _date_back(path: Path, date: float, now: float) -> bool:
    """Set the date of a file, and of the link to it, where it lies after `now`; return whether one was set."""
    is_dated = False
    for follows in (True, False):
        # On a read-only disk, or of a file of another user, no date can be changed; on Windows, none of a link.
        with suppress(OSError, NotImplementedError):
            if path.is_file() and path.stat(follow_symlinks=follows).st_mtime > now:
                os.utime(path, (date, date), follow_symlinks=follows)
                is_dated = True
    return is_dated


def run_in_terminal(study: StudyFolder, cores: int) -> None:
    """Run the study with its progress on the terminal; StudyError, in one line, where the run ends early."""
    _require_writable(study.root)
    began = time.time()
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--configfile", study.configfile]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=study.root, process_group=0 if HAS_GROUPS else None, stderr=subprocess.PIPE
    ) as process:
        status, held = _follow(process)
    if status:
        reason = _reason_of_end(study, status, began, held)
        if reason is None:
            sys.stderr.write(held)
            reason = _early_end(study, f"exit status {status}", "read the lines above, correct it and run again")
        raise reason


def _follow(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """Hand on what a run says until its first error, and wait for its end; return its status and what was held back.

    Ctrl-C, however often, and the end of the terminal end it, unless this process was started to ignore them, as by
    nohup; Ctrl-Z stops it with all its jobs.
    """
    ends: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        """Tell the run to end. To raise an error here would break into whatever is at work, this function included."""
        ends.append(number)
        _signal_group(process, signal.SIGTERM)

    handlers: dict[int, Callable[[int, FrameType | None], None]] = dict.fromkeys(ENDS, end)
    if HAS_GROUPS:
        handlers[signal.SIGTSTP] = lambda *_: _pause(process)
    heard = [number for number in handlers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handlers[number]) for number in heard}
    held: list[str] = []
    try:
        for line in process.stderr or ():
            _hand_on(line.decode("utf-8", errors="replace"), held, bool(ends))
        status = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return INTERRUPTED if ends and status else status, "".join(held)


def _hand_on(line: str, held: list[str], is_interrupted: bool) -> None:
    if is_interrupted or held or ALARM.match(line):
        if not held and not is_interrupted:
            print("A step has stopped; the run ends when those at work are done.", file=sys.stderr)
        held.append(line)
    else:
        sys.stderr.write(line)


def _pause(process: "subprocess.Popen[bytes]") -> None:
    """Stop the run with all its jobs and this process, until the shell lets it go on."""
    _signal_group(process, signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
    _signal_group(process, signal.SIGCONT)


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Send a signal to Snakemake and its jobs; at SIGTERM Python ends without a traceback, and Snakemake tidies up."""
    if HAS_GROUPS:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _reason_of_end(study: StudyFolder, status: int, began: float, said: str) -> ValueError | None:
    """Say why a run ended early: what happened to it from outside, or the refusals of its rules; None: neither."""
    if status in (INTERRUPTED, 128 + signal.SIGINT, -signal.SIGINT):
        return _early_end(study, "Ctrl-C", AGAIN)
    if full := _full_disk(study, said):
        return full
    if gone := GONE.search(said):
        return _early_end(study, f"no {gone[1]} when it was needed", f"restore it, unless a rule makes it, and {AGAIN}")
    if status < 0:
        happened = f"the system ended it (signal {-status}), as it does where memory is short"
        return _early_end(study, happened, f"close other programs or lower CORES, and {AGAIN}")
    logs = (path for path in (study.results / "logs").rglob("*.log") if path.stat().st_mtime >= began)
    refusals = _refusals("\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(logs)))
    return RunError("\n".join(refusals)) if refusals else None


def _refusals(said: str) -> list[str]:
    """Return the refusals of rules among the lines of a log, each once."""
    lines = [line for line in said.splitlines() if line.startswith("error: ")]
    return list(dict.fromkeys(line.removeprefix("error: ") for line in lines))


def _full_disk(study: StudyFolder, said: str) -> StudyError | None:
    """Return what is to be said of a full disk, of the study's folder or of temporary files; None where it is not."""
    free = {folder: shutil.disk_usage(folder).free for folder in (study.root, Path(tempfile.gettempdir()))}
    least = min(free, key=lambda folder: free[folder])
    if free[least] >= LEAST_FREE and os.strerror(errno.ENOSPC) not in said:
        return None
    happened = f"a full disk (now {free[least] / 1e6:.0f} MB free in {least})"
    return _early_end(study, happened, f"make room and {AGAIN}")


def _early_end(study: StudyFolder, happened: str, remedy: str) -> StudyError:
    return StudyError(
        what="the run ended early",
        where=study.configfile,
        found=happened,
        expected="every result",
        remedy=remedy,
    )


def _require_writable(root: Path) -> None:
    """Raise StudyError where Snakemake cannot keep its records: on a read-only disk, in a folder of another user."""
    closed = [folder for folder in (root, root / ".snakemake") if folder.is_dir() and not os.access(folder, os.W_OK)]
    if closed:
        raise StudyError(
            what="this folder cannot be written to",
            where=closed[0].name,
            found="a read-only disk, or a folder of another user",
            expected="a folder of your own",
            remedy=f"copy the project to one; {sentra('verify')} works where it is",
        )


def _find_runs(root: Path) -> list[int]:
    """Return the processes, other than this one, that run Snakemake in a folder."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "cwd"]):
        words = process.info["cmdline"] or []
        is_snakemake = any(Path(word).stem == "snakemake" for word in words[:3])
        if is_snakemake and process.info["cwd"] and Path(process.info["cwd"]).resolve() == root.resolve():
            found.append(int(process.info["pid"]))
    return [number for number in found if number != os.getpid()]


def _output_files(study: StudyFolder) -> list[_OutputFile]:
    lines = _snakemake(study, "--detailed-summary").stdout.splitlines()
    table = csv.DictReader((line for line in lines if "\t" in line), delimiter="\t")
    results = study.relative(study.results) + "/"
    files = [
        _OutputFile(
            row["output_file"].removeprefix(results),
            row["rule"],
            frozenset(row["input-file(s)"].split(",")),
            row["status"] != TEMPORARY,
        )
        for row in table
        if row["output_file"].startswith(results)
    ]
    return sorted(files, key=lambda file: file.name)


def _snakemake(study: StudyFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call Snakemake in the study's folder, without a profile of the user's own; RunError where it ends early."""
    _require_writable(study.root)
    command = [sys.executable, "-m", "snakemake", "--profile", "none", "--configfile", study.configfile, *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
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
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        last = [line for line in lines if not line.startswith("Using workflow specific profile")][-3:]
        reasons = _refusals(result.stderr) or last or ["the run said nothing"]
        raise _full_disk(study, result.stderr) or RunError("\n".join(reasons))
    return result


def run_study(*, root: Path, configfile: str, cores: int) -> None:
    """Run the study: make every result that is missing or out of date."""
    study = open_study(root, configfile)
    if clear_lock(root):
        print("note: a run was killed here and left its lock, which is removed; it goes on where that run stopped")
    if count := date_in_the_present(study):
        print(f"note: dated now what was dated in the future, as after a clock was set back: {count} file(s)")
    run_in_terminal(study, cores)
