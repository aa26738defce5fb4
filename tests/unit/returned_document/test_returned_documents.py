"""A Word file that came back: every planted fault is found where it is, and nothing else is."""

import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from study.base.errors import StudyError
from study.base.files import zip_archive
from study.returned_document.document_check import check_document, check_docx
from study.returned_document.findings import Finding
from study.returned_document.statements import statements
from study.returned_document.word_text import Document, parse_document, read_document
from study.writing.documents import MAIN_PART, Assets, parts, write_docx
from unit.manuscript.made_up_results import ROOT, Case, collect, filled
from unit.returned_document.mutants import Mutant, W, mutants, reflowed, reworded
from unit.returned_document.planted import EDITS, FAULTS, plant, prepared, said

EMPTY = f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p><w:r><w:t>Surat lain.</w:t></w:r></w:p></w:body></w:document>'
VERDICTS = {"H2": "not_supported", "H3": "contradicted"}
MUTANTS = 13  # per language: one of each kind; docs/checking.md tells of more


@dataclass(frozen=True)
class Rendered:
    """A manuscript among its results, and the main part of its Word file."""

    results: Path
    docx: Path
    language: str
    main: bytes
    read: Document

    def parsed(self, root: ElementTree.Element) -> Document:
        """Read a main part, with the heads and feet of the pages as they were."""
        there = parts(self.docx.read_bytes())
        edges = [content for name, content in there.items() if name.startswith(("word/header", "word/footer"))]
        return parse_document([root, *map(ElementTree.fromstring, edges)])

    def check(self, main: bytes) -> list[Finding]:
        return check_document(self.read, self.parsed(ElementTree.fromstring(main)), self.language)

    def finds(self, mutant: Mutant) -> bool:
        findings = check_document(self.read, self.parsed(mutant.root), self.language)
        return any(finding.is_error for finding in findings)

    def returned(self, main: bytes, **other: bytes) -> Path:
        """Write a copy of the Word file with another main part, and with other parts of word/ by name."""
        copy = self.results / "returned.docx"
        others = {f"word/{name}.xml": content for name, content in other.items()}
        copy.write_bytes(zip_archive({**parts(self.docx.read_bytes()), MAIN_PART: main, **others}))
        return copy


def rendered(folder: Path, language: str) -> Rendered:
    case = Case(verdicts=VERDICTS, language=language, template=f"manuscript.{language}.md.jinja")
    text = filled(folder, collect(folder, case), case)
    results = folder / "results"
    (results / "manuscript").mkdir()
    shutil.copy(folder / "numbers.json", results)
    docx = results / "manuscript" / f"manuscript.{language}.docx"
    docx.with_suffix(".md").write_text(text, encoding="utf-8")
    styles = ROOT / "manuscript" / "styles"
    assets = Assets(folder / "figures", styles, styles.parent / "references.bib", language)
    write_docx(text, assets, ["A"], "B", False, docx)
    main = parts(docx.read_bytes())[MAIN_PART]
    return Rendered(results, docx, language, main, read_document(docx))


@pytest.fixture(scope="module", params=["id", "en"])
def manuscript(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(tmp_path_factory.mktemp(request.param), request.param)


def edge(kind: str, *texts: str, field: str = "") -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    page = f'<w:p><w:fldSimple w:instr=" {field} "><w:r><w:t>17</w:t></w:r></w:fldSimple></w:p>' if field else ""
    return f'<w:{kind} xmlns:w="{W[1:-1]}">{runs}{page}</w:{kind}>'.encode()


def test_heads_and_feet_of_pages_are_read(manuscript: Rendered) -> None:
    """Word repeats them for first and even pages and counts pages; a result there is a statement as any other."""
    (name,) = [name for name in parts(manuscript.docx.read_bytes()) if name.startswith("word/header")]
    own = parts(manuscript.docx.read_bytes())[name]

    def errors(**other: bytes) -> list[str]:
        found = read_document(manuscript.returned(manuscript.main, **other))
        return [one.place for one in check_document(manuscript.read, found, manuscript.language) if one.is_error]

    assert errors(header2=own, header3=own, footer3=edge("ftr", field="PAGE")) == []
    assert errors(header2=edge("hdr", "Handayani et al., 2025")) == []
    assert [len(errors(**{name: edge("ftr", "β = .918")})) for name in ("footer2", "header_notice")] == [1, 1]
    said = {"id": ("DATA SIMULASI", "DATA NYATA"), "en": ("SIMULATED DATA", "REAL DATA")}[manuscript.language]
    before, after = (read_document(manuscript.returned(manuscript.main, header1=edge("hdr", text))) for text in said)
    assert [one.is_error for one in check_document(before, after, manuscript.language)] == [True]


def test_the_clean_file_gives_no_alarm(manuscript: Rendered, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_docx(returned=manuscript.docx, results=manuscript.results) == 0
    told = "AGREES: no number, sign, verdict or table cell was found to contradict the results."
    assert capsys.readouterr().out.splitlines()[-1] == told


def test_pictures_are_known_by_their_files_and_belong_to_their_captions(manuscript: Rendered) -> None:
    """Two figures change places in the file, while their captions and texts stay; then one is deleted."""
    content = parts(manuscript.docx.read_bytes())
    content |= {name: name.encode() for name in content if name.startswith("word/media/")}

    def read(main: bytes) -> Document:
        copy = manuscript.results / "returned.docx"
        copy.write_bytes(zip_archive({**content, MAIN_PART: main}))
        return read_document(copy)

    def kinds(main: bytes) -> list[str]:
        found = check_document(read(manuscript.main), read(main), manuscript.language)
        return [one.difference.kind for one in found]

    one, other = re.findall(rb'r:embed="\w+"', manuscript.main)[:2]
    swapped = manuscript.main.replace(one, b"@").replace(other, one).replace(b"@", other)
    assert kinds(swapped) == ["picture over the caption of another"] * 2
    lost = re.sub(rb"<w:drawing>.*?</w:drawing>", b"", manuscript.main, count=1, flags=re.DOTALL)
    assert kinds(lost) == ["picture no longer there"]
    shape = b"<w:r><w:drawing/></w:r></w:p>"
    assert kinds(manuscript.main.replace(b"</w:p>", shape, 1)) == []
    assert kinds(re.sub(rb"<w:drawing>(.*?)</w:drawing>", as_old_picture, manuscript.main, flags=re.DOTALL)) == []


def as_old_picture(drawing: re.Match[bytes]) -> bytes:
    """Write a picture as in a file that Word keeps for its old versions."""
    file, text = (re.search(name + rb'="([^"]*)"', drawing[1]) for name in (b"r:embed", b"descr"))
    assert file
    assert text
    shape = b'<v:shape alt="%b"><v:imagedata r:id="%b"/></v:shape>' % (text[1], file[1])
    return b'<w:pict xmlns:v="urn:schemas-microsoft-com:vml">%b</w:pict>' % shape


def test_runs_that_word_cut_anew_give_no_alarm(manuscript: Rendered) -> None:
    assert manuscript.check(reflowed(manuscript.main, 1)) == []


def test_other_words_around_the_numbers_give_no_alarm(manuscript: Rendered, capsys: pytest.CaptureFixture[str]) -> None:
    edited = reworded(manuscript.main, 0.3, 2)
    assert edited != manuscript.main
    assert check_docx(returned=manuscript.returned(edited), results=manuscript.results) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("READ: no number, sign, verdict or table cell was found")


def test_libreoffice_gives_no_alarm(manuscript: Rendered, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: its round trip is not tried here")
    if not any(Path(office).resolve().parent.glob("*smlo.*")):
        pytest.skip("LibreOffice has no Math component and would drop every formula: its round trip is not tried here")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    target = ["--outdir", str(tmp_path)]
    command = [office, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", *target, str(manuscript.docx)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    back = (tmp_path / manuscript.docx.name).read_bytes()
    assert parts(back)[MAIN_PART] != manuscript.main
    assert manuscript.check(parts(back)[MAIN_PART]) == []


def test_planted_faults_are_found(manuscript: Rendered) -> None:
    planted = list(mutants(manuscript.main, MUTANTS, seed=20))
    assert len(planted) == MUTANTS
    missed = [(mutant.kind, mutant.change) for mutant in planted if not manuscript.finds(mutant)]
    assert len(missed) <= 0.02 * MUTANTS, missed


def test_planted_faults_are_found_among_edits(manuscript: Rendered) -> None:
    """Every other kind in each language; the test above has all kinds in both."""
    edited = reworded(manuscript.main, 0.3, 2)
    planted = list(mutants(edited, MUTANTS, seed=4))[manuscript.language == "en" :: 2]
    assert [mutant.change for mutant in planted if not manuscript.finds(mutant)] == []


def test_a_supplement_that_came_back_is_held_against_the_supplement(
    manuscript: Rendered, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its five sentences are none of the article's; the path of H1 is .33 in the made-up results."""
    results = shutil.copytree(manuscript.results, tmp_path / "results")
    shown = {"id": "0,330", "en": "0.330"}[manuscript.language]
    sentences = "Pertama. Kedua. Ketiga. Keempat nilainya"
    text = f'---\ntitle: S\n---\n{sentences} [{shown}]{{.number key="full.paths.X1->Y.estimate"}}.\n'
    docx = results / "manuscript" / f"supplement.{manuscript.language}.docx"
    docx.with_suffix(".md").write_text(text, encoding="utf-8")
    styles = ROOT / "manuscript" / "styles"
    assets = Assets(tmp_path, styles, styles.parent / "references.bib", manuscript.language)
    write_docx(text, assets, ["A"], "B", False, docx)
    assert check_docx(returned=docx, results=results) == 0
    content = parts(docx.read_bytes())
    returned = tmp_path / "returned.docx"
    wrong = content[MAIN_PART].replace(shown.encode(), shown.replace("330", "930").encode())
    returned.write_bytes(zip_archive({**content, MAIN_PART: wrong}))
    assert check_docx(returned=returned, results=results) == 1
    assert f"supplement.{manuscript.language}.docx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("This verdict is undecided.", "This verdict is decided."),
        ("Putusan ini belum dapat dipastikan.", "Putusan ini dapat dipastikan."),
        ("This verdict is not interpreted.", "This verdict is interpreted."),
        ("Putusan ini tidak ditafsirkan.", "Putusan ini ditafsirkan."),
        ("The evidence is weak.", "The evidence is strong."),
    ],
)
def test_a_grade_that_was_turned_is_another_statement(before: str, after: str) -> None:
    assert [one.meaning for one in statements(before)] != [one.meaning for one in statements(after)]


def test_a_fault_is_reported_with_its_place_and_its_result(
    manuscript: Rendered, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path of H1 is .33 in the made-up results; the first row that begins with H1 has it."""
    right = {"id": "0,330", "en": "0.330"}[manuscript.language]
    table = manuscript.main.index(b">H1<")
    head, tail = manuscript.main[:table], manuscript.main[table:]
    wrong = head + tail.replace(right.encode(), right.replace("330", "303").encode(), 1)
    assert check_docx(returned=manuscript.returned(wrong), results=manuscript.results) == 1
    told = capsys.readouterr().out
    assert f"digits changed: {right} became {right.replace('330', '303')}" in told
    assert "row “H1”, column “β”" in told
    assert "full/paths.csv, row X1->Y, estimate = 0.33" in told


def test_tracked_changes_are_taken_as_accepted(manuscript: Rendered) -> None:
    """A run that is deleted with a new one beside it counts as changed; a deletion that is a note stays one."""
    text = manuscript.main.decode()
    mark = {"id": ",", "en": "."}[manuscript.language]
    run = next(found for found in re.finditer(r"<w:r>(?:(?!</w:r>).)*</w:r>", text) if f">0{mark}330<" in found[0])
    deleted = run[0].replace("<w:t", "<w:delText").replace("</w:t>", "</w:delText>")
    changed = f"<w:del>{deleted}</w:del><w:ins>{run[0].replace('330', '033')}</w:ins>"
    (finding,) = manuscript.check((text[: run.start()] + changed + text[run.end() :]).encode())
    assert (finding.difference.expected, finding.difference.found) == (f"0{mark}330", f"0{mark}033")


def test_a_deleted_paragraph_is_a_note_unless_it_states_a_result(manuscript: Rendered) -> None:
    for opening, is_error in ((("Mengapa usaha sejenis", "Why firms of a kind"), False), (("H2 ",), True)):
        root = ElementTree.fromstring(manuscript.main)
        body = root.find(f"{W}body")
        assert body is not None
        body.remove(next(one for one in body.findall(f"{W}p") if said(one).startswith(opening)))
        findings = manuscript.check(ElementTree.tostring(root))
        assert {finding.difference.kind for finding in findings} == {"sentence no longer there"}
        assert any(finding.is_error for finding in findings) == is_error


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_sample_of_planted_faults_is_found_and_of_harmless_edits_passes(manuscript: Rendered, seed: int) -> None:
    """docs/checking.md tells of all kinds, several of each."""
    root = prepared(manuscript.main)
    read = parse_document([root])
    chance = random.Random(seed)
    for kinds, is_fault in ((FAULTS, True), (EDITS, False)):
        for planted in plant(root, dict(chance.sample(list(kinds.items()), 8)), 5, seed):
            findings = check_document(read, parse_document([planted.root]), manuscript.language)
            errors = [finding for finding in findings if finding.is_error]
            assert bool(errors) == is_fault, (planted.kind, planted.change, errors)


def test_a_manuscript_older_than_the_results_is_refused(manuscript: Rendered, tmp_path: Path) -> None:
    results = shutil.copytree(manuscript.results, tmp_path / "results")
    own = replace(manuscript, results=results, docx=results / "manuscript" / manuscript.docx.name)
    numbers = own.results / "numbers.json"
    numbers.write_text(
        numbers.read_text(encoding="utf-8").replace('"value": 0.33,', '"value": 0.34,'), encoding="utf-8"
    )
    with pytest.raises(StudyError, match=r"older than the results.*run python scripts/sentra.py run first"):
        check_docx(returned=own.docx, results=own.results)
    with pytest.raises(StudyError, match=r"there is no such file: absent\.docx: .*check FILE"):
        check_docx(returned=Path("absent.docx"), results=own.results)
    own.returned(own.main).write_text("no archive", encoding="utf-8")
    with pytest.raises(StudyError, match="this is not a Word document"):
        check_docx(returned=own.results / "returned.docx", results=own.results)
    own.returned(EMPTY.encode())
    with pytest.raises(StudyError, match="another document"):
        check_docx(returned=own.results / "returned.docx", results=own.results)
    shutil.move(own.docx, own.results.parent / "kept.docx")
    with pytest.raises(StudyError, match="there is no manuscript"):
        check_docx(returned=own.results.parent / "kept.docx", results=own.results)
