"""Where the boxes and labels of a path diagram go, computed from the graph alone.

Constructs stand in columns by the longest path that leads to them. A graph with more such layers than the page has
room for is folded: constructs may share a column, but no edge runs backwards. A local search from fixed starts then
looks for positions with no edge through a box, few crossings, wide angles and short edges; it is deterministic.
Arrays carry any leading axes; points are (..., 2), lengths in mm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

import numpy as np

from plssem import BoolArray, FloatArray, IntArray
from study.base.errors import StudyError


@dataclass(frozen=True)
class Box:
    """A rectangle by its centre, width and height (mm)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> FloatArray:
        """The centre as an array (2,)."""
        return np.array([self.x, self.y])

    @property
    def half(self) -> FloatArray:
        """Half the width and half the height as an array (2,)."""
        return np.array([self.width, self.height]) / 2


def segment_hits_box(start: FloatArray, end: FloatArray, centre: FloatArray, half: FloatArray) -> BoolArray:
    """Whether the segment from `start` to `end` passes through the box; all arguments (..., 2)."""
    direction = end - start
    safe = np.where(np.abs(direction) < 1e-9, 1e-9, direction)
    to_lower = (centre - half - start) / safe
    to_upper = (centre + half - start) / safe
    enter = np.minimum(to_lower, to_upper).max(axis=-1)
    leave = np.maximum(to_lower, to_upper).min(axis=-1)
    hits: BoolArray = (enter < leave) & (enter < 1) & (leave > 0)
    return hits


def segments_cross(start_1: FloatArray, end_1: FloatArray, start_2: FloatArray, end_2: FloatArray) -> BoolArray:
    """Whether two segments cross at an inner point of both; all arguments (..., 2)."""
    crosses: BoolArray = (_side(start_1, end_1, start_2) * _side(start_1, end_1, end_2) < 0) & (
        _side(start_2, end_2, start_1) * _side(start_2, end_2, end_1) < 0
    )
    return crosses


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    along = end - start
    to = point - start
    side: FloatArray = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return side


def clip_to_boxes(source: Box, target: Box) -> tuple[FloatArray, FloatArray]:
    """Where the straight line between two boxes' centres leaves the one and enters the other; (2,) each."""
    return _border(source, target.centre), _border(target, source.centre)


def _border(box: Box, towards: FloatArray) -> FloatArray:
    direction = towards - box.centre
    # Along an axis on which the centres all but agree the way to the border is as good as infinite.
    with np.errstate(over="ignore"):
        scale = np.divide(box.half, np.abs(direction), out=np.full(2, np.inf), where=direction != 0).min()
    border: FloatArray = box.centre + scale * direction
    return border


Edge = tuple[str, str]

MARGIN = 2.5  # mm that an edge keeps from a box it does not belong to
FREE_ENDS = 9.0  # mm of an edge that its label leaves visible
ROW_GAP = 6.0  # mm between the boxes of a column, where every path leads to the next column
FORBIDDEN = 1e3  # what no layout should have
OVERLAP = 1e6  # what none may have
STARTS = 24
SWEEPS = 12
FINALISTS = 40
STRETCHES = (1.0, 1.6, 2.4)  # of the gaps between rows; the next is tried where no layout is without a fault


@dataclass(frozen=True)
class Diagram:
    """Boxes by construct and label boxes by edge (mm), with the size of the whole (mm)."""

    boxes: Mapping[str, Box]
    labels: Mapping[Edge, Box]
    width: float
    height: float


@dataclass(frozen=True)
class _Grid:
    """The positions to choose from: columns (x in mm), half rows (y in mm) and what must fit there."""

    column_x: FloatArray
    row_y: FloatArray
    half: FloatArray
    edges: IntArray
    label_half: FloatArray
    columns: tuple[tuple[int, ...], ...]
    tidy: tuple[IntArray, IntArray]


@dataclass(frozen=True)
class _Layout:
    """A candidate with its cost, from `FORBIDDEN` on with a fault."""

    cost: float
    boxes: Mapping[str, Box]
    labels: Mapping[Edge, Box]


def number_layers(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Number the constructs by the longest path that leads to each; StudyError where paths run in a circle."""
    before = {name: [source for source, target in edges if target == name] for name in names}
    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise StudyError(
            what="the paths run in a circle",
            where="the model's paths",
            found=circle,
            expected="a recursive model",
            remedy="take one path out",
        ) from None
    layer: dict[str, int] = {}
    for name in order:
        layer[name] = max((layer[source] + 1 for source in before[name]), default=0)
    return {name: layer[name] for name in names}


def arrange(
    sizes: Mapping[str, tuple[float, float]],
    edges: Sequence[Edge],
    label_sizes: Mapping[Edge, tuple[float, float]],
    width: float,
) -> Diagram:
    """Place boxes of the given sizes and one label per edge in a diagram `width` wide (all in mm)."""
    layouts: list[_Layout] = []
    for stretch in STRETCHES:
        grid = _grid(sizes, edges, [label_sizes[edge] for edge in edges], width, stretch)
        for cost, columns, rows in _search(grid):
            boxes = {
                name: Box(float(grid.column_x[column]), float(grid.row_y[row]), 2 * float(half[0]), 2 * float(half[1]))
                for name, column, row, half in zip(sizes, columns, rows, grid.half, strict=True)
            }
            labels, label_cost = _place_labels(boxes, list(label_sizes), label_sizes)
            layouts.append(_Layout(cost + label_cost, boxes, labels))
        if min(layout.cost for layout in layouts) < FORBIDDEN:
            break
    best = min(layouts, key=lambda layout: layout.cost)
    return _trimmed(best.boxes, best.labels, width)


def _grid(
    sizes: Mapping[str, tuple[float, float]],
    edges: Sequence[Edge],
    labels: Sequence[tuple[float, float]],
    width: float,
    stretch: float,
) -> _Grid:
    names = list(sizes)
    layer = number_layers(names, edges)
    half = np.array([sizes[name] for name in names]) / 2
    label_half = np.array(labels).reshape(-1, 2) / 2
    box_width = 2 * float(half[:, 0].max())
    label_width = 2 * float(label_half[:, 0].max(initial=0.0))
    depth = max(layer.values()) + 1
    count = min(depth, max(2, 1 + int((width - box_width) / (box_width + max(label_width, 8.0)))))
    folded = count < depth
    columns = tuple(tuple(range(count)) if folded else (layer[name],) for name in names)
    tidy = _tidy(np.array([layer[name] for name in names]), count)
    tallest = int(tidy[1].max()) // 2 + 1
    rows = max(tallest, -(-len(names) // count) + 2) if folded else tallest + depth - 2
    gap = 2 * float(label_half[:, 1].max(initial=0.0)) + FREE_ENDS if folded or depth > 2 else ROW_GAP
    pitch = 2 * float(half[:, 1].max()) + gap * stretch
    column_x = box_width / 2 + np.arange(count) * (width - box_width) / max(count - 1, 1)
    row_y = -np.arange(2 * rows - 1) * pitch / 2
    position = {name: index for index, name in enumerate(names)}
    indexed = np.array([[position[source], position[target]] for source, target in edges], dtype=int).reshape(-1, 2)
    return _Grid(column_x, row_y, half, indexed, label_half, columns, tidy)


def _search(grid: _Grid) -> list[tuple[float, IntArray, IntArray]]:
    columns, rows = _starts(grid)
    cost = _cost(grid, columns, rows)
    for _ in range(SWEEPS):
        before = cost
        for construct in range(len(grid.half)):
            columns, rows, cost = _move(grid, columns, rows, construct)
        columns, rows, cost = _swap(grid, columns, rows)
        if np.array_equal(before, cost):
            break
    # Turned upside down a layout is as good in all but the order of the constructs, which moves one by one never reach.
    columns = np.concatenate([columns, columns])
    rows = np.concatenate([rows, rows.max(axis=1, keepdims=True) + rows.min(axis=1, keepdims=True) - rows])
    cost = _cost(grid, columns, rows)
    order = np.argsort(cost, kind="stable")
    distinct: dict[bytes, int] = {}
    for index in order:
        distinct.setdefault(columns[index].tobytes() + rows[index].tobytes(), int(index))
    return [(float(cost[i]), columns[i], rows[i]) for i in list(distinct.values())[:FINALISTS]]


def _starts(grid: _Grid) -> tuple[IntArray, IntArray]:
    """Begin with the tidy start; spread the others by multiples of the golden ratio, which needs no random numbers."""
    constructs = len(grid.half)
    spread = (np.arange(1, 2 * STARTS * constructs + 1) * 0.6180339887498949) % 1.0
    across, down = spread.reshape(2, STARTS, constructs)
    allowed = np.array([len(columns) for columns in grid.columns])
    first = np.array([columns[0] for columns in grid.columns])
    columns = first + (across * allowed).astype(int)
    rows = (down * len(grid.row_y)).astype(int)
    columns[0], rows[0] = grid.tidy
    return columns, rows


def _tidy(layer: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """Columns and half rows where no edge runs backwards and no box covers another: layer by layer, in order."""
    columns = layer * count // (layer.max() + 1)
    rows = np.array([2 * int((columns[:index] == column).sum()) for index, column in enumerate(columns)])
    return columns, rows


def _move(grid: _Grid, columns: IntArray, rows: IntArray, construct: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Try every position of the grid for one construct, in all starts at once."""
    positions = [(column, row) for column in grid.columns[construct] for row in range(len(grid.row_y))]
    shape = (len(columns), len(positions) + 1, columns.shape[1])
    tried_columns = np.broadcast_to(columns[:, None], shape).copy()
    tried_rows = np.broadcast_to(rows[:, None], shape).copy()
    tried_columns[:, 1:, construct] = [column for column, _ in positions]
    tried_rows[:, 1:, construct] = [row for _, row in positions]
    return _best(grid, tried_columns, tried_rows)


def _swap(grid: _Grid, columns: IntArray, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Try to let any two constructs with the same choice of columns trade places."""
    count = columns.shape[1]
    pairs = [(i, j) for i in range(count) for j in range(i) if grid.columns[i] == grid.columns[j]]
    order = np.tile(np.arange(count), (len(pairs) + 1, 1))
    for index, (i, j) in enumerate(pairs, start=1):
        order[index, [i, j]] = j, i
    return _best(grid, columns[:, order], rows[:, order])


def _best(grid: _Grid, columns: IntArray, rows: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    cost = _cost(grid, columns, rows)
    index = np.argmin(cost, axis=1)
    every = np.arange(len(columns))
    return columns[every, index], rows[every, index], cost[every, index]


def _cost(grid: _Grid, columns: IntArray, rows: IntArray) -> FloatArray:
    """Badness of each layout; `columns` and `rows` (..., J), result (...)."""
    centre = np.stack([grid.column_x[columns], grid.row_y[rows]], axis=-1)
    start = centre[..., grid.edges[:, 0], :]
    end = centre[..., grid.edges[:, 1], :]
    y = centre[..., 1]
    i, j = _edge_pairs(grid)
    cost: FloatArray = (
        FORBIDDEN * _count(_through_boxes(grid, centre, start, end), 2)
        + FORBIDDEN * _count(columns[..., grid.edges[:, 0]] > columns[..., grid.edges[:, 1]], 1)
        + _same_column(grid, columns, rows)
        + 60.0 * _count(segments_cross(start[..., i, :], end[..., i, :], start[..., j, :], end[..., j, :]), 1)
        + _narrow_angles(grid, start, end)
        + 8.0 * _short_edges(grid, start, end).sum(axis=-1)
        + 0.10 * np.linalg.norm(end - start, axis=-1).sum(axis=-1)
        + 0.40 * (y.max(axis=-1) - y.min(axis=-1))
    )
    return cost


def _count(flags: BoolArray, axes: int) -> IntArray:
    counts: IntArray = flags.sum(axis=tuple(range(-axes, 0)))
    return counts


def _through_boxes(grid: _Grid, centre: FloatArray, start: FloatArray, end: FloatArray) -> BoolArray:
    hits = segment_hits_box(start[..., :, None, :], end[..., :, None, :], centre[..., None, :, :], grid.half + MARGIN)
    is_end = (grid.edges[:, :, None] == np.arange(len(grid.half))).any(axis=1)
    through: BoolArray = hits & ~is_end
    return through


def _same_column(grid: _Grid, columns: IntArray, rows: IntArray) -> FloatArray:
    """Boxes on top of each other are forbidden; a column out of the model's order and vertical edges cost a little."""
    i, j = np.tril_indices(columns.shape[-1], -1)
    same = columns[..., i] == columns[..., j]
    apart = rows[..., i] - rows[..., j]
    vertical = columns[..., grid.edges[:, 0]] == columns[..., grid.edges[:, 1]]
    cost: FloatArray = (OVERLAP * (same & (np.abs(apart) < 2)) + 6.0 * (same & (apart < 0))).sum(axis=-1)
    cost += 6.0 * vertical.sum(axis=-1)
    return cost


def _edge_pairs(grid: _Grid) -> tuple[IntArray, IntArray]:
    return np.tril_indices(len(grid.edges), -1)


def _narrow_angles(grid: _Grid, start: FloatArray, end: FloatArray) -> FloatArray:
    """Edges that leave or enter a construct nearly in line run into each other."""
    cost = np.zeros(start.shape[:-2])
    angle = np.arctan2(*np.moveaxis(end - start, -1, 0)[::-1])
    i, j = _edge_pairs(grid)
    for side_i in (0, 1):
        for side_j in (0, 1):
            shared = grid.edges[i, side_i] == grid.edges[j, side_j]
            turned = (angle[..., i] + np.pi * side_i) - (angle[..., j] + np.pi * side_j)
            degrees = np.abs(np.degrees((turned + np.pi) % (2 * np.pi) - np.pi))
            cost += (shared * np.maximum(0.0, 1 - degrees / 18.0)).sum(axis=-1) * 150.0
    return cost


def _short_edges(grid: _Grid, start: FloatArray, end: FloatArray) -> FloatArray:
    """How many mm each edge lacks to carry its label."""
    along = np.abs(end - start) + 1e-9
    length = np.linalg.norm(along, axis=-1)
    used = length * (
        (grid.half[grid.edges[:, 0]] / along).min(axis=-1) + (grid.half[grid.edges[:, 1]] / along).min(axis=-1)
    )
    label = 2 * length * (grid.label_half / along).min(axis=-1)
    lacks: FloatArray = np.maximum(0.0, label + FREE_ENDS - (length - used))
    return lacks


def _place_labels(
    boxes: Mapping[str, Box], edges: Sequence[Edge], sizes: Mapping[Edge, tuple[float, float]]
) -> tuple[dict[Edge, Box], float]:
    """Slide each label along its edge to where it covers no box, no other edge and no other label."""
    if not edges:
        return {}, 0.0
    ends = np.array([clip_to_boxes(boxes[source], boxes[target]) for source, target in edges])
    half = np.array([sizes[edge] for edge in edges]) / 2
    share = np.linspace(0.12, 0.88, 39)
    places = ends[:, None, 0] + share[:, None] * (ends[:, None, 1] - ends[:, None, 0])
    own_cost = _label_costs(boxes, ends, half, places) + 4.0 * np.abs(share - 0.5)
    chosen = np.argmin(own_cost, axis=1)
    for _ in range(SWEEPS):
        before = chosen.copy()
        for edge in range(len(edges)):
            chosen[edge] = np.argmin(own_cost[edge] + FORBIDDEN * _over_labels(edge, chosen, places, half))
        if np.array_equal(before, chosen):
            break
    every = np.arange(len(edges))
    clashes = sum(int(_over_labels(edge, chosen, places, half)[chosen[edge]]) for edge in range(len(edges)))
    labels = {
        edge: Box(*map(float, places[index, chosen[index]]), *map(float, 2 * half[index]))
        for index, edge in enumerate(edges)
    }
    return labels, float(own_cost[every, chosen].sum()) + FORBIDDEN * clashes


def _label_costs(boxes: Mapping[str, Box], ends: FloatArray, half: FloatArray, places: FloatArray) -> FloatArray:
    """Cost (E, T) of each of T places of each label that does not depend on the other labels."""
    centre = np.array([box.centre for box in boxes.values()])
    box_half = np.array([box.half for box in boxes.values()])
    near = (np.abs(places[:, :, None] - centre) < half[:, None, None] + box_half + 1.0).all(axis=-1)
    roomy = half[:, None, None] + 0.8
    hits = segment_hits_box(ends[None, None, :, 0], ends[None, None, :, 1], places[:, :, None], roomy)
    hits &= ~np.eye(len(ends), dtype=bool)[:, None]
    head = (np.abs(places - ends[:, None, 1]) < half[:, None] + 3.0).all(axis=-1)
    tail = (np.abs(places - ends[:, None, 0]) < half[:, None] + 1.0).all(axis=-1)
    cost: FloatArray = (
        FORBIDDEN * near.sum(axis=-1) + 0.3 * FORBIDDEN * hits.sum(axis=-1) + 0.1 * FORBIDDEN * (head | tail)
    )
    return cost


def _over_labels(edge: int, chosen: IntArray, places: FloatArray, half: FloatArray) -> IntArray:
    """Count the other labels that each place of an edge's label would cover; (T,)."""
    others = places[np.arange(len(places)), chosen]
    covers = (np.abs(places[edge][:, None] - others) < half[edge] + half + 0.6).all(axis=-1)
    covers[:, edge] = False
    return _count(covers, 1)


def _trimmed(boxes: Mapping[str, Box], labels: Mapping[Edge, Box], width: float) -> Diagram:
    """Shift everything so that the diagram begins at y = 0."""
    every = [*boxes.values(), *labels.values()]
    low = min(box.y - box.height / 2 for box in every)
    high = max(box.y + box.height / 2 for box in every)
    return Diagram(
        {name: replace(box, y=box.y - low) for name, box in boxes.items()},
        {edge: replace(box, y=box.y - low) for edge, box in labels.items()},
        width,
        high - low,
    )
