"""Higher-order constructs: constructs measured by other constructs, their lower-order components.

Both stages are estimated from the indicators' correlations, since stage two needs only the correlations among
indicators and scores of stage one: so a stack of resamples is estimated without its cases.

Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019). How to specify, estimate, and validate
higher-order constructs in PLS-SEM. Australasian Marketing Journal, 27(3), 197-211. doi:10.1016/j.ausmj.2019.05.003.

In the examples service has two sides, staff and rooms, with two questions each, and acts on loyalty. Twenty guests
answered, 1 to 5:

>>> first = "33224 43333 45555 34543 12342 33223 22232 34334 31221 33133"
>>> second = "35334 55445 33232 35443 22321 55555 11332 54434 32333 21322"
>>> answers = np.array([list(row) for row in f"{first} {second}".split()], dtype=float)
>>> blocks = {"Staff": ["s1", "s2"], "Rooms": ["r1", "r2"], "Loyalty": ["l"]}
>>> model = HigherOrderModel.from_blocks(blocks, {"Service": ["Staff", "Rooms"]}, [("Service", "Loyalty")])

Of other guests the correlations of these questions are known; in a second sample each correlates by .5 with the other
one of its side, and by .3 with all else:

>>> above = [0.6, 0.4, 0.4, 0.4, 0.4, 0.4, 0.3, 0.5, 0.5, 0.4]
>>> correlations = np.eye(5)
>>> correlations[np.triu_indices(5, 1)] = correlations.T[np.triu_indices(5, 1)] = above
>>> even = np.full((5, 5), 0.3)
>>> even[:2, :2] = even[2:4, 2:4] = 0.5
>>> np.fill_diagonal(even, 1)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, is_singular, stack_first, stack_last
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_fits, evaluate_stages
from plssem.consistent import admissible_consistent, consistent, list_common_factors, mark_common_factors, score_quality
from plssem.correlations import parse_correlations, standardise
from plssem.errors import ModelError, check_known
from plssem.estimation import estimate, estimate_from_correlations
from plssem.jackknife import jackknife
from plssem.model import ARROW, Fit, Model
from plssem.resampling import prepare_summands
from plssem.signs import NONE, Turned, align_signs, carried_signs, check_signs, find_turned, merge_turned
from plssem.statistics import Statistic, measurement_labels, merge_stages, statistics

APPROACHES = ("disjoint", "embedded", "repeated_indicators")
# Names of common factors in each stage.
Factors = tuple[Collection[str], Collection[str]]


@dataclass(frozen=True, eq=False)
class HigherOrderModel:
    """A model with higher-order constructs, as one model for each stage of estimation.

    indicators: the K indicators of the data, in their order. components: {higher-order construct: components}.
    columns (K1,): indices, among the K indicators, of those of stage one; an indicator may be repeated.
    carried (K2,): indices, among stage one's K1 indicators and then its J1 scores, of the indicators of stage two.
    With repeated indicators there is one stage, and `second` is `first`.
    """

    indicators: tuple[str, ...]
    components: Mapping[str, tuple[str, ...]]
    approach: str
    first: Model
    second: Model
    columns: IntArray
    carried: IntArray

    @classmethod
    def from_blocks(
        cls,
        blocks: Mapping[str, Sequence[str]],
        components: Mapping[str, Sequence[str]],
        paths: Sequence[tuple[str, str]],
        modes: Mapping[str, str] | None = None,
        approach: str = "disjoint",
        scheme: str = "path",
        max_iterations: int = 300,
        tolerance: float = 1e-7,
    ) -> "HigherOrderModel":
        """Build a model from blocks {construct: indicators} and components {higher-order construct: constructs}.

        paths: among the higher-order constructs and those that are no component. modes: of any construct.
        approach: "disjoint": in stage one the components replace their construct, each with all its paths; in stage
        two their scores are its indicators, and the other constructs have their indicators.
        "embedded": stage one is the model with repeated indicators; stage two has the components' scores as the
        indicators of their construct, and every other construct as a single item, its score of stage one.
        "repeated_indicators": the construct is measured by all indicators of its components and acts on them (mode
        A) or is acted on by them (mode B). In mode B the components explain it fully, so that no other path to it can
        be estimated, and is refused: choose a two-stage approach there.
        ModelError where a model is not estimable.

        >>> blocks = {"A": ["a1", "a2"], "B": ["b1", "b2"], "Y": ["y"]}
        >>> model = HigherOrderModel.from_blocks(blocks, {"H": ["A", "B"]}, [("H", "Y")])
        >>> model.first.path_names, model.second.indicators
        (('A -> Y', 'B -> Y'), ('y', 'A', 'B'))
        """
        of_blocks, of_components = (
            {name: tuple(names) for name, names in each.items()} for each in (blocks, components)
        )
        plan = _Plan(of_blocks, of_components, tuple(paths), dict(modes or {}), scheme, max_iterations, tolerance)
        _check_plan(plan, approach)
        first, columns = plan.build_first_disjoint() if approach == "disjoint" else plan.build_repeated()
        second = {"disjoint": plan.build_second_disjoint, "embedded": plan.build_second_embedded}.get(
            approach, lambda: first
        )()
        carried = _find_carried(plan, first, second, approach)
        return cls(plan.indicators, plan.components, approach, first, second, columns, carried)


@dataclass(frozen=True, eq=False)
class HigherOrderFit:
    """Estimates of both stages, of one sample or of a stack; `second` is `first` with repeated indicators."""

    model: HigherOrderModel
    first: Fit
    second: Fit


@dataclass(frozen=True)
class _Plan:
    """The arguments of `HigherOrderModel.from_blocks`; it builds the models of the stages."""

    blocks: Mapping[str, tuple[str, ...]]
    components: Mapping[str, tuple[str, ...]]
    paths: tuple[tuple[str, str], ...]
    modes: Mapping[str, str]
    scheme: str
    max_iterations: int
    tolerance: float

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of all K indicators, block by block."""
        return tuple(name for block in self.blocks.values() for name in block)

    @property
    def lower(self) -> tuple[str, ...]:
        """Components of any higher-order construct."""
        return tuple(chain.from_iterable(self.components.values()))

    @property
    def upper(self) -> tuple[str, ...]:
        """Constructs that paths may join: those that are not a component, then the higher-order constructs."""
        return (*(name for name in self.blocks if name not in self.lower), *self.components)

    def build_first_disjoint(self) -> tuple[Model, IntArray]:
        """Build stage one with the components instead of their construct."""
        replaced = [
            (source, target)
            for start, end in self.paths
            for source in self.components.get(start, (start,))
            for target in self.components.get(end, (end,))
        ]
        return self._build(self.blocks, replaced), np.arange(len(self.indicators))

    def build_repeated(self) -> tuple[Model, IntArray]:
        """Build the model with repeated indicators."""
        items = {
            name: [item for part in parts for item in self.blocks[part]] for name, parts in self.components.items()
        }
        doubled = {name: [f"{item} ({name})" for item in repeated] for name, repeated in items.items()}
        links = [
            (component, name) if self.modes.get(name, "A") == "B" else (name, component)
            for name, components in self.components.items()
            for component in components
        ]
        indices = {name: index for index, name in enumerate(self.indicators)}
        again = [indices[item] for item in chain.from_iterable(items.values())]
        model = self._build({**self.blocks, **doubled}, [*self.paths, *links])
        columns = (*range(len(self.indicators)), *again)
        return replace(model, originals=columns), np.array(columns)

    def build_second_disjoint(self) -> Model:
        """Build stage two with the indicators of the other constructs."""
        return self._build({name: self.components.get(name) or self.blocks[name] for name in self.upper}, self.paths)

    def build_second_embedded(self) -> Model:
        """Build stage two with single items for the other constructs."""
        return self._build({name: self.components.get(name, (name,)) for name in self.upper}, self.paths)

    def _build(self, blocks: Mapping[str, Sequence[str]], paths: Iterable[tuple[str, str]]) -> Model:
        modes = {name: mode for name, mode in self.modes.items() if name in blocks}
        return Model.from_blocks(blocks, paths, modes, self.scheme, self.max_iterations, self.tolerance)


def estimate_higher_order(
    indicators: FloatArray, model: HigherOrderModel, case_weights: FloatArray | None = None
) -> HigherOrderFit:
    """Estimate both stages from one sample, indicators (N, K) in the order of `model.indicators`, any scale.

    case_weights (N,) and errors as for `estimate`, in either stage.

    Example. Service has two sides, staff and rooms, with two questions each; does it act on loyalty?

    >>> fit = estimate_higher_order(answers, model)
    >>> fit.second.model.constructs, fit.second.model.indicators
    (('Loyalty', 'Service'), ('l', 'Staff', 'Rooms'))
    >>> float(fit.second.path_coefficients[1, 0].round(3)), fit.second.outer_loadings[1:, 1].round(2)
    (0.834, array([0.93, 0.86]))

    Stage two has staff and rooms, as scores of stage one, for questions. Both are strong parts of service (.93, .86),
    which goes with loyalty by .83. Stage one, `fit.first`, has the questions' own loadings.
    """
    columns = parse_answers(indicators, model.indicators)[:, model.columns]
    first = estimate(columns, model.first, case_weights)
    if model.second is model.first:
        return HigherOrderFit(model, first, first)
    standardised = standardise(columns, model.first.indicators, case_weights)
    carried = np.hstack([standardised, standardised @ first.outer_weights])[:, model.carried]
    return HigherOrderFit(model, first, estimate(carried, model.second, case_weights))


def estimate_higher_order_from_correlations(correlations: FloatArray, model: HigherOrderModel) -> HigherOrderFit:
    """Estimate both stages from correlations (..., K, K) of the indicators; the leading axes are a stack of samples.

    Raises nothing for a member that does not converge: see `Fit.converged` of either stage. DataError as for
    `estimate_from_correlations`.

    Example. Service has two sides, staff and rooms; what do published correlations of their questions and loyalty give?

    >>> fit = estimate_higher_order_from_correlations(correlations, model)
    >>> fit.first.model.path_names, fit.first.path_coefficients[:2, 2].round(3)
    (('Staff -> Loyalty', 'Rooms -> Loyalty'), array([0.175, 0.435]))
    >>> fit.second.model.path_names, fit.second.path_coefficients[1].round(3)
    (('Service -> Loyalty',), array([0.539, 0.   ]))

    In stage one staff and rooms act on loyalty side by side, .175 and .435; in stage two service, made of both, does so
    by .539. A stack of matrices gives a stack of fits.
    """
    repeated = parse_correlations(correlations, model.indicators)[..., model.columns[:, None], model.columns]
    return estimate_second(estimate_from_correlations(repeated, model.first), model)


def consistent_higher_order(fit: HigherOrderFit, common_factors: Collection[str] | None = None) -> HigherOrderFit:
    """Return the fit (...,) with the named constructs as common factors: consistent PLS in both stages.

    common_factors: mode A constructs, components, higher-order constructs or others; None: all of them. Stage one is
    corrected as by `consistent`. Stage two takes the components in place of their scores: correlations with component c
    are divided by the root of its rho_A, those of two components by both roots. Its fit is corrected as by
    `consistent`, too, so that under mode A the construct is the common factor behind its components; as a composite of
    them (mode B, or not named) it is left as it is. The components' weights there are those of common factors.
    van Riel, A. C. R., Henseler, J., Kemény, I., & Sasovova, Z. (2017). Estimating hierarchical constructs using
    consistent partial least squares. Industrial Management & Data Systems, 117(3), 459-477.
    doi:10.1108/IMDS-07-2016-0286: there a third stage corrects the paths instead (convention H6).
    NaN where a rho_A is not positive. `admissible_higher_order` checks the result.
    ModelError for an approach other than "disjoint": with items repeated in stage one, errors of a component and of its
    construct are the same; and as `consistent`.

    Example. Two questions on either side of service are few: how much does that weaken its path to loyalty?

    >>> fit = estimate_higher_order_from_correlations(even, model)
    >>> float(fit.second.path_coefficients[1, 0].round(3))
    0.414
    >>> for factors in (["Staff", "Rooms"], None):
    ...     corrected = consistent_higher_order(fit, factors).second
    ...     print(corrected.path_coefficients[1, 0].round(3), corrected.outer_loadings[1:, 1].round(3))
    0.474 [0.894 0.894]
    0.548 [0.775 0.775]

    From scores the path is .414. Staff and rooms as common factors correlate by .3 / .5 = .6, and their composite has
    one of .474. If service itself is the factor behind both, each loads on it by the root of .6, and the path is .548.
    """
    _check_correctable(fit.model)
    factors = divide_factors(fit.model, common_factors)
    second = _estimate_corrected(fit.first, fit.model, factors)
    return _correct(HigherOrderFit(fit.model, fit.first, second), factors)


def admissible_higher_order(fit: HigherOrderFit, common_factors: Collection[str] | None = None) -> BoolArray:
    """Tell for each member of what `consistent_higher_order` returned whether the solution is admissible (...,).

    It is where `admissible_consistent` holds for both stages and the correlations that stage two starts from are
    positive definite. Errors as for `consistent_higher_order`.

    Example. Can staff and rooms be common factors, if their questions correlate as much between the two as within?

    >>> closer = even.copy()
    >>> closer[:2, 2:4] = closer[2:4, :2] = 0.52
    >>> fit = estimate_higher_order_from_correlations(np.stack([even, closer]), model)
    >>> admissible_higher_order(consistent_higher_order(fit))
    array([ True, False])

    In the second sample staff and rooms would correlate by .52 / .5 = 1.04, which no factors do.
    """
    _check_correctable(fit.model)
    return _is_admissible(fit, divide_factors(fit.model, common_factors))


def higher_order_statistics(fit: HigherOrderFit, cases: int) -> tuple[Statistic, ...]:
    """Return every statistic of a fit, as `statistics` does; `cases` is N.

    Weights, loadings, reliability, AVE and HTMT of the components are those of stage one, under "embedded" also of
    the other constructs; all other statistics are those of stage two. Those of a higher-order construct take the scores
    of its components as its indicators; with repeated indicators, the repeated indicators.

    Example. Where in the results are the components of a higher-order construct, and where is it itself?

    >>> fit = estimate_higher_order_from_correlations(correlations, model)
    >>> found = {statistic.name: statistic for statistic in higher_order_statistics(fit, cases=50)}
    >>> for name in ("outer_loadings", "path_coefficients", "average_variance_extracted"):
    ...     print(name, dict(zip(found[name].labels, found[name].values.round(2).tolist())))
    outer_loadings {'s1': 0.92, 's2': 0.86, 'r1': 0.9, 'r2': 0.83, 'l': 1.0, 'Staff': 0.83, 'Rooms': 0.91}
    path_coefficients {'Service -> Loyalty': 0.54}
    average_variance_extracted {'Staff': 0.8, 'Rooms': 0.75, 'Loyalty': 1.0, 'Service': 0.75}

    The questions load on staff and rooms (stage one), staff and rooms on service (stage two), all in one list. The only
    path is that of service. AVE of service, .75, is the mean of the squares of .83 and .91.
    """
    model = fit.model
    first = statistics(fit.first, cases)
    if model.second is model.first:
        return first
    higher = set(model.components)
    lower = set(model.first.constructs) - set(model.second.constructs)
    if model.approach == "embedded":
        others = set(model.second.constructs) - higher
        from_first = measurement_labels(model.first, lower | others)
        from_second = measurement_labels(model.second, higher, others)
    else:
        from_first = measurement_labels(model.first, lower, model.first.constructs)
        from_second = measurement_labels(model.second, model.second.constructs)
    return merge_stages(first, statistics(fit.second, cases), from_first, from_second)


def bootstrap_higher_order(
    indicators: FloatArray,
    model: HigherOrderModel,
    resamples: int = 10_000,
    *,
    seed: int,
    signs: str = NONE,
    common_factors: Collection[str] | None = (),
    case_weights: FloatArray | None = None,
    threads: int = 1,
) -> Bootstrap:
    """Estimate both stages in the sample, indicators (N, K), and in resamples of its cases: as `bootstrap`.

    A resample is converged and admissible where both its stages are. signs: as `bootstrap`, in either stage; with
    "individual" stage two takes the scores as "construct" turns them.
    common_factors: constructs that `consistent_higher_order` takes as common factors, None: all under mode A; none by
    default. Inadmissible resamples keep their values then, as in `bootstrap_consistent`.

    Example. How sure is the effect on loyalty of service, which has two sides, staff and rooms?

    >>> draws = bootstrap_higher_order(answers, model, 1000, seed=1)
    >>> path = inference(draws.estimates["path_coefficients"], draws.draws["path_coefficients"])
    >>> draws.names["path_coefficients"], path.estimate.round(2), path.lower.round(2), path.upper.round(2)
    (('Service -> Loyalty',), array([0.83]), array([0.7]), array([0.93]))

    The effect of service is .83 and, in 95 % of resamples, between .70 and .93. Both stages are estimated anew in every
    resample, so that the uncertainty of the components' scores is part of it.
    """
    check_signs(signs)
    columns = parse_answers(indicators, model.indicators)[:, model.columns]
    factors = divide_factors(model, common_factors)
    plain = _estimate_plain(indicators, model, factors, case_weights)
    sample = _correct(plain, factors)
    cases = len(columns)
    summands = prepare_summands(columns, case_weights)
    carried = carried_signs(signs)

    def evaluate(first: Fit) -> Evaluation:
        """Align stage one of a stack of resamples, estimate stage two from it, and evaluate both."""
        aligned = align_signs(first, plain.first, carried)
        second = _estimate_stage_two(aligned, model, factors)
        turned = merge_turned(find_turned(first, plain.first), find_turned(second, plain.second))
        return evaluate_both(HigherOrderFit(model, aligned, align_signs(second, plain.second, carried)), turned)

    def evaluate_both(uncorrected: HigherOrderFit, turned: Turned) -> Evaluation:
        """Correct both stages where asked, and measure them."""
        fit = _correct(uncorrected, factors)
        usable = _is_admissible(fit, factors) if any(factors) else None
        measured = higher_order_statistics(_align_each(fit, sample, signs), cases)
        return evaluate_stages(measured, fit.first, fit.second, turned, usable)

    itself = merge_turned(find_turned(plain.first, plain.first), find_turned(plain.second, plain.second))
    of_sample = evaluate_both(plain, itself)
    return bootstrap_fits(of_sample, evaluate, summands, model.first, resamples, seed=seed, threads=threads)


def jackknife_higher_order(
    indicators: FloatArray,
    model: HigherOrderModel,
    *,
    common_factors: Collection[str] | None = (),
    case_weights: FloatArray | None = None,
) -> Mapping[str, FloatArray]:
    """Return every statistic of the sample, indicators (N, K), without each of its cases: as `jackknife`.

    common_factors: as for `bootstrap_higher_order`. A row is NaN also where stage two does not converge.

    Example. Does one guest decide the effect of service, which has two sides, staff and rooms?

    >>> paths = jackknife_higher_order(answers, model)["path_coefficients"]
    >>> paths.shape, float(paths.min().round(3)), float(paths.max().round(3)), int(paths.argmin())
    ((20, 1), 0.809, 0.878, 15)

    Without any one guest the path stays between .809 and .878; it falls most without the sixteenth (counted from 0:
    15). The same values give `inference` its BCa interval.
    """
    factors = divide_factors(model, common_factors)
    sample = _estimate_plain(indicators, model, factors, case_weights)
    columns = parse_answers(indicators, model.indicators)[:, model.columns]

    def measures(first: Fit, cases: int) -> tuple[Statistic, ...]:
        """Return the statistics of both stages, NaN where stage two does not converge."""
        second = align_signs(_estimate_stage_two(first, model, factors), sample.second)
        fit = _correct(HigherOrderFit(model, first, second), factors)
        converged = fit.second.converged[..., None]
        measured = higher_order_statistics(fit, cases)
        return tuple(replace(stat, values=np.where(converged, stat.values, np.nan)) for stat in measured)

    return jackknife(columns, model.first, case_weights=case_weights, measures=measures)


def estimate_second(first: Fit, model: HigherOrderModel) -> HigherOrderFit:
    """Estimate stage two from stage one (...,)."""
    return HigherOrderFit(model, first, _estimate_stage_two(first, model, ((), ())))


def _estimate_stage_two(first: Fit, model: HigherOrderModel, factors: Factors) -> Fit:
    """Return stage two (...,), from scores, or from components that are common factors."""
    if model.second is model.first:
        return first
    if any(factors):
        return _estimate_corrected(first, model, factors)
    return estimate_from_correlations(_second_correlations(first, model.carried), model.second)


def _estimate_plain(
    indicators: FloatArray, model: HigherOrderModel, factors: Factors, case_weights: FloatArray | None
) -> HigherOrderFit:
    """Estimate both stages of the sample; stage two is not corrected, but starts from common factors where named."""
    fit = estimate_higher_order(indicators, model, case_weights)
    return replace(fit, second=_estimate_corrected(fit.first, model, factors)) if any(factors) else fit


def _estimate_corrected(first: Fit, model: HigherOrderModel, factors: Factors) -> Fit:
    """Return stage two (...,) from the correlations of common factors, not corrected itself."""
    quality = score_quality(first, mark_common_factors(model.first, factors[0]))
    crossed = first.cross_loadings / quality[..., None, :]
    of_factors = replace(consistent(first, factors[0]), cross_loadings=crossed)
    return estimate_from_correlations(_second_correlations(of_factors, model.carried), model.second)


def _correct(fit: HigherOrderFit, factors: Factors) -> HigherOrderFit:
    """Return the fit with the common factors of either stage corrected; itself where there are none."""
    if not any(factors):
        return fit
    first, second = (consistent(stage, names) for stage, names in zip((fit.first, fit.second), factors, strict=True))
    return replace(fit, first=first, second=second)


def _is_admissible(fit: HigherOrderFit, factors: Factors) -> BoolArray:
    both = [admissible_consistent(stage, names) for stage, names in zip((fit.first, fit.second), factors, strict=True)]
    return np.asarray(both[0] & both[1] & ~is_singular(fit.second.correlations))


def divide_factors(model: HigherOrderModel, names: Collection[str] | None) -> Factors:
    """Return which constructs are common factors in stage one, and in stage two.

    ModelError for an unknown construct, for one under mode B, and for an approach that is not corrected.
    """
    if names is not None and not names:
        return (), ()
    _check_correctable(model)
    if names is None:
        return list_common_factors(model.first, None), list_common_factors(model.second, None)
    of_first = [name for name in names if name in model.first.constructs]
    of_second = [name for name in names if name in model.second.constructs or name not in of_first]
    return list_common_factors(model.first, of_first), list_common_factors(model.second, of_second)


def _align_each(fit: HigherOrderFit, sample: HigherOrderFit, signs: str) -> HigherOrderFit:
    """Give each number of both stages its sign in the sample, where that is asked for."""
    if signs != "individual":
        return fit
    first = align_signs(fit.first, sample.first, signs)
    second = align_signs(fit.second, sample.second, signs)
    return replace(fit, first=first, second=second)


def composite_weights(fit: HigherOrderFit) -> FloatArray:
    """Return the weights (..., K, J) that the answers have in each composite: components, then those of stage two.

    For scores of unit variance. Components are those that only stage one has.
    """
    of_components = fit.first.outer_weights[..., _only_first(fit.model)]
    of_second = carry(fit.first.outer_weights, fit.model) @ fit.second.outer_weights
    return np.asarray(sum_copies(fit.model) @ np.concatenate([of_components, of_second], axis=-1))


def carry(of_scores: FloatArray, model: HigherOrderModel) -> FloatArray:
    """Return what ties the indicators of stage two to those of stage one (..., K1, K2), from scores' (..., K1, J1).

    An indicator that is carried over is tied to itself by 1.
    """
    width = len(model.first.indicators)
    same = np.broadcast_to(np.eye(width), (*of_scores.shape[:-2], width, width))
    return np.asarray(np.concatenate([same, of_scores], axis=-1)[..., model.carried])


def sum_copies(model: HigherOrderModel) -> FloatArray:
    """Return the matrix (K, K1) that sums over the copies of each indicator in stage one."""
    return np.equal(model.columns, np.arange(len(model.indicators))[:, None]).astype(np.float64)


def composite_names(model: HigherOrderModel) -> tuple[str, ...]:
    """Name the composites of `composite_weights`, in their order."""
    return (*(model.first.constructs[index] for index in _only_first(model)), *model.second.constructs)


def _only_first(model: HigherOrderModel) -> list[int]:
    return [index for index, name in enumerate(model.first.constructs) if name not in model.second.constructs]


def _second_correlations(first: Fit, carried: IntArray) -> FloatArray:
    """Return the correlations (..., K2, K2) of the indicators of stage two: indicators and scores of stage one."""
    crossed = stack_last(first.cross_loadings)
    with_items = np.concatenate([stack_last(first.correlations), crossed], axis=1)
    with_scores = np.concatenate([np.swapaxes(crossed, 0, 1), stack_last(first.construct_correlations)], axis=1)
    matrices = np.concatenate([with_items, with_scores])[carried[:, None], carried]
    diagonal = np.arange(carried.size)
    matrices[diagonal, diagonal] = np.where(np.isfinite(matrices[diagonal, diagonal]), 1.0, np.nan)
    return stack_first(matrices)


def _find_carried(plan: _Plan, first: Model, second: Model, approach: str) -> IntArray:
    from_scores = set(plan.lower) | (set(plan.upper) if approach == "embedded" else set())
    indices = {name: index for index, name in enumerate(first.indicators)}
    for index, name in enumerate(first.constructs):
        if name in from_scores:
            indices[name] = len(first.indicators) + index
    return np.array([indices[name] for name in second.indicators])


def _check_plan(plan: _Plan, approach: str) -> None:
    check_known([approach], APPROACHES, what="approach", where="approach")
    for name, components in plan.components.items():
        _check_components(plan, name, components)
    if approach == "repeated_indicators":
        _check_swamped(plan)
    for source, target in plan.paths:
        for name in {source, target} & set(plan.lower):
            raise ModelError(
                what="path of a component",
                where=f"{source} -> {target}",
                found=f"the component {name}",
                expected="paths among higher-order constructs and constructs that are no component",
                remedy="let the path begin or end at its higher-order construct",
            )


def _check_correctable(model: HigherOrderModel) -> None:
    if model.approach != "disjoint":
        raise ModelError(
            what="approach that consistent PLS does not correct",
            where="approach",
            found=model.approach,
            expected="disjoint",
            remedy="estimate the higher-order constructs in disjoint stages: repeated items repeat their errors",
        )


def _check_swamped(plan: _Plan) -> None:
    """Raise ModelError for a path to a construct that its repeated indicators leave nothing to explain of.

    Becker, J.-M., Klein, K., & Wetzels, M. (2012). Hierarchical latent variable models in PLS-SEM: Guidelines for using
    reflective-formative type models. Long Range Planning, 45(5-6), 359-394. doi:10.1016/j.lrp.2012.10.001.
    """
    for source, target in plan.paths:
        if target in plan.components and plan.modes.get(target) == "B":
            raise ModelError(
                what="antecedent of a construct that its components explain fully",
                where=f"path {source}{ARROW}{target}",
                found=f"repeated indicators of {target} under mode B",
                expected="a higher-order construct without antecedents other than its components",
                remedy='choose the approach "disjoint" or "embedded", whose second stage estimates this path',
            )


def _check_components(plan: _Plan, name: str, components: tuple[str, ...]) -> None:
    problems = {
        "fewer than two components": len(components) < 2,
        "a block of its own": name in plan.blocks,
        "a component without a block": not set(components) <= set(plan.blocks),
        "a component named twice": any(plan.lower.count(component) > 1 for component in components),
    }
    for problem in (text for text, occurs in problems.items() if occurs):
        raise ModelError(
            what="higher-order construct that cannot be measured",
            where=name,
            found=f"{problem} ({', '.join(components)})",
            expected="two or more constructs with blocks, each the component of one construct",
            remedy="correct its components",
        )
