"""What is frozen of a run, and the archive of it."""

import errno
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from study.base.errors import StudyError
from study.base.files import sha256
from study.reproduction import publication
from study.reproduction.bundle import SUMS, find_broken_sums, write_archive
from study.reproduction.publication import (
    enumerate_first,
    find_objections,
    find_published_files,
    find_tampered,
    read_manifest,
    require_results,
)
from study.reproduction.study_folder import StudyFolder, digest_files
from study.reproduction.workflow_run import RunError, find_due_rules, find_makers, find_outputs_of, run_workflow


def study(root: Path) -> StudyFolder:
    survey: dict[str, Any] = {"pilot": None, "full": {"file": "data/raw/full.csv"}}
    status = {"data_status": "simulated"}
    config = {"results_dir": "results", "study": status, "survey": survey, "manuscript": {"languages": ["id"]}}
    for name in ("numbers.json", "tables/paths.csv", "manuscript/manuscript.id.md", "fit.json"):
        for folder in ("results", "published"):
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
    (root / "published" / "environment.json").write_text("{}", encoding="utf-8")
    return StudyFolder(root, "config.yaml", config)


def manifest(folder: StudyFolder, *names: str) -> dict[str, Any]:
    return {"outputs": {name: {"sha256": digest} for name, digest in digest_files(folder.results, names).items()}}


def test_numbers_tables_and_texts_are_published_and_nothing_else(tmp_path: Path) -> None:
    assert find_published_files(study(tmp_path)) == ["numbers.json", "tables/paths.csv", "manuscript/manuscript.id.md"]


def test_a_published_file_that_is_changed_or_gone_is_tampered_with(tmp_path: Path) -> None:
    folder = study(tmp_path)
    frozen = manifest(folder, "numbers.json", "tables/paths.csv", "fit.json")
    assert [(entry.name, entry.change) for entry in find_tampered(folder, frozen)] == [
        ("published/manuscript/manuscript.id.md", "added")
    ]
    (folder.published / "manuscript" / "manuscript.id.md").unlink()
    assert find_tampered(folder, frozen) == []
    (folder.published / "fit.json").unlink()  # never published: it is made anew
    assert find_tampered(folder, frozen) == []
    (folder.published / "tables" / "paths.csv").unlink()
    (folder.published / "numbers.json").write_text("1", encoding="utf-8")
    assert [(entry.name, entry.change) for entry in find_tampered(folder, frozen)] == [
        ("published/numbers.json", "changed"),
        ("published/tables/paths.csv", "missing"),
    ]


def test_without_a_publication_there_is_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match=r"nothing has been published: published/manifest\.json.*run python scripts/sentra\.py freeze"
    ):
        read_manifest(study(tmp_path))


def test_many_names_are_cut(tmp_path: Path) -> None:
    assert enumerate_first(["a", "b"], 2) == "a, b"
    assert enumerate_first(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert study(tmp_path).survey_files == ("data/raw/full.csv",)


def test_failed_checks_and_missing_results_speak_against_freezing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = study(tmp_path)
    checks = [
        {"name": name, "where": "full", "severity": severity, "passed": passed, "detail": "1 and 2"}
        for name, severity, passed in (("rows agree", "error", False), ("n", "warning", False), ("k", "error", True))
    ]
    (folder.results / "checks.json").write_text(json.dumps(checks), encoding="utf-8")
    monkeypatch.setattr(publication, "find_commit", lambda _: {"hash": "1"})
    monkeypatch.setattr(publication, "list_changes", lambda _: ["published/numbers.json", "scripts/a.py"])
    monkeypatch.setattr(publication, "find_committed", lambda _: [])
    monkeypatch.setattr(publication, "find_due_rules", lambda _: {})
    monkeypatch.setattr(publication, "find_makers", lambda _: {"fit.json": "estimate"})
    uncommitted, failed = map(str, find_objections(folder))
    assert uncommitted.startswith("changes are not committed: git: found scripts/a.py;")
    assert "commit the change, or delete or move the file" in uncommitted
    assert failed.startswith("a check failed: checks.json, full: rows agree: found 1 and 2;")
    (folder.results / "fit.json").unlink()
    missing = str(list(find_objections(folder))[1])
    assert "results are missing: config.yaml: found no fit.json" in missing
    assert missing.endswith("run python scripts/sentra.py run --configfile config.yaml")


def test_the_record_of_the_machine_alone_may_be_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "find_due_rules", lambda _: {"record_environment": 1})
    require_results(study(tmp_path))
    monkeypatch.setattr(publication, "find_due_rules", lambda _: {"record_environment": 1, "estimate": 2})
    with pytest.raises(StudyError, match=r"jobs that are due: estimate \(2\);"):
        require_results(study(tmp_path))


def test_snakemake_tells_what_is_due_and_which_rule_makes_what(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path, "config.yaml", {"results_dir": "results"})
    (tmp_path / "config.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "raw.csv").write_text("1\n", encoding="utf-8")
    (tmp_path / "Snakefile").write_text(
        'rule all:\n    input: "results/b.csv"\n'
        'rule first:\n    input: "raw.csv"\n    output: "results/a.csv"\n    shell: "cp {input} {output}"\n'
        'rule second:\n    input: "results/a.csv"\n    output: "results/b.csv"\n'
        '    shell: "echo error: no >&2; exit 1"\n',
        encoding="utf-8",
    )
    assert find_due_rules(folder) == {"first": 1, "second": 1}
    assert find_makers(folder) == {"a.csv": "first", "b.csv": "second"}
    with pytest.raises(RunError, match=r"^no$"):
        run_workflow(folder, 1)
    assert find_due_rules(folder) == {"second": 1}
    assert find_outputs_of(folder, ["raw.csv"]) == ["a.csv"]


def test_the_same_files_make_the_same_archive_and_a_changed_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "b.png").write_text("b", encoding="utf-8")
    files = {"b.png": tmp_path / "b.png", "folder/a.txt": tmp_path / "a.txt"}
    for name in ("one.zip", "other.zip"):
        write_archive(tmp_path / "made" / name, files)
        files = dict(reversed(files.items()))
        (tmp_path / "a.txt").touch()
    assert sha256(tmp_path / "made" / "one.zip") == sha256(tmp_path / "made" / "other.zip")
    with zipfile.ZipFile(tmp_path / "made" / "one.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
        assert archive.namelist() == ["b.png", "folder/a.txt", SUMS]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert find_broken_sums(tmp_path / "unpacked") == []
    (tmp_path / "unpacked" / "b.png").write_text("c", encoding="utf-8")
    (tmp_path / "unpacked" / "folder" / "a.txt").unlink()
    assert find_broken_sums(tmp_path / "unpacked") == ["b.png", "folder/a.txt"]
    assert find_broken_sums(tmp_path) == []


def test_an_archive_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "bundle.zip").write_bytes(b"old")

    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    with pytest.raises(OSError, match="No space left"):
        write_archive(tmp_path / "bundle.zip", {"a.csv": tmp_path / "a.csv"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "bundle.zip"]
    assert (tmp_path / "bundle.zip").read_bytes() == b"old"
