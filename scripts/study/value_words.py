"""Words of the keys that stand in the cells of tables, by column."""

from collections.abc import Mapping

from study.errors import StudyError

__all__ = ["has_words", "value_words"]

_WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "evidence_kind": {
        "path": {"id": "koefisien jalur", "en": "path coefficient"},
        "difference_of_paths": {"id": "selisih dua koefisien jalur", "en": "difference of two path coefficients"},
        "indirect_effect": {"id": "pengaruh tidak langsung", "en": "indirect effect"},
        "dimension_effect": {"id": "pengaruh dimensi", "en": "effect of a dimension"},
        "difference_of_dimension_effects": {
            "id": "selisih pengaruh dua dimensi",
            "en": "difference of the effects of two dimensions",
        },
        "difference_of_performance": {
            "id": "selisih kinerja dua dimensi",
            "en": "difference of the performance of two dimensions",
        },
        "interaction": {"id": "interaksi", "en": "interaction"},
        "comparison_of_models": {"id": "perbandingan model", "en": "comparison of models"},
        "trend": {"id": "kecenderungan", "en": "trend"},
        "not_measured": {"id": "tidak diukur", "en": "not measured"},
    },
    "role": {"evidence": {"id": "bukti", "en": "evidence"}, "beside": {"id": "pendamping", "en": "beside"}},
    "criterion": {"t": {"id": "nilai t", "en": "t value"}, "interval": {"id": "interval", "en": "interval"}},
    "direction": {"positive": {"id": "positif", "en": "positive"}, "negative": {"id": "negatif", "en": "negative"}},
    "category": {
        "very_low": {"id": "sangat rendah", "en": "very low"},
        "low": {"id": "rendah", "en": "low"},
        "moderate": {"id": "sedang", "en": "moderate"},
        "high": {"id": "tinggi", "en": "high"},
        "very_high": {"id": "sangat tinggi", "en": "very high"},
    },
    "answer": {
        "no_answer": {"id": "tidak dijawab", "en": "not answered"},
        "other": {"id": "lainnya", "en": "other"},
    },
    "rule": {
        "at_least": {"id": "sekurangnya", "en": "at least"},
        "at_most": {"id": "paling banyak", "en": "at most"},
        "above": {"id": "di atas", "en": "above"},
        "below": {"id": "di bawah", "en": "below"},
        "equal": {"id": "sama dengan", "en": "equal to"},
        "reported": {"id": "dilaporkan", "en": "reported"},
    },
    "status": {
        "green": {"id": "dilaporkan", "en": "reported"},
        "yellow": {"id": "dilaporkan, belum terpenuhi", "en": "reported, not met"},
        "red": {"id": "belum dilaporkan", "en": "missing from the manuscript"},
        "not_judged": {"id": "dilaporkan, tidak dapat dinilai", "en": "reported, cannot be judged"},
        "not_applicable": {"id": "tidak berlaku", "en": "does not apply"},
    },
    "setting": {
        "estimation.scheme": {"id": "Skema pembobotan", "en": "Weighting scheme"},
        "estimation.max_iterations": {"id": "Iterasi paling banyak", "en": "Most iterations"},
        "estimation.tolerance": {"id": "Kriteria henti", "en": "Stop criterion"},
        "cleaning.missing_answers": {"id": "Jawaban kosong", "en": "Missing answers"},
        "bootstrap.resamples": {"id": "Sampel ulang bootstrap", "en": "Bootstrap resamples"},
        "bootstrap.seed": {"id": "Benih acak", "en": "Random seed"},
        "bootstrap.confidence_level": {"id": "Taraf kepercayaan, dua arah", "en": "Confidence level, two-sided"},
        "prediction.folds": {"id": "Lipatan validasi silang", "en": "Folds of the cross-validation"},
        "prediction.repeats": {"id": "Ulangan validasi silang", "en": "Repeats of the cross-validation"},
        "fit.notation": {"id": "Notasi kecocokan", "en": "Notation of the fit"},
        "fit.resamples": {"id": "Sampel ulang kecocokan", "en": "Resamples of the fit"},
        "evidence.resamples": {"id": "Sampel ulang pemeriksaan bukti", "en": "Resamples of the checks of the evidence"},
        "evidence.power.studies": {"id": "Studi yang disimulasikan", "en": "Simulated studies"},
        "evidence.power.resamples": {"id": "Sampel ulang setiap studi", "en": "Resamples of each simulated study"},
    },
}


def has_words(column: str, key: str) -> bool:
    """Whether a key of a column has words here."""
    return key in _WORDS[column]


def value_words(column: str, key: str, language: str) -> str:
    """Word a key of a column; StudyError for one that has no words."""
    if not has_words(column, key):
        raise StudyError(
            "no words for this", f"the column {column} of tables", key, ", ".join(_WORDS[column]), "add them"
        )
    return _WORDS[column][key][language]
