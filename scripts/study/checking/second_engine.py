"""The headline numbers by another engine: PyPI `seminr`, a development dependency that is called and not copied."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from study.errors import StudyError
from study.model import StudyModel

__all__ = ["Second", "second_opinion"]

RELIABILITY = ("cronbach_alpha", "rho_a", "composite_reliability", "average_variance_extracted")
SCHEMES = {"path": "path_weighting", "factorial": "path_factorial"}


@dataclass(frozen=True)
class Second:
    """What the second engine says: its name and version, and its values by statistic and label."""

    engine: str
    values: Mapping[tuple[str, str], float]


def second_opinion(responses: pd.DataFrame, model: StudyModel, scheme: str, resamples: int, seed: int) -> Second:
    """Estimate the study's model with seminr: answers with mean replacement, its own bootstrap.

    The bootstrap's standard errors stand under `path_se`. StudyError where seminr is not installed or lacks the scheme.
    """
    try:
        seminr = import_module("seminr")
    except ImportError:
        raise StudyError(
            "the second engine is not installed", "crosscheck", "no seminr", "seminr", "make test installs it"
        ) from None
    if scheme not in SCHEMES:
        raise StudyError(
            "the second engine lacks this scheme", "estimation.scheme", scheme, ", ".join(SCHEMES), "choose another"
        )
    fit = seminr.estimate_pls(
        responses.fillna(responses.mean()),
        seminr.constructs(*(_construct(seminr, model, name) for name in model.constructs)),
        seminr.relationships(*(seminr.paths(path.source, path.target) for path in model.paths)),
        inner_weights=getattr(seminr, SCHEMES[scheme]),
        stop_criterion=7,
    )
    values = dict(_estimates(seminr, fit, model))
    boot = seminr.bootstrap_model(fit, resamples, seed=seed)
    drawn = np.array([draw.values for draw in boot.boot_paths])
    names = boot.boot_paths[0]
    for path in model.paths:
        place = names.rows.index(path.source), names.cols.index(path.target)
        values["path_se", path.name] = float(drawn[:, *place].std(ddof=1))
    return Second(f"seminr {seminr.__version__}", values)


def _construct(seminr: Any, model: StudyModel, name: str) -> Any:
    construct = model.constructs[name]
    weights = seminr.mode_B if construct.mode == "B" else seminr.mode_A
    return seminr.composite(name, list(construct.indicators), weights)


def _estimates(seminr: Any, fit: Any, model: StudyModel) -> Iterator[tuple[tuple[str, str], float]]:
    for path in model.paths:
        yield ("path_coefficients", path.name), float(fit.path_coef.get(path.source, path.target))
    for name, construct in model.constructs.items():
        for code in construct.indicators:
            yield ("outer_loadings", code), float(fit.outer_loadings.get(code, name))
            yield ("outer_weights", code), float(fit.outer_weights.get(code, name))
    yield from _summary(seminr.summarize(fit), model)


def _summary(summary: Any, model: StudyModel) -> Iterator[tuple[tuple[str, str], float]]:
    constructs = list(model.constructs)
    for name, row in zip(summary.reliability.rows, summary.reliability.values, strict=True):
        for statistic, value in zip(RELIABILITY, row, strict=True):
            yield (statistic, name), float(value)
    htmt = summary.validity.htmt
    for i, one in enumerate(constructs):
        for other in constructs[i + 1 :]:
            yield ("htmt", f"{one} ~ {other}"), float(htmt.get(other, one))
    for outcome in model.endogenous:
        yield ("r_squared", outcome), float(summary.paths.get("R^2", outcome))
        yield ("adjusted_r_squared", outcome), float(summary.paths.get("AdjR^2", outcome))
    yield from (
        (("f_squared", path.name), float(summary.f_square.get(path.source, path.target))) for path in model.paths
    )
