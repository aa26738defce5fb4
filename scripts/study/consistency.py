"""Whether the files of a study agree: what one of them names the other has, in every language that is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from study.codebook import Codebook
from study.errors import StudyError
from study.model import StudyModel
from study.problems import stop_on

__all__ = ["check_consistency"]


def check_consistency(config: Mapping[str, Any], model: StudyModel, codebook: Codebook) -> None:
    """StudyErrors for words that a language lacks, and for questions and reasons that the codebook does not have."""
    languages = dict.fromkeys([*config["manuscript"]["languages"], config["study"]["figure_language"]])
    texts = [*_study_texts(config), *_model_texts(model, config["model"]), *_codebook_texts(codebook)]
    problems = [
        *(problem for where, text in texts for problem in _lacking(where, text, list(languages))),
        *_waived(config, codebook),
        *_classes(config, codebook),
        *_ascending(config["description"]),
    ]
    stop_on(problems, "the study's files")


def _study_texts(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in ("title", "keywords", "funding"):
        if config["study"][key] is not None:
            yield f"configuration key study.{key}", config["study"][key]


def _model_texts(model: StudyModel, source: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, construct in model.constructs.items():
        yield f"{source}, construct {name}, label", construct.label
        for dimension in construct.dimensions:
            yield f"{source}, construct {name}, dimension {dimension.name}, label", dimension.label


def _codebook_texts(codebook: Codebook) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for code, indicator in codebook.indicators.items():
        yield f"{codebook.source}, indicator {code}, label", indicator.label
        yield f"{codebook.source}, indicator {code}, question", indicator.question
    for criterion in codebook.criteria:
        yield f"{codebook.source}, criterion {criterion.name}, reason", criterion.reason
        yield f"{codebook.source}, criterion {criterion.name}, question", criterion.question
    for name, question in codebook.descriptive.items():
        yield f"{codebook.source}, descriptive {name}", question


def _lacking(where: str, text: Mapping[str, Any], languages: Sequence[str]) -> Iterator[StudyError]:
    missing = [language for language in languages if language not in text]
    if missing:
        found, expected = f"only {', '.join(text)}", ", ".join(languages)
        remedy = "add it, or take the language out of manuscript.languages and study.figure_language"
        yield StudyError(f"a text is missing in {' and '.join(missing)}", where, found, expected, remedy)


def _waived(config: Mapping[str, Any], codebook: Codebook) -> Iterator[StudyError]:
    for name in [name for name in config["robustness"]["waived_exclusions"] if name not in codebook.waivable]:
        what, where = "an exclusion that cannot be waived", "configuration key robustness.waived_exclusions"
        expected, remedy = f"some of {', '.join(codebook.waivable)}", "correct the name or delete it"
        yield StudyError(what, where, name, expected, remedy)


def _classes(config: Mapping[str, Any], codebook: Codebook) -> Iterator[StudyError]:
    known = [*(criterion.name for criterion in codebook.criteria), *codebook.descriptive]
    for name in [name for name in config["description"]["classes"] if name not in known]:
        what, where = "classes of a question that the codebook lacks", "configuration key description.classes"
        expected = f"one of {', '.join(known)}" if known else "{}: the codebook has no criteria and no descriptive"
        yield StudyError(what, where, name, expected, "correct the name or delete it")


def _ascending(description: Mapping[str, Any]) -> Iterator[StudyError]:
    lists = {f"classes.{name}": bounds for name, bounds in description["classes"].items()}
    for name, bounds in {**lists, "category_bounds": description["category_bounds"]}.items():
        if sorted(bounds) != list(bounds):
            where, expected = f"configuration key description.{name}", str(sorted(bounds))
            yield StudyError("bounds are out of order", where, str(list(bounds)), expected, "write the lowest first")
