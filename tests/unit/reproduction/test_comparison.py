"""A rerun beside what was published: what counts as the same, and which level that makes."""

import re
import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyErrors
from study.base.files import zip_archive
from study.reproduction.certificate import Certificate, as_record, later_rules, level
from study.reproduction.comparison import (
    FileDifference,
    Tolerance,
    Tolerances,
    ValueDifference,
    compare_documents,
    compare_files,
    compare_values,
    find_tolerance,
    read_stated_values,
    read_tolerances,
)
from study.reproduction.pages import as_html, as_text, certificate_page
from unit.reproduction.publications import number, write_publication

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT / "workflow" / "schemas"
LOOSE = Tolerances((Tolerance(1e-9, 1e-9, "rounding"),), Tolerance(1e-6, 1e-6, "noise"))
MANIFEST = {
    "data_status": "simulated",
    "configuration": "config/config.yaml",
    "commit": None,
    "inputs": {"data/raw/survey.csv": sha256(b"answers").hexdigest()},
    "outputs": {"figures/<a>.svg": {"sha256": sha256(b"drawn").hexdigest(), "rule": "draw_figures"}},
}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SAME = Certificate(MANIFEST, "simulated", {"files": 3}, inputs=(), tampered=(), withheld=(), signer="", beside=())
NEAR = ValueDifference("full.paths.X->Y.estimate", "number", "0.5", "0.5000000001", True, "1e-09")
FAR = replace(NEAR, found="0.6", within=False)
NOISE = replace(NEAR, found="0.50000001", within=False, noise=True)
FLIPPED = ValueDifference("full.paths.X->Y.verdict", "word", "supported", "not_supported", False, "the same")
FORGED = FileDifference("published/x", "published", "changed")
DOCX = FileDifference("manuscript/manuscript.id.docx", "of render_manuscript", "changed")


def test_declared_tolerances_are_for_counts_exact_and_for_estimates_a_billionth() -> None:
    declared = read_tolerances(ROOT / "config" / "tolerances.yaml", SCHEMAS).declared
    counted = find_tolerance(number(100, "kept", "respondents", "full/flow.json"), declared)
    assert counted.holds(100, 100)
    assert not counted.holds(100, 101)
    estimate = find_tolerance(number(0.5), declared)
    assert estimate.holds(0.5, 0.5 + 0.9e-9)
    assert not estimate.holds(0.5, 0.5 + 1.1e-9)
    assert "almost zero" in find_tolerance(number(1e-40, "outer_loading_p"), declared).reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tolerances: [{absolute: 0, relative: 0, reason: r, colum: p}]", "unknown key.*colum"),
        ("tolerances: [{unit: year, absolute: 0, relative: 0, reason: r}]", "tolerances"),
        ("tolerances: [{absolute: 0, relative: 0.5, reason: r}]", "from 0 to 0.001"),
    ],
)
def test_a_tolerance_that_makes_no_sense_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "tolerances.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyErrors, match=message):
        read_tolerances(path, SCHEMAS)


DOCUMENTS = {
    "a.docx": {"word/document.xml": b"<w:t>0,401 &amp; didukung</w:t>", "docProps/core.xml": b"1"},
    "a.html": {"": b"<style>b {}</style><p>It is <b>0.5</b> and supported.</p><svg>0.1</svg>"},
    "a.xlsx": {"xl/worksheets/sheet1.xml": b"<c><v>0.4012345678901</v></c>", "xl/styles.xml": b"1"},
    "a.csv": {"": b"path,p\nX->Y,2.5e-12\n"},
    "a.json": {"": b'{"n": 100, "share": 0.25, "sha256": "%s"}' % (b"a" * 64)},
    "a.png": {"": b"pixels"},
}


@pytest.mark.parametrize(
    ("name", "old", "new", "departs"),
    [
        ("a.docx", b"didukung", b"ditolak", True),
        ("a.docx", b"0,401", b"0,402", True),
        ("a.docx", b"<w:t>", b"<w:t a='1'>", False),
        ("a.html", b"and supported", b"and not supported", True),
        ("a.html", b"<b>", b"<b >", False),
        ("a.html", b"0.1", b"0.2", True),
        ("a.html", b"b {}", b"b::after {content: '5'}", True),
        ("a.html", b"<p>", b"<p onclick='turn()'>", True),
        ("a.html", b"</p>", b"</p><script>turn()</script>", True),
        ("a.html", b"0.1", b"<script>turn()</script>0.1", True),
        ("a.xlsx", b"0.4012345678901", b"0.4012345678902", False),
        ("a.xlsx", b"0.4012345678901", b"0.4112345678901", True),
        ("a.csv", b"2.5e-12", b"2.4e-12", False),
        ("a.csv", b"X->Y", b"X->Z", True),
        ("a.json", b"100", b"101", True),
        ("a.json", b"a" * 64, b"0" * 64, False),
        ("a.png", b"pixels", b"others", False),
    ],
)
def test_what_a_document_says_is_compared_and_not_its_bytes(
    tmp_path: Path, name: str, old: bytes, new: bytes, departs: bool
) -> None:
    for folder, wanted in (("published", new), ("rerun", old)):
        (tmp_path / folder).mkdir()
        content = {part: text.replace(old, wanted) for part, text in DOCUMENTS[name].items()}
        (tmp_path / folder / name).write_bytes(content.get("") or zip_archive(content))
    found = compare_documents(tmp_path / "published", tmp_path / "rerun", [name], LOOSE.noise, has_moved=False)
    assert [one.name for one in found] == [name] * departs


def test_files_changed_missing_and_added_are_named_with_what_they_are() -> None:
    found = compare_files({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "x", "d": "4"}, {"b": "of rule_b"})
    assert found == (
        FileDifference("b", "of rule_b", "changed"),
        FileDifference("c", "file", "missing"),
        FileDifference("d", "file", "added"),
    )


@given(st.floats(-10, 10), st.floats(-2e-9, 2e-9))
def test_a_number_is_within_exactly_where_its_tolerance_holds(value: float, shift: float) -> None:
    found = compare_values({"n": number(value)}, {"n": number(value + shift)}, LOOSE)
    if value + shift == value:
        assert found == ()
    else:
        assert [difference.within for difference in found] == [LOOSE.declared[0].holds(value, value + shift)]


def test_words_empty_cells_and_absent_numbers_are_never_near() -> None:
    published = {"verdict": number("supported"), "empty": number(None), "gone": number(1.0), "yes": number(True)}
    found = {"verdict": number("not_supported"), "empty": number(0.0), "yes": number(1)}
    differences = compare_values(published, found, LOOSE)
    assert [(one.name, one.kind, one.within) for one in differences] == [
        ("verdict", "word", False),
        ("empty", "number", False),
        ("gone", "presence", False),
        ("yes", "word", False),
    ]


def test_a_whole_number_written_with_a_point_is_the_same_and_a_setting_has_no_tolerance() -> None:
    published = {"full.n": number(1), "config.seed": number(1)}
    (found,) = compare_values(published, {"full.n": number(1.0), "config.seed": number(1 + 1e-12)}, LOOSE)
    assert (found.name, found.kind, found.within, found.noise) == ("config.seed", "word", False, False)


def test_where_a_number_stands_is_compared_too() -> None:
    (found,) = compare_values({"n": number(1.0)}, {"n": number(1.0, column="beta")}, LOOSE)
    assert (found.name, found.within) == ("origin of n", False)


def test_what_is_counted_has_no_noise() -> None:
    exact = Tolerances((Tolerance(0, 0, "counted"),), LOOSE.noise)
    (found,) = compare_values({"n": number(1.0)}, {"n": number(1.0 + 1e-8)}, exact)
    assert (found.within, found.noise) == (False, False)


def test_a_table_cell_and_a_check_are_named_by_their_place(tmp_path: Path) -> None:
    one = write_publication(tmp_path / "one", {}, "source,estimate\nX1,0.5\nX2,0.25\n")
    other = write_publication(tmp_path / "other", {}, "source,estimate\nX1,0.5\nX2,0.75\n", passed=False)
    names = [
        difference.name for difference in compare_values(read_stated_values(one), read_stated_values(other), LOOSE)
    ]
    assert names == ["tables/paths.csv, row 2 (X2), estimate", "check full: rows agree"]
    assert "tables/paths.csv, heads" in read_stated_values(one)


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        (SAME, 1),
        (replace(SAME, files=[DOCX]), 0),
        (replace(SAME, files=[DOCX], verified_with={"python": "3.12.1"}), 2),
        (replace(SAME, files=[replace(DOCX, change="added")], verified_with={"python": "3.12.1"}), 0),
        (replace(SAME, differences=[NEAR, NOISE]), 3),
        (replace(SAME, files=[DOCX], differences=[NEAR]), 2),
        (replace(SAME, differences=[NEAR, FAR]), 0),
        (replace(SAME, differences=[FAR, FLIPPED]), 0),
        (replace(SAME, failure="the run ended early"), 0),
        (replace(SAME, tampered=[FORGED]), 0),
        (replace(SAME, inputs=[FileDifference("data/raw/a.csv", "data", "changed")]), 0),
        (replace(SAME, inputs=[FileDifference("config/config.yaml", "settings", "changed")]), 0),
        (replace(SAME, inputs=[FileDifference("scripts/a.py", "code", "changed")]), 1),
    ],
)
def test_the_level(certificate: Certificate, expected: int) -> None:
    assert level(certificate) == expected
    assert as_record(certificate)["level"] == expected


def test_the_page_names_everything_that_differs_and_says_simulated() -> None:
    beside = [FileDifference("figures/growth.png", "of draw_figures", "changed")]
    certificate = replace(SAME, files=[DOCX], differences=[FAR, FLIPPED, NEAR], beside=beside, tampered=[FORGED])
    page = certificate_page(certificate)
    for text in (unescape(as_html(page)).replace("<wbr>", ""), as_text(page, "results/certificate.html")):
        assert "SIMULATED DATA" in text
        assert "Not reproduced" in text
        for name in (DOCX.name, FLIPPED.name, "not_supported", "figures/growth.png", FORGED.name):
            assert name in text
    assert "full.paths.X-&gt;Y.estimate" in as_html(page).replace("<wbr>", "")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: files are not dropped on the certificate")
def test_a_browser_checks_files_that_are_dropped_on_the_certificate(tmp_path: Path) -> None:
    dropped = """<script>
    const files = [["survey.csv", "answers"], ["<a>.svg", "forged"], ["other.txt", ""]];
    const transfer = new DataTransfer();
    files.forEach(([name, text]) => transfer.items.add(new File([text], name)));
    drop.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer}));
    </script></body>"""
    page = tmp_path / "certificate.html"
    page.write_text(as_html(certificate_page(SAME)).replace("</body>", dropped), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom", page.as_uri()]
    done = subprocess.run([str(CHROMIUM), *options], capture_output=True, check=True, timeout=120)
    shown = done.stdout.decode("utf-8")
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", shown[shown.index('id="checked"') :])
    assert [tuple(map(unescape, row)) for row in rows] == [
        ("survey.csv", "as published: data/raw/survey.csv"),
        ("<a>.svg", "not as published: figures/<a>.svg"),
        ("other.txt", "no published file has this name"),
    ]


def test_a_long_table_is_cut_on_the_terminal_alone() -> None:
    many = [replace(FAR, name=f"number {index}") for index in range(100)]
    page = certificate_page(replace(SAME, differences=many))
    assert "and 60 more in certificate.html" in as_text(page, "certificate.html")
    assert "number 99" in as_html(page)
    assert "number 99" not in as_text(page, "certificate.html")


def test_the_certificate_lists_what_departs_from_the_sealed_plan() -> None:
    plan = {"sealed": True, "after_data": True, "date": "2026-01-31", "seal": "ab12", "deviations": 1}
    changed = {
        "decision": "thresholds.htmt",
        "planned": "0.9",
        "found": "0.85",
        "explanation_en": "",
        "explanation_id": "",
    }
    text = as_text(certificate_page(replace(SAME, plan=plan, deviations=[changed])), "certificate.html")
    assert "sealed on 2026-01-31, after the data existed; SHA-256 ab12; 1 deviations from it" in text
    (line,) = [line for line in text.splitlines() if "thresholds.htmt" in line]
    assert line.split() == ["thresholds.htmt", "0.9", "0.85", "no", "reason", "given"]


def test_where_the_survey_is_withheld_the_rules_that_read_it_are_left_out() -> None:
    outputs = {"full/responses.csv": {"rule": "clean_survey"}, "full/paths.csv": {"rule": "assess_structure"}}
    manifest = {"from_survey": ["full/responses.csv"], "outputs": outputs}
    assert later_rules(manifest) == ["all", "assess_structure", "record_environment"]
