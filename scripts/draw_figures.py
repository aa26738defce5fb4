"""Draw every figure of the study in each language of the manuscript, as SVG, PDF and PNG, with text alternatives."""

from collections.abc import Sequence
from pathlib import Path

from study.base.files import read_table, write_json
from study.figures.gallery import described, write_figures
from study.figures.sources import Material
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.cleaning import read_flow


def main(
    *,
    model: Path,
    codebook: Path,
    flow: Path,
    descriptives: Path,
    paths: Path,
    r_squared: Path,
    htmt: Path,
    data_status: str,
    language: str,
    languages: Sequence[str],
    confidence_level: float,
    htmt_threshold: float,
    alt_texts: Path,
    pilot_flow: Path | None = None,
    growth: Path | None = None,
    **optional: Path,
) -> None:
    material = Material(
        read_study_model(model),
        read_codebook(codebook),
        read_flow(flow),
        read_flow(pilot_flow) if pilot_flow else None,
        *(read_table(table) for table in (descriptives, paths, r_squared, htmt)),
        growth=read_table(growth) if growth else None,
        confidence_level=confidence_level,
        htmt_threshold=htmt_threshold,
        **{name: read_table(table) for name, table in optional.items()},
    )
    figures = alt_texts.parent
    write_figures(material, language, data_status, figures)
    for other in [other for other in languages if other != language]:
        write_figures(material, other, data_status, figures / other)
    write_json(described(material, [language, *languages], data_status), alt_texts)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
