"""What a user gives to make names a file, a study or a number, and is never read by a shell or by make itself."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
STUB = '#!/bin/sh\nfor given in "$@"; do printf "%s\\n" "$given"; done\n'
HOSTILE = (
    "a b.csv",
    "`touch bad`.csv",
    '"; touch bad; ".csv',
    "'; touch bad; '.csv",
    "$(touch bad).csv",
    "$(shell touch bad).csv",
    "$${HOME} $HOME.csv",
    "a;touch bad",
    "a&touch bad|touch bad>bad",
    "a\\",
    "*.csv # no remark",
    "{x} %PATH% !x ~",
)
# A target, the value that it takes, and the argument that the program must get.
TAKEN = (
    ("start-study", "FILE", "{}", {"NAME": "shop"}),
    ("start-study", "NAME", "--name={}", {"FILE": "a.csv"}),
    ("start-study", "SHEET", "--sheet={}", {"FILE": "a.csv", "NAME": "shop"}),
    ("start-study", "MODEL", "--model={}", {"FILE": "a.csv", "NAME": "shop"}),
    ("start-study", "LANGUAGE", "--language={}", {"FILE": "a.csv", "NAME": "shop"}),
    ("check-study", "CONFIG", "--configfile={}", {}),
    ("twin", "CONFIG", "--configfile={}", {}),
    ("twin", "SEED", "--seed={}", {}),
    ("study", "CONFIG", "--configfile={}", {}),
    ("study", "CORES", "--cores={}", {}),
    ("unlock", "CONFIG", "--configfile={}", {}),
    ("freeze", "CONFIG", "--configfile={}", {}),
    ("freeze", "SIGN", "--sign={}", {}),
    ("verify", "CONFIG", "--configfile={}", {}),
    ("verify", "CORES", "--cores={}", {}),
    ("diff", "CONFIG", "--configfile={}", {}),
    ("bundle", "CONFIG", "--configfile={}", {}),
    ("check-docx", "FILE", "{}", {}),
    ("compare-smartpls", "FILE", "{}", {}),
    ("export-smartpls", "CONFIG", "--config={}", {}),
    ("crosscheck", "CONFIG", "--config={}", {}),
    ("pictures", "CONFIG", "--config={}", {}),
    ("bench-pipeline", "BASE", "{}", {}),
)

pytestmark = pytest.mark.skipif(os.name == "nt" or shutil.which("make") is None, reason="needs make and a POSIX shell")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which make finds everything set up, and programs that print what they are given."""
    folder = tmp_path_factory.mktemp("make")
    shutil.copyfile(ROOT / "Makefile", folder / "Makefile")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in (
        "requirements.lock",
        "requirements-test.lock",
        ".venv/made.stamp",
        ".venv/run.stamp",
        ".venv/test.stamp",
    ):
        (folder / name).touch()
    for name in ("python", "snakemake"):
        (programs / name).write_text(STUB, encoding="utf-8")
        (programs / name).chmod(0o755)
    return folder


def given_to_program(project: Path, target: str, values: dict[str, str], in_environment: bool = False) -> list[str]:
    before = sorted(project.rglob("*"))
    assignments = [] if in_environment else [f"{name}={value}" for name, value in values.items()]
    environment = {**os.environ, **(values if in_environment else {})}
    command = ["make", "--no-print-directory", target, *assignments]
    result = subprocess.run(
        command, cwd=project, capture_output=True, text=True, check=False, timeout=20, env=environment
    )
    assert result.returncode == 0, result.stderr
    assert sorted(project.rglob("*")) == before
    return result.stdout.split("\n")


@pytest.mark.parametrize(("target", "name", "form", "others"), TAKEN, ids=lambda value: str(value))
def test_a_value_reaches_the_program_as_it_was_given(
    project: Path, target: str, name: str, form: str, others: dict[str, str]
) -> None:
    value = " ".join(HOSTILE)
    assert form.format(value) in given_to_program(project, target, {**others, name: value})


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_only_names_a_file(project: Path, value: str) -> None:
    assert value in given_to_program(project, "start-study", {"FILE": value, "NAME": "shop"})
    assert value in given_to_program(project, "start-study", {"FILE": value, "NAME": "shop"}, in_environment=True)


# make itself drops blanks before a value.
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: text[0] != " "
)


@given(value=NAMES)
@settings(max_examples=25)
def test_any_name_of_a_file_stays_one_argument(project: Path, value: str) -> None:
    assert value in given_to_program(project, "start-study", {"FILE": value, "NAME": "shop"})


def test_the_language_of_the_desktop_is_no_choice(project: Path) -> None:
    given_ = given_to_program(project, "start-study", {"FILE": "a", "NAME": "b", "LANGUAGE": "en_US:en"}, True)
    assert not any("language" in argument for argument in given_)
