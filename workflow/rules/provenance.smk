"""Where the results come from, in the form that repositories and registries of workflows read.

REQUIRED INPUTS: everything that a reader opens
OUTPUTS: <results>/ro-crate-metadata.json
"""

from study.setup.config import read_yaml
from study.setup.data_status import notice, recorded_names


def described_results():
    """Name the results that the record of the run describes: what a reader opens and what the numbers come from."""
    tables = expand("<results>/tables/{name}.csv", name=table_names())
    figures = expand(
        "{folder}/{name}.{format}",
        folder=figures_folder(LANGUAGES[0]),
        name=figure_names(),
        format=["svg", "pdf", "png"],
    )
    manuscripts = expand(
        "<results>/manuscript/{document}.{language}.{format}",
        document=DOCUMENTS,
        language=config["manuscript"]["languages"],
        format=["pdf", "docx", "html"],
    )
    ends = ["<results>/numbers.json", "<results>/checks.json"]
    ends += [f"<results>/tables/{file}" for file in workbooks().values()]
    responses = expand("<results>/{sample}/responses.csv", sample=STUDY.samples)
    return list(dict.fromkeys(responses + quoted_results() + tables + figures + manuscripts + ends))


def every_result():
    """Name every result file: Snakemake makes a file anew that was deleted only where it is a target or due itself."""
    figures = expand(
        "{folder}/{name}.{format}",
        folder=figure_folders(),
        name=figure_names(),
        format=["svg", "pdf", "png"],
    )
    texts = expand(
        "<results>/manuscript/{document}.{language}.md",
        document=DOCUMENTS,
        language=config["manuscript"]["languages"],
    )
    samples = expand(
        "<results>/{sample}/{file}",
        sample=STUDY.samples,
        file=["exclusions.csv", "sources.csv", "bootstrap.npz"],
    )
    draws = ["<results>/full/importance_bootstrap.npz", *rival_draws()]
    if STUDY.has_dimensions:
        draws.append("<results>/full/dimension_bootstrap.npz")
    if NECESSITY:
        draws.append("<results>/full/necessity_scores.csv")
    if CLAIMS and CLAIMS.interactions:
        draws += ["<results>/full/moderation_bootstrap.npz", "<results>/full/slope_bands.csv"]
    if CLAIMS and CLAIMS.conditional_mediation:
        draws.append("<results>/full/conditional_bootstrap.npz")
    if CLAIMS:
        draws.append("<results>/full/claim_repeats.csv")
    ends = ["robustness.csv", "criteria.csv", "figures/alt_texts.json", "checklist.csv"]
    ends += ["environment.json", "ro-crate-metadata.json"]
    ends = [*index_pages().values(), *(f"<results>/{name}" for name in ends)]
    return described_results() + figures + texts + samples + draws + ends


def about_study():
    """Say what the study is, in the language of the submission, and when the pipeline was released."""
    language = config["manuscript"]["languages"][0]
    status = config["study"]["data_status"]
    citation = read_yaml(ROOT / "CITATION.cff")
    authors = config["study"]["authors"] if status == "collected" else []
    return {
        "name": config["study"]["title"][language],
        "description": notice(status, "en") or "Answers of real respondents; their personal data are no part of this.",
        "published": str(citation["date-released"]),
        "version": citation["version"],
        "authors": [
            {
                "name": author["name"],
                "orcid": author.get("orcid", ""),
                "affiliations": [config["study"]["affiliations"][key] for key in author["affiliations"]],
            }
            for author in authors
        ],
    }


rule record_provenance:
    """Record the run as a Workflow Run RO-Crate: what was run, with what, and what came out."""
    input:
        results=described_results(),
        sources=[ancient(file) for key in inputs_of_study() for file in STUDY.files(key)] + plan_files(),
    output:
        metadata=update("<results>/ro-crate-metadata.json"),
    log:
        "<logs>/record_provenance.log",
    params:
        **tracked("record_provenance", *inputs_of_study()),
        code_files=["Snakefile", "requirements.lock"],
        code_content=content_hash(ROOT / "Snakefile", ROOT / "requirements.lock"),
        about=about_study(),
        names=recorded_names(config),
    message:
        "Recording the run as an RO-Crate"
    script:
        "../../scripts/record_provenance.py"
