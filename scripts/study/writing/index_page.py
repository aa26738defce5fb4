"""The page for a person who just ran the pipeline: what came out, what was left out and why, and how to cite it."""

import os
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from study.analysis.verdicts import INTERVAL
from study.base.files import read_cells, read_json, read_table
from study.base.job import ArgumentGroup
from study.claims.grading import DOUBTS, MEASUREMENT
from study.results.catalogue import TABLES
from study.setup.codebook import Codebook, read_codebook
from study.setup.config import read_yaml
from study.setup.data_status import notice
from study.setup.study_model import StudyModel, read_study_model
from study.setup.study_names import (
    construct_label,
    dimension_labels,
    mode_label,
    reason_label,
    results_page,
    workbook_file,
)
from study.tables.article import PLACES
from study.tables.build import model_labels
from study.tables.column_words import plain_label, title, word_expression
from study.words.dictionary import label, legible, text_in, word
from study.words.wording import date, decimal, interval, p_value, share_as_set, translated

FAILING = dict(zip(MEASUREMENT, ("not_measured_well", "failed_in_pilot", "not_told_apart"), strict=True))
FORMATS = {"html": "HTML", "pdf": "PDF", "docx": "DOCX", "md": "Markdown"}

_FIGURE = re.compile(r'<figure id="fig:([^"]+)">.*?<figcaption>(.*?)</figcaption>', re.DOTALL)
# What only works inside the manuscript: links to its other parts, and the marks of its numbers.
_LINK = re.compile(r"</?(?:a|span)\b[^>]*>")


@dataclass(frozen=True)
class ResultsFolder:
    """Where the results are, which samples, languages and documents there are, and the language of the page.

    first: the language of the page to begin with. confidence_level: of the intervals.
    """

    results: Path
    samples: Sequence[str]
    languages: Sequence[str]
    documents: Sequence[str]
    language: str
    first: str
    confidence_level: float

    @property
    def figures(self) -> str:
        """The folder of the figures in the language of the page, within the results."""
        return "figures" if self.language == self.first else f"figures/{self.language}"


@dataclass(frozen=True)
class PageInputs(ArgumentGroup):
    """What the page is made of: the results, the study and its files, the template with its style, the citation."""

    results: Path
    samples: Sequence[str]
    languages: Sequence[str]
    documents: Sequence[str]
    study: Mapping[str, Any]
    confidence_level: float
    model: Path
    codebook: Path
    template: Path
    style: Path
    citation: Path

    def fill(self, language: str) -> str:
        """Return the page in a language."""
        folder = self.results, self.samples, self.languages, self.documents
        words = read_study_model(self.model), read_codebook(self.codebook)
        at = ResultsFolder(*folder, language, self.study["figure_language"], self.confidence_level)
        return index_page(self.template, self.style, self.citation, self.study, *words, at)


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
        label_in=label,
        translated=lambda detail: translated(detail, at.language),
        head=lambda key: word("heads", key, at.language),
        language=at.language,
        interval=label("interval", at.language).format(level=share_as_set(at.confidence_level, at.language)),
        css=style.read_text(encoding="utf-8"),
        notice=notice(study["data_status"], at.language),
        title=legible(study["title"].get(at.language) or next(iter(study["title"].values()))),
        pages=[(name, results_page(name, at.first)) for name in dict.fromkeys([at.first, *at.languages])],
        manuscripts=list(_documents(at)),
        verdicts=list(_verdicts(at, model)),
        grounds=list(_grounds(at, model)),
        plan=_plan(at),
        deviations=list(_deviations(at)),
        figures=list(_figures(at)),
        flows=[_flow(at, sample, codebook) for sample in at.samples],
        workbook=workbook_file(at.language, at.first),
        tables=[
            (spec.name, title(spec.name, at.language))
            for spec in TABLES
            if (at.results / "tables" / f"{spec.name}.csv").is_file()
        ],
        checks=read_json(at.results / "checks.json"),
        folder=at.figures,
        citation=[Source(entry) for entry in _cited(citation)],
        guides=list(_guides(at, citation.parent)),
    )


def _guides(at: ResultsFolder, project: Path) -> Iterator[tuple[str, str]]:
    """Yield what a reader of the project finds at its top, the README in the language of the page, and where."""
    for name in (label("readme", at.language), "REPRODUCIBILITY.md", "docs", "LICENSE"):
        yield name, Path(os.path.relpath(project / name, at.results)).as_posix()


def _documents(at: ResultsFolder) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield a language, a document and its files with the names of their forms, those of the page's language first."""
    for language in sorted(at.languages, key=lambda name: name != at.language):
        for document in at.documents:
            files = [(f"manuscript/{document}.{language}.{ending}", name) for ending, name in FORMATS.items()]
            yield language, document, files


def _verdicts(at: ResultsFolder, model: StudyModel) -> Iterator[dict[str, Any]]:
    """Yield the paths, and the claims behind them; a claim takes the place of the hypothesis of its id.

    numbers: those of a statement, or of each of its pieces of evidence, with what each is about, where several decide.
    """
    grades = read_table(at.results / "grades.csv").set_index("id")
    pieces = _pieces(at, model)
    for row in _judged(at, model):
        grade = grades.loc[row["id"]] if row["id"] in grades.index else None
        yield {
            "id": "–" if grade is None else grade["hypothesis"],
            "grade": "–" if grade is None else label(f"grade.{grade['grade']}", at.language),
            "statement": legible(row[f"statement_{at.language}"]),
            "verdict": _verdict(row["verdict"], "" if grade is None else grade["grade"], at.language),
            "numbers": pieces.get(row["id"]) or [_numbers(row, at.language)],
        }


def _pieces(at: ResultsFolder, model: StudyModel) -> dict[str, list[dict[str, str]]]:
    """Return the numbers of each piece of evidence, by claim, of claims that several pieces decide.

    Where their intervals decide they have no p: that of a path may be another one by the criterion of its hypothesis.
    """
    file = at.results / "claim_tests.csv"
    if not file.is_file():
        return {}
    rows = [row for row in read_table(file).to_dict("records") if row["role"] == "evidence"]
    counts = Counter(row["claim"] for row in rows)
    criteria = read_table(at.results / "claims.csv").set_index("id")["criterion"].to_dict()
    names = dimension_labels(model, at.language)
    names |= {code: construct_label(model, code, at.language) for code in model.constructs}
    names |= model_labels(read_table(at.results / "models.csv"), at.language)
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if counts[row["claim"]] > 1:
            about = legible(word_expression(str(row["statistic"]), names))
            without = {"p": ""} if criteria[row["claim"]] == INTERVAL and not pd.isna(row["lower"]) else {}
            found.setdefault(row["claim"], []).append({"about": about, **_numbers(row, at.language), **without})
    return found


def _numbers(row: Mapping[Hashable, Any], language: str) -> dict[str, str]:
    places = PLACES.get(str(row.get("kind")), 3)
    return {
        "estimate": decimal(row["estimate"], places, language),
        "interval": interval(row["lower"], row["upper"], places, language),
        "p": p_value(row["p"], language),
    }


def _judged(at: ResultsFolder, model: StudyModel) -> list[dict[Hashable, Any]]:
    file = at.results / "claims.csv"
    claims = {row["id"]: row for row in read_table(file).to_dict("records")} if file.is_file() else {}
    paths = _paths(read_table(at.results / "full" / "paths.csv"), model, at).to_dict("records")
    if claims:
        paths = [row for row in paths if isinstance(row["id"], str)]
    return [claims.pop(row["id"], row) for row in paths] + [*claims.values()]


def _verdict(verdict: Any, grade: str, language: str) -> str:
    """Word a verdict; of what is not interpreted there is none."""
    return label(verdict, language) if isinstance(verdict, str) and verdict and grade != "unreliable" else "–"


def _grounds(at: ResultsFolder, model: StudyModel) -> Iterator[dict[str, str]]:
    """Say of each graded verdict what limits it."""
    names = {code: construct_label(model, code, at.language) for code in model.constructs}
    names |= {name: text for code in model.constructs for name, text in _parts(model, code, at.language)}
    for row in read_table(at.results / "grades.csv").to_dict("records"):
        limits = [plain_label(f"doubt.{doubt}", at.language) for doubt in _doubts(row)]
        if row["grade"] == "undecided":
            limits.insert(0, f"{label('may_turn_into', at.language)} “{label(row['alternative'], at.language)}”")
        if row["grade"] == "unreliable":
            failing = {column: row[column] for column in MEASUREMENT if _is_told(row[column])}
            limits = [f"{label(FAILING[name], at.language)}: {_named(codes, names)}" for name, codes in failing.items()]
        nothing = label("nothing_against_it", at.language) if row["grade"] == "strong" else "–"
        yield {
            "id": row["hypothesis"],
            "verdict": _verdict(row["verdict"], row["grade"], at.language),
            "grade": label(f"grade.{row['grade']}", at.language),
            "limits": "; ".join(limits) or nothing,
        }


def _doubts(row: Mapping[Any, Any]) -> list[str]:
    """Return the doubts that hold; that one respondent turns what is close anyway is told as one."""
    held = [doubt for doubt in DOUBTS if _is_told(row[doubt])]
    if {"narrow", "influence"} <= {*held}:
        return ["narrow_influence", *(doubt for doubt in held if doubt not in ("narrow", "influence"))]
    return held


def _named(codes: str, names: Mapping[str, str]) -> str:
    """Word constructs and dimensions, joined by commas, and pairs of them, by an equals sign."""
    return ", ".join(" – ".join(names.get(code, code) for code in pair.split(" = ")) for pair in codes.split(", "))


def _plan(at: ResultsFolder) -> str:
    """Say whether and when a plan was sealed, and how many decisions differ from it."""
    plan = read_json(at.results / "sealed_plan.json")
    if not plan["sealed"]:
        return label("sealed_plan.none", at.language)
    words = plan | {"date": date(plan["date"], at.language)}
    return label("sealed_plan.after" if plan["after_data"] else "sealed_plan.before", at.language).format(**words)


def _deviations(at: ResultsFolder) -> Iterator[dict[str, str]]:
    for row in read_cells(at.results / "deviations.csv"):
        reason = row[f"explanation_{at.language}"] or label("no_reason", at.language)
        yield {**row, "planned": row["planned"] or "–", "found": row["found"] or "–", "reason": legible(reason)}


def _is_told(value: Any) -> bool:
    """Whether a doubt holds: a mark, or the rival models that bring it; a cell left empty is none."""
    return bool(value) and not pd.isna(value)


def _parts(model: StudyModel, construct: str, language: str) -> Iterator[tuple[str, str]]:
    for dimension in model.constructs[construct].dimensions:
        yield dimension.name, text_in(dimension.label, language, f"dimension {dimension.name}")


def _paths(paths: pd.DataFrame, model: StudyModel, at: ResultsFolder) -> pd.DataFrame:
    names = {code: construct_label(model, code, at.language) for code in model.constructs}
    statements = paths["source"].map(names) + " → " + paths["target"].map(names)
    return paths.rename(columns={"hypothesis": "id"}).assign(**{f"statement_{at.language}": statements})


def _figures(at: ResultsFolder) -> Iterator[dict[str, str]]:
    documents = [at.results / "manuscript" / f"{name}.{at.language}.html" for name in ("manuscript", "supplement")]
    captions = {name: caption for document in documents for name, caption in _captions(document).items()}
    for name, texts in read_json(at.results / "figures" / "alt_texts.json").items():
        yield {"name": name, "alt": texts[at.language], "caption": captions.get(name, "")}


def _captions(document: Path) -> dict[str, str]:
    """Return each figure's number and title, in HTML, as an article or supplement has them, if there is one."""
    text = document.read_text(encoding="utf-8") if document.is_file() else ""
    return {name: _LINK.sub("", caption) for name, caption in _FIGURE.findall(text)}


def _flow(at: ResultsFolder, sample: str, codebook: Codebook) -> dict[str, Any]:
    flow = read_json(at.results / sample / "flow.json")
    words = {reason: reason_label(codebook, reason, at.language) for reason in codebook.reasons}
    left_out = read_table(at.results / sample / "exclusions.csv").to_dict("records")
    return {
        "sample": sample,
        "received": flow["received"],
        "modes": [(mode_label(mode, at.language), part) for mode, part in flow.get("modes", {}).items()],
        "several_files": "files" in flow,
        "excluded": [(words[reason], count) for reason, count in flow["excluded"].items() if count],
        "kept": flow["kept"],
        "rows": [{**row, "reason": words[row["reason"]]} for row in left_out],
    }


@dataclass(frozen=True)
class Source:
    """A work to cite, as CITATION.cff describes it: in the form of APA 7, and for BibTeX."""

    entry: Mapping[str, Any]

    @property
    def language(self) -> str:
        """The language of its title; English where none is stated."""
        return str(next(iter(self.entry.get("languages", ())), "en"))

    @property
    def year(self) -> str:
        """Its year; empty where none is stated."""
        return str(self.entry.get("year") or self.entry.get("date-released", ""))[:4]

    @property
    def address(self) -> str:
        """Where it can be found: its DOI, else its address; empty where none is stated."""
        doi = self.entry.get("doi")
        return f"https://doi.org/{doi}" if doi else str(self.entry.get("url") or self.entry.get("repository-code", ""))

    @property
    def reference(self) -> Markup:
        """The reference as HTML."""
        entry = self.entry
        people = _apa_people(entry["authors"])
        title = Markup("<em>{}</em>").format(entry["title"])
        if "journal" in entry:
            volume = Markup("<em>{}</em>").format(entry["volume"]) if "volume" in entry else ""
            issue = f"({entry['issue']})" if "issue" in entry else ""
            parts = [Markup("<em>{}</em>").format(entry["journal"]), volume + issue, _pages(entry)]
            title = Markup("{}. {}").format(entry["title"], Markup(", ").join(part for part in parts if part))
        elif "version" in entry:
            title += Markup(" (Version {}) [Computer software]").format(entry["version"])
        year = f"({self.year})." if self.year else "(n.d.)."
        return Markup("{} {} {}. {}").format(people, year, title, self.address).strip()

    @property
    def bibtex(self) -> str:
        """The entry for BibTeX."""
        entry = self.entry
        is_article = "journal" in self.entry
        people = [
            f"{person['family-names']}, {person['given-names']}"
            if "family-names" in person
            else f"{{{person['name']}}}"
            for person in entry["authors"]
        ]
        first = entry["authors"][0].get("family-names") or entry["title"].split(":")[0]
        fields = {
            "author": " and ".join(map(_tex, people)),
            "title": f"{{{_tex(entry['title'])}}}",
            **{key: _tex(str(entry[name])) for key, name in BIBTEX.items() if name in entry},
            "pages": _pages(entry).replace("–", "--"),
            "year": self.year,
            "doi": entry.get("doi", ""),
            "url": "" if "doi" in entry else self.address,
        }
        lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value]
        key = re.sub(r"\W", "", first).lower() + self.year
        return f"@{'article' if is_article else 'software'}{{{key},\n" + ",\n".join(lines) + "\n}"


BIBTEX = {"journal": "journal", "volume": "volume", "number": "issue", "version": "version"}


def _cited(file: Path) -> list[Mapping[str, Any]]:
    """Return the software, then the paper that it reproduces."""
    content = read_yaml(file)
    return [content, *content.get("references", [])]


def _apa_people(authors: Sequence[Mapping[str, Any]]) -> str:
    """Name authors as a list of references in APA style does.

    >>> people = [{"family-names": "Sari", "given-names": "Dewi Ayu"}, {"family-names": "Budi", "given-names": "A."}]
    >>> _apa_people(people), _apa_people([{"name": "The authors"}])
    ('Sari, D. A., & Budi, A.', 'The authors.')
    """
    names = []
    for person in authors:
        initials = " ".join(f"{name[0]}." for name in person.get("given-names", "").split())
        names.append(f"{person['family-names']}, {initials}" if "family-names" in person else person["name"])
    listed = ", & ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return listed if listed.endswith(".") else f"{listed}."


def _pages(entry: Mapping[str, Any]) -> str:
    return "–".join(str(entry[key]) for key in ("start", "end") if key in entry)


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)
