"""Higher-order constructs: constructs measured by other constructs, their lower-order components.

Both stages follow from the indicators' correlations: what stage two needs are correlations of stage one, among its
indicators and its scores, so a stack of resamples passes through both stages without cases.

Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019). How to specify, estimate, and validate
higher-order constructs in PLS-SEM. Australasian Marketing Journal, 27(3), 197-211. doi:10.1016/j.ausmj.2019.05.003.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import FloatArray, IntArray, stack_first, stack_last
from plssem.bootstrap import bootstrap_fits
from plssem.correlations import standardise
from plssem.draws import Bootstrap, Evaluation
from plssem.errors import ModelError
from plssem.estimation import estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.jackknife import jackknife
from plssem.model import Model
from plssem.resampling import prepare_summands
from plssem.stages import evaluate_stages, measurement_labels, merge_stages
from plssem.statistics import Statistic, statistics

__all__ = [
    "HigherOrderFit",
    "HigherOrderModel",
    "bootstrap_higher_order",
    "estimate_higher_order",
    "estimate_higher_order_from_correlations",
    "higher_order_statistics",
    "jackknife_higher_order",
]

APPROACHES = ("disjoint", "embedded", "repeated_indicators")


@dataclass(frozen=True, eq=False)
class HigherOrderModel:
    """A model with higher-order constructs, as the models of the stages that estimate it.

    indicators: the K indicators of the data, in their order. components: {higher-order construct: components}.
    columns (K1,): which of the K indicators stands in each column of stage one; some stand in two.
    carried (K2,): which of stage one's K1 indicators and, after them, J1 scores is each indicator of stage two.
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
        approach: "disjoint": stage one has the components in the place of their construct, each with all its paths;
        stage two has their scores as its indicators, the other constructs with their own indicators.
        "embedded": stage one is the model with repeated indicators; stage two has the components' scores as the
        indicators of their construct, and every other construct as a single item, its score of stage one.
        "repeated_indicators": the construct is measured by all indicators of its components and acts on them (mode
        A) or is acted on by them (mode B). In mode B the components explain it fully, so that no other path to it can
        be estimated: take a two-stage approach there.
        ModelError where a model is not estimable.
        """
        plan = _Plan(
            blocks={name: tuple(block) for name, block in blocks.items()},
            components={name: tuple(parts) for name, parts in components.items()},
            paths=tuple(paths),
            modes=dict(modes or {}),
            scheme=scheme,
            max_iterations=max_iterations,
            tolerance=tolerance,
        )
        _check_plan(plan, approach)
        first, columns = plan.separate() if approach == "disjoint" else plan.repeated()
        second = {"disjoint": plan.with_scores, "embedded": plan.of_scores}.get(approach, lambda: first)()
        carried = _carried(plan, first, second, approach)
        return cls(plan.indicators, plan.components, approach, first, second, columns, carried)


@dataclass(frozen=True, eq=False)
class HigherOrderFit:
    """Estimates of both stages, of one sample or of a stack; `second` is `first` with repeated indicators."""

    model: HigherOrderModel
    first: Fit
    second: Fit


@dataclass(frozen=True)
class _Plan:
    """What the user stated, checked; it makes the models of the stages."""

    blocks: Mapping[str, tuple[str, ...]]
    components: Mapping[str, tuple[str, ...]]
    paths: tuple[tuple[str, str], ...]
    modes: Mapping[str, str]
    scheme: str
    max_iterations: int
    tolerance: float

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(name for block in self.blocks.values() for name in block)

    @property
    def lower(self) -> tuple[str, ...]:
        """Components of any higher-order construct."""
        return tuple(part for parts in self.components.values() for part in parts)

    @property
    def upper(self) -> tuple[str, ...]:
        """Constructs that the paths are among: those that are no component, with their own, then the higher-order."""
        return (*(name for name in self.blocks if name not in self.lower), *self.components)

    def separate(self) -> tuple[Model, IntArray]:
        """Make stage one with the components in the place of their construct."""
        replaced = [
            (source, target)
            for start, end in self.paths
            for source in self.components.get(start, (start,))
            for target in self.components.get(end, (end,))
        ]
        return self._model(self.blocks, replaced), np.arange(len(self.indicators))

    def repeated(self) -> tuple[Model, IntArray]:
        """Make the model with repeated indicators."""
        doubled = {name: self._repeats(name) for name in self.components}
        links = [
            (part, name) if self.modes.get(name, "A") == "B" else (name, part)
            for name, parts in self.components.items()
            for part in parts
        ]
        positions = {name: place for place, name in enumerate(self.indicators)}
        again = [positions[item] for parts in self.components.values() for part in parts for item in self.blocks[part]]
        model = self._model({**self.blocks, **doubled}, [*self.paths, *links])
        return model, np.array([*range(len(self.indicators)), *again])

    def with_scores(self) -> Model:
        """Make stage two with the other constructs' own indicators."""
        return self._model({name: self.components.get(name) or self.blocks[name] for name in self.upper}, self.paths)

    def of_scores(self) -> Model:
        """Make stage two with single items for the other constructs."""
        return self._model({name: self.components.get(name, (name,)) for name in self.upper}, self.paths)

    def _repeats(self, construct: str) -> tuple[str, ...]:
        return tuple(f"{item} ({construct})" for part in self.components[construct] for item in self.blocks[part])

    def _model(self, blocks: Mapping[str, Sequence[str]], paths: Iterable[tuple[str, str]]) -> Model:
        return Model.from_blocks(
            blocks,
            tuple(paths),
            {name: mode for name, mode in self.modes.items() if name in blocks},
            self.scheme,
            self.max_iterations,
            self.tolerance,
        )


def estimate_higher_order(
    indicators: FloatArray, model: HigherOrderModel, case_weights: FloatArray | None = None
) -> HigherOrderFit:
    """Estimate both stages from one sample, indicators (N, K) in the order of `model.indicators`, any scale.

    case_weights (N,) and errors as for `estimate`, in either stage.
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

    Raises nothing for a member that does not converge: see `Fit.converged` of either stage.
    """
    repeated = correlations[..., model.columns[:, None], model.columns]
    return _with_second(estimate_from_correlations(repeated, model.first), model)


def higher_order_statistics(fit: HigherOrderFit, cases: int) -> tuple[Statistic, ...]:
    """Return every statistic of a fit, as `statistics` does; `cases` is N.

    Weights, loadings, reliability, AVE and HTMT of the components are those of stage one, under "embedded" also of
    the other constructs; everything else is of stage two. A higher-order construct's own are those of its components'
    scores as its indicators; with repeated indicators they are of the repeated indicators.
    """
    model = fit.model
    first = statistics(fit.first, cases)
    if model.second is model.first:
        return first
    higher, lower = set(model.components), set(model.first.constructs) - set(model.second.constructs)
    if model.approach == "embedded":
        others = set(model.second.constructs) - higher
        from_first, from_second = (
            measurement_labels(model.first, lower | others),
            measurement_labels(model.second, higher, others),
        )
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
    case_weights: FloatArray | None = None,
    threads: int = 1,
) -> Bootstrap:
    """Estimate both stages in the sample, indicators (N, K), and in resamples of its cases: as `bootstrap`.

    A resample counts as converged and as admissible where both its stages are.
    """
    columns = parse_answers(indicators, model.indicators)[:, model.columns]
    sample, cases = estimate_higher_order(indicators, model, case_weights), len(columns)
    summands = prepare_summands(columns, case_weights)

    def judged(fit: HigherOrderFit) -> Evaluation:
        return evaluate_stages(higher_order_statistics(fit, cases), fit.first, fit.second)

    def estimation(first: Fit) -> Evaluation:
        return judged(_with_second(first, model))

    return bootstrap_fits(judged(sample), estimation, summands, model.first, resamples, seed=seed, threads=threads)


def jackknife_higher_order(
    indicators: FloatArray, model: HigherOrderModel, *, case_weights: FloatArray | None = None
) -> Mapping[str, FloatArray]:
    """Return every statistic of the sample, indicators (N, K), without each of its cases: as `jackknife`.

    A row is NaN also where stage two does not converge.
    """
    columns = parse_answers(indicators, model.indicators)[:, model.columns]

    def measures(first: Fit, cases: int) -> tuple[Statistic, ...]:
        fit = _with_second(first, model)
        found, converged = higher_order_statistics(fit, cases), fit.second.converged[..., None]
        return tuple(replace(one, values=np.where(converged, one.values, np.nan)) for one in found)

    return jackknife(columns, model.first, case_weights=case_weights, measures=measures)


def _with_second(first: Fit, model: HigherOrderModel) -> HigherOrderFit:
    """Estimate stage two from stage one (...,)."""
    if model.second is model.first:
        return HigherOrderFit(model, first, first)
    return HigherOrderFit(model, first, estimate_from_correlations(_correlations(first, model.carried), model.second))


def _correlations(first: Fit, carried: IntArray) -> FloatArray:
    """Return the correlations (..., K2, K2) of some of stage one's indicators and, after them, scores."""
    own, crossed, scores = (
        stack_last(part) for part in (first.correlations, first.cross_loadings, first.construct_correlations)
    )
    size, of_scores = len(own), np.flatnonzero(carried >= len(own))
    indicators = np.flatnonzero(carried < size)
    items, constructs = carried[indicators], carried[of_scores] - size
    matrices = np.empty((carried.size, carried.size, *own.shape[2:]))
    matrices[indicators[:, None], indicators] = own[items[:, None], items]
    matrices[indicators[:, None], of_scores] = crossed[items[:, None], constructs]
    matrices[of_scores[:, None], indicators] = np.swapaxes(crossed[items[:, None], constructs], 0, 1)
    matrices[of_scores[:, None], of_scores] = scores[constructs[:, None], constructs]
    diagonal = np.arange(carried.size)
    matrices[diagonal, diagonal] = np.where(np.isfinite(matrices[diagonal, diagonal]), 1.0, np.nan)
    return stack_first(matrices)


def _carried(plan: _Plan, first: Model, second: Model, approach: str) -> IntArray:
    from_scores = set(plan.lower) | (set(plan.upper) if approach == "embedded" else set())
    places = {name: place for place, name in enumerate(first.indicators)}
    of_scores = {name: len(places) + place for place, name in enumerate(first.constructs) if name in from_scores}
    return np.array([(places | of_scores)[name] for name in second.indicators])


def _check_plan(plan: _Plan, approach: str) -> None:
    if approach not in APPROACHES:
        raise ModelError(
            what="unknown approach",
            where="approach",
            found=repr(approach),
            expected=", ".join(APPROACHES),
            remedy="choose one of them",
        )
    for name, parts in plan.components.items():
        _check_components(plan, name, parts)
    for source, target in plan.paths:
        for name in {source, target} & set(plan.lower):
            raise ModelError(
                what="path of a component",
                where=f"{source} -> {target}",
                found=f"the component {name}",
                expected="paths among higher-order constructs and constructs that are no component",
                remedy="let the path begin or end at its higher-order construct",
            )


def _check_components(plan: _Plan, name: str, parts: tuple[str, ...]) -> None:
    problems = {
        "fewer than two components": len(parts) < 2,
        "a block of its own": name in plan.blocks,
        "a component without a block": not set(parts) <= set(plan.blocks),
        "a component named twice": any(plan.lower.count(part) > 1 for part in parts),
    }
    for found in (problem for problem, occurs in problems.items() if occurs):
        raise ModelError(
            what="higher-order construct that cannot be measurement_labels",
            where=name,
            found=f"{found} ({', '.join(parts)})",
            expected="two or more constructs with blocks, each the component of one construct",
            remedy="correct its components",
        )
