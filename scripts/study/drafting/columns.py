"""The columns of an export by what they seem to hold: items with their codes, and all others."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from study.drafting.item_scales import (
    ItemGroup,
    is_code,
    name_block,
)
from study.setup.codebook import GRID, normalise
from study.survey.question_kinds import (
    AskedChoice,
    Column,
    TimeTaken,
)
from study.survey.scoring import (
    ProposedScale,
    read_ladders,
)

DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y")
CLOCKS = ("%H:%M:%S", "%H.%M.%S", "%H:%M", "%H.%M", "%I:%M:%S %p", "%I.%M.%S %p", "%I:%M %p", "%I.%M %p")
FORMATS = (*(f"{day}{mark}{clock}" for mark in (" ", ", ") for clock in CLOCKS for day in DAYS), *DAYS)
YES = re.compile(r"(ya|yes|i agree|(saya )?(bersedia|berkenan|setuju))\b")
# A code before the words of a question: "X1.1 Prices are fair", "[KP2] ...", "Q3. ...".
LEADING_CODE = re.compile(
    r"[\[(]?(?P<code>[A-Za-z]{1,10}[._-]?\d{1,2}([._-]\d{1,2})?)[\])]?[.:)–-]?\s+(?P<words>(?=.*[^\W\d_])\S.*)",
    re.DOTALL,
)


# A code that is written as no codebook has it: "X1-1", "X1,1", "X 1.1", "X1(1)".
WRITTEN_CODE = re.compile(r"(?P<block>[A-Za-z]{1,10}) ?(?P<number>\d{1,2})(?:(?P<mark>[ .,(_-])(?P<item>\d{1,2})\)?)?")


@dataclass(frozen=True)
class Columns:
    """The columns of an export by what they seem to hold, in its order.

    groups: the items by scale, most items first. others: a column alone on a scale, which may be no item. identity: its
    kind is phone or text. undecided: what only the author can place. headers: of all columns. attention: columns with
    the right answer. describing: by name. unused: texts of respondents' own, dates, nothing. added: by the platform.
    """

    groups: tuple[ItemGroup, ...]
    others: tuple[Column, ...]
    timestamp: Column | None
    consent: Column | None
    identity: Column | None
    personal: tuple[Column, ...]
    undecided: tuple[Column, ...]
    headers: tuple[str, ...]
    attention: tuple[tuple[Column, tuple[str, ...]], ...] = ()
    choices: tuple[AskedChoice, ...] = ()
    time_taken: TimeTaken | None = None
    describing: Mapping[str, Column] = field(default_factory=dict)
    unused: tuple[Column, ...] = ()
    added: tuple[Column, ...] = ()

    @property
    def items(self) -> tuple[Column, ...]:
        """All items, in the order of the file."""
        found = {item.header: item for group in self.groups for item in group.items}
        return tuple(found[header] for header in self.headers if header in found)

    @property
    def scale(self) -> ProposedScale:
        """The scale of most items."""
        return self.groups[0].scale

    @property
    def points(self) -> int:
        """The points of the scale of most items."""
        return self.scale.points

    def marks(self) -> list[str]:
        """Name the marks of no answer among most items."""
        return self.groups[0].marks()

    def group_of(self, item: Column) -> ItemGroup:
        """Return the group of an item."""
        return next(group for group in self.groups if item in group.items)

    @cached_property
    def own_codes(self) -> dict[str, Column]:
        """The items by the codes that the file gives all of them; empty where it does not.

        Headers are single words (X1.1, KP2), after the groups of a question in forms of Kobo (opinion/KP2), codes in
        other signs (X1-1), or begin with a code.
        """
        others = {normalise(header) for header in self.headers} - {normalise(item.header) for item in self.items}
        for name in (lambda header: header.rpartition("/")[2], read_written_code, _leading_code):
            codes = {name(item.header): item for item in self.items}
            if len(codes) == len(self.items) and all(map(is_code, codes)) and not others & {*map(str.casefold, codes)}:
                return codes
        return {}

    @cached_property
    def codes(self) -> dict[str, Column]:
        """Give each item a code: the file's own, else Q1, Q2, ..."""
        if self.own_codes:
            return self.own_codes
        width = len(str(len(self.items)))
        headers = {normalise(header) for header in self.headers}
        beginning = "Q"
        # A code is a valid header, too: no column may be bound by the code of another.
        while headers & {f"{beginning}{number:0{width}d}".casefold() for number in range(1, len(self.items) + 1)}:
            beginning += "Q"
        return {f"{beginning}{number:0{width}d}": item for number, item in enumerate(self.items, start=1)}

    @cached_property
    def grids(self) -> dict[str, tuple[str, str]]:
        """Each item's grid and row by its code, as of "Trust [Sellers are honest]"; empty unless all stand in grids."""
        parted = {code: GRID.fullmatch(" ".join(item.header.split())) for code, item in self.codes.items()}
        grids = {code: (match["grid"], match["row"]) for code, match in parted.items() if match}
        rows = Counter(grid for grid, _ in grids.values())
        return grids if len(grids) == len(parted) and all(number > 1 for number in rows.values()) else {}

    def label(self, code: str) -> str:
        """Return what tells an item: its row where no other grid has the same, else its header without its code."""
        rows = Counter(row for _, row in self.grids.values())
        row = self.grids.get(code, ("", ""))[1]
        header = self.codes[code].header
        worded = LEADING_CODE.fullmatch(header) if code in self.own_codes else None
        return row if rows[row] == 1 else worded["words"] if worded else header

    def formats(self) -> list[str]:
        """Name the form of time that reads every time stamp; the first one where several or none do."""
        return time_formats(self.timestamp)


def time_formats(timestamp: Column | None) -> list[str]:
    """Name the form of time that reads every time stamp; the first one known where several or none do."""
    stamps = timestamp.answers if timestamp else ()
    return [form for form in FORMATS if all(matches_format(stamp, form) for stamp in stamps)][:1] or [FORMATS[0]]


def _leading_code(header: str) -> str:
    """Return the code before the words of a header, as a codebook may hold it; an empty text where there is none."""
    match = LEADING_CODE.fullmatch(header)
    return match["code"].replace("-", "_") if match else ""


def read_written_code(header: str) -> str:
    """Return a code in other signs, as a codebook may hold it; an empty text where a header is none."""
    match = WRITTEN_CODE.fullmatch(header)
    if match is None:
        return ""
    mark = "." if match["mark"] == "." else "_"
    return f"{match['block']}{match['number']}" + (f"{mark}{match['item']}" if match["item"] else "")


def matches_format(stamp: str, form: str) -> bool:
    """Whether a form of time reads a time stamp."""
    try:
        datetime.strptime(stamp, form)
    except ValueError:
        return False
    return True


def accepts(answer: str) -> bool:
    """Whether an answer to a question about consent seems to give it."""
    return YES.match(normalise(answer)) is not None or read_ladders()["yes_no"].find(normalise(answer)) == "yes"


def name_blocks(columns: Columns) -> dict[str, list[str]]:
    """Group the codes by the question of their grid, else by their beginnings, in the order of the columns."""
    blocks: dict[str, list[str]] = {}
    for code in columns.codes:
        blocks.setdefault(columns.grids[code][0] if columns.grids else name_block(code), []).append(code)
    return blocks
