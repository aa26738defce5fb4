"""Heads and number formats of the tables' columns."""

import re
from collections.abc import Mapping

from study.errors import StudyError
from study.labels import label

__all__ = ["head", "number_format", "plain_label", "text_in", "title", "truth"]

_TITLES: Mapping[str, Mapping[str, str]] = {
    "growth": {"id": "Pertumbuhan produksi", "en": "Growth of output"},
    "respondent_flow": {"id": "Alur responden", "en": "Flow of respondents"},
    "instrument": {"id": "Instrumen penelitian", "en": "Instrument"},
    "pilot_reliability": {"id": "Reliabilitas pada uji coba", "en": "Reliability in the pilot"},
    "pilot_outer_model": {"id": "Model luar pada uji coba", "en": "Outer model in the pilot"},
    "pilot_item_total": {"id": "Korelasi butir–total pada uji coba", "en": "Item-total correlations in the pilot"},
    "descriptives": {"id": "Deskripsi jawaban", "en": "Description of the answers"},
    "outer_model": {"id": "Model luar", "en": "Outer model"},
    "reliability": {"id": "Reliabilitas dan validitas konvergen", "en": "Reliability and convergent validity"},
    "htmt": {"id": "Rasio heterotrait-monotrait", "en": "Heterotrait-monotrait ratios"},
    "fornell_larcker": {"id": "Kriteria Fornell-Larcker", "en": "Fornell-Larcker criterion"},
    "cross_loadings": {"id": "Muatan silang", "en": "Cross-loadings"},
    "paths": {"id": "Koefisien jalur dan hipotesis", "en": "Path coefficients and hypotheses"},
    "effects": {"id": "Pengaruh langsung, tidak langsung, dan total", "en": "Direct, indirect and total effects"},
    "r_squared": {"id": "Varians yang dijelaskan", "en": "Explained variance"},
}
_HEADS: Mapping[str, Mapping[str, str]] = {
    "bootstrap_mean": {"id": "Rerata bootstrap", "en": "Bootstrap mean"},
    "construct_1": {"id": "Konstruk 1", "en": "Construct 1"},
    "construct_1_label": {"id": "Nama konstruk 1", "en": "Name of construct 1"},
    "construct_2": {"id": "Konstruk 2", "en": "Construct 2"},
    "construct_2_label": {"id": "Nama konstruk 2", "en": "Name of construct 2"},
    "construct_label": {"id": "Nama konstruk", "en": "Name of the construct"},
    "count": {"id": "Jumlah", "en": "Count"},
    "dimension_label": {"id": "Nama dimensi", "en": "Name of the dimension"},
    "indicator_label": {"id": "Butir", "en": "Item"},
    "kind_label": {"id": "Pengaruh", "en": "Effect"},
    "lower": {"id": "Batas bawah", "en": "Lower bound"},
    "path_label": {"id": "Nama jalur", "en": "Name of the path"},
    "reverse": {"id": "Dibalik", "en": "Reversed"},
    "sample_label": {"id": "Sampel", "en": "Sample"},
    "share": {"id": "Bagian jawaban {point}", "en": "Share of answer {point}"},
    "source": {"id": "Dari", "en": "From"},
    "source_label": {"id": "Nama asal", "en": "Name of the source"},
    "step_label": {"id": "Langkah", "en": "Step"},
    "target": {"id": "Ke", "en": "To"},
    "target_label": {"id": "Nama tujuan", "en": "Name of the target"},
    "trend_label": {"id": "Kecenderungan", "en": "Trend"},
    "upper": {"id": "Batas atas", "en": "Upper bound"},
    "upper_one_sided": {"id": "Batas atas satu arah", "en": "One-sided upper bound"},
    "verdict_label": {"id": "Putusan", "en": "Verdict"},
}
_TRUTHS: Mapping[bool, Mapping[str, str]] = {True: {"id": "ya", "en": "yes"}, False: {"id": "tidak", "en": "no"}}
_INFERENCE = ("se", "t", "p", "lower", "upper")
_WHOLE, _TWO, _THREE, _SHARE = "0", "0.00", "0.000", "0.0%"
_FORMATS: Mapping[str, str] = {
    **dict.fromkeys(("year", "quarter", "count", "n", "missing"), _WHOLE),
    **dict.fromkeys(("growth", "mean", "sd", "t"), _TWO),
}


def title(name: str, language: str) -> str:
    """Name a table; StudyError for a table or a language that has no words."""
    return text_in(_TITLES[name], language, f"the title of the table {name}")


def head(column: str, language: str) -> str:
    """Word the head of a column; StudyError for a column that has no words."""
    if column in _HEADS:
        return text_in(_HEADS[column], language, f"the head of the column {column}")
    if share := re.fullmatch(r"share_(\d+)", column):
        return text_in(_HEADS["share"], language, "the head of a share").format(point=share[1])
    base, _, field = column.rpartition("_")
    if base and field in _INFERENCE:
        return f"{plain_label(base, language)}: {head(field, language)}"
    return plain_label(column, language)


def number_format(column: str) -> str:
    """Choose how a spreadsheet shows a column's numbers; the numbers keep their full precision."""
    if re.fullmatch(r"share_\d+", column):
        return _SHARE
    field = column.rpartition("_")[2] if column.rpartition("_")[2] in _INFERENCE else column
    return _FORMATS.get(field, _THREE)


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
