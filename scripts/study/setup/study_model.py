"""The study's model as `model.yaml` declares it: constructs, dimensions, indicators, paths."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from study.setup.config import Content, build, read_yaml

__all__ = [
    "ARROW",
    "TIMES",
    "Construct",
    "Dimension",
    "Interaction",
    "ModelPath",
    "Route",
    "StudyModel",
    "read_study_model",
]

Label = Mapping[str, str]
# As plssem writes paths and products; a test holds the two beside each other.
ARROW, TIMES = " -> ", " * "


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
class ModelPath:
    """A path from one construct to another, "X1 -> Y"; `hypothesis` is None where none is attached.

    direction: the sign that the hypothesis expects, "positive" or "negative".
    """

    source: str
    target: str
    hypothesis: str | None = None
    direction: str = "positive"

    @classmethod
    def parse(cls, text: str) -> "ModelPath":
        """Read a path as the files write it; ValueError for anything else."""
        source, target = text.split(ARROW)
        return cls(source, target)

    def __str__(self) -> str:
        """Return the path as the files write it."""
        return f"{self.source}{ARROW}{self.target}"

    @property
    def name(self) -> str:
        """The path as the files write it."""
        return str(self)

    @property
    def sign(self) -> int:
        """The sign that the hypothesis expects, 1 or -1."""
        return 1 if self.direction == "positive" else -1


@dataclass(frozen=True)
class Route:
    """A chain of two or more constructs that paths join, "X1 -> X3 -> Y"."""

    constructs: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Route":
        """Read a route as the files write it."""
        return cls(tuple(text.split(ARROW)))

    def __str__(self) -> str:
        """Return the route as the files write it."""
        return ARROW.join(self.constructs)


@dataclass(frozen=True)
class Interaction:
    """A product of two constructs that leads to a third, "X2 * X3 -> Y"; the second factor is the moderator."""

    factor: str
    moderator: str
    target: str

    @classmethod
    def parse(cls, text: str) -> "Interaction":
        """Read an interaction as the files write it; ValueError for anything else."""
        factors, target = text.split(ARROW)
        factor, moderator = factors.split(TIMES)
        return cls(factor, moderator, target)

    def __str__(self) -> str:
        """Return the interaction as the files write it."""
        return f"{self.factor}{TIMES}{self.moderator}{ARROW}{self.target}"

    @property
    def main_effects(self) -> tuple[ModelPath, ModelPath]:
        """The paths of the two factors to the target."""
        return ModelPath(self.factor, self.target), ModelPath(self.moderator, self.target)


@dataclass(frozen=True)
class StudyModel:
    """Constructs by name and the paths between them, in the order of the file."""

    constructs: Mapping[str, Construct]
    paths: tuple[ModelPath, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators, block by block."""
        return tuple(code for construct in self.constructs.values() for code in construct.indicators)

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The constructs that some path leads to."""
        return tuple(name for name in self.constructs if any(path.target == name for path in self.paths))

    @property
    def divided(self) -> tuple[Construct, ...]:
        """The constructs that have several dimensions; one alone is its construct."""
        return tuple(construct for construct in self.constructs.values() if len(construct.dimensions) > 1)

    @property
    def main_outcome(self) -> str:
        """The last construct that some path leads to, which the study is about."""
        return self.endogenous[-1]

    def construct_of(self, indicator: str) -> str:
        """Name the construct that an indicator measures; KeyError for an unknown indicator."""
        for name, construct in self.constructs.items():
            if indicator in construct.indicators:
                return name
        raise KeyError(indicator)


def read_study_model(path: Path) -> StudyModel:
    """Read `model.yaml`; its form is checked against the schema when the workflow starts."""
    content = read_yaml(path)
    return StudyModel(
        constructs={name: _construct(name, entry) for name, entry in content["constructs"].items()},
        paths=tuple(build(ModelPath, path) for path in content["paths"]),
    )


def _construct(name: str, entry: Content) -> Construct:
    # A construct without dimensions is its only one.
    undivided = {"name": name, "label": entry["label"], "indicators": entry.get("indicators", ())}
    dimensions = tuple(build(Dimension, dimension) for dimension in entry.get("dimensions", [undivided]))
    return Construct(name, entry["label"], entry["mode"], dimensions)
