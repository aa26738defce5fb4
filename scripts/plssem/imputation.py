"""Multiple imputation of missing answers by chained equations, anew in every resample of the bootstrap.

Each incomplete indicator in turn is predicted from all others, and a missing answer is drawn from those that were given
by the cases whose predictions are nearest (predictive mean matching), so that only answers of the scale are imputed.
van Buuren, S., & Groothuis-Oudshoorn, K. (2011). mice: Multivariate imputation by chained equations in R. Journal of
Statistical Software, 45(3), 1-67. doi:10.18637/jss.v045.i03.

In the examples three of the answers to the last question are missing:

>>> answers[[2, 11, 15], 3] = np.nan
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from plssem.answers import mean_replaced, parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block
from plssem.consistent import admissible_consistent, consistent, path_statistics
from plssem.correlations import exact_units, standardise
from plssem.errors import DataError, check_counts, check_known
from plssem.estimation import admissible, estimate_from_correlations, estimate_sample_correlations
from plssem.model import Fit, Model
from plssem.resampling import ResampleBlock, count_draws, divide_resamples
from plssem.signs import align_signs, find_turned, point_as
from plssem.statistics import Measures

PURPOSE = "imputation"
# Part of the diagonal that is added to the cross-products of the predictors.
RIDGE = 1e-5
# Numbers of completed answers in memory at a time (32 MiB, and a few times as much for what is computed of them).
BATCH_NUMBERS = 2**22


@dataclass(frozen=True)
class Chain:
    """How answers are imputed: number of imputations m, rounds of the chain, and cases that may give an answer.

    DataError for fewer than two imputations, and for less than one round or one donor.
    """

    imputations: int = 5
    iterations: int = 5
    donors: int = 5

    def __post_init__(self) -> None:
        """Raise DataError for too few of any."""
        check_counts(imputations=self.imputations, iterations=self.iterations, donors=self.donors)


@dataclass(frozen=True, eq=False)
class ImputedBootstrap:
    """The bootstrap of an estimator, each value the mean over m imputations, and those of the sample one by one (m, M).

    missing_information: Rubin's share of the variance of each estimate that is due to the missing answers, (M,).
    admissible: whether every imputation of the sample has an admissible solution.
    """

    bootstrap: Bootstrap
    estimates: FloatArray
    admissible: bool

    @property
    def missing_information(self) -> FloatArray:
        """(1 + 1/m) times the variance between imputations over that of the resampled estimates.

        NaN where that is 0, and where fewer than two draws have a solution.

        Rubin, D. B. (1987). Multiple Imputation for Nonresponse in Surveys. doi:10.1002/9780470316696.
        """
        draws = self.bootstrap.draws["path_coefficients"]
        several = np.isfinite(draws).sum(axis=0) > 1
        total = np.nanvar(np.where(several, draws, 0.0), axis=0, ddof=1)
        between = (1 + 1 / len(self.estimates)) * self.estimates.var(axis=0, ddof=1)
        return np.asarray(between / np.where(total > 0, total, np.nan))


def impute(answers: FloatArray, names: tuple[str, ...], chain: Chain | None = None, *, seed: int) -> FloatArray:
    """Return m completed copies (m, N, K) of the answers (N, K), a missing one (NaN) drawn from those that were given.

    names: of the K indicators. Predictions come from all other indicators by linear regression; for the cases with a
    missing answer by coefficients drawn from their distribution (type 1 matching). Units of the answers, which change
    nothing: what is imputed to answers from 2001 to 2005 is what is imputed to those from 1 to 5.
    ASSUME: answers are missing at random given the other answers, and each indicator is about linear in the others.
    DataError as for `mean_replaced`, and for an incomplete indicator with hardly more answers than predictors.

    Example. What stands in the gaps of three customers who left out a question on loyalty?

    >>> completed = impute(answers, ("s1", "s2", "l1", "l2"), Chain(imputations=4), seed=1)
    >>> completed.shape, bool(np.isnan(completed).any())
    ((4, 20, 4), False)
    >>> float(np.nanmean(answers[:, 3]).round(2)), float(completed[:, [2, 11, 15], 3].mean().round(2))
    (2.88, 3.25)

    These three liked everything else, so that what is imputed lies above the mean of the question (2.88), by which
    `mean_replaced` would fill the gaps.
    """
    given = _parse_imputable(answers, names)
    rescaled, centres, scales = _rescale(given)
    completed = _impute_sample(rescaled, chain or Chain(), seed) * scales + centres
    return np.where(np.isnan(given), completed, given)


def _rescale(answers: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the answers (N, K) near 0 with standard deviations near 1, and the centres and scales (K,) of that.

    In its own units a ridge on what lies far from 0, such as a year, would take its slope away.
    """
    deviations = np.nanstd(answers, axis=0)
    centres, scales = exact_units(np.nanmean(answers, axis=0), np.where(deviations > 0, deviations, 1.0))
    return (answers - centres) / scales, centres, scales


def _impute_sample(rescaled: FloatArray, chain: Chain, seed: int) -> FloatArray:
    """Return completed copies (m, N, K) of rescaled answers (N, K)."""
    copies = np.repeat(rescaled[None], chain.imputations, axis=0)
    return _complete(copies, ResampleBlock(seed, PURPOSE, 0, 0, 1).generator(), chain)


def estimate_imputed(
    answers: FloatArray, model: Model, chain: Chain | None = None, *, seed: int, columns: tuple[str, ...] | None = None
) -> Fit:
    """Estimate a model from answers (N, K) with missing ones (NaN): one fit, of the mean correlations of m imputations.

    columns: names of the K columns, among them the model's indicators; each predicts the others, also those that the
    model does not have; None: they are the model's. With one fit, R2 follows from its paths and total effects from its
    direct ones, as means over m fits do not; both differ by terms of the size of the variance between imputations.
    After Lang, K. M., & Little, T. D. (2014). The supermatrix technique: A simple framework for hypothesis testing with
    missing data. International Journal of Behavioral Development, 38(5), 461-470. doi:10.1177/0165025413514326.
    Dimensionless. DataError as for `impute`; errors as `estimate`.

    Example. The path from service to loyalty, of twenty customers of whom three left out a question.

    >>> fit = estimate_imputed(answers, model, seed=1)
    >>> float(fit.path_coefficients[0, 1].round(3)), float(fit.r_squared[1].round(3))
    (0.546, 0.298)

    R2 is the square of the only path. The mean of the R2 of five fits would be above the square of their mean path.
    """
    names = columns or model.indicators
    rescaled, _, _ = _rescale(_parse_imputable(answers, names))
    _check_varying(rescaled, names, model.indicators)
    matrices = _choose(_correlate(_impute_sample(rescaled, chain or Chain(), seed)), names, model)
    return replace(estimate_sample_correlations(matrices.mean(axis=0), model), effective_cases=float(len(answers)))


def bootstrap_imputed(
    answers: FloatArray,
    models: Mapping[str, Model],
    resamples: int = 1000,
    chain: Chain | None = None,
    *,
    seed: int,
    corrected: Collection[str] = (),
    reference: FloatArray | None = None,
    columns: tuple[str, ...] | None = None,
    measures: Measures = path_statistics,
    one_fit: bool = False,
) -> dict[str, ImputedBootstrap]:
    """Estimate models from answers (N, K) with missing ones (NaN): m imputations of the sample and of each resample.

    models, corrected, reference: as for `bootstrap_estimators`, whose resamples these are. A value is the mean over the
    m imputations (Rubin's rule); that each resample is imputed anew makes standard errors and percentile intervals hold
    the uncertainty of the imputation, also where imputation and model disagree:
    Bartlett, J. W., & Hughes, R. A. (2020). Bootstrap inference for multiple imputation under uncongeniality and
    misspecification. Statistical Methods in Medical Research, 29(12), 3533-3546. doi:10.1177/0962280220932189.
    A draw is NaN where one of its imputations has no solution. columns: as for `estimate_imputed`, of which the models
    may have different ones. measures: as for `bootstrap`. one_fit: a value is of the one fit of `estimate_imputed`, in
    the sample and in every resample. Dimensionless. DataError as for `impute`, and where the sample itself has none.

    Example. The path from service to loyalty, of twenty customers of whom three left out a question.

    >>> result = bootstrap_imputed(answers, {"path": model}, 300, seed=1)["path"]
    >>> path = inference(result.bootstrap.estimates["path_coefficients"], result.bootstrap.draws["path_coefficients"])
    >>> path.estimate.round(1), path.lower.round(1), path.upper.round(1)
    (array([0.6]), array([0.4]), array([0.8]))

    Without a gap it was .62, from .4 to .8 as well: three answers are too few to matter.
    """
    check_counts(resamples=resamples, seed=seed)
    check_known(corrected, models, what="estimator", where="corrected")
    chosen = chain or Chain()
    names = columns or next(iter(models.values())).indicators
    rescaled, _, _ = _rescale(_parse_imputable(answers, names))
    _check_varying(rescaled, names, {name for model in models.values() for name in model.indicators})
    imputed = _correlate(_impute_sample(rescaled, chosen, seed))

    def correlate_block(block: ResampleBlock) -> FloatArray:
        """Impute the resamples of a block, and correlate (b, m, K, K), or (b, 1, K, K) of their means."""
        found = _correlate_block(block, rescaled, chosen)
        return found.mean(axis=1, keepdims=True) if one_fit else found

    blocks = divide_resamples(resamples, seed, "bootstrap")
    # All models take the same correlations, which one alone need not keep.
    kept = {block.number: correlate_block(block) for block in blocks} if len(models) > 1 else {}

    def pool(name: str, model: Model) -> ImputedBootstrap:
        """Pool one model's estimates."""
        pooling = _Pooling(model, _choose(imputed, names, model), reference, name in corrected, measures, one_fit)

        def evaluate(block: ResampleBlock) -> Evaluation:
            """Estimate the imputations of a block of resamples."""
            found = kept[block.number] if kept else correlate_block(block)
            return pooling.evaluate(_choose(found, names, model), len(answers))

        return pooling.bootstrap(evaluate, len(answers), resamples, seed)

    return {name: pool(name, model) for name, model in models.items()}


def _choose(correlations: FloatArray, names: tuple[str, ...], model: Model) -> FloatArray:
    """Return the correlations of a model's indicators (..., k, k) from those of all columns (..., K, K)."""
    if names == model.indicators:
        return correlations
    chosen = np.array([names.index(name) for name in model.indicators])
    return np.asarray(correlations[..., chosen[:, None], chosen])


@dataclass(frozen=True, eq=False)
class _Pooling:
    """How an estimator is pooled over the imputations of a sample, correlations (m, K, K), and of its resamples."""

    model: Model
    imputed: FloatArray
    reference: FloatArray | None
    corrected: bool
    measures: Measures
    one_fit: bool

    @cached_property
    def sample(self) -> Fit:
        """The fit as which all point."""
        return point_as(estimate_from_correlations(self.imputed.mean(axis=0), self.model), self.reference)

    def bootstrap(
        self, evaluate: Callable[[ResampleBlock], Evaluation], cases: int, resamples: int, seed: int
    ) -> ImputedBootstrap:
        """Pool the sample, and its resamples block by block; DataError where the sample has no solution."""
        _, fit = self._fit(self.imputed)
        if not bool(fit.converged.all()):
            raise DataError(
                what="an imputed sample without a solution",
                where="bootstrap of imputed answers",
                found=f"{int((~fit.converged).sum())} of {len(self.imputed)} imputations",
                expected="none",
                remedy="see whether items nearly repeat others, or more answers are missing than were given",
            )
        (paths,) = path_statistics(fit, cases)
        of_sample = self.imputed.mean(axis=0, keepdims=True) if self.one_fit else self.imputed
        pooled = self.evaluate(of_sample, cases)
        bootstrap = bootstrap_by_block(pooled, evaluate, cases, resamples, seed=seed)
        return ImputedBootstrap(bootstrap, paths.values, bool(pooled.admissible))

    def evaluate(self, correlations: FloatArray, cases: int) -> Evaluation:
        """Average the statistics of each resample over its m imputations, correlations (..., m, K, K)."""
        uncorrected, fit = self._fit(correlations)
        usable = admissible_consistent(fit) if self.corrected else admissible(fit)
        against = find_turned(uncorrected, self.sample)
        shape = correlations.shape[:-2]
        turned = {name: np.asarray(each.reshape(shape).any(axis=-1)) for name, each in against.items()}
        converged, solved = (np.asarray(each.reshape(shape).all(axis=-1)) for each in (fit.converged, usable))
        measured = tuple(
            replace(one, values=one.values.reshape(*correlations.shape[:-2], -1).mean(axis=-2))
            for one in self.measures(fit, cases)
        )
        return Evaluation(measured, converged, solved, turned)

    def _fit(self, correlations: FloatArray) -> tuple[Fit, Fit]:
        """Estimate every imputation: by PLS, and as the estimator asks, signs aligned with the sample."""
        every = correlations.reshape(-1, *correlations.shape[-2:])
        uncorrected = estimate_from_correlations(every, self.model)
        aligned = align_signs(uncorrected, self.sample)
        return uncorrected, consistent(aligned) if self.corrected else aligned


def _correlate_block(block: ResampleBlock, answers: FloatArray, chain: Chain) -> FloatArray:
    """Impute the resamples of a block, and correlate (b, m, K, K)."""
    cases, size = answers.shape
    tally = np.concatenate([drawn for _, drawn in count_draws(block, cases)], axis=1)
    rows = np.repeat(np.tile(np.arange(cases), block.size), tally.ravel()).reshape(block.size, cases)
    # Block 0 is that of the sample.
    random = replace(block, purpose=PURPOSE, number=block.number + 1)
    at_once = max(1, BATCH_NUMBERS // (chain.imputations * cases * size))
    parts = []
    for chunk, start in enumerate(range(0, block.size, at_once)):
        copies = np.repeat(answers[rows[start : start + at_once]], chain.imputations, axis=0)
        parts.append(_correlate(_complete(copies, random.generator(chunk), chain)))
    return np.concatenate(parts).reshape(block.size, chain.imputations, size, size)


def _complete(stack: FloatArray, generator: np.random.Generator, chain: Chain) -> FloatArray:
    """Return a stack of answers (S, N, K) with its gaps filled; NaN throughout a member of which an item has none."""
    absent: BoolArray = np.asarray(np.isnan(stack))
    hopeless: BoolArray = np.asarray((absent.sum(axis=1) == stack.shape[1]).sum(axis=1) > 0)
    missing = absent & ~hopeless[:, None, None]
    gaps = list(_find_gaps(missing))
    copies = _Copies(np.where(hopeless[:, None, None], 0.0, stack), gaps, generator)
    for _ in range(chain.iterations if gaps else 0):
        for gap in gaps:
            copies.impute_anew(gap, generator, chain.donors)
    return np.where(hopeless[:, None, None], np.nan, copies.answers)


@dataclass(frozen=True, eq=False)
class _Gap:
    """The missing answers of one indicator: its column, members and cases of the L gaps, who answered (S, N).

    order (S, N): the cases of each member, those who answered first; counts (S,): of these.
    """

    column: int
    members: IntArray
    cases: IntArray
    answered: BoolArray
    order: IntArray
    counts: IntArray

    def draw_any(self, generator: np.random.Generator) -> IntArray:
        """Draw a case that answered for each gap (L,)."""
        ranks = (generator.random(len(self.members)) * self.counts[self.members]).astype(np.int64)
        return np.asarray(self.order[self.members, ranks])


def _find_gaps(missing: BoolArray) -> Iterator[_Gap]:
    """Yield the incomplete indicators, those with the fewest gaps first."""
    totals = missing.sum(axis=(0, 1))
    for column in sorted(np.flatnonzero(totals), key=lambda column: totals[column]):
        gaps = missing[:, :, column]
        order = np.argsort(gaps, axis=1, kind="stable")
        members, cases = np.nonzero(gaps)
        yield _Gap(int(column), members, cases, ~gaps, order, (~gaps).sum(axis=1))


class _Copies:
    """A stack of answers (S, N, K) on the way to its imputations, with the sums and products of its columns.

    It begins with any answer that was given in each gap. Products (S, K, K) are renewed for one column at a time, which
    is much faster than to compute them again for every regression.
    """

    def __init__(self, stack: FloatArray, gaps: Sequence[_Gap], generator: np.random.Generator) -> None:
        self.answers = stack.copy()
        for gap in gaps:
            self._fill(gap, gap.draw_any(generator))
        self._products = np.matmul(self.answers.transpose(0, 2, 1), self.answers)
        self._sums = self.answers.sum(axis=1)

    def impute_anew(self, gap: _Gap, generator: np.random.Generator, donors: int) -> None:
        """Draw the missing answers of an indicator again, given all others."""
        self._fill(gap, self._match(gap, generator, donors))
        column = self.answers[:, :, gap.column]
        products = np.matmul(column[:, None, :], self.answers)[:, 0]
        self._products[:, gap.column] = products
        self._products[:, :, gap.column] = products
        self._sums[:, gap.column] = column.sum(axis=1)

    def _fill(self, gap: _Gap, donors: IntArray) -> None:
        self.answers[gap.members, gap.cases, gap.column] = self.answers[gap.members, donors, gap.column]

    def _match(self, gap: _Gap, generator: np.random.Generator, donors: int) -> IntArray:
        """Return for each gap (L,) a case whose prediction is among the nearest, of those who answered."""
        fitted, drawn = self._regress(gap, generator)
        slopes = fitted.copy()
        slopes[:, gap.column] = 0.0
        predicted = np.matmul(self.answers, slopes[..., None])[..., 0] + fitted[:, gap.column, None]
        aims = np.einsum("lk,lk->l", self._predictors(gap), drawn[gap.members])
        distances = np.abs(predicted[gap.members] - aims[:, None])
        distances[~gap.answered[gap.members]] = np.inf
        most = min(donors, distances.shape[1])
        nearest = np.argpartition(distances, most - 1, axis=1)[:, :most]
        # Those who did not answer come last, where fewer than `donors` did.
        ranks = np.argsort(np.take_along_axis(distances, nearest, axis=1), axis=1, kind="stable")
        possible = np.minimum(gap.counts[gap.members], most)
        drawn_ranks = (generator.random(len(aims)) * possible).astype(np.int64)
        chosen = np.take_along_axis(ranks, drawn_ranks[:, None], axis=1)
        return np.asarray(np.take_along_axis(nearest, chosen, axis=1)[:, 0])

    def _predictors(self, gap: _Gap) -> FloatArray:
        """Return the predictors in the gaps (L, K); the column of the indicator itself is the intercept."""
        predictors = self.answers[gap.members, gap.cases]
        predictors[:, gap.column] = 1.0
        return np.asarray(predictors)

    def _regress(self, gap: _Gap, generator: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Regress an indicator on all others where it was answered: coefficients (S, K), and some drawn around them.

        Drawn from the posterior under a flat prior: residual variance from chi-squared, coefficients normal.
        """
        products, with_outcome, squares = self._products_of_answered(gap)
        size = products.shape[-1]
        diagonal = products.diagonal(axis1=1, axis2=2)
        # An item that is 0 throughout a member predicts nothing, and must not make the system singular.
        ridge = np.where(diagonal > 0, RIDGE * diagonal, 1.0)
        inverse = np.linalg.inv(products + ridge[..., None] * np.eye(size))
        inverse = (inverse + inverse.transpose(0, 2, 1)) / 2
        fitted = np.matmul(inverse, with_outcome[..., None])[..., 0]
        explained = 2 * (fitted * with_outcome).sum(axis=1) - np.einsum("sk,skl,sl->s", fitted, products, fitted)
        residual = np.maximum(squares - explained, 0.0)
        scale = np.sqrt(residual / generator.chisquare(np.maximum(gap.counts - size, 1)))
        noise = np.matmul(np.linalg.cholesky(inverse), generator.standard_normal((*fitted.shape, 1)))[..., 0]
        return fitted, fitted + scale[:, None] * noise

    def _products_of_answered(self, gap: _Gap) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return products of the predictors, with the indicator, and its squares, of the cases that answered it."""
        column = gap.column
        products = self._products.copy()
        with_outcome = self._products[:, column].copy()
        squares = with_outcome[:, column].copy()
        with_outcome[:, column] = self._sums[:, column]
        products[:, column] = self._sums
        products[:, :, column] = self._sums
        products[:, column, column] = self.answers.shape[1]
        members, starts = np.unique(gap.members, return_index=True)
        predictors = self._predictors(gap)
        outcome = self.answers[gap.members, gap.cases, column]
        products[members] -= np.add.reduceat(predictors[:, :, None] * predictors[:, None, :], starts)
        with_outcome[members] -= np.add.reduceat(predictors * outcome[:, None], starts)
        squares[members] -= np.add.reduceat(outcome**2, starts)
        return products, with_outcome, squares


def _correlate(completed: FloatArray) -> FloatArray:
    """Return correlations (S, K, K) of completed answers (S, N, K); NaN for a constant."""
    centred = completed - completed.mean(axis=1, keepdims=True)
    products = np.matmul(centred.transpose(0, 2, 1), centred)
    sizes = np.sqrt(products.diagonal(axis1=1, axis2=2))
    sizes = np.where(sizes > 1e-9, sizes, np.nan)
    correlations = products / (sizes[:, :, None] * sizes[:, None, :])
    diagonal = np.eye(products.shape[-1], dtype=np.bool_)
    return np.asarray(np.where(diagonal & np.isfinite(correlations), 1.0, correlations))


def _parse_imputable(indicators: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Return the answers (N, K) as numbers; DataError where a missing one cannot be imputed."""
    answers = parse_answers(indicators, names)
    mean_replaced(answers, names)
    given = np.isfinite(answers).sum(axis=0)
    fewest = len(names) + 2
    for name, count in zip(names, given.tolist(), strict=True):
        if count < len(answers) and count < fewest:
            raise DataError(
                what="too few answers to impute others from",
                where=f"indicator {name}",
                found=f"{count} answers, {len(names) - 1} other indicators",
                expected=f"at least {fewest} answers",
                remedy="collect more, or leave the indicator out",
            )
    return answers


def _check_varying(answers: FloatArray, names: tuple[str, ...], indicators: Collection[str]) -> None:
    """Raise the DataError of `estimate` for an indicator of a model to which all gave one answer."""
    used = [column for column, name in enumerate(names) if name in indicators]
    chosen = tuple(names[column] for column in used)
    standardise(mean_replaced(answers[:, used], chosen), chosen)
