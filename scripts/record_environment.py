"""Record what the run's numbers depend on: versions, commit, settings, and the digest of every file that came in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import plssem
from study.base.environment import describe_system, package_versions
from study.base.files import digest_by_name
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
    came_in = {"sha256": digest_by_name(files, names), "configuration": configuration}
    return {"environment": describe_system() | used | seed | came_in}


if "snakemake" in globals():
    run(main, snakemake)
