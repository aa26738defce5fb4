"""The engine: partial least squares path modelling with numpy and scipy; arrays in, arrays out; it opens no file.

Examples in docstrings assume `import numpy as np` and `from plssem import *`. They begin with these answers of
twenty customers, a word each, to two questions on service and two on loyalty, 1 to 5, and with what the docstring of
their module adds to them:

>>> rows = "3322 4333 4555 3454 1234 3322 2223 3433 3122 3313 3533 5544 3323 3544 2232 5555 1133 5443 3233 2132"
>>> answers = np.array([list(row) for row in rows.split()], dtype=float)
>>> model = Model.from_blocks({"Service": ["s1", "s2"], "Loyalty": ["l1", "l2"]}, [("Service", "Loyalty")])
"""

from plssem.answers import complete_cases, mean_replaced
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.bootstrap import Bootstrap, bootstrap, join_bootstraps
from plssem.consistent import (
    admissible_consistent,
    bootstrap_consistent,
    bootstrap_estimators,
    consistent,
    path_statistics,
)
from plssem.correlations import effective_cases
from plssem.diagnostics import (
    ItemTotals,
    Mahalanobis,
    Mardia,
    critical_correlation,
    excess_kurtosis,
    first_factor_share,
    full_collinearity_vif,
    item_total_correlations,
    longest_string,
    mahalanobis_distances,
    mardia,
    response_variability,
    skewness,
)
from plssem.endogeneity import bootstrap_copulas, copula_terms
from plssem.errors import ConvergenceError, DataError, ModelError, PlsSemError
from plssem.estimation import admissible, construct_scores, estimate, estimate_from_correlations
from plssem.groups import (
    GroupComparison,
    Invariance,
    Permutation,
    PermutationTest,
    bootstrap_groups,
    compare_bootstraps,
    measurement_invariance,
    omnibus_test,
    permutation_test,
    permute_groups,
)
from plssem.higher_order import (
    HigherOrderFit,
    HigherOrderModel,
    admissible_higher_order,
    bootstrap_higher_order,
    consistent_higher_order,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    higher_order_statistics,
    jackknife_higher_order,
)
from plssem.importance import ImportancePerformance, bootstrap_importance, importance_performance, rescaled_scores
from plssem.imputation import Chain, ImputedBootstrap, bootstrap_imputed, estimate_imputed, impute
from plssem.inference import Inference, adjust_holm, bias_corrected_interval, infer, inference
from plssem.interactions import (
    ModeratedFit,
    ModeratedModel,
    Product,
    admissible_moderated,
    consistent_moderated,
    estimate_moderated,
)
from plssem.jackknife import Omission, jackknife, omit_each_case, resampled_errors
from plssem.measurement import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
    fornell_larcker,
    htmt,
    htmt2,
    outer_vif,
    redundancy_model,
    rho_a,
)
from plssem.mediation import Mediation, difference, mediation_type, mediations, variance_accounted_for
from plssem.model import Fit, Model
from plssem.model_comparison import (
    LossComparison,
    akaike_criterion,
    bayesian_criterion,
    compare_losses,
    compare_predictions,
    compare_with_average,
    compare_with_linear_model,
    corrected_akaike_criterion,
    criterion_weights,
)
from plssem.model_fit import ExactFit, ModelFit, Notation, exact_fit, implied_correlations, model_fit
from plssem.moderation import (
    SlopeBand,
    SlopeRegion,
    bootstrap_moderated,
    conditional_indirect_effects,
    index_of_moderated_mediation,
    interaction_effects,
    jackknife_moderated,
    moderated_statistics,
    simple_slopes,
    slope_band,
    slope_regions,
)
from plssem.necessity import Bottlenecks, Necessity, NecessityTest, bottlenecks, necessity, permute_necessity
from plssem.ordinal import bootstrap_ordinal, estimate_ordinal, polychoric_correlation, polychoric_correlations
from plssem.power import (
    Power,
    detectable_path,
    minimum_detectable_effect,
    planned_correlations,
    population_correlations,
    required_cases,
    required_cases_gamma_exponential,
    simulate_power,
    simulate_studies,
    smallest_with_power,
    summarise_studies,
    ten_times_rule,
)
from plssem.prediction import (
    Accuracy,
    Prediction,
    accuracy,
    assign_folds,
    beats_benchmark,
    leave_one_out,
    predict,
    predictive_power,
    q_squared,
)
from plssem.resampling import Part, certainty
from plssem.segments import (
    PredictiveSegmentation,
    Segmentation,
    find_predictive_segments,
    find_segments,
    segment_criteria,
)
from plssem.signs import balance_of_loadings, find_reference
from plssem.statistics import Measures, Statistic, StatisticKind, statistic_kind, statistics
from plssem.structure import (
    Equation,
    adjusted_r_squared,
    equations,
    f_squared,
    inner_vif,
    specific_indirect_effects,
    total_effects,
    total_indirect_effects,
)
from plssem.tetrads import TetradTest, implied_tetrads, tetrad_analysis, tetrads

__version__ = "0.1.0"

# fmt: off
__all__ = [
    "Accuracy", "BoolArray", "Bootstrap", "Bottlenecks", "Chain", "ConvergenceError", "DataError", "Equation",
    "ExactFit", "Fit", "FloatArray", "GroupComparison", "HigherOrderFit", "HigherOrderModel", "ImportancePerformance",
    "ImputedBootstrap", "Inference", "IntArray", "Invariance", "ItemTotals", "LossComparison", "Mahalanobis", "Mardia",
    "Measures", "Mediation", "Model", "ModelError", "ModelFit", "ModeratedFit", "ModeratedModel", "Necessity",
    "NecessityTest", "Notation", "Omission", "Part", "Permutation", "PermutationTest", "PlsSemError", "Power",
    "Prediction", "PredictiveSegmentation", "Product", "Segmentation", "SlopeBand", "SlopeRegion", "Statistic",
    "StatisticKind", "TetradTest", "accuracy", "adjust_holm", "adjusted_r_squared", "admissible",
    "admissible_consistent", "admissible_higher_order", "admissible_moderated", "akaike_criterion", "assign_folds",
    "average_variance_extracted", "balance_of_loadings", "bayesian_criterion", "beats_benchmark",
    "bias_corrected_interval", "bootstrap", "bootstrap_consistent", "bootstrap_copulas", "bootstrap_estimators",
    "bootstrap_groups", "bootstrap_higher_order", "bootstrap_importance", "bootstrap_imputed", "bootstrap_moderated",
    "bootstrap_ordinal", "bottlenecks", "certainty", "compare_bootstraps", "compare_losses", "compare_predictions",
    "compare_with_average", "compare_with_linear_model", "complete_cases", "composite_reliability",
    "conditional_indirect_effects", "consistent", "consistent_higher_order", "consistent_moderated", "construct_scores",
    "copula_terms", "corrected_akaike_criterion", "criterion_weights", "critical_correlation", "cronbach_alpha",
    "detectable_path", "difference", "effective_cases", "equations", "estimate", "estimate_from_correlations",
    "estimate_higher_order", "estimate_higher_order_from_correlations", "estimate_imputed", "estimate_moderated",
    "estimate_ordinal", "exact_fit", "excess_kurtosis", "f_squared", "find_predictive_segments", "find_reference",
    "find_segments", "first_factor_share", "fornell_larcker", "full_collinearity_vif", "higher_order_statistics",
    "htmt", "htmt2", "implied_correlations", "implied_tetrads", "importance_performance", "impute",
    "index_of_moderated_mediation", "infer", "inference", "inner_vif", "interaction_effects", "item_total_correlations",
    "jackknife", "jackknife_higher_order", "jackknife_moderated", "join_bootstraps", "leave_one_out", "longest_string",
    "mahalanobis_distances", "mardia", "mean_replaced", "measurement_invariance", "mediation_type", "mediations",
    "minimum_detectable_effect", "model_fit", "moderated_statistics", "necessity", "omit_each_case", "omnibus_test",
    "outer_vif", "path_statistics", "permutation_test", "permute_groups", "permute_necessity", "planned_correlations",
    "polychoric_correlation", "polychoric_correlations", "population_correlations", "predict", "predictive_power",
    "q_squared", "redundancy_model", "required_cases", "required_cases_gamma_exponential", "resampled_errors",
    "rescaled_scores", "response_variability", "rho_a", "segment_criteria", "simple_slopes", "simulate_power",
    "simulate_studies", "skewness", "slope_band", "slope_regions", "smallest_with_power", "specific_indirect_effects",
    "statistic_kind", "statistics", "summarise_studies", "ten_times_rule", "tetrad_analysis", "tetrads",
    "total_effects", "total_indirect_effects", "variance_accounted_for",
]
