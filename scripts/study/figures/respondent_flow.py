"""The flow of respondents: received, left out by reason, kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.figures.diagram import PADDING, Line, draw_arrow, draw_box, draw_lines, lines_height, lines_width
from study.figures.layout import Box
from study.setup.codebook import Codebook
from study.setup.study_names import mode_label, reason_label
from study.survey.cleaning import Flow
from study.words.dictionary import figure_word, label

GAP = 7.0  # mm between boxes
INDENT = 7.0  # mm between a count and its reason


@dataclass(frozen=True)
class _Column:
    """Where a survey's boxes stand and what they say (mm)."""

    survey: str
    left: float
    main_width: float
    side_width: float
    title: list[Line]
    received: list[Line]
    excluded: list[Line]
    reasons: list[tuple[str, Line]]
    kept: list[Line]

    @property
    def side_height(self) -> float:
        """Height of the box of those left out."""
        gap = 1.0 if self.reasons else 0.0
        return 2 * PADDING + lines_height(self.excluded) + lines_height([line for _, line in self.reasons]) + gap


def draw_respondent_flow(main: Flow, pilot: Flow | None, codebook: Codebook, language: str, notice: str = "") -> Figure:
    """Draw the flow of the main survey, beside that of the pilot where there is one."""
    if pilot is None:
        columns = [_centred(_column(main, "", 0.0, (44.0, 65.0), codebook, language))]
    else:
        columns = [
            _column(pilot, "pilot", 0.5, (34.0, 52.0), codebook, language),
            _column(main, "main", 83.0, (34.0, 52.0), codebook, language),
        ]
    heights = _heights(columns)
    total = sum(heights) + 2 * GAP + 2
    figure = style.page(total, notice)
    axes = style.canvas(figure, style.WIDTH, total)
    for column in columns:
        _draw_column(axes, column, heights, total - 1)
    return figure


def _column(
    flow: Flow,
    survey: str,
    left: float,
    widths: tuple[float, float],
    codebook: Codebook,
    language: str,
) -> _Column:
    counts = {reason: count for reason, count in flow.excluded.items() if count}
    room = widths[1] - INDENT - 2 * PADDING
    excluded = _excluded(sum(counts.values()), language)
    title = figure_word("pilot", language) if survey == "pilot" else label("full", language)
    lines = [(str(count), _reason(codebook, reason, language, room)) for reason, count in counts.items()]
    return _Column(
        survey=survey or "main",
        left=left,
        main_width=widths[0],
        side_width=2 * PADDING + max(lines_width(excluded), *(INDENT + lines_width([line]) for _, line in lines), 0.0),
        title=[(title, style.HEAD, True)] if survey else [],
        received=_counted("received", flow, language),
        excluded=excluded,
        reasons=lines,
        kept=_counted("kept", flow, language),
    )


def _centred(column: _Column) -> _Column:
    width = max(_spine_offset(column) + column.side_width, column.main_width)
    return replace(column, left=(style.WIDTH - width) / 2)


def _counted(key: str, flow: Flow, language: str) -> list[Line]:
    """Word a count, and below it that of each mode of collection, where there are several."""
    modes = [
        (f"{mode_label(mode, language)}: {getattr(part, key)}", style.SMALL, False) for mode, part in flow.modes.items()
    ]
    return [(label(key, language), style.BODY, True), (f"$n$ = {getattr(flow, key)}", style.BODY, False), *modes]


def _excluded(count: int, language: str) -> list[Line]:
    if count == 0:
        return [(figure_word("none_excluded", language), style.SMALL, False)]
    return [(f"{label('excluded', language)} ($n$ = {count})", style.BODY, True)]


def _reason(codebook: Codebook, reason: str, language: str, width: float) -> Line:
    return style.wrap(reason_label(codebook, reason, language), width, style.SMALL), style.SMALL, False


def _heights(columns: Sequence[_Column]) -> tuple[float, float, float, float]:
    """Heights (mm) of the rows, so that the boxes of both surveys stand at the same level."""
    return (
        max(lines_height(column.title) + (2.0 if column.title else 0.0) for column in columns),
        max(lines_height(column.received) for column in columns) + 2 * PADDING,
        max(column.side_height for column in columns),
        max(lines_height(column.kept) for column in columns) + 2 * PADDING,
    )


def _draw_column(axes: Axes, column: _Column, heights: tuple[float, float, float, float], top: float) -> None:
    title, received, excluded, kept = heights
    spine = column.left + column.main_width / 2
    draw_lines(axes, column.title, spine, top)
    top -= title
    side_x = column.left + _spine_offset(column) + column.side_width / 2
    middle = top - received - GAP - excluded / 2
    boxes = {
        "received": Box(spine, top - received / 2, column.main_width, received),
        "excluded": Box(side_x, middle, column.side_width, column.side_height),
        "kept": Box(spine, top - received - 2 * GAP - excluded - kept / 2, column.main_width, kept),
        "turn": Box(spine, middle, 0.0, 0.0),
    }
    draw_arrow(axes, boxes, "received", "kept", name=f"{column.survey}-to-kept")
    draw_arrow(axes, boxes, "turn", "excluded", name=f"{column.survey}-to-excluded")
    for name, lines in (("received", column.received), ("kept", column.kept)):
        draw_box(axes, boxes[name], f"{column.survey}-{name}")
        draw_lines(axes, lines, spine, boxes[name].y + lines_height(lines) / 2)
    _draw_excluded(axes, column, boxes["excluded"])


def _spine_offset(column: _Column) -> float:
    """Distance (mm) of the side box from the column's left edge."""
    return column.main_width / 2 + GAP


def _draw_excluded(axes: Axes, column: _Column, box: Box) -> None:
    draw_box(axes, box, f"{column.survey}-excluded", face="white", rounded=False, line=0.7)
    left = box.x - box.width / 2 + PADDING
    top = box.y + box.height / 2 - PADDING
    draw_lines(axes, column.excluded, left, top, align="left")
    top -= lines_height(column.excluded) + 1.0
    for count, line in column.reasons:
        draw_lines(axes, [(count, line[1], False)], left + INDENT - 2.0, top, align="right")
        draw_lines(axes, [line], left + INDENT, top, align="left")
        top -= lines_height([line])
