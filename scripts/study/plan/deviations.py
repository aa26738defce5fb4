"""What an analysis does otherwise than its sealed plan: found by comparing the decisions, with the author's reason."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.errors import StudyError
from study.plan.seals import Seal, digest, find_reference_seal
from study.setup.config import read_yaml
from study.words.dictionary import LANGUAGES

RESPONDENTS = "respondents"  # the name of the number of respondents among the decisions
ADDED = "added"
CHANGED = "changed"
DROPPED = "dropped"
COLUMNS = ("decision", "change", "planned", "found", "sealed_in", *(f"explanation_{name}" for name in LANGUAGES))

# How names of decisions begin.
PATH = "model.paths."
CLAIM = "claims."
MODEL = "claims.models."

Reasons = Mapping[str, Mapping[str, str]]


def compare_decisions(
    sealed: Mapping[str, Any], decisions: Mapping[str, Any], respondents: int
) -> dict[str, tuple[str, Any, Any]]:
    """Return what differs by its name: added, changed or dropped, with the planned and the found value (None: absent).

    respondents: analysed; they differ where they lie outside the bounds that the plan sealed.
    """
    found = {
        name: (change, sealed.get(name), decisions.get(name))
        for name in dict.fromkeys([*sealed, *decisions])
        if (change := _find_change(name, sealed, decisions))
    }
    bounds = [sealed.get(f"plan.respondents.{end}") for end in ("lower", "upper")]
    lower, upper = bounds
    if lower is not None and upper is not None and not lower <= respondents <= upper:
        found[RESPONDENTS] = (CHANGED, "–".join(str(bound) for bound in dict.fromkeys(bounds)), respondents)
    return found


def deviation_table(
    seals: Sequence[Seal], decisions: Mapping[str, Any], respondents: int, reasons: Reasons, source: str
) -> pd.DataFrame:
    """Return `deviations.csv`, one row per decision that differs from the sealed plan; the heads alone without one.

    planned, found: as the files of the study have it; of a mapping what differs in it. sealed_in: the first later seal
    that holds what was found (empty: none does). explanation_id, explanation_en: the author's reason, empty without
    one. StudyError for a reason of something that does not differ.
    """
    reference = find_reference_seal(seals)
    differing = compare_decisions(reference.decisions, decisions, respondents) if reference else {}
    _check_reasons(reasons, differing, source)
    later = [seal for seal in seals if reference and seal.number > reference.number]
    rows = [
        {
            "decision": name,
            "change": change,
            "planned": _shown(planned, found),
            "found": _shown(found, planned),
            "sealed_in": next((str(seal.number) for seal in later if _holds(seal, name, found)), None),
            **{f"explanation_{spoken}": reasons.get(name, {}).get(spoken) for spoken in LANGUAGES},
        }
        for name, (change, planned, found) in differing.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def summarise(seals: Sequence[Seal], deviations: pd.DataFrame, decisions: Mapping[str, Any]) -> dict[str, Any]:
    """Return `sealed_plan.json`: whether, when and how a plan was sealed, and how far the analysis keeps to it.

    date, after_data, seal: of the seal that is compared with. amended: date of the last seal, null where it is that
    one. deviations, unexplained: counts. exploratory: hypotheses and claims that were declared otherwise, or later.
    """
    reference = find_reference_seal(seals)
    reasons = deviations[[f"explanation_{spoken}" for spoken in LANGUAGES]].notna().any(axis=1)
    return {
        "sealed": reference is not None,
        "date": reference.date if reference else None,
        "after_data": reference.after_data if reference else None,
        "seal": reference.hash if reference else None,
        "seals": len(seals),
        "amended": seals[-1].date if reference and seals[-1] is not reference else None,
        "decisions": len(reference.decisions) if reference else 0,
        "deviations": len(deviations),
        "unexplained": int((~reasons).sum()),
        "exploratory": list(dict.fromkeys(_find_exploratory(deviations, decisions))),
    }


def read_reasons(file: Path) -> Reasons:
    """Read `deviations.yaml`, a reason per decision and language; none without a file, StudyError for another form."""
    content: dict[str, Any] = read_yaml(file) if file.is_file() else {}
    for name, texts in content.items():
        if not isinstance(texts, dict) or not set(texts) <= set(LANGUAGES) or not all(map(_is_text, texts.values())):
            raise StudyError(
                what="this is no reason",
                where=f"{file}, key {name}",
                found=repr(texts),
                expected="a text per language, {id: ..., en: ...}",
                remedy="write why the decision was changed",
            )
    return content


def _is_text(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _find_change(name: str, sealed: Mapping[str, Any], decisions: Mapping[str, Any]) -> str:
    """Name what became of a decision; empty where it is as sealed."""
    if name not in sealed:
        return ADDED
    if name not in decisions:
        return DROPPED
    return "" if digest(sealed[name]) == digest(decisions[name]) else CHANGED


def _holds(seal: Seal, name: str, found: Any) -> bool:
    return name in seal.decisions and digest(seal.decisions[name]) == digest(found)


def _shown(value: Any, other: Any) -> str | None:
    """Write a value as the files have it; of two mappings only what differs."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        differing = {
            key: inner for key, inner in value.items() if key not in other or digest(inner) != digest(other[key])
        }
        return as_line(differing) if differing else None
    return None if value is None else as_line(value)


def as_line(value: Any) -> str:
    """Write a decision on one line, as its file has it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {as_line(inner)}" for key, inner in value.items())
    return json.dumps(value, ensure_ascii=False).replace('"', "")


def _check_reasons(reasons: Reasons, differing: Mapping[str, Any], source: str) -> None:
    for name in reasons:
        if name not in differing:
            near = get_close_matches(name, differing, n=3)
            raise StudyError(
                what="a reason for something that is as planned",
                where=source,
                found=name,
                expected=", ".join(near or differing) or "no reason: nothing differs from the plan",
                remedy="correct the name, or delete the reason",
            )


def _find_exploratory(deviations: pd.DataFrame, decisions: Mapping[str, Any]) -> Iterator[str]:
    """Name the hypotheses and claims that are not declared as in the plan: they, their path, or a model they use."""
    changed = [str(name) for name in deviations["decision"] if name in decisions]
    models = {name.removeprefix(MODEL) for name in changed if name.startswith(MODEL)}
    for name in changed:
        if name.startswith(PATH) and decisions[name].get("hypothesis"):
            yield str(decisions[name]["hypothesis"])
    for name, claim in decisions.items():
        if name.startswith(CLAIM) and isinstance(claim, Mapping) and "evidence" in claim:
            uses = {str(value) for measure in claim["evidence"] for value in measure.values()}
            if name in changed or uses & models:
                yield name.removeprefix(CLAIM)
