"""A study's files before its first run: drafted, checked, or simulated for the demonstration."""

import csv
import io
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from study.base.errors import StudyError
from study.base.files import sha256
from study.demo_data.forms import SampleSpec, draw_forms, form_rows
from study.demo_data.simulation import draw_points, read_population, reverse_points
from study.drafting.columns import sort_columns
from study.drafting.files import SurveyExport, draft_codebook, draft_config, draft_model
from study.setup.codebook import Codebook, read_codebook
from study.setup.config import read_yaml, validate
from study.setup.start import Study, check
from study.setup.study_model import StudyModel, read_study_model
from study.survey.cleaning import clean
from study.survey.reading import read_survey_table
from study.survey.responses import check_expected_n, read_survey

__all__ = ["check_study", "simulate_survey", "start_study"]


def start_study(*, root: Path, survey: Path, name: str, language: str, sheet: str | None) -> str:
    """Write the drafts; return what to do next. StudyError where the folder exists or the export cannot be read."""
    folder = Path("studies", name)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise StudyError(
            what="this is no name for a folder",
            where="--name",
            found=repr(name),
            expected="letters, digits, - and _",
            remedy="shorten it",
        )
    if (root / folder).exists():
        raise StudyError(
            what="this study exists already",
            where=str(folder),
            found="a folder",
            expected="a new name",
            remedy="give it another name, or delete the folder to start anew",
        )
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
        f"python scripts/sentra.py check-study --configfile {folder.as_posix()}/config.yaml"
    )


def check_study(*, root: Path, configfile: str) -> int:
    """Check the files of a study and its survey without running anything: every error at once, each on one line."""
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas")
    for sample in study.samples:
        print(_outcome(study, sample))
    print(f"Everything agrees. Run: snakemake --cores 4 --configfile {configfile}")
    return 0


def _outcome(study: Study, sample: str) -> str:
    """Clean a sample as the run will and say how many are kept, and why others are not."""
    survey = study.configuration.survey.samples[sample]
    submissions = read_survey(survey, study.codebook, study.model.indicators)
    cleaned = clean(submissions, study.configuration.cleaning, study.codebook, str(survey.path))
    reasons = [exclusion.reason for exclusion in cleaned.excluded]
    check_expected_n(len(cleaned.kept), survey.expected_n, f"survey.{sample}.expected_n", str(survey.path), reasons)
    left_out = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    return f"{sample}: {len(submissions)} submissions, {len(cleaned.kept)} kept{left_out}"


def simulate_survey(
    *, population: Path, schema: Path, codebook: Path, model: Path, root: Path, checksums: Path
) -> None:
    """Write the SIMULATED demonstration survey to data/raw, with its checksums."""
    content = read_yaml(population)
    validate(content, schema, str(population))
    files = [root / entry["file"] for entry in content["samples"].values()]
    for file, entry in zip(files, content["samples"].values(), strict=True):
        file.write_bytes(_export(entry, content, read_codebook(codebook), read_study_model(model)))
    lines = [f"{sha256(file)}  {file.name}\n" for file in files]
    checksums.write_text("".join(lines), encoding="utf-8", newline="\n")


def _export(entry: Mapping[str, Any], content: Mapping[str, Any], codebook: Codebook, model: StudyModel) -> bytes:
    generator = np.random.default_rng(entry["seed"])
    spec = SampleSpec.from_config(entry)
    points = draw_points(read_population(content), model, codebook.scale.points, len(spec.flaws), generator)
    forms = draw_forms(reverse_points(points, model, codebook), spec, content["writing"], generator)
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=entry["separator"], lineterminator="\n").writerows(
        form_rows(forms, spec, codebook, generator)
    )
    return stream.getvalue().encode("utf-8-sig" if entry["byte_order_mark"] else "utf-8")
