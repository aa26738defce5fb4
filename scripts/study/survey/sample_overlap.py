"""Whether pilot and full sample are different people, without keeping who they are.

Everybody who handed in a form counts, whatever cleaning makes of it: who has seen the questionnaire once is no new
respondent.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from study.base.errors import StudyError
from study.setup.codebook import Codebook
from study.setup.configuration import SurveyFile
from study.survey.submissions import Submission

__all__ = ["check_rule", "fingerprints", "is_same_table", "overlap"]

SHOWN = 5  # pairs of rows in a message


def fingerprints(submissions: Sequence[Submission], salt: bytes, by_row: bool) -> dict[int, bytes | None]:
    """Return a salted hash of the respondent of each row, None where nothing identifies one.

    by_row: take an unidentified row for a respondent of its own that the other sample has in the same row.
    """
    answered = [submission for submission in submissions if submission.set_aside is None]
    names = {s.row: s.respondent or (f"row {s.row}" if by_row else None) for s in answered}
    return {row: None if name is None else _hash(name, salt) for row, name in names.items()}


def is_same_table(pilot: SurveyFile, full: SurveyFile) -> bool:
    """Whether two samples come from the same sheet of the same content."""
    return pilot.sheet == full.sheet and _digest(pilot.path) == _digest(full.path)


def overlap(pilot: Mapping[int, bytes | None], full: Mapping[int, bytes | None], rule: str) -> dict[str, object]:
    """Return the content of `sample_overlap.json`: respondents of either sample, in both, unidentified ones, the rule.

    in_both is None where a sample has nobody who is identified: nobody can know.
    """
    known = {"pilot": set(pilot.values()) - {None}, "full": set(full.values()) - {None}}
    unidentified = {name: list(marks.values()).count(None) for name, marks in (("pilot", pilot), ("full", full))}
    return {
        **{name: len(marks) + unidentified[name] for name, marks in known.items()},
        "in_both": len(known["pilot"] & known["full"]) if all(known.values()) else None,
        "unidentified": unidentified,
        "rule": rule,
    }


def check_rule(
    rule: str,
    codebook: Codebook,
    files: Mapping[str, SurveyFile],
    pilot: Mapping[int, bytes | None],
    full: Mapping[int, bytes | None],
) -> None:
    """StudyError where the rule is "forbidden" and respondents are in both samples, or nothing identifies them."""
    if rule != "forbidden":
        return
    where = f"{files['pilot'].path} and {files['full'].path}"
    if codebook.identity is None:
        what = "nobody can tell whether respondents are in both samples"
        found = f"no identity in {codebook.source}"
        expected = "a column that identifies respondents"
        remedy = "declare identity there, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected=expected, remedy=remedy)
    known = [(row, mark) for row, mark in pilot.items() if mark is not None]
    rows_in_full: dict[bytes, list[int]] = {}
    for row, mark in full.items():
        if mark is not None:
            rows_in_full.setdefault(mark, []).append(row)
    shared = [(row, row_in_full) for row, mark in known for row_in_full in rows_in_full.get(mark, ())]
    if shared:
        what = "respondents are in both samples"
        found = _list_pairs(shared)
        remedy = "leave them out of one, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected="different respondents", remedy=remedy)


def _list_pairs(shared: Sequence[tuple[int, int]]) -> str:
    listed = "; ".join(f"pilot row {pilot} and full row {full}" for pilot, full in shared[:SHOWN])
    return listed + (f"; {len(shared) - SHOWN} more" if len(shared) > SHOWN else "")


def _hash(name: str, salt: bytes) -> bytes:
    return hashlib.blake2b(name.encode(), key=salt).digest()


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
