"""Assess the measurement model: loadings, weights, reliability, convergent and discriminant validity."""

from functools import partial
from pathlib import Path

from study.analysis import measurement_tables as measurement
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.base.job import Paths, run


def main(*, inputs: SampleInputs, draws: Path, confidence_level: float, outputs: Paths) -> None:
    sample = inputs.read()
    own = partial(measurement.without_controls, model=sample.study)
    fit, bootstrap = sample.fit(), read_bootstrap(draws)
    write_table(own(measurement.reliability_table(bootstrap, confidence_level)), outputs["reliability"])
    write_table(own(measurement.outer_model_table(fit, bootstrap, confidence_level)), outputs["outer_model"])
    write_table(own(measurement.htmt_table(bootstrap, confidence_level)), outputs["htmt"])
    write_table(own(measurement.fornell_larcker_table(fit)), outputs["fornell_larcker"])
    write_table(own(measurement.cross_loadings_table(fit)), outputs["cross_loadings"])


if "snakemake" in globals():
    run(main, snakemake)
