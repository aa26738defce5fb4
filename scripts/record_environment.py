"""Record what the run's numbers depend on: versions, commit, settings, and the digest of every file that came in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import plssem
from study.base.environment import package_versions, system
from study.base.files import digests
from study.base.job import Results, run


def main(
    *,
    files: Sequence[Path],
    requirements: Path,
    commit: Mapping[str, Any] | None,
    configuration: Mapping[str, Any],
    names: Mapping[str, str],
) -> Results:
    used = {"plssem": plssem.__version__, "packages": package_versions(requirements), "commit": commit}
    seed = {"seed": configuration["bootstrap"]["seed"]}
    came_in = {"sha256": digests(files, names), "configuration": configuration}
    return {"environment": system() | used | seed | came_in}


if "snakemake" in globals():
    run(main, snakemake)
