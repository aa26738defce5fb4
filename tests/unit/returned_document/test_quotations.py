"""Which result a number of the manuscript quotes."""

import pytest

from study.results.numbers import Number, Numbers
from study.returned_document.quotations import origin_of, outdated, quotations


def numbers(value: float, unit: str) -> Numbers:
    return Numbers("collected", {}, {"a.share": Number(value, unit, "a.csv", None, "share")})


@pytest.mark.parametrize("shown", ["14", "14%", "0,14", "0.14"])
def test_a_fraction_may_stand_as_such_and_as_a_percentage(shown: str) -> None:
    quoted = quotations(f'Bagian [{shown}]{{.number key="a.share"}}.')
    assert outdated(quoted, numbers(0.14, "fraction")) == []
    assert outdated(quoted, numbers(0.16, "fraction")) == [f"{shown} for a.share, which is 0.16"]


def test_what_is_no_fraction_is_not_taken_for_a_percentage() -> None:
    quoted = quotations('Nilai [14]{.number key="a.share"}.')
    assert outdated(quoted, numbers(0.14, "dimensionless")) == ["14 for a.share, which is 0.14"]


@pytest.mark.parametrize(("shown", "value", "is_old"), [("< 0,001", 0.0003, False), ("< 0,001", 2.0, True)])
def test_a_bound_holds_for_what_lies_below_it(shown: str, value: float, is_old: bool) -> None:
    quoted = quotations(f'p [{shown}]{{.number key="a.share"}}.')
    assert bool(outdated(quoted, numbers(value, "dimensionless"))) == is_old


def test_of_two_equal_numbers_the_one_in_the_line_most_like_the_text_is_named() -> None:
    stated = {
        name: Number(0.33, "dimensionless", "full/paths.csv", name, "estimate") for name in ("trust", "price", "upper")
    }
    results = Numbers("collected", {}, stated)
    quoted = quotations(
        'The path of trust is [.33]{.number key="trust"} here.\n'
        'The price has [.33]{.number key="price"} elsewhere.\n'
        'The bounds are [\\[.1; .33\\]]{.number key="trust" upper="upper"}.'
    )
    price = "full/paths.csv, row price, estimate = 0.33"
    assert origin_of(".33", "The price has .33 elsewhere.", quoted, results) == price
    assert origin_of(".33", "The bounds are [.1; .33].", quoted, results) == price.replace("price", "upper")
    assert origin_of(".34", "The price has .33 elsewhere.", quoted, results) == ""
