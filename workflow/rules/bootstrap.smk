"""Resampling: every later standard error, t, p and interval comes from these draws.

REQUIRED INPUTS: responses of a sample; for the full one, the pilot's gate and the check of overlap
OUTPUTS: <results>/{sample}/bootstrap.npz
"""


def permissions(wildcards):
    """Name what must have passed before a sample is estimated: for the full sample, the checks of the pilot."""
    return [] if wildcards.sample == "pilot" else pilot_permissions()


rule bootstrap_model:
    """Estimate the model on resamples of the respondents and keep every draw."""
    input:
        permissions,
        unpack(deciding_claims),
        responses="<results>/{sample}/responses.csv",
        model=source("model"),
    output:
        draws=update("<results>/{sample}/bootstrap.npz"),
    log:
        "<logs>/bootstrap_model.{sample}.log",
    params:
        **tracked("bootstrap_model", "model:structure", *claims_part()),
        settings=engine_settings(),
        bootstrap=bootstrap_settings(),
        judging=lambda wildcards: judging_settings() if wildcards.sample == "full" else None,
    message:
        "Bootstrapping the {wildcards.sample} sample"
    script:
        "../../scripts/bootstrap_model.py"
