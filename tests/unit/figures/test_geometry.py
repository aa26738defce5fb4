"""Boxes and edges, worked by hand."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from study.figures.layout import Box, clip_to_boxes, segment_hits_box, segments_cross

coordinate = st.floats(-50.0, 50.0)
side = st.floats(1.0, 20.0)


def test_an_edge_leaves_and_enters_boxes_at_their_borders() -> None:
    # From (0, 0) to (30, 15): the slope is 1/2, so the edge leaves the 10 x 10 box at x = 5, y = 2.5,
    # and enters the box about (30, 15) at x = 25, y = 12.5.
    start, end = clip_to_boxes(Box(0, 0, 10, 10), Box(30, 15, 10, 10))
    np.testing.assert_allclose(start, [5.0, 2.5])
    np.testing.assert_allclose(end, [25.0, 12.5])


def test_a_level_edge_leaves_a_point_without_size() -> None:
    start, end = clip_to_boxes(Box(0, 0, 0, 0), Box(10, 0, 4, 6))
    np.testing.assert_allclose(start, [0.0, 0.0])
    np.testing.assert_allclose(end, [8.0, 0.0])


@given(coordinate, coordinate, side, side, side, side)
@example(0.0, 2.2250738585e-313, 1.0, 1.0, 1.0, 1.0)
def test_ends_lie_on_the_borders(x: float, y: float, w1: float, h1: float, w2: float, h2: float) -> None:
    source, target = Box(0, 0, w1, h1), Box(x + 100, y, w2, h2)
    for box, point in zip((source, target), clip_to_boxes(source, target), strict=True):
        reach = np.abs(point - box.centre) / box.half
        assert reach.max() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("start", "end", "hits"),
    [
        ((-5, 0), (5, 0), True),  # straight through
        ((-5, 2), (5, 2), False),  # above
        ((-5, 0), (-2, 0), False),  # ends before the box
        ((0, 0), (9, 9), True),  # begins inside
        ((-3, 0), (0, 3), False),  # passes the corner at distance
        ((0, -5), (0, 5), True),  # upright
    ],
)
def test_a_segment_meets_a_box_of_two_by_two(start: tuple[int, int], end: tuple[int, int], hits: bool) -> None:
    found = segment_hits_box(np.array(start, float), np.array(end, float), np.zeros(2), np.ones(2))
    assert bool(found) is hits


def test_segments_that_share_an_end_do_not_cross() -> None:
    a, b, c, d = (np.array(point, float) for point in ((0, 0), (2, 2), (0, 2), (2, 0)))
    assert bool(segments_cross(a, b, c, d))
    assert not bool(segments_cross(a, b, a, d))
    assert not bool(segments_cross(a, c, d, b))
