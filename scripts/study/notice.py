"""The words that keep simulated answers from being taken for evidence."""

from study.errors import StudyError

__all__ = ["notice"]

_NOTICES = {"id": "DATA SIMULASI — bukan hasil survei", "en": "SIMULATED DATA — not survey results"}


def notice(data_status: str, language: str) -> str:
    """Return the notice that simulated data carry, empty for collected data; StudyError for an unknown language."""
    if language not in _NOTICES:
        raise StudyError("no such language", "the notice", language, ", ".join(_NOTICES), "choose one of them")
    return _NOTICES[language] if data_status == "simulated" else ""
