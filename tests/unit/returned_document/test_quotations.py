"""Which result a number of the manuscript quotes."""

import pytest

from study.results.numbers import Number, Numbers
from study.returned_document.statements import outdated, quotations


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
