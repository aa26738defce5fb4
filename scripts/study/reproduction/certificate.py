"""Verify a publication: run the study anew in a folder of its own, and certify how far it agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from study.base.environment import package_versions, system
from study.base.files import read_json
from study.reproduction.bundle import find_broken_sums
from study.reproduction.comparison import (
    FileDifference,
    ValueDifference,
    compare_files,
    compare_values,
    is_setting,
    read_stated_values,
    read_tolerances,
)
from study.reproduction.publication import (
    MACHINE,
    RECORDERS,
    Manifest,
    copy_files,
    find_tampered,
    frozen_digests,
    read_manifest,
)
from study.reproduction.study_folder import TOLERANCES, StudyFolder, digest_files, digest_inputs, find_inputs
from study.reproduction.workflow_run import RunError, copy_inputs, run_workflow
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

    manifest: Manifest
    compared: Mapping[str, int]
    inputs: Sequence[FileDifference]
    tampered: Sequence[str]
    withheld: Sequence[str]
    beside: Sequence[FileDifference]
    failure: str = ""
    files: Sequence[FileDifference] = ()
    differences: Sequence[ValueDifference] = ()
    published_with: Mapping[str, object] = field(default_factory=dict)
    verified_with: Mapping[str, object] = field(default_factory=dict)


def verify(study: StudyFolder, folder: Path, cores: int) -> Certificate:
    """Run the study in `folder`, which is empty, and compare; StudyError where nothing has been published."""
    certificate = _certify_inputs(study, read_manifest(study))
    try:
        rerun = _rerun(study, folder, cores, certificate)
    except RunError as error:
        return replace(certificate, failure=str(error))
    return _certify_results(certificate, study, rerun)


def level(certificate: Certificate) -> int:
    """Return the level of a certificate, a key of LEVELS."""
    is_other_study = any(entry.what in ("data", "settings") for entry in certificate.inputs)
    if certificate.failure or is_other_study or certificate.tampered:
        return 0
    if not certificate.files and not certificate.differences:
        return 1
    outside = [difference for difference in certificate.differences if not difference.within]
    if not outside:
        return 2
    return 3 if all(difference.kind == "number" for difference in outside) else 0


def as_record(certificate: Certificate) -> dict[str, object]:
    """Return the certificate as the content of a JSON file."""
    manifest = certificate.manifest
    reached = level(certificate)
    head = {
        "level": reached,
        "verdict": LEVELS[reached],
        "notice": notice(manifest["data_status"], "en"),
        "configuration": manifest["configuration"],
        "commit": manifest["commit"],
    }
    return head | {name: value for name, value in asdict(certificate).items() if name != "manifest"}


def later_rules(manifest: Manifest) -> list[str]:
    """Name the rules that read no survey file; what the others make is then taken as it is."""
    first = {manifest["outputs"][name]["rule"] for name in manifest["from_survey"]}
    return sorted({entry["rule"] for entry in manifest["outputs"].values()} - first | {"all", *RECORDERS})


def _certify_inputs(study: StudyFolder, manifest: Manifest) -> Certificate:
    """Certify what can be told before the run: what goes in, and what lies beside."""
    frozen = frozen_digests(manifest)
    withheld = _find_withheld(study, manifest)
    kinds = {study.recorded(name): kind for name, kind in find_inputs(study).items()}
    changed = compare_files(manifest["inputs"], digest_inputs(study), kinds)
    tampered = [study.relative(study.published / name) for name in find_tampered(study, manifest)]
    has_results = (study.results / "numbers.json").is_file()
    environment = study.published / "environment.json"
    return Certificate(
        manifest=manifest,
        compared={"inputs": len(manifest["inputs"]), "files": len(frozen)},
        inputs=[difference for difference in changed if difference.name not in map(study.recorded, withheld)],
        tampered=[*tampered, *find_broken_sums(study.root)],
        withheld=[study.recorded(name) for name in withheld],
        beside=_compare_outputs(manifest, digest_files(study.results, frozen)) if has_results else (),
        published_with=_select_versions(read_json(environment) if environment.is_file() else {}),
        verified_with={**system(), "packages": package_versions(study.root / "requirements.in")},
    )


def _find_withheld(study: StudyFolder, manifest: Manifest) -> list[str]:
    """Name the survey files that are not here while what the rules made of them is."""
    if not all((study.published / name).is_file() for name in manifest["from_survey"]):
        return []
    return [name for name, kind in find_inputs(study).items() if kind == "data" and not (study.root / name).is_file()]


def _compare_outputs(manifest: Manifest, digests: Mapping[str, str]) -> tuple[FileDifference, ...]:
    rules = {name: f"of {entry['rule']}" for name, entry in manifest["outputs"].items()}
    return compare_files(frozen_digests(manifest), digests, rules)


def _rerun(study: StudyFolder, folder: Path, cores: int, certificate: Certificate) -> StudyFolder:
    rerun = copy_inputs(study, folder)
    for name in _find_withheld(study, certificate.manifest):
        # The rules that read it are not run; the workflow only asks that the file is there.
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    if certificate.withheld:
        copy_files(certificate.manifest["from_survey"], study.published, rerun.results)
        run_workflow(rerun, cores, later_rules(certificate.manifest))
    else:
        run_workflow(rerun, cores)
    return rerun


def _certify_results(certificate: Certificate, study: StudyFolder, rerun: StudyFolder) -> Certificate:
    paths = [path.relative_to(rerun.results) for path in sorted(rerun.results.rglob("*")) if path.is_file()]
    names = [path.as_posix() for path in paths if path.parts[0] != "logs" and path.as_posix() not in MACHINE]
    published = read_stated_values(study.published)
    tolerances = read_tolerances(study.root / TOLERANCES, study.root / "workflow" / "schemas")
    stated = sum(not is_setting(name) for name in published)
    return replace(
        certificate,
        compared={**certificate.compared, "numbers and words": stated},
        files=_compare_outputs(certificate.manifest, digest_files(rerun.results, names)),
        differences=compare_values(published, read_stated_values(rerun.results), tolerances),
    )


def _select_versions(environment: Mapping[str, object]) -> dict[str, object]:
    return {key: environment[key] for key in ("python", "system", "machine", "packages") if key in environment}
