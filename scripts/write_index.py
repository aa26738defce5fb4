"""Write index.html: verdicts, figures, manuscripts, the flow of the data, checks, exclusions, how to cite."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.writing.index_page import ResultsFolder, index_page


def main(
    *,
    results: Path,
    samples: Sequence[str],
    languages: Sequence[str],
    study: Mapping[str, Any],
    model: Path,
    codebook: Path,
    template: Path,
    style: Path,
    citation: Path,
    index: Path,
) -> None:
    at = ResultsFolder(results, samples, languages, study["figure_language"])
    page = index_page(template, style, citation, study, read_study_model(model), read_codebook(codebook), at)
    index.write_text(page, encoding="utf-8", newline="\n")


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        results=Path(snakemake.params.results),
        samples=snakemake.params.samples,
        languages=snakemake.params.languages,
        study=snakemake.params.study,
        model=Path(snakemake.input.model),
        codebook=Path(snakemake.input.codebook),
        template=Path(snakemake.input.template),
        style=Path(snakemake.input.style),
        citation=Path(snakemake.input.citation),
        index=Path(snakemake.output.index),
    )
