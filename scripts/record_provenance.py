"""Record the run as a Workflow Run RO-Crate: what was run, with what, and what came out."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.base.files import digest_by_name, sha256
from study.base.job import Results, run
from study.reproduction.bundle import crate


def main(
    *,
    sources: Sequence[Path],
    code_files: Sequence[Path],
    results: Sequence[Path],
    about: Mapping[str, Any],
    names: Mapping[str, str],
    metadata: Path,
) -> Results:
    folder = metadata.parent
    inputs = digest_by_name([*sources, *code_files], names)
    outputs = {file.relative_to(folder).as_posix(): sha256(file) for file in results}
    return {"metadata": crate(about, inputs, outputs, Path(os.path.relpath(".", folder)).as_posix() + "/")}


if "snakemake" in globals():
    run(main, snakemake)
