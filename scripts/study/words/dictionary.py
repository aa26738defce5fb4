"""The words of the manuscript outside its sentences, in each language: tables, verdicts, trends, parts of a page.

Words of the keys that stand in the cells of tables, by column.

Words for the choices of the specification curve and their options.
"""

from collections.abc import Mapping

from study.base.errors import StudyError
from study.setup.codebook import Codebook

__all__ = ["choice_label", "has_words", "label", "option_label", "value_words"]

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
    "continued": {"id": "lanjutan", "en": "continued"},
    "corresponding": {"id": "Penulis korespondensi", "en": "Corresponding author"},
    "skip": {"id": "Langsung ke isi", "en": "Skip to the text"},
    "contents": {"id": "Daftar isi", "en": "Contents"},
    "origins": {"id": "Asal setiap angka", "en": "Origin of every number"},
    "origin": {"id": "Asal angka", "en": "Origin of the number"},
    "close": {"id": "Tutup", "en": "Close"},
    "enlarge": {"id": "Perbesar gambar", "en": "Enlarge the figure"},
    "sort": {"id": "Urutkan menurut kolom ini", "en": "Sort by this column"},
    "theme": {"id": "Terang/gelap", "en": "Light/dark"},
    # the page of results
    "results": {"id": "Hasil", "en": "Results"},
    "manuscripts": {"id": "Naskah", "en": "Manuscript"},
    "language_id": {"id": "Bahasa Indonesia", "en": "Indonesian"},
    "language_en": {"id": "Bahasa Inggris", "en": "English"},
    "verdicts": {"id": "Putusan", "en": "Verdicts"},
    "figures": {"id": "Gambar", "en": "Figures"},
    "flow": {"id": "Dari isian ke sampel", "en": "From submissions to the sample"},
    "which_rows": {"id": "Baris yang dikeluarkan dan alasannya", "en": "Rows left out, and why"},
    "source_row": {"id": "Baris berkas mentah", "en": "Row of the raw file"},
    "reason": {"id": "Alasan", "en": "Reason"},
    "detail": {"id": "Rincian", "en": "Detail"},
    "checks": {"id": "Pemeriksaan hasil", "en": "Checks of the results"},
    "check": {"id": "Pemeriksaan", "en": "Check"},
    "where": {"id": "Bagian", "en": "Where"},
    "outcome": {"id": "Keadaan", "en": "Outcome"},
    "passed": {"id": "lulus", "en": "passed"},
    "warning": {"id": "peringatan", "en": "warning"},
    "error": {"id": "gagal", "en": "failed"},
    "files": {"id": "Tabel dan berkas", "en": "Tables and files"},
    "single_tables": {"id": "Setiap tabel sebagai CSV", "en": "Every table as CSV"},
    "where_versions": {
        "id": "Versi perangkat lunak, commit, benih acak, dan sidik data",
        "en": "Versions of the software, commit, random seed and digests of the data",
    },
    "next": {"id": "Langkah berikutnya", "en": "What to do next"},
    "make verify": {
        "id": "menjalankan ulang penelitian, membandingkannya dengan hasil terbitan, dan menulis certificate.html",
        "en": "runs the study anew, compares it with the published results, and writes certificate.html",
    },
    "make diff": {
        "id": "menulis diff.html: apa yang berubah sejak hasil terbitan",
        "en": "writes diff.html: what has changed since the results were published",
    },
    "next_more": {"id": "Selengkapnya", "en": "More about them"},
    "cite": {"id": "Cara mengutip", "en": "How to cite"},
    # the checks of the results, by their names in checks.json
    "received equals kept plus excluded": {
        "id": "Jawaban diterima sama dengan yang dianalisis ditambah yang dikeluarkan",
        "en": "Responses received equal those kept plus those excluded",
    },
    "missing answers per indicator": {
        "id": "Jawaban kosong pada setiap indikator",
        "en": "Missing answers per indicator",
    },
    "resamples converge to admissible solutions": {
        "id": "Sampel ulang mencapai penyelesaian yang sah",
        "en": "Resamples converge to admissible solutions",
    },
    "loadings agree with the bootstrap's sample": {
        "id": "Muatan luar sama dengan muatan pada sampel asal bootstrap",
        "en": "Loadings agree with the bootstrap’s sample",
    },
    "direct effects equal path coefficients": {
        "id": "Pengaruh langsung sama dengan koefisien jalur",
        "en": "Direct effects equal path coefficients",
    },
    "R2 follows from paths and correlations": {
        "id": "R² sesuai dengan koefisien jalur dan korelasi",
        "en": "R² follows from paths and correlations",
    },
    "total effects equal direct plus indirect": {
        "id": "Pengaruh total sama dengan langsung ditambah tidak langsung",
        "en": "Total effects equal direct plus indirect",
    },
    "the main universe equals the main result": {
        "id": "Analisis utama pada kurva spesifikasi sama dengan hasil utama",
        "en": "The main analysis of the specification curve equals the main result",
    },
    "verdicts of paths.csv and claims.csv agree": {
        "id": "Keputusan tentang hipotesis sama dalam paths.csv dan claims.csv",
        "en": "The verdicts on the hypotheses agree in paths.csv and claims.csv",
    },
    # where a number comes from
    "value": {"id": "nilai", "en": "value"},
    "interval_of": {"id": "interval", "en": "interval"},
    "unit": {"id": "satuan", "en": "unit"},
    "file": {"id": "berkas", "en": "file"},
    "row": {"id": "baris", "en": "row"},
    "column": {"id": "kolom", "en": "column"},
    "computed": {"id": "cara menghitung", "en": "computed"},
    "dimensionless": {"id": "tanpa satuan", "en": "dimensionless"},
    "respondents": {"id": "responden", "en": "respondents"},
    "answers": {"id": "jawaban", "en": "answers"},
    "per cent": {"id": "persen", "en": "per cent"},
    "fraction": {"id": "bagian dari satu", "en": "fraction of one"},
    "points of the scale": {"id": "poin skala", "en": "points of the scale"},
    "points": {"id": "poin", "en": "points"},
    "resamples": {"id": "sampel ulang", "en": "resamples"},
    # claims
    "claim": {"id": "Klaim", "en": "Claim"},
    "evidence": {"id": "Pernyataan dan bukti", "en": "Statement and evidence"},
    "beside": {"id": "pendamping", "en": "beside"},
    "stability": {"id": "Kestabilan", "en": "Stability"},
    "effect_on": {"id": "Pengaruh terhadap {target}", "en": "Effect on {target}"},
    "performance": {"id": "Kinerja", "en": "Performance"},
    "importance": {"id": "Kepentingan", "en": "Importance"},
    "route": {"id": "Rute", "en": "Route"},
    "indirect": {"id": "Tidak langsung", "en": "Indirect"},
    "direct_effect": {"id": "Langsung", "en": "Direct"},
    "share_of_total": {"id": "Bagian", "en": "Share"},
    "mediation_type": {"id": "Jenis", "en": "Type"},
    "complementary": {"id": "komplementer", "en": "complementary"},
    "competitive": {"id": "kompetitif", "en": "competitive"},
    "indirect_only": {"id": "tidak langsung saja", "en": "indirect only"},
    "direct_only": {"id": "langsung saja", "en": "direct only"},
    "no_effect": {"id": "tanpa pengaruh", "en": "no effect"},
    "no_direct_path": {"id": "tanpa jalur langsung", "en": "no direct path"},
    "undetermined": {"id": "tidak dapat ditentukan", "en": "undetermined"},
    "interaction": {"id": "Interaksi", "en": "Interaction"},
    "slope_low": {"id": "Kemiringan, rendah", "en": "Slope, low"},
    "slope_mean": {"id": "rerata", "en": "mean"},
    "slope_high": {"id": "tinggi", "en": "high"},
    "comparison": {"id": "Model", "en": "Model"},
    "q_squared_predict": {"id": "*Q*^2^ prediksi", "en": "*Q*^2^~predict~"},
    "gain": {"id": "Kelebihan", "en": "Gain"},
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
