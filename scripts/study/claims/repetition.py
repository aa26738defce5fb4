"""The evidence of the claims drawn from bootstraps of the same resamples, once and repeatedly: how stable is it?

A bootstrap of full size for each run would take minutes. Each run draws as many resamples as the result has from those
of the result themselves. Its t and interval scatter about the result's as a bootstrap's do about the truth; but the
result errs, too. So each run draws its B resamples anew, with replacement, and then again from these. The variance over
runs is twice that of a bootstrap of B resamples, and the share of runs with a verdict is the chance, as far as these
resamples can tell, that another bootstrap gives it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import Bootstrap, FloatArray, IntArray, Prediction, inference
from study.analysis.dimension_tables import find_effect, find_performance
from study.analysis.draws import Draws, find_draws, read_bootstrap
from study.analysis.rival_tables import repeat_comparison
from study.base.job import ArgumentGroup
from study.setup.claim_declarations import MAIN, Claims, ConditionalMediation, Measure, Stability, read_claims
from study.setup.study_model import StudyModel, read_study_model

DRAWN = (
    "path",
    "difference_of_paths",
    "indirect_effect",
    "dimension_effect",
    "difference_of_dimension_effects",
    "difference_of_performance",
    "interaction",
    "moderated_mediation",
)
OTHERS = ("dimensions", "importance", "moderation", "conditional")  # bootstraps that are of no model


@dataclass(frozen=True, eq=False)
class Estimates:
    """The bootstraps that evidence is drawn from, of the same resamples.

    models: the study's own model, "main", and rivals. The others are None where no claim needs them.
    """

    study_model: StudyModel
    models: Mapping[str, Bootstrap] = field(default_factory=dict)
    dimensions: Bootstrap | None = None
    importance: Bootstrap | None = None
    moderation: Bootstrap | None = None
    conditional: Bootstrap | None = None

    @classmethod
    def of_kind(cls, study_model: StudyModel, kind: str, bootstrap: Bootstrap) -> "Estimates":
        """Return one bootstrap alone: of dimensions, importance, moderation or conditional, else of a model's name."""
        held: Any = {kind: bootstrap} if kind in OTHERS else {"models": {kind: bootstrap}}
        return cls(study_model, **held)

    def holding(self, measure: Measure) -> Bootstrap | None:
        """Return the bootstrap that a piece of evidence is drawn from; None where it is not among these."""
        match measure.kind:
            case "path" | "difference_of_paths" | "indirect_effect":
                return self.models.get(measure.model)
            case "dimension_effect" | "difference_of_dimension_effects":
                return self.dimensions
            case "difference_of_performance":
                return self.importance
            case "interaction":
                return self.moderation
            case "moderated_mediation":
                return self.conditional
        return None


@dataclass(frozen=True)
class EstimateInputs(ArgumentGroup):
    """Where the evidence of the claims comes from: the model, the claims, and draws of the kinds that these need.

    rival_draws: in the order of the claims' rivals.
    """

    model: Path
    claims: Path
    main_draws: Path
    rival_draws: Sequence[Path]
    dimensions: Path | None = None
    importance: Path | None = None
    moderation: Path | None = None
    conditional: Path | None = None

    def read(self) -> tuple[Claims, Estimates]:
        """Read the claims and the bootstraps."""
        claims = read_claims(self.claims)
        of_models = map(read_bootstrap, (self.main_draws, *self.rival_draws))
        models = dict(zip((MAIN, *claims.rivals), of_models, strict=True))
        others = {name: getattr(self, name) for name in OTHERS}
        drawn = {name: read_bootstrap(path) for name, path in others.items() if path}
        return claims, Estimates(read_study_model(self.model), models, **drawn)


def measure_draws(measure: Measure, estimates: Estimates) -> Draws:
    """Return what the evidence measures; ValueError for a kind that is not one of DRAWN."""
    arguments = measure.arguments
    match measure.kind:
        case "path":
            return _path(measure, "path", estimates)
        case "difference_of_paths":
            return _path(measure, "first", estimates).minus(_path(measure, "second", estimates))
        case "indirect_effect":
            return find_draws(estimates.models[measure.model], "specific_indirect_effects", arguments["route"])
        case "dimension_effect":
            return _effect(measure, "dimension", estimates)
        case "difference_of_dimension_effects":
            return _effect(measure, "first", estimates).minus(_effect(measure, "second", estimates))
        case "difference_of_performance":
            return _performance(measure, "first", estimates).minus(_performance(measure, "second", estimates))
        case "interaction":
            return find_draws(_needed(estimates.moderation), "interaction_effects", arguments["interaction"])
        case "moderated_mediation":
            name = ConditionalMediation(arguments["route"], measure.model).name
            return find_draws(_needed(estimates.conditional), "index_of_moderated_mediation", name)
    raise ValueError(f"no draws of {measure.kind}")


def _path(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_draws(estimates.models[measure.model], "path_coefficients", measure.arguments[argument])


def _effect(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    dimension = measure.arguments[argument]
    return find_effect(_needed(estimates.dimensions), estimates.study_model, dimension, measure.arguments["target"])


def _performance(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_performance(_needed(estimates.importance), estimates.study_model, measure.arguments[argument])


def _needed(bootstrap: Bootstrap | None) -> Bootstrap:
    if bootstrap is None:
        raise ValueError("a bootstrap that the evidence needs was not made")
    return bootstrap


DECISIVE = ("t", "lower", "upper")  # the numbers that verdicts rest on


@dataclass(frozen=True, eq=False)
class Picks:
    """What each run takes: resamples, as indices (B,) of the B there are; divisions into folds (runs, R), of a pool.

    resamples: from B to the indices of one run after the other, the same for all evidence of as many resamples.
    """

    resamples: Callable[[int], Iterable[IntArray]]
    divisions: IntArray


def draw_picks(stability: Stability, repetitions: int, seed: int) -> Picks:
    """Draw what each run takes; repetitions: of the prediction, count."""
    generator = np.random.default_rng(seed)
    divisions = [_twice(stability.divisions, repetitions, generator) for _ in range(stability.runs)]

    def resamples(size: int) -> Iterator[IntArray]:
        of_size = np.random.default_rng([seed, size])
        return (_twice(size, size, of_size) for _ in range(stability.runs))

    return Picks(resamples, np.array(divisions))


def added_variance(pool: int, size: int) -> float:
    """Return the variance over runs of this size, relative to bootstraps of this size: 1 + B / M; dimensionless."""
    return 1 + size / pool


def repeat_table(
    claims: Claims, estimates: Estimates, predicted: Mapping[str, Prediction], picks: Picks, cases: int, level: float
) -> pd.DataFrame:
    """Return `claim_repeats.csv`: t, lower and upper of each piece of evidence in each run.

    estimates: bootstraps that the runs take their resamples from. predicted: the pool of divisions into folds.
    """
    tests = [(claim.id, *test) for claim in claims.claims for test in enumerate(claim.evidence, start=1)]
    compared = [test for test in tests if test[2].kind == "comparison_of_models"]
    drawn, numbers = _repeat_draws([test for test in tests if test[2].kind in DRAWN], estimates, picks, level)
    for _, _, measure in compared:
        pair = (measure.arguments["model"], measure.arguments["rival"], measure.arguments["outcome"])
        numbers.append(repeat_comparison(predicted, pair, picks.divisions, cases, level))
    tables = [
        _rows(claim, test, of_test) for (claim, test, _), of_test in zip([*drawn, *compared], numbers, strict=True)
    ]
    empty = pd.DataFrame(columns=["claim", "test", "run", *DECISIVE])
    return pd.concat(tables, ignore_index=True) if tables else empty


def find_repeats(repeats: pd.DataFrame, claim: str, test: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return t, lower and upper (runs,) of a piece of evidence; empty where it is not drawn."""
    rows = repeats[(repeats["claim"] == claim) & (repeats["test"] == test)]
    t, lower, upper = (rows[name].to_numpy(dtype=float) for name in DECISIVE)
    return t, lower, upper


def _twice(pool: int, size: int, generator: np.random.Generator) -> IntArray:
    """Return indices (size,) of the pool, drawn with replacement from the pool drawn anew."""
    return np.asarray(generator.integers(pool, size=pool)[generator.integers(pool, size=size)])


_Test = tuple[str, int, Measure]


def _repeat_draws(
    tests: Sequence[_Test], estimates: Estimates, picks: Picks, level: float
) -> tuple[list[_Test], list[FloatArray]]:
    """Return the tests by how many resamples they have, and t, lower and upper (runs, 3) of each."""
    by_size: dict[int, list[tuple[_Test, Draws]]] = {}
    for test in tests:
        draws = measure_draws(test[2], estimates)
        by_size.setdefault(len(draws.resampled), []).append((test, draws))
    numbers = []
    for size, group in by_size.items():
        values = np.array([draws.estimate for _, draws in group])
        resampled = np.column_stack([draws.resampled for _, draws in group])
        runs = [inference(values, resampled[indices], level) for indices in picks.resamples(size)]
        by_run = np.array([[run.t, run.lower, run.upper] for run in runs])
        numbers += list(np.moveaxis(by_run, 2, 0))
    return [test for group in by_size.values() for test, _ in group], numbers


def _rows(claim: str, test: int, numbers: FloatArray) -> pd.DataFrame:
    names = pd.DataFrame({"claim": claim, "test": test, "run": np.arange(1, len(numbers) + 1)})
    return pd.concat([names, pd.DataFrame(numbers, columns=list(DECISIVE))], axis=1)
