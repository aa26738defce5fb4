"""From result files to the rendered manuscript.

REQUIRED INPUTS: result files, figures, templates, bibliography, styles
OUTPUTS: <results>/numbers.json, criteria.csv, <results>/manuscript
"""

# What a manuscript quotes of the configuration; a change elsewhere in it changes no word.
QUOTED = ["cleaning", "estimation", "bootstrap", "prediction", "fit", "hypotheses", "on_pilot_failure"]
QUOTED += ["description", "evidence", "robustness", "pilot_criteria", "sample_size", "thresholds", "growth"]
MEASUREMENT = ["descriptives", "dimension_means", "reliability", "outer_model", "htmt", "fornell_larcker"]
MEASUREMENT += ["cross_loadings"]
STRUCTURE = ["paths.csv", "effects.csv", "r_squared.csv", "equation.json", "sample_size.json", "predict.csv"]


def quoted_results():
    """Name the result files whose numbers a manuscript may quote: none that lists single respondents."""
    measurement = ["flow.json"] + [f"{table}.csv" for table in MEASUREMENT]
    structure = STRUCTURE + ["predictive_power.json", "fit.json"]
    names = [f"{sample}/{name}" for sample in STUDY.samples for name in measurement]
    names += [f"full/{name}" for name in structure]
    if STUDY.has_pilot:
        names += ["pilot/item_total.csv", "pilot/verdict.json", "pilot/gate.json", "sample_overlap.json"]
    if STUDY.has_growth:
        names.append("growth.csv")
    names += ["sealed_plan.json", "deviations.csv"]
    return [f"<results>/{name}" for name in [*names, "full/respondents.csv", *evidence_results(), *claims_results()]]


def quoted_settings():
    """Select the settings that the manuscript quotes."""
    declared = (["necessity"] if NECESSITY else []) + [
        key for key in ("ordinal", "segments", "directions") if config.get(key)
    ]
    groups = {key: GROUPS[key] for key in ("permutations", "smallest_group", "centre_groups")} if GROUPS else {}
    return {key: config[key] for key in QUOTED + declared} | {
        "groups": groups,
        "study": {"data_status": config["study"]["data_status"]},
        "survey": {"pilot_overlap": config["survey"]["pilot_overlap"]},
        "stability": vars(CLAIMS.stability) if CLAIMS else {},
    }


def typesetting():
    """Name the files that a manuscript's looks depend on: macros, styles and filters, but no template."""
    templates = {Path(file) for file in config["manuscript"]["templates"].values()}
    beside = {path for file in templates for path in file.parent.glob("*.jinja")}
    shared = {path for path in Path("manuscript").rglob("*") if path.is_file()}
    return sorted((beside | shared) - templates - {Path(config["manuscript"]["bibliography"])})


rule judge_criteria:
    """Hold the results against the values that reporting guidelines ask for."""
    input:
        results=quoted_results(),
        model=source("model"),
        codebook=source("codebook"),
        checklist=source("checklist"),
    output:
        criteria=update("<results>/criteria.csv"),
    log:
        "<logs>/judge_criteria.log",
    params:
        **tracked("judge_criteria", "model:structure", "codebook:structure", "checklist"),
        results_dir=config["results_dir"],
        settings=quoted_settings(),
    message:
        "Holding the results against the reporting checklist"
    script:
        "../../scripts/judge_criteria.py"


rule collect_numbers:
    """Collect every number that the manuscript may quote, with the file, row and column it stands in."""
    input:
        results=quoted_results() + ["<results>/criteria.csv"],
        model=source("model"),
        codebook=source("codebook"),
    output:
        numbers=update("<results>/numbers.json"),
    log:
        "<logs>/collect_numbers.log",
    params:
        **tracked("collect_numbers", "model:structure", "codebook:structure"),
        results_dir=config["results_dir"],
        settings=quoted_settings(),
    message:
        "Collecting the numbers of the manuscript"
    script:
        "../../scripts/collect_numbers.py"


DOCUMENTS = ["manuscript", "supplement"] if config["manuscript"].get("supplement") else ["manuscript"]
# A journal's own Word file, where the study has one.
WORD_TEMPLATE = ["manuscript.docx_template"] if config["manuscript"].get("docx_template") else []
FORMATS = {"markdown": "md", "pdf": "pdf", "docx": "docx", "html": "html"}


rule render_manuscript:
    """Render the article and its supplement as PDF, DOCX and HTML; a number that is not in numbers.json stops it."""
    input:
        lambda wildcards: expand(
            "{folder}/{name}.{format}",
            folder=figures_folder(wildcards.language),
            name=figure_names(),
            format=["svg", "png"],
        ),
        **{key.rpartition(".")[2]: source(key) for key in WORD_TEMPLATE},
        numbers="<results>/numbers.json",
        alt_texts="<results>/figures/alt_texts.json",
        model=source("model"),
        codebook=source("codebook"),
        template=lambda wildcards: source(f"manuscript.templates.{wildcards.language}"),
        bibliography=source("manuscript.bibliography"),
    output:
        **{
            f"{document}_{name}": update(f"<results>/manuscript/{document}.{{language}}.{ending}")
            for document in DOCUMENTS
            for name, ending in FORMATS.items()
        },
    log:
        "<logs>/render_manuscript.{language}.log",
    params:
        **tracked(
            "render_manuscript",
            "model",
            "codebook",
            "manuscript.bibliography",
            "manuscript.templates.{language}",
            *WORD_TEMPLATE,
        ),
        typesetting=content_hash(*typesetting()),
        figures=lambda wildcards: figures_folder(wildcards.language),
        figure_data=figure_data(),
        styles="manuscript/styles",
        study=config["study"],
        supplement=config["manuscript"].get("supplement", []),
        languages=config["manuscript"]["languages"],
    message:
        "Rendering the manuscript ({wildcards.language}) as PDF, DOCX and HTML"
    script:
        "../../scripts/render_manuscript.py"
