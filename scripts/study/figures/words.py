"""Words of the figures in each language."""

from collections.abc import Mapping

from study.errors import StudyError
from study.wording import decimal

__all__ = ["interval", "label_of", "percent", "signed", "symbol_and_label", "word"]

_WORDS: Mapping[str, Mapping[str, str]] = {
    "received": {"id": "Jawaban diterima", "en": "Responses received"},
    "excluded": {"id": "Dikeluarkan", "en": "Excluded"},
    "none_excluded": {"id": "Tidak ada yang dikeluarkan", "en": "None excluded"},
    "kept": {"id": "Dianalisis", "en": "Analysed"},
    "pilot": {"id": "Uji coba instrumen", "en": "Pilot of the instrument"},
    "main": {"id": "Survei utama", "en": "Main survey"},
    "share_of_answers": {"id": "Bagian jawaban (%)", "en": "Share of answers (%)"},
    "disagreement": {"id": "di bawah tengah", "en": "below middle"},
    "agreement": {"id": "di atas tengah", "en": "above middle"},
    "no_answers": {"id": "tidak ada jawaban", "en": "no answers"},
    "includes_zero": {
        "id": "Garis putus-putus: interval kepercayaan {level} mencakup nol",
        "en": "Dashed line: {level} confidence interval includes zero",
    },
    "in_brackets": {
        "id": "Dalam kurung siku: interval kepercayaan {level} (persentil bootstrap)",
        "en": "In square brackets: {level} confidence interval (bootstrap percentiles)",
    },
    "path_coefficient": {"id": "Koefisien jalur (terstandar)", "en": "Path coefficient (standardised)"},
    "estimate_interval": {"id": "Estimasi [{level}]", "en": "Estimate [{level}]"},
    "open_marker": {
        "id": "Lingkaran terbuka: interval kepercayaan {level} mencakup nol",
        "en": "Open circle: {level} confidence interval includes zero",
    },
    "above_threshold": {"id": "Bingkai tebal: HTMT ≥ {threshold}", "en": "Heavy frame: HTMT ≥ {threshold}"},
    "all_below_threshold": {"id": "Semua nilai HTMT < {threshold}", "en": "All values of HTMT < {threshold}"},
    "not_computable": {"id": "Arsir: tidak dapat dihitung", "en": "Hatched: cannot be computed"},
    "growth": {"id": "Pertumbuhan (%, tahun ke tahun)", "en": "Growth (%, year on year)"},
    "quarter": {"id": "Tw", "en": "Q"},
    "unobserved": {
        "id": "Garis putus-putus: triwulan di antaranya tidak tersedia",
        "en": "Dashed line: the quarters between are not available",
    },
}


def word(key: str, language: str) -> str:
    """Look up a word of the figures; StudyError for a language that has none."""
    return label_of(_WORDS[key], language, f"the figures' words, {key}")


def label_of(labels: Mapping[str, str], language: str, where: str) -> str:
    """Choose the label in a language; StudyError where it is not declared."""
    if language not in labels:
        raise StudyError(
            "a label is missing", where, f"languages {', '.join(labels)}", language, f"add its label in {language}"
        )
    return labels[language]


def symbol_and_label(name: str, labels: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return a construct's symbol, empty where its name is a word and not a symbol, and its label."""
    symbol = name if len(name) <= 3 else ""
    return symbol, label_of(labels, language, f"construct {name}")


def interval(lower: float, upper: float, places: int, language: str) -> str:
    """Write an interval as [lower; upper]."""
    return f"[{decimal(lower, places, language)}; {decimal(upper, places, language)}]"


def percent(fraction: float, places: int, language: str) -> str:
    """Write a fraction as a percentage, with a thin gap where the language sets one."""
    number = decimal(100 * fraction, places, language)
    return f"{number}%"


def signed(value: float, places: int, language: str) -> str:
    """Write a tick value without superfluous zeros of its own: a zero has no sign."""
    return decimal(0.0 if abs(value) < 10.0**-places / 2 else value, places, language)
