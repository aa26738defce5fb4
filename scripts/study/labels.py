"""The words of the manuscript outside its sentences, in each language: tables, verdicts, trends, parts of a page."""

from collections.abc import Mapping

from study.errors import StudyError

__all__ = ["label"]

_LABELS: Mapping[str, Mapping[str, str]] = {
    # parts of the study
    "construct": {"id": "Konstruk", "en": "Construct"},
    "dimension": {"id": "Dimensi", "en": "Dimension"},
    "indicator": {"id": "Indikator", "en": "Indicator"},
    "statement": {"id": "Pernyataan", "en": "Statement"},
    "item": {"id": "Butir", "en": "Item"},
    "reverse": {"id": "dibalik", "en": "reversed"},
    "hypothesis": {"id": "Hipotesis", "en": "Hypothesis"},
    "path": {"id": "Jalur", "en": "Path"},
    "effect": {"id": "Pengaruh", "en": "Effect"},
    "verdict": {"id": "Putusan", "en": "Verdict"},
    "stage": {"id": "Tahap", "en": "Stage"},
    "pilot": {"id": "Uji coba", "en": "Pilot"},
    "full": {"id": "Survei utama", "en": "Main survey"},
    "received": {"id": "Jawaban diterima", "en": "Responses received"},
    "excluded": {"id": "Dikeluarkan", "en": "Left out"},
    "kept": {"id": "Dianalisis", "en": "Analysed"},
    "note": {"id": "Catatan", "en": "Note"},
    "code": {"id": "Kode", "en": "Code"},
    "count": {"id": "Jumlah", "en": "Count"},
    # parts of the manuscript
    "tbl": {"id": "Tabel", "en": "Table"},
    "fig": {"id": "Gambar", "en": "Figure"},
    "eq": {"id": "Persamaan", "en": "Equation"},
    "corresponding": {"id": "Penulis korespondensi", "en": "Corresponding author"},
    "skip": {"id": "Langsung ke isi", "en": "Skip to the text"},
    "contents": {"id": "Daftar isi", "en": "Contents"},
    # where a number comes from
    "file": {"id": "berkas", "en": "file"},
    "row": {"id": "baris", "en": "row"},
    "column": {"id": "kolom", "en": "column"},
    # growth
    "year": {"id": "Tahun", "en": "Year"},
    "quarter": {"id": "Triwulan", "en": "Quarter"},
    "growth": {"id": "Pertumbuhan (%)", "en": "Growth (%)"},
    "trend": {"id": "Kecenderungan", "en": "Trend"},
    # statistics
    "n": {"id": "*n*", "en": "*n*"},
    "missing": {"id": "Kosong", "en": "Missing"},
    "mean": {"id": "Rerata", "en": "Mean"},
    "sd": {"id": "SD", "en": "SD"},
    "estimate": {"id": "Estimasi", "en": "Estimate"},
    "coefficient": {"id": "β", "en": "β"},
    "se": {"id": "SE", "en": "SE"},
    "t": {"id": "*t*", "en": "*t*"},
    "p": {"id": "*p*", "en": "*p*"},
    "interval": {"id": "IK {level}", "en": "{level} CI"},
    "upper_one_sided": {"id": "Batas atas satu arah {level}", "en": "One-sided {level} upper bound"},
    "f_squared": {"id": "*f*^2^", "en": "*f*^2^"},
    "r_squared": {"id": "*R*^2^", "en": "*R*^2^"},
    "adjusted_r_squared": {"id": "*R*^2^ suaian", "en": "Adjusted *R*^2^"},
    "q_squared": {"id": "*Q*^2^", "en": "*Q*^2^"},
    "inner_vif": {"id": "VIF", "en": "VIF"},
    "outer_vif": {"id": "VIF", "en": "VIF"},
    "outer_loading": {"id": "Muatan luar", "en": "Outer loading"},
    "outer_weight": {"id": "Bobot luar", "en": "Outer weight"},
    "cronbach_alpha": {"id": "Cronbach’s α", "en": "Cronbach’s α"},
    "rho_a": {"id": "*ρ*~A~", "en": "*ρ*~A~"},
    "composite_reliability": {"id": "*ρ*~C~", "en": "*ρ*~C~"},
    "ave": {"id": "AVE", "en": "AVE"},
    "average_variance_extracted": {"id": "AVE", "en": "AVE"},
    "htmt": {"id": "HTMT", "en": "HTMT"},
    "r": {"id": "*r*", "en": "*r*"},
    "r_corrected": {"id": "*r* terkoreksi", "en": "Corrected *r*"},
    "critical_r": {"id": "*r* kritis", "en": "Critical *r*"},
    "valid": {"id": "Keputusan", "en": "Decision"},
    "valid_true": {"id": "valid", "en": "valid"},
    "valid_false": {"id": "tidak valid", "en": "not valid"},
    "supported": {"id": "didukung", "en": "supported"},
    "not_supported": {"id": "tidak didukung", "en": "not supported"},
    "contradicted": {"id": "bertentangan", "en": "contradicted"},
    "not_testable": {"id": "tidak dapat diuji", "en": "not testable"},
    "direct": {"id": "Langsung", "en": "Direct"},
    "specific_indirect": {"id": "Tidak langsung spesifik", "en": "Specific indirect"},
    "total_indirect": {"id": "Tidak langsung total", "en": "Total indirect"},
    "total": {"id": "Total", "en": "Total"},
    # trends of growth
    "first": {"id": "awal deret", "en": "start of the series"},
    "contraction": {"id": "kontraksi", "en": "contraction"},
    "recovery": {"id": "pemulihan", "en": "recovery"},
    "acceleration": {"id": "percepatan", "en": "acceleration"},
    "peak": {"id": "puncak", "en": "peak"},
    "unchanged": {"id": "tetap", "en": "unchanged"},
    "slowdown": {"id": "perlambatan", "en": "slowdown"},
    "further_slowdown": {"id": "perlambatan lanjut", "en": "further slowdown"},
    "stagnation": {"id": "stagnasi", "en": "stagnation"},
}


def label(key: str, language: str) -> str:
    """Look up the words of a column, a verdict or a trend, as Markdown; StudyError for one that has none."""
    if key not in _LABELS:
        raise StudyError("no words for this", "the labels of tables", key, ", ".join(_LABELS), "add them")
    return _LABELS[key][language]
