"""Populations whose PLS parameters are known, and many samples from them at once."""

import numpy as np

from plssem import Fit, Model, estimate_from_correlations
from plssem.arrays import FloatArray
from plssem.correlations import correlate


def composite_model() -> Model:
    """Two correlated composites acting on a third, three indicators each."""
    return Model.from_blocks(
        {name: [f"{name.lower()}{k}" for k in range(1, 4)] for name in ("A", "B", "C")}, [("A", "C"), ("B", "C")]
    )


def composite_correlations(effects: tuple[float, float], between: float = 0.3, within: float = 0.5) -> FloatArray:
    """Indicator correlations (9, 9) of composites with equal weights, in which PLS finds these effects exactly.

    The composites correlate `between` for A and B, and as regression on both gives with C. Indicators of a block
    correlate `within`; across blocks each pair correlates the composites' correlation times the two equal loadings
    l = sqrt((1 + 2 within)/3).
    """
    with_c = (effects[0] + between * effects[1], effects[1] + between * effects[0])
    return indicator_correlations(np.array([[1, between, with_c[0]], [between, 1, with_c[1]], [*with_c, 1]]), within)


def zero_path_model() -> Model:
    """A and B act on C, B also on D: what B is made of is clear from D where its path to C is 0."""
    blocks = {name: [f"{name.lower()}{k}" for k in range(1, 4)] for name in "ABCD"}
    return Model.from_blocks(blocks, [("A", "C"), ("B", "C"), ("B", "D")])


def zero_path_correlations(within: float = 0.75) -> FloatArray:
    """Indicator correlations (12, 12) in which A acts on C by .4, B on C by 0 and on D by .5; A and B correlate .3."""
    composites = np.array([[1, 0.3, 0.4, 0.15], [0.3, 1, 0.12, 0.5], [0.4, 0.12, 1, 0.06], [0.15, 0.5, 0.06, 1]])
    return indicator_correlations(composites, within)


def indicator_correlations(composites: FloatArray, within: float) -> FloatArray:
    """Let three indicators with equal weights make up each of J correlated composites: (3 J, 3 J)."""
    matrix = np.kron(composites, np.full((3, 3), (1 + 2 * within) / 3))
    for block in range(len(composites)):
        place = slice(3 * block, 3 * block + 3)
        matrix[place, place] = within + (1 - within) * np.eye(3)
    return matrix


def samples(population: FloatArray, cases: int, number: int, seed: int) -> FloatArray:
    """Draw normal samples (number, cases, K) with these correlations."""
    generator = np.random.default_rng(seed)
    return np.asarray(generator.standard_normal((number, cases, len(population))) @ np.linalg.cholesky(population).T)


def fits(drawn: FloatArray, model: Model) -> Fit:
    return estimate_from_correlations(correlate(drawn), model)
