"""Render the manuscript as PDF, DOCX and HTML; a number that is not in numbers.json stops it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.results.numbers import origin_list, with_anchors
from study.words.dictionary import legible
from study.writing.documents import Assets, write_docx, write_html, write_pdf
from study.writing.rendering import read_manuscript, render


def main(
    *,
    numbers: Path,
    model: Path,
    codebook: Path,
    figures: Path,
    alt_texts: Path,
    template: Path,
    bibliography: Path,
    styles: Path,
    study: Mapping[str, Any],
    language: str,
    markdown: Path,
    pdf: Path,
    docx: Path,
    html: Path,
) -> None:
    manuscript = read_manuscript(numbers, model, codebook, alt_texts, study, language)
    text = render(template, manuscript)
    markdown.write_text(text, encoding="utf-8", newline="\n")
    assets = Assets(figures, styles, bibliography, language)
    authors = [legible(author["name"]) for author in study["authors"]]
    write_docx(text, assets, authors, manuscript.notice or manuscript.title, bool(manuscript.notice), docx)
    write_html(with_anchors(text), assets, origin_list(text, manuscript.numbers, language), html)
    write_pdf(text, assets, pdf)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
