"""After a change, exactly the rules that depend on it run again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import pytest
from _pytest.mark import ParameterSet

from running import JobGraph, Project, job_graph
from study.base.environment import has_avx2

pytestmark = pytest.mark.slow

SURVEY = "data/raw/simulated_survey_online.csv"


def test_a_second_run_has_nothing_to_do_though_inputs_were_touched(rerun: Project) -> None:
    for file in ("data/raw/simulated_survey_online.csv", "config/model.yaml", "config/codebook.yaml"):
        (rerun.folder / file).touch()
    assert rerun.due() == {}


def test_a_profile_of_the_user_hides_nothing_that_is_due(rerun: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = rerun.folder / "own_profile"
    profile.mkdir()
    (profile / "config.yaml").write_text("rerun-triggers: mtime\n", encoding="utf-8")
    monkeypatch.setenv("SNAKEMAKE_PROFILE", str(profile))
    rerun.configure(hypotheses__critical_t=1.955)
    assert "assess_structure" in rerun.snakemake("--dry-run").stdout


@pytest.mark.skipif(not has_avx2(), reason="this processor has no AVX2, or is not asked")
def test_the_instructions_of_the_processor_change_no_bit(rerun: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels of another processor, which a user may have chosen, give other last digits where they are taken."""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "X86_V3 X86_V4")
    file = rerun.folder / "results" / "full" / "outer_model.csv"
    before = file.read_bytes()
    file.unlink()
    assert rerun.snakemake("results/full/outer_model.csv").returncode == 0
    assert file.read_bytes() == before


def test_a_data_update_that_changes_n_is_refused_again_until_the_settings_agree(rerun: Project) -> None:
    """The results of the earlier run stay, and are not up to date for that."""
    rerun.configure(survey__full__expected_n=99)
    for _ in range(2):
        result = rerun.again("results/full/responses.csv")
        assert result.returncode != 0
        line = next(line for line in result.stderr.splitlines() if line.startswith("error: "))
        assert all(named in line for named in ("expected_n", "100", "99"))
    rerun.configure(survey__full__expected_n=100)
    assert rerun.due("results/full/responses.csv") == {}


def change_an_answer(project: Project) -> None:
    project.change_survey("Sangat Setuju", "Setuju")


def add_a_respondent(project: Project) -> None:
    text = (project.folder / SURVEY).read_text(encoding="utf-8-sig")
    last = text.splitlines()[-1]
    project.change_survey(f"{last}\n", f"{last}\n{last}\n")


def append_line(project: Project, file: str) -> None:
    path = project.folder / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def change_module(project: Project, module: str) -> None:
    """Change a module and leave its time stamp, as a checkout or an editor may."""
    add_to_module(project, module, "CHANGED = True\n")


def add_to_module(project: Project, module: str, text: str) -> None:
    path = project.folder / module
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_word(project: Project, file: str, old: str, new: str) -> None:
    path = project.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# What a change concerns at first hand; all that follows from these jobs, and nothing else, is then due as well.
READERS_OF_THE_SURVEY = {"clean_survey: full", "check_sample_overlap", "describe_respondents", "assess_robustness"}
CHANGES: dict[str, tuple[Callable[[Project], None], set[str]]] = {
    "one answer": (change_an_answer, READERS_OF_THE_SURVEY),
    "a respondent more": (add_a_respondent, READERS_OF_THE_SURVEY),
    "the seed": (
        lambda project: project.configure(bootstrap__seed=1),
        {"bootstrap_model", "assess_fit", "assess_robustness", "map_importance", "assess_necessity"}
        | {"estimate_dimensions", "estimate_mediation", "estimate_moderation", "compare_models", "repeat_claims"}
        | {"estimate_conditional_mediation", "assess_evidence", "assess_power", "compare_plan", "record_environment"},
    ),
    "the critical t": (
        lambda project: project.configure(hypotheses__critical_t=1.955),
        {
            "bootstrap_model: full",
            "estimate_dimensions",
            "estimate_mediation",
            "estimate_conditional_mediation",
            "estimate_moderation",
            "map_importance",
        }
        | {"assess_structure", "assess_robustness", "repeat_claims", "judge_claims", "grade_verdicts"}
        | {"collect_numbers", "compare_plan", "record_environment"},
    ),
    "when a condition is necessary": (
        lambda project: project.configure(necessity__minimum_effect=0.2),
        {"assess_necessity", "judge_criteria", "collect_numbers", "compare_plan", "record_environment"},
    ),
    "a threshold of the full sample": (
        lambda project: project.configure(thresholds__htmt=0.85),
        {"draw_figures", "grade_verdicts", "judge_criteria", "collect_numbers", "compare_plan", "record_environment"},
    ),
    "a criterion of the pilot": (
        lambda project: project.configure(pilot_criteria__outer_loading=0.6),
        {"assess_pilot", "collect_numbers", "compare_plan", "record_environment"},
    ),
    "a word of the template": (
        lambda project: append_line(project, "manuscript/manuscript.id.md.jinja"),
        {"render_manuscript: id", "record_environment"},
    ),
    "a style": (
        lambda project: append_line(project, "manuscript/styles/article.css"),
        {"render_manuscript: id", "render_manuscript: en"},
    ),
    "a function of the engine": (
        lambda project: change_module(project, "scripts/plssem/endogeneity.py"),
        {"assess_evidence"},
    ),
    "how answers are cleaned": (
        lambda project: change_module(project, "scripts/study/survey/cleaning.py"),
        {"clean_survey: full", "clean_survey: pilot", "describe_respondents", "assess_robustness"},
    ),
    "how growth is read": (
        lambda project: change_module(project, "scripts/study/survey/growth_series.py"),
        {"describe_growth"},
    ),
    "the looks of the figures": (
        lambda project: change_module(project, "scripts/study/figures/style.py"),
        {"draw_figures"},
    ),
    "how the manuscript is rendered": (
        lambda project: change_module(project, "scripts/study/writing/rendering.py"),
        {"render_manuscript: id", "render_manuscript: en"},
    ),
}


# Nothing follows from these: a comment, a docstring, a label where a rule uses none of them.
WITHOUT_STATISTICS: dict[str, tuple[Callable[[Project], None], set[str]]] = {
    "a comment in the engine": (
        lambda project: add_to_module(project, "scripts/plssem/bootstrap.py", "# A comment.\n"),
        set(),
    ),
    "a label of the model": (
        lambda project: replace_word(project, "config/model.yaml", "en: Industrial linkages", "en: Links of industry"),
        {"draw_figures", "make_tables", "render_manuscript: id", "render_manuscript: en", "write_index"}
        | {"record_environment", "record_provenance"},
    ),
    "a label of an indicator": (
        lambda project: replace_word(project, "config/codebook.yaml", "en: Direct sales to", "en: Sales to"),
        {"draw_figures", "make_tables", "render_manuscript: id", "render_manuscript: en", "write_index"}
        | {"record_environment", "record_provenance"},
    ),
    "a word of a claim": (
        lambda project: replace_word(project, "config/claims.yaml", "PEL memediasi", "PEL menengahi"),
        {"judge_claims", "record_environment", "record_provenance"},
    ),
}
CHANGES |= WITHOUT_STATISTICS
DELETED = {
    "full/fit.json": "assess_fit",
    "pilot/exclusions.csv": "clean_survey: pilot",
    "full/importance_bootstrap.npz": "map_importance",
    "figures/en/htmt_map.pdf": "draw_figures",
    "full/collinearity.csv": "assess_evidence",
}


# Each dry run takes seconds: what another case also shows is left to `make test-all`.
SHOWN_BY_OTHERS = {
    "a respondent more",
    "a criterion of the pilot",
    "how growth is read",
    "a style",
    "a label of the model",
    "the looks of the figures",
    "full/collinearity.csv",
    "figures/en/htmt_map.pdf",
    "full/importance_bootstrap.npz",
}


def cases(names: Iterable[str]) -> list[ParameterSet]:
    return [pytest.param(name, marks=[pytest.mark.long] if name in SHOWN_BY_OTHERS else []) for name in names]


@pytest.mark.parametrize("file", cases(DELETED))
def test_a_result_that_was_deleted_is_made_anew(rerun: Project, graph: JobGraph, file: str) -> None:
    (rerun.folder / "results" / file).unlink()
    assert rerun.due() == graph.following({DELETED[file]})


def test_every_result_is_a_target(finished: Project) -> None:
    listed = finished.again("--dry-run", "--forceall", "--quiet", "host").stdout
    (targets,) = re.findall(r"rule all:\n +input: (.*)", listed)
    assert set(finished.results()) == {name.removeprefix("results/") for name in targets.split(", ")}


@pytest.fixture(scope="module")
def graph(finished: Project) -> JobGraph:
    return job_graph(finished)


@pytest.mark.parametrize("change", cases(CHANGES))
def test_exactly_what_follows_from_a_change_is_due(rerun: Project, graph: JobGraph, change: str) -> None:
    make, first = CHANGES[change]
    make(rerun)
    assert rerun.due() == graph.following(first)


@pytest.mark.long
def test_a_run_that_is_killed_again_and_again_goes_on_to_the_same_bytes(rerun: Project) -> None:
    before = rerun.results()
    for module in ("scripts/study/survey/growth_series.py", "scripts/study/figures/style.py"):
        change_module(rerun, module)
    for log in ("describe_growth.log", "draw_figures.log", "render_manuscript.en.log"):
        kill_when_started(rerun, log)
        # The lock of a run that is at work refuses a second one; a killed run leaves it behind.
        assert "cannot be locked" in rerun.snakemake().stderr
        assert rerun.snakemake("--unlock").returncode == 0
    result = rerun.snakemake()
    assert result.returncode == 0, result.stderr
    after = rerun.results()
    assert sorted(after) == sorted(before)
    assert [name for name in before if after[name] != before[name]] == []


def kill_when_started(project: Project, log: str) -> None:
    """Start a run, and kill it with all its jobs as soon as the rule of this log has begun."""
    path = project.folder / "results" / "logs" / log
    path.unlink()
    command = [sys.executable, "-m", "snakemake", "--cores", "2"]
    run = subprocess.Popen(
        command, cwd=project.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not path.exists():
        assert run.poll() is None, f"the run ended before {log}"
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
