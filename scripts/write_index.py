"""Write index.html, in every language: findings, how sure they are, articles, exclusions, checks, figures, files."""

from study.base.files import write_text
from study.base.job import Paths, run
from study.writing.index_page import PageInputs


def main(*, inputs: PageInputs, outputs: Paths) -> None:
    for language, page in outputs.items():
        write_text(inputs.fill(language), page)


if "snakemake" in globals():
    run(main, snakemake)
