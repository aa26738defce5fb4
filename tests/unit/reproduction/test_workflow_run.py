"""A run on the terminal: what ended it stands in one line, and a lock that a killed run left is removed."""

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
    find_due_rules,
    find_makers,
    find_rules,
    run_in_terminal,
)

Disk = namedtuple("Disk", ("total", "used", "free"))
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


def test_a_full_disk_is_named(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    write_body(study, "exit 1")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 0, 3_000_000))
    with pytest.raises(
        StudyError, match=r"^the run ended early: config.yaml: found a full disk \(3 MB free\); .* make room"
    ):
        run_in_terminal(study, 1)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (1, "exit status 1"),
        (workflow_run.INTERRUPTED, "Ctrl-C"),
        (-signal.SIGINT, "Ctrl-C"),
        (-9, "the system ended it (signal 9)"),
    ],
)
def test_every_other_end_is_one_line(study: StudyFolder, status: int, found: str) -> None:
    message = str(workflow_run._reason_of_end(study, status, time.time()))
    assert f"found {found}" in message
    assert "\n" not in message


def test_a_project_that_cannot_be_written_to_is_one_line_before_anything_runs(
    study: StudyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As seen on a read-only disk; whoever runs the tests as root may write to any folder on others."""
    (study.root / ".snakemake").mkdir(exist_ok=True)
    monkeypatch.setattr(os, "access", lambda folder, _: folder.name != ".snakemake")
    for action in (lambda: run_in_terminal(study, 1), lambda: find_due_rules(study)):
        with pytest.raises(StudyError, match=r"^this folder cannot be written to: \.snakemake: .*make verify works"):
            action()


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
    """A job in Python told of Ctrl-C itself would end in a traceback above that line."""
    job = "import time; open('began', 'w').close(); time.sleep(20); open('survived', 'w').close()"
    write_body(study, f'{sys.executable} -c "{job}"')

    def press() -> None:
        while not (study.root / "began").exists():
            time.sleep(0.05)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.3)

    Thread(target=press).start()
    with pytest.raises(StudyError, match=r"^the run ended early: config.yaml: found Ctrl-C;"):
        run_in_terminal(study, 1)
    assert "Traceback" not in capfd.readouterr().err
    assert not (study.root / "survived").exists()


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
