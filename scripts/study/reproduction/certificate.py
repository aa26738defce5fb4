"""Verify a publication: run the study anew in a folder of its own, and certify how far it agrees."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from study.base.environment import package_versions, system
from study.base.files import read_json
from study.reproduction.bundle import broken_sums
from study.reproduction.comparison import (
    Difference,
    FileDifference,
    compare_files,
    compare_quantities,
    is_setting,
    quantities,
    read_tolerances,
)
from study.reproduction.publication import MACHINE, RECORDERS, frozen_digests, read_manifest, tampered
from study.reproduction.published_files import TOLERANCES, StudyFolder, digests, inputs, material
from study.reproduction.workflow_run import RunError, copy_inputs, run
from study.setup.data_status import notice

__all__ = ["LEVELS", "Certificate", "as_record", "later_rules", "level", "verify"]

LEVELS: Mapping[int, str] = {
    0: "not reproduced",
    1: "every result is bit-identical",
    2: "every number is within its tolerance",
    3: "some numbers are outside their tolerance, but verdicts and conclusions are the same",
}


@dataclass(frozen=True)
class Certificate:
    """How far a rerun agrees with a publication.

    inputs, files: what is not as published, of what goes in and comes out. tampered: files that are not those that
    were frozen or bundled. beside: results that lie in the results folder and are not the published ones; they were
    not used. failure: why the run ended early, or "". withheld: data files that were not there, so that the run began
    from the de-identified responses.
    """

    manifest: Mapping[str, Any]
    compared: Mapping[str, int]
    inputs: Sequence[FileDifference]
    tampered: Sequence[str]
    withheld: Sequence[str]
    beside: Sequence[FileDifference]
    failure: str = ""
    files: Sequence[FileDifference] = ()
    differences: Sequence[Difference] = ()
    published_with: Mapping[str, Any] = field(default_factory=dict)
    verified_with: Mapping[str, Any] = field(default_factory=dict)


def verify(study: StudyFolder, folder: Path, cores: int) -> Certificate:
    """Run the study in `folder`, which is empty, and compare; StudyError where nothing has been published."""
    manifest = read_manifest(study)
    withheld = _withheld(study, manifest)
    changed = compare_files(manifest["inputs"], material(study), inputs(study))
    makers = {name: f"of {entry['rule']}" for name, entry in manifest["outputs"].items()}
    frozen = frozen_digests(manifest)
    published = study.published.relative_to(study.root).as_posix()
    before = Certificate(
        manifest,
        {"inputs": len(manifest["inputs"]), "files": len(frozen)},
        [difference for difference in changed if difference.name not in withheld],
        [*(f"{published}/{name}" for name in tampered(study, manifest)), *broken_sums(study.root)],
        withheld,
        _beside(study, frozen, makers) if (study.results / "numbers.json").is_file() else (),
        published_with=_versions(_published_environment(study)),
        verified_with={**system(), "packages": package_versions(study.root / "requirements.in")},
    )
    try:
        rerun = _rerun(study, folder, cores, before)
        return _compared(before, study, rerun, makers)
    except RunError as error:
        return _with(before, failure=str(error))


def level(certificate: Certificate) -> int:
    """The level of a certificate, a key of LEVELS."""
    foreign = [entry for entry in certificate.inputs if entry.what in ("data", "settings")]
    if certificate.failure or foreign or certificate.tampered:
        return 0
    outside = [difference for difference in certificate.differences if not difference.within]
    if not certificate.files and not certificate.differences:
        return 1
    if not outside:
        return 2
    return 3 if all(difference.kind == "number" for difference in outside) else 0


def as_record(certificate: Certificate) -> dict[str, Any]:
    """Return the certificate as the content of a JSON file."""
    record = asdict(certificate)
    manifest = record.pop("manifest")
    reached = level(certificate)
    head = {
        "level": reached,
        "verdict": LEVELS[reached],
        "notice": notice(manifest["data_status"], "en"),
        "configuration": manifest["configuration"],
        "commit": manifest["commit"],
    }
    return {**head, **record}


def _withheld(study: StudyFolder, manifest: Mapping[str, Any]) -> list[str]:
    """Name the survey files that are not here while what the rules made of them is."""
    if not all((study.published / name).is_file() for name in manifest["from_survey"]):
        return []
    return [name for name, what in inputs(study).items() if what == "data" and not (study.root / name).is_file()]


def _beside(study: StudyFolder, frozen: Mapping[str, str], makers: Mapping[str, str]) -> tuple[FileDifference, ...]:
    return compare_files(frozen, digests(study.results, frozen), makers)


def _rerun(study: StudyFolder, folder: Path, cores: int, before: Certificate) -> StudyFolder:
    rerun, withheld, manifest = copy_inputs(study, folder), before.withheld, before.manifest
    for name in withheld:
        # The rules that read it are not run; the workflow only asks that the file is there.
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    if withheld:
        _place(study, rerun, manifest["from_survey"])
    run(rerun, cores, later_rules(manifest) if withheld else ())
    return rerun


def later_rules(manifest: Mapping[str, Any]) -> list[str]:
    """Name the rules that read no survey file; what the others make is then taken as it is."""
    first = {manifest["outputs"][name]["rule"] for name in manifest["from_survey"]}
    return sorted({entry["rule"] for entry in manifest["outputs"].values()} - first | {"all", *RECORDERS})


def _place(study: StudyFolder, rerun: StudyFolder, names: Sequence[str]) -> None:
    for name in names:
        (rerun.results / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(study.published / name, rerun.results / name)


def _compared(before: Certificate, study: StudyFolder, rerun: StudyFolder, makers: Mapping[str, str]) -> Certificate:
    made = [path.relative_to(rerun.results) for path in sorted(rerun.results.rglob("*")) if path.is_file()]
    names = [path.as_posix() for path in made if path.parts[0] != "logs" and path.as_posix() not in MACHINE]
    files = compare_files(frozen_digests(before.manifest), digests(rerun.results, names), makers)
    published, found = quantities(study.published), quantities(rerun.results)
    tolerances = read_tolerances(study.root / TOLERANCES, study.root / "workflow" / "schemas")
    stated = sum(not is_setting(name) for name in published)
    return _with(
        before,
        compared={**before.compared, "numbers and words": stated},
        files=files,
        differences=compare_quantities(published, found, tolerances),
    )


def _with(certificate: Certificate, **changes: Any) -> Certificate:
    return Certificate(**{**vars(certificate), **changes})


def _published_environment(study: StudyFolder) -> Mapping[str, Any]:
    path = study.published / "environment.json"
    return read_json(path) if path.is_file() else {}


def _versions(environment: Mapping[str, Any]) -> dict[str, Any]:
    return {key: environment[key] for key in ("python", "system", "machine", "packages") if key in environment}
