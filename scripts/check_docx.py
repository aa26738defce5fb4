"""Compare a DOCX that came back from co-authors or an editor with the results: numbers, signs, verdicts, tables."""

import argparse
import sys
from pathlib import Path

from study.base.errors import StudyError
from study.base.job import legible_output
from study.results.numbers import read_numbers
from study.returned_document.document_check import check_document, report, shared_sentences
from study.returned_document.statements import outdated, quotations
from study.returned_document.word_text import Document, read_document
from study.setup.config import read_yaml
from study.words.wording import LANGUAGES

# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25


def main(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document, numbers = read_document(returned), read_numbers(results / "numbers.json")
    language, manuscript = _manuscript(document, results / "manuscript")
    markdown = results / "manuscript" / f"manuscript.{language}.md"
    quoted = quotations(markdown.read_text(encoding="utf-8"))
    old = outdated(quoted, numbers)
    if old:
        raise StudyError("the manuscript is older than the results", str(markdown), old[0], "no such", "run make first")
    findings = check_document(manuscript, document, language)
    print(report(findings, quoted, numbers, str(markdown.with_suffix(".docx"))))
    return int(any(finding.is_error for finding in findings))


def _manuscript(document: Document, folder: Path) -> tuple[str, Document]:
    """Choose the manuscript that shares most sentences with the document: its language, and what it says."""
    files = {language: folder / f"manuscript.{language}.docx" for language in LANGUAGES}
    made = {language: read_document(file) for language, file in files.items() if file.is_file()}
    if not made:
        raise StudyError("there is no manuscript", str(folder), "nothing", "manuscript.*.docx", "run make first")
    shared = {language: shared_sentences(own, document) for language, own in made.items()}
    language = max(shared, key=lambda name: shared[name])
    if shared[language] < SAME_DOCUMENT:
        where = ", ".join(str(files[name]) for name in made)
        found = f"{shared[language]:.0%} of its sentences"
        raise StudyError("this is another document", where, found, f"at least {SAME_DOCUMENT:.0%}", "check FILE")
    return language, made[language]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the DOCX that came back")
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"), help="the study's configuration")
    given = parser.parse_args()
    legible_output()
    try:
        sys.exit(main(returned=given.file, results=Path(read_yaml(given.config)["results_dir"])))
    except (StudyError, OSError) as refusal:
        sys.exit(f"error: {refusal}")
