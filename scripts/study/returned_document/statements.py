"""What a text states, whatever its other words: its numbers, verdicts and codes; meanings.toml has the words."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from study.returned_document.written_numbers import with_figures
from study.words.dictionary import LANGUAGES, label

TRENDS = ("contraction", "recovery", "acceleration", "peak", "unchanged", "slowdown", "stagnation")
# How many words, but for those that only join, may stand between a negation and what it denies.
REACH = 3
TEXTS = 1 << 14  # that are remembered: a document is asked for what it states many times
# "hlm. 3" and "e.g. The" are split too, which does no harm: both texts that are compared are split alike.
_CAPTION_LABEL = re.compile(r"[A-Z][a-z]+\s[A-Z]?\d+\.\s+")
# "H4a. Backward linkages ..." is one: a code that opens a sentence is none of its own.
_OPENING_CODE = "".join(rf"(?<!{start}[A-Z]\d{end}\.)" for start in ("^", r"[.!?]\s") for end in ("", "[a-z]"))
_SENTENCE_END = re.compile(rf"(?<=[.!?]){_OPENING_CODE}(?<!\bNo\.)\s+(?=[A-Z0-9*_\[(“\"])")

# What stands before the root of an Indonesian word, with the letter that a prefix swallows ("menyumbang", "sumbangan").
PREFIX = r"(?:me(?:n[gy]?e?|m)?|di|be?r|te?r|pe(?:n[gy]?|m|r)?|ke|se)?[kpst]?"
_MEANINGS = tomllib.loads(Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8"))
_VERDICTS: Mapping[str, Mapping[str, str]] = _MEANINGS["verdicts"]
_QUALIFIERS: Mapping[str, Mapping[str, str]] = {**_MEANINGS["qualifiers"], **_MEANINGS["everyday"]}
_DENIALS = frozenset(_MEANINGS["denials"].replace("_", "-").split())
COMPARING: Sequence[str] = _MEANINGS["comparing"].split()
_LACKING = frozenset(_MEANINGS["lacking"].replace("_", "-").split())
_COORDINATORS = frozenset(_MEANINGS["coordinators"].split())
_COMPARISON = re.compile(
    rf"(?P<first>@\d+)(?P<between>[^@;:()]*?)\b(?:{'|'.join(COMPARING)})\s(?:\w+\s){{0,2}}?(?P<second>@\d+)"
)
_DENYING_PREFIX = re.compile(r"(?:un|non-?)(?=\w{3})")
_ENDING = re.compile(r"(?<=\w\w)(?:s|ed|ing|er|est|ly|nya)$")
# Bounds in words before a number, as their sign.
_GREATER = "besar|tinggi|banyak|lama|kuat"
_SMALLER = "kecil|rendah|sedikit|singkat|lemah"
_BOUNDS = {
    ">": rf"lebih (?:(?:{_GREATER}) )?(?:dari(?:pada)?)|di ?atas|melebihi|melampaui|"
    r"(?:greater|larger|higher|more) than|above|over|exceed(?:s|ed|ing)?",
    "<": rf"(?:lebih (?:{_SMALLER})|kurang) dari(?:pada)?|di ?bawah|(?:less|smaller|lower|fewer) than|below|under",
    "≥": r"paling (?:sedikit|rendah|kecil)|sekurang-kurangnya|setidaknya|sedikitnya|minimal|at least",
    "≤": r"paling (?:banyak|tinggi|besar|lama)|sebanyak-banyaknya|maksimal|at most",
}
_DENIED = {">": "≤", "<": "≥", "≥": "<", "≤": ">"}
_BOUND_WORDS = re.compile(
    r"\b(?P<denial>(?:not|no|tidak|tak)\s)?(?:"
    + "|".join(f"(?P<bound{i}>{words})" for i, words in enumerate(_BOUNDS.values()))
    + r")\s(?:(?:the|a|an|of|value|threshold|cut-off|level|ambang|batas|nilai|angka|taraf)\s)*(?=[−-]?[.,]?\d)",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"(?<![\w.,])(?P<counted>(?:[1-9]\d{0,2}(?:\s\d{3})+|\d[\d.,]*)%?(?:\s[^\W\d]+){0,2}?),?\s(?:or|atau)\s(?:"
    rf"(?P<more>more|above|over|higher|larger|greater|lebih(?!\s(?:{_SMALLER}))|di ?atas(?:nya)?)(?:\s(?:{_GREATER}))?|"
    rf"less|fewer|below|under|lower|smaller|(?:kurang|lebih)(?:\s(?:{_SMALLER}))?|di ?bawah(?:nya)?)\b",
    re.IGNORECASE,
)
_CODE_RANGE = re.compile(
    r"\b(?P<letter>[A-Z])(?P<first>\d)(?:\s(?:to|through|sampai|hingga|s\.?d\.?)\s|\s?[–-]\s?)(?P=letter)(?P<last>\d)\b"
)
_LETTERS = {"beta": "β", "alpha": "α", "alfa": "α", "rho": "ρ", "lambda": "λ", "ik": "CI", "n": "N"}
_SYMBOL = (
    r"[α-ωΔΣ](?:[A-Z]\b)?|\b(?i:beta|alpha|alfa|rho|lambda)\b|\b[RQfq]\^2(?!\d)|\b[RQ]2\b|"
    r"\b[RQ][ -](?:squared?|kuadrat)\b|\b(?:AVE|VIF|HTMT|SRMR|RMSE|MAE|SE|SD|CI|IK|PLSc|LM)\b|"
    r"(?<=triwulan )I\b|\b(?:II|III|IV|VI|VII|VIII|IX)\b|\b[pntrdNzFRQ](?=\s*[=<>≤≥])|"
    # Between the terms of a formula.
    r"(?<=\s)[+−](?=\s)"
)
_SMALL_WORDS = {
    "id": "yang dan dari dengan pada untuk dalam ini itu tidak adalah ke di oleh sebagai karena",
    "en": "the and of with for in this that not is are to by as because from on it was were",
}
# Also the ends of a path that are one letter: "X1 → Y".
_CODE = (
    r"\b(?:[Hh]ypothesis|[Hh]ipotesis)\s\d+[a-z]?\b|\b[A-Z][A-Za-z]{0,7}\.?\d+(?:\.\d+)*[a-z]?\b|"
    r"\bMode [A-Z]\b|\b[A-Z]\b(?=\s→)|(?<=→\s)[A-Z]\b"
)
_NUMBER = (
    r"(?P<relation>[<>≤≥]~?\s*)?(?:(?<![\w)\]])(?P<sign>[−–±-]))?(?<![\w^])"
    # Letters typed for digits make another number.
    r"(?P<digits>\d+[.,]\d*[OolI]\d*\b|[1-9]\d{0,2}(?:\s\d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*|(?<!\d)[.,]\d+)"
    r"(?P<power>\^[−–-]?\d+)?(?P<percent>\s?%|\s(?:persen|percent|per\scent)\b)?(?P<stars>\*{1,3}(?!\w))?"
)
HEDGED = ("support", "significance", "mediation")  # verdicts of which "may" makes others
OPENERS = ("bahwa", "that")  # of a clause to which no "may" before it belongs
ABLE = frozenset({"dapat", "bisa", "could", "can"})  # of a denied verdict these tell what was possible: "could not be"
_NOTHING = ("", "", "")
# What follows a name that begins a sentence.
_CITED = re.compile(r"\s(?:\(\d{4}|et al|dkk|(?:and|dan|&)\s[A-Z])")
_WORD = r"[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_TOKEN = re.compile(rf"(?P<symbol>{_SYMBOL})|(?P<code>{_CODE})|(?P<number>{_NUMBER})|(?P<word>{_WORD})")


class Kind(StrEnum):
    """Kinds of what a text states; every concept of meanings.toml that is no verdict is one too."""

    NUMBER = "number"
    VERDICT = "verdict"
    CODE = "code"
    SYMBOL = "symbol"
    NAME = "name"
    WORD = "word"
    NEUTRAL = "neutral"
    STATUS = "data status"
    RESERVATION = "reservation"
    SHARE = "share or rank"
    REPORT = "report"
    JUNCTION = "junction"
    RESTRICTION = "restriction"
    TRANSFORM = "transform"
    CERTAINTY = "certainty"
    BOUND = "bound"


# Kinds of everyday words, and of what is no word: any other word may not give way to one that states nothing.
EVERYDAY = frozenset({*_MEANINGS["everyday"], Kind.NUMBER, Kind.CODE, Kind.SYMBOL, Kind.NAME})


@dataclass(frozen=True)
class Statement:
    """Something a text states: its kind (number, verdict, code), what it means, and how it is written.

    has_worded_bound: whether the relation of a number was put in words ("at most 5"), which may be other words.
    """

    kind: str
    meaning: str
    written: str
    has_worded_bound: bool = False


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
    """List the numbers, verdicts and codes of a text, in its order.

    >>> [statement.meaning for statement in statements("H1 tidak didukung (β = −0,05; p < 0,001)")]
    ['H1', 'support -', '-0,05', '<0,001']
    """
    return tuple(one for one in all_statements(text) if one.kind in (Kind.NUMBER, Kind.VERDICT, Kind.CODE))


def all_statements(text: str) -> tuple[Statement, ...]:
    """List all that a text states, with its symbols and the words that qualify.

    >>> [statement.meaning for statement in all_statements("Hampir semua usaha: β = 0,3")]
    ['quantity nearly all', 'β', '0,3']
    """
    return tuple(one for one in spoken(text) if one.kind != Kind.WORD)


@lru_cache(TEXTS)
def spoken(text: str) -> tuple[Statement, ...]:
    """List all that a text states and its other words, without denials and words that only join.

    >>> [one.meaning for one in spoken("The path is not supported by towns")]
    ['path', 'support -', 'towns']
    """
    stated: list[Statement] = []
    recent: list[str] = []
    signed, end = _with_signs(text), 0
    for token in _TOKEN.finditer(signed):
        recent = [] if re.search("[:;]", signed[end : token.start()]) else recent
        end = token.end()
        if token["symbol"]:
            stated.append(Statement(Kind.SYMBOL, _symbol_meaning(token["symbol"]), token["symbol"]))
        elif token["code"]:
            stated.append(Statement(Kind.CODE, _code_meaning(token["code"]), token["code"]))
        elif token["number"]:
            written = token["number"].replace("~", "").strip()
            stated.append(Statement(Kind.NUMBER, _number_meaning(token), written, "~" in token["number"]))
        elif one := _stated_word(token["word"], recent):
            stated.append(one)
            recent = [] if one.kind == Kind.VERDICT else recent
        said = (token["word"] or "").lower()
        is_said = bool(said) and (entry(said)[0] != Kind.NEUTRAL or said in OPENERS)
        recent = [*recent, said][-REACH:] if is_said else recent
    return tuple(stated)


@lru_cache(TEXTS)
def word_tokens(text: str) -> tuple[str, ...]:
    """List the words, numbers and codes of a text, in small letters."""
    return tuple(token[0].lower() for token in _TOKEN.finditer(text))


@lru_cache(TEXTS)
def joined_words(text: str) -> tuple[str, ...]:
    """List the words of a text in small letters, each phrase as one: "rather than" is "rather-than"."""
    return word_tokens(_with_signs(text))


def proper_names(text: str) -> list[str]:
    """List the names and abbreviations of a sentence: words with a capital that do not begin it.

    >>> proper_names("The AVE agrees with Hirschman’s view.")
    ['AVE', 'Hirschman’s']
    """
    tokens = [token for token in _TOKEN.finditer(text) if token["word"] or token["symbol"]]
    return [
        token[0]
        for place, token in enumerate(tokens)
        if re.match(r"[A-Z]\w", token[0]) and (place or token[0].isupper() or _CITED.match(text, token.end()))
    ]


def masked_words(text: str) -> tuple[str, ...]:
    """List the words of a text with # in place of every number: what stays when numbers change."""
    return tuple("#" if token["number"] else _code_meaning(token[0]).lower() for token in _TOKEN.finditer(text))


def language_of(text: str, language: str) -> str:
    """Return the language of a text by its small words; the one given where they do not tell.

    An abstract may stand in the other language, with its decimal mark.
    """
    words = re.findall(r"[a-z]+", text.lower())
    counts = {name: sum(word in small.split() for word in words) for name, small in _SMALL_WORDS.items()}
    most = max(counts, key=lambda one: counts[one])
    return most if min(counts.values()) < max(counts.values()) else language


def named(text: str, phrases: Mapping[str, str]) -> tuple[Statement, ...]:
    """List the names in a text: `phrases` gives what each phrase names."""
    if not phrases:
        return ()
    longest_first = sorted(phrases, key=len, reverse=True)
    found = re.finditer(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", text.lower())
    return tuple(Statement(Kind.NAME, phrases[phrase[0]], phrase[0]) for phrase in found)


def is_negation(word: str) -> bool:
    """Tell whether a word in small letters denies what follows."""
    return word in _DENIALS or word.endswith(("n't", "n’t"))


def is_lacking(word: str) -> bool:
    """Tell whether a word in small letters may deny something without a denial: "impossible", "lies outside"."""
    return is_form(word, _LACKING)


def is_coordinator(word: str) -> bool:
    """Tell whether what stands on both sides of a word may stand in either order."""
    return word in _COORDINATORS


def _number_meaning(token: re.Match[str]) -> str:
    relation = (token["relation"] or "").strip("~ ")
    sign = {None: "", "±": "±"}.get(token["sign"], "-")
    digits = token["digits"] if token["digits"][0].isdigit() else f"0{token['digits']}"
    power = (token["power"] or "").replace("−", "-").replace("–", "-")
    percent = "%" if token["percent"] else ""
    return f"{relation}{sign}{digits}{power}{percent}{token['stars'] or ''}"


def _code_meaning(code: str) -> str:
    """Return a code as tables write it: "Hypothesis 1" is H1."""
    return re.sub(r"^hypothesis\s|^hipotesis\s", "H", code, flags=re.IGNORECASE)


def _stated_word(word: str, recent: list[str]) -> Statement | None:
    """Return a word with what it says after the words before it; None where it denies or only joins."""
    plain = word.lower()
    if entry(plain) == _NOTHING:
        return None if is_negation(plain) else Statement(Kind.WORD, plain, word)
    kind, concept, polarity = entry(plain)
    if kind == Kind.NEUTRAL:
        return None
    denial = next((before for before in reversed(recent) if is_negation(before)), "")
    if denial:
        polarity = {"+": "-", "-": "+"}.get(polarity, polarity)
    start = max((place for place, before in enumerate(recent, start=1) if before in OPENERS), default=0)
    clause = {before: entry(before)[1:] for before in recent[start:]}
    hedges = {before for before, said in clause.items() if said == ("certainty", "may")}
    if concept in HEDGED and hedges - (ABLE if denial else frozenset()):
        polarity = f"{polarity} perhaps"
    if kind != Kind.VERDICT:
        return Statement(kind, f"{concept} {polarity}", word)
    degrees = [before for before, said in clause.items() if said[0] == "degree"]
    meaning = " ".join([concept, polarity, *(f"degree {clause[one][1]}" for one in degrees)])
    return Statement(kind, meaning, " ".join([*([denial] if denial else []), *degrees, word]))


@cache
def entry(word: str) -> tuple[str, str, str]:
    """Return kind, concept and what is said by a word in small letters or by its stem; empty texts for other words."""
    listed = _listed_words()
    if word in _DENIALS:
        return _NOTHING
    known = next((listed[stem] for stem in _stems(word) if stem in listed), _NOTHING)
    if known == _NOTHING:
        known = next((said for form, said in _forms() if form.fullmatch(word)), _NOTHING)
    return known if known != _NOTHING else _denied(word)


def _denied(word: str) -> tuple[str, str, str]:
    """Return what a word says of which a prefix denies the rest: "unmet", "non-significant"."""
    rest = _DENYING_PREFIX.match(word)
    kind, concept, said = entry(word[rest.end() :]) if rest else _NOTHING
    return (kind, concept, {"+": "-", "-": "+"}[said]) if said in ("+", "-") else _NOTHING


def is_form(word: str, listed: Collection[str]) -> bool:
    """Tell whether a list has a word in small letters, or its stem."""
    return any(stem in listed for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """Yield a word, and what may be left of it without the ending of a plural, of a verb or of a possessive.

    >>> list(_stems("used")), list(_stems("reports"))
    (['used', 'us', 'use'], ['reports', 'report', 'reporte'])
    """
    stem = _ENDING.sub("", word)
    yield from (word,) if stem == word else (word, stem, f"{stem}e")


@cache
def _listed_words() -> dict[str, tuple[str, str, str]]:
    """Return by each word of meanings.toml its kind, its concept and what is said of it; "*" stands in it as listed."""
    neutral = _MEANINGS[Kind.NEUTRAL].split()
    listed: dict[str, tuple[str, str, str]] = {word.replace("_", "-"): (Kind.NEUTRAL, "", "") for word in neutral}
    for concepts in (_QUALIFIERS, _VERDICTS):
        for concept, by_meaning in concepts.items():
            kind = Kind.VERDICT if concepts is _VERDICTS else concept
            for meaning, words in by_meaning.items():
                listed |= {word.replace("_", "-"): (kind, concept, meaning) for word in words.split()}
    trends = ((trend, label(trend, language)) for language in LANGUAGES for trend in TRENDS)
    return listed | {words.split()[0]: (Kind.VERDICT, "trend", trend) for trend, words in trends}


@cache
def _forms() -> tuple[tuple[re.Pattern[str], tuple[str, str, str]], ...]:
    """Return the listed words of which all forms count, each as a pattern."""
    forms = {word: said for word, said in _listed_words().items() if "*" in word}
    patterns = (
        re.sub(r"^\*", lambda _: PREFIX, word).removesuffix("*") + r"\w*" * word.endswith("*") for word in forms
    )
    return tuple(zip(map(re.compile, patterns), forms.values(), strict=True))


@cache
def _phrases() -> re.Pattern[str]:
    words = [*_listed_words(), *_DENIALS]
    phrases = sorted((word for word in words if "-" in word), key=len, reverse=True)
    joined = (re.escape(phrase).replace(r"\-", r"[\s-]") for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(joined)})(?:nya)?\b", re.IGNORECASE)


def _with_signs(text: str) -> str:
    """Write counts, bounds and ranges of codes ("H1 to H3" is H1, H2 and H3) in signs, and phrases as one word each."""
    spelled = _sign_bounds(with_figures(_CODE_RANGE.sub(_codes_between, text)))
    return _phrases().sub(lambda phrase: re.sub(r"\s", "-", phrase[0]), spelled)


def _codes_between(span: re.Match[str]) -> str:
    return ", ".join(f"{span['letter']}{number}" for number in range(int(span["first"]), int(span["last"]) + 1))


def _sign_bounds(text: str) -> str:
    """Write a bound in words before or after a number as its sign: "less than .001" is "< .001", "3 or more" "≥ 3"."""
    before = _BOUND_AFTER.sub(lambda bound: f"{'≥' if bound['more'] else '≤'}~ {bound['counted']}", text)
    return _BOUND_WORDS.sub(_bound_sign, before)


def _bound_sign(bound: re.Match[str]) -> str:
    sign = next(sign for i, sign in enumerate(_BOUNDS) if bound[f"bound{i}"])
    return f"{_DENIED[sign] if bound['denial'] else sign}~ "


def _symbol_meaning(symbol: str) -> str:
    squared = re.sub(r"[ -](?:squared?|kuadrat)$|(?<=[RQ])2$", "^2", symbol)
    return _LETTERS.get(squared.lower(), squared)


def compared(text: str, names: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """List the pairs of names of which a text calls the first greater than the second.

    >>> compared("Trust is rated 5 points lower than price.", {"trust": "trust", "price": "price"})
    frozenset({('price', 'trust')})
    """
    there = named(text, names)
    return frozenset(
        (there[first].meaning, there[second].meaning)
        for first, second in _ordered(_marked(text.lower(), [one.written for one in there]))
    )


def _marked(text: str, written: list[str]) -> str:
    """Put @ and its place in the list for each name."""
    for i, name in enumerate(written):
        text = re.sub(rf"\b{re.escape(name)}\b", f"@{i}", text, count=1)
    return text


def _ordered(marked: str) -> Iterator[tuple[int, int]]:
    """Yield the places of two names, the greater first, that one word of size compares and none denies."""
    for found in _COMPARISON.finditer(marked):
        words = found["between"].split()
        sizes = [said for concept, said in (entry(word)[1:] for word in words) if concept == "size"]
        pair = (int(found["first"][1:]), int(found["second"][1:]))
        if sizes in (["+"], ["-"]) and not any(map(is_negation, words)):
            yield pair if sizes == ["+"] else pair[::-1]
