"""Freeze, verify, compare and bundle on a real run, and what each refuses."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from running import ROOT, Project
from study.reproduction.bundle import find_broken_sums

pytestmark = [pytest.mark.slow, pytest.mark.long]

SURVEY = "data/raw/simulated_survey_online.csv"


def git(project: Project, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *identity, *arguments], cwd=project.folder, check=True, capture_output=True)


def commit_all(project: Project) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "all")


def command(project: Project, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "scripts/sentra.py", name, *arguments]
    return subprocess.run(line, cwd=project.folder, capture_output=True, text=True, encoding="utf-8", check=False)


def certificate(project: Project) -> dict[str, object]:
    content: dict[str, object] = json.loads((project.folder / "results" / "certificate.json").read_text("utf-8"))
    return content


def rewrite(project: Project, file: str, old: bytes, new: bytes) -> None:
    path = project.folder / file
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


@pytest.fixture(scope="module")
def published(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The finished run in a checkout of its own, frozen and committed."""
    folder = tmp_path_factory.mktemp("published") / "project"
    shutil.copytree(finished.folder, folder)
    project = Project(folder)
    shutil.copy2(ROOT / ".gitignore", folder)
    git(project, "init", "--quiet")
    commit_all(project)
    # The run was made outside a checkout: only the record of the commit is out of date.
    assert project.snakemake().returncode == 0
    result = command(project, "freeze")
    assert result.returncode == 0, result.stderr
    commit_all(project)
    return project


@pytest.fixture
def reader(published: Project, tmp_path: Path) -> Project:
    """A copy of the published project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(published.folder, folder)
    return Project(folder)


def test_what_is_published_is_small_text_and_names_every_file(published: Project) -> None:
    folder = published.folder / "published"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"numbers.json", "claims.csv", "checks.json", "environment.json", "manifest.json"} <= names
    assert "tables/paths.csv" in names
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 3_000_000
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    made = {name for name in published.results() if name != "environment.json"}
    assert set(manifest["outputs"]) == made
    assert {SURVEY, "config/model.yaml", "config/tolerances.yaml", "Snakefile"} <= set(manifest["inputs"])
    assert manifest["outputs"]["figures/path_model.svg"]["rule"] == "draw_figures"
    assert "full/responses.csv" in manifest["from_survey"]


def test_a_rerun_elsewhere_without_git_on_another_number_of_cores_is_bit_identical(reader: Project) -> None:
    shutil.rmtree(reader.folder / ".git")
    shutil.rmtree(reader.folder / "results")
    result = command(reader, "verify", "--cores", "4")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Level 1" in result.stdout
    assert "SIMULATED" in (reader.folder / "results" / "certificate.html").read_text(encoding="utf-8")
    assert certificate(reader)["files"] == []


def test_a_changed_byte_anywhere_is_named(reader: Project) -> None:
    rewrite(reader, SURVEY, b"Sangat Setuju", b"Setuju")
    rewrite(reader, "published/tables/paths.csv", b"supported", b"not_supported")
    rewrite(reader, "results/full/paths.csv", b"supported", b"not_supported")
    rewrite(reader, "results/figures/path_model.png", b"IDAT", b"IDAU")
    result = command(reader, "verify", "--cores", "2")
    assert result.returncode == 1
    for name in (SURVEY, "published/tables/paths.csv", "full/paths.csv", "figures/path_model.png"):
        assert re.search(rf"^ *{re.escape(name)} .*changed", result.stdout, re.MULTILINE), name
    # The demonstration survey is known by its digest, so that the run is refused; the reason stands there.
    assert "study.data_status" in result.stdout
    assert certificate(reader)["level"] == 0


def test_nothing_is_verified_or_compared_before_it_is_published(reader: Project) -> None:
    shutil.rmtree(reader.folder / "published")
    for script in ("verify", "diff", "bundle"):
        result = command(reader, script)
        assert result.returncode == 1
        assert result.stderr.startswith("error: nothing has been published: published/manifest.json")
        assert result.stderr.count("\n") == 1


def test_freezing_is_refused_with_every_reason(reader: Project) -> None:
    reader.edit("config/config.yaml", "critical_t: 1.96", "critical_t: 1.955")
    (reader.folder / "scripts" / "new.py").write_text("", encoding="utf-8")
    result = command(reader, "freeze")
    assert result.returncode == 1
    assert "changes are not committed: git: found config/config.yaml, scripts/new.py" in result.stderr
    assert "results are missing or out of date" in result.stderr
    assert "assess_structure (1)" in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_freezing_is_refused_where_a_result_is_gone(reader: Project) -> None:
    (reader.folder / "results" / "full" / "fit.json").unlink()
    result = command(reader, "freeze")
    assert "results are missing or out of date" in result.stderr
    assert "assess_fit (1)" in result.stderr


def test_freezing_is_refused_outside_a_checkout(reader: Project) -> None:
    shutil.rmtree(reader.folder / ".git")
    result = command(reader, "freeze")
    assert "found no git checkout" in result.stderr


def test_freezing_is_refused_where_a_check_failed(reader: Project) -> None:
    assert reader.snakemake().returncode == 0
    path = reader.folder / "results" / "checks.json"
    path.write_text(path.read_text("utf-8").replace('"passed": true', '"passed": false', 1), "utf-8")
    assert reader.snakemake("--touch").returncode == 0
    result = command(reader, "freeze")
    assert result.returncode == 1
    assert "error: a check failed: checks.json, pilot: received equals kept plus excluded" in result.stderr


def test_an_update_is_shown_with_settings_words_and_sentences(reader: Project) -> None:
    reader.edit("config/config.yaml", "stagnation: 1.0", "stagnation: 100.0")
    result = command(reader, "diff")
    assert "results are missing or out of date" in result.stderr
    assert "describe_growth (1)" in result.stderr
    assert reader.snakemake().returncode == 0
    result = command(reader, "diff")
    assert result.returncode == 0, result.stderr
    assert re.search(r"config\.growth\.stagnation +1\.0 +100\.0", result.stdout)
    assert re.search(r"growth\..*\.trend +\w+ +stagnation", result.stdout)
    assert "Sentences of the manuscript (id)" in result.stdout
    page = (reader.folder / "results" / "diff.html").read_text(encoding="utf-8")
    assert "Responden Simulasi" not in page + result.stdout


def test_the_archive_is_the_same_twice_and_can_be_verified_where_it_is_unpacked(
    published: Project, tmp_path: Path
) -> None:
    archive = published.folder / "results" / "bundle.zip"
    contents = []
    for _ in range(2):
        result = command(published, "bundle")
        assert result.returncode == 0, result.stderr
        contents.append(archive.read_bytes())
    archive.unlink()
    assert contents[0] == contents[1]
    (tmp_path / "b.zip").write_bytes(contents[0])
    with zipfile.ZipFile(tmp_path / "b.zip") as opened:
        opened.extractall(tmp_path / "project")
    unpacked = Project(tmp_path / "project")
    for name in ("full/responses.csv", "manuscript/manuscript.id.pdf", "figures/path_model.svg"):
        assert (unpacked.folder / "published" / name).is_file()
    assert find_broken_sums(unpacked.folder) == []
    rewrite(unpacked, "published/figures/path_model.svg", b"<svg", b"<SVG")
    (unpacked.folder / SURVEY).unlink()
    assert find_broken_sums(unpacked.folder) == [SURVEY, "published/figures/path_model.svg"]


def test_the_archive_is_refused_where_a_result_is_not_the_published_one(reader: Project) -> None:
    rewrite(reader, "results/full/paths.csv", b"supported", b"not_supported")
    result = command(reader, "bundle")
    assert result.returncode == 1
    assert "a result is not the published one" in result.stderr
    assert "full/paths.csv" in result.stderr
