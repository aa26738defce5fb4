"""What claims are judged by is computed anew in the checks: a judging script that was edited contradicts its draws."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from study.base.files import write_table
from study.claims.repetition import Estimates
from study.results import result_checks
from study.results.result_checks import ClaimBasis
from unit.claims.judged import CLAIMS, DECLARED, LEVEL, MODEL, SETTINGS, Size, answers, draw_estimates, judge

NAMES = ("evidence of the claims follows from the draws", "verdicts of the claims follow from their evidence")
Change = Callable[[pd.DataFrame, pd.DataFrame], None]


@pytest.fixture(scope="module")
def judged() -> tuple[pd.DataFrame, pd.DataFrame, Estimates]:
    indicators = answers(DECLARED, 200, seed=1)
    verdicts, evidence = judge(indicators)
    estimates = draw_estimates(indicators, MODEL, CLAIMS, SETTINGS, (1, 5), Size().resamples, 1)
    return verdicts.reset_index(), evidence, estimates


def set_verdict(table: int, verdict: str) -> Change:
    return lambda *tables: tables[table].__setitem__("verdict", verdict)


def shift(column: str) -> Change:
    return lambda _, evidence: evidence.__setitem__(column, evidence[column] + 0.1)


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (lambda *_: None, []),
        (set_verdict(0, "supported"), [NAMES[1]]),
        (set_verdict(1, "supported"), [NAMES[1]]),
        (shift("estimate"), [NAMES[0]]),
        (shift("upper"), [NAMES[0]]),
        (shift("t"), [NAMES[0]]),
    ],
)
def test_an_edited_verdict_or_number_contradicts_the_draws(
    tmp_path: Path, judged: tuple[pd.DataFrame, pd.DataFrame, Estimates], change: Change, failing: list[str]
) -> None:
    verdicts, evidence, estimates = judged[0].copy(), judged[1].copy(), judged[2]
    change(verdicts, evidence)
    write_table(verdicts, tmp_path / "claims.csv")
    write_table(evidence, tmp_path / "claim_tests.csv")
    basis = ClaimBasis(CLAIMS, estimates, 1.96, LEVEL)
    checks = [result_checks._evidence(tmp_path, basis), result_checks._judgements(tmp_path, basis)]
    failed = [check.name for check in checks if not check.passed]
    assert [name for name in failing if name not in failed] == []
    assert failing or failed == []
