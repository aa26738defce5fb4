import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import product
from pathlib import Path

import pytest
from jinja2.lexer import Lexer

from study.base.errors import StudyError
from study.results.numbers import Number, Numbers, declared_numbers
from study.results.quotation import Manuscript
from study.setup.study_model import ModelPath
from study.writing.rendering import refuse_another_study, render, template_environment
from unit.manuscript.made_up_results import ROOT, Case, manuscript_of, markdown, prose

TEMPLATES = sorted(path for folder in ("", "parts") for path in (ROOT / "manuscript" / folder).glob("*jinja"))
SKELETON = "skeleton.en.md.jinja"
ENGLISH = "manuscript.en.md.jinja"
STATES = ("supported", "not_supported", "contradicted", "not_testable")
# Digits that are no numbers of the study: names of hypotheses, symbols and a hash, exponents, indices, citations.
ALLOWED = re.compile(
    r"\bSHA-256\b|\bAIC3\b|\b[HXY][0-9]\b|[*\w]\^2\^|~[0-9A-Z]~|@[a-z]+[0-9]{4}[a-z]*|\\beta_[0-9]|X_[0-9]"
)


def texts_of(template: str) -> Iterator[str]:
    """What a template prints as it stands: its text, and the sentences handed to macros."""
    lexer = Lexer(template_environment(ROOT))
    for _, kind, value in lexer.wrap(lexer.tokeniter(template, "template")):
        if kind == "data" or (kind == "string" and " " in value):
            yield value


def numbers_typed_by_hand(template: str) -> list[str]:
    found = [re.search(r"\S*[0-9]\S*", ALLOWED.sub("", text)) for text in texts_of(template)]
    return [match.group() for match in found if match]


def with_verdicts(*states: str) -> dict[str, str]:
    return dict(zip(("H1", "H2", "H3"), states, strict=True))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_number_is_typed_by_hand(template: Path) -> None:
    assert numbers_typed_by_hand(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    ["Sebanyak 100 responden.", "<< t.paths('Jalur, 3 buah') >>", "β = 0,412", "<% if x %>nilai 5%<% endif %>", "H12"],
)
def test_a_number_typed_by_hand_is_found(planted: str) -> None:
    assert numbers_typed_by_hand(planted)


def test_an_unknown_number_stops_the_manuscript(tmp_path: Path) -> None:
    template = tmp_path / "template.jinja"
    template.write_text("<< number('full.paths.X1->Y.estimat') >>", encoding="utf-8")
    with pytest.raises(StudyError, match=r"no such number: numbers.json: found full.paths.X1->Y.estimat"):
        markdown(tmp_path, Case(), template)


WRONG_CALLS = [
    "<< t.table('paths', 'Paths', models={}) >>",
    "<< number('a', 1, 2, 3) >>",
    "<% if 'a' < 1 %>x<% endif %>",
]


@pytest.mark.parametrize(
    "wrong",
    ["<< nothing >>", "<< study.nothing >>", "<% if nothing %>x<% endif %>", "<% if %>", *WRONG_CALLS],
)
def test_a_name_or_a_call_that_is_wrong_stops_the_manuscript_at_its_line(tmp_path: Path, wrong: str) -> None:
    template = tmp_path / "template.jinja"
    template.write_text(f"<% import 'tables.jinja' as t with context %>\n{wrong}", encoding="utf-8")
    with pytest.raises(StudyError, match=r"the template cannot be filled: .*template.jinja, line 2: found .+"):
        markdown(tmp_path, Case(), template)


def test_a_template_may_import_without_the_context(tmp_path: Path) -> None:
    (tmp_path / "own.jinja").write_text("<% macro twice(text) %><< text ~ text >><% endmacro %>", encoding="utf-8")
    template = tmp_path / "template.jinja"
    template.write_text("<% import 'own.jinja' as own %><< own.twice('so') >>", encoding="utf-8")
    assert markdown(tmp_path, Case(), template).endswith("soso")


def test_text_is_not_printed_as_a_number(tmp_path: Path) -> None:
    template = tmp_path / "template.jinja"
    template.write_text("<< number('full.paths.X1->Y.verdict') >>", encoding="utf-8")
    with pytest.raises(StudyError, match=r"not a number: numbers.json: found full.paths.X1->Y.verdict = 'supported'"):
        markdown(tmp_path, Case(), template)


@pytest.mark.parametrize("states", [*product(STATES[:3], repeat=3), (STATES[3],) * 3], ids="-".join)
def test_the_article_reads_on_in_every_state(tmp_path: Path, states: tuple[str, ...]) -> None:
    text = prose(markdown(tmp_path, Case(verdicts=with_verdicts(*states))))
    assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\s[,.;]|\.\.", text)
    words = {"supported": "didukung", "not_supported": "tidak didukung", "contradicted": "bertentangan dengan data"}
    for hypothesis, state in with_verdicts(*states).items():
        said = re.search(rf"^\*\*{hypothesis} ([a-z ]+?)\.?\*\*", text, flags=re.MULTILINE)
        assert said is not None
        assert said[1] == words.get(state, "tidak dapat diuji")
    for abstract in re.findall(r"\*\*Abstra(?:ct|k)\.\*\* (.+)", text):
        assert 150 <= len(abstract.split()) <= 250


def test_conclusion_and_advice_follow_the_verdicts(tmp_path: Path) -> None:
    text = prose(markdown(tmp_path, Case(verdicts=with_verdicts("supported", "not_supported", "contradicted"))))
    conclusion = text[text.index("## Kesimpulan") :]
    assert "Formasi keterkaitan industri berhubungan positif dan signifikan dengan keberlanjutan usaha" in conclusion
    assert "Hubungan pola kluster dengan keberlanjutan usaha tidak signifikan" in conclusion
    assert (
        "Orientasi PEL berhubungan signifikan dengan keberlanjutan usaha, tetapi ke arah yang berlawanan" in conclusion
    )
    assert "Sisi hilir yang sumbangannya lebih kecil didahulukan" in conclusion
    assert "sebelum program kerja sama diperluas" in conclusion
    assert "Sasaran program perlu dicatat" in conclusion


def test_simulated_data_are_called_so_and_collected_data_are_not(tmp_path: Path) -> None:
    simulated = markdown(tmp_path, Case())
    front, *floats = re.split(r"^::: \{?\.?float", simulated, flags=re.MULTILINE)
    assert "DATA SIMULASI" in front  # which heads every page too, and every picture of answers
    assert not any("DATA SIMULASI" in block[: block.index("\n:::\n")] for block in floats)
    collected = markdown(tmp_path, Case(status="collected"))
    assert "simulasi" not in collected.lower()
    assert "simulated" not in collected.lower()


def test_what_a_study_lacks_is_not_spoken_of(tmp_path: Path) -> None:
    text = markdown(tmp_path, Case(pilot=False, growth=False))
    assert "tidak didahului uji coba" in text
    assert not re.search(r"tbl:growth|fig:growth|tbl:pilot|BPS|triwulan", text)


def test_a_pilot_that_failed_is_told_with_its_values(tmp_path: Path) -> None:
    text = prose(markdown(tmp_path, Case(fit_for_use=False)))
    assert "**Instrumen belum memenuhi semua kriteria**: muatan luar X1.1 (0,642) tidak melampaui 0,70." in text
    several = prose(markdown(tmp_path / "several", Case(failing=("X1", "X3"), language="en", template=ENGLISH)))
    assert "does not meet all criteria**: AVE of X1 (0.432) and X3 (0.432) does not exceed 0.50." in several
    assert "dipakai tanpa perubahan" not in text


def test_an_abstract_names_a_level_that_nobody_would_take_for_granted(tmp_path: Path) -> None:
    """At 1 %, "not significant" may stand beside p = 0.026."""
    named = ("at a confidence level of 99%", "pada tingkat kepercayaan 99%")
    usual, other = (prose(markdown(tmp_path, Case(level=level))) for level in (0.95, 0.99))
    assert [words in usual for words in named] == [False, False]
    assert [words in other for words in named] == [True, True]


def test_an_overlap_of_pilot_and_survey_is_told(tmp_path: Path) -> None:
    assert "juga termasuk dalam sampel utama" in markdown(tmp_path, Case(overlap="declared"))
    assert "tidak termasuk dalam sampel utama" in markdown(tmp_path, Case())


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0.20, 0.10, -0.01, 0.41), "*t* dan interval persentil menghasilkan putusan yang berbeda"),
        ((0.33, 0.10, 0.13, 0.53), ""),
        ((0.19, 0.10, 0.01, 0.39), "seluruhnya berada di satu sisi nol walaupun *t* tidak mencapai nilai kritis"),
        ((0.06, 0.10, -0.14, 0.26), ""),
    ],
    ids=["t alone", "both", "the interval alone", "neither"],
)
def test_t_and_interval_that_disagree_are_told(
    tmp_path: Path, numbers: tuple[float, float, float, float], told: str
) -> None:
    text = prose(markdown(tmp_path, Case(numbers={"H1": numbers})))
    said = text[text.index("**H1 ") : text.index("**H2 ")]
    assert told in said
    assert bool(told) == bool(re.search("menghasilkan putusan yang berbeda|satu sisi nol", said))


@pytest.mark.parametrize(
    "case",
    [
        Case(template=SKELETON, language="en"),
        Case(template=SKELETON, language="en", pilot=False, growth=False, status="collected"),
        Case(template=SKELETON, language="en", satisfaction=True, overlap="declared", growth=False),
    ],
    ids=["own study", "nothing but a survey", "seven constructs"],
)
def test_the_skeleton_takes_any_study(tmp_path: Path, case: Case) -> None:
    text = prose(markdown(tmp_path, case))
    assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)", text)
    assert ("are also part of the full sample" in text) == (case.overlap == "declared")
    assert ("The study has no pilot" in text) == (not case.pilot)
    assert ("tbl:effects" in text) == case.satisfaction
    assert ("Value is estimated in Mode B" in text) == case.satisfaction
    assert ("hypothesis" in text) == (not case.satisfaction)


def test_the_skeleton_tells_every_claim_and_counts_the_verdicts(tmp_path: Path) -> None:
    """H1 to H3 stand among the paths; the claims beyond them have sentences, and a table with the evidence."""
    verdicts = {"H2": "contradicted", "H3": "not_supported", "C1": "not_supported", "C7": "not_testable"}
    made = markdown(tmp_path, Case(template=SKELETON, language="en", verdicts=verdicts, failing=("X1",)))
    text = prose(made)
    assert (
        "Of the three hypotheses, one is not supported, one is contradicted by the data, and one is not inter" in text
    )
    told = re.findall(r"^Claim (\w+) \(", text, re.MULTILINE)
    assert told == ["H4a", "H4b", "H4c", "H5", "H6", "H7", "P1", "P2", "P3"]
    assert "*p*~Holm~" in text
    assert "That a hypothesis" not in text
    for name in ("claims", "moderation", "model_comparison"):
        assert f"{{#tbl:{name}}}" in made


@pytest.mark.parametrize("pilot", [True, False])
def test_the_skeletons_of_both_languages_say_the_same(tmp_path: Path, pilot: bool) -> None:
    texts = {}
    for language in ("id", "en"):
        (tmp_path / language).mkdir()
        case = Case(template=f"skeleton.{language}.md.jinja", language=language, pilot=pilot, growth=False)
        texts[language] = markdown(tmp_path / language, case)
    for what in (r'key="([^"]+)"', r"#((?:tbl|fig|eq):\w+)", r"^(#+) ", r"@([a-z]+[0-9]{4}[a-z]*)"):
        found = {language: Counter(re.findall(what, text, re.MULTILINE)) for language, text in texts.items()}
        assert found["id"] == found["en"]
    assert not re.search(r"<<|<%|\b(the|and|nan|None)\b", prose(texts["id"]))


def test_a_template_in_a_folder_of_its_own_uses_what_the_project_shares(tmp_path: Path) -> None:
    folder = tmp_path / "studies" / "shop"
    folder.mkdir(parents=True)
    template = folder / "manuscript.en.md.jinja"
    template.write_bytes((ROOT / "manuscript" / SKELETON).read_bytes())
    assert markdown(tmp_path, Case(language="en"), template) == markdown(
        tmp_path, Case(language="en", template=SKELETON)
    )


def article(manuscript: Manuscript) -> str:
    """The article of this study, of a manuscript made up otherwise."""
    return prose(render(ROOT / "manuscript" / f"manuscript.{manuscript.language}.md.jinja", manuscript))


def with_construct(manuscript: Manuscript, name: str, **changes: object) -> Manuscript:
    constructs = dict(manuscript.model.constructs)
    constructs[name] = replace(constructs[name], **changes)  # type: ignore[arg-type]
    return replace(manuscript, model=replace(manuscript.model, constructs=constructs))


def with_numbers(manuscript: Manuscript, numbers: dict[str, Number]) -> Manuscript:
    return replace(manuscript, numbers=replace(manuscript.numbers, numbers=numbers))


def test_the_article_of_this_study_is_refused_to_another(tmp_path: Path) -> None:
    skeleton = "begin with manuscript/skeleton.en.md.jinja, which takes any study"
    with pytest.raises(StudyError, match=rf"a study without X1 \(industrial linkages\), .*{skeleton}"):
        markdown(tmp_path / "other", Case(satisfaction=True, language="en", template="manuscript.en.md.jinja"))
    own = manuscript_of(tmp_path, Case(language="en"))
    with pytest.raises(StudyError, match=rf"X1 \(industrial linkages\); .*label these .*, else {skeleton}"):
        article(with_construct(own, "X1", label={"id": "Mutu layanan", "en": "Service quality"}))
    numbers = own.numbers.numbers
    without = {key: number for key, number in numbers.items() if not key.startswith(("claims.", "claim_tests."))}
    with pytest.raises(StudyError, match=rf"a study without claim C1, claim C2, .*{skeleton}"):
        article(with_numbers(own, without))
    paths = (*own.model.paths, ModelPath("X1", "X3", "H4"))
    with pytest.raises(StudyError, match=rf"a study with hypotheses on X1 -> X3; .*{skeleton}"):
        article(replace(own, model=replace(own.model, paths=paths)))
    free = tuple(replace(path, hypothesis=None) for path in own.model.paths)
    with pytest.raises(StudyError, match=r"a study without a hypothesis on X1->Y, .*X3->Y; "):
        article(replace(own, model=replace(own.model, paths=free)))


def test_a_template_about_another_study_is_refused_before_there_are_numbers(tmp_path: Path) -> None:
    own = replace(manuscript_of(tmp_path, Case()), numbers=Numbers("collected", {}, {}))
    claims = ["C1", "C2", "C3", "C4", "C5", "C6", "C8"]
    template = ROOT / "manuscript" / "manuscript.id.md.jinja"
    refuse_another_study(template, own, claims, has_growth=False)
    with pytest.raises(StudyError, match=r"without claim C9; .*begin with manuscript/skeleton\.id"):
        refuse_another_study(template, own, claims, has_growth=True)
    other = with_construct(own, "Y", label={"id": "Loyalitas", "en": "Loyalty"})
    with pytest.raises(StudyError, match=r"a study without Y \(keberlanjutan usaha\); .*label these"):
        refuse_another_study(template, other, claims, has_growth=False)
    refuse_another_study(ROOT / "manuscript" / "skeleton.id.md.jinja", other, [], has_growth=False)
    broken = tmp_path / "broken.jinja"
    broken.write_text("a\n<% if %>\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"the template cannot be filled: .*line 2"):
        refuse_another_study(broken, own, [], has_growth=False)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("of every construct in Mode A reaches 0.50", "α of every construct in Mode A reach 0.70")),
        ("id", ("semua konstruk dengan Mode A mencapai 0,50", "α semua konstruk dengan Mode A mencapai 0,70")),
    ],
)
def test_the_article_judges_no_construct_in_mode_b_by_its_loadings_or_reliability(
    tmp_path: Path, language: str, sentences: tuple[str, ...]
) -> None:
    bad = {"X1": {"ave": 0.3, "cronbach_alpha": 0.3, "composite_reliability": 0.4}}
    own = manuscript_of(tmp_path, Case(language=language, reliability=bad, loading=-0.3))
    assert not any(sentence in article(own) for sentence in sentences)
    of_one = with_construct(own, "X1", mode="B")
    text = article(of_one)
    assert all(sentence in text for sentence in sentences)
    assert not re.search(r"(?:below zero|bawah nol) \(X1", text)
    of_all = article(reduce(lambda made, name: with_construct(made, name, mode="B"), ("X2", "X3", "Y"), of_one))
    assert len(re.findall("Mode A", of_all)) == 1
    assert re.search("no two of them are estimated in Mode A|tidak ada dua konstruk yang .* Mode A", of_all)
    assert re.search("none is judged by its loadings|tidak satu pun dinilai dengan muatan", of_all)


@pytest.mark.parametrize(
    ("language", "unmet", "none"),
    [
        ("en", "is not met by X1–X2", "judge no pair of constructs"),
        ("id", "Pasangan X1–X2 tidak memenuhi", "tidak menilai pasangan konstruk mana pun"),
    ],
)
def test_htmt_judges_no_pair_with_a_construct_in_mode_b(tmp_path: Path, language: str, unmet: str, none: str) -> None:
    own = manuscript_of(tmp_path, Case(language=language, htmt={("X1", "X2"): (0.95, 0.99)}))
    assert unmet in article(own)
    of_one = with_construct(own, "X1", mode="B")
    text = article(of_one)
    assert unmet not in text
    assert re.search("(?:HTMT of two constructs in|HTMT tertinggi antara dua konstruk dengan) Mode A", text)
    assert none not in text
    assert none in article(reduce(lambda made, name: with_construct(made, name, mode="B"), ("X2", "X3"), of_one))


@pytest.mark.parametrize(
    ("language", "several", "one"),
    [
        ("en", "answered on several scales: 1 on 5 answers from", "scale of five points|one step of the answers"),
        (
            "id",
            "dengan skala jawaban yang berbeda-beda: 1 butir dengan 5 pilihan",
            "lima poin|satu langkah pada",
        ),
    ],
)
def test_the_article_names_several_scales_and_never_one_of_them_for_all(
    tmp_path: Path, language: str, several: str, one: str
) -> None:
    own = manuscript_of(tmp_path, Case(language=language))
    assert re.search(one, article(own))
    codebook = own.codebook
    other = replace(codebook.indicators["X1.1"], scale="other")
    scales = {"other": replace(codebook.scale, name="other"), codebook.scale.name: codebook.scale}
    mixed = replace(codebook, indicators=dict(codebook.indicators) | {"X1.1": other}, scales=scales)
    declared = declared_numbers(own.model, mixed)["codebook.yaml"]["scales"]
    numbers = {
        f"codebook.scales.{name}.{key}": Number(value, "number", "codebook.yaml", name, key)
        for name, scale in declared.items()
        for key, value in scale.items()
    }
    text = article(replace(with_numbers(own, dict(own.numbers.numbers) | numbers), codebook=mixed))
    assert several in text
    assert not re.search(one, text)


@pytest.mark.parametrize(
    ("language", "verdict", "sentences"),
    [
        ("en", "supported", ("constructs and one path, which carries a hypothesis.", "The hypothesis is supported.")),
        ("en", "not_supported", ("constructs and one path, which carries", "The hypothesis is not supported.")),
        ("en", "contradicted", ("(Satisfaction → Loyalty) is contradicted by the data: β",)),
        ("en", "not_testable", ("(Satisfaction → Loyalty) cannot be tested, as the standard error of",)),
        ("id", "supported", ("konstruk dan satu jalur, yang membawa hipotesis.",)),
        ("id", "contradicted", ("(Kepuasan → Kesetiaan) bertentangan dengan data: β",)),
        ("id", "not_testable", ("(Kepuasan → Kesetiaan) tidak dapat diuji karena galat baku",)),
    ],
)
def test_a_model_of_one_path_is_told_in_the_singular(
    tmp_path: Path, language: str, verdict: str, sentences: tuple[str, ...]
) -> None:
    names, template = ("Satisfaction", "Loyalty"), f"skeleton.{language}.md.jinja"
    case = Case(template=template, language=language, satisfaction=True, constructs=names, growth=False)
    text = prose(markdown(tmp_path, replace(case, verdicts={"H1": verdict})))
    for sentence in sentences:
        assert sentence in text
    assert not re.search(r"one (?:paths|hypotheses)", text)


@pytest.mark.parametrize(
    ("language", "verdict", "said"),
    [
        ("en", "supported", "Both hypotheses are supported. The verdicts on H1 and H2 rest on weak evidence."),
        ("en", "not_supported", "Neither hypothesis is supported."),
        ("id", "supported", "Kedua hipotesis didukung. Putusan atas H1 dan H2 bersandar pada bukti yang lemah."),
        ("id", "not_supported", "Tidak satu pun dari dua hipotesis didukung."),
    ],
)
def test_the_abstract_of_the_skeleton_says_how_far_its_verdicts_can_be_relied_on(
    tmp_path: Path, language: str, verdict: str, said: str
) -> None:
    names, close = ("Value", "Satisfaction", "Loyalty"), (0.22, 0.1, 0.03, 0.41)
    case = Case(template=f"skeleton.{language}.md.jinja", language=language, satisfaction=True, constructs=names)
    found = (
        {"numbers": dict.fromkeys(("H1", "H2"), close)}
        if verdict == "supported"
        else {"verdicts": dict.fromkeys(("H1", "H2"), verdict)}
    )
    assert f" {said} **" in prose(markdown(tmp_path, replace(case, growth=False, **found)))


@pytest.mark.parametrize("kind", ["manuscript", "skeleton"])
@pytest.mark.parametrize(
    ("language", "outside", "zero"),
    [
        ("en", "for Industrial linkages – Cluster pattern lies outside the", "excludes zero: the"),
        ("id", "bagi Formasi Keterkaitan Industri – Pola Kluster berada di luar", "tidak memuat nol: bias"),
    ],
)
def test_a_note_says_which_estimates_lie_outside_their_interval(
    tmp_path: Path, kind: str, language: str, outside: str, zero: str
) -> None:
    pair = {"construct_1": "X1", "construct_2": "X2", "htmt": 0.084, "upper_one_sided": 0.42, "upper": 0.496}
    share = {"construct": "Y", "r_squared": 0.345, "adjusted_r_squared": 0.31, "q_squared": 0.1, "r_squared_upper": 0.5}
    case = Case(template=f"{kind}.{language}.md.jinja", language=language)
    for lower, lowest, expected in ((0.089, 0.0, (1, 1)), (0.03, 0.1, (0, 0))):
        rows = {"full/htmt": [pair | {"lower": lower}], "full/r_squared": [share | {"r_squared_lower": lowest}]}
        text = markdown(tmp_path, replace(case, files=rows))
        assert (text.count(outside), text.count(zero)) == expected
