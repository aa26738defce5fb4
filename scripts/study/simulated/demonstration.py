"""Draw the SIMULATED demonstration survey, written as a Google Forms export and as typed paper forms look."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from plssem import FloatArray, IntArray
from study.setup.codebook import Codebook, read_codebook
from study.setup.config import Content, build, read_yaml
from study.setup.data_status import write_checksums
from study.setup.schema_checks import validate
from study.setup.study_model import StudyModel, read_study_model
from study.tables.workbook import plain_workbook

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class SimulatedPopulation:
    """What `population.yaml` declares about constructs and indicators.

    correlations: of the exogenous constructs. paths: from each to the outcome, standardised. means: points of the
    scale, by dimension; spread in points; facet and error (by indicator) are shares of an indicator's variance.
    own: effects on the outcome of what a dimension adds to its construct. interactions: effects on the outcome of the
    product of two exogenous constructs less its mean. Both are dimensionless, and 0 where nothing is declared.
    """

    exogenous: tuple[str, ...]
    correlations: tuple[tuple[float, ...], ...]
    outcome: str
    paths: tuple[float, ...]
    spread: float
    facet: float
    error: Mapping[str, float]
    means: Mapping[str, float]
    own: Mapping[str, float] = field(default_factory=dict)
    interactions: Mapping[tuple[str, str], float] = field(default_factory=dict)


def read_population(content: Content) -> SimulatedPopulation:
    """Take the population from the content of `population.yaml`."""
    constructs = content["constructs"]
    indicators = content["indicators"]
    names = tuple(constructs["correlations"])
    return SimulatedPopulation(
        exogenous=names,
        correlations=tuple(tuple(constructs["correlations"][row][column] for column in names) for row in names),
        outcome=constructs["outcome"],
        paths=tuple(constructs["paths"][name] for name in names),
        spread=indicators["spread"],
        facet=indicators["facet"],
        error=indicators["error"],
        means=indicators["means"],
    )


def draw_scores(population: SimulatedPopulation, cases: int, generator: np.random.Generator) -> dict[str, FloatArray]:
    """Draw scores (N,) of every construct: mean 0, variance 1 with the effects of dimensions (dimensionless).

    The effects of dimensions are left to `draw_points`. Normal, but for an outcome of interactions.
    """
    # ASSUME: constructs are multivariate normal and Y depends on them, and on products of them, linearly.
    correlations = np.array(population.correlations)
    paths = np.array(population.paths)
    effects = np.array([*population.interactions.values()])
    exogenous = generator.standard_normal((cases, len(paths))) @ np.linalg.cholesky(correlations).T
    products, covariances = _products(population, exogenous)
    explained = (
        paths @ correlations @ paths
        + effects @ covariances @ effects
        + sum(effect**2 for effect in population.own.values())
    )
    residual = np.sqrt(1 - explained) * generator.standard_normal(cases)
    scores = dict(zip(population.exogenous, exogenous.T, strict=True))
    return {**scores, population.outcome: exogenous @ paths + products @ effects + residual}


def draw_points(
    population: SimulatedPopulation, model: StudyModel, scale_points: int, cases: int, generator: np.random.Generator
) -> IntArray:
    """Draw answers (N, K), whole points from 1 to `scale_points`, in the order of the model, not reversed."""
    scores = draw_scores(population, cases, generator)
    columns: list[tuple[str, str, FloatArray, FloatArray]] = []
    for construct in model.constructs.values():
        for dimension in construct.dimensions:
            facet = generator.standard_normal(cases)
            columns += [
                (dimension.name, code, facet, generator.standard_normal(cases)) for code in dimension.indicators
            ]
            if dimension.name in population.own:
                effect = population.own[dimension.name]
                scores[population.outcome] = scores[population.outcome] + effect * facet
    tendencies = [
        population.means[dimension]
        + population.spread * _tendency(population, code, scores[model.construct_of(code)], facet, error)
        for dimension, code, facet, error in columns
    ]
    # ASSUME: respondents round their tendency to the nearest point, with the same cut points for all.
    return np.clip(np.rint(np.column_stack(tendencies)), 1, scale_points).astype(np.int64)


def reverse_points(points: IntArray, model: StudyModel, codebook: Codebook) -> IntArray:
    """Turn the points (N, K) of reverse-coded indicators back to what a respondent would tick."""
    reverse = np.array([codebook.indicators[code].reverse for code in model.indicators])
    highest = np.array([codebook.scale_of(code).points for code in model.indicators])
    return np.where(reverse, highest + 1 - points, points)


def _tendency(
    population: SimulatedPopulation, code: str, score: FloatArray, facet: FloatArray, error: FloatArray
) -> FloatArray:
    """Add up a standardised tendency (N,) from construct, dimension and error, each of variance 1."""
    shares = [1 - population.facet - population.error[code], population.facet, population.error[code]]
    tendency: FloatArray = np.sqrt(shares) @ np.vstack((score, facet, error))
    return tendency


def _products(population: SimulatedPopulation, exogenous: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the centred products (N, T) of interacting constructs, and their covariances in the population (T, T).

    Of standard normal scores, cov(ab, cd) = r(a, c) r(b, d) + r(a, d) r(b, c) (Isserlis).
    """
    indices = [tuple(population.exogenous.index(name) for name in pair) for pair in population.interactions]
    first, second = np.array(indices, dtype=np.int64).reshape(-1, 2).T
    r = np.array(population.correlations)
    covariances = (
        r[np.ix_(first, first)] * r[np.ix_(second, second)] + r[np.ix_(first, second)] * r[np.ix_(second, first)]
    )
    return exogenous[:, first] * exogenous[:, second] - r[first, second], covariances


ABBREVIATIONS = ("STS", "TS", "N", "S", "SS")
PRODUCTS = ("Pot tanaman", "Guci dan vas", "Peralatan makan", "Hiasan dinding", "Suvenir")  # of one pottery centre
PHONES = ("0800-0000-{:04d}", "08000000{:04d}", "+62 800-0000-{:04d}", "62 800 0000 {:04d}")  # numbers nobody can have
MINUTES_BETWEEN = 150.0  # on average, between two submissions
# How a typist of paper questionnaires heads the columns; items go by their codes.
PAPER_HEADS = {
    "consent": "Bersedia",
    "identity": "No. WA",
    "years_operating": "Lama usaha (tahun)",
    "permanent_workers": "Tenaga kerja tetap",
    "located_in_cluster": "Di area sentra",
    "owner_sex": "Jenis kelamin",
    "workers": "Jumlah tenaga kerja",
    "product": "Produk utama",
}
PAPER_TITLE = "SIMULASI: entri kuesioner kertas"


@dataclass(frozen=True)
class SampleFile:
    """A file of a sample: how its answers are collected, of what share of respondents, and how they are written.

    writing: the share of respondents whose answers are written in each way. separator, byte_order_mark: of a text file.
    """

    file: str
    mode: str
    share: float
    writing: Mapping[str, float]
    separator: str = ","
    byte_order_mark: bool = False


@dataclass(frozen=True)
class SampleSpec:
    """A sample of `population.yaml`: rows to be kept, flawed rows by reason, answers left empty, and when it opens."""

    files: tuple[SampleFile, ...]
    kept: int
    flawed: Mapping[str, int]
    missing_cells: int
    first_respondent: int
    opens: datetime

    @classmethod
    def from_config(cls, entry: Content) -> "SampleSpec":
        """Read one entry of `samples`."""
        return build(cls, {**entry, "opens": datetime.fromisoformat(entry["opens"])})

    @property
    def flaws(self) -> tuple[str, ...]:
        """The flaw of each respondent, "" for those to be kept; duplicates are further rows of kept ones."""
        others = {reason: count for reason, count in self.flawed.items() if reason != "duplicate"}
        return ("",) * self.kept + tuple(reason for reason, count in others.items() for _ in range(count))


@dataclass(frozen=True)
class Form:
    """One submission: who (a running number), its flaw, points as answered (None: left empty), its file and writing."""

    number: int
    flaw: str
    points: tuple[int | None, ...]
    file: SampleFile
    writing: str
    phone: str
    details: Mapping[str, str]


def draw_forms(points: IntArray, spec: SampleSpec, generator: np.random.Generator) -> tuple[Form, ...]:
    """Make submissions, in the order they come in, of answers as given (N, K), one row per flaw of `spec`."""
    # ASSUME: how somebody answers does not depend on whether it is online or on paper.
    order = generator.permutation(len(spec.flaws))
    forms = [
        _fill_form(spec.first_respondent + number, spec.flaws[respondent], points[respondent], spec.files, generator)
        for number, respondent in enumerate(order)
    ]
    chosen = generator.permutation([index for index, form in enumerate(forms) if not form.flaw])
    repeated, incomplete = np.split(chosen, [spec.flawed.get("duplicate", 0)])
    for index in incomplete[: spec.missing_cells]:
        forms[index] = _set_answers(forms[index], 1, None, generator)
    return tuple(_add_duplicates(forms, [int(index) for index in repeated], spec.files, generator))


def draw_moments(forms: Sequence[Form], spec: SampleSpec, generator: np.random.Generator) -> list[datetime]:
    """Draw when each form is handed in, in their order."""
    minutes = np.cumsum(generator.exponential(MINUTES_BETWEEN, len(forms)))
    return [spec.opens + timedelta(minutes=float(elapsed)) for elapsed in minutes]


def form_rows(forms: Sequence[Form], moments: Sequence[datetime], codebook: Codebook) -> list[list[str]]:
    """Return header and rows as an export of Google Forms holds them; the questions are those of the codebook."""
    rows = [_fill_cells(form, moment, codebook) for form, moment in zip(forms, moments, strict=True)]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


Typed = str | int | datetime | None  # what a cell of a sheet holds


def paper_rows(forms: Sequence[Form], moments: Sequence[datetime], codebook: Codebook) -> list[list[Typed]]:
    """Return the rows of a sheet into which paper questionnaires were typed: title, heads, a row per questionnaire."""
    cells = [
        _paper_cells(form, moment, codebook, number)
        for number, (form, moment) in enumerate(zip(forms, moments, strict=True), start=1)
    ]
    heads: list[Typed] = [*cells[0]]
    return [[PAPER_TITLE], heads, *(list(row.values()) for row in cells)]


def _paper_cells(form: Form, moment: datetime, codebook: Codebook, number: int) -> dict[str, Typed]:
    details = {"identity": form.phone, **form.details}
    head = {PAPER_HEADS[name]: _typed(details[name]) for name in PAPER_HEADS}
    answers = [_typed(_write_answer(point, form.writing, codebook)) for point in form.points]
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    first: dict[str, Typed] = {"No.": number, "Tanggal": day, "Nama": f"Responden Simulasi {form.number:03d}"}
    return {**first, **head, **dict(zip(codebook.indicators, answers, strict=True))}


def _typed(cell: str) -> str | int | None:
    """Return what a spreadsheet makes of what is typed into it; a telephone number is typed as text."""
    return int(cell) if cell.isdigit() and not cell.startswith("0") else cell or None


def _fill_form(
    number: int, flaw: str, points: IntArray, files: Sequence[SampleFile], generator: np.random.Generator
) -> Form:
    file = files[generator.choice(len(files), p=[file.share for file in files])]
    # A form online offers no answer outside the scale; only a typist writes one.
    file = files[-1] if flaw == "invalid_answer" else file
    form = Form(
        number=number,
        flaw=flaw,
        points=tuple(int(point) for point in points),
        file=file,
        writing=_draw_writing(file, generator),
        phone=_draw_phone(number, generator),
        details=_draw_details(flaw, generator),
    )
    return _add_flaw(form, generator)


def _draw_writing(file: SampleFile, generator: np.random.Generator) -> str:
    return str(generator.choice(list(file.writing), p=list(file.writing.values())))


def _draw_phone(number: int, generator: np.random.Generator) -> str:
    return PHONES[generator.integers(len(PHONES))].format(number)


def _draw_details(flaw: str, generator: np.random.Generator) -> dict[str, str]:
    years = generator.integers(1, 3) if flaw == "years_operating" else generator.integers(3, 25)
    return {
        "years_operating": f"{years} tahun" if generator.random() < 0.3 else f"{years}",
        "permanent_workers": "Tidak" if flaw == "permanent_workers" else "Ya",
        "located_in_cluster": "Tidak" if flaw == "located_in_cluster" else "Ya",
        "consent": "Tidak, saya tidak bersedia" if flaw == "no_consent" else "Ya, saya bersedia",
        "owner_sex": ("Perempuan", "Laki-laki")[generator.integers(2)],
        "workers": str(1 + generator.poisson(4)),
        "product": PRODUCTS[generator.integers(len(PRODUCTS))],
    }


def _add_flaw(form: Form, generator: np.random.Generator) -> Form:
    items = len(form.points)
    if form.flaw == "straight_lining":
        return replace(form, points=(4,) * items)
    if form.flaw == "no_consent":
        return replace(form, points=(None,) * items)
    if form.flaw == "too_many_missing":
        return _set_answers(form, items // 4, None, generator)
    if form.flaw == "invalid_answer":
        index = int(generator.integers(items))
        return replace(form, points=(*form.points[:index], 7, *form.points[index + 1 :]), writing="number")
    return form


def _set_answers(form: Form, count: int, answer: int | None, generator: np.random.Generator) -> Form:
    """Give the same answer to some items."""
    chosen = set(generator.choice(len(form.points), count, replace=False))
    return replace(form, points=tuple(answer if i in chosen else point for i, point in enumerate(form.points)))


def _add_duplicates(
    forms: Sequence[Form], repeated: Sequence[int], files: Sequence[SampleFile], generator: np.random.Generator
) -> Iterator[Form]:
    """Add a second form: in turn a complete one before, and an incomplete one after, in another file where there is."""
    for index, form in enumerate(forms):
        if index not in repeated:
            yield form
            continue
        again = replace(form, phone=_draw_phone(form.number, generator))
        if repeated.index(index) % 2:
            other = next((file for file in files if file != form.file), form.file)
            again = replace(again, file=other, writing=_draw_writing(other, generator))
            yield from (form, _set_answers(again, 2, None, generator))
        else:
            yield from (_set_answers(again, 3, 3, generator), form)


def _fill_cells(form: Form, moment: datetime, codebook: Codebook) -> dict[str, str]:
    questions = {
        "consent": codebook.consent and codebook.consent.question,
        "identity": codebook.identity and codebook.identity.question,
        **{criterion.name: criterion.question for criterion in codebook.criteria},
        **codebook.descriptive,
    }
    answers = {"identity": form.phone, **form.details}
    head = {question["id"]: answers[name] for name, question in questions.items() if question}
    statements = [indicator.question["id"] for indicator in codebook.indicators.values()]
    written = [_write_answer(point, form.writing, codebook) for point in form.points]
    first = {"Stempel waktu": moment.strftime("%d/%m/%Y %H:%M:%S"), "Nama": f"Responden Simulasi {form.number:03d}"}
    return {**first, **head, **dict(zip(statements, written, strict=True))}


def _write_answer(point: int | None, writing: str, codebook: Codebook) -> str:
    if point is None:
        return ""
    if writing == "number":
        return str(point)
    if writing == "abbreviation":
        return ABBREVIATIONS[point - 1]
    label = codebook.scale.words("id")[point - 1].title()
    return label if writing == "label" else f"{point} - {label}"


def simulate_survey(
    *, population: Path, schema: Path, codebook: Path, model: Path, root: Path, checksums: Path
) -> None:
    """Write the SIMULATED demonstration survey to data/raw, with its checksums."""
    content = read_yaml(population)
    validate(content, schema, str(population))
    written: list[Path] = []
    for entry in content["samples"].values():
        for name, exported in _exports(entry, content, read_codebook(codebook), read_study_model(model)).items():
            (root / name).write_bytes(exported)
            written.append(root / name)
    write_checksums(written, checksums)


def _exports(
    entry: Mapping[str, Any], content: Mapping[str, Any], codebook: Codebook, model: StudyModel
) -> dict[str, bytes]:
    """Return the files of a simulated sample by their names."""
    generator = np.random.default_rng(entry["seed"])
    spec = SampleSpec.from_config(entry)
    points = draw_points(read_population(content), model, codebook.scale.points, len(spec.flaws), generator)
    forms = draw_forms(reverse_points(points, model, codebook), spec, generator)
    handed_in = list(zip(forms, draw_moments(forms, spec, generator), strict=True))
    exports = {}
    for file in spec.files:
        own, moments = zip(*[pair for pair in handed_in if pair[0].file == file], strict=True)
        if file.file.endswith(".xlsx"):
            exports[file.file] = plain_workbook("Entri", paper_rows(own, moments, codebook))
        else:
            exports[file.file] = _as_csv(form_rows(own, moments, codebook), file)
    return exports


def _as_csv(rows: Rows, file: SampleFile) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=file.separator, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8-sig" if file.byte_order_mark else "utf-8")
