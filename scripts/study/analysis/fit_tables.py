"""The result file of overall fit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem import DataError, ExactFit, Model, ModelFit, Notation, estimate, exact_fit
from study.base.files import number

__all__ = ["FitSettings", "fit_content"]

MEASURES = ("srmr", "d_uls", "d_g", "nfi")
TESTED = ("srmr", "d_uls", "d_g")
QUANTILES = {"hi95": 0.95, "hi99": 0.99}


@dataclass(frozen=True)
class FitSettings:
    """Which model is compared with the data, and the resamples (count) and seed of its bootstrap.

    notation: "composite" leaves correlations within a block free, "common_factor" lets every mode A construct account
    for them, "consistent" does so with the estimates of consistent PLS.
    """

    notation: str
    resamples: int
    seed: int

    def of(self, model: Model, *, saturated: bool) -> Notation:
        """Name the notation as the engine does."""
        reflective = tuple(name for name, mode in zip(model.constructs, model.modes, strict=True) if mode == "A")
        factors = () if self.notation == "composite" else reflective
        return Notation(factors, corrected=self.notation == "consistent", saturated=saturated)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """Measures of the sample, and their bootstrap; refusal: why there is none."""

    measures: ModelFit
    test: ExactFit | None
    refusal: str | None


def fit_content(indicators: npt.NDArray[np.float64], model: Model, settings: FitSettings) -> dict[str, Any]:
    """Return `fit.json`: SRMR, d_ULS, d_G, NFI of the saturated and the estimated model, with quantiles of exact fit.

    indicators (N, K). hi95, hi99: what 5 % and 1 % of samples from a population with this model exceed; p: the share
    at least as far off; left_out: resamples without an admissible solution. null where a value does not exist;
    not_tested: why a bootstrap was refused, as the engine words it.
    plssem.DataError, plssem.ConvergenceError where the model cannot be estimated.
    """
    outcomes = {
        "saturated": _outcome(indicators, model, settings, saturated=True),
        "estimated": _outcome(indicators, model, settings, saturated=False),
    }
    return {
        "notation": settings.notation,
        "resamples": settings.resamples,
        **{measure: _measure(measure, outcomes) for measure in MEASURES},
        "not_tested": {kind: outcome.refusal for kind, outcome in outcomes.items() if outcome.refusal},
    }


def _outcome(indicators: npt.NDArray[np.float64], model: Model, settings: FitSettings, *, saturated: bool) -> _Outcome:
    notation = settings.of(model, saturated=saturated)
    measures = notation.measures(notation.fit(estimate(indicators, model)))
    try:
        test = exact_fit(indicators, model, settings.resamples, seed=settings.seed, notation=notation)
    except DataError as error:
        # Fewer cases than indicators, or an impossible solution, leave no population to draw from.
        return _Outcome(measures, None, str(error))
    return _Outcome(measures, test, None)


def _measure(measure: str, outcomes: dict[str, _Outcome]) -> dict[str, Any]:
    content: dict[str, Any] = {kind: number(getattr(outcome.measures, measure)) for kind, outcome in outcomes.items()}
    tests = {kind: outcome.test for kind, outcome in outcomes.items()}
    if measure in TESTED:
        content |= {
            name: {kind: test and number(test.quantile(measure, level)) for kind, test in tests.items()}
            for name, level in QUANTILES.items()
        }
        content["p"] = {kind: test and number(test.p(measure)) for kind, test in tests.items()}
        content["left_out"] = {kind: test and test.left_out(measure) for kind, test in tests.items()}
    return content
