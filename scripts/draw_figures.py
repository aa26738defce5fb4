"""Draw every figure of the study in each language of the manuscript, as SVG, PDF and PNG, with text alternatives."""

from collections.abc import Sequence
from pathlib import Path

from study.base.files import read_table, write_json
from study.figures.figure_data import FigureData
from study.figures.gallery import describe_figures, write_figures
from study.setup.codebook import read_codebook
from study.setup.data_status import notice
from study.setup.study_model import read_study_model
from study.survey.cleaning import read_flow


def main(
    *,
    model: Path,
    codebook: Path,
    flow: Path,
    data_status: str,
    language: str,
    languages: Sequence[str],
    confidence_level: float,
    htmt_threshold: float,
    figures: Path,
    pilot_flow: Path | None = None,
    **tables: Path,
) -> None:
    data = FigureData(
        read_study_model(model),
        read_codebook(codebook),
        read_flow(flow),
        read_flow(pilot_flow) if pilot_flow else None,
        confidence_level,
        htmt_threshold,
        {name: read_table(table) for name, table in tables.items()},
    )
    notices = {name: notice(data_status, name) for name in dict.fromkeys([language, *languages])}
    for name, words in notices.items():
        write_figures(data, name, words, figures if name == language else figures / name)
    write_json(describe_figures(data, notices), figures / "alt_texts.json")


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        figures=Path(snakemake.output.alt_texts).parent,
        **{name: Path(path) for name, path in snakemake.input.items()},
        **{name: value for name, value in snakemake.params.items() if name not in ("code", "content")},
    )
