"""Draw every figure of the study in each language of the manuscript, as SVG, PDF and PNG, with text alternatives."""

from collections.abc import Sequence
from pathlib import Path

from study.base.files import write_json
from study.base.job import run
from study.figures.figure_data import FigureInputs
from study.figures.gallery import describe_figures, write_figures
from study.setup.data_status import notice


def main(*, inputs: FigureInputs, data_status: str, languages: Sequence[str], alt_texts: Path, **tables: Path) -> None:
    data = inputs.read(tables)
    notices = {language: notice(data_status, language) for language in languages}
    for language, words in notices.items():
        folder = alt_texts.parent if language == languages[0] else alt_texts.parent / language
        write_figures(data, language, words, folder)
    write_json(describe_figures(data, notices), alt_texts)


if "snakemake" in globals():
    run(main, snakemake)
