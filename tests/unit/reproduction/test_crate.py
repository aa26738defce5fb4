"""The record of a run as an RO-Crate: what the specification of RO-Crate 1.1 and its workflow-run profile demand."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs import call
from record_provenance import main

ABOUT = {
    "name": "A study",
    "description": "SIMULATED DATA",
    "published": "2026-11-24",
    "version": "0.1.0",
    "authors": [
        {"name": "Sari Dewi", "orcid": "0000-0000-0000-0001", "affiliations": ["Universitas"]},
        {"name": "Budi Raya", "orcid": "", "affiliations": ["Universitas"]},
    ],
}


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "examples" / "one" / "results"
    (folder / "tables").mkdir(parents=True)
    for name in ("Snakefile", "requirements.lock", "data.csv"):
        Path(name).write_text(name, encoding="utf-8")
    for name in ("paths", "power"):
        (folder / "tables" / f"{name}.csv").write_text("a\n", encoding="utf-8")
    relative = Path("examples/one/results")
    call(
        main,
        sources=[Path("data.csv")],
        code_files=[Path("Snakefile"), Path("requirements.lock")],
        results=[relative / "tables" / f"{name}.csv" for name in ("paths", "power")],
        about=ABOUT,
        names={},
        metadata=relative / "ro-crate-metadata.json",
    )
    content = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    identifiers = [entity["@id"] for entity in content["@graph"]]
    assert len(identifiers) == len(set(identifiers))
    return {entity["@id"]: entity for entity in content["@graph"]}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        yield value["@id"]


def test_the_root_names_what_the_specification_demands(graph: dict[str, Any]) -> None:
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = graph["./"]
    assert {"name", "description", "datePublished", "license"} <= set(root)
    assert root["mainEntity"]["@id"] == "../../../Snakefile"
    assert set(graph[root["mainEntity"]["@id"]]["@type"]) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}


def test_the_run_names_its_instrument_its_inputs_and_its_results(graph: dict[str, Any]) -> None:
    action = graph["#run"]
    assert action["@type"] == "CreateAction"
    assert action["instrument"] == graph["./"]["mainEntity"]
    assert {"@id": "../../../data.csv"} in action["object"]
    assert action["result"] == [{"@id": "tables/paths.csv"}, {"@id": "tables/power.csv"}]
    # sha256 of "a" and a line feed, as sha256sum gives it
    assert graph["tables/paths.csv"]["sha256"] == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"


def test_every_file_is_a_part_and_every_reference_leads_somewhere(graph: dict[str, Any]) -> None:
    files = {name for name, entity in graph.items() if "File" in entity["@type"]}
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files
    outside = {"https://w3id.org/ro/crate/1.1"}
    outside |= {"https://doi.org/10.1093/bioinformatics/bts480", "https://snakemake.readthedocs.io"}
    named = {name for entity in graph.values() for value in entity.values() for name in references(value)}
    assert named - outside <= set(graph)


def test_the_authors_of_a_study_and_the_version_of_the_workflow_are_named(graph: dict[str, Any]) -> None:
    assert graph["./"]["author"] == [{"@id": "https://orcid.org/0000-0000-0000-0001"}, {"@id": "#Budi%20Raya"}]
    person = {"@id": "#Budi%20Raya", "@type": "Person", "name": "Budi Raya", "affiliation": {"@id": "#Universitas"}}
    assert graph["#Budi%20Raya"] == person
    assert graph["#Universitas"]["@type"] == "Organization"
    assert graph["../../../Snakefile"]["version"] == "0.1.0"


ROOT = Path(__file__).resolve().parents[3]
VALIDATORS = Path(os.environ.get("VALIDATORS", ROOT / ".venv-validators")) / "bin"
# The terms that the crate uses, in place of the two contexts that the validator would fetch from the web.
TERMS = (
    "about actionStatus affiliation author datePublished description encodingFormat hasPart identifier instrument "
    "license mainEntity mentions name object programmingLanguage result softwareRequirements url version "
    "ComputerLanguage CreateAction CreativeWork Dataset Organization Person SoftwareSourceCode"
)
CONTEXT = {term: f"http://schema.org/{term}" for term in TERMS.split()} | {
    "File": "http://schema.org/MediaObject",
    "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
    "sha256": "https://w3id.org/ro/terms/workflow-run#sha256",
}
VALIDATION = """
import io, json, sys
import requests
class Answer(requests.Response):
    def __init__(self, content):
        super().__init__()
        self.status_code, self._content, self.raw = 200, content, io.BytesIO(content)
        self.headers["Content-Type"] = "application/ld+json"
CONTENT = json.dumps({"@context": json.loads(sys.argv[2])}).encode()
def answer(url, *_, **__):
    if str(url).startswith("https://w3id.org/ro/"):
        return Answer(CONTENT)
    raise requests.ConnectionError(url)
from rocrate_validator.utils.http import HttpRequester
for name in ("get", "head"):
    setattr(HttpRequester, name, staticmethod(answer))
from rocrate_validator import models, services
settings = models.ValidationSettings(
    rocrate_uri=sys.argv[1], profile_identifier="workflow-run-crate", requirement_severity="RECOMMENDED"
)
for issue in services.validate(settings).get_issues():
    print(issue.check.identifier, issue.severity.name, issue.message, sep="\\t")
"""
# Recommended, and not done; REPRODUCIBILITY.md says why.
REFUSED = {
    "The Application SHOULD have a url",
    "The SoftwareApplication id SHOULD be an absolute URI",
    "The README.md SHOULD be about the crate",
    "The README.md SHOULD have text/markdown as its encodingFormat",
    "The Main Workflow SHOULD comply with Bioschemas ComputationalWorkflow profile version 1.0 or later",
    "The Action SHOULD have an endTime in ISO 8601 format",
    "The Action SHOULD have an agent that is a Person or Organization",
    "The organization SHOULD have a URL.",
    "The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`",
}


def validator(name: str) -> str:
    """Return a program of make validators, or skip."""
    if not (VALIDATORS / name).is_file():
        pytest.skip(f"no {name} here: make validators installs it (needs a network)")
    return str(VALIDATORS / name)


def test_a_validator_of_crates_finds_nothing_but_what_is_refused_with_a_reason(
    graph: dict[str, Any], tmp_path: Path
) -> None:
    python = str(Path(validator("rocrate-validator")).with_name("python"))
    assert graph
    crate = tmp_path / "examples" / "one" / "results"
    command = [python, "-c", VALIDATION, str(crate), json.dumps(CONTEXT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    issues = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    assert [issue for issue in issues if issue[1] == "REQUIRED"] == []
    assert {issue[2] for issue in issues} == REFUSED


def test_a_validator_of_citation_files_accepts_ours() -> None:
    command = [validator("cffconvert"), "--validate", "-i", str(ROOT / "CITATION.cff")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "valid according to schema version 1.2.0" in done.stdout
