"""The draws of staged models and of splits are the same bytes for any number of threads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
PROGRAMS = {
    "higher order": (
        "from unit.plssem.test_higher_order import answers, model;"
        "from plssem import bootstrap_higher_order;"
        "draws = bootstrap_higher_order(answers(500), model('embedded'), 600, seed=1).draws.values()"
    ),
    "interactions": (
        "from unit.plssem.samples import answers, model; from plssem import ModeratedModel, Product;"
        "from plssem import bootstrap_moderated; products = Product('X', 'M', 'Y'), Product('X', 'X', 'Y');"
        "moderated = ModeratedModel(model(), products, 'orthogonalised');"
        "draws = bootstrap_moderated(answers(500), moderated, 600, seed=1).draws.values()"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_the_draws_do_not_depend_on_the_number_of_threads(program: str) -> None:
    digest = "import hashlib; print(hashlib.sha256(b''.join(v.tobytes() for v in draws)).hexdigest())"
    path = os.pathsep.join([str(TESTS.parent / "scripts"), str(TESTS)])
    digests = {
        subprocess.run(
            [sys.executable, "-c", f"{program}; {digest}"],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1
