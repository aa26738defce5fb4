"""Counts of the answers that somebody made below them: rows that what stands above proves to be nobody's."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from study.setup.codebook import normalise

FEWEST_COUNTED = 10  # answers; of fewer, two respondents may have given what counts of the others would be
FEWEST_ROWS = 2  # of counts; one may be somebody's
FEWEST_FIGURES = 3  # in a row that counts one answer to each question
MOST_ROWS = 60  # of counts, their titles and shares
MOST_ANSWERS = 160  # different cells of a column whose answers are counted, the counts among them
MOST_TITLES = 3  # rows
MOST_SUMMARIES = 4  # figures beside the counts of a question and their shares: number, sum, mean, deviation
Cells = Sequence[str]
Lines = Sequence[tuple[int, Cells]]
Counts = Sequence[Counter[str]]
Named = Mapping[tuple[str, ...], Sequence[int]]  # the columns whose questions a row names, by its cells


def find_counts(rows: Lines, questions: Mapping[int, str], totals: Collection[int] = ()) -> list[int]:
    """Return the numbers of the last rows where they count the answers above them, with their titles.

    A row counts one answer, a figure per question, and all such rows together count every answer; or it names a
    question and holds how often each of its answers was given. questions: normalised, by column. totals: the numbers
    of rows that sum up others, which hold no answers and may stand anywhere.
    """
    while rows and _is_title(rows[-1][1]) and sum(map(bool, rows[-1][1])) == 1:
        rows = rows[:-1]  # a source or a note
    begin = len(rows)
    if not rows or _is_title(rows[-1][1]):
        return []
    kept = [(number, cells if number not in totals else [""] * len(cells)) for number, cells in rows]
    answers = [_recurring(column) for column in zip(*(cells for _, cells in kept), strict=True)]
    named = {tuple(cells): _find_named(cells, questions) for _, cells in rows[-MOST_ROWS:]}
    for start in range(len(rows) - FEWEST_ROWS, max(FEWEST_COUNTED, len(rows) - MOST_ROWS) - 1, -1):
        if not _is_title(rows[start][1]):
            top = start - _count_titles(rows, start, _without(answers, kept[start:]))
            counted = _without(answers, kept[top:])
            below = ([cells for _, cells in rows[start:]], [cells for _, cells in kept[start:] if any(cells)])
            begin = top if any(_counts_all(each, counted, named) for each in below) else begin
    return [number for number, _ in rows[begin:]]


def _recurring(column: Sequence[str]) -> Counter[str]:
    """Count the cells of a column; nothing where they are too many different ones for anybody to count."""
    counted = Counter(column)
    return counted if len(counted) <= MOST_ANSWERS else Counter()


def _without(counted: Counts, rows: Lines) -> list[Counter[str]]:
    taken = zip(*(cells for _, cells in rows), strict=True)
    return [cells - Counter(column) for cells, column in zip(counted, taken, strict=True)]


def _count_titles(rows: Lines, start: int, counted: Counts) -> int:
    """How many rows right above the counts are their titles: different words below an empty row, or never answered."""
    titles = 0
    for count in range(1, min(MOST_TITLES, start - 1) + 1):
        number, cells = rows[start - count]
        words = {column: cell for column, cell in enumerate(cells) if cell.strip()}
        is_new = all(counted[column][cell] == 1 for column, cell in words.items())
        are_different = len({*words.values()}) == len(words)
        if number + count != rows[start][0] or not _is_title(cells) or not (is_new or are_different):
            break
        titles = count if is_new or rows[start - count - 1][0] < number - 1 else titles
    return titles


def _is_title(row: Cells) -> bool:
    return all(_figure(cell) is None for cell in row)


@lru_cache(maxsize=4096)  # every row is looked at as part of each table that it may belong to
def _figure(cell: str) -> float | None:
    """Return the number of a cell, a percentage without its sign; None where it is none."""
    try:
        return float(cell.strip().rstrip("% ").replace(",", "."))
    except ValueError:
        return None


def _counts_all(below: Sequence[Cells], counted: Counts, named: Named) -> bool:
    """Whether each row is one of counts, or a title between two of them; counted: the cells above, by column."""
    if len(below) < FEWEST_ROWS or _is_title(below[0]):
        return False
    left = [row for row in below if not _is_title(row) and not _counts_one_question(row, counted, named)]
    return not left or _count_every_answer(left, counted)


def _find_named(row: Cells, questions: Mapping[int, str]) -> list[int]:
    """Return the columns of the questions that a row names, or begins with the code of."""
    words = {normalise(cell) for cell in row if _figure(cell) is None} - {""}
    return [column for column, text in questions.items() if words & {text, _code(text)}]


def _counts_one_question(row: Cells, counted: Counts, named: Named) -> bool:
    """Whether a row names a question, or begins with its code, and holds the counts of all its answers."""
    counts = [_answers(counted[column]) for column in named[tuple(row)]]
    figures = Counter(figure for cell in row if (figure := _figure(cell))) if counts else Counter()
    return any(
        len(each) > 1
        and Counter(map(float, each.values())) <= figures
        and figures.total() <= 2 * len(each) + MOST_SUMMARIES
        for each in counts
    )


def _code(question: str) -> str:
    """Return the code that a question begins with, a word with a digit in it; otherwise the question."""
    word = question.partition(" ")[0]
    return word if any(map(str.isdigit, word)) else question


def _answers(cells: Counter[str]) -> Counter[str]:
    """Count the answers, in whatever case they were typed."""
    answers: Counter[str] = Counter()
    for cell, count in cells.items():
        answers[cell.strip().casefold()] += count
    del answers[""]
    return answers


def _count_every_answer(rows: Sequence[Cells], counted: Counts) -> bool:
    """Whether rows count an answer each, all of them in every column that has figures; sums and shares may be added."""
    sums: Counter[int] = Counter()
    for figures in map(_figures_beside_label, rows):
        answers = [_answers(counted[column]) for column in figures]
        totals = [each.total() for each in answers]
        counts = [[each[answer] for each in answers] for answer in {"", *(given for each in answers for given in each)}]
        if len(figures) < FEWEST_FIGURES or not all(totals):
            return False
        if [*figures.values()] in counts:
            sums.update({column: int(figure) for column, figure in figures.items()})
        elif [*figures.values()] != totals and not any(
            _are_shares([*figures.values()], each, totals) for each in counts
        ):
            return False
    return bool(sums) and all(sums[column] == _answers(counted[column]).total() for column in sums)


def _figures_beside_label(row: Cells) -> dict[int, float]:
    """Return the figures of a row by column, but for the first filled cell, which names the answer."""
    label = next((column for column, cell in enumerate(row) if cell.strip()), len(row))
    figures = {column: _figure(row[column]) for column in range(label + 1, len(row))}
    return {column: figure for column, figure in figures.items() if figure is not None}


def _are_shares(figures: Sequence[float], counts: Sequence[int], totals: Sequence[int]) -> bool:
    """Whether figures are counts as shares of all or in per cent, rounded to whole per cents or less."""
    shares = [count / total for count, total in zip(counts, totals, strict=True)]
    return any(
        all(abs(figure - scale * share) <= 0.005 * scale for figure, share in zip(figures, shares, strict=True))
        for scale in (1, 100)
    )
