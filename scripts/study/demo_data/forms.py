"""Write simulated answers the way a Google Forms export looks, with the flaws that real ones have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from study.demo_data.simulation import Points
from study.setup.codebook import Codebook
from study.setup.config import Content, build

__all__ = ["Form", "SampleSpec", "draw_forms", "form_rows"]

ABBREVIATIONS = ("STS", "TS", "N", "S", "SS")
PRODUCTS = ("Gerabah", "Keramik hias", "Anyaman bambu", "Batik", "Mebel kayu", "Sepatu kulit")
PHONES = ("0800-0000-{:04d}", "08000000{:04d}", "+62 800-0000-{:04d}", "62 800 0000 {:04d}")  # numbers nobody can have
MINUTES_BETWEEN = 150.0  # on average, between two submissions


@dataclass(frozen=True)
class SampleSpec:
    """A sample of `population.yaml`: rows to be kept, flawed rows by reason, answers left empty, and when it opens."""

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
    """One submission: who (a running number), its flaw, points as answered (None: left empty), how it is written."""

    number: int
    flaw: str
    points: tuple[int | None, ...]
    writing: str
    phone: str
    details: Mapping[str, str]


def draw_forms(
    points: Points, spec: SampleSpec, writing: Mapping[str, float], generator: np.random.Generator
) -> tuple[Form, ...]:
    """Make submissions, in the order they come in, of answers as given (N, K), one row per flaw of `spec`."""
    order = generator.permutation(len(spec.flaws))
    forms = [
        _fill_form(spec.first_respondent + number, spec.flaws[respondent], points[respondent], writing, generator)
        for number, respondent in enumerate(order)
    ]
    chosen = generator.permutation([index for index, form in enumerate(forms) if not form.flaw])
    repeated, incomplete = np.split(chosen, [spec.flawed.get("duplicate", 0)])
    for index in incomplete[: spec.missing_cells]:
        forms[index] = _empty_answers(forms[index], 1, generator)
    return tuple(_add_duplicates(forms, [int(index) for index in repeated], generator))


def form_rows(
    forms: Sequence[Form], spec: SampleSpec, codebook: Codebook, generator: np.random.Generator
) -> list[list[str]]:
    """Return header and rows as an export holds them; the questions are those of the codebook, in Indonesian."""
    minutes = np.cumsum(generator.exponential(MINUTES_BETWEEN, len(forms)))
    moments = [spec.opens + timedelta(minutes=float(elapsed)) for elapsed in minutes]
    rows = [_fill_cells(form, moment, codebook) for form, moment in zip(forms, moments, strict=True)]
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _fill_form(
    number: int, flaw: str, points: Points, writing: Mapping[str, float], generator: np.random.Generator
) -> Form:
    form = Form(
        number=number,
        flaw=flaw,
        points=tuple(int(point) for point in points),
        writing=str(generator.choice(list(writing), p=list(writing.values()))),
        phone=_draw_phone(number, generator),
        details=_draw_details(flaw, generator),
    )
    return _add_flaw(form, generator)


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
        return replace(form, points=(4,) * items, writing="label")
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


def _add_duplicates(forms: Sequence[Form], repeated: Sequence[int], generator: np.random.Generator) -> Iterator[Form]:
    """Add a second form, written differently: in turn a complete one before, and an incomplete one after."""
    for index, form in enumerate(forms):
        if index not in repeated:
            yield form
            continue
        again = replace(form, phone=_draw_phone(form.number, generator), writing="label")
        if repeated.index(index) % 2:
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
