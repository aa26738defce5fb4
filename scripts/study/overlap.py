"""Whether pilot and full sample are different people, without keeping who they are.

Everybody who handed in a form counts, whatever cleaning makes of it: who has seen the questionnaire once is no new
respondent.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from study.codebook import Codebook
from study.errors import StudyError
from study.submissions import Submission
from study.survey import SurveyFile

__all__ = ["check_rule", "is_same_table", "overlap", "shared_rows"]


def overlap(
    pilot: Sequence[Submission], full: Sequence[Submission], rule: str, salt: bytes, same_table: bool
) -> dict[str, object]:
    """Return the content of `sample_overlap.json`: respondents of pilot and full, in both, unidentified, and the rule.

    Where nothing identifies respondents, rows are counted: of one table, the same row is the same respondent; of two
    tables, in_both is None: nobody can know. salt: for the hashes that are compared; never stored.
    """
    prints = {"pilot": _fingerprints(pilot, salt, same_table), "full": _fingerprints(full, salt, same_table)}
    unidentified = {"pilot": prints["pilot"].count(None), "full": prints["full"].count(None)}
    known = {sample: set(marks) - {None} for sample, marks in prints.items()}
    return {
        **{sample: len(known[sample]) + unidentified[sample] for sample in prints},
        "in_both": len(known["pilot"] & known["full"]) if known["pilot"] and known["full"] else None,
        "unidentified": unidentified,
        "rule": rule,
    }


def shared_rows(pilot: Sequence[Submission], full: Sequence[Submission]) -> list[tuple[int, int]]:
    """Pairs of rows, of the pilot and of the full file, that one respondent handed in."""
    return [(a.row, b.row) for a in pilot for b in full if a.respondent is not None and a.respondent == b.respondent]


def check_rule(
    rule: str, codebook: Codebook, files: Mapping[str, SurveyFile], shared: Sequence[tuple[int, int]]
) -> None:
    """StudyError where the rule is "forbidden" and respondents are in both samples, or nothing identifies them."""
    if rule != "forbidden":
        return
    where = f"{files['pilot'].path} and {files['full'].path}"
    if codebook.identity is None:
        what, found = "nobody can tell whether respondents are in both samples", f"no identity in {codebook.source}"
        remedy = "declare identity there, or set survey.pilot_overlap: declared"
        raise StudyError(what, where, found, "a column that identifies respondents", remedy)
    if shared:
        what, remedy = "respondents are in both samples", "leave them out of one, or set survey.pilot_overlap: declared"
        found = "; ".join(f"pilot row {pilot} and full row {full}" for pilot, full in shared[:5])
        more = f"; {len(shared) - 5} more" if len(shared) > 5 else ""
        raise StudyError(what, where, found + more, "different respondents", remedy)


def is_same_table(pilot: SurveyFile, full: SurveyFile) -> bool:
    """Whether two samples come from the same sheet of the same content."""
    return pilot.sheet == full.sheet and _content(pilot.path) == _content(full.path)


def _content(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _fingerprints(submissions: Sequence[Submission], salt: bytes, by_row: bool) -> list[bytes | None]:
    """Salted hashes of the respondents; of the rows where `by_row` and nothing identifies them; else None."""
    names = [s.respondent or (f"row {s.row}" if by_row else None) for s in submissions]
    return [None if name is None else hashlib.blake2b(name.encode(), key=salt).digest() for name in names]
