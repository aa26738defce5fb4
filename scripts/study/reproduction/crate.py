"""A Workflow Run RO-Crate: what was run, with what, and what came out, as linked data.

Profiles: RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) and Workflow Run Crate 0.5
(https://w3id.org/ro/wfrun/workflow/0.5). Start and end of the run, which a crate may name, are left out: the same run
gives the same bytes on every day. Not by ro-crate-py, whose own dates would have to be undone.
"""

from collections.abc import Mapping, Sequence

__all__ = ["crate"]

Entity = dict[str, object]
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
LANGUAGE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
LICENSE = "https://spdx.org/licenses/MIT"
FORMATS = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
}
# What every crate says in the same words: what its file is, and the language of the workflow.
DESCRIPTOR: Entity = {
    "@id": "ro-crate-metadata.json",
    "@type": "CreativeWork",
    "about": {"@id": "./"},
    "conformsTo": [
        {"@id": "https://w3id.org/ro/crate/1.1"},
        {"@id": "https://w3id.org/workflowhub/workflow-ro-crate/1.0"},
    ],
}
SNAKEMAKE: Entity = {
    "@id": LANGUAGE,
    "@type": "ComputerLanguage",
    "name": "Snakemake",
    "identifier": {"@id": "https://doi.org/10.1093/bioinformatics/bts480"},
    "url": {"@id": "https://snakemake.readthedocs.io"},
}


def crate(
    about: Mapping[str, str], inputs: Mapping[str, str], outputs: Mapping[str, str], root: str
) -> dict[str, object]:
    """Return the content of ro-crate-metadata.json.

    about: name, description and published (a date) of the study. inputs, outputs: file -> sha256, the inputs relative
    to the project, Snakefile among them, the outputs to the crate; `root` leads from the crate to the project ("../").
    """
    workflow = f"{root}Snakefile"
    # A run is described by its files; the workflow is one of them, described once.
    files = [_file(root + name, digest) for name, digest in sorted(inputs.items())]
    sources = [entity for entity in files if entity["@id"] != workflow]
    results = [_file(name, digest) for name, digest in sorted(outputs.items())]
    parts: list[Entity] = [{"@id": workflow}, *_ids(sources), *_ids(results)]
    graph = [
        DESCRIPTOR,
        _dataset(about, parts, workflow),
        _workflow(workflow, inputs["Snakefile"], f"{root}requirements.lock"),
        _run(about, workflow, sources, results),
        SNAKEMAKE,
        *(_profile(identifier, name) for identifier, name in PROFILES.items()),
        {"@id": LICENSE, "@type": "CreativeWork", "name": "MIT License"},
        *sources,
        *results,
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _dataset(about: Mapping[str, str], parts: Sequence[Entity], workflow: str) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": about["name"],
        "description": about["description"],
        "datePublished": about["published"],
        "license": {"@id": LICENSE},
        "conformsTo": [{"@id": profile} for profile in PROFILES],
        "hasPart": list(parts),
        "mainEntity": {"@id": workflow},
        "mentions": {"@id": "#run"},
    }


def _workflow(workflow: str, digest: str, lock: str) -> Entity:
    return {
        "@id": workflow,
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "sha256": digest,
        "name": "From raw questionnaire exports to a journal manuscript",
        "programmingLanguage": {"@id": LANGUAGE},
        "softwareRequirements": {"@id": lock},
        "license": {"@id": LICENSE},
    }


def _run(about: Mapping[str, str], workflow: str, sources: Sequence[Entity], results: Sequence[Entity]) -> Entity:
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run of the workflow: {about['name']}",
        "description": about["description"],
        "instrument": {"@id": workflow},
        "object": _ids(sources),
        "result": _ids(results),
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
    }


def _profile(identifier: str, name: str) -> Entity:
    return {"@id": identifier, "@type": "CreativeWork", "name": name, "version": identifier.rpartition("/")[2]}


def _file(name: str, digest: str) -> Entity:
    kind = FORMATS.get(name.rpartition(".")[2], "text/plain")
    return {"@id": name, "@type": "File", "name": name.rpartition("/")[2], "encodingFormat": kind, "sha256": digest}


def _ids(entities: Sequence[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]
