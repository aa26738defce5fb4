"""Draft the files of a new study from the columns of its export; what is not plain is left to the author."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.setup.codebook import normalise
from study.survey.reading import Table

__all__ = [
    "Column",
    "Columns",
    "SurveyExport",
    "accepts",
    "draft_codebook",
    "draft_config",
    "draft_model",
    "sort_columns",
]

LIKERT: Mapping[str, int] = {
    **dict.fromkeys(("sts", "sangat tidak setuju", "sd", "strongly disagree"), 1),
    **dict.fromkeys(("ts", "tidak setuju", "d", "disagree"), 2),
    **dict.fromkeys(("n", "r", "rr", "ks", "netral", "ragu-ragu", "kurang setuju", "cukup setuju", "neutral"), 3),
    **dict.fromkeys(("s", "setuju", "a", "agree"), 4),
    **dict.fromkeys(("ss", "sangat setuju", "sa", "strongly agree"), 5),
}
SCALES = (5, 7, 10)  # points that answers in figures are taken to come from: the fewest that hold them all
TIMES = ("stempel waktu", "cap waktu", "timestamp", "time stamp", "start time", "completion time", "waktu mulai")
FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H.%M.%S", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
PERSONAL = re.compile(
    r"\b(nama|name|e-?mail|surel|whatsapp|wa|telepon|telp|hp|handphone|phone|nik|ktp|alamat|address|instagram|rekening)\b"
)
PHONE = re.compile(r"\b(whatsapp|wa|telepon|telp|hp|handphone|phone)\b")
CONSENT = re.compile(r"\b(bersedia|persetujuan|menyetujui|consent)\b")
YES = re.compile(r"(ya|yes|bersedia|setuju|i agree|saya bersedia|saya setuju)\b")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
MISSING = ("-", "-99")  # marks of no answer, the second as SmartPLS has it


@dataclass(frozen=True)
class Column:
    """A header and the different answers below it, as they were written, the first of each."""

    header: str
    answers: tuple[str, ...]

    @property
    def answered(self) -> list[str]:
        """The answers without the marks of none."""
        return [answer for answer in self.answers if answer not in MISSING]


@dataclass(frozen=True)
class Columns:
    """The columns of an export by what they seem to hold; points: of the answers' scale."""

    items: tuple[Column, ...]
    points: int
    timestamp: Column | None
    consent: Column | None
    phone: Column | None
    personal: tuple[Column, ...]
    undecided: tuple[Column, ...]

    def codes(self) -> dict[str, Column]:
        """Give each item a code: its header where all headers are single words (X1.1, KP2), else Q1, Q2, ..."""
        if all(CODE.fullmatch(item.header) for item in self.items):
            return {item.header: item for item in self.items}
        width = len(str(len(self.items)))
        return {f"Q{number:0{width}d}": item for number, item in enumerate(self.items, start=1)}

    def spellings(self) -> dict[int, list[str]]:
        """Name the words of agreement that were found, by the point of the scale that they stand for."""
        words = dict.fromkeys(_strip_number(answer) for item in self.items for answer in item.answers)
        return {point: [text for text in words if LIKERT.get(text) == point] for point in range(1, self.points + 1)}

    def marks(self) -> list[str]:
        """Name the marks of no answer: a dash, and those that the items hold."""
        answers = {answer for item in self.items for answer in item.answers}
        return [mark for mark in MISSING if mark in answers or mark == MISSING[0]]

    def formats(self) -> list[str]:
        """Name the forms of time that read every time stamp; day before month where both do."""
        stamps = self.timestamp.answers if self.timestamp else ()
        return [form for form in FORMATS if all(_matches_format(stamp, form) for stamp in stamps)][:1] or [FORMATS[0]]


def sort_columns(table: Table) -> Columns:
    """Sort the columns of an export by header and answers."""
    columns = [_column(table, index) for index in range(len(table.headers))]
    points = _points(columns)
    items = [column for column in columns if _is_item(column, points)]
    others = [column for column in columns if column not in items]
    timestamp = next((column for column in others if normalise(column.header) in TIMES), None)
    consent = next((column for column in others if CONSENT.search(normalise(column.header))), None)
    remaining = [column for column in others if column not in (timestamp, consent)]
    personal = [column for column in remaining if PERSONAL.search(normalise(column.header))]
    phone = next((column for column in personal if PHONE.search(normalise(column.header))), None)
    return Columns(
        items=tuple(items),
        points=points,
        timestamp=timestamp,
        consent=consent,
        phone=phone,
        personal=tuple(column for column in personal if column != phone),
        undecided=tuple(column for column in remaining if column not in personal),
    )


def _column(table: Table, index: int) -> Column:
    cells = {normalise(row.cells[index]): row.cells[index].strip() for row in reversed(table.rows)}
    return Column(table.headers[index], tuple(text for name, text in reversed(cells.items()) if name))


def _strip_number(answer: str) -> str:
    """Return the words of an answer without the number that may stand before or behind them, normalised."""
    return re.sub(r"^\(?\d+\)?\s*[-–.):=]?\s*|\s*[-–(:=]\s*\d+\)?$", "", normalise(answer))


def _points(columns: Sequence[Column]) -> int:
    if any(_in_words(column) for column in columns):
        return max(LIKERT.values())
    numbers = [max(_figures(column)) for column in columns if _in_figures(column, max(SCALES))]
    return next((points for points in SCALES if points >= max(numbers, default=0)), SCALES[0])


def _is_item(column: Column, points: int) -> bool:
    return _in_words(column) or _in_figures(column, points)


def _in_words(column: Column) -> bool:
    """Whether a column holds words of agreement; a slip or two among them are for the run to name."""
    words = {answer: _strip_number(answer) for answer in column.answered}
    points = {LIKERT[word] for word in words.values() if word in LIKERT}
    unknown = [answer for answer, word in words.items() if word not in LIKERT and not re.fullmatch(r"[1-5]", answer)]
    # "Setuju" alone may answer a question about consent.
    return len(points) > 1 and len(unknown) < len(points)


def _in_figures(column: Column, points: int) -> bool:
    figures = _figures(column)
    return len(figures) > 1 and len(figures) == len(column.answered) and max(figures) <= points


def _figures(column: Column) -> list[int]:
    return [int(answer) for answer in column.answered if re.fullmatch(r"[1-9]\d?", answer)]


def _matches_format(stamp: str, form: str) -> bool:
    try:
        datetime.strptime(stamp, form)
    except ValueError:
        return False
    return True


def accepts(answer: str) -> bool:
    """Whether an answer to a question about consent seems to give it."""
    return YES.match(normalise(answer)) is not None


LONGEST_LABEL = 45  # characters, as the schema of the codebook has it
ANSWERS = {
    "id": ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"),
    "en": ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"),
}


@dataclass(frozen=True)
class SurveyExport:
    """Where the answers are, in which sheet (None: the only one), on how many points."""

    file: str
    sheet: str | None
    points: int


def draft_codebook(columns: Columns, language: str) -> str:
    """Write codebook.yaml: everything that the headers and answers tell, and the rest under `undecided`."""
    sections = [
        "# Drafted from the columns of the export. Read every line; what each entry means is explained in\n"
        "# config/codebook.yaml and docs/your-survey.md. Texts are the headers of the file: do not change them here.\n",
        *_scale(columns, language),
        "\nindicators:                   # shorten each label; reverse: true where agreeing means less\n",
        *(_indicator(code, column, language) for code, column in columns.codes().items()),
        *_consent(columns.consent, language),
        *_timestamp(columns, language),
        *_identity(columns.phone, language),
        "\npersonal:                     # never leave the raw file\n" + _list_headers(columns.personal),
        "\n# Move each of these to indicators, criteria, descriptive, personal or ignored, and delete the list.\n"
        "undecided:\n" + _list_headers(columns.undecided),
        "\ncriteria: {}                  # who belongs to the population\n",
        "descriptive: {}               # what describes the respondents: sex, age, ...\nignored: []\n",
    ]
    return "".join(sections)


def draft_model(columns: Columns, language: str) -> str:
    """Write model.yaml: a construct for each beginning that codes share (X1.1, X1.2), else the items in a remark."""
    blocks: dict[str, list[str]] = {}
    for code in columns.codes():
        blocks.setdefault(_name_block(code), []).append(code)
    head = (
        "# Which items measure which construct, and which construct acts on which. The order is that of all tables.\n"
        "# mode: A (SmartPLS: reflective) or B (formative). A name has letters, digits and underscores.\n\n"
    )
    if len(blocks) > 1:
        constructs = "".join(
            f"  {name}:\n    label: {{{language}: {name}}}\n    mode: A\n    indicators: [{', '.join(codes)}]\n"
            for name, codes in blocks.items()
        )
        return f"{head}constructs:\n{constructs}\npaths: []   # - {{source: ..., target: ..., hypothesis: H1}}\n"
    remarks = "".join(f"#   {code}  {column.header}\n" for code, column in columns.codes().items())
    first = ", ".join(list(columns.codes())[:2])
    example = (
        f"#   Price:\n#     label: {{{language}: ...}}\n#     mode: A\n#     indicators: [{first}]\n"
        "# and under paths:\n#   - {source: Price, target: Loyalty, hypothesis: H1}\n"
    )
    return f"{head}# The items:\n{remarks}# A construct:\n{example}\nconstructs: {{}}\n\npaths: []\n"


def draft_config(project: str, folder: str, survey: SurveyExport, language: str) -> str:
    """Write config.yaml: the settings of the project's file with their remarks, and the sections of this study.

    ValueError where the project's file no longer has a line that is set here.
    """
    sections = re.split(r"^(?=[a-z_]+:)", project, flags=re.MULTILINE)[1:]
    replaced = _draft_sections(folder, survey, language)
    text = "".join(replaced.get(section.split(":")[0], section) for section in sections)
    bounds = ", ".join(f"{100 * (1 + (survey.points - 1) * step / 5) / survey.points:.4g}" for step in range(1, 5))
    lines = {
        r"  waived_exclusions:.*\n(    - .*\n)*": "  waived_exclusions: []       # criteria, such as [bought_here]\n",
        r"  classes: .*\n": "  classes: {}                 # lower bounds of answers in figures: {age: [20, 30]}\n",
        r"  category_bounds: \[.*?\]": f"  category_bounds: [{bounds}]",
        r"  smallest_cell: \d+": "  smallest_cell: 5",
        r"  invalid_answers: \w+": "  invalid_answers: stop",
    }
    for pattern, line in lines.items():
        text, count = re.subn(f"(?m)^{pattern}", line, text)
        if count != 1:
            raise ValueError(f"config.yaml has {count} lines like {pattern!r}")
    return f"# Settings of this study. Run: snakemake --cores 4 --configfile {folder}/config.yaml\n\n{text}"


def _draft_sections(folder: str, survey: SurveyExport, language: str) -> Mapping[str, str]:
    file = _quote(survey.file)
    sheet = _quote(survey.sheet) if survey.sheet else "null"
    return {
        "results_dir": f"results_dir: {folder}/results\n",
        "model": f"model: {folder}/model.yaml\n",
        "codebook": f"codebook: {folder}/codebook.yaml\n",
        "claims": "claims: null                  # a file of claims beyond the hypotheses: docs/claims.md\n",
        "study": f"""study:
  data_status: collected
  site: ""                    # where the respondents are; required
  figure_language: {language}
  title: {{{language}: ""}}
  authors:
    - {{name: "", affiliations: [mine], corresponding: true}}
  affiliations: {{mine: ""}}
  funding: null               # {{{language}: ...}}: who paid for the study | null: none is declared
  keywords: {{{language}: [PLS-SEM]}}

""",
        "survey": f"""survey:
  full: {{file: {file}, sheet: {sheet}, rows: null, expected_n: null}}
  pilot: null                 # {{file: ..., sheet: null, rows: null, expected_n: null}} where there was one
  pilot_overlap: forbidden    # forbidden: nobody may be in both samples | declared: the manuscript says so
  growth: null

""",
        "manuscript": f"""manuscript:
  languages: [{language}]
  templates: {{{language}: {folder}/manuscript.{language}.md.jinja}}
  bibliography: manuscript/references.bib
""",
    }


def _scale(columns: Columns, language: str) -> Iterator[str]:
    yield f"\nscale:\n  points: {columns.points}                   # check: the highest answer that the form offers\n"
    if columns.points == len(ANSWERS[language]):
        words = ANSWERS[language]
        yield "  answers:\n" + "".join(f"    {n}: {{{language}: {word}}}\n" for n, word in enumerate(words, start=1))
        labels = [
            (point, [text for text in spellings if text != normalise(words[point - 1])])
            for point, spellings in columns.spellings().items()
        ]
        if any(texts for _, texts in labels):
            yield "  labels:                     # further spellings that the answers use\n"
        yield from (f"    {point}: {_list_in_line(texts)}\n" for point, texts in labels if texts)
    marks = _list_in_line(columns.marks())
    yield f"  missing: {marks}              # cells that mean no answer, besides an empty cell\n"


def _indicator(code: str, column: Column, language: str) -> str:
    question = f"{{{language}: {_quote(column.header)}}}"
    label = f"{{{language}: {_quote(_shorten(column.header))}}}"
    return f"  {code}:\n    question: {question}\n    label: {label}\n    reverse: false\n"


def _consent(column: Column | None, language: str) -> Iterator[str]:
    if column is not None:
        accepted = [answer for answer in column.answers if accepts(answer)] or ["Ya"]
        refused = [answer for answer in column.answers if not accepts(answer)] or ["Tidak"]
        yield "\nconsent:                      # check: who did not consent is left out\n"
        yield _question(column, language)
        yield f"  accepted: {_list_in_line(accepted)}\n  refused: {_list_in_line(refused)}\n"


def _timestamp(columns: Columns, language: str) -> Iterator[str]:
    if columns.timestamp is not None:
        yield "\ntimestamp:                    # check: %d day, %m month, %Y year, %H hour, %M minute, %S second\n"
        yield f"{_question(columns.timestamp, language)}  formats: {_list_in_line(columns.formats())}\n"


def _identity(column: Column | None, language: str) -> Iterator[str]:
    if column is not None:
        yield "\nidentity:                     # tells double submissions; compared in memory only\n"
        yield f'{_question(column, language)}  kind: phone\n  country_code: "62"\n  missing: ["-"]\n'


def _question(column: Column, language: str) -> str:
    return f"  question: {{{language}: {_quote(column.header)}}}\n"


def _list_headers(columns: Iterable[Column]) -> str:
    return "".join(f"  - {_quote(column.header)}\n" for column in columns) or "  []\n"


def _name_block(code: str) -> str:
    """Name the block of a code by its beginning: X1.1 and X1.2 begin with X1, KP1 and KP2 with KP."""
    return re.sub(r"[._]\d+$|\d+$", "", code)


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 3].rsplit(" ", 1)[0] + "..."


def _list_in_line(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quote, texts))}]"


def _quote(text: str) -> str:
    """Write a text so that YAML reads it as one, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
