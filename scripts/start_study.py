"""Draft the files of a study of your own from the columns of its export: studies/<name>/. Nothing is overwritten."""

import argparse
import re
import shutil
import sys
from pathlib import Path

from study.base.errors import StudyError, StudyErrors
from study.base.job import legible_output
from study.drafting.columns import sort_columns
from study.drafting.files import SurveyExport, draft_codebook, draft_config, draft_model
from study.survey.reading import read_survey_table


def main(*, root: Path, survey: Path, name: str, language: str, sheet: str | None) -> str:
    """Write the drafts; return what to do next. StudyError where the folder exists or the export cannot be read."""
    folder = Path("studies", name)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise StudyError("this is no name for a folder", "--name", repr(name), "letters, digits, - and _", "shorten it")
    if (root / folder).exists():
        what, remedy = "this study exists already", "give it another name, or delete the folder to start anew"
        raise StudyError(what, str(folder), "a folder", "a new name", remedy)
    columns = sort_columns(read_survey_table(root / survey, sheet))
    project = (root / "config" / "config.yaml").read_text(encoding="utf-8")
    drafts = {
        "codebook.yaml": draft_codebook(columns, language),
        "model.yaml": draft_model(columns, language),
        "config.yaml": draft_config(
            project, folder.as_posix(), SurveyExport(survey.as_posix(), sheet, columns.points), language
        ),
    }
    (root / folder).mkdir(parents=True)
    for file, text in drafts.items():
        (root / folder / file).write_text(text, encoding="utf-8", newline="\n")
    skeleton = root / "manuscript" / f"skeleton.{language}.md.jinja"
    shutil.copyfile(skeleton, root / folder / f"manuscript.{language}.md.jinja")
    return (
        f"{folder.as_posix()}: {len(columns.items)} items on {columns.points} points, {len(columns.undecided)} columns "
        "to decide. Edit codebook.yaml, model.yaml and config.yaml there, then run\n"
        f"python scripts/check_study.py --configfile {folder.as_posix()}/config.yaml"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the export, CSV or XLSX, such as data/raw/survey.csv")
    parser.add_argument("--name", required=True, help="a short name for the study, without spaces")
    parser.add_argument("--language", choices=("id", "en"), default="id", help="default: id")
    parser.add_argument("--sheet", help="the sheet of a workbook that has several")
    given = parser.parse_args()
    legible_output()
    try:
        print(main(root=Path(), survey=given.file, name=given.name, language=given.language, sheet=given.sheet))
    except (StudyError, StudyErrors) as refusal:
        sys.exit("\n".join(f"error: {line}" for line in str(refusal).splitlines()))
