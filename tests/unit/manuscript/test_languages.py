import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from study.writing import rendering
from unit.manuscript.made_up_results import ROOT, STUDY, Case, manuscript_of, markdown, prose

VERDICTS = {
    "is supported": "didukung",
    "is not supported": "tidak didukung",
    "is contradicted by the data": "bertentangan dengan data",
    "cannot be tested": "tidak dapat diuji",
}
STATES = [
    ("supported", "supported", "supported"),
    ("not_supported", "not_supported", "not_supported"),
    ("contradicted", "contradicted", "contradicted"),
    ("not_testable", "not_testable", "not_testable"),
    ("supported", "not_supported", "contradicted"),
    ("contradicted", "supported", "not_supported"),
    ("not_supported", "contradicted", "supported"),
    ("not_testable", "supported", "supported"),
    ("contradicted", "contradicted", "not_supported"),
]
CASES = [
    *(Case(verdicts=dict(zip(("H1", "H2", "H3"), states, strict=True))) for states in STATES),
    Case(status="collected"),
    Case(pilot=False, growth=False),
    Case(fit_for_use=False, overlap="declared"),
    Case(numbers={"H1": (0.19, 0.10, 0.01, 0.39)}),
]


def both(folder: Path, case: Case) -> tuple[str, str]:
    """The bodies of the articles in Indonesian and in English, without the abstracts that both carry."""
    return tuple(  # type: ignore[return-value]
        re.split(r"^# ", markdown(folder, Case(**{**vars(case), **language})), maxsplit=1, flags=re.MULTILINE)[1]
        for language in ({}, {"template": "manuscript.en.md.jinja", "language": "en"})
    )


def quoted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{\.number ([^}]*)\}", text))


def floats(text: str) -> list[str]:
    return re.findall(r"\{#((?:tbl|fig):\w+)|::: \{#(eq:\w+)", text)


def verdicts(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^\*\*(H\d) ([a-z ]+?)\.?\*\*", prose(text), flags=re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case.verdicts.values()))
def test_both_languages_say_the_same_and_the_english_reads_on(tmp_path: Path, case: Case) -> None:
    indonesian, english = both(tmp_path, case)
    assert quoted(indonesian) == quoted(english)
    assert len(quoted(english)) > 100
    assert floats(indonesian) == floats(english)
    assert re.findall(r"\]\(#([\w:]+)\)", indonesian) == re.findall(r"\]\(#([\w:]+)\)", english)
    assert re.findall(r"@\w+", indonesian) == re.findall(r"@\w+", english)
    assert re.findall(r"^#+ ", indonesian, re.MULTILINE) == re.findall(r"^#+ ", english, re.MULTILINE)
    assert verdicts(indonesian) == [(name, VERDICTS[words]) for name, words in verdicts(english)]
    assert len(verdicts(english)) == 3
    text = prose(english)
    assert not re.search(r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\s[,.;]|\.\.", text)
    assert ("simulated" in text) == (case.status == "simulated")
    assert not re.search(r"[0-9],[0-9]{3}\b(?!,| bootstrap)", text), "a decimal comma"


def test_a_difference_between_the_languages_is_found(tmp_path: Path) -> None:
    indonesian, english = both(tmp_path, Case())
    assert quoted(indonesian) != quoted(english.replace("full.r_squared.Y.r_squared", "full.r_squared.Y.q_squared", 1))


def test_each_language_has_its_own_words_for_the_answers_of_the_respondents(tmp_path: Path) -> None:
    indonesian, english = both(tmp_path, Case(evidence="good"))
    assert "| Perempuan |" in indonesian
    assert "| Female |" in english
    assert "Perempuan |" not in english


def test_no_line_ends_between_an_interval_and_its_level(tmp_path: Path) -> None:
    indonesian, english = both(tmp_path, Case())
    assert len(re.findall(r"IK\u00a0\[95%\]\{", indonesian)) == len(re.findall(r"\}\u00a0CI\b", english)) > 5
    assert not re.search(r"\bIK \[|\} CI\b|, CI \[", indonesian + english)


@pytest.mark.parametrize(("language", "heads"), [("id", ["Abstrak"]), ("en", ["Abstract"])])
def test_a_study_of_one_language_has_its_abstract_in_that_alone(
    tmp_path: Path, language: str, heads: list[str]
) -> None:
    made = manuscript_of(tmp_path, Case(language=language))
    alone = {key: {language: STUDY[key][language]} for key in ("title", "keywords")}
    template = ROOT / "manuscript" / f"manuscript.{language}.md.jinja"
    text = rendering.render(template, replace(made, study={**made.study, **alone}))
    assert re.findall(r"\*\*(Abstra\w+)\.\*\*", text) == heads
