"""The conceptual model: constructs with their dimensions, and the hypothesised paths between them."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.figures.diagram import PADDING, Line, draw_arrow, draw_box, draw_label, draw_lines, lines_height
from study.figures.geometry import Box
from study.figures.layout import arrange, layers
from study.figures.words import label_of, symbol_and_label
from study.model import Construct, StudyModel

__all__ = ["draw_conceptual_model"]

GAP = 1.2  # mm between the frames of two dimensions


def draw_conceptual_model(model: StudyModel, language: str, notice: str = "") -> Figure:
    """Draw constructs as boxes that hold their dimensions, and paths as arrows with the hypothesis on them.

    A construct of one dimension shows its label only. StudyError where the paths run in a circle.
    """
    width = _box_width(model)
    heads = {name: _head(construct, width, language) for name, construct in model.constructs.items()}
    dimensions = {name: _dimensions(construct, width, language) for name, construct in model.constructs.items()}
    sizes = {name: (width, _height(heads[name], dimensions[name])) for name in model.constructs}
    labels = {(path.source, path.target): path.hypothesis or "" for path in model.paths}
    diagram = arrange(sizes, list(labels), {edge: _label_size(text) for edge, text in labels.items()}, style.WIDTH - 2)
    figure = style.page(diagram.height + 2, notice)
    axes = style.canvas(figure, style.WIDTH, diagram.height + 2)
    axes.set_xlim(-1, style.WIDTH - 1)
    axes.set_ylim(-1, diagram.height + 1)
    for (source, target), text in labels.items():
        draw_arrow(axes, diagram.boxes, source, target)
        if text:
            draw_label(axes, diagram.labels[source, target], [(text, style.BODY, True)])
    for name, box in diagram.boxes.items():
        _draw_construct(axes, box, name, heads[name], dimensions[name])
    return figure


def _box_width(model: StudyModel) -> float:
    """Wide boxes where there are few; steep edges between many need the room."""
    layer = list(layers(list(model.constructs), [(path.source, path.target) for path in model.paths]).values())
    return 50.0 if max(layer) <= 1 and max(layer.count(0), layer.count(1)) <= 5 else 36.0


def _label_size(text: str) -> tuple[float, float]:
    width, height = style.text_size(text, style.BODY, bold=True)
    return width + 2.4, height


def _head(construct: Construct, width: float, language: str) -> list[Line]:
    symbol, label = symbol_and_label(construct.name, construct.label, language)
    lines: list[Line] = [(symbol, style.HEAD, True)] if symbol else []
    return [*lines, (style.wrap(label, width - 2 * PADDING, style.BODY, bold=True), style.BODY, True)]


def _dimensions(construct: Construct, width: float, language: str) -> list[Line]:
    if len(construct.dimensions) < 2:
        return []
    texts = [label_of(d.label, language, f"dimension {d.name}") for d in construct.dimensions]
    return [(style.wrap(text, width - 4 * PADDING, style.SMALL), style.SMALL, False) for text in texts]


def _height(head: list[Line], dimensions: list[Line]) -> float:
    frames = sum(_frame_height(line) + GAP for line in dimensions)
    return 2 * PADDING + lines_height(head) + frames + (0.8 if dimensions else 0.0)


def _frame_height(line: Line) -> float:
    return lines_height([line]) + 1.6


def _draw_construct(axes: Axes, box: Box, name: str, head: list[Line], dimensions: list[Line]) -> None:
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
