"""Draw one part of the resamples of the bootstrap: of those asked for, or of the more that an open verdict needs."""

from pathlib import Path

from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs
from study.base.job import JobPart, run
from study.claims.judging import Resampling


def main(*, inputs: SampleInputs, resampling: Resampling, part: JobPart, drawn: Path) -> None:
    sample = inputs.read()
    draws = resampling.draw_part(sample.bootstrap, sample.study, part)
    if draws is None:
        drawn.touch()  # no verdict is open: nobody reads this part
    else:
        write_bootstrap(draws, drawn)


if "snakemake" in globals():
    run(main, snakemake)
