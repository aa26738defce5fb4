"""The headline numbers by another engine: PyPI `seminr`, a development dependency that is called and not copied.

Our headline numbers beside those of another engine: agrees, differs by a convention, or unexplained.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from math import hypot, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from study.base.errors import StudyError
from study.base.files import read_table
from study.setup.study_model import ModelPath, StudyModel

__all__ = ["Opinion", "Second", "crosscheck", "crosscheck_file", "crosscheck_report", "our_numbers", "second_opinion"]

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


AGREES, UNEXPLAINED = "agrees", "unexplained"
# Two runs to a stop criterion of 1e-7 end this near; what rounding of results leaves is less.
NEAR = 2e-5
# Monte-Carlo errors that two bootstraps' standard errors may lie apart.
APART = 4.5
# Statistics that seminr defines otherwise: the id in docs/conventions.md.
CONVENTIONS: Mapping[str, str] = {"f_squared": "S1"}
WITHOUT_VALUE = "M5"


@dataclass(frozen=True)
class Opinion:
    """A number by both engines (None: it does not exist there), and what the comparison says."""

    statistic: str
    label: str
    ours: float | None
    theirs: float | None
    verdict: str


def our_numbers(results: Path, model: StudyModel) -> dict[tuple[str, str], float]:
    """Read the headline numbers from the result files; NaN where one does not exist."""
    full = results / "full"
    files = ("paths", "outer_model", "reliability", "htmt", "r_squared")
    read = {name: read_table(full / f"{name}.csv") for name in files}
    numbers: dict[tuple[str, str], float] = {}
    for row in read["paths"].to_dict("records"):
        name = str(ModelPath(row["source"], row["target"]))
        columns = {"path_coefficients": "estimate", "f_squared": "f_squared", "path_se": "se"}
        numbers |= {(statistic, name): float(row[column]) for statistic, column in columns.items()}
    names = {name: name for name in ("cronbach_alpha", "rho_a", "composite_reliability")}
    numbers |= _of_table(read["reliability"], "construct", {**names, "average_variance_extracted": "ave"})
    outer = {"outer_loadings": "outer_loading", "outer_weights": "outer_weight"}
    numbers |= _of_table(read["outer_model"], "indicator", outer)
    numbers |= _of_table(read["r_squared"], "construct", {name: name for name in ("r_squared", "adjusted_r_squared")})
    order = list(model.constructs)
    for row in read["htmt"].to_dict("records"):
        pair = sorted((row["construct_1"], row["construct_2"]), key=order.index)
        numbers["htmt", " ~ ".join(pair)] = float(row["htmt"])
    return numbers


def _of_table(table: Any, key: str, columns: Mapping[str, str]) -> dict[tuple[str, str], float]:
    rows = table.to_dict("records")
    return {(name, str(row[key])): float(row[column]) for name, column in columns.items() for row in rows}


def crosscheck(ours: Mapping[tuple[str, str], float], second: Second, resamples: int, theirs: int) -> list[Opinion]:
    """Compare every number that both engines give; resamples, theirs: how many their standard errors come from."""
    return list(_opinions(ours, second.values, (1 / (2 * resamples) + 1 / (2 * theirs)) ** 0.5))


def _opinions(
    ours: Mapping[tuple[str, str], float], theirs: Mapping[tuple[str, str], float], relative_error: float
) -> Iterator[Opinion]:
    for name, value in ours.items():
        other = theirs.get(name, nan)
        near = hypot(NEAR, APART * relative_error * value) if name[0] == "path_se" else NEAR
        yield Opinion(*name, _known(value), _known(other), _verdict(name[0], value, other, near))


def _verdict(statistic: str, ours: float, theirs: float, near: float) -> str:
    if (isnan(ours) and isnan(theirs)) or abs(ours - theirs) <= near:
        return AGREES
    if isnan(ours):
        return f"differs by convention {WITHOUT_VALUE}"
    if statistic in CONVENTIONS and not isnan(theirs):
        return f"differs by convention {CONVENTIONS[statistic]}"
    return UNEXPLAINED


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def crosscheck_file(opinions: Sequence[Opinion], second: Second, resamples: int) -> dict[str, Any]:
    """Return the content of `crosscheck.json`."""
    counted = Counter(opinion.verdict for opinion in opinions)
    return {
        "engine": second.engine,
        "resamples": resamples,
        "verdicts": dict(sorted(counted.items())),
        "numbers": [asdict(opinion) for opinion in opinions],
    }


def crosscheck_report(opinions: Sequence[Opinion], second: Second) -> str:
    """Return a line per statistic with the largest gap, then every number without an explanation."""
    lines = [f"{'statistic':<28}{'numbers':>8}  {'largest gap':<12} {second.engine} says"]
    for statistic in dict.fromkeys(opinion.statistic for opinion in opinions):
        own = [opinion for opinion in opinions if opinion.statistic == statistic]
        gaps = [abs(one.ours - one.theirs) for one in own if one.ours is not None and one.theirs is not None]
        told = Counter(opinion.verdict for opinion in own)
        said = ", ".join(f"{verdict} ({count})" for verdict, count in told.items())
        lines.append(f"{statistic:<28}{len(own):>8}  {max(gaps, default=nan):<12.2g} {said}")
    odd = [opinion for opinion in opinions if opinion.verdict == UNEXPLAINED]
    lines += [f"unexplained: {one.statistic} {one.label}: ours {one.ours}, theirs {one.theirs}" for one in odd]
    return "\n".join([*lines, "", f"VERDICT: {'UNEXPLAINED' if odd else 'AGREES'}"])
