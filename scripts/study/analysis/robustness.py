"""The specification curve: every hypothesis under every defensible analysis of the same survey.

Simonsohn, U., Simmons, J. P., & Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour, 4,
1208-1214. doi:10.1038/s41562-020-0912-z.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    Fit,
    FloatArray,
    Model,
    Part,
    PlsSemError,
    admissible_consistent,
    bias_corrected_interval,
    bootstrap,
    bootstrap_estimators,
    bootstrap_imputed,
    bootstrap_ordinal,
    consistent,
    estimate,
    estimate_ordinal,
    path_statistics,
)
from study.analysis.data_sets import IMPUTED, NONE, OF_DATA, DataSet, Survey, make_data_sets
from study.analysis.draws import infer_columns, read_bootstrap
from study.analysis.samples import Answers, Settings, declared_chain, engine_model, share_directions
from study.analysis.verdicts import (
    CONTRADICTED,
    INTERVAL,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    DecisionRule,
    Judging,
    T,
)
from study.base.files import number
from study.setup.codebook import read_codebook
from study.setup.configuration import Choices, ImputationSection
from study.setup.study_model import ModelPath, ObservedVariable, read_study_model
from study.survey.cleaning import SurveyInputs
from study.survey.responses import read_survey

CONSISTENT = "consistent"
SUM_SCORES = "sum_scores"
# From polychoric correlations; the second corrected as consistent PLS is.
ORDINAL = "ordinal"
ORDINAL_CONSISTENT = "ordinal_consistent"
CORRECTED = (CONSISTENT, ORDINAL_CONSISTENT)
PERCENTILE = "percentile"
CHOICES = (*OF_DATA, "estimator", "decision")
FINDINGS = ("positive", "negative", "none", "unknown")
JUDGED = ("estimate", "se", "t", "lower", "upper")  # no p, which would be that of t under every rule
# What a verdict says of a path that is expected to be positive.
FINDING = {SUPPORTED: "positive", CONTRADICTED: "negative", NOT_SUPPORTED: "none", NOT_TESTABLE: "unknown"}
SCHEMES = ("path", "factorial", "centroid")
OF_IMPUTED = (*SCHEMES, CONSISTENT)
Drawn = Mapping[str, Bootstrap | None]


@dataclass(frozen=True)
class Analysis:
    """How the main analysis estimates and decides, and the resamples (count) of all other universes.

    Its own resamples and seed are those of the main bootstrap, so that its universe is the main result to the last bit.
    imputation: needed where answers are imputed.
    """

    settings: Settings
    resamples: int
    resamples_of_others: int
    seed: int
    judging: Judging
    imputation: ImputationSection | None = None

    def main_decision(self, path: ModelPath) -> str:
        """Name how the main analysis decides on a path, in the words of the choices."""
        return T if self.judging.rule(path).criterion == T else PERCENTILE


@dataclass(frozen=True)
class UniverseInputs(SurveyInputs):
    """Where the universes come from: the survey, the draws of the main bootstrap, the choices and the settings.

    resamples: of all universes but the main one (count).
    """

    draws: Path
    choices: Choices
    settings: Settings
    resamples: int
    seed: int
    judging: Judging
    imputation: ImputationSection | None = None
    smallest_category: int = 1

    def read(self) -> tuple[Survey, list[DataSet], Analysis]:
        """Read what was received, its data sets and the main analysis; errors as `read_survey` and `make_data_sets`."""
        codebook = read_codebook(self.codebook)
        model = read_study_model(self.model)
        submissions = read_survey(self.survey, codebook, model.indicators)
        received = Survey(submissions, self.rules, codebook, model, self.survey, self.smallest_category)
        main_resamples = read_bootstrap(self.draws).resamples
        analysis = Analysis(self.settings, main_resamples, self.resamples, self.seed, self.judging, self.imputation)
        return received, make_data_sets(received, self.choices, self.settings), analysis


def universe_table(
    sets: Sequence[DataSet],
    choices: Choices,
    analysis: Analysis,
    universes: Sequence[Sequence[Mapping[str, Any]]] | None = None,
) -> pd.DataFrame:
    """Return `robustness.csv`: every path under test in every universe, the main one first.

    sets: as `make_data_sets` returns them. universes: of `universe_rows`, None where they are still to be estimated.
    Paths without hypotheses are tested where the model has none at all.
    Consistent PLS, ordinal or not, is never decided by t: the percentile interval takes its place, see
    `consistent_rule`.
    main: whether the row is what the main analysis finds of its path. admissible_resamples: count of those of its draws
    whose solution is admissible, empty where there are none. finding: positive or negative where the path is
    significant, none where it is not, unknown where it could not be estimated or consistent PLS has no admissible
    solution. verdict: of the hypothesis, empty without one. lower and upper are bias-corrected where that is the
    decision.
    """
    parts = universe_rows(sets, choices, analysis) if universes is None else universes
    rows = pd.DataFrame([{"universe": number} | {**row} for number, part in enumerate(parts, start=1) for row in part])
    main_decisions = [analysis.main_decision(path) for path in sets[0].tested]
    # The main data set and estimator come first, then one universe per decision.
    first = rows["universe"].le(len(_decisions(choices, analysis, sets[0])))
    rows.insert(1, "main", first & rows["decision"].eq(pd.Series(main_decisions * len(parts))))
    return rows.astype({"admissible_resamples": "Int64"})


def universe_rows(
    sets: Sequence[DataSet], choices: Choices, analysis: Analysis, part: tuple[int, int] = (0, 1)
) -> list[list[dict[str, Any]]]:
    """Return the rows of each universe, without their numbers; part: of the data sets, which, from 0 on, of how many.

    As JSON they lose no bit: see `universes_from_json`.
    """
    estimators = tuple(dict.fromkeys((analysis.settings.scheme, *choices.estimators)))
    main_fit = _fit(sets[0], analysis)
    return [
        _universe(data, estimator, draws, decision, analysis)
        for data in Part(len(sets), *part).choose(sets)
        for estimator, draws in _Estimation(data, analysis, main_fit)
        .bootstraps(estimators, is_main=data is sets[0])
        .items()
        for decision in _decisions_on(estimator, _decisions(choices, analysis, sets[0]))
    ]


def _decisions(choices: Choices, analysis: Analysis, main: DataSet) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*map(analysis.main_decision, main.tested), *choices.decisions)))


def universes_as_json(universes: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Return rows as JSON can hold them: null for a number that does not exist."""
    return [[_convert_numbers(row, number) for row in rows] for rows in universes]


def universes_from_json(content: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Return the rows that `universes_as_json` was given."""
    return [
        [_convert_numbers(row, lambda value: np.nan if value is None else value) for row in rows] for rows in content
    ]


def _convert_numbers(row: Mapping[str, Any], convert: Callable[[Any], float | None]) -> dict[str, Any]:
    return {**row, **{name: convert(row[name]) for name in JUDGED}}


def curve_table(universes: pd.DataFrame) -> pd.DataFrame:
    """Return `robustness_paths.csv`: per path what the universes find, and how many find what the main one does.

    share_same: of the universes with a finding; those where it is unknown say nothing for or against the main one.
    """
    rows = []
    for (source, target), of_path in universes.groupby(["source", "target"], sort=False):
        main = of_path[of_path["main"]].iloc[0]
        same = of_path["finding"] == main["finding"]
        counts = {finding: int((of_path["finding"] == finding).sum()) for finding in FINDINGS}
        rows.append(
            {
                "source": source,
                "target": target,
                **{name: main[name] for name in ("hypothesis", "estimate", "finding", "verdict")},
                "smallest": of_path["estimate"].min(),
                "median": of_path["estimate"].median(),
                "largest": of_path["estimate"].max(),
                "universes": len(of_path),
                "same": int(same.sum()),
                "share_same": _share_same(of_path, same),
                **counts,
            }
        )
    return pd.DataFrame(rows)


def choice_table(universes: pd.DataFrame) -> pd.DataFrame:
    """Return `robustness_choices.csv`: per option of each choice and path, how many universes find what the main does.

    median: of the estimates under that option. share_same: as `curve_table`; NaN where no universe has a finding.
    """
    main = universes[universes["main"]].set_index(["source", "target"])["finding"]
    ends = pd.MultiIndex.from_frame(universes[["source", "target"]])
    compared = universes.assign(same=universes["finding"].to_numpy() == main.loc[ends].to_numpy())
    rows = [
        {
            "choice": choice,
            "option": option,
            "source": source,
            "target": target,
            "hypothesis": group["hypothesis"].iloc[0],
            "universes": len(group),
            "same": int(group["same"].sum()),
            "share_same": _share_same(group, group["same"]),
            "median": float(group["estimate"].median()),
        }
        for choice in CHOICES
        for (option, source, target), group in compared.groupby([choice, "source", "target"], sort=False)
    ]
    return pd.DataFrame(rows)


def curve_facts(
    universes: pd.DataFrame, choices: Choices, analysis: Analysis, observed: Iterable[ObservedVariable] = ()
) -> dict[str, Any]:
    """Count universes, data sets and estimations; name the indicator that was dropped, null where none was.

    controls: name and kind of each control variable. careless: each index with its limit, and how many respondents
    of the main analysis it leaves out.
    """
    once = universes.drop_duplicates("universe")
    controls = [one for one in observed if one.group in choices.controls]
    careless = once[once["careless"] != NONE].drop_duplicates("careless").set_index("careless")["n"]
    whole = int(once["n"].iloc[0])
    dropped = [code for code in once["dropped"].unique() if code != NONE]
    return {
        "universes": len(once),
        "data_sets": len(once.drop_duplicates(list(OF_DATA))),
        "estimations": len(once.drop_duplicates([*OF_DATA, "estimator"])),
        "resamples": analysis.resamples_of_others,
        "resamples_of_the_main_universe": analysis.resamples,
        "dropped_indicator": dropped[0] if dropped else None,
        "controls": [{"name": one.name, "kind": one.kind} for one in controls],
        "imputed": bool((once["missing_answers"] == IMPUTED).any() and once["missing_answers"].iloc[0] != IMPUTED),
        "careless": [
            {"index": name, "limit": limit, "left_out": whole - int(careless.get(name, whole))}
            for name, limit in choices.careless.items()
        ],
        "smallest_n": int(once["n"].min()),
        "largest_n": int(once["n"].max()),
    }


def _decisions_on(estimator: str, decisions: Sequence[str]) -> tuple[str, ...]:
    if estimator not in CORRECTED:
        return tuple(decisions)
    return tuple(dict.fromkeys(PERCENTILE if decision == T else decision for decision in decisions))


@dataclass(frozen=True, eq=False)
class _Estimation:
    """How one data set is estimated and resampled: constructs oriented as in main_fit, if there is one."""

    data: DataSet
    analysis: Analysis
    main_fit: Fit | None

    @property
    def model(self) -> Model:
        """The model of the main estimator."""
        return engine_model(self.data.model, self.analysis.settings)

    @property
    def answers(self) -> FloatArray:
        """The answers (N, K), missing ones among them."""
        return self.data.indicators if self.data.answers is None else self.data.answers

    def bootstraps(self, estimators: Sequence[str], *, is_main: bool) -> Drawn:
        """Return the draws by every estimator; None where the data do not allow it, or there is no solution.

        Imputed answers are estimated by weighting schemes and consistent PLS only.
        """
        if self.data.is_imputed:
            drawn = self._draw([name for name in estimators if name in OF_IMPUTED], self._impute)
        else:
            drawn = self._draw_complete(estimators)
        if is_main:
            drawn[estimators[0]] = self._repeat_main()
        return {name: drawn[name] for name in estimators if name in drawn}

    def _draw_complete(self, estimators: Sequence[str]) -> dict[str, Bootstrap | None]:
        ordinal = [name for name in estimators if name in (ORDINAL, ORDINAL_CONSISTENT)]
        of_codes = [name for name in estimators if name not in (SUM_SCORES, *ordinal)]
        resample = partial(bootstrap_estimators, self.data.indicators)
        drawn = self._draw(of_codes, resample)
        if None in drawn.values():
            # One that fails must not take the others with it.
            drawn = {name: self._draw([name], resample)[name] for name in of_codes}
        drawn |= self._draw(ordinal, partial(bootstrap_ordinal, self.answers))
        # Resamples alone say nothing of whether consistent PLS has a solution for the sample itself.
        if drawn.get(CONSISTENT) and not _is_solvable(estimate(self.data.indicators, self.model)):
            drawn[CONSISTENT] = None
        if drawn.get(ORDINAL_CONSISTENT) and not _is_solvable(estimate_ordinal(self.answers, self.model)):
            drawn[ORDINAL_CONSISTENT] = None
        return drawn | (
            {SUM_SCORES: _sum_score_bootstrap(self.data, self.analysis)} if SUM_SCORES in estimators else {}
        )

    def _draw(self, estimators: Sequence[str], draw: Callable[..., Drawn]) -> dict[str, Bootstrap | None]:
        """Return the draws by some estimators at once; None for all of them where one is refused."""
        if not estimators:
            return {}
        settings = self.analysis.settings
        schemes = {name: name if name in SCHEMES else settings.scheme for name in estimators}
        models = {n: engine_model(self.data.model, replace(settings, scheme=scheme)) for n, scheme in schemes.items()}
        corrected = [name for name in estimators if name in CORRECTED]
        reference = share_directions(self.main_fit, models[estimators[0]]) if self.main_fit else None
        how = {"seed": self.analysis.seed, "corrected": corrected, "reference": reference}
        try:
            return dict(draw(models, self.analysis.resamples_of_others, **how))
        except PlsSemError:
            return dict.fromkeys(estimators)

    def _impute(self, models: Mapping[str, Model], resamples: int, **how: Any) -> Drawn:
        """Impute the answers and estimate, in the sample and in every resample."""
        chain = declared_chain(self.analysis.imputation) if self.analysis.imputation else None
        one_fit = self.analysis.settings.imputation is not None
        pooled = bootstrap_imputed(self.answers, models, resamples, chain, one_fit=one_fit, **how)
        return {name: result.bootstrap if result.admissible else None for name, result in pooled.items()}

    def _repeat_main(self) -> Bootstrap:
        """Resample as the main bootstrap does."""
        resamples = self.analysis.resamples
        seed = self.analysis.seed
        if not self.data.is_imputed:
            return bootstrap(self.data.indicators, self.model, resamples, seed=seed)
        received = Answers(self.answers, self.model.indicators, self.analysis.settings.imputation)
        return received.bootstrap(self.model, resamples, seed=seed)


def _is_solvable(fit: Fit) -> bool:
    return bool(admissible_consistent(consistent(fit)))


def _fit(data: DataSet, analysis: Analysis) -> Fit | None:
    """Estimate the main universe, whose orientation of constructs all others take; None where that is impossible."""
    try:
        return estimate(data.indicators, engine_model(data.model, analysis.settings))
    except PlsSemError:
        return None


def _sum_score_bootstrap(data: DataSet, analysis: Analysis) -> Bootstrap | None:
    """Bootstrap the mean answers per construct (N, J), as good as their sums for correlations; None where refused."""
    indices = {code: index for index, code in enumerate(data.model.indicators)}
    blocks = [[indices[code] for code in construct.indicators] for construct in data.model.constructs.values()]
    means = np.column_stack([data.indicators[:, block].mean(axis=1) for block in blocks])
    paths = [(path.source, path.target) for path in data.model.paths]
    items = Model.from_blocks({name: (name,) for name in data.model.constructs}, paths)
    resamples = analysis.resamples_of_others
    try:
        return bootstrap(means, items, resamples, seed=analysis.seed, measures=path_statistics)
    except PlsSemError:
        return None


def _universe(
    data: DataSet, estimator: str, draws: Bootstrap | None, decision: str, analysis: Analysis
) -> list[dict[str, Any]]:
    options = {name: getattr(data, name) for name in OF_DATA} | {"estimator": estimator, "decision": decision}
    resamples = draws.resamples if draws else analysis.resamples_of_others
    admissible = int(draws.admissible.sum()) if draws else None
    sizes = {"n": len(data.indicators), "resamples": resamples, "admissible_resamples": admissible}
    shared = options | sizes
    tested = data.tested
    rows = []
    for path, numbers in zip(tested, _numbers(draws, decision, map(str, tested), analysis), strict=True):
        names = {"source": path.source, "target": path.target, "hypothesis": path.hypothesis or ""}
        finding = FINDING[_verdict(numbers, decision, 1, analysis)]
        verdict = _verdict(numbers, decision, path.sign, analysis) if path.hypothesis else ""
        rows.append({**shared, **names, **numbers, "finding": finding, "verdict": verdict})
    return rows


def _numbers(
    draws: Bootstrap | None, decision: str, paths: Iterable[str], analysis: Analysis
) -> list[dict[str, float]]:
    """Return estimate, se, t, lower and upper of each path; NaN where there are no draws."""
    if draws is None:
        return [dict.fromkeys(JUDGED, np.nan) for _ in paths]
    indices = [draws.names["path_coefficients"].index(path) for path in paths]
    estimates = draws.estimates["path_coefficients"][indices]
    resampled = draws.draws["path_coefficients"][:, indices]
    level = analysis.judging.confidence_level
    table = infer_columns(estimates, resampled, level)
    if decision == "bias_corrected":
        table["lower"], table["upper"] = bias_corrected_interval(estimates, resampled, level)
    return [dict(zip(JUDGED, row, strict=True)) for row in table[[*JUDGED]].to_numpy().tolist()]


def _verdict(numbers: Mapping[str, float], decision: str, sign: int, analysis: Analysis) -> str:
    rule = DecisionRule(T if decision == T else INTERVAL, sign, analysis.judging.critical_t)
    return rule.verdict(numbers["t"], numbers["lower"], numbers["upper"])


def _share_same(universes: pd.DataFrame, same: "pd.Series[bool]") -> float:
    return float(same[universes["finding"] != "unknown"].mean())
