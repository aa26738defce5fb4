"""What a text states, whatever its other words: its numbers, verdicts and codes, and the result each number quotes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from study.results.numbers import Number, Numbers
from study.words.dictionary import LANGUAGES, label
from study.words.wording import decimal_mark, in_words

NUMBER = "number"
VERDICT = "verdict"
CODE = "code"
SYMBOL = "symbol"
NAME = "name"
STATUS = "data status"
RESERVATION = "reservation"
TRENDS = ("contraction", "recovery", "acceleration", "peak", "unchanged", "slowdown", "stagnation")
NEGATIONS = frozenset(
    [
        *("tidak", "bukan", "belum", "tak", "tanpa", "tiada", "nihil", "not", "no", "never", "cannot", "neither"),
        *("nor", "without", "none", "nobody", "nothing", "zero", "non", "lacks", "lack"),
        *("hardly", "barely", "scarcely"),
    ]
)
# Words that a negation may take along.
AUXILIARIES = frozenset(
    [
        *("do", "does", "did", "can", "could", "may", "might", "will", "would", "be", "been", "is", "are", "was"),
        *("were", "has", "have", "there", "one", "of", "dapat", "bisa", "akan", "telah", "sudah", "ada", "yang"),
        *("satu", "pun"),
    ]
)
# How many words may stand between a negation and what it denies: "is not statistically significant".
REACH = 3
RELATIONS = "<>≤≥"
# "hlm. 3" and "e.g. The" are split too, which does no harm: both texts that are compared are split alike.
_CAPTION_LABEL = re.compile(r"[A-Z][a-z]+\s[A-Z]?\d+\.\s+")
# "H4a. Backward linkages ..." is one: the code is no sentence of its own.
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<![A-Z]\d\.)(?<![A-Z]\d[a-z]\.)(?<!\bNo\.)\s+(?=[A-Z0-9*_\[(“\"])")

# concept -> what is said -> the words that say it, Indonesian and English together.
_VERDICTS: Mapping[str, Mapping[str, str]] = {
    "support": {
        "+": "didukung diterima terdukung terbukti terkonfirmasi dikonfirmasi mendukung dukungan "
        "supported accepted confirmed supports support supporting",
        "-": "ditolak dibantah terbantah terbantahkan rejected refuted unsupported disconfirmed",
        "against": "bertentangan berlawanan contradicted contradicts contrary opposite",
        "in part": "didukung_sebagian terdukung_sebagian diterima_sebagian "
        "partially_supported partly_supported partially_accepted partly_accepted",
    },
    "significance": {
        "+": "signifikan signifikansi bermakna significant significantly",
        "-": "insignificant nonsignificant non-significant nonsignifikan non-signifikan",
        "nearly": "hampir_signifikan nyaris_signifikan marginally_significant nearly_significant almost_significant",
    },
    "direction": {"+": "positif positive positively", "-": "negatif negative negatively terbalik inverse inversely"},
    "validity": {"+": "valid sahih", "-": "invalid"},
    "reliability": {"+": "reliabel andal reliable", "-": "unreliable"},
    "criterion": {
        "+": "memenuhi terpenuhi dipenuhi layak meets meet met fulfils fulfilled satisfied adequate",
        "-": "gagal fails failed inadequate",
    },
    "size": {
        "+": "besar tinggi kuat terbesar tertinggi terkuat atas melebihi melampaui dominan "
        "large larger largest great greater greatest high higher highest strong stronger strongest above upper exceed "
        "exceeds exceeded exceeding dominant more",
        "medium": "sedang moderat medium moderate",
        "-": "kecil rendah lemah terkecil terendah terlemah bawah kurang "
        "small smaller smallest low lower lowest weak weaker weakest below less least",
    },
    "change": {
        "+": "naik meningkat meningkatkan menaikkan memperkuat menguat "
        "increase increases increased rise rises rose strengthen strengthens strengthened",
        "-": "turun menurun menurunkan memperlemah melemahkan melemah "
        "decrease decreases decreased fall falls fell weaken weakens weakened",
    },
    "decision": {"+": "dipastikan diputuskan decided settled", "-": "undecided"},
    "interpretation": {"+": "ditafsirkan interpreted interpretable", "-": "uninterpretable"},
    "mediation": {
        "complementary": "komplementer complementary",
        "competitive": "kompetitif competitive",
    },
}
# Other words of which one cannot stand for another; a phrase is joined by underscores. They may go and come.
_QUALIFIERS: Mapping[str, Mapping[str, str]] = {
    "quantity": {
        "all": "semua seluruh seluruhnya semuanya segenap setiap tiap masing-masing all every each entire whole",
        "nearly all": "hampir_semua hampir_seluruh hampir_seluruhnya hampir_semuanya hampir_setiap "
        "nearly_all almost_all nearly_every almost_every",
        "most": "sebagian_besar kebanyakan mayoritas most majority",
        "some": "sebagian beberapa sejumlah some several",
        "few": "sebagian_kecil segelintir few minority",
    },
    "share or rank": {
        "half": "separuh separo setengah half",
        "third": "sepertiga pertiga third thirds",
        "quarter": "seperempat perempat quarter quarters",
        "fifth": "seperlima perlima fifth fifths",
        "first": "pertama first",
        "second": "second",
        "fourth": "fourth",
        "last": "terakhir last",
        "single": "satu_kali once",
        "double": "dua_kali twice double",
    },
    STATUS: {
        "simulated": "simulasi simulated disimulasikan tiruan sintetis synthetic artificial fictitious fiktif "
        "generated dibangkitkan dihasilkan_oleh_program",
        "real": "nyata sungguhan asli riil aktual real actual genuine authentic sesungguhnya sebenarnya "
        "collected dikumpulkan",
    },
    "statistic": {
        "mean": "rerata rata-rata mean means average",
        "median": "median medians",
        "deviation": "simpangan deviasi deviation deviations",
        "error": "galat error errors",
        "variance": "varians keragaman variance",
        "weight": "bobot weight weights",
        "loading": "muatan loading loadings",
        "correlation": "korelasi correlation correlations",
    },
    "cause": {
        "association": "hubungan berhubungan berkaitan terkait association associated associations related relation",
        "cause": "sebab sebab-akibat penyebab menyebabkan kausal cause causes caused causal causation",
    },
    "role": {
        "mediation": "memediasi mediasi pemediasi mediates mediate mediated mediating mediation mediator",
        "moderation": "memoderasi moderasi pemoderasi moderates moderated moderating moderation moderator",
    },
    "side": {
        "backward": "hulu backward upstream ke_belakang supply",
        "forward": "hilir forward downstream ke_depan",
    },
    "activity": {"active": "aktif active", "passive": "pasif passive"},
    "sample": {"pilot": "pilot percontohan uji_coba", "main": "utama main"},
    "time": {"before": "sebelum sebelumnya before earlier", "after": "sesudah setelah after afterwards later"},
    "certainty": {
        "may": "mungkin boleh_jadi dapat bisa may might could can possibly",
        "must": "harus pasti selalu must certainly always surely definitely",
    },
    "likeness": {
        "+": "sama serupa same equal identical sejalan sesuai agrees agree consistent in_line",
        "-": "berbeda berlainan different differs differ unequal menyimpang disagrees disagree inconsistent "
        "departs depart at_odds",
    },
    "proof": {
        "hint": "mengisyaratkan isyarat hints hint suggests suggest",
        "proof": "membuktikan proves prove proven establishes",
    },
    "part": {"outer": "outer muatan_luar bobot_luar", "inner": "inner muatan_dalam bobot_dalam"},
    "pair": {"both": "keduanya both", "either": "salah_satu salah_satunya either"},
    "speed": {"+": "cepat fast faster quick quickly", "-": "lambat slow slower slowly"},
    "ease": {"+": "mudah easy easier easily", "-": "sulit sukar hard harder difficult"},
    "distance": {"+": "jauh far", "-": "dekat near nearer close closer"},
    "value": {"+": "baik good better best", "-": "buruk jelek bad worse worst poor"},
    "directness": {"+": "langsung direct directly", "-": "indirect indirectly", "total": "total"},
    "dependence": {"+": "bergantung tergantung depends depend dependent", "-": "independent terbebas"},
    "medium": {"+": "daring online", "-": "luring offline"},
    "mode": {"reflective": "reflektif reflective", "formative": "formatif formative"},
    "tails": {
        "one": "one-sided one-tailed satu_arah satu_sisi satu_ekor",
        "two": "two-sided two-tailed dua_arah dua_sisi dua_ekor",
    },
    "design": {"+": "cross-sectional potong_lintang", "-": "longitudinal"},
    "selection": {"purposive": "purposif purposive bertujuan", "random": "acak random randomly"},
    "order": {"lower": "lower-order orde_rendah", "higher": "higher-order orde_tinggi"},
    "family": {
        "confirmatory": "confirmatory konfirmatori",
        "exploratory": "exploratory eksploratori",
    },
    "interval": {
        "percentile": "percentile persentil",
        "corrected": "bias-corrected terkoreksi_bias BCa bca",
    },
    "prediction": {
        "out": "out-of-sample out_of_sample out_of_the_sample di_luar_sampel",
        "in": "in-sample in_sample within_sample within_the_sample di_dalam_sampel dalam_sampel",
    },
    "completeness": {"full": "penuh sepenuhnya full fully", "part": "parsial partial partially partly"},
    "estimator": {"pls": "pls-sem", "covariances": "cb-sem"},
    "draws": {
        "bootstrap": "bootstrap bootstrapping",
        "jackknife": "jackknife",
        "permutation": "permutasi permutation",
        "omission": "blindfolding",
    },
    "scheme": {
        "path": "path_weighting pembobotan_jalur",
        "factor": "factorial pembobotan_faktor",
        "centroid": "centroid sentroid",
    },
    "period": {
        "day": "hari day days",
        "week": "minggu pekan week weeks",
        "month": "bulan month months",
        "year": "tahun year years",
    },
    RESERVATION: {"weak": "weak_evidence bukti_lemah", "one": "one_reservation satu_catatan"},
    "unit": {"points": "poin_persen poin_persentase percentage_points", "%": "persen percent"},
}
# "one of four" is a count.
_ONE_OF = re.compile(r"\b(?:one|satu)(?=\s(?:of|dari)\s)", re.IGNORECASE)
# A superlative is no quantity: "the most decisive factor".
_NO_QUANTITY = "the_most paling_banyak at_most at_least no_more not_all tidak_semua"
KINDS = (NUMBER, VERDICT, CODE, SYMBOL, NAME, *_QUALIFIERS)
# Bounds in words before a number, as their sign.
_GREATER = "besar|tinggi|banyak|lama|kuat"
_SMALLER = "kecil|rendah|sedikit|singkat|lemah"
_BOUNDS = {
    ">": rf"lebih (?:(?:{_GREATER}) )?(?:dari(?:pada)?)|di ?atas|melebihi|melampaui|"
    r"(?:greater|larger|higher|more) than|above|over|exceed(?:s|ed|ing)?",
    "<": rf"(?:lebih (?:{_SMALLER})|kurang) dari(?:pada)?|di ?bawah|(?:less|smaller|lower|fewer) than|below|under",
    "≥": r"paling (?:sedikit|rendah|kecil)|sekurang-kurangnya|setidaknya|sedikitnya|minimal|at least",
    "≤": r"paling (?:banyak|tinggi|besar)|sebanyak-banyaknya|maksimal|at most",
}
_DENIED = {">": "≤", "<": "≥", "≥": "<", "≤": ">"}
_BOUND_WORDS = re.compile(
    r"\b(?P<denial>(?:not|no|tidak|tak)\s)?(?:"
    + "|".join(f"(?P<bound{i}>{words})" for i, words in enumerate(_BOUNDS.values()))
    + r")\s(?:(?:the|a|an|of|value|threshold|cut-off|level|ambang|batas|nilai|angka|taraf)\s)*(?=[−-]?[.,]?\d)",
    re.IGNORECASE,
)
_LETTERS = {"beta": "β", "alpha": "α", "alfa": "α", "rho": "ρ", "lambda": "λ", "ik": "CI", "n": "N"}
_SYMBOL = (
    r"[α-ωΔΣ](?:[A-Z]\b)?|\b(?:beta|alpha|alfa|rho|lambda)\b|\b[RQfq]\^2(?!\d)|\b[RQ]2\b|"
    r"\b[RQ][ -](?:squared?|kuadrat)\b|\b(?:AVE|VIF|HTMT|SRMR|RMSE|MAE|SE|SD|CI|IK|PLSc|LM)\b|"
    r"(?<=triwulan )I\b|\b(?:II|III|IV|VI|VII|VIII|IX)\b|\b[pntrdNzFRQ](?=\s*[=<>≤≥])|"
    # Between the terms of a formula.
    r"(?<=\s)[+−](?=\s)"
)
_SMALL_WORDS = {
    "id": "yang dan dari dengan pada untuk dalam ini itu tidak adalah ke di oleh sebagai karena",
    "en": "the and of with for in this that not is are to by as because from on it was were",
}
# Also the ends of a path that are one letter: "X1 → Y".
_CODE = (
    r"\b(?:[Hh]ypothesis|[Hh]ipotesis)\s\d+[a-z]?\b|\b[A-Z][A-Za-z]{0,7}\.?\d+(?:\.\d+)*[a-z]?\b|"
    r"\bMode [A-Z]\b|\b[A-Z]\b(?=\s→)|(?<=→\s)[A-Z]\b"
)
_NUMBER = (
    r"(?P<relation>[<>≤≥]~?\s*)?(?:(?<![\w)\]])(?P<sign>[−–±-]))?(?<![\w^])"
    # Letters typed for digits make another number.
    r"(?P<digits>\d+[.,]\d*[OolI]\d*\b|[1-9]\d{0,2}(?:\s\d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*|(?<!\d)[.,]\d+)"
    r"(?P<power>\^[−–-]?\d+)?(?P<percent>\s?%|\s(?:persen|percent|per\scent)\b)?(?P<stars>\*{1,3}(?!\w))?"
)
HEDGED = ("support", "significance", "mediation")  # verdicts of which "may" makes others
ABLE = frozenset({"dapat", "bisa", "could", "can"})  # of a denied verdict these tell what was possible: "could not be"
_NOTHING = ("", "", "")
# What follows a name that begins a sentence.
_CITED = re.compile(r"\s(?:\(\d{4}|et al|dkk|(?:and|dan|&)\s[A-Z])")
_WORD = r"[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_TOKEN = re.compile(rf"(?P<symbol>{_SYMBOL})|(?P<code>{_CODE})|(?P<number>{_NUMBER})|(?P<word>{_WORD})")


@dataclass(frozen=True)
class Statement:
    """Something a text states: its kind (number, verdict, code), what it means, and how it is written.

    has_worded_bound: whether the relation of a number was put in words ("at most 5"), which may be other words.
    """

    kind: str
    meaning: str
    written: str
    has_worded_bound: bool = False


def split_sentences(text: str) -> list[str]:
    """Split a paragraph into sentences: before a capital, a digit or an opening mark.

    >>> split_sentences("H1 is supported (β = .2; p < .05). 12 firms left.")
    ['H1 is supported (β = .2; p < .05).', '12 firms left.']

    The number of a caption is no sentence of its own: it stays with its title.

    >>> split_sentences("Table S2. Loadings. All items.")
    ['Table S2. Loadings.', 'All items.']
    """
    label = _CAPTION_LABEL.match(text)
    start = label.end() if label else 0
    first, *others = _SENTENCE_END.split(text[start:])
    return [text[:start] + first, *others]


def statements(text: str) -> tuple[Statement, ...]:
    """List the numbers, verdicts and codes of a text, in its order.

    >>> [statement.meaning for statement in statements("H1 tidak didukung (β = −0,05; p < 0,001)")]
    ['H1', 'support -', '-0,05', '<0,001']
    """
    return tuple(statement for statement in all_statements(text) if statement.kind in (NUMBER, VERDICT, CODE))


def all_statements(text: str) -> tuple[Statement, ...]:
    """List all that a text states, with its symbols and the words that qualify.

    >>> [statement.meaning for statement in all_statements("Hampir semua usaha: β = 0,3")]
    ['quantity nearly all', 'β', '0,3']
    """
    stated: list[Statement] = []
    recent: list[str] = []
    for token in _TOKEN.finditer(_join_phrases(_sign_bounds(_count_figures(text)))):
        if token["symbol"]:
            stated.append(Statement(SYMBOL, _symbol_meaning(token["symbol"]), token["symbol"]))
        elif token["code"]:
            stated.append(Statement(CODE, _code_meaning(token["code"]), token["code"]))
        elif token["number"]:
            written = token["number"].replace("~", "").strip()
            stated.append(Statement(NUMBER, _number_meaning(token), written, "~" in token["number"]))
        elif verdict := _stated_verdict(token["word"], recent):
            stated.append(verdict)
            recent = [] if verdict.kind == VERDICT else recent
        recent = [*recent, (token["word"] or "").lower()][-REACH:]
    return tuple(stated)


def word_tokens(text: str) -> tuple[str, ...]:
    """List the words, numbers and codes of a text, in small letters."""
    return tuple(token[0].lower() for token in _TOKEN.finditer(text))


def proper_names(text: str) -> list[str]:
    """List the names and abbreviations of a sentence: words with a capital that do not begin it.

    >>> proper_names("The AVE agrees with Hirschman’s view.")
    ['AVE', 'Hirschman’s']
    """
    tokens = [token for token in _TOKEN.finditer(text) if token["word"] or token["symbol"]]
    return [
        token[0]
        for place, token in enumerate(tokens)
        if re.match(r"[A-Z]\w", token[0]) and (place or token[0].isupper() or _CITED.match(text, token.end()))
    ]


def masked_words(text: str) -> tuple[str, ...]:
    """List the words of a text with # in place of every number: what stays when numbers change."""
    return tuple("#" if token["number"] else _code_meaning(token[0]).lower() for token in _TOKEN.finditer(text))


def plain_number(meaning: str, language: str) -> str:
    """Return a number's meaning without the marks between its thousands.

    >>> plain_number("10.000", "id"), plain_number("10 000", "en"), plain_number("0.174", "id")
    ('10000', '10000', '0.174')
    """
    mark = re.escape("," if decimal_mark(language) == "." else ".")
    grouped = re.sub(rf"(?<![\d.,])([1-9]\d{{0,2}})((?:{mark}\d{{3}})+)(?![\d]|{mark})", _without_marks, meaning)
    return re.sub(r"\s", "", grouped)


def language_of(text: str, language: str) -> str:
    """Return the language of a text by its small words; the one given where they do not tell.

    An abstract may stand in the other language, with its decimal mark.
    """
    words = re.findall(r"[a-z]+", text.lower())
    counts = {name: sum(word in small.split() for word in words) for name, small in _SMALL_WORDS.items()}
    most = max(counts, key=lambda one: counts[one])
    return most if min(counts.values()) < max(counts.values()) else language


def named(text: str, phrases: Mapping[str, str]) -> tuple[Statement, ...]:
    """List the names in a text: `phrases` gives what each phrase names."""
    if not phrases:
        return ()
    longest_first = sorted(phrases, key=len, reverse=True)
    found = re.finditer(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", text.lower())
    return tuple(Statement(NAME, phrases[phrase[0]], phrase[0]) for phrase in found)


def is_negation(word: str) -> bool:
    """Tell whether a word in small letters denies what follows."""
    return word in NEGATIONS or word.endswith(("n't", "n’t"))


def number_value(meaning: str, language: str) -> float:
    """Return the value of a number's meaning as the language writes it, without its relation; NaN where it is none.

    >>> number_value("<0,001", "id"), number_value("10.000", "id"), number_value("43%", "en")
    (0.001, 10000.0, 0.43)
    """
    mark = decimal_mark(language)
    plain = plain_number(meaning.lstrip(RELATIONS).removesuffix("%"), language)
    if ("," if mark == "." else ".") in plain:
        return float("nan")
    base, _, power = plain.replace(mark, ".").partition("^")
    try:
        value = float(base) ** int(power) if power else float(base)
    except ValueError:
        return float("nan")
    return value / 100 if meaning.endswith("%") else value


def _number_meaning(token: re.Match[str]) -> str:
    relation = (token["relation"] or "").strip("~ ")
    sign = {None: "", "±": "±"}.get(token["sign"], "-")
    digits = token["digits"] if token["digits"][0].isdigit() else f"0{token['digits']}"
    power = (token["power"] or "").replace("−", "-").replace("–", "-")
    percent = "%" if token["percent"] else ""
    return f"{relation}{sign}{digits}{power}{percent}{token['stars'] or ''}"


def _code_meaning(code: str) -> str:
    """Return a code as tables write it: "Hypothesis 1" is H1."""
    return re.sub(r"^hypothesis\s|^hipotesis\s", "H", code, flags=re.IGNORECASE)


def _stated_verdict(word: str, recent: list[str]) -> Statement | None:
    if word.lower() not in _verdict_words():
        return None
    kind, concept, polarity = _verdict_words()[word.lower()]
    denial = next((before for before in reversed(recent) if is_negation(before)), "")
    if denial:
        polarity = {"+": "-", "-": "+"}.get(polarity, polarity)
    hedges = {before for before in recent if _verdict_words().get(before, _NOTHING)[1:] == ("certainty", "may")}
    if concept in HEDGED and hedges - (ABLE if denial else frozenset()):
        polarity = f"{polarity} perhaps"
    denied = f"{denial} " if denial and kind == VERDICT else ""
    return Statement(kind, f"{concept} {polarity}", f"{denied}{word}")


@cache
def _verdict_words() -> dict[str, tuple[str, str, str]]:
    """Return by each word of a verdict or a qualifier its kind, the concept and what is said of it."""
    verdicts = {
        word.replace("_", "-"): (VERDICT if concepts is _VERDICTS else concept, concept, polarity)
        for concepts in (_QUALIFIERS, _VERDICTS)
        for concept, by_polarity in concepts.items()
        for polarity, words in by_polarity.items()
        for word in words.split()
    }
    trends = {
        label(trend, language).split()[0]: (VERDICT, "trend", trend) for language in LANGUAGES for trend in TRENDS
    }
    return verdicts | trends


@cache
def _phrases() -> re.Pattern[str]:
    listed = [concept.values() for concepts in (_QUALIFIERS, _VERDICTS) for concept in concepts.values()]
    words = " ".join([_NO_QUANTITY, *(words for values in listed for words in values)]).split()
    joined = sorted((word.replace("_", r"\s") for word in words if "_" in word), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(joined)})\b", re.IGNORECASE)


def _join_phrases(text: str) -> str:
    return _phrases().sub(lambda phrase: re.sub(r"\s", "-", phrase[0]), text)


def _sign_bounds(text: str) -> str:
    """Write a bound in words before a number as its sign: "less than .001" is "< .001"."""
    return _BOUND_WORDS.sub(_bound_sign, text)


def _bound_sign(bound: re.Match[str]) -> str:
    sign = next(sign for i, sign in enumerate(_BOUNDS) if bound[f"bound{i}"])
    return f"{_DENIED[sign] if bound['denial'] else sign}~ "


def _symbol_meaning(symbol: str) -> str:
    squared = re.sub(r"[ -](?:squared?|kuadrat)$|(?<=[RQ])2$", "^2", symbol)
    return _LETTERS.get(squared.lower(), squared)


def _without_marks(number: re.Match[str]) -> str:
    return number[1] + re.sub(r"\D", "", number[2])


def _count_figures(text: str) -> str:
    """Write counts in figures, and a minus. Not "satu" and "one", which are articles as often as numbers."""
    pattern, figures = _written_counts()
    text = re.sub(r"\bminus\s(?=[.,]?\d)", "−", _ONE_OF.sub("1", text))
    return pattern.sub(lambda count: figures[count[0].lower()], text)


@cache
def _written_counts() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the counts that are written in words, the longest first: a pattern, and their figures."""
    figures = {in_words(count, language): str(count) for language in LANGUAGES for count in range(2, 100)}
    figures |= {"seratus": "100", "one hundred": "100"}
    # "ketiga konstruk" are the three constructs.
    figures |= {f"ke{in_words(count, 'id')}": str(count) for count in range(2, 12)}
    longest_first = sorted(figures, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b(?!-|\s(?:arah|ekor)\b)", re.IGNORECASE), figures


_SPAN = re.compile(r'\[(?P<shown>(?:\\.|[^\[\]\\])*)\]\{\.number key="(?P<key>[^"]+)"(?: upper="(?P<upper>[^"]+)")?\}')
# What rounding of a binary number may add to half a unit of the last place.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Quotation:
    """A number as the manuscript shows it, the keys of what it quotes, and the words of its line."""

    shown: str
    keys: tuple[str, ...]
    line: frozenset[str]

    @property
    def meanings(self) -> list[str]:
        """What it shows without relations: one number, or the bounds of an interval."""
        return _plain_meanings(self.shown)


def quotations(markdown: str) -> tuple[Quotation, ...]:
    """List the numbers that a rendered manuscript (Markdown) quotes, in its order."""
    return tuple(quotation for line in markdown.splitlines() for quotation in _line_quotations(line))


def origin_of(number: str, text: str, quoted: Sequence[Quotation], numbers: Numbers) -> str:
    """Name the result that a number within a text of the manuscript quotes; empty where it quotes none.

    Of several that look alike, those whose line shares most words with the text.
    """
    meanings = set(_plain_meanings(number))
    words = frozenset(masked_words(text))
    alike = [quotation for quotation in quoted if meanings & set(quotation.meanings)]
    shared = [len(words & quotation.line) / max(len(words | quotation.line), 1) for quotation in alike]
    most = max(shared, default=0.0)
    nearest = [quotation for quotation, share in zip(alike, shared, strict=True) if share == most]
    return " or ".join(dict.fromkeys(_describe_result(quotation, meanings, numbers) for quotation in nearest))


def outdated(quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    """List what a manuscript shows that the results of today do not round to; empty: it is up to date.

    Its abstract in the other language may write numbers in that language.
    """
    return list(dict.fromkeys(text for quotation in quoted for text in _find_outdated(quotation, numbers.numbers)))


def _line_quotations(line: str) -> Iterator[Quotation]:
    spans = list(_SPAN.finditer(line))
    words = frozenset(masked_words(_SPAN.sub(lambda span: _unescaped(span["shown"]), line))) if spans else frozenset()
    for span in spans:
        yield Quotation(_unescaped(span["shown"]), tuple(key for key in (span["key"], span["upper"]) if key), words)


def _plain_meanings(text: str) -> list[str]:
    return [statement.meaning.lstrip(RELATIONS) for statement in statements(text)]


def _describe_result(quotation: Quotation, meanings: Collection[str], numbers: Numbers) -> str:
    """Describe the result behind a quotation; of an interval, the bound with one of these meanings."""
    index = next(index for index, meaning in enumerate(quotation.meanings) if meaning in meanings)
    number = numbers[quotation.keys[min(index, len(quotation.keys) - 1)]]
    row = f", row {number.row}" if number.row is not None else ""
    return f"{number.file}{row}, {number.column} = {number.value}"


def _find_outdated(quotation: Quotation, numbers: Mapping[str, Number]) -> Iterator[str]:
    shown = [statement for statement in statements(quotation.shown) if statement.kind == NUMBER]
    for statement, key in zip(shown, quotation.keys, strict=False):
        number = numbers.get(key)
        if number is None or not _is_rounded_from(statement.meaning, number):
            yield f"{statement.written} for {key}, which is {number.value if number else None}"


def _is_rounded_from(meaning: str, number: Number) -> bool:
    """Tell whether the number rounds to what is shown; a fraction may stand in a column of percentages."""
    if isinstance(number.value, bool | str) or number.value is None:
        return False
    values = (number.value, 100 * number.value) if number.unit == "fraction" else (number.value,)
    return any(_rounds_to(meaning, value, language) for value in values for language in LANGUAGES)


def _rounds_to(meaning: str, value: float, language: str) -> bool:
    shown = number_value(meaning, language)
    if meaning[0] in "<>":
        return value < shown if meaning[0] == "<" else value > shown
    decimals = re.search(rf"{re.escape(decimal_mark(language))}(\d+)%?$", meaning)
    unit = 10.0 ** -(len(decimals[1]) if decimals else 0) / (100 if meaning.endswith("%") else 1)
    return "^" in meaning or abs(shown - value) <= unit / 2 + ROUNDING * max(1.0, abs(value))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
