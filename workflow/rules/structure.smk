"""The structural model: paths, hypotheses, effects, explained variance, and the size of the sample.

REQUIRED INPUTS: responses and draws of the full sample
OUTPUTS: <results>/full/paths.csv, effects.csv, r_squared.csv, fit.json, predict.csv and beside them
"""


rule assess_structure:
    """Assess paths with their hypotheses, effects, explained and predicted variance, and the equation."""
    input:
        responses="<results>/full/responses.csv",
        draws="<results>/full/bootstrap.npz",
        model=source("model"),
        codebook=source("codebook"),
    output:
        paths=update("<results>/full/paths.csv"),
        effects=update("<results>/full/effects.csv"),
        r_squared=update("<results>/full/r_squared.csv"),
        equation=update("<results>/full/equation.json"),
    log:
        "<logs>/assess_structure.log",
    params:
        **tracked("assess_structure", "model:structure", "codebook:structure"),
        settings=engine_settings(),
        omission_distance=config["estimation"]["omission_distance"],
        judging=path_judging(),
    message:
        "Assessing the structural model and its hypotheses"
    script:
        "../../scripts/assess_structure.py"


rule assess_fit:
    """Assess how far implied are from observed correlations, and how well held-out respondents are predicted."""
    input:
        responses="<results>/full/responses.csv",
        model=source("model"),
    output:
        fit=update("<results>/full/fit.json"),
        predict_table=update("<results>/full/predict.csv"),
        predictive_power=update("<results>/full/predictive_power.json"),
    log:
        "<logs>/assess_fit.log",
    params:
        **tracked("assess_fit", "model:structure"),
        settings=engine_settings(),
        fit_settings={**config["fit"], "seed": config["bootstrap"]["seed"]},
        prediction=config["prediction"],
    message:
        "Assessing overall fit and prediction out of the sample"
    script:
        "../../scripts/assess_fit.py"
