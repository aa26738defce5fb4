"""The figures, each as SVG, PDF and PNG.

REQUIRED INPUTS: result tables of all chapters, model, codebook
OUTPUTS: <results>/figures, in each language, and alt_texts.json
"""

from study.figures.gallery import FIGURES, figure_names as names_of_figures


def figure_tables():
    """Name the tables that figures are drawn from, as inputs."""
    tables = {
        name: f"<results>/full/{name}.csv" for name in ("descriptives", "paths", "r_squared", "htmt", "importance")
    }
    curve = {"universes": "<results>/robustness.csv", "robustness_paths": "<results>/robustness_paths.csv"}
    return growth_table() | dimension_tables() | necessity_tables() | slope_tables() | tables | curve


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
    return folder if language == config["study"]["figure_language"] else f"{folder}/{language}"


def figure_folders():
    """Name the folders of figures, each once."""
    languages = [
        config["study"]["figure_language"],
        *config["manuscript"]["languages"],
    ]
    return list(dict.fromkeys(figures_folder(language) for language in languages))


def dimension_tables():
    """Name the effects of dimensions as inputs, in a study that has dimensions."""
    names = ["dimension_effects", "dimension_differences"] if STUDY.has_dimensions else []
    return {name: f"<results>/full/{name}.csv" for name in names}


def slope_tables():
    """Name the tables of simple slopes as inputs, in a study that declares interactions."""
    names = ["slope_bands", "slope_regions"] if CLAIMS and CLAIMS.interactions else []
    return {name: f"<results>/full/{name}.csv" for name in names}


def necessity_tables():
    """Name the tables of necessary conditions as inputs, in a study that declares them."""
    names = ["necessity", "necessity_scores", "combined_importance"] if NECESSITY else []
    return {name: f"<results>/full/{name}.csv" for name in names}


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
        language=config["study"]["figure_language"],
        languages=config["manuscript"]["languages"],
        confidence_level=config["bootstrap"]["confidence_level"],
        htmt_threshold=config["thresholds"]["htmt"],
    message:
        "Drawing the figures"
    script:
        "../../scripts/draw_figures.py"
