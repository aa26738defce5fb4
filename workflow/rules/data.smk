"""From questionnaire exports to scored, screened responses."""


rule clean_survey:
    """Bind questions to indicators, score the answers, screen the respondents; every row left out is listed."""
    input:
        survey=lambda wildcards: source(f"survey.{wildcards.sample}.file"),
        codebook=source("codebook"),
        model=source("model"),
    output:
        responses=update("<results>/{sample}/responses.csv"),
        exclusions=update("<results>/{sample}/exclusions.csv"),
        flow=update("<results>/{sample}/flow.json"),
    log:
        "<logs>/clean_survey.{sample}.log",
    params:
        content=lambda wildcards: content(f"survey.{wildcards.sample}.file", "codebook", "model"),
        survey=lambda wildcards: config["survey"][wildcards.sample],
        rules=config["cleaning"],
        code=code("clean_survey"),
    message:
        "Cleaning the {wildcards.sample} survey: {input.survey}"
    script:
        "../../scripts/clean_survey.py"


rule check_sample_overlap:
    """See that nobody is in both the pilot and the full sample, without storing who they are."""
    input:
        pilot=lambda wildcards: source("survey.pilot.file"),
        full=source("survey.full.file"),
        codebook=source("codebook"),
    output:
        overlap=update("<results>/sample_overlap.json"),
    log:
        "<logs>/check_sample_overlap.log",
    params:
        content=lambda wildcards: content("survey.pilot.file", "survey.full.file", "codebook"),
        survey=config["survey"],
        code=code("check_sample_overlap"),
    message:
        "Checking that the pilot and the full sample are different people"
    script:
        "../../scripts/check_sample_overlap.py"


rule describe_responses:
    """Describe the answers to each item and the mean of each dimension."""
    input:
        responses="<results>/{sample}/responses.csv",
        codebook=source("codebook"),
        model=source("model"),
    output:
        descriptives="<results>/{sample}/descriptives.csv",
        dimension_means="<results>/{sample}/dimension_means.csv",
    log:
        "<logs>/describe_responses.{sample}.log",
    params:
        content=content("codebook", "model"),
        category_bounds=config["description"]["category_bounds"],
        code=code("describe_responses"),
    message:
        "Describing the answers of the {wildcards.sample} sample"
    script:
        "../../scripts/describe_responses.py"


rule describe_respondents:
    """Count the respondents by their answers to criteria and describing questions, never by personal data."""
    input:
        survey=source("survey.full.file"),
        codebook=source("codebook"),
        model=source("model"),
    output:
        respondents=update("<results>/full/respondents.csv"),
    log:
        "<logs>/describe_respondents.log",
    params:
        content=content("survey.full.file", "codebook", "model"),
        survey=config["survey"]["full"],
        rules=config["cleaning"],
        description=config["description"],
        code=code("describe_respondents"),
    message:
        "Describing the respondents"
    script:
        "../../scripts/describe_respondents.py"


rule describe_growth:
    """Put a trend word's key beside each quarter's growth."""
    input:
        growth=lambda wildcards: source("survey.growth"),
    output:
        growth=update("<results>/growth.csv"),
    log:
        "<logs>/describe_growth.log",
    params:
        content=lambda wildcards: content("survey.growth"),
        stagnation=config["growth"]["stagnation"],
        code=code("describe_growth"),
    message:
        "Describing growth"
    script:
        "../../scripts/describe_growth.py"
