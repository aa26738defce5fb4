"""Write the SIMULATED demonstration survey to data/raw, with its checksums: python scripts/simulate_survey.py

No rule runs this. The population is in config/population.yaml; the same file gives the same bytes.
"""

import csv
import hashlib
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from study.demo_data.forms import SampleSpec, draw_forms, form_rows
from study.demo_data.simulation import draw_points, read_population, reverse_points
from study.setup.codebook import Codebook, read_codebook
from study.setup.config import read_yaml, validate
from study.setup.study_model import StudyModel, read_study_model


def main(*, population: Path, schema: Path, codebook: Path, model: Path, root: Path, checksums: Path) -> None:
    content = read_yaml(population)
    validate(content, schema, str(population))
    files = [root / entry["file"] for entry in content["samples"].values()]
    for file, entry in zip(files, content["samples"].values(), strict=True):
        file.write_bytes(_export(entry, content, read_codebook(codebook), read_study_model(model)))
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    checksums.write_text("".join(lines), encoding="utf-8", newline="\n")


def _export(entry: Mapping[str, Any], content: Mapping[str, Any], codebook: Codebook, model: StudyModel) -> bytes:
    generator = np.random.default_rng(entry["seed"])
    spec = SampleSpec.from_config(entry)
    points = draw_points(read_population(content), model, codebook.scale.points, len(spec.flaws), generator)
    forms = draw_forms(reverse_points(points, model, codebook), spec, content["writing"], generator)
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=entry["separator"], lineterminator="\n").writerows(
        form_rows(forms, spec, codebook, generator)
    )
    return stream.getvalue().encode("utf-8-sig" if entry["byte_order_mark"] else "utf-8")


if __name__ == "__main__":
    ROOT = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    main(
        population=Path("config/population.yaml"),
        schema=Path("workflow/schemas/population.schema.yaml"),
        codebook=Path("config/codebook.yaml"),
        model=Path("config/model.yaml"),
        root=ROOT,
        checksums=ROOT / "data/raw/simulated.sha256",
    )
