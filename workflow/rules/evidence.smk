"""The quality of the evidence: what reviewers ask for beside the estimates."""

EVIDENCE = ["evidence.json", "answer_quality.csv", "collinearity.csv", "consistent.csv", "nonlinearity.csv"]
EVIDENCE += ["endogeneity.csv", "power.csv", "detectable.json"]
ROBUSTNESS = ["robustness_paths.csv", "robustness_choices.csv", "robustness.json"]


def evidence_results():
    """Name the result files of this chapter whose numbers a manuscript may quote."""
    return [f"full/{name}" for name in EVIDENCE] + ROBUSTNESS


rule assess_evidence:
    """Check answers, normality, common method, nonlinearity and endogeneity, and set consistent PLS beside PLS."""
    input:
        responses="<results>/full/responses.csv",
        exclusions="<results>/full/exclusions.csv",
        codebook=source("codebook"),
        model=source("model"),
    output:
        summary=update("<results>/full/evidence.json"),
        answer_quality=update("<results>/full/answer_quality.csv"),
        collinearity=update("<results>/full/collinearity.csv"),
        consistent=update("<results>/full/consistent.csv"),
        nonlinearity=update("<results>/full/nonlinearity.csv"),
        endogeneity=update("<results>/full/endogeneity.csv"),
    log:
        "<logs>/assess_evidence.log",
    params:
        content=content("codebook", "model"),
        settings=engine_settings(),
        checks={
            "resamples": config["evidence"]["resamples"],
            "seed": config["bootstrap"]["seed"],
            "confidence_level": config["bootstrap"]["confidence_level"],
            "critical_t": config["hypotheses"]["critical_t"],
            "criteria": STUDY.criteria,
        },
        same_answer_share=config["evidence"]["same_answer_share"],
        code=code("assess_evidence"),
    message:
        "Assessing the quality of the evidence"
    script:
        "../../scripts/assess_evidence.py"


rule assess_power:
    """Simulate how likely the study was to find its paths, and the smallest path that it could have found."""
    input:
        responses="<results>/full/responses.csv",
        paths="<results>/full/paths.csv",
        model=source("model"),
    output:
        power=update("<results>/full/power.csv"),
        detectable=update("<results>/full/detectable.json"),
    log:
        "<logs>/assess_power.log",
    params:
        content=content("model"),
        settings=engine_settings(),
        simulation={
            **config["evidence"]["power"],
            "seed": config["bootstrap"]["seed"],
            "one_sided_level": config["sample_size"]["significance_level"],
            "power": config["sample_size"]["power"],
        },
        code=code("assess_power"),
    message:
        "Simulating the power of the study"
    script:
        "../../scripts/assess_power.py"


rule assess_robustness:
    """Test every hypothesis under every defensible analysis of the survey: the specification curve."""
    input:
        ["<results>/pilot/gate.json", "<results>/sample_overlap.json"] * STUDY.has_pilot,
        survey=source("survey.full.file"),
        codebook=source("codebook"),
        model=source("model"),
    output:
        universes=update("<results>/robustness.csv"),
        paths=update("<results>/robustness_paths.csv"),
        options=update("<results>/robustness_choices.csv"),
        facts=update("<results>/robustness.json"),
    log:
        "<logs>/assess_robustness.log",
    params:
        content=content("survey.full.file", "codebook", "model"),
        survey=config["survey"]["full"],
        rules=config["cleaning"],
        choices=config["robustness"],
        settings=engine_settings(),
        analysis={
            "resamples": config["bootstrap"]["resamples"],
            "resamples_of_others": config["robustness"]["resamples"],
            "seed": config["bootstrap"]["seed"],
            "confidence_level": config["bootstrap"]["confidence_level"],
            "critical_t": config["hypotheses"]["critical_t"],
            "criteria": STUDY.criteria,
        },
        code=code("assess_robustness"),
    message:
        "Testing the hypotheses under every defensible analysis"
    script:
        "../../scripts/assess_robustness.py"
