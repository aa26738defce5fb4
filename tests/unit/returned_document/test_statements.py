import re

import pytest

from study.returned_document.comparison import compare_texts
from study.returned_document.original import Terms
from study.returned_document.statements import split_sentences, statements


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("β = −0,05", ["-0,05"]),
        ("0,1–0,9", ["0,1", "0,9"]),
        ("tahun 2010-2020", ["2010", "2020"]),
        ("p < .001 and 43 %", ["<0.001", "43%"]),
        ("43 persen dari 10.000", ["43%", "10.000"]),
        ("dua belas dari tiga puluh", ["12", "30"]),
        ("kriteria henti 10^−7", ["10^-7"]),
        ("X1.1 dan Y.6 (Q^2 = 0,3)", ["X1.1", "Y.6", "0,3"]),
        ("H1 diterima, H2 tidak diterima, H3 ditolak", ["H1", "support +", "H2", "support -", "H3", "support -"]),
        ("is not statistically significant", ["significance -"]),
        ("tidak berpengaruh secara signifikan", ["significance -"]),
        ("doesn't differ significantly", ["significance -"]),
        ("tidak ada pengaruh kuadratik yang signifikan", ["significance -"]),
        ("is highly significant", ["significance + degree high"]),
        ("dua tidak tercapai: koefisien terkecil", ["2", "criterion -", "size -"]),
        ("satu tafsiran yang mungkin ialah bahwa dukungan itu", ["support +"]),
        ("0.25 or below, or 3 or higher", ["≤0.25", "≥3"]),
        ("0,25 atau lebih rendah, 3 atau lebih banyak", ["≤0,25", "≥3"]),
    ],
)
def test_a_text_states(text: str, stated: list[str]) -> None:
    assert [found.meaning for found in statements(text)] == stated


@pytest.mark.parametrize(
    ("expected", "found", "kind"),
    [
        ("β = 0,174", "β = 0,147", "digits changed"),
        ("β = −0,174", "β = 0,174", "sign lost"),
        ("β = 0,174", "β = −0,174", "sign added"),
        ("β = 0,174", "β = 1,74", "decimal mark or place changed"),
        ("β = 0,174", "β = 0.174", "decimal mark or place changed"),
        ("43%", "43", "per cent sign changed"),
        ("p < 0,001", "p > 0,001", "relation changed"),
        ("H1 diterima", "H1 ditolak", "verdict changed"),
        ("tidak signifikan", "signifikan", "verdict changed"),
        ("H1 didukung", "H2 didukung", "code changed"),
        ("0,2 lalu 0,3", "0,3 lalu 0,2", "swapped"),
        ("hal itu tidak berarti", "hal itu berarti", "negation lost or added"),
        ("they cannot reach it", "they can reach it", "negation lost or added"),
        ("H4a didukung", "H4b didukung", "code changed"),
        ("β = 0,174", "t = 0,174", "symbol changed"),
        ("sepertiga usaha", "separuh usaha", "share or rank changed"),
        ("semua usaha", "hampir semua usaha", "quantity changed"),
        ("jawaban simulasi", "jawaban nyata", "data status changed"),
        ("di bawah 0,708", "di atas 0,708", "relation changed"),
        ("0,398", "0,39", "digits changed"),
        ("0,401", "0,4O1", "digits changed"),
        ("0,894", "0,894***", "stars of significance changed"),
        ("X1 → X3 → Y", "X1 → Y → X3", "swapped"),
        ("H2 didukung.", "H2 didukung sebagian.", "verdict changed"),
        ("positive and significant", "positive and marginally significant", "verdict changed"),
        ("H6 memperkuat pengaruh", "H6 memperlemah pengaruh", "verdict changed"),
        ("keluarga konfirmatori", "keluarga eksploratori", "family changed"),
        ("interval persentil", "interval terkoreksi bias", "interval changed"),
        ("prediction out of the sample", "prediction within the sample", "prediction changed"),
        ("tiga tahun", "tiga bulan", "period changed"),
        ("lower-order constructs", "higher-order constructs", "order changed"),
        ("nol sampai seratus", "nol sampai sepuluh", "decimal mark or place changed"),
        ("β = 0,179; bukti lemah", "β = 0,179", "no longer there"),
        ("moderation (undecided) and the gain", "moderation and the gain", "no longer there"),
        ("p = 0,131", "p = minus 0,131", "sign added"),
        ("ditolak pada satu dari empat", "ditolak pada tiga dari empat", "digits changed"),
        ("dengan Mode A", "dengan Mode C", "code changed"),
        ("H2 didukung.", "H2 mungkin didukung.", "verdict changed"),
        ("menurut pandangan Marshall itu", "menurut pandangan Krugman itu", "name or abbreviation changed"),
        ("Hirschman (1958) menulis itu", "Krugman (1958) menulis itu", "name or abbreviation changed"),
        ("rerata AVE ialah 0,7", "rerata CR ialah 0,7", "name or abbreviation changed"),
        ("tiga konstruk eksogen", "tiga konstruk endogen", "opposite word"),
        ("the path is unstandardised here", "the path is standardised here", "opposite word"),
        ("mediasi itu komplementer di sini", "mediasi itu penuh di sini", "no longer there"),
        ("the answers here are simulated", "the answers here", "no longer there"),
        ("semua buktinya signifikan", "salah satu buktinya signifikan", "quantity changed"),
        ("diganti dengan rerata butir", "diganti dengan modus butir", "statistic changed"),
        ("the data lean against it", "the data lean towards it", "leaning changed"),
        ("output grew, but slowly", "output shrank, but slowly", "verdict changed"),
        ("positive and significant", "positive and highly significant", "verdict changed"),
        ("dinilai (73,1%, tinggi)", "dinilai (73,1%, sangat tinggi)", "verdict changed"),
        ("condong ke arah sebaliknya", "condong ke arah yang sama", "likeness changed"),
        ("hasil ini dibaca, tetapi tidak untuk sentra lain", "hasil ini dibaca", "negation lost or added"),
    ],
)
def test_a_difference_that_contradicts_a_result(expected: str, found: str, kind: str) -> None:
    (difference,) = {one.kind: one for one in compare_texts(expected, found, "id")}.values()
    assert difference.kind == kind
    assert difference.is_error


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("See Figure S5. Readers may go on.", ["See Figure S5.", "Readers may go on."]),
        ("H1 leads to H2a. Trust matters.", ["H1 leads to H2a.", "Trust matters."]),
        ("H1. Trust matters. H4a. Price matters.", ["H1. Trust matters.", "H4a. Price matters."]),
        ("X1. Trust", ["X1. Trust"]),
        ("Table S2. Loadings of X1. All items.", ["Table S2. Loadings of X1.", "All items."]),
    ],
)
def test_a_code_opens_a_sentence_or_ends_it(text: str, cut: list[str]) -> None:
    assert split_sentences(text) == cut


def test_what_takes_the_place_of_a_few_words_may_deny_them() -> None:
    before = "The cluster pattern has a positive effect on business sustainability."
    found = compare_texts(before, before.replace("a positive", "no"), "en")
    assert [one.kind for one in found if one.is_error] == ["negation lost or added"]


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("Pengaruhnya β = 0,174 (p < 0,001).", "Adapun pengaruhnya sebesar 0,174 dengan p < 0,001."),
        ("H1 diterima", "H1 didukung"),
        ("β = −0,05", "β = -0,05"),
        ("p = .029", "p = 0.029"),
        ("lima pernyataan", "5 pernyataan"),
        ("10.000 sampel ulang", "10 000 sampel ulang"),
        ("p < 0,001", "p kurang dari 0,001"),
        ("hal itu tidak berarti", "hal itu tak berarti"),
        ("bukan tidak mungkin hal itu", "mungkin hal itu"),
        ("R^2 tiap konstruk", "R2 setiap konstruk"),
        ("sebagian besar usaha", "mayoritas usaha"),
        ("The effect is not significant", "The effect is insignificant"),
        ("H1 didukung", "Hipotesis 1 didukung"),
        ("selisih = −0,05", "selisih = minus 0,05"),
        ("gagasan itu (Porter, 1998; Schmitz, 1995)", "gagasan itu (Schmitz, 1995; Porter, 1998)"),
        ("di Indonesia; Tabel 2", "di Indonesian; Tab. 2"),
        ("dengan 10.000 sampel ulang", "dengan sepuluh ribu sampel ulang"),
        ("pada IK 95%", "pada CI 95%"),
        ("connected on both sides", "connected on either side"),
        ("H3 didukung", "H3 dapat diterima"),
        ("simulated answers to simulated items", "simulated answers to items"),
        ("trust does not grow evenly", "trust grows unevenly"),
        ("kepercayaan tidak tumbuh merata", "kepercayaan tumbuh tidak merata"),
        ("skala dari nol sampai seratus", "skala dari 0 sampai 100"),
        ("with artificial intelligence", "with some help of programs"),
    ],
)
def test_other_words_for_the_same_are_no_difference(expected: str, found: str) -> None:
    assert compare_texts(expected, found, "id") == []


@pytest.mark.parametrize(
    ("before", "lost"),
    [("they hold for these data only", "only"), ("di diagonal: akar kuadrat AVE", "akar-kuadrat")],
)
def test_a_restriction_or_a_root_that_went_is_no_longer_there(before: str, lost: str) -> None:
    after = re.sub(rf"\s*{lost.replace('-', ' ')}", "", before)
    found = compare_texts(before, after, "en", terms=TERMS, is_result=True)
    assert [(one.kind, one.expected, one.is_error) for one in found] == [("no longer there", lost, True)]


def test_a_right_rounding_is_a_note_and_a_wrong_one_an_error() -> None:
    """0,174 is 0,17 at two decimals; 0,176 is 0,18, not 0,17."""
    (right,), (wrong,) = (compare_texts(text, "β = 0,17", "id") for text in ("β = 0,174", "β = 0,176"))
    assert (right.kind, right.is_error) == ("fewer decimals", False)
    assert wrong.is_error


def test_what_goes_is_a_note_in_a_sentence_and_an_error_in_a_cell() -> None:
    assert [one.is_error for one in compare_texts("n = 100 usaha", "usaha", "id")] == [False]
    assert [one.is_error for one in compare_texts("0,174", "", "id", is_cell=True)] == [True]


def test_a_number_that_stands_elsewhere_in_its_sentence_neither_went_nor_came() -> None:
    differences = compare_texts("0,1 lalu 0,2 dan 0,3", "0,3 lalu 0,1", "id")
    assert [(one.kind, one.expected) for one in differences] == [("no longer there", "0,2")]


OTHER_WORD = "another word of the study's tables"
WORDS = frozenset(
    [
        "market",
        "supply",
        "side",
        "intervals",
        "values",
        "dropped",
        "scored",
        "established",
        "price",
        "responses",
        "firms",
    ]
)
TERMS = Terms({}, WORDS, WORDS)


@pytest.mark.parametrize(
    ("expected", "found", "kind"),
    [
        ("H1 to H3 are tested", "H1 and H3 are tested", "no longer there"),
        (
            "there is more room on the market side",
            "there is more room on the supply side",
            "side changed",
        ),
        ("all items were scored first", "all items were dropped first", OTHER_WORD),
        ("at least three years", "at most three years", "relation changed"),
        ("it shows association, not causes", "it shows causes", "negation lost or added"),
        ("a warning and no proof", "a proof", "negation lost or added"),
        ("neither A nor B is tested", "A and B are tested", "negation lost or added"),
        ("X2 is needed; X1 and X3 are not", "X2 is not needed; X1 and X3 are", "negation lost or added"),
        ("Trust drives the sales of firms", "The sales drives trust of firms", "swapped"),
        (
            "model utuh lebih tepat daripada setiap bagiannya",
            "setiap bagian lebih tepat daripada model utuh",
            "swapped",
        ),
        ("the effect of H1 on H2 is large here", "the effect of H2 on H1 is large here", "swapped"),
        ("(gain over trust = 0.2)", "(gain over price = 0.2)", "label of a number changed"),
        ("with Holm’s method (Holm, 1979)", "with Bonferroni’s method (Holm, 1979)", "name or abbreviation changed"),
        (
            "the figures are no evidence on any town",
            "the figures are evidence on towns in Indonesia",
            "negation lost or added",
        ),
        ("71 online and 40 offline", "40 online and 71 offline", "swapped"),
        ("two of the criteria are not met", "one of the criteria are not met", "digits changed"),
        ("it has workers and lies there", "it has workers or lies there", "junction changed"),
        ("within 0,5 of the limit", "beyond 0,5 of the limit", "position changed"),
        ("firms that differ by one point", "firms that differ by two points", "count changed"),
        ("the level is down to .95", "the level is up to .95", "course changed"),
        ("sales do not grow and prices fall", "sales grow and prices do not fall", "verdict changed"),
        ("each of the three paths is here", "two of the three paths is here", "count changed"),
        ("this may turn it", "this will turn it", "certainty changed"),
    ],
)
def test_words_that_make_another_statement_in_the_place_of_others(expected: str, found: str, kind: str) -> None:
    differences = compare_texts(expected, found, "en", terms=TERMS, is_result=True)
    assert kind in {one.kind for one in differences if one.is_error or kind == "no longer there"}


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("positive and significant", "significant and positive"),
        ("it takes trust, time, and luck", "it takes luck, time, and trust"),
        ("2 of the 27 criteria are not met", "of the 27 criteria, 2 are not met"),
        ("all values, with their 95% bounds, lie below 0.9", "all values lie below 0.9, with their 95% bounds"),
        ("nothing is said on A and B", "no word is said on A or B"),
        ("the VIF is at most 1.3", "the highest VIF is 1.3"),
        ("the effect of H1 is mediated by X2 here, as H5 says", "X2 mediates the effect of H1 here, as H5 says"),
        ("dua gagasan menawarkan penjelasan", "dua gagasan menjelaskan"),
        ("they do not contradict each other", "they are not in contradiction"),
        ("structural equation modelling", "structural equation modeling"),
        ("at least three years", "three years or more"),
        ("it is not supported", "it is unsupported"),
        ("it does not exceed the limit", "it is below the limit"),
        ("the limit is not exceeded", "nothing exceeds the limit"),
        ("it does not only grow", "it grows"),
        ("H1, H2, and H3 are tested", "H1 to H3 are tested"),
        ("(β = .2; p < .05)", "(p < .05; β = .2)"),
        ("whether it is dropped", "whether or not it is dropped"),
        ("the market side is small", "the side of the market is small"),
        ("the market is rare", "the market is scarce"),
        ("firms can begin with what is soon felt", "firms can begin with what brings quick benefits"),
        ("the whole market", "the full market"),
        ("both sides of the link", "the two sides of the link"),
        ("they lack a share", "they are short of a share"),
        ("small industry is rare", "small firms are rare"),
        ("it falls short of a share", "it is smaller than a share"),
        ("hal itu tidak membuktikan apa-apa", "hal itu bukan bukti apa-apa"),
        ("what may set those apart", "what may distinguish those"),
        ("the rules leave out some", "some are left out by the rules"),
        ("one hundred answers were imputed", "100 responses were imputed"),
        ("what both sides bring to firms cannot be told apart", "the two sides of a firm are indistinguishable"),
    ],
)
def test_the_same_in_other_words_and_another_order(expected: str, found: str) -> None:
    assert not any(one.is_error for one in compare_texts(expected, found, "en", terms=TERMS, is_result=True))


@pytest.mark.parametrize(
    "text",
    ["Tidak terdapat pengaruh X1 terhadap Y yang signifikan.", "Tidak ditemukan pengaruh langsung yang signifikan."],
)
def test_a_denial_reaches_over_codes_and_verbs_of_finding(text: str) -> None:
    assert "significance -" in [one.meaning for one in statements(text)]
