"""Consistency checks of a run's results: each is computed from the files, never assumed."""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import Bootstrap
from study.analysis.draws import NUMBERS, Draws, read_bootstrap
from study.analysis.verdicts import CONTRADICTED, NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, T
from study.base.errors import StudyError
from study.base.files import read_json, read_table
from study.claims.repetition import DRAWN, Estimates, measure_draws
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure
from study.setup.study_model import ARROW, ModelPath
from study.words.dictionary import LANGUAGES, dictionary, word

# What rounding may leave between two ways to compute one number.
ROUNDING = 1e-9
PLACES = 9
ENDS = ["source", "target"]
ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True)
class Check:
    """One check: its name, the sample or file it looks at, whether it passed, and the figures behind that.

    severity: "error" where the results contradict each other, "warning" where a reader should know.
    """

    name: str
    where: str
    severity: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Limits:
    """Shares above which a warning is due; loading_balance: a block's balance below which it is (dimensionless)."""

    missing_share: float
    lost_resamples: float
    loading_balance: float


@dataclass(frozen=True, eq=False)
class ClaimBasis:
    """What claims are judged from: as they are declared, the draws of their evidence, and what decides.

    critical_t: dimensionless; confidence_level: of the percentile intervals, from 0 to 1.
    """

    claims: Claims
    estimates: Estimates
    critical_t: float
    confidence_level: float


def run_checks(
    results: Path, samples: tuple[str, ...], limits: Limits, has_claims: bool, basis: ClaimBasis | None = None
) -> list[dict[str, Any]]:
    """Run every check on the result files under `results`; the samples are "full" and, where there is one, "pilot".

    basis: what the claims are judged from, for the checks that judge them anew.
    """
    checks = [check for sample in samples for check in _sample_checks(results / sample, sample, limits)]
    checks += [
        _direct_effects(results / "full"),
        _explained_variance(results / "full"),
        _total_effects(results / "full"),
        _main_universe(results),
        _signs_of_paths(results / "full"),
        _positive_weights(results / "full"),
    ]
    if has_claims:
        checks.append(_verdicts(results))
    if basis:
        checks += [_evidence(results, basis), _judgements(results, basis)]
    return [asdict(check) | _advice(check) for check in checks]


def require_agreement(checks: Sequence[Mapping[str, Any]], results: Path) -> None:
    """Raise StudyError where results contradict each other: where a check that is no mere warning did not pass."""
    broken = [check for check in checks if check["severity"] == ERROR and not check["passed"]]
    if broken:
        raise StudyError(
            what="results contradict each other",
            where=str(results),
            found="; ".join(f"{check['name']} ({check['where']}): {check['detail']}" for check in broken),
            expected="agreement to rounding",
            remedy="delete the results folder and run again; if it stays, report it as a defect",
        )


def _advice(check: Check) -> dict[str, dict[str, str]]:
    """Word in each language what to do about a check that did not pass."""
    if check.passed or not dictionary(LANGUAGES[0]).has("advice", check.name):
        return {}
    return {"advice": {language: word("advice", check.name, language) for language in LANGUAGES}}


def _sample_checks(folder: Path, sample: str, limits: Limits) -> list[Check]:
    flow = read_json(folder / "flow.json")
    drawn = read_bootstrap(folder / "bootstrap.npz")
    outer = read_table(folder / "outer_model.csv").set_index("indicator")
    return [
        _flow(flow, folder, sample),
        _identical(flow, sample),
        _missing(folder, sample, limits.missing_share),
        _resamples(drawn, sample, limits.lost_resamples),
        _balance(drawn, outer, sample, limits.loading_balance),
        _loadings(drawn, outer, folder, sample),
        _independent_indicators(outer, sample),
    ]


def _flow(flow: Mapping[str, Any], folder: Path, sample: str) -> Check:
    rows = len(read_table(folder / "responses.csv"))
    listed = len(read_table(folder / "exclusions.csv"))
    excluded = sum(flow["excluded"].values())
    passed = flow["received"] == flow["kept"] + excluded and rows == flow["kept"] and listed == excluded
    detail = f"received {flow['received']}, kept {flow['kept']}, excluded {excluded}; rows {rows} and {listed}"
    return Check("received equals kept plus excluded", sample, ERROR, passed, detail)


def _identical(flow: Mapping[str, Any], sample: str) -> Check:
    """Rows pasted twice are no further respondents; without an identity nothing else tells."""
    repeated = flow.get("identical", 0)
    detail = f"{repeated} of {flow['kept']} kept rows repeat an earlier row of the file in every cell"
    if repeated:
        detail += "; if they were pasted twice, set cleaning.identical_rows: exclude"
    return Check("rows that repeat an earlier one in every cell", sample, WARNING, not repeated, detail)


def _missing(folder: Path, sample: str, limit: float) -> Check:
    table = read_table(folder / "descriptives.csv")
    shares = table["missing"] / (table["n"] + table["missing"])
    above = table["indicator"][shares > limit].tolist()
    detail = f"largest share {shares.max():.4f}, limit {limit}"
    if above:
        detail += f"; above it: {', '.join(above)}"
    return Check("missing answers per indicator", sample, WARNING, not above, detail)


def _resamples(drawn: Bootstrap, sample: str, limit: float) -> Check:
    not_converged = int((~drawn.converged).sum())
    inadmissible = int((~drawn.admissible).sum())
    detail = f"{not_converged} of {drawn.resamples} did not converge, {inadmissible} inadmissible"
    passed = inadmissible <= limit * drawn.resamples
    return Check("resamples converge to admissible solutions", sample, WARNING, passed, detail)


def _balance(drawn: Bootstrap, outer: pd.DataFrame, sample: str, limit: float) -> Check:
    """Warn of blocks whose loadings nearly cancel, as a reversed item makes them: their sign is then arbitrary.

    balance: size of the sum of the loadings over the sum of their sizes, 1 where all have one sign.
    """
    turned = drawn.turned
    loadings = {str(name): block["outer_loading"] for name, block in outer.groupby("construct", sort=False)}
    balances = {name: float(abs(block.sum()) / block.abs().sum()) for name, block in loadings.items()}
    nearly = [name for name in balances if balances[name] < limit or turned.get(name, 0.0) > 0]
    detail = f"smallest balance {min(balances.values()):.4f}, limit {limit}"
    for name in nearly:
        detail += f"; {name}: {balances[name]:.4f}, turned in {turned.get(name, 0.0):.4f} of the resamples; "
        detail += _advise(loadings[name])
    return Check("no block's loadings nearly cancel", sample, WARNING, not nearly, detail)


def _advise(loadings: pd.Series) -> str:
    """Name the indicators of a block whose loadings have the rarer sign; the negative ones where neither is."""
    negative = loadings < 0
    opposed = loadings.index[negative if 2 * negative.sum() <= len(loadings) else ~negative]
    if opposed.empty:
        return "its items oppose each other though their loadings do not: look at their correlations"
    return f"recode reversed items, or leave them out: look at {', '.join(opposed)}"


def _loadings(drawn: Bootstrap, outer: pd.DataFrame, folder: Path, sample: str) -> Check:
    pairs = zip(drawn.names["outer_loadings"], drawn.estimates["outer_loadings"].tolist(), strict=True)
    # A control variable is its one item, and stands in no table of the measurement.
    controls = _controls(folder)["source"].tolist() if sample == "full" else []
    estimates = {name: value for name, value in pairs if name not in controls}
    return _same_numbers("loadings agree with the bootstrap's sample", sample, dict(outer["outer_loading"]), estimates)


def _independent_indicators(outer: pd.DataFrame, sample: str) -> Check:
    factors = outer["outer_vif"]
    dependent = factors.index[np.isinf(factors)].tolist()
    detail = f"{len(factors)} indicators"
    if dependent:
        detail += f"; VIF infinite: {', '.join(dependent)}"
    return Check("indicators of a block are linearly independent", sample, WARNING, not dependent, detail)


def _direct_effects(folder: Path) -> Check:
    paths = {str(path): estimate for path, estimate in _paths(folder)}
    return _same_numbers("direct effects equal path coefficients", "full", paths, _effects(folder, "direct"))


def _total_effects(folder: Path) -> Check:
    total, direct, indirect = (_effects(folder, kind) for kind in ("total", "direct", "total_indirect"))
    summed = {path: direct.get(path, 0.0) + indirect.get(path, 0.0) for path in total}
    return _same_numbers("total effects equal direct plus indirect", "full", total, summed)


def _explained_variance(folder: Path) -> Check:
    """R2 equals the sum over the antecedents of path coefficient times correlation with the outcome.

    Control variables of the study's own model stand in a file of their own, with their correlations, unless an earlier
    run left it.
    """
    correlations = read_table(folder / "fornell_larcker.csv").set_index("construct").to_dict()
    products = [(path.target, estimate * correlations[path.target][path.source]) for path, estimate in _paths(folder)]
    controls = _controls(folder)
    products += list(zip(controls["target"], controls["estimate"] * controls["correlation"], strict=True))
    targets, terms = zip(*products, strict=True)
    summed = pd.Series(terms).groupby(np.array(targets)).sum()
    reported = read_table(folder / "r_squared.csv").set_index("construct")["r_squared"]
    return _same_numbers("R2 follows from paths and correlations", "full", dict(reported), dict(summed))


def _main_universe(results: Path) -> Check:
    """The main universe of the specification curve is the main result to the last digit of either file."""
    paths = read_table(results / "full" / "paths.csv").set_index(ENDS)
    universes = read_table(results / "robustness.csv")
    main = universes[universes["main"]].set_index(ENDS)
    repeated = paths.loc[main.index]
    columns = [name for name in NUMBERS if name != "p"]  # a universe has none
    passed = main[[*columns, "verdict"]].equals(repeated[[*columns, "verdict"]])
    detail = f"{len(main)} paths, {len(columns)} numbers of each"
    return Check("the main universe equals the main result", "full", ERROR, passed, detail)


def is_turned(estimate: float, correlation: float, lower: float, upper: float) -> bool:
    """Tell whether a path and its whole interval lie on the other side of 0 than the correlation of its constructs.

    This is suppression, or Simpson's paradox. ASSUME: where the interval holds 0, the sign of a path says nothing.
    Kock, N. (2015). How likely is Simpson's paradox in path models? International Journal of e-Collaboration, 11(1),
    1-7. doi:10.4018/ijec.2015010101. It counts every change of sign, of which a true path of 0 has many.
    """
    return estimate * correlation < 0 < lower * upper


def _signs_of_paths(folder: Path) -> Check:
    correlations = read_table(folder / "fornell_larcker.csv").set_index("construct").to_dict()
    intervals = read_table(folder / "paths.csv")[["lower", "upper"]].to_numpy().tolist()
    turned = []
    undecided = []
    for (path, estimate), (lower, upper) in zip(_paths(folder), intervals, strict=True):
        correlation = correlations[path.target][path.source]
        numbers = f"path {estimate:.3f}, correlation {correlation:.3f}, product {estimate * correlation:.3f}"
        if is_turned(estimate, correlation, lower, upper):
            turned.append(f"{path}: {numbers}")
        elif estimate * correlation < 0:
            undecided.append(f"{path}: {numbers}, interval holds 0")
    detail = "; ".join([*turned, *undecided]) or f"{len(intervals)} paths"
    return Check("paths have the sign of their correlations", "full", WARNING, not turned, detail)


def _positive_weights(folder: Path) -> Check:
    """A score with a negative weight is no average, and its performance may leave 0 to 100.

    Ringle, C. M., & Sarstedt, M. (2016), doi:10.1108/IMDS-10-2015-0449.
    """
    outer = read_table(folder / "outer_model.csv")
    negative = outer[outer["outer_weight"] < 0]
    importance = read_table(folder / "importance.csv")
    performance = dict(importance.loc[importance["level"] == "construct", ["element", "performance"]].to_numpy())
    weights = zip(negative["indicator"], negative["outer_weight"], strict=True)
    named = [f"{indicator} {weight:.3f}" for indicator, weight in weights]
    named += [
        f"performance of {construct} {performance[construct]:.1f}" for construct in negative["construct"].unique()
    ]
    detail = "; ".join(named) or f"smallest {outer['outer_weight'].min():.3f}"
    return Check("outer weights are positive", "full", WARNING, negative.empty, detail)


def _verdicts(results: Path) -> Check:
    """The text reads the verdict of a hypothesis in the one file, the table of claims in the other."""
    paths = read_table(results / "full" / "paths.csv").dropna(subset=["hypothesis"])
    of_paths = dict(zip(paths["hypothesis"], paths["verdict"], strict=True))
    claims = read_table(results / "claims.csv")
    of_claims = dict(zip(claims["id"], claims["verdict"], strict=True))
    judged_twice = [hypothesis for hypothesis in of_paths if hypothesis in of_claims]
    different = [name for name in judged_twice if of_paths[name] != of_claims[name]]
    detail = f"{len(judged_twice)} hypotheses"
    if different:
        detail += "; " + ", ".join(f"{name} {of_paths[name]} and {of_claims[name]}" for name in different)
    return Check("verdicts of paths.csv and claims.csv agree", "full", ERROR, not different, detail)


def _evidence(results: Path, basis: ClaimBasis) -> Check:
    """The numbers that a claim is judged by are those of the draws, computed anew."""
    rows = _tests(results)
    reported: dict[str, float] = {}
    drawn: dict[str, float] = {}
    for claim, test, measure in _pieces(basis.claims):
        if measure.kind in DRAWN:
            numbers = _from_draws(measure_draws(measure, basis.estimates), basis.confidence_level)
            reported |= {f"{claim.id}.{test}.{name}": rows[claim.id, test][name] for name in numbers}
            drawn |= {f"{claim.id}.{test}.{name}": number for name, number in numbers.items()}
    return _same_numbers("evidence of the claims follows from the draws", "full", reported, drawn)


def _from_draws(draws: Draws, level: float) -> dict[str, float]:
    values = draws.resampled[np.isfinite(draws.resampled)]
    error = values.std(ddof=1)
    lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return {"estimate": draws.estimate, "se": error, "t": draws.estimate / error, "lower": lower, "upper": upper}


def _judgements(results: Path, basis: ClaimBasis) -> Check:
    """The verdicts follow from the numbers beside them; judged here by plain comparisons, not by what judged them."""
    tests = _tests(results)
    verdicts = dict(read_table(results / "claims.csv")[["id", "verdict"]].to_numpy())
    wrong = [
        f"{claim.id}, piece {test}: {tests[claim.id, test]['verdict']}"
        for claim, test, measure in _pieces(basis.claims)
        if measure.kind in (*DRAWN, "comparison_of_models")
        and tests[claim.id, test]["verdict"] != _judge_plainly(tests[claim.id, test], claim, basis)
    ]
    for claim in basis.claims.claims:
        pieces = [tests[claim.id, test + 1]["verdict"] for test in range(len(claim.evidence))]
        if verdicts[claim.id] != _join_plainly(pieces):
            wrong.append(f"{claim.id}: {verdicts[claim.id]}, from {', '.join(pieces)}")
    detail = "; ".join(wrong) or f"{len(tests)} pieces of evidence, {len(verdicts)} claims"
    return Check("verdicts of the claims follow from their evidence", "full", ERROR, not wrong, detail)


def _pieces(claims: Claims) -> Iterator[tuple[Claim, int, Measure]]:
    for claim in claims.claims:
        yield from ((claim, test, one) for test, one in enumerate((*claim.evidence, *claim.beside), start=1))


def _tests(results: Path) -> dict[tuple[str, int], dict[Hashable, Any]]:
    rows = read_table(results / "claim_tests.csv").to_dict("records")
    return {(str(row["claim"]), int(row["test"])): row for row in rows}


def _judge_plainly(row: Mapping[Hashable, Any], claim: Claim, basis: ClaimBasis) -> str:
    low, high = (row["t"], row["t"]) if claim.criterion == T else (row["lower"], row["upper"])
    limit = basis.critical_t if claim.criterion == T else 0.0
    if np.isnan([low, high]).any():
        return NOT_TESTABLE
    direction = 1 if low > limit else -1 if high < -limit else 0
    return {claim.sign: SUPPORTED, -claim.sign: CONTRADICTED}.get(direction, NOT_SUPPORTED)


def _join_plainly(pieces: Sequence[str]) -> str:
    if NOT_TESTABLE in pieces or CONTRADICTED in pieces:
        return NOT_TESTABLE if NOT_TESTABLE in pieces else CONTRADICTED
    return SUPPORTED if set(pieces) == {SUPPORTED} else NOT_SUPPORTED


def _controls(folder: Path) -> pd.DataFrame:
    """Return the rows of the control variables of the study's own model; none where an earlier run left the file."""
    if not (folder / "controls.csv").is_file():
        return pd.DataFrame(columns=["source", "target", "estimate", "correlation"])
    table = read_table(folder / "controls.csv")
    drawn = read_bootstrap(folder / "bootstrap.npz")
    names = table["source"] + ARROW + table["target"]
    own = table["model"].eq(MAIN) & table["role"].eq("control") & names.isin(drawn.names["path_coefficients"])
    return table[own]


def _paths(folder: Path) -> Iterator[tuple[ModelPath, float]]:
    table = read_table(folder / "paths.csv")
    for source, target, estimate in zip(table["source"], table["target"], table["estimate"], strict=True):
        yield ModelPath(source, target), estimate


def _effects(folder: Path, kind: str) -> dict[str, float]:
    table = read_table(folder / "effects.csv")
    return dict(table.loc[table["kind"] == kind, ["path", "estimate"]].to_numpy())


def _same_numbers(name: str, where: str, numbers: Mapping[str, float], recomputed: Mapping[str, float]) -> Check:
    """Compare two sets of numbers by their names; the gap is infinite where the names differ."""
    gap = math.inf
    if set(numbers) == set(recomputed):
        gap = max((abs(numbers[key] - recomputed[key]) for key in numbers), default=0.0)
    equal = bool(gap <= ROUNDING)
    return Check(name, where, ERROR, equal, f"equal to {PLACES} decimals" if equal else f"largest gap {gap:.1e}")
