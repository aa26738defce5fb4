"""Write index.html, in every language: findings, how sure they are, articles, exclusions, checks, figures, files."""

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
    documents: Sequence[str],
    study: Mapping[str, Any],
    model: Path,
    codebook: Path,
    template: Path,
    style: Path,
    citation: Path,
    outputs: Mapping[str, Path],
) -> None:
    words = read_study_model(model), read_codebook(codebook)
    for language, target in outputs.items():
        at = ResultsFolder(results, samples, languages, documents, language, study["figure_language"])
        page = index_page(template, style, citation, study, *words, at)
        target.write_text(page, encoding="utf-8", newline="\n")


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
