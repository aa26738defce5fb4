"""The words of tables: titles, heads of columns, and the words beside the keys that stand in cells."""

import re
from collections.abc import Callable, Mapping

import pandas as pd

from study.base.errors import StudyError
from study.catalogue import INFERENCE
from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.words.dictionary import choice_label, has_words, label, option_label, value_words

__all__ = ["article_head", "head", "plain_label", "text_in", "title", "truth", "with_words", "word_expression"]

_TITLES: Mapping[str, Mapping[str, str]] = {
    "growth": {"id": "Pertumbuhan produksi", "en": "Growth of output"},
    "respondent_flow": {"id": "Alur responden", "en": "Flow of respondents"},
    "instrument": {"id": "Instrumen penelitian", "en": "Instrument"},
    "pilot_reliability": {"id": "Reliabilitas pada uji coba", "en": "Reliability in the pilot"},
    "pilot_outer_model": {"id": "Model luar pada uji coba", "en": "Outer model in the pilot"},
    "pilot_items": {
        "id": "Muatan luar dan korelasi butir–total pada uji coba",
        "en": "Outer loadings and item-total correlations in the pilot",
    },
    "settings": {"id": "Pengaturan analisis", "en": "Settings of the analysis"},
    "respondents": {"id": "Gambaran responden", "en": "The respondents"},
    "dimension_means": {"id": "Rerata dan kategori setiap dimensi", "en": "Mean and category of each dimension"},
    "descriptives": {"id": "Deskripsi jawaban", "en": "Description of the answers"},
    "outer_model": {"id": "Model luar", "en": "Outer model"},
    "reliability": {"id": "Reliabilitas dan validitas konvergen", "en": "Reliability and convergent validity"},
    "htmt": {"id": "Rasio heterotrait-monotrait", "en": "Heterotrait-monotrait ratios"},
    "fornell_larcker": {"id": "Kriteria Fornell-Larcker", "en": "Fornell-Larcker criterion"},
    "cross_loadings": {"id": "Muatan silang", "en": "Cross-loadings"},
    "paths": {"id": "Koefisien jalur dan hipotesis", "en": "Path coefficients and hypotheses"},
    "effects": {"id": "Pengaruh langsung, tidak langsung, dan total", "en": "Direct, indirect and total effects"},
    "r_squared": {"id": "Varians yang dijelaskan", "en": "Explained variance"},
    "dimensions": {
        "id": "Dimensi sebagai konstruk tingkat pertama",
        "en": "Dimensions as lower-order constructs",
    },
    "dimension_differences": {
        "id": "Selisih pengaruh dimensi dalam satu konstruk",
        "en": "Differences between effects of dimensions of one construct",
    },
    "importance": {
        "id": "Kepentingan dan kinerja konstruk, dimensi, dan indikator",
        "en": "Importance and performance of constructs, dimensions and indicators",
    },
    "mediation": {"id": "Mediasi", "en": "Mediation"},
    "moderation": {"id": "Moderasi dan kemiringan", "en": "Moderation and simple slopes"},
    "model_comparison": {"id": "Model utuh dan bagiannya", "en": "The whole model and its parts"},
    "claims": {"id": "Putusan atas hipotesis dan klaim", "en": "Verdicts on hypotheses and claims"},
    "claim_tests": {"id": "Bukti setiap klaim", "en": "Evidence of each claim"},
    "answer_quality": {"id": "Mutu jawaban setiap butir", "en": "Quality of the answers to each item"},
    "prediction": {"id": "Prediksi di luar sampel", "en": "Prediction out of the sample"},
    "evidence": {"id": "Pemeriksaan setiap jalur", "en": "Checks of each path"},
    "power": {
        "id": "Daya uji dan pengaruh terkecil yang dapat ditemukan",
        "en": "Power and smallest effects to be found",
    },
    "robustness": {"id": "Koefisien jalur pada semua analisis", "en": "Path coefficients in all analyses"},
    "robustness_choices": {
        "id": "Temuan menurut pilihan analisis",
        "en": "Findings by choice of analysis",
    },
    "checklist": {"id": "Daftar periksa pelaporan", "en": "Reporting checklist"},
}
_HEADS: Mapping[str, Mapping[str, str]] = {
    "anchor": {"id": "Dilaporkan di", "en": "Reported at"},
    "answer_label": {"id": "Jawaban", "en": "Answer"},
    "bootstrap_mean": {"id": "Rerata bootstrap", "en": "Bootstrap mean"},
    "by_error": {"id": "Terdeteksi (galat baku)", "en": "Detectable (standard error)"},
    "by_simulation": {"id": "Terdeteksi (simulasi)", "en": "Detectable (simulation)"},
    "by_square_root": {"id": "Terdeteksi (akar kuadrat)", "en": "Detectable (square root)"},
    "category_label": {"id": "Kategori", "en": "Category"},
    "certainty": {"id": "Kepastian", "en": "Certainty"},
    "choice_label": {"id": "Pilihan analisis", "en": "Choice of analysis"},
    "column_label": {"id": "Pertanyaan", "en": "Question"},
    "consistent_estimate": {"id": "PLSc", "en": "PLSc"},
    "construct_1": {"id": "Konstruk 1", "en": "Construct 1"},
    "construct_1_label": {"id": "Nama konstruk 1", "en": "Name of construct 1"},
    "construct_2": {"id": "Konstruk 2", "en": "Construct 2"},
    "construct_2_label": {"id": "Nama konstruk 2", "en": "Name of construct 2"},
    "construct_label": {"id": "Nama konstruk", "en": "Name of the construct"},
    "copula": {"id": "Kopula", "en": "Copula"},
    "corrected_path": {"id": "Jalur terkoreksi kopula", "en": "Path corrected by copula"},
    "count": {"id": "Jumlah", "en": "Count"},
    "criterion_label": {"id": "Kriteria", "en": "Criterion"},
    "decidable": {"id": "Dapat diputuskan", "en": "Decidable"},
    "detectable": {"id": "Terdeteksi", "en": "Detectable"},
    "detectable_inverse_square_root": {
        "id": "Terdeteksi: akar kuadrat terbalik, satu arah",
        "en": "Detectable: inverse square root, one-sided",
    },
    "detectable_simulated": {"id": "Terdeteksi: simulasi, dua arah", "en": "Detectable: simulation, two-sided"},
    "detectable_standard_error": {
        "id": "Terdeteksi: galat baku, dua arah",
        "en": "Detectable: standard error, two-sided",
    },
    "dimension_label": {"id": "Nama dimensi", "en": "Name of the dimension"},
    "direct": {"id": "Pengaruh langsung", "en": "Direct effect"},
    "direction_label": {"id": "Arah yang diharapkan", "en": "Expected direction"},
    "effect": {"id": "Pengaruh", "en": "Effect"},
    "element": {"id": "Unsur", "en": "Element"},
    "element_label": {"id": "Nama unsur", "en": "Name of the element"},
    "finding_label": {"id": "Temuan", "en": "Finding"},
    "first": {"id": "Pertama", "en": "First"},
    "first_label": {"id": "Pertama", "en": "First"},
    "id": {"id": "Kode", "en": "Code"},
    "indicator_label": {"id": "Butir", "en": "Item"},
    "indicators": {"id": "Indikator", "en": "Indicators"},
    "indirect": {"id": "Pengaruh tidak langsung", "en": "Indirect effect"},
    "interaction_label": {"id": "Nama interaksi", "en": "Name of the interaction"},
    "kind_label": {"id": "Pengaruh", "en": "Effect"},
    "kurtosis": {"id": "Kurtosis berlebih", "en": "Excess kurtosis"},
    "largest": {"id": "Terbesar", "en": "Largest"},
    "level_label": {"id": "Tingkat", "en": "Level"},
    "lower": {"id": "Batas bawah", "en": "Lower bound"},
    "main_analysis": {"id": "Utama", "en": "Main"},
    "mae_lm": {"id": "MAE LM", "en": "MAE LM"},
    "mae_pls": {"id": "MAE PLS", "en": "MAE PLS"},
    "median": {"id": "Median", "en": "Median"},
    "met": {"id": "Terpenuhi", "en": "Met"},
    "missing_in": {"id": "Belum ada dalam", "en": "Missing in"},
    "missing_share": {"id": "Bagian kosong", "en": "Share missing"},
    "model": {"id": "Model", "en": "Model"},
    "negative": {"id": "Signifikan negatif", "en": "Significantly negative"},
    "none": {"id": "Tidak signifikan", "en": "Not significant"},
    "evidence_kind_label": {"id": "Jenis bukti", "en": "Kind of evidence"},
    "option_label": {"id": "Opsi", "en": "Option"},
    "option": {"id": "Pilihan", "en": "Option"},
    "outcome": {"id": "Konstruk akibat", "en": "Outcome"},
    "path_label": {"id": "Nama jalur", "en": "Name of the path"},
    "PLS": {"id": "PLS", "en": "PLS"},
    "%": {"id": "%", "en": "%"},
    "percent_index": {"id": "Indeks (%)", "en": "Index (%)"},
    "positive": {"id": "Signifikan positif", "en": "Significantly positive"},
    "power": {"id": "Daya uji", "en": "Power"},
    "power_se": {"id": "Daya uji: galat Monte Carlo", "en": "Power: Monte-Carlo error"},
    "q_predict": {"id": "*Q*^2^ prediksi", "en": "*Q*^2^ predict"},
    "quadratic": {"id": "Kuadratik", "en": "Quadratic"},
    "quadratic_f_squared": {"id": "Kuadratik: f²", "en": "Quadratic: f²"},
    "reference": {"id": "Sumber", "en": "Reference"},
    "reverse": {"id": "Dibalik", "en": "Reversed"},
    "rival": {"id": "Model pembanding", "en": "Rival model"},
    "rival_adjusted_r_squared": {"id": "Pembanding: R² suaian", "en": "Rival: adjusted R²"},
    "rival_q_squared_predict": {"id": "Pembanding: Q² prediksi", "en": "Rival: Q² predict"},
    "rival_r_squared": {"id": "Pembanding: R²", "en": "Rival: R²"},
    "rmse_lm": {"id": "RMSE LM", "en": "RMSE LM"},
    "rmse_pls": {"id": "RMSE PLS", "en": "RMSE PLS"},
    "role_label": {"id": "Peran", "en": "Role"},
    "route_label": {"id": "Nama rute", "en": "Name of the route"},
    "rule_label": {"id": "Aturan", "en": "Rule"},
    "same": {"id": "Sejalan", "en": "Same"},
    "sample_label": {"id": "Sampel", "en": "Sample"},
    "second": {"id": "Kedua", "en": "Second"},
    "second_label": {"id": "Kedua", "en": "Second"},
    "setting_label": {"id": "Pengaturan", "en": "Setting"},
    "share": {"id": "Bagian", "en": "Share"},
    "share_of_point": {"id": "Bagian jawaban {point}", "en": "Share of answer {point}"},
    "share_of_total": {"id": "Bagian", "en": "Share"},
    "share_same": {"id": "Bagian sejalan", "en": "Share the same"},
    "skewness": {"id": "Kecondongan", "en": "Skewness"},
    "smallest": {"id": "Terkecil", "en": "Smallest"},
    "source": {"id": "Dari", "en": "From"},
    "source_label": {"id": "Nama asal", "en": "Name of the source"},
    "statistic_label": {"id": "Yang diukur", "en": "What is measured"},
    "status_label": {"id": "Keadaan", "en": "Status"},
    "step_label": {"id": "Langkah", "en": "Step"},
    "target": {"id": "Ke", "en": "To"},
    "target_label": {"id": "Nama tujuan", "en": "Name of the target"},
    "test": {"id": "Nomor bukti", "en": "Number of the evidence"},
    "threshold": {"id": "Batas", "en": "Limit"},
    "total": {"id": "Pengaruh total", "en": "Total effect"},
    "trend_label": {"id": "Kecenderungan", "en": "Trend"},
    "type_label": {"id": "Jenis mediasi", "en": "Type of mediation"},
    "universes": {"id": "Analisis", "en": "Analyses"},
    "unknown": {"id": "Tanpa hasil", "en": "Without a result"},
    "upper": {"id": "Batas atas", "en": "Upper bound"},
    "upper_one_sided": {"id": "Batas atas satu arah", "en": "One-sided upper bound"},
    "value": {"id": "Nilai", "en": "Value"},
    "verdict_label": {"id": "Putusan", "en": "Verdict"},
}
_TRUTHS: Mapping[bool, Mapping[str, str]] = {True: {"id": "ya", "en": "yes"}, False: {"id": "tidak", "en": "no"}}


def title(name: str, language: str) -> str:
    """Name a table; StudyError for a table or a language that has no words."""
    return text_in(_TITLES[name], language, f"the title of the table {name}")


def head(column: str, language: str) -> str:
    """Word the head of a column; StudyError for a column that has no words."""
    if column in _HEADS:
        return text_in(_HEADS[column], language, f"the head of the column {column}")
    if share := re.fullmatch(r"share_(\d+)", column):
        return text_in(_HEADS["share_of_point"], language, "the head of a share").format(point=share[1])
    base, _, field = column.rpartition("_")
    if base and field in INFERENCE:
        return f"{head(base, language)}: {head(field, language)}"
    return plain_label(column, language)


def article_head(key: str, language: str) -> str:
    """Word the head of a column of the article, as Markdown: the label of its key, else the head that files have."""
    try:
        return label(key, language)
    except StudyError:
        return head(key, language)


def truth(column: str, value: bool, language: str) -> str:
    """Word a column's true or false."""
    if column == "valid":
        return plain_label("valid_true" if value else "valid_false", language)
    return text_in(_TRUTHS[value], language, "true and false")


def plain_label(key: str, language: str) -> str:
    """Word a key as plain text: without the marks of Markdown, with the signs that Unicode has for them."""
    text = label(key, language).replace("^2^", "²")
    return re.sub(r"~(\w+)~", r"\1", text.replace("*", ""))


def text_in(texts: Mapping[str, str], language: str, where: str) -> str:
    """Choose a text in a language; StudyError where it is not declared."""
    if language not in texts:
        raise StudyError("a text is missing", where, f"languages {', '.join(texts)}", language, f"add it in {language}")
    return texts[language]


Words = Callable[[str], str]
ARROW = " -> "
OF_CONSTRUCT = ("construct", "construct_1", "construct_2", "source", "target")
OF_DIMENSION = ("dimension", "first", "second")
OF_KEY = ("kind", "verdict", "trend", "type", "level")
OF_COLUMN = ("evidence_kind", "role", "criterion", "direction", "category", "rule", "status", "setting")
OF_SYMBOLS = ("statistic", "interaction", "element")


def with_words(table: pd.DataFrame, model: StudyModel, codebook: Codebook, language: str) -> pd.DataFrame:
    """Put the words of each column of keys into a column to its right; a missing key has none.

    StudyError where a word is not declared in the language.
    """
    worded = table.copy()
    for column, words in _words(model, codebook, language).items():
        if column in worded:
            labels = worded[column].map(words, na_action="ignore")
            worded.insert(list(worded.columns).index(column) + 1, f"{column}_label", labels)
    if "option" in worded:
        options = [
            option_label(choice, option, codebook, language)
            for choice, option in zip(table["choice"], table["option"], strict=True)
        ]
        worded.insert(list(worded.columns).index("option") + 1, "option_label", options)
    return worded


def _words(model: StudyModel, codebook: Codebook, language: str) -> dict[str, Words]:
    constructs = {
        name: text_in(construct.label, language, f"construct {name}") for name, construct in model.constructs.items()
    }
    items, dimensions = codebook.labels(language), _dimensions(model, language)
    symbols = items | constructs | dimensions
    return {
        **dict.fromkeys(OF_CONSTRUCT, lambda name: constructs[name]),
        **dict.fromkeys(OF_DIMENSION, lambda name: dimensions[name]),
        **dict.fromkeys(OF_KEY, lambda key: plain_label(key, language)),
        **{column: _of_column(column, language) for column in OF_COLUMN},
        **dict.fromkeys(OF_SYMBOLS, lambda text: word_expression(text, symbols)),
        **dict.fromkeys(("path", "route"), lambda path: " → ".join(constructs[one] for one in path.split(ARROW))),
        "indicator": lambda code: items[code],
        "finding": lambda key: option_label("finding", key, codebook, language),
        "choice": lambda key: choice_label(key, language),
        "column": lambda name: text_in(_questions(codebook)[name], language, f"question {name}"),
        "answer": lambda answer: value_words("answer", answer, language) if has_words("answer", answer) else answer,
    }


def _of_column(column: str, language: str) -> Words:
    return lambda key: value_words(column, key, language)


def _dimensions(model: StudyModel, language: str) -> dict[str, str]:
    return {
        part.name: text_in(part.label, language, f"dimension {part.name}")
        for construct in model.constructs.values()
        for part in construct.dimensions
    }


def _questions(codebook: Codebook) -> dict[str, Mapping[str, str]]:
    return {one.name: one.question for one in codebook.criteria} | dict(codebook.descriptive)


def word_expression(text: str, symbols: Mapping[str, str]) -> str:
    """Word an expression such as "X2 * X3 -> Y": every name that the study has words for, and its signs."""
    named = re.sub(r"[\w.]+", lambda name: symbols.get(name[0], name[0]), text)
    return named.replace("->", "→").replace("*", "×")
