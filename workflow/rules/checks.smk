"""What the run depended on, and whether its results agree with each other.

REQUIRED INPUTS: the results, the manuscripts as Markdown, and every file that a person made
OUTPUTS: <results>/checks.json, checklist.csv, environment.json
"""

from study.setup.data_status import recorded_configuration, recorded_names


def inputs_of_study():
    """Name every file that a person made for this study: raw data, configuration, templates, bibliography."""
    keys = [f"survey.{sample}" for sample in STUDY.samples]
    keys += ["survey.growth"] if STUDY.has_growth else []
    keys += ["model", "codebook", "checklist", "manuscript.bibliography"]
    keys += ["claims"] if CLAIMS else []
    keys += [f"manuscript.templates.{language}" for language in config["manuscript"]["languages"]]
    keys += WORD_TEMPLATE
    return keys


rule record_environment:
    """Record, once the results are there, versions, commit, settings, and the digest of every file that came in."""
    input:
        # A run that is refused leaves the earlier results, and with them the record of where they came from.
        "<results>/checks.json",
        "<results>/numbers.json",
        files=[ancient(file) for key in inputs_of_study() for file in STUDY.files(key)] + plan_files(),
        requirements=ancient("requirements.in"),
    output:
        environment="<results>/environment.json",
    log:
        "<logs>/record_environment.log",
    params:
        **tracked("record_environment", *inputs_of_study()),
        lock=content_hash(ROOT / "requirements.lock"),
        commit=find_commit(ROOT),
        configuration=recorded_configuration(config),
        names=recorded_names(config),
    message:
        "Recording versions, commit and digests"
    script:
        "../../scripts/record_environment.py"


def judged_again():
    """Name what the claims are judged from, so that the checks judge them anew."""
    if not CLAIMS:
        return {}
    files = {"model": source("model"), "claims": source("claims"), "main_draws": "<results>/full/bootstrap.npz"}
    return {**files, **drawn_evidence(), "rival_draws": rival_draws()}


rule check_results:
    """Check that the results agree with each other."""
    input:
        expand(
            "<results>/{sample}/{file}",
            sample=STUDY.samples,
            file=[
                "flow.json",
                "responses.csv",
                "exclusions.csv",
                "descriptives.csv",
                "bootstrap.npz",
                "outer_model.csv",
            ],
        ),
        expand(
            "<results>/full/{table}.csv",
            table=["paths", "effects", "r_squared", "fornell_larcker", "importance"],
        ),
        "<results>/robustness.csv",
        ["<results>/full/controls.csv"] if CONTROLLED else [],
        ["<results>/claims.csv", "<results>/claim_tests.csv"] if STUDY.claims else [],
        **judged_again(),
    output:
        checks=update("<results>/checks.json"),
    log:
        "<logs>/check_results.log",
    params:
        **tracked("check_results", *(["model:structure"] if CLAIMS else []), *claims_part()),
        judging=judging_settings(),
        results=config["results_dir"],
        samples=STUDY.samples,
        has_claims=bool(STUDY.claims),
        limits={
            "missing_share": config["cleaning"]["warn_missing_share"],
            "lost_resamples": config["bootstrap"]["warn_lost_share"],
            "loading_balance": config["bootstrap"]["warn_loading_balance"],
        },
    message:
        "Checking that the results agree with each other"
    script:
        "../../scripts/check_results.py"


rule check_reporting:
    """Check that every manuscript reports what guidelines ask for: one row per item, red where it is missing."""
    input:
        **{
            f"{document}_{language}": f"<results>/manuscript/{document}.{language}.md"
            for document in DOCUMENTS
            for language in config["manuscript"]["languages"]
        },
        expected=source("checklist"),
        criteria="<results>/criteria.csv",
    output:
        checklist=update("<results>/checklist.csv"),
    log:
        "<logs>/check_reporting.log",
    params:
        **tracked("check_reporting", "checklist"),
    message:
        "Checking that the manuscripts report what guidelines ask for"
    script:
        "../../scripts/check_reporting.py"
