"""Find which columns of an export are items, group them by scale, and propose the scale of each group."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import ceil

import numpy as np

from plssem import FloatArray
from study.setup.codebook import SHARED, normalise
from study.survey.identity import is_personal_header
from study.survey.question_kinds import (
    MISSING,
    Column,
    header_words,
    is_yes_no,
)
from study.survey.scoring import (
    LONGEST_SCALE,
    SLIDER,
    Ladder,
    ProposedScale,
    choose_ladder,
    enumerate_figures,
    find_frame,
    find_range,
    propose_ends,
    propose_framed,
    propose_scale,
    read_figure,
    read_ladders,
)
from study.survey.totals import cell_numbers

# Headers of numbers that count something or stand for a fact, which no point of a scale does; the second where short.
COUNTED = re.compile(r"\b(jumlah|berapa|banyaknya|umur|usia|age|number of|how many|how much|how long)\b")
FACT = re.compile(
    r"\b(no|nomor|id|lama|tahun|years?|pendapatan|penghasilan|omzet|income|jenis kelamin|gender|sex|pendidikan|"
    r"education|pekerjaan|occupation|job|status|agama|religion|domisili|kota|city|jurusan|semester|kelas|angkatan)\b"
)
# Where a respondent belongs, as the whole header: items of a village study speak of villages, too.
PLACE = re.compile(
    r"(?:(?:nama|asal|name of) )?"
    r"(?:cabang|branch|desa|kelurahan|village|kecamatan|district|kabupaten|provinsi|province|region)"
    r"(?: (?:asal|domisili|tempat tinggal|usaha|responden|anda|of residence|of origin|office))?"
)
# Units of what is counted or measured; a plural has lost its s in a frame.
UNIT = re.compile(
    r"\b(tahun|bulan|minggu|hari|jam|menit|orang|kali|unit|buah|juta|ribu|rp|km|year|month|week|day|hour|minute|people|"
    r"person|employee|time)\b"
)
SHORT = 4  # words of a header at most
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,29}")
TAKEN = "respondent"  # the column of respondents in responses.csv
# Figures that stand for no answer, where they stand apart from the others.
MISSING_CODES = frozenset({7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 666, 777, 888, 999, 9999})
MOST_STRANGERS = 0.1  # share of an item's answers that are on no scale
FEWEST_POINTS = 3  # of the items' scale, beside which a column of 1 and 2 is no item
FEWEST_COLUMNS = 3  # that share a list of answers, from which a scale in unknown words is told
FEWEST_PAIRS = 10  # respondents from whom a correlation is told
FEWEST_CELLS = 30  # answers of a block from which it is told that a point is not offered there
UNKNOWN = "words of no scale that is known"
UNBOUNDED = (
    "the numbers do not tell the bounds within which the form takes answers; where they are facts such as turnover, "
    "grades or shares, delete these items and name the columns under descriptive or ignored"
)
SMALLEST = 5  # respondents with an answer that a draft may quote where it is no word of a scale


@dataclass(frozen=True)
class ItemGroup:
    """Items whose answers are on one scale, with its name in the codebook and what is proposed of it."""

    name: str
    items: tuple[Column, ...]
    scale: ProposedScale

    @cached_property
    def answers(self) -> Counter[str]:
        """The answers to all of them, without marks of no answer, with their counts."""
        return sum((item.answered for item in self.items), Counter[str]())

    def spellings(self) -> dict[int, list[str]]:
        """Name the labels that were found, by the point of the scale that they stand for."""
        labels = self.scale.spellings
        return {point: [text for text in labels if labels[text] == point] for point in range(1, self.scale.points + 1)}

    def marks(self) -> list[str]:
        """Name the marks of no answer: a dash, and those that the items hold, as they are written first."""
        found = {normalise(text): text for item in self.items for text in item.answers}
        return [MISSING[0], *(text for name, text in found.items() if name in MISSING[1:])]

    def count_marks(self) -> dict[str, int]:
        """Count the marks of no answer that the items hold."""
        counts = {mark: sum(item.counts[normalise(mark)] for item in self.items) for mark in self.marks()}
        return {mark: number for mark, number in counts.items() if number}


def name_item_groups(groups: Sequence[tuple[Column, ...]]) -> Iterator[ItemGroup]:
    """Name the scale of each group: that of most items is the shared one, the others by their words and points."""
    taken: list[str] = []
    # The shared scale has points.
    shared = [()] if groups and groups[0] and all(map(_is_in_numbers, groups[0])) else []
    for number, items in enumerate([*shared, *groups]):
        scale = propose_item_scale(items)
        ladder = _choose_ladder_of(items)
        kind = next((name for name, each in read_ladders().items() if each is ladder), "points")
        stem = SHARED if number == 0 else f"{kind}_{scale.points}" if scale.points else "numbers"
        names = (stem, *(f"{stem}_{other}" for other in range(2, len(groups) + 2)))
        taken.append(next(name for name in names if name not in taken))
        yield ItemGroup(taken[-1], items, scale)


def find_item_groups(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Find the groups of items whose answers are on one scale: those in words of one kind, then those in figures."""
    ladders = [(None if column.ends else choose_ladder(column.answered), column) for column in columns]
    kinds = list({id(ladder): ladder for ladder, _ in ladders if ladder is not None}.values())
    worded = [(ladder, tuple(column for other, column in ladders if other is ladder)) for ladder in kinds]
    for ladder, group in worded:
        yield from _part_by_scale(group, ladder)
    yield from _find_yes_no(columns)
    rest = [column for column in columns if not any(column in group for _, group in worded)]
    yield from _find_figures(rest)
    yield from _find_listed([column for column in rest if not is_in_figures(column)])
    numbers = tuple(column for column in rest if _is_in_numbers(column))
    if len(numbers) >= FEWEST_COLUMNS:
        yield numbers


def find_rankings(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Find neighbours in which each respondent gave every place once, 1 to 3 or more."""
    start = 0
    while start < len(columns):
        windows = (tuple(columns[start : start + size]) for size in range(LONGEST_SCALE, FEWEST_COLUMNS - 1, -1))
        ranking = next((window for window in windows if _is_ranking(window)), ())
        start += len(ranking) or 1
        if ranking:
            yield ranking


def _is_ranking(columns: Sequence[Column]) -> bool:
    # As texts, "10" sorts before "2".
    places = sorted(str(place) for place in range(1, len(columns) + 1))
    cells = [column.cells for column in columns]
    is_ranked = all(sorted(row) == places for row in zip(*cells, strict=True) if any(row))
    return is_ranked and sum(map(any, zip(*cells, strict=True))) >= FEWEST_PAIRS


def _find_yes_no(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Find the items that are answered with yes or no: several of a block of codes; other columns may screen."""
    found = [column for column in columns if is_code(column.header) and is_yes_no(column)]
    blocks = Counter(name_block(column.header) for column in found)
    items = tuple(column for column in found if blocks[name_block(column.header)] > 1)
    if items:
        yield items


def _find_listed(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Find the items in words of no ladder: several columns with the same words around their figures, as in "Skor 4",
    or whose answers, each given by many, are of one list."""
    frames = {column.header: _scale_frame(column.answered) for column in columns if not _tells_a_fact(column)}
    for frame in dict.fromkeys(filter(None, frames.values())):
        group = tuple(column for column in columns if frames.get(column.header) == frame)
        if len(group) >= FEWEST_COLUMNS:
            yield group
            columns = [column for column in columns if column not in group]
    left = [column for column in columns if _is_choice(column)]
    while left:
        longest = max(left, key=lambda column: len(column.answered))
        group = tuple(column for column in left if column.answered.keys() <= longest.answered.keys())
        if len(group) >= FEWEST_COLUMNS:
            yield group
        left = [column for column in left if column not in group]


def _scale_frame(answers: Iterable[str]) -> str:
    """Return the words around the figures of answers, empty where they are units: "4 years" is no point of a scale."""
    frame = find_frame(answers)
    return "" if UNIT.search(frame) else frame


def _is_in_numbers(column: Column) -> bool:
    """Whether a column holds the numbers of a slider, many different ones from 0 to 100."""
    numbers = column.numbers
    return (
        len(set(numbers)) > LONGEST_SCALE
        and numbers[0] >= 0
        and LONGEST_SCALE < numbers[-1] <= SLIDER
        and len(numbers) >= (1 - MOST_STRANGERS) * column.answered.total()
        and not _tells_a_fact(column)
    )


def _is_choice(column: Column) -> bool:
    """Whether so few different answers were given so often that a form must have offered them; no yes or no."""
    different = len(column.answered)
    is_repeated = column.answered.total() >= SMALLEST * different
    return FEWEST_POINTS <= different <= LONGEST_SCALE and is_repeated and not _tells_a_fact(column)


def _part_by_scale(columns: tuple[Column, ...], ladder: Ladder) -> Iterator[tuple[Column, ...]]:
    """Part items in words of one kind by whole scales; all are one group unless every block of them makes a whole one.

    Blocks: by the beginnings of codes; else neighbours on the same shortest scale.
    """
    scales = {column.header: propose_scale(column.answered, ladder).words for column in columns}
    names = [name_block(column.header) for column in columns]
    coded = all(is_code(column.header) for column in columns) and len(set(names)) < len(names)
    blocks = [
        tuple(run)
        for _, run in groupby(
            columns, lambda column: name_block(column.header) if coded else str(scales[column.header])
        )
    ]
    proposed = [propose_scale(sum((column.answered for column in block), Counter[str]()), ladder) for block in blocks]
    if any(scale.doubts for scale in proposed):
        yield columns
        return
    kinds = list(dict.fromkeys(str(scale.words) for scale in proposed))
    for kind in kinds:
        parts = [block for block, scale in zip(blocks, proposed, strict=True) if str(scale.words) == kind]
        yield tuple(column for part in parts for column in part)


def _find_figures(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Find the items in figures; a number that goes beyond most of the others is on another scale, or on none."""
    found = [column for column in columns if is_in_figures(column)]
    coded = [column for column in found if is_code(column.header)]
    coded = [column for column in coded if not _may_be_fact(column, coded)]
    candidates = coded if 2 * len(coded) >= len(found) else found
    if candidates:
        highest = _highest_of_blocks(candidates)
        usual = _usual_points(list(highest.values()))
        lowest = 1 if usual <= FEWEST_POINTS else 2
        yield tuple(column for column in candidates if lowest < highest[column.header] <= usual)
        beyond = tuple(column for column in candidates if highest[column.header] > usual)
        blocks = dict.fromkeys(sorted(highest[column.header] for column in beyond))
        parts = [tuple(column for column in beyond if highest[column.header] == block) for block in blocks]
        yield from (part for part in parts if len(part) > 1)


def _may_be_fact(column: Column, coded: Sequence[Column]) -> bool:
    """Whether a word without a number, "shop" beside X1 and X2, goes along with none of the answers to the codes."""
    numbered = [each for each in coded if name_block(each.header) != each.header]
    if column in numbered or 2 * len(numbered) <= len(coded):
        return False
    answers = np.array([cell_numbers(each.cells) for each in (*numbered, column)])
    correlation, pairs = correlate_with_rest(answers)[-1]
    return abs(correlation) < 2 / pairs**0.5 if pairs else False


def _highest(column: Column) -> int:
    """Return the highest figure that is an answer on a scale, 0 where there is none."""
    return max(_on_scale(column.figures), default=0)


def _highest_of_blocks(columns: Sequence[Column]) -> dict[str, int]:
    """Return by header the highest figure of a column, or of its block where a code tells the block."""
    names = {item.header: name_block(item.header) if is_code(item.header) else item.header for item in columns}
    return {
        header: max(_highest(column) for column in columns if names[column.header] == name)
        for header, name in names.items()
    }


def _usual_points(highest: Sequence[int]) -> int:
    """Return the points of most columns, from the highest figure of each: one more than three tenths of them reach."""
    ordered = sorted(highest, reverse=True)
    reached = ordered[min(max(2, ceil(0.3 * len(ordered))), len(ordered)) - 1] if len(ordered) > 2 else ordered[0]
    return max(figure for figure in highest if figure <= reached + 1)


def is_in_figures(column: Column) -> bool:
    """Whether a column holds answers on a scale in figures; a slip or a mark among them is for the author to name."""
    points = _on_scale(column.figures)
    strangers = {
        answer: number
        for answer, number in column.answered.items()
        if (figure := column.ends.get(answer, read_figure(answer))) is None
        or (abs(figure) > LONGEST_SCALE and figure not in MISSING_CODES)
    }
    rare = len(strangers) <= 1 or sum(strangers.values()) <= MOST_STRANGERS * column.answered.total()
    varies = bool(points) and len(column.figures) > 1
    return varies and len(strangers) < len(column.figures) and rare and not _counts(header_words(column.header))


def _tells_a_fact(column: Column) -> bool:
    return is_personal_header(column.header) or _counts(header_words(column.header))


def _counts(header: str) -> bool:
    is_fact = len(header.split()) <= SHORT and FACT.search(header) is not None
    return is_fact or any((COUNTED.search(header), PLACE.fullmatch(header)))


def _on_scale(figures: Iterable[int]) -> list[int]:
    """Return the figures that may be points, in order: from 1, without a code of no answer that stands apart."""
    points = sorted(figure for figure in figures if 1 <= figure <= LONGEST_SCALE)
    while len(points) > 1 and points[-1] in MISSING_CODES and points[-1] > points[-2] + 1:
        points = points[:-1]
    return points


def _choose_ladder_of(items: Sequence[Column]) -> Ladder | None:
    if items and all(is_yes_no(item) for item in items):
        return read_ladders()["yes_no"]
    if any(item.ends for item in items):
        return None
    answers = sum((item.answered for item in items), Counter[str]())
    return choose_ladder(answers) or next((each for item in items if (each := choose_ladder(item.answered))), None)


def propose_item_scale(items: Sequence[Column]) -> ProposedScale:
    """Propose the scale that the answers to some items come from, with what they do not tell of it."""
    answers = sum((item.answered for item in items), Counter[str]())
    ladder = _choose_ladder_of(items)
    if ladder is not None and (bare := _find_bare_ends(answers, ladder)):
        figures = Counter({bare.get(answer, read_figure(answer) or 0): count for answer, count in answers.items()})
        return _with_doubts(propose_ends(figures, max(figures), bare), ["words without a figure stand at the ends"])
    if ladder is not None:
        scale = replace(propose_scale(answers, ladder), lowest=0 if ladder is read_ladders()["yes_no"] else 1)
        return _with_doubts(scale, _doubt_blocks(items, scale))
    if items and all(map(_is_in_numbers, items)):
        return ProposedScale(0, (), {}, (UNBOUNDED,))
    figures = sum((item.figures for item in items), Counter[int]())
    if _scale_frame(answers):
        scale = propose_framed(answers)
        return _with_doubts(scale, (*_doubt_highest(items, scale), *_doubt_blocks(items, scale)))
    if items and not figures and not any(item.ends for item in items):
        return ProposedScale(len(answers), (), {}, (UNKNOWN,))
    ends = {answer: figure for item in items for answer, figure in item.ends.items()}
    named = find_range(item.header for item in items)
    named = named if all(figure in named or figure in MISSING_CODES for figure in figures) else range(0)
    scale = propose_ends(figures, max((_highest(item) for item in items), default=5), ends, named)
    others = [answer for answer in answers if read_figure(answer) is None and answer not in ends]
    doubts = (
        *(["further answers"] if others else []),
        *(() if named else (*_doubt_highest(items, scale), *_doubt_blocks(items, scale))),
    )
    return _with_doubts(scale, doubts)


def _find_bare_ends(answers: Iterable[str], ladder: Ladder) -> dict[str, int]:
    """Find the two words at the ends of figures, "Never", 2, 3, 4, "Always", with their points; empty without such."""
    texts = list(answers)
    figures = sorted({figure for text in texts if (figure := read_figure(text)) is not None})
    words = {rung: text for text in texts if (rung := ladder.find(text)) is not None}
    is_framed = len(words) == 2 and len(words) + len(figures) == len(texts)
    if not is_framed or figures != list(range(2, len(figures) + 2)) or len(figures) < 2:
        return {}
    return {words[rung]: point for rung, point in zip(ladder.order(words), (1, len(figures) + 2), strict=True)}


def _with_doubts(scale: ProposedScale, doubts: Iterable[str]) -> ProposedScale:
    return replace(scale, doubts=(*scale.doubts, *doubts))


def points_of(column: Column, scale: ProposedScale) -> list[int | None]:
    """Return the point of each cell (N,), None where it holds none of the scale."""
    points = {cell: scale.point_of(text) for cell, text in column.normalised.items()}
    return [points[cell] for cell in column.cells]


def _doubt_blocks(items: Sequence[Column], scale: ProposedScale) -> Iterator[str]:
    """Doubt that neighbouring items share the scale of the others where nobody chose a point that others did."""
    seen = [Counter(point for point in points_of(item, scale) if point is not None) for item in items]
    used = {point for counts in seen for point in counts}
    ends = {1, scale.points}
    for points in [*({point} for point in sorted(used - {1})), *([ends] if ends <= used else [])]:
        for run in _runs([points.isdisjoint(counts) for counts in seen]):
            pooled = sum((seen[index] for index in run), Counter[int]())
            if pooled.total() >= FEWEST_CELLS and _is_lacking(points, pooled, len(run), scale):
                unseen = enumerate_figures(point + scale.lowest - 1 for point in sorted(points))
                nobody = f"nobody chose {unseen} in columns"
                yield f"{nobody} {items[run[0]].letter} to {items[run[-1]].letter}: they may have fewer points"


def _is_lacking(points: Set[int], pooled: Counter[int], items: int, scale: ProposedScale) -> bool:
    """Whether points that nobody chose tell of a shorter scale: one between others, the highest, both ends.

    Several items without the highest word are nothing rare; without the highest figure they may have fewer points.
    """
    if len(points) > 1:
        return items > 1
    (point,) = points
    return min(pooled) < point < max(pooled) or (not scale.words and point == scale.points and items > 1)


def _runs(flags: Sequence[bool]) -> list[list[int]]:
    """Return the indices of each run of true flags."""
    grouped = groupby(range(len(flags)), key=lambda index: flags[index])
    return [list(indices) for flag, indices in grouped if flag]


def _doubt_highest(items: Sequence[Column], scale: ProposedScale) -> Iterator[str]:
    """Doubt that the highest figure is an answer where it does not go along with high answers to the other items.

    A code of no answer (7 on six points) stands among answers of all heights; the highest answer does not.
    """
    answers = point_array([points_of(item, scale) for item in items])
    others = _means_of_others(answers)
    beside = [others[(answers == point) & np.isfinite(others)] for point in (scale.points, scale.points - 1)]
    if len(items) > 1 and all(each.size for each in beside) and not beside[0].mean() > beside[1].mean():
        highest = scale.lowest + scale.points - 1
        yield f"{highest} does not go along with high answers to the other items, as a mark of no answer would not"


def point_array(rows: Sequence[Sequence[int | None]]) -> FloatArray:
    """Return the points of items (K, N), NaN where there is none."""
    return np.array([[np.nan if number is None else number for number in row] for row in rows], dtype=float)


def _means_of_others(answers: FloatArray) -> FloatArray:
    """Return for each answer (K, N) the mean of the respondent's answers to the other items; NaN without any."""
    given = np.isfinite(answers)
    sums = np.where(given, answers, 0).sum(axis=0)
    counts = given.sum(axis=0)
    rest = counts - given
    return np.where(rest > 0, (sums - np.where(given, answers, 0)) / np.maximum(rest, 1), np.nan)


def correlate_with_rest(answers: FloatArray) -> list[tuple[float, int]]:
    """Correlate each item of answers (K, N) with the mean of the others, over how many respondents; NaN over few."""
    return [_correlate(own, rest) for own, rest in zip(answers, _means_of_others(answers), strict=True)]


def _correlate(own: FloatArray, rest: FloatArray) -> tuple[float, int]:
    both = np.isfinite(own) & np.isfinite(rest)
    pairs = int(both.sum())
    if pairs < FEWEST_PAIRS or not own[both].std() * rest[both].std() > 0:
        return float("nan"), pairs
    return float(np.corrcoef(own[both], rest[both])[0, 1]), pairs


def is_code(header: str) -> bool:
    """Whether a header may be the code of an item as it is."""
    return CODE.fullmatch(header) is not None and header.casefold() != TAKEN


def name_block(code: str) -> str:
    """Name the block of a code by its beginning: X1.1 and X1.2 begin with X1, KP1 and KP2 with KP."""
    return re.sub(r"[._]\d+$|\d+$", "", code)
