"""Boxes, arrows and labels of path diagrams."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from plssem import FloatArray
from study.figures import style
from study.figures.layout import Box, clip_to_boxes
from study.words.dictionary import figure_word
from study.words.wording import share_as_set

PADDING = 2.0  # mm between a box and its text
NECK = 2.2  # mm, the part of a dashed arrow that is drawn solid with its head

Line = tuple[str, float, bool]  # text, size in points, bold


def lines_height(lines: Sequence[Line]) -> float:
    """Height (mm) of lines set below each other."""
    return sum(style.text_size(text, size, bold)[1] for text, size, bold in lines)


def lines_width(lines: Sequence[Line]) -> float:
    """Width (mm) of the widest of some lines."""
    return max(style.text_size(text, size, bold)[0] for text, size, bold in lines)


def note_lines(keys: Sequence[str], confidence_level: float, language: str) -> list[Line]:
    """Word the notes below a figure, which may name the level of its intervals."""
    level = share_as_set(confidence_level, language)
    return [(figure_word(key, language).format(level=level), style.SMALL, False) for key in keys]


def draw_box(axes: Axes, box: Box, name: str, face: str = style.PALE, rounded: bool = True, line: float = 0.9) -> None:
    """Draw a frame; `name` is its id in the SVG."""
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    shape = "round,pad=0,rounding_size=1.6" if rounded else "square,pad=0"
    axes.add_patch(
        FancyBboxPatch(
            corner,
            box.width,
            box.height,
            boxstyle=shape,
            facecolor=face,
            edgecolor=style.FRAME,
            linewidth=line,
            zorder=3,
            gid=name,
        )
    )


def draw_lines(axes: Axes, lines: Sequence[Line], x: float, top: float, align: str = "center") -> None:
    """Set lines below each other from `top` (mm) on."""
    y = top
    for text, size, bold in lines:
        for line in text.split("\n"):
            baseline = y - style.line_height(size) / 2 - style.half_cap_height(size)
            weight = "bold" if bold else "normal"
            axes.text(x, baseline, line, ha=align, va="baseline", fontsize=size, fontweight=weight, zorder=5)
            y -= style.line_height(size)


def draw_arrow(
    axes: Axes,
    boxes: Mapping[str, Box],
    source: str,
    target: str,
    width: float = 0.9,
    dashed: bool = False,
    name: str = "",
) -> None:
    """Draw a path from one box's border to another's, along the line between their centres; the head is not dashed.

    `name` is its id in the SVG.
    """
    start, end = clip_to_boxes(boxes[source], boxes[target])
    name = name or f"path-{source}-{target}"
    if not dashed:
        axes.add_patch(_arrow(start, end, width, name))
        return
    neck = end - min(1.0, NECK / float(np.linalg.norm(end - start))) * (end - start)
    axes.add_line(
        Line2D(
            [float(start[0]), float(neck[0])],
            [float(start[1]), float(neck[1])],
            color=style.DARK,
            linewidth=width,
            linestyle=(0, (4.0, 2.2)),
            dash_capstyle="butt",
            zorder=3.5,
            gid=name,
        )
    )
    axes.add_patch(_arrow(neck, end, width, f"{name}-head"))


def _arrow(start: FloatArray, end: FloatArray, width: float, name: str) -> FancyArrowPatch:
    return FancyArrowPatch(
        (float(start[0]), float(start[1])),
        (float(end[0]), float(end[1])),
        arrowstyle="-|>,head_length=4.2,head_width=1.9" if width < 2.5 else "-|>,head_length=2.6,head_width=1.3",
        mutation_scale=1.0 if width < 2.5 else width,
        shrinkA=0,
        shrinkB=0.9,
        linewidth=width,
        color=style.DARK,
        capstyle="butt",
        joinstyle="miter",
        # Over the frames, so that a head that arrives at a slant is not cut by the border it points at.
        zorder=3.5,
        gid=name,
    )


def draw_label(axes: Axes, box: Box, lines: Sequence[Line]) -> None:
    """Set a label on a white ground over the edge it belongs to."""
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    axes.add_patch(Rectangle(corner, box.width, box.height, facecolor="white", edgecolor="none", zorder=4))
    draw_lines(axes, lines, box.x, box.y + lines_height(lines) / 2)
