"""Draw the twin of a survey: SIMULATED answers with its counts and correlations, and nobody's row."""

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from plssem import BoolArray, DataError, FloatArray, IntArray, polychoric_correlation
from study.base.errors import StudyError, sentra
from study.base.files import as_cell, write_json, write_text
from study.setup.codebook import Codebook, Criterion
from study.setup.config import Content, read_yaml
from study.setup.configuration import CleaningRules, Description, SurveyFiles
from study.setup.data_status import SAMPLES, write_checksums
from study.setup.start import Study, check
from study.survey.binding import Binding, bind_columns
from study.survey.cleaning import clean, clean_survey
from study.survey.description import NO_ANSWER, OTHER, class_names, count_answers
from study.survey.responses import (
    check_expected_n,
    interpret_tables,
    read_survey,
    read_tables,
)
from study.survey.submissions import Submission

Rows = Sequence[Sequence[str]]
MOST_DRAWS = 200  # of rows that may not stand in a twin
MOST_ROUNDS = 4  # of drawing from correlations that were raised or lowered
CLOSE = 0.04  # mean difference of polychoric correlations at which a twin is taken
SMALLEST_EIGENVALUE = 1e-6
FEWEST_ALIKE = 5  # respondents who gave a number that a twin may hold as it is; and in a class of numbers
MOST_CLASSES = 10  # of numbers, from which correlations are told
ROWS_COMPARED = 1000  # at a time: memory is this times the rows of the survey
FIRST_MOMENT = datetime(2000, 1, 1)  # one submission an hour from then on: nobody's


@dataclass(frozen=True, eq=False)
class Twin:
    """Simulated answers in the likeness of N collected ones: points (N, K) as ticked, 0 for no answer.

    correlations, own_correlations: polychoric ones (K, K) of the survey and of the twin. nearest: of each row (N,) the
    share of items in which it differs from the row of the survey that is most like it. redrawn: rows drawn anew because
    they stood in the survey or because cleaning would leave them out.
    """

    points: IntArray
    correlations: FloatArray
    own_correlations: FloatArray
    nearest: FloatArray
    redrawn: int

    @property
    def differences(self) -> FloatArray:
        """The sizes of the differences between the correlations of the twin and of the survey, each pair once."""
        above = np.triu_indices(len(self.correlations), 1)
        return np.asarray(np.abs(self.own_correlations - self.correlations)[above])

    @property
    def mean_difference(self) -> float:
        """The mean of the differences, 0 of a single item."""
        return float(self.differences.mean()) if self.differences.size else 0.0


def draw_twin(
    kept: IntArray, known: IntArray, rules: CleaningRules, generator: np.random.Generator, source: str = "the survey"
) -> Twin:
    """Draw answers with the counts of every item, and nearly the polychoric correlations, of those kept (N, K).

    Points as ticked, 0 for no answer. known (M, K): the answers that no row may repeat, those kept among them; a
    missing answer is like any other one. Where that takes the commonest rows away, correlations come out smaller; what
    they lack is then added to those drawn from, and the best of MOST_ROUNDS is taken.
    StudyError where rows of the survey come up again and again, as with few items.
    """
    correlations = _correlate_items(kept)
    aim = correlations
    twins: list[Twin] = []
    for _ in range(MOST_ROUNDS):
        try:
            points, nearest, again = _draw_other_rows(aim, kept, known, rules, generator, source)
        except StudyError:
            if not twins:
                raise
            break
        twins.append(Twin(points, correlations, _correlate_items(points), nearest, again))
        if twins[-1].mean_difference < CLOSE or not again:
            break
        aim = np.clip(aim + correlations - twins[-1].own_correlations, -1, 1)
    return min(twins, key=lambda twin: twin.mean_difference)


def _draw_other_rows(
    correlations: FloatArray,
    kept: IntArray,
    known: IntArray,
    rules: CleaningRules,
    generator: np.random.Generator,
    source: str,
) -> tuple[IntArray, FloatArray, int]:
    """Draw points (N, K) of which no row is known or left out, their nearest rows (N,), and how many were redrawn."""
    # ASSUME: normal variables stand behind the items; answers are missing at random, each by itself.
    root = np.linalg.cholesky(_make_positive_definite(correlations))
    tendencies = _whiten(generator.standard_normal(kept.shape)) @ root.T
    gaps = generator.random(kept.shape)
    redrawn = 0
    for _ in range(MOST_DRAWS):
        points = _cut(tendencies, gaps, kept)
        nearest = _share_of_differences(points, known)
        refused = (nearest == 0) | _is_left_out(points, rules)
        count = int(refused.sum())
        if not count:
            return points, nearest, redrawn
        redrawn += count
        tendencies[refused] = generator.standard_normal((count, kept.shape[1])) @ root.T
        gaps[refused] = generator.random((count, kept.shape[1]))
    raise StudyError(
        what="no twin without a row of somebody can be drawn",
        where=source,
        found=f"{count} of {len(kept)} rows of {kept.shape[1]} items that stand in the survey or would be left out, "
        f"after {MOST_DRAWS} draws",
        expected="none",
        remedy="so few or so similar items leave too few other rows; do not pass these answers on",
    )


def _correlate_items(points: IntArray) -> FloatArray:
    """Return the polychoric correlations (K, K) of points (N, K), 0 where a pair has none, diagonal 1."""
    answers = np.where(points > 0, points, np.nan)
    correlations = np.eye(points.shape[1])
    for row, column in zip(*np.triu_indices(points.shape[1], 1), strict=True):
        try:
            correlations[row, column] = polychoric_correlation(answers[:, row], answers[:, column])
        except DataError:
            continue  # an item that everybody answered alike
    return np.asarray(np.triu(correlations, 1).T + correlations)


def _make_positive_definite(correlations: FloatArray) -> FloatArray:
    """Return the correlations (K, K) with eigenvalues of at least SMALLEST_EIGENVALUE, the diagonal scaled to 1 again.

    Pairwise correlations need not be those of any variables.
    """
    values, vectors = np.linalg.eigh(correlations)
    raised = vectors * np.maximum(values, SMALLEST_EIGENVALUE) @ vectors.T
    scales = np.sqrt(np.diag(raised))
    return np.asarray(raised / np.outer(scales, scales))


def _whiten(drawn: FloatArray) -> FloatArray:
    """Return draws (N, K) whose own covariances are exactly 1 and 0, where there are enough of them."""
    if len(drawn) <= drawn.shape[1] + 1:
        return drawn
    centred = drawn - drawn.mean(axis=0)
    return np.asarray(np.linalg.solve(np.linalg.cholesky(centred.T @ centred / len(drawn)), centred.T).T)


def _cut(tendencies: FloatArray, gaps: FloatArray, kept: IntArray) -> IntArray:
    """Cut each tendency (N, K) where the counts of its item in `kept` are met; the largest gaps are not answered."""
    points = np.zeros_like(kept)
    for column, answers in enumerate(kept.T):
        answered = np.argsort(gaps[:, column], kind="stable")[: np.count_nonzero(answers)]
        ranked = answered[np.argsort(tendencies[answered, column], kind="stable")]
        points[ranked, column] = np.sort(answers[answers > 0])
    return points


def _share_of_differences(points: IntArray, rows: IntArray) -> FloatArray:
    """Return for each of N rows of points the smallest share of the K items in which it differs from one of `rows`."""
    numbers = np.arange(max(points.max(), rows.max()) + 1)
    drawn = np.float32(points[..., None] == numbers).reshape(len(points), -1)
    same = (rows[..., None] == numbers) | (rows[..., None] == 0) | (numbers == 0)
    real = np.float32(same).reshape(len(rows), -1).T
    most = [(drawn[start : start + ROWS_COMPARED] @ real).max(axis=1) for start in range(0, len(drawn), ROWS_COMPARED)]
    return np.asarray(1 - np.rint(np.concatenate(most)).astype(np.float64) / points.shape[1])


def _is_left_out(points: IntArray, rules: CleaningRules) -> BoolArray:
    """Tell which rows (N,) cleaning would leave out: too many answers missing, or one and the same answer to all."""
    answered = (points > 0).sum(axis=1)
    items = points.shape[1]
    lowest = np.where(points > 0, points, points.max() + 1).min(axis=1)
    straight = (points.max(axis=1) == lowest) & (items > 1) & (rules.straight_lining == "exclude")
    return np.asarray(((items - answered) / items > rules.max_missing_share) | (answered == 0) | straight)


@dataclass(frozen=True)
class NumberClasses:
    """Quantile classes of an item whose answers are numbers, lowest first.

    inner: the Q - 1 bounds between Q classes. intervals: of each class from where to where a number of nobody is drawn.
    shared: of each class its answers, NaN for one that fewer than FEWEST_ALIKE respondents gave; rare: these. decimals:
    of the answers; below 0 where all end in zeros.
    """

    inner: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    shared: tuple[tuple[float, ...], ...]
    rare: frozenset[float]
    decimals: int


def class_numbers(
    submissions: Sequence[Submission], indicators: Sequence[str], codebook: Codebook
) -> dict[str, NumberClasses]:
    """Class the answers to each item in numbers by quantiles: ten classes, fewer of fewer than 50 answers."""
    found = {}
    for code in [code for code in indicators if codebook.scale_of(code).is_number]:
        answers = [answer for submission in submissions if (answer := submission.answers[code]) is not None]
        if answers:
            found[code] = _class_item(np.sort(answers), codebook.scale_of(code).ends)
    return found


def _class_item(answers: FloatArray, ends: tuple[float, float]) -> NumberClasses:
    # ASSUME: within a class answers lie evenly, as far below its mean as above it in the first and the last class.
    count = int(np.clip(len(answers) // FEWEST_ALIKE, 1, MOST_CLASSES))
    inner = np.unique(np.quantile(answers, np.linspace(0, 1, count + 1)[1:-1]))
    parts = [answers[np.digitize(answers, inner) == index] for index in range(len(inner) + 1)]
    values, counts = np.unique(answers, return_counts=True)
    rare = values[counts < FEWEST_ALIKE]
    means = [float(part.mean()) if part.size else 0.0 for part in parts]
    around = answers.mean() + np.array([-1, 1]) * answers.std()
    bounds = [2 * means[0] - inner[0], *inner, 2 * means[-1] - inner[-1]] if inner.size else around
    bounds = np.clip(bounds, *ends).tolist()
    return NumberClasses(
        inner=tuple(inner.tolist()),
        intervals=tuple(pairwise(bounds)),
        shared=tuple(tuple(np.where(np.isin(part, rare), np.nan, part).tolist()) for part in parts),
        rare=frozenset(rare.tolist()),
        decimals=next((n for n in range(-6, 7) if np.allclose(np.round(answers, n), answers, rtol=0, atol=1e-9)), 6),
    )


def draw_numbers(
    points: IntArray,
    indicators: Sequence[str],
    classes: Mapping[str, NumberClasses],
    codebook: Codebook,
    generator: np.random.Generator,
) -> dict[str, list[str]]:
    """Write a number for each point (N, K) of an item in numbers: one that many gave, or one of nobody in its class."""
    cells = {}
    for code, found in classes.items():
        scale = codebook.scale_of(code)
        column = [_draw_number(point, found, generator) for point in points[:, list(indicators).index(code)]]
        # Three decimals alone could be thousands.
        digits = {3: 4}.get(found.decimals, max(found.decimals, 0))
        texts = ["" if np.isnan(number) else f"{np.clip(number, *scale.ends):.{digits}f}" for number in column]
        cells[code] = [text.replace(".", scale.decimal or ".") for text in texts]
    return cells


def _draw_number(point: int, classes: NumberClasses, generator: np.random.Generator) -> float:
    """Draw a number of a class, from 1 on, no rare one where there are others; NaN for no answer."""
    if not point:
        return float("nan")
    chosen = float(generator.choice(classes.shared[point - 1]))
    drawn = np.round(generator.uniform(*classes.intervals[point - 1], size=MOST_DRAWS), classes.decimals).tolist()
    return next((number for number in drawn if number not in classes.rare), drawn[0]) if np.isnan(chosen) else chosen


def code_answers(
    submissions: Iterable[Submission],
    indicators: Sequence[str],
    codebook: Codebook,
    classes: Mapping[str, NumberClasses],
) -> IntArray:
    """Return the points (N, K) of submissions as ticked, 1 for the lowest answer of each scale, 0 for no answer.

    classes: of the items in numbers, whose point is the number of the class.
    """
    columns = [[submission.answers[code] for code in indicators] for submission in submissions]
    points = [
        [_point(answer, code, codebook, classes) for answer, code in zip(row, indicators, strict=True)]
        for row in columns
    ]
    return np.array(points, dtype=np.int64).reshape(-1, len(indicators))


def _point(answer: float | None, code: str, codebook: Codebook, classes: Mapping[str, NumberClasses]) -> int:
    if answer is None:
        return 0
    if code in classes:
        return 1 + int(np.digitize(answer, classes[code].inner))
    return int(answer) - codebook.scale_of(code).lowest + 1


def draw_traits(
    kept: Sequence[Submission], codebook: Codebook, description: Description, generator: np.random.Generator
) -> dict[str, list[str]]:
    """Draw the cells of criteria and describing questions, each by itself, with the counts of `respondents.csv`.

    An answer of fewer than smallest_cell respondents is "other"; a number of a class is the lowest of the class. Of a
    criterion both are an answer that meets it.
    """
    criteria = {criterion.name: criterion for criterion in codebook.criteria}
    cells = {}
    asked = {name for submission in kept for name in submission.traits}
    for name in [name for name in (*criteria, *codebook.descriptive) if name in asked]:
        counts = count_answers([submission.traits.get(name, "") for submission in kept], name, description)
        bounds = description.classes.get(name, ())
        drawn = [_write_trait(answer, bounds, criteria.get(name)) for answer, count in counts for _ in range(count)]
        cells[name] = [drawn[index] for index in generator.permutation(len(drawn))]
    return cells


def _write_trait(answer: str, bounds: Sequence[float], criterion: Criterion | None) -> str:
    classes = class_names(bounds)
    if answer in classes:
        lowest = (max(bounds[0] - 1, 0), *bounds)[classes.index(answer)]
        least = criterion.minimum if criterion and criterion.minimum is not None else lowest
        return f"{max(lowest, least):g}"
    if criterion and answer in (OTHER, NO_ANSWER):
        return _meeting(criterion)
    return "" if answer == NO_ANSWER else as_cell(answer)


def _meeting(criterion: Criterion) -> str:
    """Write an answer that meets a criterion."""
    bounds = [f"{bound:g}" for bound in (criterion.minimum, criterion.maximum) if bound is not None]
    return next(iter([*bounds[:1], *sorted(criterion.accepted), as_cell(OTHER)]))


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
