"""The verdict on every claim by its evidence, and how far both depend on random numbers."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from plssem import Bootstrap, FloatArray, Part, certainty, join_bootstraps, minimum_detectable_effect
from study.analysis.draws import NUMBERS, RESAMPLED_P, infer_draws, read_bootstrap
from study.analysis.verdicts import (
    INTERVAL,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    DecisionRule,
    combine_verdicts,
    find_deciding,
    judge_trend,
)
from study.base.files import read_table
from study.base.job import ArgumentGroup, JobPart
from study.claims.repetition import (
    DRAWN,
    Estimates,
    added_variance,
    draw_picks,
    find_repeats,
    measure_draws,
    repeat_table,
)
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure, Stability, read_claims
from study.setup.configuration import BootstrapSection
from study.setup.study_model import StudyModel

ABSENT = dict.fromkeys(NUMBERS, np.nan)
EVIDENCE = "evidence"
BESIDE = "beside"


@dataclass(frozen=True, eq=False)
class EvidenceSources:
    """Where evidence comes from: draws, `claim_repeats.csv`, `model_comparison.csv`, `growth.csv`, `necessity.csv`."""

    estimates: Estimates
    repeats: pd.DataFrame
    comparisons: pd.DataFrame = field(default_factory=pd.DataFrame)
    growth: pd.DataFrame = field(default_factory=pd.DataFrame)
    necessity: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class ClaimTableInputs(ArgumentGroup):
    """The tables that claims are judged from; without what no claim of the study needs."""

    repeats: Path
    comparison: Path | None = None
    growth: Path | None = None
    necessity: Path | None = None

    def read(self, estimates: Estimates) -> EvidenceSources:
        """Read the tables, and put them beside the draws."""
        paths = (self.repeats, self.comparison, self.growth, self.necessity)
        return EvidenceSources(estimates, *(read_table(path) if path else pd.DataFrame() for path in paths))


@dataclass(frozen=True)
class JudgingSettings:
    """What verdicts are reached with.

    power: that the smallest detectable effects are to be found with, from 0 to 1. repetitions: of the prediction
    (count). seed: of the repeated runs.
    """

    stability: Stability
    critical_t: float
    confidence_level: float
    power: float
    repetitions: int
    seed: int

    @classmethod
    def from_config(cls, entry: Mapping[str, Any]) -> "JudgingSettings":
        """Read the settings, those of stability among them."""
        return cls(**{**entry, "stability": Stability(**entry["stability"])})

    def variance_share(self, kind: str) -> float:
        """Return the share of the variance over the repeated runs that runs of full size would have."""
        if kind == "comparison_of_models":
            return 1 / added_variance(self.stability.divisions, self.repetitions)
        return 1 / added_variance(1, 1)  # a run takes as many resamples as it draws from


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence, judged: a row of `claim_tests.csv`.

    p: two-sided, of the rule that made the verdict: from t where the criterion is t, and of a comparison of models;
    from the share of resamples beyond zero where it is the percentile interval.
    detectable: smallest effect, in the units of the estimate, that a study with this standard error finds significant
    with the power asked for, two-sided. stability: share of the repeated runs with the same verdict. certainty: chance
    that another run of full size would repeat it. Both are NaN where nothing is drawn at random, and beside a claim.
    Necessity has its effect size and the p of its permutations alone, and of the two chances certainty.
    resamples: of the bootstrap that it is drawn from (count), None where it is drawn from none.
    """

    claim: str
    test: int
    role: str
    kind: str
    statistic: str
    estimate: float
    se: float
    t: float
    p: float
    lower: float
    upper: float
    detectable: float
    verdict: str
    stability: float
    certainty: float
    resamples: int | None


@dataclass(frozen=True)
class ClaimVerdict:
    """A claim, judged: its verdict with stability and certainty, all its evidence, and the piece that decides."""

    claim: Claim
    verdict: str
    stability: float
    certainty: float
    evidence: tuple[Evidence, ...]
    deciding: Evidence

    def is_decidable(self, least_certainty: float) -> bool:
        """Return whether neither stability nor certainty is below the least certainty."""
        # Neither number exists where nothing is random, and then nothing is in doubt.
        return not any(chance < least_certainty for chance in (self.stability, self.certainty))

    @property
    def resamples(self) -> int | None:
        """Return the most resamples that a piece of its evidence is drawn from; None where none is."""
        counts = [piece.resamples for piece in self.evidence if piece.role == EVIDENCE and piece.resamples]
        return max(counts, default=None)


class Draw(Protocol):
    """What draws a bootstrap of a number of resamples from a seed."""

    def __call__(self, resamples: int, /, *, seed: int) -> Bootstrap:
        """Draw; fewer resamples are the first of more."""
        ...


@dataclass(frozen=True)
class Resampling(ArgumentGroup):
    """How many resamples are drawn: as many as are asked for, and more where the claims of a study need them.

    parts, further: where jobs drew them in parts, the files of both; see `draw_part`.
    """

    bootstrap: BootstrapSection
    claims: Path | None = None
    judging: JudgingSettings | None = None
    parts: Sequence[Path] = ()
    further: Sequence[Path] = ()

    @property
    def confidence_level(self) -> float:
        """Return the level of the intervals, from 0 to 1."""
        return self.bootstrap.confidence_level

    def draw(self, draw: Draw, study: StudyModel, kind: str = MAIN) -> Bootstrap:
        """Draw a bootstrap as `draw_until_decided` does, or join its parts; kind: see `Estimates.of_kind`."""
        return self._until_decided(self._join if self.parts else partial(draw, seed=self.bootstrap.seed), study, kind)

    def _until_decided(self, draw: Callable[[int], Bootstrap], study: StudyModel, kind: str) -> Bootstrap:
        claims = read_claims(self.claims) if self.claims else None
        hold = partial(Estimates.of_kind, study, kind)
        return draw_until_decided(draw, self.bootstrap.resamples, hold, claims, self.judging)

    def draw_part(self, draw: Draw, study: StudyModel, part: JobPart) -> Bootstrap | None:
        """Draw a part of the resamples asked for; where these are there, of the further ones.

        None where no verdict needs any further one.
        """
        if not self.parts:
            return draw(Part(self.bootstrap.resamples, *part), seed=self.bootstrap.seed)
        joined = self._join(self.bootstrap.resamples)

        def draw_further(resamples: int) -> Bootstrap:
            """Draw the part of the most resamples; those asked for are there."""
            if resamples == self.bootstrap.resamples:
                return joined
            return draw(Part(resamples, *part), seed=self.bootstrap.seed)

        drawn = self._until_decided(draw_further, study, MAIN)
        return None if drawn is joined else drawn

    def _join(self, resamples: int) -> Bootstrap:
        files = self.parts if resamples == self.bootstrap.resamples else self.further
        return join_bootstraps([read_bootstrap(path) for path in files])


def draw_until_decided(
    draw: Callable[[int], Bootstrap],
    resamples: int,
    hold: Callable[[Bootstrap], Estimates],
    claims: Claims | None,
    settings: JudgingSettings | None,
) -> Bootstrap:
    """Draw a bootstrap; draw the most resamples of the stability settings where these leave a verdict open.

    draw: from a number of resamples, of which fewer are the first of more. hold: tells which evidence the bootstrap
    holds. A verdict is open where, by this evidence alone, other random numbers may change it. A study without claims
    has the number it asks for.
    """
    drawn = draw(resamples)
    if claims is None or settings is None or settings.stability.most_resamples <= resamples:
        return drawn
    is_open = any(_is_open(claim, hold(drawn), settings) for claim in claims.claims)
    return draw(settings.stability.most_resamples) if is_open else drawn


def _is_open(claim: Claim, estimates: Estimates, settings: JudgingSettings) -> bool:
    held = tuple(measure for measure in claim.evidence if estimates.holding(measure))
    if not held:
        return False
    one = replace(claim, evidence=held, beside=())
    picks = draw_picks(settings.stability, settings.repetitions, settings.seed)
    claims = Claims((one,), settings.stability)
    repeats = repeat_table(claims, estimates, {}, picks, 0, settings.confidence_level)
    verdict = judge(one, EvidenceSources(estimates, repeats), settings)
    return not verdict.is_decidable(settings.stability.least_certainty)


def judge(claim: Claim, sources: EvidenceSources, settings: JudgingSettings) -> ClaimVerdict:
    """Judge a claim by its evidence."""
    judged = [
        _judge_measure(claim, test, measure, sources, settings)
        for test, measure in enumerate((*claim.evidence, *claim.beside), start=1)
    ]
    evidence = judged[: len(claim.evidence)]
    verdict = str(combine_verdicts([np.array(piece.verdict) for piece in evidence]))
    strengths = [claim.sign * piece.t for piece in evidence]
    deciding = evidence[find_deciding([piece.verdict for piece in evidence], verdict, strengths)]
    stability = _claim_stability(claim, verdict, sources.repeats, _rule(claim, settings))
    return ClaimVerdict(claim, verdict, stability, _claim_certainty(claim, verdict, evidence), tuple(judged), deciding)


def evidence_table(verdicts: Sequence[ClaimVerdict]) -> pd.DataFrame:
    """Return `claim_tests.csv`: every piece of evidence, and every one beside, with its numbers and its verdict."""
    rows = [vars(piece) for verdict in verdicts for piece in verdict.evidence]
    table = pd.DataFrame(rows, columns=[column.name for column in fields(Evidence)])
    return table.astype({"resamples": "Int64"})


def claims_table(verdicts: Sequence[ClaimVerdict], least_certainty: float) -> pd.DataFrame:
    """Return `claims.csv`: the verdict on each claim, and the numbers of the evidence that decides it.

    decidable: whether both stability and certainty reach the least certainty. resamples: that it rests on, count; empty
    where it rests on none. text: the key of the words for this verdict.
    """
    table = pd.DataFrame([_claim_row(verdict, least_certainty) for verdict in verdicts])
    return table.astype({"resamples": "Int64"})


def _claim_row(judged: ClaimVerdict, least_certainty: float) -> dict[str, object]:
    claim = judged.claim
    return {
        "id": claim.id,
        "verdict": judged.verdict,
        "direction": claim.direction,
        "criterion": claim.criterion,
        **{name: getattr(judged.deciding, name) for name in ("kind", "statistic", *NUMBERS)},
        "stability": judged.stability,
        "certainty": judged.certainty,
        "decidable": judged.is_decidable(least_certainty),
        "resamples": judged.resamples,
        "text": f"{claim.id}.{judged.verdict}",
        **{f"statement_{language}": text for language, text in claim.statement.items()},
        **{f"source_{language}": text for language, text in claim.source.items()},
    }


def _rule(claim: Claim, settings: JudgingSettings) -> DecisionRule:
    return DecisionRule(claim.criterion, claim.sign, settings.critical_t)


def _judge_measure(
    claim: Claim, test: int, measure: Measure, sources: EvidenceSources, settings: JudgingSettings
) -> Evidence:
    rule = _rule(claim, settings)
    numbers, verdict = _measure(measure, rule, sources, settings)
    stability, chance = _repeatability(
        numbers, verdict, find_repeats(sources.repeats, claim.id, test), rule, settings.variance_share(measure.kind)
    )
    if measure.kind == "necessity" and test <= len(claim.evidence):
        chance = float(_decisive(sources.necessity, measure)["certainty"])
    detectable = minimum_detectable_effect(np.array([numbers["se"]]), 1 - settings.confidence_level, settings.power)
    return Evidence(
        claim=claim.id,
        test=test,
        role=EVIDENCE if test <= len(claim.evidence) else BESIDE,
        kind=measure.kind,
        statistic=measure.title,
        **numbers,
        detectable=float(detectable[0]),
        verdict=verdict,
        stability=stability,
        certainty=chance,
        resamples=drawn_from.resamples if (drawn_from := sources.estimates.holding(measure)) else None,
    )


def _measure(
    measure: Measure, rule: DecisionRule, sources: EvidenceSources, settings: JudgingSettings
) -> tuple[dict[str, float], str]:
    """Return the numbers of a piece of evidence, and the verdict on it."""
    if measure.kind == "trend":
        return _trend(sources.growth, rule.sign, measure.arguments["year"])
    if measure.kind == "not_measured":
        return ABSENT, NOT_TESTABLE
    if measure.kind == "necessity":
        row = _decisive(sources.necessity, measure)
        numbers = ABSENT | {"estimate": float(row["effect_size"]), "p": float(row["p"])}
        return numbers, SUPPORTED if row["necessary"] else NOT_SUPPORTED
    if measure.kind in DRAWN:
        columns = [RESAMPLED_P if name == "p" and rule.criterion == INTERVAL else name for name in NUMBERS]
        inferred = infer_draws([measure_draws(measure, sources.estimates)], settings.confidence_level, columns)
        table = inferred.rename(columns={RESAMPLED_P: "p"})
    else:
        table = sources.comparisons
        for argument in ("model", "rival", "outcome"):
            table = table[table[argument] == measure.arguments[argument]]
    numbers = {name: float(table[name].iloc[0]) for name in NUMBERS}
    return numbers, rule.verdict(numbers["t"], numbers["lower"], numbers["upper"])


def _decisive(necessity: pd.DataFrame, measure: Measure) -> dict[Hashable, Any]:
    """Return the row of `necessity.csv` of the ceiling that decides on a condition."""
    of_condition = necessity["condition"] == measure.arguments["condition"]
    (row,) = necessity[necessity["decisive"] & of_condition].to_dict("records")
    return dict(row)


def _trend(growth: pd.DataFrame, sign: int, year: int) -> tuple[dict[str, float], str]:
    """Judge the quarters of a year, each against the one before it in the table; the estimate is the whole change."""
    series = growth.sort_values(["year", "quarter"]).dropna(subset=["growth"])
    values = series.loc[series["year"] == year, "growth"].tolist()
    before = series.loc[series["year"] < year, "growth"].tolist()[-1:]
    change = values[-1] - before[0] if values and before else np.nan
    return ABSENT | {"estimate": change}, judge_trend([*before, *values], sign) if values else NOT_TESTABLE


def _repeatability(
    numbers: Mapping[str, float],
    verdict: str,
    runs: tuple[FloatArray, FloatArray, FloatArray],
    rule: DecisionRule,
    variance_share: float,
) -> tuple[float, float]:
    """Return stability and certainty of a verdict; runs: t, lower and upper of each repeated run."""
    if not len(runs[0]):
        return np.nan, np.nan
    margin = rule.margins(*(np.array([numbers[name]]) for name in ("t", "lower", "upper")))
    chance = certainty(margin, rule.margins(*runs)[:, None], variance_share)
    return float((rule.verdicts(*runs) == verdict).mean()), float(chance[0])


def _claim_stability(claim: Claim, verdict: str, repeats: pd.DataFrame, rule: DecisionRule) -> float:
    runs = [find_repeats(repeats, claim.id, test) for test in range(1, len(claim.evidence) + 1)]
    if not all(len(t) for t, _, _ in runs):
        return np.nan
    return float((combine_verdicts([rule.verdicts(*run) for run in runs]) == verdict).mean())


def _claim_certainty(claim: Claim, verdict: str, evidence: Sequence[Evidence]) -> float:
    """Return a lower bound of the chance that another run repeats a claim's verdict; NaN where nothing is random.

    1 less the doubts, 1 - certainty, of all evidence that must stay as it is (Boole's inequality): of every piece for
    support; of the surest one that contradicts for contradiction; for not supported, of the surest piece that falls
    short, and of every other that leans against the claim and would contradict it.
    """
    chances = np.array([piece.certainty for piece in evidence])
    agreeing = np.array([piece.verdict == verdict for piece in evidence])
    against = np.array([claim.sign * piece.estimate < 0 for piece in evidence])
    if verdict == NOT_TESTABLE or np.isnan(chances[agreeing]).all():
        return float("nan")
    # Evidence without random numbers cannot change.
    doubts = np.where(np.isnan(chances), 0.0, 1 - chances)
    surest = int(np.argmin(np.where(agreeing, doubts, np.inf)))
    needed = agreeing if verdict == SUPPORTED else np.arange(len(evidence)) == surest
    if verdict == NOT_SUPPORTED:
        needed = needed | (agreeing & against)
    return float(max(0.0, 1 - doubts[needed].sum()))
