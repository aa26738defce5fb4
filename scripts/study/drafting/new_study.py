"""Start a study: write drafts of its files from an export of answers, a report of SmartPLS, or a list of questions."""

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from study.base.errors import StudyError, sentra
from study.base.files import write_text
from study.drafting.author_questions import AuthorQuestion, list_questions
from study.drafting.column_sorting import check_table, sort_columns, take_items
from study.drafting.columns import Columns
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
from study.other_engines.model_files import SMARTPLS_PROJECTS, Design, read_model, read_model_file
from study.other_engines.smartpls_report import is_report, read_design
from study.setup.codebook import normalise
from study.survey.cells import Table
from study.survey.identity import may_identify
from study.survey.reading import read_survey_table
from study.tables.workbook import workbook_bytes

LONGEST_NAME = 40  # characters of a name, an address or a number; a question that gives a contact is longer


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
    *,
    root: Path,
    survey: Path | None,
    name: str,
    language: str,
    sheet: str | None,
    further_sheets: Sequence[str] = (),
    model: Path | None = None,
) -> str:
    """Write the drafts; return what to do next. StudyError where the study exists or the export cannot be read.

    Without a survey, the study is drafted from a list of its questions, which is written first for its author.
    survey: an export of answers, or a report of SmartPLS, whose answers are then written to data/raw. model: the
    model that the answers of an export were collected for: a model text, a model file or a report of SmartPLS.
    further_sheets: names of sheets beside `sheet` with other respondents and the same questions.
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
    sheets = (sheet, *further_sheets)
    draft = _draft_survey(root, survey, name, sheets, model)
    project = (root / "config" / "config.yaml").read_text(encoding="utf-8")
    drafts = _draft_files(draft, project, folder.as_posix(), language, sheets)
    if draft.answers:
        write_text(draft.answers, root / draft.survey)
    _write_drafts(root, folder, drafts, language)
    return _say_what_is_next(draft, folder.as_posix())


def _draft_files(
    draft: _SurveyDraft, project: str, folder: str, language: str, sheets: Sequence[str | None]
) -> dict[str, str]:
    """Write codebook, model and configuration of a study, by name; project: the text of the project's config.yaml."""
    columns = draft.columns
    design = draft.design
    classes = propose_classes(columns.describing)
    sheet, *further = [None] if draft.answers else sheets
    lowest = columns.scale.lowest
    export = SurveyExport(draft.survey.as_posix(), sheet, columns.points, classes, lowest, tuple(filter(None, further)))
    return {
        "codebook.yaml": draft_codebook(columns, language, draft.questions),
        "model.yaml": draft_reported_model(design, columns, language) if design else draft_model(columns, language),
        "config.yaml": draft_config(project, folder, export, language, stated=draft.settings),
    }


def _say_what_is_next(draft: _SurveyDraft, folder: str) -> str:
    columns = draft.columns
    asked = len(list_questions(columns)) + len(draft.questions)
    scales = [f"on {g.scale.points} points" if g.scale.points else "in numbers" for g in columns.groups if g.items]
    further = len(scales) - 1
    others = f" and on {further} further scale{'s' if further != 1 else ''}" if further > 0 else ""
    read = f"answers of the report: {len(draft.table.rows)} respondents, written to {draft.survey.as_posix()}"
    return (
        f"{read if draft.answers else draft.table.describe()}\n"
        f"{folder}: {len(columns.items)} items {scales[0] if scales else ''}{others}, "
        f"{asked} open question{'s' if asked != 1 else ''} (undecided in codebook.yaml). "
        "Edit codebook.yaml, model.yaml and config.yaml there, then run\n"
        + sentra(f"check-study --configfile {folder}/config.yaml")
    )


def _find_inside(root: Path, survey: Path) -> Path:
    """Return the path of the export from the project's folder; StudyError where it lies outside.

    The configuration, which is published, repeats the path, and a rerun elsewhere has nothing but the project. The
    path may lead through a link to the project, or through one in it.
    """
    inside = root.resolve()
    places = (Path(os.path.normpath(inside / survey)), (root / survey).parent.resolve() / survey.name)
    place = next((each for each in places if each.is_relative_to(inside)), None)
    if place is None:
        raise StudyError(
            what="the export lies outside the project",
            where=survey.name,
            found="a path that leads out of the project's folder",
            expected=f"data/raw/{survey.name}",
            remedy="copy it to data/raw",
        )
    return place.relative_to(inside)


def _write_drafts(root: Path, folder: Path, drafts: Mapping[str, str], language: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for file, text in drafts.items():
        write_text(text, root / folder / file)
    skeleton = root / "manuscript" / f"skeleton.{language}.md.jinja"
    shutil.copyfile(skeleton, root / folder / f"manuscript.{language}.md.jinja")


def _start_from_list(root: Path, folder: Path, language: str) -> str:
    """Write the list of questions of a new study, or draft the study from it once it is filled in."""
    questions = folder / "questions.xlsx"
    command = sentra(f"start-study --name {folder.name}")
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
        + sentra(f"plan --configfile {folder.as_posix()}/config.yaml")
    )


def _draft_survey(
    root: Path, survey: Path, name: str, sheets: Sequence[str | None], model: Path | None
) -> _SurveyDraft:
    """Read an export of answers, with the model of a model file where one is given; or a report of SmartPLS."""
    if survey.suffix.lower() in SMARTPLS_PROJECTS:
        read_model_file(root / survey)
        command = sentra(f"start-study data/raw/answers.csv --model {survey.as_posix()} --name {name}")
        raise StudyError(
            what="a model file of SmartPLS holds no answers",
            where=str(survey),
            found="a model",
            expected="the answers, and the model beside them",
            remedy=f"give both: {command}",
        )
    if is_report(root / survey):
        if model is not None:
            raise StudyError(
                what="two models for one study",
                where=str(model),
                found=f"another model in the report {survey}",
                expected="a report, or a survey with a model file",
                remedy="give the report without --model",
            )
        return _draft_report(root, survey, name)
    survey = _find_inside(root, survey)
    table = _join([read_survey_table(root / survey, sheet) for sheet in sheets])
    _check_questions(table)
    check_table(table)
    if model is None:
        return _SurveyDraft(survey, table, sort_columns(table))
    if not (root / model).is_file():
        raise StudyError(
            what="there is no such file", where=str(model), found="nothing", expected="a model", remedy="check --model"
        )
    design = read_design(root / model)[0] if is_report(root / model) else read_model(root / model)
    columns = take_items(table, [code for codes in design.constructs.values() for code in codes])
    return _SurveyDraft(survey, table, columns, design, questions_on_design(design, columns, {}))


def _join(tables: Sequence[Table]) -> Table:
    """Join the answers of several sheets; StudyError where one asks anything else."""
    first, *others = tables
    for table in others:
        if [*map(normalise, table.headers)] != [*map(normalise, first.headers)]:
            raise StudyError(
                what="the sheets have different questions",
                where=table.source,
                found="other heads, or another order of them",
                expected=f"those of {first.source}",
                remedy="draft from one sheet, and name each as an entry of files, with columns for other heads",
            )
    return replace(
        first,
        source=" and ".join(table.source for table in tables),
        rows=tuple(row for table in tables for row in table.rows),
        notes=tuple(dict.fromkeys(note for table in tables for note in table.notes)),
        set_aside=tuple(aside for table in tables for aside in table.set_aside),
    )


def _draft_report(root: Path, report: Path, name: str) -> _SurveyDraft:
    design, answers, stated = read_design(root / report)
    if answers is None:
        raise StudyError(
            what="this report does not hold the answers",
            where=str(report),
            found="no table Indicator data (original)",
            expected="the whole report",
            remedy="export it whole to Excel, or give the answers as FILE and this report as MODEL",
        )
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
        write_text(stream.getvalue(), file)
        table = replace(read_survey_table(file), source=str(report))
    columns = take_items(table, [code for codes in design.constructs.values() for code in codes])
    settings, unread = taken_settings(stated)
    questions = questions_on_design(design, columns, unread)
    return _SurveyDraft(survey, table, columns, design, questions, settings, stream.getvalue())


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
