"""Boxes, arrows and labels of path diagrams."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from study.figures import style
from study.figures.geometry import Box, clip_to_boxes

__all__ = ["PADDING", "draw_arrow", "draw_box", "draw_label", "draw_lines", "lines_height"]

PADDING = 2.0  # mm between a box and its text

Line = tuple[str, float, bool]  # text, size in points, bold


def lines_height(lines: Sequence[Line]) -> float:
    """Height (mm) of lines set below each other."""
    return sum(style.text_size(text, size, bold)[1] for text, size, bold in lines)


def draw_box(axes: Axes, box: Box, name: str, face: str = style.PALE, rounded: bool = True, line: float = 0.9) -> None:
    """Draw a frame; `name` is its id in the SVG."""
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    look = {"facecolor": face, "edgecolor": style.FRAME, "linewidth": line, "gid": name}
    if rounded:
        shape = "round,pad=0,rounding_size=1.6"
        axes.add_patch(FancyBboxPatch(corner, box.width, box.height, boxstyle=shape, zorder=3, **look))
    else:
        axes.add_patch(Rectangle(corner, box.width, box.height, zorder=3, **look))


def draw_lines(axes: Axes, lines: Sequence[Line], x: float, top: float, align: str = "center") -> None:
    """Set lines below each other from `top` (mm) on."""
    y = top
    for text, size, bold in lines:
        for line in text.split("\n"):
            middle = y - style.line_height(size) / 2
            _draw_line(axes, line, x, middle - style.half_cap_height(size), align, size, bold)
            y -= style.line_height(size)


def _draw_line(axes: Axes, text: str, x: float, baseline: float, align: str, size: float, bold: bool) -> None:
    weight = "bold" if bold else "normal"
    axes.text(x, baseline, text, ha=align, va="baseline", fontsize=size, fontweight=weight, zorder=5)


def draw_arrow(
    axes: Axes, boxes: Mapping[str, Box], source: str, target: str, width: float = 0.9, dashed: bool = False
) -> None:
    """Draw a path from one box's border to another's, along the line between their centres."""
    start, end = clip_to_boxes(boxes[source], boxes[target])
    axes.add_patch(
        FancyArrowPatch(
            (float(start[0]), float(start[1])),
            (float(end[0]), float(end[1])),
            arrowstyle="-|>,head_length=4.2,head_width=1.9" if width < 2.5 else "-|>,head_length=2.6,head_width=1.3",
            mutation_scale=1.0 if width < 2.5 else width,
            shrinkA=0,
            shrinkB=0.9,
            linewidth=width,
            linestyle=(0, (4.0, 2.2)) if dashed else "solid",
            color=style.DARK,
            capstyle="butt",
            joinstyle="miter",
            # Over the frames, so that a head that arrives at a slant is not cut by the border it points at.
            zorder=3.5,
            gid=f"path {source} {target}",
        )
    )


def draw_label(axes: Axes, box: Box, lines: Sequence[Line]) -> None:
    """Set a label on a white ground over the edge it belongs to."""
    corner = (box.x - box.width / 2, box.y - box.height / 2)
    axes.add_patch(Rectangle(corner, box.width, box.height, facecolor="white", edgecolor="none", zorder=4))
    draw_lines(axes, lines, box.x, box.y + lines_height(lines) / 2)
