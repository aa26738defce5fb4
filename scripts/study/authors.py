"""Who wrote the manuscript and where they work, as the title block shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from study.labels import label

__all__ = ["title_block"]


def title_block(study: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the names, the byline, the affiliations and the corresponding author, in Markdown where they have marks.

    Affiliations are numbered in the order of the authors; where all authors share one, nothing is numbered.
    """
    authors, places = study["authors"], _places(study["authors"])
    corresponding = [author["name"] for author in authors if author.get("corresponding")]
    names = [study["affiliations"][place] for place in places]
    numbered = [f"^{number}^{name}" for number, name in enumerate(names, 1)] if len(names) > 1 else names
    line = {"corresponding": f"\\*{label('corresponding', language)}: {', '.join(corresponding)}"}
    return {
        "author": [author["name"] for author in authors],
        "byline": [author["name"] + _marks(author, places) for author in authors],
        "affiliation": numbered,
        **(line if corresponding else {}),
    }


def _places(authors: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(place for author in authors for place in author["affiliations"]))


def _marks(author: Mapping[str, Any], places: Sequence[str]) -> str:
    numbers = [str(places.index(place) + 1) for place in author["affiliations"]] if len(places) > 1 else []
    marks = numbers + ["\\*"] * bool(author.get("corresponding"))
    return f"^{','.join(marks)}^" if marks else ""
