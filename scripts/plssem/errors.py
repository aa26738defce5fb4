"""What can be wrong with a model or with data. Every message says what, where, found, expected and what to do."""

__all__ = ["ConvergenceError", "DataError", "ModelError", "PlsSemError", "explain"]


class PlsSemError(ValueError):
    """Any refusal of the engine."""

    refusal = True


class ModelError(PlsSemError):
    """The model cannot be estimated, whatever the data."""


class DataError(PlsSemError):
    """The data do not allow the model to be estimated."""


class ConvergenceError(PlsSemError):
    """The outer weights still move after the most iterations allowed."""


def explain(what: str, where: str, found: str, expected: str, remedy: str) -> str:
    """Word one refusal on one line."""
    return f"{what}: {where}: found {found}; expected {expected}; {remedy}"
