"""Tell what each column of an export seems to hold; what is not plain is left undecided, for the author to say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.setup.matching import normalise
from study.survey.reading import Table

__all__ = ["Column", "Columns", "accepts", "sort_columns"]

LIKERT: Mapping[str, int] = {
    **dict.fromkeys(("sts", "sangat tidak setuju", "sd", "strongly disagree"), 1),
    **dict.fromkeys(("ts", "tidak setuju", "d", "disagree"), 2),
    **dict.fromkeys(("n", "r", "rr", "ks", "netral", "ragu-ragu", "kurang setuju", "cukup setuju", "neutral"), 3),
    **dict.fromkeys(("s", "setuju", "a", "agree"), 4),
    **dict.fromkeys(("ss", "sangat setuju", "sa", "strongly agree"), 5),
}
SCALES = (5, 7, 10)  # points that answers in figures are taken to come from: the fewest that hold them all
TIMES = ("stempel waktu", "cap waktu", "timestamp", "time stamp", "start time", "completion time", "waktu mulai")
FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H.%M.%S", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
PERSONAL = re.compile(
    r"\b(nama|name|e-?mail|surel|whatsapp|wa|telepon|telp|hp|handphone|phone|nik|ktp|alamat|address|instagram|rekening)\b"
)
PHONE = re.compile(r"\b(whatsapp|wa|telepon|telp|hp|handphone|phone)\b")
CONSENT = re.compile(r"\b(bersedia|persetujuan|menyetujui|consent)\b")
YES = re.compile(r"(ya|yes|bersedia|setuju|i agree|saya bersedia|saya setuju)\b")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
MISSING = ("-", "-99")  # marks of no answer, the second as SmartPLS has it


@dataclass(frozen=True)
class Column:
    """A header and the different answers below it, as they were written, the first of each."""

    header: str
    answers: tuple[str, ...]

    @property
    def answered(self) -> list[str]:
        """The answers without the marks of none."""
        return [answer for answer in self.answers if answer not in MISSING]


@dataclass(frozen=True)
class Columns:
    """The columns of an export by what they seem to hold; points: of the answers' scale."""

    items: tuple[Column, ...]
    points: int
    timestamp: Column | None
    consent: Column | None
    phone: Column | None
    personal: tuple[Column, ...]
    undecided: tuple[Column, ...]

    def codes(self) -> dict[str, Column]:
        """Give each item a code: its header where all headers are single words (X1.1, KP2), else Q1, Q2, ..."""
        if all(CODE.fullmatch(item.header) for item in self.items):
            return {item.header: item for item in self.items}
        width = len(str(len(self.items)))
        return {f"Q{number:0{width}d}": item for number, item in enumerate(self.items, start=1)}

    def spellings(self) -> dict[int, list[str]]:
        """Name the words of agreement that were found, by the point of the scale that they stand for."""
        words = dict.fromkeys(_strip_number(answer) for item in self.items for answer in item.answers)
        return {point: [text for text in words if LIKERT.get(text) == point] for point in range(1, self.points + 1)}

    def marks(self) -> list[str]:
        """Name the marks of no answer: a dash, and those that the items hold."""
        answers = {answer for item in self.items for answer in item.answers}
        return [mark for mark in MISSING if mark in answers or mark == MISSING[0]]

    def formats(self) -> list[str]:
        """Name the forms of time that read every time stamp; day before month where both do."""
        stamps = self.timestamp.answers if self.timestamp else ()
        return [form for form in FORMATS if all(_matches_format(stamp, form) for stamp in stamps)][:1] or [FORMATS[0]]


def sort_columns(table: Table) -> Columns:
    """Sort the columns of an export by header and answers."""
    columns = [_column(table, index) for index in range(len(table.headers))]
    points = _points(columns)
    items = [column for column in columns if _is_item(column, points)]
    others = [column for column in columns if column not in items]
    timestamp = next((column for column in others if normalise(column.header) in TIMES), None)
    consent = next((column for column in others if CONSENT.search(normalise(column.header))), None)
    remaining = [column for column in others if column not in (timestamp, consent)]
    personal = [column for column in remaining if PERSONAL.search(normalise(column.header))]
    phone = next((column for column in personal if PHONE.search(normalise(column.header))), None)
    return Columns(
        items=tuple(items),
        points=points,
        timestamp=timestamp,
        consent=consent,
        phone=phone,
        personal=tuple(column for column in personal if column != phone),
        undecided=tuple(column for column in remaining if column not in personal),
    )


def _column(table: Table, index: int) -> Column:
    cells = {normalise(row.cells[index]): row.cells[index].strip() for row in reversed(table.rows)}
    return Column(table.headers[index], tuple(text for name, text in reversed(cells.items()) if name))


def _strip_number(answer: str) -> str:
    """Return the words of an answer without the number that may stand before or behind them, normalised."""
    return re.sub(r"^\(?\d+\)?\s*[-–.):=]?\s*|\s*[-–(:=]\s*\d+\)?$", "", normalise(answer))


def _points(columns: Sequence[Column]) -> int:
    if any(_in_words(column) for column in columns):
        return max(LIKERT.values())
    numbers = [max(_figures(column)) for column in columns if _in_figures(column, max(SCALES))]
    return next((points for points in SCALES if points >= max(numbers, default=0)), SCALES[0])


def _is_item(column: Column, points: int) -> bool:
    return _in_words(column) or _in_figures(column, points)


def _in_words(column: Column) -> bool:
    """Whether a column holds words of agreement; a slip or two among them are for the run to name."""
    words = {answer: _strip_number(answer) for answer in column.answered}
    points = {LIKERT[word] for word in words.values() if word in LIKERT}
    unknown = [answer for answer, word in words.items() if word not in LIKERT and not re.fullmatch(r"[1-5]", answer)]
    # "Setuju" alone may answer a question about consent.
    return len(points) > 1 and len(unknown) < len(points)


def _in_figures(column: Column, points: int) -> bool:
    figures = _figures(column)
    return len(figures) > 1 and len(figures) == len(column.answered) and max(figures) <= points


def _figures(column: Column) -> list[int]:
    return [int(answer) for answer in column.answered if re.fullmatch(r"[1-9]\d?", answer)]


def _matches_format(stamp: str, form: str) -> bool:
    try:
        datetime.strptime(stamp, form)
    except ValueError:
        return False
    return True


def accepts(answer: str) -> bool:
    """Whether an answer to a question about consent seems to give it."""
    return YES.match(normalise(answer)) is not None
