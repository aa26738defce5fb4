"""Make the pictures of the README from the results (make pictures): a number with its origin, and the path model."""

import argparse
import sys
from pathlib import Path

from study.base.errors import StudyError
from study.base.job import legible_output
from study.setup.config import read_yaml
from study.writing.pictures import photograph_origin, scale_figure

NUMBER = "full.paths.X1->Y.estimate"


def main(*, results: Path, images: Path) -> None:
    photograph_origin(results / "manuscript" / "manuscript.en.html", NUMBER, images / "origin.png")
    scale_figure(results / "figures" / "en" / "path_model.png", images / "path_model.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/config.yaml"), help="the study's configuration")
    legible_output()
    try:
        main(results=Path(read_yaml(parser.parse_args().config)["results_dir"]), images=Path("docs/images"))
    except (StudyError, OSError) as refusal:
        sys.exit(f"error: {refusal}")
