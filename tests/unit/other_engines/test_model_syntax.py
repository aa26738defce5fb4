"""The model and the answers for other programs: the script for seminr runs, the other syntax says the same model."""

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import plssem
from study.base.errors import StudyError
from study.other_engines.model_files import export_smartpls
from unit.other_engines.smartpls_reports import some_answers


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """A study of X1 and X2 (formative) that lead to Y, with its scored answers."""
    constructs = {
        name: {
            "label": {"en": f"Construct {name}"},
            "mode": "B" if name == "X2" else "A",
            "indicators": [f"{name}.{n}" for n in (1, 2, 3)],
        }
        for name in ("X1", "X2", "Y")
    }
    paths = [{"source": source, "target": target} for source, target in (("X1", "X2"), ("X1", "Y"), ("X2", "Y"))]
    (tmp_path / "model.yaml").write_text(yaml.safe_dump({"constructs": constructs, "paths": paths}, sort_keys=False))
    (tmp_path / "results" / "full").mkdir(parents=True)
    some_answers()[0].rename_axis("respondent").to_csv(tmp_path / "results" / "full" / "responses.csv")
    return {
        "model": str(tmp_path / "model.yaml"),
        "results_dir": str(tmp_path / "results"),
        "estimation": {"scheme": "path", "max_iterations": 300, "tolerance": 1e-7},
        "bootstrap": {"resamples": 1000, "seed": 1, "confidence_level": 0.95},
    }


def files(config: dict[str, Any]) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in Path(config["results_dir"], "model").iterdir()}


def test_the_seminr_script_gives_our_paths(config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("seminr")
    export_smartpls(config=config)
    monkeypatch.chdir(Path(config["results_dir"], "model"))
    fit = runpy.run_path("seminr.py")["fit"]
    answers = some_answers()[0]
    blocks = {name: tuple(f"{name}.{n}" for n in (1, 2, 3)) for name in ("X1", "X2", "Y")}
    model = plssem.Model.from_blocks(blocks, [("X1", "X2"), ("X1", "Y"), ("X2", "Y")], modes={"X2": "B"})
    ours = plssem.estimate(answers.fillna(answers.mean()).to_numpy(), model).path_coefficients
    for source, target in (("X1", "X2"), ("X1", "Y"), ("X2", "Y")):
        value = float(ours[list(blocks).index(source), list(blocks).index(target)])
        assert fit.path_coef.get(source, target) == pytest.approx(value, abs=1e-5)


def test_control_variables_are_exported_with_their_paths_and_decimals(
    config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The logarithm of an age, missing for one: seminr finds our path of it, and of the others beside it."""
    pytest.importorskip("seminr")
    content = yaml.safe_load(Path(config["model"]).read_text(encoding="utf-8"))
    age = {"question": "age", "kind": "logarithm", "label": {"en": "Age (log)"}}
    Path(config["model"]).write_text(
        yaml.safe_dump(content | {"observed": {"age": age}, "controls": ["age -> Y"]}, sort_keys=False),
        encoding="utf-8",
    )
    answers = some_answers()[0]
    answers["age"] = np.log(20 + answers["Y.1"].fillna(3) + np.arange(len(answers)) % 17)
    answers.loc[answers.index[4], "age"] = np.nan
    answers.rename_axis("respondent").to_csv(Path(config["results_dir"], "full", "responses.csv"))
    export_smartpls(config=config)
    monkeypatch.chdir(Path(config["results_dir"], "model"))
    fit = runpy.run_path("seminr.py")["fit"]
    blocks = {name: tuple(f"{name}.{n}" for n in (1, 2, 3)) for name in ("X1", "X2", "Y")} | {"age": ("age",)}
    paths = [("X1", "X2"), ("X1", "Y"), ("X2", "Y"), ("age", "Y")]
    model = plssem.Model.from_blocks(blocks, paths, modes={"X2": "B"})
    used = answers[list(model.indicators)]
    ours = plssem.estimate(used.fillna(used.mean()).to_numpy(), model).path_coefficients
    for source, target in paths:
        value = float(ours[list(blocks).index(source), list(blocks).index(target)])
        assert fit.path_coef.get(source, target) == pytest.approx(value, abs=1e-5)
    assert files(config)["answers.csv"].splitlines()[5].endswith(",-99")
    assert "age -> Y" in files(config)["smartpls.txt"]


def test_answers_are_whole_numbers_with_the_marker_of_smartpls(config: dict[str, Any]) -> None:
    said = export_smartpls(config=config)
    assert "missing value marker: -99" in said
    read = pd.read_csv(Path(config["results_dir"], "model", "answers.csv"))
    expected = some_answers()[0].fillna(-99).astype(int)
    pd.testing.assert_frame_equal(read, expected)
    assert (read == -99).sum().sum() == int(np.isnan(some_answers()[0].to_numpy()).sum()) > 0


def test_the_text_for_smartpls_says_model_and_settings(config: dict[str, Any]) -> None:
    export_smartpls(config=config)
    text = files(config)["smartpls.txt"]
    for line in (
        "X2 (Construct X2), formative (Mode B): X2.1, X2.2, X2.3",
        "X1 -> Y",
        "120 cases, 9 indicators",
        "stop criterion: 10^-7",
        "1000 samples",
        "significance level 0.05",
    ):
        assert line in text


def test_csem_has_composites_with_their_modes_and_no_point_in_a_name(config: dict[str, Any]) -> None:
    export_smartpls(config=config)
    syntax = files(config)["csem.R"]
    model = re.search(r'model <- "\n(.*?)"', syntax, re.DOTALL)
    assert model is not None
    assert model[1].split("\n")[:-1] == [
        "  X2 ~ X1",
        "  Y ~ X1 + X2",
        "  X1 <~ X1_1 + X1_2 + X1_3",
        "  X2 <~ X2_1 + X2_2 + X2_3",
        "  Y <~ Y_1 + Y_2 + Y_3",
    ]
    assert '.PLS_modes = list(X1 = "modeA", X2 = "modeB", Y = "modeA")' in syntax
    assert ".disattenuate = FALSE" in syntax
    assert ".tolerance = 1e-07" in syntax


def test_lavaan_has_factors_and_says_that_it_is_another_estimator(config: dict[str, Any]) -> None:
    export_smartpls(config=config)
    syntax = files(config)["lavaan.R"]
    for line in (
        "  X1 =~ X1.1 + X1.2 + X1.3\n",
        "  X2 <~ 1*X2.1 + X2.2 + X2.3\n",
        "  Y ~ X1 + X2\n",
        "another estimator",
    ):
        assert line in syntax


def test_r_syntax_of_seminr_says_the_same_model(config: dict[str, Any]) -> None:
    export_smartpls(config=config)
    syntax = files(config)["seminr.R"]
    assert '  composite("X2", c("X2.1", "X2.2", "X2.3"), weights = mode_B),\n' in syntax
    assert '  paths(from = c("X1", "X2"), to = "Y")\n' in syntax
    assert syntax.count("(") == syntax.count(")")


def test_a_scheme_that_seminr_lacks_gives_no_file_for_it(config: dict[str, Any]) -> None:
    config = {**config, "estimation": {**config["estimation"], "scheme": "centroid"}}
    assert "none for seminr, which lacks the scheme centroid" in export_smartpls(config=config)
    assert set(files(config)) == {"answers.csv", "smartpls.txt", "csem.R", "lavaan.R"}


def test_without_results_nothing_is_exported(config: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"there are no results: .*run python scripts/sentra.py run first"):
        export_smartpls(config={**config, "results_dir": str(tmp_path / "other")})
