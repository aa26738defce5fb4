"""The path model: blocks of indicators, paths among constructs, modes and settings of the algorithm; and its fit."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.errors import ModelError, check_known, check_range

MODES = ("A", "B")
SCHEMES = ("path", "factorial", "centroid")
ARROW = " -> "
PAIR = " ~ "


# Compared by identity: arrays have no single truth value.
@dataclass(frozen=True, eq=False)
class Model:
    """A recursive PLS path model of K indicators and J constructs; ModelError where it is not estimable.

    measurement_model (K, J): True where the indicator belongs to the construct's block.
    structural_model (J, J): True at [i, j] where construct i acts on construct j.
    modes: per construct "A" (correlation weights) or "B" (regression weights).
    scheme: inner weighting, "path", "factorial" or "centroid".
    max_iterations: most iterations (count); tolerance: largest absolute change of any outer weight at which
    the weights count as converged (dimensionless).
    originals (K,): index of the indicator that each is a copy of, its own where it is none; empty where none is a copy.
    The repeated indicators of a `HigherOrderModel` are copies.
    """

    indicators: tuple[str, ...]
    constructs: tuple[str, ...]
    measurement_model: BoolArray
    structural_model: BoolArray
    modes: tuple[str, ...]
    scheme: str = "path"
    max_iterations: int = 300
    tolerance: float = 1e-7
    originals: tuple[int, ...] = ()

    @classmethod
    def from_blocks(
        cls,
        blocks: Mapping[str, Sequence[str]],
        paths: Iterable[tuple[str, str]],
        modes: Mapping[str, str] | None = None,
        scheme: str = "path",
        max_iterations: int = 300,
        tolerance: float = 1e-7,
    ) -> "Model":
        """Build a model from blocks {construct: indicators} and paths (source, target).

        modes: {construct: "A" or "B"}, "A" where not named. ModelError where the model is not estimable.

        >>> Model.from_blocks({"X": ["x1", "x2"], "Y": ["y"]}, [("X", "Y")]).path_names
        ('X -> Y',)
        """
        constructs = tuple(blocks)
        paths = _check_pairs(paths)
        _check_names(blocks)
        indicators = tuple(name for block in blocks.values() for name in block)
        modes = dict(modes or {})
        _check_unique(indicators, blocks)
        _check_paths(paths, constructs)
        check_known(modes, constructs, what="construct", where="modes")
        sizes = np.array([len(block) for block in blocks.values()], dtype=np.int64)
        structural_model = np.zeros((len(constructs), len(constructs)), dtype=np.bool_)
        for source, target in paths:
            structural_model[constructs.index(source), constructs.index(target)] = True
        return cls(
            indicators=indicators,
            constructs=constructs,
            measurement_model=np.repeat(np.eye(len(constructs), dtype=np.bool_), sizes, axis=0),
            structural_model=structural_model,
            modes=tuple(modes.get(construct, "A") for construct in constructs),
            scheme=scheme,
            max_iterations=max_iterations,
            tolerance=tolerance,
        )

    def __post_init__(self) -> None:
        """Raise ModelError for a model that cannot be estimated, and make its arrays read-only."""
        _check_shapes(self)
        _check_blocks(self)
        _check_structure(self)
        _check_settings(self)
        for name in ("measurement_model", "structural_model"):
            array = np.array(getattr(self, name), dtype=np.bool_)
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @cached_property
    def block_sizes(self) -> IntArray:
        """Number of indicators per construct (J,)."""
        return np.asarray(self.measurement_model.sum(axis=0))

    @cached_property
    def owners(self) -> IntArray:
        """Index of the construct that each indicator belongs to (K,)."""
        return np.asarray(self.measurement_model.argmax(axis=1))

    @cached_property
    def distinct(self) -> IntArray:
        """Indices of the indicators that are no copy of another."""
        numbers = np.arange(len(self.indicators))
        return np.flatnonzero(np.array(self.originals) == numbers) if self.originals else numbers

    @cached_property
    def overlapping(self) -> BoolArray:
        """Whether two constructs share an indicator (J, J), as a higher-order construct and its components do."""
        sources = np.array(self.originals or range(len(self.indicators)))
        of_original = np.zeros((len(sources), len(self.constructs)), dtype=np.int64)
        np.add.at(of_original, (sources, self.owners), 1)
        return np.asarray((of_original.T @ of_original > 0) & ~np.eye(len(self.constructs), dtype=np.bool_))

    @cached_property
    def spans(self) -> tuple[slice | IntArray, ...]:
        """Indices of each construct's indicators: where they are consecutive a slice, which numpy does not copy."""
        blocks = [self.block(construct) for construct in range(len(self.constructs))]
        return tuple(
            slice(int(block[0]), int(block[-1]) + 1) if block[-1] - block[0] + 1 == block.size else block
            for block in blocks
        )

    @cached_property
    def endogenous(self) -> tuple[int, ...]:
        """Indices of the constructs that some path leads to."""
        return tuple(int(j) for j in np.flatnonzero(self.structural_model.any(axis=0)))

    @property
    def paths(self) -> tuple[tuple[int, int], ...]:
        """Index pairs (source, target) of the paths, by source and then by target."""
        return tuple((int(i), int(j)) for i, j in np.argwhere(self.structural_model))

    @property
    def path_names(self) -> tuple[str, ...]:
        """Names of the paths, "source -> target", in the order of `paths`."""
        return tuple(self.route_name(path) for path in self.paths)

    def block(self, construct: int) -> IntArray:
        """Indices of the indicators of one construct."""
        return np.flatnonzero(self.measurement_model[:, construct])

    def antecedents(self, construct: int) -> IntArray:
        """Indices of the constructs with a path to this one."""
        return np.flatnonzero(self.structural_model[:, construct])

    def route_name(self, route: Sequence[int]) -> str:
        """Name a sequence of construct indices, "X -> M -> Y"."""
        return ARROW.join(self.constructs[index] for index in route)


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of one sample, or of a stack of samples along the leading axes; all dimensionless.

    correlations (..., K, K): of the indicators.
    outer_weights (..., K, J): of standardised indicators, for scores of unit variance; 0 outside the block.
    outer_loadings (..., K, J): correlations of indicators with their construct; 0 outside the block.
    cross_loadings (..., K, J): correlations of every indicator with every construct.
    construct_correlations (..., J, J): of the construct scores.
    path_coefficients (..., J, J): [i, j] of i -> j; 0 where there is no path.
    r_squared (..., J): NaN for exogenous constructs.
    converged (...,): whether the weights reached the tolerance; iterations (...,): count of weight updates.
    effective_cases: of a sample that was estimated, N, or with case weights (sum w)2 / sum of w2; NaN where only
    correlations were given, and for resamples.
    Other NaN: the correlations of that member of the stack were not finite, or a regression in it was singular.
    """

    model: Model
    correlations: FloatArray
    outer_weights: FloatArray
    outer_loadings: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray
    path_coefficients: FloatArray
    r_squared: FloatArray
    converged: BoolArray
    iterations: IntArray
    effective_cases: float = math.nan


def _check_unique(indicators: tuple[str, ...], blocks: Mapping[str, Sequence[str]]) -> None:
    for name in indicators:
        owners = [construct for construct, block in blocks.items() for member in block if member == name]
        if len(owners) > 1:
            raise ModelError(
                what="indicator named twice",
                where=name,
                found=f"it in the blocks of {', '.join(owners)}",
                expected="one block per indicator",
                remedy="leave it in the block of the construct it measures",
            )


def _check_pairs(paths: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    pairs = tuple(paths)
    for path in pairs:
        if isinstance(path, str) or len(path) != 2:
            raise ModelError(
                what="path that is no pair",
                where="paths",
                found=repr(path),
                expected="(source, target)",
                remedy="name two constructs",
            )
    return tuple((source, target) for source, target in pairs)


def _check_names(blocks: Mapping[str, Sequence[str]]) -> None:
    for construct, block in blocks.items():
        if isinstance(block, str) or not isinstance(block, Collection):
            raise ModelError(
                what="block that is no list",
                where=construct,
                found=repr(block),
                expected="a list of indicators",
                remedy="write [...] around it",
            )
        for name in (name for name in (construct, *block) if not isinstance(name, str)):
            raise ModelError(
                what="name that is no text",
                where=f"block of {construct}",
                found=repr(name),
                expected="text",
                remedy="put it in quotes",
            )
        if ARROW in construct or PAIR in construct:
            raise ModelError(
                what="name that reads as a path, or as a pair",
                where="blocks",
                found=construct,
                expected=f"neither {ARROW!r} nor {PAIR!r} in it",
                remedy="choose another name",
            )


def _check_paths(paths: Sequence[tuple[str, str]], constructs: tuple[str, ...]) -> None:
    for number, (source, target) in enumerate(paths):
        where = f"path {source}{ARROW}{target}"
        check_known((source, target), constructs, what="construct in a path", where=where)
        if source == target:
            raise ModelError(
                what="self loop",
                where=where,
                found="a construct acting on itself",
                expected="two different constructs",
                remedy="remove or correct the path",
            )
        if (source, target) in paths[:number]:
            raise ModelError(
                what="duplicate path", where=where, found="it twice", expected="it once", remedy="remove one of the two"
            )


def _check_shapes(model: Model) -> None:
    check_range("blocks", "no construct", "two or more", inside=bool(model.constructs), error=ModelError)
    size = (len(model.indicators), len(model.constructs))
    for name, array, expected in (
        ("measurement_model", model.measurement_model, size),
        ("structural_model", model.structural_model, (size[1], size[1])),
        ("modes", np.array(model.modes), (size[1],)),
    ):
        if np.shape(array) != expected:
            raise ModelError(
                what="array of the wrong shape",
                where=name,
                found=str(np.shape(array)),
                expected=str(expected),
                remedy="give one row per indicator or construct and one column per construct",
            )


def _check_blocks(model: Model) -> None:
    for index, construct in enumerate(model.constructs):
        if not model.block_sizes[index]:
            raise ModelError(
                what="empty block",
                where=construct,
                found="no indicator",
                expected="at least one",
                remedy="give it an indicator or remove it",
            )
    for name, row in zip(model.indicators, model.measurement_model, strict=True):
        if row.sum() != 1:
            raise ModelError(
                what="indicator without one block",
                where=name,
                found=f"{row.sum()} blocks",
                expected="one block per indicator",
                remedy="leave it in the block of the construct it measures",
            )


def _check_structure(model: Model) -> None:
    cycle = _find_cycle(model)
    if cycle:
        raise ModelError(
            what="cycle in the structural model",
            where=model.route_name(cycle),
            found="a construct that acts on itself",
            expected="paths that run one way only",
            remedy="remove or turn one of these paths",
        )
    for index, construct in enumerate(model.constructs):
        if not (model.structural_model[index].any() or model.structural_model[:, index].any()):
            raise ModelError(
                what="construct in no path",
                where=construct,
                found="no path from or to it",
                expected="at least one",
                remedy="give it a path or remove it",
            )


def _find_cycle(model: Model) -> tuple[int, ...]:
    """Return the indices of a cycle, its first construct repeated at the end; empty where there is none."""
    remaining = set(range(len(model.constructs)))
    while sources := {j for j in remaining if not remaining & set(model.antecedents(j).tolist())}:
        remaining -= sources
    if not remaining:
        return ()
    # Every remaining construct has a remaining antecedent: walking backwards ends in a cycle.
    walk = [min(remaining)]
    while walk[-1] not in walk[:-1]:
        walk.append(min(remaining & set(model.antecedents(walk[-1]).tolist())))
    return tuple(reversed(walk[walk.index(walk[-1]) :]))


def _check_settings(model: Model) -> None:
    for construct, mode in zip(model.constructs, model.modes, strict=True):
        check_known([mode], MODES, what="mode", where=construct)
    check_known([model.scheme], SCHEMES, what="weighting scheme", where="scheme")
    iterations, tolerance = model.max_iterations, model.tolerance
    is_count = isinstance(iterations, int | np.integer) and iterations > 0
    check_range("max_iterations", iterations, "a whole number above 0", inside=is_count, error=ModelError)
    is_positive = isinstance(tolerance, Real) and 0 < tolerance < math.inf
    check_range("tolerance", tolerance, "a number above 0", inside=is_positive, error=ModelError)
