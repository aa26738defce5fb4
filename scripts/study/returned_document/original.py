"""What a manuscript states: its names, its results with what they belong to, and which sentences are on results."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from study.returned_document.alignment import Sentence, cut_sentences
from study.returned_document.statements import (
    EVERYDAY,
    Kind,
    Statement,
    all_statements,
    joined_words,
    language_of,
    named,
    statements,
)
from study.returned_document.word_text import Document, WordTable
from study.returned_document.written_numbers import RELATIONS, plain_number
from study.words.dictionary import LANGUAGES, label

BIBLIOGRAPHY = "Bibliography"
# Paragraphs that hold no result: references, and the names and addresses of the authors.
WITHOUT_RESULTS = (BIBLIOGRAPHY, "Author", "Affiliation")
NOTICE = "Notice"
NOTE = "TableNote"
CAPTION = "Caption"
# A label of more words is a sentence: its words may change.
LABEL_WORDS = 8
# Verdicts that a sentence gives on a hypothesis or a construct.
JUDGED = ("support", "significance", "direction", "mediation", "decision")
# What a text numbers: tables, pages, versions.
_PARTS = [re.escape(part) for language in LANGUAGES for part in label("numbered_parts", language).split(", ")]
_PLACE = rf"\b(?:{'|'.join(_PARTS)})\s?[A-Z]?\d+(?:\.\d+)*"
_COUNTS = [re.escape(label("counted_words", language)) for language in LANGUAGES]
# Numbers that are no results: of years, places, pages, versions, citations in brackets, web addresses; small counts.
_NO_RESULT = re.compile(
    rf"https?://\S+|\b[A-Z]{{2,}}-\d{{4}}-\d+\S*|\d+\(\d+\),?\s\d+[–-]\d+|\b\d{{4}}-\d{{4}}-\d{{4}}-\d{{3}}[\dX]\b|\S*\d\S*/[^\s/]*[A-Za-z]\S*|\S*[A-Za-z]\S*/\S*\d\S*|"
    rf"\bNo\.?\s?\d+|(?i:\b(?:{'|'.join(_COUNTS)}))\W+[\d.,]+|"
    rf"\[\d+(?:\s?[,–-]\s?\d+)*\]|\b(?:19|20)\d\d\b|{_PLACE}|"
    r"(?<![\d.,<>=] )\b(?:\d|1[0-2])\b(?![.,]?\d|\s?%|\spersen|\sper)"
)
_CLAUSE_END = re.compile(r";\s(?![^()]*\))")
_TITLES = re.compile(r"Caption|^(?:Sub)?[Tt]itle$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENUMERATOR = re.compile(r"^\(?\d+(?:\.\d+)*[.)]?(?:\s|$)")
# "X1 — Industrial linkages": the row above the items or dimensions of a construct.
_CODED_LABEL = re.compile(r"\w+ [—–-] (?P<name>\D+)")
_EQUATION = re.compile(r"(?!.*[^\W\d_]{3}).*=")


@dataclass(frozen=True)
class Terms:
    """What a manuscript names, by phrases; the words of the labels of its tables; all words it uses."""

    names: Mapping[str, str]
    labels: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Original:
    """What a manuscript states: its sentences and tables, what its phrases name, and its language."""

    sentences: Sequence[Sentence]
    tables: Sequence[WordTable]
    terms: Terms
    language: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all sentences and cells."""
        return frozenset(number for text in self._texts for number in _plain(text))

    @cached_property
    def results(self) -> frozenset[tuple[str, str]]:
        """The numbers that stand in a clause or a row with a code or a name: in its cells, its block or the head."""
        clauses = [clause for one in self.sentences for clause in _CLAUSE_END.split(one.text)]
        rows = [" ".join([*table.rows[0], title, *row]) for table in self.tables for title, row in _titled_rows(table)]
        return frozenset(
            (subject, number)
            for text in (*clauses, *rows)
            for subject in self.subjects(text)
            for number in _plain(text)
        )

    @cached_property
    def result_sections(self) -> frozenset[str]:
        """The sections of which a sentence states a number with decimals, a relation or per cent."""
        return frozenset(
            one.paragraph.section for one in self.sentences if any(map(is_result, stated_numbers(one.text)))
        )

    @cached_property
    def verdicts(self) -> frozenset[tuple[str, str]]:
        """The verdicts that stand in a sentence or a row with a code or a name."""
        return frozenset(pair for text in self._texts for pair in self._told(text))

    def subjects(self, text: str) -> list[str]:
        """List the codes and the names in a text; "Table S2" is a place."""
        stated = (*statements(re.sub(_PLACE, " ", text)), *named(text, self.terms.names))
        return [one.meaning for one in stated if one.kind in (Kind.CODE, Kind.NAME)]

    def foreign(self, sentence: Sentence, rewritten: Sequence[Sentence]) -> list[str]:
        """List the numbers and verdicts of a sentence that the manuscript has not, and verdicts on nothing.

        Where it says other sentences anew, verdicts on nothing must contradict theirs.
        """
        told = {one.meaning for before in rewritten for one in all_statements(before.text)}
        concepts = {meaning.split()[0] for meaning in told}
        unnamed = [
            one.written
            for one in self._unnamed_verdicts(sentence)
            if not rewritten or (one.meaning not in told and one.meaning.split()[0] in concepts)
        ]
        return [*self.foreign_numbers(sentence), *self._foreign_verdicts(sentence), *unnamed]

    def foreign_numbers(self, sentence: Sentence) -> list[str]:
        """List the numbers of a sentence that the manuscript has nowhere; years, places and citations are not asked."""
        if sentence.paragraph.style in WITHOUT_RESULTS:
            return []
        is_numbered = sentence.paragraph.section == sentence.paragraph.text or _ENUMERATOR.fullmatch(sentence.text)
        text = _ENUMERATOR.sub("", sentence.text) if is_numbered else sentence.text
        own, subjects = language_of(text, self.language), self.subjects(text)
        stated = stated_numbers(_NO_RESULT.sub(" ", text))
        meant = [(one, plain_number(one.meaning, own).lstrip(RELATIONS)) for one in stated]
        return [
            one.written
            for one, number in meant
            if number not in self.numbers
            or (subjects and is_result(one) and not any((subject, number) in self.results for subject in subjects))
        ]

    def is_claim(self, sentence: Sentence, rewritten: Sequence[Sentence]) -> bool:
        """Tell whether a sentence relates two names or codes, cites nobody, and says anew nothing that was on them."""
        subjects, known = {*self.subjects(sentence.text)}, {*self.subjects(" ".join(one.text for one in rewritten))}
        return not _is_cited(sentence) and len(subjects) > 1 and (not rewritten or not subjects <= known)

    def states_result(self, sentence: Sentence) -> bool:
        """Tell whether a sentence states a number with decimals, a verdict on something, or that data are simulated."""
        if sentence.paragraph.style in WITHOUT_RESULTS:
            return False
        text, stated = sentence.text, all_statements(sentence.text)
        return (
            sentence.paragraph.style == NOTICE
            or CAPTION in sentence.paragraph.style
            or bool(_EQUATION.match(text))
            or any(map(is_result, stated_numbers(text)))
            or any(is_notice(one) for one in stated)
            or any(True for _ in self._judged(text))
            or (not _is_cited(sentence) and any(_is_reported(one) for one in stated))
        )

    def is_finding(self, sentence: Sentence) -> bool:
        """Tell whether a sentence speaks of this study's results, in the words of a verdict, a statistic or a name."""
        if _is_cited(sentence) and not any(map(is_result_or_count, stated_numbers(sentence.text))):
            return False
        is_among_results = sentence.paragraph.section in self.result_sections or sentence.paragraph.style == NOTE
        is_on_results = any(
            is_result(one) or one.kind not in (*EVERYDAY, Kind.VERDICT) for one in all_statements(sentence.text)
        )
        return is_among_results or is_on_results or bool(self.subjects(sentence.text))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """The sentences, and the rows of all tables."""
        told = (one.text for one in self.sentences if one.paragraph.style not in WITHOUT_RESULTS)
        return (*told, *(" ".join(row) for table in self.tables for row in table.rows))

    def _foreign_verdicts(self, sentence: Sentence) -> list[str]:
        """List the verdicts on a code or name of which the manuscript says another and not this one."""
        said = {(subject, meaning.split()[0]) for subject, meaning in self.verdicts}
        return [
            f"{subject}: {meaning}"
            for subject, meaning in self._told(sentence.text)
            if (subject, meaning) not in self.verdicts and (subject, meaning.split()[0]) in said
        ]

    def _unnamed_verdicts(self, sentence: Sentence) -> list[Statement]:
        """List the verdicts and shares in words of a sentence that names nothing they belong to and cites nobody."""
        if _is_cited(sentence) or self.subjects(sentence.text):
            return []
        return [one for one in all_statements(sentence.text) if is_judgement(one) or one.kind == Kind.SHARE]

    def _judged(self, text: str) -> Iterator[tuple[str, str]]:
        verdicts = [one.meaning for one in statements(text) if is_judgement(one)]
        yield from ((subject, verdict) for subject in self.subjects(text) for verdict in verdicts)

    def _told(self, text: str) -> list[tuple[str, str]]:
        """List what a text says of each code or name; of two verdicts of a kind none can be told to belong to one."""
        pairs = list(self._judged(text))
        said = Counter(meaning.split()[0] for meaning in {verdict for _, verdict in pairs})
        return [(subject, verdict) for subject, verdict in pairs if said[verdict.split()[0]] == 1]


def read_original(document: Document, language: str) -> Original:
    """Take from a manuscript what it states; the words of its labels tell one result from another."""
    cells = [cell for table in document.tables for row in table.rows for cell in row]
    texts = [one.text for one in document.paragraphs if one.style != BIBLIOGRAPHY]
    labels = [cell for cell in cells if len(cell.split()) <= LABEL_WORDS]
    words = (frozenset(word for text in listed for word in joined_words(text)) for listed in (labels, texts))
    terms = Terms(name_phrases(document.tables), *words)
    return Original(cut_sentences(document.paragraphs), document.tables, terms, language)


def name_phrases(tables: Sequence[WordTable]) -> dict[str, str]:
    """Return what names constructs and dimensions in a document, by its tables: each phrase with the name it is of.

    Names stand in rows such as "X1 — Industrial linkages", and in the rows below these. A phrase of two words or more
    names what it is part of ("keterkaitan industri"), unless it is part of two names.
    """
    names: set[str] = set()
    for table in tables:
        coded = [_CODED_LABEL.fullmatch(row[0]) if row else None for row in table.rows]
        names |= {label["name"].lower() for label in coded if label}
        first = next((i for i, label in enumerate(coded) if label), len(coded))
        below = (row[0] for row in table.rows[first:] if row and row[0])
        names |= {text.lower() for text in below if all(one.kind == Kind.VERDICT for one in statements(text))}
    meant: dict[str, set[str]] = {}
    for name in (name for name in names if not _CODED_LABEL.fullmatch(name)):
        for phrase in _name_parts(name.split()):
            meant.setdefault(phrase, set()).add(name)
    return {phrase: min(owners) for phrase, owners in meant.items() if len(owners) == 1}


def is_titled(sentence: Sentence) -> bool:
    """Tell whether it titles a table, a figure or the whole, of which every word counts."""
    return bool(_TITLES.search(sentence.paragraph.style))


def without_lost_places(expected: str, found: str) -> str:
    """Return a text without the tables, pages and sections that another one no longer numbers: "the table below"."""
    places, others = (Counter(re.findall(_PLACE, text)) for text in (expected, found))
    if not others <= places:
        return expected
    for place in (places - others).elements():
        number = place.split()[-1]
        if not re.search(rf"\b{re.escape(number)}(?![.,]?\d)", found):
            expected = re.sub(rf"{re.escape(place)}(?![.,]?\d)", place.removesuffix(number), expected, count=1)
    return expected


def is_notice(stated: Statement) -> bool:
    """Tell whether it is the notice, in capitals, that data are simulated."""
    return stated.kind == Kind.STATUS and stated.written.isupper()


def is_judgement(stated: Statement) -> bool:
    """Tell whether it is a verdict on a hypothesis or a construct."""
    return stated.kind == Kind.VERDICT and stated.meaning.split()[0] in JUDGED


def is_result(stated: Statement) -> bool:
    """Tell whether it is a verdict on something, or a number with decimals, a relation or per cent."""
    is_shown = stated.kind == Kind.NUMBER and re.search(r"%|\d[.,]\d", stated.meaning)
    is_bound = stated.kind == Kind.NUMBER and not stated.has_worded_bound and stated.meaning[0] in RELATIONS
    return is_judgement(stated) or bool(is_shown) or is_bound


def is_result_or_count(stated: Statement) -> bool:
    """Tell whether it is a result, or a count that is no year, page or place."""
    return is_result(stated) or (stated.kind == Kind.NUMBER and not _NO_RESULT.fullmatch(stated.written))


def stated_numbers(text: str) -> tuple[Statement, ...]:
    """List the numbers of a text."""
    return tuple(one for one in statements(text) if one.kind == Kind.NUMBER)


def _is_cited(sentence: Sentence) -> bool:
    """Tell whether a sentence is a reference or cites one, or names the authors."""
    return sentence.paragraph.style in WITHOUT_RESULTS or bool(_YEAR.search(sentence.text))


def _is_reported(stated: Statement) -> bool:
    return stated.kind in (Kind.REPORT, Kind.STATUS) and stated.meaning != "report hypothesis"


def _name_parts(words: Sequence[str]) -> Iterator[str]:
    """Yield the stretches of a name of two words or more; the name itself if it is one word."""
    least = min(2, len(words))
    for first in range(len(words)):
        for last in range(first + least, len(words) + 1):
            yield " ".join(words[first:last])


def _titled_rows(table: WordTable) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each row with the title of its block, a row of which only the first cell is filled."""
    title = ""
    for row in table.rows[1:]:
        title = row[0] if row and not any(row[1:]) else title
        yield title, row


def _plain(text: str) -> Iterator[str]:
    """Yield the numbers of a text, without relations and the marks of either language between thousands."""
    for one in stated_numbers(text):
        meaning = one.meaning.lstrip(RELATIONS)
        yield from (meaning, *(plain_number(meaning, language) for language in LANGUAGES))
