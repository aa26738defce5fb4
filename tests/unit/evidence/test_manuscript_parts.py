"""What articles say of the respondents, the quality of the evidence and its robustness, in both languages."""

import atexit
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import judge_criteria
from jobs import call
from study.base.files import read_json, read_table, write_json, write_table
from study.results.numbers import NumberInputs
from study.results.quotation import Manuscript
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.study_model import read_study_model
from study.writing import rendering
from unit.evidence.made_up_evidence import QUOTED, write_evidence
from unit.manuscript.made_up_results import FIGURES, ROOT, STUDY, Case, figures, prose, settings, write_results

CONFIG = read_yaml(ROOT / "config" / "config.yaml")
PARTS = (
    "sample_size",
    "settings",
    "respondents",
    "quality",
    "robustness",
    "necessity",
    "slope_regions",
    "conditional_mediation",
    "limitations",
)
ANCHORS = re.compile(r"\{#([a-z:_-]+)")


def rendered(
    folder: Path,
    language: str,
    *,
    good: bool = True,
    evidence: bool = True,
    answers: Mapping[str, int] | None = None,
    robust: Mapping[str, Sequence[object]] | None = None,
    declared: Mapping[str, pd.DataFrame | Mapping[str, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """The parts of one language, rendered from made-up results. answers: counts of missing answers in place of the
    made-up ones. robust: columns of the robustness of paths likewise. declared: the files of what a study may declare.
    facts: of robustness.json likewise.
    """
    model, codebook = ROOT / "config" / "model.yaml", ROOT / "config" / "codebook.yaml"
    results = folder / "results"
    files = copied_results(results, good if evidence else None)
    quoted = {**settings(Case()), **{key: CONFIG[key] for key in QUOTED}}
    groups = {"permutations": 5000, "smallest_group": 30, "centre_groups": True}
    directions = {"resamples": 5000, "least_path": 0.708}
    quoted |= {"ordinal": {"resamples": 2000}, "directions": directions, "groups": groups} if declared else {}
    shared = {"results_dir": results, "model": model, "codebook": codebook, "settings": quoted}
    if evidence:
        if answers:
            place = results / "full" / "evidence.json"
            content = read_json(place)
            write_json({**content, "missing_answers": {**content["missing_answers"], **answers}}, place)
        if robust:
            place = results / "robustness_paths.csv"
            write_table(read_table(place).iloc[[0] * len(robust["source"])].assign(**robust), place)
        if facts:
            place = results / "robustness.json"
            write_json({**read_json(place), **facts}, place)
        for name, content in (declared or {}).items():
            files.append(results / name)
            write_table(content, files[-1]) if isinstance(content, pd.DataFrame) else write_json(content, files[-1])
        criteria = results / "criteria.csv"
        call(
            judge_criteria.main,
            results=files,
            checklist=ROOT / "config" / "checklist.yaml",
            criteria=criteria,
            **shared,
        )
        files.append(criteria)
        if good:
            # The made-up measurement is not all that guidelines ask for.
            table = read_table(criteria)
            write_table(table.assign(met=table["met"].where(table["met"].isna(), True)), criteria)
    numbers = NumberInputs(files, **shared).collect()
    texts = read_json(figures(folder / "figures", [*FIGURES, "specification_curve"]) / "alt_texts.json")
    manuscript = Manuscript(numbers, read_study_model(model), read_codebook(codebook), STUDY, texts, language)
    return rendering.render(parts_only(language), manuscript)


def copied_results(folder: Path, good: bool | None) -> list[Path]:
    """Copy made-up results into a folder, with good or poor evidence or (None) without any; their paths."""
    source, names = _results(good)
    shutil.copytree(source, folder)
    return [folder / name for name in names]


@cache
def _results(good: bool | None) -> tuple[Path, list[Path]]:
    """Write these results once for all renderings; their folder, and the files in it."""
    folder, model = _made() / f"results_{good}", read_study_model(ROOT / "config" / "model.yaml")
    files = write_results(folder, model, Case())
    files += [] if good is None else write_evidence(folder, model, ROOT, good=good)
    return folder, [file.relative_to(folder) for file in dict.fromkeys(files)]


@cache
def parts_only(language: str) -> Path:
    """A template of these parts alone. All renderings share its folder, so that the parts are compiled once."""
    template = _made() / f"parts_only.{language}.jinja"
    calls = "\n\n".join(f"<< q.{part}() >>" for part in PARTS)
    calls += "".join(f'\n\n<< q.detectable("{path}->Y") >>' for path in ("X1", "X2"))
    template.write_text(
        f'<% import "parts/evidence.{language}.jinja" as q with context %>\n{calls}\n', encoding="utf-8"
    )
    return template


@cache
def _made() -> Path:
    """The folder of what all renderings share; it goes when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="parts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], str]:
    return {
        (language, good): rendered(tmp_path_factory.mktemp("parts"), language, good=good)
        for language in ("id", "en")
        for good in (True, False)
    }


@pytest.mark.parametrize("good", [True, False])
def test_both_languages_quote_the_same_numbers_and_read_on(texts: dict[tuple[str, bool], str], good: bool) -> None:
    one, other = texts["id", good], texts["en", good]
    quoted = [Counter(re.findall(r"\{\.number ([^}]*)\}", text)) for text in (one, other)]
    assert quoted[0] == quoted[1]
    assert len(quoted[0]) > 100
    assert ANCHORS.findall(one) == ANCHORS.findall(other)
    for text in (one, other):
        assert not re.search(r"<<|<%|\bnan\b|\bNone\b|\(\)|\s[,.;](?!\d)|\.\.", prose(text))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_float_is_mentioned_and_every_mention_has_its_float(
    texts: dict[tuple[str, bool], str], language: str
) -> None:
    text = texts[language, True]
    floats = {anchor for anchor in ANCHORS.findall(text) if anchor.startswith(("tbl:", "fig:"))}
    assert floats == set(re.findall(r"\]\(#([a-z_:]+)\)", text))
    assert {"tbl:respondents", "tbl:settings", "tbl:power", "tbl:robustness", "fig:specification_curve"} <= floats


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_checklist_finds_what_the_parts_report(texts: dict[tuple[str, bool], str], language: str) -> None:
    anchors = set(ANCHORS.findall(texts[language, True]))
    asked = [item["anchor"] for item in read_yaml(ROOT / "config" / "checklist.yaml")["items"].values()]
    mine = {anchor for anchor in asked if isinstance(anchor, str) and anchor.startswith("report-")}
    assert mine == {anchor for anchor in anchors if anchor.startswith("report-")}


def test_necessary_conditions_are_told_as_they_are(texts: dict[tuple[str, bool], str]) -> None:
    good, bad = prose(texts["en", True]), prose(texts["en", False])
    assert "By this criterion, X1 and X2 count as necessary for Y; X3 does not." in good
    assert "80% of the range of Y requires is missed by the most respondents in X2 (30.0%)." in good
    assert "By this criterion, none of X1, X2, and X3 counts as necessary for Y." in bad
    assert "As no condition counts as necessary, the levels in these tables are no advice." in bad
    assert "Menurut kriteria ini, X1 dan X2 dianggap perlu bagi Y; X3 tidak." in prose(texts["id", True])
    assert re.search(r"\| 80 \| \[31\.0\]\S* ", texts["en", True])
    assert re.search(r"\| 0 \| NN \| NN \| NN \|\n", texts["en", True])
    assert re.search(r"\| 100 \| out of reach \|", texts["en", True])


def test_regions_of_significance_are_told_one_after_the_other(texts: dict[tuple[str, bool], str]) -> None:
    states = (("en", True), ("en", False), ("id", True))
    good, bad, told = (prose(texts[state]).replace("\xa0", " ") for state in states)
    first = "significantly negative from −2.50 to −1.52, not significant from −1.50 to −0.52"
    assert f"Along X3, the effect X1 → Y is {first}, and significantly positive from −0.50 to 0.48." in good
    assert "Along X3, the effect X1 → Y is not known from −2.50 to −1.52." in bad
    assert "Sepanjang X3, pengaruh X1 → Y signifikan negatif dari −2,50 sampai −1,52, tidak signifikan dari" in told


def test_conditional_mediation_is_told_by_its_index(texts: dict[tuple[str, bool], str]) -> None:
    good, bad = (prose(texts["en", state]).replace("\xa0", " ") for state in (True, False))
    effect, numbers = "indirect effect X1 → X3 → Y", "(index = 0.100; 95% CI [0.020, 0.200])"
    assert f"The {effect} is significantly higher where X2 is high than where it is low {numbers}. The product" in good
    assert "The product lets the path X1 → X3 depend on X2, in a rival model that holds this path." in good
    assert f"That the {effect} depends on X2 is not supported (index = 0.100; 95% CI" in bad
    for text in (good, bad):
        assert f"Whether the {effect} depends on X2 cannot be said: the index has no interval. The product" in text
        assert "The product lets the path X3 → Y depend on X2." in text
    told = prose(texts["id", True]).replace("\xa0", " ")
    assert (
        "Pengaruh tidak langsung X1 → X3 → Y secara signifikan lebih tinggi apabila X2 tinggi daripada apabila" in told
    )
    assert "| **X1\\ →\\ X3\\ →\\ Y; X2 memoderasi X1\\ →\\ X3** |" in texts["id", True]
    assert "| pengaruh tidak langsung, moderator 0,5 SB di bawah reratanya |" in texts["id", True]
    assert "| indirect effect, moderator at its mean |" in texts["en", True]


def test_good_evidence_is_called_so(texts: dict[tuple[str, bool], str]) -> None:
    text = prose(texts["id", True])
    for sentence in (
        "Batas itu tidak terlampaui.",
        "lebih kecil secara signifikan daripada galat rerata",
        "Tidak ada pengaruh kuadratik yang signifikan.",
        "tidak ada isyarat endogenitas; bagi skor yang mendekati normal atau hanya bernilai dua, suku itu memang tidak",
        "apabila koefisiennya sekurang-kurangnya 0,240, masih dalam 0,25 yang hendak dideteksi.",
        "Semua kriteria yang dapat dinilai pada survei utama tercapai.",
        "ada atau tidaknya indikator terlemah (X1.3)",
    ):
        assert sentence in text.replace("\n", " ")
    assert "bergantung pada pilihan analisis" not in text


@pytest.mark.parametrize(
    ("language", "tested", "untested"),
    [
        ("id", "lebih kecil secara signifikan daripada galat rerata", "tidak dapat diuji terhadap galat model linear."),
        ("en", "is significantly smaller than that of the mean", "cannot be tested against that of the linear model."),
    ],
)
def test_a_linear_model_that_does_not_exist_is_no_better_one(
    tmp_path: Path, language: str, tested: str, untested: str
) -> None:
    """Where it has as many predictors as cases, its loss is not known: the sentence asked for a number, and failed."""
    unknown = dict.fromkeys(("difference", "p", "p_one_sided"))
    losses = {"average": {"difference": -0.1, "p": 0.01, "p_one_sided": 0.005}, "linear_model": unknown}
    declared = {"full/predictive_power.json": {"cvpat": {"overall": losses}}}
    text = spoken(rendered(tmp_path, language, declared=declared))
    assert tested in text
    assert untested in text


def test_bad_evidence_is_told_with_its_values(texts: dict[tuple[str, bool], str]) -> None:
    text = prose(texts["en", False]).replace("\n", " ").replace("\u00a0", " ")
    for sentence in (
        "That limit is exceeded, so that method bias cannot be ruled out.",
        "smaller, but not significantly, than that of the mean",
        "larger, but not significantly, than that of the linear model",
        "exceeds the ninety-fifth percentile of its distribution under exact fit",
        "The paths X2 → Y and X3 → Y are not straight: their quadratic effects are significant.",
        "which hints at endogeneity",
        "Mardia’s test cannot be computed",
        "only from 0.270 on, more than the 0.25 that the study set out to detect",
        "PLSc has no admissible solution, as the standardised loading of X3.1 exceeds one (1.060); its estimates",
        "the inverse square root method asks for 99 respondents for a coefficient of 0.25; the",
        "the smallest outer loading (0.620) falls short of 0.708",
        "The findings on X1 → Y, X2 → Y, and X3 → Y thus depend on the choice of analysis.",
        "the largest full-collinearity VIF (4.10) exceeds 3.30",
        "SRMR of the estimated model (0.120) does not lie below 0.08",
        "the number of straight-liners among those analysed is 4 rather than zero",
        "The full-collinearity VIF is a sign that the common method may have inflated",
    ):
        assert sentence in text
    assert "weakest indicator" not in text


def spoken(text: str) -> str:
    return prose(text).replace("\n", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "good", "sentence"),
    [
        ("id", True, "Tidak seorang pun yang dianalisis memberi jawaban yang sama pada"),
        ("id", True, "pada semua butir diberikan oleh 1 responden yang dikeluarkan. "),
        ("id", False, "oleh 1 responden yang dikeluarkan dan 4 responden yang dianalisis. "),
        ("en", True, "was given by 1 of the respondents left out. Nobody among those analysed gave"),
        ("en", False, "1 of the respondents left out and 4 of the respondents analysed. Nobody"),
    ],
)
def test_where_nobody_does_that_is_said_in_words(
    texts: dict[tuple[str, bool], str], language: str, good: bool, sentence: str
) -> None:
    text = spoken(texts[language, good])
    assert sentence in text
    assert not re.search(r"\b0 (?:respon|of |among )", text)


def test_no_missing_answer_and_a_single_one(tmp_path: Path) -> None:
    for missing, sentences in {
        0: {"en": "2,000 answers, none is missing. ", "id": "2.000 jawaban, tidak ada yang kosong. "},
        1: {"en": "1 is missing (2.0%), at most 2.0% of one item; 1 respondent left out", "id": "1 kosong (2,0%)"},
    }.items():
        for language, sentence in sentences.items():
            answers = {"missing": missing, "respondents_with_missing": missing}
            text = rendered(tmp_path / f"{missing}{language}", language, answers=answers)
            assert sentence in spoken(text)


@pytest.mark.parametrize(
    ("language", "good", "sentence"),
    [
        (
            "en",
            True,
            "The finding is that of the main analysis in all analyses for X1 → Y, X2 → Y, and X3 → Y. ",
        ),
        (
            "en",
            False,
            "in 60.0% of the analyses that yield an estimate for X1 → Y, X2 → Y, and X3 → Y (120 yield none, for each",
        ),
        ("id", True, "sama dengan analisis utama pada semua analisis bagi X1 → Y, X2 → Y, dan X3 → Y. "),
        ("id", False, "temuan tentang X1 → Y, X2 → Y, dan X3 → Y bergantung pada pilihan analisis."),
    ],
)
def test_paths_alike_in_robustness_share_one_sentence(
    texts: dict[tuple[str, bool], str], language: str, good: bool, sentence: str
) -> None:
    text = spoken(texts[language, good])
    assert text.count(sentence) == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "in all analyses for X1 → Y; in 60.0% of the analyses that yield an estimate for X2 → Y "
            "(1 yields "
            "none). The finding on X2 → Y thus depends on the choice of analysis. No analysis gives a result for "
            "X3 → Y.",
        ),
        (
            "id",
            "pada semua analisis bagi X1 → Y; pada 60,0% analisis yang menghasilkan estimasi bagi "
            "X2 → Y (1 analisis "
            "tidak menghasilkannya). Karena itu, temuan tentang X2 → Y bergantung pada pilihan analisis. Tidak ada "
            "analisis yang memberi hasil bagi X3 → Y.",
        ),
    ],
)
def test_paths_that_differ_in_robustness_are_told_apart(tmp_path: Path, language: str, sentence: str) -> None:
    counts = {"source": ["X1", "X2", "X3"], "share_same": [1.0, 0.6, None], "unknown": [0, 1, 600]}
    assert sentence in spoken(rendered(tmp_path, language, robust=counts))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "option “Careless responding: low variability left out” (10.0% for X1 → Y and 20.0% for X2 → Y)."),
        ("id", "“Jawaban asal-asalan: tanpa ragam jawaban yang rendah” (10,0% bagi X1 → Y dan 20,0% bagi X2 → Y)."),
    ],
)
def test_an_option_that_agrees_least_on_several_paths_is_named_once(
    tmp_path: Path, language: str, sentence: str
) -> None:
    paths = {"source": ["X1", "X2"], "share_same": [0.5, 0.6], "unknown": [0, 0]}
    least = pd.DataFrame({"source": ["X1", "X2"], "target": "Y", "universes": 10, "share_same": [0.1, 0.2]})
    choices = least.assign(choice="careless", option="variability")[["choice", "option", *least]]
    text = rendered(tmp_path, language, robust=paths, declared={"robustness_choices.csv": choices})
    assert sentence in spoken(text)


@pytest.mark.parametrize(
    ("unstable", "said"),
    [
        (
            0,
            {
                "en": "The findings on all paths are the same in nearly",
                "id": "Temuan tentang semua jalur sama pada hampir",
            },
        ),
        (1, {"en": "The finding on M1 → Y thus depends", "id": "Karena itu, temuan tentang M1 → Y bergantung"}),
        (
            1,
            {
                "en": "The findings on the other paths are the same",
                "id": "Temuan tentang jalur lainnya sama pada hampir",
            },
        ),
        (
            4,
            {"en": "The finding on the one remaining path is the same", "id": "Temuan tentang jalur lainnya sama pada"},
        ),
        (5, {"en": "M4 → Y, and M5 → Y thus depend", "id": "M4 → Y, dan M5 → Y bergantung pada"}),
    ],
)
def test_of_many_paths_only_those_that_depend_on_choices_are_named(
    tmp_path: Path, unstable: int, said: Mapping[str, str]
) -> None:
    shares = [0.5] * unstable + [1.0] * (5 - unstable)
    paths = {"source": [f"M{place}" for place in range(1, 6)], "share_same": shares, "unknown": [0] * 5}
    for language, sentence in said.items():
        text = spoken(rendered(tmp_path / language, language, robust=paths))
        assert sentence in text
        assert ("nearly all analyses" in text or "hampir semua analisis" in text) == (unstable < 5)


@pytest.mark.parametrize(
    ("language", "items"),
    [
        (
            "en",
            (
                "smallest *p* of the quadratic effects (",
                "d~ULS~ (0.120) exceeds its ninety-fifth percentile under exact fit (0.060)",
                "smallest *Q*^2^ predict (",
                "average, one-sided *p* (",
            ),
        ),
        (
            "id",
            (
                "; *p* terkecil pengaruh kuadratik (",
                "d~ULS~ (0,120) melampaui persentil kesembilan puluh limanya pada kecocokan tepat (0,060)",
                "*Q*^2^ prediksi terkecil (",
                "rerata, *p* satu arah (",
            ),
        ),
    ],
)
def test_symbols_in_the_list_of_what_is_not_met_are_set_as_symbols(
    texts: dict[tuple[str, bool], str], language: str, items: tuple[str, ...]
) -> None:
    text = spoken(texts[language, False])
    for item in items:
        assert item in text
    assert "d_ULS" not in text


def test_what_a_rejected_hypothesis_could_have_been_is_said(texts: dict[tuple[str, bool], str]) -> None:
    """Of X2 the simulation found a size with power enough, of X1 it did not."""
    for language, sentences in (
        (
            "en",
            ("with a power of 80% is 0.31 (simulated, two-sided)", "is 0.25 (two-sided; in simulation, no size tried"),
        ),
        (
            "id",
            ("dengan daya uji 80% ialah 0,31 (simulasi, dua arah)", "ialah 0,25 (dua arah; dalam simulasi tidak ada"),
        ),
    ):
        for sentence in sentences:
            assert sentence in prose(texts[language, True]).replace("\n", " ")


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_the_results_nothing_is_said(tmp_path: Path, language: str) -> None:
    text = rendered(tmp_path, language, evidence=False)
    assert prose(text).strip() == ""
