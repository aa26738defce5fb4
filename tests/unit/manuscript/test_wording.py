import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.words import wording


def test_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(wording)
    assert result.attempted > 10
    assert result.failed == 0


@given(st.floats(-1e6, 1e6), st.integers(0, 5))
def test_a_decimal_reads_back_as_the_rounded_number(value: float, places: int) -> None:
    text = wording.decimal(value, places, "id").replace(",", ".").replace("−", "-")
    assert float(text) == pytest.approx(value, abs=0.5000001 * 10.0**-places)
    assert text != "-0"
    assert text.lstrip("-0.") != "" or not text.startswith("-")


@given(st.floats(0, 1))
def test_a_p_value_is_never_zero_nor_one(value: float) -> None:
    text = wording.p_value(value, "en")
    assert text not in {"0.000", "1.000"}
    number = float(text.lstrip("<> "))
    assert number <= 0.999
    if text.startswith("<"):
        assert value < 0.001
    elif text.startswith(">"):
        assert value > 0.999
    else:
        assert number == pytest.approx(value, abs=0.0005000001)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0,050"), (0.001, "0,001"), (0.00099, "< 0,001"), (0.0, "< 0,001"), (1.0, "> 0,999"), (math.nan, "–")],
)
def test_p_values_at_the_edges(value: float, text: str) -> None:
    assert wording.p_value(value, "id") == text


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (11, "sebelas", "eleven"),
        (19, "sembilan belas", "nineteen"),
        (20, "dua puluh", "twenty"),
        (47, "empat puluh tujuh", "forty-seven"),
        (99, "sembilan puluh sembilan", "ninety-nine"),
        (100, "100", "100"),
        (12345, "12.345", "12,345"),
    ],
)
def test_counts_in_words(value: int, indonesian: str, english: str) -> None:
    assert wording.in_words(value, "id") == indonesian
    assert wording.in_words(value, "en") == english


@pytest.mark.parametrize(("value", "text"), [(9999, "9.999"), (10000, "10.000"), (-1234567, "−1.234.567")])
def test_thousands(value: int, text: str) -> None:
    assert wording.integer(value, "id") == text


def test_an_interval_without_bounds_is_a_dash() -> None:
    assert wording.interval(math.nan, 0.4, 3, "id") == "–"
    assert wording.interval(-0.1234, 0.4, 3, "id") == "[−0,123; 0,400]"


def test_small_shares_and_missing_ones() -> None:
    assert wording.percent(0.95, 0, "id") == "95%"
    assert wording.percent(0.125, 1, "en") == "12.5%"
    assert wording.percent(math.nan, 0, "id") == "–"


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0%"), (1.0, "100.0%"), (1 - 1e-16, "100.0%"), (0.0004, "0.04%"), (0.99996, "99.996%")]
)
def test_a_share_of_some_is_never_none_nor_all(share: float, text: str) -> None:
    assert wording.percent(share, 1, "en") == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], "–"), (["a"], "a"), (["a", "b"], "a dan b"), (["a", "b", "c"], "a, b, dan c")]
)
def test_enumerations(parts: list[str], text: str) -> None:
    assert wording.enumeration(parts, "id") == text


def test_another_language_is_refused() -> None:
    with pytest.raises(StudyError, match=r"no such language: .*: found fr; expected one of id, en"):
        wording.decimal(1.0, 2, "fr")
