"""How far results of resampling would move under other random numbers."""

import numpy as np
from scipy import special

from plssem.arrays import FloatArray

__all__ = ["certainty"]


def certainty(margin: FloatArray, repeated: FloatArray, share: float) -> FloatArray:
    """Return the chance (M,) that another run of the full size ends on the same side of a limit; at least 1/2.

    margin (M,): distance from the limit, of the run of full size; its sign is the side. repeated (R, M): the same of R
    runs with other random numbers, each with this share of the resamples. Phi(|margin| / (sqrt(2) error)), where error
    is the standard deviation of the repeated margins times sqrt(share), for Monte-Carlo errors fall as
    1 / sqrt(resamples). The root of 2 is there because this margin scatters as the other run's does.
    1 where nothing moves. NaN where the margin or any repeated one is NaN.
    """
    error = repeated.std(axis=0, ddof=1) * np.sqrt(share)
    distance = np.abs(margin) / np.where(error > 0, np.sqrt(2) * error, 1.0)
    known = np.isfinite(margin) & np.isfinite(error)
    return np.where(known, np.where(error > 0, special.ndtr(distance), 1.0), np.nan)
