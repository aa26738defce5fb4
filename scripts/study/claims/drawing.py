"""Every bootstrap that the claims draw their evidence from, of the same resamples."""

import numpy as np
import numpy.typing as npt

from plssem import bootstrap, bootstrap_higher_order, bootstrap_importance, bootstrap_moderated
from study.claims.declaration import MAIN, Claims
from study.claims.measures import Estimates
from study.dimensions import dimension_model
from study.estimation import Settings, engine_model
from study.model import StudyModel
from study.moderation import moderated_model
from study.rivals import rival_model

__all__ = ["draw_estimates"]

Floats = npt.NDArray[np.float64]


def draw_estimates(
    indicators: Floats,
    study_model: StudyModel,
    claims: Claims,
    settings: Settings,
    scale_points: int,
    resamples: int,
    seed: int,
) -> Estimates:
    """Draw what the evidence of the claims needs, from indicators (N, K) in the order of the study's model.

    scale_points: of the response scale, which begins at 1. plssem's errors where a model is not estimable.
    """
    kinds, main = {measure.kind for measure in claims.measures}, engine_model(study_model, settings)
    models = {MAIN: main} | {name: rival_model(study_model, claims.models[name], settings) for name in claims.rivals}
    places = {name: place for place, name in enumerate(study_model.indicators)}
    drawn = {
        name: bootstrap(indicators[:, [places[code] for code in model.indicators]], model, resamples, seed=seed)
        for name, model in models.items()
    }
    by_dimension = kinds & {"dimension_effect", "difference_of_dimension_effects"}
    target = study_model.endogenous[-1]
    return Estimates(
        study_model,
        drawn,
        dimensions=bootstrap_higher_order(indicators, dimension_model(study_model, settings), resamples, seed=seed)
        if by_dimension
        else None,
        importance=bootstrap_importance(indicators, main, target, 1, scale_points, resamples, seed=seed)
        if "difference_of_performance" in kinds
        else None,
        moderation=bootstrap_moderated(indicators, moderated_model(main, claims.interactions), resamples, seed=seed)
        if "interaction" in kinds
        else None,
    )
