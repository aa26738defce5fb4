"""The engine: partial least squares path modelling with numpy and scipy; arrays in, arrays out; it opens no file."""

from plssem.errors import DataError, ModelError, NotConverged, PlsSemError
from plssem.estimation import admissible, construct_scores, estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.model import Model

__all__ = [
    "DataError",
    "Fit",
    "Model",
    "ModelError",
    "NotConverged",
    "PlsSemError",
    "admissible",
    "construct_scores",
    "estimate",
    "estimate_from_correlations",
]
