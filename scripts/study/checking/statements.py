"""What a sentence or a cell states: its numbers, verdicts and codes, whatever the words around them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from study.labels import label
from study.wording import LANGUAGES, decimal, in_words

__all__ = ["NEGATIONS", "Statement", "masked_words", "number_value", "statements", "words"]

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
