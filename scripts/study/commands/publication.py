"""What authors and reviewers do with published results: verify, freeze, compare, bundle."""

import tempfile
from pathlib import Path

from study.base.files import write_json
from study.reproduction.bundle import bundle
from study.reproduction.certificate import as_record, level, verify
from study.reproduction.changes import changes_since
from study.reproduction.pages import as_html, as_text, certificate_page, changes_page
from study.reproduction.publication import freeze, read_manifest, require_results
from study.reproduction.study_folder import open_study

__all__ = ["bundle_project", "compare_publication", "freeze_results", "verify_results"]


def verify_results(*, root: Path, configfile: str, cores: int) -> int:
    """Verify the published results: run everything anew from the raw data and compare."""
    study = open_study(root, configfile)
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        certificate = verify(study, Path(folder), cores)
    study.results.mkdir(parents=True, exist_ok=True)
    write_json(as_record(certificate), study.results / "certificate.json")
    page = certificate_page(certificate)
    html = study.results / "certificate.html"
    html.write_text(as_html(page), encoding="utf-8", newline="\n")
    print(as_text(page, html.relative_to(root).as_posix()))
    return 1 if level(certificate) == 0 else 0


def freeze_results(*, root: Path, configfile: str) -> None:
    """Freeze the results: write published/, which a rerun anywhere is compared with."""
    study = open_study(root, configfile)
    names = freeze(study)
    folder = study.published.relative_to(root).as_posix()
    print(f"Frozen: {len(names)} files in {folder}/. Commit them: git add {folder} && git commit")


def compare_publication(*, root: Path, configfile: str) -> None:
    """Show what changed since publication: respondents, numbers, verdicts, sentences."""
    study = open_study(root, configfile)
    read_manifest(study)
    require_results(study)
    page = changes_page(changes_since(study), study.config["study"]["data_status"])
    html = study.results / "diff.html"
    html.write_text(as_html(page), encoding="utf-8", newline="\n")
    print(as_text(page, html.relative_to(root).as_posix()))


def bundle_project(*, root: Path, configfile: str, wheels: bool) -> None:
    """Bundle the project for a repository: one archive that can be verified where it is unpacked."""
    study = open_study(root, configfile)
    archive = study.results / "bundle.zip"
    names = bundle(study, archive, wheels)
    size = archive.stat().st_size / 1e6
    print(f"Bundled: {len(names)} files, {size:.0f} MB, in {archive.relative_to(root).as_posix()}")
    print(f"Unpack it anywhere and run: make verify CONFIG={configfile}")
