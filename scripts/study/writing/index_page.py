"""The page for a person who just ran the pipeline: what came out, what was left out and why, and how to cite it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from study.base.files import read_json, read_table
from study.setup.codebook import Codebook
from study.setup.config import read_yaml
from study.setup.data_status import notice
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, reason_label
from study.words.dictionary import label, legible
from study.words.wording import decimal, interval, p_value

__all__ = ["ResultsFolder", "index_page"]

FORMATS = ("html", "pdf", "docx")

_FIGURE = re.compile(r'<figure id="fig:([^"]+)">.*?<figcaption>(.*?)</figcaption>', re.DOTALL)
# What only works inside the manuscript: links to its other parts, and the marks of its numbers.
_LINK = re.compile(r"</?(?:a|span)\b[^>]*>")


@dataclass(frozen=True)
class ResultsFolder:
    """Where the results are, which samples and languages there are, and the language of the page."""

    results: Path
    samples: Sequence[str]
    languages: Sequence[str]
    language: str


def index_page(
    template: Path,
    style: Path,
    citation: Path,
    study: Mapping[str, Any],
    model: StudyModel,
    codebook: Codebook,
    at: ResultsFolder,
) -> str:
    """Fill the template of the page; links are relative to the results folder."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template.name).render(
        label=lambda key: label(key, at.language),
        language=at.language,
        css=style.read_text(encoding="utf-8"),
        notice=notice(study["data_status"], at.language),
        title=legible(study["title"].get(at.language) or next(iter(study["title"].values()))),
        manuscripts=[(language, _documents(language)) for language in at.languages],
        verdicts=list(_verdicts(at, model)),
        figures=list(_figures(at)),
        flows=[_flow(at, sample, codebook) for sample in at.samples],
        tables=sorted(path.name for path in (at.results / "tables").glob("*.csv")),
        checks=read_json(at.results / "checks.json"),
        citation=_citation(citation),
    )


def _documents(language: str) -> list[str]:
    return [f"manuscript/manuscript.{language}.{form}" for form in FORMATS]


def _verdicts(at: ResultsFolder, model: StudyModel) -> Iterator[dict[str, str]]:
    claims = at.results / "claims.csv"
    table = read_table(claims) if claims.is_file() else _paths(read_table(at.results / "full" / "paths.csv"), model, at)
    grades = read_table(at.results / "grades.csv").set_index("id")
    for row in table.to_dict("records"):
        grade = grades.loc[row["id"]] if row["id"] in grades.index else None
        yield {
            "id": "–" if grade is None else grade["hypothesis"],
            "grade": "–" if grade is None else label(f"grade.{grade['grade']}", at.language),
            "statement": legible(row[f"statement_{at.language}"]),
            "verdict": row["verdict"] if isinstance(row["verdict"], str) else "",
            "estimate": decimal(row["estimate"], 3, at.language),
            "interval": interval(row["lower"], row["upper"], 3, at.language),
            "p": p_value(row["p"], at.language),
        }


def _paths(paths: pd.DataFrame, model: StudyModel, at: ResultsFolder) -> pd.DataFrame:
    names = {code: construct_label(model, code, at.language) for code in model.constructs}
    statements = paths["source"].map(names) + " → " + paths["target"].map(names)
    return paths.rename(columns={"hypothesis": "id"}).assign(**{f"statement_{at.language}": statements})


def _figures(at: ResultsFolder) -> Iterator[dict[str, str]]:
    captions = _captions(at.results / "manuscript" / f"manuscript.{at.language}.html")
    for name, texts in read_json(at.results / "figures" / "alt_texts.json").items():
        yield {"name": name, "alt": texts[at.language], "caption": captions.get(name, "")}


def _captions(manuscript: Path) -> dict[str, str]:
    """Return each figure's number and title, in HTML, as the manuscript in this language has them, if there is one."""
    text = manuscript.read_text(encoding="utf-8") if manuscript.is_file() else ""
    return {name: _LINK.sub("", caption) for name, caption in _FIGURE.findall(text)}


def _flow(at: ResultsFolder, sample: str, codebook: Codebook) -> dict[str, Any]:
    flow = read_json(at.results / sample / "flow.json")
    words = {reason: reason_label(codebook, reason, at.language) for reason in codebook.reasons}
    left_out = read_table(at.results / sample / "exclusions.csv").to_dict("records")
    return {
        "sample": sample,
        "received": flow["received"],
        "excluded": [(words[reason], count) for reason, count in flow["excluded"].items() if count],
        "kept": flow["kept"],
        "rows": [{**row, "reason": words[row["reason"]]} for row in left_out],
    }


def _citation(file: Path) -> list[str]:
    """Word the software, then the paper that it reproduces, as a list of references does."""
    content = read_yaml(file)
    software = f"{content['authors'][0]['name']}. {content['title']} (version {content['version']}) [software]."
    return [software, *(_reference(entry) for entry in content.get("references", []))]


def _reference(entry: Mapping[str, Any]) -> str:
    authors = [f"{author['family-names']}, {author['given-names']}" for author in entry["authors"]]
    place = f"{entry['journal']}, {entry['volume']}({entry['issue']})"
    return f"{'; '.join(authors)} ({entry['year']}). {entry['title']}. {place}."
