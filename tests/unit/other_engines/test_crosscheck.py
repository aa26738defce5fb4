"""A second engine beside our results: agreement, conventions, and what nothing explains."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import plssem
from study.base.errors import StudyError
from study.other_engines.seminr_check import SecondEngine, crosscheck, crosscheck_engine, crosscheck_report
from study.other_engines.smartpls_settings import Choice, draw_bootstrap, estimate_values
from unit.other_engines.smartpls_reports import some_answers

OTHER = SecondEngine("another engine", {("path_coefficients", "X -> Y"): 0.30001, ("f_squared", "X -> Y"): 0.06})


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        ({("path_coefficients", "X -> Y"): 0.3}, "agrees"),
        ({("path_coefficients", "X -> Y"): 0.301}, "unexplained"),
        ({("f_squared", "X -> Y"): 0.05}, "differs by convention S1"),
        ({("htmt", "X ~ Y"): 0.5}, "unexplained"),
        ({("rho_a", "X"): float("nan")}, "agrees"),
    ],
)
def test_a_number_is_judged(ours: dict[tuple[str, str], float], verdict: str) -> None:
    (opinion,) = crosscheck(ours, OTHER, 1000, 1000)
    assert opinion.verdict == verdict


def test_a_standard_error_may_differ_by_its_monte_carlo_error() -> None:
    """B = 1,000 in both: they differ by sqrt(2/2000) = 3.2 %, 4.5 of these are 14 %: .110 is near .100, .120 not."""
    other = SecondEngine("another engine", {("path_se", "X -> Y"): 0.1, ("path_se", "Z -> Y"): 0.1})
    near, far = crosscheck({("path_se", "X -> Y"): 0.11, ("path_se", "Z -> Y"): 0.12}, other, 1000, 1000)
    assert (near.verdict, far.verdict) == ("agrees", "unexplained")
    assert "unexplained: path_se Z -> Y: ours 0.12, theirs 0.1" in crosscheck_report([near, far], other)


def written_results(folder: Path) -> dict[str, Any]:
    """Write the results of a small study by our engine, as the rules would, and its configuration."""
    frame, names = some_answers(missing=0.02)
    blocks = {name: [item for item in names if item.startswith(f"{name}.")] for name in ("X1", "X2", "Y")}
    model = plssem.Model.from_blocks(blocks, [("X1", "X2"), ("X1", "Y"), ("X2", "Y")])
    choice, full = Choice("path", "mean"), folder / "full"
    points = estimate_values(frame.to_numpy(), model, choice)
    drawn = draw_bootstrap(frame.to_numpy(), model, choice, 500, 1, "unaligned")
    errors = dict(zip(model.path_names, drawn.draws["path_coefficients"].std(axis=0, ddof=1), strict=True))
    full.mkdir()
    frame.rename_axis("respondent").to_csv(full / "responses.csv")

    def table(name: str, key: str, columns: dict[str, str]) -> pd.DataFrame:
        labels = [label for statistic, label in points if statistic == next(iter(columns.values()))]
        content = {key: labels, **{column: [points[s, label] for label in labels] for column, s in columns.items()}}
        pd.DataFrame(content).to_csv(full / f"{name}.csv", index=False)
        return pd.DataFrame(content)

    same = {name: name for name in ("cronbach_alpha", "rho_a", "composite_reliability")}
    table("reliability", "construct", {**same, "ave": "average_variance_extracted"})
    table("outer_model", "indicator", {"outer_loading": "outer_loadings", "outer_weight": "outer_weights"})
    table("r_squared", "construct", {name: name for name in ("r_squared", "adjusted_r_squared")})
    paths = table("paths", "path", {"estimate": "path_coefficients", "f_squared": "f_squared"})
    paths[["source", "target"]] = paths["path"].str.split(" -> ", expand=True)
    paths.assign(se=paths["path"].map(errors)).to_csv(full / "paths.csv", index=False)
    pairs = table("htmt", "pair", {"htmt": "htmt"})
    pairs[["construct_1", "construct_2"]] = pairs["pair"].str.split(" ~ ", expand=True)
    pairs.to_csv(full / "htmt.csv", index=False)
    return {**declared(folder, blocks), "results_dir": str(folder)}


def declared(folder: Path, blocks: dict[str, list[str]]) -> dict[str, Any]:
    label = {"id": "a", "en": "a"}
    constructs = {
        name: {"label": label, "mode": "A", "dimensions": [{"name": "d", "label": label, "indicators": items}]}
        for name, items in blocks.items()
    }
    paths = [{"source": source, "target": target} for source, target in (("X1", "X2"), ("X1", "Y"), ("X2", "Y"))]
    content = yaml.safe_dump({"constructs": constructs, "paths": paths}, sort_keys=False)
    (folder / "model.yaml").write_text(content, encoding="utf-8")
    return {
        "model": str(folder / "model.yaml"),
        "cleaning": {"missing_answers": "mean"},
        "estimation": {"scheme": "path"},
        "bootstrap": {"resamples": 500, "seed": 1},
    }


def test_seminr_agrees_and_a_changed_result_is_unexplained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = written_results(tmp_path)
    arguments = {"config": config, "resamples": 100, "crosschecked": tmp_path / "crosscheck.json"}
    assert crosscheck_engine(**arguments) == 0
    assert "VERDICT: AGREES" in capsys.readouterr().out
    verdicts = json.loads((tmp_path / "crosscheck.json").read_text(encoding="utf-8"))["verdicts"]
    assert set(verdicts) <= {"agrees", "differs by convention S1"}
    assert verdicts["agrees"] > 35
    paths = pd.read_csv(tmp_path / "full" / "paths.csv")
    paths.assign(estimate=paths["estimate"] + 0.001).to_csv(tmp_path / "full" / "paths.csv", index=False)
    assert crosscheck_engine(**arguments) == 1
    assert "unexplained: path_coefficients X1 -> X2" in capsys.readouterr().out


def test_imputed_answers_are_not_compared_with_another_engine(tmp_path: Path) -> None:
    content = written_results(tmp_path) | {"cleaning": {"missing_answers": "imputed"}}
    with pytest.raises(StudyError, match="imputed answers, which other engines do not have"):
        crosscheck_engine(config=content, resamples=100, crosschecked=tmp_path / "crosscheck.json")
