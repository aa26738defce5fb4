"""Record what the run's numbers depend on: versions, commit, settings, and the digest of every file that came in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import plssem
from study.base.environment import package_versions, system
from study.base.files import sha256, write_json


def main(
    *,
    files: Sequence[Path],
    requirements: Path,
    commit: Mapping[str, Any] | None,
    configuration: Mapping[str, Any],
    names: Mapping[str, str],
    environment: Path,
) -> None:
    content = {
        **system(),
        "plssem": plssem.__version__,
        "packages": package_versions(requirements),
        "commit": commit,
        "seed": configuration["bootstrap"]["seed"],
        "sha256": {names.get(file.as_posix(), file.as_posix()): sha256(file) for file in files},
        "configuration": configuration,
    }
    write_json(content, environment)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
