"""The measurements run, and what is kept of the last ones says what they were."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
SMALL = [
    ("beside_floor", {"name": "study", "resamples": 20, "threads": 2, "repeats": 2}),
    ("ours", {"name": "wide", "indicators": 30, "cases": 60, "resamples": 5, "threads": 1}),
    ("beside_loop", {"cases": 30, "permutations": 200}),
    ("ordinal_bootstrap", {"name": "ecsi", "resamples": 3}),
    ("hidden_segments", {"name": "ecsi", "segments": 2, "starts": 2}),
    ("openpls_segments", {"name": "ecsi", "segments": 2, "starts": 1}),
    ("polychoric_beside_textbook", {"name": "ecsi"}),
    ("one_estimate", {"cases": 500, "repeats": 2}),
    ("studies", {"number": 3, "resamples": 5, "processes": 2}),
]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench", FOLDER / "bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize(("task", "arguments"), SMALL, ids=[task for task, _ in SMALL])
def test_a_measurement_returns_time_and_memory(bench: ModuleType, task: str, arguments: dict[str, Any]) -> None:
    row = bench.measure(task, **arguments)
    assert row["task"] == task
    assert row["seconds"] > 0
    assert 20 < row["peak_mib"] < 1024


def test_a_measurement_that_fails_stops_the_run_and_says_why(bench: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"no_such_task \{\} failed:(.|\n)*KeyError: 'no_such_task'"):
        bench.measure("no_such_task")


def test_the_targets_of_the_kept_results_follow_from_their_measurements(bench: ModuleType, kept: Any) -> None:
    assert kept["quick"] is False
    assert kept["targets"] == bench.targets(kept["runs"])
    assert {row["target"] for row in kept["targets"] if not row["met"]} == set()


def test_a_missed_target_is_told(bench: ModuleType, kept: Any) -> None:
    slow = [row | {"seconds": 1000 * row["seconds"]} if row["task"] == "studies" else row for row in kept["runs"]]
    missed = [row["target"] for row in bench.targets(slow) if not row["met"]]
    assert missed == ["1,000 studies x 1,000 resamples, two cores, s"]
    assert "MISSED  1,000 studies" in bench.table(bench.targets(slow))


def test_the_kept_results_name_no_place(kept: Any) -> None:
    assert "/" not in json.dumps(kept)
