"""What a verification copies: every file that a run may read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from study.reproduction.study_folder import find_inputs, open_study

ROOT = Path(__file__).parents[3]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.isprintable() and len(value) < 200:
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)


@pytest.mark.parametrize("configfile", ["config/config.yaml", "examples/mobile_satisfaction/config.yaml"])
def test_every_file_that_a_configuration_names_is_an_input(configfile: str) -> None:
    study = open_study(ROOT, configfile)
    named = {text for text in texts(study.config) if (ROOT / text).is_file()}
    assert len(named) >= 5
    assert named <= set(find_inputs(study))
