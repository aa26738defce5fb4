"""Diagrams of boxes and arrows: the model as hypothesised and as estimated, and the flow of respondents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.figures.figure_data import FigureData, PathEstimate, choose_notes, path_estimates
from study.figures.layout import Box, Diagram, Edge, arrange, number_layers
from study.figures.shapes import (
    PADDING,
    Line,
    draw_arrow,
    draw_box,
    draw_label,
    draw_lines,
    lines_height,
    lines_width,
    note_lines,
)
from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, dimension_labels, mode_label, reason_label, symbol_and_label
from study.survey.cleaning import Flow
from study.words.dictionary import figure_word, label
from study.words.wording import decimal, interval

FRAME_GAP = 1.2  # mm between the frames of two dimensions
WIDTH = 36.0  # mm, of a construct of the estimated model
PLACES = 3
THIN = 0.7  # points, at a coefficient of zero
THICK = 3.2  # points, at one of size one


def draw_conceptual_model(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw constructs as boxes that hold their dimensions, and paths as arrows with the hypothesis on them.

    A construct of one dimension shows its label only. StudyError where the paths run in a circle.
    """
    model = data.model
    width = _box_width(model)
    heads = {name: _head(model, name, width, language) for name in model.constructs}
    dimensions = {name: _dimensions(model, name, width, language) for name in model.constructs}
    sizes = {name: (width, _height(heads[name], dimensions[name])) for name in model.constructs}
    labels: dict[Edge, list[Line]] = {
        (path.source, path.target): [(path.hypothesis or "", style.BODY, True)] for path in model.paths
    }
    label_sizes = {edge: (lines_width(lines) + 2.4, lines_height(lines)) for edge, lines in labels.items()}
    diagram = arrange(sizes, list(labels), label_sizes, style.WIDTH - 2)
    notes = _controls_note(model, language)
    figure, axes = _diagram_page(diagram, notes, notice)
    draw_lines(axes, notes, 0.0, -4.0, align="left")
    for (source, target), lines in labels.items():
        draw_arrow(axes, diagram.boxes, source, target)
        if lines[0][0]:
            draw_label(axes, diagram.labels[source, target], lines)
    for name, box in diagram.boxes.items():
        _draw_hypothesised(axes, box, name, heads[name], dimensions[name])
    return figure


def _controls_note(model: StudyModel, language: str) -> list[Line]:
    """Name the control variables, which are not drawn: an arrow would look like a hypothesis."""
    if not model.controls:
        return []
    paths = [
        f"{construct_label(model, path.source, language)} → {construct_label(model, path.target, language)}"
        for path in model.controls
    ]
    text = figure_word("controls_not_drawn", language).format(paths="; ".join(paths))
    return [(style.wrap(text, style.WIDTH - 2, style.SMALL), style.SMALL, False)]


def _box_width(model: StudyModel) -> float:
    """Wide boxes where there are few; steep edges between many need the room."""
    layer = list(number_layers(list(model.constructs), [(path.source, path.target) for path in model.paths]).values())
    return 50.0 if max(layer) <= 1 and max(layer.count(0), layer.count(1)) <= 5 else 36.0


def _head(model: StudyModel, construct: str, width: float, language: str) -> list[Line]:
    symbol, label = symbol_and_label(model, construct, language)
    lines: list[Line] = [(symbol, style.HEAD, True)] if symbol else []
    return [*lines, (style.wrap(label, width - 2 * PADDING, style.BODY, bold=True), style.BODY, True)]


def _dimensions(model: StudyModel, construct: str, width: float, language: str) -> list[Line]:
    names = [dimension.name for dimension in model.constructs[construct].dimensions]
    if len(names) < 2:
        return []
    labels = dimension_labels(model, language)
    return [(style.wrap(labels[name], width - 4 * PADDING, style.SMALL), style.SMALL, False) for name in names]


def _height(head: list[Line], dimensions: list[Line]) -> float:
    frames = sum(_frame_height(line) + FRAME_GAP for line in dimensions)
    return 2 * PADDING + lines_height(head) + frames + (0.8 if dimensions else 0.0)


def _frame_height(line: Line) -> float:
    return lines_height([line]) + 1.6


def _draw_hypothesised(axes: Axes, box: Box, name: str, head: list[Line], dimensions: list[Line]) -> None:
    draw_box(axes, box, f"construct-{name}")
    free = box.height - _height(head, dimensions)
    top = box.y + box.height / 2 - PADDING - free / 2
    draw_lines(axes, head, box.x, top)
    top -= lines_height(head) + 0.8
    for number, line in enumerate(dimensions, start=1):
        top -= FRAME_GAP
        height = _frame_height(line)
        frame = Box(box.x, top - height / 2, box.width - 2 * PADDING, height)
        draw_box(axes, frame, f"dimension-{name}-{number}", face="white", rounded=False, line=0.5)
        draw_lines(axes, [line], box.x, top - 0.8)
        top -= height


def draw_path_model(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw the model with `paths.csv` (source, target, estimate, lower, upper, hypothesis) and `r_squared.csv`.

    Line width follows the coefficient's size; a dashed line stands for an interval that includes zero or is missing.
    """
    model = data.model
    r_squared = data.tables["r_squared"]
    estimates = {(estimate.source, estimate.target): estimate for estimate in path_estimates(data.tables["paths"])}
    shares = dict(zip(r_squared["construct"], r_squared["r_squared"].astype(float), strict=True))
    constructs = {name: _construct_lines(model, name, shares, language) for name in model.constructs}
    labels = {edge: _path_lines(estimate, language) for edge, estimate in estimates.items()}
    height = max(lines_height(lines) for lines in constructs.values()) + 2 * PADDING
    label_sizes = {edge: (lines_width(lines) + 1.6, lines_height(lines) + 0.4) for edge, lines in labels.items()}
    diagram = arrange(dict.fromkeys(constructs, (WIDTH, height)), list(labels), label_sizes, style.WIDTH - 2)
    keys = ["in_brackets", *choose_notes(list(estimates.values()), "includes_zero")]
    legend = [*note_lines(keys, data.confidence_level, language), *_controls_note(model, language)]
    figure, axes = _diagram_page(diagram, legend, notice)
    for (source, target), estimate in estimates.items():
        draw_arrow(axes, diagram.boxes, source, target, _line_width(estimate), estimate.includes_zero)
        draw_label(axes, diagram.labels[source, target], labels[source, target])
    for name, lines in constructs.items():
        box = diagram.boxes[name]
        draw_box(axes, box, f"construct-{name}")
        draw_lines(axes, lines, box.x, box.y + lines_height(lines) / 2)
    draw_lines(axes, legend, 0.0, -4.0, align="left")
    return figure


def _line_width(estimate: PathEstimate) -> float:
    """Width of a path's line in points, in proportion to the coefficient's size up to one."""
    return THIN + (THICK - THIN) * min(abs(estimate.value), 1.0) if estimate.known else THIN


def _construct_lines(model: StudyModel, name: str, shares: Mapping[str, float], language: str) -> list[Line]:
    lines = _head(model, name, WIDTH, language)
    if name in shares:
        lines.append((f"$R^2$ = {decimal(shares[name], PLACES, language)}", style.BODY, False))
    return lines


def _path_lines(estimate: PathEstimate, language: str) -> list[Line]:
    head = f"{estimate.hypothesis}: " if estimate.hypothesis else ""
    value: Line = (f"{head}{decimal(estimate.value, PLACES, language)}", style.BODY, True)
    limits: Line = (interval(estimate.lower, estimate.upper, PLACES, language), style.SMALL, False)
    return [value, limits] if estimate.known else [value]


def _diagram_page(diagram: Diagram, notes: list[Line], notice: str) -> tuple[Figure, Axes]:
    """Make a figure that holds the diagram, from 0 up, above its notes."""
    foot = lines_height(notes) + 4.0 if notes else 0.0
    figure = style.page(diagram.height + foot + 2, notice)
    axes = style.canvas(figure, style.WIDTH, diagram.height + foot + 2)
    axes.set_xlim(-1, style.WIDTH - 1)
    axes.set_ylim(-1 - foot, diagram.height + 1)
    return figure, axes


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


def draw_respondent_flow(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw the flow of the main survey, beside that of the pilot where there is one."""
    if data.pilot_flow is None:
        columns = [_centred(_column(data.flow, "", 0.0, (44.0, 65.0), data.codebook, language))]
    else:
        columns = [
            _column(data.pilot_flow, "pilot", 0.5, (34.0, 52.0), data.codebook, language),
            _column(data.flow, "main", 83.0, (34.0, 52.0), data.codebook, language),
        ]
    heights = (
        max(lines_height(column.title) + (2.0 if column.title else 0.0) for column in columns),
        max(lines_height(column.received) for column in columns) + 2 * PADDING,
        max(column.side_height for column in columns),
        max(lines_height(column.kept) for column in columns) + 2 * PADDING,
    )
    total = sum(heights) + 2 * GAP + 2
    figure = style.page(total, notice)
    axes = style.canvas(figure, style.WIDTH, total)
    for column in columns:
        _draw_column(axes, column, heights, total - 1)
    return figure


def _column(
    flow: Flow, survey: str, left: float, widths: tuple[float, float], codebook: Codebook, language: str
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
