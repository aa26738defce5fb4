import re
from pathlib import Path

from study.figures.gallery import FIGURES
from study.results.catalogue import TABLES

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "workflow" / "report"


def test_every_figure_has_a_caption_for_the_report() -> None:
    captions = {path.stem for path in (REPORT / "figures").glob("*.rst")}
    assert len(FIGURES) >= 7
    assert {figure.name for figure in FIGURES} <= captions


def test_every_table_has_a_caption_for_the_report_without_numbers() -> None:
    captions = {spec.caption for spec in TABLES}
    assert len(captions) == len(TABLES) >= 14
    assert {caption for caption in captions if not caption.endswith(".") or re.search("[0-9]", caption)} == set()


def test_captions_say_whether_the_data_are_simulated_and_hold_no_numbers() -> None:
    for path in [REPORT / "table.rst", *REPORT.glob("*/*.rst")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search("[0-9]", text), path
        official = path.stem in ("growth", "conceptual_model", "instrument")
        assert official or "snakemake.params.data_status" in text, path
