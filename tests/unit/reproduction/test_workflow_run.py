"""A run on the terminal: what ended it stands in one line, and a lock that a killed run left is removed."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from study.base.errors import StudyError
from study.reproduction import workflow_run
from study.reproduction.study_folder import StudyFolder
from study.reproduction.workflow_run import (
    RunError,
    clear_lock,
    copy_inputs,
    date_in_the_present,
    find_due_rules,
    find_makers,
    find_rules,
    run_in_terminal,
    run_workflow,
)

Disk = namedtuple("Disk", ("total", "used", "free"))
SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
ROOMY = Disk(10**12, 0, 10**12)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFolder:
    """A study whose only rule writes a log and does what `body.sh` says."""
    (tmp_path / "config.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "Snakefile").write_text(
        'rule all:\n    output: "results/a"\n    log: "results/logs/all.log"\n    shell: "sh body.sh {log} {output}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda _: ROOMY)
    return StudyFolder(tmp_path, "config.yaml", {"results_dir": "results"})


def write_body(study: StudyFolder, text: str) -> None:
    (study.root / "body.sh").write_text(text + "\n", encoding="utf-8")


def lock(study: StudyFolder) -> Path:
    path = study.root / ".snakemake" / "locks" / "0.output.lock"
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def test_a_run_that_ends_well_says_nothing_more(study: StudyFolder) -> None:
    write_body(study, "touch $2")
    run_in_terminal(study, 1)
    assert (study.results / "a").is_file()


def test_what_a_rule_refused_is_said_last(study: StudyFolder) -> None:
    write_body(study, 'echo "error: no such answer: row 3" > $1; echo more >> $1; exit 1')
    with pytest.raises(RunError, match=r"^no such answer: row 3$"):
        run_in_terminal(study, 1)


def test_parts_that_are_removed_when_gathered_are_no_results(study: StudyFolder) -> None:
    """Such as those of a divided bootstrap: make freeze took them for results that are missing."""
    (study.root / "Snakefile").write_text(
        'rule gather:\n    input: "results/part"\n    output: "results/a"\n    shell: "cp {input} {output}"\n'
        'rule draw:\n    output: temp("results/part")\n    shell: "touch {output}"\n',
        encoding="utf-8",
    )
    run_in_terminal(study, 1)
    assert find_makers(study) == {"a": "gather"}
    assert find_rules(study) == {"draw", "gather"}


def test_a_file_that_is_dated_in_the_future_stops_no_run(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snakemake refuses what it made because its input is newer, at every run until the clock is there."""
    (study.root / "Snakefile").write_text(
        'rule all:\n    input: "a.csv"\n    output: "results/a"\n    shell: "cp {input} {output}"\n', encoding="utf-8"
    )
    given = study.root / "a.csv"
    given.write_text("1\n", encoding="utf-8")
    later = time.time() + 7 * 3600
    os.utime(given, (later, later))
    monkeypatch.setattr(workflow_run, "find_inputs", lambda _: {"a.csv": "data", "Snakefile": "code"})
    copy = copy_inputs(study, study.root / "copy")
    (copy.root / "config.yaml").write_text("a: 1\n", encoding="utf-8")
    run_workflow(copy, 1)
    with pytest.raises(StudyError):
        run_in_terminal(study, 1)
    assert date_in_the_present(study) == 1
    run_in_terminal(study, 1)
    assert (study.results / "a").is_file()


@pytest.mark.skipif(os.utime not in os.supports_follow_symlinks, reason="Windows dates no links")
def test_nothing_is_due_again_after_a_clock_was_set_back(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snakemake takes a result for out of date that is as old as its script; of a link it reads the link's own date."""
    (study.root / "make.py").write_text("open(snakemake.output[0], 'w').close()\n", encoding="utf-8")
    (study.root / "Snakefile").write_text(
        'rule all:\n    input: "results/a"\n'
        'rule make:\n    input: "a.csv"\n    output: "results/a"\n    script: "make.py"\n',
        encoding="utf-8",
    )
    (study.root / "data").write_text("1\n", encoding="utf-8")
    (study.root / "a.csv").symlink_to("data")
    run_in_terminal(study, 1)
    inputs = ["a.csv", "make.py", "Snakefile"]
    monkeypatch.setattr(workflow_run, "find_inputs", lambda _: dict.fromkeys(inputs, "code"))
    for name in (*inputs, "results/a"):
        later = (study.root / name).stat().st_mtime + 7 * 3600
        os.utime(study.root / name, (later, later), follow_symlinks=False)
    assert date_in_the_present(study) == len(inputs) + 1
    assert find_due_rules(study) == {}
    assert date_in_the_present(study) == 0


def test_a_file_whose_date_cannot_be_changed_is_left(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """One on a read-only disk, or of another user."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    later = time.time() + 60
    os.utime(study.root / "Snakefile", (later, later))
    monkeypatch.setattr(workflow_run, "find_inputs", lambda _: {"Snakefile": "code"})
    monkeypatch.setattr(os, "utime", refuse)
    assert date_in_the_present(study) == 0


@pytest.mark.parametrize(
    ("body", "free"), [("exit 1", 3_000), ("echo OSError: No space left on device >&2; exit 1", 9_000_000)]
)
def test_a_full_disk_is_named(study: StudyFolder, monkeypatch: pytest.MonkeyPatch, body: str, free: int) -> None:
    """What was half made is removed then, so that there may be room again."""
    write_body(study, body)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 0, free))
    full = rf"^the run ended early: config.yaml: found a full disk \(now {free // 10**6} MB free in .*\); .* make room"
    with pytest.raises(StudyError, match=full):
        run_in_terminal(study, 1)
    with pytest.raises(StudyError, match=full):
        run_workflow(study, 1)


def test_an_error_of_another_kind_is_none_of_the_disk(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    write_body(study, "exit 1")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 0, 9_000_000))
    with pytest.raises(StudyError, match="found exit status 1"):
        run_in_terminal(study, 1)


def test_what_snakemake_says_of_an_error_is_shown_where_nothing_else_tells_of_it(
    study: StudyFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    write_body(study, 'echo "error: no such answer: row 3" > $1; exit 1')
    with pytest.raises(RunError):
        run_in_terminal(study, 1)
    shown = capfd.readouterr().err
    assert "Error in rule" not in shown
    assert "Select jobs to execute..." in shown
    write_body(study, "echo no word of ours >&2; exit 1")
    with pytest.raises(StudyError, match="read the lines above"):
        run_in_terminal(study, 1)
    assert "Error in rule" in capfd.readouterr().err


@pytest.mark.skipif(not workflow_run.HAS_GROUPS, reason="Windows has no Ctrl-Z")
def test_ctrl_z_stops_the_jobs_until_they_may_go_on(study: StudyFolder) -> None:
    code = (
        "from pathlib import Path; from study.reproduction.study_folder import StudyFolder; "
        "from study.reproduction.workflow_run import run_in_terminal; "
        "run_in_terminal(StudyFolder(Path.cwd(), 'config.yaml', {'results_dir': 'results'}), 1)"
    )
    write_body(study, "for n in $(seq 20); do echo $n >> ticks; sleep 0.2; done; touch $2")
    ticks = study.root / "ticks"
    run = subprocess.Popen(
        [sys.executable, "-c", code], cwd=study.root, env={**os.environ, "PYTHONPATH": str(SCRIPTS)}, process_group=0
    )
    while not ticks.exists():
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGTSTP)
    time.sleep(0.5)
    stopped = ticks.read_text()
    time.sleep(1)
    assert ticks.read_text() == stopped
    os.killpg(run.pid, signal.SIGCONT)
    assert run.wait(timeout=60) == 0
    assert (study.results / "a").is_file()


@pytest.mark.parametrize(
    ("status", "said", "found"),
    [
        (workflow_run.INTERRUPTED, "", "Ctrl-C"),
        (-signal.SIGINT, "", "Ctrl-C"),
        (-9, "", "the system ended it (signal 9)"),
        (
            1,
            "OSError: Missing files after 5 seconds.\ndata/a b.csv (missing locally, parent dir contents: c.csv)\n",
            "no data/a b.csv when it was needed",
        ),
    ],
)
def test_every_other_end_is_one_line(study: StudyFolder, status: int, said: str, found: str) -> None:
    message = str(workflow_run._reason_of_end(study, status, time.time(), said))
    assert f"found {found}" in message
    assert "\n" not in message


def test_a_project_that_cannot_be_written_to_is_one_line_before_anything_runs(
    study: StudyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As seen on a read-only disk; whoever runs the tests as root may write to any folder on others."""
    (study.root / ".snakemake").mkdir(exist_ok=True)
    monkeypatch.setattr(os, "access", lambda folder, _: folder.name != ".snakemake")
    for action in (lambda: run_in_terminal(study, 1), lambda: find_due_rules(study)):
        with pytest.raises(
            StudyError, match=r"^this folder cannot be written to: \.snakemake: .*sentra\.py verify works"
        ):
            action()


def test_results_that_cannot_be_written_to(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    study.results.mkdir()
    monkeypatch.setattr(os, "access", lambda folder, _: folder.name != "results")
    with pytest.raises(StudyError, match=r"^this folder cannot be written to: results: "):
        run_in_terminal(study, 1)


@pytest.fixture
def heard() -> Iterator[None]:
    """Hear Ctrl-C, which a shell has commands in the background ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_pressed_again_while_the_run_ends_is_one_line(
    study: StudyFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    """A job in Python told of Ctrl-C itself would end in a traceback above that line.

    The shell around it waits for the last press, so that the run has not ended before, however slow the machine is.
    """
    job = (
        "import time; from pathlib import Path; Path('began').touch(); "
        "[time.sleep(0.05) for _ in iter(Path('pressed').exists, True)]; time.sleep(5); Path('survived').touch()"
    )
    write_body(study, f'trap : TERM; {sys.executable} -c "{job}"; until [ -e pressed ]; do sleep 0.05; done')

    def press() -> None:
        while not (study.root / "began").exists():
            time.sleep(0.05)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)
        (study.root / "pressed").touch()

    Thread(target=press, daemon=True).start()
    with pytest.raises(StudyError, match=r"^the run ended early: config.yaml: found Ctrl-C;"):
        run_in_terminal(study, 1)
    assert "Traceback" not in capfd.readouterr().err
    assert not (study.root / "survived").exists()


@pytest.mark.skipif(not workflow_run.HAS_GROUPS, reason="Windows has no hang-up")
def test_a_run_under_nohup_outlives_its_terminal(study: StudyFolder) -> None:
    write_body(study, "touch began; until [ -e closed ]; do sleep 0.05; done; touch $2")

    def close() -> None:
        while not (study.root / "began").exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGHUP)
        (study.root / "closed").touch()

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Thread(target=close, daemon=True).start()
    try:
        run_in_terminal(study, 1)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (study.results / "a").is_file()


def test_the_lock_of_a_killed_run_is_removed(study: StudyFolder) -> None:
    assert not clear_lock(study.root)
    left = lock(study)
    assert clear_lock(study.root)
    assert not left.exists()


def test_the_lock_of_a_run_at_work_stays(study: StudyFolder) -> None:
    held = lock(study)
    (study.root / "snakemake.py").write_text("import time; print(flush=True); time.sleep(60)", encoding="utf-8")
    command = [sys.executable, "snakemake.py"]
    with subprocess.Popen(command, cwd=study.root, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            with pytest.raises(StudyError, match=rf"a run is at work in this folder: .* found process {process.pid};"):
                clear_lock(study.root)
        finally:
            process.kill()
    assert held.exists()
