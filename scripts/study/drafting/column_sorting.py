"""Sort the columns of an export by headers and answers: items, facts, personal data; refuse tables of another shape."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations, takewhile

from study.base.errors import StudyError
from study.drafting.columns import Columns, accepts, read_written_code, time_formats
from study.drafting.item_scales import (
    FEWEST_CELLS,
    FEWEST_COLUMNS,
    FEWEST_POINTS,
    SHORT,
    ItemGroup,
    find_item_groups,
    find_rankings,
    is_code,
    is_in_figures,
    name_block,
    name_item_groups,
)
from study.setup.codebook import normalise
from study.survey.cells import Table, column_letter
from study.survey.identity import is_personal_header, is_rounded
from study.survey.platforms import LAYOUTS, TIME_HEADERS
from study.survey.question_kinds import (
    INSTRUCTED,
    AskedChoice,
    Column,
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
    choose_ladder,
    read_figure,
    read_ladders,
)
from study.survey.totals import cell_numbers, is_sum, sums_columns_before

ENDS = ("completion time", "waktu selesai", "waktu penyelesaian")
STARTS = ("start time", "waktu mulai")
PHONE = re.compile(r"\b(whatsapp|wa|telepon|telp|hp|handphone|phone)\b")
EMAIL = re.compile(r"\b(e-?mail|surel)\b")
CONSENT = re.compile(
    r"\b(bersedia(kah)?|berkenan(kah)?|persetujuan|menyetujui|consent)\b"
    r"|\b(agree|willing)\b.*\bto (take part|participate)\b"
    r"|\bsetuju\b.*\b(berpartisipasi|ikut serta|mengikuti|menjadi responden)\b"
)


NO = re.compile(r"(tidak|no|saya tidak|i do not|i don't|i disagree|menolak|keberatan)\b")


ANSWERS_OF_CONSENT = 4  # different ones at most: more are names or remarks
RESPONDENT = re.compile(r"(r|resp|responden|respondents?|subjek|subjects?|orang|persons?)?[ ._-]?\d+", re.IGNORECASE)
FEWEST_WORDS = 3  # of a question that stands where answers are expected
MOST_LONG = 8  # columns of a table with a row per answer
SHARE_ANSWERED = 0.8  # of the questions, in a table with a row per answer


def sort_columns(table: Table) -> Columns:
    """Sort the columns of an export by header and answers; those that its platform adds are passed over."""
    columns = [take_column(table, index) for index in range(len(table.headers))]
    timestamp = _find_timestamp(columns, table.layout)
    time_taken = find_time_taken(columns, timestamp, time_formats(timestamp))
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
    # Whether somebody has a telephone tells nobody.
    telling = [column for column in (*left, *added) if column != timestamp and not is_yes_no(column)]
    personal = [column for column in telling if is_personal_header(column.header)]
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
    items = [take_column(table, indices[normalise(name)]) for name in indicators]
    rest = [index for index in range(len(table.headers)) if take_column(table, index) not in items]
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


def take_column(table: Table, index: int) -> Column:
    """Return a column of a table, its cells without the blanks around them."""
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
    first, *others = [take_column(table, index) for index in range(len(table.headers))]
    asked = [text for text in first.answers if len(text.split()) >= FEWEST_WORDS]
    # Codes of several blocks are those of items where columns number respondents; Q1, Q2 number items of A1, A2, B1.
    are_people = all(RESPONDENT.fullmatch(column.header) for column in others)
    blocks = {name_block(text) for text in first.answers}
    if are_people and len(blocks) > 1 and all(map(read_written_code, first.answers)):
        asked = list(first.answers)
    is_scaled = all(is_in_figures(column) or choose_ladder(column.answered) is not None for column in others)
    return len(others) > len(table.rows) > 1 and 2 * len(asked) > len(table.rows) and is_scaled
