"""Which document of the results a Word file is that came back, and whether it still says what they say."""

from pathlib import Path

from study.base.errors import StudyError, sentra
from study.results.numbers import read_numbers
from study.returned_document.document_check import check_document, shared_sentences
from study.returned_document.findings import report
from study.returned_document.quotations import outdated, quotations
from study.returned_document.word_text import Document, read_document
from study.words.dictionary import LANGUAGES

# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25


def check_docx(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document = read_document(returned)
    numbers = read_numbers(results / "numbers.json")
    made, language = _find_made(document, results / "manuscript")
    markdown = made.with_suffix(".md")
    quoted = quotations(markdown.read_text(encoding="utf-8"))
    old = outdated(quoted, numbers)
    if old:
        raise StudyError(
            what="the manuscript is older than the results",
            where=str(markdown),
            found=old[0],
            expected="no such",
            remedy=f"run {sentra('run')} first",
        )
    findings = check_document(read_document(made), document, language)
    print(report(findings, quoted, numbers, str(made)))
    return int(any(finding.is_error for finding in findings))


def _find_made(document: Document, folder: Path) -> tuple[Path, str]:
    """Choose the article or supplement that shares most sentences with the document, and name its language."""
    files = {
        folder / f"{name}.{language}.docx": language for name in ("manuscript", "supplement") for language in LANGUAGES
    }
    made = {file: read_document(file) for file in files if file.is_file()}
    if not made:
        raise StudyError(
            what="there is no manuscript",
            where=str(folder),
            found="nothing",
            expected="manuscript.*.docx",
            remedy=f"run {sentra('run')} first",
        )
    shared = {file: shared_sentences(text, document) for file, text in made.items()}
    chosen = max(shared, key=lambda file: shared[file])
    if shared[chosen] < SAME_DOCUMENT:
        raise StudyError(
            what="this is another document",
            where=", ".join(map(str, made)),
            found=f"{shared[chosen]:.0%} of its sentences",
            expected=f"at least {SAME_DOCUMENT:.0%}",
            remedy="check FILE",
        )
    return chosen, files[chosen]
