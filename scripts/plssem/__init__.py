"""The engine: partial least squares path modelling with numpy and scipy; arrays in, arrays out; it opens no file."""

from plssem.blindfolding import q_squared
from plssem.bootstrap import Bootstrap, bootstrap
from plssem.equations import Equation, equations
from plssem.errors import ConvergenceError, DataError, ModelError, PlsSemError
from plssem.estimation import admissible, construct_scores, estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.higher_order import (
    HigherOrderFit,
    HigherOrderModel,
    bootstrap_higher_order,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    higher_order_statistics,
)
from plssem.inference import Inference, inference
from plssem.items import ItemTotals, critical_correlation, item_total_correlations
from plssem.measurement import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
    fornell_larcker,
    htmt,
    outer_vif,
    rho_a,
)
from plssem.model import Model
from plssem.sample_size import detectable_path, required_cases
from plssem.statistics import Statistic, statistics
from plssem.structure import (
    adjusted_r_squared,
    f_squared,
    inner_vif,
    specific_indirect_effects,
    total_effects,
    total_indirect_effects,
)

__all__ = [
    "Bootstrap",
    "ConvergenceError",
    "DataError",
    "Equation",
    "Fit",
    "HigherOrderFit",
    "HigherOrderModel",
    "Inference",
    "ItemTotals",
    "Model",
    "ModelError",
    "PlsSemError",
    "Statistic",
    "adjusted_r_squared",
    "admissible",
    "average_variance_extracted",
    "bootstrap",
    "bootstrap_higher_order",
    "composite_reliability",
    "construct_scores",
    "critical_correlation",
    "cronbach_alpha",
    "detectable_path",
    "equations",
    "estimate",
    "estimate_from_correlations",
    "estimate_higher_order",
    "estimate_higher_order_from_correlations",
    "f_squared",
    "fornell_larcker",
    "higher_order_statistics",
    "htmt",
    "inference",
    "inner_vif",
    "item_total_correlations",
    "outer_vif",
    "q_squared",
    "required_cases",
    "rho_a",
    "specific_indirect_effects",
    "statistics",
    "total_effects",
    "total_indirect_effects",
]
