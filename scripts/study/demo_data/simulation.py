"""Draw the answers of a demonstration survey from a declared population: points of the scale, no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from study.setup.codebook import Codebook
from study.setup.config import Content
from study.setup.study_model import StudyModel

__all__ = ["Population", "draw_points", "draw_scores", "read_population", "reverse_points"]

Floats = npt.NDArray[np.float64]
Points = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """What `population.yaml` declares about constructs and indicators.

    correlations: of the exogenous constructs. paths: from each to the outcome, standardised. means: points of the
    scale, by dimension; spread in points; facet and error (by indicator) are shares of an indicator's variance.
    own: effects on the outcome of what a dimension adds to its construct. interactions: effects on the outcome of the
    product of two exogenous constructs less its mean. Both are dimensionless, and 0 where nothing is declared.
    """

    exogenous: tuple[str, ...]
    correlations: tuple[tuple[float, ...], ...]
    outcome: str
    paths: tuple[float, ...]
    spread: float
    facet: float
    error: Mapping[str, float]
    means: Mapping[str, float]
    own: Mapping[str, float] = field(default_factory=dict)
    interactions: Mapping[tuple[str, str], float] = field(default_factory=dict)


def read_population(content: Content) -> Population:
    """Take the population from the content of `population.yaml`."""
    constructs = content["constructs"]
    indicators = content["indicators"]
    names = tuple(constructs["correlations"])
    return Population(
        exogenous=names,
        correlations=tuple(tuple(constructs["correlations"][row][column] for column in names) for row in names),
        outcome=constructs["outcome"],
        paths=tuple(constructs["paths"][name] for name in names),
        spread=indicators["spread"],
        facet=indicators["facet"],
        error=indicators["error"],
        means=indicators["means"],
    )


def draw_scores(population: Population, cases: int, generator: np.random.Generator) -> dict[str, Floats]:
    """Draw scores (N,) of every construct: mean 0, variance 1 with the effects of dimensions (dimensionless).

    The effects of dimensions are left to `draw_points`. Normal, but for an outcome of interactions.
    """
    # ASSUME: constructs are multivariate normal and Y depends on them, and on products of them, linearly.
    correlations = np.array(population.correlations)
    paths = np.array(population.paths)
    effects = np.array([*population.interactions.values()])
    exogenous = generator.standard_normal((cases, len(paths))) @ np.linalg.cholesky(correlations).T
    products, covariances = _products(population, exogenous)
    explained = (
        paths @ correlations @ paths
        + effects @ covariances @ effects
        + sum(effect**2 for effect in population.own.values())
    )
    residual = np.sqrt(1 - explained) * generator.standard_normal(cases)
    scores = dict(zip(population.exogenous, exogenous.T, strict=True))
    return {**scores, population.outcome: exogenous @ paths + products @ effects + residual}


def draw_points(
    population: Population, model: StudyModel, scale_points: int, cases: int, generator: np.random.Generator
) -> Points:
    """Draw answers (N, K), whole points from 1 to `scale_points`, in the order of the model, not reversed."""
    scores = draw_scores(population, cases, generator)
    columns: list[tuple[str, str, Floats, Floats]] = []
    for construct in model.constructs.values():
        for dimension in construct.dimensions:
            facet = generator.standard_normal(cases)
            columns += [
                (dimension.name, code, facet, generator.standard_normal(cases)) for code in dimension.indicators
            ]
            if dimension.name in population.own:
                effect = population.own[dimension.name]
                scores[population.outcome] = scores[population.outcome] + effect * facet
    tendencies = [
        population.means[dimension]
        + population.spread * _tendency(population, code, scores[model.construct_of(code)], facet, error)
        for dimension, code, facet, error in columns
    ]
    # ASSUME: respondents round their tendency to the nearest point, with the same cut points for all.
    return np.clip(np.rint(np.column_stack(tendencies)), 1, scale_points).astype(np.int64)


def reverse_points(points: Points, model: StudyModel, codebook: Codebook) -> Points:
    """Turn the points (N, K) of reverse-coded indicators back to what a respondent would tick."""
    reverse = np.array([codebook.indicators[code].reverse for code in model.indicators])
    return np.where(reverse, codebook.scale.points + 1 - points, points)


def _tendency(population: Population, code: str, score: Floats, facet: Floats, error: Floats) -> Floats:
    """Add up a standardised tendency (N,) from construct, dimension and error, each of variance 1."""
    shares = [1 - population.facet - population.error[code], population.facet, population.error[code]]
    tendency: Floats = np.sqrt(shares) @ np.vstack((score, facet, error))
    return tendency


def _products(population: Population, exogenous: Floats) -> tuple[Floats, Floats]:
    """Return the centred products (N, T) of interacting constructs, and their covariances in the population (T, T).

    Of standard normal scores, cov(ab, cd) = r(a, c) r(b, d) + r(a, d) r(b, c) (Isserlis).
    """
    indices = [tuple(population.exogenous.index(name) for name in pair) for pair in population.interactions]
    first, second = np.array(indices, dtype=np.int64).reshape(-1, 2).T
    r = np.array(population.correlations)
    covariances = (
        r[np.ix_(first, first)] * r[np.ix_(second, second)] + r[np.ix_(first, second)] * r[np.ix_(second, first)]
    )
    return exogenous[:, first] * exogenous[:, second] - r[first, second], covariances
