"""Small models and answers that the engine's tests share."""

import numpy as np

from plssem import Model
from plssem.arrays import FloatArray

BLOCKS = {"X": ["x1", "x2", "x3"], "M": ["m1", "m2"], "Z": ["z1"], "Y": ["y1", "y2", "y3"]}
PATHS = [("X", "M"), ("X", "Y"), ("M", "Y"), ("Z", "Y")]
# Correlations of the four construct scores: X, M, Z, Y.
POPULATION = np.array([[1.0, 0.5, 0.3, 0.6], [0.5, 1.0, 0.2, 0.5], [0.3, 0.2, 1.0, 0.4], [0.6, 0.5, 0.4, 1.0]])


def model(scheme: str = "path", modes: dict[str, str] | None = None, tolerance: float = 1e-7) -> Model:
    """A mediation model with a single-item construct."""
    return Model.from_blocks(BLOCKS, PATHS, modes=modes, scheme=scheme, tolerance=tolerance)


def two_constructs(first: int = 2, second: int = 2) -> Model:
    return Model.from_blocks(
        {"A": [f"a{k + 1}" for k in range(first)], "B": [f"b{k + 1}" for k in range(second)]}, [("A", "B")]
    )


def answers(cases: int = 60, seed: int = 1, loading: float = 0.8) -> FloatArray:
    """Continuous answers to the indicators of `model`, all of the same loading."""
    generator = np.random.default_rng(seed)
    scores = generator.multivariate_normal(np.zeros(4), POPULATION, size=cases)
    owners = [index for index, block in enumerate(BLOCKS.values()) for _ in block]
    noise = generator.standard_normal((cases, len(owners)))
    return np.asarray(loading * scores[:, owners] + np.sqrt(1 - loading**2) * noise)


def likert(cases: int = 60, seed: int = 1) -> FloatArray:
    """The same on a scale of 1 to 5."""
    return np.clip(np.round(3 + answers(cases, seed)), 1, 5)


def reversed_item(cases: int = 200, seed: int = 6) -> FloatArray:
    """Answers to two blocks of two, A acting on B by about .5, the second item of A reversed: a1, a2, b1, b2."""
    data = answers(cases, seed)[:, [0, 1, 6, 7]]
    data[:, 1] *= -1
    return data
