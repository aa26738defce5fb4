"""Freeze a run: the small text files and the digests that a reader compares a rerun with."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, cast

from study.base.environment import find_commit, find_unlike_commit, list_changes
from study.base.errors import StudyError, StudyErrors, stop_on
from study.base.files import read_json, write_json
from study.reproduction.comparison import FileDifference
from study.reproduction.study_folder import (
    StudyFolder,
    digest_files,
    digest_inputs,
    find_committed,
    is_of_the_system,
    open_study,
)
from study.reproduction.workflow_run import find_due_rules, find_makers, find_outputs_of
from study.setup.codebook import read_codebook
from study.setup.configuration import SurveyFiles
from study.setup.schema_checks import validate
from study.survey.responses import find_named_person, read_tables

# Files that describe the machine and the checkout and differ with them.
MACHINE = frozenset({"environment.json"})
# The rules that make them: a commit without any change in data or code makes them due.
RECORDERS = frozenset({"record_environment"})
STATED = ("numbers.json", "claims.csv", "claim_tests.csv", "checks.json", "environment.json")
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
NAMESPACE = "publication"  # what a key signs here, so that the signature holds for nothing else
LARGEST = 100_000_000  # bytes; what is published are small texts


class FrozenFile(TypedDict):
    """A result file as it was frozen: its digest, and the rule that makes it."""

    sha256: str
    rule: str


class Manifest(TypedDict):
    """What was frozen of a run; from_survey: what the rules make of the survey files, enough to go on from there."""

    configuration: str
    results: str
    data_status: str
    commit: str | None
    inputs: dict[str, str]
    from_survey: list[str]
    outputs: dict[str, FrozenFile]


def freeze(study: StudyFolder) -> list[str]:
    """Write `published/` anew from the results, and name its files; StudyErrors with every reason against it."""
    objections = list(find_objections(study))
    if objections:
        raise StudyErrors(objections)
    names = find_published_files(study)
    manifest = _build_manifest(study)
    # Beside the old ones first: where the disk is full they stay.
    with tempfile.TemporaryDirectory(prefix="freeze-", dir=study.published.parent) as folder:
        new = Path(folder) / study.published.name
        copy_files(names, study.results, new)
        write_json(manifest, new / MANIFEST)
        shutil.rmtree(study.published, ignore_errors=True)
        new.rename(study.published)
    return [*names, MANIFEST]


def sign(study: StudyFolder, key: Path) -> None:
    """Sign the manifest with an SSH key, as `ssh-keygen -Y sign` does; StudyError where that fails."""
    (study.published / SIGNATURE).unlink(missing_ok=True)
    program = shutil.which("ssh-keygen")
    command = [program or "", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(study.published / MANIFEST)]
    done = subprocess.run(command, capture_output=True, check=False) if program else None  # noqa: S603
    if done is None or done.returncode != 0:
        raise StudyError(
            what="the publication is not signed",
            where=study.relative(study.published / MANIFEST),
            found=os.fsdecode(done.stderr).strip() if done else "no ssh-keygen on this machine",
            expected="an SSH key, such as ~/.ssh/id_ed25519",
            remedy="correct SIGN, or freeze without it",
        )


def find_signer(study: StudyFolder) -> str | None:
    """Return who signed the manifest, the fingerprint of a key; "" without a signature, None where it is not valid."""
    signature = study.published / SIGNATURE
    program = shutil.which("ssh-keygen")
    if not signature.is_file():
        return ""
    if program is None:
        return "somebody (there is no ssh-keygen here to check it)"
    command = [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(signature)]
    manifest = (study.published / MANIFEST).read_bytes()
    done = subprocess.run(command, input=manifest, capture_output=True, check=False)  # noqa: S603
    fingerprint = re.search(rb"SHA256:[A-Za-z0-9+/]+", done.stdout)
    return fingerprint[0].decode("ascii") if done.returncode == 0 and fingerprint else None


def copy_files(names: Iterable[str], source: Path, target: Path) -> None:
    """Copy the named files from one folder into another, with the folders they stand in."""
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)


def find_named_people(study: StudyFolder) -> Iterator[StudyError]:
    """Find collected survey files whose names may be somebody's: the configuration, which is public, repeats them."""
    if study.config["study"]["data_status"] != "collected":
        return
    codebook = read_codebook(study.root / study.config["codebook"])
    for sample in ("pilot", "full"):
        if entry := study.config["survey"][sample]:
            survey = SurveyFiles.from_config(entry)
            there = [replace(file, path=study.root / file.path) for file in survey.files]
            # An archive without raw data has none of them.
            survey = SurveyFiles(tuple(file for file in there if file.path.is_file()))
            yield from find_named_person(survey, read_tables(survey), codebook)


def find_objections(study: StudyFolder) -> Iterator[StudyError]:
    """Find what speaks against freezing the results: unsaved changes, results out of date, failed checks, names."""
    yield from find_named_people(study)
    yield from _find_unreadable(study)
    yield from _uncommitted(study)
    waiting = find_due_rules(study)
    # Snakemake does not make a file anew that only finished results were made from.
    finished = [name for name, rule in find_makers(study).items() if rule not in waiting]
    missing = [name for name in finished if not (study.results / name).is_file()]
    if waiting:
        yield _out_of_date(study, waiting)
    if missing:
        yield StudyError(
            what="results are missing",
            where=study.configfile,
            found="no " + ", ".join(missing[:5]),
            expected="all of them",
            remedy=f"delete {study.config['results_dir']} and run {study.command('run')}",
        )
    if not waiting and not missing:
        yield from _failed_checks(study)


def find_published_files(study: StudyFolder) -> list[str]:
    """Name the result files that are published as they are: small texts."""
    tables = sorted(path.relative_to(study.results).as_posix() for path in study.results.glob("tables/*.csv"))
    documents = ("manuscript", "supplement")
    texts = [f"manuscript/{document}.{language}.md" for document in documents for language in study.languages]
    return [name for name in (*STATED, *tables, *texts) if (study.results / name).is_file()]


def read_manifest(study: StudyFolder) -> Manifest:
    """Read what was frozen; StudyError where nothing was, StudyErrors where it is not what `freeze` writes."""
    path = study.published / MANIFEST
    stop_on([*_find_unreadable(study)], "published")
    if not path.is_file():
        raise StudyError(
            what="nothing has been published",
            where=study.relative(path),
            found="no file",
            expected="a frozen run",
            remedy=f"run {study.command('freeze')}",
        )
    try:
        content = read_json(path)
    except ValueError as error:
        raise StudyError(
            what="the manifest cannot be read",
            where=study.relative(path),
            found=" ".join(str(error).split()),
            expected="a file as freeze writes it",
            remedy="restore it",
        ) from error
    validate(content, study.root / "workflow" / "schemas" / "manifest.schema.yaml", study.relative(path))
    return cast("Manifest", content)


def _find_unreadable(study: StudyFolder) -> Iterator[StudyError]:
    """Find what no publication holds and no reader should open: links, pipes, devices, files of any size."""
    above = [folder for folder in study.published.parents if study.root in folder.parents]
    for path in [*above, study.published, *sorted(study.published.rglob("*"))]:
        is_plain = path.is_file() or path.is_dir() or not path.exists()
        kind = "a link" if path.is_symlink() else "" if is_plain else "a pipe or a device"
        size = path.stat().st_size if path.is_file() and not kind else 0
        if kind or size > LARGEST:
            yield StudyError(
                what="this is no published file",
                where=study.relative(path),
                found=kind or f"{size / 1e6:.0f} MB",
                expected=f"a plain file of at most {LARGEST / 1e6:.0f} MB",
                remedy="delete it, or restore the file",
            )


def require_results(study: StudyFolder) -> None:
    """Raise StudyError where results are missing or out of date, but for the record of the machine."""
    waiting = {name: count for name, count in find_due_rules(study).items() if name not in RECORDERS}
    if waiting:
        raise _out_of_date(study, waiting)


def frozen_digests(manifest: Manifest) -> dict[str, str]:
    """Return the sha256 of every result file that a manifest lists."""
    return {name: entry["sha256"] for name, entry in manifest["outputs"].items()}


def find_tampered(study: StudyFolder, manifest: Manifest) -> list[FileDifference]:
    """Name the published files that are not those the manifest was written with, are gone, or were added."""
    frozen = frozen_digests(manifest)
    paths = (path for path in study.published.rglob("*") if path.is_file() and not is_of_the_system(path))
    present = {path.relative_to(study.published).as_posix() for path in paths}
    expected = {name for name in frozen if is_stated(name) or name in present} | MACHINE
    digests = digest_files(study.published, expected - MACHINE)
    changes = {name: "changed" for name, digest in digests.items() if digest != frozen[name]}
    changes |= dict.fromkeys(expected - present, "missing")
    changes |= dict.fromkeys(present - expected - {MANIFEST, SIGNATURE}, "added")
    return [
        FileDifference(study.relative(study.published / name), "published", change)
        for name, change in sorted(changes.items())
    ]


def enumerate_first(names: list[str], limit: int) -> str:
    """Name the first of many files, and say how many more there are."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _out_of_date(study: StudyFolder, waiting: Mapping[str, int]) -> StudyError:
    jobs = ", ".join(f"{name} ({count})" for name, count in waiting.items())
    return StudyError(
        what="results are missing or out of date",
        where=str(study.config["results_dir"]),
        found=f"jobs that are due: {jobs}",
        expected="none due",
        remedy=f"run {study.command('run')}",
    )


def _uncommitted(study: StudyFolder) -> Iterator[StudyError]:
    if find_commit(study.root) is None:
        yield StudyError(
            what="there is no commit that the results belong to",
            where=study.root.name,
            found="no git checkout",
            expected="a git checkout",
            remedy="run it in a clone, or git init and commit",
        )
        return
    published = study.relative(study.published) + "/"
    seen = [name for name in list_changes(study.root) if not name.startswith(published)]
    changed = list(dict.fromkeys([*seen, *find_unlike_commit(study.root, "HEAD", find_committed(study))]))
    if changed:
        yield StudyError(
            what="changes are not committed",
            where="git",
            found=enumerate_first(changed, 5),
            expected="a clean checkout",
            remedy="commit the change, or delete or move the file; one outside scripts and workflow can be listed in "
            ".gitignore; where git status names none, take away the filter, attribute or mark that hides it from git",
        )


def _failed_checks(study: StudyFolder) -> Iterator[StudyError]:
    for check in read_json(study.results / "checks.json"):
        if not check["passed"] and check["severity"] == "error":
            yield StudyError(
                what="a check failed",
                where=f"checks.json, {check['where']}: {check['name']}",
                found=check["detail"],
                expected="results that agree",
                remedy="find out why first",
            )


def _build_manifest(study: StudyFolder) -> Manifest:
    rules = find_makers(study)
    outputs = digest_files(study.results, [name for name in rules if name not in MACHINE])
    return {
        "configuration": study.configfile,
        "results": str(study.config["results_dir"]),
        "data_status": study.config["study"]["data_status"],
        "commit": (find_commit(study.root) or {}).get("hash"),
        "inputs": digest_inputs(study),
        "from_survey": [name for name in find_outputs_of(study, study.survey_files) if name in outputs],
        "outputs": {name: {"sha256": digest, "rule": rules[name]} for name, digest in outputs.items()},
    }


def is_stated(name: str) -> bool:
    """Whether a result file is published as it is, and not by its digest alone."""
    path = Path(name)
    kinds = {("tables", ".csv"), ("manuscript", ".md")}
    return name in STATED or (path.parts[0], path.suffix) in kinds


def freeze_results(*, root: Path, configfile: str, key: Path | None) -> None:
    """Freeze the results: write published/, which a rerun is compared with, and sign it where a key is given."""
    study = open_study(root, configfile)
    names = freeze(study)
    if key:
        sign(study, key)
    folder = study.published.relative_to(root).as_posix()
    print(f"Frozen: {len(names)} files in {folder}/. Commit them: git add {folder} && git commit")
