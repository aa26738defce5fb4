"""A rerun beside what was published: what counts as the same, and which level that makes."""

import re
import shutil
import subprocess
import zipfile
import zlib
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from study.base.errors import StudyError, StudyErrors
from study.base.files import zip_archive
from study.reproduction.certificate import Certificate, as_record, later_rules, level
from study.reproduction.comparison import (
    FileDifference,
    Tolerance,
    Tolerances,
    ValueDifference,
    compare_documents,
    compare_files,
    compare_manuscripts,
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
        ("tolerances: [{absolute: 0, relative: 0.5, reason: r}]", "from 0 to 1.0e-6"),
        ("tolerances: [{absolute: 0.5, relative: 0, reason: r}]", "from 0 to 1.0e-6, in the unit"),
    ],
)
def test_a_tolerance_that_makes_no_sense_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "tolerances.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyErrors, match=message):
        read_tolerances(path, SCHEMAS)


def picture(*marks: int, **form: object) -> bytes:
    """Draw a white picture with points of these shades of grey; form: how it is written."""
    drawn = Image.new("L", (9, 9), 255)
    for place, shade in enumerate(marks):
        drawn.putpixel((place, 4), shade)
    drawn.save(stream := BytesIO(), "PNG", **form)
    return stream.getvalue()


def page(text: bytes, effort: int = 9) -> bytes:
    """Write a PDF in outline: one compressed stream, and what tells of places and bytes."""
    stream = zlib.compress(text, effort)
    content = b"0 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(stream), stream)
    return content + b"xref\n0 1\n%010d 00000 n\nstartxref\n%d\n%%%%EOF" % (0, len(content))


DRAWING = b'<svg><clipPath id="p0123456789"/><path d="M 1.25 2" clip-path="url(#p0123456789)"/></svg>'
PAGE = page(b"BT 1.25 2 Td (0.401) Tj ET" * 9)
ANIMATED = picture(save_all=True, append_images=[Image.new("L", (9, 9), 0)])
TITLED = PngImagePlugin.PngInfo()
TITLED.add_text("Title", "real answers")
DOCUMENTS = {
    "a.docx": {
        "word/document.xml": b"<w:t>0,401 dan H1 &amp; didukung</w:t>",
        "word/comments.xml": b"<w:comments/>",
        "word/media/a.png": picture(),
    },
    "a.html": {"": b"<p>It is <b>0.5</b>.</p><img src='data:image/svg+xml;base64,%s'>" % b64encode(DRAWING)},
    "a.xlsx": {"xl/worksheets/sheet1.xml": b"<c><v>0.4012345678901</v></c>", "xl/styles.xml": b"0.00;-0.00"},
    "a.svg": {"": DRAWING},
    "a.pdf": {"": PAGE},
    "a.csv": {"": b"path,p\nX->Y,2.5e-12\n"},
    "a.json": {"": b'{"n": 100, "share": 0.25, "sha256": "%s"}' % (b"a" * 64)},
    "a.png": {"": picture()},
}


@pytest.mark.parametrize(
    ("name", "old", "new", "departs"),
    [
        ("a.docx", b"didukung", b"ditolak", True),
        ("a.docx", b"0,401", b"0,402", True),
        ("a.docx", b"H1", b"H2", True),
        ("a.docx", b"<w:t>", b"<w:vanish/><w:t>", True),
        ("a.docx", b"<w:comments/>", b"<w:comments>ditolak</w:comments>", True),
        ("a.docx", picture(), picture(0), True),
        ("a.docx", picture(), picture(compress_level=0), False),
        ("a.html", b"0.5", b"0.6", True),
        ("a.html", b"<p>", b"<p onclick='turn()'>", True),
        ("a.html", b"</p>", b"</p><!-- rejected -->", True),
        ("a.html", b64encode(DRAWING), b64encode(DRAWING.replace(b"1.25", b"1.35")), True),
        ("a.html", b64encode(DRAWING), b64encode(DRAWING.replace(b"1.25", b"1.2500000001")), False),
        ("a.xlsx", b"0.4012345678901", b"0.4012345678902", False),
        ("a.xlsx", b"0.4012345678901", b"0.4112345678901", True),
        ("a.xlsx", b"0.00;-0.00", b'0.00;;;"x"', True),
        ("a.csv", b"2.5e-12", b"2.4e-12", False),
        ("a.csv", b"X->Y", b"X->Z", True),
        ("a.csv", b",", b";", True),
        ("a.json", b"100", b"101", True),
        ("a.json", b"a" * 64, b"0" * 64, False),
        ("a.svg", b"p0123456789", b"pfedcba9876", False),
        ("a.svg", b"</svg>", b"<text>0.9</text></svg>", True),
        ("a.pdf", PAGE, page(b"BT 1.25 2 Td (0.401) Tj ET" * 9, effort=1), False),
        ("a.pdf", PAGE, page(b"BT 1.2500000001 2 Td (0.401) Tj ET" * 9), False),
        ("a.pdf", PAGE, page(b"BT 1.25 2 Td (0.701) Tj ET" * 9), True),
        ("a.pdf", b"%%EOF", b"5 0 obj <</Subtype/FreeText/Contents(0.9)>> endobj%%EOF", True),
        ("a.png", picture(), picture(compress_level=0), False),
        ("a.png", picture(), picture(250, 249), False),
        ("a.png", picture(), picture(240), True),
        ("a.png", picture(), ANIMATED, True),
        ("a.png", picture(), picture(pnginfo=TITLED), True),
    ],
)
def test_what_a_document_says_is_compared_and_not_its_bytes(
    tmp_path: Path, name: str, old: bytes, new: bytes, departs: bool
) -> None:
    for folder, wanted in (("published", new), ("rerun", old)):
        (tmp_path / folder).mkdir()
        content = {part: text.replace(old, wanted) for part, text in DOCUMENTS[name].items()}
        (tmp_path / folder / name).write_bytes(content.get("") or zip_archive(content))
    assert (tmp_path / "published" / name).read_bytes() != (tmp_path / "rerun" / name).read_bytes()
    found = list(compare_documents(tmp_path / "published", tmp_path / "rerun", [name], LOOSE.noise, []))
    assert len(found) == departs
    assert all(one.name.startswith(name) and not one.within for one in found)


def test_a_part_that_an_archive_hides_behind_another_is_refused(tmp_path: Path) -> None:
    for folder, times in (("published", 2), ("rerun", 1)):
        (tmp_path / folder).mkdir()
        with zipfile.ZipFile(tmp_path / folder / "a.docx", "w") as archive:
            archive.writestr(zipfile.ZipInfo("word/document.xml"), "didukung")
            archive.filelist *= times
    with pytest.raises(StudyError, match=r"a\.docx.*parts of the same name"):
        list(compare_documents(tmp_path / "published", tmp_path / "rerun", ["a.docx"], LOOSE.noise, []))


@pytest.mark.parametrize(
    ("value", "old", "new", "within"),
    [
        ("0.5005", "0.500", "0.501", True),
        ("-0.0505", "\u2212,050", "\u2212,051", True),
        ("0.9385", "93.8", "93.9", True),
        ("0.5004", "0.500", "0.501", False),
        ("0.5005", "0.500", "0.502", False),
        ("0.5005", "0.500", "0,501", False),
        ("10", "10", "11", False),
    ],
)
def test_a_line_may_print_another_last_digit_only_where_the_number_lies_between_both(
    tmp_path: Path, value: str, old: str, new: str, within: bool
) -> None:
    for folder, text in (("published", old), ("rerun", new)):
        (tmp_path / folder / "manuscript").mkdir(parents=True)
        line = f'H1: [{text}]{{.number key="a"}} and [0.1]{{.number key="b"}}'
        (tmp_path / folder / "manuscript" / "a.md").write_text(line, encoding="utf-8")
        (tmp_path / folder / "a.html").write_text(f"<p>H1: {text}</p>", encoding="utf-8")
    lines = list(compare_manuscripts(tmp_path / "published", tmp_path / "rerun", {"a": value}))
    assert [line.within for line in lines] == [within]
    assert not any(
        line.within for line in compare_manuscripts(tmp_path / "published", tmp_path / "rerun", {"b": value})
    )
    found = list(compare_documents(tmp_path / "published", tmp_path / "rerun", ["a.html"], LOOSE.noise, lines))
    assert bool(found) != within


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
    const told = () => [...document.querySelectorAll("#checked td:last-child")].filter((cell) => cell.textContent);
    const waiting = setInterval(() => told().length === files.length && clearInterval(waiting), 1);
    </script></body>"""
    page = tmp_path / "certificate.html"
    page.write_text(as_html(certificate_page(SAME)).replace("</body>", dropped), encoding="utf-8")
    # Digests are made beside the virtual time of the page, which ends once nothing waits in it.
    virtual = "--virtual-time-budget=600000"
    options = ["--headless", "--no-sandbox", "--disable-gpu", virtual, "--dump-dom", page.as_uri()]
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
    assert (
        "sealed on 2026-01-31, after the data existed, as its author states; SHA-256 ab12; 1 deviations from it" in text
    )
    (line,) = [line for line in text.splitlines() if "thresholds.htmt" in line]
    assert line.split() == ["thresholds.htmt", "0.9", "0.85", "no", "reason", "given"]


def test_where_the_survey_is_withheld_the_rules_that_read_it_are_left_out() -> None:
    outputs = {"full/responses.csv": {"rule": "clean_survey"}, "full/paths.csv": {"rule": "assess_structure"}}
    manifest = {"from_survey": ["full/responses.csv"], "outputs": outputs}
    assert later_rules(manifest) == ["all", "assess_structure", "record_environment"]
    assert "draw_resamples" in later_rules(manifest, ["draw_resamples", "clean_survey"])
    assert "clean_survey" not in later_rules(manifest, ["draw_resamples", "clean_survey"])
