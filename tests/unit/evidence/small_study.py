"""A study of three constructs and seven items with simulated answers, for the tests of the quality of the evidence."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

import plssem
from study.analysis.samples import Settings

SETTINGS = Settings("path", 300, 1e-7)
INDICATORS = ("x1", "x2", "m1", "m2", "y1", "y2", "y3")
BLOCKS = {"X": ("x1", "x2"), "M": ("m1", "m2"), "Y": ("y1", "y2", "y3")}
PATHS = (("X", "M"), ("X", "Y"), ("M", "Y"))
MODEL = """
constructs:
  X: {label: {id: X, en: X}, mode: A, dimensions: [{name: x, label: {id: x, en: x}, indicators: [x1, x2]}]}
  M: {label: {id: M, en: M}, mode: A, dimensions: [{name: m, label: {id: m, en: m}, indicators: [m1, m2]}]}
  Y: {label: {id: Y, en: Y}, mode: A, dimensions: [{name: y, label: {id: y, en: y}, indicators: [y1, y2, y3]}]}
paths:
  - {source: X, target: M}
  - {source: X, target: Y, hypothesis: H1}
  - {source: M, target: Y, hypothesis: H2}
"""
CODEBOOK = "scale: {points: 5}\nindicators:\n" + "".join(
    f"  {code}: {{question: {{id: Item {code}.}}, label: {{id: {code}}}, reverse: {str(code == 'x2').lower()}}}\n"
    for code in INDICATORS
)


def engine(scheme: str = "path") -> plssem.Model:
    return plssem.Model.from_blocks(BLOCKS, PATHS, scheme=scheme)


def answers(cases: int = 80) -> npt.NDArray[np.float64]:
    """Answers from 1 to 5 with X -> M -> Y in them, and nothing from X to Y beside that."""
    generator = np.random.default_rng(5)
    x = generator.normal(size=cases)
    m = 0.6 * x + generator.normal(size=cases)
    y = 0.6 * m + generator.normal(size=cases)
    scores = np.column_stack([x, x, m, m, y, y, y])
    return np.asarray(np.clip(np.round(3 + scores + 0.5 * generator.normal(size=(cases, 7))), 1, 5))


def write_study(folder: Path) -> dict[str, Path]:
    """Write model.yaml, codebook.yaml, responses.csv and exclusions.csv; their paths by name."""
    table = pd.DataFrame(answers(), columns=list(INDICATORS)).rename_axis("respondent")
    table.to_csv(folder / "responses.csv")
    texts = {"model.yaml": MODEL, "codebook.yaml": CODEBOOK}
    texts["exclusions.csv"] = "source_row,reason,detail\n7,straight_lining,3 of 5 to every item\n9,duplicate,\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {Path(name).stem: folder / name for name in ("responses.csv", *texts)}
