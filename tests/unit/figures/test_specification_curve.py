"""The specification curve: nothing clipped or covered, dots in order, shades by hand, words for every option."""

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from study.analysis.robustness import curve_table
from study.base.errors import StudyError
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.gallery import alt_texts, drawings
from study.figures.specification_curve import COLOURS, draw_specification_curve, option_shades
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.study_model import read_study_model
from study.setup.study_names import option_label
from study.words.dictionary import choice_label
from unit.figures.test_drawings import extents, inside, material, overlap
from unit.result_samples import cluster_study, satisfaction_study

ROOT = Path(__file__).resolve().parents[3]
OPTIONS = {
    "missing_answers": ["mean", "casewise"],
    "straight_lining": ["exclude", "keep"],
    "waived": ["none", "years"],
    "dropped": ["none", "X1.3"],
    "careless": ["none"],
    "controls": ["none"],
    "estimator": ["path", "consistent", "sum_scores"],
    "decision": ["t", "percentile"],
}


def universes(paths: list[tuple[str, str, str]], options: dict[str, list[str]] = OPTIONS) -> pd.DataFrame:
    """Every combination of options, the first the main one; estimates from -.1 up, significant beyond .1."""
    rows = [
        {"universe": number, "main": number == 1, **dict(zip(options, chosen, strict=True)), "n": 100}
        | {"source": source, "target": target, "hypothesis": hypothesis, "estimate": 0.005 * number - 0.1}
        for number, chosen in enumerate(product(*options.values()), 1)
        for source, target, hypothesis in paths
    ]
    table = pd.DataFrame(rows)
    finding = np.select([table["estimate"] > 0.1, table["estimate"] < -0.08], ["positive", "negative"], "none")
    return table.assign(lower=table["estimate"] - 0.1, upper=table["estimate"] + 0.1, finding=finding, verdict="")


def with_universes(study: FigureData, table: pd.DataFrame) -> FigureData:
    return replace(study, tables={**study.tables, "universes": table, "robustness_paths": curve_table(table)})


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> FigureData:
    made = material(tmp_path_factory.mktemp("curve") / "cluster", cluster_study(), [0.2, 0.1, 0.4])
    table = universes([("X1", "Y", "H1"), ("X2", "Y", "H2"), ("X3", "Y", "H3")])
    table.loc[table["universe"] == 3, ["estimate", "lower", "upper", "finding"]] = [np.nan, np.nan, np.nan, "unknown"]
    return with_universes(made, table)


@pytest.fixture(scope="module")
def satisfaction(tmp_path_factory: pytest.TempPathFactory) -> FigureData:
    model = satisfaction_study()
    made = material(tmp_path_factory.mktemp("curve") / "satisfaction", model, [0.2] * 12, points=10)
    few = {name: options[:1] for name, options in OPTIONS.items()} | {"estimator": ["path", "sum_scores"]}
    return with_universes(made, universes([(path.source, path.target, "") for path in model.paths], few))


@pytest.mark.parametrize("study", ["cluster", "satisfaction"])
def test_no_text_is_clipped_or_covers_another(study: str, request: pytest.FixtureRequest) -> None:
    with style.print_style():
        figure = drawings(request.getfixturevalue(study), "id", "DATA SIMULASI")["specification_curve"]()
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert (width, height < 240) == (pytest.approx(160.0), True)
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []


def test_options_stand_in_rows_where_paths_are_few(cluster: FigureData, satisfaction: FigureData) -> None:
    with style.print_style():
        shown = " ".join(extents(drawings(cluster, "id", "")["specification_curve"]()))
        many = " ".join(extents(drawings(satisfaction, "id", "")["specification_curve"]()))
    for words in ("tanpa X1.3", "PLS konsisten", "jumlah skor", "Kriteria keputusan", "interval persentil", "nilai t"):
        assert words in shown
    assert "Penduga" in shown
    assert "Penduga" not in many


def test_four_paths_with_all_options_fit_a_page(cluster: FigureData) -> None:
    paths = [(source, target, f"H{number}") for number, (source, target) in enumerate([("X1", "Y"), ("X2", "Y")])]
    every = {**OPTIONS, "missing_answers": ["mean", "casewise", "imputed"], "careless": ["none", "long_string"]}
    table = universes(paths, every)
    others = table.assign(source=table["target"], target=table["source"])
    figure, words = drawn(cluster, pd.concat([table, others]))
    assert figure.get_size_inches()[1] * style.MM_PER_INCH < 240
    assert "Estimator" in words


def drawn(study: FigureData, table: pd.DataFrame) -> tuple[Figure, str]:
    """Draw a curve in English; all its words in one string."""
    with style.print_style():
        figure = draw_specification_curve(replace(study, tables={"universes": table}), "en")
        return figure, " ".join(text.split(" ", 1)[1] for text in extents(figure))


@pytest.fixture(scope="module")
def english(cluster: FigureData) -> tuple[Figure, str]:
    """The curve of the cluster, which no test changes."""
    return drawn(cluster, cluster.tables["universes"])


def first_curve(figure: Figure) -> Axes:
    return next(axes for axes in figure.axes if axes.axison and axes.get_lines())


def marks(axes: Axes, colour: str) -> list[Line2D]:
    return [line for line in axes.get_lines() if line.get_color() == colour and line.get_marker() != "None"]


def test_dots_are_in_order_of_size_and_the_main_one_is_marked(cluster: FigureData, english: tuple[Figure, str]) -> None:
    table = cluster.tables["universes"]
    curve = first_curve(english[0])
    (dots,) = marks(curve, style.DARK)
    heights = dots.get_ydata()
    assert np.all(np.diff(heights) > 0)
    expected = table[(table["source"] == "X1") & (table["finding"] == "positive")]["estimate"]
    np.testing.assert_allclose(sorted(expected), heights)
    diamond = next(line for line in curve.get_lines() if line.get_marker() == "D")
    np.testing.assert_allclose(diamond.get_ydata(), [0.005 - 0.1])


def test_universes_that_are_not_significant_are_ticks_over_all_others(
    cluster: FigureData, english: tuple[Figure, str]
) -> None:
    table = cluster.tables["universes"]
    figure, _ = english
    curve = first_curve(figure)
    (ticks,) = marks(curve, COLOURS["none"])
    known = table[(table["source"] == "X1") & (table["finding"] != "unknown")].reset_index()
    expected = known[known["finding"] == "none"]
    np.testing.assert_allclose(ticks.get_ydata(), expected["estimate"])
    others = [line for line in curve.get_lines() if line.get_marker() in ("o", "None")]
    assert ticks.get_marker() == "|"
    assert all(ticks.get_zorder() > line.get_zorder() for line in others)
    # Every option of a choice strikes its own: together all of them, at their places on the curve.
    count = sum(len(options) for options in OPTIONS.values() if len(options) > 1)
    page = figure.axes[0]
    left, right, *_ = page.get_images()[0].get_extent()
    places = [segment[0][0] for struck in page.collections[:count][-2:] for segment in struck.get_segments()]
    on_curve = (np.sort(places) - left) / (right - left) * curve.get_xlim()[1]
    np.testing.assert_allclose(on_curve, ticks.get_xdata())


def test_universes_without_a_result_are_counted_and_not_drawn(cluster: FigureData, english: tuple[Figure, str]) -> None:
    table = cluster.tables["universes"]
    figure, words = english
    assert first_curve(figure).get_xlim() == (0.0, 95.0)
    assert "95 of 96" in words.replace("\n", " ")
    assert "Path coefficient (standardised)" in words
    assert "no result" not in words
    without = table.copy()
    without.loc[without["estimator"] == "consistent", ["estimate", "lower", "upper"]] = np.nan
    without.loc[without["estimator"] == "consistent", "finding"] = "unknown"
    _, words = drawn(cluster, without)
    assert words.count("no result") == 3


def test_nothing_that_gives_a_result_is_told(cluster: FigureData) -> None:
    none = cluster.tables["universes"].assign(estimate=np.nan, lower=np.nan, upper=np.nan, finding="unknown")
    figure, words = drawn(cluster, none)
    assert [axes for axes in figure.axes if axes.axison] == []
    assert words.count("gives") == 3
    text = alt_texts(with_universes(cluster, none), "en", "")["specification_curve"]
    assert text.count("no analysis gives a result") == 3


def test_the_key_explains_the_marks_that_are_there(cluster: FigureData, english: tuple[Figure, str]) -> None:
    table = cluster.tables["universes"]
    _, words = english
    for key in ("significantly positive", "significantly negative", "not significant", "main analysis", "the stronger"):
        assert key in words
    _, words = drawn(cluster, table.assign(finding="positive"))
    assert "significantly positive" in words
    assert "significantly negative" not in words
    assert "not significant" not in words


def test_shades_by_hand() -> None:
    # Two runs of three: two of them, and one.
    np.testing.assert_allclose(option_shades(np.array([True, True, False, False, False, True]), 2), [2 / 3, 1 / 3])
    np.testing.assert_array_equal(option_shades(np.array([True, False]), 48), [1.0, 0.0])
    np.testing.assert_array_equal(option_shades(np.zeros(4, dtype=bool), 2), [0.0, 0.0])


def test_the_text_alternative_tells_range_and_agreement(cluster: FigureData) -> None:
    text = alt_texts(cluster, "en", "")["specification_curve"]
    # 96 universes, estimates from -.095 to .38; the main one is the smallest, and significantly negative.
    assert text.startswith("Specification curve (analyses: 96): Industrial linkages to Business sustainability: ")
    assert "analyses with a result: 95 of 96; coefficients from −0.095 to 0.380; " in text
    table = cluster.tables["universes"]
    same = int(((table["source"] == "X1") & (table["finding"] == "negative")).sum())
    assert f"as in the main analysis: {same} of 95 ({100 * same / 95:.1f}%); " in text


def test_a_main_analysis_without_a_result_is_told(cluster: FigureData) -> None:
    table = cluster.tables["universes"].copy()
    table.loc[table["main"], ["estimate", "lower", "upper", "finding"]] = [np.nan, np.nan, np.nan, "unknown"]
    text = alt_texts(with_universes(cluster, table), "en", "")["specification_curve"]
    assert text.count("analyses with a result: 94 of 96, the main one not among them") == 3
    figure, words = drawn(cluster, table)
    assert "main analysis" not in words
    assert all(len(line.get_ydata()) == 0 for line in first_curve(figure).get_lines() if line.get_marker() == "D")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_option_of_the_configuration_has_words(language: str) -> None:
    config = read_yaml(ROOT / "config" / "config.yaml")
    book = read_codebook(ROOT / "config" / "codebook.yaml")
    settings = config["robustness"]
    options = {
        "missing_answers": settings["missing_answers"],
        "straight_lining": settings["straight_lining"],
        "waived": ["none", *settings["waived_exclusions"]],
        "dropped": ["none", *read_study_model(ROOT / "config" / "model.yaml").indicators],
        "estimator": ["path", "factorial", "centroid", *settings["estimators"]],
        "decision": settings["decisions"],
        "finding": ["positive", "negative", "none", "unknown"],
    }
    for choice, names in options.items():
        assert choice_label(choice, language)
        assert all(option_label(choice, name, book, language) for name in names)


def test_an_option_without_words_is_refused() -> None:
    book = read_codebook(ROOT / "config" / "codebook.yaml")
    with pytest.raises(StudyError, match=r"no words for this: id.yaml, section options: found estimator.magic"):
        option_label("estimator", "magic", book, "id")
