"""Resampling: every later standard error, t, p and interval comes from these draws.

REQUIRED INPUTS: responses of a sample; for the full one, the pilot's gate and the check of overlap
OUTPUTS: <results>/{sample}/bootstrap.npz
"""


def permissions(wildcards):
    """Name what must have passed before a sample is estimated: for the full sample, the checks of the pilot."""
    return [] if wildcards.sample == "pilot" else pilot_permissions()


DRAWN = part_files("<results>/{sample}/parts/bootstrap.{part}.npz", config["bootstrap"]["resamples"])
# Drawn where these leave a verdict open; only the full sample has verdicts.
DECIDING = CLAIMS and CLAIMS.stability.most_resamples > config["bootstrap"]["resamples"]
FURTHER = part_files("<results>/full/parts/further.{part}.npz", CLAIMS.stability.most_resamples) if DECIDING else []


def drawn_parts(wildcards):
    """Name the parts of the resamples, where they are drawn in parts."""
    further = {"further": FURTHER} if DRAWN and FURTHER and wildcards.sample == "full" else {}
    return {"parts": [file.format(sample=wildcards.sample) for file in DRAWN], **further} if DRAWN else {}


if DRAWN:

    rule draw_resamples:
        """Draw one part of the resamples."""
        input:
            permissions,
            responses="<results>/{sample}/responses.csv",
            model=source("model"),
        output:
            drawn=temp("<results>/{sample}/parts/bootstrap.{part}.npz"),
        log:
            "<logs>/draw_resamples.{sample}.{part}.log",
        params:
            **tracked("draw_resamples", "model:structure"),
            settings=sample_settings,
            bootstrap=bootstrap_settings(),
        message:
            "Drawing part {wildcards.part} of the resamples of the {wildcards.sample} sample"
        script:
            "../../scripts/draw_resamples.py"


if DRAWN and FURTHER:

    rule draw_further_resamples:
        """Draw one part of the more resamples that an open verdict needs; nothing where none is open."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            claims=source("claims"),
            parts=[file.format(sample="full") for file in DRAWN],
        output:
            drawn=temp("<results>/full/parts/further.{part}.npz"),
        log:
            "<logs>/draw_further_resamples.{part}.log",
        params:
            **tracked("draw_resamples", "model:structure", *claims_part()),
            settings=engine_settings(),
            bootstrap=bootstrap_settings(),
            judging=judging_settings(),
        message:
            "Drawing part {wildcards.part} of further resamples, if a verdict is open"
        script:
            "../../scripts/draw_resamples.py"


rule bootstrap_model:
    """Estimate the model on resamples of the respondents and keep every draw."""
    input:
        permissions,
        unpack(deciding_claims),
        unpack(drawn_parts),
        responses="<results>/{sample}/responses.csv",
        model=source("model"),
    output:
        draws=update("<results>/{sample}/bootstrap.npz"),
    log:
        "<logs>/bootstrap_model.{sample}.log",
    params:
        **tracked("bootstrap_model", "model:structure", *claims_part()),
        settings=sample_settings,
        bootstrap=bootstrap_settings(),
        judging=lambda wildcards: judging_settings() if wildcards.sample == "full" else None,
    message:
        "Bootstrapping the {wildcards.sample} sample"
    script:
        "../../scripts/bootstrap_model.py"
