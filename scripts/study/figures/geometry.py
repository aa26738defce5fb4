"""Plane geometry of boxes and straight edges, for placing diagrams and their labels.

Arrays carry any leading axes; points are (..., 2), lengths in mm.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "boxes_overlap", "clip_to_boxes", "segment_hits_box", "segments_cross"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Box:
    """A rectangle by its centre, width and height (mm)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Floats:
        """The centre as an array (2,)."""
        return np.array([self.x, self.y])

    @property
    def half(self) -> Floats:
        """Half the width and half the height as an array (2,)."""
        return np.array([self.width, self.height]) / 2


def segment_hits_box(start: Floats, end: Floats, centre: Floats, half: Floats) -> Bools:
    """Whether the segment from `start` to `end` passes through the box; all arguments (..., 2)."""
    direction = end - start
    safe = np.where(np.abs(direction) < 1e-9, 1e-9, direction)
    one = (centre - half - start) / safe
    two = (centre + half - start) / safe
    enter = np.minimum(one, two).max(axis=-1)
    leave = np.maximum(one, two).min(axis=-1)
    hits: Bools = (enter < leave) & (enter < 1) & (leave > 0)
    return hits


def segments_cross(start_1: Floats, end_1: Floats, start_2: Floats, end_2: Floats) -> Bools:
    """Whether two segments cross at an inner point of both; all arguments (..., 2)."""
    crosses: Bools = (_side(start_1, end_1, start_2) * _side(start_1, end_1, end_2) < 0) & (
        _side(start_2, end_2, start_1) * _side(start_2, end_2, end_1) < 0
    )
    return crosses


def _side(start: Floats, end: Floats, point: Floats) -> Floats:
    along, to = end - start, point - start
    side: Floats = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return side


def boxes_overlap(one: Box, two: Box, margin: float = 0.0) -> bool:
    """Whether two boxes come nearer to each other than `margin` (mm) in both directions."""
    near_x = abs(one.x - two.x) < (one.width + two.width) / 2 + margin
    near_y = abs(one.y - two.y) < (one.height + two.height) / 2 + margin
    return near_x and near_y


def clip_to_boxes(source: Box, target: Box) -> tuple[Floats, Floats]:
    """Where the straight line between two boxes' centres leaves the one and enters the other; (2,) each."""
    return _border(source, target.centre), _border(target, source.centre)


def _border(box: Box, towards: Floats) -> Floats:
    direction = towards - box.centre
    # Along an axis on which the centres all but agree the way to the border is as good as infinite.
    with np.errstate(over="ignore"):
        scale = np.divide(box.half, np.abs(direction), out=np.full(2, np.inf), where=direction != 0).min()
    border: Floats = box.centre + scale * direction
    return border
