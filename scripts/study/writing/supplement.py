"""The article and its supplement: which tables, figures and passages stand where, and how each refers to the other."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from study.base.errors import StudyError
from study.words.dictionary import label

__all__ = ["divide"]

NO_BREAK_SPACE = "\u00a0"
PREFIX = "S"
# A passage set apart for the supplement, a table or figure with its caption, a heading; anything else stays.
_PIECE = re.compile(
    r"^:::: supplement\n(?P<passage>.*?)^::::\n"
    r"|^::: (?:\{\.float[^}\n]*\}|float)\n(?P<float>.*?)^:::\n"
    r"|^(?P<heading>#{1,3} [^\n]*)\n",
    re.DOTALL | re.MULTILINE,
)
_FENCES = re.compile(r"^::::(?: supplement)?\n", re.MULTILINE)
_NAME = re.compile(r"\{#((?:tbl|fig):[A-Za-z0-9_]+)[ }]")
_MENTION = re.compile(r"\[\]\(#((?:tbl|fig|eq):[A-Za-z0-9_]+)\)")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class _Piece:
    """A part of the text: prose that stays, a heading, or something that the supplement may take."""

    kind: str
    text: str
    name: str = ""


def divide(markdown: str, supplement: Sequence[str], language: str) -> dict[str, str]:
    """Divide a rendered manuscript into the article and the supplement, both Markdown with metadata.

    supplement: names such as "tbl:htmt" of the tables and figures that go there; passages go that are fenced by
    `:::: supplement`. In the supplement each stands under its headings, in the order of the text, numbered S1, S2, ...;
    both learn from their metadata how the other's tables and figures are called. Where nothing is named there is no
    supplement, and passages stay. StudyError for a name that the text does not have.
    """
    if not supplement:
        return {"manuscript": _FENCES.sub("", markdown)}
    metadata, body = _take_apart(markdown)
    pieces = [_placed(piece, supplement) for piece in _pieces(body)]
    _check_names(supplement, [piece.name for piece in pieces if piece.name])
    article = "".join(piece.text for piece in pieces if piece.kind != "moved")
    moved = "".join(_under_headings(pieces))
    mentioned = sorted(set(_MENTION.findall(body)))
    return {
        "manuscript": _join(metadata | {"elsewhere": _numbers(moved, PREFIX, language)}, article),
        "supplement": _join(
            _of_supplement(metadata, language)
            | {"elsewhere": _numbers(article, "", language), "number-prefix": PREFIX, "mentioned": mentioned},
            moved,
        ),
    }


def _take_apart(markdown: str) -> tuple[dict[str, Any], str]:
    front = _FRONT.match(markdown)
    if front is None:
        raise ValueError("a manuscript without metadata")
    return json.loads(front[1]), markdown[front.end() :]


def _join(metadata: Mapping[str, Any], body: str) -> str:
    return f"---\n{json.dumps(metadata, indent=2, ensure_ascii=False)}\n---\n{body}"


def _of_supplement(metadata: Mapping[str, Any], language: str) -> dict[str, Any]:
    kept = {key: value for key, value in metadata.items() if not key.startswith("subtitle")}
    return kept | {"title": f"{label('supplement', language)}: {metadata['title']}"}


def _pieces(body: str) -> Iterator[_Piece]:
    place = 0
    for found in _PIECE.finditer(body):
        if found.start() > place:
            yield _Piece("prose", body[place : found.start()])
        place = found.end()
        if found["heading"]:
            yield _Piece("heading", found[0])
        elif found["passage"]:
            yield from _of_passage(found["passage"])
        else:
            yield _Piece("float", found[0], _name_of(found["float"]))
    yield _Piece("prose", body[place:])


def _of_passage(passage: str) -> Iterator[_Piece]:
    """Yield what a passage holds; its tables and figures go with it."""
    for piece in _pieces(passage):
        yield _Piece("moved", piece.text, piece.name)


def _name_of(text: str) -> str:
    found = _NAME.search(text)
    return found[1] if found else ""


def _placed(piece: _Piece, supplement: Sequence[str]) -> _Piece:
    return _Piece("moved", piece.text, piece.name) if piece.name in supplement else piece


def _check_names(supplement: Sequence[str], known: Sequence[str]) -> None:
    """StudyError where the configuration names what the text does not have."""
    unknown = [name for name in supplement if name not in known]
    if unknown:
        raise StudyError(
            what="no such table or figure",
            where="config.yaml, manuscript.supplement",
            found=", ".join(unknown),
            expected=", ".join(known),
            remedy="write tbl: or fig: and the name of a table or figure",
        )


def _under_headings(pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yield what goes, each under the headings that it stood under, a heading once."""
    open_headings: dict[int, str] = {}
    for piece in pieces:
        if piece.kind == "heading":
            level = len(piece.text) - len(piece.text.lstrip("#"))
            open_headings = {depth: text for depth, text in open_headings.items() if depth < level} | {
                level: piece.text
            }
        if piece.kind == "moved" and piece.text.strip():
            yield from (f"\n{text}" for text in open_headings.values() if text)
            open_headings = dict.fromkeys(open_headings, "")
            yield f"\n{piece.text.strip()}\n"


def _numbers(text: str, prefix: str, language: str) -> dict[str, str]:
    """Return how the tables and figures of a text are called, by name, numbered in their order."""
    called: dict[str, str] = {}
    counts = {"tbl": 0, "fig": 0}
    for name in _NAME.findall(text):
        kind = name.split(":")[0]
        counts[kind] += 1
        called[name] = f"{label(kind, language)}{NO_BREAK_SPACE}{prefix}{counts[kind]}"
    return called
