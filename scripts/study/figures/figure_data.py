"""What the figures of a study show: its declarations and its results."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.survey.cleaning import Flow

__all__ = ["FigureData"]


@dataclass(frozen=True)
class FigureData:
    """A study's model, codebook and flow of respondents (None: no pilot), and its result tables by name.

    A table has the columns of the result file of its name; `universes` stands for robustness.csv.
    """

    model: StudyModel
    codebook: Codebook
    flow: Flow
    pilot_flow: Flow | None
    confidence_level: float
    htmt_threshold: float
    tables: Mapping[str, pd.DataFrame]
