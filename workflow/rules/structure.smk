"""The structural model: paths, hypotheses, effects, explained variance, and the size of the sample."""


rule assess_structure:
    """Assess paths with their hypotheses, effects, explained and predicted variance, and the equation."""
    input:
        responses="<results>/full/responses.csv",
        draws="<results>/full/bootstrap.npz",
        model=source("model"),
    output:
        paths=update("<results>/full/paths.csv"),
        effects=update("<results>/full/effects.csv"),
        r_squared=update("<results>/full/r_squared.csv"),
        equation=update("<results>/full/equation.json"),
    log:
        "<logs>/assess_structure.log",
    params:
        content=content("model"),
        settings=engine_settings(),
        omission_distance=config["estimation"]["omission_distance"],
        critical_t=config["hypotheses"]["critical_t"],
        criteria=STUDY.criteria,
        confidence_level=config["bootstrap"]["confidence_level"],
        code=code("assess_structure"),
    message:
        "Assessing the structural model and its hypotheses"
    script:
        "../../scripts/assess_structure.py"


rule plan_sample_size:
    """Set the sample beside what the rules of thumb and statistical power ask for."""
    input:
        responses="<results>/full/responses.csv",
        model=source("model"),
    output:
        sample_size=update("<results>/full/sample_size.json"),
    log:
        "<logs>/plan_sample_size.log",
    params:
        content=content("model"),
        rules=config["sample_size"],
        two_sided_level=config["evidence"]["power"]["significance_level"],
        code=code("plan_sample_size"),
    message:
        "Computing the sample sizes that the rules ask for"
    script:
        "../../scripts/plan_sample_size.py"


rule assess_prediction:
    """Predict held-out respondents by the path model, by their mean and by a linear model with the same predictors."""
    input:
        responses="<results>/full/responses.csv",
        model=source("model"),
    output:
        predict_table=update("<results>/full/predict.csv"),
        predictive_power=update("<results>/full/predictive_power.json"),
    log:
        "<logs>/assess_prediction.log",
    params:
        content=content("model"),
        settings=engine_settings(),
        prediction=config["prediction"],
        seed=config["bootstrap"]["seed"],
        code=code("assess_prediction"),
    message:
        "Assessing prediction out of the sample"
    script:
        "../../scripts/assess_prediction.py"


rule assess_fit:
    """Set the correlations that the model implies beside those observed, and the distance beside exact fit by chance."""
    input:
        responses="<results>/full/responses.csv",
        model=source("model"),
    output:
        fit=update("<results>/full/fit.json"),
    log:
        "<logs>/assess_fit.log",
    params:
        content=content("model"),
        settings=engine_settings(),
        fit=config["fit"],
        seed=config["bootstrap"]["seed"],
        code=code("assess_fit"),
    message:
        "Assessing overall fit"
    script:
        "../../scripts/assess_fit.py"
