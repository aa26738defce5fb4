"""Render the manuscript as PDF, DOCX and HTML; a number that is not in numbers.json stops it."""

import json
from pathlib import Path

from study.codebook import read_codebook
from study.documents import Assets, write_docx, write_html, write_pdf
from study.model import read_study_model
from study.numbers import read_numbers
from study.rendering import Manuscript, render


def main(
    *,
    numbers: Path,
    model: Path,
    codebook: Path,
    figures: Path,
    template: Path,
    bibliography: Path,
    styles: Path,
    study: dict[str, object],
    language: str,
    markdown: Path,
    pdf: Path,
    docx: Path,
    html: Path,
) -> None:
    alt_texts = json.loads((figures / "alt_texts.json").read_text(encoding="utf-8"))
    parts = read_numbers(numbers), read_study_model(model), read_codebook(codebook)
    manuscript = Manuscript(*parts, study, alt_texts, language)
    text = render(template, manuscript)
    markdown.write_text(text, encoding="utf-8")
    assets = Assets(figures, styles, bibliography, language)
    write_docx(text, assets, manuscript.notice or manuscript.title, bool(manuscript.notice), docx)
    write_html(text, assets, html)
    write_pdf(text, assets, pdf)


if "snakemake" in globals():
    from study.job import run

    run(
        main,
        snakemake.log[0],
        numbers=Path(snakemake.input.numbers),
        model=Path(snakemake.input.model),
        codebook=Path(snakemake.input.codebook),
        figures=Path(snakemake.params.figures),
        template=Path(snakemake.input.template),
        bibliography=Path(snakemake.input.bibliography),
        styles=Path(snakemake.params.styles),
        study=snakemake.params.study,
        language=snakemake.wildcards.language,
        markdown=Path(snakemake.output.markdown),
        pdf=Path(snakemake.output.pdf),
        docx=Path(snakemake.output.docx),
        html=Path(snakemake.output.html),
    )
