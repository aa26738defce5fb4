"""A twin of a survey: its counts and correlations, and no row of anybody; it says that it is simulated."""

import csv
import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from plssem import IntArray
from study.base.errors import StudyError, StudyErrors
from study.drafting.study_check import check_study
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import MODE, CleaningRules, Configuration, Description
from study.setup.study_model import read_study_model
from study.simulated.twin import make_twin
from study.simulated.twin_answers import class_numbers, code_answers, draw_numbers, draw_traits, draw_twin
from study.survey.cleaning import clean_survey
from study.survey.description import respondent_table
from study.survey.reading import read_survey_table
from study.survey.scoring import score_answer
from study.survey.submissions import Submission

ROOT = Path(__file__).resolve().parents[3]
RULES = CleaningRules(invalid_answers="stop", straight_lining="exclude", max_missing_share=0.25, missing_answers="mean")
CONFIG = "studies/shop/config.yaml"
TWIN = "studies/shop/twin.yaml"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration survey as if it were collected, and its twin: a site, answers of a few counted together."""
    tmp_path = tmp_path_factory.mktemp("twin")
    for folder in ("config", "manuscript", "workflow"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for name in ("simulated.sha256", "bps_growth.csv"):
        shutil.copyfile(ROOT / "data" / "raw" / name, raw / name)
    for sample, name in (("online", "main"), ("pilot", "pilot")):
        content = (ROOT / "data" / "raw" / f"simulated_survey_{sample}.csv").read_text(encoding="utf-8-sig")
        (raw / f"{name}.csv").write_text(content + "\n", encoding="utf-8")
    typed = read_survey_table(ROOT / "data" / "raw" / "simulated_survey_offline.xlsx")
    with (raw / "typed.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([typed.headers, *(row.cells for row in typed.rows)])
    config = read_yaml(tmp_path / "config" / "config.yaml")
    config["study"] |= {
        "data_status": "collected",
        "site": "Kota",
        "declarations": {"funding": {"id": "Hibah", "en": "A grant"}},
    }
    for file, name in zip(config["survey"]["full"]["files"], ("main", "typed"), strict=True):
        file["path"] = f"data/raw/{name}.csv"
    config["survey"]["pilot"]["file"] = "data/raw/pilot.csv"
    config["description"]["smallest_cell"] = 5
    config["results_dir"] = "studies/shop/results"
    write(tmp_path / CONFIG, config)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        (tmp_path / "said.txt").write_text(make_twin(configfile=CONFIG, seed=1), encoding="utf-8")
    return tmp_path


@pytest.fixture
def project(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the study and its twin, which is where commands run."""
    shutil.copytree(study, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def write(file: Path, config: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(config), encoding="utf-8")


def rows(file: str) -> list[dict[str, str]]:
    text = Path(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))


def points(count: int, items: int, r: float = 0.5, seed: int = 0) -> IntArray:
    """Answers on five points, skewed, of normal variables that correlate r."""
    generator = np.random.default_rng(seed)
    drawn = np.sqrt(r) * generator.standard_normal((count, 1)) + np.sqrt(1 - r) * generator.standard_normal(
        (count, items)
    )
    return np.digitize(drawn, [-1.6, -0.8, 0.1, 0.9]) + 1


def test_the_twin_of_a_collected_survey_runs_as_simulated(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Path("said.txt").read_text(encoding="utf-8")
    assert re.search(
        r"shop_twin_1\.csv and .*shop_twin_2\.csv: 100 simulated rows of 20 items, none of them a row of the survey; ",
        said,
    )
    assert said.endswith(f"Run: python scripts/sentra.py run --configfile {TWIN}")
    assert check_study(root=project, configfile=TWIN) == 0
    out = capsys.readouterr().out
    assert "full: 100 submissions, 100 kept\n" in out
    assert "full, file 2 (offline): 35 submissions, 35 kept\n" in out
    config = read_yaml(Path(TWIN))
    assert (config["study"]["data_status"], config["study"]["declarations"]) == ("simulated", {})
    assert config["results_dir"] == "studies/shop/results_twin"
    for line in Path("data/raw/shop_twin.sha256").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256(Path("data/raw", name).read_bytes()).hexdigest() == digest


@pytest.mark.usefixtures("project")
def test_a_twin_has_the_columns_and_nothing_of_anybody() -> None:
    real, twin = rows("data/raw/main.csv"), rows("data/raw/shop_twin_1.csv")
    assert list(twin[0]) == list(real[0])
    assert {(row["Nama"], row["Nomor WhatsApp"]) for row in twin} == {("", "")}
    assert not {row["Stempel waktu"] for row in twin} & {row["Stempel waktu"] for row in real}
    assert "Responden" not in Path("data/raw/shop_twin_1.csv").read_text(encoding="utf-8")
    consent = "Saya bersedia menjadi responden dan menyetujui penggunaan jawaban saya untuk penelitian."
    assert {row[consent] for row in twin} == {"bersedia"}
    products = Counter(row["Apa produk utama usaha Anda?"] for row in twin)
    assert min(count for product, count in products.items() if product != "other") >= 5


@pytest.mark.usefixtures("project")
def test_cleaning_finds_the_counts_of_every_item_and_describing_question() -> None:
    codebook, model = read_codebook(Path("config/codebook.yaml")), read_study_model(Path("config/model.yaml"))
    configurations = [Configuration.from_config(read_yaml(Path(file))) for file in (CONFIG, TWIN)]
    for sample in ("pilot", "full"):
        real, twin = (
            clean_survey(each.survey.samples[sample], each.cleaning, codebook, model.indicators).kept
            for each in configurations
        )
        for code in model.indicators:
            assert Counter(each.answers[code] for each in twin) == Counter(each.answers[code] for each in real)
        tables = [respondent_table(kept, codebook, configurations[0].description) for kept in (real, twin)]
        described = [table[table["column"].isin([*codebook.descriptive, MODE])].values.tolist() for table in tables]
        assert sorted(described[0]) == sorted(described[1])


@pytest.mark.usefixtures("project")
def test_the_record_says_how_near_the_twin_is() -> None:
    record = json.loads(Path("data/raw/shop_twin.json").read_text(encoding="utf-8"))["full"]
    assert (record["data_status"], record["rows"], record["items"], record["rows_of_the_survey"]) == (
        "simulated",
        100,
        20,
        0,
    )
    nearest = record["differing_items_to_nearest_row"]
    assert 0 < nearest["minimum"] <= nearest["median"] < 1
    assert record["difference_of_polychoric_correlations"]["mean"] < 0.06
    assert record["difference_of_polychoric_correlations"]["largest"] < 0.25


@pytest.mark.usefixtures("project")
def test_one_seed_gives_one_twin() -> None:
    file = Path("data/raw/shop_twin_1.csv")
    made = [file.read_bytes()]
    for seed in (1, 2):
        make_twin(configfile=CONFIG, seed=seed)
        made.append(file.read_bytes())
    assert made[0] == made[1] != made[2]


def test_a_twin_does_not_pass_as_collected(project: Path) -> None:
    config = read_yaml(Path(CONFIG))
    config["survey"]["full"]["files"][0]["path"] = "data/raw/shop_twin_1.csv"
    write(project / CONFIG, config)
    with pytest.raises(
        StudyErrors, match=r"^simulated answers must not pass as collected ones: data/raw/shop_twin_1\.csv"
    ):
        check_study(root=project, configfile=CONFIG)


def test_a_pilot_among_the_full_sample_is_so_in_the_twin(project: Path) -> None:
    config = read_yaml(Path(CONFIG))
    config["survey"]["pilot"] = {"file": "data/raw/main.csv", "sheet": None, "rows": 30, "expected_n": None}
    config["survey"]["pilot_overlap"] = "declared"
    write(project / CONFIG, config)
    make_twin(configfile=CONFIG, seed=1)
    pilot = read_yaml(Path(TWIN))["survey"]["pilot"]
    assert pilot["file"] == "data/raw/shop_twin_1.csv"
    assert 20 < pilot["rows"] == pilot["expected_n"] <= 30
    assert check_study(root=project, configfile=TWIN) == 0


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("configfile", "seed", "message"),
    [
        (CONFIG, -1, "^this is no seed: --seed: found -1; expected 0 or more; choose another$"),
        (TWIN, 1, "^the survey is a twin already: data/raw/shop_twin"),
        ("studies/none/config.yaml", 1, "^a configuration file is missing: "),
    ],
)
def test_what_has_no_twin_is_refused_in_one_line(configfile: str, seed: int, message: str) -> None:
    before = Path("data/raw/shop_twin_1.csv").read_bytes()
    with pytest.raises(StudyError, match=message):
        make_twin(configfile=configfile, seed=seed)
    assert Path("data/raw/shop_twin_1.csv").read_bytes() == before


def test_counts_of_every_item_are_kept_missing_ones_too() -> None:
    kept = points(60, 8)
    kept[::7, 2] = 0
    kept[5, 3] = 0
    twin = draw_twin(kept, kept, RULES, np.random.default_rng(1)).points
    for real, drawn in zip(kept.T, twin.T, strict=True):
        assert Counter(real.tolist()) == Counter(drawn.tolist())


@pytest.mark.parametrize(("items", "r"), [(6, 0.1), (10, 0.5), (10, 0.7)])
def test_correlations_are_nearly_kept(items: int, r: float) -> None:
    kept = points(300, items, r)
    twin = draw_twin(kept, kept, RULES, np.random.default_rng(2))
    assert twin.mean_difference < 0.04
    assert twin.differences.max() < 0.12


def test_correlations_are_raised_where_the_commonest_rows_are_somebodys() -> None:
    """Six items that correlate .5: some 170 rows are redrawn, and without raising .16 is lacking on average."""
    kept = points(300, 6, 0.5)
    twin = draw_twin(kept, kept, RULES, np.random.default_rng(2))
    assert twin.redrawn > 100
    assert twin.mean_difference < 0.06


def test_no_row_is_a_row_of_the_survey_or_a_straight_line() -> None:
    """Five items that correlate .7: one draw alone repeats rows of the survey."""
    kept = points(40, 5, 0.7)
    twin = draw_twin(kept, kept, RULES, np.random.default_rng(3))
    assert twin.redrawn > 0
    assert not {tuple(row) for row in twin.points.tolist()} & {tuple(row) for row in kept.tolist()}
    assert all(len(set(row)) > 1 for row in twin.points.tolist())
    differing = [min(int((row != other).sum()) for other in kept) / 5 for row in twin.points]
    np.testing.assert_allclose(twin.nearest, differing, rtol=0, atol=1e-12)


def test_a_missing_answer_makes_no_row_another_one() -> None:
    """An item that one respondent answered: the twin repeats nobody in the others."""
    kept = points(30, 6)
    kept[1:, 0] = 0
    drawn = draw_twin(kept, kept, RULES, np.random.default_rng(4)).points
    others = {tuple(row) for row in kept[:, 1:].tolist()}
    assert not others & {tuple(row) for row in drawn[:, 1:].tolist()}


def test_where_every_row_is_somebodys_there_is_no_twin() -> None:
    kept = np.array([[1, 2], [2, 1], [1, 1], [2, 2]] * 3)
    with pytest.raises(
        StudyError,
        match=r"^no twin without a row of somebody can be drawn: the survey: found [0-9]+ of 12 rows of 2 items",
    ):
        draw_twin(kept, kept, RULES, np.random.default_rng(5))


def test_an_item_that_everybody_answered_alike_stays_so() -> None:
    kept = np.column_stack((points(50, 6), np.full(50, 4)))
    twin = draw_twin(kept, kept, RULES, np.random.default_rng(6))
    assert set(twin.points[:, 6].tolist()) == {4}
    assert not twin.correlations[6, :6].any()


NUMBERS = """
scale: {points: 5}
scales: {turnover: {kind: number, minimum: 0, decimal: ","}}
indicators:
  A: {question: {id: A}, label: {id: A}, reverse: false}
  T: {question: {id: T}, label: {id: T}, reverse: false, scale: turnover}
"""


def test_numbers_are_drawn_by_quantiles_and_a_rare_one_is_nobodys(tmp_path: Path) -> None:
    """Turnover in thousands, log-normal, a fifth of it 0; it goes along with an item on points."""
    (tmp_path / "codebook.yaml").write_text(NUMBERS, encoding="utf-8")
    book, generator = read_codebook(tmp_path / "codebook.yaml"), np.random.default_rng(8)
    agreement = points(400, 1)[:, 0]
    turnover = np.round(np.exp(generator.normal(10 + 0.5 * agreement, 1)), -3) * (np.arange(400) % 5 > 0)
    pairs = zip(agreement.tolist(), turnover.tolist(), strict=True)
    kept = [Submission(row, None, "", True, {}, {"A": a, "T": t}, (), {}) for row, (a, t) in enumerate(pairs)]
    classes = class_numbers(kept, ("A", "T"), book)
    coded = code_answers(kept, ("A", "T"), book, classes)
    drawn = draw_numbers(coded, ("A", "T"), classes, book, generator)["T"]
    numbers = np.array([score_answer(text, book.scales["turnover"]) for text in drawn])
    assert (numbers == 0).sum() == pytest.approx(80, abs=5)
    assert numbers.min() >= 0
    assert not (numbers % 1000).any()
    below = [
        (np.mean(numbers <= bound), np.mean(turnover <= bound)) for bound in np.quantile(turnover, [0.3, 0.5, 0.8])
    ]
    np.testing.assert_allclose(*zip(*below, strict=True), rtol=0, atol=0.04)
    values, counts = np.unique(turnover, return_counts=True)
    rare = set(values[counts < 5].tolist())
    assert len(rare & set(numbers.tolist())) <= 0.02 * len(rare)
    assert np.corrcoef(coded[:, 0], numbers)[0, 1] == pytest.approx(np.corrcoef(agreement, turnover)[0, 1], abs=0.12)


def test_a_number_of_three_decimals_is_not_written_as_thousands(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(NUMBERS.replace(', decimal: ","', ""), encoding="utf-8")
    book = read_codebook(tmp_path / "codebook.yaml")
    answers = [{"A": None, "T": 1.001 + row / 1000} for row in range(20)]
    kept = [Submission(row, None, "", True, {}, answer, (), {}) for row, answer in enumerate(answers)]
    classes = class_numbers(kept, ("A", "T"), book)
    coded = code_answers(kept, ("A", "T"), book, classes)
    drawn = draw_numbers(coded, ("A", "T"), classes, book, np.random.default_rng(9))["T"]
    assert all(0.99 < score_answer(text, book.scales["turnover"]) < 1.03 for text in drawn)


def test_traits_are_counted_as_in_the_table_and_criteria_stay_met() -> None:
    """Classes from 3, 6 and 11 years: their lowest numbers; rare answers are "other", of a criterion the least met."""
    codebook = read_codebook(ROOT / "config" / "codebook.yaml")
    years = ["3", "4 tahun", "5", "7", "8", "6", "40"]
    products = ["Batik", "batik", "Batik", "Sepatu emas", "", "Batik", "Batik"]
    traits = [
        {"years_operating": year, "permanent_workers": "Ya", "product": product}
        for year, product in zip(years, products, strict=True)
    ]
    kept = [Submission(row, None, "", True, {}, {}, (), cells) for row, cells in enumerate(traits)]
    description = Description(classes={"years_operating": (3, 6, 11)}, smallest_cell=2)
    cells = draw_traits(kept, codebook, description, np.random.default_rng(7))
    assert Counter(cells["years_operating"]) == {"3": 4, "6": 3}
    assert Counter(cells["permanent_workers"]) == {"Ya": 7}
    assert Counter(cells["product"]) == {"Batik": 5, "other": 2}
