"""A document that came back, against the manuscript it came from: findings that its authors can follow in Word."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import TypeVar

from study.results.numbers import Numbers
from study.returned_document.alignment import (
    BIBLIOGRAPHY,
    CHANGED_NAME,
    EVERYDAY,
    GONE,
    MOVED_SENTENCE,
    NEW,
    Sentence,
    Terms,
    TextDifference,
    collect_terms,
    compare_labels,
    compare_statements,
    compare_texts,
    compare_titles,
    cut_sentences,
    find_gaps,
    join_cut_sentences,
    join_tables,
    normalise_label,
    pair_columns,
    pair_rows,
    pair_sentences,
    pair_tables,
)
from study.returned_document.quotations import Quotation, origin_of
from study.returned_document.rewording import are_akin, count_denials, exchanged_terms
from study.returned_document.statements import (
    CODE,
    NAME,
    NUMBER,
    RELATIONS,
    REPORT,
    SHARE,
    STATUS,
    SYMBOL,
    VERDICT,
    Statement,
    all_statements,
    language_of,
    named,
    plain_number,
    spoken,
    statements,
    word_tokens,
)
from study.returned_document.word_text import Document, WordTable
from study.words.dictionary import LANGUAGES, label

Paired = TypeVar("Paired")

SNIPPET = 90
SHORTEST_SENTENCE = 4  # words; what has fewer begins a paragraph as its title does
NOTHING = "nothing"
NOTICE = "Notice"
NOTE = "TableNote"
LONGEST_RESULT = 4  # words of a cell that is no more than a number or a verdict
# Verdicts that a sentence gives on a hypothesis or a construct.
JUDGED = ("support", "significance", "direction", "mediation", "decision")
# What a text numbers: tables, pages, versions.
_PARTS = [re.escape(part) for language in LANGUAGES for part in label("numbered_parts", language).split(", ")]
_COUNTS = [re.escape(label("counted_words", language)) for language in LANGUAGES]
# Numbers that are no results: of years, places, pages, versions, citations in brackets, web addresses; small counts.
_NO_RESULT = re.compile(
    rf"https?://\S+|\b[A-Z]{{2,}}-\d{{4}}-\d+\S*|\d+\(\d+\),?\s\d+[–-]\d+|\b\d{{4}}-\d{{4}}-\d{{4}}-\d{{3}}[\dX]\b|\S*\d\S*/[^\s/]*[A-Za-z]\S*|\S*[A-Za-z]\S*/\S*\d\S*|"
    rf"\bNo\.?\s?\d+|(?i:\b(?:{'|'.join(_COUNTS)}))\W+[\d.,]+|"
    rf"\[\d+(?:\s?[,–-]\s?\d+)*\]|\b(?:19|20)\d\d\b|\b(?:{'|'.join(_PARTS)})\s?[A-Z]?\d+(?:\.\d+)*|"
    r"(?<![\d.,<>=] )\b(?:\d|1[0-2])\b(?![.,]?\d|\s?%|\spersen|\sper)"
)
_CLAUSE_END = re.compile(r";\s(?![^()]*\))")
_TITLES = re.compile(r"Caption|^(?:Sub)?[Tt]itle$")
_BACK = re.compile(r"\b(?:this|these|its|ini|itu|tersebut)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENUMERATOR = re.compile(r"^\(?\d+(?:\.\d+)*[.)]?(?:\s|$)")


@dataclass(frozen=True)
class Finding:
    """A difference and where it is: place in words, the text around it now, and as the manuscript has it."""

    difference: TextDifference
    place: str
    found_text: str
    expected_text: str

    @property
    def is_error(self) -> bool:
        """Whether it contradicts a result; others are notes."""
        return self.difference.is_error


@dataclass(frozen=True)
class _Known:
    """What a manuscript states: its sentences and tables, what its phrases name, and its language."""

    sentences: Sequence[Sentence]
    tables: Sequence[WordTable]
    terms: Terms
    language: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of all sentences and cells."""
        cells = [" ".join(row) for table in self.tables for row in table.rows]
        return frozenset(number for text in [*(one.text for one in self.sentences), *cells] for number in _plain(text))

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
            one.paragraph.section for one in self.sentences if any(map(_is_result, _stated_numbers(one.text)))
        )

    @cached_property
    def verdicts(self) -> frozenset[tuple[str, str]]:
        """The verdicts that stand in a sentence or a row with a code or a name."""
        rows = [" ".join(row) for table in self.tables for row in table.rows]
        texts = [*(one.text for one in self.sentences), *rows]
        return frozenset(pair for text in texts for pair in self._told(text))

    def foreign_numbers(self, sentence: Sentence) -> list[str]:
        """List the numbers of a sentence that the manuscript has nowhere; years, places and citations are not asked."""
        if sentence.paragraph.style == BIBLIOGRAPHY:
            return []
        is_numbered = sentence.paragraph.section == sentence.paragraph.text or _ENUMERATOR.fullmatch(sentence.text)
        text = _ENUMERATOR.sub("", sentence.text) if is_numbered else sentence.text
        stated = _stated_numbers(_NO_RESULT.sub(" ", text))
        own = language_of(text, self.language)
        subjects = self.subjects(text)
        meant = [(one, plain_number(one.meaning, own).lstrip(RELATIONS)) for one in stated]
        return [
            one.written
            for one, number in meant
            if number not in self.numbers
            or (subjects and _is_result(one) and not any((subject, number) in self.results for subject in subjects))
        ]

    def foreign_verdicts(self, sentence: Sentence) -> list[str]:
        """List the verdicts on a code or name of which the manuscript says another and not this one."""
        said = {(subject, meaning.split()[0]) for subject, meaning in self.verdicts}
        return [
            f"{subject}: {meaning}"
            for subject, meaning in self._told(sentence.text)
            if (subject, meaning) not in self.verdicts and (subject, meaning.split()[0]) in said
        ]

    def is_claim(self, sentence: Sentence) -> bool:
        """Tell whether a sentence relates two names or codes, and cites nobody for it."""
        is_cited = sentence.paragraph.style == BIBLIOGRAPHY or _YEAR.search(sentence.text)
        return not is_cited and len({*self.subjects(sentence.text)}) > 1

    def is_of_same(self, sentence: Sentence, other: Sentence) -> bool:
        """Tell whether two sentences speak of the same names and codes."""
        return {*self.subjects(sentence.text)} == {*self.subjects(other.text)}

    def states_result(self, sentence: Sentence) -> bool:
        """Tell whether a sentence states a number with decimals, a verdict on something, or that data are simulated."""
        if sentence.paragraph.style == BIBLIOGRAPHY:
            return False
        has_result = any(map(_is_result, _stated_numbers(sentence.text)))
        is_notice = any(one.kind == STATUS and one.written.isupper() for one in all_statements(sentence.text))
        is_equation = "=" in sentence.text and not re.search(r"[^\W\d_]{3}", sentence.text)
        return (
            has_result
            or is_notice
            or sentence.paragraph.style == NOTICE
            or (
                not _YEAR.search(sentence.text)
                and any(
                    one.kind in (REPORT, STATUS) and one.meaning != "report hypothesis"
                    for one in all_statements(sentence.text)
                )
            )
            or is_equation
            or _is_titled(sentence)
            or any(True for _ in self._judged(sentence.text))
        )

    def is_finding(self, sentence: Sentence) -> bool:
        """Tell whether a sentence speaks of this study's results, in the words of a verdict, a statistic or a name."""
        if sentence.paragraph.style == BIBLIOGRAPHY or _YEAR.search(sentence.text):
            return False
        is_among_results = sentence.paragraph.section in self.result_sections or sentence.paragraph.style == NOTE
        stated = all_statements(sentence.text)
        is_on_results = any(_is_result(one) or one.kind not in (*EVERYDAY, VERDICT) for one in stated)
        return is_among_results or is_on_results or bool(self.subjects(sentence.text))

    def is_reversed(self, before: Sentence, after: Sentence) -> bool:
        """Tell whether a sentence that was written anew speaks of the same, and denies what was said or says else."""
        said, others = ([one.written.lower() for one in spoken(text)] for text in (before.text, after.text))
        is_of_the_same = any(are_akin(word, other) for word in said for other in others)
        denies = [count_denials(one.text) > 0 for one in (before, after)]
        terms = exchanged_terms(before.text, after.text, self.terms.words) if self.is_finding(before) else None
        return is_of_the_same and not before.text.startswith("[") and (denies[0] != denies[1] or bool(terms))

    def unnamed_verdicts(self, sentence: Sentence) -> list[str]:
        """List the verdicts and shares in words of a sentence that names nothing they belong to and cites nobody."""
        is_reference = sentence.paragraph.style == BIBLIOGRAPHY or _YEAR.search(sentence.text)
        if is_reference or self.subjects(sentence.text):
            return []
        return [one.written for one in all_statements(sentence.text) if _is_judgement(one) or one.kind == SHARE]

    def deleted_sections(self, gone: Sequence[Sentence], came: Sequence[Sentence]) -> list[str]:
        """List the sections of which nothing is left, heading included, with little in their place."""
        left = Counter(one.paragraph.section for one in gone if one.paragraph.style != BIBLIOGRAPHY)
        sizes = Counter(one.paragraph.section for one in self.sentences if one.paragraph.style != BIBLIOGRAPHY)
        return [title for title, size in sizes.items() if left[title] >= size > 1 and 2 * len(came) < size]

    def _judged(self, text: str) -> Iterator[tuple[str, str]]:
        verdicts = [one.meaning for one in statements(text) if _is_judgement(one)]
        yield from ((subject, verdict) for subject in self.subjects(text) for verdict in verdicts)

    def subjects(self, text: str) -> list[str]:
        """List the codes and the names in a text."""
        stated = (*statements(text), *named(text, self.terms.names))
        return [one.meaning for one in stated if one.kind in (CODE, NAME)]

    def _told(self, text: str) -> list[tuple[str, str]]:
        """List what a text says of each code or name; of two verdicts of a kind none can be told to belong to one."""
        pairs = list(self._judged(text))
        said = Counter(meaning.split()[0] for meaning in {verdict for _, verdict in pairs})
        return [(subject, verdict) for subject, verdict in pairs if said[verdict.split()[0]] == 1]


def _titled_rows(table: WordTable) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each row with the title of its block, a row of which only the first cell is filled."""
    title = ""
    for row in table.rows[1:]:
        title = row[0] if row and not any(row[1:]) else title
        yield title, row


def _is_judgement(stated: Statement) -> bool:
    return stated.kind == VERDICT and stated.meaning.split()[0] in JUDGED


def _is_result(stated: Statement) -> bool:
    """Tell whether it is a verdict on something, or a number with decimals, a relation or per cent."""
    is_shown = stated.kind == NUMBER and re.search(r"%|\d[.,]\d", stated.meaning)
    is_bound = stated.kind == NUMBER and not stated.has_worded_bound and stated.meaning[0] in RELATIONS
    return _is_judgement(stated) or bool(is_shown) or is_bound


def _is_result_or_count(stated: Statement) -> bool:
    return _is_result(stated) or (stated.kind == NUMBER and not _NO_RESULT.fullmatch(stated.written))


def check_document(expected: Document, found: Document, language: str) -> list[Finding]:
    """List the differences between a manuscript and the document that came back, in the order of the latter."""
    return [*_check_sentences(expected, found, language), *_check_tables(expected, found, language)]


def shared_sentences(document: Document, other: Document) -> float:
    """Return the share of the sentences of one document that the other has too, letter for letter."""
    sentences = Counter(sentence.text for sentence in cut_sentences(document.paragraphs))
    others = Counter(sentence.text for sentence in cut_sentences(other.paragraphs))
    return (sentences & others).total() / max(sentences.total(), 1)


def report(findings: Sequence[Finding], quoted: Sequence[Quotation], numbers: Numbers, compared: str) -> str:
    """Return the report: errors, each with its place and the result it contradicts; notes; a verdict."""
    errors = [finding for finding in findings if finding.is_error]
    notes = [finding for finding in findings if not finding.is_error]
    lines = [f"Compared with {compared}", ""]
    for number, error in enumerate(errors, start=1):
        lines += [*_error_lines(number, error, quoted, numbers), ""]
    if notes:
        lines += ["Notes (changes of the text that contradict no result):", *[_note_line(note) for note in notes], ""]
    changes = f"; {len(notes)} change(s) of the text are listed as notes" if notes else ""
    if errors:
        lines.append(f"DIFFERS: {len(errors)} place(s) contradict the results{changes}.")
    else:
        lines.append(f"AGREES: every number, sign, verdict and table cell is that of the results{changes}.")
    return "\n".join(lines)


def _check_sentences(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    before, after = cut_sentences(expected.paragraphs), cut_sentences(found.paragraphs)
    known = _Known(before, expected.tables, collect_terms(expected), language)
    gone: list[Sentence] = []
    came: list[Sentence] = []
    findings: list[Finding] = []
    for gap in map(join_cut_sentences, find_gaps(before, after)):
        pairs = pair_sentences(gap.expected, gap.found)
        findings += _check_pairs(gap.expected, gap.found, pairs, known)
        left = _unpaired(gap.expected, [i for i, _ in pairs]), _unpaired(gap.found, [j for _, j in pairs])
        turned = [one for one in zip(*left, strict=False) if len(left[0]) == len(left[1]) and known.is_reversed(*one)]
        findings += [_changed_sentence(_reversed(*one), *one) for one in turned]
        gone += [one for one in left[0] if one not in [before for before, _ in turned]]
        came += [one for one in left[1] if one not in [after for _, after in turned]]
    moved = pair_sentences(gone, came, MOVED_SENTENCE)
    findings += _check_pairs(gone, came, moved, known)
    gone, came = _unpaired(gone, [i for i, _ in moved]), _unpaired(came, [j for _, j in moved])
    yield from _without_moved(findings, gone, came)
    elsewhere = Counter(one.difference.found for one in findings if one.difference.kind == NEW)
    yield from _check_unpaired(gone, came, elsewhere, known)
    yield from _check_headings(before, after)
    yield from _check_notes(before, after)
    yield from _check_left_remarks(before, gone, known)
    yield from _check_remarks(before, after, known)


def _reversed(before: Sentence, after: Sentence) -> TextDifference:
    return TextDifference("sentence reversed", before.text[:SNIPPET], after.text[:SNIPPET], is_error=True)


def _without_moved(
    findings: Sequence[Finding], gone: Sequence[Sentence], came: Sequence[Sentence]
) -> Iterator[Finding]:
    """Call a result that left its sentence, or a verdict that joined one, an error, unless it stands in another."""
    texts = {
        GONE: [*(one.text for one in came), *(one.difference.found for one in findings if one.difference.kind == NEW)],
        NEW: [
            *(one.text for one in gone),
            *(one.difference.expected for one in findings if one.difference.kind == GONE),
        ],
    }
    stated = {kind: {one.meaning for text in listed for one in statements(text)} for kind, listed in texts.items()}
    joined = {one.meaning for text in texts[GONE][len(came) :] for one in statements(text)}
    for finding in findings:
        kind = finding.difference.kind
        written = statements(finding.difference.expected or finding.difference.found)
        lost = [one for one in written if one.meaning not in stated.get(kind, ())]
        is_error = any(_is_judgement(one) or (kind == GONE and _is_result_or_count(one)) for one in lost)
        # A code that left one sentence for another took its verdict along; one that joined others has theirs.
        is_error |= any(
            one.kind == CODE and (one in lost or (kind == GONE and one.meaning in joined))
            for one in written
            if kind == GONE or any(other.kind == CODE for other in statements(finding.expected_text))
        )
        is_error = finding.is_error or (kind in stated and is_error)
        yield replace(finding, difference=replace(finding.difference, is_error=is_error))


def _check_headings(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[Finding]:
    """Find headings under which no sentence of their own stands, but some of another."""
    sections = _gathered((one.text, one.paragraph.section) for one in before if one.text != one.paragraph.section)
    titles = {title for homes in sections.values() for title in homes}
    under: dict[str, list[frozenset[str]]] = {}
    for one in after:
        if one.paragraph.section in titles and one.text in sections:
            under.setdefault(one.paragraph.section, []).append(sections[one.text])
    for title, homes in under.items():
        if not any(title in home for home in homes):
            difference = TextDifference("heading over another section", min(homes[0]), title, is_error=True)
            yield Finding(difference, f"section “{title}”", title, "")


def _check_remarks(before: Sequence[Sentence], after: Sequence[Sentence], known: _Known) -> Iterator[Finding]:
    """Find remarks ("this verdict") that stand after a sentence of another paragraph than their own."""
    homes = _gathered((one.text, str(one.paragraph.number)) for one in before)
    paragraphs = [[one.text for one in group] for _, group in groupby(before, key=lambda one: one.paragraph)]
    inner = {text for texts in paragraphs for text in texts[1:]} - {texts[0] for texts in paragraphs}
    for last, one in pairwise(after):
        is_within = last.paragraph == one.paragraph and last.text in homes and one.text in inner
        if is_within and not homes[last.text] & homes[one.text] and _refers_back(one.text, known):
            difference = TextDifference("remark after another sentence", "", one.text[:SNIPPET], is_error=True)
            yield Finding(difference, _describe_place(one), last.text[-SNIPPET:], "")


def _check_left_remarks(before: Sequence[Sentence], gone: Sequence[Sentence], known: _Known) -> Iterator[Finding]:
    """Find remarks ("this advice") that are all that is left of their paragraph, but for its first words."""
    for paragraph, group in groupby(before, key=lambda one: one.paragraph):
        listed = list(group)
        left = [one for one in listed if one not in gone and len(one.text.split()) >= SHORTEST_SENTENCE]
        if (
            left
            and len(listed) > len(left)
            and any(one in gone for one in listed)
            and all(_refers_back(one.text, known) for one in left)
        ):
            difference = TextDifference("remark on what is no longer there", left[0].text[:SNIPPET], "", is_error=True)
            yield Finding(difference, f"section “{paragraph.section}”", left[0].text[:SNIPPET], paragraph.text)


def _check_notes(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[Finding]:
    """Find notes of tables and figures that stand under another caption than their own."""
    homes = _gathered(_captioned_notes(before))
    captions = {caption for listed in homes.values() for caption in listed}
    for note, caption in _captioned_notes(after):
        if caption in captions and note in homes and caption not in homes[note]:
            difference = TextDifference("note under another caption", min(homes[note]), caption, is_error=True)
            yield Finding(difference, caption, note[:SNIPPET], "")


def _captioned_notes(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a note with the caption before it."""
    caption = ""
    for one in sentences:
        caption = one.paragraph.text if "Caption" in one.paragraph.style else caption
        if one.paragraph.style == NOTE:
            yield one.text, caption


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return by each text where it stands."""
    homes: dict[str, set[str]] = {}
    for text, home in pairs:
        homes.setdefault(text, set()).add(home)
    return {text: frozenset(found) for text, found in homes.items()}


def _refers_back(text: str, known: _Known) -> bool:
    """Tell whether a sentence says something of what it does not name: "this verdict"."""
    return not known.subjects(text) and bool(_BACK.search(text))


def _unpaired(listed: Sequence[Paired], paired: Collection[int]) -> list[Paired]:
    return [one for index, one in enumerate(listed) if index not in paired]


def _check_pairs(
    expected: Sequence[Sentence], found: Sequence[Sentence], pairs: Sequence[tuple[int, int]], known: _Known
) -> Iterator[Finding]:
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        is_reference = expected[i].paragraph.style == BIBLIOGRAPHY
        is_result = known.is_finding(expected[i])
        texts = expected[i].text, found[j].text
        differences = compare_texts(*texts, known.language, terms=known.terms, is_result=is_result)
        is_heading = expected[i].text == expected[i].paragraph.section
        if is_heading or _is_titled(expected[i]):
            # Headings may be worded otherwise; of titles every word counts.
            differences = [one for one in differences if one.kind != CHANGED_NAME]
            differences += [] if is_heading else compare_titles(expected[i].text, found[j].text)
        for difference in differences or _reworded(expected[i], found[j], known):
            is_foreign = difference.kind == NEW and difference.found in known.foreign_numbers(found[j])
            # The numbers of a reference are no results.
            is_error = (difference.is_error or is_foreign) and not is_reference
            yield _changed_sentence(replace(difference, is_error=is_error), expected[i], found[j])


def _is_titled(sentence: Sentence) -> bool:
    """Tell whether it titles a table, a figure or the whole, of which every word counts."""
    return bool(_TITLES.search(sentence.paragraph.style))


def _reworded(before: Sentence, after: Sentence, known: _Known) -> Iterator[TextDifference]:
    """Tell the other words of a sentence that states a result: whether they mean the same a reader must judge."""
    words, others = word_tokens(before.text), word_tokens(after.text)
    if words != others and known.states_result(before):
        yield TextDifference("a result in other words", before.text, after.text, is_error=False)


def _check_unpaired(
    gone: Sequence[Sentence], came: Sequence[Sentence], elsewhere: Collection[str], known: _Known
) -> Iterator[Finding]:
    """Tell the sentences that went and came; statements that were lost in one and changed in the other are errors.

    So are a result that went with its sentence, and a number or verdict that came and is none of the manuscript.
    """
    for before, after in _same_section_pairs(gone, came):
        for difference in compare_statements(_stated_numbers(before.text), _stated_numbers(after.text), known.language):
            if difference.is_error:
                yield _changed_sentence(difference, before, after)
    kept = {item.meaning for sentence in came for item in statements(sentence.text)}
    kept |= {item.meaning for written in elsewhere for item in statements(written)}
    deleted = known.deleted_sections(gone, came)
    for title in deleted:
        difference = TextDifference(f"section {GONE}", title[:SNIPPET], "", is_error=True)
        yield Finding(difference, "the manuscript", "", title)
    for sentence in gone:
        stated = {item.meaning for item in statements(sentence.text)}
        # A notice may state nothing but that data are simulated.
        is_error = known.states_result(sentence) and not (stated and stated <= kept)
        difference = TextDifference(f"sentence {GONE}", sentence.text[:SNIPPET], "", is_error=is_error)
        yield Finding(difference, f"{_describe_place(sentence)} of the manuscript", "", sentence.text)
    for sentence in came:
        foreign = [
            *known.foreign_numbers(sentence),
            *known.foreign_verdicts(sentence),
            *known.unnamed_verdicts(sentence),
        ]
        for written in foreign:
            yield Finding(
                TextDifference("stated nowhere in the manuscript", "", written, is_error=True),
                _describe_place(sentence),
                _snippet(sentence.text, written),
                "",
            )
        if not foreign:
            is_claim = known.is_claim(sentence) and not any(known.is_of_same(sentence, before) for before in gone)
            difference = TextDifference(f"sentence {NEW}", "", sentence.text[:SNIPPET], is_error=is_claim)
            yield Finding(difference, _describe_place(sentence), sentence.text[:SNIPPET], "")


def _same_section_pairs(gone: Sequence[Sentence], came: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield a sentence that went with one that came under the same heading and that repeats some of its numbers."""
    for before in gone:
        numbers = {item.meaning for item in _stated_numbers(before.text)}
        for after in came:
            shared = numbers & {item.meaning for item in _stated_numbers(after.text)}
            if after.paragraph.section == before.paragraph.section and 2 * len(shared) > len(numbers):
                yield before, after
                break


def _changed_sentence(difference: TextDifference, before: Sentence, after: Sentence) -> Finding:
    return Finding(difference, _describe_place(after), _snippet(after.text, difference.found), before.text)


def _plain(text: str) -> Iterator[str]:
    """Yield the numbers of a text, without relations and the marks of either language between thousands."""
    for one in _stated_numbers(text):
        meaning = one.meaning.lstrip(RELATIONS)
        yield from (meaning, *(plain_number(meaning, language) for language in LANGUAGES))


def _stated_numbers(text: str) -> tuple[Statement, ...]:
    return tuple(item for item in statements(text) if item.kind == NUMBER)


def _describe_place(sentence: Sentence) -> str:
    return f"section “{sentence.paragraph.section}”, paragraph {sentence.paragraph.number}"


def _snippet(text: str, centre: str) -> str:
    """Cut the text around a piece of it."""
    start = max(text.find(centre.split()[-1] if centre else ""), 0)
    first = max(start - SNIPPET // 2, 0)
    last = start + SNIPPET // 2
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"


def _check_tables(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    tables = join_tables(expected.tables, found.tables)
    labels = frozenset(normalise_label(cell) for table in expected.tables for row in table.rows for cell in row)
    pairs = pair_tables(expected.tables, tables)
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        where = f"table {j + 1} (“{tables[j].caption[:SNIPPET]}”)"
        yield from _check_rows(expected.tables[i], tables[j], labels - {""}, where, language)
    for table in _unpaired(expected.tables, [i for i, _ in pairs]):
        difference = TextDifference(f"table {GONE}", table.caption[:SNIPPET], "", is_error=True)
        yield Finding(difference, f"section “{table.section}”", "", table.caption)
    for table in _unpaired(tables, [j for _, j in pairs]):
        numbers = any(_stated_numbers(cell) for row in table.rows for cell in row)
        difference = TextDifference(f"table {NEW}", "", table.caption[:SNIPPET], is_error=numbers)
        yield Finding(difference, f"section “{table.section}”", table.caption, "")


def _check_rows(
    expected: WordTable, found: WordTable, labels: Collection[str], where: str, language: str
) -> Iterator[Finding]:
    pairs = list(pair_rows(expected, found))
    order = [j for _, j in pairs if j is not None]
    if order != sorted(order):
        difference = TextDifference("rows in another order", _row_titles(expected), _row_titles(found), is_error=True)
        yield Finding(difference, where, "", "")
    columns = pair_columns(expected, found, pairs)
    yield from _check_columns(expected, found, columns, where)
    for i, j in pairs:
        row = expected.rows[i]
        if j is None:
            difference = TextDifference(f"row {GONE}", " | ".join(row), "", is_error=True)
            yield Finding(difference, where, "", " ".join(row))
        else:
            ordered = [
                _cell(found.rows[j], columns[column]) if column in columns else None for column in range(len(row))
            ]
            yield from _check_cells(expected.rows[0], row, ordered, labels, where, language)
    for row in _unpaired(found.rows, order):
        # A line of words over all columns divides a table; a row of its own says something.
        is_error = len(list(filter(None, row))) > 1 or bool(statements(" ".join(row)))
        yield Finding(TextDifference(f"row {NEW}", "", " | ".join(row), is_error), where, "", "")


def _check_columns(expected: WordTable, found: WordTable, columns: Mapping[int, int], where: str) -> Iterator[Finding]:
    """Tell columns that went or came: of words as a note, of numbers or verdicts as an error."""
    sides = ((expected, list(columns), GONE), (found, list(columns.values()), NEW))
    for table, paired, kind in sides:
        for column in range(max(map(len, table.rows), default=0)):
            cells = [cell for row in table.rows[1:] if (cell := _cell(row, column))]
            if column not in paired and cells:
                title = _cell(table.rows[0], column)
                texts = ("", title) if kind == NEW else (title, "")
                yield Finding(TextDifference(f"column {kind}", *texts, is_error=_holds_results(cells)), where, "", "")


def _holds_results(cells: Sequence[str]) -> bool:
    """Tell whether most cells of a column are no more than a number or a verdict."""
    short = [cell for cell in cells if len(cell.split()) < LONGEST_RESULT]
    if all(re.fullmatch(r"\*{1,3}|n\.?s\.?", cell) for cell in cells):
        return True
    return 2 * sum(any(one.kind != CODE for one in statements(cell)) for cell in short) > len(cells)


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _check_cells(
    head: Sequence[str],
    expected: Sequence[str],
    found: Sequence[str | None],
    labels: Collection[str],
    where: str,
    language: str,
) -> Iterator[Finding]:
    """Compare the cells of a row; None where its column is gone."""
    for column, (cell, changed) in enumerate(zip(expected, found, strict=True)):
        if changed is None or changed == cell:
            continue
        if expected is head and _adds_to_head(cell, changed):
            yield Finding(TextDifference("head with an addition", cell, changed, is_error=False), where, "", "")
            continue
        differences = compare_texts(cell, changed, language, is_cell=True) or compare_labels(cell, changed, labels)
        place = f"{where}, row “{_row_title(expected)}”, column “{_cell(head, column) or column + 1}”"
        for difference in differences:
            yield Finding(difference, place, " | ".join(filter(None, found)), " ".join(expected))


def _adds_to_head(head: str, changed: str) -> bool:
    """Whether a head has its scale, unit or number of cases added to it, and no word that names another statistic."""
    added = re.fullmatch(rf"{re.escape(head)}\s?[(\[,](.*?)[)\]]?", changed)
    return bool(head and added) and all(
        one.kind in (NUMBER, SYMBOL) for one in all_statements(added[1] if added else "")
    )


def _row_title(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _row_titles(table: WordTable) -> str:
    return ", ".join(_row_title(row) for row in table.rows[1:])[:SNIPPET]


def _error_lines(number: int, finding: Finding, quoted: Sequence[Quotation], numbers: Numbers) -> Iterator[str]:
    difference = finding.difference
    origin = origin_of(difference.expected, finding.expected_text, quoted, numbers) if difference.expected else ""
    yield f"{number}. {difference.kind}: {difference.expected or NOTHING} became {difference.found or NOTHING}"
    yield f"   where: {finding.place}"
    if finding.found_text:
        yield f"   text:  {finding.found_text}"
    if origin:
        yield f"   result: {origin}"


def _note_line(finding: Finding) -> str:
    difference = finding.difference
    texts = " -> ".join(text for text in (difference.expected, difference.found) if text)
    return f"   - {difference.kind}: {texts} ({finding.place})"
