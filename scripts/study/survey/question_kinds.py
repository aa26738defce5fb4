"""What a column of an export seems to ask, told by its header and its answers, for the draft of a codebook.

Only what is plain is told: several answers in one cell or in a box each, a check of attention, how long a form took,
what describes respondents, texts of their own. What may be two things is left to be asked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from study.setup.codebook import Duration, normalise
from study.survey.identity import is_free_text
from study.survey.scoring import LONGEST_SCALE, read_figure, read_labelled_number, read_ladders, strip_number
from study.survey.screening import read_moment, read_seconds

# Marks of no answer, -99 as SmartPLS has it, and what forms offer to those who give none.
MISSING = (
    *("-", "–", ".", "na", "n/a", "#n/a", "n.a.", "nan", "null", "-9", "-99", "-999", "not applicable", "no answer"),
    *("prefer not to say", "prefer not to answer", "i prefer not to answer", "rather not say"),
    *("tidak berlaku", "tidak menjawab", "memilih tidak menjawab", "tidak ingin menjawab", "lebih suka tidak menjawab"),
)
FEWEST_ANSWERS = 10  # from which a column tells what it is without its author
FEWEST_GIVEN = 5  # respondents who gave an option, before a draft names it
MOST_OPTIONS = 20
MOST_DESCRIBING = 12  # different answers in words to a question that describes respondents
SHARE_ATTENTIVE = 0.6  # of respondents who pass a check of attention, at least


def header_words(header: str) -> str:
    """Return the words of a header (normalised), those of a name of ODK such as no_hp, too."""
    return normalise(header.replace("_", " "))


@dataclass(frozen=True)
class Column:
    """A column of the export: its header, its letter in a spreadsheet, and its N cells, empty where nothing stands."""

    header: str
    letter: str
    cells: tuple[str, ...]

    @cached_property
    def normalised(self) -> dict[str, str]:
        """Each different cell without what does not matter."""
        return {cell: normalise(cell) for cell in dict.fromkeys(self.cells)}

    @cached_property
    def counts(self) -> Counter[str]:
        """The answers (normalised) with their counts, in the order in which they occur."""
        counts: Counter[str] = Counter()
        for cell, number in Counter(self.cells).items():
            if text := self.normalised[cell]:
                counts[text] += number
        return counts

    @cached_property
    def answered(self) -> Counter[str]:
        """The answers without the marks of none."""
        return Counter({answer: count for answer, count in self.counts.items() if answer not in MISSING})

    @cached_property
    def ends(self) -> dict[str, int]:
        """The figures that stand beside words, as "1 (never)", where others stand alone: mostly a scale's ends."""
        labelled = {text: number for text in self.answered if (number := read_labelled_number(text)) is not None}
        alone = {read_figure(answer) for answer in self.answered} - {None}
        numbers = set(labelled.values())
        return labelled if len(alone) > 1 and len(numbers) == len(labelled) and numbers.isdisjoint(alone) else {}

    @cached_property
    def figures(self) -> Counter[int]:
        """The whole numbers among the answers, alone or at labelled ends."""
        figures: Counter[int] = Counter()
        for answer, number in self.answered.items():
            figure = self.ends.get(answer, read_figure(answer))
            if figure is not None:
                figures[figure] += number
        return figures

    @cached_property
    def numbers(self) -> list[float]:
        """The numbers among the answers in order, with a decimal comma or point, too."""
        decimal = re.compile(r"\d{1,9}[.,]\d{1,2}")
        parted = [float(text.replace(",", ".")) for text in self.answered.elements() if decimal.fullmatch(text)]
        return sorted([*self.figures.elements(), *parted])

    @property
    def answers(self) -> tuple[str, ...]:
        """The different answers as they were first written."""
        first = {text: cell for cell, text in reversed(self.normalised.items())}
        return tuple(first[answer] for answer in self.counts)


@dataclass(frozen=True)
class AskedChoice:
    """A question with several answers: its text, its options as written, and the column of each where it has one.

    column: the one with all answers in a cell; None where each option has a box. other: one that repeats the boxes.
    """

    question: str
    options: tuple[str, ...]
    column: Column | None = None
    boxes: tuple[Column, ...] = ()
    other: Column | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All its columns."""
        return tuple(column for column in (self.column, self.other, *self.boxes) if column is not None)


@dataclass(frozen=True)
class TimeTaken:
    """How long the form took: a column in seconds or minutes, or those of start and end (None: the time stamp)."""

    column: Column | None = None
    unit: str = "seconds"
    start: Column | None = None
    end: Column | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All its columns."""
        return tuple(column for column in (self.column, self.start, self.end) if column is not None)


# "group/option" (KoboToolbox), "Question [option]" (LimeSurvey, SurveyMonkey), "Question - Selected Choice - option".
BOX = re.compile(r"(?P<question>.+?)(?:/(?P<kobo>[^/]+)| \[(?P<bracket>[^\[\]]+)\]| - Selected Choice - (?P<dash>.+))")
TICKS = ({"0", "1"}, {"0.0", "1.0"}, {"true", "false"}, {"1"}, {"x"}, {"✓"}, {"v"}, {"checked"}, {"selected"})


def find_boxes(columns: Sequence[Column]) -> Iterator[AskedChoice]:
    """Find questions with a box per option: neighbours of one beginning, which hold ticks or the option itself."""
    groups: dict[str, list[tuple[str, Column]]] = {}
    for column in columns:
        match = BOX.fullmatch(column.header)
        if match:
            option = match["kobo"] or match["bracket"] or match["dash"]
            groups.setdefault(match["question"], []).append((option, column))
    for question, found in groups.items():
        boxes = tuple(column for _, column in found)
        ticked = [_is_box(option, column) for option, column in found]
        if len(found) > 1 and all(ticked) and any(column.counts for column in boxes):
            other = next((column for column in columns if column.header == question), None)
            yield AskedChoice(question, tuple(option for option, _ in found), None, boxes, other)


def _is_box(option: str, column: Column) -> bool:
    """Whether a column holds nothing but ticks of one kind; yes and no may be the answers to a statement."""
    answers = set(column.counts)
    return answers <= {normalise(option)} or any(answers <= ticks for ticks in TICKS)


def find_lists(column: Column) -> AskedChoice | None:
    """Find the options of a column with several answers in a cell, parted by commas or semicolons; None if it has none.

    A comma before a small letter is one within an option where the options begin with capitals.
    """
    if column.answered.total() < FEWEST_ANSWERS:
        return None
    for mark in (";", ","):
        lists = {cell: _part(cell, mark) for cell in column.cells if normalise(cell) not in ("", *MISSING)}
        if _is_list(lists, column):
            counts = Counter(part for cell in column.cells for part in lists.get(cell, ()))
            options = [part for part, count in counts.items() if count >= FEWEST_GIVEN]
            return AskedChoice(column.header, tuple(options), column) if 1 < len(options) <= MOST_OPTIONS else None
    return None


def _part(cell: str, mark: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in cell.split(mark)]
    parts: list[str] = []
    for piece in filter(None, pieces):
        if mark == "," and parts and piece[0].islower() and parts[0][0].isupper():
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    return tuple(parts)


def _is_list(lists: Mapping[str, Sequence[str]], column: Column) -> bool:
    """Whether cells are lists of a few options: most of these stand in different company, and none twice in a cell."""
    several = [parts for parts in lists.values() if len(parts) > 1]
    company: dict[str, set[tuple[str, ...]]] = {}
    for parts in lists.values():
        for part in parts:
            company.setdefault(part, set()).add(tuple(parts))
    recurring = [part for part, found in company.items() if len(found) > 1]
    times = Counter(part for cell in column.cells for part in lists.get(cell, ()))
    # What respondents wrote themselves beside the options is rare.
    listed = sum(times[part] for part in recurring)
    return (
        len(several) > 2
        and len(recurring) > 1
        and 5 * listed >= 4 * times.total()
        and all(len(set(parts)) == len(parts) for parts in several)
        and not any(re.search(r"\d[.,;]\d", cell) for cell in lists)
    )


# Headers that say which answer to give, as attention checks do.
INSTRUCTED = re.compile(
    r"^(please |silakan |mohon |tolong )?(pilih(lah)?|choose|select|tick|answer|jawab(lah)?)\b"
    r"|\b(choose|select|pilih(lah)?|jawab(lah)?)\b.*\b(here|ini)\b|\b(ini|this)\b.*\b(choose|select|pilih(lah)?)\b"
)


def find_attention_checks(columns: Iterable[Column]) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """Find columns whose header says which answer to give, with the right answer as written.

    Only where one answer of a scale is named there, and most respondents gave it.
    """
    for column in columns:
        header = header_words(column.header)
        if INSTRUCTED.search(header) is None or column.answered.total() < FEWEST_ANSWERS:
            continue
        named = [answer for answer in column.answered if _names(header, answer)]
        longest = [answer for answer in named if not any(answer in other for other in named if other != answer)]
        if len(longest) == 1 and _are_of_a_scale(column.answered):
            right = longest[0]
            if column.answered[right] >= SHARE_ATTENTIVE * column.answered.total():
                yield column, tuple(cell for cell in column.answers if normalise(cell) == right)


def _names(header: str, answer: str) -> bool:
    """Whether a header names an answer, its number or its words."""
    number = read_labelled_number(answer)
    texts = {answer, strip_number(answer), answer if number is None else str(number)}
    return any(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", header) for text in texts)


def _are_of_a_scale(answers: Iterable[str]) -> bool:
    ladders = [ladder for name, ladder in read_ladders().items() if name != "yes_no"]
    words = [strip_number(answer) for answer in answers if read_figure(answer) is None]
    return not words or any(all(ladder.find(word) for word in words) for ladder in ladders)


TIME_TAKEN = re.compile(
    r"duration( \(in seconds\)| \(seconds\)| \(minutes\)|)|interviewtime|total time|time taken"
    r"|(durasi|lama|waktu)( pengisian| pengerjaan| mengisi)?( \((detik|menit)\)|)"
)
NUMBER = ("no", "nomor", "number", "#", "nr")  # heads of a running number
UNCLEAR = ("duration", "durasi", "lama", "waktu", "time taken")  # may be an item, too
SPANS = (
    *(("start", "end"), ("start time", "completion time"), ("startdate", "enddate"), ("start date", "end date")),
    *(("waktu mulai", "waktu selesai"), ("waktu mulai", "waktu penyelesaian"), ("date started", "date submitted")),
)
DESCRIBING = {
    "sex": r"jenis kelamin|gender|sex|jk",
    "age": r"usia|umur|age",
    "education": r"pendidikan|education",
    "occupation": r"pekerjaan|profesi|occupation|profession",
    "position": r"jabatan|position",
    "faculty": r"fakultas|faculty",
    "study_programme": r"program studi|prodi|jurusan|study programme|major",
    "semester": r"semester",
    "year_of_entry": r"angkatan|year of entry",
    "city": r"kota|kabupaten|kecamatan|provinsi|city|district|province",
    "length_of_service": r"lama (?:be)?kerja|masa kerja|lama usaha|length of service|tenure",
    "year_of_study": r"tahun studi|year of study",
}
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T]+\d{1,2}[:.]\d{2}.*)?")  # whatever is day and month
LONGEST_HEADER = 6  # words of a header that asks for one of these and nothing more


def find_time_taken(columns: Sequence[Column], stamp: Column | None, formats: Sequence[str]) -> TimeTaken | None:
    """Find the columns that tell how long the form took, where every cell can be read; formats: of time stamps."""
    named = {normalise(column.header): column for column in reversed(columns)}
    for header, column in named.items():
        unit = "minutes" if re.search("menit|minute", header) else "seconds"
        is_named = TIME_TAKEN.fullmatch(header) is not None and (header not in UNCLEAR or not _are_points(column))
        if is_named and _is_read([column], Duration({"id": header}, unit, None, None, ()), ()):
            return TimeTaken(column, unit)
    for first, last in SPANS:
        start = named.get(first)
        end = named.get(last)
        if (
            start
            and end
            and _is_read([start, end], Duration(None, "seconds", {"id": first}, {"id": last}, ()), formats)
        ):
            return TimeTaken(start=start, end=None if stamp is not None and end == stamp else end)
    return None


def _are_points(column: Column) -> bool:
    """Whether no number is beyond the points of a scale: nobody fills in a form in so few seconds."""
    return max(column.numbers, default=0) <= LONGEST_SCALE


def _is_read(columns: Sequence[Column], duration: Duration, formats: Sequence[str]) -> bool:
    try:
        times = [read_seconds(cells, duration, formats) for cells in zip(*(c.cells for c in columns), strict=True)]
    except ValueError:
        return False
    return any(time is not None for time in times)


def find_describing(columns: Iterable[Column]) -> dict[str, Column]:
    """Find the columns that ask for sex, age, education and the like, and hold few answers; by the name of each."""
    found: dict[str, Column] = {}
    for column in filter(_may_describe, columns):
        header = header_words(column.header)
        asked = (name for name, words in DESCRIBING.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", header))
        name = next((name for name in asked if name not in found), None)
        if name is not None:
            found[name] = column
    return found


def _may_describe(column: Column) -> bool:
    """Whether a short header stands above few answers, or above numbers."""
    are_numbers = 10 * len(column.numbers) >= 9 * column.answered.total()
    return (
        len(header_words(column.header).split()) <= LONGEST_HEADER
        and column.answered.total() >= FEWEST_ANSWERS
        and (are_numbers or len(column.answered) <= MOST_DESCRIBING)
        and not is_free_text(column.cells)
    )


def is_yes_no(column: Column) -> bool:
    """Whether all answers are yes or no."""
    ladder = read_ladders()["yes_no"]
    words = [answer for answer in column.answered if read_figure(answer) is None]
    return bool(words) and len(words) == len(column.answered) and all(ladder.find(answer) for answer in words)


def is_never_used(column: Column) -> bool:
    """Whether a column is empty, counts the rows, or holds respondents' own texts or dates, which no table shows."""
    filled = [cell for cell in column.cells if cell]
    if not column.answered or _counts_rows(column):
        return True
    if len(filled) < FEWEST_ANSWERS:
        return False
    return is_free_text(filled) or all(DATE.fullmatch(cell) or _is_moment(cell) for cell in filled)


def _counts_rows(column: Column) -> bool:
    """Whether each cell is a number one more than that above it, or begins to count anew, as for each village."""
    figures = [read_figure(cell) for cell in column.cells]
    starts = [index for index, figure in enumerate(figures) if not index or figure != (figures[index - 1] or 0) + 1]
    lengths = [end - start for start, end in pairwise([*starts, len(figures)])]
    shortest = 2 if normalise(column.header).strip(".") in NUMBER else FEWEST_ANSWERS
    return None not in figures and min(lengths) >= shortest and len({figures[start] for start in starts}) == 1


def _is_moment(cell: str) -> bool:
    return read_moment(cell, ()) is not None and not cell.isdigit()
