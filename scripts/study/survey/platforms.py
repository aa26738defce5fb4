"""What survey platforms add to an export: columns that tell which one it is, and rows that are no complete answer."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.setup.codebook import normalise

NOT_A_RESPONSE = "not_a_response"
UNFINISHED = "unfinished"


def listed_names(listed: str) -> frozenset[str]:
    """Return the names between bars, as `normalise` leaves them."""
    return frozenset(listed.split("|"))


@dataclass(frozen=True)
class Layout:
    """A platform's export, by the names of the columns that it adds; what each field is for: see platforms.toml."""

    title: str
    least: int = 0
    marks: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    further: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    matching: str = ""

    def adds(self, name: str) -> bool:
        """Whether a column (normalised; the second of one name has a number) is one that the platform adds."""
        plain = re.sub(r" \(\d+\)$", "", name)
        return plain in self.marks | self.further or bool(plain and re.fullmatch(self.matching, plain))

    def fits(self, names: Collection[str]) -> bool:
        """Whether a row of names (normalised) is of this export."""
        found = self.marks.intersection(names)
        return len(found) >= self.least > 0 and not (self.needed and self.needed.isdisjoint(names))


def _layout(title: str, least: int = 0, matching: str = "", **names: Sequence[str]) -> Layout:
    return Layout(title, least, matching=matching, **{key: frozenset(listed) for key, listed in names.items()})


LAYOUTS: Mapping[str, Layout] = {
    key: _layout(**entry)
    for key, entry in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}
TIME_HEADERS = LAYOUTS["google_forms"].marks
# Qualtrics has these in words or, among values, as numbers.
PREVIEWS = listed_names(
    "survey preview|survey test|spam|survey preview spam|imported spam|offline survey preview|1|2|8|9|12|17"
)
QUIZ = re.compile(
    r"(?P<question>.*) \[(?:score|feedback|skor|nilai|masukan|umpan balik)\]|(?:points|feedback) - (?P<asked>.*)"
)


def recognise(cells: Sequence[str]) -> str:
    """Name the platform whose columns stand in a row: a key of LAYOUTS."""
    # LimeSurvey may write "submitdate. Date submitted".
    names = {name for cell in cells for name in (normalise(cell), normalise(cell.partition(". ")[0]))} - {""}
    return next((key for key, layout in LAYOUTS.items() if layout.fits(names)), "plain")


def drop_text(name: str, layout: str) -> str:
    """Return the name of a platform's column without the text that LimeSurvey may write behind it."""
    code = name.partition(". ")[0]
    return code if LAYOUTS[layout].adds(normalise(code)) else name


def _judge_limesurvey(cells: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    days = [cells[index] for index, name in enumerate(names) if name in LAYOUTS["limesurvey"].moments]
    return (UNFINISHED, "never handed in") if days and not days[0].strip() else ("", "")


def _judge_qualtrics(cells: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    named = ("status", "distributionchannel", "finished")
    told = {name: normalise(cells[index]) for index, name in enumerate(names) if name in named}
    if told.get("status", "") in PREVIEWS or told.get("distributionchannel", "") in ("preview", "test"):
        return NOT_A_RESPONSE, "a preview, a test or spam by its status"
    if told.get("finished", "") in ("false", "0"):
        return UNFINISHED, "never handed in"
    return "", ""


# Whether a row is a complete answer, by the columns that a platform adds: the reason and a word on it, empty if it is.
JUDGES = {"qualtrics": _judge_qualtrics, "limesurvey": _judge_limesurvey}


def find_quiz(headers: Sequence[str]) -> list[int]:
    """Find the columns with the points or the comment that a form gave an answer: no question was asked there."""
    asked = {normalise(header) for header in headers}
    matches = [(index, QUIZ.fullmatch(normalise(header))) for index, header in enumerate(headers)]
    return [index for index, match in matches if match and (match["question"] or match["asked"]) in asked]
