"""What `claims.yaml` declares: claims, the evidence each rests on, rival models, interactions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from study.setup.config import Content, Text, build, read_yaml
from study.setup.study_model import ARROW, TIMES, Interaction, Route, add_lower_order

MAIN = "main"
CONFIRMATORY = "confirmatory"
EXPLORATORY = "exploratory"
MINUS = " − "
TITLES = {
    "path": "{path}",
    "difference_of_paths": "{first}" + MINUS + "{second}",
    "indirect_effect": "{route}",
    "dimension_effect": "{dimension} -> {target}",
    "difference_of_dimension_effects": "{first} -> {target}" + MINUS + "{second} -> {target}",
    "difference_of_performance": "{first}" + MINUS + "{second}",
    "interaction": "{interaction}",
    "moderated_mediation": "{route}",
    "comparison_of_models": "{rival}" + MINUS + "{model}",
    "necessity": "d({condition} -> {outcome})",
    "trend": "{year}",
    "not_measured": "",
}


@dataclass(frozen=True)
class Measure:
    """One piece of evidence: a kind of the vocabulary and its arguments, as the file has them."""

    kind: str
    arguments: Content

    @classmethod
    def from_config(cls, entry: Content) -> "Measure":
        """Read one entry of `evidence` or `beside`."""
        return cls(entry["kind"], {name: value for name, value in entry.items() if name != "kind"})

    @property
    def title(self) -> str:
        """Name what is measured, in the symbols of the model."""
        return TITLES[self.kind].format(**self.arguments)

    @property
    def model(self) -> str:
        """The model it is measured in; the study's own where none is named."""
        return str(self.arguments.get("model", MAIN))


@dataclass(frozen=True)
class Claim:
    """A claim: its words and where the paper makes it by language, the sign it expects, the criterion, the evidence.

    beside: evidence that is reported with it and decides nothing. family: confirmatory where the statement was declared
    before the data were seen, else exploratory. hypothesis: what the article calls it, empty where it has its id only.
    """

    id: str
    statement: Text
    source: Text
    evidence: tuple[Measure, ...]
    direction: str = "positive"
    criterion: str = "interval"
    beside: tuple[Measure, ...] = ()
    family: str = EXPLORATORY
    hypothesis: str = ""

    @property
    def sign(self) -> int:
        """The sign that the claim expects, 1 or -1."""
        return 1 if self.direction == "positive" else -1


@dataclass(frozen=True)
class Stability:
    """How often the bootstrap is repeated, the most resamples it may have, and the least certainty of a verdict.

    most_resamples: drawn where a verdict is open, count. divisions: of the sample into folds, the pool that repeated
    predictions are drawn from, count.
    """

    runs: int
    most_resamples: int
    divisions: int
    least_certainty: float


@dataclass(frozen=True)
class ConditionalMediation:
    """An indirect effect of a model that may depend on a moderator.

    route: with the moderator beside the construct whose effect it changes: "X * W -> M -> Y" the first stage, "X -> M *
    W -> Y" the second. levels: of the moderator, standard deviations from its mean, dimensionless.
    """

    route: str
    model: str = MAIN
    levels: tuple[float, ...] = (-1, 0, 1)

    @property
    def interaction(self) -> Interaction:
        """The product that stands for the moderation."""
        parts = self.route.split(ARROW)
        return Interaction.parse(next(ARROW.join(pair) for pair in pairwise(parts) if TIMES in pair[0]))

    @property
    def plain_route(self) -> Route:
        """The route without the moderator."""
        return Route(tuple(part.split(TIMES)[0] for part in self.route.split(ARROW)))

    @property
    def name(self) -> str:
        """Name it among all models."""
        return f"{self.model}: {self.route}"


@dataclass(frozen=True)
class Claims:
    """Claims in the order of the file, rival models by name as paths, and interactions as "X * M -> Y".

    controls: the control paths of rival models that have some, by name. labels: words for models by name and language,
    "main" the study's own. interactions: with the lower-order terms of those of three factors.
    """

    claims: tuple[Claim, ...]
    stability: Stability
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    controls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    interactions: tuple[str, ...] = ()
    conditional_mediation: tuple[ConditionalMediation, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every piece of evidence, also that beside a claim."""
        return tuple(measure for claim in self.claims for measure in (*claim.evidence, *claim.beside))

    @property
    def criteria(self) -> dict[str, str]:
        """The criterion of each claim by its id; that of a hypothesis stands under its own."""
        return {claim.id: claim.criterion for claim in self.claims}

    @property
    def rivals(self) -> tuple[str, ...]:
        """The rival models with controls or of which some evidence needs estimates, in the order of the file."""
        others = ("comparison_of_models", "moderated_mediation")
        needed = {*self.controls, *(measure.model for measure in self.measures if measure.kind not in others)}
        return tuple(name for name in self.models if name in needed)

    @property
    def comparisons(self) -> tuple[tuple[str, str, str], ...]:
        """The comparisons of models that some evidence needs, as (model, rival, outcome)."""
        compared = [measure.arguments for measure in self.measures if measure.kind == "comparison_of_models"]
        return tuple(dict.fromkeys((names["model"], names["rival"], names["outcome"]) for names in compared))


def read_claims(path: Path) -> Claims:
    """Read `claims.yaml`; its form is checked against the schema when the workflow starts."""
    content = read_yaml(path)
    conditional = content.get("conditional_mediation", ())
    models = {name: entry if isinstance(entry, dict) else {"paths": entry} for name, entry in content["models"].items()}
    return Claims(
        claims=tuple(build(Claim, entry) for entry in content["claims"]),
        stability=build(Stability, content["stability"]),
        models={name: tuple(entry["paths"]) for name, entry in models.items()},
        controls={name: tuple(entry["controls"]) for name, entry in models.items() if "controls" in entry},
        labels=content.get("labels", {}),
        interactions=add_lower_order(content["interactions"]),
        conditional_mediation=tuple(build(ConditionalMediation, one) for one in conditional),
    )
