import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, SurveyFiles
from study.setup.study_model import read_study_model
from study.simulated.demonstration import draw_points, draw_scores, read_population, reverse_points, simulate_survey
from study.survey.cleaning import clean
from study.survey.reading import read_survey_table
from study.survey.responses import read_survey

ROOT = Path(__file__).resolve().parents[3]
RAW = ROOT / "data" / "raw"
CONFIG = read_yaml(ROOT / "config" / "config.yaml")
CONTENT = read_yaml(ROOT / "config" / "population.yaml")
POPULATION = read_population(CONTENT)
MODEL = read_study_model(ROOT / "config" / "model.yaml")
CODEBOOK = read_codebook(ROOT / "config" / "codebook.yaml")
FILES = ("simulated_survey_online.csv", "simulated_survey_offline.xlsx", "simulated_survey_pilot.csv")


def test_the_generator_gives_the_files_in_the_project_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    simulate_survey(
        population=ROOT / "config" / "population.yaml",
        schema=ROOT / "workflow" / "schemas" / "population.schema.yaml",
        codebook=ROOT / "config" / "codebook.yaml",
        model=ROOT / "config" / "model.yaml",
        root=tmp_path,
        checksums=tmp_path / "data" / "raw" / "simulated.sha256",
    )
    for name in (*FILES, "simulated.sha256"):
        assert (tmp_path / "data" / "raw" / name).read_bytes() == (RAW / name).read_bytes()


def test_the_readme_names_the_checksums_and_says_simulated() -> None:
    text = (RAW / "README.md").read_text(encoding="utf-8")
    for name in (*FILES, "bps_growth.csv"):
        assert f"`{hashlib.sha256((RAW / name).read_bytes()).hexdigest()}`" in text
    assert "SIMULATED" in text.splitlines()[2]


@pytest.mark.parametrize("name", FILES)
def test_nobody_could_be_meant(name: str) -> None:
    table = read_survey_table(RAW / name)
    columns = {header: index for index, header in enumerate(table.headers)}
    names = [row.cells[columns["Nama"]] for row in table.rows]
    assert all(re.fullmatch(r"Responden Simulasi \d{3}", cell) for cell in names)
    numbers = [row.cells[columns.get("No. WA", columns.get("Nomor WhatsApp", -1))] for row in table.rows]
    # 0800 0000 0xxx: a free-phone prefix that no mobile telephone has.
    assert all(re.fullmatch(r"(0|62)8000000\d{4}", re.sub(r"\D", "", number)) for number in numbers)


def test_the_typed_answers_say_that_they_are_simulated() -> None:
    table = read_survey_table(RAW / "simulated_survey_offline.xlsx")
    assert table.head_row == 2
    assert read_survey_table(RAW / "simulated_survey_offline.xlsx", head_row=1).headers[0].startswith("SIMULASI")


@pytest.mark.parametrize(("sample", "entry"), [("full", "main"), ("pilot", "pilot")])
def test_every_flaw_is_found_for_what_it_is(sample: str, entry: str) -> None:
    declared = CONTENT["samples"][entry]
    survey = SurveyFiles.from_config(CONFIG["survey"][sample])
    submissions = read_survey(survey, CODEBOOK, MODEL.indicators)
    cleaned = clean(submissions, CleaningRules("exclude_row", "exclude", 0.15, "mean"), CODEBOOK, survey)
    found = [exclusion.reason for exclusion in cleaned.excluded]
    assert {reason: found.count(reason) for reason in found} == declared["flawed"]
    assert len(cleaned.kept) == declared["kept"]
    assert sum(len(submission.missing) for submission in cleaned.kept) == declared["missing_cells"]
    assert [file.as_posix() for file in (each.path for each in survey.files)] == [
        file["file"] for file in declared["files"]
    ]


def test_some_respondent_answered_online_and_on_paper() -> None:
    survey = SurveyFiles.from_config(CONFIG["survey"]["full"])
    cleaned = clean(
        read_survey(survey, CODEBOOK, MODEL.indicators),
        CleaningRules("exclude_row", "exclude", 0.15, "mean"),
        CODEBOOK,
        survey,
    )
    details = [exclusion.detail for exclusion in cleaned.excluded if exclusion.reason == "duplicate"]
    assert sum(" of file " in detail for detail in details) == 1


def test_statements_are_reversed_in_more_than_one_construct() -> None:
    reverse = {MODEL.construct_of(code) for code in MODEL.indicators if CODEBOOK.indicators[code].reverse}
    assert len(reverse) > 1


@pytest.mark.parametrize("code", MODEL.indicators)
def test_a_statement_asks_one_thing(code: str) -> None:
    """No word joins two things that somebody may answer differently."""
    words = {word for text in CODEBOOK.indicators[code].question.values() for word in re.findall(r"\w+", text.lower())}
    assert not words & {"dan", "atau", "serta", "and", "or"}


def test_constructs_follow_the_declared_population() -> None:
    # 40,000 cases: a correlation has a standard error of at most 0.005, four of which are 0.02.
    scores = draw_scores(POPULATION, 40_000, np.random.default_rng(1))
    found = np.corrcoef([scores[name] for name in ("X1", "X2", "X3", "Y")])
    r12, r13, r23 = 0.50, 0.40, 0.50
    b1, b2, b3 = 0.30, 0.25, 0.40
    # Corr(X1, Y) = b1 + b2 r12 + b3 r13 = 0.30 + 0.125 + 0.16, and so on.
    expected = [r12, r13, b1 + b2 * r12 + b3 * r13, r23, b1 * r12 + b2 + b3 * r23, b1 * r13 + b2 * r23 + b3]
    assert found[np.triu_indices(4, 1)] == pytest.approx(expected, abs=0.02)
    assert [scores[name].var() for name in scores] == pytest.approx([1, 1, 1, 1], abs=0.04)


def test_answers_are_points_of_the_scale_and_dimensions_differ() -> None:
    points = draw_points(POPULATION, MODEL, 5, 4_000, np.random.default_rng(2))
    assert points.shape == (4_000, 20)
    assert set(np.unique(points)) == {1, 2, 3, 4, 5}
    means = dict(zip(MODEL.indicators, points.mean(axis=0), strict=True))
    assert min(means["X1.1"], means["X1.2"]) - max(means["X1.3"], means["X1.4"]) > 0.7
    assert min(means["X2.1"], means["X2.2"]) - max(means["X2.3"], means["X2.4"]) > 0.6


def test_reverse_coded_answers_are_turned_back() -> None:
    points = np.tile(np.arange(1, 6).repeat(4), (1, 1))
    turned = reverse_points(points, MODEL, CODEBOOK)
    reverse = [CODEBOOK.indicators[code].reverse for code in MODEL.indicators]
    assert (turned[0, reverse] == 6 - points[0, reverse]).all()
    assert (turned[0, np.invert(reverse)] == points[0, np.invert(reverse)]).all()
