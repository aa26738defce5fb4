"""Where boxes and labels of path diagrams go."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.figures.layout import Box, Diagram, Edge, arrange, clip_to_boxes, number_layers, segment_hits_box
from unit.result_samples import cluster_study, satisfaction_study

WIDTH, SIZE, LABEL = 158.0, (36.0, 12.0), (16.0, 7.0)


def boxes_overlap(one: Box, two: Box, margin: float = 0.0) -> bool:
    """Whether two boxes come nearer to each other than `margin` (mm) in both directions."""
    near_x = abs(one.x - two.x) < (one.width + two.width) / 2 + margin
    near_y = abs(one.y - two.y) < (one.height + two.height) / 2 + margin
    return near_x and near_y


def arranged(names: list[str], edges: list[Edge], size: tuple[float, float] = SIZE) -> Diagram:
    return arrange(dict.fromkeys(names, size), edges, dict.fromkeys(edges, LABEL), WIDTH)


def edges_of(study: object) -> tuple[list[str], list[Edge]]:
    return list(study.constructs), [(path.source, path.target) for path in study.paths]  # type: ignore[attr-defined]


FAN = ([*(f"X{i}" for i in range(1, 9)), "Y"], [(f"X{i}", "Y") for i in range(1, 9)])
CHAIN = ([f"V{i}" for i in range(8)], [*((f"V{i}", f"V{i + 1}") for i in range(7)), ("V0", "V3"), ("V1", "V5")])
MEDIATION = (["X1", "X2", "M", "Y"], [("X1", "M"), ("X2", "M"), ("M", "Y"), ("X1", "Y"), ("X2", "Y")])
GRAPHS = {
    "cluster": edges_of(cluster_study()),
    "satisfaction": edges_of(satisfaction_study()),
    "pair": (["X", "Y"], [("X", "Y")]),
    "fan": FAN,
    "chain": CHAIN,
    "mediation": MEDIATION,
}


@cache
def diagram_of(name: str) -> Diagram:
    return arranged(*GRAPHS[name])


def test_layers_follow_the_longest_path() -> None:
    # C is reached by A -> C and by A -> B -> C; the longer one counts.
    assert number_layers(["C", "A", "B"], [("A", "C"), ("A", "B"), ("B", "C")]) == {"C": 2, "A": 0, "B": 1}


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(StudyError, match=r"the paths run in a circle: the model's paths: found .*A.*B"):
        number_layers(["A", "B"], [("A", "B"), ("B", "A")])


@pytest.mark.parametrize("graph", GRAPHS)
def test_nothing_covers_anything(graph: str) -> None:
    diagram = diagram_of(graph)
    boxes, labels = list(diagram.boxes.values()), list(diagram.labels.values())
    assert not any(boxes_overlap(one, two, margin=2.0) for one, two in combinations(boxes, 2))
    assert not any(boxes_overlap(label, box) for label in labels for box in boxes)
    assert not any(boxes_overlap(one, two) for one, two in combinations(labels, 2))
    assert through_boxes(diagram, GRAPHS[graph][1]) == []


@pytest.mark.parametrize("graph", GRAPHS)
def test_everything_lies_inside(graph: str) -> None:
    diagram = diagram_of(graph)
    for box in [*diagram.boxes.values(), *diagram.labels.values()]:
        assert (
            np.abs(box.centre - [WIDTH / 2, diagram.height / 2]) + box.half <= [WIDTH / 2, diagram.height / 2]
        ).all()


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_label_sits_on_its_own_edge(graph: str) -> None:
    diagram = diagram_of(graph)
    for (source, target), label in diagram.labels.items():
        start, end = clip_to_boxes(diagram.boxes[source], diagram.boxes[target])
        along, to = end - start, label.centre - start
        assert abs(along[0] * to[1] - along[1] * to[0]) < 1e-6 * np.linalg.norm(along)


def test_three_causes_stand_in_the_models_order_left_of_their_outcome() -> None:
    boxes = arranged(*GRAPHS["cluster"]).boxes
    assert boxes["X1"].y > boxes["X2"].y > boxes["X3"].y
    assert boxes["X1"].x == boxes["X2"].x == boxes["X3"].x < boxes["Y"].x
    assert boxes["Y"].y == boxes["X2"].y


@st.composite
def recursive_graphs(draw: st.DrawFn) -> tuple[list[str], list[Edge]]:
    names = [f"V{index}" for index in range(draw(st.integers(2, 6)))]
    pairs = list(combinations(names, 2))
    return names, draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=8, unique=True))


@settings(max_examples=15)
@given(recursive_graphs())
def test_any_recursive_graph_is_drawn_without_overlaps_and_the_same_each_time(
    graph: tuple[list[str], list[Edge]],
) -> None:
    diagram = arranged(*graph)
    assert not any(boxes_overlap(one, two) for one, two in combinations(diagram.boxes.values(), 2))
    assert all(diagram.boxes[source].x <= diagram.boxes[target].x for source, target in graph[1])
    assert diagram == arranged(*graph)


def through_boxes(diagram: Diagram, edges: list[Edge]) -> list[tuple[str, str, str]]:
    return [
        (source, target, name)
        for source, target in edges
        for name, box in diagram.boxes.items()
        if name not in (source, target) and hits(diagram.boxes[source], diagram.boxes[target], box)
    ]


def hits(source: Box, target: Box, box: Box) -> bool:
    return bool(segment_hits_box(source.centre, target.centre, box.centre, box.half))


def test_boxes_that_touch_overlap_only_with_a_margin() -> None:
    one, two = Box(0, 0, 4, 4), Box(4, 0, 4, 4)
    assert not boxes_overlap(one, two)
    assert boxes_overlap(one, two, margin=0.5)
    assert not boxes_overlap(one, Box(0, 10, 4, 4), margin=0.5)
