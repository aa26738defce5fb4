"""What is done with a manuscript outside the workflow: check a Word file that came back, make the README's pictures."""

from pathlib import Path

from study.base.errors import StudyError
from study.results.numbers import read_numbers
from study.returned_document.document_check import check_document, report, shared_sentences
from study.returned_document.statements import outdated, quotations
from study.returned_document.word_text import Document, read_document
from study.words.wording import LANGUAGES
from study.writing.pictures import photograph_origin, scale_figure

__all__ = ["check_docx", "picture_results"]

# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25

NUMBER = "full.paths.X1->Y.estimate"


def check_docx(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document, numbers = read_document(returned), read_numbers(results / "numbers.json")
    language, manuscript = _manuscript(document, results / "manuscript")
    markdown = results / "manuscript" / f"manuscript.{language}.md"
    quoted = quotations(markdown.read_text(encoding="utf-8"))
    old = outdated(quoted, numbers)
    if old:
        raise StudyError(
            what="the manuscript is older than the results",
            where=str(markdown),
            found=old[0],
            expected="no such",
            remedy="run make first",
        )
    findings = check_document(manuscript, document, language)
    print(report(findings, quoted, numbers, str(markdown.with_suffix(".docx"))))
    return int(any(finding.is_error for finding in findings))


def _manuscript(document: Document, folder: Path) -> tuple[str, Document]:
    """Choose the manuscript that shares most sentences with the document: its language, and what it says."""
    files = {language: folder / f"manuscript.{language}.docx" for language in LANGUAGES}
    made = {language: read_document(file) for language, file in files.items() if file.is_file()}
    if not made:
        raise StudyError(
            what="there is no manuscript",
            where=str(folder),
            found="nothing",
            expected="manuscript.*.docx",
            remedy="run make first",
        )
    shared = {language: shared_sentences(manuscript, document) for language, manuscript in made.items()}
    language = max(shared, key=lambda name: shared[name])
    if shared[language] < SAME_DOCUMENT:
        raise StudyError(
            what="this is another document",
            where=", ".join(str(files[name]) for name in made),
            found=f"{shared[language]:.0%} of its sentences",
            expected=f"at least {SAME_DOCUMENT:.0%}",
            remedy="check FILE",
        )
    return language, made[language]


def picture_results(*, results: Path, images: Path) -> None:
    """Make the pictures of the README from the results: a number with its origin, and the path model."""
    photograph_origin(results / "manuscript" / "manuscript.en.html", NUMBER, images / "origin.png")
    scale_figure(results / "figures" / "en" / "path_model.png", images / "path_model.png")
