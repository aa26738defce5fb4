"""What sums up other cells, and is nobody's answer: rows of totals, means and extremes, columns of sums and means."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from plssem import FloatArray
from study.setup.codebook import normalise
from study.survey.cells import Lines
from study.survey.platforms import listed_names

TOTALS = listed_names(
    "total|grandtotal|subtotal|jumlah|jml|sum|ratarata|rata2|rataan|rerata|mean|average|avg|modus|mode|median|min|"
    "minimum|max|maks|maximum|maksimum|sd|std|stdev|stddev|standarddeviation|standardeviation|standardeviasi|"
    "standarddeviasi|simpanganbaku|varians|variance|varian|var|count|banyak|n|range|rentang"
)
NAMES = frozenset(("min", "max", "mode", "n", "sd", "std", "var", "range", "count"))  # are persons', or codes
TOTALS_BEGIN = re.compile(
    r"(?:grand\W*)?total|jumlah|rata\W*rata|rerata|mean|average|sum|std|simpangan|nilai (?:min|max|maks)"
)
MOST_TOTALS = 24  # rows; a word that more rows hold is an answer
LAST_ROWS = 12  # among which totals without a word are looked for
FEWEST_ABOVE = 3  # rows that a total sums up
SHARE_MATCHED = 0.7  # of the figures of a row that agree with one statistic of the rows above
MOST_SUMMED = 60  # columns
FEWEST_SUMS = 10  # rows from which a column is told to be a sum
PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
FIGURE = re.compile(r"[-−+]?\d+(?:[.,](?P<decimals>\d+))?\s*%?")


def find_totals(rows: Lines) -> set[int]:
    """Return the numbers of the rows that sum up those above them: sums, means, extremes, spreads, counts.

    A row beside a word such as Total counts where its figures agree with one statistic of the rows above. Without such
    a word it must be the last one, or stand above other totals, and hold figures that nobody answered.
    """
    totals: dict[int, bool] = {}
    for index in _find_candidates(rows):
        named = any(_is_label(cell) for cell in rows[index][1])
        above = [cells for place, (_, cells) in enumerate(rows[:index]) if place not in totals]
        # A total sums up all rows above it, or those below the total before it.
        part = [cells for _, cells in rows[max((*totals, -1)) + 1 : index]] if named else above
        if any(len(each) >= FEWEST_ABOVE and _sums_up(rows[index][1], each, named) for each in (above, part)):
            totals[index] = named
    last = next((index for index in range(len(rows) - 1, -1, -1) if index not in totals), -1)
    return {rows[index][0] for index, named in totals.items() if named or index > last}


def _find_candidates(rows: Lines) -> list[int]:
    """Rows of figures alone, or of figures beside a word such as Total."""
    labels: dict[str, bool] = {}
    named: list[int] = []
    for index, (_, cells) in enumerate(rows):
        for cell in cells:
            if cell not in labels:
                labels[cell] = _is_label(cell)
            if labels[cell]:
                named.append(index)
                break
    last = [index for index in range(max(0, len(rows) - LAST_ROWS), len(rows)) if index not in named]
    chosen = sorted([*(named if len(named) <= MOST_TOTALS else ()), *last])
    return [index for index in chosen if _holds_figures(rows[index][1])]


def is_total(cell: str) -> bool:
    """Whether a cell is a word that stands before totals and is nobody's name, such as Total, Rata - rata, Mean:."""
    return re.sub(r"[\W_]+", "", normalise(cell)) in TOTALS - NAMES


def _is_label(cell: str) -> bool:
    if not cell or len(cell) > 40:
        return False
    text = normalise(cell)
    return re.sub(r"[\W_]+", "", text) in TOTALS or TOTALS_BEGIN.match(text) is not None


def _holds_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip() and not _is_label(cell)]
    return len(filled) > 1 and all(FIGURE.fullmatch(cell.strip()) for cell in filled)


def _sums_up(cells: Sequence[str], above: Sequence[Sequence[str]], named: bool) -> bool:
    figures = {index: cell.strip() for index, cell in enumerate(cells) if FIGURE.fullmatch(cell.strip())}
    if not named and not _is_unheard_of(figures, above[-50:]):
        return False
    agreeing: Counter[str] = Counter()
    for index, figure in figures.items():
        names = _agreeing(figure, [row[index] for row in above])
        # What is rounded to a whole number may be anybody's answer.
        agreeing.update(
            names if named or not _value(figure).is_integer() else [name for name in names if name == "sum"]
        )
    return max(agreeing.values(), default=0) >= max(2, SHARE_MATCHED * len(figures))


def _is_unheard_of(figures: Mapping[int, str], above: Sequence[Sequence[str]]) -> bool:
    """Whether most figures are none that a row above could hold: outside its range, or no whole number among them."""
    unheard = 0
    for index, figure in figures.items():
        values = [_value(row[index]) for row in above if FIGURE.fullmatch(row[index].strip())]
        fraction = not _value(figure).is_integer() and all(value.is_integer() for value in values)
        unheard += not values or fraction or not min(values) <= _value(figure) <= max(values)
    return 2 * unheard > len(figures)


def _value(figure: str) -> float:
    return float(figure.strip().rstrip("% ").replace(",", ".").replace("−", "-"))


def _agreeing(figure: str, cells: Sequence[str]) -> list[str]:
    """Name the statistics of a column that a figure is, as exactly as its digits tell."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = np.array([_value(cell) for cell in filled if FIGURE.fullmatch(cell)])
    statistics = {"count": float(len(filled)), **(_statistics(numbers) if len(numbers) > 1 else {})}
    match = FIGURE.fullmatch(figure)
    decimals = len((match["decimals"] if match else "") or "")
    return [
        name
        for name, value in statistics.items()
        if abs(_value(figure) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-6) + 1e-9 * abs(value)
    ]


def _statistics(numbers: np.ndarray) -> dict[str, float]:
    values, counts = np.unique(numbers, return_counts=True)
    return {
        "sum": float(numbers.sum()),
        "mean": float(numbers.mean()),
        "median": float(np.median(numbers)),
        "mode": float(values[counts.argmax()]),
        "minimum": float(values[0]),
        "maximum": float(values[-1]),
        "range": float(values[-1] - values[0]),
        "standard deviation": float(numbers.std(ddof=1)),
        "standard deviation of a population": float(numbers.std()),
        "variance": float(numbers.var(ddof=1)),
        "variance of a population": float(numbers.var()),
    }


def cell_numbers(cells: Sequence[str]) -> FloatArray:
    """Return the number in each cell (N,), NaN where there is none."""
    return np.array([float(cell.replace(",", ".")) if PLAIN_NUMBER.fullmatch(cell) else np.nan for cell in cells])


def sums_columns_before(values: FloatArray, before: Sequence[FloatArray]) -> bool:
    """Whether the numbers of a column (N,) are the sum or the mean of some columns right before it."""
    for number in range(1, min(len(before), MOST_SUMMED) + 1):
        summed = before[-number:]
        if np.isfinite(values + summed[0]).sum() < FEWEST_SUMS:
            return False
        # The mean of columns that are all the same is none that was added.
        if is_sum(values, summed) and np.ptp(summed, axis=0)[np.isfinite(np.sum(summed, axis=0))].any():
            return True
    return False


def is_sum(values: FloatArray, summed: Sequence[FloatArray]) -> bool:
    """Whether the numbers of a column (N,) are, in every row, the sum or the mean of others."""
    total = np.sum(summed, axis=0)
    both = np.isfinite(total) & np.isfinite(values)
    if both.sum() < FEWEST_SUMS or not total[both].any():
        return False
    results = (total[both], total[both] / len(summed))
    share = values[both].sum() / total[both].sum()
    # In per cent of the highest possible sum, to one decimal.
    is_share = share > 1 and np.allclose(values[both], share * total[both], atol=0.06)
    return is_share or any(np.allclose(values[both], each, atol=0.01) for each in results)
