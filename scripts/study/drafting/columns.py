"""Find what the columns of an export ask, and what their headers and answers leave open."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain, combinations, groupby, permutations, takewhile

import numpy as np
import yaml

from study.base.errors import StudyError
from study.drafting.item_scales import (
    FEWEST_CELLS,
    FEWEST_COLUMNS,
    FEWEST_PAIRS,
    FEWEST_POINTS,
    SHORT,
    SMALLEST,
    UNKNOWN,
    ItemGroup,
    correlate_with_rest,
    find_item_groups,
    find_rankings,
    is_code,
    is_in_figures,
    name_block,
    name_item_groups,
    point_array,
    points_of,
    propose_item_scale,
)
from study.setup.codebook import SHARED, normalise
from study.setup.study_names import GRID
from study.survey.cells import Table, column_letter
from study.survey.identity import is_personal_header, is_rounded
from study.survey.platforms import LAYOUTS, TIME_HEADERS
from study.survey.question_kinds import (
    INSTRUCTED,
    AskedChoice,
    Column,
    TimeTaken,
    find_attention_checks,
    find_boxes,
    find_describing,
    find_lists,
    find_time_taken,
    header_words,
    is_never_used,
    is_yes_no,
)
from study.survey.scoring import (
    LONGEST_SCALE,
    SLIDER,
    ProposedScale,
    choose_ladder,
    read_figure,
    read_ladders,
)
from study.survey.screening import read_moment
from study.survey.totals import cell_numbers, is_sum, sums_columns_before

ENDS = ("completion time", "waktu selesai", "waktu penyelesaian")
STARTS = ("start time", "waktu mulai")
DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y")
CLOCKS = ("%H:%M:%S", "%H.%M.%S", "%H:%M", "%H.%M", "%I:%M:%S %p", "%I.%M.%S %p", "%I:%M %p", "%I.%M %p")
FORMATS = (*(f"{day}{mark}{clock}" for mark in (" ", ", ") for clock in CLOCKS for day in DAYS), *DAYS)
PHONE = re.compile(r"\b(whatsapp|wa|telepon|telp|hp|handphone|phone)\b")
EMAIL = re.compile(r"\b(e-?mail|surel)\b")
CONSENT = re.compile(
    r"\b(bersedia(kah)?|berkenan(kah)?|persetujuan|menyetujui|consent)\b"
    r"|\b(agree|willing)\b.*\bto (take part|participate)\b"
    r"|\bsetuju\b.*\b(berpartisipasi|ikut serta|mengikuti|menjadi responden)\b"
)
YES = re.compile(r"(ya|yes|i agree|(saya )?(bersedia|berkenan|setuju))\b")
NO = re.compile(r"(tidak|no|saya tidak|i do not|i don't|i disagree|menolak|keberatan)\b")
CONTACT = re.compile(r"@|(?:\d[\s().-]*){7,}")  # an address, or as many digits as a telephone number has
NEGATION = re.compile(r"\b(tidak|tak|bukan|belum|tanpa|kurang|jangan|not|never|no|nor|without|hardly)\b|n['’]t\b")
LEGEND = re.compile(r"[(\[][^()\[\]]*\d\s*=[^()\[\]]*[)\]]")  # "(1 = tidak setuju, 5 = setuju)"
LEGEND_ENTRY = re.compile(r"(\d+)\s*=\s*([^\d=,;()\[\]]*[^\W\d])")
# A code before the words of a question: "X1.1 Prices are fair", "[KP2] ...", "Q3. ...".
LEADING_CODE = re.compile(
    r"[\[(]?(?P<code>[A-Za-z]{1,10}[._-]?\d{1,2}([._-]\d{1,2})?)[\])]?[.:)–-]?\s+(?P<words>(?=.*[^\W\d_])\S.*)",
    re.DOTALL,
)
# A code that is written as no codebook has it: "X1-1", "X1,1", "X 1.1", "X1(1)".
WRITTEN_CODE = re.compile(r"(?P<block>[A-Za-z]{1,10}) ?(?P<number>\d{1,2})(?:(?P<mark>[ .,(_-])(?P<item>\d{1,2})\)?)?")
MOST_ALIKE = 4  # neighbours that are asked of one by one
MOST_SHOWN = 12  # different answers that a draft quotes
RESPONDENT = re.compile(r"(r|resp|responden|respondents?|subjek|subjects?|orang|persons?)?[ ._-]?\d+", re.IGNORECASE)
FEWEST_WORDS = 3  # of a question that stands where answers are expected
MOST_LONG = 8  # columns of a table with a row per answer
SHARE_ANSWERED = 0.8  # of the questions, in a table with a row per answer
MOST_REWORDED = 3  # pairs of items of the same respondents; more are two branches of a form
ALIKE = 0.6  # share of the signs that two wordings of one question have in common
USUAL: Mapping[str, tuple[str, str]] = {"id": ("Ya", "Tidak"), "en": ("Yes", "No")}  # to a question nobody said no to
ANSWERS_OF_CONSENT = 4  # different ones at most: more are names or remarks


@dataclass(frozen=True)
class AuthorQuestion:
    """What a draft asks its author: the key it is about, why it cannot be known, what was seen, what to write.

    seen: counts by answer, or words where answers are not quoted. columns: headers, where the question is about some.
    entry: what may be copied to the codebook, as YAML on one line; empty where nothing is proposed.
    """

    key: str
    why: str
    seen: Mapping[str, int] | str
    write: str
    columns: tuple[str, ...] = ()
    entry: str = ""


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
        for name in (lambda header: header.rpartition("/")[2], _written_code, _leading_code):
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
        return _formats(self.timestamp)

    def questions(self, language: str = "id") -> tuple[AuthorQuestion, ...]:
        """List what the draft cannot know: the scales, reversed items, time, columns without a place."""
        return (
            *(question for group in self.groups for question in _ask_scale(group)),
            *(_ask_other_scale(column) for column in self.others),
            *_ask_reversed(self),
            *_ask_edited(self),
            *_ask_time(self),
            *_ask_columns(self.undecided, language),
        )


def check_table(table: Table) -> None:
    """StudyError for a table of a single column, which no survey is."""
    if len(table.headers) == 1:
        raise StudyError(
            what="the file has a single column",
            where=table.source,
            found="one question",
            expected="a column per question",
            remedy="see whether the separator is none of comma, semicolon, tab and bar; else export the survey again",
        )
    if len(table.headers) <= MOST_LONG and _is_long(table):
        raise StudyError(
            what="each answer has a row of its own",
            where=table.source,
            found=f"{len(table.rows)} rows, several of each respondent",
            expected="a row per respondent and a column per question",
            remedy="make a pivot table of it: respondents in rows, questions in columns, answers as values",
        )
    if _is_turned(table):
        raise StudyError(
            what="the questions stand below one another",
            where=table.source,
            found=f"{len(table.rows)} rows, each of which begins with a question",
            expected="a column per question and a row per respondent",
            remedy="turn the table: copy it, and paste it in a new sheet with Paste Special, Transpose",
        )


def _is_long(table: Table) -> bool:
    """Whether each answer has a row: nearly every respondent once beside every question, and one answer beside both."""
    columns = [tuple(row.cells[index] for row in table.rows) for index in range(len(table.headers))]
    several = [index for index, column in enumerate(columns) if len(set(column)) >= FEWEST_COLUMNS]
    return any(_is_answer_per_row(columns, *pair) for pair in permutations(several, 2))


def _is_answer_per_row(columns: Sequence[Sequence[str]], person: int, question: int) -> bool:
    others = [column for index, column in enumerate(columns) if index not in (person, question)]
    varying = [column for column in others if _varies(columns[person], column)]
    return len(varying) == 1 and _are_crossed(columns[person], columns[question])


def _are_crossed(people: Sequence[str], questions: Sequence[str]) -> bool:
    pairs = len(set(zip(people, questions, strict=True)))
    # Answers to two items, of at most as many points, may be all different, too.
    many = len(set(people)) > LONGEST_SCALE
    return many and pairs == len(people) and pairs >= SHARE_ANSWERED * len(set(people)) * len(set(questions))


def _varies(people: Sequence[str], column: Sequence[str]) -> bool:
    """Whether a column holds different cells in the rows of one respondent."""
    return len(set(zip(people, column, strict=True))) > len(set(people))


def _is_turned(table: Table) -> bool:
    """Whether the first column holds a question for each row, or its code, and all others, which are more, answers."""
    first, *others = [_column(table, index) for index in range(len(table.headers))]
    asked = [text for text in first.answers if len(text.split()) >= FEWEST_WORDS]
    # Codes of several blocks are those of items where columns number respondents; Q1, Q2 number items of A1, A2, B1.
    are_people = all(RESPONDENT.fullmatch(column.header) for column in others)
    blocks = {name_block(text) for text in first.answers}
    if are_people and len(blocks) > 1 and all(map(_written_code, first.answers)):
        asked = list(first.answers)
    is_scaled = all(is_in_figures(column) or choose_ladder(column.answered) is not None for column in others)
    return len(others) > len(table.rows) > 1 and 2 * len(asked) > len(table.rows) and is_scaled


def sort_columns(table: Table) -> Columns:
    """Sort the columns of an export by header and answers; those that its platform adds are passed over."""
    columns = [_column(table, index) for index in range(len(table.headers))]
    timestamp = _find_timestamp(columns, table.layout)
    time_taken = find_time_taken(columns, timestamp, _formats(timestamp))
    added = [column for column in columns if LAYOUTS[table.layout].adds(normalise(column.header))]
    added = [column for column in added if not _may_be_item(column, added)]
    computed = _find_computed(columns)
    used = [timestamp, *(time_taken.columns if time_taken else ()), *computed]
    asked = [column for column in columns if column not in (*used, *added)]
    consent = next((column for column in asked if _is_consent(column)), None)
    choices = _find_choices([column for column in asked if column != consent])
    several = [column for choice in choices for column in choice.columns]
    asked = [column for column in asked if column != consent and column not in several]
    ranked = [column for ranking in find_rankings(asked) for column in ranking]
    beside = _find_beside(columns)
    scaled = [c for c in asked if c not in (*ranked, *beside) and not INSTRUCTED.search(header_words(c.header))]
    found = sorted(find_item_groups(scaled), key=len, reverse=True)
    groups = tuple(name_item_groups([found[0] if found else (), *(group for group in found[1:] if len(group) > 1)]))
    others = tuple(group[0] for group in found[1:] if len(group) == 1)
    items = [item for group in groups for item in group.items]
    left = [column for column in asked if column not in (*others, *items)]
    personal = [column for column in (*left, *added) if is_personal_header(column.header) and column != timestamp]
    identity = _find_identity([column for column in personal if _tells_apart(column)])
    found_columns = Columns(
        groups=groups,
        others=others,
        timestamp=timestamp,
        consent=consent,
        identity=identity,
        personal=tuple(column for column in personal if column != identity),
        undecided=tuple(column for column in left if column not in personal),
        headers=table.headers,
        choices=tuple(choices),
        time_taken=time_taken,
        added=tuple(column for column in added if column not in (*personal, *used)),
    )
    placed = _place(found_columns)
    return replace(placed, unused=(*placed.unused, *computed))


def _may_be_item(column: Column, added: Sequence[Column]) -> bool:
    """Whether a column with the name of a platform's may be an item of a study that calls one IP, duration, to_do_1.

    Its name is a code that tells no time, and it holds several points of a scale. The order in which answers were shown
    holds points, too, but no respondent has one of them twice.
    """
    points = set(column.figures) if is_in_figures(column) else set()
    is_scaled = len(points) >= FEWEST_POINTS and 0 <= min(points) <= max(points) <= LONGEST_SCALE
    is_named = is_code(column.header) and "time" not in normalise(column.header)
    if not is_named or not (is_scaled or choose_ladder(column.answered)):
        return False
    block = [each.cells for each in added if name_block(each.header) == name_block(column.header)]
    rows = [[cell for cell in row if cell] for row in zip(*block, strict=True)]
    return len(block) == 1 or any(len({*row}) < len(row) for row in rows)


def _find_beside(columns: Sequence[Column]) -> list[Column]:
    """Find columns behind an empty one that fewer than half of the respondents fill: a table beside the answers."""
    letters = map(column_letter, range(1 << 14))
    beside: list[Column] = []
    is_behind = False
    for column in columns:
        is_behind = is_behind or any(takewhile(column.letter.__ne__, letters))
        if is_behind and 2 * column.answered.total() < len(column.cells):
            beside.append(column)
    return beside


def _find_computed(columns: Sequence[Column]) -> list[Column]:
    """Find the columns that others make up: sums and means that somebody added, and the figures beside their labels.

    A sum or a mean is that of the columns right before it, or of the block of codes that its header names.
    """
    numbers = {column.header: cell_numbers(column.cells) for column in columns}
    blocks = _group_codes(columns)
    computed = list(_find_repeated(columns))
    for index, column in enumerate(columns):
        before = [numbers[each.header] for each in columns[:index] if each not in computed]
        named = [block for name, block in blocks.items() if _names_block(column.header, name)]
        parts = [[numbers[each.header] for each in block] for block in named if column not in block]
        values = numbers[column.header]
        if column not in computed and (
            sums_columns_before(values, before) or any(is_sum(values, part) for part in parts)
        ):
            computed.append(column)
    return computed


def _find_repeated(columns: Sequence[Column]) -> Iterator[Column]:
    """Find the columns that tell in words what another, answer for answer, tells in figures; of both the figures.

    The words where their header is the other's code with something behind it: the model is drafted from codes.
    """
    common = [
        column
        for column in columns
        if FEWEST_POINTS <= len(column.answered) <= LONGEST_SCALE and column.answered.total() >= FEWEST_CELLS
    ]
    worded = {_order_of_answers(column): column for column in common if not column.figures}
    for column in common:
        labels = worded.get(_order_of_answers(column))
        if labels is not None and all(read_figure(answer) is not None for answer in column.answered):
            yield labels if is_code(column.header) and labels.header.startswith(column.header) else column


def _order_of_answers(column: Column) -> tuple[int, ...]:
    """Number the answers (N,) in the order in which each occurs first: alike for two columns that tell the same."""
    numbers: dict[str, int] = {}
    return tuple(numbers.setdefault(column.normalised[cell], len(numbers)) for cell in column.cells)


def _group_codes(columns: Iterable[Column]) -> dict[str, list[Column]]:
    """Group the columns with a code for a header by block: X1.1 and X1.2 under x1."""
    blocks: dict[str, list[Column]] = {}
    for column in columns:
        block = name_block(column.header)
        if is_code(column.header) and block != column.header:
            blocks.setdefault(normalise(block), []).append(column)
    return blocks


def _names_block(header: str, block: str) -> bool:
    """Whether a header names a block of codes, as "X1" and "Total X1" do."""
    words = header_words(header)
    return re.search(rf"(?<!\w){re.escape(header_words(block))}$", words) is not None and len(words.split()) <= SHORT


def _place(columns: Columns) -> Columns:
    """Give the columns that are left the place that their header and answers tell plainly."""
    attention = tuple(find_attention_checks(columns.undecided))
    left = [column for column in columns.undecided if column not in [check for check, _ in attention]]
    describing = find_describing(left)
    left = [column for column in left if column not in describing.values()]
    unused = tuple(c for c in left if is_never_used(c) and not CONSENT.search(header_words(c.header)))
    undecided = tuple(column for column in left if column not in unused)
    return replace(columns, attention=attention, describing=describing, unused=unused, undecided=undecided)


def _find_timestamp(columns: Sequence[Column], layout: str) -> Column | None:
    """Find when a form was handed in: where the platform says so, else by the usual names."""
    for names in (LAYOUTS[layout].moments, TIME_HEADERS, ENDS, STARTS):
        found = next((column for column in columns if normalise(column.header) in names and column.answered), None)
        if found is not None:
            return found
    return None


def _find_choices(columns: Sequence[Column]) -> list[AskedChoice]:
    """Find questions with several answers, in boxes or in one cell; a list of agreement is none."""
    boxes = list(find_boxes(columns))
    boxed = [column for choice in boxes for column in choice.columns]
    lists = [find_lists(column) for column in columns if column not in boxed and not is_personal_header(column.header)]
    return [*boxes, *filter(None, lists)]


def _formats(timestamp: Column | None) -> list[str]:
    stamps = timestamp.answers if timestamp else ()
    return [form for form in FORMATS if all(_matches_format(stamp, form) for stamp in stamps)][:1] or [FORMATS[0]]


def take_items(table: Table, indicators: Sequence[str]) -> Columns:
    """Sort the columns of an export whose items are known: the indicators of a model, by header.

    StudyError where the export lacks one.
    """
    indices = {normalise(header): index for index, header in enumerate(table.headers)}
    lacking = [name for name in indicators if normalise(name) not in indices]
    if lacking:
        raise StudyError(
            what="the export lacks indicators of the model",
            where=table.source,
            found=", ".join(lacking),
            expected="a column for each, under the name that the model has",
            remedy="give the file that the model was estimated from",
        )
    items = [_column(table, indices[normalise(name)]) for name in indicators]
    rest = [index for index in range(len(table.headers)) if _column(table, index) not in items]
    left = _sort_rest(table, rest) if rest else Columns((), (), None, None, None, (), (), ())
    undecided = (*left.items, *left.others, *left.undecided)
    return replace(left, groups=_group_items(items), others=(), undecided=undecided, headers=table.headers)


def _group_items(items: Sequence[Column]) -> tuple[ItemGroup, ...]:
    """Group known items by scale; those that show none, as where all gave one answer, join the largest group."""
    found = sorted(find_item_groups(items), key=len, reverse=True) or [()]
    strange = [item for item in items if not any(item in group for group in found)]
    return tuple(name_item_groups([(*found[0], *strange), *found[1:]]))


def _sort_rest(table: Table, rest: Sequence[int]) -> Columns:
    """Sort some columns of a table by their indices."""
    rows = tuple(replace(row, cells=tuple(row.cells[index] for index in rest)) for row in table.rows)
    headers, columns = (tuple(names[index] for index in rest) for names in (table.headers, table.columns))
    return sort_columns(replace(table, headers=headers, columns=columns, rows=rows))


def _column(table: Table, index: int) -> Column:
    return Column(table.headers[index], table.columns[index], tuple(row.cells[index].strip() for row in table.rows))


def _tells_apart(column: Column) -> bool:
    """Whether most of those who answered wrote something else: "anonymous" in each row tells nobody apart.

    Numbers that a spreadsheet rounded once did; the run refuses them.
    """
    rounded = sum(count for answer, count in column.answered.items() if is_rounded(answer))
    return 2 * (len(column.answered) + rounded) > column.answered.total()


def _find_identity(personal: Sequence[Column]) -> Column | None:
    """Find what tells respondents apart: a telephone number, else an address of e-mail."""
    kinds = (PHONE, EMAIL)
    return next((column for kind in kinds for column in personal if kind.search(header_words(column.header))), None)


def _is_consent(column: Column) -> bool:
    """Whether a column asks for consent and holds nothing but yes and no: names that sign it are quoted nowhere."""
    answers = column.answered
    plain = all(accepts(answer) or NO.match(answer) or _is_no(answer) for answer in answers)
    return CONSENT.search(header_words(column.header)) is not None and plain and len(answers) <= ANSWERS_OF_CONSENT


def _is_no(answer: str) -> bool:
    return read_ladders()["yes_no"].find(answer) == "no"


def _key_of(group: ItemGroup) -> str:
    return SHARED if group.name == SHARED else f"scales.{group.name}"


def _ask_scale(group: ItemGroup) -> Iterator[AuthorQuestion]:
    if group.items and group.scale.doubts:
        proposed = f"points: {group.scale.points} is a proposal" if group.scale.points else "the bounds are a proposal"
        if group.scale.words:
            remedy = f"correct points, answers and labels under {_key_of(group)} as the form offers them"
        elif UNKNOWN in group.scale.doubts:
            remedy = f"under {_key_of(group)} write answers: with a line for each, the lowest first (1: {{id: ...}})"
        elif not group.scale.points:
            remedy = f"correct minimum and maximum under {_key_of(group)}"
        else:
            remedy = "write how many the form offers (from 0 to 10: lowest: 0 and points: 11)"
        write = f"{proposed}: {remedy}, list under missing what means no answer, and delete this entry"
        why = "; ".join(dict.fromkeys(group.scale.doubts))
        marks = {f"{mark} (under missing)": number for mark, number in group.count_marks().items()}
        numbers = sorted(number for item in group.items for number in item.numbers)
        told = f"numbers from {numbers[0]:g} to {numbers[-1]:g}" if numbers else ""
        seen = _shown(group.answers, group.scale) if group.scale.points else told
        columns = () if group.name == SHARED else tuple(item.header for item in group.items)
        yield AuthorQuestion(_key_of(group), why, seen if isinstance(seen, str) else {**seen, **marks}, write, columns)


def _ask_other_scale(column: Column) -> AuthorQuestion:
    why = "its answers are on a scale of its own, so that it may be an item or describe the respondents"
    write = (
        "put its header under descriptive or ignored, or under indicators with a scale of scales, and delete this entry"
    )
    return AuthorQuestion("column", why, _shown(column.answered, propose_item_scale([column])), write, (column.header,))


def _ask_reversed(columns: Columns) -> Iterator[AuthorQuestion]:
    """Propose items that may be reversed: by their correlation with the others, their wording, or their legend."""
    against = {code: found for block in _item_blocks(columns) for code, found in _find_against(block, columns).items()}
    for code, item in columns.codes.items():
        correlation, respondents = against[code]
        reasons = [
            *(["it runs against other items of its block"] if correlation < 0 else []),
            *(["its wording holds a negation"] if NEGATION.search(LEGEND.sub("", normalise(item.header))) else []),
            *(["its header gives its lowest figure to the highest answer"] if _is_turned_legend(item.header) else []),
        ]
        if reasons:
            told = f"{correlation:.2f} over {respondents} respondents" if respondents >= FEWEST_PAIRS else "not told"
            seen = f"item-rest correlation {told}"
            write = "write reverse: true there if a higher point means less of the construct, and delete this entry"
            yield AuthorQuestion(f"indicators.{code}.reverse", " and ".join(reasons), seen, write, (item.header,))


def _is_turned_legend(header: str) -> bool:
    """Whether a header says which answer a figure is, the highest first: "(1 = strongly agree, 5 = disagree)"."""
    words = {text: int(figure) for figure, text in LEGEND_ENTRY.findall(normalise(header))}
    ladder = choose_ladder(words)
    if ladder is None:
        return False
    figures = {rung: figure for text, figure in words.items() if (rung := ladder.find(text)) is not None}
    ordered = [figures[rung] for rung in ladder.order(figures)]
    return ordered[0] > ordered[-1]


def _ask_edited(columns: Columns) -> Iterator[AuthorQuestion]:
    """Ask whether two items that nobody answered both are one, reworded while the form was open.

    Many pairs that the same respondents answered are asked of once: the form may have two branches.
    """
    filled = {
        code: frozenset(row for row, cell in enumerate(item.cells) if cell) for code, item in columns.codes.items()
    }
    parted: dict[frozenset[frozenset[int]], list[tuple[str, str]]] = {}
    for first, second in _pair_alike(columns, filled):
        parted.setdefault(frozenset((filled[first], filled[second])), []).append((first, second))
    why = "nobody answered both, as where a question was reworded while the form was open"
    for pairs in parted.values():
        counts = "{} and {} answers".format(*(len(filled[code]) for code in pairs[0]))
        headers = [tuple(columns.codes[code].header for code in pair) for pair in pairs]
        if len(pairs) > MOST_REWORDED:
            write = (
                "where the form has two branches, let all items stand; else delete one of each pair and write its "
                "header under earlier_texts: [...] of the other; delete this entry"
            )
            together = tuple(dict.fromkeys(chain.from_iterable(headers)))
            yield AuthorQuestion("indicators", why, f"{len(pairs)} pairs, {counts}", write, together)
            continue
        for (first, second), texts in zip(pairs, headers, strict=True):
            write = (
                f"if so, delete {first} or {second}, write its header under earlier_texts: [...] of the other, "
                "and delete this entry"
            )
            yield AuthorQuestion(f"indicators.{second}", why, counts, write, texts)


def _pair_alike(columns: Columns, filled: Mapping[str, Set[int]]) -> list[tuple[str, str]]:
    """Pair items that nobody answered both, each with the one that its words are most like."""
    alike: dict[tuple[str, str], float] = {}
    for pair in combinations(filled, 2):
        rows = [filled[code] for code in pair]
        if rows[0].isdisjoint(rows[1]) and min(map(len, rows)) >= SMALLEST:
            one, other = (normalise(columns.codes[code].header) for code in pair)
            alike[pair] = SequenceMatcher(None, one, other, autojunk=False).ratio()
    of_item = {code: [pair for pair in alike if code in pair and alike[pair] >= ALIKE] for code in filled}
    best = {max(pairs, key=lambda pair: alike[pair]) for pairs in of_item.values() if pairs}
    return [pair for pair in alike if pair in best]


def _item_blocks(columns: Columns) -> list[list[str]]:
    """Group the items' codes by their beginnings or grids where they have some; else a block holds all of a scale."""
    if columns.grids or columns.own_codes:
        return [*name_blocks(columns).values()]
    return [[code for code, item in columns.codes.items() if item in group.items] for group in columns.groups]


def _find_against(block: Sequence[str], columns: Columns) -> dict[str, tuple[float, int]]:
    """Correlate each item with the mean of the others of its block, as answered; with the number of respondents, N.

    The items with negative correlations are turned, the lowest first, until none is left; of an item that was turned
    the correlation before. Where half of the block or more were turned, all items as answered: which half is reversed
    the data do not tell. NaN below FEWEST_PAIRS respondents, for an item alone, and where one of both does not vary.
    """
    items = [columns.codes[code] for code in block]
    scales = [columns.group_of(item).scale for item in items]
    answers = point_array([points_of(item, scale) for item, scale in zip(items, scales, strict=True)])
    if len({scale.points for scale in scales}) > 1:
        answers = answers / np.array([[scale.points or SLIDER] for scale in scales])
    as_answered = correlate_with_rest(answers)
    turned: dict[int, tuple[float, int]] = {}
    found = as_answered
    while against := [index for index, (r, _) in enumerate(found) if r < 0 and index not in turned]:
        lowest = min(against, key=lambda index: found[index][0])
        turned[lowest] = found[lowest]
        signs = np.array([-1 if index in turned else 1 for index in range(len(block))])
        found = correlate_with_rest(answers * signs[:, None])
    chosen = {index: as_answered[index] for index in range(len(block))} if 2 * len(turned) >= len(block) else turned
    return {code: chosen.get(index, found[index]) for index, code in enumerate(block)}


def _ask_time(columns: Columns) -> Iterator[AuthorQuestion]:
    """Ask for the form of time stamps that none reads, or that several read in another order."""
    stamps = columns.timestamp.answers if columns.timestamp else ()
    readings = [form for form in FORMATS if all(_matches_format(stamp, form) for stamp in stamps)]
    orders = {tuple(sorted(stamps, key=lambda stamp: datetime.strptime(stamp, form))) for form in readings}
    dates = sum(read_moment(stamp, ()) is not None for stamp in stamps)
    if len(orders) != 1 and dates < len(stamps):
        why = (
            "several forms of time read them, each in another order"
            if readings
            else f"{dates} of them are dates and the others texts: a spreadsheet may have taken days for months"
            if dates
            else "no known form of time reads them"
        )
        seen = f"{len(stamps)} different time stamps" + (f", {', '.join(readings)}" if readings else "")
        write = (
            "write the form under formats, as Python's strptime reads it, or delete timestamp, so that the last row of "
            "a respondent counts, and delete this entry"
        )
        yield AuthorQuestion("timestamp.formats", why, seen, write)


def _ask_columns(columns: Sequence[Column], language: str) -> Iterator[AuthorQuestion]:
    """Ask where columns belong: of many neighbours in a grid, or that tell yes from no, once."""
    rankings = [*find_rankings(columns)]
    for ranking in rankings:
        why = (
            "each respondent gave every place once: a ranking, whose places depend on each other, is no block of items"
        )
        write = "put their headers under descriptive or ignored, and delete this entry"
        seen = f"places 1 to {len(ranking)}"
        yield AuthorQuestion("column", why, seen, write, tuple(column.header for column in ranking))
    columns = [column for column in columns if not any(column in ranking for ranking in rankings)]
    numbers = {column.header: number for number, column in enumerate(columns, start=1)}
    for _, run in groupby(columns, _kin):
        alike = tuple(run)
        if len(alike) <= MOST_ALIKE:
            yield from (_ask_column(column, numbers[column.header], language) for column in alike)
            continue
        pooled = sum((column.answered for column in alike), Counter[str]())
        why = "headers do not tell whether they are items, boxes of one question, or describe the respondents"
        write = (
            "put their headers under indicators (yes and no: on a scale from 0 to 1), multiple_choice, criteria, "
            "descriptive, personal or ignored, and delete this entry"
        )
        yield AuthorQuestion("column", why, _shown(pooled, None), write, tuple(column.header for column in alike))


def _kin(column: Column) -> str:
    grid = GRID.fullmatch(" ".join(column.header.split()))
    is_told_apart = INSTRUCTED.search(header_words(column.header)) is not None
    if is_told_apart or not (grid or is_yes_no(column) or {*column.answered} == {"0", "1"}):
        return column.header
    return grid["grid"] if grid else ""


def _ask_column(column: Column, number: int, language: str) -> AuthorQuestion:
    check = ["attention_checks"] if INSTRUCTED.search(header_words(column.header)) else []
    groups = ", ".join([*check, "indicators", "criteria", "descriptive", "personal"])
    why = "a header does not tell what a column is for"
    write = f"put its header under {groups} or ignored, and delete this entry"
    if not is_yes_no(column) or check:
        return AuthorQuestion("column", why, _shown(column.answered, None), write, (column.header,))
    given = [[a for a in column.answers if accepts(a) == accepted] for accepted in (True, False)]
    yes, no = (list_in_line(found or [word]) for found, word in zip(given, USUAL[language], strict=True))
    question = f"{{{language}: {quote(column.header)}}}"
    rules = f"accepted: {yes}, refused: {no}, reason: {{{language}: ...}}"
    entry = f"{{criterion_{number}: {{question: {question}, {rules}}}}}"
    why = "yes or no may tell who belongs to the population, describe the respondents, or answer an item"
    write = f"copy entry to criteria and write its reason, or {write}"
    return AuthorQuestion("column", why, _shown(column.answered, None), write, (column.header,), entry)


def _shown(answers: Mapping[str, int], scale: ProposedScale | None) -> Mapping[str, int] | str:
    """Count answers as a draft may quote them: figures and words of a scale, and what SMALLEST respondents wrote.

    scale: of the items; None for a column that may hold anything, of which numbers are quoted as any other answer.
    """
    if scale is None and (len(answers) > MOST_SHOWN or any(CONTACT.search(answer) for answer in answers)):
        return f"{len(answers)} different answers, not shown"
    known = {answer: count for answer, count in answers.items() if count >= SMALLEST or _is_of_scale(answer, scale)}
    ordered = sorted(known, key=lambda answer: _rank(answer, scale))
    rest = len(answers) - len(known)
    pooled = {f"({rest} further, not shown)": sum(answers.values()) - sum(known.values())} if rest else {}
    return {answer: known[answer] for answer in ordered} | pooled


def _is_of_scale(answer: str, scale: ProposedScale | None) -> bool:
    return scale is not None and (read_figure(answer) is not None or scale.point_of(answer) is not None)


def _rank(answer: str, scale: ProposedScale | None) -> tuple[int, int]:
    figure = read_figure(answer)
    if figure is not None:
        return 1, figure
    return 0, (scale.point_of(answer) or 0) if scale else 0


def _leading_code(header: str) -> str:
    """Return the code before the words of a header, as a codebook may hold it; an empty text where there is none."""
    match = LEADING_CODE.fullmatch(header)
    return match["code"].replace("-", "_") if match else ""


def _written_code(header: str) -> str:
    """Return a code in other signs, as a codebook may hold it; an empty text where a header is none."""
    match = WRITTEN_CODE.fullmatch(header)
    if match is None:
        return ""
    mark = "." if match["mark"] == "." else "_"
    return f"{match['block']}{match['number']}" + (f"{mark}{match['item']}" if match["item"] else "")


def _matches_format(stamp: str, form: str) -> bool:
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


def list_in_line(texts: Iterable[str]) -> str:
    """Write texts as a list of YAML on one line."""
    return f"[{', '.join(map(quote, texts))}]"


def quote(text: str) -> str:
    """Write a text so that YAML reads it as one, on one line, whatever it holds."""
    return yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf")).removesuffix("\n")
