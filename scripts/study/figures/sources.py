"""What the figures are drawn from."""

from dataclasses import dataclass

import pandas as pd

from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.survey.cleaning import Flow

__all__ = ["Material"]


@dataclass(frozen=True)
class Material:
    """A study's declarations and results; what a study does not have is None.

    The tables have the columns of the result files of the same names.
    """

    model: StudyModel
    codebook: Codebook
    flow: Flow
    pilot_flow: Flow | None
    descriptives: pd.DataFrame
    paths: pd.DataFrame
    r_squared: pd.DataFrame
    htmt: pd.DataFrame
    growth: pd.DataFrame | None
    confidence_level: float
    htmt_threshold: float
    universes: pd.DataFrame | None = None
    importance: pd.DataFrame | None = None
    dimension_effects: pd.DataFrame | None = None
    dimension_differences: pd.DataFrame | None = None
