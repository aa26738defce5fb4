"""The study's model as `model.yaml` declares it: constructs, dimensions, indicators, paths."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from study.setup.config import Content, Text, build, read_yaml

# As plssem writes paths and products; a test holds the two beside each other.
ARROW = " -> "
TIMES = " * "
MARKER = "marker"  # the construct of the items that measure nothing but method variance
CATEGORY = "category"


@dataclass(frozen=True)
class Dimension:
    """A facet of a construct, with the indicators that measure it."""

    name: str
    label: Text
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Construct:
    """A construct, its label in each language and its dimensions in the order of the file."""

    name: str
    label: Text
    mode: str
    dimensions: tuple[Dimension, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The construct's indicators over all dimensions."""
        return tuple(code for dimension in self.dimensions for code in dimension.indicators)

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """The names of its dimensions."""
        return tuple(dimension.name for dimension in self.dimensions)

    @property
    def is_divided(self) -> bool:
        """Whether it has dimensions with names of their own, not only the one that stands for the whole."""
        return any(dimension.label != self.label for dimension in self.dimensions)


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
    """A product of two constructs that leads to a third, "X2 * X3 -> Y"; the second factor is the moderator.

    second_moderator: the third factor of "X1 * X2 * X3 -> Y", empty where there is none.
    """

    factor: str
    moderator: str
    target: str
    second_moderator: str = ""

    @classmethod
    def parse(cls, text: str) -> "Interaction":
        """Read an interaction as the files write it; ValueError for anything else."""
        factors, target = text.split(ARROW)
        factor, moderator, *others = factors.split(TIMES)
        (second,) = others or ("",)
        return cls(factor, moderator, target, second)

    def __str__(self) -> str:
        """Return the interaction as the files write it."""
        return f"{TIMES.join((self.factor, *self.moderators))}{ARROW}{self.target}"

    @property
    def moderators(self) -> tuple[str, ...]:
        """The one moderator, or both."""
        return (self.moderator, *([self.second_moderator] if self.second_moderator else []))

    @property
    def main_effects(self) -> tuple[ModelPath, ...]:
        """The paths of the factors to the target."""
        return tuple(ModelPath(name, self.target) for name in (self.factor, *self.moderators))


def add_lower_order(interactions: Iterable[str]) -> tuple[str, ...]:
    """Return the interactions, before one of three factors those of every two of them that are not declared.

    >>> add_lower_order(["X2 * X1 -> Y", "X1 * X2 * X3 -> Y"])
    ('X2 * X1 -> Y', 'X1 * X3 -> Y', 'X2 * X3 -> Y', 'X1 * X2 * X3 -> Y')
    """
    declared = tuple(interactions)
    found: dict[tuple[tuple[str, ...], str], str] = {}
    for one in sorted(map(Interaction.parse, declared), key=lambda one: len(one.moderators)):
        factors = (one.factor, *one.moderators)
        pairs = combinations(factors, 2) if one.second_moderator else ()
        for lower in (Interaction(*pair, one.target) for pair in pairs):
            found.setdefault((tuple(sorted((lower.factor, lower.moderator))), lower.target), str(lower))
        found.setdefault((tuple(sorted(factors)), one.target), str(one))
    return tuple(found.values())


@dataclass(frozen=True)
class ObservedVariable:
    """A variable that answers to one question about the respondents make: a control variable or a moderator.

    kind: "number"; "logarithm", the natural one of the number answered; or "category": 1 for the answers named and 0
    for the others of its question, which label and base_label name. group: what the file declares, a question of which
    each category but the base is a variable.
    """

    name: str
    label: Text
    question: str
    kind: str
    group: str
    answers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    base_label: Text = field(default_factory=dict)

    @property
    def is_binary(self) -> bool:
        """Whether it is 0 or 1."""
        return self.kind == CATEGORY


@dataclass(frozen=True)
class StudyModel:
    """Constructs by name and the paths between them, in the order of the file.

    observed: variables of single questions by name, which controls and moderators are taken from. controls: their paths
    in the study's own model.
    """

    constructs: Mapping[str, Construct]
    paths: tuple[ModelPath, ...]
    observed: Mapping[str, ObservedVariable] = field(default_factory=dict)
    controls: tuple[ModelPath, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators, block by block."""
        return tuple(code for construct in self.constructs.values() for code in construct.indicators)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `responses.csv` of the full sample: all indicators, then all observed variables."""
        return (*self.indicators, *self.observed)

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The constructs that some path leads to."""
        return tuple(name for name in self.constructs if any(path.target == name for path in self.paths))

    @property
    def divided(self) -> tuple[Construct, ...]:
        """The constructs that have several dimensions; one alone is its construct."""
        return tuple(construct for construct in self.constructs.values() if len(construct.dimensions) > 1)

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """The names of the dimensions of divided constructs."""
        return tuple(name for construct in self.divided for name in construct.dimension_names)

    @property
    def observed_groups(self) -> tuple[str, ...]:
        """What the file declares of observed variables: a question of several categories once."""
        return tuple(dict.fromkeys(variable.group for variable in self.observed.values()))

    @property
    def formative(self) -> frozenset[str]:
        """The constructs in mode B and their dimensions: loadings, reliability, AVE and HTMT do not judge these."""
        found = [construct for construct in self.constructs.values() if construct.mode == "B"]
        return frozenset(name for one in found for name in (one.name, *one.dimension_names))

    @property
    def main_outcome(self) -> str:
        """The last construct that some path leads to, which the study is about."""
        return self.endogenous[-1]

    def label_of(self, name: str) -> Text:
        """Return the label of a construct or of an observed variable; KeyError for another name."""
        return self.constructs[name].label if name in self.constructs else self.observed[name].label

    def paths_of_controls(self, declared: Iterable[str]) -> tuple[ModelPath, ...]:
        """Return control paths as declared, "firm_age -> Y"; a question of categories has one for each variable."""
        return tuple(
            ModelPath(name, path.target)
            for path in map(ModelPath.parse, declared)
            for name in ([v.name for v in self.observed.values() if v.group == path.source] or [path.source])
        )

    def with_controls(self, paths: Iterable[ModelPath]) -> "StudyModel":
        """Return the model with further control paths; one that is there already is not added."""
        return replace(self, controls=tuple(dict.fromkeys((*self.controls, *paths))))

    def with_marker(self, items: tuple[str, ...]) -> "StudyModel":
        """Return the model with a marker variable of these items, which controls every construct."""
        marker = Construct(MARKER, {}, "A", (Dimension(MARKER, {}, items),))
        paths = [ModelPath(MARKER, name) for name in self.constructs]
        return replace(self, constructs={**self.constructs, MARKER: marker}).with_controls(paths)

    def as_estimated(self) -> "StudyModel":
        """Return the model in which control variables are constructs of one item each, behind all others."""
        sources = dict.fromkeys(path.source for path in self.controls)
        controls = {
            name: Construct(name, self.label_of(name), "A", (Dimension(name, self.label_of(name), (name,)),))
            for name in sources
            if name not in self.constructs
        }
        paths = (*self.paths, *(path for path in self.controls if path not in self.paths))
        return replace(self, constructs={**self.constructs, **controls}, paths=paths, controls=())

    def construct_of(self, indicator: str) -> str:
        """Name the construct that an indicator measures; KeyError for an unknown indicator."""
        for name, construct in self.constructs.items():
            if indicator in construct.indicators:
                return name
        raise KeyError(indicator)


def read_study_model(path: Path) -> StudyModel:
    """Read `model.yaml`; its form is checked against the schema when the workflow starts."""
    content = read_yaml(path)
    variables = [one for name, entry in content.get("observed", {}).items() for one in _observed(name, entry)]
    model = StudyModel(
        constructs={name: _construct(name, entry) for name, entry in content["constructs"].items()},
        paths=tuple(build(ModelPath, path) for path in content["paths"]),
        observed={one.name: one for one in variables},
    )
    return model.with_controls(model.paths_of_controls(content.get("controls", ())))


def _observed(name: str, entry: Content) -> Iterator[ObservedVariable]:
    if "kind" in entry:
        yield ObservedVariable(name, entry["label"], entry["question"], entry["kind"], name)
        return
    every = [answer for part in (entry["base"], *entry["categories"].values()) for answer in part["answers"]]
    for category, part in entry["categories"].items():
        own = tuple(part["answers"])
        others = tuple(answer for answer in every if answer not in own)
        names = f"{name}_{category}", part["label"], entry["question"], CATEGORY, name
        yield ObservedVariable(*names, own, others, entry["base"]["label"])


def _construct(name: str, entry: Content) -> Construct:
    # A construct without dimensions is its only one.
    undivided = {"name": name, "label": entry["label"], "indicators": entry.get("indicators", ())}
    dimensions = tuple(build(Dimension, dimension) for dimension in entry.get("dimensions", [undivided]))
    return Construct(name, entry["label"], entry["mode"], dimensions)
