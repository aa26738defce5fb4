"""The engine alone can be installed: with its version, types, examples and licence, and without the rest."""

import re
import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
import yaml

import plssem

ROOT = Path(__file__).resolve().parents[2]
USE = """
import doctest, importlib, sys
import numpy as np
import plssem
names = {name: getattr(plssem, name) for name in plssem.__all__} | {"np": np}
result = doctest.testmod(importlib.import_module("plssem.necessity"), extraglobs=names)
assert not result.failed
print(plssem.__file__, plssem.__version__, result.attempted)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"study", "pandas", "snakemake", "matplotlib"}))
"""


@dataclass(frozen=True)
class Environment:
    """A virtual environment of its own: its interpreter and its folder of packages."""

    python: Path
    packages: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install the engine without a network; what it needs is found in the environment of the tests."""
    folder = tmp_path_factory.mktemp("engine")
    venv.create(folder, with_pip=True)
    windows = sys.platform == "win32"
    (packages,) = folder.glob("Lib/site-packages" if windows else "lib/python*/site-packages")
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    of_the_tests = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (packages / "tests.pth").write_text("\n".join(of_the_tests), encoding="utf-8")
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]
    command = [python, "-m", "pip", "install", *options, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return Environment(python, packages)


@pytest.fixture(scope="module")
def engine(installed: Environment) -> Distribution:
    (found,) = [each for each in distributions(path=[str(installed.packages)]) if each.name == "plssem"]
    return found


def test_the_wheel_holds_the_engine_and_nothing_else(engine: Distribution) -> None:
    files = {str(path).replace("\\", "/") for path in engine.files or () if "__pycache__" not in str(path)}
    source = ROOT / "scripts" / "plssem"
    expected = {f"plssem/{path.name}" for path in source.iterdir() if path.is_file()}
    assert "plssem/py.typed" in expected
    assert {file for file in files if ".dist-info/" not in file} == expected
    carried = {"LICENSE", "CITATION.cff"}
    assert carried == {file.rpartition("/")[2] for file in files if "/licenses/" in file}


def test_it_needs_numpy_and_scipy_alone(engine: Distribution) -> None:
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in engine.requires or ()}
    assert names == {"numpy", "scipy"}


def test_the_version_is_that_of_the_citation(engine: Distribution) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert engine.version == plssem.__version__ == citation["version"]
    assert engine.metadata["License-Expression"] == citation["license"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project


def test_the_examples_run_where_it_is_installed(installed: Environment, tmp_path: Path) -> None:
    command = [installed.python, "-c", USE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    *place, version, examples = done.stdout.splitlines()[0].split(" ")
    assert Path(" ".join(place)).parent == installed.packages / "plssem"
    assert version == plssem.__version__
    assert int(examples) > 10  # those of the other modules: test_doctests.py
    assert done.stdout.splitlines()[1] == "[]"


def test_the_installation_leaves_nothing_in_the_project(installed: Environment) -> None:
    assert installed.packages.is_dir()
    assert [*ROOT.glob("*.egg-info"), *ROOT.glob("scripts/*.egg-info"), *ROOT.glob("build"), *ROOT.glob("dist")] == []
