"""Path coefficients by several estimators over the same resamples, for comparing the estimators."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np

from plssem.arrays import FloatArray
from plssem.consistent import admissible_consistent, consistent
from plssem.correlations import correlations_from_sums
from plssem.draws import Bootstrap, Evaluation, bootstrap_by_block
from plssem.errors import ModelError, check_counts
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.model import Model
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads, prepare_summands, sum_resamples
from plssem.statistics import Statistic
from plssem.sums import Summands

__all__ = ["bootstrap_estimators", "path_statistics"]


def bootstrap_estimators(
    indicators: FloatArray,
    models: Mapping[str, Model],
    resamples: int = 10_000,
    *,
    seed: int,
    corrected: Collection[str] = (),
    threads: int = 1,
) -> dict[str, Bootstrap]:
    """Estimate models of the same indicators (N, K) in the sample and in the resamples that `bootstrap` draws.

    models: by the name of the estimator, for instance one per weighting scheme; corrected: the names of those whose
    estimates `consistent` corrects. Only path_coefficients are kept. The correlations of the resamples are computed
    once: so much faster than a bootstrap for each, to the same draws.
    Errors as `bootstrap`, for any of the models.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)
    for name in corrected:
        if name not in models:
            raise ModelError(
                what="unknown estimator",
                where="corrected",
                found=name,
                expected=f"one of {', '.join(models)}",
                remedy="correct the name",
            )
    samples = {name: estimate(indicators, model) for name, model in models.items()}
    correlations = partial(_correlations, summands=prepare_summands(indicators))
    drawn = list(map_in_threads(correlations, divide_resamples(resamples, seed, "bootstrap"), threads))
    return {
        name: _bootstrap(sample, drawn, len(indicators), resamples, seed, corrected=name in corrected)
        for name, sample in samples.items()
    }


def _correlations(block: ResampleBlock, summands: Summands) -> FloatArray:
    return correlations_from_sums(sum_resamples([block], summands))


def path_statistics(fit: Fit, cases: int) -> tuple[Statistic, ...]:
    """Return the path coefficients alone, a choice of measures for `bootstrap`; cases is not used."""
    del cases
    sources, targets = np.array(fit.model.paths).T
    return (Statistic("path_coefficients", fit.model.path_names, fit.path_coefficients[..., sources, targets]),)


def _bootstrap(
    sample: Fit, drawn: Sequence[FloatArray], cases: int, resamples: int, seed: int, *, corrected: bool
) -> Bootstrap:
    def estimation(plain: Fit) -> Evaluation:
        fit = consistent(plain) if corrected else plain
        usable = admissible_consistent(fit) if corrected else admissible(fit)
        return Evaluation(path_statistics(fit, cases), fit.converged, usable)

    def resampled(block: ResampleBlock) -> Evaluation:
        return estimation(estimate_from_correlations(drawn[block.number], sample.model))

    return bootstrap_by_block(estimation(sample), resampled, cases, resamples, seed=seed)
