"""A small study is frozen, verified and bundled: what a rerun finds changed, and what a reader without data can do."""

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from study.base.errors import StudyErrors
from study.base.files import read_json
from study.reproduction.bundle import bundle, find_broken_sums
from study.reproduction.certificate import Certificate, level, verify
from study.reproduction.publication import freeze
from study.reproduction.study_folder import StudyFolder
from study.reproduction.workflow_run import run_workflow
from study.results.numbers import Numbers, number_file
from unit.reproduction.publications import number

ROOT = Path(__file__).resolve().parents[3]
SNAKEFILE = """
configfile: "config.yaml"
rule all:
    input: "results/numbers.json", "results/checks.json"
rule clean_survey:
    input: "data/raw.csv"
    output: "results/responses.csv"
    shell: "cp {input} {output}"
rule estimate:
    input: "results/responses.csv", "numbers.txt"
    output: "results/numbers.json", "results/checks.json"
    shell: "cp numbers.txt results/numbers.json; cp scripts/checks.txt results/checks.json"
rule record_environment:
    output: "results/environment.json"
    shell: "echo {{}} > {output}"
"""
SURVEY = {"pilot": None, "full": {"file": "data/raw.csv", "sheet": None, "rows": None}, "growth": None}
CONFIG: dict[str, Any] = {
    "results_dir": "results",
    "study": {"data_status": "collected"},
    "survey": SURVEY,
    **dict.fromkeys(("claims", "checklist", "simulated_checksums")),
    "codebook": "codebook.yaml",
    "model": "numbers.txt",
    "manuscript": {"languages": ["en"], "templates": {"en": "manuscript/en.md"}, "bibliography": "manuscript/a.bib"},
}


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("study") / "project"
    check = {"name": "n", "where": "full", "severity": "error", "passed": True, "detail": ""}
    numbers = Numbers("collected", {}, {"full.paths.X->Y.estimate": number(0.5)})
    files = {
        "Snakefile": SNAKEFILE,
        "config.yaml": json.dumps(CONFIG),
        "codebook.yaml": "{scale: {points: 5}, indicators: {}, personal: [name]}",
        "numbers.txt": number_file(numbers),
        "scripts/checks.txt": json.dumps([check]),
        "data/raw.csv": "name\nA real name\n",
        "manuscript/en.md": "",
        "manuscript/a.bib": "",
        "requirements.in": "",
        ".gitignore": "results/\n.snakemake/\n",
    }
    for name, text in files.items():
        write(root, name, text)
    for name in ("config/tolerances.yaml", "workflow/schemas/tolerances.schema.yaml"):
        write(root, name, (ROOT / name).read_text(encoding="utf-8"))
    run_workflow(StudyFolder(root, "config.yaml", CONFIG), 1)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "all")
    assert "manifest.json" in freeze(StudyFolder(root, "config.yaml", CONFIG))
    return root


@pytest.fixture
def study(frozen: Path, tmp_path: Path) -> StudyFolder:
    shutil.copytree(frozen, tmp_path / "project")
    return StudyFolder(tmp_path / "project", "config.yaml", CONFIG)


def verified(study: StudyFolder, folder: Path) -> Certificate:
    folder.mkdir()
    return verify(study, folder, 1)


def test_an_unchanged_study_is_bit_identical(study: StudyFolder, tmp_path: Path) -> None:
    certificate = verified(study, tmp_path / "rerun")
    assert level(certificate) == 1
    assert certificate.compared == {"inputs": len(certificate.manifest["inputs"]), "files": 3, "numbers and words": 2}
    assert certificate.manifest["from_survey"] == ["responses.csv"]
    assert (certificate.inputs, certificate.tampered, certificate.beside) == ([], [], ())


def test_a_changed_setting_file_and_a_changed_result_are_named(study: StudyFolder, tmp_path: Path) -> None:
    file = study.root / "numbers.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("0.5", "0.75"), encoding="utf-8")
    write(study.root, "results/responses.csv", "name\nB\n")
    write(study.root, "published/checks.json", "[ ]")
    certificate = verified(study, tmp_path / "rerun")
    assert level(certificate) == 0
    assert [entry.name for entry in certificate.inputs] == ["numbers.txt"]
    assert [entry.name for entry in certificate.beside] == ["responses.csv"]
    assert certificate.tampered == ["published/checks.json"]
    assert [entry.name for entry in certificate.files] == ["numbers.json"]
    assert ("full.paths.X->Y.estimate", "0.5", "0.75") in [
        (entry.name, entry.published, entry.found) for entry in certificate.differences
    ]


def test_without_the_survey_the_run_begins_from_what_was_made_of_it(study: StudyFolder, tmp_path: Path) -> None:
    shutil.copy(study.results / "responses.csv", study.published)
    (study.root / "data" / "raw.csv").unlink()
    certificate = verified(study, tmp_path / "rerun")
    assert certificate.withheld == ["survey/full.csv"]
    assert certificate.failure == ""
    assert level(certificate) == 1


def test_a_run_that_ends_early_is_not_reproduced(study: StudyFolder, tmp_path: Path) -> None:
    (study.root / "scripts" / "checks.txt").unlink()
    certificate = verified(study, tmp_path / "rerun")
    assert certificate.failure
    assert level(certificate) == 0


def test_the_archive_holds_no_answers_as_they_came_in(study: StudyFolder, tmp_path: Path) -> None:
    archive = study.results / "bundle.zip"
    names = bundle(study, archive, wheels=False)
    with zipfile.ZipFile(archive) as opened:
        assert sorted(opened.namelist()) == names
        opened.extractall(tmp_path / "unpacked")
    assert {"Snakefile", "published/responses.csv", "published/manifest.json", "SHA256SUMS"} <= set(names)
    assert "data/raw.csv" not in names
    assert find_broken_sums(tmp_path / "unpacked") == []
    write(study.root, "results/numbers.json", "{}")
    write(study.root, "numbers.txt", "{}")
    with pytest.raises(StudyErrors, match=r"(?s)an input is not.*numbers\.txt.*a result is not.*numbers\.json"):
        bundle(study, archive, wheels=False)


def test_the_name_of_a_collected_file_is_recorded_nowhere(study: StudyFolder) -> None:
    manifest = read_json(study.published / "manifest.json")
    assert "survey/full.csv" in manifest["inputs"]
    assert "raw.csv" not in json.dumps(manifest)


def test_a_file_that_is_called_like_a_respondent_is_not_handed_on(study: StudyFolder) -> None:
    name = "data/A_real name.csv"
    write(study.root, name, "name\nA real name\n")
    survey = {**SURVEY, "full": {"file": name, "sheet": None, "rows": None}}
    called = replace(study, config={**CONFIG, "survey": survey})
    message = r"the name of a survey's file may be personal data: .* a file with 1 rows: .*; rename the file"
    with pytest.raises(StudyErrors, match=message) as caught:
        bundle(called, study.results / "bundle.zip", wheels=False)
    assert "A_real" not in str(caught.value).partition("\n")[0]
