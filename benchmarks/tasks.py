"""One measurement in a process of its own: `python tasks.py NAME '{"argument": value}'` prints it as JSON.

Every task returns seconds of wall time, measured after one unmeasured call where there are several; the peak memory of
the process and its children is added.
"""

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from surveys import simulated_answers, study_model, survey, wide_model

from plssem import (
    Model,
    bootstrap,
    bootstrap_ordinal,
    estimate,
    find_segments,
    necessity,
    permute_necessity,
    polychoric_correlations,
)
from plssem.arrays import FloatArray
from plssem.correlations import rescale_exactly
from plssem.resampling import count_draws, divide_resamples, pairwise_products


def seconds(action: Callable[[], Any]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def beside_floor(name: str, resamples: int, threads: int, repeats: int) -> dict[str, Any]:
    """Time our bootstrap and the floor in turns: medians of each, and of their ratio."""
    answers, model = survey(name)
    whole = partial(bootstrap, answers, model, resamples, seed=1, threads=threads)
    least = partial(draw_and_multiply, answers, resamples)
    whole(), least()
    pairs = [(seconds(whole), seconds(least)) for _ in range(repeats)]
    ours, floor = (median(times) for times in zip(*pairs, strict=True))
    return {"seconds": ours, "floor": floor, "times_floor": median(one / other for one, other in pairs)}


def draw_and_multiply(answers: FloatArray, resamples: int) -> None:
    """Do what no bootstrap can do without: draw how often each case counts, and form the resampled moments."""
    columns = rescale_exactly(answers)
    terms = np.hstack([columns, pairwise_products(columns)])
    for block in divide_resamples(resamples, 1, "floor"):
        for chunk, tally in count_draws(block, len(answers)):
            tally.astype(np.float64) @ terms[chunk]


def ours(name: str, indicators: int, cases: int, resamples: int, threads: int) -> dict[str, Any]:
    """Time one bootstrap of the study's model (`name` "study") or of a wide one, with simulated answers."""
    model = study_model() if name == "study" else wide_model(indicators)
    answers = simulated_answers(model, cases)
    bootstrap(answers[:100], model, 2, seed=1)
    return {"seconds": seconds(lambda: bootstrap(answers, model, resamples, seed=1, threads=threads))}


def ordinal_bootstrap(name: str, resamples: int) -> dict[str, Any]:
    """Time ordinal PLS on resamples of a survey: all polychoric correlations of each of them, and the weights."""
    answers, model = survey(name)
    points = np.rint(answers)
    bootstrap_ordinal(points, {"ordinal": model}, 2, seed=1)
    return {"seconds": seconds(lambda: bootstrap_ordinal(points, {"ordinal": model}, resamples, seed=1))}


def hidden_segments(name: str, segments: int, starts: int) -> dict[str, Any]:
    """Time FIMIX-PLS on a survey, from two segments up to so many."""
    answers, model = survey(name)
    fit = estimate(answers, model)
    numbers = range(2, segments + 1)
    find_segments(answers, fit, 2, 1, seed=1)
    return {"seconds": seconds(lambda: [find_segments(answers, fit, number, starts, seed=1) for number in numbers])}


def openpls_segments(name: str, segments: int, starts: int) -> dict[str, Any]:
    """Time FIMIX-PLS of the package openpls-engine, from two segments up to so many."""
    import pandas as pd

    warnings.simplefilter("ignore")
    from openpls.fimix import FIMIX
    from openpls.plspm import Plspm
    from openpls.scheme import Scheme

    answers, model = survey(name)
    fit = Plspm(pd.DataFrame(answers, columns=model.indicators), _openpls_config(model), Scheme.PATH)
    FIMIX(fit, 2, n_restarts=1, seed=1).log_likelihood()
    # It computes nothing before it is asked.
    asked = [FIMIX(fit, number, n_restarts=starts, seed=1) for number in range(2, segments + 1)]
    return {"seconds": seconds(lambda: [each.log_likelihood() for each in asked])}


def polychoric_beside_textbook(name: str) -> dict[str, Any]:
    """Time the polychoric correlations of a survey, and the textbook way with SciPy: pair by pair, cell by cell.

    No package that can be installed from PyPI with the tests computes them with SciPy of today.
    """
    points = np.rint(survey(name)[0])
    polychoric_correlations(points[:, :2])
    ours = seconds(lambda: polychoric_correlations(points))
    some = [(0, other) for other in range(1, 6)]
    each = seconds(lambda: [_textbook_polychoric(points[:, pair]) for pair in some]) / len(some)
    textbook = each * points.shape[1] * (points.shape[1] - 1) / 2
    return {
        "seconds": ours,
        "textbook": textbook,
        "extrapolated_from_pairs": len(some),
        "times_faster": textbook / ours,
    }


def _textbook_polychoric(points: FloatArray) -> float:
    """Maximise the likelihood of a table over r, each cell by the bivariate normal distribution of SciPy."""
    from scipy import optimize, stats

    codes = [np.unique(column, return_inverse=True)[1] for column in points.T]
    table = np.zeros([code.max() + 1 for code in codes])
    np.add.at(table, tuple(codes), 1)
    cuts = [stats.norm.ppf(np.cumsum(table.sum(axis=1 - axis))[:-1] / len(points)) for axis in (0, 1)]
    rows, columns = (np.concatenate([[-8.0], cut, [8.0]]) for cut in cuts)
    corners = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1)

    def loss(r: float) -> float:
        below = stats.multivariate_normal.cdf(corners, cov=np.array([[1.0, r], [r, 1.0]]))
        cells = np.diff(np.diff(below, axis=0), axis=1)
        return -float((table * np.log(np.maximum(cells, 1e-12))).sum())

    return float(optimize.minimize_scalar(loss, bounds=(-0.999, 0.999), method="bounded").x)


def one_estimate(cases: int, repeats: int) -> dict[str, Any]:
    """Time one estimate of the study's model."""
    model = study_model()
    answers = simulated_answers(model, cases)
    return {"seconds": median(seconds(lambda: estimate(answers, model)) for _ in range(repeats))}


def beside_loop(cases: int, permutations: int) -> dict[str, Any]:
    """Time the permutation test of three necessary conditions, and one permutation at a time by a plain loop.

    No package that can be installed from PyPI with the tests has this analysis.
    """
    random = np.random.default_rng(1)
    conditions, outcome = random.normal(size=(cases, 3)), random.normal(size=cases)
    permute_necessity(conditions, outcome, 2, seed=1)
    ours = seconds(lambda: permute_necessity(conditions, outcome, permutations, seed=1))
    loop = seconds(lambda: [necessity(conditions, random.permutation(outcome)) for _ in range(permutations // 100)])
    return {"seconds": ours, "loop": 100 * loop, "times_faster": 100 * loop / ours}


def studies(number: int, resamples: int, processes: int) -> dict[str, Any]:
    """Time the bootstraps of many simulated studies of 100 cases, shared among processes."""
    with ProcessPoolExecutor(processes) as pool:
        shares = [number // processes + (rest < number % processes) for rest in range(processes)]
        return {"seconds": seconds(lambda: list(pool.map(_some_studies, shares, [resamples] * processes)))}


def _some_studies(number: int, resamples: int) -> None:
    model = study_model()
    for seed in range(number):
        bootstrap(simulated_answers(model, 100, seed), model, resamples, seed=seed)


def seminr_bootstrap(name: str, resamples: int, cores: int) -> dict[str, Any]:
    """Time the bootstrap of the package seminr."""
    import pandas as pd
    import seminr

    answers, model = survey(name)
    constructs = [
        seminr.composite(construct, [model.indicators[k] for k in model.block(index)])
        for index, construct in enumerate(model.constructs)
    ]
    paths = [seminr.paths(model.constructs[i], model.constructs[j]) for i, j in model.paths]
    frame = pd.DataFrame(answers, columns=model.indicators)
    fit = seminr.estimate_pls(frame, seminr.constructs(*constructs), seminr.relationships(*paths))
    seminr.bootstrap_model(fit, nboot=2, seed=1)
    return {"seconds": seconds(lambda: seminr.bootstrap_model(fit, nboot=resamples, seed=1, cores=cores))}


def openpls_bootstrap(name: str, resamples: int) -> dict[str, Any]:
    """Time the bootstrap of the package openpls-engine that takes a seed; it is serial."""
    import pandas as pd

    # It sets a pandas option that is deprecated, on import.
    warnings.simplefilter("ignore")
    from openpls.long_bootstrap import LongBootstrap
    from openpls.scheme import Scheme

    answers, model = survey(name)
    frame, config = pd.DataFrame(answers, columns=model.indicators), _openpls_config(model)
    return {"seconds": seconds(lambda: LongBootstrap(frame, config, Scheme.PATH, iterations=resamples, seed=1))}


def _openpls_config(model: Model) -> Any:
    from openpls.config import MV, Config, Structure
    from openpls.mode import Mode

    structure = Structure()
    for i, j in model.paths:
        structure.add_path([model.constructs[i]], [model.constructs[j]])
    config = Config(structure.path(), scaled=True)
    for index, construct in enumerate(model.constructs):
        config.add_lv(construct, Mode.A, *(MV(model.indicators[k]) for k in model.block(index)))
    return config


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    task.__name__: task
    for task in (
        *(beside_floor, ours, ordinal_bootstrap, hidden_segments, one_estimate, beside_loop, studies),
        *(seminr_bootstrap, openpls_bootstrap, openpls_segments, polychoric_beside_textbook),
    )
}


def peak_mib() -> float:
    """Return the most memory that this process, or one of its children, held."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(_own_peak(), children) / (2**20 if sys.platform == "darwin" else 2**10)


def _own_peak() -> int:
    """Return the most memory of this process; Linux counts in ru_maxrss what held it before it became this program."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return peaks[0] if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# Peers start their workers anew and import this file: everything that runs is behind this line.
if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2])) | {"peak_mib": peak_mib()}))
