"""What each command of sentra.py does: about a study's files, published results, documents, other engines."""

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from plssem import Model, assign_folds, equations, estimate, predict, q_squared
from study.analysis.draws import DrawSettings
from study.analysis.group_tables import GroupSettings, check_permutations, group_kept
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.analysis.segment_tables import solve_segments
from study.base.errors import StudyError
from study.base.files import sha256, write_json, write_table
from study.demo_data import (
    SampleFile,
    SampleSpec,
    class_numbers,
    code_answers,
    describe_twin,
    draw_forms,
    draw_moments,
    draw_numbers,
    draw_points,
    draw_traits,
    draw_twin,
    form_rows,
    paper_rows,
    read_population,
    reverse_points,
    twin_configuration,
    twin_rows,
)
from study.drafting.columns import AuthorQuestion, Columns, check_table, sort_columns, take_items
from study.drafting.question_list import draft_from_list, question_workbook, read_question_list
from study.drafting.study_files import (
    SurveyExport,
    draft_codebook,
    draft_config,
    draft_model,
    draft_reported_model,
    propose_classes,
    questions_on_design,
    taken_settings,
)
from study.instrument.lint import LintWarning, finding_table, inspect, says
from study.instrument.paper import entry_form, printed_questionnaire
from study.instrument.questionnaire import Questionnaire, make_questionnaire, read_declared
from study.instrument.web_forms import google_script, html_form, limesurvey_structure, xlsform
from study.other_engines.model_syntax import ANSWERS, MISSING, EngineSettings, answers_csv, model_files
from study.other_engines.seminr_check import UNEXPLAINED as UNEXPLAINED_NUMBER
from study.other_engines.seminr_check import crosscheck, crosscheck_file, crosscheck_report, our_numbers, second_opinion
from study.other_engines.smartpls_comparison import UNEXPLAINED, compare, comparison_report
from study.other_engines.smartpls_report import Design, is_report, read_design, read_model_file, read_report
from study.plan.decisions import plan_folder
from study.plan.document import write_plan
from study.plan.seals import PLAN, seal_plan
from study.reproduction.bundle import bundle
from study.reproduction.certificate import REPRODUCED, as_record, level, verify
from study.reproduction.changes import changes_since
from study.reproduction.pages import as_html, as_text, certificate_page, changes_page
from study.reproduction.publication import freeze, read_manifest, require_results, sign
from study.reproduction.study_folder import open_study
from study.reproduction.workflow_run import clear_lock, run_in_terminal
from study.results.numbers import read_numbers
from study.returned_document.document_check import check_document, report, shared_sentences
from study.returned_document.statements import outdated, quotations
from study.returned_document.word_text import Document, read_document
from study.setup.codebook import Codebook, read_codebook
from study.setup.config import read_yaml, validate
from study.setup.configuration import Configuration, SurveyFiles
from study.setup.data_status import SAMPLES, find_unstated
from study.setup.start import Study, check
from study.setup.study_model import StudyModel, read_study_model
from study.survey.binding import bind_columns
from study.survey.cleaning import Flow, clean, clean_survey, count_flow, response_table
from study.survey.description import observe
from study.survey.identity import may_identify
from study.survey.reading import Table, read_survey_table
from study.survey.responses import (
    check_expected_n,
    check_settings,
    find_named_person,
    interpret_tables,
    read_survey,
    read_tables,
)
from study.survey.submissions import Submission
from study.tables.workbook import plain_workbook, workbook_bytes
from study.words.wording import LANGUAGES
from study.writing.documents import Assets, write_docx, write_pdf
from study.writing.pictures import photograph_origin, scale_figure

__all__ = [
    "bundle_project",
    "check_docx",
    "check_estimation",
    "check_study",
    "compare_publication",
    "compare_smartpls",
    "crosscheck_engine",
    "export_smartpls",
    "fewest_respondents",
    "freeze_results",
    "items_against_their_construct",
    "make_instrument",
    "make_twin",
    "picture_results",
    "plan_study",
    "simulate_survey",
    "start_study",
    "verify_results",
]

# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25

NUMBER = "full.paths.X1->Y.estimate"

FEWEST_TRAINED = 3  # cases of a training sample


def check_docx(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document, numbers = read_document(returned), read_numbers(results / "numbers.json")
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


def picture_results(*, results: Path, images: Path) -> None:
    """Make the pictures of the README from the results: a number with its origin, and the path model."""
    photograph_origin(results / "manuscript" / "manuscript.en.html", NUMBER, images / "origin.png")
    scale_figure(results / "figures" / "en" / "path_model.png", images / "path_model.png")


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


def compare_smartpls(*, report: Path, config: dict[str, Any], table: Path) -> int:
    """Print the comparison and write its cells; 1 where a gap has no explanation, else 0."""
    study = read_study_model(Path(config["model"])).as_estimated()
    estimation, bootstrap = config["estimation"], config["bootstrap"]
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
    results, responses = Path(config["results_dir"]), _find_result(config, "full/responses.csv")
    model, answers = read_study_model(Path(config["model"])).as_estimated(), read_responses(responses)
    estimation, bootstrap = config["estimation"], config["bootstrap"]
    settings = EngineSettings(
        *(estimation[key] for key in ("scheme", "max_iterations", "tolerance")),
        *(bootstrap[key] for key in ("resamples", "seed", "confidence_level")),
    )
    files = {ANSWERS: answers_csv(answers, model), **model_files(model, settings, len(answers))}
    for name, text in files.items():
        _write_new(text, results / "model" / name)
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
        html.write_text(as_html(page), encoding="utf-8", newline="\n")
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


@dataclass(frozen=True)
class _SurveyDraft:
    """What a study is drafted from: where its answers are, the table of them, its columns, and a model of SmartPLS.

    answers: of a report, the text to be written to `survey`; settings: those that a report states.
    """

    survey: Path
    table: Table
    columns: Columns
    design: Design | None = None
    questions: Sequence[AuthorQuestion] = ()
    settings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    answers: str = ""


def start_study(
    *, root: Path, survey: Path | None, name: str, language: str, sheet: str | None, model: Path | None = None
) -> str:
    """Write the drafts; return what to do next. StudyError where the study exists or the export cannot be read.

    Without a survey, the study is drafted from a list of its questions, which is written first for its author.
    survey: an export of answers, or a report of SmartPLS, whose answers are then written to data/raw. model: a model
    file of SmartPLS for the answers of an export.
    """
    folder = Path("studies", name)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise StudyError(
            what="this is no name for a folder",
            where="--name",
            found=repr(name),
            expected="letters, digits, - and _",
            remedy="shorten it",
        )
    if survey is None:
        return _start_from_list(root, folder, language)
    if (root / folder).exists():
        raise StudyError(
            what="this study exists already",
            where=str(folder),
            found="a folder",
            expected="a new name",
            remedy="give it another name, or delete the folder to start anew",
        )
    draft = _draft_survey(root, survey, name, sheet, model)
    table, columns = draft.table, draft.columns
    project = (root / "config" / "config.yaml").read_text(encoding="utf-8")
    sheet = None if draft.answers else sheet
    export = SurveyExport(draft.survey.as_posix(), sheet, columns.points, propose_classes(columns.describing))
    design = draft.design
    drafts = {
        "codebook.yaml": draft_codebook(columns, language, draft.questions),
        "model.yaml": draft_reported_model(design, columns, language) if design else draft_model(columns, language),
        "config.yaml": draft_config(project, folder.as_posix(), export, language, stated=draft.settings),
    }
    if draft.answers:
        _write_new(draft.answers, root / draft.survey)
    _write_drafts(root, folder, drafts, language)
    asked = len(columns.questions()) + len(draft.questions)
    further = len(columns.groups) - 1
    others = f" and on {further} further scale{'s' if further != 1 else ''}" if further else ""
    read = f"answers of the report: {len(table.rows)} respondents, written to {draft.survey.as_posix()}"
    return (
        f"{read if draft.answers else table.describe()}\n"
        f"{folder.as_posix()}: {len(columns.items)} items on {columns.points} points{others}, "
        f"{asked} open question{'s' if asked != 1 else ''} (undecided in codebook.yaml). "
        "Edit codebook.yaml, model.yaml and config.yaml there, then run\n"
        f"python scripts/sentra.py check-study --configfile {folder.as_posix()}/config.yaml"
    )


def _write_drafts(root: Path, folder: Path, drafts: Mapping[str, str], language: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for file, text in drafts.items():
        (root / folder / file).write_text(text, encoding="utf-8", newline="\n")
    skeleton = root / "manuscript" / f"skeleton.{language}.md.jinja"
    shutil.copyfile(skeleton, root / folder / f"manuscript.{language}.md.jinja")


def _start_from_list(root: Path, folder: Path, language: str) -> str:
    """Write the list of questions of a new study, or draft the study from it once it is filled in."""
    questions, command = folder / "questions.xlsx", f"python scripts/sentra.py start-study --name {folder.name}"
    if not (root / folder).exists():
        (root / folder).mkdir(parents=True)
        (root / questions).write_bytes(workbook_bytes(question_workbook(language)))
        return f"Fill in {questions.as_posix()}, save it and run again:\n{command}"
    if not (root / questions).is_file() or (root / folder / "config.yaml").exists():
        raise StudyError(
            what="this study exists already",
            where=folder.as_posix(),
            found="a folder",
            expected="a new name, or a folder with nothing but questions.xlsx",
            remedy="give it another name, or delete the files that were drafted to draft them anew",
        )
    listed = read_question_list(root / questions)
    project = (root / "config" / "config.yaml").read_text(encoding="utf-8")
    answers = f"data/raw/{folder.name}.csv"
    _write_drafts(root, folder, draft_from_list(listed, project, folder.as_posix(), answers), listed.language)
    return (
        f"{folder.as_posix()}: {len(listed.questions)} questions, {len(listed.hypotheses)} paths. "
        f"The answers will be read from {answers}. Read codebook.yaml, model.yaml and config.yaml, then run\n"
        f"python scripts/sentra.py plan --configfile {folder.as_posix()}/config.yaml"
    )


def _draft_survey(root: Path, survey: Path, name: str, sheet: str | None, model: Path | None) -> _SurveyDraft:
    """Read an export of answers, with the model of a model file where one is given; or a report of SmartPLS."""
    if survey.suffix.lower() in SMARTPLS_PROJECTS:
        read_model_file(root / survey)
        raise StudyError(
            what="a model file of SmartPLS holds no answers",
            where=str(survey),
            found="a model",
            expected="the answers as FILE, the model as MODEL",
            remedy=f"give both: FILE=data/raw/answers.csv MODEL={survey.as_posix()}",
        )
    if is_report(root / survey):
        if model is not None:
            raise StudyError(
                what="two models for one study",
                where=str(model),
                found=f"another model in the report {survey}",
                expected="a report, or a survey with a model file",
                remedy="give the report without MODEL",
            )
        return _draft_report(root, survey, name)
    table = read_survey_table(root / survey, sheet)
    _check_questions(table)
    check_table(table)
    if model is None:
        return _SurveyDraft(survey, table, sort_columns(table))
    design = read_model_file(root / model)
    columns = take_items(table, [code for codes in design.constructs.values() for code in codes])
    return _SurveyDraft(survey, table, columns, design, questions_on_design(design, columns, {}))


def _draft_report(root: Path, report: Path, name: str) -> _SurveyDraft:
    design, answers, stated = read_design(root / report)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([answers.indicators, *answers.rows])
    survey = Path("data", "raw", f"{name}.csv")
    if (root / survey).exists():
        raise StudyError(
            what="the answers of the report have no place",
            where=str(survey),
            found="a file",
            expected="none yet",
            remedy="give the study another name",
        )
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        file = Path(folder, survey.name)
        _write_new(stream.getvalue(), file)
        table = replace(read_survey_table(file), source=str(report))
    columns = take_items(table, [code for codes in design.constructs.values() for code in codes])
    settings, unread = taken_settings(stated)
    questions = questions_on_design(design, columns, unread)
    return _SurveyDraft(survey, table, columns, design, questions, settings, stream.getvalue())


def _write_new(text: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


SMARTPLS_PROJECTS = (".splsm", ".splsp", ".zip")
LONGEST_NAME = 40  # characters of a name, an address or a number; a question that gives a contact is longer


def _check_questions(table: Table) -> None:
    """Refuse a first row that may be a respondent's: a draft would copy it into the codebook."""
    for letter, header in zip(table.columns, table.headers, strict=True):
        if len(header) <= LONGEST_NAME and may_identify(header):
            raise StudyError(
                what="the first row may be a respondent's",
                where=f"{table.source}, column {letter}",
                found="an address or a number of somebody",
                expected="the questions in the first row",
                remedy="put the header row back",
            )


def check_study(*, root: Path, configfile: str) -> int:
    """Check the files of a study and its survey without running anything: every error at once, each on one line."""
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas")
    for sample, survey in study.configuration.survey.samples.items():
        tables = read_tables(survey)
        print("\n".join(table.describe() for table in tables))
        print(_outcome(study, sample, tables))
        for warning in find_named_person(survey, tables, study.codebook):
            print(f"warning: {warning}")
    unstated = find_unstated(study.configuration.study)
    print("".join(f"{line}\n" for line in _warnings(_inspect(study))), end="")
    if unstated:
        print(f"not filled in, and marked so in the manuscript: {', '.join(unstated)}")
    print(f"Everything agrees. Run: snakemake --cores 4 --configfile {configfile}")
    return 0


def _outcome(study: Study, sample: str, tables: Sequence[Table]) -> str:
    """Clean a sample as the run will and say how many are kept, of each of several files, too, and why others are not.

    The full sample is estimated once, too: what stops the run there is told before it.
    """
    survey = study.configuration.survey.samples[sample]
    submissions = interpret_tables(survey, tables, study.codebook, study.model.indicators)
    cleaned = clean(submissions, study.configuration.cleaning, study.codebook, survey)
    key = f"survey.{sample}.expected_n"
    check_expected_n(len(cleaned.kept), survey.expected_n, key, survey.source, cleaned.reasons)
    if sample == "full":
        smallest_category = study.configuration.description.smallest_category
        observed = observe(cleaned.kept, study.model.observed.values(), smallest_category, survey.source)
        responses = pd.concat([response_table(cleaned.kept, study.codebook), observed], axis=1)
        print("".join(items_against_their_construct(responses, study.model, study.codebook.source)), end="")
        check_estimation(responses, study.model, study.configuration, survey.source)
        _check_declared_answers(study, cleaned.kept, survey)
    flow = count_flow(cleaned, study.codebook, survey)
    same = f"; warning: {flow.identical} of them repeat an earlier row in every cell, see cleaning.identical_rows"
    files = [
        f"{sample}, file {number}{f' ({part.mode})' if part.mode else ''}: {_count_submissions(part)}"
        for number, part in flow.files.items()
    ]
    smallest = study.configuration.description.smallest_cell
    small = [
        f"warning: file {number} keeps {part.kept}, fewer than description.smallest_cell ({smallest}), and results "
        "tell of them apart (flow.json, sources.csv)"
        for number, part in flow.files.items()
        if 0 < part.kept < smallest
    ]
    return "\n".join([*files, *small, f"{sample}: {_count_submissions(flow)}{same if flow.identical else ''}"])


def _check_declared_answers(study: Study, kept: Sequence[Submission], survey: SurveyFiles) -> None:
    """Try the groups: whether the answers of the respondents make any is known only now."""
    if declared := study.configuration.groups:
        drawing = study.configuration.bootstrap
        comparison = GroupSettings.of(declared, DrawSettings(drawing.seed, drawing.confidence_level))
        groupings = group_kept(kept, declared, survey, study.codebook)
        check_permutations(groupings, len(study.model.paths), declared.smallest_group, comparison)


def _count_submissions(flow: Flow) -> str:
    reasons = Counter(flow.excluded).most_common()
    left_out = "".join(f", {count} left out: {reason}" for reason, count in reasons)
    return f"{flow.received} submissions, {flow.kept} kept{left_out}"


def items_against_their_construct(responses: pd.DataFrame, model: StudyModel, codebook: str) -> list[str]:
    """Say which reflective items correlate negatively with the mean of the others of their construct, a line each.

    responses: scored, reversed items turned. Nothing is said of an item whose others nobody varies in.
    """
    lines = []
    for name, construct in model.constructs.items():
        answers = responses[list(construct.indicators)].astype(float)
        for code in construct.indicators if construct.mode == "A" and answers.shape[1] > 1 else ():
            others = answers.drop(columns=code).mean(axis=1)
            if min(answers[code].std(), others.std()) > 0 and (r := answers[code].corr(others)) < 0:
                against = f"note: {code} runs against the other items of {name}: item-rest correlation {r:.2f} over "
                lines.append(f"{against}{len(answers)} respondents; see reverse in {codebook}\n")
    return lines


def fewest_respondents(model: Model, configuration: Configuration) -> dict[str, int]:
    """Name what the analysis of the full sample asks of its size, with the fewest respondents that each needs.

    A regression needs two cases more than it has regressors; beside the antecedents of a construct, the check of
    quadratic effects has as many squares. Blindfolding needs more cases than its omission distance, cross-validation
    one case for each fold and enough left in the smallest training sample.
    """
    antecedents = int(model.structural_model.sum(axis=0).max())
    formative = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    largest = max([antecedents, *formative])
    folds = configuration.prediction.folds
    trained = max(largest + 2, FEWEST_TRAINED)
    return {
        f"the largest regression has {largest} regressors": largest + 2,
        f"the check of quadratic effects has {2 * antecedents} regressors": 2 * antecedents + 2,
        f"estimation.omission_distance is {configuration.estimation.omission_distance}": (
            configuration.estimation.omission_distance + 1
        ),
        f"prediction.folds is {folds}": max(folds, -(-trained * folds // (folds - 1))),
    }


def check_estimation(responses: pd.DataFrame, model: StudyModel, configuration: Configuration, source: str) -> None:
    """Try on the full sample what needs no resampling: StudyError, or an error of plssem, where the run would stop.

    responses: scored, one column per indicator. source: the survey file.
    """
    settings = configuration.estimation
    engine = engine_model(model, Settings(settings.scheme, settings.max_iterations, settings.tolerance))
    _check_size(len(responses), engine, configuration, source)
    check_settings(len(responses), configuration.prediction.folds, settings.omission_distance, source)
    indicators = indicator_matrix(responses, engine.indicators, source)
    prediction, seed = configuration.prediction, configuration.bootstrap.seed
    fit = estimate(indicators, engine)
    equations(indicators, fit)
    if configuration.segments:
        solve_segments(indicators, fit, configuration.segments.maximum, 1, seed)
    q_squared(indicators, engine, settings.omission_distance)
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predict(indicators, engine, folds, prediction.antecedents)


def _check_size(cases: int, engine: Model, configuration: Configuration, source: str) -> None:
    needs = fewest_respondents(engine, configuration)
    if cases < max(needs.values()):
        unmet = [f"{fewest} as {reason}" for reason, fewest in needs.items() if fewest > cases]
        raise StudyError(
            what="too few respondents for this configuration",
            where=source,
            found=f"{cases} kept",
            expected=f"at least {max(needs.values())}: {', '.join(unmet)}",
            remedy="see whether the file is whole and who was left out; else collect more answers",
        )


def simulate_survey(
    *, population: Path, schema: Path, codebook: Path, model: Path, root: Path, checksums: Path
) -> None:
    """Write the SIMULATED demonstration survey to data/raw, with its checksums."""
    content = read_yaml(population)
    validate(content, schema, str(population))
    written: list[Path] = []
    for entry in content["samples"].values():
        for name, exported in _exports(entry, content, read_codebook(codebook), read_study_model(model)).items():
            (root / name).write_bytes(exported)
            written.append(root / name)
    lines = [f"{sha256(file)}  {file.name}\n" for file in written]
    checksums.write_text("".join(lines), encoding="utf-8", newline="\n")


Rows = Sequence[Sequence[str]]


def plan_study(*, root: Path, configfile: str, date: str | None, after_data: bool) -> str:
    """Write the analysis plan, sealed first where a date is given, and return what was done.

    date: year-month-day. StudyError where answers exist and `after_data` does not say so.
    """
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas", has_data=False)
    said = []
    if date is not None:
        seal = seal_plan(study.config, date, after_data)
        status = "after the data existed" if seal.after_data else "before any answers of the main survey"
        said = [
            f"Sealed on {seal.date}, {status}: {len(seal.decisions)} decisions, seal {seal.number}, SHA-256 {seal.hash}"
        ]
        said.append(f"Keep and commit {(plan_folder(study.config) / PLAN).as_posix()}; it is never edited by hand.")
    documents = write_plan(study)
    pages = [document.as_posix() for document in documents if document.suffix != ".md"]
    return "\n".join([*said, f"The plan: {', '.join(pages)}"])


def make_twin(*, configfile: str, seed: int) -> str:
    """Write SIMULATED answers in the likeness of a study's samples, with checksums, a record and a configuration.

    Return what was written. Nothing is written where a check of the study or of the twin fails.
    """
    config = read_yaml(Path(configfile))
    study = check(config, Path("workflow", "schemas"))
    stem = Path("data", "raw", f"{Path(configfile).resolve().parent.name}_twin")
    shared = _shared_file(study)
    samples = [sample for sample in study.samples if sample == "full" or shared is None]
    files = {sample: _twin_files(stem, sample, study.configuration.survey.samples[sample]) for sample in samples}
    _check_twin(study, [file for of_sample in files.values() for file in of_sample], seed)
    known = _known_answers(study)
    drawn = {sample: _draw_sample(study, sample, seed, known) for sample in files}
    entries = {
        sample: _twin_entry(study.configuration.survey.samples[sample], of_sample, drawn[sample][1]["rows"])
        for sample, of_sample in files.items()
    }
    if shared is not None:
        entries["pilot"] = _first_rows(study, files["full"][shared])
    checksums, record = stem.with_suffix(".sha256"), stem.with_suffix(".json")
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = {file: rows for sample in files for file, rows in zip(files[sample], drawn[sample][0], strict=True)}
    for file, rows in written.items():
        _write_survey(rows, file)
    lines = [f"{sha256(file)}  {file.name}\n" for file in written]
    checksums.write_text("".join(lines), encoding="utf-8", newline="\n")
    write_json({sample: about for sample, (_, about) in drawn.items()}, record)
    twin = Path(configfile).with_name("twin.yaml")
    _write_settings(twin_configuration(config, entries, checksums.as_posix()), twin, configfile)
    said = [_describe_sample(" and ".join(map(str, files[sample])), about) for sample, (_, about) in drawn.items()]
    return "\n".join([*said, f"SIMULATED. The same in figures: {record}. Run: make CONFIG={twin.as_posix()}"])


def make_instrument(*, root: Path, configfile: str) -> str:
    """Write the questionnaire of a study in each language of its manuscript, as every form; return what was written.

    Needs no data. Warnings of the lint are written and returned, too; waived ones with their reasons.
    """
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas", has_data=False)
    configuration, declared = study.configuration, read_declared(study.configuration.codebook)
    folder = configuration.results_dir / "instrument"
    corresponding = next((author for author in configuration.study.authors if author.corresponding), None)
    contact = ", ".join(filter(None, (corresponding.name, corresponding.email))) if corresponding else ""
    about = (configuration.study.title, contact)
    forms = [
        make_questionnaire(study.codebook, declared, study.model, configuration.instrument, about, language)
        for language in configuration.manuscript.languages
    ]
    folder.mkdir(parents=True, exist_ok=True)
    styles = root / "manuscript" / "styles"
    written = [name for form in forms for name in _write_forms(form, configuration, styles, folder)]
    findings = _inspect(study)
    write_table(finding_table(findings), folder / "warnings.csv")
    return "\n".join([*_warnings(findings), f"{folder.as_posix()}: {', '.join([*written, 'warnings.csv'])}"])


def _write_forms(form: Questionnaire, configuration: Configuration, styles: Path, folder: Path) -> list[str]:
    """Write a questionnaire as every form and return the names of the files."""
    assets = Assets(folder, styles, configuration.manuscript.bibliography, form.language)
    text = printed_questionnaire(form)
    authors = [author.name for author in configuration.study.authors]
    language, paper = form.language, f"questionnaire.{form.language}"
    write_docx(text, assets, authors, form.title, False, folder / f"{paper}.docx")
    write_pdf(text, assets, folder / f"{paper}.pdf")
    template = (styles / "google_form.gs").read_text(encoding="utf-8")
    files = {
        f"entry_form.{language}.xlsx": entry_form(form, configuration.instrument.entry_rows),
        f"google_form.{language}.gs": google_script(form, template).encode(),
        f"xlsform.{language}.xlsx": xlsform(form),
        f"limesurvey.{language}.txt": ("\ufeff" + limesurvey_structure(form)).encode(),
        f"form.{language}.html": html_form(form, styles / "questionnaire.html.jinja").encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [f"{paper}.docx", f"{paper}.pdf", *files]


def _inspect(study: Study) -> list[LintWarning]:
    configuration = study.configuration
    declared = read_declared(configuration.codebook)
    languages = configuration.manuscript.languages
    return inspect(study.codebook, declared, study.model, configuration.instrument.lint, languages)


def _warnings(findings: Sequence[LintWarning]) -> list[str]:
    """Say each finding that is not waived, and how many are."""
    waived = sum(bool(finding.waived) for finding in findings)
    count = [f"{waived} warnings of the questionnaire are waived in the codebook"] if waived else []
    return [*(f"warning: {says(finding)}" for finding in findings if not finding.waived), *count]


def _twin_files(stem: Path, sample: str, survey: SurveyFiles) -> list[Path]:
    """Name the files of a twin's sample: as many as the survey has."""
    name = str(stem) if sample == "full" else f"{stem}_{sample}"
    numbers = [f"_{number}" for number in range(1, len(survey.files) + 1)] if len(survey.files) > 1 else [""]
    return [Path(f"{name}{number}.csv") for number in numbers]


def _shared_file(study: Study) -> int | None:
    """Find the full sample's file of which the pilot is some first rows; None where the pilot is none of them."""
    survey = study.configuration.survey
    pilot = [file.path.resolve() for file in survey.pilot.files] if survey.pilot else []
    places = [place for place, file in enumerate(survey.full.files) if [file.path.resolve()] == pilot]
    return places[0] if places else None


def _first_rows(study: Study, file: Path) -> dict[str, object]:
    """Return the entry of a pilot of as many first rows of a twin's file as were kept of the pilot."""
    pilot, rules = study.configuration.survey.samples["pilot"], study.configuration.cleaning
    kept = len(clean_survey(pilot, rules, study.codebook, study.model.indicators).kept)
    return {**_twin_entry(pilot, [file], kept), "rows": kept}


def _check_twin(study: Study, files: Sequence[Path], seed: int) -> None:
    if seed < 0:
        raise StudyError(
            what="this is no seed", where="--seed", found=str(seed), expected="0 or more", remedy="choose another"
        )
    own = {file.path.resolve() for sample in study.configuration.survey.samples.values() for file in sample.files}
    for file in files:
        if file.resolve() in own:
            raise StudyError(
                what="the survey is a twin already",
                where=str(file),
                found="a survey file of this configuration",
                expected="the survey that the twin is to be like",
                remedy="give the configuration of that study",
            )


def _known_answers(study: Study) -> list[Submission]:
    """Return the submissions of all samples, kept or not, of which few enough answers are missing to be somebody's."""
    read = [
        read_survey(file, study.codebook, study.model.indicators)
        for file in study.configuration.survey.samples.values()
    ]
    few = study.configuration.cleaning.max_missing_share * len(study.model.indicators)
    answered = [each for submissions in read for each in submissions if len(each.missing) < len(each.answers)]
    return [each for each in answered if len(each.missing) <= few]


def _draw_sample(
    study: Study, sample: str, seed: int, known: Sequence[Submission]
) -> tuple[list[Rows], dict[str, Any]]:
    """Draw the twin of a sample: header and rows of each file, as many as were kept of the survey's, and its record.

    StudyError where cleaning keeps nobody.
    """
    survey, settings = study.configuration.survey.samples[sample], study.configuration
    tables = read_tables(survey)
    submissions = interpret_tables(survey, tables, study.codebook, study.model.indicators)
    cleaned = clean(submissions, settings.cleaning, study.codebook, survey)
    check_expected_n(len(cleaned.kept), None, f"survey.{sample}.expected_n", survey.source)
    generator = np.random.default_rng([seed, SAMPLES.index(sample)])
    items = (study.model.indicators, study.codebook)
    classes = class_numbers(known, *items)
    points, others = (code_answers(each, *items, classes) for each in (cleaned.kept, known))
    twin = draw_twin(points, others, settings.cleaning, generator, survey.source)
    numbers = draw_numbers(twin.points, study.model.indicators, classes, study.codebook, generator)
    traits = draw_traits(cleaned.kept, study.codebook, settings.description, generator)
    ends = np.cumsum([0, *(sum(each.file == number for each in cleaned.kept) for number in range(1, len(tables) + 1))])
    rows: list[Rows] = []
    for file, table, (start, end) in zip(survey.files, tables, pairwise(ends), strict=True):
        binding = bind_columns(table, study.codebook, study.model.indicators, file.columns)
        part, own = ({name: cells[start:end] for name, cells in each.items()} for each in (traits, numbers))
        points = twin.points[start:end]
        rows.append(twin_rows(table.headers, binding, study.codebook, points, part, own, settings.languages[0]))
    _check_kept(study, rows, survey)
    return rows, describe_twin(twin, seed)


def _check_kept(study: Study, rows: Sequence[Rows], survey: SurveyFiles) -> None:
    """StudyError unless every row of a twin is read and kept as the run will."""
    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        files = [Path(folder, f"twin_{number}.csv") for number in range(len(rows))]
        for path, table in zip(files, rows, strict=True):
            _write_survey(table, path)
        rules = replace(study.configuration.cleaning, identical_rows="keep")
        read = SurveyFiles.from_config({"files": _twin_file_entries(survey, files)})
        kept = len(clean_survey(read, rules, study.codebook, study.model.indicators).kept)
    drawn = sum(len(table) - 1 for table in rows)
    if kept != drawn:
        raise StudyError(
            what="the twin would not pass the cleaning",
            where=survey.source,
            found=f"{kept} rows kept",
            expected=str(drawn),
            remedy="see whether accepted answers of consent and criteria in the codebook can be read as such",
        )


def _twin_entry(survey: SurveyFiles, files: Sequence[Path], kept: int) -> dict[str, object]:
    entries = _twin_file_entries(survey, files)
    if len(entries) > 1 or survey.modes:
        return {"files": entries, "expected_n": kept}
    (entry,) = entries
    others = {key: value for key, value in entry.items() if key != "path"}
    return {"file": entry["path"], "sheet": None, "rows": None, "expected_n": kept, **others}


def _twin_file_entries(survey: SurveyFiles, files: Sequence[Path]) -> list[dict[str, object]]:
    """Return the entry of each file of a twin: plain, with the mode and the headers of the survey's file."""
    kept = [{"mode": file.mode, "columns": dict(file.columns)} for file in survey.files]
    stated = [{key: value for key, value in each.items() if value} for each in kept]
    return [{"path": path.as_posix(), "layout": "plain", **each} for path, each in zip(files, stated, strict=True)]


def _describe_sample(files: str, about: Mapping[str, Any]) -> str:
    nearest, differences = about["differing_items_to_nearest_row"], about["difference_of_polychoric_correlations"]
    return (
        f"{files}: {about['rows']} simulated rows of {about['items']} items, none of them a row of the survey; to the "
        f"nearest one {nearest['minimum']:.0%} of the items differ at least, {nearest['median']:.0%} in the middle; "
        f"polychoric correlations differ by {differences['mean']:.2f} on average, {differences['largest']:.2f} at most"
    )


def _write_settings(config: Mapping[str, Any], file: Path, configfile: str) -> None:
    head = f"# SIMULATED answers: the twin of {configfile}, written by sentra.py twin, which writes it anew.\n\n"
    text = yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True, width=120)
    file.write_text(head + text, encoding="utf-8", newline="\n")


def _write_survey(rows: Rows, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _exports(
    entry: Mapping[str, Any], content: Mapping[str, Any], codebook: Codebook, model: StudyModel
) -> dict[str, bytes]:
    """Return the files of a simulated sample by their names."""
    generator = np.random.default_rng(entry["seed"])
    spec = SampleSpec.from_config(entry)
    points = draw_points(read_population(content), model, codebook.scale.points, len(spec.flaws), generator)
    forms = draw_forms(reverse_points(points, model, codebook), spec, generator)
    handed_in = list(zip(forms, draw_moments(forms, spec, generator), strict=True))
    exports = {}
    for file in spec.files:
        own, moments = zip(*[pair for pair in handed_in if pair[0].file == file], strict=True)
        if file.file.endswith(".xlsx"):
            exports[file.file] = plain_workbook("Entri", paper_rows(own, moments, codebook))
        else:
            exports[file.file] = _as_csv(form_rows(own, moments, codebook), file)
    return exports


def _as_csv(rows: Rows, file: SampleFile) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=file.separator, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8-sig" if file.byte_order_mark else "utf-8")
