"""Draw every figure of the study in each language of the manuscript, as SVG, PDF and PNG, with text alternatives."""

from collections.abc import Sequence
from pathlib import Path

from study.base.files import write_json
from study.base.job import run
from study.figures.figure_data import FigureInputs
from study.figures.gallery import describe_figures, write_figures
from study.setup.data_status import notice


def main(
    *, inputs: FigureInputs, data_status: str, language: str, languages: Sequence[str], alt_texts: Path, **tables: Path
) -> None:
    data = inputs.read(tables)
    notices = {name: notice(data_status, name) for name in dict.fromkeys([language, *languages])}
    for name, words in notices.items():
        folder = alt_texts.parent if name == language else alt_texts.parent / name
        write_figures(data, name, words, folder)
    write_json(describe_figures(data, notices), alt_texts)


if "snakemake" in globals():
    run(main, snakemake)
