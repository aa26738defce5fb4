"""Models drawn at random, on public surveys and on simulated answers, and what others estimate of them."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seminr

from plssem import Model
from plssem.arrays import FloatArray
from reference.published import TOLERANCE, survey

SURVEYS = ("mobi", "corp_rep_data", "simulated")
SCHEMES = ("path", "factorial")


@dataclass(frozen=True, eq=False)
class Case:
    """Some cases and columns of a survey, a few of them reversed, and a model of them."""

    frame: pd.DataFrame
    blocks: dict[str, list[str]]
    paths: list[tuple[str, str]]
    modes: dict[str, str]
    scheme: str

    @property
    def model(self) -> Model:
        return Model.from_blocks(
            self.blocks, self.paths, self.modes, self.scheme, max_iterations=3000, tolerance=TOLERANCE
        )

    @property
    def answers(self) -> FloatArray:
        return self.frame[list(self.model.indicators)].to_numpy(dtype=np.float64)


def drawn(seed: int) -> Case:
    """Draw 2 to 8 constructs of 1 to 5 items, either mode, any recursive model, 40 to 300 cases."""
    generator = np.random.default_rng(seed)
    whole = _survey(SURVEYS[seed % len(SURVEYS)], generator)
    sizes = np.where(generator.random(8) < 0.25, 1, generator.integers(2, 6, 8))[: generator.integers(2, 9)]
    sizes = sizes[np.cumsum(sizes) <= whole.shape[1]]
    names = [f"C{number}" for number in range(sizes.size)]
    columns = generator.permutation(whole.columns)[: sizes.sum()].tolist()
    some = generator.permutation(len(whole))[: generator.integers(40, 301)]
    frame = whole.loc[some, columns].reset_index(drop=True)
    for column in generator.choice(columns, len(columns) // 5, replace=False):
        frame[column] = frame[column].max() + frame[column].min() - frame[column]
    ends = np.cumsum(sizes)
    blocks = {
        name: columns[end - size : end] for name, size, end in zip(names, sizes.tolist(), ends.tolist(), strict=True)
    }
    modes = {
        name: "B" if size > 1 and generator.random() < 0.3 else "A" for name, size in zip(names, sizes, strict=True)
    }
    return Case(frame, blocks, _paths(names, generator), modes, SCHEMES[seed % 2])


def by_seminr(
    case: Case,
    *,
    reflective: bool = False,
    higher: tuple[str, list[str], str] | None = None,
    paths: list[tuple[str, str]] | None = None,
) -> Any:
    """Estimate by seminr; higher: name, components and mode of a higher-order construct; paths: not those drawn."""
    weighting = {"A": seminr.mode_A, "B": seminr.mode_B}

    def construct(name: str) -> Any:
        if reflective and case.modes[name] == "A":
            return seminr.reflective(name, case.blocks[name])
        return seminr.composite(name, case.blocks[name], weighting[case.modes[name]])

    above = [] if higher is None else [seminr.higher_composite(higher[0], higher[1], weights=weighting[higher[2]])]
    return seminr.estimate_pls(
        case.frame,
        seminr.constructs(*(construct(name) for name in case.blocks), *above),
        seminr.relationships(*(seminr.paths(source, target) for source, target in paths or case.paths)),
        inner_weights=seminr.path_weighting if case.scheme == "path" else seminr.path_factorial,
        stop_criterion=13,
        max_it=3000,
    )


def by_openpls(case: Case) -> Any:
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.mode import Mode
        from openpls.plspm import Plspm
        from openpls.scheme import Scheme

        structure = Structure()
        for source, target in case.paths:
            structure.add_path([source], [target])
        config = Config(structure.path(), scaled=True)
        for name in config.path().columns:
            mode = Mode.B if case.modes[name] == "B" else Mode.A
            config.add_lv(name, mode, *(MV(item) for item in case.blocks[name]))
        scheme = Scheme.PATH if case.scheme == "path" else Scheme.FACTORIAL
        return Plspm(case.frame, config, scheme, iterations=3000, tolerance=1e-24)


def _survey(name: str, generator: np.random.Generator) -> pd.DataFrame:
    if name == "simulated":
        scores = generator.normal(size=(400, 5)) + 0.7 * generator.normal(size=(400, 1))
        noise = generator.normal(size=(400, 25)) * generator.uniform(0.4, 1.5, 25)
        found = np.clip(np.rint(3 + scores[:, generator.integers(5, size=25)] + noise), 1, 5)
        return pd.DataFrame(found, columns=[f"item{number}" for number in range(25)])
    whole = survey(name).select_dtypes("number")
    return whole.loc[:, whole.nunique() > 4].fillna(whole.mean()).astype(np.float64)


def _paths(names: list[str], generator: np.random.Generator) -> list[tuple[str, str]]:
    order = generator.permutation(names).tolist()
    paths = []
    for place, target in enumerate(order[1:], 1):
        sources = [source for source in order[:place] if generator.random() < 2 / place]
        paths += [(source, target) for source in sources or order[place - 1 : place]]
    return paths
