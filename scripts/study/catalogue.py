"""Every table of a study, declared once: its files, row keys, units, formats, and its form in the article."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

__all__ = [
    "INFERENCE",
    "PATH_DASHES",
    "TABLES",
    "UNITS",
    "ArticleColumn",
    "ArticleForm",
    "ResultFile",
    "TableSpec",
    "number_format",
    "row_columns",
    "table_files",
    "tables_of",
    "unit_of",
]


@dataclass(frozen=True)
class ResultFile:
    """A result table below the folder of results; `keys`: the columns that name a row, the first one if none."""

    path: str
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name among the results: that of the file, with the sample in front for the pilot."""
        path = PurePosixPath(self.path)
        return f"pilot_{path.stem}" if path.parent.name == "pilot" else path.stem

    @property
    def prefix(self) -> str:
        """What the keys of its numbers begin with."""
        return self.path.removesuffix(".csv").replace("/", ".")


@dataclass(frozen=True)
class ArticleColumn:
    """A column of a table in the article.

    head: key of its words. show: kind of its cells (see tables/article.py). dashes: share of the width.
    key: where its number stands, with {row} and other names of the row; `column` alone is one of the table's own file.
    each: the constructs, samples or paths that have a column each. only: a count without which there is no such column.
    optional: whether numbers.json may lack the number.
    """

    head: str
    show: str
    dashes: int
    column: str = ""
    places: int = 3
    key: str = ""
    each: str = ""
    only: str = ""
    optional: bool = False
    right: bool = True


@dataclass(frozen=True)
class ArticleForm:
    """A table in the article: what its rows are, and its columns; a template prints one without columns by itself.

    file: that of its numbers, where it is not the table's first. unbroken: the most rows that stay on one page.
    """

    rows: str = ""
    columns: tuple[ArticleColumn, ...] = ()
    file: str = ""
    unbroken: int = 10_000


@dataclass(frozen=True)
class TableSpec:
    """A table: the result files it is made of, when a study has it, its caption in the report, its form in the article.

    needs: a part of a study (pilot, growth, dimensions, claims, rivals, interactions, comparisons); empty: always.
    shows_answers: whether simulated answers decide its content.
    """

    name: str
    caption: str
    files: tuple[ResultFile, ...] = ()
    article: ArticleForm = ArticleForm()
    needs: str = ""
    shows_answers: bool = True

    @property
    def prefix(self) -> str:
        """What the keys of the article's numbers begin with."""
        return self.article.file or (self.files[0].prefix if self.files else "")


def _text(head: str, dashes: int, show: str, column: str = "", only: str = "") -> ArticleColumn:
    return ArticleColumn(head, show, dashes, column or head, only=only, right=False)


def _number(
    column: str, dashes: int, places: int = 3, head: str = "", show: str = "number", key: str = ""
) -> ArticleColumn:
    return ArticleColumn(head or column, show, dashes, column, places, key)


def _interval(dashes: int, of: str = "", key: str = "", optional: bool = False) -> ArticleColumn:
    return ArticleColumn("interval", "interval", dashes, of, key=key, optional=optional)


def _p(dashes: int, key: str = "") -> ArticleColumn:
    return ArticleColumn("p", "p_value", dashes, "p", key=key)


ENDS = ("source", "target")
PATH_DASHES = 7  # widened where constructs have names and not symbols
_PATH = _text("path", PATH_DASHES, "row_route")
_CONSTRUCT_COLUMNS = ("cronbach_alpha", "rho_a", "composite_reliability", "ave")
_RELIABILITY = ArticleForm(
    "constructs", (_text("construct", 6, "name"), *(_number(column, 4) for column in _CONSTRUCT_COLUMNS))
)
_IMPORTANCE = ResultFile("full/importance.csv", ("target", "level", "element"))

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "growth",
        "Growth of output of micro and small manufacturing, with trend words derived from the numbers.",
        (ResultFile("growth.csv", ("year", "quarter")),),
        ArticleForm(
            "file",
            (
                _text("year", 3, "year"),
                _text("quarter", 3, "roman"),
                _number("growth", 3, 2),
                _text("trend", 5, "label"),
            ),
        ),
        needs="growth",
        shows_answers=False,
    ),
    TableSpec(
        "respondent_flow",
        "Submissions received, left out with the reason, and analysed, of each sample.",
        article=ArticleForm(
            "steps",
            (
                _text("stage", 10, "words"),
                ArticleColumn("count", "number", 4, key="{each}.flow.{row}", each="samples", optional=True),
            ),
        ),
    ),
    TableSpec(
        "instrument",
        "Constructs, dimensions and the statements of the questionnaire.",
        article=ArticleForm(
            "items_by_construct",
            (_text("dimension", 6, "words"), _text("code", 2, "row"), _text("statement", 18, "statement")),
            unbroken=0,
        ),
        shows_answers=False,
    ),
    TableSpec(
        "pilot_reliability",
        "Reliability and convergent validity in the pilot.",
        (ResultFile("pilot/reliability.csv"),),
        _RELIABILITY,
        needs="pilot",
    ),
    TableSpec(
        "pilot_outer_model",
        "Loadings and weights of the indicators in the pilot.",
        (ResultFile("pilot/outer_model.csv"),),
        needs="pilot",
    ),
    TableSpec(
        "pilot_items",
        "Outer loadings and item-total correlations of the pilot beside the critical correlation.",
        (ResultFile("pilot/item_total.csv"), ResultFile("pilot/outer_model.csv")),
        ArticleForm(
            "items_by_construct",
            (
                _text("indicator", 4, "row"),
                _number("outer_loading", 4, key="pilot.outer_model.{row}.outer_loading"),
                *(_number(column, 4) for column in ("r", "r_corrected", "critical_r")),
                _text("valid", 4, "valid"),
            ),
        ),
        needs="pilot",
    ),
    TableSpec("settings", "Every setting that decides a number.", shows_answers=False),
    TableSpec(
        "respondents",
        "Answers of those analysed to the screening questions and to those about their firm.",
        (ResultFile("full/respondents.csv", ("column", "answer")),),
        ArticleForm(
            "questions",
            (
                _text("column_label", 20, "words"),
                _text("answer_label", 10, "answer", "answer"),
                _number("n", 3),
                _number("share", 3, 0, head="%", show="per_hundred"),
            ),
        ),
    ),
    TableSpec(
        "dimension_means",
        "Mean, percent index and category of each dimension.",
        (ResultFile("full/dimension_means.csv", ("construct", "dimension")),),
        ArticleForm(
            "dimensions",
            (
                _text("construct", 10, "words"),
                _text("dimension", 10, "detail"),
                _number("mean", 3, 2),
                _number("percent_index", 4, 1),
                _text("category_label", 6, "category", "category"),
            ),
        ),
    ),
    TableSpec(
        "descriptives",
        "Mean, spread, missing answers and the share of each answer, by indicator.",
        (ResultFile("full/descriptives.csv"),),
    ),
    TableSpec(
        "outer_model",
        "Loadings, weights and variance inflation factors of the indicators, with bootstrap inference.",
        (ResultFile("full/outer_model.csv"),),
        ArticleForm(
            "items_by_construct",
            (
                _text("indicator", 6, "row"),
                _number("mean", 3, 2, key="full.descriptives.{row}.mean"),
                _number("sd", 3, 2, key="full.descriptives.{row}.sd"),
                _number("outer_loading", 4),
                _interval(6, "outer_loading_"),
                _number("outer_weight", 4),
                _number("outer_vif", 3, 2),
            ),
        ),
    ),
    TableSpec(
        "reliability",
        "Reliability and convergent validity of the constructs, with bootstrap intervals.",
        (ResultFile("full/reliability.csv"),),
        _RELIABILITY,
    ),
    TableSpec(
        "htmt",
        "Heterotrait-monotrait ratios with two-sided intervals and one-sided upper bounds.",
        (ResultFile("full/htmt.csv", ("construct_1", "construct_2")),),
        ArticleForm(
            "file", (_text("construct", 10, "pair"), _number("htmt", 3), _interval(5), _number("upper_one_sided", 4))
        ),
    ),
    TableSpec(
        "fornell_larcker",
        "Correlations of the constructs, with the square root of the average variance extracted on the diagonal.",
        (ResultFile("full/fornell_larcker.csv"),),
        ArticleForm(
            "constructs",
            (_text("construct", 7, "name"), ArticleColumn("", "lower_triangle", 3, "{each}", each="constructs")),
        ),
    ),
    TableSpec(
        "cross_loadings",
        "Correlations of every indicator with every construct.",
        (ResultFile("full/cross_loadings.csv"),),
        ArticleForm(
            "items", (_text("indicator", 7, "row"), ArticleColumn("", "loading", 3, "{each}", each="constructs"))
        ),
    ),
    TableSpec(
        "r_squared",
        "Explained variance, plain and adjusted, and predictive relevance by blindfolding.",
        (ResultFile("full/r_squared.csv"),),
        ArticleForm(
            "endogenous",
            (
                _text("construct", 8, "name"),
                _number("r_squared", 4),
                _interval(6, "r_squared_"),
                _number("adjusted_r_squared", 5),
                _number("q_squared", 4),
            ),
        ),
    ),
    TableSpec(
        "paths",
        "Path coefficients, inference, effect sizes, and the verdict on each hypothesis.",
        (ResultFile("full/paths.csv", ENDS),),
        ArticleForm(
            "file",
            (
                _text("hypothesis", 7, "text", only="model.hypotheses"),
                _PATH,
                _number("estimate", 5, head="coefficient"),
                _number("se", 5),
                _number("t", 5, 2),
                _p(6),
                _interval(9),
                _number("f_squared", 5),
                _number("inner_vif", 4, 2),
                _text("verdict", 8, "label", only="model.hypotheses"),
            ),
        ),
    ),
    TableSpec(
        "effects",
        "Direct, specific indirect, total indirect and total effects with bootstrap inference.",
        (ResultFile("full/effects.csv", ("kind", "path")),),
        ArticleForm(
            "effects",
            (
                _text("effect", 30, "route", "path"),
                _number("estimate", 5),
                _number("se", 4),
                _number("t", 4, 2),
                _p(5),
                _interval(8),
            ),
        ),
    ),
    TableSpec(
        "dimensions",
        "Dimensions as lower-order constructs: quality, weights, loadings, performance, effects on the outcome.",
        (
            ResultFile("full/dimensions.csv"),
            ResultFile("full/dimension_quality.csv"),
            ResultFile("full/dimension_effects.csv", ("dimension", "target")),
            _IMPORTANCE,
        ),
        ArticleForm(
            "dimensions_by_construct",
            (
                _text("dimension", 24, "words"),
                _number("composite_reliability", 7, key="full.dimension_quality.{row}.composite_reliability"),
                _number("ave", 7, key="full.dimension_quality.{row}.ave"),
                _number("outer_weight", 8),
                _number("outer_loading", 8),
                ArticleColumn(
                    "effect_on", "number", 8, key="full.dimension_effects.{row}.{target}.estimate", optional=True
                ),
                _interval(13, key="full.dimension_effects.{row}.{target}.", optional=True),
                _number("performance", 11, 1, key="full.importance.{target}.dimension.{row}.performance"),
            ),
        ),
        needs="dimensions",
    ),
    TableSpec(
        "dimension_differences",
        "Differences between the effects of two dimensions of one construct, with intervals.",
        (ResultFile("full/dimension_differences.csv", ("first", "second", "target")),),
        needs="dimensions",
    ),
    TableSpec(
        "importance",
        "Importance and performance of every construct, dimension and indicator, with intervals.",
        (_IMPORTANCE,),
    ),
    TableSpec(
        "mediation",
        "Indirect and direct effects along each route of the rival models, and the type of mediation.",
        (ResultFile("full/mediation.csv", ("model", "route")),),
        ArticleForm(
            "file",
            (
                _text("route", 15, "route"),
                _number("indirect", 11),
                _interval(14, "indirect_"),
                _number("direct", 11, head="direct_effect"),
                _interval(14, "direct_"),
                _number("share", 8, 0, head="share_of_total", show="percent"),
                _text("mediation_type", 18, "label", "type"),
            ),
        ),
        needs="rivals",
    ),
    TableSpec(
        "moderation",
        "Interactions, and the slopes at three levels of the moderator.",
        (ResultFile("full/moderation.csv"), ResultFile("full/simple_slopes.csv", ("path", "moderator", "at"))),
        ArticleForm(
            "interactions",
            (
                _text("interaction", 15, "words"),
                _number("estimate", 8, head="coefficient"),
                _interval(15),
                _p(8),
                _number("f_squared", 8),
                *(
                    _number(head, dashes, key=f"full.simple_slopes.{{path}}.{{moderator}}.{level}.estimate")
                    for head, level, dashes in (("slope_low", -1, 12), ("slope_mean", 0, 8), ("slope_high", 1, 8))
                ),
            ),
        ),
        needs="interactions",
    ),
    TableSpec(
        "model_comparison",
        "The whole model against its parts: explained variance, prediction, and the test between them.",
        (ResultFile("full/model_comparison.csv", ("model", "rival", "outcome")),),
        ArticleForm(
            "models",
            (
                _text("comparison", 17, "words"),
                _number("{of}r_squared", 4, head="r_squared"),
                _number("{of}q_squared_predict", 4, head="q_squared_predict"),
                _number("estimate", 4, head="gain"),
                _interval(7),
                _number("t", 3, 2),
                _p(3),
            ),
        ),
        needs="comparisons",
    ),
    TableSpec(
        "claims",
        "The verdict on every hypothesis and claim, its evidence, and how far it depends on random numbers.",
        (ResultFile("claims.csv"),),
        ArticleForm(
            "claims",
            (
                _text("claim", 20, "words"),
                _text("evidence", 102, "detail"),
                _number("estimate", 27),
                _interval(49),
                _number("detectable", 32),
                _text("verdict", 56, "label"),
                _number("stability", 32, 1, show="percent"),
            ),
            file="claim_tests",
            unbroken=0,
        ),
        needs="claims",
    ),
    TableSpec(
        "claim_tests",
        "Every piece of evidence of every claim, with interval and verdict.",
        (ResultFile("claim_tests.csv", ("claim", "test")),),
        needs="claims",
    ),
    TableSpec(
        "answer_quality",
        "Missing answers, skewness and kurtosis of each item.",
        (ResultFile("full/answer_quality.csv"),),
    ),
    TableSpec(
        "prediction",
        "Errors of the predictions of each item for respondents held out, beside mean and linear model.",
        (ResultFile("full/predict.csv"),),
        ArticleForm(
            "file",
            (
                _text("indicator", 6, "row"),
                _number("q_squared_predict", 4, head="q_predict"),
                *(_number(column, 4) for column in ("rmse_pls", "rmse_lm", "mae_pls", "mae_lm")),
            ),
            unbroken=32,
        ),
    ),
    TableSpec(
        "evidence",
        "Checks of each path: consistent PLS, quadratic effect, Gaussian copula term.",
        (
            ResultFile("full/consistent.csv", ENDS),
            ResultFile("full/nonlinearity.csv", ENDS),
            ResultFile("full/endogeneity.csv", ENDS),
        ),
        ArticleForm(
            "file",
            (
                _PATH,
                _number("estimate", 3, head="PLS"),
                _number("consistent_estimate", 4),
                _interval(8),
                _number("quadratic", 5, key="full.nonlinearity.{row}.estimate"),
                _p(3, "full.nonlinearity.{row}.p"),
                _number("copula", 4, key="full.endogeneity.{row}.estimate"),
                _p(3, "full.endogeneity.{row}.p"),
            ),
            unbroken=28,
        ),
    ),
    TableSpec(
        "power",
        "Power at each estimated path, and the smallest paths that the study could have found.",
        (ResultFile("full/power.csv", ENDS),),
        ArticleForm(
            "file",
            (
                _PATH,
                _number("estimate", 4, head="coefficient"),
                _text("verdict", 7, "label"),
                _number("power", 4, 2),
                _number("detectable_inverse_square_root", 6, head="by_square_root"),
                _number("detectable_standard_error", 6, head="by_error"),
                _number("detectable_simulated", 6, head="by_simulation"),
            ),
            unbroken=28,
        ),
    ),
    TableSpec(
        "robustness",
        "Each path in all defensible analyses: range of its estimates, and how often the finding is the same.",
        (ResultFile("robustness_paths.csv", ENDS),),
        ArticleForm(
            "file",
            (
                replace(_PATH, show="hypothesis_route"),
                _number("estimate", 4, head="main_analysis"),
                *(_number(column, 4) for column in ("smallest", "median", "largest")),
                _number("share_same", 4, 1, head="same", show="percent"),
            ),
        ),
    ),
    TableSpec(
        "robustness_choices",
        "How many analyses find what the main one finds, by choice of analysis.",
        (ResultFile("robustness_choices.csv", ("choice", "option", *ENDS)),),
        ArticleForm(
            "options",
            (
                _text("option", 18, "words"),
                _number("universes", 4),
                ArticleColumn(
                    "", "percent", 4, places=0, key="robustness_choices.{option}.{each}.share_same", each="paths"
                ),
            ),
        ),
    ),
    TableSpec(
        "checklist",
        "What reporting guidelines ask for: value, limit, source, where it is reported, and whether it is met.",
        (ResultFile("checklist.csv"),),
    ),
)
# Result tables whose rows have several keys and that are part of no table.
_OTHER_FILES = (ResultFile("full/rival_effects.csv", ("model", "kind", "path")),)

_SHARES = (
    *("share", "share_same", "missing_share", "max_missing_share", "warn_missing_share", "warn_lost_share"),
    *("same_answer_share", "first_factor_share", "admissible_share", "stable_share"),
    *("largest_share_of_a_respondent", "largest_share_of_an_indicator"),
)
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("n", "received", "kept", "required_n"), "respondents"),
    **dict.fromkeys(("growth", "stagnation", "percent_index"), "per cent"),
    **dict.fromkeys(("mean", "sd"), "points of the scale"),
    **dict.fromkeys((*_SHARES, "stability", "certainty", "power"), "fraction"),
    "missing": "answers",
    "year": "year",
    "quarter": "quarter",
    "resamples": "resamples",
    "points": "points",
}
INFERENCE = ("se", "t", "p", "lower", "upper")
_FORMATS: Mapping[str, str] = {
    **dict.fromkeys(("year", "quarter", "count", "n", "missing", "indicators", "test"), "0"),
    **dict.fromkeys(("universes", "same", "positive", "negative", "none", "unknown"), "0"),
    **dict.fromkeys(("growth", "mean", "sd", "t", "power", "skewness", "kurtosis"), "0.00"),
    **dict.fromkeys(("percent_index", "performance"), "0.0"),
    **dict.fromkeys(("share", "share_same", "missing_share", "stability", "certainty"), "0.0%"),
    **dict.fromkeys(("value", "threshold"), "General"),
}
_SHARE_OF_POINT = re.compile(r"share_\d+")


def tables_of(parts: Collection[str]) -> list[TableSpec]:
    """List the tables of a study with these parts, in the order of the article."""
    return [spec for spec in TABLES if not spec.needs or spec.needs in parts]


def table_files(parts: Collection[str]) -> dict[str, str]:
    """Name the result files that the tables of a study are made of, and where they lie below the results."""
    return {file.name: file.path for spec in tables_of(parts) for file in spec.files}


def row_columns(path: str) -> tuple[str, ...]:
    """Name the columns that together name a row of a result file; nothing where the first column does."""
    return _ROW_COLUMNS.get(PurePosixPath(path).stem, ())


def unit_of(column: str) -> str:
    """Say the unit of a column of a result file or of the last key of a setting."""
    return "fraction" if _SHARE_OF_POINT.fullmatch(column) else UNITS.get(column, "dimensionless")


def number_format(column: str) -> str:
    """Choose how a spreadsheet shows a column's numbers; the numbers keep their full precision."""
    if _SHARE_OF_POINT.fullmatch(column):
        return "0.0%"
    last = column.rpartition("_")[2]
    return _FORMATS.get(last if last in INFERENCE else column, "0.000")


_ROW_COLUMNS = {
    PurePosixPath(file.path).stem: file.keys for spec in TABLES for file in (*spec.files, *_OTHER_FILES) if file.keys
}
