"""What goes to a repository: one archive of the project, and the run described as a Workflow Run RO-Crate.

Profiles: RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) and Workflow Run Crate 0.5
(https://w3id.org/ro/wfrun/workflow/0.5). Start and end of the run, which a crate may name, are left out: the same run
gives the same bytes on every day. Not by ro-crate-py, whose own dates would have to be undone.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from study.base.environment import find_commit, list_tracked
from study.base.errors import StudyError, StudyErrors
from study.base.files import sha256, zip_entry
from study.reproduction.publication import enumerate_first, find_named_people, frozen_digests, read_manifest
from study.reproduction.study_folder import StudyFolder, digest_files, digest_inputs, find_inputs, open_study

SUMS = "SHA256SUMS"
WHEELS = "wheels"
SHOWN = ("manuscript/", "figures/", "tables/")
READABLE = 0o100644 << 16


def bundle(study: StudyFolder, archive: Path, wheels: bool) -> list[str]:
    """Write the archive, unpack it again and check every file; return the names of its files.

    With `wheels`, every package of requirements.lock for this kind of machine goes with it. StudyErrors where the
    results at hand are not the published ones.
    """
    objections = list(_find_objections(study))
    if objections:
        raise StudyErrors(objections)
    files = dict(_project_files(study)) | dict(_published_files(study))
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        if wheels:
            _download_packages(study.root / "requirements.lock", Path(folder))
            files |= {f"{WHEELS}/{path.name}": path for path in Path(folder).iterdir()}
        write_archive(archive, files)
    _check_archive(archive)
    return sorted([*files, SUMS])


def find_broken_sums(root: Path) -> list[str]:
    """Name the files that are not as the SHA256SUMS of an unpacked archive says; none where there is no such file."""
    if not (root / SUMS).is_file():
        return []
    sums = _read_sums((root / SUMS).read_text(encoding="utf-8"))
    present = digest_files(root, sums)
    return [name for name, digest in sums.items() if present.get(name) != digest]


def write_archive(archive: Path, files: Mapping[str, Path]) -> None:
    """Write files into a zip archive by their names, with a list of their checksums: the same bytes on every day."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    # Beside the old one first: where the disk is full it stays.
    with tempfile.TemporaryDirectory(prefix="bundle-", dir=archive.parent) as folder:
        new = Path(folder) / archive.name
        with zipfile.ZipFile(new, "w") as target:
            for name in sorted(files):
                with target.open(_entry(name), "w") as stream, files[name].open("rb") as source:
                    shutil.copyfileobj(source, stream)
            target.writestr(_entry(SUMS), sums)
        new.replace(archive)


def _download_packages(lock: Path, folder: Path) -> None:
    """Download every package of a lock file for this kind of machine, so that it can be set up without a network."""
    with tempfile.TemporaryDirectory(prefix="pip-") as environment:
        # An environment made by uv has no pip of its own.
        venv.create(environment, with_pip=True)
        python = Path(environment) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        command = [str(python), "-m", "pip", "download", "--prefer-binary", "--quiet", "--dest", str(folder)]
        # A package that its authors publish as source alone is built on the spot, which asks for setuptools.
        for packages in (["--require-hashes", "--no-deps", "--requirement", str(lock)], ["setuptools", "wheel"]):
            result = subprocess.run(  # noqa: S603
                [*command, *packages], capture_output=True, encoding="utf-8", errors="replace", check=False
            )
            if result.returncode != 0:
                raise StudyError(
                    what="the packages cannot be had",
                    where=lock.name,
                    found=(result.stderr.strip().splitlines() or ["nothing"])[-1],
                    expected="all of them",
                    remedy="see that there is a network",
                )


def _find_objections(study: StudyFolder) -> Iterator[StudyError]:
    yield from find_named_people(study)
    manifest = read_manifest(study)
    frozen = frozen_digests(manifest)
    if find_commit(study.root) is None:
        yield StudyError(
            what="the files of the project are not known",
            where=study.root.name,
            found="no git checkout",
            expected="a git checkout",
            remedy="run it in a clone",
        )
    yield from _not_published("an input", study, manifest["inputs"], digest_inputs(study))
    yield from _not_published("a result", study, frozen, digest_files(study.results, frozen))


def _not_published(
    what: str, study: StudyFolder, frozen: Mapping[str, str], present: Mapping[str, str]
) -> Iterator[StudyError]:
    changed = [name for name in frozen if frozen[name] != present.get(name)]
    if changed:
        yield StudyError(
            what=f"{what} is not the published one",
            where=study.configfile,
            found=enumerate_first(changed, 3),
            expected="what was frozen",
            remedy=f"run {study.command('run')}, then {study.command('freeze')}, or restore it",
        )


def _project_files(study: StudyFolder) -> Iterator[tuple[str, Path]]:
    """Every file that git keeps and every input, but no answers of real respondents as they came in."""
    is_collected = study.config["study"]["data_status"] == "collected"
    confidential = {Path(file).as_posix() for file in study.survey_files} if is_collected else set()
    for name in sorted({*list_tracked(study.root), *find_inputs(study)} - confidential):
        if (study.root / name).is_file():
            yield name, study.root / name


def _published_files(study: StudyFolder) -> Iterator[tuple[str, Path]]:
    """Every published file, and the results beside them that a reader looks at or a verification begins from."""
    manifest = read_manifest(study)
    shown = [name for name in manifest["outputs"] if name.startswith(SHOWN)]
    for name in [*shown, *manifest["from_survey"]]:
        yield study.relative(study.published / name), study.results / name
    for path in sorted(study.published.rglob("*")):
        if path.is_file():
            yield study.relative(path), path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zip_entry(name)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith((".whl", ".png")) else zipfile.ZIP_DEFLATED
    entry.external_attr = READABLE
    return entry


def _read_sums(text: str) -> dict[str, str]:
    """Read lines of a digest, two spaces and a name, as sha256sum writes them: name -> digest."""
    return {line.partition("  ")[2]: line.partition("  ")[0] for line in text.splitlines()}


def _check_archive(archive: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        sums = _read_sums(source.read(SUMS).decode("utf-8"))
        broken = [name for name, digest in sums.items() if hashlib.sha256(source.read(name)).hexdigest() != digest]
    if broken:
        raise StudyError(
            what="the archive is broken",
            where=archive.name,
            found=", ".join(broken),
            expected="the files that went in",
            remedy="try again",
        )


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
    about: Mapping[str, Any], inputs: Mapping[str, str], outputs: Mapping[str, str], root: str
) -> dict[str, object]:
    """Return the content of ro-crate-metadata.json.

    about: name, description and published (a date) of the study, version of the pipeline, and authors, none where
    nobody signs the study, each with name, orcid ("" without) and affiliations. inputs, outputs: file -> sha256, the
    inputs relative to the project, Snakefile among them, the outputs to the crate; `root` leads from the crate to the
    project ("../").
    """
    workflow = f"{root}Snakefile"
    # A run is described by its files; the workflow is one of them, described once.
    files = [_file(root + name, digest) for name, digest in sorted(inputs.items())]
    sources = [entity for entity in files if entity["@id"] != workflow]
    results = [_file(name, digest) for name, digest in sorted(outputs.items())]
    parts: list[Entity] = [{"@id": workflow}, *_ids(sources), *_ids(results)]
    authors = [_person(**author) for author in about["authors"]]
    institutions = dict.fromkeys(name for author in about["authors"] for name in author["affiliations"])
    graph = [
        DESCRIPTOR,
        _dataset(about, parts, workflow) | ({"author": _ids(authors)} if authors else {}),
        _workflow(workflow, inputs["Snakefile"], f"{root}requirements.lock") | {"version": about["version"]},
        _run(about, workflow, sources, results),
        SNAKEMAKE,
        *authors,
        *({"@id": f"#{quote(name)}", "@type": "Organization", "name": name} for name in institutions),
        *(_profile(identifier, name) for identifier, name in PROFILES.items()),
        {"@id": LICENSE, "@type": "CreativeWork", "name": "MIT License"},
        *sources,
        *results,
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _dataset(about: Mapping[str, Any], parts: Sequence[Entity], workflow: str) -> Entity:
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
        "encodingFormat": "text/plain",
        "name": "From raw questionnaire exports to a journal manuscript",
        "programmingLanguage": {"@id": LANGUAGE},
        "softwareRequirements": {"@id": lock},
        "license": {"@id": LICENSE},
    }


def _run(about: Mapping[str, Any], workflow: str, sources: Sequence[Entity], results: Sequence[Entity]) -> Entity:
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run of the workflow: {about['name']}",
        "description": about["description"],
        "instrument": {"@id": workflow},
        "object": _ids(sources),
        "result": _ids(results),
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }


def _person(name: str, orcid: str, affiliations: Sequence[str]) -> Entity:
    identifier = f"https://orcid.org/{orcid}" if orcid else f"#{quote(name)}"
    at = [{"@id": f"#{quote(affiliation)}"} for affiliation in affiliations]
    return {"@id": identifier, "@type": "Person", "name": name, "affiliation": at[0] if len(at) == 1 else at}


def _profile(identifier: str, name: str) -> Entity:
    return {"@id": identifier, "@type": "CreativeWork", "name": name, "version": identifier.rpartition("/")[2]}


def _file(name: str, digest: str) -> Entity:
    kind = FORMATS.get(name.rpartition(".")[2], "text/plain")
    return {"@id": name, "@type": "File", "name": name.rpartition("/")[2], "encodingFormat": kind, "sha256": digest}


def _ids(entities: Sequence[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]


def bundle_project(*, root: Path, configfile: str, wheels: bool) -> None:
    """Bundle the project for a repository: one archive that can be verified where it is unpacked."""
    study = open_study(root, configfile)
    archive = study.results / "bundle.zip"
    names = bundle(study, archive, wheels)
    size = archive.stat().st_size / 1e6
    print(f"Bundled: {len(names)} files, {size:.0f} MB, in {archive.relative_to(root).as_posix()}")
    print(f"Unpack it anywhere and run: {study.command('verify')}")
