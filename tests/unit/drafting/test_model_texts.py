"""A study drafted from a model in the syntax of lavaan."""

import re
from pathlib import Path

import pytest

from study.base.errors import StudyError, StudyErrors
from study.other_engines.model_files import EngineSettings, model_files, read_model, read_model_text
from study.setup.study_model import read_study_model

ROOT = Path(__file__).resolve().parents[3]
TEXT = """
# measurement
Trust =~ 1*t1 + a*t2
  + t3; Use <~ u1 +
  u2                     ! formative
Loyalty =~ l1
# paths
Use ~ b1*Trust
Loyalty ~ Trust + Use + Trust:Use
t1 ~~ t2
indirect := b1*b2
Loyalty ~ 1
"""


def test_a_model_text_is_read() -> None:
    design = read_model_text(TEXT, "model.txt")
    assert design.constructs == {"Trust": ("t1", "t2", "t3"), "Use": ("u1", "u2"), "Loyalty": ("l1",)}
    assert design.modes == {"Trust": "A", "Use": "B", "Loyalty": "A"}
    assert [str(path) for path in design.paths] == ["Trust -> Use", "Trust -> Loyalty", "Use -> Loyalty"]
    assert design.unmeasured == ("Trust:Use -> Loyalty",)
    assert design.further == ("t1 ~~ t2", "indirect := b1*b2", "Loyalty ~ 1")


def test_apostrophes_in_remarks_make_no_text_of_r() -> None:
    assert list(read_model_text("# Trust's items\nTrust =~ t1 + t2\n# that's all", "m.txt").constructs) == ["Trust"]


def test_constructs_of_constructs_have_no_indicators() -> None:
    design = read_model_text("A =~ a1 + a2\nB =~ b1 + b2\nTop =~ A + B\nEnd =~ e1 + e2\nEnd ~ Top + A", "m.txt")
    assert list(design.constructs) == ["A", "B", "End"]
    assert design.unmeasured == ("Top -> End",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A =~ a1 + a2\nB =~ a2 + b1", "an indicator twice: m.txt, line 2: found a2"),
        ("A =~ a1\n\nA <~ a2", "a construct of two kinds: m.txt, line 3: found A by =~ and <~"),
        ("A =~ a1 +\n a 2", "a term of a model that is no name: m.txt, line 1: found 'a 2'"),
        ("A =~ a1\nB =~ b1\nB ~ 0.5*A", "a term of a model that is no name: m.txt, line 3: found '0.5*A'"),
        ("A =~ start(0.8)*a1", "no name: m.txt, line 1: found 'start(0.8)*a1'"),
        ("A =~ a1\nA B", "not a statement of a model: m.txt, line 2: found 'A B'"),
        ("A =~ a1 + ", "no name: m.txt, line 1: found ''"),
        ("", "no model text: m.txt: found no construct"),
        ("# nothing\n", "no model text: m.txt: found no construct"),
        ('one <- "A =~ a1"\ntwo <- "A =~ a2"', "several models: m.txt: found 2 model texts"),
    ],
)
def test_what_is_no_model_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises((StudyError, StudyErrors), match=re.escape(message)):
        read_model_text(text, "m.txt")


def test_every_wrong_line_is_told_at_once() -> None:
    with pytest.raises(StudyErrors) as caught:
        read_model_text("A =~ a1\nA\nB =~ 2*b1\n", "m.txt")
    assert [str(error).split(":")[1] for error in caught.value.errors] == [" m.txt, line 2", " m.txt, line 3"]


@pytest.mark.parametrize("name", ["lavaan.R", "csem.R"])
def test_the_model_that_is_written_for_r_is_read_again(tmp_path: Path, name: str) -> None:
    study = read_study_model(ROOT / "config" / "model.yaml").as_estimated()
    settings = EngineSettings("path", 300, 1e-7, 100, 1, 0.95)
    (tmp_path / name).write_text(model_files(study, settings, 100)[name], encoding="utf-8")
    design = read_model(tmp_path / name)
    if name == "lavaan.R":
        assert design.modes == {name: construct.mode for name, construct in study.constructs.items()}
        assert design.constructs == {name: each.indicators for name, each in study.constructs.items()}
    else:
        assert set(design.unclear) == set(study.constructs)
    assert sorted(map(str, design.paths)) == sorted(map(str, study.paths))
