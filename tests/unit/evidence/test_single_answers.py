"""Single answers of a study: careless ones, influential respondents, and what is told of them in every state."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import assess_influence
from jobs import call
from plssem import Chain, Fit, Model, bootstrap, estimate, impute, mean_replaced, omit_each_case, statistics
from study.analysis.answer_tables import ImputationSettings, imputation_table, influence_facts, influence_table
from study.analysis.draws import write_bootstrap
from study.analysis.samples import Answers, Sample, SampleInputs
from study.analysis.verdicts import Judging
from study.base.files import read_json, read_table
from study.setup.study_model import read_study_model
from unit.evidence.small_study import INDICATORS, SETTINGS, answers, engine, write_study
from unit.evidence.test_manuscript_parts import ANCHORS, rendered, spoken

ROOT = Path(__file__).resolve().parents[3]
JUDGING = Judging(0.95, 1.96, {})
Floats = npt.NDArray[np.float64]


def sources(cases: int) -> pd.DataFrame:
    """Respondents of two files, from their second rows on."""
    half = cases // 2
    rows = [*range(2, half + 2), *range(2, cases - half + 2)]
    return pd.DataFrame({"source_file": np.repeat([1, 2], [half, cases - half]), "source_row": rows})


def judged(folder: Path, data: Floats, judging: Judging = JUDGING) -> pd.DataFrame:
    sample = Sample(read_study_model(write_study(folder)["model"]), engine(), data)
    draws = bootstrap(data, engine(), 2000, seed=3)
    return influence_table(sample, draws, sources(len(data)), judging).set_index(["source", "target"])


def test_a_respondent_who_makes_a_verdict_alone_is_named(tmp_path: Path) -> None:
    """40 answers in which X has nothing to do with M, but for one far out in both, in row 22 of the second file."""
    generator = np.random.default_rng(2)
    data = generator.normal(size=(40, 7))
    data[:, 3] += 3 * data[:, 2]
    data[39] = 9
    row = judged(tmp_path, data).loc[("X", "M")]
    assert (row["source_file"], row["source_row"]) == (2, 21)
    assert row["estimate"] > 0.6
    assert abs(row["without_estimate"]) < 0.4
    without = bootstrap(data[:39], engine(), 2000, seed=3).estimates["path_coefficients"][0]
    assert row["without_estimate"] == pytest.approx(without, abs=1e-6)


def test_a_verdict_at_the_limit_counts_who_turns_it(tmp_path: Path) -> None:
    """The critical t is put between that of all and the smallest without one respondent."""
    data = answers()
    draws = bootstrap(data, engine(), 2000, seed=3)
    omitted = omit_each_case(data, engine(), draws)
    place = draws.names["path_coefficients"].index("M -> Y")
    t = omitted.estimates[:, place] / omitted.standard_errors[:, place]
    drawn = draws.draws["path_coefficients"][:, place]
    limit = (draws.estimates["path_coefficients"][place] / drawn.std(ddof=1) + t.min()) / 2
    row = judged(tmp_path, data, Judging(0.95, limit, {})).loc[("M", "Y")]
    assert row["turning"] == (t < limit).sum() >= 1
    assert (row["verdict"], row["without_verdict"]) == ("supported", "not_supported")
    change = np.abs(omitted.estimates[:, place] - row["estimate"])
    turns = np.flatnonzero(t < limit)
    chosen = turns[change[turns].argmax()]
    assert [row["source_file"], row["source_row"]] == sources(80).loc[chosen].tolist()
    assert judged(tmp_path, data).loc[("M", "Y"), "turning"] == 0


def test_the_interval_decides_where_claims_say_so(tmp_path: Path) -> None:
    table = judged(tmp_path, answers(), Judging(0.95, 1000.0, {"H2": "interval"}))
    assert table.loc[("M", "Y"), ["verdict", "turning"]].tolist() == ["supported", 0]
    assert table.loc[("X", "Y"), "verdict"] == "not_supported"
    assert table.loc[("X", "M"), "verdict"] == ""


def test_in_samples_without_influential_respondents_few_verdicts_turn(tmp_path: Path) -> None:
    """A path of .6 in 100 normal cases has t of about 8: in 20 samples nobody turns it."""
    generator = np.random.default_rng(11)
    for _ in range(20):
        x = generator.normal(size=(100, 1))
        m = 0.6 * x + 0.8 * generator.normal(size=(100, 1))
        y = 0.6 * m + 0.8 * generator.normal(size=(100, 1))
        data = np.hstack([x, x, m, m, y, y, y]) + 0.3 * generator.normal(size=(100, 7))
        assert judged(tmp_path, data).loc[("X", "M"), "turning"] == 0


def test_the_rule_writes_who_moves_each_path(tmp_path: Path) -> None:
    files = write_study(tmp_path)
    write_bootstrap(bootstrap(answers(), engine(), 400, seed=3), tmp_path / "bootstrap.npz")
    sources(80).to_csv(tmp_path / "sources.csv", index=False)
    call(
        assess_influence.main,
        responses=files["responses"],
        sources=tmp_path / "sources.csv",
        model=files["model"],
        draws=tmp_path / "bootstrap.npz",
        settings=SETTINGS,
        judging=JUDGING,
        outputs={"paths": tmp_path / "influence.csv", "facts": tmp_path / "omissions.json"},
    )
    table, facts = read_table(tmp_path / "influence.csv"), read_json(tmp_path / "omissions.json")
    assert facts == influence_facts(table)
    changes = (table["estimate"] - table["smallest"]).tolist() + (table["largest"] - table["estimate"]).tolist()
    assert facts["largest_change"] == pytest.approx(max(changes))
    # Of 400 resamples of 80 cases about 147 do not draw a case, standard deviation 9.6.
    assert 100 < facts["resamples"] < 147


MODEL = read_study_model(ROOT / "config" / "model.yaml")


def influence(*turning: int) -> dict[str, Any]:
    """The files of an analysis in which so many respondents turn each path; nothing here is a result."""
    table = pd.DataFrame(
        [
            {"source": path.source, "target": path.target, "hypothesis": path.hypothesis, "verdict": "supported"}
            | {"estimate": 0.3, "smallest": 0.2, "largest": 0.35, "turning": count, "source_file": 2, "source_row": 17}
            | {"without_estimate": 0.2, "without_t": 1.9, "without_lower": -0.1, "without_upper": 0.4}
            | {"without_verdict": "not_supported", "resamples": 3600}
            for path, count in zip(MODEL.paths, turning, strict=True)
        ]
    )
    return {"full/influence.csv": table, "full/omissions.json": influence_facts(table)}


SAID = {
    (0, 0, 0): (
        "3,600 at least [@efron1992]. without a single respondent, a path changes by 0.100 at most. no single "
        "respondent changes the finding on a path.",
        "3.600 sampel ulang [@efron1992]. tanpa satu responden, koefisien jalur berubah paling banyak 0,100. tidak ada "
        "satu responden pun yang mengubah temuan",
    ),
    (1, 0, 0): ("changes without one respondent, row 17 of file 2.", "berubah tanpa satu responden, baris 17 pada"),
    (0, 3, 1): (
        "changes without any one of 3 respondents, most of all without row 17 of file 2. the finding on",
        "berubah tanpa salah satu dari 3 responden, terutama tanpa baris 17 pada berkas 2. temuan tentang",
    ),
}


@pytest.mark.parametrize("turning", list(SAID))
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_who_turns_a_finding(tmp_path: Path, language: str, turning: tuple[int, ...]) -> None:
    text = rendered(tmp_path, language, declared=influence(*turning))
    assert SAID[turning][language == "id"] in " ".join(spoken(text).lower().split())
    assert "tbl:influence" in ANCHORS.findall(text)


def imputation(missing: int, *verdicts: str, lost: int = 0) -> dict[str, Any]:
    """The files of an imputation that ended in these verdicts, all of which were supported; nothing is a result."""
    facts = {"missing": missing, "imputations": 5, "iterations": 4, "donors": 3, "resamples": 500}
    if not missing:
        return {"full/imputed_answers.json": facts}
    table = pd.DataFrame(
        [
            {"source": path.source, "target": path.target, "hypothesis": path.hypothesis, "verdict": "supported"}
            | {"estimate": 0.3, "imputed": 0.35, "imputed_se": 0.1, "imputed_t": 3.5, "imputed_p": 0.0005}
            | {"imputed_lower": 0.1, "imputed_upper": 0.5, "imputed_verdict": verdict, "missing_information": 0.02}
            for path, verdict in zip(MODEL.paths, verdicts, strict=True)
        ]
    )
    changed = {"lost": lost, "largest_change": 0.05, "changed": sum(one != "supported" for one in verdicts)}
    return {"full/imputation.csv": table, "full/imputed_answers.json": facts | changed}


ALIKE, OTHER = "supported", "not_supported"
MAIN = {"main": True, "largest_missing_information": 0.034, "lost": 2}
IMPUTED = {
    "main": (
        {"full/imputed_answers.json": imputation(8, *3 * ["supported"])["full/imputed_answers.json"] | MAIN},
        "at most 3.4% of the variance of a path coefficient is due to the missing answers. resamples without a",
        "paling banyak 3,4% varians sebuah koefisien jalur disebabkan oleh jawaban kosong. sampel ulang tanpa",
    ),
    "none": (imputation(0), "so that nothing is imputed.", "sehingga tidak ada yang diimputasi."),
    "alike": (
        imputation(8, ALIKE, ALIKE, ALIKE),
        "a path changes by 0.050 at most, and no verdict changes. this presupposes",
        "berubah paling banyak 0,050, dan tidak ada putusan yang berubah. cara ini",
    ),
    "one": (imputation(8, ALIKE, OTHER, ALIKE), "at most, and the verdict on", "dan putusan tentang"),
    "two": (
        imputation(8, OTHER, OTHER, ALIKE, lost=3),
        "at most, and the verdicts on",
        "tanpa solusi: 3.",
    ),
}


@pytest.mark.parametrize("state", list(IMPUTED))
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_what_imputation_changes(tmp_path: Path, language: str, state: str) -> None:
    declared, *said = IMPUTED[state]
    text = rendered(tmp_path, language, declared=declared)
    assert said[language == "id"] in " ".join(spoken(text).lower().split())
    assert ("tbl:imputation" in ANCHORS.findall(text)) == (state not in ("none", "main"))


def test_imputed_paths_stand_beside_the_main_ones(tmp_path: Path) -> None:
    """Two gaps in 80 answers move hardly anything; without a gap there is nothing to impute."""
    data = answers()
    study = read_study_model(write_study(tmp_path)["model"])
    estimates = estimate(data, engine()).path_coefficients
    ends = [(engine().constructs.index(path.source), engine().constructs.index(path.target)) for path in study.paths]
    paths = pd.DataFrame(
        [
            {"source": path.source, "target": path.target, "hypothesis": path.hypothesis, "verdict": np.nan}
            | {"estimate": estimates[end]}
            for path, end in zip(study.paths, ends, strict=True)
        ]
    ).assign(verdict=["", "not_supported", "supported"])
    settings = ImputationSettings(3, 2, 3, 100, 5)
    sample = Sample(study, engine(), data)
    nothing, facts = imputation_table(data, sample, paths, JUDGING, settings)
    assert nothing.empty
    assert facts["missing"] == 0
    data = data.copy()
    data[[3, 40], 4] = np.nan
    table, facts = imputation_table(data, sample, paths, JUDGING, settings)
    assert facts["missing"] == 2
    assert (table["imputed"] - table["estimate"]).abs().max() == facts["largest_change"] < 0.05
    assert table["imputed_verdict"].tolist()[0] == ""
    assert table["imputed_verdict"].tolist()[2] == "supported"
    assert table["missing_information"].between(0, 0.2).all()


def careless(left_out: int) -> dict[str, Any]:
    """The facts of a specification curve with one index of careless responding; nothing here is a result."""
    marks = [{"index": "long_string", "limit": 9, "left_out": left_out}]
    marks.append({"index": "mahalanobis_level", "limit": 0.001, "left_out": 2})
    return {"careless": marks, "imputed": left_out > 0}


@pytest.mark.parametrize("left_out", [0, 4])
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_which_answers_look_careless(tmp_path: Path, language: str, left_out: int) -> None:
    text = rendered(tmp_path, language, facts=careless(left_out))
    words = " ".join(spoken(text).lower().split())
    said = {
        (
            "en",
            4,
        ): "9 or more equal answers in a row (4 left out) and a mahalanobis distance with *p* below 0.001 (2 left",
        ("en", 0): "9 or more equal answers in a row (nobody left out, so that the data are the main ones)",
        (
            "id",
            4,
        ): "9 jawaban sama berturut-turut atau lebih (4 dikeluarkan) dan jarak mahalanobis dengan *p* di bawah 0,001",
        ("id", 0): "(tidak ada yang dikeluarkan, sehingga datanya sama dengan data utama)",
    }
    assert said[(language, left_out)] in words
    both = {"en": "missing answers imputed and without", "id": "kosong yang diimputasi dan tanpa"}[language]
    assert (both in words) == (left_out > 0)


def test_imputed_answers_as_the_main_analysis_leave_the_identities_of_the_result_tables(tmp_path: Path) -> None:
    """Read as the rules read them: the fit is that of the bootstrap, and another column's answers fill no gap here."""
    files, gaps = write_study(tmp_path), [3, 40]
    table = pd.read_csv(files["responses"], index_col="respondent")
    table.loc[gaps, "y1"] = np.nan
    table.to_csv(files["responses"])
    chain = {"imputations": 3, "iterations": 2, "donors": 3, "seed": 5}
    sample = SampleInputs(files["responses"], files["model"], replace(SETTINGS, imputation=chain)).read()
    drawn, fit = sample.bootstrap(60, seed=5), sample.fit()
    for name in ("r_squared", "f_squared"):
        found = dict(zip(drawn.names[name], drawn.estimates[name], strict=True))
        assert found == {statistic_name: pytest.approx(value) for statistic_name, value in _of(fit, name).items()}
    replaced = mean_replaced(table.to_numpy(dtype=float), INDICATORS)
    assert (sample.indicators[gaps, 4] != replaced[gaps, 4]).all()
    assert (np.delete(sample.indicators, gaps, axis=0) == np.delete(replaced, gaps, axis=0)).all()
    left, paths = table.to_numpy(dtype=float), pd.DataFrame()
    rows, facts = imputation_table(left, sample, paths, JUDGING, ImputationSettings(3, 2, 3, 100, 5), drawn)
    assert rows.empty
    assert 0 <= facts["largest_missing_information"] < 0.1
    assert (facts["main"], facts["missing"], facts["resamples"]) == (True, 2, 60)


def test_missing_information_is_that_of_imputations_that_point_as_one() -> None:
    """Two items of X that nearly cancel: by the sum of loadings alone the copies would point either way."""
    generator = np.random.default_rng(3)
    x, z = generator.standard_normal((2, 80))
    noise = 0.6 * generator.standard_normal((80, 4))
    data = np.column_stack([x, -x, x + z, x + z]) + noise
    data[::4, 0] = np.nan
    model = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, [("X", "Y")])
    given = Answers(data, model.indicators, {"imputations": 20, "iterations": 2, "donors": 5, "seed": 1})
    copies = impute(data, model.indicators, Chain(20, 2), seed=1)
    apart = [estimate(copy, model).path_coefficients[0, 1] for copy in copies]
    assert min(apart) < 0 < max(apart)
    assert given.missing_information(model, given.bootstrap(model, 50, seed=1))[0] < 0.5


def _of(fit: Fit, name: str) -> dict[str, float]:
    found = next(one for one in statistics(fit, 80) if one.name == name)
    return dict(zip(found.labels, found.values.tolist(), strict=True))
