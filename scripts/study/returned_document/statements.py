"""What a text states, whatever its other words: its numbers, verdicts and codes, and the result each number quotes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from study.results.numbers import Number, Numbers
from study.words.dictionary import label
from study.words.wording import LANGUAGES, decimal_mark, in_words

__all__ = [
    "KINDS",
    "NEGATIONS",
    "NUMBER",
    "RELATIONS",
    "VERDICT",
    "Quotation",
    "Statement",
    "masked_words",
    "number_value",
    "origin_of",
    "outdated",
    "quotations",
    "split_sentences",
    "statements",
    "word_tokens",
]

NUMBER = "number"
VERDICT = "verdict"
CODE = "code"
KINDS = (NUMBER, VERDICT, CODE)
TRENDS = ("contraction", "recovery", "acceleration", "peak", "unchanged", "slowdown", "stagnation")
NEGATIONS = frozenset(
    ["tidak", "bukan", "belum", "tak", "tanpa", "not", "no", "never", "cannot", "neither", "nor", "without"]
)
# How many words may stand between a negation and what it denies: "is not statistically significant".
REACH = 3
RELATIONS = "<>≤≥"
# "hlm. 3" and "e.g. The" are split too, which does no harm: both texts that are compared are split alike.
_CAPTION_LABEL = re.compile(r"[A-Z][a-z]+\s[A-Z]?\d+\.\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9*_\[(“\"])")

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
    "decision": {"+": "dipastikan diputuskan decided settled", "-": "undecided"},
    "interpretation": {"+": "ditafsirkan interpreted interpretable", "-": "uninterpretable"},
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


def split_sentences(text: str) -> list[str]:
    """Split a paragraph into sentences: before a capital, a digit or an opening mark.

    >>> split_sentences("H1 is supported (β = .2; p < .05). 12 firms left.")
    ['H1 is supported (β = .2; p < .05).', '12 firms left.']

    The number of a caption is no sentence of its own: it stays with its title.

    >>> split_sentences("Table S2. Loadings. All items.")
    ['Table S2. Loadings.', 'All items.']
    """
    label = _CAPTION_LABEL.match(text)
    start = label.end() if label else 0
    first, *others = _SENTENCE_END.split(text[start:])
    return [text[:start] + first, *others]


def statements(text: str) -> tuple[Statement, ...]:
    """List what a text states, in its order.

    >>> [statement.meaning for statement in statements("H1 tidak didukung (β = −0,05; p < 0,001)")]
    ['H1', 'support -', '-0,05', '<0,001']
    """
    stated: list[Statement] = []
    recent: list[str] = []
    for token in _TOKEN.finditer(_count_figures(text)):
        if token["code"]:
            stated.append(Statement(CODE, token["code"], token["code"]))
        elif token["number"]:
            stated.append(Statement(NUMBER, _number_meaning(token), token["number"].strip()))
        elif verdict := _stated_verdict(token["word"], recent):
            stated.append(verdict)
            recent = []
        recent = [*recent, (token["word"] or "").lower()][-REACH:]
    return tuple(stated)


def word_tokens(text: str) -> tuple[str, ...]:
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
    mark = decimal_mark(language)
    thousands = "," if mark == "." else "."
    plain = meaning.lstrip(RELATIONS).removesuffix("%").replace(thousands, "").replace(mark, ".")
    base, _, power = plain.partition("^")
    try:
        value = float(base) ** int(power) if power else float(base)
    except ValueError:
        return float("nan")
    return value / 100 if meaning.endswith("%") else value


def _number_meaning(token: re.Match[str]) -> str:
    relation = (token["relation"] or "").strip()
    sign = "-" if token["sign"] else ""
    digits = token["digits"] if token["digits"][0].isdigit() else f"0{token['digits']}"
    power = (token["power"] or "").replace("−", "-").replace("–", "-")
    percent = "%" if token["percent"] else ""
    return f"{relation}{sign}{digits}{power}{percent}"


def _stated_verdict(word: str, recent: list[str]) -> Statement | None:
    if word.lower() not in _verdict_words():
        return None
    concept, polarity = _verdict_words()[word.lower()]
    denial = next((before for before in reversed(recent) if before in NEGATIONS or before.endswith("n't")), "")
    if denial:
        polarity = {"+": "-", "-": "+"}.get(polarity, polarity)
    return Statement(VERDICT, f"{concept} {polarity}", f"{denial} {word}".strip())


@cache
def _verdict_words() -> dict[str, tuple[str, str]]:
    """Return by each word of a verdict the concept and what is said of it."""
    verdicts = {
        word: (concept, polarity)
        for concept, by_polarity in _VERDICTS.items()
        for polarity, words in by_polarity.items()
        for word in words.split()
    }
    trends = {label(trend, language).split()[0]: ("trend", trend) for language in LANGUAGES for trend in TRENDS}
    return verdicts | trends


def _count_figures(text: str) -> str:
    """Write counts in figures. Not "satu" and "one", which are articles as often as numbers."""
    pattern, figures = _written_counts()
    return pattern.sub(lambda count: figures[count[0].lower()], text)


@cache
def _written_counts() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the counts that are written in words, the longest first: a pattern, and their figures."""
    figures = {in_words(count, language): str(count) for language in LANGUAGES for count in range(2, 100)}
    longest_first = sorted(figures, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b(?!-)", re.IGNORECASE), figures


_SPAN = re.compile(r'\[(?P<shown>(?:\\.|[^\[\]\\])*)\]\{\.number key="(?P<key>[^"]+)"(?: upper="(?P<upper>[^"]+)")?\}')
# What rounding of a binary number may add to half a unit of the last place.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Quotation:
    """A number as the manuscript shows it, the keys of what it quotes, and the words of its line."""

    shown: str
    keys: tuple[str, ...]
    line: frozenset[str]

    @property
    def meanings(self) -> list[str]:
        """What it shows without relations: one number, or the bounds of an interval."""
        return _plain_meanings(self.shown)


def quotations(markdown: str) -> tuple[Quotation, ...]:
    """List the numbers that a rendered manuscript (Markdown) quotes, in its order."""
    return tuple(quotation for line in markdown.splitlines() for quotation in _line_quotations(line))


def origin_of(number: str, text: str, quoted: Sequence[Quotation], numbers: Numbers) -> str:
    """Name the result that a number within a text of the manuscript quotes; empty where it quotes none.

    Of several that look alike, those whose line shares most words with the text.
    """
    meanings = set(_plain_meanings(number))
    words = frozenset(masked_words(text))
    alike = [quotation for quotation in quoted if meanings & set(quotation.meanings)]
    shared = [len(words & quotation.line) / max(len(words | quotation.line), 1) for quotation in alike]
    most = max(shared, default=0.0)
    nearest = [quotation for quotation, share in zip(alike, shared, strict=True) if share == most]
    return " or ".join(dict.fromkeys(_describe_result(quotation, meanings, numbers) for quotation in nearest))


def outdated(quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    """List what a manuscript shows that the results of today do not round to; empty: it is up to date.

    Its abstract in the other language may write numbers in that language.
    """
    return list(dict.fromkeys(text for quotation in quoted for text in _find_outdated(quotation, numbers.numbers)))


def _line_quotations(line: str) -> Iterator[Quotation]:
    spans = list(_SPAN.finditer(line))
    words = frozenset(masked_words(_SPAN.sub(lambda span: _unescaped(span["shown"]), line))) if spans else frozenset()
    for span in spans:
        yield Quotation(_unescaped(span["shown"]), tuple(key for key in (span["key"], span["upper"]) if key), words)


def _plain_meanings(text: str) -> list[str]:
    return [statement.meaning.lstrip(RELATIONS) for statement in statements(text)]


def _describe_result(quotation: Quotation, meanings: Collection[str], numbers: Numbers) -> str:
    """Describe the result behind a quotation; of an interval, the bound with one of these meanings."""
    index = next(index for index, meaning in enumerate(quotation.meanings) if meaning in meanings)
    number = numbers[quotation.keys[min(index, len(quotation.keys) - 1)]]
    row = f", row {number.row}" if number.row is not None else ""
    return f"{number.file}{row}, {number.column} = {number.value}"


def _find_outdated(quotation: Quotation, numbers: Mapping[str, Number]) -> Iterator[str]:
    shown = [statement for statement in statements(quotation.shown) if statement.kind == NUMBER]
    for statement, key in zip(shown, quotation.keys, strict=False):
        number = numbers.get(key)
        if number is None or not _is_rounded_from(statement.meaning, number):
            yield f"{statement.written} for {key}, which is {number.value if number else None}"


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
    decimals = re.search(rf"{re.escape(decimal_mark(language))}(\d+)%?$", meaning)
    unit = 10.0 ** -(len(decimals[1]) if decimals else 0) / (100 if meaning.endswith("%") else 1)
    return "^" in meaning or abs(shown - value) <= unit / 2 + ROUNDING * max(1.0, abs(value))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
