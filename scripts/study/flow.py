"""The flow of respondents as `flow.json` counts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from study.errors import StudyError
from study.tabular import read_json

__all__ = ["Flow", "read_flow"]


@dataclass(frozen=True)
class Flow:
    """Counts of respondents: received, left out by reason, kept."""

    received: int
    excluded: Mapping[str, int]
    kept: int


def read_flow(path: Path) -> Flow:
    """Read `flow.json`; StudyError where its counts do not add up."""
    content = read_json(path)
    flow = Flow(content["received"], content["excluded"], content["kept"])
    left_out = sum(flow.excluded.values())
    if flow.received != flow.kept + left_out or min(flow.kept, *flow.excluded.values(), 0) < 0:
        raise StudyError(
            "the flow of respondents does not add up",
            str(path),
            f"received {flow.received}, left out {left_out}, kept {flow.kept}",
            "received = left out + kept",
            "run the cleaning of that survey again",
        )
    return flow
