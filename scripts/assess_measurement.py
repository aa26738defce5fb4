"""Assess the measurement model: loadings, weights, reliability, convergent and discriminant validity."""

from functools import partial
from pathlib import Path

from study.analysis import measurement_tables as measurement
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.base.job import Results, run


def main(*, inputs: SampleInputs, draws: Path, confidence_level: float) -> Results:
    sample = inputs.read()
    own = partial(measurement.without_controls, model=sample.study)
    fit = sample.fit()
    bootstrap = read_bootstrap(draws)
    return {
        "reliability": own(measurement.reliability_table(bootstrap, confidence_level)),
        "outer_model": own(measurement.outer_model_table(fit, bootstrap, confidence_level)),
        "htmt": own(measurement.htmt_table(bootstrap, confidence_level)),
        "fornell_larcker": own(measurement.fornell_larcker_table(fit)),
        "cross_loadings": own(measurement.cross_loadings_table(fit)),
    }


if "snakemake" in globals():
    run(main, snakemake)
