"""From the text of a cell to an answer of its scale, and from many answers to the scale that they may come from."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from study.setup.codebook import Scale, normalise
from study.setup.config import build, read_yaml

# A spreadsheet keeps a number as a text behind an apostrophe.
NUMBER = re.compile(r"'?[-−+]?\d+(?:[.,]\d*)?")
# "4", and "4.0" and "4,0", which is what spreadsheets make of it.
WHOLE_NUMBER = re.compile(r"'?([-−+]?\d{1,9})(?:[.,]0*)?")
# A number as it is written anywhere: "1.250.000,50", "1,250,000.5", "12", "1 250".
ANY_NUMBER = re.compile(r"[-−+]?\d+(?:[., ’']\d+)*")
# "4 - Setuju", "4. Setuju", "4) Setuju", "(4) Setuju", "[4] Setuju", "4 = Setuju", "4 Setuju", "4 (Setuju)".
NUMBER_AND_LABEL = re.compile(
    r"[(\[]?(?P<number>\d{1,9})[)\]]?\s*(?:[-–—.):=]\s*|(?P<open>\()\s*)?(?P<label>[^\W\d].*?)(?(open)\s*\))"
)
# "Setuju (4)", "Setuju [4]", "Setuju - 4", "Setuju = 4", "Setuju 4".
LABEL_AND_NUMBER = re.compile(r"(?P<label>\D+?)(?:\s*[-–—(\[:=]\s*|\s)(?P<number>\d{1,9})[)\]]?")
FIGURE = re.compile(r"'?([-−+]?\d{1,9})(?:[.,]0*)?")
LETTERED = re.compile(r"^[a-k][.)]\s*(?=[^\W\d_])")  # "d. Setuju", "d) Setuju": the words tell the point
FEWEST_ANSWERS = 100  # to all items, from which a scale in words is taken as whole
LONGEST_SCALE = 10  # points of a scale in figures
SLIDER = 100  # the highest number of most sliders
ABBREVIATED = 3  # letters of the longest abbreviation, as STS
COUNTED = (
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh",
    "zero one two three four five six seven eight nine ten",
)
NUMBER_WORDS = {word: number for words in COUNTED for number, word in enumerate(words.split())}
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS)})\b")
TWICE = re.compile(r"(\d+)\s*[-–—(\[:=]\s*\1[)\]]?")  # "4 (empat)", once its word is a figure
FRAMED = re.compile(r"(?<![\w.,-])\d{1,9}(?![\w.,-])")  # not in codes such as A1, whose order nobody knows
# "(1-5)", "1 s/d 5", "1 = never, 5 = always" in a header.
RANGE = re.compile(
    r"(?<![\w.,])(?P<lowest>[01])\s*(?:(?:-|–|—|s/d|s\.d\.|sampai|hingga|to)\s*(?P<highest>\d{1,2})(?!\w|[.,]\d)"
    r"|=[^=]*\b(?P<end>\d{1,2})\s*=)"
)
OUT_OF = re.compile(r"#\s*(?:/|dari|out of|of)\s*(\d+)")  # "4 dari 5": the second figure tells the points


class AnswerError(ValueError):
    """The text is no answer of the scale; the message says what it is instead."""


def score_answer(cell: str, scale: Scale) -> float | None:
    """Return the answer of its scale that a cell stands for (in points, or the number), None where it holds none.

    AnswerError for an unknown label, a number outside the scale, a number and a label that contradict each other, and
    a number that can be read in two ways.
    """
    text = normalise(cell)
    if not text or text in scale.missing:
        return None
    if scale.is_number:
        return _within(read_number(text, scale.units, scale.decimal), scale)
    return _score_point(cell, text, scale)


def _score_point(cell: str, text: str, scale: Scale) -> int:
    if any(unicodedata.category(character) == "No" for character in cell):
        raise AnswerError("an unknown label")  # normalised, a superscript two is a two
    text = text if text in scale.spellings else LETTERED.sub("", text)
    if text in scale.spellings:
        return scale.spellings[text]
    if NUMBER.fullmatch(text):
        whole = WHOLE_NUMBER.fullmatch(text)
        if whole is None:
            raise AnswerError("a value outside the scale")
        return _within(int(whole[1].replace("−", "-")), scale)
    match = NUMBER_AND_LABEL.fullmatch(text) or LABEL_AND_NUMBER.fullmatch(text)
    if match is None or match["label"] not in scale.spellings:
        raise AnswerError("an unknown label")
    point = _within(int(match["number"]), scale)
    if scale.spellings[match["label"]] != point:
        raise AnswerError("a number and a label that differ")
    return point


def is_number(cell: str) -> bool:
    """Whether a cell is a number, of the scale or not."""
    return NUMBER.fullmatch(normalise(cell)) is not None


Value = TypeVar("Value", int, float)


def _within(value: Value, scale: Scale) -> Value:
    lowest, highest = scale.ends
    if not lowest <= value <= highest:
        raise AnswerError("a value outside the scale")
    return value


def read_number(text: str, units: Iterable[str] = (), decimal: str = "") -> float:
    """Read a number (normalised) beside one of its units, its thousands grouped or not.

    decimal: its mark, "" where it is not known. AnswerError where it is no number, and where one mark before three
    digits may part thousands or decimals and nothing says which mark is decimal.
    """
    for unit in sorted(units, key=len, reverse=True):
        text = text.removeprefix(unit).removesuffix(unit).strip(" .") if unit else text
    if ANY_NUMBER.fullmatch(text) is None:
        raise AnswerError("no number")
    marks = [mark for mark in text if mark in ".,"]
    # A mark that cannot part thousands is a decimal one, whatever is declared: workbooks have points in all countries.
    declared = "" if len(marks) == 1 and not _is_grouped(text) else decimal
    mark = declared or _find_decimal(text, marks)
    grouped = re.sub(r"[’' ]|" + re.escape("." if mark == "," else ","), "", text)
    if grouped.count(mark) > 1 or not _is_grouped(text.rpartition(mark)[0] if mark in text else text):
        raise AnswerError("no number")
    return float(grouped.replace(mark, ".").replace("−", "-"))


def _find_decimal(text: str, marks: Sequence[str]) -> str:
    """Return the decimal mark of a number: the last of two kinds; a single one unless it may part thousands."""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) == 1 and re.fullmatch(r"[-−+]?[1-9]\d{0,2}[.,]\d{3}", text):
        raise AnswerError("a number that can be read in two ways: write decimal under its scale")
    other = {".": ",", ",": "."}
    return "." if not marks else marks[0] if len(marks) == 1 else other[marks[0]]


def _is_grouped(whole: str) -> bool:
    """Whether the marks of a whole number stand at its thousands."""
    return re.fullmatch(r"[-−+]?(\d+|[1-9]\d{0,2}([., ’']\d{3})+)", whole) is not None


@dataclass(frozen=True)
class Ladder:
    """Words of answers by rung, lowest first, each in its spellings by language; whole scales as names of rungs.

    possible: scales that are proposed where answers fit no whole one.
    """

    rungs: Mapping[str, Mapping[str, tuple[str, ...]]]
    scales: tuple[tuple[str, ...], ...]
    possible: tuple[tuple[str, ...], ...]

    def find(self, label: str) -> str | None:
        """Name the rung that a label (normalised) stands on, None for a word of no rung.

        Of a label in two forms, "sangat setuju (ss)", "ss = sangat setuju", "setuju / agree" or "ragu - ragu", both
        have to stand on one; "sangat_setuju" is what forms of Kobo call it. Signs around the words and dots in
        abbreviations tell nothing.
        """
        parts = [_without_signs(part) for part in re.split(r"[(\[/=:]| [-–—] ", label.replace("_", " ").lstrip("="))]
        found = {
            next(
                (name for name, words in self.rungs.items() if any({*part} & {*each} for each in words.values())), None
            )
            for part in ((part, _spell_out(part)) for part in parts)
        }
        return found.pop() if len(found) == 1 else None

    def order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Set rungs in order, the lowest first."""
        return tuple(name for name in self.rungs if name in set(names))


def _without_signs(part: str) -> str:
    words = re.sub(r"^\W+|\W+$", "", part)
    return words.replace(".", "") if re.fullmatch(r"(?:\w\.)+\w", words) else words or part


def _spell_out(part: str) -> str:
    return " ".join(_read_scales()["abbreviations"].get(word.rstrip("."), word) for word in part.split())


@dataclass(frozen=True)
class ProposedScale:
    """The scale that answers seem to come from: its points, the point of each label seen, and what is not known of it.

    words: of the points by language, lowest first; empty where the answers are figures, some beside a label or none.
    doubts: empty where the answers leave no question. lowest: what the codebook calls the first point.
    """

    points: int
    words: tuple[Mapping[str, str], ...]
    spellings: Mapping[str, int]
    doubts: tuple[str, ...]
    lowest: int = 1

    def point_of(self, answer: str) -> int | None:
        """Return the point that an answer (normalised) stands for, None where it is none of the scale."""
        named = self.spellings.get(answer, self.spellings.get(strip_number(answer)))
        figure = read_figure(answer)
        if named is not None or figure is None or self.words:
            return named
        return figure - self.lowest + 1 if self.lowest <= figure < self.lowest + (self.points or SLIDER) else None


@cache
def read_ladders() -> Mapping[str, Ladder]:
    """Read `ladders.yaml`, the words of answers that are known, by name."""
    return {name: build(Ladder, entry) for name, entry in _read_scales().items() if name != "abbreviations"}


@cache
def _read_scales() -> Mapping[str, Any]:
    return read_yaml(Path(__file__).with_name("ladders.yaml"))


def is_spelled_out(answer: str, language: str) -> bool:
    """Whether a known scale has an answer (normalised) in these words of a language, not abbreviated."""
    rungs = [words for ladder in read_ladders().values() for words in ladder.rungs.values()]
    return len(answer) > ABBREVIATED and any(answer in words.get(language, ()) for words in rungs)


def read_figure(answer: str) -> int | None:
    """Return the whole number that an answer (normalised) is, "4.0" among them; None for anything else."""
    match = FIGURE.fullmatch(answer)
    return int(match[1].replace("−", "-")) if match else None


def strip_number(answer: str) -> str:
    """Return the words of an answer (normalised) without the number or letter that may stand beside them."""
    answer = LETTERED.sub("", answer)
    match = NUMBER_AND_LABEL.fullmatch(answer) or LABEL_AND_NUMBER.fullmatch(answer)
    return match["label"] if match else answer


def read_labelled_number(answer: str) -> int | None:
    """Return the number that stands beside the words of an answer (normalised), None where there is none."""
    match = NUMBER_AND_LABEL.fullmatch(answer) or LABEL_AND_NUMBER.fullmatch(answer)
    return int(match["number"]) if match else None


def read_framed(answer: str) -> tuple[str, int] | None:
    """Return the number of an answer (normalised) and what stands around it, None where there is none.

    >>> read_framed("skor 4"), read_framed("4 (empat)"), read_framed("4 dari 5")
    (('skor #', 4), ('#', 4), ('# dari 5', 4))
    """
    text = NUMBER_WORD.sub(lambda match: str(NUMBER_WORDS[match[0]]), answer)
    twice = TWICE.fullmatch(text)
    text = twice[1] if twice else text
    number = FRAMED.search(text)
    # "1 star", "2 stars".
    frame = re.sub(r"(?<=[^\W\d_])s\b", "", text[: number.start()] + "#" + text[number.end() :]) if number else ""
    return (frame, int(number[0])) if number else None


def find_frame(answers: Iterable[str]) -> str:
    """Return what stands around the number of each answer (normalised), a few figures alone aside; empty without."""
    texts = list(answers)
    framed = [read_framed(text) for text in texts if read_figure(text) is None]
    frames = {each[0] if each and each[1] <= LONGEST_SCALE else "" for each in framed}
    return frames.pop() if len(frames) == 1 and 2 * len(framed) > max(len(texts), 2) else ""


def choose_ladder(answers: Iterable[str]) -> Ladder | None:
    """Choose the ladder with most rungs among the answers (normalised); None where none has two.

    Answers of no rung have to be fewer than the rungs: a column of other words is no item.
    """
    labels = {strip_number(answer) for answer in answers if read_figure(answer) is None}
    # Whether yes and no answer an item, screen or describe, no answer tells.
    ladders = [ladder for name, ladder in read_ladders().items() if name != "yes_no"]
    ladder = max(ladders, key=lambda each: len({each.find(label) for label in labels} - {None}))
    rungs = {ladder.find(label) for label in labels} - {None}
    strangers = [label for label in labels if ladder.find(label) is None]
    return ladder if len(rungs) > 1 and len(strangers) < len(rungs) else None


def propose_scale(answers: Mapping[str, int], ladder: Ladder) -> ProposedScale:
    """Propose the scale of a ladder that answers come from; answers: their counts by text (normalised), no marks."""
    labels = dict.fromkeys(strip_number(answer) for answer in answers if read_figure(answer) is None)
    found = {label: rung for label in labels if (rung := ladder.find(label)) is not None}
    seen = ladder.order(found.values())
    numbers = {
        ladder.find(strip_number(text)): number
        for text in answers
        if (number := read_labelled_number(text)) is not None
    }
    scale = _complete(seen, ladder, {rung: number for rung, number in numbers.items() if rung is not None})
    words = tuple(
        {language: spellings[0].capitalize() for language, spellings in ladder.rungs[name].items()} for name in scale
    )
    spellings = {label: scale.index(rung) + 1 for label, rung in found.items()}
    # Of a number and a label that differ the label tells the point; the codebook then names both.
    differing = {
        text: spellings[label]
        for text in answers
        if (label := strip_number(text)) in spellings and read_labelled_number(text) not in (None, spellings[label])
    }
    doubts = (
        *(["no whole scale that is known"] if seen not in ladder.scales else []),
        *(["so few answers may leave points out"] if sum(answers.values()) < FEWEST_ANSWERS else []),
        *_doubt_synonyms(found, ladder),
        *(["further labels"] if len(found) < len(labels) else []),
        *_doubt_numbers(answers, spellings),
    )
    return ProposedScale(len(scale), words, spellings | differing, doubts)


def _complete(seen: tuple[str, ...], ladder: Ladder, numbers: Mapping[str, int]) -> tuple[str, ...]:
    """Return the shortest scale that only adds rungs below or above those seen; these alone where there is none.

    numbers: of rungs, where they stand beside labels; a scale that counts like them may add any rung.
    """
    wider = [scale for scale in (*ladder.scales, *ladder.possible) if set(seen) <= set(scale)]
    numbered = [scale for scale in wider if all(scale.index(rung) + 1 == number for rung, number in numbers.items())]
    # A rung between two that were chosen is missing because the form does not offer it, more likely than not.
    unbroken = [scale for scale in wider if scale[scale.index(seen[0]) : scale.index(seen[-1]) + 1] == seen]
    return min(numbered if numbers and numbered else unbroken, key=len, default=seen)


def _doubt_synonyms(found: Mapping[str, str], ladder: Ladder) -> Iterator[str]:
    """Doubt that two words of one language stand for one point; abbreviations and hyphens make no other word."""
    for rung in ladder.order(found.values()):
        for language, spellings in ladder.rungs[rung].items():
            seen = [word for word in spellings if found.get(word) == rung and len(word) > ABBREVIATED]
            words = {word.replace("-", " ") for word in seen}
            if len(words) > 1:
                yield f"{' and '.join(sorted(words))} ({language}) may be two points"


def _doubt_numbers(answers: Iterable[str], spellings: Mapping[str, int]) -> Iterator[str]:
    pairs = [(number, strip_number(text)) for text in answers if (number := read_labelled_number(text)) is not None]
    if any(spellings.get(label, number) != number for number, label in pairs):
        yield "numbers and labels that differ, of which the labels are taken"
    if any(read_figure(answer) is not None for answer in answers):
        yield "figures beside labels"


def propose_framed(answers: Mapping[str, int]) -> ProposedScale:
    """Propose the scale of answers (normalised, with counts) such as "skor 4", "4 dari 5" and "empat"."""
    found = {answer: framed for answer in answers if (framed := read_framed(answer)) is not None}
    figures: Counter[int] = Counter()
    for answer, (_, figure) in found.items():
        figures[figure] += answers[answer]
    told = OUT_OF.search(find_frame(answers))
    highest = max(*figures, int(told[1]) if told else 0)
    scale = propose_figures(figures, highest, 0 in figures, is_told=told is not None)
    named = {answer: figure for answer, (_, figure) in found.items() if read_figure(answer) is None}
    return replace(scale, spellings={answer: figure - scale.lowest + 1 for answer, figure in named.items()})


def find_range(headers: Iterable[str]) -> range:
    """Return the points that all headers name, as "(1-5)" or "1 = never, 5 = always"; empty where they do not.

    >>> find_range(["Ramah (1-5)", "Cepat (1-5)"]), find_range(["Ramah (1-5)", "Cepat"])
    (range(1, 6), range(0, 0))
    """
    matches = [RANGE.search(header) for header in headers]
    named = {(int(m["lowest"]), int(m["highest"] or m["end"])) if m else (0, 0) for m in matches}
    lowest, highest = named.pop() if len(named) == 1 else (0, 0)
    return range(lowest, highest + 1) if 2 < highest <= LONGEST_SCALE else range(0)


def propose_ends(
    figures: Mapping[int, int], highest: int, ends: Mapping[str, int], named: range = range(0)
) -> ProposedScale:
    """Propose a scale of figures up to `highest`, some beside words; figures: their counts, ends: those by answer.

    named: the points that the headers name, empty where they name none.
    """
    lowest = named[0] if named else 0 if 0 in ends.values() else 1
    highest = named[-1] if named else highest
    is_told = bool(named) or {lowest, highest} <= {*ends.values()}
    scale = propose_figures(figures, highest, lowest == 0, is_told=is_told)
    return replace(scale, spellings={strip_number(answer): figure - lowest + 1 for answer, figure in ends.items()})


def propose_figures(figures: Mapping[int, int], highest: int, from_zero: bool, *, is_told: bool) -> ProposedScale:
    """Propose a scale of figures up to `highest`; is_told: whether the answers say that the form offers no more."""
    lowest = 0 if from_zero else 1
    offered = range(lowest, highest + 1)
    gaps = [figure for figure in offered if figure not in figures]
    beyond = sorted(set(figures) - set(offered))
    doubts = (
        *([] if is_told else ["figures do not tell how many points the form offers"]),
        *([f"nobody chose {enumerate_figures(gaps)}"] if gaps and not is_told else []),
        *([f"{enumerate_figures(beyond)} may mean no answer, or be a slip"] if beyond else []),
        *(["0 may be the lowest answer"] if 0 in beyond else []),
    )
    return ProposedScale(len(offered), (), {}, doubts, lowest)


def enumerate_figures(figures: Iterable[int]) -> str:
    """List figures, for a message."""
    return ", ".join(map(str, figures))
