"""The measurement model of either sample, and the instrument test on the pilot.

REQUIRED INPUTS: responses and draws of a sample
OUTPUTS: <results>/{sample}/reliability.csv and beside it; <results>/pilot/verdict.json, gate.json
"""


rule assess_measurement:
    """Assess loadings, weights, reliability, convergent and discriminant validity."""
    input:
        responses="<results>/{sample}/responses.csv",
        draws="<results>/{sample}/bootstrap.npz",
        model=source("model"),
    output:
        reliability=update("<results>/{sample}/reliability.csv"),
        outer_model=update("<results>/{sample}/outer_model.csv"),
        htmt=update("<results>/{sample}/htmt.csv"),
        fornell_larcker=update("<results>/{sample}/fornell_larcker.csv"),
        cross_loadings=update("<results>/{sample}/cross_loadings.csv"),
    log:
        "<logs>/assess_measurement.{sample}.log",
    params:
        **tracked("assess_measurement", "model:structure"),
        settings=sample_settings,
        confidence_level=config["bootstrap"]["confidence_level"],
    message:
        "Assessing the measurement model of the {wildcards.sample} sample"
    script:
        "../../scripts/assess_measurement.py"


rule assess_pilot:
    """Hold the pilot against the criteria: item-total correlations, and whether the instrument is fit for use."""
    input:
        responses="<results>/pilot/responses.csv",
        outer_model="<results>/pilot/outer_model.csv",
        reliability="<results>/pilot/reliability.csv",
        model=source("model"),
    output:
        item_total=update("<results>/pilot/item_total.csv"),
        verdict=update("<results>/pilot/verdict.json"),
    log:
        "<logs>/assess_pilot.log",
    params:
        **tracked("assess_pilot", "model:structure"),
        settings=engine_settings("pilot"),
        criteria=config["pilot_criteria"],
    message:
        "Assessing the instrument on the pilot sample"
    script:
        "../../scripts/assess_pilot.py"


rule gate_pilot:
    """Stop before the full sample is estimated with an instrument that is not fit for use."""
    input:
        verdict="<results>/pilot/verdict.json",
    output:
        gate=update("<results>/pilot/gate.json"),
    log:
        "<logs>/gate_pilot.log",
    params:
        **tracked("gate_pilot"),
        on_pilot_failure=config["on_pilot_failure"],
    message:
        "Judging the pilot"
    script:
        "../../scripts/gate_pilot.py"
