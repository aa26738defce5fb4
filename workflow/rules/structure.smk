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
        code=code("plan_sample_size"),
    message:
        "Computing the sample sizes that the rules ask for"
    script:
        "../../scripts/plan_sample_size.py"
