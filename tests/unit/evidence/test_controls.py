"""Observed variables: control variables and moderators by hand, on a data set of known truth, and what is refused."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import assess_controls
import estimate_moderation
from jobs import call
from plssem import Model, bootstrap, estimate, f_squared
from study.analysis.draws import write_bootstrap
from study.analysis.moderation_tables import moderated_model
from study.analysis.rival_tables import control_table, count_unanswered, mediation_table, rival_study
from study.analysis.samples import Settings, align_blocks, engine_model
from study.base.errors import StudyErrors
from study.base.files import read_table
from study.claims.judging import JudgingSettings
from study.drafting.study_check import check_study
from study.setup.claim_checks import check_claims
from study.setup.claim_declarations import read_claims
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import BootstrapSection, Configuration
from study.setup.consistency import check_consistency
from study.setup.study_model import StudyModel, read_study_model
from study.survey.description import observe
from study.survey.submissions import Submission

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = Settings("path", 300, 1e-7)
LABEL = {"id": "kata", "en": "word"}
OBSERVED = {
    "years": {"question": "years_operating", "kind": "logarithm", "label": LABEL},
    "sex": {
        "question": "owner_sex",
        "base": {"answers": ["Laki-laki"], "label": {"id": "laki-laki", "en": "men"}},
        "categories": {"women": {"answers": ["Perempuan"], "label": {"id": "perempuan", "en": "women"}}},
    },
    "made": {
        "question": "product",
        "base": {"answers": ["Guci"], "label": LABEL},
        "categories": {"tiles": {"answers": ["Genteng"], "label": LABEL}, "pots": {"answers": ["Pot"], "label": LABEL}},
    },
}
SMALL = {
    "constructs": {
        name: {"label": LABEL, "mode": "A", "indicators": [f"{name}1", f"{name}2"]} for name in ("X", "M", "Y")
    },
    "paths": [
        {"source": "X", "target": "M"},
        {"source": "X", "target": "Y", "hypothesis": "H1"},
        {"source": "M", "target": "Y"},
    ],
    "observed": OBSERVED,
}


def small(folder: Path, **changes: Any) -> StudyModel:
    file = folder / "model.yaml"
    file.write_text(yaml.safe_dump(SMALL | changes, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_study_model(file)


def asked(**traits: str) -> Submission:
    return Submission(2, None, "", True, {}, {}, (), traits)


def answers(cases: int, seed: int = 3) -> pd.DataFrame:
    """Years confound: x and y rise with them, x does nothing to y but by m; women have a slope of -.4, men of .6."""
    random = np.random.default_rng(seed)
    years, x, m, y = random.standard_normal((4, cases))
    women = (np.arange(cases) % 3 == 0).astype(float)
    x = x + years
    m = m + 0.5 * x
    y = y + years + (0.6 - women) * m
    items = {
        f"{name}{k}": score + 0.3 * random.standard_normal(cases)
        for k in (1, 2)
        for name, score in zip("XMY", (x, m, y), strict=True)
    }
    columns = [f"{name}{k}" for name in "XMY" for k in (1, 2)]
    return pd.DataFrame(items)[columns].assign(years=years, sex_women=women, made_tiles=0.0, made_pots=0.0)


def test_observed_variables_by_hand(tmp_path: Path) -> None:
    """ln 10 = 2.302585, ln 1,500,000 = 14.220976; a range is no number, 0 has no logarithm, an empty cell no answer."""
    variables = small(tmp_path).observed
    kept = [
        asked(years_operating="10", owner_sex="Laki-laki", product="Guci"),
        asked(years_operating="1.500.000 rupiah", owner_sex="Perempuan", product="Genteng"),
        asked(years_operating="3-5 tahun", owner_sex=" perempuan", product="Pot"),
        asked(years_operating="0", owner_sex="", product="pot"),
    ]
    table = observe(kept, variables.values(), 1, "survey.csv")
    assert list(table) == ["years", "sex_women", "made_tiles", "made_pots"]
    assert table["years"].tolist() == pytest.approx([2.302585, 14.220976, np.nan, np.nan], nan_ok=True, abs=1e-6)
    assert table["sex_women"].tolist() == pytest.approx([0, 1, 1, np.nan], nan_ok=True)
    assert table["made_tiles"].tolist() == [0, 1, 0, 0]
    assert table["made_pots"].tolist() == [0, 0, 1, 1]
    number = replace(variables["years"], kind="number")
    assert observe(kept, [number], 1, "")["years"].tolist()[3] == 0


@pytest.mark.parametrize(
    ("cells", "name", "smallest", "message"),
    [
        (
            {"years_operating": ["8", "8"]},
            "years",
            1,
            "years: found 2 of 2 such numbers .*; expected numbers above 0 that",
        ),
        (
            {"years_operating": ["8", "1.500.000", "1.500", "1,500 orang"]},
            "years",
            1,
            "years: found 2 answers to years_operating that can be read in two ways, as 1.500 can; expected thousands",
        ),
        (
            {"owner_sex": ["Laki-laki", "Laki-laki"]},
            "sex_women",
            1,
            "found Perempuan, an answer of nobody to owner_sex",
        ),
        (
            {"owner_sex": ["Perempuan", "Pria", "laki-laki"]},
            "sex_women",
            1,
            "found 1 answers to owner_sex that are in no",
        ),
        (
            {"owner_sex": ["Perempuan", "Laki-laki", "Laki-laki"]},
            "sex_women",
            2,
            r"found 1 of the category and 2 others; expected 2 of either \(description.smallest_category\)",
        ),
    ],
)
def test_answers_that_make_no_variable_are_refused(
    tmp_path: Path, cells: Mapping[str, list[str]], name: str, smallest: int, message: str
) -> None:
    ((question, given),) = cells.items()
    kept = [asked(**{question: cell}) for cell in given]
    with pytest.raises(StudyErrors, match=message) as caught:
        observe(kept, [small(tmp_path).observed[name]], smallest, "survey.csv")
    assert "Pria" not in str(caught.value)


def test_a_question_of_categories_controls_by_all_of_them(tmp_path: Path) -> None:
    model = small(tmp_path, controls=["years -> Y", "made -> M"])
    assert [str(path) for path in model.controls] == ["years -> Y", "made_tiles -> M", "made_pots -> M"]
    estimated = model.as_estimated()
    assert list(estimated.constructs) == ["X", "M", "Y", "years", "made_tiles", "made_pots"]
    assert model.columns[-4:] == ("years", "sex_women", "made_tiles", "made_pots")
    assert estimated.indicators[-3:] == ("years", "made_tiles", "made_pots")
    assert [path.hypothesis for path in estimated.paths] == [None, "H1", None, None, None, None]
    assert engine_model(model, SETTINGS).path_names[-1] == "made_pots -> M"
    assert engine_model(replace(model, controls=()), SETTINGS).constructs == ("X", "M", "Y")


def test_observed_variables_keep_their_values_where_scales_are_aligned() -> None:
    book = read_codebook(ROOT / "config" / "codebook.yaml")
    model = read_study_model(ROOT / "config" / "model.yaml")
    matrix = np.full((3, len(model.columns)), 2.0)
    assert (align_blocks(matrix, model, book) == matrix).all()


def test_paths_with_and_without_control_variables(tmp_path: Path) -> None:
    """The changes are those of each resample; the confounder takes away what x seems to do."""
    model = small(tmp_path, controls=["years -> Y"])
    table = answers(200)
    engines = [engine_model(one, SETTINGS) for one in (model, replace(model, controls=()))]
    matrices = [table[list(engine.indicators)].to_numpy() for engine in engines]
    drawn = [bootstrap(matrix, engine, 300, seed=4) for matrix, engine in zip(matrices, engines, strict=True)]
    fits = estimate(matrices[0], engines[0]), estimate(matrices[1], engines[1])
    found = control_table(model, *drawn, fits, 0.95)
    assert found["role"].tolist() == ["path", "path", "path", "control"]
    assert found["hypothesis"].tolist() == ["", "H1", "", ""]
    row = found.set_index(["source", "target"]).loc[("X", "Y")]
    assert row["without"] == fits[1].path_coefficients[0, 2]
    assert row["estimate"] == fits[0].path_coefficients[0, 2]
    assert row["f_squared"] == f_squared(fits[0])[0, 2]
    of_outcome = found[found["target"] == "Y"]
    assert (of_outcome["estimate"] * of_outcome["correlation"]).sum() == pytest.approx(row["r_squared"], abs=1e-9)
    changes = [one.draws["path_coefficients"][:, one.names["path_coefficients"].index("X -> Y")] for one in drawn]
    expected = np.percentile(changes[0] - changes[1], [2.5, 97.5], method="weibull")
    assert [row["difference_lower"], row["difference_upper"]] == pytest.approx(expected, abs=0.02)
    plain = drawn[1].draws["path_coefficients"][:, drawn[1].names["path_coefficients"].index("X -> Y")]
    assert row["without_t"] == pytest.approx(row["without"] / plain.std(ddof=1))
    assert row["without_lower"] > 0.2
    assert row["difference_upper"] < 0
    assert row["lower"] < 0.05
    assert row["r_squared"] > row["r_squared_without"] + 0.05
    control = found.iloc[-1]
    assert control["lower"] > 0
    assert control[["without", "difference", "difference_lower"]].isna().all()
    indirect = mediation_table({"main": drawn[0]}, model, 0.95)
    assert indirect["route"].tolist() == ["X -> M -> Y"]


@pytest.mark.slow
def test_a_controlled_path_of_0_is_found_in_about_one_study_of_twenty(tmp_path: Path) -> None:
    """200 studies of 100 cases, 200 resamples: 10 expected, sd 3.1; a bootstrap of 100 cases adds up to 6.

    Without the confounder among the controls nearly all of the first 40 find an effect of x.
    """
    model = small(tmp_path, controls=["years -> Y"])
    controlled, uncontrolled = (engine_model(one, SETTINGS) for one in (model, replace(model, controls=())))
    assert abs(sum(finds_x(controlled, seed) for seed in range(200)) - 10) <= 6 + 5 * 3.1
    assert sum(finds_x(uncontrolled, seed) for seed in range(40)) >= 36


def finds_x(engine: Model, seed: int) -> bool:
    """Whether the percentile interval of X -> Y excludes zero in a study of 100 cases."""
    draws = bootstrap(answers(100, seed)[list(engine.indicators)].to_numpy(), engine, 200, seed=seed)
    column = draws.draws["path_coefficients"][:, draws.names["path_coefficients"].index("X -> Y")]
    lower, upper = np.percentile(column, [2.5, 97.5])
    return bool(lower > 0 or upper < 0)


def test_how_many_gave_no_answer_is_counted(tmp_path: Path) -> None:
    table = answers(20)
    table.loc[[2, 5], "years"] = np.nan
    counted = count_unanswered(table, small(tmp_path)).set_index("variable")
    assert counted.loc["years", ["n", "missing"]].tolist() == [18, 2]
    assert counted.loc["sex_women", "mean"] == pytest.approx(7 / 20)


CLAIMS = read_yaml(ROOT / "config" / "claims.yaml")


def claims_file(folder: Path, **changes: Any) -> Path:
    file = folder / "claims.yaml"
    none = {
        "models": {},
        "labels": {},
        "interactions": [],
        "conditional_mediation": [],
        "claims": CLAIMS["claims"][9:10],
    }
    file.write_text(yaml.safe_dump(CLAIMS | none | changes, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def test_a_rival_model_has_its_own_controls_and_keeps_the_hypotheses(tmp_path: Path) -> None:
    model = small(tmp_path, controls=["years -> Y"])
    rival = {"paths": ["X -> Y", "M -> Y"], "controls": ["sex -> Y"]}
    declared = read_claims(claims_file(tmp_path, models={"other": rival}))
    assert declared.rivals == ("other",)
    found = rival_study(model, declared, "other")
    assert [str(path) for path in found.controls] == ["sex_women -> Y"]
    assert [path.hypothesis for path in found.paths] == ["H1", None]


def test_the_rule_sets_main_and_rival_models_beside_themselves_without_controls(tmp_path: Path) -> None:
    model, table = small(tmp_path, controls=["years -> Y"]), answers(80)
    rival = {"paths": ["X -> Y"], "controls": ["years -> Y", "sex -> Y"]}
    claims = claims_file(tmp_path, models={"other": rival})
    responses = tmp_path / "responses.csv"
    table.rename_axis("respondent").to_csv(responses)
    paths = []
    for name, study in (("main", model), ("other", rival_study(model, read_claims(claims), "other"))):
        engine = engine_model(study, SETTINGS)
        paths.append(tmp_path / f"{name}.npz")
        write_bootstrap(bootstrap(table[list(engine.indicators)].to_numpy(), engine, 60, seed=2), paths[-1])
    call(
        assess_controls.main,
        responses=responses,
        model=tmp_path / "model.yaml",
        settings=SETTINGS,
        controlled=["main", "other"],
        draws=paths,
        confidence_level=0.95,
        outputs={"controls": tmp_path / "controls.csv", "unanswered": tmp_path / "observed.csv"},
        claims=claims,
    )
    found = read_table(tmp_path / "controls.csv")
    assert found["model"].tolist() == ["main"] * 4 + ["other"] * 3
    assert found["role"].tolist() == ["path"] * 3 + ["control"] + ["path"] + ["control"] * 2
    assert read_table(tmp_path / "observed.csv")["n"].tolist() == [80] * 4


def test_a_binary_moderator_and_two_moderators_have_slopes_of_their_own(tmp_path: Path) -> None:
    """M does .6 for men, -.4 for women, in raw units: the slopes differ by about -1 over the deviation of Y."""
    model, table = small(tmp_path, controls=["years -> Y"]), answers(300)
    interactions = ["M * sex_women -> Y", "X * M * years -> Y"]
    claims = claims_file(tmp_path, interactions=interactions)
    table.rename_axis("respondent").to_csv(tmp_path / "responses.csv")
    names = ("moderation", "simple_slopes", "slope_regions", "slope_bands", "conditional_slopes")
    stability = read_claims(claims).stability
    call(
        estimate_moderation.main,
        responses=tmp_path / "responses.csv",
        model=tmp_path / "model.yaml",
        settings=SETTINGS,
        claims=claims,
        bootstrap=BootstrapSection(60, 2, 0.95),
        judging=JudgingSettings(stability, 1.96, 0.95, 0.8, 2, 2),
        outputs={name: tmp_path / f"{name}.csv" for name in names} | {"draws": tmp_path / "draws.npz"},
    )
    found = {name: read_table(tmp_path / f"{name}.csv") for name in names}
    assert found["moderation"]["interaction"].tolist() == [
        "M * sex_women -> Y",
        *("X * M -> Y", "X * years -> Y", "M * years -> Y"),
        "X * M * years -> Y",
    ]
    assert found["simple_slopes"]["at"].tolist() == [-1, 0, 1] * 3
    slopes = found["conditional_slopes"].set_index(["path", "moderators"])["estimate"]
    women, men = (slopes["M -> Y", f"sex_women = {value}"] for value in (1, 0))
    assert women - men == pytest.approx(found["moderation"]["estimate"][0], abs=1e-12)
    assert men > 0.2 > -0.1 > women
    assert len(slopes) == 2 + 9
    bands = found["slope_bands"].fillna({"given": ""})
    assert bands.groupby(["path", "moderator", "given"], sort=False).size().to_dict() == {
        ("M -> Y", "sex_women", ""): 2,
        ("X -> Y", "M", ""): 101,
        ("X -> Y", "years", ""): 101,
        ("M -> Y", "years", ""): 101,
        ("X -> Y", "M", "years = -1 SD"): 101,
        ("X -> Y", "M", "years = +1 SD"): 101,
    }
    assert set(found["slope_regions"]["moderator"]) == {"M", "years"}
    moderated = moderated_model(model, ["M * sex_women -> Y"], SETTINGS)
    assert moderated.base.path_names[-2:] == ("years -> Y", "sex_women -> Y")


def test_what_only_the_answers_can_refuse_is_told_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main_model(tmp_path, {"size": {**OBSERVED["years"], "question": "product"}})
    config = read_yaml(ROOT / "config" / "config.yaml") | {"model": str(tmp_path / "model.yaml")}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    monkeypatch.chdir(ROOT)
    with pytest.raises(StudyErrors, match=r"observed variable size: found 0 of 100 such numbers .* to product"):
        check_study(root=ROOT, configfile=str(tmp_path / "config.yaml"))


def refused(model: StudyModel, **sections: Mapping[str, Any]) -> str:
    content = read_yaml(ROOT / "config" / "config.yaml")
    changed = {name: {**(content.get(name) or {}), **section} for name, section in sections.items()}
    configuration = Configuration.from_config(content | changed)
    with pytest.raises(StudyErrors) as caught:
        check_consistency(configuration, model, read_codebook(ROOT / "config" / "codebook.yaml"))
    return str(caught.value)


def main_model(
    folder: Path, observed: Mapping[str, Any] | None = None, controls: list[str] | None = None
) -> StudyModel:
    content = read_yaml(ROOT / "config" / "model.yaml")
    content |= {"observed": content["observed"] | (observed or {}), "controls": controls or []}
    (folder / "model.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_study_model(folder / "model.yaml")


@pytest.mark.parametrize(
    ("observed", "controls", "message"),
    [
        ({"age": {"question": "umur", "kind": "number", "label": LABEL}}, [], "that the codebook lacks: .*found umur"),
        ({"x": {**OBSERVED["years"], "question": "worker"}}, [], "found worker; .*did you mean workers?"),
        ({"policy_support": OBSERVED["years"]}, [], "a name that is taken: .*found policy_support"),
        (
            {"sex": {**OBSERVED["sex"], "base": {"answers": ["perempuan"], "label": LABEL}}},
            [],
            "an answer stands in two categories: .*key observed, sex: found perempuan",
        ),
        ({}, ["X1.1 -> Y"], "a control variable that cannot be: .*found X1.1, an item of X1; expected one of observed"),
        ({}, ["X1 -> Y"], "found X1, a construct of the model"),
        (
            {},
            ["firm_ages -> Y"],
            "found firm_ages; expected one of observed: firm_age, firm_size; did you mean firm_age",
        ),
        ({}, ["firm_age -> X1"], "found firm_age -> X1; expected a path to a construct that another leads to: Y"),
    ],
)
def test_declarations_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path, observed: Mapping[str, Any], controls: list[str], message: str
) -> None:
    line = refused(main_model(tmp_path, observed, controls))
    assert "\n" not in line
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(line)


def test_controls_that_another_part_of_the_study_cannot_have_are_refused(tmp_path: Path) -> None:
    model = main_model(tmp_path, {"sex": OBSERVED["sex"]}, ["sex -> Y"])
    groups = {"compare": [{"question": "owner_sex"}]}
    assert "groups by a control variable: configuration key groups.compare: found owner_sex" in refused(
        model, groups=groups
    )
    assert "ordinal PLS of a model with control variables" in refused(model, ordinal={"resamples": 100})
    assert "control variables that every analysis has already" in refused(model, robustness={"controls": ["sex"]})
    estimators = {"estimators": ["path", "ordinal"]}
    assert "configuration key robustness.estimators" in refused(model, robustness=estimators)
    undeclared = refused(model, robustness={"controls": ["workers"]})
    assert "not declared: configuration key robustness.controls: found workers; expected one of observed" in undeclared


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"interactions": ["X1 * size -> Y"]},
            "found no path size -> Y; .*or a moderator of observed: firm_age, firm_size",
        ),
        ({"interactions": ["firm_age * X1 -> Y"]}, "found no path firm_age -> Y"),
        ({"interactions": ["X1 * made_pots -> Y"]}, "made_pots, one category of several; expected a question of two"),
        ({"interactions": ["X1 * X2 * X1 -> Y"]}, "found a factor twice"),
        (
            {"models": {"other": {"paths": ["X1 -> Y"], "controls": ["X2 -> Y"]}}},
            "models, other, controls: found X2, a construct of the model",
        ),
        (
            {"models": {"other": {"paths": ["X1 -> X3"], "controls": ["firm_age -> Y"]}}},
            "found firm_age -> Y; expected a path to a construct that another leads to: X3",
        ),
        (
            {
                "models": {"other": {"paths": ["X1 -> X3", "X3 -> Y"], "controls": ["sex -> X3"]}},
                "conditional_mediation": [{"model": "other", "route": "X1 * sex_women -> X3 -> Y"}],
            },
            "the moderator sex_women, which has two values; expected a construct or a number",
        ),
    ],
)
def test_claims_about_what_is_not_observed_are_refused(
    tmp_path: Path, changes: Mapping[str, Any], message: str
) -> None:
    model = main_model(tmp_path, {"sex": OBSERVED["sex"], "made": OBSERVED["made"]})
    with pytest.raises(StudyErrors, match=message):
        check_claims(read_claims(claims_file(tmp_path, **changes)), model, True, "claims.yaml")


def test_an_observed_variable_moderates_an_indirect_effect_as_a_control_of_its_model(tmp_path: Path) -> None:
    rival = {"paths": ["X1 -> X3", "X3 -> Y"], "controls": ["firm_size -> X3"]}
    route = [{"model": "other", "route": "X1 * firm_size -> X3 -> Y"}]
    declared = read_claims(claims_file(tmp_path, models={"other": rival}, conditional_mediation=route))
    check_claims(declared, main_model(tmp_path), True, "claims.yaml")
