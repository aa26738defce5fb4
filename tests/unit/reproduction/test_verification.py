"""A small study is frozen, verified and bundled: what a rerun finds changed, and what a reader without data can do."""

import errno
import json
import os
import platform
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import cache_from_source
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from running import Project
from study.base.environment import describe_system
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_json, sha256, write_json
from study.reproduction import certificate as certificate_module
from study.reproduction import pages, publication, workflow_run
from study.reproduction.bundle import bundle, find_broken_sums
from study.reproduction.certificate import Certificate, level, verify
from study.reproduction.pages import as_html, as_text, certificate_page
from study.reproduction.publication import freeze, sign
from study.reproduction.study_folder import StudyFolder
from study.reproduction.workflow_run import copy_inputs, find_makers, find_outputs_of, run_workflow
from study.results.numbers import Numbers, number_file
from unit.reproduction.publications import number

ROOT = Path(__file__).resolve().parents[3]
SNAKEFILE = """
configfile: "config.yaml"
rule all:
    input: "results/numbers.json", "results/checks.json", "results/tables/paths.csv", "results/environment.json"
rule clean_survey:
    input: "data/raw.csv"
    output: "results/responses.csv"
    shell: "cp {input} {output}"
rule estimate:
    input: "results/responses.csv", "numbers.txt"
    output: "results/numbers.json", "results/checks.json"
    shell: "cp numbers.txt results/numbers.json; cp scripts/checks.txt results/checks.json"
rule show:
    input: "results/numbers.json"
    output:
        "results/tables/paths.csv",
        "results/manuscript/manuscript.en.md",
        "results/manuscript/a.html",
        "results/figures/a.svg",
    shell:
        "cp scripts/paths.csv {output[0]}; cp scripts/text.md {output[1]}; cp scripts/a.html {output[2]}; "
        "echo drawn > {output[3]}"
rule record_environment:
    output: "results/environment.json"
    shell: "cp scripts/environment.json {output}"
"""
SCHEMAS = [f"workflow/schemas/{name}.schema.yaml" for name in ("tolerances", "manifest")]
ESTIMATE = '[0.500]{.number key="full.paths.X->Y.estimate"}'
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


@pytest.fixture(scope="module", autouse=True)
def one_snakemake() -> Iterator[None]:
    """Let one process answer every call of Snakemake; test_workflow_run.py calls it as users do."""

    def run(command: list[str], cwd: Path, **_: object) -> subprocess.CompletedProcess[str]:
        assert command[:3] == [sys.executable, "-m", "snakemake"]
        return Project(cwd).again(*command[3:])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow_run, "subprocess", SimpleNamespace(**{**vars(subprocess), "run": run}))
        yield


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("study") / "project"
    check = {"name": "n", "where": "full", "severity": "error", "passed": True, "detail": "alpha 0.61"}
    counted = {f"{start}resamples": number(10000, unit="resamples") for start in ("config.", "full.n_")}
    numbers = Numbers("collected", {}, {"full.paths.X->Y.estimate": number(0.5), **counted})
    files = {
        "Snakefile": SNAKEFILE,
        "config.yaml": json.dumps(CONFIG),
        "codebook.yaml": "{scale: {points: 5}, indicators: {}, personal: [name]}",
        "numbers.txt": number_file(numbers),
        "scripts/checks.txt": json.dumps([check]),
        "scripts/paths.csv": "path,estimate,verdict\nX->Y,0.5,supported\n",
        "scripts/text.md": f"The path is {ESTIMATE} and supported.\n\nThe data are real.\n",
        "scripts/a.html": "<p>The path is <b>0.500</b> and supported.</p>",
        "scripts/environment.json": json.dumps({**describe_system(), "packages": {}}),
        "data/raw.csv": "name\nA real name\n",
        "manuscript/en.md": "Written by hand: 0.61.\n",
        "manuscript/a.bib": "",
        "requirements.in": "",
        ".gitignore": "results/\n.snakemake/\n",
    }
    for name, text in files.items():
        write(root, name, text)
    for name in ("config/tolerances.yaml", *SCHEMAS):
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
    assert certificate.compared == {"inputs": len(certificate.manifest["inputs"]), "files": 7, "numbers and words": 10}
    assert certificate.manifest["from_survey"] == ["responses.csv"]
    assert (certificate.inputs, certificate.tampered, certificate.beside) == ([], [], ())
    assert [(one.where, one.said) for one in certificate.unfounded] == [("en.md, line 1", "0.61")]
    lines = [" ".join(line.split()) for line in as_text(certificate_page(certificate), "a.html").splitlines()]
    assert "en.md, line 1 0.61 Written by hand: 0.61." in lines


def test_a_changed_setting_file_and_a_changed_result_are_named(study: StudyFolder, tmp_path: Path) -> None:
    file = study.root / "numbers.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("0.5", "0.75"), encoding="utf-8")
    write(study.root, "results/responses.csv", "name\nB\n")
    write(study.root, "published/checks.json", "[ ]\n")
    certificate = verified(study, tmp_path / "rerun")
    assert level(certificate) == 0
    assert [entry.name for entry in certificate.inputs] == ["numbers.txt"]
    assert [entry.name for entry in certificate.beside] == ["responses.csv"]
    assert [entry.name for entry in certificate.tampered] == ["published/checks.json"]
    assert [entry.name for entry in certificate.files] == ["numbers.json"]
    assert ("full.paths.X->Y.estimate", "0.5", "0.75") in [
        (entry.name, entry.published, entry.found) for entry in certificate.differences
    ]


@pytest.fixture(scope="module")
def rules(frozen: Path) -> tuple[dict[str, str], list[str]]:
    """The rule of each result, and the results that are made of the survey."""
    study = StudyFolder(frozen, "config.yaml", CONFIG)
    return find_makers(study), find_outputs_of(study, study.survey_files)


@pytest.fixture
def honest(frozen: Path, rules: tuple[dict[str, str], list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rerun give what the study's own run gave, without running it again for every forgery."""
    finished = StudyFolder(frozen, "config.yaml", CONFIG)
    for name, answer in {"_prepare_rerun": finished, "_run": None, "find_makers": rules[0]}.items():
        monkeypatch.setattr(certificate_module, name, lambda *_, answer=answer: answer)
    monkeypatch.setattr(certificate_module, "find_outputs_of", lambda *_: rules[1])


def renew_digests(study: StudyFolder) -> None:
    """Do what a forger does: let the manifest agree with the published files."""
    manifest = read_json(study.published / "manifest.json")
    for name, entry in manifest["outputs"].items():
        if (study.published / name).is_file():
            entry["sha256"] = sha256(study.published / name)
    write_json(manifest, study.published / "manifest.json")


def forge(study: StudyFolder, name: str, old: str, new: str) -> None:
    path = study.published / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    renew_digests(study)


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("manuscript/manuscript.en.md", "and supported", "and not supported"),
        ("manuscript/manuscript.en.md", "0.500", "0.501"),
        ("manuscript/manuscript.en.md", "The data are real.\n", ""),
        ("numbers.json", '"full.n_resamples": {\n      "value": 10000', '"full.n_resamples": {\n      "value": 50000'),
        ("numbers.json", '"config.resamples": {\n      "value": 10000', '"config.resamples": {\n      "value": 50000'),
        ("numbers.json", '"data_status": "collected"', '"data_status": "simulated"'),
        ("numbers.json", '"file": "full/paths.csv"', '"file": "full/other.csv"'),
        ("tables/paths.csv", "0.5", "0.50001"),
        ("tables/paths.csv", "X->Y,0.5,supported", "X->Y,0.5,not_supported"),
        ("tables/paths.csv", "path,estimate,verdict", "path,beta,verdict"),
        ("tables/paths.csv", "supported\n", "supported\nX->Z,0.5,supported\n"),
        ("checks.json", '"passed": true', '"passed": false'),
        ("checks.json", '"severity": "error"', '"severity": "warning"'),
    ],
)
def test_a_forged_publication_with_new_digests_is_not_reproduced(
    study: StudyFolder, tmp_path: Path, file: str, old: str, new: str
) -> None:
    forge(study, file, old, new)
    certificate = verified(study, tmp_path / "rerun")
    assert certificate.failure == ""
    assert certificate.tampered == [] or '"passed"' in old
    assert level(certificate) == 0
    assert certificate.differences


@pytest.mark.usefixtures("honest")
def test_numerical_noise_alone_gives_the_levels_between(study: StudyFolder, tmp_path: Path) -> None:
    forge(study, "tables/paths.csv", "0.5", "0.5000000001")
    assert level(verified(study, tmp_path / "within")) == 2
    forge(study, "tables/paths.csv", "0.5000000001", "0.50000001")
    assert level(verified(study, tmp_path / "noise")) == 3


@pytest.mark.usefixtures("honest")
def test_a_number_that_moved_by_noise_allows_no_other_printed_digit(study: StudyFolder, tmp_path: Path) -> None:
    forge(study, "numbers.json", "0.5,", "0.5000000001,")
    assert level(verified(study, tmp_path / "rerun")) == 2
    forge(study, "manuscript/manuscript.en.md", "0.500", "0.501")
    assert level(verified(study, tmp_path / "again")) == 0


@pytest.mark.usefixtures("honest")
def test_other_bytes_of_a_figure_need_an_explanation(study: StudyFolder, tmp_path: Path) -> None:
    manifest = read_json(study.published / "manifest.json")
    manifest["outputs"]["figures/a.svg"]["sha256"] = "0" * 64
    write_json(manifest, study.published / "manifest.json")
    assert level(verified(study, tmp_path / "rerun")) == 0
    forge(study, "environment.json", platform.python_version(), "3.11.2")
    assert level(verified(study, tmp_path / "again")) == 2


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(
    ("old", "new", "reached"),
    [("0.500", "0.50000000001", 2), ("<b>", "<b >", 0), ("0.500", "0.501", 0), ("and supported", "and rejected", 0)],
)
def test_a_document_of_an_archive_says_what_the_rerun_says_whatever_made_it(
    study: StudyFolder, tmp_path: Path, old: str, new: str, reached: int
) -> None:
    """Other packages may move the last digits of a number; no word, no mark, no printed number."""
    shutil.copy(study.results / "manuscript" / "a.html", study.published / "manuscript")
    forge(study, "environment.json", platform.python_version(), "3.11.2")
    assert level(verified(study, tmp_path / "rerun")) == 1
    forge(study, "manuscript/a.html", old, new)
    certificate = verified(study, tmp_path / "again")
    assert level(certificate) == reached
    assert [one.name for one in certificate.differences] == ([] if reached else ["manuscript/a.html"])


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(
    ("entry", "value", "message"),
    [
        ("data_status", "simulated", "says data_status 'simulated', the study 'collected'"),
        ("results", "other", "says results 'other', the study 'results'"),
        ("commit", None, "names no commit, which freeze writes"),
        ("commit", "0" * 40, f"names the commit {'0' * 40}, which this checkout does not have"),
    ],
)
def test_what_the_manifest_says_is_held_against_the_study(
    study: StudyFolder, tmp_path: Path, entry: str, value: str | None, message: str
) -> None:
    manifest = read_json(study.published / "manifest.json")
    write_json(manifest | {entry: value}, study.published / "manifest.json")
    certificate = verified(study, tmp_path / "rerun")
    assert [found.change for found in certificate.tampered] == [message]
    assert level(certificate) == 0
    assert certificate_page(certificate).notice == ""


@pytest.mark.usefixtures("honest")
def test_a_commit_in_which_other_inputs_stand_is_named(study: StudyFolder, tmp_path: Path) -> None:
    file = study.root / "codebook.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    manifest = read_json(study.published / "manifest.json")
    manifest["inputs"]["codebook.yaml"] = sha256(file)
    write_json(manifest, study.published / "manifest.json")
    (found,) = verified(study, tmp_path / "rerun").tampered
    assert "in which other inputs stand: codebook.yaml" in found.change


@pytest.mark.usefixtures("honest")
def test_a_commit_that_git_was_told_to_show_in_place_of_another_is_not_taken_for_it(
    study: StudyFolder, tmp_path: Path
) -> None:
    known = read_json(study.published / "manifest.json")["commit"]
    file = study.root / "codebook.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    git(study.root, "commit", "--all", "--quiet", "--message", "other")
    git(study.root, "replace", known, "HEAD")
    manifest = read_json(study.published / "manifest.json")
    edit_manifest(study, inputs={**manifest["inputs"], file.name: sha256(file)})
    (found,) = verified(study, tmp_path / "rerun").tampered
    assert "in which other inputs stand: codebook.yaml" in found.change


@pytest.mark.usefixtures("honest")
def test_data_that_the_manifest_claims_and_nobody_has_make_another_study(study: StudyFolder, tmp_path: Path) -> None:
    inputs = read_json(study.published / "manifest.json")["inputs"]
    edit_manifest(study, inputs={**inputs, "scripts/old.py": "0" * 64})
    assert level(verified(study, tmp_path / "rerun")) == 1
    edit_manifest(study, inputs={**inputs, "data/second.csv": "0" * 64})
    assert level(verified(study, tmp_path / "forged")) == 0


@pytest.mark.usefixtures("honest")
def test_checks_that_failed_are_not_published(study: StudyFolder, tmp_path: Path) -> None:
    """Which only a forger's hand can do: freeze refuses them."""
    forge(study, "checks.json", "true", "false")
    certificate = verified(study, tmp_path / "rerun")
    assert [entry.change for entry in certificate.tampered] == ["check full: n: failed, with which nothing is frozen"]
    assert level(replace(certificate, files=(), differences=())) == 0


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree", "ignored", "filter"])
def test_an_input_that_git_does_not_look_at_is_not_frozen(study: StudyFolder, flag: str, tmp_path: Path) -> None:
    name = "scripts/hidden.py" if flag == "ignored" else "codebook.yaml"
    if flag == "ignored":
        write(study.root, ".git/info/exclude", f"{name}\n.DS_Store\n")
        write(study.root, "scripts/.DS_Store", "x")
    elif flag == "filter":
        git(study.root, "config", "filter.hide.clean", f"git cat-file blob HEAD:{name}")
        write(study.root, ".git/info/attributes", f"{name} filter=hide\n")
    else:
        git(study.root, "update-index", flag, name)
    write(study.root, name, "{scale: {points: 5}, indicators: {}, personal: [name]} # other")
    with pytest.raises((StudyError, StudyErrors), match=f"changes are not committed: git: found {name};.* hides it"):
        freeze(study)
    manifest = read_json(study.published / "manifest.json")
    edit_manifest(study, inputs={**manifest["inputs"], name: sha256(study.root / name)})
    said = [entry.change for entry in verified(study, tmp_path / "rerun").tampered]
    assert said == [f"names the commit {manifest['commit']}, in which other inputs stand: {name}"]


@pytest.mark.usefixtures("honest")
def test_outside_a_checkout_and_in_a_shallow_clone_the_commit_is_not_told(study: StudyFolder, tmp_path: Path) -> None:
    manifest = read_json(study.published / "manifest.json")
    write_json(manifest | {"commit": "0" * 40}, study.published / "manifest.json")
    shutil.rmtree(study.root / ".git")
    assert level(verified(study, tmp_path / "rerun")) == 1


@pytest.mark.usefixtures("honest")
def test_files_added_to_or_gone_from_the_publication_are_named(study: StudyFolder, tmp_path: Path) -> None:
    write(study.root, "published/figures/other.png", "x")
    write(study.root, "published/.DS_Store", "x")
    (study.published / "manuscript" / "manuscript.en.md").unlink()
    (study.published / "environment.json").unlink()
    certificate = verified(study, tmp_path / "rerun")
    assert [(entry.name, entry.change) for entry in certificate.tampered] == [
        ("published/environment.json", "missing"),
        ("published/figures/other.png", "added"),
        ("published/manuscript/manuscript.en.md", "missing"),
    ]
    assert level(certificate) == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tables/paths.csv", "path,estimate\nX->Y,0.5,1\n"),
        ("tables/paths.csv", ""),
        ("numbers.json", "{broken"),
        ("numbers.json", "[]"),
        ("checks.json", "{}x"),
        ("checks.json", '[{"name": 1}]'),
    ],
)
def test_a_broken_published_file_is_one_line(study: StudyFolder, tmp_path: Path, file: str, text: str) -> None:
    write(study.root, f"published/{file}", text)
    renew_digests(study)
    certificate = verified(study, tmp_path / "rerun")
    name = Path(file).name
    assert certificate.failure.startswith(f"a file that states results cannot be read: {name}: found")
    assert certificate.failure.count("\n") == 0
    assert level(certificate) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{broken", r"the manifest cannot be read: published/manifest\.json: .*; restore it"),
        ("{}", r"missing key: published/manifest\.json, key \(top\): found nothing; expected 'from_survey'"),
    ],
)
def test_a_broken_manifest_is_refused(study: StudyFolder, tmp_path: Path, text: str, message: str) -> None:
    write(study.root, "published/manifest.json", text)
    with pytest.raises((StudyError, StudyErrors), match=message):
        verified(study, tmp_path / "rerun")


def edit_manifest(study: StudyFolder, **entries: object) -> None:
    manifest = read_json(study.published / "manifest.json")
    write_json(manifest | entries, study.published / "manifest.json")


def replace_by_link(study: StudyFolder) -> None:
    path = study.published / "numbers.json"
    path.rename(study.root / "numbers.json")
    path.symlink_to(study.root / "numbers.json")


def add_folder_by_link(study: StudyFolder) -> None:
    (study.published / "figures").symlink_to(study.root / "scripts", target_is_directory=True)


def link_all(study: StudyFolder) -> None:
    study.published.rename(study.root / "elsewhere")
    study.published.symlink_to(study.root / "elsewhere", target_is_directory=True)


def replace_by_pipe(study: StudyFolder) -> None:
    (study.published / "checks.json").unlink()
    os.mkfifo(study.published / "checks.json")


def swell(study: StudyFolder) -> None:
    """Ten gigabytes that take no room on the disk."""
    os.truncate(study.published / "numbers.json", 10**10)


def state_manifest_twice(study: StudyFolder) -> None:
    path = study.published / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("{", '{"commit": null,', 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("forge_it", "message"),
    [
        (replace_by_link, r"published/numbers\.json: found a link"),
        (add_folder_by_link, r"published/figures: found a link"),
        (link_all, r"published: found a link"),
        (replace_by_pipe, r"published/checks\.json: found a pipe or a device"),
        (swell, r"published/numbers\.json: found 10000 MB"),
        (state_manifest_twice, r"the manifest cannot be read: .*'commit' stands twice"),
        (lambda study: write(study.root, "published/manifest.json", "[" * 100_000), "nested too deeply"),
        (lambda study: (study.published / "manifest.json").write_bytes(b"\xff{}"), "the manifest cannot be read"),
        (lambda study: write(study.root, "published/manifest.json", ""), "the manifest cannot be read"),
        (lambda study: write(study.root, "published/environment.json", ""), r"environment\.json"),
        (lambda study: write(study.root, "published/environment.json", "[1]"), r"environment\.json"),
        (lambda study: edit_manifest(study, from_survey=["../numbers.json"]), "value not allowed"),
        (lambda study: edit_manifest(study, commit="--output=x"), "value not allowed"),
    ],
)
def test_what_is_no_publication_is_refused_in_one_line_before_anything_runs(
    study: StudyFolder, tmp_path: Path, forge_it: Callable[[StudyFolder], None], message: str
) -> None:
    forge_it(study)
    with pytest.raises((StudyError, StudyErrors), match=message) as refusal:
        verified(study, tmp_path / "rerun")
    assert str(refusal.value).count("\n") == 0
    assert not any((tmp_path / "rerun").iterdir())


NUMBERS = "numbers.json"


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(
    ("file", "content"),
    [
        (NUMBERS, lambda old: old.replace(b'"value": 0.5,', b'"value": 0.9, "value": 0.5,')),
        (NUMBERS, lambda old: old.replace(b"0.5,", b"NaN,")),
        (NUMBERS, lambda old: old.replace(b"0.5,", b"0.50,")),
        (NUMBERS, lambda old: old.replace(b"collected", b"collected\xff")),
        (NUMBERS, lambda _: b""),
        (NUMBERS, lambda _: b"[" * 100_000),
        ("tables/paths.csv", lambda old: old.replace(b"\n", b"\r\n")),
        ("tables/paths.csv", lambda old: b"\xef\xbb\xbf" + old),
        ("tables/paths.csv", lambda old: old.replace(b"X->Y", b"X->Y" * 50_000)),
        ("tables/paths.csv", lambda old: old.replace(b"X->Y", b"X->\xff")),
        ("tables/paths.csv", lambda old: old.replace(b"0.5", b"nan")),
        ("tables/paths.csv", lambda old: old.replace(b"0.5", b"0.5 ")),
        ("manuscript/manuscript.en.md", lambda old: old.replace(b"path", b"p\xcc\x81ath")),
        ("manuscript/manuscript.en.md", lambda old: old.replace(b"\n", b"\r\n")),
    ],
)
def test_a_forger_who_claims_another_machine_gains_nothing_for_numbers_and_words(
    study: StudyFolder, tmp_path: Path, file: str, content: Callable[[bytes], bytes]
) -> None:
    """Digests are renewed, and other packages said to have made it: only documents and figures may have other bytes."""
    path = study.published / file
    path.write_bytes(content(path.read_bytes()))
    forge(study, "environment.json", platform.python_version(), "3.11.2")
    certificate = verified(study, tmp_path / "rerun")
    assert level(certificate) == 0
    assert certificate.failure.count("\n") == 0


@pytest.mark.usefixtures("honest")
def test_results_that_are_not_published_themselves_cannot_be_forged_either(study: StudyFolder, tmp_path: Path) -> None:
    """Such as the draws, of which the manifest has the digest alone."""
    forge(study, "environment.json", platform.python_version(), "3.11.2")
    manifest = read_json(study.published / "manifest.json")
    manifest["outputs"]["responses.csv"]["sha256"] = "0" * 64
    write_json(manifest, study.published / "manifest.json")
    assert level(verified(study, tmp_path / "rerun")) == 0


@pytest.mark.usefixtures("honest")
def test_the_rules_that_the_manifest_names_are_those_of_the_workflow(study: StudyFolder, tmp_path: Path) -> None:
    manifest = read_json(study.published / "manifest.json")
    manifest["outputs"]["numbers.json"]["rule"] = "clean_survey"
    write_json(manifest, study.published / "manifest.json")
    certificate = verified(study, tmp_path / "rerun")
    assert [(entry.name, entry.change) for entry in certificate.tampered] == [
        ("numbers.json", "made by estimate, not by clean_survey")
    ]
    assert level(certificate) == 0


@pytest.mark.parametrize("taken", [["numbers.json"], ["numbers.json", "checks.json"]])
def test_without_the_survey_nothing_else_is_taken_as_it_is(
    study: StudyFolder, tmp_path: Path, taken: list[str]
) -> None:
    """Numbers said to be made of the survey would not be computed anew, be they all that their rule makes."""
    shutil.copy(study.results / "responses.csv", study.published)
    (study.root / "data" / "raw.csv").unlink()
    edit_manifest(study, from_survey=["responses.csv", *taken])
    certificate = verified(study, tmp_path / "rerun")
    said = [entry.name for entry in certificate.tampered if entry.change == "said to be made of the survey"]
    assert said == sorted(taken) or "checks.json" in certificate.failure
    assert level(certificate) == 0


@pytest.mark.usefixtures("honest")
def test_a_hidden_file_and_one_of_another_case_are_added_ones(study: StudyFolder, tmp_path: Path) -> None:
    write(study.root, "published/.hidden.csv", "path,estimate\n")
    write(study.root, "published/tables/Paths.csv", "path,estimate\n")
    found = [(entry.name, entry.change) for entry in verified(study, tmp_path / "rerun").tampered]
    assert found == [("published/.hidden.csv", "added"), ("published/tables/Paths.csv", "added")]


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize("name", ["scripts/study.cpython-311-x86_64-linux-gnu.so", "scripts/engine"])
def test_code_that_nobody_can_read_is_named(study: StudyFolder, tmp_path: Path, name: str) -> None:
    write(study.root, name, "\x7fELF\0")
    manifest = read_json(study.published / "manifest.json")
    edit_manifest(study, inputs={**manifest["inputs"], name: sha256(study.root / name)}, commit=None)
    shutil.rmtree(study.root / ".git")
    certificate = verified(study, tmp_path / "rerun")
    assert [(entry.name, entry.change) for entry in certificate.tampered] == [(name, "compiled, which nobody can read")]
    assert level(certificate) == 0


@pytest.mark.usefixtures("honest")
def test_a_linked_folder_of_code_is_named(study: StudyFolder, tmp_path: Path) -> None:
    """Python would take modules from it, of which no digest tells."""
    write(study.root, "docs/aid/__init__.py", "print('forged')")
    (study.root / "scripts" / "psutil").symlink_to("../docs/aid", target_is_directory=True)
    certificate = verified(study, tmp_path / "rerun")
    assert [entry.name for entry in certificate.tampered] == ["scripts/psutil"]
    assert level(certificate) == 0


@pytest.mark.usefixtures("honest")
def test_code_of_the_study_is_held_against_that_of_the_verifying_copy(
    study: StudyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(study.root, tmp_path / "trusted")
    monkeypatch.setattr(certificate_module, "VERIFYING", tmp_path / "trusted")
    assert verified(study, tmp_path / "rerun").other_code == ()
    write(study.root, "scripts/copy.py", "copy the published results\n")
    certificate = verified(study, tmp_path / "again")
    assert [(entry.name, entry.change) for entry in certificate.other_code] == [("scripts/copy.py", "added")]
    assert "scripts/copy.py" in as_text(certificate_page(certificate), "a.html")


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(("fact", "value"), [("seed", 7), ("remark", "all is true"), ("sha256", {"data/raw.csv": "0"})])
def test_records_of_a_run_that_the_rerun_does_not_have_are_named(
    study: StudyFolder, tmp_path: Path, fact: str, value: object
) -> None:
    facts = read_json(study.published / "environment.json")
    write_json({**facts, fact: value}, study.published / "environment.json")
    certificate = verified(study, tmp_path / "rerun")
    assert [entry.name for entry in certificate.tampered] == ["published/environment.json"]
    assert fact in certificate.tampered[0].change
    assert level(certificate) == 0


def test_an_old_certificate_is_gone_where_verification_is_refused(
    study: StudyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "open_study", lambda *_: study)
    write(study.root, "results/certificate.html", "Level 1")
    write(study.root, "published/manifest.json", "{broken")
    with pytest.raises((StudyError, StudyErrors)):
        pages.verify_results(root=study.root, configfile="config.yaml", cores=1)
    assert not (study.results / "certificate.html").exists()


@pytest.mark.usefixtures("honest")
def test_a_raised_tolerance_is_refused(study: StudyFolder, tmp_path: Path) -> None:
    """Whatever the schema that came with the study allows."""
    for name in ("config/tolerances.yaml", SCHEMAS[0]):
        write(study.root, name, (study.root / name).read_text(encoding="utf-8").replace("1.0e-6", "0.1"))
    certificate = verified(study, tmp_path / "rerun")
    assert "found 0.1; expected from 0 to 1.0e-6" in certificate.failure
    assert level(certificate) == 0


def test_compiled_modules_that_came_along_are_not_run(tmp_path: Path) -> None:
    """Python takes a compiled module without a look at its source where that says so."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "workflow" / "schemas", tmp_path / "workflow" / "schemas")
    module = tmp_path / "scripts" / "study" / "reproduction" / "pages.py"
    write(tmp_path, "forged.py", "def verify_results(**_):\n    print('Level 1')\n    return 0\n")
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(tmp_path / "forged.py"), cache_from_source(str(module)), invalidation_mode=unchecked)
    command = [sys.executable, "scripts/sentra.py", "verify", "--configfile", "none.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Level 1" not in done.stdout
    assert done.stderr.startswith("error: a configuration file is missing: ")


NOISE = ("numbers.json", "0.5,", "0.5000000000001,")


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("numbers.json", '{\n  "', '{\n  "remark": "every claim is supported",\n  "'),
        ("tables/paths.csv", "X->Y,0.5,", '"X->Y",0.5,'),
        ("checks.json", "alpha 0.61", "alpha 0.91"),
    ],
)
def test_noise_in_one_number_lets_nothing_else_of_a_published_file_pass(
    study: StudyFolder, tmp_path: Path, file: str, old: str, new: str
) -> None:
    forge(study, *NOISE)
    assert level(verified(study, tmp_path / "rerun")) == 2
    forge(study, file, old, new)
    assert level(verified(study, tmp_path / "forged")) == 0


@pytest.mark.usefixtures("honest")
def test_noise_explains_no_other_answers(study: StudyFolder, tmp_path: Path) -> None:
    forge(study, *NOISE)
    manifest = read_json(study.published / "manifest.json")
    manifest["outputs"]["responses.csv"]["sha256"] = "0" * 64
    write_json(manifest, study.published / "manifest.json")
    assert level(verified(study, tmp_path / "rerun")) == 0


@pytest.mark.usefixtures("honest")
def test_what_a_publication_says_of_itself_moves_no_cursor(study: StudyFolder, tmp_path: Path) -> None:
    facts = read_json(study.published / "environment.json")
    write_json({**facts, "python": "3\x1b[2J\nLevel 1 \u202e(1 is the best)"}, study.published / "environment.json")
    page = certificate_page(verified(study, tmp_path / "rerun"))
    for text in (as_text(page, "a.html"), as_html(page)):
        assert r"3\x1b[2J" in text
        assert r"Level 1 \u202e(1 is the best)" in text
        assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert "\nLevel 1 \\u202e" not in as_text(page, "a.html")


@pytest.mark.parametrize("folder", ["../results", "results/../../shared", "/tmp/results"])
def test_results_outside_the_project_are_refused(study: StudyFolder, tmp_path: Path, folder: str) -> None:
    """A rerun would find there what somebody left, and make nothing."""
    outside = StudyFolder(study.root, "config.yaml", {**CONFIG, "results_dir": folder})
    with pytest.raises(StudyError, match=r"a path that leads out of the project: config.yaml: .*inside the project"):
        copy_inputs(outside, tmp_path / "rerun")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here: nothing is signed")
def test_what_was_published_stays_where_the_disk_is_full(study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in study.published.rglob("*") if path.is_file()}

    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publication, "write_json", fill)
    with pytest.raises(OSError, match="No space left"):
        freeze(study)
    assert {path.name: path.read_bytes() for path in study.published.rglob("*") if path.is_file()} == before
    assert not list(study.root.glob("freeze-*"))


@pytest.mark.usefixtures("honest")
def test_a_signature_binds_the_manifest_to_a_key(study: StudyFolder, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    told = subprocess.run(["ssh-keygen", "-l", "-f", str(key)], check=True, capture_output=True, encoding="utf-8")
    sign(study, key)
    certificate = verified(study, tmp_path / "rerun")
    assert level(certificate) == 1
    assert certificate.signer == told.stdout.split()[1]
    manifest = study.published / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    certificate = verified(study, tmp_path / "again")
    assert [entry.change for entry in certificate.tampered] == ["signs another manifest"]
    assert (level(certificate), certificate.signer) == (0, "")
    with pytest.raises(StudyError, match=r"the publication is not signed: published/manifest\.json"):
        sign(study, tmp_path / "no key")


def test_without_the_survey_the_run_begins_from_what_was_made_of_it(study: StudyFolder, tmp_path: Path) -> None:
    shutil.copy(study.results / "responses.csv", study.published)
    (study.root / "data" / "raw.csv").unlink()
    certificate = verified(study, tmp_path / "rerun")
    assert certificate.withheld == ["survey/full.csv"]
    assert certificate.failure == ""
    assert level(certificate) == 1
    # Where several files are withheld, none stands for another: a list that names a file twice is refused.
    placeholder = tmp_path / "rerun" / "data" / "raw.csv"
    assert placeholder.read_text(encoding="utf-8") == "withheld: survey/full.csv\n"


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
