"""The twin of a survey as files: SIMULATED answers in its columns, with a configuration, checksums and a record."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from plssem import IntArray
from study.base.errors import StudyError, sentra
from study.base.files import write_json, write_text
from study.setup.codebook import Codebook
from study.setup.config import Content, read_yaml
from study.setup.configuration import SurveyFiles
from study.setup.data_status import SAMPLES, write_checksums
from study.setup.start import Study, check
from study.simulated.twin_answers import Twin, class_numbers, code_answers, draw_numbers, draw_traits, draw_twin
from study.survey.binding import Binding, bind_columns
from study.survey.cleaning import clean, clean_survey
from study.survey.responses import check_expected_n, interpret_tables, read_survey, read_tables
from study.survey.submissions import Submission

Rows = Sequence[Sequence[str]]
FIRST_MOMENT = datetime(2000, 1, 1)  # one submission an hour from then on: nobody's


def twin_rows(
    headers: Sequence[str],
    binding: Binding,
    codebook: Codebook,
    points: IntArray,
    traits: Mapping[str, Sequence[str]],
    numbers: Mapping[str, Sequence[str]],
    language: str,
) -> list[list[str]]:
    """Return header and rows of a twin in the columns of the survey; those that tell a person are empty.

    traits: cells of criteria and describing questions; numbers: of items in numbers. Everybody consents, one submission
    an hour from the year 2000 on; an item stands under its latest wording.
    """
    formats = codebook.timestamp.formats if codebook.timestamp else ()
    moments = [FIRST_MOMENT + timedelta(hours=hour) for hour in range(len(points))]
    columns: dict[int | None, Sequence[str]] = {
        binding.consent: [min(codebook.consent.accepted) if codebook.consent else ""] * len(points),
        binding.timestamp: [moment.strftime(formats[0] if formats else "%Y-%m-%d %H:%M:%S") for moment in moments],
    }
    places = {**binding.criteria, **binding.descriptive}
    columns |= {places[name]: cells for name, cells in traits.items() if name in places}
    columns |= {
        binding.attention_checks[check.name]: [min(check.right)] * len(points) for check in codebook.attention_checks
    }
    for answers, (code, (column, *_)) in zip(points.T.tolist(), binding.indicators.items(), strict=True):
        words = ("", *codebook.scale_of(code).words(language))
        columns[column] = numbers[code] if code in numbers else [words[point] for point in answers]
    empty = [""] * len(points)
    cells = [columns.get(index, empty) for index in range(len(headers))]
    return [list(headers), *map(list, zip(*cells, strict=True))]


def twin_configuration(config: Content, samples: Mapping[str, Content], checksums: str) -> dict[str, Any]:
    """Return the configuration of a twin: that of the study, with its data called simulated and results apart.

    samples: the survey section's entries. Nothing that the authors declare of the collection is said of a twin.
    """
    return {
        **config,
        "results_dir": f"{config['results_dir']}_twin",
        "simulated_checksums": checksums,
        "study": {**config["study"], "data_status": "simulated", "site": "", "declarations": {}},
        "survey": {**config["survey"], **samples},
        # Without time stamps and with few items two simulated rows may be alike.
        "cleaning": {**config["cleaning"], "identical_rows": "keep"},
    }


def describe_twin(twin: Twin, seed: int) -> dict[str, object]:
    """Return what the record of a twin says of it: rows, items, differences of correlations, nearest rows."""
    return {
        "data_status": "simulated",
        "seed": seed,
        "rows": len(twin.points),
        "items": twin.points.shape[1],
        "rows_of_the_survey": int((twin.nearest == 0).sum()),
        "redrawn": twin.redrawn,
        "differing_items_to_nearest_row": {
            "minimum": round(float(twin.nearest.min()), 4),
            "median": round(float(np.median(twin.nearest)), 4),
        },
        "difference_of_polychoric_correlations": {
            "largest": round(float(twin.differences.max(initial=0)), 4),
            "mean": round(twin.mean_difference, 4),
        },
    }


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
    checksums = stem.with_suffix(".sha256")
    record = stem.with_suffix(".json")
    stem.parent.mkdir(parents=True, exist_ok=True)
    written = {file: rows for sample in files for file, rows in zip(files[sample], drawn[sample][0], strict=True)}
    for file, rows in written.items():
        _write_survey(rows, file)
    write_checksums(written, checksums)
    write_json({sample: about for sample, (_, about) in drawn.items()}, record)
    twin = Path(configfile).with_name("twin.yaml")
    _write_settings(twin_configuration(config, entries, checksums.as_posix()), twin, configfile)
    said = [_describe_sample(" and ".join(map(str, files[sample])), about) for sample, (_, about) in drawn.items()]
    run = sentra(f"run --configfile {twin.as_posix()}")
    return "\n".join([*said, f"SIMULATED. The same in figures: {record}. Run: {run}"])


def _twin_files(stem: Path, sample: str, survey: SurveyFiles) -> list[Path]:
    """Name the files of a twin's sample: as many as the survey has."""
    name = str(stem) if sample == "full" else f"{stem}_{sample}"
    numbers = [f"_{number}" for number in range(1, len(survey.files) + 1)] if len(survey.files) > 1 else [""]
    return [Path(f"{name}{number}.csv") for number in numbers]


def _shared_file(study: Study) -> int | None:
    """Find the full sample's file of which the pilot is some first rows; None where the pilot is none of them."""
    survey = study.configuration.survey
    pilot = [file.path.resolve() for file in survey.pilot.files] if survey.pilot else []
    indices = [index for index, file in enumerate(survey.full.files) if [file.path.resolve()] == pilot]
    return indices[0] if indices else None


def _first_rows(study: Study, file: Path) -> dict[str, object]:
    """Return the entry of a pilot of as many first rows of a twin's file as were kept of the pilot."""
    pilot = study.configuration.survey.samples["pilot"]
    rules = study.configuration.cleaning
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
    survey = study.configuration.survey.samples[sample]
    settings = study.configuration
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
    nearest = about["differing_items_to_nearest_row"]
    differences = about["difference_of_polychoric_correlations"]
    return (
        f"{files}: {about['rows']} simulated rows of {about['items']} items, none of them a row of the survey; to the "
        f"nearest one {nearest['minimum']:.0%} of the items differ at least, {nearest['median']:.0%} in the middle; "
        f"polychoric correlations differ by {differences['mean']:.2f} on average, {differences['largest']:.2f} at most"
    )


def _write_settings(config: Mapping[str, Any], file: Path, configfile: str) -> None:
    head = f"# SIMULATED answers: the twin of {configfile}, written by sentra.py twin, which writes it anew.\n\n"
    text = yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True, width=120)
    write_text(head + text, file)


def _write_survey(rows: Rows, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
