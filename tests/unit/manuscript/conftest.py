from pathlib import Path

import pytest

from unit.manuscript.made_up_results import Case, render


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The Indonesian manuscript of made-up results, rendered once, by format; no test may change these files."""
    return render(tmp_path_factory.mktemp("article"), Case())
