"""Whether the files of a study agree before anything runs: what one file names, the others declare."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.base.files import sha256
from study.setup.analysis_checks import find_impossible_analyses
from study.setup.codebook import Codebook
from study.setup.configuration import DATES, Configuration, SurveyFile, SurveyFiles, equal_category_bounds
from study.setup.model_checks import find_impossible_controls, find_impossible_observed
from study.setup.study_model import StudyModel
from study.setup.text_checks import codebook_texts, find_missing_languages, find_unknown, model_texts, study_texts

MOST_POINTS = 100  # of a scale, as the schema of the codebook has it


def check_consistency(configuration: Configuration, model: StudyModel, codebook: Codebook) -> None:
    """StudyErrors for words that a language lacks, and for what the model, the codebook or an analysis cannot have."""
    texts = [*study_texts(configuration), *model_texts(model, str(configuration.model)), *codebook_texts(codebook)]
    problems = [
        *find_missing_languages(texts, configuration.languages),
        *find_impossible_observed(configuration, model, codebook),
        *find_impossible_controls(model.controls, model, f"{configuration.model}, key controls"),
        *_find_unknown_classes(configuration, codebook),
        *_find_unordered_bounds(configuration),
        *_find_bounds_of_another_scale(configuration, codebook),
        *_find_untold_time(configuration, codebook),
        *_find_survey_faults(configuration, codebook),
        *_find_impossible_days(configuration.study.dates),
        *find_impossible_analyses(configuration, model, codebook),
    ]
    stop_on(problems, "the study's files")


def check_settings(kept: int, folds: int | None, omission_distance: int | None, source: str) -> None:
    """StudyError where the settings of prediction do not suit the number of respondents kept; None is not checked.

    Cross-validation takes a respondent or more for each of the `folds`; blindfolding more respondents than its
    distance, which must not divide their number, or it would omit whole respondents.
    """
    if folds is None or omission_distance is None:
        return
    fewest = max(folds, omission_distance + 1)
    if kept < fewest:
        raise StudyError(
            what="too few respondents for the settings",
            where=source,
            found=f"{kept} kept",
            expected=f"at least {fewest}, as prediction.folds is {folds} "
            f"and estimation.omission_distance {omission_distance}",
            remedy="see whether the file is whole and who was left out; else collect more answers",
        )
    if kept % omission_distance == 0:
        fitting = next(larger for larger in range(omission_distance + 1, kept + 2) if kept % larger)
        raise StudyError(
            what="the omission distance divides the number of respondents",
            where="configuration key estimation.omission_distance",
            found=f"{omission_distance}, and {kept} respondents kept",
            expected="one that leaves a remainder",
            remedy=f"write omission_distance: {fitting}",
        )


def _find_survey_faults(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    """Find what is wrong with the files of a sample and its expected size, before any is read as a table."""
    if expected := configuration.survey.full.expected_n:
        folds = configuration.prediction.folds
        distance = configuration.estimation.omission_distance
        try:
            check_settings(expected, folds, distance, "configuration key survey.full.expected_n")
        except StudyError as unsuited:
            yield unsuited
    for name, sample in configuration.survey.samples.items():
        key = f"configuration key survey.{name}.files"
        yield from _find_repeated_files(sample, key)
        yield from _find_unstated_modes(sample, key, codebook)
        for file in sample.files:
            yield from _find_unknown_columns(file, f"configuration key survey.{name}, {file.path}, columns", codebook)


def _find_repeated_files(sample: SurveyFiles, key: str) -> Iterator[StudyError]:
    known: dict[tuple[str, str | None], Path] = {}
    for file in sample.files if len(sample.files) > 1 else ():
        # Before the data there is no file to compare.
        content = sha256(file.path) if file.path.is_file() else str(file.path)
        first = known.setdefault((content, file.sheet), file.path)
        if first is not file.path:
            same = "twice" if first == file.path else f"again, with the content of {first}"
            yield StudyError(
                what="a file stands twice in the list",
                where=key,
                found=f"{file.path} {same}",
                expected="each file once, or each sheet of a workbook once",
                remedy="delete one of the entries",
            )


def _find_unstated_modes(sample: SurveyFiles, key: str, codebook: Codebook) -> Iterator[StudyError]:
    unstated = [str(file.path) for file in sample.files if not file.mode]
    if sample.modes and unstated:
        yield StudyError(
            what="files without a mode beside files with one",
            where=key,
            found=", ".join(unstated),
            expected="a mode for each file, or for none",
            remedy="add mode: to each of them",
        )
    asked = {criterion.name for criterion in codebook.criteria} | set(codebook.descriptive)
    if len(sample.modes) > 1 and "mode" in asked:
        yield StudyError(
            what="a question has the name of the mode of collection",
            where=codebook.source,
            found="mode",
            expected="another name where files have modes",
            remedy="rename the question",
        )


def _find_unknown_columns(file: SurveyFile, where: str, codebook: Codebook) -> Iterator[StudyError]:
    spans = codebook.duration
    texts = {"duration": spans.question, "start": spans.start, "end": spans.end} if spans else {}
    entries = [
        *codebook.indicators,
        *(criterion.name for criterion in codebook.criteria),
        *(name for name in ("consent", "timestamp", "identity") if getattr(codebook, name) is not None),
        *(check.name for check in codebook.attention_checks),
        *(name for name, text in texts.items() if text is not None),
        *(choice.name for choice in codebook.multiple_choice if not choice.columns),
        *codebook.descriptive,
    ]
    return find_unknown(
        file.columns,
        entries,
        what="a column for an entry that the codebook does not have",
        where=where,
        expected=f"an entry of {codebook.source}",
        otherwise="correct the name or delete the line",
    )


def _find_unknown_classes(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    known = codebook.questions
    return find_unknown(
        configuration.description.classes,
        known,
        what="classes of a question that the codebook lacks",
        where="configuration key description.classes",
        expected=f"one of {', '.join(known)}" if known else "{}: the codebook has no criteria and no descriptive",
    )


def _find_unordered_bounds(configuration: Configuration) -> Iterator[StudyError]:
    description = configuration.description
    lists = {f"classes.{name}": bounds for name, bounds in description.classes.items()}
    refuse = partial(StudyError, what="bounds are out of order", remedy="write the lowest first")
    for name, bounds in {**lists, "category_bounds": description.category_bounds}.items():
        if sorted(bounds) != list(bounds):
            where = f"configuration key description.{name}"
            yield refuse(where=where, found=str(list(bounds)), expected=str(sorted(bounds)))


def _find_bounds_of_another_scale(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    """Refuse the bounds of equal classes of another number of points: they stayed when the scale was corrected."""
    bounds = configuration.description.category_bounds
    scale = codebook.scale
    if not scale.has_index:
        return
    fitting = equal_category_bounds(scale.points, scale.lowest)
    others = [points for points in range(2, MOST_POINTS + 1) if equal_category_bounds(points) == tuple(bounds)]
    if others and fitting != tuple(bounds):
        spread = configuration.robustness.careless.get("variability", 0.0) * (scale.points - 1) / (others[0] - 1)
        also = f"; robustness.careless.variability is in points, too: {spread:g} here" if spread else ""
        fitted = ", ".join(f"{bound:g}" for bound in fitting)
        yield StudyError(
            what="the bounds of the categories belong to another scale",
            where="configuration key description.category_bounds",
            found=f"{list(bounds)}, five equal classes of {others[0]} points",
            expected=f"bounds for {scale.points} points, as {codebook.source} has them",
            remedy=f"write category_bounds: [{fitted}], or bounds of your own{also}",
        )


def _find_untold_time(configuration: Configuration, codebook: Codebook) -> Iterator[StudyError]:
    asked = {
        "cleaning.minimum_seconds": configuration.cleaning.minimum_seconds,
        "robustness.careless.minimum_seconds": configuration.robustness.careless.get("minimum_seconds", 0),
    }
    for key in [key for key, seconds in asked.items() if seconds and codebook.duration is None]:
        otherwise = "write minimum_seconds: 0" if key == "cleaning.minimum_seconds" else "delete the key"
        yield StudyError(
            what="no column tells how long a form took",
            where=f"configuration key {key}",
            found=f"{asked[key]:g}",
            expected=f"duration in {codebook.source}",
            remedy=f"declare it there: question, or start and end; or {otherwise}",
        )


def _find_impossible_days(stated: Mapping[str, str]) -> Iterator[StudyError]:
    """Refuse days of publication that do not exist, and those before the day of an earlier step."""
    days = {key: stated[key] for key in DATES if stated.get(key)}
    where = "configuration key study.dates"
    for key, day in days.items():
        year, month, number = map(int, day.split("-"))
        if number > (last := monthrange(year, month)[1]):
            yield StudyError(
                what="a day that no calendar has",
                where=f"{where}.{key}",
                found=day,
                expected=f"a day from {day[:-2]}01 to {day[:-2]}{last}",
                remedy="correct the day",
            )
    if sorted(days.values()) != list(days.values()):
        yield StudyError(
            what="days of publication are out of order",
            where=where,
            found=", ".join(f"{key} {day}" for key, day in days.items()),
            expected="received, then revised, then accepted",
            remedy="correct the days",
        )
