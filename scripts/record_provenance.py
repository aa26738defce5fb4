"""Record the run as a Workflow Run RO-Crate: what was run, with what, and what came out."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from study.base.environment import sha256
from study.base.files import write_json
from study.reproduction.crate import crate


def main(*, sources: Sequence[Path], results: Sequence[Path], about: Mapping[str, str], metadata: Path) -> None:
    folder = metadata.parent
    inputs = {file.as_posix(): sha256(file) for file in sources}
    outputs = {file.relative_to(folder).as_posix(): sha256(file) for file in results}
    write_json(crate(about, inputs, outputs, Path(os.path.relpath(".", folder)).as_posix() + "/"), metadata)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        sources=[Path(file) for file in (*snakemake.input.sources, *snakemake.params.code_files)],
        results=[Path(file) for file in snakemake.input.results],
        about=snakemake.params.about,
        metadata=Path(snakemake.output.metadata),
    )
