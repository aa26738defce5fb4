"""Measuring and breaking text, and ink on coloured ground."""

from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont

from study.figures import style
from study.figures.answers_per_item import scale_colours
from study.figures.htmt_map import SHADES

words = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=1, max_size=14)


@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=8), st.floats(12.0, 60.0))
def test_broken_lines_fit_and_keep_every_letter(parts: list[str], width: float) -> None:
    broken = style.wrap(" ".join(parts), width, style.BODY)
    assert style.text_size(broken, style.BODY)[0] <= width
    assert broken.replace("\n", "").replace("-", "").replace(" ", "") == "".join(parts)


def test_a_space_that_must_not_break_does_not() -> None:
    assert style.wrap("Orientasi\u00a0→ Usaha", 18.0, style.BODY) == "Orientasi\u00a0→\nUsaha"


def test_lines_add_up() -> None:
    one, two = style.text_size("Satu", style.BODY), style.text_size("Satu\nDua", style.BODY)
    assert two[1] == pytest.approx(2 * one[1])
    assert two[0] == one[0]


def test_luminance_of_known_colours() -> None:
    # WCAG 2.2: white 1, black 0, and the green primary has the weight 0.7152.
    assert style.luminance("white") == pytest.approx(1.0)
    assert style.luminance("black") == 0.0
    assert style.luminance("#00FF00") == pytest.approx(0.7152)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0])
def test_values_can_be_read_on_every_shade(share: float) -> None:
    ground = SHADES(share)
    light, dark = sorted((style.luminance(ground), style.luminance(style.ink_on(ground))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 4.0


@pytest.mark.parametrize("points", [2, 3, 5, 7, 10])
def test_neighbouring_answers_differ_in_grey(points: int) -> None:
    colours = scale_colours(points)
    assert len(set(colours)) == points
    greys = [style.luminance(colour) for colour in colours]
    sides = [greys[: points // 2 + points % 2], greys[points // 2 :]]
    assert all(sorted(set(side)) in (side, side[::-1]) for side in sides)
    if points == 5:
        assert min(abs(a - b) for a, b in pairwise(greys)) > 0.15


@pytest.mark.parametrize("variant", [{}, {"weight": "bold"}, {"style": "italic"}])
def test_fonts_come_with_matplotlib(variant: dict[str, str]) -> None:
    found = findfont(FontProperties(family=style.FONT, **variant), fallback_to_default=False)
    assert Path(found).resolve().is_relative_to(Path(matplotlib.get_data_path()).resolve())
