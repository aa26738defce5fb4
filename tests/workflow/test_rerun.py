"""After a change, exactly the rules that depend on it run again."""

import pytest

from running import Project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]

WORDS = ("draw_figures", "make_tables", "collect_numbers", "render_manuscript", "record_environment")


def test_a_second_run_has_nothing_to_do(rerun: Project) -> None:
    assert rerun.due() == {}


def test_touching_an_input_is_no_change(rerun: Project) -> None:
    for file in ("data/raw/simulated_survey_main.csv", "config/model.yaml", "config/codebook.yaml"):
        (rerun.folder / file).touch()
    assert rerun.due() == {}


def test_the_critical_t_concerns_the_hypotheses_and_what_quotes_them(rerun: Project) -> None:
    rerun.configure(hypotheses__critical_t=2.58)
    due = set(rerun.due())
    assert due >= {"assess_structure", "check_results", *WORDS}
    assert not due & {"clean_survey", "bootstrap_model", "assess_measurement", "test_instrument", "describe_responses"}


def test_the_seed_concerns_both_bootstraps(rerun: Project) -> None:
    rerun.configure(bootstrap__seed=1)
    due = rerun.due()
    assert due["bootstrap_model"] == 2
    assert due["record_environment"] == 1
    assert "clean_survey" not in due


def test_a_pilot_criterion_concerns_the_instrument_test(rerun: Project) -> None:
    rerun.configure(pilot_criteria__outer_loading=0.6)
    due = rerun.due()
    assert due["test_instrument"] == 1
    assert "clean_survey" not in due


def test_a_claim_that_is_added_concerns_the_verdicts_and_what_quotes_them(rerun: Project) -> None:
    claims = rerun.folder / "config" / "claims.yaml"
    text = "{id: pernyataan, en: statement}"
    evidence = "[{kind: difference_of_paths, first: X2 -> Y, second: X1 -> Y}]"
    new = f"\n  - {{id: NEW, statement: {text}, source: {text}, evidence: {evidence}}}\n"
    claims.write_text(claims.read_text(encoding="utf-8") + new, encoding="utf-8")
    due = set(rerun.due())
    assert due >= {"repeat_claims", "judge_claims", "collect_numbers", "render_manuscript"}
    assert not due & {"bootstrap_model", "estimate_dimensions", "estimate_mediation", "estimate_moderation"}


def test_a_template_word_concerns_the_manuscript_alone(rerun: Project) -> None:
    template = rerun.folder / "manuscript" / "manuscript.id.md.jinja"
    template.write_text(template.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert rerun.due() == {"render_manuscript": 1, "record_environment": 1}


def test_a_style_concerns_the_manuscript_alone(rerun: Project) -> None:
    style = next(path for path in sorted((rerun.folder / "manuscript" / "styles").rglob("*")) if path.suffix == ".css")
    style.write_text(style.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert rerun.due() == {"render_manuscript": 1}


@pytest.mark.parametrize(
    ("module", "first", "untouched"),
    [
        ("scripts/plssem/bootstrap.py", "bootstrap_model", "clean_survey"),
        ("scripts/plssem/blindfolding.py", "assess_structure", "clean_survey"),
        ("scripts/study/cleaning.py", "clean_survey", "describe_growth"),
        ("scripts/study/figures/style.py", "draw_figures", "assess_structure"),
        ("scripts/study/rendering.py", "render_manuscript", "draw_figures"),
    ],
)
def test_a_change_in_an_imported_module_with_an_old_time_stamp(
    rerun: Project, module: str, first: str, untouched: str
) -> None:
    path = rerun.folder / module
    head = path.read_text(encoding="utf-8").splitlines()[0]
    rerun.edit(module, head + "\n", head + "\n# changed\n", keep_time=True)
    due = rerun.due()
    assert first in due
    assert untouched not in due


def test_raw_data_changed_under_an_old_time_stamp(rerun: Project) -> None:
    rerun.change_survey("Sangat Setuju", "Setuju")
    due = rerun.due()
    assert due["clean_survey"] == 1
    assert due["bootstrap_model"] == 1
    assert "test_instrument" not in due
