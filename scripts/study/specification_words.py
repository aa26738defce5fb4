"""Words for the choices of the specification curve and their options."""

from collections.abc import Mapping

from study.codebook import Codebook
from study.errors import StudyError

__all__ = ["choice_label", "option_label"]

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "finding": {"id": "Temuan", "en": "Finding"},
    "missing_answers": {"id": "Jawaban kosong", "en": "Missing answers"},
    "straight_lining": {"id": "Jawaban seragam", "en": "Straight-lining"},
    "waived": {"id": "Pengecualian yang diabaikan", "en": "Exclusion waived"},
    "dropped": {"id": "Indikator", "en": "Indicators"},
    "estimator": {"id": "Penduga", "en": "Estimator"},
    "decision": {"id": "Kriteria keputusan", "en": "Decision rule"},
}
_OPTIONS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("finding", "positive"): {"id": "signifikan positif", "en": "significantly positive"},
    ("finding", "none"): {"id": "tidak signifikan", "en": "not significant"},
    ("finding", "negative"): {"id": "signifikan negatif", "en": "significantly negative"},
    ("finding", "unknown"): {"id": "tidak dapat diestimasi", "en": "could not be estimated"},
    ("missing_answers", "mean"): {"id": "diganti rerata", "en": "replaced by the mean"},
    ("missing_answers", "casewise"): {"id": "responden dikeluarkan", "en": "respondent left out"},
    ("straight_lining", "exclude"): {"id": "dikeluarkan", "en": "left out"},
    ("straight_lining", "keep"): {"id": "dipertahankan", "en": "kept"},
    ("waived", "none"): {"id": "tidak ada", "en": "none"},
    ("dropped", "none"): {"id": "semua", "en": "all"},
    ("estimator", "path"): {"id": "PLS, bobot jalur", "en": "PLS, path weighting"},
    ("estimator", "factorial"): {"id": "PLS, bobot faktor", "en": "PLS, factorial"},
    ("estimator", "centroid"): {"id": "PLS, bobot sentroid", "en": "PLS, centroid"},
    ("estimator", "consistent"): {"id": "PLS konsisten", "en": "consistent PLS"},
    ("estimator", "sum_scores"): {"id": "jumlah skor", "en": "sum scores"},
    ("decision", "t"): {"id": "nilai t", "en": "t value"},
    ("decision", "percentile"): {"id": "interval persentil", "en": "percentile interval"},
    ("decision", "bias_corrected"): {"id": "interval terkoreksi bias", "en": "bias-corrected interval"},
}
_WITHOUT: Mapping[str, str] = {"id": "tanpa {code}", "en": "without {code}"}


def choice_label(choice: str, language: str) -> str:
    """Name a choice of the specification curve; StudyError for one that has no words."""
    return _text(_CHOICES, choice, language)


def option_label(choice: str, option: str, codebook: Codebook, language: str) -> str:
    """Name an option of a choice: a reason in the words of the codebook, an indicator by its code.

    StudyError for an option that has no words.
    """
    if choice == "waived" and option in codebook.reasons:
        return _text(codebook.reasons, option, language)
    if choice == "dropped" and option in codebook.indicators:
        return _text({option: _WITHOUT}, option, language).format(code=option)
    return _text({f"{c} {o}": words for (c, o), words in _OPTIONS.items()}, f"{choice} {option}", language)


def _text(words: Mapping[str, Mapping[str, str]], key: str, language: str) -> str:
    if language not in words.get(key, {}):
        where = "the words of the specification curve"
        raise StudyError("no words for this", where, f"{key} in {language}", ", ".join(words), "add them")
    return words[key][language]
