"""From the codebook to a form, from filled-in forms to an export, and back to the scored matrix, without a binding."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from study.base.errors import StudyErrors
from study.setup.configuration import SurveyFile, SurveyFiles
from study.survey.responses import read_tables
from unit.instrument.filled_forms import (
    TOOLS,
    demonstration,
    expected,
    fill,
    google_forms,
    kobo,
    read_back,
    scaled,
    trapped,
)


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**32 - 1),
    language=st.sampled_from(["id", "en"]),
    order=st.sampled_from(["construct", "shuffled"]),
)
def test_every_export_gives_the_answers_that_were_filled_in(tool: str, seed: int, language: str, order: str) -> None:
    form = demonstration(language, order)
    filled = fill(form.questionnaire, seed, respondents=18)
    wanted = expected(form, filled)
    with TemporaryDirectory() as folder:
        survey = TOOLS[tool](form.questionnaire, filled, Path(folder))
        assert read_tables(SurveyFiles((SurveyFile(survey, None, None),)))[0].layout == tool
        pd.testing.assert_frame_equal(read_back(form, survey), wanted)


def test_the_seeded_respondents_are_kept_and_left_out() -> None:
    form = demonstration("id")
    kept = [len(expected(form, fill(form.questionnaire, seed, 18))) for seed in range(40)]
    assert 0 < sum(kept) / len(kept) < 18
    assert max(kept) > 3


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=8)
@given(seed=st.integers(0, 2**32 - 1), order=st.sampled_from(["construct", "shuffled"]))
def test_every_kind_of_scale_and_of_screening_comes_back(tool: str, seed: int, order: str) -> None:
    with TemporaryDirectory() as folder:
        form = scaled(Path(folder), order)
        filled = fill(form.questionnaire, seed, respondents=30)
        wanted = expected(form, filled)
        assume(len(wanted) > 0)
        pd.testing.assert_frame_equal(read_back(form, TOOLS[tool](form.questionnaire, filled, Path(folder))), wanted)


@pytest.mark.parametrize("tool", TOOLS)
def test_texts_that_mean_something_to_a_format_come_back_as_they_are(tool: str, tmp_path: Path) -> None:
    form = trapped(tmp_path)
    filled = fill(form.questionnaire, seed=3)
    wanted = expected(form, filled)
    assert len(wanted) > 5
    survey = TOOLS[tool](form.questionnaire, filled, tmp_path)
    pd.testing.assert_frame_equal(read_back(form, survey), wanted)


def test_a_question_that_the_form_words_otherwise_is_refused(tmp_path: Path) -> None:
    form = demonstration("en")
    survey = google_forms(form.questionnaire, fill(form.questionnaire, 1), tmp_path)
    text = form.codebook.indicators["Y.1"].question["en"]
    survey.write_text(survey.read_text(encoding="utf-8").replace(text, "Sales went up."), encoding="utf-8")
    with pytest.raises(StudyErrors, match=r"column is not in the codebook: .*'Sales went up\.'"):
        read_back(form, survey)


def test_a_column_that_neither_codebook_nor_platform_knows_is_refused(tmp_path: Path) -> None:
    form = demonstration("en")
    survey = google_forms(form.questionnaire, fill(form.questionnaire, 1), tmp_path)
    lines = survey.read_text(encoding="utf-8").splitlines()
    survey.write_text("\n".join(f'{line},"_id"' for line in lines), encoding="utf-8")
    with pytest.raises(StudyErrors, match=r"column is not in the codebook: .*'_id'"):
        read_back(form, survey)


def test_the_time_of_the_platform_decides_which_submission_is_the_last(tmp_path: Path) -> None:
    form = demonstration("en")
    filled = [each for each in fill(form.questionnaire, 5, 40) if len(expected(form, [each])) == 1][:1]
    assert filled
    again = {**filled[0], "identity": "0800 0000 9999", "Y.1": 2}
    first = {**filled[0], "identity": "+62 800-0000-9999", "Y.1": 4}
    survey = kobo(form.questionnaire, [first, again], tmp_path)
    assert read_back(form, survey)["Y.1"].tolist() == [2]


def test_the_order_is_the_same_in_every_language() -> None:
    codes = {
        (language, order): [question.code for question in demonstration(language, order).questionnaire.questions]
        for language in ("id", "en")
        for order in ("construct", "shuffled")
    }
    assert codes["id", "shuffled"] == codes["en", "shuffled"]
    assert codes["id", "shuffled"] != codes["id", "construct"]
    assert sorted(codes["id", "shuffled"]) == sorted(codes["id", "construct"])
    assert re.fullmatch(r"(X1\.\d )+(X2\.\d )+(X3\.\d )+(Y\.\d )+", " ".join(codes["en", "construct"][4:24]) + " ")
