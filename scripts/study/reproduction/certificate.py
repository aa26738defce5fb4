"""Verify a publication: run the study anew in a folder of its own, and certify how far it agrees."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from study.base.environment import describe_system, find_commit, find_unlike_commit, has_commit, package_versions
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_cells, read_json, write_text
from study.reproduction.bundle import find_broken_sums
from study.reproduction.comparison import (
    FileDifference,
    ValueDifference,
    compare_documents,
    compare_files,
    compare_manuscripts,
    compare_values,
    read_stated_values,
    read_tolerances,
    readable,
)
from study.reproduction.origins import Unfounded, find_other_verdicts, find_typed_numbers
from study.reproduction.publication import (
    MACHINE,
    MANIFEST,
    RECORDERS,
    SIGNATURE,
    Manifest,
    copy_files,
    enumerate_first,
    find_signer,
    find_tampered,
    frozen_digests,
    read_manifest,
)
from study.reproduction.study_folder import (
    CODE,
    TOLERANCES,
    StudyFolder,
    digest_code,
    digest_files,
    digest_inputs,
    find_committed,
    find_inputs,
    find_opaque,
)
from study.reproduction.workflow_run import (
    RunError,
    copy_inputs,
    find_makers,
    find_outputs_of,
    find_rules,
    record_inputs,
    run_workflow,
)
from study.results.numbers import Number
from study.setup.data_status import notice

# The levels at which a publication counts as reproduced.
REPRODUCED = (1, 2)
# Files whose bytes depend on more than what they say.
DRAWN = (".svg", ".png", ".pdf", ".docx", ".html", ".xlsx")
# The copy of the project that verifies: that of the study, or one that a reader trusts.
VERIFYING = Path(__file__).resolve().parents[3]
COUNTING = ("clean_survey", "check_sample_overlap")
LEVELS: Mapping[int, str] = {
    0: "not reproduced",
    1: "every result is bit-identical",
    2: "every number is within its tolerance, every word as published",
    3: "every word as published, but some numbers are outside their tolerance by numerical noise",
}


@dataclass(frozen=True)
class Certificate:
    """How far a rerun agrees with a publication.

    data_status: of the study. inputs, files: what is not as published, of what goes in and comes out. tampered: files
    that are not those that were frozen or bundled, and what the manifest says that is not so. beside: results that lie
    in the results folder and are not the published ones; they were not used. failure: why nothing was run or the run
    ended early, or "". withheld: data files that were not there, so that the run began from the de-identified
    responses. signer: the key that signed the manifest, or "". plan, deviations: the sealed plan, and what the rerun
    does otherwise. unfounded: what the manuscript says that no result is behind, which a rerun repeats. other_code: of
    the study, where the verifying copy of the project is another.
    """

    manifest: Manifest
    data_status: str
    compared: Mapping[str, int]
    inputs: Sequence[FileDifference]
    tampered: Sequence[FileDifference]
    withheld: Sequence[str]
    signer: str
    beside: Sequence[FileDifference]
    failure: str = ""
    files: Sequence[FileDifference] = ()
    differences: Sequence[ValueDifference] = ()
    published_with: Mapping[str, object] = field(default_factory=dict)
    verified_with: Mapping[str, object] = field(default_factory=dict)
    plan: Mapping[str, object] = field(default_factory=dict)
    deviations: Sequence[Mapping[str, str]] = ()
    unfounded: Sequence[Unfounded] = ()
    other_code: Sequence[FileDifference] = ()


def verify(study: StudyFolder, folder: Path, cores: int) -> Certificate:
    """Run the study in `folder`, which is empty, and compare; StudyError where nothing has been published."""
    certificate = _certify_inputs(study, read_manifest(study))
    try:
        published = read_stated_values(study.published)
        rerun = _prepare_rerun(study, folder, certificate)
        false = [*_find_failed_checks(study, published), *_find_false_rules(rerun, certificate)]
        certificate = replace(certificate, tampered=[*certificate.tampered, *false])
        _run(rerun, cores, certificate)
        certificate = replace(certificate, tampered=[*certificate.tampered, *_find_false_origins(rerun, certificate)])
        false = [FileDifference(*entry) for entry in _find_false_records(study, rerun, certificate)]
        certificate = replace(certificate, tampered=[*certificate.tampered, *false])
        return _certify_results(certificate, study, published, rerun)
    except (RunError, StudyError, StudyErrors) as error:
        return replace(certificate, failure=str(error))


def level(certificate: Certificate) -> int:
    """Return the level of a certificate, a key of LEVELS."""
    is_other_study = any(entry.what in ("data", "settings") for entry in certificate.inputs)
    other_files = [entry for entry in certificate.files if entry.change != "changed"]
    outside = [difference for difference in certificate.differences if not difference.within]
    is_contradicted = not all(difference.noise for difference in outside)
    if certificate.failure or is_other_study or certificate.tampered or other_files or is_contradicted:
        return 0
    if not certificate.files and not certificate.differences:
        return 1
    if not _is_explained(certificate):
        return 0
    return 3 if outside else 2


def _is_explained(certificate: Certificate) -> bool:
    """Whether files may have other bytes: where the last digits of a number differ, or what documents are made with.

    What the survey's answers are and who gave them is counted, which no package does otherwise.
    """
    if any(entry.what.removeprefix("of ") in COUNTING for entry in certificate.files):
        return False
    is_drawn = all(Path(entry.name).suffix in DRAWN for entry in certificate.files)
    return bool(certificate.differences) or (is_drawn and certificate.published_with != certificate.verified_with)


def as_record(certificate: Certificate) -> dict[str, object]:
    """Return the certificate as the content of a JSON file."""
    manifest = certificate.manifest
    reached = level(certificate)
    head = {
        "level": reached,
        "verdict": LEVELS[reached],
        "notice": notice(certificate.data_status, "en"),
        "configuration": manifest["configuration"],
        "commit": manifest["commit"],
    }
    return head | {name: value for name, value in asdict(certificate).items() if name != "manifest"}


def later_rules(manifest: Manifest, others: Iterable[str] = ()) -> list[str]:
    """Name the rules that read no survey file; what the others make is then taken as it is.

    others: rules of the workflow whose files are removed when they have been read, of which the manifest has none.
    """
    first = {manifest["outputs"][name]["rule"] for name in manifest["from_survey"]}
    rules = {entry["rule"] for entry in manifest["outputs"].values()} | {*others}
    return sorted(rules - first | {"all", *RECORDERS})


def _certify_inputs(study: StudyFolder, manifest: Manifest) -> Certificate:
    """Certify what can be told before the run: what goes in, and what lies beside."""
    frozen = frozen_digests(manifest)
    withheld = _find_withheld(study, manifest)
    kinds = {name: "code" if Path(name).parts[0] in (*CODE, "manuscript") else "data" for name in manifest["inputs"]}
    kinds |= {study.recorded(name): kind for name, kind in find_inputs(study).items()}
    digests = digest_inputs(study)
    changed = compare_files(manifest["inputs"], digests, kinds)
    broken = [FileDifference(name, "of the archive", "changed or missing") for name in find_broken_sums(study.root)]
    has_results = (study.results / "numbers.json").is_file()
    environment = study.published / "environment.json"
    return Certificate(
        manifest=manifest,
        data_status=study.config["study"]["data_status"],
        compared={"inputs": len(manifest["inputs"]), "files": len(frozen)},
        inputs=[difference for difference in changed if difference.name not in map(study.recorded, withheld)],
        tampered=[*find_tampered(study, manifest), *_find_false_statements(study, manifest, digests), *broken],
        signer=find_signer(study) or "",
        withheld=[study.recorded(name) for name in withheld],
        beside=_compare_outputs(manifest, digest_files(study.results, frozen)) if has_results else (),
        published_with=_read_versions(environment) if environment.is_file() else {},
        verified_with={**describe_system(), "packages": package_versions(study.root / "requirements.in")},
        other_code=_find_other_code(study),
    )


def _find_other_code(study: StudyFolder) -> tuple[FileDifference, ...]:
    """Compare the code of the study with that of the verifying copy."""
    own = StudyFolder(VERIFYING, study.configfile, study.config)
    if study.root.resolve() == VERIFYING:
        return ()
    return compare_files(digest_code(own), digest_code(study), {})


def _find_false_statements(
    study: StudyFolder, manifest: Manifest, digests: Mapping[str, str]
) -> Iterator[FileDifference]:
    """Find what the manifest says that is not so."""
    file = study.relative(study.published / MANIFEST)
    told = {"configuration": study.configfile, "results": str(study.config["results_dir"])}
    told |= {"data_status": study.config["study"]["data_status"]}
    for name, value in told.items():
        if manifest[name] != value:  # type: ignore[literal-required]
            yield FileDifference(file, "published", f"says {name} {manifest[name]!r}, the study {value!r}")  # type: ignore[literal-required]
    yield from (FileDifference(name, "code", reason) for name, reason in find_opaque(study))
    if find_signer(study) is None:
        yield FileDifference(study.relative(study.published / SIGNATURE), "published", "signs another manifest")
    yield from _find_false_commit(study, manifest, digests)


def _find_false_commit(study: StudyFolder, manifest: Manifest, digests: Mapping[str, str]) -> Iterator[FileDifference]:
    """Find a commit that this checkout does not have, or inputs that were frozen and are not those of the commit."""
    known = manifest["commit"]
    file = study.relative(study.published / MANIFEST)
    is_there = has_commit(study.root, known) if known else None
    if known is None and find_commit(study.root):
        yield FileDifference(file, "published", "names no commit, which freeze writes")
    if is_there is False:
        yield FileDifference(file, "published", f"names the commit {known}, which this checkout does not have")
    if is_there:
        others = map(study.recorded, find_unlike_commit(study.root, str(known), find_committed(study)))
        false = [name for name in others if manifest["inputs"].get(name) == digests[name]]
        if false:
            change = f"names the commit {known}, in which other inputs stand: {enumerate_first(false, 3)}"
            yield FileDifference(file, "published", change)


def _find_withheld(study: StudyFolder, manifest: Manifest) -> list[str]:
    """Name the survey files that are not here while what the rules made of them is."""
    if not all((study.published / name).is_file() for name in manifest["from_survey"]):
        return []
    return [name for name, kind in find_inputs(study).items() if kind == "data" and not (study.root / name).is_file()]


def _compare_outputs(manifest: Manifest, digests: Mapping[str, str]) -> tuple[FileDifference, ...]:
    rules = {name: f"of {entry['rule']}" for name, entry in manifest["outputs"].items()}
    return compare_files(frozen_digests(manifest), digests, rules)


def _prepare_rerun(study: StudyFolder, folder: Path, certificate: Certificate) -> StudyFolder:
    rerun = copy_inputs(study, folder)
    for name in _find_withheld(study, certificate.manifest):
        # The rules that read it are not run; the workflow only asks that the file is there, and is no other one.
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_text(f"withheld: {study.recorded(name)}\n", folder / name)
    if certificate.withheld:
        copy_files(certificate.manifest["from_survey"], study.published, rerun.results)
        # Taken as they are, they have no records, without which a run refuses results.
        (folder / ".snakemake" / "metadata").mkdir(parents=True, exist_ok=True)
    return rerun


def _find_failed_checks(study: StudyFolder, published: Mapping[str, Number]) -> Iterator[FileDifference]:
    """Find published checks that failed: `freeze` writes nothing with one."""
    file = study.relative(study.published / "checks.json")
    for name, stated in published.items():
        if stated.value is False and str(published.get(f"{name}, detail", stated).value).startswith("error"):
            yield FileDifference(file, "published", f"{name}: failed, with which nothing is frozen")


def _find_false_rules(rerun: StudyFolder, certificate: Certificate) -> Iterator[FileDifference]:
    """Find results of which the manifest names another rule than the workflow."""
    manifest = certificate.manifest
    makers = find_makers(rerun)
    for name, entry in manifest["outputs"].items():
        if makers.get(name, entry["rule"]) != entry["rule"]:
            yield FileDifference(name, "of the manifest", f"made by {makers[name]}, not by {entry['rule']}")


def _find_false_origins(rerun: StudyFolder, certificate: Certificate) -> Iterator[FileDifference]:
    """Find results that the manifest says are made of the survey and are not, or the reverse.

    Where the survey is withheld, the rerun took what is said to be made of it as it is.
    """
    stated = set(certificate.manifest["from_survey"])
    if certificate.withheld:
        record_inputs(rerun)
    read = {*find_outputs_of(rerun, rerun.survey_files)} & set(certificate.manifest["outputs"])
    for name in sorted(stated ^ read):
        yield FileDifference(
            name, "of the manifest", f"{'' if name in stated else 'not '}said to be made of the survey"
        )


def _find_false_records(
    study: StudyFolder, rerun: StudyFolder, certificate: Certificate
) -> Iterator[tuple[str, str, str]]:
    """Find what the publication records of its run and the rerun does not, but for the machine, which is its own."""
    path = study.published / "environment.json"
    with readable(path):
        before, after = (_facts(folder / path.name, certificate) for folder in (study.published, rerun.results))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield study.relative(path), "published", f"another {name} than the run had"


def _facts(path: Path, certificate: Certificate) -> dict[str, object]:
    """Read what a run records of settings and files; nothing can be told of files that are withheld."""
    own = {*describe_system(), "packages", "commit", "sha256"}
    content = dict(read_json(path))
    files = {name: value for name, value in content.get("sha256", {}).items() if name not in certificate.withheld}
    facts = {name: value for name, value in content.items() if name not in own}
    return facts | {f"sha256 of {name}": value for name, value in files.items()}


def _run(rerun: StudyFolder, cores: int, certificate: Certificate) -> None:
    if certificate.withheld:
        run_workflow(rerun, cores, later_rules(certificate.manifest, find_rules(rerun)))
    else:
        run_workflow(rerun, cores)


def _certify_results(
    certificate: Certificate, study: StudyFolder, published: Mapping[str, Number], rerun: StudyFolder
) -> Certificate:
    paths = [path.relative_to(rerun.results) for path in sorted(rerun.results.rglob("*")) if path.is_file()]
    names = [path.as_posix() for path in paths if path.parts[0] != "logs" and path.as_posix() not in MACHINE]
    tolerances = read_tolerances(study.root / TOLERANCES, VERIFYING / "workflow" / "schemas")
    values = compare_values(published, read_stated_values(rerun.results), tolerances)
    moved = {difference.name: difference.published for difference in values if difference.within}
    texts = list(compare_manuscripts(study.published, rerun.results, moved))
    files = _compare_outputs(certificate.manifest, digest_files(rerun.results, names))
    # All that they say, beside the values and lines above: what is stated, and what an archive brings along.
    others = [entry.name for entry in files if entry.change == "changed" and (study.published / entry.name).is_file()]
    documents = compare_documents(study.published, rerun.results, others, tolerances.noise, [*values, *texts])
    plan = rerun.results / "sealed_plan.json"
    return replace(
        certificate,
        compared={**certificate.compared, "numbers and words": len(published)},
        files=files,
        differences=[*values, *texts, *documents],
        plan=read_json(plan) if plan.is_file() else {},
        deviations=read_cells(plan.with_name("deviations.csv")) if plan.is_file() else (),
        unfounded=list(_find_unfounded(rerun)),
    )


def _find_unfounded(rerun: StudyFolder) -> Iterator[Unfounded]:
    """Find what the manuscripts say that no result is behind; each place once, whatever the languages share."""
    templates = [rerun.root / rerun.config["manuscript"]["templates"][language] for language in rerun.languages]
    typed = [one for template in templates for one in find_typed_numbers(template)]
    yield from dict.fromkeys(typed)
    for language in rerun.languages:
        yield from find_other_verdicts(sorted((rerun.results / "manuscript").glob(f"*.{language}.docx")))


def _read_versions(path: Path) -> dict[str, object]:
    with readable(path):
        environment = dict(read_json(path))
    return {key: environment[key] for key in (*describe_system(), "packages") if key in environment}
