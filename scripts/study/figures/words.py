"""Words of the figures in each language."""

from collections.abc import Iterable, Mapping

from study.base.errors import StudyError

__all__ = ["label_of", "symbol_and_label", "tick_places", "word"]

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
    "not_estimable": {"id": "–: tidak dapat diestimasi", "en": "–: could not be estimated"},
    "dimension_effect": {
        "id": "Pengaruh dan selisih pengaruh (terstandar)",
        "en": "Effects and differences (standardised)",
    },
    "path_coefficient": {"id": "Koefisien jalur (terstandar)", "en": "Path coefficient (standardised)"},
    "estimate": {"id": "Estimasi", "en": "Estimate"},
    "interval": {"id": "IK {level}", "en": "{level} CI"},
    "open_marker": {
        "id": "Lingkaran terbuka: interval kepercayaan {level} mencakup nol",
        "en": "Open circle: {level} confidence interval includes zero",
    },
    "curve_dots": {
        "id": "Titik: estimasi tiap analisis, dari yang terkecil; garis: intervalnya. Titik terbuka: tidak signifikan",
        "en": "Dot: estimate of one analysis, the smallest first; line: its interval. Open dot: not significant",
    },
    "curve_negative": {"id": "Titik merah: signifikan negatif", "en": "Red dot: significantly negative"},
    "curve_main": {"id": "Belah ketupat: analisis utama", "en": "Diamond: the main analysis"},
    "curve_shades": {
        "id": "Baris pilihan: makin gelap, makin banyak analisis dengan pilihan itu di tempat tersebut pada kurva",
        "en": "Rows of options: the darker, the more analyses with that option at that place of the curve",
    },
    "above_threshold": {"id": "Bingkai tebal: HTMT ≥ {threshold}", "en": "Heavy frame: HTMT ≥ {threshold}"},
    "all_below_threshold": {"id": "Semua nilai HTMT < {threshold}", "en": "All HTMT values < {threshold}"},
    "not_computable": {"id": "Arsir: tidak dapat dihitung", "en": "Hatched: cannot be computed"},
    "importance": {
        "id": "Kepentingan (poin per poin, skala 0–100)",
        "en": "Importance (points per point, scale 0–100)",
    },
    "performance": {"id": "Kinerja (rerata, skala 0–100)", "en": "Performance (mean, scale 0–100)"},
    "growth": {"id": "Pertumbuhan (%, tahun ke tahun)", "en": "Growth (%, year on year)"},
    "quarter": {"id": "Tw\u00a0{roman} {year}", "en": "Q{number} {year}"},
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


def tick_places(ticks: Iterable[float]) -> int:
    """Count the decimals that write every tick of a scale without rounding it, at most six."""
    return next((places for places in range(6) if all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks)), 6)
