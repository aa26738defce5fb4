"""Every check of checks.json passes on results that agree, and fails on those that do not."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import check_results
from jobs import call
from plssem import Bootstrap
from study.analysis.draws import write_bootstrap
from study.base.errors import StudyError
from study.base.files import read_json, write_json
from study.results.result_checks import Limits, run_checks
from study.words.dictionary import label
from study.words.wording import translated

LIMITS = Limits(missing_share=0.05, lost_resamples=0.01, loading_balance=0.5)
SAMPLES = ("pilot", "full")
# X -> M is .5, M -> Y .4, X -> Y .2. So r(X, M) = .5, r(X, Y) = .2 + .4 x .5 = .4, r(M, Y) = .4 + .2 x .5 = .5,
# R2 of M = .5 x .5 = .25, R2 of Y = .2 x .4 + .4 x .5 = .28, and the total effect of X on Y .2 + .5 x .4 = .4.
PATHS = pd.DataFrame(
    {
        "source": ["X", "M", "X"],
        "target": ["M", "Y", "Y"],
        "estimate": [0.5, 0.4, 0.2],
        "se": 0.1,
        "t": [5.0, 4.0, 2.0],
        "p": [0.0, 0.0, 0.0455],
        "lower": [0.3, 0.2, 0.0],
        "upper": [0.7, 0.6, 0.4],
        "hypothesis": ["", "H1", "H2"],
        "verdict": ["", "supported", "supported"],
    }
)
EFFECTS = pd.DataFrame(
    [
        ("direct", "X -> M", 0.5),
        ("direct", "M -> Y", 0.4),
        ("direct", "X -> Y", 0.2),
        ("total_indirect", "X -> Y", 0.2),
        ("total", "X -> M", 0.5),
        ("total", "M -> Y", 0.4),
        ("total", "X -> Y", 0.4),
    ],
    columns=["kind", "path", "estimate"],
)
CORRELATIONS = pd.DataFrame(
    {"construct": ["X", "M", "Y"], "X": [0.9, 0.5, 0.4], "M": [0.5, 0.9, 0.5], "Y": [0.4, 0.5, 0.9]}
)
LOADINGS = [0.8, 0.9]
OUTER = pd.DataFrame(
    {
        "indicator": ["x2", "x1"],
        "construct": "X",
        "outer_loading": [0.9, 0.8],
        "outer_weight": [0.6, 0.5],
        "outer_vif": [1.4, 1.4],
    }
)
# The performance of X is stated once for each target.
IMPORTANCE = pd.DataFrame(
    {
        "level": ["construct", "construct", "indicator"],
        "element": ["X", "X", "x1"],
        "target": ["M", "Y", "M"],
        "performance": [112.4, 112.4, 55.0],
    }
)


def bootstrap(not_converged: int = 0, inadmissible: int = 0, turned: float = 0.0) -> Bootstrap:
    """A bootstrap of 200 resamples; inadmissible ones come on top of those that did not converge."""
    number = np.arange(200)
    return Bootstrap(
        names={"outer_loadings": ("x1", "x2")},
        estimates={"outer_loadings": np.array(LOADINGS)},
        draws={"outer_loadings": np.tile(LOADINGS, (200, 1))},
        converged=number >= not_converged,
        admissible=number >= not_converged + inadmissible,
        cases=10,
        seed=1,
        turned={"X": turned},
    )


@pytest.fixture(scope="module")
def agreeing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("results")
    for sample in SAMPLES:
        (folder / sample).mkdir()
        write_json(
            {"received": 12, "kept": 10, "excluded": {"duplicate": 1, "years": 1}}, folder / sample / "flow.json"
        )
        write(folder / sample / "responses.csv", pd.DataFrame({"respondent": range(10), "x1": 3}))
        write(
            folder / sample / "exclusions.csv", pd.DataFrame({"source_row": [3, 7], "reason": ["duplicate", "years"]})
        )
        missing = pd.DataFrame({"indicator": ["x1", "x2"], "n": [95, 100], "missing": [5, 0]})
        write(folder / sample / "descriptives.csv", missing)
        write_bootstrap(bootstrap(not_converged=1, inadmissible=1), folder / sample / "bootstrap.npz")
        write(folder / sample / "outer_model.csv", OUTER)
    write(folder / "full" / "paths.csv", PATHS)
    write(folder / "full" / "effects.csv", EFFECTS)
    write(folder / "full" / "importance.csv", IMPORTANCE)
    write(folder / "full" / "fornell_larcker.csv", CORRELATIONS)
    write(folder / "full" / "r_squared.csv", pd.DataFrame({"construct": ["M", "Y"], "r_squared": [0.25, 0.28]}))
    main = PATHS[PATHS["hypothesis"] != ""].assign(universe=1, main=True).drop(columns="p")
    other = main.assign(universe=2, main=False, estimate=0.1, verdict="not_supported")
    write(folder / "robustness.csv", pd.concat([main, other]))
    claims = pd.DataFrame({"id": ["H1", "H2", "C1"], "verdict": ["supported", "supported", "contradicted"]})
    write(folder / "claims.csv", claims)
    return folder


@pytest.fixture
def results(agreeing: Path, tmp_path: Path) -> Path:
    return shutil.copytree(agreeing, tmp_path / "results")


def write(file: Path, table: pd.DataFrame) -> None:
    table.to_csv(file, index=False)


def cell(file: str, row: int, column: str, value: Any) -> Callable[[Path], None]:
    """A change of one cell of a table."""

    def change(results: Path) -> None:
        table = pd.read_csv(results / file)
        table.loc[row, column] = value
        write(results / file, table)

    return change


def without_row(file: str, row: int) -> Callable[[Path], None]:
    return lambda results: write(results / file, pd.read_csv(results / file).drop(index=row))


def drawn(**lost: float) -> Callable[[Path], None]:
    return lambda results: write_bootstrap(bootstrap(**lost), results / "full" / "bootstrap.npz")


def opposed(sample: str, loading: float) -> Callable[[Path], None]:
    """Let the second item of X load the other way, and the constructs of resamples turn."""

    def change(results: Path) -> None:
        cell(f"{sample}/outer_model.csv", 0, "outer_loading", loading)(results)
        changed = bootstrap(turned=0.25)
        estimates = {"outer_loadings": np.array([0.8, loading])}
        write_bootstrap(replace(changed, estimates=estimates), results / sample / "bootstrap.npz")

    return change


def flow(**changes: int) -> Callable[[Path], None]:
    def change(results: Path) -> None:
        file = results / "full" / "flow.json"
        write_json(read_json(file) | changes, file)

    return change


def failed(results: Path) -> list[tuple[str, str, str, str]]:
    return failed_with(results, LIMITS)


def test_results_that_agree_pass_every_check(results: Path) -> None:
    checks = run_checks(results, SAMPLES, LIMITS, has_claims=True)
    assert [check for check in checks if not check["passed"]] == []
    assert len(checks) == 2 * 7 + 7
    assert [check["where"] for check in checks] == ["pilot"] * 7 + ["full"] * 14
    # The page of results names each of them, and tells its detail.
    assert all(label(check["name"], language) for check in checks for language in ("id", "en"))
    assert all_told([check["detail"] for check in checks])


FLOW, MISSING = "received equals kept plus excluded", "missing answers per indicator"
RESAMPLES, LOADING = "resamples converge to admissible solutions", "loadings agree with the bootstrap's sample"
DIRECT, TOTAL = "direct effects equal path coefficients", "total effects equal direct plus indirect"
EXPLAINED, MAIN = "R2 follows from paths and correlations", "the main universe equals the main result"
VERDICTS = "verdicts of paths.csv and claims.csv agree"
SIGNS, WEIGHTS = "paths have the sign of their correlations", "outer weights are positive"
INDEPENDENT = "indicators of a block are linearly independent"
BALANCE = "no block's loadings nearly cancel"


@pytest.mark.parametrize(
    ("change", "name", "severity", "detail"),
    [
        (flow(received=13), FLOW, "error", "received 13, kept 10, excluded 2; rows 10 and 2"),
        (flow(kept=11, received=13), FLOW, "error", "received 13, kept 11, excluded 2; rows 10 and 2"),
        (without_row("full/exclusions.csv", 0), FLOW, "error", "received 12, kept 10, excluded 2; rows 10 and 1"),
        (
            cell("full/descriptives.csv", 0, "missing", 6),
            MISSING,
            "warning",
            "largest share 0.0594, limit 0.05; above it: x1",
        ),
        (
            opposed("full", -0.7),
            BALANCE,
            "warning",
            "smallest balance 0.0667, limit 0.5; X: 0.0667, turned in 0.2500 of the resamples; "
            "recode reversed items, or leave them out: look at x2",
        ),
        (
            drawn(turned=0.25),
            BALANCE,
            "warning",
            "smallest balance 1.0000, limit 0.5; X: 1.0000, turned in 0.2500 of the resamples; "
            "its items oppose each other though their loadings do not: look at their correlations",
        ),
        (drawn(not_converged=3), RESAMPLES, "warning", "3 of 200 did not converge, 3 inadmissible"),
        (drawn(inadmissible=3), RESAMPLES, "warning", "0 of 200 did not converge, 3 inadmissible"),
        (cell("full/outer_model.csv", 0, "outer_loading", 0.91), LOADING, "error", "largest gap 1.0e-02"),
        (cell("full/outer_model.csv", 0, "outer_loading", 0.89), LOADING, "error", "largest gap 1.0e-02"),
        (without_row("full/outer_model.csv", 0), LOADING, "error", "largest gap inf"),
        (cell("full/effects.csv", 4, "estimate", 0.6), TOTAL, "error", "largest gap 1.0e-01"),
        (cell("full/effects.csv", 3, "estimate", 0.1), TOTAL, "error", "largest gap 1.0e-01"),
        (without_row("full/effects.csv", 3), TOTAL, "error", "largest gap 2.0e-01"),
        (cell("full/r_squared.csv", 1, "r_squared", 0.38), EXPLAINED, "error", "largest gap 1.0e-01"),
        (cell("full/fornell_larcker.csv", 0, "Y", 0.9), EXPLAINED, "error", "largest gap 1.0e-01"),
        (without_row("full/r_squared.csv", 0), EXPLAINED, "error", "largest gap inf"),
        *(
            (cell("robustness.csv", 1, column, value), MAIN, "error", "2 paths, 5 numbers of each")
            for column, value in (
                *(("estimate", 0.2000000001), ("se", 0.2), ("t", 2.1), ("lower", 0.1), ("upper", 0.5)),
                ("verdict", "not_supported"),
            )
        ),
        (
            cell("claims.csv", 1, "verdict", "not_supported"),
            VERDICTS,
            "error",
            "2 hypotheses; H2 supported and not_supported",
        ),
        (
            cell("full/outer_model.csv", 1, "outer_weight", -0.12),
            WEIGHTS,
            "warning",
            "x1 -0.120; performance of X 112.4",
        ),
        (
            cell("full/outer_model.csv", 0, "outer_vif", np.inf),
            INDEPENDENT,
            "warning",
            "2 indicators; VIF infinite: x2",
        ),
    ],
)
def test_a_check_fails_where_the_results_deserve_it(
    results: Path, change: Callable[[Path], None], name: str, severity: str, detail: str
) -> None:
    change(results)
    assert failed(results) == [(name, "full", severity, detail)]


def test_a_direct_effect_that_is_no_path_coefficient_fails(results: Path) -> None:
    # The effects still add up: direct .3, indirect .1.
    cell("full/effects.csv", 2, "estimate", 0.3)(results)
    cell("full/effects.csv", 3, "estimate", 0.1)(results)
    assert failed(results) == [(DIRECT, "full", "error", "largest gap 1.0e-01")]


def suppress(results: Path, lower: float, upper: float) -> None:
    """X -> Y is -.22, and still X and Y correlate .38: M, correlated .8 with X, turns it, .6 = .75 x .8."""
    x_to_y, m_to_y, x_with_m = -0.22, 0.75, 0.8
    write(results / "full" / "paths.csv", PATHS.assign(estimate=[x_with_m, m_to_y, x_to_y]))
    for column, value in {"lower": lower, "upper": upper}.items():
        cell("full/paths.csv", 2, column, value)(results)
    correlations = {"XM": x_with_m, "XY": x_to_y + m_to_y * x_with_m, "MY": m_to_y + x_to_y * x_with_m}
    for (one, other), value in correlations.items():
        for row, column in ((one, other), (other, one)):
            cell("full/fornell_larcker.csv", "XMY".index(row), column, value)(results)
    total = x_to_y + m_to_y * x_with_m
    estimates = [x_with_m, m_to_y, x_to_y, m_to_y * x_with_m, x_with_m, m_to_y, total]
    write(results / "full" / "effects.csv", EFFECTS.assign(estimate=estimates))
    explained = [x_with_m**2, x_to_y * correlations["XY"] + m_to_y * correlations["MY"]]
    write(results / "full" / "r_squared.csv", pd.DataFrame({"construct": ["M", "Y"], "r_squared": explained}))
    main = pd.read_csv(results / "full" / "paths.csv").dropna(subset=["hypothesis"])
    write(results / "robustness.csv", main.assign(universe=1, main=True).drop(columns="p"))


def test_a_path_against_the_sign_of_its_correlation_is_named(results: Path) -> None:
    suppress(results, lower=-0.40, upper=-0.05)
    detail = "X -> Y: path -0.220, correlation 0.380, product -0.084"
    assert failed(results) == [(SIGNS, "full", "warning", detail)]


def test_a_path_whose_interval_holds_zero_has_no_sign(results: Path) -> None:
    suppress(results, lower=-0.50, upper=0.05)
    assert failed(results) == []
    (check,) = [check for check in run_checks(results, SAMPLES, LIMITS, has_claims=True) if check["name"] == SIGNS]
    assert check["detail"] == "X -> Y: path -0.220, correlation 0.380, product -0.084, interval holds 0"


def test_a_warning_says_in_each_language_what_to_do(results: Path) -> None:
    suppress(results, lower=-0.40, upper=-0.05)
    (check,) = [check for check in run_checks(results, SAMPLES, LIMITS, has_claims=True) if not check["passed"]]
    assert "VIF" in check["advice"]["en"]
    assert "supresi" in check["advice"]["id"]
    passed = [check for check in run_checks(results, SAMPLES, LIMITS, has_claims=True) if check["passed"]]
    assert not any("advice" in check for check in passed)


def test_limits_are_reached_before_they_are_exceeded(results: Path) -> None:
    drawn(not_converged=2)(results)
    assert failed(results) == []
    # Exactly 5 of 100 answers are missing, and 2 of 200 resamples are lost.
    assert [(name, where) for name, where, _, _ in failed_with(results, Limits(0.0499, 0.01, 0.5))] == [
        (MISSING, "pilot"),
        (MISSING, "full"),
    ]
    assert [(name, where) for name, where, _, _ in failed_with(results, Limits(0.05, 0.0099, 0.5))] == [
        (RESAMPLES, "pilot"),
        (RESAMPLES, "full"),
    ]


def failed_with(results: Path, limits: Limits) -> list[tuple[str, str, str, str]]:
    checks = run_checks(results, SAMPLES, limits, has_claims=True)
    assert all_told([check["detail"] for check in checks if check["severity"] == "warning"])
    return [(c["name"], c["where"], c["severity"], c["detail"]) for c in checks if not c["passed"]]


def all_told(details: list[str]) -> bool:
    """Whether every part of the details has Indonesian words; a weight beside an item's name needs none."""
    parts = [part for detail in details for part in detail.split("; ") if not re.fullmatch(r"\S+ -[\d.]+", part)]
    return [part for part in parts if translated(part, "id") == part] == []


def test_rounding_is_no_contradiction(results: Path) -> None:
    cell("full/r_squared.csv", 1, "r_squared", 0.28 + 5e-10)(results)
    cell("full/effects.csv", 4, "estimate", 0.5 - 5e-10)(results)
    assert failed(results) == []


def test_a_study_without_claims_or_pilot_has_fewer_checks(results: Path) -> None:
    (results / "claims.csv").unlink()
    shutil.rmtree(results / "pilot")
    assert len(run_checks(results, ("full",), LIMITS, has_claims=False)) == 13


def run(results: Path) -> Path:
    checks = results / "checks.json"
    call(check_results.main, results=results, samples=SAMPLES, limits=LIMITS, has_claims=True, checks=checks)
    return checks


def test_a_warning_is_written_down(results: Path) -> None:
    drawn(inadmissible=3)(results)
    (failure,) = [check for check in read_json(run(results)) if not check["passed"]]
    assert (failure["name"], failure["severity"]) == (RESAMPLES, "warning")


def test_a_contradiction_stops_the_run(results: Path) -> None:
    cell("claims.csv", 0, "verdict", "contradicted")(results)
    with pytest.raises(StudyError, match=r"verdicts of paths\.csv and claims\.csv agree \(full\): 2 hypotheses; H1 "):
        run(results)
    assert not (results / "checks.json").exists()
