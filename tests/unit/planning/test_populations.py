"""The size of a planned study: populations that PLS finds as declared, power over respondents, and the document."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from plssem import DataError, Model, estimate_from_correlations, planned_correlations, population_correlations
from study.base.errors import StudyErrors
from study.plan import document
from study.plan.document import apply_size_rules, find_needed_sizes, simulate_sizes, write_plan
from study.setup.config import read_yaml
from study.setup.configuration import Bounds, PlanSection, Population
from study.setup.start import Study, check
from unit.manuscript.made_up_results import ROOT

SCHEMAS = ROOT / "workflow" / "schemas"
PATHS = {"X1 -> Y": 0.3, "X2 -> Y": 0.25, "X3 -> Y": 0.35}
THREE = Model.from_blocks(
    {"A": ["a1", "a2"], "B": ["b1", "b2", "b3"], "C": ["c1"], "Y": ["y1", "y2", "y3", "y4"]},
    [("A", "B"), ("A", "Y"), ("B", "Y"), ("C", "Y")],
)


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Study:
    """The demonstration study with few and small simulations, its results elsewhere."""
    monkeypatch.chdir(ROOT)
    config = {**read_yaml(ROOT / "config" / "config.yaml"), "results_dir": str(tmp_path / "results")}
    small = {**config["plan"], "sample_sizes": [40, 80, 160], "studies": 20, "resamples": 50}
    return check({**config, "plan": small}, SCHEMAS, has_data=False)


@pytest.fixture
def text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the plan as Markdown alone, for tests of its sentences."""

    def write(text: str, *others: object) -> None:
        targets = others[-1]
        targets["markdown"].write_text(text, encoding="utf-8")  # type: ignore[index]

    monkeypatch.setattr(document, "write_documents", write)


def planned(study: Study, **changed: object) -> Study:
    plan = replace(study.configuration.plan, **changed)
    return replace(study, configuration=replace(study.configuration, plan=plan))


def test_pls_finds_the_loadings_correlations_and_paths_that_are_declared() -> None:
    paths = {"A -> B": 0.4, "A -> Y": 0.2, "B -> Y": 0.3, "C -> Y": -0.1}
    alike = estimate_from_correlations(planned_correlations(THREE, 0.8, 0.3), THREE)
    fit = estimate_from_correlations(population_correlations(alike, paths), THREE)
    loadings = fit.outer_loadings[fit.outer_loadings != 0]
    np.testing.assert_allclose(np.delete(loadings, 5), 0.8, atol=1e-6)
    assert loadings[5] == pytest.approx(1.0)
    found = {
        path: fit.path_coefficients[THREE.constructs.index(path[0]), THREE.constructs.index(path[-1])] for path in paths
    }
    assert found == pytest.approx(paths, abs=1e-6)


@pytest.mark.parametrize(("loading", "correlation"), [(0.7, 0.3), (0.8, 1.0), (0.8, -1.0)])
def test_correlations_that_no_study_plans_for_are_refused(loading: float, correlation: float) -> None:
    with pytest.raises(DataError, match=r"setting out of range: (outer_loading|correlation): found"):
        planned_correlations(THREE, loading, correlation)


def test_the_needed_size_is_near_that_of_the_exact_test_of_a_correlation(study: Study) -> None:
    """One path of .3 is a correlation of .3: 84 respondents for 80 % power, two-sided at 5 % (Cohen 1988, table 3.4.1).

    At 70 and 100 respondents the power is .72 and .87; of 300 studies, its error is .026 and .019. A needed size
    outside has a probability below .002.
    """
    only = {**study.config, "claims": None}
    population = Population({"id": "a", "en": "a"}, {"X3 -> Y": 0.3})
    model = replace(study.model, paths=tuple(path for path in study.model.paths if path.source == "X3"))
    model = replace(model, constructs={name: study.model.constructs[name] for name in ("X3", "Y")})
    section = PlanSection(populations={"one": population}, sample_sizes=(50, 70, 100, 150), studies=300, resamples=60)
    one = replace(planned(study), config=only, model=model, claims=None)
    one = replace(one, configuration=replace(one.configuration, plan=section))
    (needed,) = find_needed_sizes(simulate_sizes(one), one)["needed"]
    assert 65 <= needed <= 105


def test_a_path_that_no_size_finds_has_no_needed_size(study: Study) -> None:
    small = planned(study, populations={"small": Population({"id": "a", "en": "a"}, {**PATHS, "X1 -> Y": 0.01})})
    table = find_needed_sizes(simulate_sizes(small), small).set_index("path")["needed"]
    assert bool(table.isna()["X1 -> Y"])
    assert table["X3 -> Y"] <= 160


def test_without_a_planned_number_no_detectable_path_is_stated(study: Study) -> None:
    assert apply_size_rules(study)["inverse_square_root_two_sided"] == {
        "required_n": 126,
        "detectable_path": pytest.approx(0.28, abs=0.01),
    }
    rules = apply_size_rules(planned(study, respondents=None))
    assert rules["inverse_square_root_two_sided"] == {"required_n": 126}
    assert "n" not in rules


def test_a_population_of_another_model_is_refused(study: Study) -> None:
    content = {
        **study.config["plan"],
        "populations": {"one": {"label": {"id": "a", "en": "a"}, "paths": {"X1 -> X2": 0.3}}},
    }
    with pytest.raises(StudyErrors, match=r"another model: .*X1 -> X2(.|\n)*a population lacks a path: .*X1 -> Y"):
        check({**study.config, "plan": content}, SCHEMAS, has_data=False)


def test_the_plan_is_the_same_bytes_twice_and_quotes_the_same_numbers_in_both_languages(study: Study) -> None:
    first = {path: path.read_bytes() for path in write_plan(study)}
    assert {path.suffix for path in first} == {".md", ".docx", ".html", ".pdf"}
    assert {path: path.read_bytes() for path in write_plan(study)} == first
    folder = study.configuration.results_dir / "plan"
    texts = [(folder / f"plan.{language}.md").read_text(encoding="utf-8") for language in ("id", "en")]
    keys = [sorted(re.findall(r'\.number key="([^"]+)"', text)) for text in texts]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) > 30
    assert all('"tables-in-place": true' in text for text in texts), "else a short table overtakes a long one"


@pytest.mark.usefixtures("text_alone")
def test_what_is_not_declared_is_said_to_be_so(study: Study) -> None:
    bare = planned(study, respondents=None, populations={}, stopping_rule={})
    write_plan(replace(bare, claims=None))
    text = (study.configuration.results_dir / "plan" / "plan.en.md").read_text(encoding="utf-8")
    for sentence in (
        "The number of respondents to be analysed is not declared.",
        "No population is declared in which studies could be simulated.",
        "No stopping rule is declared.",
        "there are no further claims",
    ):
        assert sentence in text


@pytest.mark.usefixtures("text_alone")
def test_a_reason_that_no_rule_gives_is_not_listed(study: Study) -> None:
    """Codebook.reasons holds every reason that there may be: a rule that is off leaves nobody out."""
    rules = {"minimum_seconds": 60, "minimum_answered": 0.5, "careless": {"long_string": 10}}
    strict = replace(study.configuration, cleaning=replace(study.configuration.cleaning, **rules))
    checked = replace(study.codebook, attention_checks=study.codebook.criteria[:1])
    text = study.configuration.results_dir / "plan" / "plan.en.md"
    reasons = ("broken off, few items answered", "failed attention check", "answered too fast", "careless responding")
    for each, listed in ((replace(study, configuration=strict, codebook=checked), True), (study, False)):
        write_plan(planned(each, populations={}))
        assert [f". {reason}\n" in text.read_text(encoding="utf-8") for reason in reasons] == [listed] * 4


@pytest.mark.usefixtures("text_alone")
def test_bounds_of_respondents_are_both_stated(study: Study) -> None:
    write_plan(planned(study, respondents=Bounds(100, 120), populations={}))
    text = (study.configuration.results_dir / "plan" / "plan.en.md").read_text(encoding="utf-8")
    assert re.search(r"planned for \[100\]\{[^}]*\} to \[120\]", text)
