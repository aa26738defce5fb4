"""The estimated model: path coefficients with their intervals on the edges, R2 in the endogenous constructs."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.figures.diagram import PADDING, Line, draw_arrow, draw_box, draw_label, draw_lines, lines_height
from study.figures.estimates import PathEstimate, note_keys, path_estimates
from study.figures.layout import Diagram, Edge, arrange
from study.figures.words import symbol_and_label, word
from study.model import StudyModel
from study.wording import decimal, interval, percent

__all__ = ["draw_path_model"]

WIDTH = 36.0  # mm, of a construct
PLACES = 3
THIN, THICK = 0.7, 3.2  # points, at coefficients of zero and one in size


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
        {edge: _label_size(lines) for edge, lines in labels.items()},
        style.WIDTH - 2,
    )
    return _draw(diagram, constructs, labels, estimates, _legend(estimates, confidence_level, language), notice)


def _line_width(estimate: PathEstimate) -> float:
    """Width of a path's line in points, in proportion to the coefficient's size up to one."""
    return THIN + (THICK - THIN) * min(abs(estimate.value), 1.0) if estimate.known else THIN


def _construct_lines(model: StudyModel, name: str, shares: Mapping[str, float], language: str) -> list[Line]:
    symbol, label = symbol_and_label(name, model.constructs[name].label, language)
    lines: list[Line] = [(symbol, style.HEAD, True)] if symbol else []
    lines.append((style.wrap(label, WIDTH - 2 * PADDING, style.BODY, bold=True), style.BODY, True))
    if name in shares:
        lines.append((f"$R^2$ = {decimal(shares[name], PLACES, language)}", style.BODY, False))
    return lines


def _path_lines(estimate: PathEstimate, language: str) -> list[Line]:
    head = f"{estimate.hypothesis}: " if estimate.hypothesis else ""
    value: Line = (f"{head}{decimal(estimate.value, PLACES, language)}", style.BODY, True)
    limits: Line = (interval(estimate.lower, estimate.upper, PLACES, language), style.SMALL, False)
    return [value, limits] if estimate.known else [value]


def _label_size(lines: list[Line]) -> tuple[float, float]:
    return max(style.text_size(*line)[0] for line in lines) + 1.6, lines_height(lines) + 0.4


def _legend(estimates: Mapping[Edge, PathEstimate], confidence_level: float, language: str) -> list[Line]:
    level = percent(confidence_level, 0, language)
    keys = ["in_brackets", *note_keys(list(estimates.values()), "includes_zero")]
    return [(word(key, language).format(level=level), style.SMALL, False) for key in keys]


def _draw(
    diagram: Diagram,
    constructs: Mapping[str, list[Line]],
    labels: Mapping[Edge, list[Line]],
    estimates: Mapping[Edge, PathEstimate],
    legend: list[Line],
    notice: str,
) -> Figure:
    foot = lines_height(legend) + 4.0
    figure = style.page(diagram.height + foot + 2, notice)
    axes = style.canvas(figure, style.WIDTH, diagram.height + foot + 2)
    axes.set_xlim(-1, style.WIDTH - 1)
    axes.set_ylim(-1 - foot, diagram.height + 1)
    for (source, target), estimate in estimates.items():
        draw_arrow(axes, diagram.boxes, source, target, _line_width(estimate), estimate.includes_zero)
        draw_label(axes, diagram.labels[source, target], labels[source, target])
    for name, lines in constructs.items():
        _draw_construct(axes, diagram, name, lines)
    draw_lines(axes, legend, 0.0, -4.0, align="left")
    return figure


def _draw_construct(axes: Axes, diagram: Diagram, name: str, lines: list[Line]) -> None:
    box = diagram.boxes[name]
    draw_box(axes, box, f"construct-{name}")
    draw_lines(axes, lines, box.x, box.y + lines_height(lines) / 2)
