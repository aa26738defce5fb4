"""Which sentences, rows and tables of two documents belong together."""

from dataclasses import replace

import pytest

from study.results.numbers import Number, Numbers
from study.returned_document.alignment import (
    MOVED_SENTENCE,
    Gap,
    Sentence,
    cut_sentences,
    find_gaps,
    join_cut_sentences,
    pair_rows,
    pair_sentences,
    pair_tables,
)
from study.returned_document.document_check import check_document, shared_sentences
from study.returned_document.findings import Finding, report
from study.returned_document.quotations import quotations
from study.returned_document.word_text import Document, Paragraph, Picture, WordTable


def document(*texts: str, tables: tuple[WordTable, ...] = (), style: str = "Body Text") -> Document:
    return Document(tuple(Paragraph(text, "Results", i, style) for i, text in enumerate(texts, start=1)), tables)


def sentences(*texts: str) -> tuple[Sentence, ...]:
    return cut_sentences(document(*texts).paragraphs)


def table(*rows: tuple[str, ...], caption: str = "Paths") -> WordTable:
    return WordTable(rows, "Results", caption)


def checked(before: Document, after: Document) -> list[tuple[str, bool]]:
    return [(finding.difference.kind, finding.is_error) for finding in check_document(before, after, "en")]


def test_quotes_dashes_and_spaces_make_no_gap() -> None:
    assert find_gaps(sentences("“β” is −.2–.3."), sentences('"β"\u00a0is -.2-.3.')) == []
    (gap,) = find_gaps(sentences("Same. Old one. Same."), sentences("Same. New one. Same."))
    assert ([one.text for one in gap.expected], [one.text for one in gap.found]) == (["Old one."], ["New one."])


def test_a_sentence_is_paired_once_with_the_one_most_like_it() -> None:
    before = sentences("The effect of trust is large.", "The effect of price is small.")
    after = sentences("The effect of price is rather small.", "The effect of trust is rather large.")
    assert sorted(pair_sentences(before, after)) == [(0, 1), (1, 0)]


def test_of_sentences_alike_in_words_those_with_the_same_numbers_are_paired() -> None:
    tail = "positif dan signifikan terhadap keberlanjutan usaha"
    before = sentences(
        "Hal lain disebut kemudian.",
        f"Pola kluster berpengaruh {tail} (β = 0,4; t = 4,1).",
        f"Orientasi PEL berpengaruh {tail} (β = 0,2; t = 2,6).",
    )
    after = sentences(
        "Pengaruh pola kluster terhadap keberlanjutan usaha positif dan signifikan (β = 0,4; t = 4,1).",
        "Terdapat pengaruh positif dan signifikan orientasi PEL terhadap keberlanjutan usaha (β = 0,2; t = 2,6).",
    )
    assert sorted(pair_sentences(before, after)) == [(1, 0), (2, 1)]


def test_a_moved_sentence_must_be_more_alike_than_a_near_one() -> None:
    before = sentences("the model explains a third of it")
    after = sentences("the model explains nearly half of her success")
    assert pair_sentences(before, after) == [(0, 0)]
    assert pair_sentences(before, after, MOVED_SENTENCE) == []


def test_tables_are_paired_by_their_words_and_strange_ones_not() -> None:
    paths = table(("path", "β"), ("trust", ".1"))
    items = table(("item", "loading"), ("quality", ".8"), caption="Loadings")
    strange = table(("year", "growth"), ("first", "2"), caption="Series")
    assert pair_tables((paths, items), (strange, items, paths)) == [(0, 2), (1, 1)]
    moved = table(
        ("path", "β"), ("trust", ".1"), caption="A long paragraph that was moved above this table by its author"
    )
    assert pair_tables((paths,), (moved,)) == [(0, 0)]


def test_rows_are_paired_by_their_words_before_their_positions() -> None:
    before = table(("head",), ("H1", ".1"), ("H2", ".2"))
    assert list(pair_rows(before, table(("head",), ("H2", ".2"), ("H1", ".1")))) == [(0, 0), (1, 2), (2, 1)]
    assert list(pair_rows(before, table(("title",), ("H1", ".1"), ("H2", ".2")))) == [(0, 0), (1, 1), (2, 2)]
    assert list(pair_rows(before, table(("head",), ("H2", ".2")))) == [(0, 0), (1, None), (2, 1)]


def test_rows_in_another_order_and_a_lost_row_are_errors() -> None:
    before = document(tables=(table(("path", "β"), ("H1", ".1"), ("H2", ".2")),))
    moved = document(tables=(table(("path", "β"), ("H2", ".2"), ("H1", ".1")),))
    lost = document(tables=(table(("path", "β"), ("H1", ".1")),))
    assert checked(before, moved) == [("rows in another order", True)]
    assert checked(before, lost) == [("row no longer there", True)]
    assert checked(before, document()) == [("table no longer there", True)]


def test_a_number_of_the_references_is_a_note() -> None:
    before, after = "Hair, J. (2017). A primer on PLS.", "Hair, J. (2019). A primer on PLS."
    assert checked(document(before), document(after)) == [("digits changed", True)]
    references = document(before, style="Bibliography")
    assert checked(references, document(after, style="Bibliography")) == [("digits changed", False)]


def test_sentences_that_share_most_numbers_are_compared_though_all_their_words_are_new() -> None:
    before = document("Trust reaches .21, .35 and .47 there.")
    after = document("Coefficients for confidence, estimated anew under other settings: .21, .35, .74.")
    assert checked(before, after)[0] == ("digits changed", True)
    elsewhere = Document((Paragraph(after.paragraphs[0].text, "Method", 1, ""),), ())
    assert checked(before, elsewhere) == [
        ("sentence no longer there", True),
        ("stated nowhere in the manuscript", True),
    ]


def test_identifiers_in_a_new_sentence_are_no_results_and_other_numbers_are() -> None:
    before = "Trust reaches .21 here."
    for text in (
        "Grant No. 123/UN5/2025.",
        "ORCID 0000-0002-1825-0097",
        "Word count: 7,512",
        "Ethics 045/KEPK/III/26.",
    ):
        assert checked(document(before), document(before, text)) == [("sentence new", False)], text
    assert checked(document(before), document(before, "Trust has 123 firms."))[0][1]


def test_a_new_verdict_is_held_against_sentences_of_one_verdict() -> None:
    """A rule that names both verdicts gives neither; deleted, it is missed all the same."""
    before = ("H1 and H2 count as supported if t exceeds 2, and as not supported otherwise.", "H1 is supported here.")
    found = checked(document(*before), document(*before, "In fact H1 is not supported."))
    assert found == [("stated nowhere in the manuscript", True)]
    assert checked(document(*before), document(*before, "Again H1 is supported.")) == [("sentence new", False)]
    assert checked(document(*before), document(before[1])) == [("sentence no longer there", True)]


def test_a_result_that_left_its_sentence_is_missed_unless_it_stands_in_another() -> None:
    before = document("The effect of trust on sales in this town is .21 (p < .05).", "Nothing else was seen there.")
    kept = "The effect of trust on sales in this town is .21."
    assert checked(before, document(kept, before.paragraphs[1].text)) == [("no longer there", True)]
    elsewhere = "Nothing else was seen there (p < .05)."
    assert [is_error for _, is_error in checked(before, document(kept, elsewhere))] == [False, False]


def test_a_verdict_that_joins_a_sentence_on_what_has_it_is_no_error() -> None:
    before = (
        "H1 is supported.",
        "H2 is not supported.",
        "The effect of H1 is .21 here.",
        "We accepted 30 answers for H2 (Table S2).",
    )
    for text, is_error in (
        ("The supported effect of H1 is .21 here.", False),
        ("The rejected effect of H1 is .21 here.", True),
    ):
        found = checked(document(*before), document(*before[:2], text, before[3]))
        assert any(error for _, error in found) == is_error, text


def test_a_verdict_without_a_name_and_a_share_in_words_are_statements_of_a_new_sentence() -> None:
    before = "Trust reaches .21 here."
    for text in ("All three hypotheses were rejected.", "About half of the firms export."):
        found = checked(document(before), document(before, text))
        assert {*found} == {("stated nowhere in the manuscript", True)}, text
    for text in ("The view of Porter (1998) is supported by this.", "Readers may make use of it."):
        assert checked(document(before), document(before, text)) == [("sentence new", False)], text


def test_a_number_of_the_references_is_none_of_the_results() -> None:
    reference = Paragraph(
        "Hu, L. (1999). Cutoff criteria. Journal of Fit, 120(1), 1–55.", "References", 2, "Bibliography"
    )
    before = document("Trust reaches .21 here.")
    before = replace(before, paragraphs=(*before.paragraphs, reference))
    added = replace(before, paragraphs=(*before.paragraphs, *document("So it was with 120 more firms.").paragraphs))
    assert checked(before, added) == [("stated nowhere in the manuscript", True)]


def test_who_wrote_the_text_and_how_it_is_titled_may_change() -> None:
    for style in ("Author", "Affiliation"):
        before, after = (document(f"Written by {name} here", style=style) for name in ("Nama", "Siti"))
        assert not any(is_error for _, is_error in checked(before, after)), style
    titles = [document(text, style="Title") for text in ("Trust and Price in Towns", "Why firms gather anywhere")]
    assert not any(is_error for _, is_error in checked(*titles))


def test_a_cited_method_with_a_count_is_a_result() -> None:
    for count, kind in ((" 500 times", "a result in other words"), ("", "other words")):
        texts = [f"Trust reaches .21. It draws{count} with {aid} (Hu, 1999)." for aid in ("donors", "regression")]
        assert checked(*map(document, texts)) == [(kind, False)]


def test_a_number_of_another_name_is_stated_nowhere() -> None:
    before = document("H1 reaches .21; H2 reaches .35.")
    told = document("H1 reaches .21; H2 reaches .35.", "In fact H2 has .21.")
    assert checked(before, told) == [("stated nowhere in the manuscript", True)]


def test_a_remark_that_stands_after_another_sentence_is_an_error() -> None:
    """Where its paragraph was moved as a whole it is none."""
    first, second = "Trust has an effect. This verdict rests on little.", "Price has an effect. Costs matter too."
    moved = document("Trust has an effect.", "Price has an effect. This verdict rests on little. Costs matter too.")
    assert checked(document(first, second), moved) == [("remark after another sentence", True)]
    assert checked(document(first, second), document(second, first)) == []


def test_a_heading_over_the_sentences_of_another_is_an_error() -> None:
    def divided(*titles: str) -> Document:
        texts = (titles[0], "Trust matters a lot.", titles[1], "Prices were asked for.")
        sections = (titles[0], titles[0], titles[1], titles[1])
        places = zip(texts, sections, strict=True)
        return Document(tuple(Paragraph(*place, i, "") for i, place in enumerate(places, start=1)), ())

    assert [one[0] for one in checked(divided("Trust", "Prices"), divided("Prices", "Trust"))] == [
        "heading over another section",
        "heading over another section",
    ]
    assert not any(is_error for _, is_error in checked(divided("Trust", "Prices"), divided("Faith", "Prices")))


def test_a_table_split_without_repeating_its_head_is_one_unless_a_text_stands_between() -> None:
    rows = (("path", "β"), ("H1", ".1"), ("H2", ".2"))
    before = document(tables=(table(*rows),))
    split = document(tables=(table(*rows[:2]), table(rows[2])))
    apart = document(tables=(table(*rows[:2]), table(rows[2], caption="Another paragraph")))
    assert checked(before, split) == []
    assert ("row no longer there", True) in checked(before, apart)


def test_a_head_in_a_word_of_the_same_meaning_is_a_note() -> None:
    before, same, other = (
        document(tables=(table(("item", head), ("H1", ".1")),)) for head in ("Mean", "Average", "SD")
    )
    assert checked(before, same) == [("the same value, written otherwise", False)]
    told = [
        document(tables=(table((head, "β"), ("X1", ".1")),))
        for head in ("Verdict", "Result", "Cronbach’s α", "Alpha", "Analysed", "Analyzed")
    ]
    for one, renamed in (told[:2], told[2:4], told[4:]):
        assert not any(is_error for _, is_error in checked(one, renamed))
    none, nothing = (document(tables=(table(("item", "lacks"), ("H1", text)),)) for text in ("tidak ada", "tak ada"))
    assert checked(none, nothing) == [("the same value, written otherwise", False)]
    assert [is_error for _, is_error in checked(before, other)] == [True]


def test_the_address_of_an_author_is_no_result() -> None:
    text = "Dr. Siti, Jalan Merdeka 10, Bandung 40111"
    before = document("Trust reaches .21 here.")
    for style, expected in (("Affiliation", False), ("Body Text", True)):
        (added,) = document(text, style=style).paragraphs
        found = checked(before, replace(before, paragraphs=(*before.paragraphs, added)))
        assert any(is_error for _, is_error in found) == expected


PICTURES = (Picture("1", "Model", "Figure 1. Model"), Picture("2", "Map", "Figure 2. Map"))


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        (PICTURES, []),
        (tuple(replace(one, digest="") for one in PICTURES), []),
        ((replace(PICTURES[0], caption="Gambar 1. Model"), PICTURES[1]), []),
        (tuple(replace(one, digest=f"{one.digest}a") for one in PICTURES), []),
        ((PICTURES[0], replace(PICTURES[1], digest="9")), [("picture replaced or saved anew", False)]),
        (PICTURES[:1], [("picture no longer there", True)]),
        ((PICTURES[0], replace(PICTURES[1], digest="9", described="")), [("picture not of the manuscript", False)]),
        (
            tuple(replace(one, digest=digest) for one, digest in zip(PICTURES, "21", strict=True)),
            [("picture over the caption of another", True)] * 2,
        ),
    ],
)
def test_a_picture_stays_over_its_caption(pictures: tuple[Picture, ...], expected: list[tuple[str, bool]]) -> None:
    before = replace(document(), pictures=PICTURES)
    assert checked(before, replace(before, pictures=pictures)) == expected


def test_every_word_of_a_caption_counts_and_an_equation_is_a_result() -> None:
    caption = document("Table 3. Path coefficients of the model", style="Table Caption")
    other = document("Table 3. Total effects of the model", style="Table Caption")
    longer = document("Table 3. Path coefficients of the whole model", style="Table Caption")
    assert checked(caption, other) == [("words of a caption changed", True)]
    assert checked(caption, longer) == [("a result in other words", False)]
    assert checked(document("Y = α + β X"), document()) == [("sentence no longer there", True)]


def test_a_note_under_the_caption_of_another_table_is_an_error() -> None:
    def noted(*notes: str) -> Document:
        texts = ("Table 1. Loadings", notes[0], "Table 2. Paths", notes[1])
        styles = ("TableCaption", "TableNote") * 2
        pairs = enumerate(zip(texts, styles, strict=True))
        return Document(tuple(Paragraph(text, "Results", i, style) for i, (text, style) in pairs), ())

    before, after = noted("SD: deviation.", "SE: error."), noted("SE: error.", "SD: deviation.")
    assert checked(before, after) == [("note under another caption", True)] * 2
    assert checked(before, before) == []


def test_a_remark_of_which_the_advice_went_is_an_error() -> None:
    before = document("Trust. This finding is weak. Firms can meet each other every month.")
    assert ("remark on what is no longer there", True) in checked(before, document("Trust. This finding is weak."))


def test_a_sentence_written_anew_may_not_deny_what_was_said() -> None:
    before = document("Nothing else changed.", "No survey was held.")
    after = document("Nothing else changed.", "The survey ran from March to May of that year.")
    assert checked(before, after) == [("sentence reversed", True)]
    filled = document("Nothing else changed.", "No grant was used.")
    assert not any(is_error for _, is_error in checked(document("Nothing else changed.", "[to be filled in]"), filled))


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        (
            "Trust mediates between price and sales (β = .2).",
            "Between price and sales, trust fails to mediate (β = .2).",
        ),
        (
            "What trust and price bring to firms cannot be told apart (β = .2).",
            "As discussed, how much price and trust bring to firms can be told apart (β = .2).",
        ),
    ],
)
def test_a_denial_that_came_or_went_in_other_words_is_an_error(said: str, turned: str) -> None:
    assert ("negation lost or added", True) in checked(
        document("All else is as it was.", said), document("All else is as it was.", turned)
    )


def test_a_new_claim_on_two_codes_that_cites_nobody_is_an_error() -> None:
    before = "X1 and X2 were asked for."
    assert checked(document(before), document(before, "Thus X1 drives X2.")) == [("sentence new", True)]
    assert checked(document(before), document(before, "X1 drives X2 (Porter, 1998).")) == [("sentence new", False)]


def test_a_sentence_that_was_cut_in_two_is_compared_as_one() -> None:
    before = document("Trust matters to firms, but H1 is not supported here.")
    after = document("Trust matters to firms. But H1 is not supported here.")
    assert not any(is_error for _, is_error in checked(before, after))


def test_neighbours_are_joined_only_where_the_other_document_has_both_in_one_sentence() -> None:
    expected, found = (
        sentences("The prices in this town rise."),
        sentences("The town is small. In this there is no doubt."),
    )
    assert [one.text for one in join_cut_sentences(Gap(expected, found)).found] == [one.text for one in found]


def test_a_sentence_of_which_all_was_told_otherwise_is_to_be_read() -> None:
    before = document("Trust reaches .21.", "No single respondent changes the finding on trust.")
    after = document("Trust reaches .21.", "The finding on trust is not changed by any single respondent.")
    assert not any(is_error for _, is_error in checked(before, after))
    assert ("sentence no longer there", True) in checked(before, document("Trust reaches .21.", "Firms gather here."))


def test_the_share_of_sentences_that_both_have() -> None:
    assert shared_sentences(document("One. Two. Three. Four."), document("Two. Four. Five.")) == 0.5
    assert shared_sentences(document(), document("One.")) == 0.0


def test_the_report_names_the_result_behind_an_error_and_lists_what_is_to_read_and_notes() -> None:
    numbers = Numbers("collected", {}, {"a.b": Number(0.33, "dimensionless", "full/paths.csv", "H1", "estimate")})
    quoted = quotations('The path is [.33]{.number key="a.b"} here.')
    before = document("The path is .33 here. A second sentence says nothing at all.")
    background = Paragraph("Firms gather in towns.", "Background", 3, "Body Text")
    findings = check_document(
        replace(before, paragraphs=(*before.paragraphs, background)), document("The path is .35 here."), "en"
    )
    lines = report(findings, quoted, numbers, "manuscript.en.docx").splitlines()
    assert "1. digits changed: .33 became .35" in lines
    assert "   where: section “Results”, paragraph 1" in lines
    assert "   text:  The path is .35 here." in lines
    assert "   result: full/paths.csv, row H1, estimate = 0.33" in lines
    assert "   - sentence no longer there (section “Results”, paragraph 1 of the manuscript)" in lines
    assert "     manuscript: A second sentence says nothing at all." in lines
    note = "Firms gather in towns. (section “Background”, paragraph 3 of the manuscript)"
    assert f"   - sentence no longer there: {note}" in lines
    read, listed = (
        "1 sentence(s) on results must be read before the file is used",
        "1 change(s) of the text are listed as notes",
    )
    assert lines[-1] == f"DIFFERS: 1 place(s) contradict the results; {read}; {listed}."
    none: list[Finding] = []
    agreed = "no number, sign, verdict or table cell was found to contradict the results"
    assert report(none, quoted, numbers, "").endswith(f"AGREES: {agreed}.")
    assert report(findings[1:], quoted, numbers, "").splitlines()[-1] == f"READ: {agreed}; {read}; {listed}."


@pytest.mark.parametrize(
    ("returned", "line"),
    [
        ("H1 is supported. In fact H1 is not supported.", "1. stated nowhere in the manuscript: H1: support -"),
        ("H1 is supported (.555).", "1. new: .555"),
        ("H1 is.", "1. no longer there: supported became nothing"),
    ],
)
def test_of_what_came_the_report_says_what_it_is_and_not_what_it_was(returned: str, line: str) -> None:
    findings = check_document(document("H1 is supported."), document(returned), "en")
    assert line in report(findings, (), Numbers("collected", {}, {}), "").splitlines()


def test_a_sentence_added_after_one_that_ends_in_a_code_is_by_itself() -> None:
    """Elsewhere in the paragraph the same sentence is to be read."""
    before = "Trust reaches .21 here, as shown in Figure 2 and Figure S5."
    after = document(f"{before} Readers need not turn to the supplement for this.")
    (finding,) = check_document(document(before), after, "en")
    assert (finding.difference.kind, finding.is_error, finding.difference.is_to_read) == ("sentence new", False, True)


def test_what_words_do_to_a_result_is_to_be_read_and_elsewhere_a_note() -> None:
    """No word is changed in silence, and none that the labels of the tables do not use is an error."""
    before = document("Trust reaches .21 here. A possible ground is the network of owners.")
    after = document("Trust reaches .21 here. A possible reason is the skill of owners.")
    (finding,) = check_document(before, after, "en")
    told = report([finding], (), Numbers("collected", {}, {}), "")
    assert "     changed:    ground -> reason; network -> skill" in told.splitlines()
    assert (finding.is_error, finding.difference.is_to_read) == (False, True)
    places = [
        Document((Paragraph(one.text, "Background", 1, ""),), ())
        for one in (*cut_sentences(before.paragraphs)[1:], *cut_sentences(after.paragraphs)[1:])
    ]
    assert [(one.difference.kind, one.difference.is_to_read) for one in check_document(*places, "en")] == [
        ("other words", False)
    ]
    labels = (table(("dimension", "β"), ("policy", ".1"), ("empowerment", ".2")),)
    told = [document(f"The effect is .21, that of {name}.", tables=labels) for name in ("empowerment", "policy")]
    assert checked(*told) == [("another word of the study's tables", True)]


NAMED = (table(("dimension", "β"), ("X1 — Shared trust", ""), ("policy support", ".1"), ("market growth", ".2")),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Table 5 sums up five verdicts.", "The table below sums up five verdicts."),
        ("H6 is so close to its limit that it is not settled.", "So near its limit, H6 remains unsettled after all."),
        ("The two findings do not contradict each other.", "There is no contradiction between our two findings."),
        ("The rest comes from what is not measured.", "Unmeasured factors account for the rest."),
        ("As the path is not significant, that is matter for research.", "Research goes on: it is not significant."),
        ("That policy support helps cannot be tested.", "It is impossible to test whether policy support helps."),
        ("That finding is a mere hint to be tested again.", "We regard this finding as a hint that needs other tests."),
    ],
)
def test_a_sentence_in_other_words_that_contradicts_nothing_is_no_error(before: str, after: str) -> None:
    """However many words of the tables it has in other places, and whatever word denies now."""
    texts = (document(f"Trust reaches .21. {text}", tables=NAMED) for text in (before, after))
    found = check_document(*texts, "en")
    assert found
    assert not any(one.is_error for one in found), found


def test_a_comparison_that_was_turned_round_is_an_error_in_any_words() -> None:
    before = document("Firms rate policy support 5 points lower than market growth.", tables=NAMED)
    same = "By the answers, market growth is rated 5 points higher than policy support."
    assert not any(is_error for _, is_error in checked(before, document(same, tables=NAMED)))
    turned = "By the answers, market growth is rated 5 points lower than policy support."
    assert ("comparison turned round", True) in checked(before, document(turned, tables=NAMED))


def test_the_words_of_a_result_in_another_order_are_a_note_unless_order_tells() -> None:
    before = document("The effect of H1 on prices is large (.21).")
    (same,) = check_document(before, document("H1 has a large effect on prices (.21)."), "en")
    assert (same.is_error, same.difference.is_to_read) == (False, False)
    told = [document(f"The effect is .21 for {one}.") for one in ("towns, rather not ports", "ports, rather not towns")]
    assert any(one.difference.is_to_read or one.is_error for one in check_document(*told, "en"))


def test_a_label_with_a_further_word_is_to_be_read() -> None:
    (widened,) = check_document(
        document(tables=(table(("dimension", "β"), ("growth", ".1")),)),
        document(tables=(table(("dimension", "β"), ("market growth", ".1")),)),
        "en",
    )
    assert (widened.difference.kind, widened.difference.is_to_read) == ("label changed", True)
