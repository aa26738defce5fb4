"""The tables, each as CSV, and all of them in a workbook in each language.

REQUIRED INPUTS: result tables of all chapters, model, codebook
OUTPUTS: <results>/tables, one CSV each, and tables.xlsx, in another language tables.en.xlsx and the like
"""

from study.results.catalogue import table_files, tables_of
from study.setup.study_names import workbook_file


def parts_of_study():
    """Name the parts of the study that some tables need (see study/results/catalogue.py)."""
    parts = {
        "pilot": STUDY.has_pilot,
        "growth": STUDY.has_growth,
        "dimensions": STUDY.has_dimensions,
        "necessity": NECESSITY,
        "plan": SEALED.is_file(),
        "claims": CLAIMS,
        "rivals": CLAIMS and CLAIMS.rivals,
        "controls": CONTROLLED,
        "conditional_slopes": has_conditional_slopes(),
        "interactions": CLAIMS and CLAIMS.interactions,
        "conditional_mediation": CLAIMS and CLAIMS.conditional_mediation,
        "comparisons": CLAIMS and CLAIMS.comparisons,
        "ordinal": config.get("ordinal"),
        "larger_models": config.get("larger_models"),
        "segments": config.get("segments"),
        "predictive_segments": config.get("segments", {}).get("by_prediction"),
        "redundancy": config.get("directions", {}).get("redundancy"),
        "tetrads": config.get("directions", {}).get("tetrads"),
        "influence": config["evidence"].get("influence"),
        "imputation": config.get("imputation") and not IMPUTED,
        "method_variance": config.get("method_variance"),
        "groups": GROUPS,
    }
    return {name for name, present in parts.items() if present}


def table_names():
    """Name the study's tables in the order of the workbook."""
    return [spec.name for spec in tables_of(parts_of_study())]


def workbooks():
    """Name the workbook of each language: that of the study's figure_language has no language in its name."""
    return {name: workbook_file(name, LANGUAGES[0]) for name in LANGUAGES}


def reported_table(spec):
    """Name the file of a table, with its caption in the report of Snakemake."""
    return report(
        f"<results>/tables/{spec.name}.csv",
        caption=str(ROOT / "workflow" / "report" / "table.rst") if spec.shows_answers else None,
        category="Tables",
        labels={"name": spec.name, "shows": spec.caption},
    )


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
    """Join the results with the study's words: one CSV per table and a formatted workbook in each language."""
    input:
        **{name: f"<results>/{path}" for name, path in table_files(parts_of_study()).items()},
        **({"pilot_flow": "<results>/pilot/flow.json"} if STUDY.has_pilot else {}),
        **({"models": "<results>/models.csv"} if CLAIMS else {}),
        flow="<results>/full/flow.json",
        model=source("model"),
        codebook=source("codebook"),
    output:
        [reported_table(spec) for spec in tables_of(parts_of_study())],
        **{name: f"<results>/tables/{file}" for name, file in workbooks().items()},
    log:
        "<logs>/make_tables.log",
    params:
        **tracked("make_tables", "model", "codebook"),
        data_status=config["study"]["data_status"],
        language=LANGUAGES[0],
        settings=shown_settings(),
    message:
        "Making the tables"
    script:
        "../../scripts/make_tables.py"
