"""Paths, routes and interactions as text: each reads what it prints, and the engine writes them alike."""

from dataclasses import replace
from pathlib import Path

import pytest

import plssem
from plssem.model import ARROW as ARROW_OF_THE_ENGINE
from study.setup.study_model import ARROW, Interaction, ModelPath, Route, read_study_model

MODEL = read_study_model(Path(__file__).resolve().parents[2] / "config" / "model.yaml")


def test_text_is_read_as_it_is_printed() -> None:
    path = ModelPath.parse("X1 -> Y")
    assert (path.source, path.target, path.hypothesis, path.sign) == ("X1", "Y", None, 1)
    assert str(path) == path.name == "X1 -> Y"
    route = Route.parse("X1 -> X3 -> Y")
    assert route.constructs == ("X1", "X3", "Y")
    assert str(route) == "X1 -> X3 -> Y"
    interaction = Interaction.parse("X2 * X3 -> Y")
    assert (interaction.factor, interaction.moderator, interaction.target) == ("X2", "X3", "Y")
    assert str(interaction) == "X2 * X3 -> Y"
    assert [str(effect) for effect in interaction.main_effects] == ["X2 -> Y", "X3 -> Y"]


@pytest.mark.parametrize("text", ["X1", "X1->Y", "X1 -> X3 -> Y"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        ModelPath.parse(text)


def test_the_engine_writes_paths_and_products_alike() -> None:
    assert ARROW == ARROW_OF_THE_ENGINE
    assert plssem.Product("X2", "X3", "Y").path == str(Interaction("X2", "X3", "Y"))


def test_a_negative_hypothesis_expects_the_sign_minus_one() -> None:
    assert ModelPath("X1", "Y", "H1", "negative").sign == -1


def test_the_main_outcome_is_the_last_construct_that_a_path_leads_to() -> None:
    assert MODEL.main_outcome == "Y"
    assert replace(MODEL, paths=(ModelPath("X2", "Y"), ModelPath("X1", "X3"))).main_outcome == "Y"
    assert [construct.name for construct in MODEL.divided] == [
        name for name, construct in MODEL.constructs.items() if len(construct.dimensions) > 1
    ]
