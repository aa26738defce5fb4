"""What would stop a run half-way is told before it: the size of the sample, the omission distance, the estimation."""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from plssem import DataError
from study.analysis.samples import Settings, engine_model
from study.base.errors import StudyError
from study.drafting.study_check import check_estimation, fewest_respondents, items_against_their_construct
from study.setup.config import read_yaml
from study.setup.configuration import Configuration
from study.setup.study_model import read_study_model
from unit.drafting.test_questions import changed, survey

ROOT = Path(__file__).resolve().parents[2]
MODEL = """
constructs:
  X: {label: {en: X}, mode: A, indicators: [X1, X2, X3]}
  Y: {label: {en: Y}, mode: A, indicators: [Y1, Y2, Y3]}
paths: [{source: X, target: Y}]
"""


def configured(**changes: dict[str, Any]) -> Configuration:
    content = copy.deepcopy(read_yaml(ROOT / "config" / "config.yaml"))
    for section, settings in changes.items():
        content[section].update(settings)
    return Configuration.from_config(content)


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., None]:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")

    def run(answers: dict[str, Sequence[str]], **changes: dict[str, Any]) -> None:
        responses = pd.DataFrame(
            {code: pd.array(list(map(int, cells)), dtype="Int64") for code, cells in answers.items()}
        )
        check_estimation(responses, read_study_model(path), configured(**changes), "survey.csv")

    return run


def test_a_sample_that_can_be_analysed_passes(check: Callable[..., None]) -> None:
    check(survey(respondents=40))


def test_eight_respondents_are_refused_with_what_needs_more(check: Callable[..., None]) -> None:
    with pytest.raises(StudyError) as caught:
        check(survey(respondents=8))
    assert str(caught.value) == (
        "too few respondents for this configuration: survey.csv: found 8 kept; expected at least 10: 10 as "
        "prediction.folds is 10; see whether the file is whole and who was left out; else collect more answers"
    )


def test_each_need_counts() -> None:
    model = engine_model(read_study_model(ROOT / "config" / "model.yaml"), Settings("path", 300, 1e-7))
    needs = fewest_respondents(model, configured(prediction={"folds": 2}, estimation={"omission_distance": 9}))
    assert needs == {
        "the largest regression has 3 regressors": 5,
        "the check of quadratic effects has 6 regressors": 8,
        "estimation.omission_distance is 9": 10,
        "prediction.folds is 2": 10,
    }


@pytest.mark.parametrize(("respondents", "distance", "fitting"), [(42, 7, 8), (42, 6, 8), (60, 10, 11), (49, 7, 8)])
def test_an_omission_distance_that_divides_the_sample_is_named_with_the_next_one_that_does_not(
    check: Callable[..., None], respondents: int, distance: int, fitting: int
) -> None:
    with pytest.raises(
        StudyError, match=rf"{distance}, and {respondents} respondents kept; .*write omission_distance: {fitting}$"
    ):
        check(survey(respondents=respondents), estimation={"omission_distance": distance})
    check(survey(respondents=respondents), estimation={"omission_distance": fitting})


def test_a_construct_whose_items_run_against_each_other_has_no_scale(check: Callable[..., None]) -> None:
    cells = survey()
    cells["X2"] = ["3" if int(answer) > 1 else "4" for answer in cells["X1"]]
    with pytest.raises(DataError, match=r"construct without a response scale: construct X: .*turn reverse-coded"):
        check(cells)


def test_an_item_that_runs_against_its_construct_is_named_with_figures_and_not_turned(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    cells = changed(survey(), lambda header, _, cell: str(6 - int(cell)) if header == "Y2" else cell)
    responses = pd.DataFrame({code: pd.array(list(map(int, column)), dtype="Int64") for code, column in cells.items()})
    before = responses.copy()
    lines = items_against_their_construct(responses, read_study_model(path), "codebook.yaml")
    r = -np.corrcoef(survey_points("Y2"), (survey_points("Y1") + survey_points("Y3")) / 2)[0, 1]
    assert (
        f"note: Y2 runs against the other items of Y: item-rest correlation {r:.2f} over 40 respondents; " in lines[0]
    )
    assert all(line.endswith("see reverse in codebook.yaml\n") for line in lines)
    assert not any("other items of X" in line for line in lines)
    pd.testing.assert_frame_equal(responses, before)


def survey_points(code: str) -> np.ndarray:
    return np.array(survey()[code], dtype=float)


def test_an_item_that_everybody_answered_alike_is_told(check: Callable[..., None]) -> None:
    with pytest.raises(DataError, match=r"constant indicator: .*X2"):
        check(changed(survey(), lambda header, _, cell: "4" if header == "X2" else cell))
