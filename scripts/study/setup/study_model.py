"""The study's model as `model.yaml` declares it: constructs, dimensions, indicators, paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from study.setup.config import read_yaml

__all__ = ["Construct", "Dimension", "Path", "StudyModel", "read_study_model"]

Label = Mapping[str, str]


@dataclass(frozen=True)
class Dimension:
    """A facet of a construct, with the indicators that measure it."""

    name: str
    label: Label
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Construct:
    """A construct, its label in each language and its dimensions in the order of the file."""

    name: str
    label: Label
    mode: str
    dimensions: tuple[Dimension, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The construct's indicators over all dimensions."""
        return tuple(code for dimension in self.dimensions for code in dimension.indicators)


@dataclass(frozen=True)
class Path:
    """A path from one construct to another; `hypothesis` is None where none is attached.

    direction: the sign that the hypothesis expects, "positive" or "negative".
    """

    source: str
    target: str
    hypothesis: str | None
    direction: str = "positive"

    @property
    def name(self) -> str:
        """The path as the result files write it."""
        return f"{self.source} -> {self.target}"


@dataclass(frozen=True)
class StudyModel:
    """Constructs by name and the paths between them, in the order of the file."""

    constructs: Mapping[str, Construct]
    paths: tuple[Path, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators, block by block."""
        return tuple(code for construct in self.constructs.values() for code in construct.indicators)

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The constructs that some path leads to."""
        return tuple(name for name in self.constructs if any(path.target == name for path in self.paths))

    @property
    def main_outcome(self) -> str:
        """The last construct that some path leads to."""
        return self.endogenous[-1]

    def construct_of(self, indicator: str) -> str:
        """Name the construct that an indicator measures; KeyError for an unknown indicator."""
        for name, construct in self.constructs.items():
            if indicator in construct.indicators:
                return name
        raise KeyError(indicator)


def read_study_model(path: FilePath) -> StudyModel:
    """Read `model.yaml`; its form is checked against the schema when the workflow starts."""
    content = read_yaml(path)
    return StudyModel(
        constructs={name: _construct(name, entry) for name, entry in content["constructs"].items()},
        paths=tuple(Path(**{"hypothesis": None, **path}) for path in content["paths"]),
    )


def _construct(name: str, entry: Mapping[str, Any]) -> Construct:
    # A construct without dimensions is its only one.
    undivided = [{"name": name, "label": entry["label"], "indicators": entry.get("indicators", ())}]
    dimensions = tuple(
        Dimension(dimension["name"], dimension["label"], tuple(dimension["indicators"]))
        for dimension in entry.get("dimensions", undivided)
    )
    return Construct(name, entry["label"], entry["mode"], dimensions)
