"""The bootstrap: equal to a plain loop, the same bytes for the same seed, nothing hidden."""

import dataclasses
import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from plssem import DataError, Statistic, bootstrap, estimate, join_bootstraps, statistics
from plssem.bootstrap import Bootstrap, Evaluation, assemble_bootstrap
from plssem.correlations import correlate, standardise
from plssem.resampling import ResampleBlock, correlate_resamples, divide_resamples
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert, model, two_constructs

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


def all_bytes(result: Bootstrap) -> bytes:
    return b"".join(values.tobytes() for values in result.draws.values())


@pytest.mark.parametrize(
    ("scheme", "modes"), [("path", {}), ("factorial", {}), ("centroid", {}), ("path", {"X": "B", "Y": "B"})]
)
def test_equals_a_plain_loop(scheme: str, modes: dict[str, str]) -> None:
    # A tolerance far below the comparison, so that both ways stop at the same fixed point.
    tight = dataclasses.replace(model(scheme, modes), tolerance=1e-14, max_iterations=5000)
    data = answers(cases=80)
    result = bootstrap(data, tight, 40, seed=5)
    for number, tally in enumerate(tallies(5, 40, 80)):
        for statistic in statistics(estimate(np.repeat(data, tally, axis=0), tight), 80):
            np.testing.assert_allclose(
                result.draws[statistic.name][number], statistic.values, rtol=1e-12, atol=1e-12, err_msg=statistic.name
            )


def test_estimates_are_those_of_the_sample() -> None:
    result = bootstrap(likert(), model(), 5, seed=1)
    for statistic in statistics(estimate(likert(), model()), 60):
        assert result.names[statistic.name] == statistic.labels
        np.testing.assert_array_equal(result.estimates[statistic.name], statistic.values)
        assert result.draws[statistic.name].shape == (5, len(statistic.labels))
    assert (result.resamples, result.cases, result.seed) == (5, 60, 1)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, second, other = (bootstrap(likert(), model(), 30, seed=seed) for seed in (1, 1, 2))
    assert all_bytes(first) == all_bytes(second)
    assert all_bytes(first) != all_bytes(other)


def test_fewer_resamples_are_the_beginning_of_more() -> None:
    few, many = (bootstrap(likert(), model(), resamples, seed=1) for resamples in (512, 1100))
    for name, draws in few.draws.items():
        assert draws.tobytes() == many.draws[name][:512].tobytes(), name


def test_the_draws_do_not_depend_on_what_is_estimated_together(monkeypatch: pytest.MonkeyPatch) -> None:
    together = bootstrap(likert(), model(), 1100, seed=1)
    monkeypatch.setattr(importlib.import_module("plssem.bootstrap"), "GROUP_SIZE", 1)
    monkeypatch.setattr(importlib.import_module("plssem.weights"), "BATCH_SIZE", 7)
    assert all_bytes(bootstrap(likert(), model(), 1100, seed=1)) == all_bytes(together)


@pytest.mark.parametrize(("cases", "resamples"), [(60, 513), (60, 1026), (60, 2), (2500, 3)])
def test_a_short_block_is_the_beginning_of_a_full_one(
    cases: int, resamples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one block at a time the last one is estimated with few others."""
    more = bootstrap(answers(cases), model(), max(600, resamples + 9), seed=1)
    monkeypatch.setattr(importlib.import_module("plssem.bootstrap"), "GROUP_SIZE", 1)
    fewer = bootstrap(answers(cases), model(), resamples, seed=1)
    for name, draws in fewer.draws.items():
        assert draws.tobytes() == more.draws[name][:resamples].tobytes(), name


@pytest.mark.parametrize("threads", [2, 3])
def test_the_draws_do_not_depend_on_the_threads_that_estimate(threads: int) -> None:
    alone, together = (bootstrap(likert(), model(), 1100, seed=1, threads=number) for number in (1, threads))
    assert all_bytes(alone) == all_bytes(together)
    np.testing.assert_array_equal(alone.converged, together.converged)


def test_no_thread_is_refused() -> None:
    with pytest.raises(DataError, match="setting out of range: threads: found 0; expected a whole number of 1 or more"):
        bootstrap(likert(), model(), 2, seed=1, threads=0)


@pytest.mark.slow
def test_the_draws_do_not_depend_on_the_number_of_threads() -> None:
    program = (
        "import hashlib; from unit.plssem.samples import answers, model; from plssem import bootstrap;"
        "draws = bootstrap(answers(cases=500), model(), 1100, seed=1).draws;"
        "print(hashlib.sha256(b''.join(v.tobytes() for v in draws.values())).hexdigest())"
    )
    tests = Path(__file__).resolve().parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": f"{SCRIPTS}{os.pathsep}{tests}"},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("cases", [50, 10_000])
def test_every_resample_draws_as_many_cases_as_the_sample_has(cases: int) -> None:
    np.testing.assert_array_equal(tallies(3, 6, cases).sum(axis=1), np.full(6, cases))


def test_a_large_sample_is_drawn_in_chunks_to_the_same_precision() -> None:
    data = answers(cases=9_000)
    block = ResampleBlock(seed=1, purpose="bootstrap", number=0, start=0, size=3)
    resampled = correlate_resamples(block, standardise(data))
    for matrix, tally in zip(resampled, tallies(1, 3, 9_000), strict=True):
        np.testing.assert_allclose(matrix, correlate(np.repeat(data, tally, axis=0)), rtol=0, atol=1e-13)


def test_blocks_and_purposes_have_their_own_random_numbers() -> None:
    first, second = divide_resamples(1024, 1, "bootstrap")
    other = divide_resamples(512, 1, "permutation")[0]
    drawn = [block.generator().integers(2**62) for block in (first, second, other)]
    assert len(set(drawn)) == 3
    sizes = [(block.start, block.size) for block in divide_resamples(1100, 1, "bootstrap")]
    assert sizes == [(0, 512), (512, 512), (1024, 76)]


def test_each_case_is_drawn_with_equal_chances() -> None:
    """20,000 resamples of 10 cases: each mean count has standard error .0067; 5 of them are rarer than 1e-5."""
    means = tallies(1, 20_000, 10).mean(axis=0)
    assert np.abs(means - 1).max() < 5 * np.sqrt(0.9 / 20_000)


def test_a_constant_indicator_in_a_resample_is_nan_and_counted() -> None:
    """One answer of 12 differs: a resample misses it with chance (11/12)^12 = .352, about 704 of 2,000 (sd 21)."""
    data = answers(cases=12, seed=4)[:, [0, 1, 6, 7]]
    data[:, 3] = np.where(np.arange(12) == 0, 5, 4)
    result = bootstrap(data, two_constructs(), 2_000, seed=1)
    missed = tallies(1, 2_000, 12)[:, 0] == 0
    assert 600 < missed.sum() < 800
    assert not result.converged[missed].any()
    for name, draws in result.draws.items():
        if draws.shape[1]:
            assert np.isnan(draws[~result.converged]).all(), name
    assert np.isfinite(result.draws["path_coefficients"][result.converged]).all()
    assert (result.admissible <= result.converged).all()


def test_resamples_that_do_not_converge_are_nan_and_counted() -> None:
    """The sample needs 7 updates; some resamples need more."""
    data = likert(seed=2)
    needed = int(estimate(data, model()).iterations)
    hasty = dataclasses.replace(model(), max_iterations=needed)
    result = bootstrap(data, hasty, 200, seed=1)
    assert 0 < (~result.converged).sum() < 200
    assert np.isnan(result.draws["outer_weights"][~result.converged]).all()


def test_the_result_cannot_be_reassigned() -> None:
    result = bootstrap(likert(), model(), 2, seed=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.seed = 2  # type: ignore[misc]


def test_a_seed_below_zero_is_refused() -> None:
    with pytest.raises(DataError, match="setting out of range: seed: found -1; expected a whole number of 0 or more"):
        bootstrap(likert(), model(), 2, seed=-1)


def test_signs_do_not_flip_between_resamples() -> None:
    """A path of .5 at n = 300 has a standard error of about .05: a negative draw would be a turned construct."""
    data = answers(cases=300)[:, [0, 1, 2, 6, 7, 8]]
    draws = bootstrap(data, two_constructs(3, 3), 1_000, seed=1).draws
    assert (draws["path_coefficients"] > 0).all()
    assert (draws["outer_loadings"] > 0).all()


def test_a_case_far_out_costs_no_precision() -> None:
    """One answer lies 20 standard deviations out, 1,000 of those of the others; resamples with and without it."""
    data = answers(cases=400)
    data[0] = 1e3 + np.arange(9)
    block = ResampleBlock(seed=1, purpose="bootstrap", number=0, start=0, size=20)
    resampled, drawn = correlate_resamples(block, standardise(data)), tallies(1, 20, 400)
    assert 0 < (drawn[:, 0] == 0).sum() < 20
    for matrix, tally in zip(resampled, drawn, strict=True):
        np.testing.assert_allclose(matrix, correlate(np.repeat(data, tally, axis=0)), rtol=0, atol=1e-12)


def test_turned_is_a_share_of_the_converged_resamples_in_parts_too() -> None:
    """A is turned in one of three resamples that converged, of which one is admissible; in a part, in none of two."""

    def evaluate(converged: list[int], admissible: list[int], turned: list[int]) -> Evaluation:
        flags = [np.array(values, dtype=bool) for values in (converged, admissible, turned)]
        return Evaluation((Statistic("s", ("A",), np.zeros((len(converged), 1))),), *flags[:2], {"A": flags[2]})

    sample = Evaluation((Statistic("s", ("A",), np.zeros(1)),), np.True_, np.True_, {"A": np.False_})
    first = evaluate([1, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0])
    second = evaluate([1, 1], [1, 1], [0, 0])
    parts = [assemble_bootstrap(sample, [(slice(None), one)], len(one.converged), 10, 1) for one in (first, second)]
    assert [part.turned["A"] for part in parts] == pytest.approx([1 / 3, 0])
    assert parts[0].admissible.tolist() == [True, False, False, False]
    assert join_bootstraps(parts).turned["A"] == pytest.approx(1 / 5)
