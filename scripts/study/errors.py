"""What can be wrong with a study's files. Every message is one line: what, where, found, expected, what to do."""

from collections.abc import Sequence

__all__ = ["StudyError", "StudyErrors"]


class StudyError(ValueError):
    """One refusal, on one line."""

    refusal = True

    def __init__(self, what: str, where: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(" ".join(f"{what}: {where}: found {found}; expected {expected}; {remedy}".split()))


class StudyErrors(ValueError):  # noqa: N818 (several of them)
    """Several refusals found in one go, one line each."""

    refusal = True

    def __init__(self, errors: Sequence[StudyError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
