"""Render the article and its supplement as PDF, DOCX and HTML; a number that is not in numbers.json stops it."""

from collections.abc import Sequence
from pathlib import Path

from study.base.job import Paths, run
from study.results.quotation import ManuscriptInputs
from study.writing.documents import Assets, page_links, write_documents
from study.writing.rendering import divide, render


def main(
    *,
    inputs: ManuscriptInputs,
    template: Path,
    assets: Assets,
    supplement: Sequence[str],
    languages: Sequence[str],
    outputs: Paths,
) -> None:
    manuscript = inputs.read()
    documents = divide(render(template, manuscript, supplement), supplement, inputs.language)
    for document, text in documents.items():
        links = page_links(document, inputs.language, list(documents), languages, inputs.study["figure_language"])
        targets = {form: outputs[f"{document}_{form}"] for form in ("markdown", "docx", "html", "pdf")}
        write_documents(text, manuscript, assets, links, targets)


if "snakemake" in globals():
    run(main, snakemake)
