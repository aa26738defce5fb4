"""A document that came back, against the manuscript it came from: which one that is, and what contradicts it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from study.base.errors import StudyError, sentra
from study.results.numbers import read_numbers
from study.returned_document.alignment import (
    MOVED_SENTENCE,
    SAME_SENTENCE,
    Gap,
    Sentence,
    cut_sentences,
    find_gaps,
    join_cut_sentences,
    pair_sentences,
    unpaired,
)
from study.returned_document.comparison import (
    CHANGED_NAME,
    GONE,
    NEW,
    compare_statements,
    compare_texts,
    compare_titles,
    is_of_wording,
)
from study.returned_document.findings import (
    SNIPPET,
    Finding,
    TextDifference,
    changed_sentence,
    describe_place,
    report,
    snippet,
)
from study.returned_document.original import (
    WITHOUT_RESULTS,
    Original,
    is_judgement,
    is_result_or_count,
    is_titled,
    read_original,
    stated_numbers,
)
from study.returned_document.placement import check_pictures, check_placement
from study.returned_document.quotations import outdated, quotations
from study.returned_document.rewording import (
    are_akin,
    changed_words,
    count_denials,
    denies_otherwise,
    is_on_the_same,
    says_again,
)
from study.returned_document.statements import EVERYDAY, Kind, all_statements, spoken, statements, word_tokens
from study.returned_document.table_check import check_tables
from study.returned_document.word_text import Document, read_document
from study.words.dictionary import LANGUAGES

REWORDED = "a result in other words"
# Least share of unchanged sentences. References and methods alone are .2 of the study and .3 of its other language.
SAME_DOCUMENT = 0.25


def check_docx(*, returned: Path, results: Path) -> int:
    """Print the report; 0 where nothing contradicts the results, else 1."""
    document = read_document(returned)
    numbers = read_numbers(results / "numbers.json")
    made, language = _find_made(document, results / "manuscript")
    markdown = made.with_suffix(".md")
    quoted = quotations(markdown.read_text(encoding="utf-8"))
    old = outdated(quoted, numbers)
    if old:
        raise StudyError(
            what="the manuscript is older than the results",
            where=str(markdown),
            found=old[0],
            expected="no such",
            remedy=f"run {sentra('run')} first",
        )
    findings = check_document(read_document(made), document, language)
    print(report(findings, quoted, numbers, str(made)))
    return int(any(finding.is_error for finding in findings))


def _find_made(document: Document, folder: Path) -> tuple[Path, str]:
    """Choose the article or supplement that shares most sentences with the document, and name its language."""
    files = {
        folder / f"{name}.{language}.docx": language for name in ("manuscript", "supplement") for language in LANGUAGES
    }
    made = {file: read_document(file) for file in files if file.is_file()}
    if not made:
        raise StudyError(
            what="there is no manuscript",
            where=str(folder),
            found="nothing",
            expected="manuscript.*.docx",
            remedy=f"run {sentra('run')} first",
        )
    shared = {file: shared_sentences(text, document) for file, text in made.items()}
    chosen = max(shared, key=lambda file: shared[file])
    if shared[chosen] < SAME_DOCUMENT:
        raise StudyError(
            what="this is another document",
            where=", ".join(map(str, made)),
            found=f"{shared[chosen]:.0%} of its sentences",
            expected=f"at least {SAME_DOCUMENT:.0%}",
            remedy="check FILE",
        )
    return chosen, files[chosen]


def check_document(expected: Document, found: Document, language: str) -> list[Finding]:
    """List the differences between a manuscript and the document that came back, in the order of the latter."""
    original = read_original(expected, language)
    after = cut_sentences(found.paragraphs)
    pictures = check_pictures(expected.pictures, found.pictures)
    return [*_check_sentences(original, after), *check_tables(expected, found, language), *pictures]


def shared_sentences(document: Document, other: Document) -> float:
    """Return the share of the sentences of one document that the other has too, letter for letter."""
    sentences = Counter(sentence.text for sentence in cut_sentences(document.paragraphs))
    others = Counter(sentence.text for sentence in cut_sentences(other.paragraphs))
    return (sentences & others).total() / max(sentences.total(), 1)


def _check_sentences(original: Original, after: Sequence[Sentence]) -> Iterator[Finding]:
    gone: list[Sentence] = []
    came: list[Sentence] = []
    findings: list[Finding] = []
    for gap in map(join_cut_sentences, find_gaps(original.sentences, after)):
        found, left = _check_alike(gap, original, SAME_SENTENCE)
        facing = zip(*left, strict=True) if len(left[0]) == len(left[1]) else ()
        turned = [one for one in facing if _is_reversed(*one)]
        findings += [*found, *(_reversed(*one) for one in turned)]
        gone += [one for one in left[0] if one not in [before for before, _ in turned]]
        came += [one for one in left[1] if one not in [after for _, after in turned]]
    moved, (gone, came) = _check_alike(Gap(tuple(gone), tuple(came)), original, MOVED_SENTENCE)
    findings += moved
    yield from _without_moved(findings, gone, came, original)
    elsewhere = {one.difference.found for one in findings if one.difference.kind == NEW}
    yield from _check_unpaired(gone, came, elsewhere, original)
    yield from check_placement(original, after, gone)


def _check_alike(
    gap: Gap, original: Original, least: float
) -> tuple[list[Finding], tuple[list[Sentence], list[Sentence]]]:
    """Compare the sentences that say the same; return what differs, and the sentences of both that are left."""
    pairs = pair_sentences(gap.expected, gap.found, least)
    ordered = sorted(pairs, key=lambda pair: pair[1])
    found = [one for i, j in ordered for one in _check_pair(gap.expected[i], gap.found[j], original)]
    return found, (unpaired(gap.expected, [i for i, _ in pairs]), unpaired(gap.found, [j for _, j in pairs]))


def _check_pair(before: Sentence, after: Sentence, original: Original) -> Iterator[Finding]:
    differences = compare_texts(
        before.text, after.text, original.language, terms=original.terms, is_result=original.is_finding(before)
    )
    is_heading = before.text == before.paragraph.section
    if is_heading or is_titled(before):
        # Headings may be worded otherwise; of titles every word counts.
        differences = [one for one in differences if one.kind != CHANGED_NAME]
        differences += [] if is_heading else compare_titles(before.text, after.text)
    for difference in differences or _reworded(before, after, original):
        is_foreign = difference.kind == NEW and difference.found in original.foreign_numbers(after)
        # The numbers of a reference are no results, nor is who wrote it.
        is_error = (difference.is_error or is_foreign) and before.paragraph.style not in WITHOUT_RESULTS
        yield changed_sentence(replace(difference, is_error=is_error), before, after)


def _reworded(before: Sentence, after: Sentence, original: Original) -> Iterator[TextDifference]:
    """Tell the other words of a sentence; whether they change a result a reader must judge."""
    gone, came = ([one.written for one in side] for side in changed_words(before.text, after.text))
    is_changed = word_tokens(before.text) != word_tokens(after.text)
    subjects = [original.subjects(one.text) for one in (before, after)]
    is_again = subjects[0] == subjects[1] and says_again(before.text, after.text)
    is_on_result = original.states_result(before) if is_changed else False
    if not is_again and (is_on_result or ((gone or came) and original.is_finding(before))):
        yield TextDifference(REWORDED, before.text, after.text, is_error=False, is_to_read=True)
    elif gone or came or is_on_result:
        yield TextDifference("other words", " ".join(gone), " ".join(came), is_error=False)


def _is_reversed(before: Sentence, after: Sentence) -> bool:
    """Tell whether a sentence that was written anew speaks of the same, and denies what was said."""
    said, others = ([one.written.lower() for one in spoken(text)] for text in (before.text, after.text))
    if before.text.startswith("[") or not any(are_akin(word, other) for word in said for other in others):
        return False
    denies = [count_denials(one.text) > 0 for one in (before, after)]
    return denies[0] != denies[1] and denies_otherwise(before.text, after.text)


def _reversed(before: Sentence, after: Sentence) -> Finding:
    difference = TextDifference("sentence reversed", before.text[:SNIPPET], after.text[:SNIPPET], is_error=True)
    return changed_sentence(difference, before, after)


def _without_moved(
    findings: Sequence[Finding], gone: Sequence[Sentence], came: Sequence[Sentence], original: Original
) -> Iterator[Finding]:
    """Call a result that left its sentence, or a verdict that joined one, an error, unless it stands in another."""
    left = [one.difference.expected for one in findings if one.difference.kind == GONE]
    joined = [one.difference.found for one in findings if one.difference.kind == NEW]
    others = {GONE: [*(one.text for one in came), *joined], NEW: [*(one.text for one in gone), *left]}
    stated = {kind: _tellings(texts) for kind, texts in others.items()}
    for finding in findings:
        kind = finding.difference.kind
        is_error = finding.is_error or (
            kind in stated and not _is_known(finding, original) and _is_missed(finding, stated[kind])
        )
        yield replace(finding, difference=replace(finding.difference, is_error=is_error))


def _is_missed(finding: Finding, elsewhere: Collection[str]) -> bool:
    """Tell whether what went from a sentence, or came into it, is a result of which no other sentence tells."""
    is_gone = finding.difference.kind == GONE
    written = statements(finding.difference.expected or finding.difference.found)
    lost = [one for one in written if one.meaning not in elsewhere]
    if any(is_judgement(one) or (is_gone and is_result_or_count(one)) for one in lost):
        return True
    # A code that joined others has their verdict.
    is_among_codes = any(one.kind == Kind.CODE for one in statements(finding.expected_text))
    return (is_gone or is_among_codes) and any(one.kind == Kind.CODE for one in lost)


def _is_known(finding: Finding, original: Original) -> bool:
    """Tell whether a verdict that came is that of all it is on, or another form of a word that stood there."""
    came = finding.difference.found
    subjects = original.subjects(finding.expected_text)
    told = {(subject, one.meaning) for subject in subjects for one in statements(came)}
    is_form = any(are_akin(came.lower(), word) for word in word_tokens(finding.expected_text))
    return finding.difference.kind == NEW and (is_form or (bool(told) and told <= original.verdicts))


def _tellings(texts: Iterable[str]) -> frozenset[str]:
    """Return what texts state, but for everyday words that are no number and no code."""
    everyday = EVERYDAY - {Kind.NUMBER, Kind.CODE}
    return frozenset(one.meaning for text in texts for one in all_statements(text) if one.kind not in everyday)


def _check_unpaired(
    gone: Sequence[Sentence], came: Sequence[Sentence], elsewhere: Collection[str], original: Original
) -> Iterator[Finding]:
    """Tell the sentences that went and came; statements that were lost in one and changed in the other are errors.

    So are a result that went with its sentence, and a number or verdict that came and is none of the manuscript.
    """
    for before, after in _same_section_pairs(gone, came):
        numbers = [stated_numbers(one.text) for one in (before, after)]
        for lost in compare_statements(numbers[0], numbers[1], original.language):
            if lost.is_error and not is_of_wording(lost, before.text, after.text, original.terms):
                yield changed_sentence(lost, before, after)
    kept = _tellings([*(one.text for one in came), *elsewhere])
    for one in gone:
        told = _tellings([one.text])
        is_anew = bool(_rewritten(one, came)) and _results(one.text) <= kept
        is_error = original.states_result(one) and not (told and told <= kept) and not is_anew
        difference = TextDifference(f"sentence {GONE}", one.text, "", is_error, original.is_finding(one))
        yield Finding(difference, f"{describe_place(one)} of the manuscript", "", one.text)
    for one in came:
        yield from _check_new(one, gone, original)


def _rewritten(sentence: Sentence, others: Sequence[Sentence]) -> list[Sentence]:
    """List the sentences under the same heading that a sentence may say anew."""
    near = [one for one in others if one.paragraph.section == sentence.paragraph.section]
    return [one for one in near if is_on_the_same(one.text, sentence.text)]


def _results(text: str) -> frozenset[str]:
    """Return the verdicts, numbers, codes, reservations and data status that a text states."""
    kinds = (Kind.CODE, Kind.RESERVATION, Kind.STATUS)
    stated = all_statements(text)
    return frozenset(one.meaning for one in stated if one.kind in kinds or is_judgement(one) or is_result_or_count(one))


def _check_new(sentence: Sentence, gone: Sequence[Sentence], original: Original) -> Iterator[Finding]:
    """Tell what a new sentence states that the manuscript does not."""
    rewritten = _rewritten(sentence, gone)
    foreign = original.foreign(sentence, rewritten)
    for written in foreign:
        difference = TextDifference("stated nowhere in the manuscript", "", written, is_error=True)
        yield Finding(difference, describe_place(sentence), snippet(sentence.text, written), "")
    if not foreign:
        is_claim = original.is_claim(sentence, rewritten)
        difference = TextDifference(f"sentence {NEW}", "", sentence.text, is_claim, original.is_finding(sentence))
        yield Finding(difference, describe_place(sentence), sentence.text[:SNIPPET], "")


def _same_section_pairs(gone: Sequence[Sentence], came: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield a sentence that went with one that came under the same heading and that repeats some of its numbers."""
    for before in gone:
        numbers = {item.meaning for item in stated_numbers(before.text)}
        for after in came:
            shared = numbers & {item.meaning for item in stated_numbers(after.text)}
            if after.paragraph.section == before.paragraph.section and 2 * len(shared) > len(numbers):
                yield before, after
                break
