"""Groups of respondents of a study: who is in which, what is compared, how it is told, and bad declarations."""

import copy
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import compare_groups
import plssem
from jobs import call
from study.analysis.draws import DrawSettings
from study.analysis.group_tables import (
    COMPARABLE,
    Grouping,
    GroupSettings,
    check_permutations,
    group_kept,
    group_respondents,
    group_tables,
    group_waves,
)
from study.analysis.samples import SampleInputs, Settings
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_json, read_table
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, Configuration, GroupedQuestion, GroupsSection, SurveyFiles
from study.setup.consistency import check_consistency
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.survey.cleaning import clean_survey, response_table
from unit.evidence.small_study import SETTINGS, answers, engine
from unit.evidence.test_manuscript_parts import ANCHORS, rendered, spoken

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
COMPARISON = GroupSettings(200, 3, 0.05, centre_groups=True)
Floats = npt.NDArray[np.float64]


def grouped(names: tuple[str, ...], *sizes: int, left_out: int = 0) -> Grouping:
    members = np.repeat([*range(len(sizes)), -1], [*sizes, left_out])
    return Grouping("site", names, members.astype(np.int64))


def compared(data: Floats, grouping: Grouping, smallest_group: int = 30) -> dict[str, Any]:
    return group_tables(data, engine(), [grouping], smallest_group, COMPARISON)


def test_every_answer_is_a_group_the_largest_first_and_no_answer_is_none() -> None:
    grouping = group_respondents(["b", "a", "", "A ", "b", "b", "a"], GroupedQuestion("site"), 2, "survey.csv")
    assert (grouping.names, grouping.sizes) == (("b", "a"), (3, 3)) or grouping.names == ("a", "b")
    assert grouping.members.tolist().count(-1) == 1


def test_a_cut_of_a_number_makes_classes_and_leaves_out_what_is_no_number() -> None:
    entry = GroupedQuestion("workers", bounds=(5,))
    grouping = group_respondents(["4", "5 orang", "12", "1", "banyak"], entry, 2, "survey.csv")
    assert grouping.names == ("< 5", "≥ 5")
    assert grouping.members.tolist() == [0, 1, 1, 0, -1]


def test_answers_are_put_together_under_a_name() -> None:
    entry = GroupedQuestion("product", groups={"clay": ("Gerabah", "Keramik hias"), "cloth": ("batik",)})
    grouping = group_respondents(["Gerabah", "Batik", "keramik hias", "Mebel", "Batik"], entry, 2, "survey.csv")
    assert grouping.names == ("clay", "cloth")
    assert grouping.members.tolist() == [0, 1, 0, -1, 1]


@pytest.mark.parametrize(
    ("cells", "entry", "line"),
    [
        (
            ["a"] * 40 + ["b"] * 4,
            GroupedQuestion("site"),
            "found 1 of 2 groups with fewer, the smallest of 4; expected 30 respondents (groups.smallest_group)",
        ),
        (["a"] * 40, GroupedQuestion("site"), "found one group; expected two groups or more"),
        ([""] * 40, GroupedQuestion("site"), "found no answer; expected two groups or more"),
        (
            ["a", "b"] * 40,
            GroupedQuestion("site", groups={"x": ("a",), "y": ("c",)}),
            "found c, an answer of nobody; expected some of the 2 answers that were given",
        ),
        (
            ["1", "2"] * 40,
            GroupedQuestion("site", bounds=(5,)),
            "found 1 of 2 groups with fewer, the smallest of 0; expected 30 respondents",
        ),
    ],
)
def test_groups_that_answers_do_not_allow_are_one_line(cells: list[str], entry: GroupedQuestion, line: str) -> None:
    with pytest.raises(StudyError) as caught:
        group_respondents(cells, entry, 30, "survey.csv")
    assert str(caught.value).startswith("groups that cannot be compared: survey.csv, configuration key groups.compare")
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_groups_of_the_same_answers_do_not_differ() -> None:
    tables = compared(np.tile(answers(40), (2, 1)), grouped(("a", "b"), 40, 40))
    assert tables["invariance"]["invariance"].tolist() == ["full"] * 3
    np.testing.assert_allclose(tables["invariance"]["correlation"], 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(tables["differences"]["difference"], 0, rtol=0, atol=1e-12)
    assert tables["differences"][["p", "p_holm"]].to_numpy().tolist() == [[1, 1]] * 3
    facts = tables["facts"]["questions"]["site"]
    assert {"full": 3, "comparable": 3, "different": 0, "omnibus": None, "lost": 0}.items() <= facts.items()


def test_a_planted_difference_is_found_where_the_composites_are_the_same() -> None:
    """M -> Y is .8 in the first half and about -.8 in the second: their answers to Y are turned."""
    data = answers(120)
    data[60:, 4:] = 6 - data[60:, 4:]
    table = compared(data, grouped(("a", "b"), 60, 60))["differences"].set_index(["source", "target"])
    drawn = plssem.permute_groups(data, np.arange(120) < 60, engine(), 200, seed=3, centre_groups=True)
    np.testing.assert_allclose(table["difference"], drawn.differences["path_coefficients"], rtol=1e-12)
    assert table.loc[("M", "Y"), "p"] == pytest.approx(1 / 201)
    assert table.loc[("M", "Y"), "p_holm"] == pytest.approx(3 / 201)
    assert table.loc[("X", "M"), "p_holm"] > 0.05


def test_paths_of_a_construct_that_groups_compose_otherwise_are_not_comparable() -> None:
    """In the second group the third item of Y is noise; X -> M has no part in Y."""
    data = answers(240)
    data[120:, 6] = np.random.default_rng(1).integers(1, 6, size=120)
    tables = compared(data, grouped(("a", "b"), 120, 120))
    kinds = dict(zip(tables["invariance"]["construct"], tables["invariance"]["invariance"], strict=True))
    assert kinds["Y"] == "none"
    assert kinds["X"] in ("full", "partial")
    comparable = tables["differences"].set_index(["source", "target"])["comparable"]
    assert comparable.to_dict() == {("X", "M"): True, ("X", "Y"): False, ("M", "Y"): False}
    assert tables["facts"]["questions"]["site"]["comparable"] == 1


def test_a_path_depends_on_all_that_leads_to_its_target() -> None:
    """In the second group an item of X is noise: nothing of X, nor of Y beside it, is comparable."""
    data = answers(400)
    data[200:, 1] = np.random.default_rng(1).integers(1, 6, size=200)
    tables = compared(data, grouped(("a", "b"), 200, 200))
    kinds = dict(zip(tables["invariance"]["construct"], tables["invariance"]["invariance"], strict=True))
    assert (kinds["X"], kinds["M"] in COMPARABLE, kinds["Y"] in COMPARABLE) == ("none", True, True)
    assert not tables["differences"]["comparable"].any()


def test_differences_are_counted_by_their_adjusted_p() -> None:
    """Random halves, of which two paths have p of .02 and .03, by Holm .07."""
    data = answers(120)[np.random.default_rng(29).permutation(120)]
    tables = compared(data, grouped(("a", "b"), 60, 60))
    table = tables["differences"]
    assert (table["comparable"] & (table["p"] <= 0.05) & (table["p_holm"] > 0.05)).any()
    assert tables["facts"]["questions"]["site"]["different"] == (table["p_holm"] <= 0.05).sum()


def test_only_means_of_composites_that_are_the_same_are_counted() -> None:
    data = answers(240)
    data[120:, 6] = np.random.default_rng(1).integers(1, 6, size=120)
    data[120:, 4:6] = np.minimum(data[120:, 4:6] + 1, 5)
    tables = compared(data, grouped(("a", "b"), 120, 120))
    of_y = tables["invariance"].set_index("construct").loc["Y"]
    assert (of_y["invariance"], of_y["mean_difference_p"] <= 0.05) == ("none", True)
    same = tables["invariance"]["invariance"].isin(COMPARABLE)
    differ = tables["invariance"]["mean_difference_p"] <= 0.05
    assert tables["facts"]["questions"]["site"]["means"] == (same & differ).sum() < differ.sum()


def test_three_groups_have_three_pairs_and_one_test_of_all() -> None:
    data, grouping = answers(125), grouped(("a", "b", "c"), 40, 40, 40, left_out=5)
    tables = compared(data, grouping)
    assert len(tables["invariance"]) == len(tables["differences"]) == 9
    assert tables["paths"].groupby("group")["n"].first().to_dict() == {"a": 40, "b": 40, "c": 40}
    third = plssem.estimate(data[80:120], engine()).path_coefficients[[0, 0, 1], [1, 2, 2]]
    np.testing.assert_allclose(tables["paths"].loc[tables["paths"]["group"] == "c", "estimate"], third, rtol=1e-9)
    test = plssem.omnibus_test(data[:120], np.repeat([0, 1, 2], 40), engine(), 200, seed=3, centre_groups=True)
    np.testing.assert_array_equal(tables["differences"]["omnibus_p"], np.tile(test.p, 3))
    np.testing.assert_allclose(
        tables["differences"]["p_holm"], plssem.adjust_holm(tables["differences"]["p"].to_numpy()), rtol=1e-12
    )
    assert tables["facts"]["several"] == 1
    assert tables["facts"]["questions"]["site"]["left_out"] == 5


def test_permutations_that_can_find_nothing_are_refused() -> None:
    """Three paths in three pairs are nine tests: of 100 permutations the smallest p is 1/101, by Holm 9/101 = .089."""
    few, enough = (replace(COMPARISON, permutations=number) for number in (100, 180))
    three = grouped(("a", "b", "c"), 40, 40, 40)
    with pytest.raises(StudyError, match=r"groups.permutations, site: found 100 for 9 tests, 3 groups and 3 paths; "):
        group_tables(answers(120), engine(), [three], 30, few)
    check_permutations([three], 3, 30, enough)
    check_permutations([grouped(("a", "b"), 60, 60)], 3, 30, few)
    check_permutations([three], 3, 41, few)
    # One test of 19 permutations: 1/20 is .05, which is not too much.
    check_permutations([grouped(("a", "b"), 60, 60)], 1, 30, replace(COMPARISON, permutations=19))


def test_a_comparison_that_nobody_declared_is_left_out_where_a_group_is_too_small() -> None:
    entry = GroupedQuestion("mode", refused_if_small=False)
    grouping = group_respondents(["online"] * 60 + ["offline"] * 20, entry, 30, "survey.csv")
    tables = compared(answers(80), grouping)
    assert tables["differences"].empty
    expected = {"groups": 2, "smallest": 20, "compared": False, "left_out": 0}
    assert tables["facts"] == {"several": 0, "questions": {"mode": expected}}


def test_the_modes_of_a_survey_are_compared_unless_groups_are_declared() -> None:
    content = read_yaml(ROOT / "config" / "config.yaml")
    silent = {key: value for key, value in content.items() if key != "groups"}
    by_mode = GroupsSection(compare=(GroupedQuestion("mode", refused_if_small=False),))
    assert Configuration.from_config(silent).compared_groups(has_waves=False) == by_mode
    assert GroupsSection.from_config(asdict(by_mode)) == by_mode
    none = {**content["groups"], "compare": []}
    assert Configuration.from_config(content | {"groups": none}).compared_groups(has_waves=True) is None
    one_mode = {**content["survey"], "full": content["survey"]["pilot"]}
    assert Configuration.from_config(silent | {"survey": one_mode}).compared_groups(has_waves=False) is None


def test_the_rule_compares_the_groups_of_the_demonstration_survey(tmp_path: Path) -> None:
    content = read_yaml(ROOT / "config" / "config.yaml")
    book, model = ROOT / "config" / "codebook.yaml", ROOT / "config" / "model.yaml"
    survey = SurveyFiles.from_config(content["survey"]["full"])
    rules = CleaningRules.from_config(content["cleaning"])
    indicators = read_study_model(model).indicators
    kept = clean_survey(survey, rules, read_codebook(book), indicators).kept
    response_table(kept, read_codebook(book)).to_csv(tmp_path / "responses.csv", index=False)
    outputs = {name: tmp_path / f"{name}.csv" for name in ("invariance", "paths", "differences", "facts")}
    call(
        compare_groups.main,
        survey=survey,
        rules=rules,
        codebook=book,
        responses=tmp_path / "responses.csv",
        model=model,
        settings=SETTINGS,
        declared=GroupsSection((GroupedQuestion("workers", bounds=(5,)),), 100, 30, centre_groups=False),
        draws=DrawSettings(3, 0.95),
        outputs=outputs,
    )
    sample = SampleInputs(tmp_path / "responses.csv", model, Settings("path", 300, 1e-7)).read()
    small = np.array([int(one.traits["workers"].split()[0]) < 5 for one in kept])
    expected = plssem.measurement_invariance(sample.indicators, small, sample.model, 100, seed=3)
    table = read_table(outputs["invariance"])
    np.testing.assert_allclose(table["correlation"], expected.correlation.observed, rtol=1e-12)
    np.testing.assert_allclose(table["mean_difference_upper"], expected.mean_bound, rtol=1e-12)
    assert table["invariance"].tolist() == list(expected.kinds)
    assert read_table(outputs["differences"])["n_1"].unique() == [small.sum()]
    assert read_json(outputs["facts"])["questions"]["workers"]["smallest"] == min(small.sum(), (~small).sum())


def declaration(*entries: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The configuration of the demonstration study with these groups."""
    content = copy.deepcopy(read_yaml(ROOT / "config" / "config.yaml"))
    return {**content, "groups": {**content["groups"], "compare": list(entries), **others}}


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ({"question": "age"}, "found age; expected one of years_operating, "),
        ({"question": "workers", "bounds": [20, 5]}, "workers: found bounds [20, 5]; expected [5, 20]"),
        (
            {"question": "product", "groups": {"a": ["Batik"], "b": ["batik"]}},
            "found batik twice; expected an answer in",
        ),
    ],
)
def test_a_question_that_makes_no_groups_is_one_line(entry: dict[str, Any], line: str) -> None:
    configuration = Configuration.from_config(declaration(entry))
    model, codebook = read_study_model(configuration.model), read_codebook(configuration.codebook)
    with pytest.raises(StudyErrors) as caught:
        check_consistency(configuration, model, codebook)
    assert str(caught.value).startswith("groups that cannot be compared: configuration key groups.compare")
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_mode_is_a_question_of_a_survey_with_several_modes_only() -> None:
    content = declaration({"question": "mode"})
    configuration = Configuration.from_config(content)
    model, codebook = read_study_model(configuration.model), read_codebook(configuration.codebook)
    check_consistency(configuration, model, codebook)
    one_mode = {**content["survey"], "full": content["survey"]["pilot"]}
    with pytest.raises(StudyErrors, match=r"groups\.compare: found mode; expected one of years_operating, "):
        check_consistency(Configuration.from_config(content | {"survey": one_mode}), model, codebook)


def test_a_question_twice_is_one_line() -> None:
    twice = Configuration.from_config(declaration({"question": "workers"}, {"question": "workers", "bounds": [5]}))
    model, codebook = read_study_model(twice.model), read_codebook(twice.codebook)
    with pytest.raises(StudyErrors, match=r"groups\.compare: found workers twice; expected each once"):
        check_consistency(twice, model, codebook)
    check_consistency(Configuration.from_config(declaration({"question": "mode"})), model, codebook)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (declaration({"question": "product", "groups": {"a": ["Batik"]}}), "expected two groups of answers or more"),
        (declaration({"question": "workers"}, permutations=9), "found 9; expected a whole number from 100"),
        (declaration({"question": "workers"}, smallest_group=4), "found 4; expected a whole number from 10"),
        (
            declaration({"question": "workers", "bounds": [5], "groups": {"a": ["1"], "b": ["2"]}}),
            "expected a question with bounds, with groups, or alone",
        ),
        (declaration({"questoin": "workers"}), "questoin"),
    ],
)
def test_a_declaration_of_another_form_is_refused(content: dict[str, Any], line: str) -> None:
    with pytest.raises(StudyErrors) as caught:
        validate(content, SCHEMA, "config.yaml")
    assert line in str(caught.value)


WAVES = ("wave_early", "wave_late")
FACTS = {"groups": 2, "smallest": 47, "compared": True, "left_out": 0, "composites": 4, "full": 4, "partial": 0}
FACTS |= {"none": 0, "not_informative": 0, "paths": 3, "comparable": 3, "different": 0, "comparable_everywhere": 3}
FACTS |= {"omnibus": None, "smallest_correlation": 0.995, "means": 0}
SAID = {
    "alike": (
        {},
        "of 3 differences of paths, none is significant.",
        "dari 3 selisih jalur, tidak ada yang signifikan.",
    ),
    "lost": (
        {"lost": 12},
        "smallest of 47 respondents. permutations without a solution, which no test counts: 12 at most.",
        "permutasi tanpa solusi, yang tidak dihitung dalam uji mana pun: paling banyak 12.",
    ),
    "different": (
        {"different": 2},
        "of paths, 2 are significant. a difference",
        "selisih jalur, 2 signifikan. selisih",
    ),
    "partial": (
        {"full": 3, "partial": 1},
        "in 1 of 4 comparisons the mean or the variance differs",
        "pada 1 dari 4 perbandingan",
    ),
    "no path": (
        {"full": 0, "none": 3, "not_informative": 1, "comparable": 0, "comparable_everywhere": 0},
        "is rejected in 3, and in 1 the groups are too small to tell (smallest *c* = 0.995). no path may therefore be "
        "compared.",
        "ditolak pada 3, dan pada 1 kelompoknya terlalu kecil untuk memastikannya (*c* terkecil = 0,995). karena "
        "itu, tidak ada jalur yang",
    ),
    "some": ({"full": 3, "none": 1, "comparable": 1}, "only 1 of 3 differences", "hanya 1 dari 3 selisih"),
    "three": ({"groups": 3, "omnibus": 1}, "together, 1 of 3 paths", "sekaligus, 1 dari 3 jalur"),
    "small": (
        {"compared": False, "smallest": 4},
        "as the smallest has 4 respondents and 30 are asked for",
        "terkecil beranggotakan 4 responden, sedangkan yang disyaratkan 30",
    ),
    "one": ({"compared": False, "groups": 1}, "of one group only", "termasuk satu kelompok"),
    "wave alike": (
        {"parts": 3, "untimed": 2},
        "respondents without a known time: 2. no mean differs significantly between them, which does not show",
        "waktunya tidak diketahui: 2. tidak ada rerata yang berbeda secara signifikan di antara keduanya; hal ini",
    ),
    "wave apart": (
        {"parts": 3, "untimed": 0, "full": 1, "partial": 3, "means": 2},
        "the means of 2 of 4 constructs differ significantly between them (*p* not adjusted), which hints at",
        "rerata 2 dari 4 konstruk berbeda secara signifikan di antara keduanya (*p* tidak disesuaikan), yang",
    ),
    "wave none": (
        {"parts": 3, "untimed": 0, "full": 0, "none": 4, "comparable": 0, "comparable_everywhere": 0},
        "no construct has means that may be compared.",
        "tidak ada konstruk yang reratanya boleh dibandingkan.",
    ),
    "wave one": (
        {"compared": False, "groups": 0, "parts": 3, "untimed": 100},
        "too few respondents have different times, so that nothing is compared.",
        "terlalu sedikit responden memiliki waktu yang berbeda",
    ),
}


def files(state: str) -> dict[str, Any]:
    """The files of a comparison of the demonstration study that ended in this state; nothing here is a result."""
    facts = {**FACTS, **SAID[state][0]}
    question = "wave" if state.startswith("wave") else "workers"
    contents: dict[str, Any] = {"full/groups.json": {"several": int(state == "three"), "questions": {question: facts}}}
    model = read_study_model(ROOT / "config" / "model.yaml")
    names = WAVES if question == "wave" else ("< 5", "≥ 5")
    pair = {"question": question, "group_1": names[0], "group_2": names[1]}
    invariance = pd.DataFrame([{**pair, "construct": name} for name in model.constructs])
    columns = ("correlation", "correlation_bound", "mean_difference", "log_variance_ratio")
    bounds = [f"{name}_{end}" for name in columns[2:] for end in ("lower", "upper")]
    ends = pd.DataFrame([{**pair, "source": path.source, "target": path.target} for path in model.paths])
    tested = {"n_1": 53, "n_2": 47, "estimate_1": 0.3, "estimate_2": 0.1, "difference": 0.2, "p": 0.2, "p_holm": 0.6}
    tested |= {"random_lower": -0.3, "random_upper": 0.3, "comparable": True, "omnibus_p": np.nan}
    if facts["compared"]:
        contents["full/invariance.csv"] = invariance.assign(
            **dict.fromkeys((*columns, *bounds), 0.5), invariance="full"
        )
        contents["full/group_differences.csv"] = ends.assign(**tested)
    return contents


@pytest.mark.parametrize("state", list(SAID))
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_of_groups_what_their_numbers_say(tmp_path: Path, language: str, state: str) -> None:
    text = rendered(tmp_path, language, declared=files(state))
    assert SAID[state][1:][language == "id"] in " ".join(spoken(text).lower().split())
    tables = {"tbl:invariance", "tbl:group_differences"}
    assert tables & set(ANCHORS.findall(text)) == (tables if state not in ("small", "one", "wave one") else set())
    if state == "three":
        assert "(omnibus)" in text
    if state == "alike":
        assert "< 5" in text.replace("\\", "")
        # Each pair of groups heads the rows of its constructs once, and those of its paths.
        assert sum(line.startswith("| **") and "≥ 5" in line for line in text.splitlines()) == 2


def test_a_study_without_groups_says_nothing_of_them(tmp_path: Path) -> None:
    assert "MICOM" not in rendered(tmp_path, "en")


DAYS = [datetime(2025, 9, day) for day in range(1, 10)]


def test_early_and_late_respondents_are_the_first_and_the_last_third() -> None:
    """Nine days out of order, and one respondent without a time: days 1 to 3 are early, days 7 to 9 late."""
    order = [8, 0, 4, 2, 6, 1, 3, 7, 5]
    entry = GroupedQuestion("wave", parts=3)
    grouping = group_waves([None, *(DAYS[place] for place in order)], entry, 3, "survey.csv")
    assert grouping.names == ("wave_early", "wave_late")
    assert grouping.members.tolist() == [-1, 1, 0, -1, 0, 1, 0, -1, 1, -1]
    assert (grouping.parts, grouping.untimed) == (3, 1)


def test_who_arrived_with_the_last_of_the_early_is_early_too() -> None:
    moments = [DAYS[0], DAYS[1], DAYS[1], DAYS[1], DAYS[4], DAYS[7], DAYS[7], DAYS[8], DAYS[8]]
    grouping = group_waves(moments, GroupedQuestion("wave"), 2, "survey.csv")
    assert grouping.members.tolist() == [0, 0, 0, 0, -1, 1, 1, 1, 1]


def test_waves_that_meet_or_are_small_are_one_line_where_they_were_asked_for() -> None:
    same = [DAYS[0]] * 9
    with pytest.raises(StudyError, match="found 1 different times of 9 respondents; expected an early and a late part"):
        group_waves(same, GroupedQuestion("wave"), 2, "survey.csv")
    with pytest.raises(StudyError, match=r"the smallest of 3; expected 30 respondents \(groups.smallest_group\)"):
        group_waves(DAYS, GroupedQuestion("wave"), 30, "survey.csv")
    by_default = GroupedQuestion("wave", refused_if_small=False)
    assert group_waves(same, by_default, 2, "survey.csv").names == ()
    assert group_waves(DAYS, by_default, 30, "survey.csv").sizes == (3, 3)


def test_waves_are_compared_where_there_are_time_stamps_unless_groups_are_declared() -> None:
    content = {key: value for key, value in read_yaml(ROOT / "config" / "config.yaml").items() if key != "groups"}
    configuration = Configuration.from_config(content)
    compared = configuration.compared_groups(has_waves=True)
    assert compared is not None
    assert [entry.question for entry in compared.compare] == ["mode", "wave"]
    one_mode = {**content["survey"], "full": content["survey"]["pilot"]}
    assert Configuration.from_config(content | {"survey": one_mode}).compared_groups(has_waves=False) is None


def test_a_time_stamp_of_another_form_is_one_line_where_waves_were_asked_for() -> None:
    content = read_yaml(ROOT / "config" / "config.yaml")
    codebook = read_codebook(ROOT / "config" / "codebook.yaml")
    survey, rules = SurveyFiles.from_config(content["survey"]["full"]), CleaningRules.from_config(content["cleaning"])
    kept = list(clean_survey(survey, rules, codebook, read_study_model(ROOT / "config" / "model.yaml").indicators).kept)
    declared = GroupsSection((GroupedQuestion("wave"),), smallest_group=30)
    (grouping,) = group_kept(kept, declared, survey, codebook)
    assert min(grouping.sizes) >= 33
    kept[0] = replace(kept[0], moment="early in September")
    with pytest.raises(StudyError, match="found 1 time stamps of another form, the first in row 2 of file 1"):
        group_kept(kept, declared, survey, codebook)
    by_default = GroupsSection((GroupedQuestion("wave", refused_if_small=False),), smallest_group=30)
    (grouping,) = group_kept(kept, by_default, survey, codebook)
    assert grouping.untimed == 1


@pytest.mark.parametrize("entry", [{"question": "workers", "parts": 3}, {"question": "wave", "parts": 1}])
def test_parts_are_of_the_time_of_arrival_and_at_least_two(entry: dict[str, Any]) -> None:
    with pytest.raises(StudyErrors, match=r"expected (wave, which alone has parts|a whole number from 2 to 10)"):
        validate(declaration(entry), SCHEMA, "config.yaml")
