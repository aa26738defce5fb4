"""Freeze a run: the small text files and the digests that a reader compares a rerun with."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from study.base.environment import changes, commit
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_json, write_json
from study.reproduction.published_files import StudyFolder, digests, material
from study.reproduction.workflow_run import due, made_by, made_from

__all__ = [
    "MACHINE",
    "RECORDERS",
    "freeze",
    "frozen_digests",
    "objections",
    "published_files",
    "read_manifest",
    "require_results",
    "tampered",
]

# Files that describe the machine and the checkout and differ with them.
MACHINE = frozenset({"environment.json"})
# The rules that make them: a commit without any change in data or code makes them due.
RECORDERS = frozenset({"record_environment"})
STATED = ("numbers.json", "claims.csv", "claim_tests.csv", "checks.json", "environment.json")


def freeze(study: StudyFolder) -> list[str]:
    """Write `published/` anew from the results, and name its files; StudyErrors with every reason against it."""
    reasons = list(objections(study))
    if reasons:
        raise StudyErrors(reasons)
    makers = made_by(study)
    shutil.rmtree(study.published, ignore_errors=True)
    for name in published_files(study):
        (study.published / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(study.results / name, study.published / name)
    write_json(_manifest(study, makers), study.published / "manifest.json")
    return [*published_files(study), "manifest.json"]


def objections(study: StudyFolder) -> Iterator[StudyError]:
    """Name what speaks against freezing the results: unsaved changes, results out of date, failed checks."""
    yield from _uncommitted(study)
    waiting = due(study)
    if waiting:
        yield _out_of_date(study, waiting)
    else:
        yield from _failed_checks(study)


def published_files(study: StudyFolder) -> list[str]:
    """Name the result files that are published as they are: small texts."""
    tables = sorted(path.relative_to(study.results).as_posix() for path in study.results.glob("tables/*.csv"))
    texts = [f"manuscript/manuscript.{language}.md" for language in study.languages]
    return [name for name in (*STATED, *tables, *texts) if (study.results / name).is_file()]


def read_manifest(study: StudyFolder) -> dict[str, Any]:
    """Read what was frozen; StudyError where nothing was."""
    path = study.published / "manifest.json"
    if not path.is_file():
        where = path.relative_to(study.root).as_posix()
        raise StudyError("nothing has been published", where, "no file", "a frozen run", "run make freeze")
    manifest: dict[str, Any] = read_json(path)
    return manifest


def require_results(study: StudyFolder) -> None:
    """Raise StudyError where results are missing or out of date, but for the record of the machine."""
    waiting = {name: count for name, count in due(study).items() if name not in RECORDERS}
    if waiting:
        raise _out_of_date(study, waiting)


def frozen_digests(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the sha256 of every result file that a manifest lists."""
    return {name: entry["sha256"] for name, entry in manifest["outputs"].items()}


def tampered(study: StudyFolder, manifest: Mapping[str, Any]) -> list[str]:
    """Name the published files that are not those the manifest was written with, or are gone."""
    frozen = frozen_digests(manifest)
    there = digests(study.published, frozen)
    return [name for name in frozen if _is_stated(name) or name in there if there.get(name) != frozen[name]]


def _out_of_date(study: StudyFolder, waiting: Mapping[str, int]) -> StudyError:
    jobs = ", ".join(f"{name} ({count})" for name, count in waiting.items())
    what, where = "results are missing or out of date", str(study.config["results_dir"])
    return StudyError(what, where, f"jobs that are due: {jobs}", "none due", "run make")


def _uncommitted(study: StudyFolder) -> Iterator[StudyError]:
    if commit(study.root) is None:
        what, remedy = "there is no commit that the results belong to", "run it in a clone, or git init and commit"
        yield StudyError(what, str(study.root.name), "no git checkout", "a git checkout", remedy)
        return
    own = study.published.relative_to(study.root).as_posix() + "/"
    changed = [name for name in changes(study.root) if not name.startswith(own)]
    if changed:
        more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
        remedy = "commit the change, or list a file that must stay out in .gitignore"
        yield StudyError("changes are not committed", "git", ", ".join(changed[:5]) + more, "a clean checkout", remedy)


def _failed_checks(study: StudyFolder) -> Iterator[StudyError]:
    for check in read_json(study.results / "checks.json"):
        if not check["passed"] and check["severity"] == "error":
            where = f"checks.json, {check['where']}: {check['name']}"
            yield StudyError("a check failed", where, check["detail"], "results that agree", "find out why first")


def _manifest(study: StudyFolder, makers: Mapping[str, str]) -> dict[str, Any]:
    outputs = digests(study.results, [name for name in makers if name not in MACHINE])
    return {
        "configuration": study.configfile,
        "results": str(study.config["results_dir"]),
        "data_status": study.config["study"]["data_status"],
        "commit": (commit(study.root) or {}).get("hash"),
        "inputs": material(study),
        # What the rules make of the survey files: enough to go on from where these must stay with the authors.
        "from_survey": [name for name in made_from(study, _survey_files(study)) if name in outputs],
        "outputs": {name: {"sha256": digest, "rule": makers[name]} for name, digest in outputs.items()},
    }


def _is_stated(name: str) -> bool:
    path = Path(name)
    return name in STATED or (path.parts[0] == "tables" and path.suffix == ".csv")


def _survey_files(study: StudyFolder) -> list[str]:
    entries = (study.config["survey"][sample] for sample in ("pilot", "full"))
    return [str(entry["file"]) for entry in entries if entry is not None]
