"""Snakemake on a study's folder: what is due, which rule makes which file, and runs, there and in a scratch folder."""

import csv
import errno
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

import psutil

from study.base.errors import StudyError, sentra
from study.base.files import write_text
from study.reproduction.study_folder import StudyFolder, find_inputs, open_study, refuse_outside

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


def tie_results(study: StudyFolder) -> None:
    """Give results and records one mark, if they have none; StudyError where the results belong to other records."""
    require_records(study)
    marks = _marks(study)
    if not _read(marks[0]):
        mark = secrets.token_hex(8)
        for path in reversed(marks):  # ended between the two, the next run gives another; results alone it would refuse
            write_text(mark, path)


def require_records(study: StudyFolder) -> None:
    """Raise StudyError where the results belong to records of another folder, or to none."""
    theirs, ours = map(_read, _marks(study))
    is_recorded = (study.root / ".snakemake" / "metadata").is_dir() or not (study.results / "full").is_dir()
    if not is_recorded or (theirs and theirs != ours):
        raise StudyError(
            what="these results are not of this folder",
            where=study.relative(study.results),
            found="results that were copied, moved or made in another folder, or whose records (.snakemake) are gone",
            expected="results that were made here",
            remedy="delete that folder, or name another as results_dir, and run again",
        )


def stop_without_records(root: Path, config: Mapping[str, Any]) -> None:
    """End with one line, before Snakemake asks what is due, where it would take results that it did not make."""
    try:
        require_records(StudyFolder(root, "", config))
    except StudyError as error:
        sys.exit(f"error: {error}")


def _marks(study: StudyFolder) -> tuple[Path, Path]:
    """The files with the mark of the results and with that of their records."""
    name = quote(study.relative(study.results), safe="")
    return study.results / "logs" / "records", study.root / ".snakemake" / "records" / name


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def find_due_rules(study: StudyFolder) -> dict[str, int]:
    """Name the rules that would run now, with their number of jobs; empty where every result is up to date.

    StudyError where that is not known: the results are not of this folder.
    """
    require_records(study)
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
    _require_writable(study.root, study.results)
    tie_results(study)
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
        what="the run ended early", where=study.configfile, found=happened, expected="every result", remedy=remedy
    )


def _require_writable(root: Path, *others: Path) -> None:
    """Raise StudyError where Snakemake cannot keep its records, or other folders are closed: to another user, say."""
    folders = (root, root / ".snakemake", *others)
    closed = [folder for folder in folders if folder.is_dir() and not os.access(folder, os.W_OK)]
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
        command, cwd=study.root, capture_output=True, encoding="utf-8", errors="replace", check=False, env=environment
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
