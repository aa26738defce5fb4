"""Draw one part of the resamples of the bootstrap: of those asked for, or of the more that an open verdict needs."""

from functools import partial
from pathlib import Path

from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs
from study.claims.judging import Resampling
from study.claims.repetition import Estimates
from study.setup.claim_declarations import MAIN


def main(*, inputs: SampleInputs, resampling: Resampling, part: str, drawn: Path) -> None:
    sample = inputs.read()
    draws = resampling.draw_part(sample.bootstrap, partial(Estimates.of_model, sample.study, MAIN), part)
    if draws is None:
        drawn.touch()  # no verdict is open: nobody reads this part
    else:
        write_bootstrap(draws, drawn)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
