import re
from pathlib import Path

import pytest

from study.figures.gallery import FIGURES

ROOT = Path(__file__).resolve().parents[2]


def names(category: str) -> set[str]:
    """The names in the list that the rules of a category make."""
    if category == "figures":
        return {entry.name for entry in FIGURES}
    rules = (ROOT / "workflow" / "rules" / f"{category}.smk").read_text(encoding="utf-8")
    body = re.search(rf"^def {category[:-1]}_names\(\):\n(.*?)^\S", rules, flags=re.MULTILINE | re.DOTALL)
    assert body is not None
    return set(re.findall(r'"([a-z_]+)"', body[1]))


@pytest.mark.parametrize(("category", "least"), [("figures", 7), ("tables", 14)])
def test_every_figure_and_table_has_a_caption_for_the_report(category: str, least: int) -> None:
    captions = {path.stem for path in (ROOT / "workflow" / "report" / category).glob("*.rst")}
    assert len(names(category)) >= least
    assert names(category) <= captions


def test_captions_say_whether_the_data_are_simulated_and_hold_no_numbers() -> None:
    for path in (ROOT / "workflow" / "report").glob("*/*.rst"):
        text = path.read_text(encoding="utf-8")
        assert not re.search("[0-9]", text), path
        official = path.stem in ("growth", "conceptual_model", "instrument")
        assert official or "snakemake.params.data_status" in text, path
