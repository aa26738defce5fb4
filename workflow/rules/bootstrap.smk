"""Resampling: every later standard error, t, p and interval comes from these draws."""


def permissions(wildcards):
    """Name what must have passed before a sample is estimated: for the full sample, the checks of the pilot."""
    if wildcards.sample == "pilot" or not STUDY.has_pilot:
        return []
    return ["<results>/pilot/gate.json", "<results>/sample_overlap.json"]


rule bootstrap_model:
    """Estimate the model on resamples of the respondents and keep every draw."""
    input:
        permissions,
        responses="<results>/{sample}/responses.csv",
        model=source("model"),
    output:
        draws=update("<results>/{sample}/bootstrap.npz"),
    log:
        "<logs>/bootstrap_model.{sample}.log",
    params:
        content=content("model"),
        settings=engine_settings(),
        resamples=config["bootstrap"]["resamples"],
        seed=config["bootstrap"]["seed"],
        code=code("bootstrap_model"),
    message:
        "Bootstrapping the {wildcards.sample} sample, {params.resamples} resamples"
    script:
        "../../scripts/bootstrap_model.py"
