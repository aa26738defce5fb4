"""The tables, each as CSV, and all of them in one workbook.

REQUIRED INPUTS: result tables of all chapters, model, codebook
OUTPUTS: <results>/tables, one CSV each, and tables.xlsx
"""


def pilot_tables():
    """Name the pilot's result files that tables are made of."""
    if not STUDY.has_pilot:
        return {}
    return {
        "pilot_flow": "<results>/pilot/flow.json",
        "pilot_reliability": "<results>/pilot/reliability.csv",
        "pilot_outer_model": "<results>/pilot/outer_model.csv",
        "pilot_item_total": "<results>/pilot/item_total.csv",
    }


def table_names():
    """Name the study's tables in the order of the workbook."""
    choices = [
        (STUDY.has_growth, ["growth"]),
        (True, ["respondent_flow", "instrument"]),
        (STUDY.has_pilot, ["pilot_reliability", "pilot_outer_model", "pilot_items"]),
        (True, ["settings", "respondents", "dimension_means", "descriptives", "outer_model", "reliability", "htmt"]),
        (True, ["fornell_larcker", "cross_loadings", "r_squared", "paths", "effects"]),
        (STUDY.has_dimensions, ["dimensions", "dimension_differences"]),
        (True, ["importance"]),
        (CLAIMS and CLAIMS.rivals, ["mediation"]),
        (CLAIMS and CLAIMS.interactions, ["moderation"]),
        (CLAIMS and CLAIMS.comparisons, ["model_comparison"]),
        (CLAIMS, ["claims", "claim_tests"]),
        (True, ["answer_quality", "prediction", "evidence", "power", "robustness", "robustness_choices", "checklist"]),
    ]
    return [name for chosen, names in choices if chosen for name in names]


def chapter_tables():
    """Name the result files of dimensions, claims and evidence that tables are made of."""
    names = ["respondents", "dimension_means", "importance", "answer_quality", "consistent", "nonlinearity"]
    files = {name: f"full/{name}.csv" for name in [*names, "endogeneity", "power"]} | {"prediction": "full/predict.csv"}
    files |= {"robustness": "robustness_paths.csv"} | {
        name: f"{name}.csv" for name in ("robustness_choices", "checklist")
    }
    of_claims = {Path(file).stem: file for file in claims_results()}
    unused = ["rival_effects"]
    return {name: f"<results>/{file}" for name, file in (files | of_claims).items() if name not in unused}


def shown_settings():
    """Select the settings that decide a number, by their key in the configuration."""
    chosen = {
        "estimation": ["scheme", "max_iterations", "tolerance"],
        "cleaning": ["missing_answers"],
        "bootstrap": ["resamples", "seed", "confidence_level"],
        "prediction": ["folds", "repeats"],
        "fit": ["notation", "resamples"],
    }
    one_level = {f"{part}.{key}": config[part][key] for part, keys in chosen.items() for key in keys}
    evidence = {f"power.{key}": config["evidence"]["power"][key] for key in ("studies", "resamples")}
    evidence |= {"resamples": config["evidence"]["resamples"]}
    return one_level | {f"evidence.{key}": value for key, value in evidence.items()}


rule make_tables:
    """Join the results with the study's words: one CSV per table and a formatted workbook."""
    input:
        **growth_table(),
        **pilot_tables(),
        **chapter_tables(),
        model=source("model"),
        codebook=source("codebook"),
        flow="<results>/full/flow.json",
        descriptives="<results>/full/descriptives.csv",
        outer_model="<results>/full/outer_model.csv",
        reliability="<results>/full/reliability.csv",
        htmt="<results>/full/htmt.csv",
        fornell_larcker="<results>/full/fornell_larcker.csv",
        cross_loadings="<results>/full/cross_loadings.csv",
        paths="<results>/full/paths.csv",
        effects="<results>/full/effects.csv",
        r_squared="<results>/full/r_squared.csv",
    output:
        [shown(f"<results>/tables/{name}.csv", "tables") for name in table_names()],
        workbook="<results>/tables/tables.xlsx",
    log:
        "<logs>/make_tables.log",
    params:
        **tracked("make_tables", "model", "codebook"),
        data_status=config["study"]["data_status"],
        language=config["study"]["figure_language"],
        settings=shown_settings(),
    message:
        "Making the tables"
    script:
        "../../scripts/make_tables.py"
