"""Our headline numbers beside those of another engine: PyPI `seminr`, a development dependency, called, not copied."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import combinations
from math import hypot, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from study.analysis.samples import read_responses
from study.base.errors import StudyError
from study.base.files import read_table, write_json
from study.other_engines.model_files import SEMINR_SCHEMES, find_result, refuse_imputed
from study.setup.study_model import ModelPath, StudyModel, read_study_model

# seminr has no types: its module, fits and tables are Any.
RELIABILITY = ("cronbach_alpha", "rho_a", "composite_reliability", "average_variance_extracted")
AGREES = "agrees"
UNEXPLAINED = "unexplained"
# Two runs to a stop criterion of 1e-7 end this near; what rounding of results leaves is less.
NEAR = 2e-5
# Monte-Carlo errors that two bootstraps' standard errors may lie apart.
MONTE_CARLO_LIMIT = 4.5
# Statistics that seminr defines otherwise: the id in docs/conventions.md.
CONVENTIONS: Mapping[str, str] = {"f_squared": "S1"}
WITHOUT_VALUE = "M5"
# Our tables: the column of labels, and by statistic the column of values.
TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "paths": ("path", {"path_coefficients": "estimate", "f_squared": "f_squared", "path_se": "se"}),
    "reliability": ("construct", {**{name: name for name in RELIABILITY[:3]}, "average_variance_extracted": "ave"}),
    "outer_model": ("indicator", {"outer_loadings": "outer_loading", "outer_weights": "outer_weight"}),
    "r_squared": ("construct", {"r_squared": "r_squared", "adjusted_r_squared": "adjusted_r_squared"}),
    "htmt": ("pair", {"htmt": "htmt"}),
}
# By statistic and label.
Values = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class SecondEngine:
    """What the second engine says: its name and version, and its values by statistic and label."""

    engine: str
    values: Values


@dataclass(frozen=True)
class ComparedNumber:
    """A number by both engines (None: it does not exist there), and what the comparison says."""

    statistic: str
    label: str
    ours: float | None
    theirs: float | None
    verdict: str


def ask_seminr(responses: pd.DataFrame, model: StudyModel, scheme: str, resamples: int, seed: int) -> SecondEngine:
    """Estimate the study's model with seminr: answers with mean replacement, its own bootstrap.

    The bootstrap's standard errors stand under `path_se`. StudyError where seminr is not installed or lacks the scheme.
    """
    seminr = _import_seminr()
    if scheme not in SEMINR_SCHEMES:
        raise StudyError(
            what="the second engine lacks this scheme",
            where="estimation.scheme",
            found=scheme,
            expected=", ".join(SEMINR_SCHEMES),
            remedy="choose another",
        )
    modes = {"A": seminr.mode_A, "B": seminr.mode_B}
    blocks = [(name, list(construct.indicators), modes[construct.mode]) for name, construct in model.constructs.items()]
    fit = seminr.estimate_pls(
        responses.fillna(responses.mean()),
        seminr.constructs(*(seminr.composite(*block) for block in blocks)),
        seminr.relationships(*(seminr.paths(path.source, path.target) for path in model.paths)),
        inner_weights=getattr(seminr, SEMINR_SCHEMES[scheme]),
        stop_criterion=7,
    )
    drawn = seminr.bootstrap_model(fit, resamples, seed=seed)
    return SecondEngine(f"seminr {seminr.__version__}", dict(_their_values(fit, seminr.summarize(fit), drawn, model)))


def read_our_numbers(results: Path, model: StudyModel) -> dict[tuple[str, str], float]:
    """Read the headline numbers from the result files; NaN where one does not exist."""
    order = list(model.constructs)
    numbers: dict[tuple[str, str], float] = {}
    for name, (key, columns) in TABLES.items():
        for row in read_table(results / "full" / f"{name}.csv").to_dict("records"):
            if key == "path":
                label = str(ModelPath(row["source"], row["target"]))
            elif key == "pair":
                label = " ~ ".join(sorted((row["construct_1"], row["construct_2"]), key=order.index))
            else:
                label = str(row[key])
            numbers |= {(statistic, label): float(row[column]) for statistic, column in columns.items()}
    return numbers


def crosscheck(ours: Values, second: SecondEngine, resamples: int, theirs: int) -> list[ComparedNumber]:
    """Compare every number that both engines give; resamples, theirs: how many their standard errors come from."""
    relative_error = (1 / (2 * resamples) + 1 / (2 * theirs)) ** 0.5
    compared = []
    for (statistic, label), value in ours.items():
        other = second.values.get((statistic, label), nan)
        is_drawn = statistic == "path_se"
        near = hypot(NEAR, MONTE_CARLO_LIMIT * relative_error * value) if is_drawn else NEAR
        verdict = _judge(statistic, value, other, near)
        compared.append(ComparedNumber(statistic, label, _or_none(value), _or_none(other), verdict))
    return compared


def crosscheck_file(compared: Sequence[ComparedNumber], second: SecondEngine, resamples: int) -> dict[str, object]:
    """Return the content of `crosscheck.json`."""
    counts = Counter(number.verdict for number in compared)
    return {
        "engine": second.engine,
        "resamples": resamples,
        "verdicts": dict(sorted(counts.items())),
        "numbers": [asdict(number) for number in compared],
    }


def crosscheck_report(compared: Sequence[ComparedNumber], second: SecondEngine) -> str:
    """Return a line per statistic with the largest gap, then every number without an explanation."""
    lines = [f"{'statistic':<28}{'numbers':>8}  {'largest gap':<12} {second.engine} says"]
    for statistic in dict.fromkeys(number.statistic for number in compared):
        rows = [number for number in compared if number.statistic == statistic]
        gaps = [abs(row.ours - row.theirs) for row in rows if row.ours is not None and row.theirs is not None]
        verdicts = ", ".join(f"{verdict} ({n})" for verdict, n in Counter(row.verdict for row in rows).items())
        lines.append(f"{statistic:<28}{len(rows):>8}  {max(gaps, default=nan):<12.2g} {verdicts}")
    unexplained = [number for number in compared if number.verdict == UNEXPLAINED]
    lines += [f"unexplained: {row.statistic} {row.label}: ours {row.ours}, theirs {row.theirs}" for row in unexplained]
    return "\n".join([*lines, "", f"VERDICT: {'UNEXPLAINED' if unexplained else 'AGREES'}"])


def _import_seminr() -> Any:
    try:
        return import_module("seminr")
    except ImportError:
        raise StudyError(
            what="the second engine is not installed",
            where="crosscheck",
            found="no seminr",
            expected="seminr",
            remedy="install it: python -m pip install -r requirements-test.lock",
        ) from None


def _their_values(fit: Any, summary: Any, bootstrap: Any, model: StudyModel) -> Iterator[tuple[tuple[str, str], float]]:
    draws = np.array([draw.values for draw in bootstrap.boot_paths])
    names = bootstrap.boot_paths[0]
    for path in model.paths:
        drawn = draws[:, names.rows.index(path.source), names.cols.index(path.target)]
        yield ("path_coefficients", path.name), float(fit.path_coef.get(path.source, path.target))
        yield ("f_squared", path.name), float(summary.f_square.get(path.source, path.target))
        yield ("path_se", path.name), float(drawn.std(ddof=1))
    for name, construct in model.constructs.items():
        for code in construct.indicators:
            yield ("outer_loadings", code), float(fit.outer_loadings.get(code, name))
            yield ("outer_weights", code), float(fit.outer_weights.get(code, name))
    for name, row in zip(summary.reliability.rows, summary.reliability.values, strict=True):
        for statistic, value in zip(RELIABILITY, row, strict=True):
            yield (statistic, name), float(value)
    for name, later in combinations(model.constructs, 2):
        yield ("htmt", f"{name} ~ {later}"), float(summary.validity.htmt.get(later, name))
    for outcome in model.endogenous:
        yield ("r_squared", outcome), float(summary.paths.get("R^2", outcome))
        yield ("adjusted_r_squared", outcome), float(summary.paths.get("AdjR^2", outcome))


def _judge(statistic: str, ours: float, theirs: float, near: float) -> str:
    if (isnan(ours) and isnan(theirs)) or abs(ours - theirs) <= near:
        return AGREES
    if isnan(ours):
        return f"differs by convention {WITHOUT_VALUE}"
    if statistic in CONVENTIONS and not isnan(theirs):
        return f"differs by convention {CONVENTIONS[statistic]}"
    return UNEXPLAINED


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value


def crosscheck_engine(*, config: dict[str, Any], resamples: int, crosschecked: Path) -> int:
    """Print the table and write `crosscheck.json`; 1 where a number is unexplained, else 0."""
    results = find_result(config, "full/paths.csv").parents[1]
    model = read_study_model(Path(config["model"])).as_estimated()
    answers = read_responses(find_result(config, "full/responses.csv"))[list(model.indicators)]
    refuse_imputed(config, answers)
    bootstrap = config["bootstrap"]
    second = ask_seminr(answers, model, config["estimation"]["scheme"], resamples, bootstrap["seed"])
    opinions = crosscheck(read_our_numbers(results, model), second, bootstrap["resamples"], resamples)
    write_json(crosscheck_file(opinions, second, resamples), crosschecked)
    print(crosscheck_report(opinions, second), f"\nEvery number: {crosschecked}")
    return int(any(opinion.verdict == UNEXPLAINED for opinion in opinions))
