"""The whole way in a folder of its own: what comes out, and what a refusal leaves behind.

That it comes out twice the same is in test_reproduction.py.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable

import pandas as pd
import pytest
from openpyxl import load_workbook

from running import Project
from study.words.wording import in_words

pytestmark = pytest.mark.slow

CONTRACT = [
    "full/responses.csv",
    "full/exclusions.csv",
    "full/flow.json",
    "full/reliability.csv",
    "full/outer_model.csv",
    "full/htmt.csv",
    "full/fornell_larcker.csv",
    "full/cross_loadings.csv",
    "full/paths.csv",
    "full/effects.csv",
    "full/r_squared.csv",
    "full/predict.csv",
    "full/fit.json",
    "full/respondents.csv",
    "full/dimension_means.csv",
    "full/evidence.json",
    "full/answer_quality.csv",
    "full/collinearity.csv",
    "full/consistent.csv",
    "full/nonlinearity.csv",
    "full/endogeneity.csv",
    "full/power.csv",
    "full/detectable.json",
    "full/dimensions.csv",
    "full/dimension_effects.csv",
    "full/dimension_differences.csv",
    "full/dimension_quality.csv",
    "full/importance.csv",
    "full/necessity.csv",
    "full/bottlenecks.csv",
    "full/combined_importance.csv",
    "full/mediation.csv",
    "full/moderation.csv",
    "full/simple_slopes.csv",
    "full/slope_regions.csv",
    "full/conditional_mediation.csv",
    "full/model_comparison.csv",
    "claim_tests.csv",
    "claims.csv",
    "models.csv",
    "robustness.csv",
    "robustness_paths.csv",
    "robustness_choices.csv",
    "robustness.json",
    "full/bootstrap.npz",
    "pilot/responses.csv",
    "pilot/reliability.csv",
    "pilot/outer_model.csv",
    "pilot/item_total.csv",
    "pilot/verdict.json",
    "criteria.csv",
    "checklist.csv",
    "numbers.json",
    "environment.json",
    "checks.json",
    "tables/tables.xlsx",
    "tables/tables.en.xlsx",
    "figures/path_model.svg",
    "manuscript/manuscript.id.pdf",
    "manuscript/manuscript.id.docx",
    "manuscript/manuscript.id.html",
    "manuscript/manuscript.en.pdf",
    "manuscript/manuscript.en.docx",
    "manuscript/manuscript.en.html",
    "index.html",
    "index.en.html",
]


def test_every_file_of_the_contract_is_there(finished: Project) -> None:
    made = finished.results()
    assert [name for name in CONTRACT if name not in made] == []


def test_every_table_of_the_articles_is_a_file_and_a_sheet(finished: Project) -> None:
    results = finished.folder / "results"
    texts = [file.read_text(encoding="utf-8") for file in sorted((results / "manuscript").glob("*.md"))]
    shown = {name for text in texts for name in re.findall(r"\{#tbl:([a-z_]+)\}", text)}
    assert len(shown) >= 25
    assert shown <= {path.stem for path in (results / "tables").glob("*.csv")}
    listed = load_workbook(results / "tables" / "tables.xlsx").worksheets[0].iter_rows(min_row=3, values_only=True)
    assert {f"{name}.csv" for name in shown} <= {row[1] for row in listed}


def test_every_item_of_the_checklist_is_reported(finished: Project) -> None:
    table = pd.read_csv(finished.folder / "results" / "checklist.csv")
    assert table.loc[table["status"] == "red", "id"].tolist() == []
    assert {"green", "yellow", "not_applicable"} >= set(table["status"])


def test_what_differs_from_the_sealed_plan_stands_in_the_supplement_and_on_the_page_of_results(
    finished: Project,
) -> None:
    """The tests' own run has 200 resamples where the plan has 10,000, and no reason is given."""
    results = finished.folder / "results"
    article, supplement = (
        (results / "manuscript" / f"{name}.en.md").read_text(encoding="utf-8") for name in ("manuscript", "supplement")
    )
    row = "| bootstrap.resamples | 10000 | 200 | **none given** |"
    assert row in supplement
    assert row not in article
    count = len(pd.read_csv(results / "deviations.csv"))
    assert f"lists {in_words(count, 'en')} deviations from it" in re.sub(r"\[(\w+)\]\{[^}]*\}", r"\1", article)
    page = (results / "index.html").read_text(encoding="utf-8")
    assert '<th scope="row">bootstrap.resamples</th><td>10000</td><td>200</td>' in page


def test_a_bad_answer_stops_with_one_line_and_leaves_the_earlier_results(rerun: Project) -> None:
    before = rerun.results()
    rerun.change_survey("Sangat Setuju", "Setuju banget")
    rerun.configure(cleaning__invalid_answers="stop")
    result = rerun.again()
    assert result.returncode != 0
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert any("an unknown label: " in line and "simulated_survey_online.csv, row " in line for line in lines)
    assert not any("Setuju banget" in line for line in lines)
    assert len(lines) == len(set(lines))
    assert rerun.results() == before


def test_personal_data_stay_in_the_raw_file(finished: Project) -> None:
    raw = (finished.folder / "data" / "raw" / "simulated_survey_online.csv").read_text(encoding="utf-8-sig")
    assert "Responden Simulasi" in raw
    texts = [path.read_bytes() for path in (finished.folder / "results").rglob("*") if path.is_file()]
    assert not any(word in text for text in texts for word in (b"Responden Simulasi", b"0800-0000"))


def test_changed_simulated_data_are_not_taken_for_the_demonstration(rerun: Project) -> None:
    survey = rerun.folder / "data" / "raw" / "simulated_survey_online.csv"
    survey.write_bytes(survey.read_bytes().replace(b"Sangat Setuju", b"Setuju", 1))
    result = rerun.again()
    assert result.returncode != 0
    assert "data_status" in result.stderr


def test_a_pilot_that_fails_stops_before_the_full_sample_unless_it_may_go_on(rerun: Project) -> None:
    rerun.configure(pilot_criteria__outer_loading=0.99)
    result = rerun.again()
    assert result.returncode != 0
    assert "error: the instrument is not fit for use" in result.stderr
    assert "on_pilot_failure: continue" in result.stderr
    rerun.configure(on_pilot_failure="continue")
    assert rerun.again("results/pilot/gate.json").returncode == 0
    assert json.loads((rerun.folder / "results" / "pilot" / "verdict.json").read_text("utf-8"))["fit_for_use"] is False


@pytest.mark.long
def test_a_pilot_that_fails_is_told_in_the_manuscript(rerun: Project) -> None:
    rerun.configure(pilot_criteria__outer_loading=0.99, on_pilot_failure="continue")
    assert rerun.snakemake().returncode == 0
    text = (rerun.folder / "results" / "manuscript" / "manuscript.id.md").read_text(encoding="utf-8")
    assert "Instrumen belum memenuhi semua kriteria" in text


def test_an_unknown_key_of_the_configuration_is_refused(rerun: Project) -> None:
    rerun.configure(bootstrap__sead=1)
    result = rerun.again()
    assert result.returncode != 0
    assert "unknown key" in result.stderr
    assert "sead" in result.stderr


# What the manuscript says of a hypothesis, by verdict; `opposite` is the population whose effects have the other sign.
SAID = {
    "supported": {"id": "**{} didukung.**", "en": "**{} is supported.**"},
    "contradicted": {"id": "**{} bertentangan dengan data.**", "en": "**{} is contradicted by the data.**"},
}


@pytest.mark.long
@pytest.mark.parametrize(("sign", "verdict"), [(1, "supported"), (-1, "contradicted")])
def test_the_survey_of_an_opposite_population_turns_verdicts_and_sentences(
    fresh: Callable[[], Project], sign: int, verdict: str
) -> None:
    """The generator's file with effects that are clear in 100 firms, of either sign, from answers to sentences."""
    project = fresh()
    # The pilot of either population is another sample of 30, in which a loading may miss 0.7 by chance; verdicts on its
    # construct would not be interpreted.
    project.configure(pilot_criteria__outer_loading=0.6)
    project.edit(
        "config/population.yaml",
        "paths: {X1: 0.30, X2: 0.25, X3: 0.40}",
        f"paths: {{X1: {sign * 0.33}, X2: {sign * 0.33}, X3: {sign * 0.33}}}",
    )
    draw = [sys.executable, "scripts/sentra.py", "simulate"]
    subprocess.run(draw, cwd=project.folder, check=True)
    result = project.snakemake()
    assert result.returncode == 0, result.stderr
    results = project.folder / "results"
    claims = pd.read_csv(results / "claims.csv").set_index("id")
    assert claims.loc[["H1", "H2", "H3"], "verdict"].tolist() == [verdict] * 3
    for language, words in SAID[verdict].items():
        text = (results / "manuscript" / f"manuscript.{language}.md").read_text(encoding="utf-8")
        assert [name for name in ("H1", "H2", "H3") if words.format(name) not in text] == []
