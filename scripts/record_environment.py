"""Record what the run's numbers depend on: versions, commit, settings, and the digest of every file that came in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import plssem
from study.base.environment import package_versions, system
from study.base.files import digests, write_json
from study.base.job import run


def main(
    *,
    files: Sequence[Path],
    requirements: Path,
    commit: Mapping[str, Any] | None,
    configuration: Mapping[str, Any],
    names: Mapping[str, str],
    environment: Path,
) -> None:
    used = {"plssem": plssem.__version__, "packages": package_versions(requirements), "commit": commit}
    seed = {"seed": configuration["bootstrap"]["seed"]}
    came_in = {"sha256": digests(files, names), "configuration": configuration}
    write_json(system() | used | seed | came_in, environment)


if "snakemake" in globals():
    run(main, snakemake)
