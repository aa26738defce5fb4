"""Every drawing: nothing clipped, no text over another, names in the SVG, the notice, and the same bytes each time."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import draw_figures
from jobs import call
from study.base.errors import StudyError
from study.base.files import read_table
from study.figures import style
from study.figures.alt_text import DESCRIPTIONS
from study.figures.figure_data import FigureData
from study.figures.gallery import FIGURES, alt_texts, drawings
from study.setup.codebook import read_codebook
from study.setup.data_status import notice
from study.setup.study_model import ModelPath, StudyModel, read_study_model
from study.survey.cleaning import Flow, read_flow
from unit.result_samples import cluster_study, htmt_table, paths_table, satisfaction_study, single, write_study

NAMES = ("growth", "conceptual_model", "respondent_flow", "answers_per_item", "htmt_map", "path_model", "path_forest")
NOTICE = notice("simulated", "id")
SATISFACTION = [0.505, 0.179, 0.196, 0.557, 0.050, 0.063, 0.558, 0.512, 0.195, 0.528, 0.485, 0.067]


def figure_data(model: StudyModel, **tables: Any) -> FigureData:
    """Return what a figure of these tables shows; it needs no codebook and no flow."""
    return FigureData(model, None, None, None, 0.95, 0.90, tables)  # type: ignore[arg-type]


def material(folder: Path, model: StudyModel, estimates: list[float], points: int = 5) -> FigureData:
    folder.mkdir()
    files = write_study(folder, model, estimates, points)
    return FigureData(
        read_study_model(files["model"]),
        read_codebook(files["codebook"]),
        read_flow(files["flow"]),
        read_flow(files["pilot_flow"]),
        confidence_level=0.95,
        htmt_threshold=0.90,
        tables={name: read_table(files[name]) for name in ("descriptives", "paths", "r_squared", "htmt", "growth")},
    )


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureData]:
    folder = tmp_path_factory.mktemp("studies")
    cluster = material(folder / "cluster", cluster_study(), [0.21, 0.10, 0.45])
    return {
        "cluster": cluster,
        "satisfaction": material(folder / "satisfaction", satisfaction_study(), SATISFACTION, points=10),
        "strange": strange(cluster),
        "pair": pair(folder / "pair"),
    }


def strange(cluster: FigureData) -> FigureData:
    """Negative, missing and huge estimates, answers of one kind or none, and a reason with many words."""
    descriptives = cluster.tables["descriptives"].copy()
    shares = [f"share_{point}" for point in range(1, 6)]
    descriptives.loc[3, shares] = np.nan
    descriptives.loc[4, shares] = [0.0, 0.0, 0.0, 0.0, 1.0]
    htmt = htmt_table(cluster.model)
    htmt.loc[1, "htmt"], htmt.loc[5, "htmt"] = np.nan, 1.12
    criterion = replace(cluster.codebook.criteria[0], reason={"id": "tidak memenuhi kriteria inklusi " * 4, "en": "no"})
    return replace(
        cluster,
        codebook=replace(cluster.codebook, criteria=(criterion,)),
        flow=Flow(1112, {"years": 1112}, 0),
        pilot_flow=None,
        tables={
            "descriptives": descriptives,
            "paths": paths_table(cluster.model, [-0.35, np.nan, -1.05]),
            "r_squared": cluster.tables["r_squared"].assign(r_squared=np.nan),
            "htmt": htmt,
            "growth": cluster.tables["growth"].assign(growth=np.nan),
        },
    )


def pair(folder: Path) -> FigureData:
    """Two constructs with long names and one path."""
    cause = single("Linkages", "Formasi Keterkaitan Industri dan Rantai Pasok Bahan Baku Setempat", ["L1", "L2"])
    outcome = single("Sustainability", "Keberlanjutanusahamikrodankecilmenengah dan Daya Saing", ["S1"])
    model = StudyModel({"Linkages": cause, "Sustainability": outcome}, (ModelPath("Linkages", "Sustainability", "H1"),))
    return material(folder, model, [0.01])


class RecordingRenderer(RendererAgg):
    """A renderer that remembers which texts it was asked to draw."""

    def __init__(self, figure: Figure, dpi: float) -> None:
        width, height = figure.get_size_inches() * dpi
        super().__init__(width, height, dpi)
        self.texts: dict[Text, None] = {}

    def draw_text(self, *arguments: Any, mtext: Text | None = None, **_: Any) -> None:
        if mtext is not None and arguments[3].strip():
            self.texts[mtext] = None


def extents(figure: Figure, dpi: float = 72.0) -> dict[str, Bbox]:
    """Where the figure's texts stand, in millimetres; the coarser the resolution, the wider they are."""
    figure.set_dpi(dpi)
    renderer = RecordingRenderer(figure, dpi)
    figure.draw(renderer)
    scale = style.MM_PER_INCH / dpi
    return {
        f"{number} {text.get_text()}": Bbox(text.get_window_extent(renderer).get_points() * scale)
        for number, text in enumerate(renderer.texts)
    }


BESIDE = 0.6  # mm: the least gap between a tick's number and the turned name of its axis
CASES = [(study, name) for study in ("cluster", "satisfaction", "strange", "pair") for name in NAMES]


@pytest.mark.parametrize(("study", "name"), CASES)
def test_no_text_is_clipped_or_covers_another(studies: dict[str, FigureData], study: str, name: str) -> None:
    with style.print_style():
        figure = drawings(studies[study], "id", NOTICE)[name]()
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert width == pytest.approx(160.0)
    assert places
    outside = [text for text, box in places.items() if not inside(box, width, height)]
    assert outside == []
    covered = [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)]
    assert covered == []


def inside(box: Bbox, width: float, height: float) -> bool:
    return box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height


def overlap(one: Bbox, two: Bbox) -> bool:
    """Whether two texts overlap, or stand beside each other as if they were one.

    Vertically by more than the white space that every line of text has above and below it.
    """
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    up = min(one.y1, two.y1) - max(one.y0, two.y0)
    return across > -BESIDE and up > 0.4


@pytest.mark.parametrize("text", ["Keberlanjutan Usaha", "H1: −0,450", "$R^2$ = 0,310"])
def test_a_measured_text_is_as_wide_as_the_drawn_one(text: str) -> None:
    with style.print_style():
        figure = style.page(20.0)
        figure.text(0.1, 0.5, text, fontsize=style.BODY)
        (drawn,) = extents(figure, dpi=600.0).values()
    assert drawn.width == pytest.approx(style.text_size(text, style.BODY)[0], abs=0.4)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_study(tmp_path_factory.mktemp("files"), cluster_study(), [0.21, 0.10, 0.45])


def draw(
    files: dict[str, Path],
    folder: Path,
    data_status: str = "simulated",
    whole: bool = True,
    languages: Sequence[str] = ("id", "en"),
) -> dict[str, bytes]:
    """Draw all figures, the PNG small: its resolution decides how long a test takes, not what it shows."""
    folder.mkdir()
    names = ["model", "codebook", "flow", "descriptives", "paths", "r_squared", "htmt"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(style, "save", partial(style.save, dpi=20.0))
        call(
            draw_figures.main,
            **{name: files[name] for name in names + ["pilot_flow", "growth"] * whole},
            data_status=data_status,
            languages=languages,
            confidence_level=0.95,
            htmt_threshold=0.90,
            alt_texts=folder / "alt_texts.json",
        )
    if "en" in languages:
        english = {f"{name}.{form}" for name in NAMES for form in ("svg", "pdf", "png")}
        assert english <= {path.name for path in (folder / "en").iterdir()}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture(scope="module")
def drawn(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return draw(files, tmp_path_factory.mktemp("drawn") / "figures")


def test_each_figure_comes_in_three_forms_with_one_file_of_text_alternatives(drawn: dict[str, bytes]) -> None:
    expected = {f"{name}.{form}" for name in NAMES for form in ("svg", "pdf", "png")}
    assert set(drawn) == expected | {"alt_texts.json"}


def test_a_second_run_gives_the_same_bytes_whatever_the_matplotlibrc_of_the_user(
    files: dict[str, Path], drawn: dict[str, bytes], tmp_path: Path
) -> None:
    own = {
        "font.size": 20.0,
        "lines.linewidth": 4.0,
        "axes.spines.top": False,
        "axes.grid": True,
        "savefig.bbox": "tight",
        "savefig.facecolor": "#ffff00",
        "mathtext.default": "bf",
        "text.hinting": "none",
        "svg.image_inline": False,
        "pdf.compression": 0,
    }
    with rc_context(own):
        again = draw(files, tmp_path / "own", languages=["id"])
    first = dict(drawn)
    texts, again_texts = (json.loads(one.pop("alt_texts.json")) for one in (first, again))
    assert again == first
    assert again_texts == {name: {"id": by_language["id"]} for name, by_language in texts.items()}


def test_files_carry_no_date(drawn: dict[str, bytes]) -> None:
    assert b"CreationDate" not in drawn["path_model.pdf"]
    assert b"dc:date" not in drawn["path_model.svg"]
    assert not re.search(rb"tIME|Software", drawn["path_model.png"])


def test_the_svg_names_its_parts(drawn: dict[str, bytes]) -> None:
    names = set(identifiers(drawn["path_model.svg"]))
    assert {"path-X1-Y", "path-X2-Y", "path-X3-Y", "construct-X1", "construct-Y", "notice"} <= names
    assert {"dimension-X3-3", "dimension-Y-1"} <= set(identifiers(drawn["conceptual_model.svg"]))


def test_identifiers_are_valid_and_unique(drawn: dict[str, bytes]) -> None:
    for name in NAMES:
        found = list(identifiers(drawn[f"{name}.svg"]))
        assert len(found) == len(set(found)), name
        assert all(re.fullmatch(r"[\w.-]+", identifier) for identifier in found), name


def identifiers(svg: bytes) -> Iterator[str]:
    yield from re.findall(r'\bid="([^"]*)"', svg.decode("utf-8"))


def test_simulated_data_say_so_in_every_figure_of_the_survey(drawn: dict[str, bytes]) -> None:
    for name in NAMES:
        shows = 'id="notice"' in drawn[f"{name}.svg"].decode("utf-8")
        assert shows is (name != "growth"), name


def test_collected_data_carry_no_notice_and_a_study_without_pilot_or_growth_is_drawn(
    files: dict[str, Path], tmp_path: Path
) -> None:
    drawn = draw(files, tmp_path / "collected", data_status="collected", whole=False, languages=["id"])
    assert "growth.svg" not in drawn
    assert not any(b'id="notice"' in content for content in drawn.values())
    assert "SIMULASI" not in drawn["alt_texts.json"].decode("utf-8")
    assert "uji coba" not in drawn["alt_texts.json"].decode("utf-8")


def test_text_alternatives_tell_what_the_figures_show(drawn: dict[str, bytes]) -> None:
    texts = json.loads(drawn["alt_texts.json"])
    assert list(texts) == list(NAMES)
    assert all(list(by_language) == ["id", "en"] for by_language in texts.values())
    assert texts["growth"]["en"] == (
        "Growth from −5.12% in Q4 2020 to 0.95% in Q3 2023; highest 6.87% in Q4 2022, lowest −5.12% in Q4 2020."
    )
    assert texts["respondent_flow"]["id"] == (
        "Jawaban: 112 diterima, 12 dikeluarkan (pengisian ganda: 2; beroperasi kurang dari 3 tahun: 10), "
        f"100 dianalisis; uji coba: 30 diterima, 0 dikeluarkan, 30 dianalisis. {NOTICE}."
    )
    assert "Industrial linkages to Business sustainability 0.210 [0.060, 0.360]" in texts["path_forest"]["en"]
    assert "intervals without zero: 2 of 3." in texts["path_forest"]["en"]
    assert (
        "0,950 (Orientasi PEL dan Keberlanjutan Usaha); pada ambang 0,90 atau lebih: 1 dari 6"
        in texts["htmt_map"]["id"]
    )
    assert "R²: Business sustainability 0.310" in texts["path_model"]["en"]


@pytest.mark.parametrize(("value", "said"), [(0.5, "none"), (0.95, "all 6")])
def test_text_alternatives_count_in_words_that_fit(studies: dict[str, FigureData], value: float, said: str) -> None:
    data = studies["cluster"]
    alike = data.tables["htmt"].assign(htmt=value)
    texts = alt_texts(replace(data, tables={**data.tables, "htmt": alike}), "en", "")
    assert f"at the threshold of 0.90 or above: {said}." in texts["htmt_map"]
    one = alt_texts(replace(data, tables={**data.tables, "htmt": alike.iloc[:1]}), "en", "")["htmt_map"]
    assert one == (
        f"HTMT ratio of Industrial linkages and Cluster pattern: {value:.3f}; at the threshold of 0.90 or above: "
        f"{'none' if value < 0.9 else 'the only one'}."
    )


def test_every_figure_of_the_gallery_is_described() -> None:
    assert list(DESCRIPTIONS) == [entry.name for entry in FIGURES]


def test_text_alternatives_of_missing_numbers(studies: dict[str, FigureData]) -> None:
    texts = alt_texts(studies["strange"], "en", "")
    assert texts["growth"] == "No growth is known."
    assert "Cluster pattern to Business sustainability –" in texts["path_model"]


def test_a_reason_without_words_is_named(studies: dict[str, FigureData]) -> None:
    unknown = replace(studies["cluster"], flow=Flow(3, {"weather": 1}, 2))
    with pytest.raises(StudyError, match=r"no words for this: id.yaml, section reasons: found weather"):
        drawings(unknown, "id", "")["respondent_flow"]()


def test_a_flow_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_text('{"received": 10, "excluded": {"duplicate": 1}, "kept": 8}')
    with pytest.raises(StudyError, match=r"does not add up: .*flow.json: found received 10, left out 1, kept 8"):
        read_flow(tmp_path / "flow.json")
