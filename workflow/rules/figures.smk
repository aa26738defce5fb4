"""The figures, each as SVG, PDF and PNG.

REQUIRED INPUTS: result tables of all chapters, model, codebook
OUTPUTS: <results>/figures, in each language, and alt_texts.json
"""

from study.figures.gallery import FIGURES, figure_names as names_of_figures


def figure_tables():
    """Name the tables that figures are drawn from, as inputs."""
    names = ["dimension_effects", "dimension_differences"] if STUDY.has_dimensions else []
    names += ["necessity", "necessity_scores", "combined_importance"] if NECESSITY else []
    names += ["slope_bands", "slope_regions"] if CLAIMS and CLAIMS.interactions else []
    names += ["descriptives", "paths", "r_squared", "htmt", "importance"]
    growth = {"growth": "<results>/growth.csv"} if STUDY.has_growth else {}
    curve = {"universes": "<results>/robustness.csv", "robustness_paths": "<results>/robustness_paths.csv"}
    return growth | {name: f"<results>/full/{name}.csv" for name in names} | curve


def figure_names():
    """Name the study's figures."""
    return names_of_figures(figure_tables())


def figure_data():
    """Name the files of the results that each figure shows."""
    files = {name: file.replace("<results>", config["results_dir"]) for name, file in figure_tables().items()}
    return {entry.name: [files[name] for name in entry.tables if name in files] for entry in FIGURES}


def figures_folder(language):
    """Name the folder of the figures with words in a language: those of the study's figure_language stand on top."""
    folder = config["results_dir"] + "/figures"
    return folder if language == LANGUAGES[0] else f"{folder}/{language}"


def figure_folders():
    """Name the folder of the figures of each language."""
    return [figures_folder(language) for language in LANGUAGES]


rule draw_figures:
    """Draw every figure from the result files, in each language of the manuscript."""
    input:
        **figure_tables(),
        **({"pilot_flow": "<results>/pilot/flow.json"} if STUDY.has_pilot else {}),
        model=source("model"),
        codebook=source("codebook"),
        flow="<results>/full/flow.json",
    output:
        expand(
            "{folder}/{name}.{format}",
            folder=figure_folders(),
            name=figure_names(),
            format=["pdf", "png"],
        ),
        [shown(f"{folder}/{name}.svg", "figures") for folder in figure_folders() for name in figure_names()],
        alt_texts="<results>/figures/alt_texts.json",
    log:
        "<logs>/draw_figures.log",
    params:
        **tracked("draw_figures", "model", "codebook"),
        data_status=config["study"]["data_status"],
        languages=LANGUAGES,
        confidence_level=config["bootstrap"]["confidence_level"],
        htmt_threshold=config["thresholds"]["htmt"],
    message:
        "Drawing the figures"
    script:
        "../../scripts/draw_figures.py"
