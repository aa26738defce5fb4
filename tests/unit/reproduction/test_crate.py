"""The record of a run as an RO-Crate: what the specification of RO-Crate 1.1 and its workflow-run profile demand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from record_provenance import main

ABOUT = {"name": "A study", "description": "SIMULATED DATA", "published": "2026-11-24"}


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "examples" / "one" / "results"
    (folder / "tables").mkdir(parents=True)
    for name in ("Snakefile", "requirements.lock", "data.csv"):
        Path(name).write_text(name, encoding="utf-8")
    (folder / "tables" / "paths.csv").write_text("a\n", encoding="utf-8")
    relative = Path("examples/one/results")
    main(
        sources=[Path("data.csv")],
        code_files=[Path("Snakefile"), Path("requirements.lock")],
        results=[relative / "tables" / "paths.csv"],
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
    assert action["result"] == [{"@id": "tables/paths.csv"}]
    # sha256 of "a" and a line feed, as sha256sum gives it
    assert graph["tables/paths.csv"]["sha256"] == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"


def test_every_file_is_a_part_and_every_reference_leads_somewhere(graph: dict[str, Any]) -> None:
    files = {name for name, entity in graph.items() if "File" in entity["@type"]}
    assert {part["@id"] for part in graph["./"]["hasPart"]} == files
    outside = {"https://w3id.org/ro/crate/1.1", "http://schema.org/CompletedActionStatus"}
    outside |= {"https://doi.org/10.1093/bioinformatics/bts480", "https://snakemake.readthedocs.io"}
    named = {name for entity in graph.values() for value in entity.values() for name in references(value)}
    assert named - outside <= set(graph)
