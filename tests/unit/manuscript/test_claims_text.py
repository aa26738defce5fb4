"""What both articles say of each claim follows its verdict: other verdicts, other sentences."""

import re
from pathlib import Path

import pandas as pd
import pytest

import collect_numbers
from jobs import call
from study.base.errors import StudyError
from study.base.files import read_table, write_table
from study.results.quotation import ManuscriptInputs
from study.setup.claim_declarations import Measure
from study.setup.config import read_yaml
from study.setup.study_model import read_study_model
from study.writing import rendering
from unit.manuscript.made_up_results import (
    FIGURES,
    ROOT,
    STUDY,
    Case,
    figures,
    markdown,
    prose,
    settings,
    write_results,
)
from unit.manuscript.test_languages import both, floats, quoted

STATES = ("supported", "not_supported", "contradicted", "not_testable")
LANGUAGES = {"id": {}, "en": {"template": "manuscript.en.md.jinja", "language": "en"}}
# By claim: for each verdict a phrase in Indonesian and one in English that no other verdict on it brings about.
SAID = {
    "C1": {
        "supported": ("Di antara kedua sisinya, sisi hulu menyumbang", "Of the two sides, the supply side contributes"),
        "not_supported": (
            "keterkaitan ke depan terhadap keberlanjutan usaha tidak dapat dibedakan",
            "cannot be told apart",
        ),
        "contradicted": (
            "Di antara kedua sisinya, sisi hilir menyumbang",
            "Of the two sides, the market side contributes",
        ),
        "not_testable": (
            "belakang dan keterkaitan ke depan tidak dapat diuji",
            "and forward linkages cannot be tested",
        ),
    },
    "C2": {
        "supported": (
            "Lokasi menyumbang lebih banyak daripada tindakan",
            "Location contributes more than joint action",
        ),
        "not_supported": (
            "tahap aglomerasi pasif tidak dapat dipastikan",
            "stage of passive agglomeration cannot be settled",
        ),
        "contradicted": ("Tindakan bersama menyumbang lebih banyak", "Joint action contributes more than location"),
        "not_testable": ("lokasi dan tindakan bersama tidak dapat diuji", "and of joint action cannot be tested"),
    },
    "C3": {
        "supported": ("orientasi PEL paling menentukan.", "LED orientation is the most decisive."),
        "not_supported": (
            "merupakan faktor yang paling menentukan tidak didukung data",
            "most decisive factor finds no support",
        ),
        "contradicted": (
            "tidak dapat disebut sebagai faktor yang paling menentukan: pengaruhnya sendiri signifikan",
            "cannot be called the most decisive factor: its own effect",
        ),
        "not_testable": ("Urutan kepentingan ketiga faktor tidak dapat diuji", "three factors cannot be tested"),
    },
    "C4": {
        "supported": ("Orientasi PEL tampak sebagai mediator", "LED orientation appears as a mediator"),
        "not_supported": (
            "Jalur dari pola kluster melalui orientasi PEL tidak signifikan",
            "The route from the cluster pattern by way of LED orientation is not significant",
        ),
        "contradicted": ("berlawanan dengan hipotesis mediasi", "against the hypothesis of mediation"),
        "not_testable": (
            "Peran mediasi orientasi PEL tidak dapat diuji",
            "Mediation by LED orientation cannot be tested",
        ),
    },
    "C5": {
        "supported": ("makin besar pengaruh keduanya", "the larger the effects of both"),
        "not_supported": ("pola kluster dan keterkaitan tidak didukung", "of linkages is not supported"),
        "contradicted": ("saling menggantikan", "look like substitutes"),
        "not_testable": ("Peran moderasi orientasi PEL tidak dapat diuji", "role of LED orientation cannot be tested"),
    },
    "C6": {
        "supported": ("luar sampel lebih baik daripada", "better than LED orientation alone"),
        "not_supported": (
            "model utuh tidak mengungguli kedua bagiannya",
            "does not significantly surpass both its parts",
        ),
        "contradicted": ("luar sampel lebih buruk daripada", "out of the sample worse than"),
        "not_testable": (
            "model utuh dengan bagian-bagiannya tidak dapat diuji",
            "the whole model with its parts cannot be tested",
        ),
    },
    "C9": {
        "supported": ("perlambatan sepanjang tahun itu terlihat", "a slowdown throughout that year shows"),
        "not_supported": ("pertumbuhan tidak bergerak ke satu arah", "growth did not move in one direction"),
        "contradicted": ("bertentangan dengan angkanya", "the figures contradict a slowdown"),
        "not_testable": ("tidak cukup untuk menilai apakah pertumbuhan", "not enough to judge whether growth"),
    },
}


def article(folder: Path, case: Case, language: str = "id") -> str:
    return prose(markdown(folder, Case(**{**vars(case), **LANGUAGES[language]})))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("claim", SAID)
def test_each_verdict_on_a_claim_has_its_own_sentences_in_both_languages(
    tmp_path: Path, claim: str, state: str
) -> None:
    case = Case(verdicts={claim: state})
    for place, language in enumerate(LANGUAGES):
        text = article(tmp_path, case, language)
        said = {other: phrases[place] in text for other, phrases in SAID[claim].items()}
        assert said == {other: other == state for other in STATES}
        assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\s[,.;]|\.\.", text)
        for abstract in re.findall(r"\*\*Abstra(?:ct|k)\.\*\* (.+)", text):
            assert 150 <= len(abstract.split()) <= 250


@pytest.mark.parametrize(
    "case",
    [
        *(Case(verdicts=dict.fromkeys(SAID, state)) for state in STATES),
        Case(verdicts=dict(zip(SAID, STATES * 2, strict=False)), beside="contradicted"),
        Case(
            verdicts=dict(zip(SAID, STATES[::-1] * 2, strict=False)), beside="not_supported", undecidable=("C3", "C5")
        ),
        Case(beside="not_testable", undecidable=("H1", "C1", "C2", "C4", "C6")),
    ],
    ids=str,
)
def test_both_languages_say_the_same_of_the_claims(tmp_path: Path, case: Case) -> None:
    indonesian, english = both(tmp_path, case)
    assert quoted(indonesian) == quoted(english)
    assert floats(indonesian) == floats(english)
    for text in (prose(indonesian), prose(english)):
        assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\s[,.;]|\.\.", text)


@pytest.mark.parametrize("state", STATES)
def test_abstracts_keep_their_length_with_all_claims_and_hypotheses_alike(tmp_path: Path, state: str) -> None:
    text = article(tmp_path, Case(verdicts=dict.fromkeys(("H1", "H2", "H3", *SAID), state)))
    for abstract in re.findall(r"\*\*Abstra(?:ct|k)\.\*\* (.+)", text):
        assert 150 <= len(abstract.split()) <= 250


def test_the_abstract_names_what_is_supported_and_what_is_contradicted(tmp_path: Path) -> None:
    states = {"C1": "contradicted", "C2": "not_supported", "C3": "not_supported", "C5": "contradicted"}
    text = article(tmp_path, Case(verdicts=states))
    assert (
        "data mendukung peran mediasi orientasi PEL dan keunggulan model utuh atas bagiannya; data tidak mendukung "
        "unggulnya aglomerasi pasif maupun orientasi PEL sebagai pendorong utama; yang bertentangan dengan data ialah "
        "unggulnya sisi hulu dan peran penguatan orientasi PEL." in text
    )
    nothing = article(tmp_path, Case(verdicts=dict.fromkeys(SAID, "not_supported")))
    assert "Dari hipotesis selebihnya, data tidak mendukung unggulnya sisi hulu" in nothing


UNTESTED = {
    "id": (
        "Unggulnya sisi hulu, unggulnya aglomerasi pasif, orientasi PEL sebagai pendorong utama, peran mediasi "
        "orientasi PEL, peran penguatan orientasi PEL, dan keunggulan model utuh atas bagiannya tidak dapat diuji "
        "dengan data ini, sehingga tidak ada kesimpulan tentang hal-hal itu.",
        "Keunggulan model utuh atas bagiannya tidak dapat diuji dengan data ini, sehingga tidak ada kesimpulan tentang "
        "hal itu.",
        ("# Kesimpulan dan", "tidak mendukung dugaan"),
    ),
    "en": (
        "The lead of backward linkages, the lead of passive agglomeration, the primacy of LED orientation, the "
        "mediating role of LED orientation, the strengthening role of LED orientation, and the gain of the whole "
        "model over its parts cannot be tested with these data, so that nothing is concluded about them.",
        "The gain of the whole model over its parts cannot be tested with these data, so that nothing is concluded "
        "about it.",
        ("# Conclusion and", "do not support the expectation"),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_conclusion_tells_what_cannot_be_tested_from_what_is_not_supported(tmp_path: Path, language: str) -> None:
    everything, one, (heading, unproved) = UNTESTED[language]
    text = article(tmp_path / "all", Case(verdicts=dict.fromkeys(SAID, "not_testable")), language)
    assert everything in text
    assert unproved not in text[text.index(heading) :]
    mixed = {**dict.fromkeys(SAID, "not_supported"), "C6": "not_testable"}
    text = article(tmp_path / "one", Case(verdicts=mixed), language)
    assert one in text
    assert unproved in text[text.index(heading) :]


def test_a_verdict_that_random_numbers_could_change_says_so(tmp_path: Path) -> None:
    assert "berada begitu dekat dengan batas kriteria" not in article(tmp_path, Case())
    text = article(tmp_path, Case(undecidable=("C3",)))
    assert text.count("berada begitu dekat dengan batas kriteria") == 1
    assert "Putusan atas H4c berada begitu dekat dengan batas kriteria" in text


def test_the_advice_follows_the_claims(tmp_path: Path) -> None:
    as_claimed = article(tmp_path, Case())
    assert "Sisi hilir yang sumbangannya lebih kecil didahulukan" in as_claimed
    assert "melembagakan kerja sama dalam persaingan" in as_claimed
    assert "sebaiknya digandengkan" in as_claimed
    assert "daur hidup sentra" in as_claimed
    opposite = article(tmp_path, Case(verdicts=dict.fromkeys(("C1", "C2", "C3", "C5"), "contradicted")))
    assert "Saluran ke pasar yang sudah memberi sumbangan terbesar diperluas" in opposite
    assert "menambah jumlah usaha di lokasi yang sama bukan prioritas" in opposite
    assert "didahulukan bagi usaha yang pola kluster dan keterkaitannya lemah" in opposite
    weak = article(tmp_path, Case(verdicts={"H3": "not_supported"}))
    assert "daur hidup sentra" not in weak


def test_a_lead_without_an_effect_of_its_own_is_said_to_be_just_that(tmp_path: Path) -> None:
    states = dict.fromkeys(("C1", "C2", "C3"), "not_supported")
    leads = dict.fromkeys(("C1.1", "C2.1", "C3.1", "C3.2"), "supported")
    text = article(tmp_path, Case(verdicts=states | leads), "en")
    assert text.count("so that it cannot be called dominant") == 2
    assert "its effect exceeds that of both other factors, but is not significant in itself" in text
    assert "cannot be told apart" not in text
    against = {
        "C1": "contradicted",
        "C1.1": "supported",
        "C3": "contradicted",
        "C3.1": "supported",
        "C3.2": "supported",
    }
    text = article(tmp_path, Case(verdicts=against), "en")
    assert "but is itself negative" in text
    assert "its own effect is significant and negative" in text
    assert "opposite of what was expected: the contribution" not in text
    assert "its effect is smaller than that of" not in text


@pytest.mark.parametrize(
    ("kind", "share", "said"),
    [("complementary", 0.3, True), ("indirect_only", 1.2, False), ("competitive", -0.4, False)],
)
def test_a_share_of_the_total_effect_is_one(tmp_path: Path, kind: str, share: float, said: bool) -> None:
    for language, words in (("id", "bagiannya dalam pengaruh total"), ("en", "its share of the total effect is")):
        assert (words in article(tmp_path, Case(mediation=(kind, share)), language)) == said


def test_what_is_not_measured_is_said_to_be_so(tmp_path: Path) -> None:
    text = article(tmp_path, Case())
    assert "bantuan karitatif tidak diukur" in text
    assert "Pertumbuhan ekonomi daerah tidak diukur" in text


def test_the_table_of_claims_has_every_claim_with_its_verdict(tmp_path: Path) -> None:
    text = markdown(tmp_path, Case(verdicts={"C2": "contradicted"}))
    rows = dict(re.findall(r"^\| \*\*(\w+): ([a-z ]+)\*\*[^|]*\. [^|]+\| \| \| \| \|$", text, flags=re.MULTILINE))
    assert list(rows) == ["H1", "H2", "H3", "H4a", "H4b", "H4c", "H5", "H6", "H7", "P1", "P2", "P3"]
    assert rows["H4b"] == "bertentangan dengan data"
    assert rows["P1"] == rows["P2"] == "tidak dapat diuji"
    assert {rows[name] for name in ("H1", "H4a", "P3")} == {"didukung"}


DIFFERENCE = Measure("difference_of_paths", {"first": "X1 -> Y", "second": "X2 -> Y"})


def with_another_claim(
    folder: Path, verdict: str, language: str, measure: Measure = DIFFERENCE, **numbers: float
) -> str:
    """The article of a study whose claims.yaml declares one claim more: nothing else about it is changed.

    numbers: of its evidence, in place of those of H1.
    """
    model = read_study_model(ROOT / "config" / "model.yaml")
    results = folder / "results"
    files = write_results(results, model, Case())
    statement = {"id": "Keterkaitan lebih menentukan daripada kluster.", "en": "Linkages matter more than clusters."}
    tables = {name: read_table(results / f"{name}.csv") for name in ("claims", "claim_tests", "grades")}
    one = tables["claim_tests"].query("claim == 'H1'")
    tests = one.assign(claim="C10", kind=measure.kind, statistic=measure.title, verdict=verdict, estimate=0.123)
    tests = tests.assign(**numbers)
    told = {"statement_id": statement["id"], "statement_en": statement["en"]}
    row = tables["claims"].query("id == 'H1'").assign(id="C10", verdict=verdict, statistic=measure.title, **told)
    grade = tables["grades"].query("id == 'H1'").assign(id="C10", hypothesis="C10", verdict=verdict, grade="strong")
    for name, more in (("claims", row), ("claim_tests", tests), ("grades", grade)):
        write_table(pd.concat([tables[name], more]), results / f"{name}.csv")
    config = ROOT / "config"
    declared = {"model": config / "model.yaml", "codebook": config / "codebook.yaml"}
    collected = folder / "numbers.json"
    quoted = settings(Case()) | {"necessity": read_yaml(config / "config.yaml")["necessity"]}
    call(collect_numbers.main, results=files, numbers=collected, results_dir=results, settings=quoted, **declared)
    pictures = figures(folder / "figures", FIGURES)
    manuscript = ManuscriptInputs(collected, *declared.values(), pictures / "alt_texts.json", STUDY, language).read()
    name = {"id": "manuscript.id.md.jinja", "en": "manuscript.en.md.jinja"}[language]
    return rendering.render(ROOT / "manuscript" / name, manuscript)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("supported", {"id": "didukung oleh data (", "en": "is supported by the data ("}),
        ("not_supported", {"id": "tidak didukung (", "en": "is not supported ("}),
        ("contradicted", {"id": "bertentangan dengan data (", "en": "is contradicted by the data ("}),
        ("not_testable", {"id": "tidak dapat diuji dengan data ini", "en": "cannot be tested with these data"}),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_claim_that_is_added_has_its_row_and_its_sentence(
    tmp_path: Path, verdict: str, said: dict[str, str], language: str
) -> None:
    made = with_another_claim(tmp_path, verdict, language)
    text = prose(made)
    opening = {"id": "Klaim C10 (Keterkaitan lebih menentukan daripada kluster) ", "en": "Claim C10 (Linkages matter"}
    assert opening[language] in text
    assert said[language] in text[text.index(opening[language]) :][:160]
    assert re.search(r"^\| \*\*C10: ", made, flags=re.MULTILINE)
    assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\s[,.;]|\.\.", text)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_claim_of_necessity_tells_d_and_a_one_sided_p_and_no_interval(tmp_path: Path, language: str) -> None:
    measure = Measure("necessity", {"condition": "X1", "outcome": "Y"})
    unknown = dict.fromkeys(("se", "t", "lower", "upper", "detectable"), float("nan"))
    text = prose(with_another_claim(tmp_path / "one", "supported", language, measure, p=0.021, **unknown))
    mark = "," if language == "id" else "."
    assert f"(d(X1 → Y)\u00a0=\u00a00{mark}123; *p*\u00a0=\u00a00{mark}021)" in text
    said = {
        "id": "bersifat dua arah, untuk syarat perlu satu arah, dan",
        "en": ", those of necessary conditions one-sided,",
    }
    assert said[language] in text
    assert said[language] not in prose(with_another_claim(tmp_path / "other", "supported", language))


def test_a_verdict_without_a_sentence_stops_the_rendering(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="claim C10, verdict perhaps"):
        with_another_claim(tmp_path, "perhaps", "en")


@pytest.mark.parametrize("claim", ["C1", "C5"])
def test_a_claim_of_another_direction_than_its_sentences_stops_the_text(tmp_path: Path, claim: str) -> None:
    with pytest.raises(StudyError, match=f"claim {claim}, direction negative"):
        markdown(tmp_path, Case(negative=(claim,)))


def test_what_stands_beside_a_claim_has_no_smallest_effect(tmp_path: Path) -> None:
    """It has no verdict in the table, by which the note explains that column."""
    text = markdown(tmp_path, Case(beside="not_supported", template="manuscript.en.md.jinja", language="en"))
    rows = [row.split("|")[-3].strip() for row in re.findall(r"^\|.*\(beside\).*$", text, flags=re.MULTILINE)]
    assert rows == [""] * len(rows) != []
