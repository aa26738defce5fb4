"""What headers and answers leave open, and the draft of a study asks its author."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain, combinations, groupby

import numpy as np
import yaml

from study.drafting.columns import FORMATS, Columns, accepts, matches_format, name_blocks
from study.drafting.item_scales import (
    FEWEST_PAIRS,
    SMALLEST,
    UNKNOWN,
    ItemGroup,
    correlate_with_rest,
    find_rankings,
    point_array,
    points_of,
    propose_item_scale,
)
from study.setup.codebook import GRID, SHARED, normalise
from study.survey.question_kinds import (
    INSTRUCTED,
    Column,
    header_words,
    is_yes_no,
)
from study.survey.scoring import (
    SLIDER,
    ProposedScale,
    choose_ladder,
    read_figure,
)
from study.survey.screening import read_moment

CONTACT = re.compile(r"@|(?:\d[\s().-]*){7,}")  # an address, or as many digits as a telephone number has
NEGATION = re.compile(r"\b(tidak|tak|bukan|belum|tanpa|kurang|jangan|not|never|no|nor|without|hardly)\b|n['’]t\b")
LEGEND = re.compile(r"[(\[][^()\[\]]*\d\s*=[^()\[\]]*[)\]]")  # "(1 = tidak setuju, 5 = setuju)"
LEGEND_ENTRY = re.compile(r"(\d+)\s*=\s*([^\d=,;()\[\]]*[^\W\d])")
MOST_ALIKE = 4  # neighbours that are asked of one by one
MOST_SHOWN = 12  # different answers that a draft quotes
MOST_REWORDED = 3  # pairs of items of the same respondents; more are two branches of a form
ALIKE = 0.6  # share of the signs that two wordings of one question have in common
USUAL: Mapping[str, tuple[str, str]] = {"id": ("Ya", "Tidak"), "en": ("Yes", "No")}  # to a question nobody said no to


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


def list_questions(columns: Columns, language: str = "id") -> tuple[AuthorQuestion, ...]:
    """List what the draft cannot know: the scales, reversed items, time, columns without a place."""
    return (
        *(question for group in columns.groups for question in _ask_scale(group)),
        *(_ask_other_scale(column) for column in columns.others),
        *_ask_reversed(columns),
        *_ask_edited(columns),
        *_ask_time(columns),
        *_ask_columns(columns.undecided, language),
    )


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
    readings = [form for form in FORMATS if all(matches_format(stamp, form) for stamp in stamps)]
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


def list_in_line(texts: Iterable[str]) -> str:
    """Write texts as a list of YAML on one line."""
    return f"[{', '.join(map(quote, texts))}]"


def quote(text: str) -> str:
    """Write a text so that YAML reads it as one, on one line, whatever it holds."""
    return yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf")).removesuffix("\n")
