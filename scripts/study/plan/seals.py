"""The sealed plan: a chain of seals in one file, each with all decisions of a study and the hash of the seal before it.

A decision is a setting, path, claim, item or criterion that an analysis depends on. A seal that is changed, moved, or
left out of the middle breaks the chain, and nothing runs. Whoever rewrites the whole file has other hashes: the last
one stands in the plan, in the supplement and in the certificate, and the digest of the file in what was published.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from study.base.errors import StudyError, stop_on
from study.base.files import read_json, write_json
from study.setup.config import Content, read_yaml
from study.setup.configuration import file_entries
from study.words.dictionary import LANGUAGES

PLAN = "plan.json"
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
        files = file_entries(config["survey"][sample])
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


@dataclass(frozen=True)
class Seal:
    """All decisions of a study at a date that its author gives.

    number: from 1 on. after_data: whether answers of the full sample existed. answers: samples whose files did.
    previous: the hash of the seal before it (None: the first). hash: of all the rest.
    """

    number: int
    date: str
    after_data: bool
    answers: tuple[str, ...]
    previous: str | None
    decisions: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """The SHA-256 of the seal, its decisions and the hash of the one before it."""
        return digest({**vars(self), "answers": list(self.answers)})

    @property
    def record(self) -> dict[str, Any]:
        """The seal as its file has it: each decision with its value and its hash."""
        decisions = {name: {"value": value, "hash": digest(value)} for name, value in self.decisions.items()}
        return {**vars(self), "answers": list(self.answers), "decisions": decisions, "hash": self.hash}


def find_answers(config: Content) -> tuple[str, ...]:
    """Name the samples whose answers exist: as the file that the configuration names, or among the results."""
    files = {sample: [file["file"] for file in file_entries(config["survey"][sample])] for sample in ("pilot", "full")}
    results = Path(config["results_dir"])
    return tuple(
        sample
        for sample, paths in files.items()
        if paths and any(Path(path).is_file() for path in (*paths, results / sample / "responses.csv"))
    )


def find_reference_seal(seals: Sequence[Seal]) -> Seal | None:
    """Choose the seal that an analysis is compared with: the last one before the data, else the first; None: no seal.

    What is sealed after the data is recorded, but does not become the plan.
    """
    before = [seal for seal in seals if not seal.after_data]
    return (before[-1] if before else seals[0]) if seals else None


def read_seals(file: Path) -> tuple[Seal, ...]:
    """Read the chain of seals; none where there is no file. StudyErrors where a seal is not as it was written."""
    if not file.is_file():
        return ()
    try:
        content = read_json(file)
        entries = content["seals"]
        seals = tuple(_read_seal(entry) for entry in entries)
        problems = list(_find_tampered(seals, entries, str(file)))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(str(file), "another form", "a chain of seals") from None
    stop_on(problems, str(file))
    return seals


def seal_plan(config: Content, day: str, after_data: bool) -> Seal:
    """Seal the decisions of a study as they stand, behind the seals that there are, and return the new seal.

    StudyError where there are answers and `after_data` does not say so, where the date is none or lies before that of
    the last seal, and where nothing has changed since.
    """
    file = plan_folder(config) / PLAN
    seals = read_seals(file)
    answers = find_answers(config)
    _check_answers(config, answers, after_data)
    _check_date(day, seals)
    last = seals[-1] if seals else None
    decisions = find_decisions(config)
    late = after_data or "full" in answers or bool(last and last.after_data)
    seal = Seal(len(seals) + 1, day, late, answers, last.hash if last else None, decisions)
    if last and digest(last.decisions) == digest(decisions):
        raise StudyError(
            what="nothing has changed since the last seal",
            where=str(file),
            found=f"the decisions of {last.date}",
            expected="another decision",
            remedy="there is nothing to amend",
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    write_json({"seals": [one.record for one in (*seals, seal)]}, file)
    return seal


def _read_seal(entry: Mapping[str, Any]) -> Seal:
    decisions = {name: decision["value"] for name, decision in entry["decisions"].items()}
    named = {key: entry[key] for key in ("number", "date", "after_data", "previous")}
    return Seal(**named, answers=tuple(entry["answers"]), decisions=decisions)


def _find_tampered(seals: Sequence[Seal], entries: Sequence[Mapping[str, Any]], source: str) -> Iterator[StudyError]:
    """Find what is not as it was sealed: single decisions, whole seals, and links of the chain."""
    if not seals:
        yield _broken(source, "no seal", "at least one")
    before: str | None = None
    for number, (seal, entry) in enumerate(zip(seals, entries, strict=True), start=1):
        where = f"{source}, seal {number}"
        changed = [name for name, one in entry["decisions"].items() if digest(one["value"]) != one["hash"]]
        for name in changed:
            yield _broken(f"{where}, {name}", "a value that its hash does not fit", "the value as it was sealed")
        if not changed and seal.hash != entry["hash"]:
            yield _broken(where, "content that its hash does not fit", "the seal as it was written")
        if seal.number != number or seal.previous != before:
            yield _broken(where, "another seal before it than it names", "the chain as it was written")
        before = entry["hash"]


def _broken(where: str, found: str, expected: str) -> StudyError:
    return StudyError(
        what="the sealed plan was changed",
        where=where,
        found=found,
        expected=expected,
        remedy="restore the file; a change of plan is sealed anew, not written into it",
    )


def _check_answers(config: Content, answers: Sequence[str], after_data: bool) -> None:
    if "full" in answers and not after_data:
        raise StudyError(
            what="answers exist already",
            where=", ".join(str(file["file"]) for file in file_entries(config["survey"]["full"])),
            found="a file of answers, or results made from it",
            expected="none before the plan is sealed",
            remedy="seal it with AFTER_DATA=1 (--after-data); the plan and the article then say so",
        )


def _check_date(day: str, seals: Sequence[Seal]) -> None:
    try:
        is_date = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_date = False
    earliest = seals[-1].date if seals else ""
    if not is_date or day < earliest:
        raise StudyError(
            what="this is no date for a seal",
            where="DATE (--date)",
            found=repr(day),
            expected=f"a day from {earliest} on" if is_date else "year-month-day, such as 2026-03-31",
            remedy="give the day on which the plan is sealed",
        )
