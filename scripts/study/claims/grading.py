"""How far each verdict can be relied on: what the results say against it, found once, and the grade that follows.

A verdict says what the evidence of one statement shows by its rule. Whether it can be relied on is known elsewhere: in
the measurement of its constructs, in other defensible analyses, in rival models, in the copula terms, in the other
criterion. The grade is carried wherever the verdict is told.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import adjust_holm
from study.analysis.verdicts import (
    CONTRADICTED,
    INTERVAL,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    DecisionRule,
    T,
    path_rule,
)
from study.base.files import read_json, read_table
from study.base.job import ArgumentGroup
from study.setup.claim_declarations import CONFIRMATORY, EXPLORATORY, MAIN, Claim, Claims, Measure, read_claims
from study.setup.study_model import ModelPath, Route, StudyModel, read_study_model

STRONG = "strong"
MODERATE = "moderate"
WEAK = "weak"
UNDECIDED = "undecided"
UNRELIABLE = "unreliable"
NONE = "none"
FOR = "for"
AGAINST = "against"
TRIVIAL = "trivial"
WITHOUT_EXPECTED = "without_expected"
WITHOUT_OPPOSITE = "without_opposite"
OPEN = "open"
NUMBERS = ("estimate", "se", "t", "p", "lower", "upper")
MEASUREMENT = ("measurement", "pilot", "indistinct")
DOUBTS = (
    *("narrow", "criteria", "discriminant", "rival", "controls", "robustness", "endogeneity", "estimator", "ordinal"),
    *("imputation", "influence", "method_variance", "multiplicity"),
)
COLUMNS = (
    *("id", "hypothesis", "family", "direction", "verdict", *NUMBERS, "p_holm", "leaning"),
    *MEASUREMENT,
    *(*DOUBTS, "undecided", "alternative", "doubts", "grade"),
)
# The kinds of evidence in the units of a standardised coefficient, with which the smallest of interest is compared.
STANDARDISED = (
    "path",
    "difference_of_paths",
    "indirect_effect",
    "dimension_effect",
    "difference_of_dimension_effects",
    "interaction",
    "moderated_mediation",
)


@dataclass(frozen=True)
class GradingSettings:
    """What doubts are found with.

    thresholds: least cronbach_alpha, composite_reliability and ave, largest htmt; dimensionless. stable_share: of
    analyses. significance_level: two-sided. minimum_path: smallest coefficient of interest, standardised.
    narrow_margin: distance from the limit of a criterion, in standard errors, below which a verdict is a close one.
    leaning_margin: distance from zero, in standard errors, below which an estimate leans to no side.
    """

    thresholds: Mapping[str, float]
    stable_share: float
    significance_level: float
    minimum_path: float
    narrow_margin: float
    leaning_margin: float
    critical_t: float


@dataclass(frozen=True)
class JudgedStatement:
    """A hypothesis or claim with its verdict: what it rests on, and the numbers that decide.

    concepts: constructs and dimensions it speaks of. path: the one path of the study's model that it is about, if any.
    paths: all that its evidence uses; rival_paths: of the rival models that it comes from, all. kind: of the deciding
    evidence. decidable: False where other random numbers may change the verdict.
    """

    id: str
    hypothesis: str
    family: str
    verdict: str
    rule: DecisionRule
    kind: str
    numbers: Mapping[str, float]
    concepts: tuple[str, ...]
    paths: tuple[str, ...]
    path: str | None
    rival_paths: tuple[str, ...] = ()
    decidable: bool = True


@dataclass(frozen=True, eq=False)
class Findings:
    """The result tables that doubts are found in; an empty table where a study has none.

    failed_in_pilot: constructs and indicators that failed a criterion of the pilot.
    """

    reliability: pd.DataFrame
    htmt: pd.DataFrame
    dimensions: pd.DataFrame = field(default_factory=pd.DataFrame)
    robustness: pd.DataFrame = field(default_factory=pd.DataFrame)
    rivals: pd.DataFrame = field(default_factory=pd.DataFrame)
    endogeneity: pd.DataFrame = field(default_factory=pd.DataFrame)
    consistent: pd.DataFrame = field(default_factory=pd.DataFrame)
    ordinal: pd.DataFrame = field(default_factory=pd.DataFrame)
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)
    imputation: pd.DataFrame = field(default_factory=pd.DataFrame)
    influence: pd.DataFrame = field(default_factory=pd.DataFrame)
    method_variance: pd.DataFrame = field(default_factory=pd.DataFrame)
    failed_in_pilot: tuple[str, ...] = ()


def read_findings(tables: Mapping[str, Path], pilot: Path | None) -> Findings:
    """Read the tables by their name among the findings, and what failed in the pilot from its verdict."""
    failed = tuple(str(one["where"]) for one in read_json(pilot)["failed"]) if pilot else ()
    return Findings(**{name: read_table(path) for name, path in tables.items()}, failed_in_pilot=failed)


@dataclass(frozen=True)
class VerdictInputs(ArgumentGroup):
    """Where the verdicts come from: `paths.csv`, claims with `claims.csv`, and what the sealed plan does not declare.

    claims, verdicts: None in a study without claims.
    """

    model: Path
    paths: Path
    sealed_plan: Path
    claims: Path | None = None
    verdicts: Path | None = None

    def read(self, critical_t: float, criteria: Mapping[str, str]) -> list[JudgedStatement]:
        """Read hypotheses and claims; a claim takes the place of the hypothesis of its id.

        criteria: "t" or "interval" of the hypotheses that claims name.
        """
        study = read_study_model(self.model)
        rules = {path.hypothesis: path_rule(path, critical_t, criteria) for path in study.paths if path.hypothesis}
        statements = state_hypotheses(read_table(self.paths), rules)
        if self.claims and self.verdicts:
            declared = state_claims(study, read_claims(self.claims), read_table(self.verdicts), critical_t)
            claims = {statement.id: statement for statement in declared}
            statements = [claims.pop(statement.id, statement) for statement in statements] + [*claims.values()]
        return as_sealed(statements, read_json(self.sealed_plan)["exploratory"])


def state_hypotheses(paths: pd.DataFrame, rules: Mapping[str, DecisionRule]) -> list[JudgedStatement]:
    """Return the hypotheses of `paths.csv` as statements; rules: by hypothesis."""
    rows = paths[paths["hypothesis"].notna()].to_dict("records")
    return [_state_hypothesis(row, rules[str(row["hypothesis"])]) for row in rows]


def state_claims(model: StudyModel, claims: Claims, verdicts: pd.DataFrame, critical_t: float) -> list[JudgedStatement]:
    """Return the claims with their verdicts, rows of `claims.csv`, as statements."""
    rows = verdicts.set_index("id").to_dict("index")
    return [_state_claim(model, claims, claim, rows[claim.id], critical_t) for claim in claims.claims]


def as_sealed(statements: Sequence[JudgedStatement], changed: Collection[str]) -> list[JudgedStatement]:
    """Return the statements, exploratory where the sealed plan does not declare them as they are (`changed`: ids)."""
    return [replace(one, family=EXPLORATORY) if one.id in changed else one for one in statements]


def grade_table(
    model: StudyModel, statements: Sequence[JudgedStatement], findings: Findings, settings: GradingSettings
) -> pd.DataFrame:
    """Return `grades.csv`: per statement the adjusted p, which way it leans, every doubt, and the grade.

    A study without hypotheses has the heads alone. direction: the sign that is expected. p_holm: p of the confirmatory
    statements, adjusted by Holm; NaN for exploratory ones. leaning: where the interval lies, seen from the sign that is
    expected, see `_leaning`. measurement: names of what falls short in the main survey, joined by commas; pilot: of
    what failed in the pilot alone; indistinct: pairs of constructs, X1 = X2, that HTMT does not tell apart. rival:
    names of the rival models in which the same path has another verdict; controls: names of the models whose control
    variables change the verdict. All other names of DOUBTS: whether this doubt exists. alternative: what an undecided
    verdict may become. doubts: their number, see `_count`.
    grade: unreliable, undecided, weak (two doubts or more), moderate (one), strong (none), or none where nothing could
    be tested, or, of a trend, nothing is checked.
    """
    adjusted = _adjust(statements)
    failing = _find_failing_measurement(model, findings, settings)
    rows = [
        _row(model, statement, adjusted.get(statement.id, np.nan), failing, findings, settings)
        for statement in statements
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def doubtful_table(model: StudyModel, findings: Findings, settings: GradingSettings) -> pd.DataFrame:
    """Return `doubtful_constructs.csv`: what no statement can rest on, and why; the heads alone where there is nothing.

    constructs: name of a construct or dimension, or a pair, X1 = X2. reason: measurement, where it falls short in the
    main survey; pilot, where in the pilot alone; indistinct, of a pair that HTMT does not tell apart.
    """
    failing = _find_failing_measurement(model, findings, settings)
    pairs = [" = ".join(pair) for pair in failing.pairs]
    found = zip((sorted(failing.names), sorted(failing.in_pilot), pairs), MEASUREMENT, strict=True)
    rows = [(name, reason) for names, reason in found for name in names]
    return pd.DataFrame(rows, columns=["constructs", "reason"])


def _state_hypothesis(row: Mapping[Hashable, object], rule: DecisionRule) -> JudgedStatement:
    path = str(ModelPath(str(row["source"]), str(row["target"])))
    return JudgedStatement(
        id=str(row["hypothesis"]),
        hypothesis=str(row["hypothesis"]),
        family=CONFIRMATORY,
        verdict=str(row["verdict"]),
        rule=rule,
        kind="path",
        numbers=_numbers(row),
        concepts=(str(row["source"]), str(row["target"])),
        paths=(path,),
        path=path,
    )


def _state_claim(
    model: StudyModel, claims: Claims, claim: Claim, row: Mapping[Hashable, object], critical_t: float
) -> JudgedStatement:
    models = {MAIN: tuple(map(str, model.paths)), **claims.models}
    used = tuple(path for one in claim.evidence for path in _paths_of(model, one, models.get(one.model, ())))
    is_one_path = [(measure.kind, measure.model) for measure in claim.evidence] == [("path", MAIN)]
    return JudgedStatement(
        id=claim.id,
        hypothesis=claim.hypothesis or claim.id,
        family=claim.family,
        verdict=str(row["verdict"]),
        rule=DecisionRule(claim.criterion, claim.sign, critical_t),
        kind=str(row["kind"]),
        numbers=_numbers(row),
        concepts=tuple(dict.fromkeys(name for measure in claim.evidence for name in _concepts_of(model, measure))),
        paths=tuple(dict.fromkeys(used)),
        path=used[0] if is_one_path else None,
        rival_paths=tuple(path for one in claim.evidence if one.model != MAIN for path in models.get(one.model, ())),
        decidable=bool(row["decidable"]),
    )


def _numbers(row: Mapping[Hashable, object]) -> dict[str, float]:
    return {name: float(row[name]) for name in NUMBERS}  # type: ignore[arg-type]


def _paths_of(model: StudyModel, measure: Measure, estimated: Sequence[str]) -> list[str]:
    """Name the paths that a piece of evidence uses, of those estimated in its model; one of predictions uses none."""
    if measure.kind == "comparison_of_models":
        return []
    owners = _owners(model)
    target = str(measure.arguments.get("target", ""))
    words = [
        str(measure.arguments[name]) for name in ("path", "first", "second", "dimension") if name in measure.arguments
    ]
    named = [
        path for word in words for path in (_between(owners[word], target, estimated) if word in owners else [word])
    ]
    if "route" in measure.arguments:
        named += [str(ModelPath(*pair)) for pair in pairwise(Route.parse(str(measure.arguments["route"])).constructs)]
    return [name for name in named if name in estimated]


def _between(source: str, target: str, paths: Sequence[str]) -> list[str]:
    """Name the paths on all routes from one construct to another, which its total effect is made of."""
    found = []
    for path in map(ModelPath.parse, paths):
        further = _between(path.target, target, paths) if path.source == source else []
        found += [str(path), *further] if further or (path.source, path.target) == (source, target) else []
    return found


def _owners(model: StudyModel) -> dict[str, str]:
    """Return the construct of each dimension."""
    return {part.name: name for name, construct in model.constructs.items() for part in construct.dimensions}


def _concepts_of(model: StudyModel, measure: Measure) -> list[str]:
    """Name the constructs and dimensions that a piece of evidence speaks of, a construct also for its dimension."""
    if measure.kind in ("trend", "not_measured"):
        return []
    if measure.kind == "comparison_of_models":
        return list(model.constructs)
    words = [
        word for value in measure.arguments.values() for word in str(value).replace("->", " ").replace("*", " ").split()
    ]
    owners = _owners(model)
    known = [word for word in words if word in model.constructs or word in owners]
    return [name for word in known for name in ((owners[word], word) if word in owners else (word,))]


def _adjust(statements: Sequence[JudgedStatement]) -> dict[str, float]:
    """Return the p values of the confirmatory family, adjusted by Holm, by statement."""
    family = [one for one in statements if one.family == CONFIRMATORY and np.isfinite(one.numbers["p"])]
    if not family:
        return {}
    adjusted = adjust_holm(np.array([one.numbers["p"] for one in family]))
    return {one.id: float(p) for one, p in zip(family, adjusted, strict=True)}


@dataclass(frozen=True)
class _Failing:
    """Names of what falls short in the main survey, and in the pilot alone; pairs that HTMT does not tell apart."""

    names: frozenset[str]
    in_pilot: frozenset[str]
    pairs: tuple[tuple[str, str], ...]

    def among(self, concepts: Sequence[str]) -> dict[str, str]:
        """Return the columns MEASUREMENT of a statement on these concepts, in their order."""
        close = [" = ".join(pair) for pair in self.pairs if set(pair) <= set(concepts)]
        of_names = [[name for name in concepts if name in names] for names in (self.names, self.in_pilot)]
        return {column: ", ".join(found) for column, found in zip(MEASUREMENT, (*of_names, close), strict=True)}

    def parts_antecedents(self, path: ModelPath, estimated: Sequence[ModelPath]) -> bool:
        """Return whether the source of a path is one of a pair of antecedents that cannot be told apart."""
        beside = {other.source for other in estimated if other.target == path.target}
        return any(path.source in pair and set(pair) <= beside for pair in self.pairs)


def _find_failing_measurement(model: StudyModel, findings: Findings, settings: GradingSettings) -> _Failing:
    """Find what falls short of a threshold in the main survey, or failed in the pilot, among constructs in mode A.

    A construct that falls short when it is measured by its dimensions is what their effects rest on, and no other.
    """
    short = _short_of(findings.reliability, settings)
    for name in _short_of(findings.dimensions, settings):
        short += [part.name for part in model.constructs[name].dimensions] if name in model.constructs else [name]
    names = frozenset(short) - model.formative
    failed = findings.failed_in_pilot
    in_pilot = frozenset(name if name in model.constructs else model.construct_of(name) for name in failed)
    close = findings.htmt[findings.htmt["htmt"] >= settings.thresholds["htmt"]]
    pairs = zip(close["construct_1"], close["construct_2"], strict=True)
    return _Failing(names, in_pilot - names, tuple(pair for pair in pairs if not model.formative & {*pair}))


def _short_of(table: pd.DataFrame, settings: GradingSettings) -> list[str]:
    """Name the rows that lie below a threshold; a construct of one item has no reliability, and falls short of none."""
    if table.empty:
        return []
    limits = {name: settings.thresholds[name] for name in ("cronbach_alpha", "composite_reliability", "ave")}
    below = np.any([table[name].to_numpy(dtype=float) < limit for name, limit in limits.items()], axis=0)
    return [str(name) for name in table.loc[below, "construct"]]


def _row(
    model: StudyModel,
    statement: JudgedStatement,
    p_holm: float,
    failing: _Failing,
    findings: Findings,
    settings: GradingSettings,
) -> dict[str, object]:
    measurement = failing.among(statement.concepts)
    estimated = [*model.paths, *map(ModelPath.parse, statement.rival_paths)]
    doubts = _find_doubts(statement, findings, settings) | {
        "discriminant": any(failing.parts_antecedents(ModelPath.parse(path), estimated) for path in statement.paths),
        "multiplicity": statement.verdict in (SUPPORTED, CONTRADICTED) and bool(p_holm >= settings.significance_level),
    }
    count = _count(doubts)
    return {
        "id": statement.id,
        "hypothesis": statement.hypothesis,
        "family": statement.family,
        "direction": "positive" if statement.rule.sign > 0 else "negative",
        "verdict": statement.verdict,
        **statement.numbers,
        "p_holm": p_holm,
        "leaning": _leaning(statement, settings),
        **measurement,
        **doubts,
        "undecided": not statement.decidable,
        "alternative": "" if statement.decidable else _find_alternative(statement),
        "doubts": count,
        "grade": _grade(statement, any(measurement.values()), count),
    }


def _find_doubts(statement: JudgedStatement, findings: Findings, settings: GradingSettings) -> dict[str, bool | str]:
    """Return what the result tables hold against the verdict, by doubt; of models, their names joined by commas."""
    controlled = _find_turning_controls(statement, findings.controls)
    rivals = [name for name in _find_disagreeing_rivals(statement, findings.rivals) if name not in controlled]
    share = _of_path(findings.robustness, statement.path, "share_same")
    return {
        "narrow": _is_narrow(statement, settings),
        "criteria": _criteria_disagree(statement),
        "rival": ", ".join(rivals),
        "controls": ", ".join(controlled),
        "robustness": bool(share < settings.stable_share),
        "endogeneity": _is_endogenous(statement, findings.endogeneity, settings.significance_level),
        "estimator": _estimator_disagrees(statement, findings.consistent, "verdict"),
        "ordinal": any(
            _estimator_disagrees(statement, findings.ordinal, name)
            for name in ("ordinal_verdict", "ordinal_consistent_verdict")
        ),
        "imputation": _is_turned(statement, findings.imputation, "imputed_"),
        "influence": bool(_of_path(findings.influence, statement.path, "turning") > 0),
        "method_variance": _is_turned(statement, findings.method_variance, "marked_"),
    }


def _count(doubts: Mapping[str, bool | str]) -> int:
    """Count the doubts; that one respondent turns what is close anyway is one with its being close."""
    return sum(map(bool, doubts.values())) - bool(doubts["narrow"] and doubts["influence"])


def _grade(statement: JudgedStatement, badly_measured: bool, doubts: int) -> str:
    if statement.verdict == NOT_TESTABLE or statement.kind == "trend":
        return NONE
    if badly_measured:
        return UNRELIABLE
    if not statement.decidable:
        return UNDECIDED
    return (STRONG, MODERATE)[doubts] if doubts < 2 else WEAK


def _find_alternative(statement: JudgedStatement) -> str:
    """Return the verdict on the other side of the nearest limit."""
    if statement.verdict != NOT_SUPPORTED:
        return NOT_SUPPORTED
    return SUPPORTED if statement.rule.sign * statement.numbers["estimate"] > 0 else CONTRADICTED


def _leaning(statement: JudgedStatement, settings: GradingSettings) -> str:
    """Say which way a statement that is not supported leans, by its interval seen from the expected sign.

    trivial: the interval leaves out every effect as large as the smallest of interest, of either sign. against: it
    leaves out those of the expected sign, and the estimate lies on the other side of zero, far enough from it;
    without_expected where it does not. for: it leaves out those of the other sign, and the estimate has the expected
    sign, far enough from zero; without_opposite where it does not. open: it leaves out neither. Empty where the verdict
    is another, or the units are not those of a path.
    """
    if statement.verdict != NOT_SUPPORTED or statement.kind not in STANDARDISED:
        return ""
    estimate, *ends = (statement.rule.sign * statement.numbers[name] for name in ("estimate", "lower", "upper"))
    if not np.isfinite(ends).all():
        return ""
    far = settings.leaning_margin * statement.numbers["se"]
    excludes_opposite = min(ends) > -settings.minimum_path
    excludes_expected = max(ends) < settings.minimum_path
    if excludes_opposite and excludes_expected:
        return TRIVIAL
    if excludes_expected:
        return AGAINST if estimate <= -far else WITHOUT_EXPECTED
    if excludes_opposite:
        return FOR if estimate >= far else WITHOUT_OPPOSITE
    return OPEN


def _is_narrow(statement: JudgedStatement, settings: GradingSettings) -> bool:
    """Return whether the verdict lies within `narrow_margin` standard errors of the limit of its criterion."""
    t, lower, upper, error = (statement.numbers[name] for name in ("t", "lower", "upper", "se"))
    if statement.rule.criterion == T:
        return bool(abs(abs(t) - settings.critical_t) < settings.narrow_margin)
    # Not divided by the error, which is 0 where nothing varies.
    return bool(abs(max(lower, -upper)) < settings.narrow_margin * error)


def _criteria_disagree(statement: JudgedStatement) -> bool:
    """Return whether |t| and the interval give two verdicts on the evidence that decides."""
    if statement.kind == "comparison_of_models":  # its interval is that of its t, with its degrees of freedom
        return False
    t, lower, upper = (statement.numbers[name] for name in ("t", "lower", "upper"))
    rules = [DecisionRule(name, statement.rule.sign, statement.rule.critical_t) for name in (T, INTERVAL)]
    verdicts = {rule.verdict(t, lower, upper) for rule in rules}
    return len(verdicts) > 1 and NOT_TESTABLE not in verdicts


def _is_endogenous(statement: JudgedStatement, endogeneity: pd.DataFrame, level: float) -> bool:
    return any(_of_path(endogeneity, path, "p") < level for path in statement.paths)


def _estimator_disagrees(statement: JudgedStatement, estimated: pd.DataFrame, column: str) -> bool:
    """Return whether another estimator has another verdict on the path; an inadmissible solution has none."""
    return _of_path(estimated, statement.path, column) in {SUPPORTED, NOT_SUPPORTED, CONTRADICTED} - {statement.verdict}


def _is_turned(statement: JudgedStatement, table: pd.DataFrame, prefix: str) -> bool:
    """Return whether the same rule finds another verdict in the columns t, lower and upper with this prefix."""
    verdict = statement.rule.verdict(*_numbers_of_path(statement, table, prefix))
    return verdict not in (NOT_TESTABLE, statement.verdict)


def _find_turning_controls(statement: JudgedStatement, controls: pd.DataFrame) -> list[str]:
    """Name the models in which the path has one verdict with control variables and another one without them."""
    if controls.empty:
        return []
    pairs = {
        str(name): {statement.rule.verdict(*_numbers_of_path(statement, rows, prefix)) for prefix in ("", "without_")}
        for name, rows in controls[controls["role"] == "path"].groupby("model", sort=False)
    }
    return [name for name, verdicts in pairs.items() if len(verdicts - {NOT_TESTABLE}) > 1]


def _find_disagreeing_rivals(statement: JudgedStatement, rivals: pd.DataFrame) -> list[str]:
    """Name the rival models in which the same path, judged by the same rule, has another verdict."""
    if statement.path is None or rivals.empty:
        return []
    same = rivals[(rivals["kind"] == "direct") & (rivals["path"] == statement.path)]
    verdicts = statement.rule.verdicts(*(same[name].to_numpy(dtype=float) for name in ("t", "lower", "upper")))
    return [str(name) for name in same["model"][verdicts != statement.verdict]]


def _numbers_of_path(statement: JudgedStatement, table: pd.DataFrame, prefix: str) -> list[float]:
    """Return t and the bounds of the interval of the statement's path, NaN where there are none."""
    return [_of_path(table, statement.path, f"{prefix}{name}") for name in ("t", "lower", "upper")]


def _of_path(table: pd.DataFrame, path: str | None, column: str) -> Any:
    """Return a column of the row of a path, NaN where there is none."""
    if path is None or table.empty:
        return float("nan")
    parsed = ModelPath.parse(path)
    row = table[(table["source"] == parsed.source) & (table["target"] == parsed.target)]
    return row[column].iloc[0] if len(row) else float("nan")
