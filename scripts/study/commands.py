"""What commands of sentra.py do that take several rooms: published results, documents, other engines."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from study.analysis.samples import Settings, engine_model, read_responses
from study.base.errors import StudyError
from study.base.files import write_json, write_table, write_text
from study.other_engines.model_syntax import ANSWERS, MISSING, EngineSettings, answers_csv, model_files
from study.other_engines.seminr_check import UNEXPLAINED as UNEXPLAINED_NUMBER
from study.other_engines.seminr_check import crosscheck, crosscheck_file, crosscheck_report, our_numbers, second_opinion
from study.other_engines.smartpls_comparison import UNEXPLAINED, compare, comparison_report
from study.other_engines.smartpls_report import read_report
from study.reproduction.bundle import bundle
from study.reproduction.certificate import REPRODUCED, as_record, level, verify
from study.reproduction.changes import changes_since
from study.reproduction.pages import as_html, as_text, certificate_page, changes_page
from study.reproduction.publication import freeze, read_manifest, require_results, sign
from study.reproduction.study_folder import open_study
from study.reproduction.workflow_run import clear_lock, run_in_terminal
from study.results.numbers import read_numbers
from study.returned_document.document_check import check_document, report, shared_sentences
from study.returned_document.quotations import outdated, quotations
from study.returned_document.word_text import Document, read_document
from study.setup.study_model import read_study_model
from study.words.dictionary import LANGUAGES

# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25


def check_docx(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document = read_document(returned)
    numbers = read_numbers(results / "numbers.json")
    made, language = _find_made(document, results / "manuscript")
    markdown = made.with_suffix(".md")
    quoted = quotations(markdown.read_text(encoding="utf-8"))
    old = outdated(quoted, numbers)
    if old:
        raise StudyError(
            what="the manuscript is older than the results",
            where=str(markdown),
            found=old[0],
            expected="no such",
            remedy="run make first",
        )
    findings = check_document(read_document(made), document, language)
    print(report(findings, quoted, numbers, str(made)))
    return int(any(finding.is_error for finding in findings))


def _find_made(document: Document, folder: Path) -> tuple[Path, str]:
    """Choose the article or supplement that shares most sentences with the document, and name its language."""
    files = {
        folder / f"{name}.{language}.docx": language for name in ("manuscript", "supplement") for language in LANGUAGES
    }
    made = {file: read_document(file) for file in files if file.is_file()}
    if not made:
        raise StudyError(
            what="there is no manuscript",
            where=str(folder),
            found="nothing",
            expected="manuscript.*.docx",
            remedy="run make first",
        )
    shared = {file: shared_sentences(text, document) for file, text in made.items()}
    chosen = max(shared, key=lambda file: shared[file])
    if shared[chosen] < SAME_DOCUMENT:
        raise StudyError(
            what="this is another document",
            where=", ".join(map(str, made)),
            found=f"{shared[chosen]:.0%} of its sentences",
            expected=f"at least {SAME_DOCUMENT:.0%}",
            remedy="check FILE",
        )
    return chosen, files[chosen]


def compare_smartpls(*, report: Path, config: dict[str, Any], table: Path) -> int:
    """Print the comparison and write its cells; 1 where a gap has no explanation, else 0."""
    study = read_study_model(Path(config["model"])).as_estimated()
    estimation = config["estimation"]
    bootstrap = config["bootstrap"]
    model = engine_model(study, Settings(*(estimation[key] for key in ("scheme", "max_iterations", "tolerance"))))
    responses = _find_result(config, "full/responses.csv")
    answers = read_responses(responses)[list(model.indicators)]
    _refuse_imputed(config, answers)
    comparison = compare(
        read_report(report, study),
        answers.to_numpy(dtype=float),
        model,
        config["cleaning"]["missing_answers"],
        bootstrap["resamples"],
        bootstrap["seed"],
        bootstrap["confidence_level"],
    )
    write_table(comparison.cells, table)
    print(comparison_report(comparison), f"\nEvery cell: {table}")
    return int(comparison.verdict == UNEXPLAINED)


def export_smartpls(*, config: dict[str, Any]) -> str:
    """Write the scored answers and the model for SmartPLS and other engines to `model/`; return what was written."""
    results = Path(config["results_dir"])
    responses = _find_result(config, "full/responses.csv")
    model = read_study_model(Path(config["model"])).as_estimated()
    answers = read_responses(responses)
    estimation = config["estimation"]
    bootstrap = config["bootstrap"]
    settings = EngineSettings(
        *(estimation[key] for key in ("scheme", "max_iterations", "tolerance")),
        *(bootstrap[key] for key in ("resamples", "seed", "confidence_level")),
    )
    files = {ANSWERS: answers_csv(answers, model), **model_files(model, settings, len(answers))}
    for name, text in files.items():
        write_text(text, results / "model" / name)
    without = "" if "seminr.R" in files else f"; none for seminr, which lacks the scheme {settings.scheme}"
    return (
        f"{(results / 'model').as_posix()}: {', '.join(files)}{without}\n"
        f"In SmartPLS, import {ANSWERS} (delimiter: comma, missing value marker: {MISSING}) and draw the model of "
        "smartpls.txt. A project file is not written: the format of SmartPLS 3 and 4 is not published."
    )


def crosscheck_engine(*, config: dict[str, Any], resamples: int, crosschecked: Path) -> int:
    """Print the table and write `crosscheck.json`; 1 where a number is unexplained, else 0."""
    results = _find_result(config, "full/paths.csv").parents[1]
    model = read_study_model(Path(config["model"])).as_estimated()
    answers = read_responses(_find_result(config, "full/responses.csv"))[list(model.indicators)]
    _refuse_imputed(config, answers)
    bootstrap = config["bootstrap"]
    second = second_opinion(answers, model, config["estimation"]["scheme"], resamples, bootstrap["seed"])
    opinions = crosscheck(our_numbers(results, model), second, bootstrap["resamples"], resamples)
    write_json(crosscheck_file(opinions, second, resamples), crosschecked)
    print(crosscheck_report(opinions, second), f"\nEvery number: {crosschecked}")
    return int(any(opinion.verdict == UNEXPLAINED_NUMBER for opinion in opinions))


def _find_result(config: dict[str, Any], name: str) -> Path:
    """Return a result file of the study; StudyError where the study has not been run."""
    path = Path(config["results_dir"], name)
    if not path.is_file():
        raise StudyError(
            what="there are no results",
            where=config["results_dir"],
            found=f"no {name}",
            expected="the results of a run",
            remedy="run make first",
        )
    return path


def _refuse_imputed(config: Mapping[str, Any], answers: pd.DataFrame) -> None:
    """Raise StudyError where missing answers are imputed here, which no other engine does."""
    gaps = int(answers.isna().sum().sum())
    if gaps and config["cleaning"]["missing_answers"] == "imputed":
        raise StudyError(
            what="imputed answers, which other engines do not have",
            where="configuration key cleaning.missing_answers",
            found=f"imputed, {gaps} missing answers",
            expected="mean or casewise, as the other engine treats them",
            remedy="compare a run under mean",
        )


def run_study(*, root: Path, configfile: str, cores: int) -> None:
    """Run the study: make every result that is missing or out of date."""
    study = open_study(root, configfile)
    if clear_lock(root):
        print("note: a run was killed here and left its lock, which is removed; it goes on where that run stopped")
    run_in_terminal(study, cores)


def verify_results(*, root: Path, configfile: str, cores: int) -> int:
    """Verify the published results: run everything anew from the raw data and compare."""
    study = open_study(root, configfile)
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        certificate = verify(study, Path(folder), cores)
    page = certificate_page(certificate)
    html = study.results / "certificate.html"
    print(as_text(page, html.relative_to(root).as_posix()))
    try:
        study.results.mkdir(parents=True, exist_ok=True)
        write_json(as_record(certificate), study.results / "certificate.json")
        write_text(as_html(page), html)
    except OSError as error:
        # A project that cannot be written to is verified all the same.
        print(f"\nwarning: the certificate stands here alone: {html.relative_to(root).as_posix()}: {error.strerror}")
    return 0 if level(certificate) in REPRODUCED else 1


def freeze_results(*, root: Path, configfile: str, key: Path | None) -> None:
    """Freeze the results: write published/, which a rerun is compared with, and sign it where a key is given."""
    study = open_study(root, configfile)
    names = freeze(study)
    if key:
        sign(study, key)
    folder = study.published.relative_to(root).as_posix()
    print(f"Frozen: {len(names)} files in {folder}/. Commit them: git add {folder} && git commit")


def compare_publication(*, root: Path, configfile: str) -> None:
    """Show what changed since publication: respondents, numbers, verdicts, sentences."""
    study = open_study(root, configfile)
    read_manifest(study)
    require_results(study)
    page = changes_page(changes_since(study), study.config["study"]["data_status"])
    html = study.results / "diff.html"
    write_text(as_html(page), html)
    print(as_text(page, html.relative_to(root).as_posix()))


def bundle_project(*, root: Path, configfile: str, wheels: bool) -> None:
    """Bundle the project for a repository: one archive that can be verified where it is unpacked."""
    study = open_study(root, configfile)
    archive = study.results / "bundle.zip"
    names = bundle(study, archive, wheels)
    size = archive.stat().st_size / 1e6
    print(f"Bundled: {len(names)} files, {size:.0f} MB, in {archive.relative_to(root).as_posix()}")
    print(f"Unpack it anywhere and run: make verify CONFIG={configfile}")
