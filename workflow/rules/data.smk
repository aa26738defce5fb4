"""From questionnaire exports to scored, screened responses.

REQUIRED INPUTS: survey files, codebook, model, and growth where there is a table of it
OUTPUTS: <results>/{sample}/responses.csv, exclusions.csv, sources.csv, flow.json, descriptives; respondents; growth.csv
"""


def described_samples():
    """Name the files that describe each sample, by what they are called in the script."""
    return {
        f"{sample}_{table}": f"<results>/{sample}/{table}.csv"
        for sample in STUDY.samples
        for table in ("descriptives", "dimension_means")
    }


def settings_of_prediction():
    """Return the settings that the number of respondents of the full sample has to suit: told here, not half-way."""
    settings = {"folds": config["prediction"]["folds"], "omission_distance": config["estimation"]["omission_distance"]}
    return {
        name: lambda wildcards, number=number: number if wildcards.sample == "full" else None
        for name, number in settings.items()
    }


rule clean_survey:
    """Bind questions to indicators, score the answers, screen the respondents; every row left out is listed."""
    input:
        files=lambda wildcards: survey_files(wildcards.sample),
        codebook=source("codebook"),
        model=source("model"),
    output:
        responses=update("<results>/{sample}/responses.csv"),
        exclusions=update("<results>/{sample}/exclusions.csv"),
        sources=update("<results>/{sample}/sources.csv"),
        flow=update("<results>/{sample}/flow.json"),
    log:
        "<logs>/clean_survey.{sample}.log",
    params:
        **tracked("clean_survey", "survey.{sample}", "codebook:unlabelled", "model:structure"),
        **settings_of_prediction(),
        survey=lambda wildcards: config["survey"][wildcards.sample],
        expected_n=lambda wildcards: config["survey"][wildcards.sample]["expected_n"],
        smallest_category=STUDY.configuration.description.smallest_category,
        rules=config["cleaning"],
    message:
        "Cleaning the {wildcards.sample} survey"
    script:
        "../../scripts/clean_survey.py"


rule check_sample_overlap:
    """See that nobody is in both the pilot and the full sample, without storing who they are."""
    input:
        files=[file for sample in STUDY.samples for file in survey_files(sample)],
        codebook=source("codebook"),
    output:
        overlap_file=update("<results>/sample_overlap.json"),
    log:
        "<logs>/check_sample_overlap.log",
    params:
        **tracked("check_sample_overlap", *(f"survey.{sample}" for sample in STUDY.samples), "codebook:unlabelled"),
        pilot=lambda wildcards: config["survey"]["pilot"],
        full=config["survey"]["full"],
        rule=config["survey"]["pilot_overlap"],
    message:
        "Checking that the pilot and the full sample are different people"
    script:
        "../../scripts/check_sample_overlap.py"


rule describe_responses:
    """Describe the answers to each item and the mean of each dimension."""
    input:
        **{sample: f"<results>/{sample}/responses.csv" for sample in STUDY.samples},
        codebook=source("codebook"),
        model=source("model"),
    output:
        **described_samples(),
    log:
        "<logs>/describe_responses.log",
    params:
        **tracked("describe_responses", "codebook:structure", "model:structure"),
        category_bounds=config["description"]["category_bounds"],
    message:
        "Describing the answers"
    script:
        "../../scripts/describe_responses.py"


rule describe_respondents:
    """Count the respondents by their answers to criteria and describing questions, never by personal data."""
    input:
        files=survey_files("full"),
        codebook=source("codebook"),
        model=source("model"),
    output:
        respondents=update("<results>/full/respondents.csv"),
    log:
        "<logs>/describe_respondents.log",
    params:
        **tracked("describe_respondents", "survey.full", "codebook:unlabelled", "model:structure"),
        survey=config["survey"]["full"],
        rules=config["cleaning"],
        description=config["description"],
    message:
        "Describing the respondents"
    script:
        "../../scripts/describe_respondents.py"


rule describe_growth:
    """Put a trend word's key beside each quarter's growth."""
    input:
        growth=lambda wildcards: source("survey.growth"),
    output:
        growth_file=update("<results>/growth.csv"),
    log:
        "<logs>/describe_growth.log",
    params:
        **tracked("describe_growth", "survey.growth"),
        stagnation=config["growth"]["stagnation"],
    message:
        "Describing growth"
    script:
        "../../scripts/describe_growth.py"
