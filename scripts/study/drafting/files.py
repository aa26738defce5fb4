"""Draft the texts of codebook.yaml, model.yaml and config.yaml of a new study."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from study.drafting.columns import Column, Columns, accepts
from study.setup.matching import normalise

__all__ = ["SurveyExport", "draft_codebook", "draft_config", "draft_model"]

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
