from dataclasses import replace
from pathlib import Path as FilePath

import pytest

from study.base.errors import StudyErrors
from study.setup.config import read_yaml
from study.setup.model_checks import check_model
from study.setup.schema_checks import validate
from study.setup.study_model import Construct, Dimension, ModelPath, StudyModel

SCHEMA = FilePath(__file__).resolve().parents[2] / "workflow" / "schemas" / "model.schema.yaml"
KNOWN = ("P1", "P2", "S1", "L1", "L2")


def model(
    *paths: tuple[str, str], blocks: dict[str, tuple[str, ...]] | None = None, hypothesis: str = ""
) -> StudyModel:
    blocks = blocks or {"Price": ("P1", "P2"), "Satisfaction": ("S1",), "Loyalty": ("L1", "L2")}
    constructs = {
        name: Construct(name, {"en": name}, "A", (Dimension(name, {"en": name}, codes),))
        for name, codes in blocks.items()
    }
    return StudyModel(constructs, tuple(ModelPath(*ends, hypothesis or None) for ends in paths))


CHAIN = (("Price", "Satisfaction"), ("Satisfaction", "Loyalty"))


def refusals(found: StudyModel) -> list[str]:
    with pytest.raises(StudyErrors) as caught:
        check_model(found, KNOWN, "model.yaml", "codebook.yaml")
    return str(caught.value).splitlines()


def test_a_model_without_fault_passes() -> None:
    check_model(model(*CHAIN, ("Price", "Loyalty")), KNOWN, "model.yaml", "codebook.yaml")


def test_two_constructs_in_the_same_words_are_refused() -> None:
    found = model(*CHAIN)
    same = replace(found.constructs["Loyalty"], label={"en": "price "})
    assert refusals(replace(found, constructs=found.constructs | {"Loyalty": same})) == [
        "two labels in the same words: model.yaml, constructs: found price (en) for Price and Loyalty; expected words "
        "of its own for each; reword one of them"
    ]


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        (
            (*CHAIN, ("Loyalty", "Price")),
            "paths lead in a circle: model.yaml, key paths: found Price -> Satisfaction, Satisfaction -> Loyalty, "
            "Loyalty -> Price; expected paths that never lead back; delete or turn one of them: PLS-SEM estimates "
            "recursive models",
        ),
        (
            (*CHAIN, ("Price", "Loyalti")),
            "a path leads from or to no construct: model.yaml, key paths, entry 3: found Loyalti; expected one of: "
            "Price, Satisfaction, Loyalty; did you mean Loyalty?",
        ),
        (
            (*CHAIN, ("Price", "Price")),
            "a path leads from a construct to itself: model.yaml, key paths, entry 3: found Price -> Price; expected "
            "two constructs; correct source or target",
        ),
        (
            (*CHAIN, CHAIN[0]),
            "a path stands twice: model.yaml, key paths: found Price -> Satisfaction; expected each path once; delete "
            "one of the lines",
        ),
        (
            CHAIN[:1],
            "a construct has no path: model.yaml, construct Loyalty: found none under paths; expected a path from it "
            "or to it; add one or delete it",
        ),
    ],
)
def test_paths_that_cannot_be(paths: tuple[tuple[str, str], ...], line: str) -> None:
    assert refusals(model(*paths)) == [line]


def test_only_the_circle_is_named_not_what_leads_there() -> None:
    blocks = {name: (code,) for name, code in zip("ABCDE", KNOWN, strict=True)}
    (line,) = refusals(model(("A", "B"), ("B", "C"), ("C", "D"), ("D", "B"), ("D", "E"), blocks=blocks))
    assert "found B -> C, C -> D, D -> B;" in line


def test_a_hypothesis_belongs_to_one_path() -> None:
    assert refusals(model(*CHAIN, hypothesis="H1")) == [
        "a hypothesis stands at two paths: model.yaml, paths Price -> Satisfaction and Satisfaction -> Loyalty: found "
        "H1; expected a hypothesis of its own per path; number them differently"
    ]


def test_indicators_that_cannot_be() -> None:
    blocks = {"Price": ("P1", "P22"), "Satisfaction": ("S1",), "Loyalty": ("S1", "zz")}
    assert refusals(model(*CHAIN, blocks=blocks)) == [
        "an indicator of the model has no question: model.yaml, construct Price: found P22; expected a code under "
        "indicators of codebook.yaml; did you mean P2?",
        "an indicator of the model has no question: model.yaml, construct Loyalty: found zz; expected a code under "
        "indicators of codebook.yaml; add its question there or correct the code",
        "an indicator stands in two places: model.yaml, construct Satisfaction and Loyalty: found S1; expected each "
        "indicator in one construct and one dimension; delete it in one of them",
    ]


@pytest.mark.parametrize(
    ("mode", "message"),
    [("reflective", r"found 'reflective'; expected A \(.*reflective in SmartPLS\) or B"), ("a", "or B")],
)
def test_the_mode_is_explained_in_words_of_other_programs(tmp_path: FilePath, mode: str, message: str) -> None:
    path = tmp_path / "model.yaml"
    block = f"{{label: {{en: x}}, mode: {mode}, dimensions: [{{name: x, label: {{en: x}}, indicators: [x]}}]}}"
    path.write_text(f"constructs: {{X: {block}, Y: {block}}}\npaths: [{{source: X, target: Y}}]\n", encoding="utf-8")
    with pytest.raises(StudyErrors, match=message):
        validate(read_yaml(path), SCHEMA, "model.yaml")
