"""What the resamples and splits of a seed are, for plain loops over them."""

import numpy as np

from plssem import moments
from plssem.arrays import BoolArray, IntArray
from plssem.resampling import count_draws, divide_resamples


def tallies(seed: int, resamples: int, cases: int, purpose: str = "bootstrap") -> IntArray:
    """How often each resample drew each case (B, N)."""
    parts = [
        np.concatenate([tally for _, tally in count_draws(block, cases)], axis=1)
        for block in divide_resamples(resamples, seed, purpose)
    ]
    return np.concatenate(parts)


def splits(seed: int, permutations: int, cases: int, first: int) -> BoolArray:
    """Which cases each random assignment puts into the first group (B, N)."""
    parts = [
        np.concatenate([chunk for _, chunk in moments._draw_splits(block, cases, first)], axis=1)
        for block in divide_resamples(permutations, seed, "permutation")
    ]
    return np.concatenate(parts)
