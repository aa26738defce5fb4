"""Comparison of estimators: path coefficients by each, over the same resamples."""

from collections.abc import Collection, Mapping, Sequence

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
    estimates `consistent` corrects. Only path_coefficients are kept. The draws are those of a bootstrap for each
    model, but faster: the correlations of the resamples are computed once.
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
    summands = prepare_summands(indicators)

    def correlate_block(block: ResampleBlock) -> FloatArray:
        return correlations_from_sums(sum_resamples([block], summands))

    drawn = list(map_in_threads(correlate_block, divide_resamples(resamples, seed, "bootstrap"), threads))
    return {
        name: _bootstrap_estimator(sample, drawn, len(indicators), resamples, seed, corrected=name in corrected)
        for name, sample in samples.items()
    }


def path_statistics(fit: Fit, cases: int) -> tuple[Statistic, ...]:
    """Return only the path coefficients, as `measures` for `bootstrap`; cases is not used."""
    del cases
    sources, targets = np.array(fit.model.paths).T
    return (Statistic("path_coefficients", fit.model.path_names, fit.path_coefficients[..., sources, targets]),)


def _bootstrap_estimator(
    sample: Fit, drawn: Sequence[FloatArray], cases: int, resamples: int, seed: int, *, corrected: bool
) -> Bootstrap:
    def evaluate_fit(uncorrected: Fit) -> Evaluation:
        fit = consistent(uncorrected) if corrected else uncorrected
        usable = admissible_consistent(fit) if corrected else admissible(fit)
        return Evaluation(path_statistics(fit, cases), fit.converged, usable)

    def evaluate(block: ResampleBlock) -> Evaluation:
        return evaluate_fit(estimate_from_correlations(drawn[block.number], sample.model))

    return bootstrap_by_block(evaluate_fit(sample), evaluate, cases, resamples, seed=seed)
