"""What a study decides before its data: every setting, path, claim, item and criterion that an analysis depends on."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from study.setup.config import Content, read_yaml
from study.setup.configuration import file_entries
from study.words.dictionary import LANGUAGES

# The keys of config.yaml that decide nothing about the analysis: files, words, looks, forms of the questionnaire, jobs.
UNDECIDED = (
    *("results_dir", "model", "codebook", "claims", "checklist", "simulated_checksums", "study", "survey"),
    *("description", "manuscript", "instrument", "scatter"),
)
OF_SAMPLE = ("rows", "unfinished_answers", "mode")  # what of a survey's file decides who is analysed
WARNING = "warn_"  # how a setting begins that only warns
OF_CODEBOOK = ("scale", "consent")
WORDS = ("label", "statement", "reason", "earlier_texts")  # words for readers, and what an export calls a question


def plan_folder(config: Content) -> Path:
    """Return the folder of the sealed plan: beside the results, as that of what is published."""
    return Path(config["results_dir"]).parent / "plan"


def find_decisions(config: Content) -> dict[str, Any]:
    """Return every decision of a study by its name, as plain JSON: numbers, texts, lists, mappings, null.

    config: the content of `config.yaml`, whose files of model, codebook and claims are read. Words for readers are no
    decision; the wording of a question is one.
    """
    claims = read_yaml(Path(config["claims"])) if config["claims"] else {}
    return {
        **_of_model(read_yaml(Path(config["model"]))),
        **_of_claims(claims),
        **_of_codebook(read_yaml(Path(config["codebook"]))),
        **dict(_of_settings(config)),
    }


def digest(value: Any) -> str:
    """Return the SHA-256 of plain JSON, in which neither the order of keys nor 5.0 for 5 matters."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _of_model(content: Content) -> dict[str, Any]:
    paths = {f"{path['source']} -> {path['target']}": path for path in content["paths"]}
    ends = ("source", "target")
    others = {key: value for key, value in content.items() if key not in ("constructs", "paths")}
    return {
        **{f"model.constructs.{name}": _plain(entry) for name, entry in content["constructs"].items()},
        **{f"model.paths.{name}": {"direction": "positive", **_plain(path, *ends)} for name, path in paths.items()},
        **{f"model.{key}": _plain(value) for key, value in others.items()},
    }


def _of_claims(content: Content) -> dict[str, Any]:
    usual = {"direction": "positive", "criterion": "interval", "family": "exploratory"}
    unread = ("id", "source", "hypothesis", "beside")  # beside: it decides nothing
    return {
        **{f"claims.{claim['id']}": {**usual, **_plain(claim, *unread)} for claim in content.get("claims", ())},
        **{f"claims.models.{name}": _plain(entry) for name, entry in content.get("models", {}).items()},
        **{f"claims.{key}": _plain(content[key]) for key in ("interactions", "stability") if key in content},
    }


def _of_codebook(content: Content) -> dict[str, Any]:
    parts = {
        f"codebook.{part}.{name}": _plain(entry)
        for part in ("indicators", "criteria")
        for name, entry in content.get(part, {}).items()
    }
    return {**parts, **{f"codebook.{key}": _plain(content[key]) for key in OF_CODEBOOK if key in content}}


def _of_settings(config: Content) -> Iterator[tuple[str, Any]]:
    for sample in ("pilot", "full"):
        files = file_entries(config["survey"][sample]) if config["survey"][sample] else []
        for number, file in enumerate(files, start=1):
            name = f"survey.{sample}.{number}" if len(files) > 1 else f"survey.{sample}"
            yield from ((f"{name}.{key}", file[key]) for key in OF_SAMPLE if key in file)
    yield "survey.pilot_overlap", config["survey"]["pilot_overlap"]
    for section in config:
        if section not in UNDECIDED:
            yield from _leaves(section, config[section])


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield each setting by its dotted key; a list and a text in several languages are one setting each."""
    if isinstance(value, Mapping) and value and not set(value) <= set(LANGUAGES):
        for key, inner in value.items():
            if key not in WORDS and not str(key).startswith(WARNING):
                yield from _leaves(f"{name}.{key}", inner)
    else:
        yield name, _plain(value)


def _plain(value: Any, *unread: str) -> Any:
    """Return plain JSON without words for readers and keys that are not read; a whole number has no decimals."""
    if isinstance(value, Mapping):
        left_out = {*WORDS, *unread}
        return {str(key): _plain(inner) for key, inner in value.items() if key not in left_out}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
