"""What a system brings along: paths with spaces, files held open, terminals of few letters, Ctrl-C, a full disk."""

import ast
import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from study.base import environment as interpreter
from study.base.environment import as_command
from study.base.files import as_refusal
from study.base.job import run

ROOT = Path(__file__).resolve().parents[2]


def test_a_plain_path_stays() -> None:
    assert as_command("/opt/sentra/.venv/bin/python", "posix") == "/opt/sentra/.venv/bin/python"
    assert as_command(r"C:\sentra\.venv\Scripts\python.exe", "nt") == r"C:\sentra\.venv\Scripts\python.exe"


def test_a_path_with_a_space_is_one_word_of_a_command() -> None:
    assert as_command("/home/siti/My Documents/python", "posix") == "'/home/siti/My Documents/python'"


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        (r"C:\Users\SITIAM~1\python.exe", r"C:\Users\SITIAM~1\python.exe"),
        (r"C:\Users\Siti Aminah\python.exe", r'"C:\Users\Siti Aminah\python.exe"'),  # a disk without short names
    ],
)
def test_windows_is_asked_for_the_short_path(monkeypatch: pytest.MonkeyPatch, short: str, expected: str) -> None:
    monkeypatch.setattr(interpreter, "_short", lambda _: short)
    assert as_command(r"C:\Users\Siti Aminah\python.exe", "nt") == expected


@pytest.mark.slow
def test_a_project_in_a_folder_with_a_space_runs(tmp_path: Path) -> None:
    environment = tmp_path / "My Documents" / "environment"
    environment.parent.mkdir()
    environment.symlink_to(sys.prefix, target_is_directory=True)
    python = environment / "bin" / "python"
    flow = tmp_path / "My Documents" / "results" / "full" / "flow.json"
    for part in (
        "CITATION.cff",
        "requirements.in",
        "Snakefile",
        "config",
        "data",
        "manuscript",
        "profiles",
        "scripts",
        "workflow",
    ):
        (tmp_path / "My Documents" / part).symlink_to(ROOT / part)
    command = [python, "-m", "snakemake", "--cores", "1", "results/full/flow.json"]
    result = subprocess.run(command, cwd=flow.parents[2], capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    assert flow.is_file()


def job(log: Path, **provided: dict[str, object]) -> SimpleNamespace:
    nothing: dict[str, dict[str, object]] = {"input": {}, "output": {}, "params": {}, "wildcards": {}}
    return SimpleNamespace(log=[str(log)], **{**nothing, **provided})


def test_a_result_that_another_program_holds_is_refused_in_one_line(tmp_path: Path) -> None:
    def main() -> None:
        raise PermissionError(13, "Permission denied", "results/tables/tables.xlsx")

    with pytest.raises(SystemExit):
        run(main, job(tmp_path / "make_tables.log"))
    assert (tmp_path / "make_tables.log").read_text(encoding="utf-8") == (
        f"error: a file cannot be opened: {Path('results/tables/tables.xlsx')}: found access denied; expected a file "
        "that no program holds open; close it in Excel, Word or the viewer and run again\n"
    )


@pytest.mark.parametrize("settings", [{"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_what_a_terminal_cannot_write_ends_no_command(settings: dict[str, str]) -> None:
    said = (
        "from study.base.job import legible_output; legible_output(); print('jalur X \\u2192 Y: \\u03b2 \\u2265 0,2')"
    )
    environment = {
        **os.environ,
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": str(ROOT / "scripts"),
        **settings,
    }
    result = subprocess.run([sys.executable, "-c", said], capture_output=True, check=False, env=environment, timeout=60)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(b"jalur X ")


def test_every_command_speaks_to_every_terminal() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "scripts").glob("*.py")}
    commands = {name: text for name, text in texts.items() if "print(" in text or "sys.exit(" in text}
    assert list(commands) == ["sentra.py"]
    silent = [name for name, text in commands.items() if "legible_output()" not in text]
    assert silent == []


def test_every_text_file_is_read_and_written_as_utf_8_with_plain_line_ends() -> None:
    for path in (ROOT / "scripts").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                needed = {"read_text": {"encoding"}, "write_text": {"encoding", "newline"}}.get(node.func.attr, set())
                assert needed <= {keyword.arg for keyword in node.keywords}, f"{path.name}, line {node.lineno}"


def test_ctrl_c_while_a_command_is_loaded_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "argparse.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "scripts" / "sentra.py"), "diff"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr == "error: ended by Ctrl-C before it was done; run it again\n"


def test_a_command_in_another_folder_says_where_to_go(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "sentra.py"), "check-study"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: this is not the folder of the project: {tmp_path}: ")
    assert f"expected {ROOT}; go there first (cd)" in done.stderr


def test_a_full_disk_is_told_with_what_to_do() -> None:
    full = as_refusal(OSError(errno.ENOSPC, "No space left on device", "results/bundle.zip"))
    assert str(full).startswith("the disk is full: results/bundle.zip: found no space left;")
    other = FileNotFoundError(errno.ENOENT, "No such file", "a.csv")
    assert as_refusal(other) is other
