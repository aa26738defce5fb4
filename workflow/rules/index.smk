"""One page for a person who just ran the pipeline.

REQUIRED INPUTS: manuscripts, figures, tables, checks
OUTPUTS: <results>/index.html
"""


rule write_index:
    """Write index.html: verdicts, figures, manuscripts, the flow of the data, checks, exclusions, how to cite."""
    input:
        expand(
            "<results>/manuscript/{document}.{language}.{format}",
            document=DOCUMENTS,
            language=config["manuscript"]["languages"],
            format=["pdf", "docx", "html"],
        ),
        expand(
            "<results>/{sample}/{file}",
            sample=STUDY.samples,
            file=["flow.json", "exclusions.csv"],
        ),
        ["<results>/claims.csv"] if CLAIMS else [],
        "<results>/full/paths.csv",
        "<results>/figures/alt_texts.json",
        "<results>/tables/tables.xlsx",
        "<results>/checks.json",
        model=source("model"),
        codebook=source("codebook"),
        template=ancient("manuscript/styles/index.html.jinja"),
        style=ancient("manuscript/styles/article.css"),
        citation=ancient("CITATION.cff"),
    output:
        index=update("<results>/index.html"),
    log:
        "<logs>/write_index.log",
    params:
        **tracked("write_index", "model", "codebook"),
        looks=content_hash(
            Path("manuscript/styles/index.html.jinja"),
            Path("manuscript/styles/article.css"),
            Path("CITATION.cff"),
        ),
        results=config["results_dir"],
        samples=STUDY.samples,
        languages=config["manuscript"]["languages"],
        study=config["study"],
    message:
        "Writing the page of results"
    script:
        "../../scripts/write_index.py"
