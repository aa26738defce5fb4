"""How a rule's `main` is filled by its signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from jobs import call
from study.base.files import read_arrays, read_json, read_table, write_results
from study.base.job import ArgumentGroup, job_arguments

JOB = SimpleNamespace(
    input={"responses": "r.csv", "pilot": "p.csv", "draws": ["a.npz", "b.npz"]},
    output={"table": "t.csv", "summary": "s.json"},
    params={"seed": 1, "settings": {"scheme": "path"}, "code": "hash", "rules": {"file": "x"}},
    wildcards={"sample": "full"},
)


@dataclass(frozen=True)
class Settings:
    scheme: str


@dataclass(frozen=True)
class Rules:
    path: Path

    @classmethod
    def from_config(cls, entry: Mapping[str, str]) -> "Rules":
        return cls(Path(entry["file"]))


def test_arguments_are_made_what_their_annotations_say() -> None:
    def main(
        *, responses: Path, draws: Sequence[Path], seed: int, settings: Settings, rules: Rules, sample: str, table: Path
    ) -> None: ...

    assert job_arguments(main, JOB) == {
        "responses": Path("r.csv"),
        "draws": [Path("a.npz"), Path("b.npz")],
        "seed": 1,
        "settings": Settings("path"),
        "rules": Rules(Path("x")),
        "sample": "full",
        "table": Path("t.csv"),
    }


@dataclass(frozen=True)
class Sample(ArgumentGroup):
    responses: Path
    settings: Settings
    growth: Path | None = None


@dataclass(frozen=True)
class Growth(ArgumentGroup):
    growth: Path
    stagnation: float


def test_a_group_is_filled_by_the_names_of_its_fields() -> None:
    def main(*, sample_of: Sample, responses: Path, **others: Path) -> None: ...

    lists = {name: value for name, value in JOB.input.items() if isinstance(value, str)}
    arguments = job_arguments(main, SimpleNamespace(**{**vars(JOB), "input": lists}))
    assert arguments == {
        "sample_of": Sample(Path("r.csv"), Settings("path")),
        "responses": Path("r.csv"),
        "pilot": Path("p.csv"),
    }


def test_an_optional_group_is_left_out_where_nothing_has_its_names_and_refused_in_part() -> None:
    def main(*, series: Growth | None = None) -> None: ...

    assert job_arguments(main, JOB) == {}
    half = SimpleNamespace(**{**vars(JOB), "params": {"stagnation": 0.1}})
    with pytest.raises(TypeError, match=r"Growth of .*: no input, output, param or wildcard is called growth"):
        job_arguments(main, half)


def test_the_tests_fill_a_group_as_a_rule_does() -> None:
    found = []

    def main(*, sample_of: Sample, responses: Path, seed: int) -> None:
        found.append((sample_of, responses, seed))

    call(main, responses=Path("r.csv"), settings=Settings("path"), seed=1)
    assert found == [(Sample(Path("r.csv"), Settings("path")), Path("r.csv"), 1)]


def test_optional_arguments_may_be_missing() -> None:
    def main(*, pilot: Path | None = None, growth: Path | None = None) -> None: ...

    assert job_arguments(main, JOB) == {"pilot": Path("p.csv")}


def test_all_outputs_and_the_remaining_inputs_come_by_name() -> None:
    def main(*, draws: Sequence[Path], outputs: Mapping[str, Path], **tables: Path) -> None: ...

    arguments = job_arguments(main, JOB)
    assert arguments["outputs"] == {"table": Path("t.csv"), "summary": Path("s.json")}
    assert {name: arguments[name] for name in ("responses", "pilot")} == {
        "responses": Path("r.csv"),
        "pilot": Path("p.csv"),
    }


def test_results_are_written_into_the_outputs_of_their_names(tmp_path: Path) -> None:
    draws = [tmp_path / "a.npz", tmp_path / "b.npz"]
    files = {"table": tmp_path / "t.csv", "facts": tmp_path / "f.json", "draws": draws}
    arrays = [{"x": np.arange(3.0)}, {"x": np.arange(2.0)}]
    write_results({"table": pd.DataFrame({"n": [1]}), "facts": {"n": None}, "draws": arrays}, files)
    assert read_table(tmp_path / "t.csv")["n"].tolist() == [1]
    assert read_json(tmp_path / "f.json") == {"n": None}
    assert [read_arrays(file)["x"].tolist() for file in draws] == [[0, 1, 2], [0, 1]]
    with pytest.raises(KeyError, match="other"):
        write_results({"other": {}}, files)


def test_an_argument_that_nothing_provides_is_named() -> None:
    def main(*, growth: Path) -> None: ...

    with pytest.raises(TypeError, match="no input, output, param or wildcard is called growth"):
        job_arguments(main, JOB)


def test_a_name_for_two_things_is_refused() -> None:
    def main(*, seed: int) -> None: ...

    twice = SimpleNamespace(**{**vars(JOB), "wildcards": {"seed": "1"}})
    with pytest.raises(TypeError, match="more than one input, output, param or wildcard is called seed"):
        job_arguments(main, twice)
