"""From an export of each layout to scored answers: what the draft leaves its author to write, counted for each.

One survey of forty people, written as twelve platforms and programs export it. The draft is taken as it is, its open
questions are answered as an author would, and every answer has to come out as it was given.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import yaml

from study.base.errors import StudyError
from study.drafting.author_questions import list_questions
from study.drafting.column_sorting import check_table, sort_columns
from study.drafting.columns import name_blocks
from study.drafting.study_files import draft_codebook
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, SurveyFiles
from study.survey.cells import Table
from study.survey.cleaning import clean, response_table
from study.survey.reading import read_survey_table
from study.survey.responses import read_survey
from unit.data.small_survey import as_csv, write_workbook

WORDS = ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")
ENGLISH = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
ITEMS = (
    *("Karyawan melayani dengan ramah", "Pesanan dilayani dengan cepat", "Keluhan ditanggapi"),
    *("Harganya terjangkau", "Harganya sesuai dengan mutu", "Saya puas berbelanja di sini"),
    *("Saya akan berbelanja lagi", "Saya menyarankan toko ini kepada teman"),
)
CODES = ("PL1", "PL2", "PL3", "HG1", "HG2", "KP1", "LY1", "LY2")
CONSENT, SEX, AGE = "Apakah Anda bersedia menjadi responden?", "Jenis kelamin", "Usia"
SCREEN, CHANNELS = "Pernah berbelanja dalam tiga bulan terakhir?", "Dari mana Anda tahu toko ini?"
CHECK, REMARK = "Pilih Setuju pada butir ini", "Saran untuk toko"
OPTIONS = ("Teman", "Media sosial", "Spanduk")
RULES = CleaningRules("stop", "exclude", 0.25, "mean")


@dataclass(frozen=True)
class Respondent:
    number: int
    points: tuple[int, ...]
    channels: tuple[str, ...]

    @property
    def facts(self) -> dict[str, str]:
        number = self.number
        return {
            CONSENT: "Ya",
            "Nama": f"Orang Contoh {number}",
            "Nomor WhatsApp": f"0811-0000-{number:04d}",
            SEX: ("Perempuan", "Laki-laki")[number % 2],
            AGE: str(18 + number % 30),
            SCREEN: "Ya" if number % 10 else "Tidak",
            CHANNELS: ", ".join(self.channels),
            CHECK: "Setuju",
            REMARK: f'Saran yang {number}, dengan kata "baik"' if number % 2 else "",
        }

    def moment(self, hour: int = 9) -> str:
        return f"2025-07-{1 + self.number % 28:02d} {hour:02d}:00:{self.number:02d}"


def respondents() -> list[Respondent]:
    chance = random.Random(14)
    people = []
    for number in range(1, 41):
        leaning = chance.gauss()
        points = tuple(min(5, max(1, round(3.1 + leaning + 0.8 * chance.gauss()))) for _ in ITEMS)
        channels = tuple(option for option in OPTIONS if chance.random() < 0.5) or (chance.choice(OPTIONS),)
        people.append(Respondent(number, points, channels))
    return people


PEOPLE = respondents()


def boxes(person: Respondent, mark: Callable[[str, bool], str]) -> list[str]:
    return [mark(option, option in person.channels) for option in OPTIONS]


def google_forms(folder: Path) -> Path:
    heads = ["Stempel waktu", *PEOPLE[0].facts, *ITEMS]
    rows = [
        [f"{p.moment()[8:10]}/07/2025 09:00:{p.number:02d}", *p.facts.values(), *(WORDS[n - 1] for n in p.points)]
        for p in PEOPLE
    ]
    return save(folder, as_csv([heads, *rows]))


def google_forms_grid(folder: Path) -> Path:
    facts = [name for name in PEOPLE[0].facts if name != CHANNELS]
    heads = ["Timestamp", *(f"Pendapat Anda [{item}]" for item in ITEMS), *facts]
    rows = [[p.moment(), *(WORDS[n - 1] for n in p.points), *(p.facts[name] for name in facts)] for p in PEOPLE]
    return write_workbook(folder / "survey.xlsx", {"Form Responses 1": [heads, *rows]})


def kobo(folder: Path) -> Path:
    facts = [name for name in PEOPLE[0].facts if name not in (CHANNELS, REMARK)]
    heads = ["start", "end", *facts, CHANNELS, *(f"{CHANNELS}/{option}" for option in OPTIONS)]
    heads += [*(f"pendapat/{item}" for item in ITEMS), REMARK]
    heads += ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_index"]
    rows = [
        [
            *(p.moment(8).replace(" ", "T"), p.moment(9).replace(" ", "T"), *(p.facts[name] for name in facts)),
            *(" ".join(p.channels), *boxes(p, lambda _, ticked: str(int(ticked)))),
            *(*(WORDS[n - 1] for n in p.points), p.facts[REMARK]),
            *(
                str(p.number),
                f"u-{p.number}",
                p.moment(9).replace(" ", "T"),
                "",
                "",
                "submitted_via_web",
                "",
                str(p.number),
            ),
        ]
        for p in PEOPLE
    ]
    return save(folder, as_csv([heads, *rows], ";"))


def odk_central(folder: Path) -> Path:
    heads = ["SubmissionDate", "start", "end", "jenis_kelamin", "usia", *(f"pendapat-{code}" for code in CODES)]
    heads += ["KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "ReviewState", "DeviceID", "FormVersion"]
    rows = [
        [
            *(f"{p.moment(9).replace(' ', 'T')}.000Z", p.moment(8).replace(" ", "T"), p.moment(9).replace(" ", "T")),
            *(p.facts[SEX], p.facts[AGE], *map(str, p.points)),
            *(f"uuid:{p.number}", "12", "Enumerator", "0", "", "collect:1", "1"),
        ]
        for p in PEOPLE
    ]
    return save(folder, as_csv([heads, *rows]))


def limesurvey_codes(folder: Path) -> Path:
    heads = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", *CODES, "JK"]
    rows = [
        [
            str(p.number),
            p.moment(),
            "3",
            "id",
            "7",
            p.moment(8),
            p.moment(),
            "10.0.0.1",
            *map(str, p.points),
            p.facts[SEX],
        ]
        for p in PEOPLE
    ]
    return save(folder, as_csv([heads, *rows]))


def limesurvey_texts(folder: Path) -> Path:
    facts = [name for name in PEOPLE[0].facts if name not in (CHANNELS, CHECK)]
    heads = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", *facts]
    heads += [f"Pendapat Anda [{item}]" for item in ITEMS]
    heads += [f"{CHANNELS} [{option}]" for option in OPTIONS] + ["Total time"]
    rows = [
        [
            *(str(p.number), p.moment(), "3", "id", "7", p.moment(8), *(p.facts[name] for name in facts)),
            *(WORDS[n - 1] for n in p.points),
            *(*boxes(p, lambda option, ticked: option if ticked else ""), f"{200 + p.number}.25"),
        ]
        for p in PEOPLE
    ]
    return save(folder, as_csv([heads, *rows]))


def qualtrics(folder: Path) -> Path:
    marks = {
        "StartDate": "Start Date",
        "EndDate": "End Date",
        "Status": "Response Type",
        "IPAddress": "IP Address",
        "Progress": "Progress",
        "Duration (in seconds)": "Duration (in seconds)",
        "Finished": "Finished",
        "RecordedDate": "Recorded Date",
        "ResponseId": "Response ID",
        "RecipientLastName": "Recipient Last Name",
        "ExternalReference": "External Data Reference",
        "LocationLatitude": "Location Latitude",
        "DistributionChannel": "Distribution Channel",
        "UserLanguage": "User Language",
    }
    facts = [CONSENT, SEX, AGE, SCREEN, CHANNELS, CHECK, REMARK]
    heads = [*marks, *(f"Q{number}" for number in range(1, len(facts) + 1)), *(f"Q9_{n}" for n in range(1, 9))]
    texts = [*marks.values(), *facts, *(f"Pendapat Anda - {item}" for item in ITEMS)]
    rows = [
        [
            *(p.moment(8), p.moment(9), "IP Address", "10.0.0.1", "100", str(300 + p.number), "True", p.moment(9)),
            *(f"R_{p.number}", "", "", "-6.2", "anonymous", "ID"),
            *(p.facts[name].replace(", ", ",") if name == CHANNELS else p.facts[name] for name in facts),
            *(WORDS[n - 1] for n in p.points),
        ]
        for p in PEOPLE
    ]
    imports = ['{"ImportId":"x"}'] * len(heads)
    path = folder / "survey.tsv"
    path.write_bytes(as_csv([heads, texts, imports, *rows], "\t").encode("utf-16"))
    return path


def surveymonkey(folder: Path) -> Path:
    marks = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"]
    facts = [CONSENT, SEX, AGE, SCREEN, CHECK, REMARK]
    heads = [*marks, *facts, "Pendapat Anda", *[""] * 7, CHANNELS, *[""] * 2]
    below = [*[""] * 7, *["Response"] * 5, "Open-Ended Response", *ITEMS, *OPTIONS]
    rows = [
        [
            *(str(p.number), "7", p.moment(8), p.moment(9), "10.0.0.1", "", "", *(p.facts[name] for name in facts)),
            *(*(WORDS[n - 1] for n in p.points), *boxes(p, lambda option, ticked: option if ticked else "")),
        ]
        for p in PEOPLE
    ]
    return write_workbook(folder / "survey.xlsx", {"Sheet": [heads, below, *rows]})


def microsoft_forms(folder: Path) -> Path:
    facts = {**PEOPLE[0].facts}
    del facts["Nama"]
    heads = ["ID", "Start time", "Completion time", "Email", "Name", *facts, *ITEMS]
    rows = [
        [
            *(str(p.number), f"7/{1 + p.number % 28}/25 8:00:00", f"7/{1 + p.number % 28}/25 8:07:{p.number:02d}"),
            *("anonymous", "", *(p.facts[name].replace(", ", ";") + ";" * (name == CHANNELS) for name in facts)),
            *(WORDS[n - 1] for n in p.points),
        ]
        for p in PEOPLE
    ]
    return write_workbook(folder / "survey.xlsx", {"Sheet1": [heads, *rows]})


def smartpls(folder: Path) -> Path:
    rows = [list(map(str, p.points)) for p in PEOPLE]
    rows[3][2] = rows[17][5] = "-99"
    return save(folder, as_csv([CODES, *rows]))


def spss(folder: Path) -> Path:
    pd, pyreadstat = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    columns = {code: [float(p.points[place]) for p in PEOPLE] for place, code in enumerate(CODES)}
    frame = pd.DataFrame(
        {**columns, "JK": [1.0 + p.number % 2 for p in PEOPLE], "USIA": [float(p.facts[AGE]) for p in PEOPLE]}
    )
    labels = {code: dict(enumerate(WORDS, start=1)) for code in CODES} | {"JK": {1: "Perempuan", 2: "Laki-laki"}}
    path = folder / "survey.sav"
    texts = [*ITEMS, SEX, AGE]
    pyreadstat.write_sav(frame, str(path), column_labels=texts, variable_value_labels=labels)
    return path


def typed_workbook(folder: Path) -> Path:
    """A table typed by hand: a title, merged heads of groups above the codes, a running number, totals below."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Rekapitulasi kuesioner 2025"])
    sheet.append(["No", "Identitas", None, "Pendapat"])
    sheet.append([None, SEX, AGE, *CODES])
    for p in PEOPLE:
        sheet.append([p.number, p.facts[SEX], int(p.facts[AGE]), *p.points])
    sheet.append(["Total", None, None, *(sum(p.points[place] for p in PEOPLE) for place in range(len(CODES)))])
    for area in ("A1:K1", "A2:A3", "B2:C2", "D2:K2"):
        sheet.merge_cells(area)
    workbook.save(folder / "survey.xlsx")
    return folder / "survey.xlsx"


def typed_with_sums(folder: Path) -> Path:
    """A table of a thesis: facts named above, codes and sums below their variables, nothing merged."""
    heads = [["No", "Nama", "JK", "Pelayanan (PL)", "", "", "", "Harga (HG)", "", "", "Lainnya", "", ""]]
    heads.append(["", "", "", *CODES[:3], "Total PL", *CODES[3:5], "Rata-rata HG", *CODES[5:]])
    rows = [
        [
            *(p.number, f"Orang Contoh {p.number}", "LP"[p.number % 2], *p.points[:3], sum(p.points[:3])),
            *(*p.points[3:5], sum(p.points[3:5]) / 2, *p.points[5:]),
        ]
        for p in PEOPLE
    ]
    return write_workbook(folder / "survey.xlsx", {"Data": [["Tabulasi data penelitian"], [], *heads, *rows]})


def kobo_names(folder: Path) -> Path:
    heads = ["start", "end", "grup_a/usia", *(f"grup_b/{code}" for code in CODES)]
    heads += ["_id", "_uuid", "_submission_time", "_status"]
    names = [word.lower().replace(" ", "_") for word in WORDS]
    rows = [
        [p.moment(8), p.moment(), p.facts[AGE], *(names[n - 1] for n in p.points), str(p.number), "u", p.moment(), "ok"]
        for p in PEOPLE
    ]
    return write_workbook(folder / "survey.xlsx", {"data": [heads, *rows], "anggota": [["_index"], ["1"]]})


def anonymous_microsoft_forms(folder: Path) -> Path:
    """Nobody signed in: the same word stands for everybody's address, which tells nobody apart."""
    heads = ["ID", "Start time", "Completion time", "Email", "Name", *ITEMS]
    rows = [
        [
            str(p.number),
            *(str(45840 + p.number + hour) for hour in (0.30, 0.31)),
            *("anonymous", "", *(ENGLISH[n - 1] if n != 3 else "Neither agree nor disagree" for n in p.points)),
        ]
        for p in PEOPLE
    ]
    return write_workbook(folder / "survey.xlsx", {"Sheet1": [heads, *rows]})


def save(folder: Path, text: str) -> Path:
    path = folder / "survey.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


SCREENED, POINTS = f"column {SCREEN}", "scale"
# What each draft asks, all else being in its place. A program cannot know who is meant, nor the points of a form.
ASKED: Mapping[str, tuple[Callable[[Path], Path], str, list[str]]] = {
    "Google Forms, CSV": (google_forms, "google_forms", [SCREENED]),
    "Google Forms, grid, XLSX": (google_forms_grid, "google_forms", [SCREENED]),
    "KoboToolbox": (kobo, "kobo", [SCREENED]),
    "ODK Central": (odk_central, "odk", [POINTS]),
    "LimeSurvey, codes": (limesurvey_codes, "limesurvey", [POINTS]),
    "LimeSurvey, texts": (limesurvey_texts, "limesurvey", [SCREENED]),
    "Qualtrics": (qualtrics, "qualtrics", [SCREENED]),
    "SurveyMonkey": (surveymonkey, "surveymonkey", [SCREENED]),
    "Microsoft Forms": (microsoft_forms, "microsoft_forms", [SCREENED]),
    "SmartPLS": (smartpls, "plain", [POINTS]),
    "SPSS": (spss, "plain", []),
    "a typed workbook": (typed_workbook, "plain", [POINTS]),
    "a typed workbook with sums": (typed_with_sums, "plain", [POINTS]),
    "KoboToolbox, names of choices": (kobo_names, "kobo", []),
    "Microsoft Forms, anonymous": (anonymous_microsoft_forms, "microsoft_forms", []),
}


@pytest.mark.parametrize("layout", ASKED)
def test_a_draft_asks_what_no_program_can_know_and_scores_every_answer(tmp_path: Path, layout: str) -> None:
    write, name, expected = ASKED[layout]
    path = write(tmp_path)
    table = read_survey_table(path)
    found = sort_columns(table)
    asked = [" ".join([q.key, *q.columns]) if q.key == "column" else q.key for q in list_questions(found)]
    assert (table.layout, asked) == (name, expected)
    draft = draft_codebook(found, "id")
    content = yaml.safe_load(draft)
    # Every column has a place or is named as passed over.
    assert all(column.header in draft for column in found.added)
    assert set(table.headers) <= {*headers_of(content), *(column.header for column in found.added)}
    settle(content)
    (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    check_scores(path, tmp_path / "codebook.yaml", table, [*found.codes])


def headers_of(content: object) -> set[str]:
    """Return every text of a codebook."""
    if isinstance(content, str):
        return {content}
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return set().union(*map(headers_of, parts))


def settle(content: dict[str, object]) -> None:
    """Answer the open questions: copy the entry of a criterion, ignore another column, leave the points."""
    for question in content.pop("undecided"):  # type: ignore[attr-defined]
        if "entry" in question:
            content["criteria"] = question["entry"]
        elif question["key"] == "column":
            content["ignored"] += question["columns"]  # type: ignore[operator]


def check_scores(path: Path, codebook: Path, table: Table, codes: Sequence[str]) -> None:
    book = read_codebook(codebook)
    survey = SurveyFiles.from_config({"files": [{"path": str(path)}]})
    cleaned = clean(read_survey(survey, book, codes), RULES, book, survey)
    screened = [p for p in PEOPLE if p.number % 10 or not book.criteria]
    straight = [p for p in screened if len(set(p.points)) > 1]
    scored = response_table(cleaned.kept, book)[list(codes)].fillna(-99).astype(int).to_numpy().tolist()
    lacking = [list(p.points) for p in straight]
    if table.headers == CODES:
        lacking[3][2] = lacking[17][5] = -99
    assert scored == lacking
    for submission, person in zip(cleaned.kept, straight, strict=True):
        for choice in book.multiple_choice:
            told = {choice.options[option]["id"] for option in submission.choices[choice.name] or ()}
            assert told == set(person.channels)


LISTS = {
    "codes of LimeSurvey": ("A1", "A2", "A3", "A4", "A5"),
    "stars": ("★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"),
    "another language": ("Gar nicht", "Eher nicht", "Teils/teils", "Eher ja", "Ganz"),
}


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_items_in_words_of_no_known_scale_are_asked_of_once(tmp_path: Path, words: Sequence[str]) -> None:
    rows = [[*(words[n - 1] for n in p.points), p.facts[SEX]] for p in PEOPLE]
    found = sort_columns(read_survey_table(save(tmp_path, as_csv([[*ITEMS, SEX], *rows]))))
    assert [item.header for item in found.items] == list(ITEMS)
    (asked,) = list_questions(found)
    assert (asked.key, asked.why) == ("scale", "words of no scale that is known")
    assert "the lowest first" in asked.write
    assert set(asked.seen) == {word.casefold() for word in words}
    content = yaml.safe_load(draft_codebook(found, "id"))
    content.pop("undecided")
    content["scale"]["answers"] = {point: {"id": word} for point, word in enumerate(words, start=1)}
    (tmp_path / "codebook.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    table = read_survey_table(tmp_path / "survey.csv")
    check_scores(tmp_path / "survey.csv", tmp_path / "codebook.yaml", table, [*found.codes])


@pytest.mark.parametrize("items", [ITEMS, CODES])
def test_a_table_with_questions_below_one_another_is_refused(tmp_path: Path, items: Sequence[str]) -> None:
    rows = [[item, *(p.points[place] for p in PEOPLE)] for place, item in enumerate(items)]
    heads = ["Pernyataan", *(f"R{p.number}" for p in PEOPLE)]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Sheet1": [heads, *rows]}))
    with pytest.raises(StudyError, match=r"the questions stand below one another: .*found 8 rows, .*Transpose"):
        check_table(table)


def test_many_questions_to_few_people_stand_as_they_should(tmp_path: Path) -> None:
    rows = [[f"{'AB'[p.number % 2]}{p.number}", *(p.points * 2)] for p in PEOPLE[:8]]
    for codes in ([f"{code}.{part}" for part in "12" for code in CODES], [f"Q{number}" for number in range(1, 17)]):
        check_table(read_survey_table(save(tmp_path, as_csv([["Kode", *codes], *([*map(str, row)] for row in rows)]))))


def test_a_table_with_a_row_per_answer_is_refused(tmp_path: Path) -> None:
    rows = [[str(p.number), code, str(point)] for p in PEOPLE for code, point in zip(CODES, p.points, strict=True)]
    table = read_survey_table(save(tmp_path, as_csv([["id", "butir", "jawaban"], *rows])))
    with pytest.raises(StudyError, match=r"each answer has a row of its own: .*found 320 rows, .*pivot table"):
        check_table(table)


def as_list(questions: Sequence[str]) -> list[list[str]]:
    return [[str(p.number), code, str(point)] for p in PEOPLE for code, point in zip(questions, p.points, strict=True)]


def test_a_row_per_answer_is_told_where_one_is_missing_or_questions_have_numbers(tmp_path: Path) -> None:
    for rows in (as_list(CODES)[:-1], as_list([str(number) for number, _ in enumerate(CODES, start=1)])):
        table = read_survey_table(save(tmp_path, as_csv([["id", "butir", "jawaban"], *rows])))
        with pytest.raises(StudyError, match="each answer has a row of its own"):
            check_table(table)


@pytest.mark.parametrize(("people", "situations"), [(12, 3), (30, 3), (3, 3), (40, 12)])
def test_a_row_per_respondent_and_situation_is_no_row_per_answer(tmp_path: Path, people: int, situations: int) -> None:
    """Waves, vignettes, quotas, months of a shop: each row holds several answers."""
    pairs = [(person, situation) for person in range(people) for situation in range(situations)]
    rows = [[f"A{p}", f"kali {s}", *(str(1 + (p + k * s) % 5) for k in (1, 2, 3))] for p, s in pairs]
    check_table(read_survey_table(save(tmp_path, as_csv([["id", "kali", "X1", "X2", "X3"], *rows]))))


def test_codes_behind_a_group_of_kobo_are_codes(tmp_path: Path) -> None:
    found = sort_columns(read_survey_table(kobo_names(tmp_path)))
    assert tuple(found.codes) == CODES
    assert list(name_blocks(found)) == ["PL", "HG", "KP", "LY"]


def with_timings(rows: list[list[str]], heads: Sequence[Sequence[str]]) -> list[list[str]]:
    """Add columns that a platform adds: their head, in as many rows as the questions take, and a number each."""
    depth = len(heads[0])
    return [
        [*row, *(head[number] if number < depth else str(number * 7 % 9 + place) for place, head in enumerate(heads))]
        for number, row in enumerate(rows)
    ]


ADDED: Mapping[str, tuple[list[list[str]], list[list[str]]]] = {
    "qualtrics": (
        [
            ["StartDate", "EndDate", "RecordedDate", "ResponseId", "Finished", *CODES],
            ["Start Date", "End Date", "Recorded Date", "Response ID", "Finished", *(f"Pendapat - {i}" for i in ITEMS)],
            *([p.moment(8), p.moment(9), p.moment(9), f"R_{p.number}", "True", *map(str, p.points)] for p in PEOPLE),
        ],
        [
            *([f"Q5_{what}", f"Timing - {what}"] for what in ("First Click", "Last Click", "Page Submit")),
            ["Q5_Click Count", "Timing - Click Count"],
            *([f"Q2_DO_{n}", f"Pendapat - Display Order - {item}"] for n, item in enumerate(ITEMS, 1)),
        ],
    ),
    "limesurvey": (
        [
            ["id", "submitdate", "lastpage", "startlanguage", *CODES],
            *([str(p.number), p.moment(), "3", "id", *map(str, p.points)] for p in PEOPLE),
        ],
        [["interviewtime"], ["groupTime12"], ["groupTime13"]],
    ),
    "kobo": (
        [
            ["start", "end", *CODES, "_id", "_uuid", "__version__"],
            *([p.moment(8), p.moment(), *map(str, p.points), str(p.number), "u", "v1"] for p in PEOPLE),
        ],
        [["__version__"]],
    ),
}


@pytest.mark.parametrize("layout", ADDED)
def test_what_a_platform_measures_is_no_item_and_not_asked(tmp_path: Path, layout: str) -> None:
    rows, heads = ADDED[layout]
    table = read_survey_table(save(tmp_path, as_csv(with_timings(rows, heads))))
    found = sort_columns(table)
    assert (table.layout, len(found.items), [question.key for question in list_questions(found)]) == (
        layout,
        8,
        ["scale"],
    )


@pytest.mark.parametrize("layout", ["plain", "qualtrics", "jotform"])
def test_items_that_are_named_as_what_a_platform_adds_are_items(tmp_path: Path, layout: str) -> None:
    names = ["IP", "duration", "order", "to_do_1", "to_do_2", "to_do_3", "durasi", "KP"]
    added = {"plain": [], "qualtrics": ["StartDate", "RecordedDate", "ResponseId", "Finished"]}
    heads = added.get(layout, ["Submission Date", "Submission ID"])
    stamps = [[(p.moment(), p.moment(), f"R_{p.number}", "True")[place] for place in range(len(heads))] for p in PEOPLE]
    rows = [[*heads, *names], *([*stamp, *map(str, p.points)] for stamp, p in zip(stamps, PEOPLE, strict=True))]
    table = read_survey_table(save(tmp_path, as_csv(rows)))
    assert (table.layout, [item.header for item in sort_columns(table).items]) == (layout, names)


SPELLED = (
    ("Sgt tdk setuju", "SANGAT TIDAK SETUJU"),
    ("Tdk. setuju", "TS"),
    ("netral",),
    ("setuju", "Stj"),
    ("sgt setuju",),
)


def test_a_number_that_begins_anew_is_not_asked_and_who_has_a_telephone_is(tmp_path: Path) -> None:
    rows = [[p.number % 8 + 1, "Ya" if p.number % 3 else "Tidak", *p.points] for p in PEOPLE[7:31]]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Data": [["No.", "Punya HP?", *CODES], *rows]}))
    found = sort_columns(table)
    assert ([column.header for column in found.unused], found.personal) == (["No."], ())
    assert [question.columns for question in list_questions(found) if question.key == "column"] == [("Punya HP?",)]


def test_abbreviated_words_stand_on_their_scale(tmp_path: Path) -> None:
    rows = [[SPELLED[n - 1][p.number % len(SPELLED[n - 1])] for n in p.points] for p in PEOPLE]
    found = sort_columns(read_survey_table(save(tmp_path, as_csv([[*ITEMS], *rows]))))
    assert [question.key for question in list_questions(found)] == []
    (tmp_path / "codebook.yaml").write_text(draft_codebook(found, "id"), encoding="utf-8")
    table = read_survey_table(tmp_path / "survey.csv")
    check_scores(tmp_path / "survey.csv", tmp_path / "codebook.yaml", table, [*found.codes])


def test_a_table_beside_the_answers_is_no_item(tmp_path: Path) -> None:
    head = ["No", *CODES, None, "Skor", "Frekuensi"]
    counts = [[None, point, sum(p.points[0] == point for p in PEOPLE)] for point in range(1, 6)]
    rows = [[p.number, *p.points, *(counts[p.number - 1] if p.number < 6 else ())] for p in PEOPLE]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Data": [head, *rows]}))
    found = sort_columns(table)
    assert [item.header for item in found.items] == [*CODES]
    assert [column.header for column in found.undecided] == ["Skor", "Frekuensi"]
