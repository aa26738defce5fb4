"""Redundancy analysis: does a formative construct's block say what a direct measure of the same construct says?

Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A. Marcoulides (Ed.),
Modern Methods for Business Research (pp. 295-336). Erlbaum. Thresholds: Hair, J. F., Risher, J. J., Sarstedt, M., &
Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review, 31(1), 2-24.
doi:10.1108/EBR-11-2018-0203.
"""

from collections.abc import Sequence

from plssem.model import Model

__all__ = ["redundancy_model"]


def redundancy_model(construct: str, indicators: Sequence[str], criterion: Sequence[str], mode: str = "B") -> Model:
    """Return the model in which a construct explains a criterion that measures the same construct directly.

    indicators: of the construct, under `mode`. criterion: one global item, or the items of a reflective measure.
    Its one path coefficient is the strength of convergent validity: .708 or more, so that the construct explains half
    of the criterion. Estimate and bootstrap it as any model. ModelError as for any model.
    """
    measure = f"{construct} (criterion)"
    return Model.from_blocks({construct: indicators, measure: criterion}, [(construct, measure)], {construct: mode})
