"""How a rule's `main` is filled by its signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from study.base.job import job_arguments

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


def test_an_argument_that_nothing_provides_is_named() -> None:
    def main(*, growth: Path) -> None: ...

    with pytest.raises(TypeError, match="no input, output, param or wildcard is called growth"):
        job_arguments(main, JOB)


def test_a_name_for_two_things_is_refused() -> None:
    def main(*, seed: int) -> None: ...

    twice = SimpleNamespace(**{**vars(JOB), "wildcards": {"seed": "1"}})
    with pytest.raises(TypeError, match="more than one input, output, param or wildcard is called seed"):
        job_arguments(main, twice)
