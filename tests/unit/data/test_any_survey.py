"""Surveys made dirty by a generator that knows what is right: each is scored as it knows, or refused for what it did.

A questionnaire, people and their answers are drawn first, then written as platforms and people write them: layouts,
workbooks, encodings, separators, spellings, totals, titles, several files. What is right comes of the people drawn, not
of the files. At length, with the counts and the seeds of what went wrong, here 50,000 surveys from seed 1 on:
SURVEYS=50000 FIRST=1 .venv/bin/pytest -q -s tests/unit/data/test_any_survey.py
"""

import csv
import io
import os
import random
import re
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import yaml

from study.base.errors import StudyError, StudyErrors
from study.setup.codebook import Codebook, read_codebook
from study.setup.configuration import CleaningRules, SurveyFiles
from study.survey.cleaning import Cleaned, clean, count_flow, response_table
from study.survey.responses import check_responses, read_survey

SURVEYS = int(os.environ.get("SURVEYS", "300"))
FIRST = int(os.environ.get("FIRST", "1"))  # seed
QUESTIONNAIRES = 150
WORDS = ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")
SEVEN = ("Strongly disagree", "Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree", "Strongly agree")
SCALES = {
    "scale": {
        "points": 5,
        "answers": {n: {"id": word} for n, word in enumerate(WORDS, 1)},
        "labels": {1: ["STS"], 2: ["TS"], 3: ["N", "Ragu-ragu"], 4: ["S"], 5: ["SS"]},
        "missing": ["-", "99"],
    },
    "seven": {"points": 7, "answers": {n: {"en": word} for n, word in enumerate(SEVEN, 1)}, "missing": ["-99"]},
    "ten": {"lowest": 0, "points": 11, "missing": ["n/a"]},
    "yes_no": {"lowest": 0, "points": 2, "answers": {0: {"id": "Tidak"}, 1: {"id": "Ya"}}},
    "money": {
        "kind": "number",
        "minimum": 0,
        "maximum": 9000,
        "decimal": ",",
        "unit": ["Rp", "juta"],
        "missing": ["-"],
    },
    "ratio": {"kind": "number", "missing": ["-99"]},
}
SPELLINGS = {
    "scale": {n: (word, *SCALES["scale"]["labels"][n]) for n, word in enumerate(WORDS, 1)},  # type: ignore[index]
    "seven": {n: (word,) for n, word in enumerate(SEVEN, 1)},
    "yes_no": {0: ("Tidak",), 1: ("Ya",)},
}
FAULTS = {
    "scale": ["9", "2,5", "²", "Cukup"],
    "seven": ["0", "8"],
    "ten": ["11", "-1"],
    "money": ["-5", "10.000,5", "1,2,3"],
}
CHANNELS = {"market": "Pasar", "online": "Toko daring, sendiri", "agent": "Agen"}
CITIES = ("Metro", "Pringsewu", "Kota Agung")
ORDER = (
    *("not_a_response", "unfinished", "no_consent", "duplicate", "identical_row", "break_off", "age", "city"),
    *("attention_check", "too_fast", "invalid_answer", "too_many_missing", "missing_answer", "straight_lining"),
)
MARKS = {  # the columns that platforms add: before the questions, with the one that says when
    "google_forms": ("Stempel waktu",),
    "kobo": ("_id", "_uuid", "_submission_time", "_index"),
    "odk": ("SubmissionDate", "KEY", "SubmitterID", "ReviewState"),
    "limesurvey": ("id", "submitdate", "lastpage", "startlanguage", "seed"),
    "qualtrics": ("StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId"),
    "surveymonkey": ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"),
    "microsoft_forms": ("ID", "Start time", "Completion time", "Email", "Name"),
    "plain": (),
}
QUALTRICS_TEXTS = {"StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type"}
QUALTRICS_TEXTS |= {"RecordedDate": "Recorded Date", "ResponseId": "Response ID"}
WHEN = (
    "Stempel waktu",
    "_submission_time",
    "SubmissionDate",
    "submitdate",
    "RecordedDate",
    "End Date",
    "Completion time",
)


@dataclass(frozen=True)
class Questionnaire:
    """Items by code with text, scale and direction, and which other questions it has."""

    codebook: Codebook
    items: dict[str, tuple[str, str, bool]]
    asks: frozenset[str]
    texts: dict[str, str]


@dataclass
class Person:
    """What somebody did, whatever file it is written to; faults: questions with a cell that is no answer."""

    number: int
    moment: datetime
    consent: str
    phone: int
    answers: dict[str, float | None]
    age: int | None
    city: str | None
    attention: str
    seconds: float | None
    choices: frozenset[str] | None
    faults: set[str] = field(default_factory=set)
    aside: str = ""
    copy_of: "Person | None" = None
    file: int = 1
    row: int = 0


@dataclass
class Survey:
    """A survey as it was drawn: its files, people in the order of files and rows, rows that are nobody's."""

    questionnaire: Questionnaire
    files: list[dict[str, object]]
    people: list[Person]
    nobody: list[tuple[int, int]]
    rules: CleaningRules
    refusal: str = ""
    cut: bool = False
    undated: set[int] = field(default_factory=set)


# Drawing --------------------------------------------------------------------------------------------------------------


@cache
def draw_questionnaire(number: int) -> Questionnaire:
    chance = random.Random(f"questionnaire {number}")
    scales = chance.choice([["scale"], ["scale"], ["scale", "seven"], ["ten", "yes_no"], ["scale", "money", "ratio"]])
    items: dict[str, tuple[str, str, bool]] = {}
    for block, scale in enumerate(scales, start=1):
        for place in range(1, chance.randint(2, 4) + 1):
            ending = chance.choice(["", ", menurut saya", ": mutu; harga", ' "utama"', " é"])
            text = f"Butir {block}.{place}{ending}"
            items[f"X{block}.{place}"] = (text, scale, scale not in ("ratio",) and chance.random() < 0.25)
    optional = ("consent", "identity", "timestamp", "age", "city", "attention", "duration", "one_cell", "boxes", "name")
    asks = frozenset(name for name in optional if chance.random() < 0.5)
    texts = {
        "consent": "Apakah Anda bersedia?",
        "identity": "Nomor WhatsApp",
        "timestamp": "Stempel waktu",
        "age": "Usia",
        "city": "Kota",
        "attention": "Pilih Setuju pada butir ini",
        "duration": "Durasi",
        "one_cell": "Saluran penjualan",
        **{f"boxes.{option}": f"Media/{option}" for option in CHANNELS},
        "name": "Nama",
        "note": "Catatan",
        "No": "No",
    }
    content = {
        **({"scale": SCALES["scale"]} if "scale" in scales else {}),
        "scales": {name: SCALES[name] for name in ("ten", *scales) if name != "scale"},
        "indicators": {
            code: {"question": {"id": text}, "label": {"id": code}, "reverse": reverse, "scale": scale}
            for code, (text, scale, reverse) in items.items()
        },
        **_codebook_entries(asks, texts),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "codebook.yaml")
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return Questionnaire(read_codebook(path), items, asks, texts)


def _codebook_entries(asks: frozenset[str], texts: dict[str, str]) -> dict[str, object]:
    asked = {name: {"id": text} for name, text in texts.items()}
    criteria = {
        "age": {"question": asked["age"], "minimum": 17, "maximum": 60, "unit": ["tahun"], "reason": {"id": "usia"}},
        "city": {"question": asked["city"], "in": list(CITIES[:2]), "reason": {"id": "kota"}},
    }
    options = {option: {"id": text} for option, text in CHANNELS.items()}
    boxes = {option: [texts[f"boxes.{option}"]] for option in CHANNELS}
    choices = {
        "one_cell": {"question": asked["one_cell"], "options": options},
        "boxes": {"question": {"id": "Media"}, "options": options, "columns": boxes},
    }
    entries: dict[str, object] = {
        "consent": {"question": asked["consent"], "accepted": ["Ya"], "refused": ["Tidak"]},
        "identity": {"question": asked["identity"], "kind": "phone", "country_code": "62", "missing": ["-"]},
        "timestamp": {"question": asked["timestamp"], "formats": ["%d/%m/%Y %H:%M:%S"]},
        "duration": {"question": asked["duration"]},
    }
    return {
        **{name: entry for name, entry in entries.items() if name in asks},
        "criteria": {name: entry for name, entry in criteria.items() if name in asks},
        "multiple_choice": {name: entry for name, entry in choices.items() if name in asks},
        "attention_checks": {"four": {"question": asked["attention"], "right": ["Setuju", "4"]}}
        if "attention" in asks
        else {},
        "personal": ["Nama"],
        "ignored": ["Catatan", "No"],
    }


def draw_people(questionnaire: Questionnaire, chance: random.Random) -> list[Person]:
    people: list[Person] = []
    for number in range(chance.randint(4, 14)):
        answers = {code: draw_answer(scale, chance) for code, (_, scale, _) in questionnaire.items.items()}
        gaps = chance.choice([0, 0, 0, 0.1, 0.6])
        answers = {code: None if chance.random() < gaps else answer for code, answer in answers.items()}
        if chance.random() < 0.06:
            answers = dict.fromkeys(answers, 1.0)
        people.append(
            Person(
                number=number,
                moment=datetime(2025, 7, 1, 8) + timedelta(days=2 * number, minutes=chance.randrange(600)),
                consent=chance.choice(["Ya"] * 12 + ["Tidak", "", "mungkin"]),
                phone=chance.randrange(number) if number and chance.random() < 0.12 else number,
                answers=answers,
                age=chance.choice([*range(17, 61), 12, 61, None]),
                city=chance.choice([*CITIES[:2]] * 5 + [CITIES[2], None]),
                attention=chance.choice(["Setuju"] * 6 + ["4", "setuju ", "Netral", ""]),
                seconds=chance.choice([None, 30.0, 119.0, 120.0, 500.0, 725.0]),
                choices=chance.choice([None, *({*pair} for pair in (["market"], ["online", "agent"], CHANNELS))]),  # type: ignore[arg-type]
            )
        )
    if chance.random() < 0.4:
        chance.shuffle(people)
    return people


def draw_answer(scale: str, chance: random.Random) -> float:
    if scale == "money":
        return chance.choice([0, 12.5, 750, 1250.5, 2.125, 3000, float(chance.randrange(9000))])
    if scale == "ratio":
        return chance.choice([-1.5, 0, 0.25, 3, 12.75, 1.125])
    low, points = SCALES[scale].get("lowest", 1), SCALES[scale]["points"]
    return float(chance.randrange(low, low + points))  # type: ignore[operator]


# What is right --------------------------------------------------------------------------------------------------------


def reasons_of(person: Person, survey: Survey) -> set[str]:
    """Why somebody is left out, but for what others did."""
    asks, rules = survey.questionnaire.asks, survey.rules
    if person.aside:
        return {person.aside}
    if "consent" in asks and person.consent != "Ya":
        return {"invalid_answer" if person.consent == "mungkin" else "no_consent"}
    given = {code: None if code in person.faults else answer for code, answer in person.answers.items()}
    missing = sum(answer is None for answer in given.values())
    too_many = missing == len(given) or missing / len(given) > rules.max_missing_share
    straight = rules.straight_lining == "exclude" and is_straight(given, survey.questionnaire)
    of_age = "age" in person.faults or (person.age is not None and 17 <= person.age <= 60)
    found = {
        "age": "age" in asks and not of_age,
        "city": "city" in asks and person.city not in CITIES[:2],
        "attention_check": "attention" in asks and person.attention.strip() not in ("Setuju", "setuju", "4"),
        "too_fast": "duration" in asks and person.seconds is not None and person.seconds < rules.minimum_seconds,
        "break_off": 1 - missing / len(given) < rules.minimum_answered,
        "invalid_answer": bool(person.faults),
        "too_many_missing": too_many,
        "straight_lining": straight and not too_many,
        "missing_answer": missing > 0 and rules.missing_answers == "casewise",
    }
    return {reason for reason, holds in found.items() if holds}


def is_straight(given: dict[str, float | None], questionnaire: Questionnaire) -> bool:
    scales: dict[str, list[float | None]] = {}
    for code, answer in given.items():
        scales.setdefault(questionnaire.items[code][1], []).append(answer)
    lines = [answers for scale, answers in scales.items() if scale not in ("money", "ratio") and len(answers) > 1]
    return bool(lines) and all(len({*answers} - {None}) == 1 for answers in lines)


def judge(survey: Survey) -> tuple[list[Person], dict[tuple[int, int], str]]:
    """Who is kept, in the order of files and rows, and why each other row is not."""
    found = {id(person): reasons_of(person, survey) for person in survey.people}
    asks = survey.questionnaire.asks
    for group in group_by_phone(survey.people, survey) if "identity" in asks else []:
        consenting = [person for person in group if "consent" not in asks or person.consent == "Ya"]
        complete = [p for p in consenting if not p.faults and None not in p.answers.values()]
        for person in consenting:
            if person is not (complete or consenting)[-1]:
                found[id(person)].add("duplicate")
        if "consent" in asks and group[-1].consent in ("Tidak", ""):
            for person in group:
                found[id(person)].add("no_consent")
    for person in survey.people:
        if person.copy_of is not None and survey.rules.identical_rows == "exclude" and not person.aside:
            found[id(person)].add("identical_row")
    first = {(p.file, p.row): min(found[id(p)], key=ORDER.index) for p in survey.people if found[id(p)]}
    kept = sorted((p for p in survey.people if not found[id(p)]), key=lambda p: (p.file, p.row))
    return kept, first | dict.fromkeys(survey.nobody, "not_a_response")


def group_by_phone(people: list[Person], survey: Survey) -> Iterator[list[Person]]:
    for phone in {person.phone for person in people}:
        group = sorted((p for p in people if p.phone == phone and not p.aside), key=lambda p: (p.file, p.row))
        if "timestamp" in survey.questionnaire.asks and not any(p.file in survey.undated for p in group):
            group.sort(key=lambda p: (p.moment, p.file, p.row))
        if len(group) > 1:
            yield group


# Writing --------------------------------------------------------------------------------------------------------------


@dataclass
class Hand:
    """How one file is written."""

    layout: str
    style: str  # of answers: words, figures, both
    typed: bool  # a workbook's numbers are numbers
    dirt: float  # share of cells with what does not matter
    heads: str  # text, code, own
    chance: random.Random

    def spoilt(self, text: str) -> str:
        """Add what does not matter: spaces of all kinds, capitals, signs without a width."""
        if self.chance.random() >= self.dirt:
            return text
        ways = (
            str.upper,
            str.lower,
            lambda t: f" {t}  ",
            lambda t: t.replace(" ", "\u00a0") + "\u00a0",
            lambda t: f"\u200b{t}\ufeff",
            lambda t: t.replace(" ", "  "),
            lambda t: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in t),
        )
        return self.chance.choice(ways)(text)  # type: ignore[operator]


def write_answer(value: float | None, scale: str, hand: Hand) -> object:
    chance = hand.chance
    if value is None:
        return chance.choice(["", "", *SCALES[scale].get("missing", ())])
    if scale in ("money", "ratio"):
        return write_number(value, scale, hand)
    spellings = SPELLINGS.get(scale, {}).get(int(value), ())
    if hand.style == "words" and spellings:
        return hand.spoilt(chance.choice(spellings))
    if hand.style == "both" and spellings and scale != "yes_no":
        word, figure = spellings[0], int(value)
        forms = (
            f"{figure} - {word}",
            f"{figure}. {word}",
            f"({figure}) {word}",
            f"{word} ({figure})",
            f"{figure}={word}",
        )
        return hand.spoilt(chance.choice(forms))
    if hand.typed and chance.random() < 0.8:
        return chance.choice([int(value), float(value)])
    return hand.spoilt(chance.choice([f"{value:g}"] * 3 + [f"{value:.1f}", f"{value:.1f}".replace(".", ",")]))


def write_number(value: float, scale: str, hand: Hand) -> object:
    if hand.typed:
        return value
    plain = f"{value:g}".replace("-", hand.chance.choice(["-", "−"]))
    if scale == "ratio":
        # Three decimals alone could be thousands.
        plain = f"{value:.4f}" if value == 1.125 else plain
        return hand.spoilt(hand.chance.choice([plain, plain.replace(".", ",")]))
    whole, _, decimals = plain.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    text = hand.chance.choice([whole, grouped]) + (f",{decimals}" if decimals else "")
    return hand.spoilt(hand.chance.choice([text, f"Rp {text}", f"Rp{text}", f"{text} juta"]))


def write_phone(phone: int, hand: Hand) -> object:
    number = f"8120000{phone:04d}"
    if hand.typed and hand.chance.random() < 0.5:
        return int(number)
    return hand.chance.choice(
        [f"0{number}", f"+62 {number}", f"62{number}", f"0{number[:3]}-{number[3:7]}-{number[7:]}"]
    )


def write_moment(moment: datetime, layout: str, hand: Hand) -> object:
    if hand.typed:
        return moment
    forms = ["%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d Juli 2025 %H.%M"]
    if layout == "google_forms":
        forms.append("%Y/%m/%d %I:%M:%S %p GMT+7")
    form = hand.chance.choice(forms if moment.month == 7 else forms[:3])
    return moment.strftime(form)


def write_seconds(seconds: float | None, hand: Hand) -> object:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return hand.chance.choice(
        [f"{seconds:g}", f"{seconds:.1f}", f"{seconds:.2f}".replace(".", ","), f"{minutes}:{rest:02d}"]
    )


def write_cells(person: Person, questionnaire: Questionnaire, hand: Hand) -> dict[str, object]:
    """The cells of a row by entry of the questionnaire."""
    chance = hand.chance
    ticked = person.choices
    one_cell = chance.choice([", ", ";", "; "]).join(CHANNELS[name] for name in sorted(ticked or ()))
    mark = chance.choice([("1", "0"), ("Ya", "Tidak"), ("Ya", "0"), (1, 0)])
    age = "" if person.age is None else chance.choice([person.age, f"{person.age}", f"{person.age} tahun"])
    cells: dict[str, object] = {
        "consent": hand.spoilt(person.consent),
        "identity": write_phone(person.phone, hand),
        "timestamp": write_moment(person.moment, hand.layout, hand),
        "age": "kira-kira" if "age" in person.faults else age,
        "city": hand.spoilt(person.city or ""),
        "attention": hand.spoilt(person.attention),
        "duration": write_seconds(person.seconds, hand),
        "one_cell": one_cell,
        **{f"boxes.{o}": "" if ticked is None else mark[0 if o in ticked else 1] for o in CHANNELS},
        "name": f"Orang Contoh {person.number}",
        "note": chance.choice(["", "", 'kata "kutip", koma; titik', "baris\nbaru", "=1+1", "a|b", "-"]),
        "No": "",
    }
    for code, (_, scale, _) in questionnaire.items.items():
        cells[code] = write_answer(person.answers[code], scale, hand)
        if code in person.faults:
            cells[code] = chance.choice(["entah", *FAULTS.get(scale, [])])
    return cells


def platform_cells(layout: str, person: Person, hand: Hand) -> dict[str, object]:
    """The cells of the columns that a platform adds."""
    cells: dict[str, object] = dict.fromkeys(MARKS[layout], f"{person.number + 1}")
    moment = write_moment(person.moment, layout, hand)
    cells |= {name: moment for name in cells if name in WHEN}
    cells |= {"Status": "IP Address", "Finished": "True", "StartDate": moment, "EndDate": moment, "Start Date": moment}
    cells |= {"Start time": moment, "IP Address": "10.0.0.1", "Email": "anonymous", "Name": ""}
    if person.aside == "unfinished":
        cells |= {"submitdate": "", "Finished": "False"}
    if person.aside == "not_a_response":
        cells |= {"Status": "Survey Preview"}
    return {name: cells[name] for name in MARKS[layout]}


def columns_of(questionnaire: Questionnaire, layout: str, chance: random.Random) -> list[str]:
    """The entries that stand in a file, in its order."""
    asks = questionnaire.asks
    single = ("consent", "identity", "age", "city", "attention", "duration", "one_cell", "name")
    entries = [name for name in single if name in asks]
    entries += [f"boxes.{option}" for option in CHANNELS] if "boxes" in asks else []
    entries += ["timestamp"] if "timestamp" in asks and layout == "plain" else []
    entries += ["note"] if chance.random() < 0.4 else []
    entries += ["No"] if "name" in asks and chance.random() < 0.3 else []
    chance.shuffle(entries)
    place = chance.randint(0, len(entries))
    return [*entries[:place], *questionnaire.items, *entries[place:]]


@dataclass
class Written:
    """A file as rows of cells, its configuration, and the rows that are nobody's."""

    heads: list[list[object]]
    body: list[tuple[list[object], Person | None]]
    entry: dict[str, object]


def write_rows(people: list[Person], questionnaire: Questionnaire, hand: Hand) -> Written:
    chance, layout = hand.chance, hand.layout
    entries = columns_of(questionnaire, layout, chance)
    marks = [name for name in MARKS[layout] if name != "Stempel waktu" or "timestamp" in questionnaire.asks]
    own: dict[str, str] = {}
    heads: list[str] = []
    for entry in entries:
        text = questionnaire.items[entry][0] if entry in questionnaire.items else questionnaire.texts[entry]
        if hand.heads == "code" and entry in questionnaire.items:
            text = entry
        if hand.heads == "own" and entry in (*questionnaire.items, "consent", "identity", "age", "timestamp"):
            own[entry] = text = f"Kolom {entry}"
        heads.append(hand.spoilt(text) if "\n" not in text else text)
    first: list[object] = [*marks, *heads]
    rows = [first]
    if layout == "surveymonkey" and hand.heads == "own":
        texts_of = {code: text for code, (text, _, _) in questionnaire.items.items()}
        own |= {code: f"Layanan [{text}]" for code, text in texts_of.items()}
        group = ["Layanan", *[""] * (len(texts_of) - 1)]
        asked = [heads[place] if entry not in texts_of else group.pop(0) for place, entry in enumerate(entries)]
        rows = [[*marks, *asked], [*[""] * len(marks), *(texts_of.get(entry, "Response") for entry in entries)]]
    if layout == "qualtrics":
        texts = QUALTRICS_TEXTS
        codes = [f"QID{number}" for number in range(1, len(heads) + 1)]
        rows = [[*marks, *codes], [*(texts.get(m, m) for m in marks), *heads]]
        rows += [['{"ImportId":"x"}'] * len(first)] if chance.random() < 0.7 else []
    if layout == "surveymonkey" and len(rows) == 1:
        rows.append([*[""] * len(marks), *chance.choices(["Response", "Open-Ended Response"], k=len(heads))])
    body: list[tuple[list[object], Person | None]] = []
    written: dict[int, list[object]] = {}
    for number, person in enumerate(people, start=1):
        if person.copy_of is not None:
            cells = written[id(person.copy_of)]
        else:
            by_entry = {**write_cells(person, questionnaire, hand), "No": f"{number}"}
            added = platform_cells(layout, person, hand)
            cells = [*(added[name] for name in marks), *(by_entry[entry] for entry in entries)]
        written[id(person)] = cells
        body.append((cells, person))
    if layout in ("plain", "google_forms", "kobo") and chance.random() < 0.2 and rows[0]:
        # A column without a question: empty, or a running number.
        place, counted = chance.randrange(len(rows[0])), chance.random() < 0.5 and len(people) > 1
        rows = [[*row[:place], "", *row[place:]] for row in rows]
        body = [
            ([*cells[:place], n if counted else "", *cells[place:]], person)
            for n, (cells, person) in enumerate(body, 7)
        ]
    return Written(rows, body, {"columns": own} if own else {})


def add_nobody(written: Written, hand: Hand) -> None:
    """Add rows that no respondent wrote: the questions again, a note, totals of figures."""
    chance, width = hand.chance, len(written.heads[0])
    way = chance.choice(["", "", "", "questions", "note", "totals"])
    if way == "questions" and hand.layout not in ("qualtrics", "surveymonkey"):
        written.body.insert(chance.randint(1, len(written.body)), ([*written.heads[0]], None))
    fewest = min(sum(str(cell).strip() != "" for cell in cells) for cells, _ in written.body)
    if way == "note" and width > 3 and 2 * fewest > width + 2:
        written.body.append((["Diekspor pada 1 Agustus 2025", *[""] * (width - 1)], None))
    columns = [[cells[index] for cells, _ in written.body] for index in range(width)]
    figures = {
        index for index, column in enumerate(columns) if all(re.fullmatch(r"-?\d+", str(cell)) for cell in column)
    }
    if way == "totals" and len(figures) > 2 and len(written.body) > 2 and 0 not in figures:
        mean = chance.random() < 0.5
        sums = {index: sum(int(str(cell)) for cell in columns[index]) for index in figures}
        told = {index: f"{total / len(written.body):.2f}" if mean else f"{total}" for index, total in sums.items()}
        label = chance.choice(["Rata-rata", "Mean:", "RATA - RATA"] if mean else ["Total", "Jumlah :", "grand total"])
        written.body.append(([label, *(told.get(index, "") for index in range(1, width))], None))


def place_rows(written: Written, number: int, hand: Hand) -> tuple[list[list[object]], list[tuple[int, int]]]:
    """Put titles above and blank rows between; number the rows of people as a spreadsheet does."""
    chance, width = hand.chance, len(written.heads[0])
    above: list[list[object]] = []
    if width > 3 and chance.random() < 0.25:
        above = [["Hasil survei 2025", *[""] * (width - 1)]] * chance.randint(1, 2)
        above += [[""] * width] if chance.random() < 0.3 else []
    rows, nobody = [*above, *written.heads], []
    for cells, person in written.body:
        if chance.random() < 0.04:
            rows.append([""] * width)
        rows.append(cells)
        if person is None:
            nobody.append((number, len(rows)))
        else:
            person.file, person.row = number, len(rows)
    return rows, nobody


def as_text(cell: object) -> str:
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def save_text(rows: list[list[object]], path: Path, chance: random.Random) -> None:
    stream = io.StringIO(newline="")
    separator = chance.choice(",,;;\t|")
    end = chance.choice(["\n", "\r\n", "\r\n", "\r"])
    # Where lines end otherwise, the writer leaves a line break within a cell without quotation marks.
    quoting = csv.QUOTE_ALL if end == "\r" else chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting).writerows(
        [[as_text(cell) for cell in row] for row in rows]
    )
    text = stream.getvalue()
    if chance.random() < 0.2:
        text = text.removesuffix(end)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    try:
        path.write_bytes(text.encode(encoding))
    except UnicodeEncodeError:
        path.write_bytes(text.encode("utf-8"))


def save_workbook(rows: list[list[object]], path: Path, chance: random.Random) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for number, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell != "":
                place = sheet.cell(number, column, cell)
                if isinstance(cell, str) and cell.startswith("="):
                    place.data_type = "s"
    if all(cell == "" for cell in rows[0][1:]):
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    if chance.random() < 0.3:
        for number in chance.sample(range(1, len(rows) + 1), 2):
            sheet.row_dimensions[number].hidden = True
    if chance.random() < 0.3:
        extra = workbook.create_sheet("Ringkasan", chance.randint(0, 1))
        extra.append(["Jumlah", len(rows)])
        extra.sheet_state = chance.choice(["visible", "hidden"])
    workbook.save(path)


def draw_survey(seed: int, folder: Path) -> Survey:
    chance = random.Random(seed)
    questionnaire = draw_questionnaire(chance.randrange(QUESTIONNAIRES))
    rules = CleaningRules(
        chance.choice(["exclude_row", "exclude_row", "exclude_row", "stop"]),
        chance.choice(["exclude", "keep"]),
        chance.choice([0.0, 0.25, 0.5]),
        chance.choice(["mean", "casewise"]),
        identical_rows=chance.choice(["keep", "exclude"]),
        minimum_answered=chance.choice([0.0, 0.5]),
        minimum_seconds=chance.choice([0.0, 120.0]),
    )
    people = draw_people(questionnaire, chance)
    for person in people:
        if chance.random() < 0.06:
            person.faults = {chance.choice([*questionnaire.items, *(["age"] if "age" in questionnaire.asks else [])])}
    survey = Survey(questionnaire, [], [], [], rules)
    ends = [len(people)] if chance.random() < 0.7 else [len(people) // 2, len(people)]
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), start=1):
        add_file(survey, people[start:end], number, len(ends), folder, chance)
    return survey


def add_file(
    survey: Survey, people: list[Person], number: int, files: int, folder: Path, chance: random.Random
) -> None:
    layout = chance.choice([*MARKS, "plain", "google_forms"])
    workbook = chance.random() < 0.15
    if layout in ("limesurvey", "qualtrics"):
        for person in people[1:]:
            if chance.random() < 0.1:
                person.aside = chance.choice(["unfinished", *(["not_a_response"] if layout == "qualtrics" else [])])
    elif len(people) > 2 and chance.random() < 0.15:
        original = people[0]
        people = [*people, Person(**{**vars(original), "copy_of": original, "faults": set(original.faults)})]
    style = chance.choice(["words", "figures", "both"])
    heads = chance.choice(["text", "text", "code", "own"])
    hand = Hand(layout, style, workbook and chance.random() < 0.7, chance.choice([0, 0.1, 0.5]), heads, chance)
    written = write_rows(people, survey.questionnaire, hand)
    add_nobody(written, hand)
    rows, nobody = place_rows(written, number, hand)
    path = folder / f"survey_{number}{'.xlsx' if workbook else '.csv'}"
    (save_workbook if workbook else save_text)(rows, path, chance)
    mode = {"mode": ("online", "offline")[number - 1]} if files > 1 else {}
    columns: dict[str, object] = {**written.entry.get("columns", {})}  # type: ignore[dict-item]
    survey.people += people
    survey.nobody += nobody
    survey.files.append({"path": str(path), **mode, **({"columns": columns} if columns else {})})


# Spoiling: what has to be refused ------------------------------------------------------------------------------------


def spoil(survey: Survey, chance: random.Random) -> None:
    """Damage the last file so that it has to be refused, or cut it off."""
    path = Path(str(survey.files[-1]["path"]))
    if path.suffix == ".xlsx":
        content = path.read_bytes()
        path.write_bytes(content[: chance.randrange(len(content) // 2)])
        survey.refusal = "workbook|empty|cannot be read|not what its name says"
    else:
        content = path.read_bytes()
        survey.cut = True
        path.write_bytes(content[: chance.randrange(len(content) // 2, len(content))])


# Comparing -----------------------------------------------------------------------------------------------------------


def try_survey(seed: int, folder: Path) -> tuple[str, str]:
    """Return what came of a survey: identical, refused (with its message), or a fault (with what it is)."""
    for old in folder.iterdir():
        old.unlink()
    chance = random.Random(f"spoil {seed}")
    survey = draw_survey(seed, folder)
    if chance.random() < 0.1:
        spoil(survey, chance)
    try:
        return compare(survey, *read(survey))
    except (StudyError, StudyErrors) as error:
        return judge_refusal(survey, str(error), folder)
    except Exception:
        return "fault", f"traceback: {traceback.format_exc().splitlines()[-1]}"


def read(survey: Survey) -> tuple[Cleaned, SurveyFiles]:
    codes = [*survey.questionnaire.items]
    files = SurveyFiles.from_config({"files": survey.files})
    submissions = read_survey(files, survey.questionnaire.codebook, codes)
    return clean(submissions, survey.rules, survey.questionnaire.codebook, files), files


def judge_refusal(survey: Survey, message: str, folder: Path) -> tuple[str, str]:
    """A refusal is right where a row had to stop the run, or the file was damaged."""
    lines = [line.replace(str(folder), "") for line in message.splitlines()]
    precise = all(len(re.findall(r": found .*; expected .*; ", line)) == 1 for line in lines)
    if not precise or any("Orang Contoh" in line for line in lines):
        return "fault", f"not one precise line: {lines[0]}"
    if survey.cut or (survey.refusal and re.search(survey.refusal, message)):
        return "refused", re.split(r":", lines[0])[0]
    _, excluded = judge(survey)
    stopping = {row for (_, row), reason in excluded.items() if reason == "invalid_answer"}
    if survey.rules.invalid_answers == "stop" and stopping:
        named = {int(row) for line in lines for row in re.findall(r", row (\d+), column", line)}
        return ("refused", "invalid answers") if named <= stopping else ("fault", f"other rows refused: {lines[0]}")
    return "fault", f"refused: {lines[0]}"


def compare(survey: Survey, cleaned: Cleaned, files: SurveyFiles) -> tuple[str, str]:
    codebook, codes = survey.questionnaire.codebook, [*survey.questionnaire.items]
    kept, excluded = judge(survey)
    table = response_table(cleaned.kept, codebook).reindex(columns=["respondent", *codes])
    if cleaned.kept:
        check_responses(table, codes, codebook, "fuzz")
    numbers = table[codes].astype("Float64").to_numpy(float, na_value=float("nan")).tolist()
    scored = {
        tuple(s.place): [None if value != value else value for value in row]
        for s, row in zip(cleaned.kept, numbers, strict=True)
    }
    right = {(p.file, p.row): [turned(p, code, survey) for code in codes] for p in survey.people}
    if survey.cut:
        last = max((place for place in scored), default=None)
        wrong = [place for place in scored if place != last and scored[place] != right.get(place)]
        return ("fault", f"cut: another answer in {wrong}") if wrong else ("identical", "cut")
    if survey.refusal:
        return "fault", "a damaged workbook was read"
    if scored != {(p.file, p.row): right[p.file, p.row] for p in kept}:
        missing = {(p.file, p.row) for p in kept} ^ set(scored)
        wrong = [place for place in scored if place not in missing and scored[place] != right[place]]
        found = {tuple(e.place): (e.reason, e.detail) for e in cleaned.excluded}
        who = [(place, found.get(place), excluded.get(place)) for place in missing]
        return "fault", f"matrix: {who} {[(scored[place], right[place]) for place in wrong]}"
    if (told := {tuple(e.place): e.reason for e in cleaned.excluded}) != excluded:
        return "fault", f"exclusions: {set(told.items()) ^ set(excluded.items())}"
    flow = count_flow(cleaned, codebook, files)
    if not flow.adds_up or flow.received != len(survey.people) + len(survey.nobody):
        return "fault", f"flow: received {flow.received}"
    return compare_rest(survey, cleaned, kept)


def compare_rest(survey: Survey, cleaned: Cleaned, kept: list[Person]) -> tuple[str, str]:
    """Compare several answers, times and repeated rows of the kept."""
    asks = survey.questionnaire.asks
    for person, submission in zip(kept, cleaned.kept, strict=True):
        for name in ("one_cell", "boxes"):
            if name in asks and submission.choices[name] != person.choices:
                return "fault", f"{name}: {submission.choices[name]} {person.choices}"
        if "duration" in asks and submission.seconds != person.seconds:
            return "fault", f"duration: {submission.seconds} {person.seconds}"
        if (submission.same_as is not None) != (person.copy_of is not None):
            return "fault", "a repeated row"
    return "identical", ""


def turned(person: Person, code: str, survey: Survey) -> float | None:
    _, scale, reverse = survey.questionnaire.items[code]
    answer = None if code in person.faults else person.answers[code]
    if answer is None or not reverse:
        return answer
    entry = SCALES[scale]
    low = entry.get("lowest", 1) if "points" in entry else entry["minimum"]
    high = low + entry["points"] - 1 if "points" in entry else entry["maximum"]  # type: ignore[operator]
    return low + high - answer  # type: ignore[operator,no-any-return]


def test_every_survey_is_scored_as_it_was_drawn_or_refused_for_what_was_done_to_it(tmp_path: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    faults: dict[int, str] = {}
    for seed in range(FIRST, FIRST + SURVEYS):
        outcome, what = try_survey(seed, tmp_path)
        counts[outcome, "" if outcome == "fault" else what] += 1
        if outcome == "fault":
            faults[seed] = what
            print(f"seed {seed}: {what}", flush=True)
    print("", *(f"{number:7d}  {outcome}  {what}" for (outcome, what), number in counts.most_common()), sep="\n")
    assert faults == {}
    identical = sum(number for (outcome, _), number in counts.items() if outcome == "identical")
    assert identical > 0.7 * SURVEYS
