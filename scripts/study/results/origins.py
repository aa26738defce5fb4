"""Where every number of the web page comes from: file, row, column, full precision, interval, how it is computed."""

import re
from collections.abc import Mapping
from html import escape

from study.results.numbers import Number, Numbers
from study.words.dictionary import label
from study.words.wording import exact

__all__ = ["anchor", "origin_list", "quoted_keys"]

# The columns whose interval stands in the columns lower and upper of the same row.
WITH_INTERVAL = ("estimate", "htmt")
COLUMNS = ("value", "interval_of", "unit", "file", "row", "column", "computed")

# Files in which the file, not the column, says how a number is computed.
BY_FILE = ("config.yaml", "model.yaml", "codebook.yaml", "claims.csv", "claim_tests.csv", "power.csv")

_COMPUTED: Mapping[str, Mapping[str, str]] = {
    "estimate": {"id": "estimasi PLS-SEM dari semua responden", "en": "PLS-SEM estimate from all respondents"},
    "se": {"id": "simpangan baku sampel ulang bootstrap", "en": "standard deviation of the bootstrap resamples"},
    "t": {"id": "estimasi dibagi galat bakunya", "en": "estimate divided by its standard error"},
    "p": {"id": "peluang dua arah dari t", "en": "two-sided probability of t"},
    "lower": {"id": "persentil bawah sampel ulang bootstrap", "en": "lower percentile of the bootstrap resamples"},
    "upper": {"id": "persentil atas sampel ulang bootstrap", "en": "upper percentile of the bootstrap resamples"},
    "f_squared": {
        "id": "susutan R² tanpa jalur itu, dibagi ragam yang tidak dijelaskan",
        "en": "loss of R² without the path, divided by the variance left unexplained",
    },
    "inner_vif": {
        "id": "faktor inflasi varians di antara penyebab suatu konstruk",
        "en": "variance inflation factor among the predictors of a construct",
    },
    "outer_vif": {
        "id": "faktor inflasi varians di antara indikator suatu konstruk",
        "en": "variance inflation factor among the indicators of a construct",
    },
    "outer_loading": {
        "id": "korelasi indikator dengan skor konstruknya",
        "en": "correlation of the indicator with the score of its construct",
    },
    "outer_weight": {
        "id": "bobot indikator dalam skor konstruknya",
        "en": "weight of the indicator in the score of its construct",
    },
    "cronbach_alpha": {"id": "dari korelasi antarindikator", "en": "from the correlations of the indicators"},
    "rho_a": {"id": "dari bobot dan korelasi indikator", "en": "from weights and correlations of the indicators"},
    "composite_reliability": {"id": "dari muatan luar", "en": "from the outer loadings"},
    "ave": {"id": "rerata kuadrat muatan luar", "en": "mean of the squared outer loadings"},
    "htmt": {
        "id": "rerata korelasi antarkonstruk dibagi rerata geometris korelasi dalam konstruk",
        "en": "mean correlation between constructs over the geometric mean of those within",
    },
    "upper_one_sided": {"id": "persentil atas satu arah bootstrap", "en": "one-sided upper bootstrap percentile"},
    "r_squared": {
        "id": "bagian ragam konstruk yang dijelaskan penyebabnya",
        "en": "share of a construct’s variance that its predictors explain",
    },
    "adjusted_r_squared": {"id": "R² dikoreksi jumlah penyebab", "en": "R² corrected for the number of predictors"},
    "q_squared": {"id": "blindfolding", "en": "blindfolding"},
    "mean": {"id": "rerata jawaban", "en": "mean of the answers"},
    "sd": {"id": "simpangan baku jawaban", "en": "standard deviation of the answers"},
    "missing": {"id": "banyaknya jawaban kosong", "en": "number of missing answers"},
    "r": {"id": "korelasi butir dengan jumlah butir konstruknya", "en": "correlation of item and sum of its items"},
    "r_corrected": {"id": "seperti r, tanpa butir itu sendiri", "en": "as r, without the item itself"},
    "critical_r": {"id": "nilai kritis eksak dari sebaran t", "en": "exact critical value from the t distribution"},
    "required_n": {"id": "metode akar kuadrat terbalik", "en": "inverse square root method"},
    "detectable_path": {"id": "metode akar kuadrat terbalik", "en": "inverse square root method"},
    "received": {"id": "dihitung dari berkas mentah", "en": "counted in the raw file"},
    "kept": {"id": "dihitung setelah pembersihan", "en": "counted after cleaning"},
    "config.yaml": {"id": "ditetapkan penulis", "en": "set by the authors"},
    "model.yaml": {"id": "dihitung dari deklarasi model", "en": "counted in the declaration of the model"},
    "codebook.yaml": {"id": "dinyatakan dalam buku kode", "en": "declared in the codebook"},
    "flow.json": {"id": "dihitung saat pembersihan", "en": "counted while cleaning"},
    "fornell_larcker.csv": {
        "id": "korelasi skor konstruk; di diagonal akar kuadrat AVE",
        "en": "correlations of construct scores; on the diagonal the square root of the AVE",
    },
    "cross_loadings.csv": {
        "id": "korelasi indikator dengan skor setiap konstruk",
        "en": "correlation of the indicator with the score of each construct",
    },
    "growth.csv": {"id": "angka resmi, tanpa pengolahan", "en": "official figure, as published"},
    "respondents.csv": {"id": "dihitung dari jawaban responden", "en": "counted in the respondents’ answers"},
    "dimension_means.csv": {
        "id": "rerata jawaban dibagi jawaban tertinggi",
        "en": "mean answer over the highest answer of the scale",
    },
    "claims.csv": {"id": "statistik bukti klaim itu", "en": "statistic of the claim’s evidence"},
    "claim_tests.csv": {"id": "statistik bukti klaim itu", "en": "statistic of the claim’s evidence"},
    "importance.csv": {"id": "dari skor pada skala nol sampai seratus", "en": "from scores on a scale of 0 to 100"},
    "predict.csv": {"id": "validasi silang (PLSpredict)", "en": "cross-validation (PLSpredict)"},
    "predictive_power.json": {"id": "validasi silang (CVPAT)", "en": "cross-validation (CVPAT)"},
    "model_comparison.csv": {"id": "validasi silang (CVPAT)", "en": "cross-validation (CVPAT)"},
    "fit.json": {
        "id": "jarak korelasi teramati dan tersirat model",
        "en": "distance of observed and model-implied correlations",
    },
    "consistent.csv": {"id": "PLS konsisten", "en": "consistent PLS"},
    "power.csv": {"id": "simulasi dan rumus daya uji", "en": "simulation and formulas of power"},
    "mediation.csv": {
        "id": "hasil kali jalur dalam model tandingan",
        "en": "products of the paths of a rival model",
    },
    "criteria.csv": {"id": "nilai dan batas daftar periksa", "en": "values and limits of the checklist"},
    "evidence.json": {"id": "pemeriksaan mutu data", "en": "checks of the quality of the data"},
    "sample_size.json": {"id": "aturan ukuran sampel", "en": "rules of sample size"},
    "robustness.json": {"id": "dihitung dari semua analisis", "en": "counted over all analyses"},
    "robustness_paths.csv": {"id": "dihitung dari semua analisis", "en": "counted over all analyses"},
    "robustness_choices.csv": {"id": "dihitung dari semua analisis", "en": "counted over all analyses"},
    "": {"id": "seperti tertulis dalam berkas", "en": "as it stands in the file"},
}


def anchor(key: str) -> str:
    """Name the place of a number in the list; `layout.lua` does the same.

    >>> anchor("full.paths.X1->Y.estimate")
    'n-full.paths.X1--Y.estimate'
    """
    return "n-" + re.sub(r"[^A-Za-z0-9_.-]", "-", key)


def quoted_keys(markdown: str) -> list[str]:
    """List the keys of the numbers that a manuscript quotes, each once, in the order of the text."""
    return list(dict.fromkeys(re.findall(r'\{\.number key="([^"]+)"', markdown)))


def origin_list(markdown: str, numbers: Numbers, language: str) -> str:
    """Return the list of a manuscript's numbers with their origins, as HTML; one row for each key."""
    head = "".join(f'<th scope="col">{label(column, language)}</th>' for column in COLUMNS)
    rows = "\n".join(_row(key, numbers, language) for key in quoted_keys(markdown))
    title = label("origins", language)
    return (
        f'<section id="origins"><details><summary><h2>{title}</h2></summary>\n'
        f'<div class="scroll" role="group" tabindex="0" aria-label="{title}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div></details></section>\n"
    )


def _row(key: str, numbers: Numbers, language: str) -> str:
    number = numbers[key]
    unit, computed = label(number.unit, language), _computed(number)[language]
    cells = (
        _exact(number, language),
        _interval(key, numbers, language),
        unit,
        number.file,
        number.row or "",
        number.column,
        computed,
    )
    return f'<tr id="{anchor(key)}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _exact(number: Number, language: str) -> str:
    return exact(number.value, language) if isinstance(number.value, float) else str(number.value)


def _interval(key: str, numbers: Numbers, language: str) -> str:
    column = numbers[key].column
    row = key.removesuffix(column)
    stems = [f"{row}{column}_"] + [row] * (column in WITH_INTERVAL)
    for stem in stems:
        if numbers.has(f"{stem}lower") and numbers.has(f"{stem}upper"):
            lower, upper = (_exact(numbers[f"{stem}{bound}"], language) for bound in ("lower", "upper"))
            return f"[{lower}; {upper}]"
    return ""


def _computed(number: Number) -> Mapping[str, str]:
    column, file = number.column.rpartition(".")[2], number.file.rpartition("/")[2]
    bound = re.search(r"_(lower|upper|se|t|p)$", column)
    by_column = (column, bound[1] if bound else "")
    names = (file, *by_column) if file in BY_FILE else (*by_column, file)
    return next((_COMPUTED[name] for name in names if name and name in _COMPUTED), _COMPUTED[""])
