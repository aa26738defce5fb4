"""Draw SIMULATED answers: the demonstration survey, written as a Google Forms export looks, and a survey's twin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem import DataError, polychoric_correlation
from study.base.errors import StudyError
from study.base.files import as_cell
from study.setup.codebook import Codebook, Criterion
from study.setup.config import Content, build
from study.setup.configuration import CleaningRules, Description
from study.setup.study_model import StudyModel
from study.survey.binding import Binding
from study.survey.description import NO_ANSWER, OTHER, class_names, count_answers
from study.survey.submissions import Submission

__all__ = [
    "Form",
    "NumberClasses",
    "Points",
    "SampleFile",
    "SampleSpec",
    "SimulatedPopulation",
    "Twin",
    "class_numbers",
    "code_answers",
    "describe_twin",
    "draw_forms",
    "draw_moments",
    "draw_numbers",
    "draw_points",
    "draw_scores",
    "draw_traits",
    "draw_twin",
    "form_rows",
    "paper_rows",
    "read_population",
    "reverse_points",
    "twin_configuration",
    "twin_rows",
]

Floats = npt.NDArray[np.float64]
Points = npt.NDArray[np.int64]


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


def draw_scores(population: SimulatedPopulation, cases: int, generator: np.random.Generator) -> dict[str, Floats]:
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
) -> Points:
    """Draw answers (N, K), whole points from 1 to `scale_points`, in the order of the model, not reversed."""
    scores = draw_scores(population, cases, generator)
    columns: list[tuple[str, str, Floats, Floats]] = []
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


def reverse_points(points: Points, model: StudyModel, codebook: Codebook) -> Points:
    """Turn the points (N, K) of reverse-coded indicators back to what a respondent would tick."""
    reverse = np.array([codebook.indicators[code].reverse for code in model.indicators])
    highest = np.array([codebook.scale_of(code).points for code in model.indicators])
    return np.where(reverse, highest + 1 - points, points)


def _tendency(population: SimulatedPopulation, code: str, score: Floats, facet: Floats, error: Floats) -> Floats:
    """Add up a standardised tendency (N,) from construct, dimension and error, each of variance 1."""
    shares = [1 - population.facet - population.error[code], population.facet, population.error[code]]
    tendency: Floats = np.sqrt(shares) @ np.vstack((score, facet, error))
    return tendency


def _products(population: SimulatedPopulation, exogenous: Floats) -> tuple[Floats, Floats]:
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


def draw_forms(points: Points, spec: SampleSpec, generator: np.random.Generator) -> tuple[Form, ...]:
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
        forms[index] = _empty_answers(forms[index], 1, generator)
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
    number: int, flaw: str, points: Points, files: Sequence[SampleFile], generator: np.random.Generator
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
        return _empty_answers(form, items // 4, generator)
    if form.flaw == "invalid_answer":
        index = int(generator.integers(items))
        return replace(form, points=(*form.points[:index], 7, *form.points[index + 1 :]), writing="number")
    return form


def _empty_answers(form: Form, count: int, generator: np.random.Generator) -> Form:
    empty = set(generator.choice(len(form.points), count, replace=False))
    return replace(form, points=tuple(None if i in empty else point for i, point in enumerate(form.points)))


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
            yield from (form, _empty_answers(again, 2, generator))
        else:
            yield from (_move_to_middle(again, generator), form)


def _move_to_middle(form: Form, generator: np.random.Generator) -> Form:
    """Move three answers to the middle."""
    moved = set(generator.choice(len(form.points), 3, replace=False))
    return replace(form, points=tuple(3 if i in moved else point for i, point in enumerate(form.points)))


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


MOST_DRAWS = 200  # of rows that may not stand in a twin
MOST_ROUNDS = 4  # of drawing from correlations that were raised or lowered
CLOSE = 0.04  # mean difference of polychoric correlations at which a twin is taken
SMALLEST_EIGENVALUE = 1e-6
FEWEST_ALIKE = 5  # respondents who gave a number that a twin may hold as it is; and in a class of numbers
MOST_CLASSES = 10  # of numbers, from which correlations are told
ROWS_COMPARED = 1000  # at a time: memory is this times the rows of the survey
FIRST_MOMENT = datetime(2000, 1, 1)  # one submission an hour from then on: nobody's


@dataclass(frozen=True, eq=False)
class Twin:
    """Simulated answers in the likeness of N collected ones: points (N, K) as ticked, 0 for no answer.

    correlations, own_correlations: polychoric ones (K, K) of the survey and of the twin. nearest: of each row (N,) the
    share of items in which it differs from the row of the survey that is most like it. redrawn: rows drawn anew because
    they stood in the survey or because cleaning would leave them out.
    """

    points: Points
    correlations: Floats
    own_correlations: Floats
    nearest: Floats
    redrawn: int

    @property
    def differences(self) -> Floats:
        """The sizes of the differences between the correlations of the twin and of the survey, each pair once."""
        above = np.triu_indices(len(self.correlations), 1)
        return np.asarray(np.abs(self.own_correlations - self.correlations)[above])

    @property
    def mean_difference(self) -> float:
        """The mean of the differences, 0 of a single item."""
        return float(self.differences.mean()) if self.differences.size else 0.0


def draw_twin(
    kept: Points, known: Points, rules: CleaningRules, generator: np.random.Generator, source: str = "the survey"
) -> Twin:
    """Draw answers with the counts of every item, and nearly the polychoric correlations, of those kept (N, K).

    Points as ticked, 0 for no answer. known (M, K): the answers that no row may repeat, those kept among them; a
    missing answer is like any other one. Where that takes the commonest rows away, correlations come out smaller; what
    they lack is then added to those drawn from, and the best of MOST_ROUNDS is taken.
    StudyError where rows of the survey come up again and again, as with few items.
    """
    correlations = _correlate_items(kept)
    aim = correlations
    twins: list[Twin] = []
    for _ in range(MOST_ROUNDS):
        try:
            points, nearest, again = _draw_other_rows(aim, kept, known, rules, generator, source)
        except StudyError:
            if not twins:
                raise
            break
        twins.append(Twin(points, correlations, _correlate_items(points), nearest, again))
        if twins[-1].mean_difference < CLOSE or not again:
            break
        aim = np.clip(aim + correlations - twins[-1].own_correlations, -1, 1)
    return min(twins, key=lambda twin: twin.mean_difference)


def _draw_other_rows(
    correlations: Floats,
    kept: Points,
    known: Points,
    rules: CleaningRules,
    generator: np.random.Generator,
    source: str,
) -> tuple[Points, Floats, int]:
    """Draw points (N, K) of which no row is known or left out, their nearest rows (N,), and how many were redrawn."""
    # ASSUME: normal variables stand behind the items; answers are missing at random, each by itself.
    root = np.linalg.cholesky(_make_positive_definite(correlations))
    tendencies = _whiten(generator.standard_normal(kept.shape)) @ root.T
    gaps = generator.random(kept.shape)
    redrawn = 0
    for _ in range(MOST_DRAWS):
        points = _cut(tendencies, gaps, kept)
        nearest = _share_of_differences(points, known)
        refused = (nearest == 0) | _is_left_out(points, rules)
        count = int(refused.sum())
        if not count:
            return points, nearest, redrawn
        redrawn += count
        tendencies[refused] = generator.standard_normal((count, kept.shape[1])) @ root.T
        gaps[refused] = generator.random((count, kept.shape[1]))
    raise StudyError(
        what="no twin without a row of somebody can be drawn",
        where=source,
        found=f"{count} of {len(kept)} rows of {kept.shape[1]} items that stand in the survey or would be left out, "
        f"after {MOST_DRAWS} draws",
        expected="none",
        remedy="so few or so similar items leave too few other rows; do not pass these answers on",
    )


def _correlate_items(points: Points) -> Floats:
    """Return the polychoric correlations (K, K) of points (N, K), 0 where a pair has none, diagonal 1."""
    answers = np.where(points > 0, points, np.nan)
    correlations = np.eye(points.shape[1])
    for row, column in zip(*np.triu_indices(points.shape[1], 1), strict=True):
        try:
            correlations[row, column] = polychoric_correlation(answers[:, row], answers[:, column])
        except DataError:
            continue  # an item that everybody answered alike
    return np.asarray(np.triu(correlations, 1).T + correlations)


def _make_positive_definite(correlations: Floats) -> Floats:
    """Return the correlations (K, K) with eigenvalues of at least SMALLEST_EIGENVALUE, the diagonal scaled to 1 again.

    Pairwise correlations need not be those of any variables.
    """
    values, vectors = np.linalg.eigh(correlations)
    raised = vectors * np.maximum(values, SMALLEST_EIGENVALUE) @ vectors.T
    scales = np.sqrt(np.diag(raised))
    return np.asarray(raised / np.outer(scales, scales))


def _whiten(drawn: Floats) -> Floats:
    """Return draws (N, K) whose own covariances are exactly 1 and 0, where there are enough of them."""
    if len(drawn) <= drawn.shape[1] + 1:
        return drawn
    centred = drawn - drawn.mean(axis=0)
    return np.asarray(np.linalg.solve(np.linalg.cholesky(centred.T @ centred / len(drawn)), centred.T).T)


def _cut(tendencies: Floats, gaps: Floats, kept: Points) -> Points:
    """Cut each tendency (N, K) where the counts of its item in `kept` are met; the largest gaps are not answered."""
    points = np.zeros_like(kept)
    for column, answers in enumerate(kept.T):
        answered = np.argsort(gaps[:, column], kind="stable")[: np.count_nonzero(answers)]
        ranked = answered[np.argsort(tendencies[answered, column], kind="stable")]
        points[ranked, column] = np.sort(answers[answers > 0])
    return points


def _share_of_differences(points: Points, rows: Points) -> Floats:
    """Return for each of N rows of points the smallest share of the K items in which it differs from one of `rows`."""
    numbers = np.arange(max(points.max(), rows.max()) + 1)
    drawn = np.float32(points[..., None] == numbers).reshape(len(points), -1)
    same = (rows[..., None] == numbers) | (rows[..., None] == 0) | (numbers == 0)
    real = np.float32(same).reshape(len(rows), -1).T
    most = [(drawn[start : start + ROWS_COMPARED] @ real).max(axis=1) for start in range(0, len(drawn), ROWS_COMPARED)]
    return np.asarray(1 - np.rint(np.concatenate(most)).astype(np.float64) / points.shape[1])


def _is_left_out(points: Points, rules: CleaningRules) -> npt.NDArray[np.bool_]:
    """Tell which rows (N,) cleaning would leave out: too many answers missing, or one and the same answer to all."""
    answered = (points > 0).sum(axis=1)
    items = points.shape[1]
    lowest = np.where(points > 0, points, points.max() + 1).min(axis=1)
    straight = (points.max(axis=1) == lowest) & (items > 1) & (rules.straight_lining == "exclude")
    return np.asarray(((items - answered) / items > rules.max_missing_share) | (answered == 0) | straight)


@dataclass(frozen=True)
class NumberClasses:
    """Quantile classes of an item whose answers are numbers, lowest first.

    inner: the Q - 1 bounds between Q classes. intervals: of each class from where to where a number of nobody is drawn.
    shared: of each class its answers, NaN for one that fewer than FEWEST_ALIKE respondents gave; rare: these. decimals:
    of the answers; below 0 where all end in zeros.
    """

    inner: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    shared: tuple[tuple[float, ...], ...]
    rare: frozenset[float]
    decimals: int


def class_numbers(
    submissions: Sequence[Submission], indicators: Sequence[str], codebook: Codebook
) -> dict[str, NumberClasses]:
    """Class the answers to each item in numbers by quantiles: ten classes, fewer of fewer than 50 answers."""
    found = {}
    for code in [code for code in indicators if codebook.scale_of(code).is_number]:
        answers = [answer for submission in submissions if (answer := submission.answers[code]) is not None]
        if answers:
            found[code] = _class_item(np.sort(answers), codebook.scale_of(code).ends)
    return found


def _class_item(answers: Floats, ends: tuple[float, float]) -> NumberClasses:
    # ASSUME: within a class answers lie evenly, as far below its mean as above it in the first and the last class.
    count = int(np.clip(len(answers) // FEWEST_ALIKE, 1, MOST_CLASSES))
    inner = np.unique(np.quantile(answers, np.linspace(0, 1, count + 1)[1:-1]))
    parts = [answers[np.digitize(answers, inner) == place] for place in range(len(inner) + 1)]
    values, counts = np.unique(answers, return_counts=True)
    rare = values[counts < FEWEST_ALIKE]
    means = [float(part.mean()) if part.size else 0.0 for part in parts]
    bounds = [2 * means[0] - inner[0], *inner, 2 * means[-1] - inner[-1]] if inner.size else _around(answers)
    bounds = np.clip(bounds, *ends).tolist()
    return NumberClasses(
        inner=tuple(inner.tolist()),
        intervals=tuple(pairwise(bounds)),
        shared=tuple(tuple(np.where(np.isin(part, rare), np.nan, part).tolist()) for part in parts),
        rare=frozenset(rare.tolist()),
        decimals=next((n for n in range(-6, 7) if np.allclose(np.round(answers, n), answers, rtol=0, atol=1e-9)), 6),
    )


def _around(answers: Floats) -> list[float]:
    return [float(answers.mean() - answers.std()), float(answers.mean() + answers.std())]


def draw_numbers(
    points: Points,
    indicators: Sequence[str],
    classes: Mapping[str, NumberClasses],
    codebook: Codebook,
    generator: np.random.Generator,
) -> dict[str, list[str]]:
    """Write a number for each point (N, K) of an item in numbers: one that many gave, or one of nobody in its class."""
    cells = {}
    for code, found in classes.items():
        scale = codebook.scale_of(code)
        column = [_draw_number(point, found, generator) for point in points[:, list(indicators).index(code)]]
        # Three decimals alone could be thousands.
        digits = {3: 4}.get(found.decimals, max(found.decimals, 0))
        texts = ["" if np.isnan(number) else f"{np.clip(number, *scale.ends):.{digits}f}" for number in column]
        cells[code] = [text.replace(".", scale.decimal or ".") for text in texts]
    return cells


def _draw_number(point: int, classes: NumberClasses, generator: np.random.Generator) -> float:
    """Draw a number of a class, from 1 on, no rare one where there are others; NaN for no answer."""
    if not point:
        return float("nan")
    chosen = float(generator.choice(classes.shared[point - 1]))
    drawn = np.round(generator.uniform(*classes.intervals[point - 1], size=MOST_DRAWS), classes.decimals).tolist()
    return next((number for number in drawn if number not in classes.rare), drawn[0]) if np.isnan(chosen) else chosen


def code_answers(
    submissions: Iterable[Submission],
    indicators: Sequence[str],
    codebook: Codebook,
    classes: Mapping[str, NumberClasses],
) -> Points:
    """Return the points (N, K) of submissions as ticked, 1 for the lowest answer of each scale, 0 for no answer.

    classes: of the items in numbers, whose point is the number of the class.
    """
    columns = [[submission.answers[code] for code in indicators] for submission in submissions]
    points = [
        [_point(answer, code, codebook, classes) for answer, code in zip(row, indicators, strict=True)]
        for row in columns
    ]
    return np.array(points, dtype=np.int64).reshape(-1, len(indicators))


def _point(answer: float | None, code: str, codebook: Codebook, classes: Mapping[str, NumberClasses]) -> int:
    if answer is None:
        return 0
    if code in classes:
        return 1 + int(np.digitize(answer, classes[code].inner))
    return int(answer) - codebook.scale_of(code).lowest + 1


def draw_traits(
    kept: Sequence[Submission], codebook: Codebook, description: Description, generator: np.random.Generator
) -> dict[str, list[str]]:
    """Draw the cells of criteria and describing questions, each by itself, with the counts of `respondents.csv`.

    An answer of fewer than smallest_cell respondents is "other"; a number of a class is the lowest of the class. Of a
    criterion both are an answer that meets it.
    """
    criteria = {criterion.name: criterion for criterion in codebook.criteria}
    cells = {}
    asked = {name for submission in kept for name in submission.traits}
    for name in [name for name in (*criteria, *codebook.descriptive) if name in asked]:
        counts = count_answers([submission.traits.get(name, "") for submission in kept], name, description)
        bounds = description.classes.get(name, ())
        drawn = [_write_trait(answer, bounds, criteria.get(name)) for answer, count in counts for _ in range(count)]
        cells[name] = [drawn[place] for place in generator.permutation(len(drawn))]
    return cells


def _write_trait(answer: str, bounds: Sequence[float], criterion: Criterion | None) -> str:
    classes = class_names(bounds)
    if answer in classes:
        lowest = (max(bounds[0] - 1, 0), *bounds)[classes.index(answer)]
        least = criterion.minimum if criterion and criterion.minimum is not None else lowest
        return f"{max(lowest, least):g}"
    if criterion and answer in (OTHER, NO_ANSWER):
        return _meeting(criterion)
    return "" if answer == NO_ANSWER else as_cell(answer)


def _meeting(criterion: Criterion) -> str:
    """Write an answer that meets a criterion."""
    bounds = [f"{bound:g}" for bound in (criterion.minimum, criterion.maximum) if bound is not None]
    return next(iter([*bounds[:1], *sorted(criterion.accepted), as_cell(OTHER)]))


def twin_rows(
    headers: Sequence[str],
    binding: Binding,
    codebook: Codebook,
    points: Points,
    traits: Mapping[str, Sequence[str]],
    numbers: Mapping[str, Sequence[str]],
    language: str,
) -> list[list[str]]:
    """Return header and rows of a twin in the columns of the survey; those that tell a person are empty.

    traits: cells of criteria and describing questions; numbers: of items in numbers. Everybody consents, one submission
    an hour from the year 2000 on; an item stands under its latest wording.
    """
    formats = codebook.timestamp.formats if codebook.timestamp else ()
    moments = [FIRST_MOMENT + timedelta(hours=hour) for hour in range(len(points))]
    columns: dict[int | None, Sequence[str]] = {
        binding.consent: [min(codebook.consent.accepted) if codebook.consent else ""] * len(points),
        binding.timestamp: [moment.strftime(formats[0] if formats else "%Y-%m-%d %H:%M:%S") for moment in moments],
    }
    places = {**binding.criteria, **binding.descriptive}
    columns |= {places[name]: cells for name, cells in traits.items() if name in places}
    columns |= {
        binding.attention_checks[check.name]: [min(check.right)] * len(points) for check in codebook.attention_checks
    }
    for answers, (code, (column, *_)) in zip(points.T.tolist(), binding.indicators.items(), strict=True):
        words = ("", *codebook.scale_of(code).words(language))
        columns[column] = numbers[code] if code in numbers else [words[point] for point in answers]
    empty = [""] * len(points)
    cells = [columns.get(index, empty) for index in range(len(headers))]
    return [list(headers), *map(list, zip(*cells, strict=True))]


def twin_configuration(config: Content, samples: Mapping[str, Content], checksums: str) -> dict[str, Any]:
    """Return the configuration of a twin: that of the study, with its data called simulated and results apart.

    samples: the survey section's entries. Nothing that the authors declare of the collection is said of a twin.
    """
    return {
        **config,
        "results_dir": f"{config['results_dir']}_twin",
        "simulated_checksums": checksums,
        "study": {**config["study"], "data_status": "simulated", "site": "", "declarations": {}},
        "survey": {**config["survey"], **samples},
        # Without time stamps and with few items two simulated rows may be alike.
        "cleaning": {**config["cleaning"], "identical_rows": "keep"},
    }


def describe_twin(twin: Twin, seed: int) -> dict[str, object]:
    """Return what the record of a twin says of it: rows, items, differences of correlations, nearest rows."""
    return {
        "data_status": "simulated",
        "seed": seed,
        "rows": len(twin.points),
        "items": twin.points.shape[1],
        "rows_of_the_survey": int((twin.nearest == 0).sum()),
        "redrawn": twin.redrawn,
        "differing_items_to_nearest_row": {
            "minimum": round(float(twin.nearest.min()), 4),
            "median": round(float(np.median(twin.nearest)), 4),
        },
        "difference_of_polychoric_correlations": {
            "largest": round(float(twin.differences.max(initial=0)), 4),
            "mean": round(twin.mean_difference, 4),
        },
    }
