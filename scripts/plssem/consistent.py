"""Consistent PLS: estimates of common factors, corrected for the attenuation that their scores suffer, beside PLS.

Dijkstra, T. K., & Henseler, J. (2015). Consistent partial least squares path modeling. MIS Quarterly, 39(2), 297-316.
doi:10.25300/MISQ/2015/39.2.02.

In the examples two questions of a construct correlate by .5, those of different constructs by .4:

>>> correlations = np.array([[1, 0.5, 0.4, 0.4], [0.5, 1, 0.4, 0.4], [0.4, 0.4, 1, 0.5], [0.4, 0.4, 0.5, 1]])
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from plssem.arrays import BoolArray, FloatArray, is_singular, set_unit_diagonal
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block, bootstrap_fits
from plssem.correlations import ROUNDING, correlations_from_sums
from plssem.errors import ModelError, check_counts, check_known
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.measurement import rho_a
from plssem.model import Fit, Model
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads, prepare_summands, sum_resamples
from plssem.signs import NONE, align_signs, check_signs, find_turned, point_as
from plssem.statistics import Measures, Statistic, statistics
from plssem.structure import path_coefficients, r_squared


def consistent(fit: Fit, common_factors: Collection[str] | None = None) -> Fit:
    """Return the fit (...,) with the named constructs taken as common factors of their indicators.

    common_factors: mode A constructs; None: all of them. Their loadings become w sqrt(rho_A) / w'w, and a construct's
    correlations are divided by the square root of its rho_A; paths and R2 follow from these by least squares. The other
    constructs, and single items (rho_A = 1), remain composites. Weights and cross-loadings remain those of the scores.
    ASSUME: the errors of a block's indicators are uncorrelated, with each other and with all else.
    NaN where rho_A is not positive. Every statistic of a fit can be computed from the result; `admissible_consistent`
    checks it.
    ModelError for an unknown construct, and for one under mode B.

    Example. Two questions on each construct are few: how much does that weaken the path between common factors?

    >>> fit = estimate_from_correlations(correlations, model)
    >>> corrected = consistent(fit)
    >>> float(fit.path_coefficients[0, 1].round(3)), float(corrected.path_coefficients[0, 1].round(3))
    (0.533, 0.8)
    >>> float(fit.outer_loadings[0, 0].round(3)), float(corrected.outer_loadings[0, 0].round(3))
    (0.866, 0.707)
    >>> rho_a(fit).round(3)
    array([0.667, 0.667])

    Scores are noisy (rho_A .667), and their correlation, .533, is divided by the root of .667 for each: .8. Loadings
    shrink to .707, as they no longer hold the question's own share. Where constructs are composites, .533 stands.
    """
    factors = mark_common_factors(fit.model, common_factors)
    quality = score_quality(fit, factors)
    correlations = set_unit_diagonal(fit.construct_correlations / (quality[..., :, None] * quality[..., None, :]))
    coefficients = path_coefficients(correlations, fit.model)
    squares = (fit.outer_weights**2).sum(axis=-2)
    loadings = fit.outer_weights * (quality / squares)[..., None, :]
    return replace(
        fit,
        outer_loadings=np.where(factors, loadings, fit.outer_loadings),
        construct_correlations=correlations,
        path_coefficients=coefficients,
        r_squared=r_squared(correlations, coefficients, fit.model),
    )


def admissible_consistent(fit: Fit, common_factors: Collection[str] | None = None) -> BoolArray:
    """Tell for each member of what `consistent` returned whether the solution is admissible (...,).

    It is where `admissible` holds, every common factor's rho_A lies in (0, 1], and the construct correlations are
    positive definite. The correction can violate each: loadings, correlations and R2 may exceed 1.
    ModelError as for `consistent`.

    Example. Can the two constructs be common factors, if the questions correlate between the blocks as within them?

    >>> closer = np.where(correlations == 0.4, 0.52, correlations)
    >>> fit = consistent(estimate_from_correlations(np.stack([correlations, closer]), model))
    >>> admissible_consistent(fit), fit.path_coefficients[:, 0, 1].round(3)
    (array([ True, False]), array([0.8 , 1.04]))

    In the second sample the constructs would correlate by 1.04, which no factors do: the two blocks are one.
    `consistent` returns that number; a solution that is not admissible must not be interpreted.
    """
    reliability = np.where(mark_common_factors(fit.model, common_factors), rho_a(fit), 1.0)
    possible = ((reliability > 0) & (reliability <= 1 + ROUNDING)).all(axis=-1)
    return np.asarray(admissible(fit) & possible & ~is_singular(fit.construct_correlations))


def bootstrap_consistent(
    indicators: FloatArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    common_factors: Collection[str] | None = None,
    signs: str = NONE,
    case_weights: FloatArray | None = None,
    measures: Measures = statistics,
    threads: int = 1,
) -> Bootstrap:
    """Estimate consistent PLS in the sample, indicators (N, K), and in the resamples that `bootstrap` draws.

    Resamples with an inadmissible solution keep their values, because leaving them out would bias the others; those
    whose rho_A is not positive are NaN where it enters. `admissible` is False for both.
    ModelError as for `consistent`; else as `bootstrap`.

    Example. How sure is the corrected path from service to loyalty?

    >>> draws = bootstrap_consistent(answers, model, 1000, seed=1)
    >>> path = inference(draws.estimates["path_coefficients"], draws.draws["path_coefficients"])
    >>> path.estimate.round(2), path.lower.round(2), path.upper.round(2)
    (array([0.7]), array([0.34]), array([0.98]))
    >>> int(draws.admissible.sum()), int(draws.converged.sum())
    (299, 1000)

    Corrected for unreliability the path is .70, from .34 to .98. Only 299 of 1,000 draws are admissible: two questions
    per construct and twenty customers are too few for consistent PLS.
    """
    check_signs(signs)
    uncorrected_sample = estimate(indicators, model, case_weights)
    sample = consistent(uncorrected_sample, common_factors)
    cases = len(indicators)
    summands = prepare_summands(indicators, case_weights)

    def evaluate(uncorrected: Fit) -> Evaluation:
        """Correct a fit, or a stack of them, and measure it."""
        # Corrected loadings may be NaN, and do not tell then how the scores point; "individual" is of what they become.
        each = signs == "individual"
        fit = consistent(uncorrected if each else align_signs(uncorrected, uncorrected_sample, signs), common_factors)
        measured = measures(align_signs(fit, sample, signs) if each else fit, cases)
        usable = admissible_consistent(fit, common_factors)
        return Evaluation(measured, fit.converged, usable, find_turned(uncorrected, uncorrected_sample))

    of_sample = evaluate(uncorrected_sample)
    return bootstrap_fits(of_sample, evaluate, summands, model, resamples, seed=seed, threads=threads)


def list_common_factors(model: Model, names: Collection[str] | None) -> list[str]:
    """Name the constructs that are common factors, in their order: those given, or all under mode A where None is.

    ModelError for an unknown construct, and for one under mode B.
    """
    eligible = [name for name, mode in zip(model.constructs, model.modes, strict=True) if mode == "A"]
    for name in names or ():
        if name not in eligible:
            raise ModelError(
                what="construct that cannot be a common factor",
                where=name,
                found="mode B" if name in model.constructs else "a construct that the model does not have",
                expected=f"one of {', '.join(eligible)}",
                remedy="name constructs under mode A, whose indicators reflect them",
            )
    return [name for name in eligible if names is None or name in names]


def mark_common_factors(model: Model, names: Collection[str] | None) -> BoolArray:
    """Tell which constructs are common factors (J,): see `list_common_factors`."""
    return np.isin(model.constructs, list_common_factors(model, names))


def score_quality(fit: Fit, factors: BoolArray) -> FloatArray:
    """Return the correlation (..., J) of each score with its construct, dimensionless.

    The root of rho_A of a common factor, factors (J,), NaN where that is not positive; 1 of a composite.
    """
    reliability = np.where(factors, rho_a(fit), 1.0)
    return np.asarray(np.sqrt(np.where(reliability > 0, reliability, np.nan)))


def bootstrap_estimators(
    indicators: FloatArray,
    models: Mapping[str, Model],
    resamples: int = 10_000,
    *,
    seed: int,
    corrected: Collection[str] = (),
    reference: FloatArray | None = None,
    threads: int = 1,
) -> dict[str, Bootstrap]:
    """Estimate models of the same indicators (N, K) in the sample and in the resamples that `bootstrap` draws.

    models: by the name of the estimator, for instance one per weighting scheme; corrected: the names of those whose
    estimates `consistent` corrects; reference (K, J): as for `bootstrap`. Only path_coefficients are kept. The draws
    are those of a bootstrap for each model, but faster: the correlations of the resamples are computed once.
    Errors as `bootstrap`, for any of the models.

    Example. Does the path depend on the weighting scheme, or on taking the constructs as common factors?

    >>> blocks, paths = {"Service": ["s1", "s2"], "Loyalty": ["l1", "l2"]}, [("Service", "Loyalty")]
    >>> models = {scheme: Model.from_blocks(blocks, paths, scheme=scheme) for scheme in ("path", "centroid")}
    >>> models["consistent"] = models["path"]
    >>> results = bootstrap_estimators(answers, models, 1000, seed=1, corrected=["consistent"])
    >>> for name, result in results.items():
    ...     path = inference(result.estimates["path_coefficients"], result.draws["path_coefficients"])
    ...     print(name, path.estimate.round(2), path.lower.round(1), path.upper.round(1))
    path [0.62] [0.4] [0.8]
    centroid [0.62] [0.4] [0.8]
    consistent [0.7] [0.3] [1.]

    With a single path the schemes cannot differ. As common factors the constructs are related more strongly, and less
    surely: .70, from .3 to 1.0. Draws are paired, so that differences between estimators can be bootstrapped, too.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)
    check_known(corrected, models, what="estimator", where="corrected")
    samples = {name: point_as(estimate(indicators, model), reference) for name, model in models.items()}
    summands = prepare_summands(indicators)

    def correlate_block(block: ResampleBlock) -> FloatArray:
        """Return the correlations (b, K, K) of a block of resamples."""
        return correlations_from_sums(sum_resamples([block], summands))

    drawn = list(map_in_threads(correlate_block, divide_resamples(resamples, seed, "bootstrap"), threads))
    return {
        name: bootstrap_from_correlations(
            sample, drawn, cases=len(indicators), resamples=resamples, seed=seed, corrected=name in corrected
        )
        for name, sample in samples.items()
    }


def path_statistics(fit: Fit, cases: int) -> tuple[Statistic, ...]:
    """Return only the path coefficients, as `measures` for `bootstrap`; cases is not used.

    Example. A bootstrap of the paths only, which takes less memory than one of every statistic.

    >>> draws = bootstrap(answers, model, 200, seed=1, measures=path_statistics)
    >>> dict(draws.names), draws.estimates["path_coefficients"].round(3)
    ({'path_coefficients': ('Service -> Loyalty',)}, array([0.623]))

    One column of draws in place of twenty-three. A function of your own, that returns any `Statistic` of a fit, is
    given in the same way.
    """
    del cases
    sources, targets = np.array(fit.model.paths).T
    return (Statistic("path_coefficients", fit.model.path_names, fit.path_coefficients[..., sources, targets]),)


def bootstrap_from_correlations(
    sample: Fit,
    drawn: Sequence[FloatArray],
    *,
    cases: int,
    resamples: int,
    seed: int,
    measures: Measures = path_statistics,
    corrected: bool = False,
    positive_definite: bool = False,
) -> Bootstrap:
    """Return the statistics of a fit and of its resamples, drawn: their correlations (b, K, K), block after block.

    corrected: by `consistent`. positive_definite: whether a solution from correlations that are not is inadmissible.
    """

    def evaluate_fit(uncorrected: Fit) -> Evaluation:
        """Align a fit, or a stack of them, correct it where asked, and measure it."""
        aligned = align_signs(uncorrected, sample)
        fit = consistent(aligned) if corrected else aligned
        usable = admissible_consistent(fit) if corrected else admissible(fit)
        if positive_definite:
            usable = usable & ~is_singular(fit.correlations)
        return Evaluation(measures(fit, cases), fit.converged, usable, find_turned(uncorrected, sample))

    numbers = [block.number for block in divide_resamples(resamples, seed, "bootstrap")]
    by_number = dict(zip(numbers, drawn, strict=True))

    def evaluate(block: ResampleBlock) -> Evaluation:
        """Estimate a block from its correlations and evaluate it."""
        return evaluate_fit(estimate_from_correlations(by_number[block.number], sample.model))

    return bootstrap_by_block(evaluate_fit(sample), evaluate, cases, resamples, seed=seed)
