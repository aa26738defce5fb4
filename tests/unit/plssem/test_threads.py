"""Every draw is the same bytes for any number of threads, of ours and of the linear algebra's, and for any B."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from plssem import (
    Bootstrap,
    HigherOrderModel,
    ModeratedModel,
    Part,
    Product,
    bootstrap,
    bootstrap_consistent,
    bootstrap_copulas,
    bootstrap_estimators,
    bootstrap_groups,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    exact_fit,
    join_bootstraps,
    measurement_invariance,
    permute_groups,
)
from unit.plssem.samples import BLOCKS, likert, model

DATA = likert(cases=40)
IN_FIRST = np.arange(40) < 20
HIGHER = HigherOrderModel.from_blocks(BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")])
MODERATED = ModeratedModel(model(), (Product("X", "M", "Y"), Product("X", "X", "Y")))
BOOTSTRAPS: dict[str, Callable[[int, int], Bootstrap]] = {
    "plain": lambda resamples, threads: bootstrap(DATA, model(), resamples, seed=1, threads=threads),
    "consistent": lambda resamples, threads: bootstrap_consistent(DATA, model(), resamples, seed=1, threads=threads),
    "higher": lambda resamples, threads: bootstrap_higher_order(DATA, HIGHER, resamples, seed=1, threads=threads),
    "moderated": lambda resamples, threads: bootstrap_moderated(DATA, MODERATED, resamples, seed=1, threads=threads),
    "importance": lambda resamples, threads: bootstrap_importance(
        DATA, model(), "Y", 1, 5, resamples, seed=1, threads=threads
    ),
    "copulas": lambda resamples, threads: bootstrap_copulas(DATA, model(), "Y", (), resamples, seed=1, threads=threads),
    "estimators": lambda resamples, threads: bootstrap_estimators(
        DATA, {"one": model()}, resamples, seed=1, threads=threads
    )["one"],
    "second group": lambda resamples, threads: bootstrap_groups(
        DATA, IN_FIRST, model(), resamples, seed=1, threads=threads
    )[1],
}

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


@cache
def drawn_whole(draw: Callable[[int, int], Bootstrap], resamples: int) -> Bootstrap:
    return draw(resamples, 1)


@pytest.mark.parametrize("draw", BOOTSTRAPS.values(), ids=BOOTSTRAPS)
def test_threads_change_no_bit_and_fewer_resamples_are_the_beginning_of_more(
    draw: Callable[[int, int], Bootstrap],
) -> None:
    whole = drawn_whole(draw, 1100)
    for resamples, threads in ((1100, 2), (1100, 3), (513, 2), (2, 1)):
        other = draw(resamples, threads)
        np.testing.assert_array_equal(other.admissible, whole.admissible[:resamples])
        for name, draws in other.draws.items():
            np.testing.assert_array_equal(draws, whole.draws[name][:resamples], err_msg=name)


@pytest.mark.parametrize("draw", BOOTSTRAPS.values(), ids=BOOTSTRAPS)
@pytest.mark.parametrize(("resamples", "parts"), [(1100, 2), (1100, 5), (1025, 3), (513, 2)])
def test_neither_do_parts_that_are_drawn_apart(
    draw: Callable[[int, int], Bootstrap], resamples: int, parts: int
) -> None:
    """More parts than blocks of 512 are empty ones; a block of one resample is never alone."""
    whole = drawn_whole(draw, resamples)
    drawn = [draw(Part(resamples, number, parts), 1) for number in range(parts)]
    assert sorted(part.resamples for part in drawn)[0] < whole.resamples
    assert 1 not in [part.resamples for part in drawn]
    joined = join_bootstraps(drawn)
    for name, draws in whole.draws.items():
        assert joined.draws[name].tobytes() == draws.tobytes(), name
        assert joined.estimates[name].tobytes() == whole.estimates[name].tobytes(), name
    assert joined.converged.tobytes() + joined.admissible.tobytes() == (
        whole.converged.tobytes() + whole.admissible.tobytes()
    )
    np.testing.assert_equal(dict(joined.turned), dict(whole.turned))


def test_parts_of_different_bootstraps_are_refused() -> None:
    parts = [bootstrap(DATA, model(), Part(1100, 0, 2), seed=seed) for seed in (1, 2)]
    with pytest.raises(ValueError, match="parts of different bootstraps"):
        join_bootstraps(parts)


def test_neither_do_they_change_splits_and_distances() -> None:
    splits = [permute_groups(DATA, IN_FIRST, model(), 600, seed=1, threads=threads).draws for threads in (1, 2)]
    fits = [exact_fit(DATA, model(), 600, seed=1, threads=threads).draws for threads in (1, 2)]
    for one, other in (splits, fits):
        for name, draws in one.items():
            np.testing.assert_array_equal(draws, other[name], err_msg=name)
    means = [
        measurement_invariance(DATA, IN_FIRST, model(), 600, seed=1, threads=threads).mean_difference
        for threads in (1, 2)
    ]
    np.testing.assert_array_equal(means[0].p, means[1].p)
