"""Render the article and its supplement as PDF, DOCX and HTML; a number that is not in numbers.json stops it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.results.quotation import read_manuscript
from study.writing.documents import Assets, page_links, write_documents
from study.writing.rendering import divide, render


def main(
    *,
    numbers: Path,
    model: Path,
    codebook: Path,
    alt_texts: Path,
    template: Path,
    assets: Assets,
    study: Mapping[str, Any],
    supplement: Sequence[str],
    languages: Sequence[str],
    language: str,
    outputs: Mapping[str, Path],
) -> None:
    manuscript = read_manuscript(numbers, model, codebook, alt_texts, study, language)
    documents = divide(render(template, manuscript, supplement), supplement, language)
    for document, text in documents.items():
        links = page_links(document, language, list(documents), languages, study["figure_language"])
        targets = {form: outputs[f"{document}_{form}"] for form in ("markdown", "docx", "html", "pdf")}
        write_documents(text, manuscript, assets, links, targets)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
