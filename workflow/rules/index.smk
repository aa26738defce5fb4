"""One page for a person who just ran the pipeline.

REQUIRED INPUTS: manuscripts, figures, tables, checks
OUTPUTS: <results>/index.html, and index.<language>.html in the other languages
"""

from study.setup.study_names import results_page


def index_pages():
    """Name the page of results in each language; index.html is the one in the language of the figures."""
    return {language: f"<results>/{results_page(language, LANGUAGES[0])}" for language in LANGUAGES}


rule write_index:
    """Write index.html, in every language: findings, how sure they are, articles, exclusions, checks, figures, files."""
    input:
        expand(
            "<results>/manuscript/{document}.{language}.{format}",
            document=DOCUMENTS,
            language=config["manuscript"]["languages"],
            format=list(FORMATS.values()),
        ),
        expand(
            "<results>/{sample}/{file}",
            sample=STUDY.samples,
            file=["flow.json", "exclusions.csv"],
        ),
        ["<results>/claims.csv", "<results>/claim_tests.csv", "<results>/models.csv"] if CLAIMS else [],
        "<results>/grades.csv",
        ["<results>/sealed_plan.json", "<results>/deviations.csv"],
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
        **{language: update(page) for language, page in index_pages().items()},
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
        documents=DOCUMENTS,
        study=config["study"],
        confidence_level=config["bootstrap"]["confidence_level"],
    message:
        "Writing the pages of results"
    script:
        "../../scripts/write_index.py"
