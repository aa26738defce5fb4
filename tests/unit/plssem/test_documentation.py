"""docs/engine.md is true: its names are public and its examples run."""

import re
from pathlib import Path
from types import CodeType

import numpy as np
import pytest

import plssem
from unit.plssem.samples import answers

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "engine.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
TABLE = [line for line in TEXT.splitlines() if line.startswith("| ")]


def test_every_name_that_the_table_calls_is_public() -> None:
    names = {name for line in TABLE for name in re.findall(r"`([A-Za-z_0-9]+)(?:[.(][^`]*)?`", line.split("|")[2])}
    assert len(names) > 40
    assert {name for name in names - {"bootstrap_"} if not hasattr(plssem, name)} == set()


def compiled() -> list[CodeType]:
    return [compile(example.replace("10_000", "20"), "docs/engine.md", "exec") for example in EXAMPLES]


def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = compiled()
    known = {"indicators": answers(cases=50)[:, [0, 1, 2, 3, 4, 6, 7, 8]]}
    exec(first, known)
    assert known["paths"].estimate.shape == known["skewed"].lower.shape == (3,)
    assert "path_coefficients" in capsys.readouterr().out
    known |= {"Statistic": plssem.Statistic, "outer_vif": plssem.outer_vif}
    exec(second, known)
    draws = plssem.bootstrap(known["indicators"], known["model"], 5, seed=1, measures=known["collinearity"])
    assert (draws.draws["outer_vif"] >= 1 - 1e-12).all()
    assert np.isfinite(draws.draws["outer_vif"]).all()
