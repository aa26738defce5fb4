"""Path diagrams of the model: as it is hypothesised, with its dimensions, and as it is estimated."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.figures.diagram import PADDING, Line, draw_arrow, draw_box, draw_label, draw_lines, lines_height, note_lines
from study.figures.figure_data import PathEstimate, note_keys, path_estimates
from study.figures.layout import Box, Diagram, arrange, layers
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, dimension_labels, symbol_and_label
from study.words.dictionary import figure_word
from study.words.wording import decimal, interval

GAP = 1.2  # mm between the frames of two dimensions
WIDTH = 36.0  # mm, of a construct of the estimated model
PLACES = 3
THIN = 0.7  # points, at a coefficient of zero
THICK = 3.2  # points, at one of size one


def draw_conceptual_model(model: StudyModel, language: str, notice: str = "") -> Figure:
    """Draw constructs as boxes that hold their dimensions, and paths as arrows with the hypothesis on them.

    A construct of one dimension shows its label only. StudyError where the paths run in a circle.
    """
    width = _box_width(model)
    heads = {name: _head(model, name, width, language) for name in model.constructs}
    dimensions = {name: _dimensions(model, name, width, language) for name in model.constructs}
    sizes = {name: (width, _height(heads[name], dimensions[name])) for name in model.constructs}
    labels = {(path.source, path.target): path.hypothesis or "" for path in model.paths}
    label_sizes = {edge: _hypothesis_size(text) for edge, text in labels.items()}
    diagram = arrange(sizes, list(labels), label_sizes, style.WIDTH - 2)
    notes = _controls_note(model, language)
    figure, axes = _diagram_page(diagram, notes, notice)
    draw_lines(axes, notes, 0.0, -4.0, align="left")
    for (source, target), text in labels.items():
        draw_arrow(axes, diagram.boxes, source, target)
        if text:
            draw_label(axes, diagram.labels[source, target], [(text, style.BODY, True)])
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
    layer = list(layers(list(model.constructs), [(path.source, path.target) for path in model.paths]).values())
    return 50.0 if max(layer) <= 1 and max(layer.count(0), layer.count(1)) <= 5 else 36.0


def _hypothesis_size(text: str) -> tuple[float, float]:
    width, height = style.text_size(text, style.BODY, bold=True)
    return width + 2.4, height


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
    frames = sum(_frame_height(line) + GAP for line in dimensions)
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
        top -= GAP
        height = _frame_height(line)
        frame = Box(box.x, top - height / 2, box.width - 2 * PADDING, height)
        draw_box(axes, frame, f"dimension-{name}-{number}", face="white", rounded=False, line=0.5)
        draw_lines(axes, [line], box.x, top - 0.8)
        top -= height


def draw_path_model(
    model: StudyModel,
    paths: pd.DataFrame,
    r_squared: pd.DataFrame,
    confidence_level: float,
    language: str,
    notice: str = "",
) -> Figure:
    """Draw the model with `paths.csv` (source, target, estimate, lower, upper, hypothesis) and `r_squared.csv`.

    Line width follows the coefficient's size; a dashed line stands for an interval that includes zero or is missing.
    """
    estimates = {(estimate.source, estimate.target): estimate for estimate in path_estimates(paths)}
    shares = dict(zip(r_squared["construct"], r_squared["r_squared"].astype(float), strict=True))
    constructs = {name: _construct_lines(model, name, shares, language) for name in model.constructs}
    labels = {edge: _path_lines(estimate, language) for edge, estimate in estimates.items()}
    height = max(lines_height(lines) for lines in constructs.values()) + 2 * PADDING
    diagram = arrange(
        dict.fromkeys(constructs, (WIDTH, height)),
        list(labels),
        {edge: _estimate_size(lines) for edge, lines in labels.items()},
        style.WIDTH - 2,
    )
    keys = ["in_brackets", *note_keys(list(estimates.values()), "includes_zero")]
    legend = [*note_lines(keys, confidence_level, language), *_controls_note(model, language)]
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


def _estimate_size(lines: list[Line]) -> tuple[float, float]:
    return max(style.text_size(*line)[0] for line in lines) + 1.6, lines_height(lines) + 0.4


def _diagram_page(diagram: Diagram, notes: list[Line], notice: str) -> tuple[Figure, Axes]:
    """Make a figure that holds the diagram, from 0 up, above its notes."""
    foot = lines_height(notes) + 4.0 if notes else 0.0
    figure = style.page(diagram.height + foot + 2, notice)
    axes = style.canvas(figure, style.WIDTH, diagram.height + foot + 2)
    axes.set_xlim(-1, style.WIDTH - 1)
    axes.set_ylim(-1 - foot, diagram.height + 1)
    return figure, axes
