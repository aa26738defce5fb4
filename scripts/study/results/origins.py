"""Where every number of the web page comes from: file, row, column, full precision, interval, how it is computed."""

import re
from html import escape

from study.results.numbers import Number, Numbers
from study.words.dictionary import dictionary, label, word
from study.words.wording import exact

__all__ = ["anchor", "origin_list", "quoted_keys"]

# The columns whose interval stands in the columns lower and upper of the same row.
WITH_INTERVAL = ("estimate", "htmt")
COLUMNS = ("value", "interval_of", "unit", "file", "row", "column", "computed")

# Files in which the file, not the column, says how a number is computed.
BY_FILE = ("config.yaml", "model.yaml", "codebook.yaml", "claims.csv", "claim_tests.csv", "power.csv")


def anchor(key: str) -> str:
    """Name the place of a number in the list; `layout.lua` does the same.

    >>> anchor("full.paths.X1->Y.estimate")
    'n-full.paths.X1--Y.estimate'
    """
    return "n-" + re.sub(r"[^A-Za-z0-9_.-]", "-", key)


def quoted_keys(markdown: str) -> list[str]:
    """List the keys of the numbers that a manuscript quotes, each once, in the order of the text."""
    return list(dict.fromkeys(re.findall(r'\{\.number key="([^"]+)"', markdown)))


def origin_list(markdown: str, numbers: Numbers, language: str) -> str:
    """Return the list of a manuscript's numbers with their origins, as HTML; one row for each key."""
    head = "".join(f'<th scope="col">{label(column, language)}</th>' for column in COLUMNS)
    rows = "\n".join(_row(key, numbers, language) for key in quoted_keys(markdown))
    title = label("origins", language)
    return (
        f'<section id="origins"><details><summary><h2>{title}</h2></summary>\n'
        f'<div class="scroll" role="group" tabindex="0" aria-label="{title}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div></details></section>\n"
    )


def _row(key: str, numbers: Numbers, language: str) -> str:
    number = numbers[key]
    unit, computed = label(number.unit, language), _computed(number, language)
    cells = (
        _exact(number, language),
        _interval(key, numbers, language),
        unit,
        number.file,
        number.row or "",
        number.column,
        computed,
    )
    return f'<tr id="{anchor(key)}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _exact(number: Number, language: str) -> str:
    return exact(number.value, language) if isinstance(number.value, float) else str(number.value)


def _interval(key: str, numbers: Numbers, language: str) -> str:
    column = numbers[key].column
    row = key.removesuffix(column)
    stems = [f"{row}{column}_", row] if column in WITH_INTERVAL else [f"{row}{column}_"]
    for stem in stems:
        if numbers.has(f"{stem}lower") and numbers.has(f"{stem}upper"):
            lower, upper = (_exact(numbers[f"{stem}{bound}"], language) for bound in ("lower", "upper"))
            return f"[{lower}; {upper}]"
    return ""


def _computed(number: Number, language: str) -> str:
    column, file = number.column.rpartition(".")[2], number.file.rpartition("/")[2]
    bound = re.search(r"_(lower|upper|se|t|p)$", column)
    by_column = (column, bound[1] if bound else "")
    keys = (file, *by_column) if file in BY_FILE else (*by_column, file)
    known = [key for key in keys if dictionary(language).has("computed", key)]
    return word("computed", known[0] if known else "file", language)
