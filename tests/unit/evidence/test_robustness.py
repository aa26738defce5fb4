"""The specification curve: its main universe is the main result, the others do what their options say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import assess_robustness
import assess_structure
import bootstrap_model
import clean_survey
import plssem
from jobs import call
from study.analysis.data_sets import DataSet, Survey, _unasked, find_weakest_indicator, leave_out, make_data_sets
from study.analysis.draws import infer_statistic
from study.analysis.robustness import (
    JUDGED,
    Analysis,
    choice_table,
    curve_facts,
    curve_table,
    universe_rows,
    universe_table,
    universes_as_json,
    universes_from_json,
)
from study.analysis.samples import Answers, Sample, Settings
from study.analysis.verdicts import Judging
from study.base.files import read_json, read_table, write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import (
    BootstrapSection,
    Choices,
    CleaningRules,
    ImputationSection,
    SurveyFile,
    SurveyFiles,
)
from study.setup.study_model import ModelPath, ObservedVariable, read_study_model
from study.survey.cleaning import clean
from study.survey.responses import read_survey
from study.survey.submissions import Problem, Submission
from unit.data.small_survey import HEADER, phone, row, write_files
from unit.evidence.small_study import INDICATORS, SETTINGS, answers, engine, write_study

ROOT = Path(__file__).resolve().parents[3]
CONFIG = read_yaml(ROOT / "config" / "config.yaml")
RULES = CleaningRules(
    invalid_answers="exclude_row", straight_lining="exclude", max_missing_share=0.25, missing_answers="mean"
)
ONE = Choices((), (), (), (), (), ())
FILES = {
    "universes": "robustness.csv",
    "paths": "robustness_paths.csv",
    "options": "robustness_choices.csv",
    "facts": "robustness.json",
}
ANALYSIS = Analysis(SETTINGS, 60, 40, 3, Judging(0.95, 1.96))


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration survey through the main analysis and through the specification curve, few resamples."""
    folder: Path = tmp_path_factory.mktemp("demonstration")
    files = {"codebook": ROOT / CONFIG["codebook"], "model": ROOT / CONFIG["model"]}
    survey = SurveyFiles.from_config(CONFIG["survey"]["full"])
    rules = CleaningRules.from_config(CONFIG["cleaning"])
    settings = Settings("path", 300, 1e-7)
    call(
        clean_survey.main,
        survey=survey,
        sample="full",
        expected_n=100,
        rules=rules,
        **files,
        outputs={
            "responses": folder / "responses.csv",
            "exclusions": folder / "exclusions.csv",
            "sources": folder / "sources.csv",
            "flow": folder / "flow.json",
        },
    )
    shared = {"responses": folder / "responses.csv", "model": files["model"], "settings": settings}
    call(bootstrap_model.main, **shared, bootstrap=BootstrapSection(120, 5, 0.95), draws=folder / "bootstrap.npz")
    call(
        assess_structure.main,
        **shared,
        draws=folder / "bootstrap.npz",
        codebook=files["codebook"],
        omission_distance=7,
        judging=Judging(0.95, 1.96, {}),
        outputs={name: folder / f"{name}.csv" for name in ("paths", "effects", "r_squared", "equation")},
    )
    call(
        assess_robustness.main,
        draws=folder / "bootstrap.npz",
        survey=survey,
        rules=rules,
        **files,
        choices=replace(Choices.from_config(CONFIG["robustness"]), waived_exclusions=("years_operating",)),
        settings=settings,
        resamples=50,
        seed=5,
        judging=Judging(0.95, 1.96),
        imputation=ImputationSection(2, 2, 3, resamples=500),
        outputs={name: folder / file for name, file in FILES.items()},
    )
    return folder


def test_the_main_universe_is_the_main_result_to_the_last_bit(demonstration: Path) -> None:
    universes, paths = (read_table(demonstration / name) for name in ("robustness.csv", "paths.csv"))
    main = universes[universes["main"]].reset_index(drop=True)
    columns = ["source", "target", "hypothesis", "estimate", "se", "t", "lower", "upper", "verdict"]
    pd.testing.assert_frame_equal(main[columns], paths[columns], check_exact=True)
    assert "p" not in main  # it would be that of t under every rule
    assert main["resamples"].unique().tolist() == [120]


def test_every_hypothesis_stands_in_every_universe(demonstration: Path) -> None:
    universes = read_table(demonstration / "robustness.csv")
    counts = universes.groupby("universe")["hypothesis"].agg(list)
    assert set(map(tuple, counts)) == {("H1", "H2", "H3")}
    facts = read_json(demonstration / "robustness.json")
    # By t, percentile and BC interval; consistent PLS by the two intervals only: 20 x (4 x 3 + 2).
    # Missing answers 2 x straight lines 2 x exclusion waived 2 x item dropped 2, each of them another data set here;
    # and the main one without careless respondents, by three indices, and with control variables; imputed answers by
    # the schemes and consistent PLS only: 3 x 3 + 2 more.
    assert (facts["data_sets"], facts["estimations"], facts["universes"]) == (21, 104, 291)
    assert universes["universe"].nunique() == 291
    assert facts["imputed"]
    imputed = universes[universes["missing_answers"] == "imputed"]
    assert set(imputed["estimator"]) == {"path", "factorial", "centroid", "consistent"}
    assert imputed["n"].unique().tolist() == [100]
    assert [(one["index"], one["left_out"] > 0) for one in facts["careless"]] == [
        ("long_string", True),
        ("variability", True),
        ("mahalanobis_level", True),
    ]
    without_strings = universes[universes["careless"] == "long_string"]["n"].unique().tolist()
    assert without_strings == [100 - facts["careless"][0]["left_out"]]
    assert [control["name"] for control in facts["controls"]] == ["firm_age", "firm_size"]
    # Two respondents fail the criterion, one ticks one answer throughout; 8 of the 100 miss an answer.
    assert (facts["smallest_n"], facts["largest_n"]) == (92, 103)
    assert (
        universes.duplicated(
            [
                *("missing_answers", "straight_lining", "waived", "dropped", "careless", "controls"),
                *("estimator", "decision", "source"),
            ]
        ).sum()
        == 0
    )


def test_control_variables_are_single_items_with_a_path_to_the_outcome(demonstration: Path) -> None:
    """Logarithms of years and workers beside the main data; every other universe is without them."""
    universes = read_table(demonstration / "robustness.csv")
    controlled = universes[universes["controls"] == "included"]
    assert controlled["universe"].nunique() == 14
    book = read_codebook(ROOT / CONFIG["codebook"])
    model = read_study_model(ROOT / CONFIG["model"])
    survey = SurveyFiles.from_config(CONFIG["survey"]["full"])
    rules = CleaningRules.from_config(CONFIG["cleaning"])
    kept = clean(read_survey(survey, book, model.indicators), rules, book, survey).kept
    figures = [[float(one.traits[name].split()[0]) for one in kept] for name in ("years_operating", "workers")]
    data = read_table(demonstration / "responses.csv")[list(model.indicators)]
    matrix = np.hstack([data.fillna(data.mean()).to_numpy(dtype=float), np.log(figures).T])
    blocks = {name: construct.indicators for name, construct in model.constructs.items()}
    paths = [("X1", "Y"), ("X2", "Y"), ("X3", "Y"), ("age", "Y"), ("size", "Y")]
    engine_ = plssem.Model.from_blocks({**blocks, "age": ("age",), "size": ("size",)}, paths)
    expected = plssem.estimate(matrix, engine_).path_coefficients[[0, 1, 2], 3]
    found = controlled[(controlled["estimator"] == "path") & (controlled["decision"] == "t")]
    assert found["estimate"].to_numpy() == pytest.approx(expected, abs=1e-7)
    plain = universes[universes["main"]]["estimate"].to_numpy()
    assert np.abs(expected - plain).max() > 1e-4


def test_paths_of_control_variables_are_not_under_test(tmp_path: Path) -> None:
    """In a model without hypotheses every path is under test, but not that of a control."""
    write_study(tmp_path)
    model = read_study_model(tmp_path / "model.yaml")
    model = replace(model, paths=tuple(replace(path, hypothesis=None) for path in model.paths))
    size = ObservedVariable("size", {}, "size", "number", "size")
    model = replace(model, observed={"size": size}).with_controls([ModelPath("size", "Y")])
    controlled = model.as_estimated()
    data = DataSet("mean", "exclude", "none", "none", controlled, np.zeros((3, 8)), ("size",))
    assert [str(path) for path in data.tested] == ["X -> M", "X -> Y", "M -> Y"]
    assert [str(path) for path in controlled.paths][-1] == "size -> Y"
    assert data.controls == "included"


def test_a_universe_is_what_the_engine_computes(demonstration: Path) -> None:
    universes = read_table(demonstration / "robustness.csv").set_index("source")
    data = read_table(demonstration / "responses.csv")
    model = read_study_model(ROOT / "config" / "model.yaml")
    complete = data.dropna()[list(model.indicators)].to_numpy(dtype=float)
    blocks = {name: construct.indicators for name, construct in model.constructs.items()}
    paths = [(path.source, path.target) for path in model.paths]
    casewise = universes[
        (universes["missing_answers"] == "casewise")
        & (universes["straight_lining"] == "exclude")
        & (universes["waived"] == "none")
        & (universes["dropped"] == "none")
        & (universes["decision"] == "bias_corrected")
    ]
    factorial = plssem.bootstrap(complete, plssem.Model.from_blocks(blocks, paths, scheme="factorial"), 50, seed=5)
    found = casewise[casewise["estimator"] == "factorial"]
    np.testing.assert_allclose(found["estimate"], factorial.estimates["path_coefficients"], rtol=1e-9)
    bounds = plssem.bias_corrected_interval(
        factorial.estimates["path_coefficients"], factorial.draws["path_coefficients"]
    )
    np.testing.assert_allclose(found[["lower", "upper"]].to_numpy().T, bounds, rtol=1e-6)
    places = np.cumsum([0, *(len(block) for block in blocks.values())])
    sums = np.column_stack([complete[:, one:two].sum(axis=1) for one, two in pairwise(places)])
    standardised = (sums - sums.mean(axis=0)) / sums.std(axis=0)
    expected, *_ = np.linalg.lstsq(standardised[:, :3], standardised[:, 3], rcond=None)
    np.testing.assert_allclose(casewise.loc[casewise["estimator"] == "sum_scores", "estimate"], expected, rtol=1e-9)


def survey(folder: Path, rows: list[list[str]], header: Sequence[str] = HEADER) -> Survey:
    files = write_files(folder, rows, header)
    book, model = read_codebook(files.codebook), read_study_model(files.model)
    one = SurveyFiles((SurveyFile(files.survey, None, None),))
    return Survey(read_survey(one, book, model.indicators), RULES, book, model, one)


ROWS = [
    *(
        row([a, b, a, b], phone(number))
        for number, (a, b) in enumerate([("1", "4"), ("2", "3"), ("4", "3"), ("5", "2")])
    ),
    row(["4", "1", "5", "5"], phone(11), years="2"),
    row(["3", "3", "3", "3"], phone(12)),
    row(["5", "2", "9", "4"], phone(13)),
    row(["5", "3", "", "4"], phone(14)),
    row(["2", "4", "1", "2"], phone(15), years="1", workers="Tidak"),
]


def chosen(folder: Path, **options: tuple[str, ...]) -> dict[tuple[str, str, str], int]:
    sets = make_data_sets(survey(folder, ROWS), replace(ONE, **options), SETTINGS)
    return {(data.missing_answers, data.straight_lining, data.waived): len(data.indicators) for data in sets}


def test_options_decide_who_is_in(tmp_path: Path) -> None:
    # Kept by the main rules: the first four and the one with a gap.
    assert chosen(tmp_path) == {("mean", "exclude", "none"): 5}
    found = chosen(
        tmp_path,
        missing_answers=("mean", "casewise"),
        straight_lining=("keep",),
        waived_exclusions=("years_operating", "invalid_answer"),
    )
    assert found[("casewise", "exclude", "none")] == 4
    assert found[("mean", "keep", "none")] == 6
    # The last respondent fails a second criterion, and stays out.
    assert found[("mean", "exclude", "years_operating")] == 6
    # The 9 is a missing answer then: mean-replaced, or out again under the casewise rule.
    assert found[("mean", "exclude", "invalid_answer")] == 6
    assert ("casewise", "exclude", "invalid_answer") not in found
    assert found[("casewise", "keep", "years_operating")] == 6


def test_each_index_of_careless_responding_has_data_of_its_own_where_it_marks_somebody(tmp_path: Path) -> None:
    """5, 3, gap, 4 and 1, 4, 1, 4 and 2, 3, 2, 3 ...: three equal answers in a row gave nobody of the five kept."""
    received = survey(tmp_path, [*ROWS, row(["4", "4", "4", "5"], phone(70))])
    choices = replace(ONE, careless={"long_string": 3, "variability": 0.1})
    sets = make_data_sets(received, choices, SETTINGS)
    assert [(data.careless, len(data.indicators)) for data in sets] == [("none", 6), ("long_string", 5)]
    rows = [{"universe": n, "careless": one.careless, "n": len(one.indicators)} for n, one in enumerate(sets)]
    columns = ("missing_answers", "straight_lining", "waived", "dropped", "controls", "estimator")
    facts = curve_facts(pd.DataFrame(rows).assign(**dict.fromkeys(columns, "none")), choices, ANALYSIS)
    assert [one["left_out"] for one in facts["careless"]] == [1, 0]


def test_waiving_invalid_answers_admits_nobody_whose_eligibility_cannot_be_told(tmp_path: Path) -> None:
    unclear = row(["3", "1", "2", "4"], phone(50), years="lama sekali")
    data = make_data_sets(
        survey(tmp_path, [*ROWS, unclear]), replace(ONE, waived_exclusions=("invalid_answer",)), SETTINGS
    )
    # The one who answered 9 comes in, as in the test above; the one with years that cannot be read does not.
    assert [len(one.indicators) for one in data] == [5, 6]


def test_of_two_answers_to_one_item_neither_is_taken(tmp_path: Path) -> None:
    header = [*HEADER, "Pertama (lama)."]
    rows = [[*one, ""] for one in (*ROWS[:4], ROWS[7])] + [[*row(["5", "2", "4", "1"], phone(60)), "1"]]
    received = survey(tmp_path, rows, header)
    _, waived = make_data_sets(received, replace(ONE, waived_exclusions=("invalid_answer",)), SETTINGS)
    # A.1 of the others is 1, 2, 4, 5, 5; the last gets their mean, 17/5.
    assert waived.indicators[:, 0].tolist() == [1, 2, 4, 5, 5, 3.4]


def test_two_equal_answers_are_no_straight_line_where_gaps_are_waived(tmp_path: Path) -> None:
    rows = [*ROWS[:4], ROWS[7], row(["3", "3", "", ""], phone(61))]
    _, waived = make_data_sets(survey(tmp_path, rows), replace(ONE, waived_exclusions=("too_many_missing",)), SETTINGS)
    assert len(waived.indicators) == 6


def test_an_item_that_is_dropped_costs_no_respondent(demonstration: Path) -> None:
    """Whose only gap is in the dropped item has no gap in what is analysed: casewise, all complete on the rest stay."""
    universes = read_table(demonstration / "robustness.csv")
    item = read_json(demonstration / "robustness.json")["dropped_indicator"]
    data = read_table(demonstration / "responses.csv").drop(columns="respondent")
    casewise = universes[
        (universes["missing_answers"] == "casewise")
        & (universes["straight_lining"] == "exclude")
        & (universes["waived"] == "none")
    ]
    found = casewise.groupby("dropped")["n"].unique().to_dict()
    assert found["none"].tolist() == [len(data.dropna())]
    assert found[item].tolist() == [len(data.drop(columns=item).dropna())]
    assert found[item][0] > found["none"][0]


def test_a_faulty_answer_to_a_dropped_item_costs_no_respondent_either() -> None:
    faults = tuple(Problem(f"column {code}", code, "no number of the scale", "text") for code in ("y1", "y2"))
    submission = Submission(2, None, "", True, {}, {"y1": None, "y2": None, "y3": 4.0}, faults, {})
    left = _unasked(submission, "y1")
    assert (left.answers, left.problems) == ({"y2": None, "y3": 4.0}, faults[1:])


def test_the_weakest_indicator_is_dropped_from_a_block_of_three(tmp_path: Path) -> None:
    model = read_study_model(write_study(tmp_path)["model"])
    weakest = find_weakest_indicator(answers(), model, SETTINGS)
    loadings = plssem.estimate(answers(), engine()).outer_loadings[4:, 2]
    assert weakest == ("y1", "y2", "y3")[int(loadings.argmin())]
    assert len(leave_out(model, "y2").constructs["Y"].indicators) == 2
    # A dimension of one indicator goes with it.
    assert leave_out(read_study_model(ROOT / "config" / "model.yaml"), "X1.1").constructs["X1"].indicators[0] == "X1.2"


def data_set(folder: Path, indicators: np.ndarray) -> DataSet:
    return DataSet("mean", "keep", "none", "none", read_study_model(write_study(folder)["model"]), indicators)


def test_an_estimator_that_fails_leaves_the_others(tmp_path: Path) -> None:
    impatient = replace(ANALYSIS, settings=Settings("factorial", 3, 1e-12))
    usual = data_set(tmp_path, answers())
    sets = [replace(usual, straight_lining="exclude"), usual]
    choices = replace(ONE, estimators=("path", "sum_scores"), decisions=("percentile",))
    with pytest.raises(plssem.ConvergenceError):
        universe_table(sets, choices, impatient)
    patient = replace(ANALYSIS, settings=Settings("path", 300, 1e-7))
    constant = answers()
    constant[:, 0] = 3
    table = universe_table([usual, data_set(tmp_path, constant)], replace(choices, estimators=("sum_scores",)), patient)
    unknown = table[table["finding"] == "unknown"]
    assert unknown["estimator"].unique().tolist() == ["path"]
    assert unknown["universe"].unique().tolist() == [5, 6]
    assert unknown["verdict"].unique().tolist() == ["not_testable"]
    assert table.loc[table["universe"] > 6, "estimate"].notna().all()


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_universes_estimated_in_parts_are_those_estimated_at_once(tmp_path: Path, parts: int) -> None:
    """One data set has a constant item, so that estimates are missing; five parts are partly empty."""
    constant = answers()
    constant[:, 0] = 3
    usual = data_set(tmp_path, answers())
    sets = [usual, data_set(tmp_path, constant), replace(usual, straight_lining="exclude")]
    choices = replace(ONE, estimators=("sum_scores", "consistent"), decisions=("percentile", "bias_corrected"))
    whole = universe_table(sets, choices, ANALYSIS)
    files = [tmp_path / f"{number}.json" for number in range(parts)]
    for number, file in enumerate(files):
        write_json(universes_as_json(universe_rows(sets, choices, ANALYSIS, (number, parts))), file)
    joined = [rows for file in files for rows in universes_from_json(read_json(file))]
    pd.testing.assert_frame_equal(universe_table(sets, choices, ANALYSIS, joined), whole, check_exact=True)
    for name, table in (("whole", whole), ("joined", universe_table(sets, choices, ANALYSIS, joined))):
        write_table(table, tmp_path / name)
    assert (tmp_path / "joined").read_bytes() == (tmp_path / "whole").read_bytes()


def test_consistent_pls_without_an_admissible_solution_finds_nothing(tmp_path: Path) -> None:
    usual = data_set(tmp_path, answers())
    assert not plssem.admissible_consistent(plssem.consistent(plssem.estimate(answers(), engine())))
    table = universe_table([usual], replace(ONE, estimators=("consistent",)), ANALYSIS).set_index("estimator")
    assert set(table.loc["consistent", "finding"]) == {"unknown"}
    assert set(table.loc["consistent", "verdict"]) == {"not_testable"}
    assert table.loc["consistent", ["estimate", "t", "lower"]].isna().all(axis=None)
    assert table.loc["path", "estimate"].notna().all()


def test_the_main_universe_of_imputed_answers_is_the_main_result(tmp_path: Path) -> None:
    """Where `missing_answers: imputed` is the main analysis, mean replacement is another universe."""
    left = answers()
    left[[3, 40, 41], [0, 4, 5]] = np.nan
    chain = {"imputations": 3, "iterations": 2, "donors": 3}
    settings = replace(ANALYSIS.settings, imputation={**chain, "seed": ANALYSIS.seed})
    mean = replace(data_set(tmp_path, plssem.mean_replaced(left, INDICATORS)), answers=left)
    imputed = replace(mean, missing_answers="imputed")
    assert imputed.identity != mean.identity
    analysis = replace(ANALYSIS, settings=settings, imputation=ImputationSection(**chain, resamples=1))
    table = universe_table([imputed, mean], replace(ONE, estimators=("path", "sum_scores")), analysis)
    sample = Sample(mean.model, engine(), mean.indicators, Answers(left, INDICATORS, settings.imputation))
    drawn = infer_statistic(sample.bootstrap(ANALYSIS.resamples, seed=ANALYSIS.seed), "path_coefficients", 0.95)
    main = table[table["main"]]
    paths = [f"{row.source} -> {row.target}" for row in main.itertuples()]
    assert (main[list(JUDGED)].to_numpy() == drawn.loc[paths, list(JUDGED)].to_numpy()).all()
    others = table.groupby(["missing_answers", "estimator"])["estimate"].first()
    assert set(others.index) == {("imputed", "path"), ("mean", "path"), ("mean", "sum_scores")}
    assert others["imputed", "path"] != others["mean", "path"]


def test_decisions_follow_interval_or_t(tmp_path: Path) -> None:
    strict = replace(ANALYSIS, judging=Judging(0.95, 1000.0))
    table = universe_table([data_set(tmp_path, answers())], replace(ONE, decisions=("percentile",)), strict)
    by_rule = {(r.decision, r.source, r.target): (r.finding, r.verdict) for r in table.itertuples()}
    assert by_rule[("t", "M", "Y")] == ("none", "not_supported")
    assert by_rule[("percentile", "M", "Y")] == ("positive", "supported")
    # Turned answers: the same path with the other sign.
    turned = answers()
    turned[:, 4:] = 6 - turned[:, 4:]
    other = universe_table([data_set(tmp_path, turned)], replace(ONE, decisions=("percentile",)), ANALYSIS)
    assert set(other.loc[other["source"] == "M", "verdict"]) == {"contradicted"}
    assert set(other.loc[other["source"] == "M", "finding"]) == {"negative"}


def made_up(**changes: Mapping[int, Any]) -> pd.DataFrame:
    """Four universes of one path: the finding of the last two differs from that of the first."""
    table = pd.DataFrame(
        {
            "universe": [1, 2, 3, 4],
            "main": [True, False, False, False],
            "missing_answers": ["mean", "mean", "casewise", "casewise"],
            "straight_lining": "keep",
            "waived": "none",
            "dropped": ["none", "y1", "none", "none"],
            "careless": "none",
            "controls": "none",
            "estimator": ["path", "path", "path", "sum_scores"],
            "decision": "t",
            "n": [80, 80, 70, 70],
            "resamples": 40,
            "source": "M",
            "target": "Y",
            "hypothesis": "H2",
            "estimate": [0.4, 0.5, 0.1, np.nan],
            "finding": ["positive", "positive", "none", "unknown"],
            "verdict": ["supported", "supported", "not_supported", "not_testable"],
        }
    )
    return table.assign(**changes)


def test_the_curve_is_counted_by_hand() -> None:
    (line,) = curve_table(made_up()).to_dict("records")
    assert (line["source"], line["hypothesis"], line["estimate"], line["verdict"]) == ("M", "H2", 0.4, "supported")
    assert (line["universes"], line["same"], line["share_same"]) == (4, 2, 2 / 3)
    assert (line["positive"], line["negative"], line["none"], line["unknown"]) == (2, 0, 1, 1)
    assert (line["smallest"], line["median"], line["largest"]) == (0.1, 0.4, 0.5)


def test_options_are_counted_by_hand() -> None:
    table = choice_table(made_up()).set_index(["choice", "option"])
    assert table.loc[("missing_answers", "mean"), ["universes", "same", "share_same"]].tolist() == [2, 2, 1.0]
    assert table.loc[("missing_answers", "casewise"), ["universes", "same"]].tolist() == [2, 0]
    # Of three, one has no finding.
    assert table.loc[("dropped", "none"), "share_same"] == pytest.approx(1 / 2)
    assert np.isnan(table.loc[("estimator", "sum_scores"), "share_same"])
    assert table.loc[("missing_answers", "casewise"), "median"] == 0.1
    facts = curve_facts(made_up(), ONE, ANALYSIS)
    assert (facts["universes"], facts["data_sets"], facts["estimations"]) == (4, 3, 4)
    assert (facts["dropped_indicator"], facts["smallest_n"], facts["largest_n"]) == ("y1", 70, 80)
