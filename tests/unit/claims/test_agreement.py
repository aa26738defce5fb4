"""Text, tables, power and specification curve judge one hypothesis alike: t = 1.90 with the interval [.004, .42]."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import plssem
from study.analysis import evidence_tables, robustness
from study.analysis.data_sets import DataSet
from study.analysis.power_tables import PowerSettings, power_table
from study.analysis.robustness import NONE
from study.analysis.structure_tables import paths_table
from study.analysis.verdicts import Judging
from study.claims.judging import EvidenceSources, JudgingSettings, claims_table, judge
from study.claims.repetition import Estimates
from study.setup.claim_declarations import MAIN, Claim, Measure, Stability
from study.setup.configuration import BootstrapSection, Choices
from study.setup.study_model import StudyModel, read_study_model
from unit.evidence.small_study import SETTINGS, answers, engine, write_study

TEXT = {"id": "pernyataan", "en": "statement"}
ESTIMATE, CRITICAL_T, LEVEL = 0.2, 1.96, 0.95
VERDICTS = {"t": "not_supported", "interval": "supported"}


def draws() -> np.ndarray:
    """1,000 draws: 3 % of them at .004, 3 % at .42, and the others so far apart that t is .2 / se = 1.90."""

    def values(spread: float) -> np.ndarray:
        return np.concatenate([np.full(30, 0.004), np.tile([0.2 - spread, 0.2 + spread], 470), np.full(30, 0.42)])

    narrow, wide = 0.0, 0.2
    for _ in range(60):
        middle = (narrow + wide) / 2
        narrow, wide = (middle, wide) if values(middle).std(ddof=1) < ESTIMATE / 1.9 else (narrow, middle)
    return values(narrow)


@pytest.fixture
def model(tmp_path: Path) -> StudyModel:
    return read_study_model(write_study(tmp_path)["model"])


@pytest.fixture(scope="module")
def fit() -> plssem.Fit:
    return plssem.estimate(answers(160), engine())


@pytest.fixture(scope="module")
def bootstrap() -> plssem.Bootstrap:
    """A bootstrap whose path from X to Y has these draws."""
    drawn = plssem.bootstrap(answers(160), engine(), 1000, seed=1, measures=plssem.path_statistics)
    index = drawn.names["path_coefficients"].index("X -> Y")
    estimates, resampled = (part["path_coefficients"].copy() for part in (drawn.estimates, drawn.draws))
    estimates[index], resampled[:, index] = ESTIMATE, draws()
    return replace(drawn, estimates={"path_coefficients": estimates}, draws={"path_coefficients": resampled})


@pytest.fixture
def paths(fit: plssem.Fit, bootstrap: plssem.Bootstrap, model: StudyModel, criterion: str) -> pd.DataFrame:
    table = paths_table(fit, bootstrap, model, Judging(LEVEL, CRITICAL_T, {"H1": criterion}))
    return table.assign(hypothesis=table["hypothesis"].replace("", np.nan))


def of_path(table: pd.DataFrame) -> pd.Series:
    """The row of X -> Y."""
    return table[(table["source"] == "X") & (table["target"] == "Y")].iloc[0]


pytestmark = pytest.mark.parametrize("criterion", ["t", "interval"])


def test_the_table_of_paths_follows_the_criterion_of_the_claim(paths: pd.DataFrame, criterion: str) -> None:
    row = of_path(paths)
    assert row[["t", "lower", "upper"]].tolist() == pytest.approx([1.90, 0.004, 0.42])
    assert row["verdict"] == VERDICTS[criterion]


def test_the_claim_follows_its_criterion(
    bootstrap: plssem.Bootstrap, model: StudyModel, criterion: str, paths: pd.DataFrame
) -> None:
    claim = Claim("H1", TEXT, TEXT, (Measure("path", {"path": "X -> Y"}),), criterion=criterion)
    nothing = pd.DataFrame(columns=["claim", "test", "run", "t", "lower", "upper"])
    settings = JudgingSettings(Stability(1, 1, 1, LEVEL), CRITICAL_T, LEVEL, 0.8, 1, 1)
    row = claims_table(
        [judge(claim, EvidenceSources(Estimates(model, {MAIN: bootstrap}), nothing), settings)], LEVEL
    ).iloc[0]
    assert row[["t", "lower", "upper"]].tolist() == pytest.approx([1.90, 0.004, 0.42])
    assert row["verdict"] == VERDICTS[criterion]
    assert row["p"] == pytest.approx(of_path(paths)["p"])


def test_the_main_universe_finds_what_the_table_of_paths_says(
    paths: pd.DataFrame,
    bootstrap: plssem.Bootstrap,
    model: StudyModel,
    criterion: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(robustness, "bootstrap", lambda *_, **__: bootstrap)
    data = DataSet("mean", "exclude", NONE, NONE, model, answers(160))
    choices = Choices((), (), (), (), (), ("t", "percentile"))
    analysis = robustness.Analysis(SETTINGS, 1000, 40, 3, Judging(LEVEL, CRITICAL_T, {"H1": criterion}))
    universes = robustness.universe_table([data], choices, analysis)
    main = universes[universes["main"]].set_index("hypothesis")
    # H2 is named by no claim, so that t decides.
    assert main["decision"].to_dict() == {"H1": {"t": "t", "interval": "percentile"}[criterion], "H2": "t"}
    assert main["verdict"].to_dict() == {"H1": VERDICTS[criterion], "H2": "supported"}
    assert main.loc["H1", "finding"] == {"t": "none", "interval": "positive"}[criterion]
    assert main["verdict"].to_dict() == paths.dropna(subset=["hypothesis"]).set_index("hypothesis")["verdict"].to_dict()
    curve = robustness.curve_table(universes).set_index("hypothesis")
    assert curve.loc["H1", ["verdict", "estimate"]].tolist() == [VERDICTS[criterion], ESTIMATE]
    assert curve.loc["H1", ["universes", "same", "positive", "none"]].tolist() == [2, 1, 1, 1]


def test_consistent_pls_is_judged_by_its_interval_whatever_decides_on_pls(
    fit: plssem.Fit,
    bootstrap: plssem.Bootstrap,
    paths: pd.DataFrame,
    model: StudyModel,
    criterion: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A few inadmissible resamples make its standard error; how many are admissible stands beside p."""
    monkeypatch.setattr(evidence_tables, "bootstrap_consistent", lambda *_, **__: bootstrap)
    settings = BootstrapSection(1000, 1, LEVEL)
    table, _ = evidence_tables.consistent_table(answers(160), fit, model, settings)
    assert (of_path(paths)["verdict"], of_path(table)["verdict"]) == (VERDICTS[criterion], VERDICTS["interval"])
    assert of_path(table)["admissible_resamples"] == bootstrap.admissible.sum()
    assert table.columns.tolist()[5:8] == ["t", "p", "admissible_resamples"]


def test_t_never_decides_on_consistent_pls_in_the_specification_curve(model: StudyModel, criterion: str) -> None:
    data = DataSet("mean", "exclude", NONE, NONE, model, answers(160))
    analysis = robustness.Analysis(SETTINGS, 40, 40, 3, Judging(LEVEL, CRITICAL_T, {"H1": criterion}))
    choices = Choices((), (), (), (), ("consistent",), ("t", "percentile", "bias_corrected"))
    table = robustness.universe_table([data], choices, analysis)
    of_consistent = table[table["estimator"] == "consistent"]
    assert of_consistent["decision"].unique().tolist() == ["percentile", "bias_corrected"]
    assert set(table.loc[table["estimator"] == "path", "decision"]) == {"t", "percentile", "bias_corrected"}
    assert (table["admissible_resamples"].dropna() <= 40).all()
    assert of_consistent["admissible_resamples"].isna().tolist() == of_consistent["t"].isna().tolist()
    alone = robustness.universe_table([data], Choices((), (), (), (), ("consistent",), ("t",)), analysis)
    assert alone.loc[alone["estimator"] == "consistent", "decision"].unique().tolist() == ["percentile"]


def test_what_is_rejected_by_its_criterion_has_a_detectable_size_beside_it(
    fit: plssem.Fit, paths: pd.DataFrame, model: StudyModel, criterion: str
) -> None:
    settings = PowerSettings(8, 20, (0.6,), 3, 0.05, 0.05, 0.1)
    row = of_path(power_table(fit, 160, paths, model, settings))
    assert row["verdict"] == VERDICTS[criterion]
    assert np.isfinite(row["detectable_simulated"]) == (criterion == "t")
