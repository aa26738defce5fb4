"""The tables, each as CSV, and all of them in one workbook."""


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
    pilot = ["pilot_reliability", "pilot_outer_model", "pilot_item_total"]
    full = [
        "descriptives",
        "outer_model",
        "reliability",
        "htmt",
        "fornell_larcker",
        "cross_loadings",
    ]
    return (
        ["growth"] * STUDY.has_growth
        + ["respondent_flow", "instrument"]
        + pilot * STUDY.has_pilot
        + full
        + ["paths", "effects", "r_squared"]
    )


rule make_tables:
    """Join the results with the study's words: one CSV per table and a formatted workbook."""
    input:
        **growth_table(),
        **pilot_tables(),
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
        content=content("model", "codebook"),
        data_status=config["study"]["data_status"],
        language=config["study"]["figure_language"],
        code=code("make_tables"),
    message:
        "Making the tables"
    script:
        "../../scripts/make_tables.py"
