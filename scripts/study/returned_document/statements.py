"""What a sentence or a cell states: its numbers, verdicts and codes, whatever the words around them.

Which result a number of the manuscript quotes, and whether the manuscript still quotes the results of today.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from study.results.numbers import Number, Numbers
from study.words.dictionary import label
from study.words.wording import LANGUAGES, decimal, in_words, thousands_mark

__all__ = [
    "NEGATIONS",
    "Quotation",
    "Statement",
    "masked_words",
    "number_value",
    "origin_of",
    "outdated",
    "quotations",
    "statements",
    "words",
]

NUMBER, VERDICT, CODE = "number", "verdict", "code"
TRENDS = ("contraction", "recovery", "acceleration", "peak", "unchanged", "slowdown", "stagnation")
NEGATIONS = frozenset(
    ["tidak", "bukan", "belum", "tak", "tanpa", "not", "no", "never", "cannot", "neither", "nor", "without"]
)
# How many words may stand between a negation and what it denies: "is not statistically significant".
REACH = 3

# concept -> what is said -> the words that say it, Indonesian and English together.
_VERDICTS: Mapping[str, Mapping[str, str]] = {
    "support": {
        "+": "didukung diterima terdukung terbukti terkonfirmasi dikonfirmasi mendukung "
        "supported accepted confirmed supports support supporting",
        "-": "ditolak dibantah terbantah rejected refuted unsupported disconfirmed",
        "against": "bertentangan berlawanan contradicted contradicts contrary opposite",
    },
    "significance": {
        "+": "signifikan signifikansi bermakna significant significantly",
        "-": "insignificant nonsignificant non-significant",
    },
    "direction": {"+": "positif positive positively", "-": "negatif negative negatively"},
    "validity": {"+": "valid sahih", "-": "invalid"},
    "reliability": {"+": "reliabel andal reliable", "-": "unreliable"},
    "criterion": {
        "+": "memenuhi terpenuhi dipenuhi layak meets meet met fulfils fulfilled satisfied adequate",
        "-": "gagal fails failed inadequate",
    },
    "size": {
        "+": "besar tinggi kuat terbesar tertinggi terkuat atas melebihi melampaui dominan "
        "large larger largest great greater greatest high higher highest strong stronger strongest above exceed "
        "exceeds exceeded exceeding dominant more",
        "medium": "sedang moderat medium moderate",
        "-": "kecil rendah lemah terkecil terendah terlemah bawah kurang "
        "small smaller smallest low lower lowest weak weaker weakest below less",
    },
    "change": {
        "+": "naik meningkat meningkatkan menaikkan increase increases increased rise rises rose",
        "-": "turun menurun menurunkan decrease decreases decreased fall falls fell",
    },
    "mediation": {
        "complementary": "komplementer complementary",
        "competitive": "kompetitif competitive",
    },
}
_CODE = r"\b[A-Z][A-Za-z]{0,7}\.?\d+(?:\.\d+)*\b"
_NUMBER = (
    r"(?P<relation>[<>≤≥]\s*)?(?:(?<![\w)\]])(?P<sign>[−–-]))?(?<![\w^])(?P<digits>\d+(?:[.,]\d+)*|(?<!\d)[.,]\d+)"
    r"(?P<power>\^[−–-]?\d+)?(?P<percent>\s?%|\s(?:persen|percent|per\scent)\b)?"
)
_WORD = r"[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_TOKEN = re.compile(rf"(?P<code>{_CODE})|(?P<number>{_NUMBER})|(?P<word>{_WORD})")


@dataclass(frozen=True)
class Statement:
    """Something a text states: its kind (number, verdict, code), what it means, and how it is written."""

    kind: str
    meaning: str
    written: str


def statements(text: str) -> tuple[Statement, ...]:
    """List what a text states, in its order.

    >>> [found.meaning for found in statements("H1 tidak didukung (β = −0,05; p < 0,001)")]
    ['H1', 'support -', '-0,05', '<0,001']
    """
    found: list[Statement] = []
    recent: list[str] = []
    for token in _TOKEN.finditer(_joined_counts(text)):
        if token["code"]:
            found.append(Statement(CODE, token["code"], token["code"]))
        elif token["number"]:
            found.append(Statement(NUMBER, _number(token), token["number"].strip()))
        else:
            verdict = _verdict(token["word"], recent)
            found += [verdict] if verdict else []
            recent = [] if verdict else recent
        recent = [*recent, (token["word"] or "").lower()][-REACH:]
    return tuple(found)


def words(text: str) -> tuple[str, ...]:
    """List the words, numbers and codes of a text, in small letters."""
    return tuple(token[0].lower() for token in _TOKEN.finditer(text))


def masked_words(text: str) -> tuple[str, ...]:
    """List the words of a text with # in place of every number: what stays when numbers change."""
    return tuple("#" if token["number"] else token[0].lower() for token in _TOKEN.finditer(text))


def number_value(meaning: str, language: str) -> float:
    """Return the value of a number's meaning as the language writes it, without its relation; NaN where it is none.

    >>> number_value("<0,001", "id"), number_value("10.000", "id"), number_value("43%", "en")
    (0.001, 10000.0, 0.43)
    """
    mark = decimal(0.5, 1, language)[1]
    plain = meaning.lstrip("<>≤≥").removesuffix("%").replace("," if mark == "." else ".", "").replace(mark, ".")
    base, _, power = plain.partition("^")
    try:
        value = float(base) ** int(power) if power else float(base)
    except ValueError:
        return float("nan")
    return value / 100 if meaning.endswith("%") else value


def _number(token: re.Match[str]) -> str:
    digits = token["digits"] if token["digits"][0].isdigit() else f"0{token['digits']}"
    power = (token["power"] or "").replace("−", "-").replace("–", "-")
    relation = (token["relation"] or "").strip()
    return f"{relation}{'-' if token['sign'] else ''}{digits}{power}{'%' if token['percent'] else ''}"


def _verdict(word: str, recent: list[str]) -> Statement | None:
    known = _words_of_verdicts().get(word.lower())
    if known is None:
        return None
    concept, said = known
    denial = next((before for before in reversed(recent) if before in NEGATIONS or before.endswith("n't")), "")
    said = {"+": "-", "-": "+"}.get(said, said) if denial else said
    return Statement(VERDICT, f"{concept} {said}", f"{denial} {word}".strip())


@cache
def _words_of_verdicts() -> dict[str, tuple[str, str]]:
    listed = {
        word: (concept, said)
        for concept, said_by in _VERDICTS.items()
        for said, spoken in said_by.items()
        for word in spoken.split()
    }
    trends = {label(trend, language): ("trend", trend) for language in LANGUAGES for trend in TRENDS}
    return listed | {word.split()[0]: meaning for word, meaning in trends.items()}


@cache
def _counts() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the counts that are written in words, the longest first: a pattern, and their figures."""
    figures = {in_words(count, language): str(count) for language in LANGUAGES for count in range(2, 100)}
    spoken = sorted(figures, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(spoken)})\b(?!-)", re.IGNORECASE), figures


def _joined_counts(text: str) -> str:
    """Write counts in figures. Not "satu" and "one", which are articles as often as numbers."""
    pattern, figures = _counts()
    return pattern.sub(lambda found: figures[found[0].lower()], text)


_SPAN = re.compile(r'\[(?P<shown>(?:\\.|[^\[\]\\])*)\]\{\.number key="(?P<key>[^"]+)"(?: upper="(?P<upper>[^"]+)")?\}')
# What rounding of a binary number may add to half a unit of the last place.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Quotation:
    """A number as the manuscript shows it, the keys of what it quotes, and the words of its line."""

    shown: str
    keys: tuple[str, ...]
    line: frozenset[str]


def quotations(markdown: str) -> tuple[Quotation, ...]:
    """List the numbers that a rendered manuscript (Markdown) quotes, in its order."""
    return tuple(quotation for line in markdown.splitlines() for quotation in _of_line(line))


def _of_line(line: str) -> Iterator[Quotation]:
    spans = list(_SPAN.finditer(line))
    if not spans:
        return
    words = frozenset(masked_words(_SPAN.sub(lambda span: _unescaped(span["shown"]), line)))
    for span in spans:
        yield Quotation(_unescaped(span["shown"]), tuple(key for key in (span["key"], span["upper"]) if key), words)


def origin_of(number: str, text: str, quoted: Sequence[Quotation], numbers: Numbers) -> str:
    """Name the result that a number within a text of the manuscript quotes; empty where it quotes none.

    Of several that look alike, those whose line shares most words with the text.
    """
    wanted = {item.meaning.lstrip("<>≤≥") for item in statements(number)}
    words = frozenset(masked_words(text))
    near = [
        (len(words & quotation.line) / max(len(words | quotation.line), 1), quotation)
        for quotation in quoted
        if wanted & {item.meaning.lstrip("<>≤≥") for item in statements(quotation.shown)}
    ]
    nearest = max((likeness for likeness, _ in near), default=0.0)
    found = [_result(quotation, wanted, numbers) for likeness, quotation in near if likeness == nearest]
    return " or ".join(dict.fromkeys(found))


def _result(quotation: Quotation, wanted: Collection[str], numbers: Numbers) -> str:
    """Describe the result behind a quotation; of an interval, the bound that is wanted."""
    meanings = [item.meaning.lstrip("<>≤≥") for item in statements(quotation.shown)]
    place = min(next(i for i, meaning in enumerate(meanings) if meaning in wanted), len(quotation.keys) - 1)
    return _described(numbers[quotation.keys[place]])


def outdated(quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    """List what a manuscript shows that the results of today do not round to; empty: it is up to date.

    Its abstract in the other language may write numbers in that language.
    """
    return list(dict.fromkeys(text for quotation in quoted for text in _outdated(quotation, numbers.numbers)))


def _outdated(quotation: Quotation, numbers: Mapping[str, Number]) -> Iterator[str]:
    shown = [item for item in statements(quotation.shown) if item.kind == NUMBER]
    for item, key in zip(shown, quotation.keys, strict=False):
        number = numbers.get(key)
        if number is None or not _is_rounded_from(item.meaning, number):
            yield f"{item.written} for {key}, which is {number.value if number else None}"


def _is_rounded_from(meaning: str, number: Number) -> bool:
    """Tell whether the number rounds to what is shown; a fraction may stand in a column of percentages."""
    if isinstance(number.value, bool | str) or number.value is None:
        return False
    values = (number.value, 100 * number.value) if number.unit == "fraction" else (number.value,)
    return any(_rounds_to(meaning, value, language) for value in values for language in LANGUAGES)


def _rounds_to(meaning: str, value: float, language: str) -> bool:
    shown = number_value(meaning, language)
    if meaning[0] in "<>":
        return value < shown if meaning[0] == "<" else value > shown
    decimals = re.search(r"[.,](\d+)%?$", meaning)
    grouped = meaning.count(thousands_mark(language)) > 0
    unit = 10.0 ** -(len(decimals[1]) if decimals and not grouped else 0) / (100 if meaning.endswith("%") else 1)
    return "^" in meaning or abs(shown - value) <= unit / 2 + ROUNDING * max(1.0, abs(value))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _described(number: Number) -> str:
    row = f", row {number.row}" if number.row is not None else ""
    return f"{number.file}{row}, {number.column} = {number.value}"
