"""What a model is, and what is refused before any estimation."""

import dataclasses

import numpy as np
import pytest

from plssem import Model, ModelError
from unit.plssem.samples import BLOCKS, PATHS, model

TWO = {"A": ["a1"], "B": ["b1"]}


def test_blocks_paths_and_names() -> None:
    made = model()
    assert made.indicators == ("x1", "x2", "x3", "m1", "m2", "z1", "y1", "y2", "y3")
    assert made.block_sizes.tolist() == [3, 2, 1, 3]
    assert made.owners.tolist() == [0, 0, 0, 1, 1, 2, 3, 3, 3]
    assert made.block(1).tolist() == [3, 4]
    assert made.antecedents(3).tolist() == [0, 1, 2]
    assert made.endogenous == (1, 3)
    assert made.path_names == ("X -> M", "X -> Y", "M -> Y", "Z -> Y")
    assert made.modes == ("A", "A", "A", "A")


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        model().scheme = "centroid"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        model().structural_model[0, 1] = False


@pytest.mark.parametrize(
    ("blocks", "paths", "options", "message"),
    [
        ({"A": ["a1", "b1"], "B": ["b1"]}, [("A", "B")], {}, "indicator named twice: b1: .*blocks of A, B"),
        (TWO, [("A", "C")], {}, "A -> C"),
        (TWO, [("A", "B"), ("A", "B")], {}, "duplicate path: path A -> B"),
        (TWO, [("A", "A")], {}, "self loop: path A -> A"),
        (TWO, [("A", "B"), ("B", "A")], {}, "cycle in the structural model: .*A -> B -> A|B -> A -> B"),
        ({**TWO, "C": ["c1"]}, [("A", "B")], {}, "construct in no path: C"),
        ({**TWO, "C": []}, [("A", "B"), ("A", "C")], {}, "empty block: C"),
        (TWO, [("A", "B")], {"modes": {"C": "B"}}, "unknown construct: modes: found 'C'"),
        (TWO, [("A", "B")], {"modes": {"A": "C"}}, "unknown mode: A: found 'C'"),
        (TWO, [("A", "B")], {"scheme": "principal"}, "unknown weighting scheme: .*'principal'.*path, factorial"),
        (TWO, [("A", "B")], {"tolerance": 0.0}, "setting out of range: tolerance: found 0.0"),
        ({}, [], {}, "out of range: blocks: found no construct; expected two"),
        ({"A": "a1", "B": ["b1"]}, [("A", "B")], {}, "block that is no list: A: found 'a1'"),
        ({"A -> C": ["a1"], "B": ["b1"]}, [("A -> C", "B")], {}, "reads as a path, or as a pair: blocks: found A -> C"),
        ({"A ~ C": ["a1"], "B": ["b1"]}, [("A ~ C", "B")], {}, "reads as a path, or as a pair: blocks: found A ~ C"),
        ({"A": ["a1", 2], "B": ["b1"]}, [("A", "B")], {}, "name that is no text: block of A: found 2"),
        ({"A": None, "B": ["b1"]}, [("A", "B")], {}, "block that is no list: A: found None"),
        (TWO, ["A -> B"], {}, "path that is no pair: paths: found 'A -> B'"),
        (TWO, [("A", "B", "C")], {}, r"path that is no pair: paths: found \('A', 'B', 'C'\)"),
        (TWO, [("A", "B")], {"tolerance": np.inf}, "setting out of range: tolerance: found inf"),
        (TWO, [("A", "B")], {"tolerance": "1"}, "setting out of range: tolerance: found 1; expected a number above 0"),
        (TWO, [("A", "B")], {"max_iterations": 0}, "setting out of range: max_iterations: found 0"),
        (TWO, [("A", "B")], {"max_iterations": 1.5}, "max_iterations: found 1.5; expected a whole number above 0"),
    ],
)
def test_refused_on_one_line(blocks: dict, paths: list, options: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message) as refusal:
        Model.from_blocks(blocks, paths, **options)
    assert "\n" not in str(refusal.value)


def test_a_longer_cycle_is_named_in_its_direction() -> None:
    blocks = {name: [name.lower()] for name in "ABCD"}
    with pytest.raises(ModelError, match=r"B -> C -> D -> B|C -> D -> B -> C|D -> B -> C -> D"):
        Model.from_blocks(blocks, [("A", "B"), ("B", "C"), ("C", "D"), ("D", "B")])


def test_arrays_of_the_wrong_shape() -> None:
    with pytest.raises(ModelError, match=r"array of the wrong shape: structural_model: found \(2, 2\); expected \(4"):
        dataclasses.replace(model(), structural_model=np.zeros((2, 2), dtype=bool))


def test_an_indicator_without_a_block() -> None:
    membership = np.array(model().measurement_model)
    membership[0] = False
    with pytest.raises(ModelError, match="indicator without one block: x1: found 0 blocks"):
        dataclasses.replace(model(), measurement_model=membership)


def test_paths_are_ordered_by_source_whatever_the_order_given() -> None:
    assert Model.from_blocks(BLOCKS, PATHS[::-1]).paths == model().paths
