"""Draft the files of a study from the columns of its export: codebook, model and settings."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from textwrap import indent

import yaml

from study.base.errors import sentra
from study.drafting.author_questions import USUAL, AuthorQuestion, list_in_line, list_questions, quote
from study.drafting.column_sorting import PHONE
from study.drafting.columns import Columns, accepts, name_blocks
from study.drafting.item_scales import ItemGroup
from study.other_engines.model_files import Design
from study.setup.codebook import SHARED, normalise
from study.setup.configuration import equal_category_bounds
from study.survey.question_kinds import (
    MOST_DESCRIBING,
    AskedChoice,
    Column,
    TimeTaken,
    header_words,
)
from study.survey.scoring import ABBREVIATED, SLIDER, is_spelled_out

LONGEST_LABEL = 45  # characters, as the schema of the codebook has it
MOST_CLASSES = 6  # of numbers that describe respondents
LONGEST_NAME = 4  # words of a question after which a construct is named
DELETE = "delete this entry"
PROJECT_POINTS = 5  # of the scale that the project's settings are made for


@dataclass(frozen=True)
class SurveyExport:
    """Where the answers are, in which sheet (None: the only one), on how many points, and from which on.

    classes: proposed lower bounds of the answers in figures to questions that describe respondents. further_sheets:
    with answers of other respondents.
    """

    file: str
    sheet: str | None
    points: int
    classes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    lowest: int = 1
    further_sheets: tuple[str, ...] = ()


def draft_codebook(columns: Columns, language: str, further: Sequence[AuthorQuestion] = ()) -> str:
    """Write codebook.yaml: everything that the headers and answers tell, and the rest under `undecided`.

    further: questions that are not about the columns.
    """
    indicators = "".join(
        _indicator(
            code,
            column.header,
            label=columns.label(code),
            scale=columns.group_of(column).name,
            language=language,
        )
        for code, column in columns.codes.items()
    )
    sections = [
        "# Drafted from the columns of the export. Read every line; what each entry means is explained in\n"
        "# config/codebook.yaml and docs/your-survey.md. Texts are the headers of the file: do not change them here.\n",
        *([f"\nscale:\n{_scale(columns.groups[0], language)}"] if columns.groups[0].items or not columns.items else []),
        *(["\nscales:                       # of the items that name one\n"] if len(columns.groups) > 1 else []),
        *(f"  {group.name}:\n{indent(_scale(group, language), '  ')}" for group in columns.groups[1:]),
        "\nindicators:                   # shorten each label; reverse: true where a higher point means less\n",
        indicators or "  {}\n",
        *_consent(columns.consent, language),
        *_timestamp(columns, language),
        *_identity(columns.identity, language),
        *_attention(columns.attention, language),
        *_time_taken(columns.time_taken, language),
        *_choices(columns.choices, language),
        "\npersonal:                     # never leave the raw file\n" + _list_headers(columns.personal),
        *_added(columns.added),
        "\ncriteria: {}                  # who belongs to the population\n",
        *_describing(columns.describing, language),
        *_unused([*columns.unused, *(choice.other for choice in columns.choices if choice.other)]),
        "\n# Open questions: Answer each where it says and delete its entry; nothing runs before.\n",
        "undecided:\n" + ("".join(map(_question_entry, (*further, *list_questions(columns, language)))) or "  []\n"),
    ]
    return "".join(sections)


def _question_entry(question: AuthorQuestion) -> str:
    """Write a question as an entry of `undecided`."""
    if isinstance(question.seen, str):
        seen = quote(question.seen)
    else:
        seen = f"{{{', '.join(f'{quote(answer)}: {count}' for answer, count in question.seen.items())}}}"
    columns = f"    columns: {list_in_line(question.columns)}\n" if question.columns else ""
    entry = f"    entry: {question.entry}\n" if question.entry else ""
    return (
        f"  - key: {question.key}\n{columns}    why: {quote(question.why)}\n    seen: {seen}\n"
        f"    write: {quote(question.write)}\n{entry}"
    )


MODEL_HEAD = (
    "# Which items measure which construct, and which construct acts on which. The order is that of all tables.\n"
    "# mode: A (SmartPLS: reflective) or B (formative). A name has letters, digits and underscores.\n\n"
)


def draft_model(columns: Columns, language: str) -> str:
    """Write model.yaml: a construct for each grid or beginning of codes (X1.1, X1.2), else the items in a remark."""
    blocks = name_blocks(columns)
    head = MODEL_HEAD
    if len(blocks) > 1:
        numbered = [(f"Block_{number}", name) for number, name in enumerate(blocks, start=1)]
        names = _name_constructs([name if len(name.split()) <= LONGEST_NAME else block for block, name in numbered])
        constructs = "".join(
            f"  {name}:\n    label: {{{language}: {_plain(shorten(block))}}}\n    mode: A\n"
            f"    indicators: [{', '.join(map(_plain, codes))}]\n"
            for name, (block, codes) in zip(names, blocks.items(), strict=True)
        )
        return f"{head}constructs:\n{constructs}\npaths: []   # - {{source: ..., target: ..., hypothesis: H1}}\n"
    # A remark that breaks its line would be read; in quotes it cannot.
    remarks = "".join(f"#   {code}  {quote(column.header)}\n" for code, column in columns.codes.items())
    first = ", ".join(list(columns.codes)[:2])
    example = (
        f"#   Price:\n#     label: {{{language}: ...}}\n#     mode: A\n#     indicators: [{first}]\n"
        "# and under paths:\n#   - {source: Price, target: Loyalty, hypothesis: H1}\n"
    )
    return f"{head}# The items:\n{remarks}# A construct:\n{example}\nconstructs: {{}}\n\npaths: []\n"


def draft_reported_model(design: Design, columns: Columns, language: str) -> str:
    """Write model.yaml as another program has the model: constructs, indicators, modes and paths; no hypotheses."""
    names = dict(zip(design.constructs, _name_constructs(list(design.constructs)), strict=True))
    codes = {normalise(column.header): code for code, column in columns.codes.items()}
    constructs = "".join(
        f"  {names[name]}:\n    label: {{{language}: {_plain(name)}}}\n    mode: {design.modes[name]}\n"
        f"    indicators: [{', '.join(_plain(codes[normalise(header)]) for header in indicators)}]\n"
        for name, indicators in design.constructs.items()
    )
    paths = "".join(f"  - {{source: {names[path.source]}, target: {names[path.target]}}}\n" for path in design.paths)
    listed = f"paths:\n{paths}" if paths else "paths: []\n"
    return f"{MODEL_HEAD}constructs:\n{constructs}\n{listed}"


def questions_on_design(design: Design, columns: Columns, unread: Mapping[str, str]) -> list[AuthorQuestion]:
    """List what a model of another program does not tell; unread: stated settings that this project has no name for."""
    coded = list(columns.codes) == [item.header for item in columns.items]
    texts = "question and label of each as the form has it (its code finds the column)" if coded else "a label of each"
    asked = [
        AuthorQuestion(
            key="model.yaml, paths",
            why="the model does not tell which paths are hypotheses, nor the sign that each expects",
            seen=f"{len(design.paths)} paths: {', '.join(map(str, design.paths))}",
            write=f"add hypothesis: H1, and direction: negative where it is so, to those that are, and {DELETE}",
        ),
        AuthorQuestion(
            key="indicators",
            why="the model has the codes of the items, not the questions",
            seen=f"{sum(map(len, design.constructs.values()))} codes",
            write=f"write {texts}, and {DELETE}",
        ),
    ]
    return [*asked, *_ask_what_is_left(design, unread)]


def _ask_what_is_left(design: Design, unread: Mapping[str, str]) -> Iterator[AuthorQuestion]:
    """Ask of modes that are not clear, and of paths, statements and settings that a study has no place for."""
    for name, text in design.unclear.items():
        yield AuthorQuestion(
            key="model.yaml, mode",
            why=f"what stands for {name} is neither mode for certain",
            seen=text,
            write=f"write mode: A or mode: B for {name} in model.yaml, and {DELETE}",
        )
    if design.unmeasured:
        declare = "declare moderation in claims.yaml (docs/claims.md), give a higher construct its indicators"
        yield AuthorQuestion(
            key="model.yaml, paths",
            why="these paths start or end at a construct without indicators of its own, such as a product of two",
            seen=", ".join(design.unmeasured),
            write=f"{declare}, and {DELETE}",
        )
    if design.further:
        none = "PLS-SEM has no covariances or constraints to declare; indirect effects are estimated anyway"
        yield AuthorQuestion(
            key="model.yaml",
            why="these statements of the model name no construct and no path",
            seen="; ".join(design.further),
            write=f"{none}: {DELETE}",
        )
    if unread:
        yield AuthorQuestion(
            key="config.yaml",
            why="settings of the report that have no name here",
            seen=", ".join(f"{name}: {value}" for name, value in unread.items()),
            write=f"see estimation and bootstrap in config.yaml, and {DELETE}",
        )


# Stated settings by section and key of config.yaml: the beginning of the name in a report, and what its values mean.
SCHEMES = {"path": "path", "factor": "factorial", "factorial": "factorial", "centroid": "centroid"}
MISSING_ANSWERS = {"mean value replacement": "mean", "mean replacement": "mean", "casewise deletion": "casewise"}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
FEWEST_RESAMPLES = 100


def taken_settings(stated: Mapping[str, str]) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the settings that a report states by section and key of config.yaml, and those that have no name here."""
    # What a report holds was analysed as a whole.
    taken = {("cleaning", "straight_lining"): "keep"}
    unread: dict[str, str] = {}
    for name, value in stated.items():
        known = _config_key(name)
        text = _config_value(known[1], value.strip().lower()) if known else ""
        if known and text:
            taken[known] = text
        elif known or (name in DECIDING and value.strip().lower() not in DECIDING[name]):
            unread[name] = value
    return taken, unread


# Settings without a key in config.yaml, and the values of them that this project has, too.
DECIDING: Mapping[str, tuple[str, ...]] = {
    "confidence interval method": ("percentile bootstrap", "percentile"),
    "test type": ("two tailed", "two-tailed"),
    "type of results": ("standardized",),
    "weighting vector": ("-", "none"),
    "data metric": ("mean 0, var 1",),
    "initial weights": ("1.0", "1"),
    "use lohmoeller settings?": ("no",),
}


def _config_key(name: str) -> tuple[str, str] | None:
    keys = {
        "weighting scheme": ("estimation", "scheme"),
        "max. number of iterations": ("estimation", "max_iterations"),
        "maximum iterations": ("estimation", "max_iterations"),
        "stop criterion": ("estimation", "tolerance"),
        "stop criterion 10^-x :": ("estimation", "tolerance"),
        "samples": ("bootstrap", "resamples"),
        "subsamples": ("bootstrap", "resamples"),
        "significance level": ("bootstrap", "confidence_level"),
        "missing value algorithm": ("cleaning", "missing_answers"),
        "algorithm to handle missing data": ("cleaning", "missing_answers"),
    }
    return keys.get(name)


def _config_value(key: str, value: str) -> str:
    """Write a stated value as config.yaml has it; "" where it is none that is known."""
    if key in ("scheme", "missing_answers"):
        return (SCHEMES if key == "scheme" else MISSING_ANSWERS).get(value, "")
    if key == "tolerance":
        power = re.fullmatch(r"(?:10\^?-)?(\d)", value.translate(SUPERSCRIPTS))
        return f"1.0e-{power[1]}" if power else ""
    if key == "confidence_level":
        level = re.fullmatch(r"0[.,](\d{1,3})", value)
        return f"{1 - float('0.' + level[1]):g}" if level else ""
    number = int(value) if value.isdigit() else 0
    return str(number) if number >= (FEWEST_RESAMPLES if key == "resamples" else 1) else ""


def _name_constructs(beginnings: Sequence[str]) -> list[str]:
    """Name constructs by the beginnings of codes: letters, digits and underscores, no word of YAML, none twice."""
    names: list[str] = []
    for beginning in beginnings:
        letters = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", beginning))
        stem = re.sub(r"\W+", "_", letters, flags=re.ASCII).strip("_") or "Block"
        stem = stem if _plain(stem) == stem else f"{stem}_"
        taken = {name.casefold() for name in names}
        others = (f"{stem}_{number}" for number in range(2, len(beginnings) + 2))
        names.append(next(name for name in (stem, *others) if name.casefold() not in taken))
    return names


def draft_config(
    project: str,
    folder: str,
    survey: SurveyExport,
    language: str,
    own: Mapping[str, str] | None = None,
    stated: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """Write config.yaml: the settings of the project's file with their remarks, and the sections of this study.

    own: sections that are known already. stated: settings of a SmartPLS report by section and key, which take the place
    of the project's. ValueError where the project's file no longer has a line that is set here.
    """
    sections = re.split(r"^(?=[a-z_]+:)", project, flags=re.MULTILINE)[1:]
    for (name, key), value in (stated or {}).items():
        line = f"  {key}: {value}".ljust(30) + "# as in the report of SmartPLS"
        sections = [
            re.sub(rf"(?m)^  {key}: .*$", line, each, count=1) if each.startswith(f"{name}:") else each
            for each in sections
        ]
    replaced = {**_draft_sections(folder, survey, language), **(own or {})}
    text = "".join(replaced.get(section.split(":")[0], section) for section in sections)
    bounds = ", ".join(f"{bound:g}" for bound in equal_category_bounds(survey.points, survey.lowest))
    classes = ", ".join(f"{_plain(name)}: [{', '.join(map(str, each))}]" for name, each in survey.classes.items())
    remark = (
        "   # check: lower bounds of answers in figures"
        if classes
        else "    # lower bounds of answers in figures: {age: [20, 30]}"
    )
    lines = {
        r"  waived_exclusions:.*\n(    - .*\n)*": "  waived_exclusions: []       # criteria, such as [bought_here]\n",
        r"  controls: .*\n": "  controls: []                # observed variables of model.yaml added as controls\n",
        r"  classes: .*\n": f"  classes: {{{classes}}}{remark}\n",
        r"  category_bounds: \[.*?\]": f"  category_bounds: [{bounds}]",
        r"  smallest_cell: \d+": "  smallest_cell: 5",
        r"  invalid_answers: \w+": "  invalid_answers: stop",
    }
    for pattern, line in lines.items():
        text, count = re.subn(f"(?m)^{pattern}", line, text)
        if count != 1:
            raise ValueError(f"config.yaml has {count} lines like {pattern!r}")
    command = sentra(f"run --configfile {folder}/config.yaml")
    return f"# Settings of this study. Run: {command}\n\n{_scale_deviation(text, survey.points or PROJECT_POINTS)}"


def _scale_deviation(text: str, points: int) -> str:
    """Bring the standard deviation of careless answers from the points of the project's scale to those of the study."""
    share = (points - 1) / (PROJECT_POINTS - 1)
    pattern = r"(?m)^(  careless: .*variability: )([\d.]+)"
    return re.sub(pattern, lambda match: f"{match[1]}{float(match[2]) * share:.2f}", text)


def propose_classes(describing: Mapping[str, Column]) -> dict[str, list[int]]:
    """Propose lower bounds, at round figures, of the numbers that describe respondents, where many are different."""
    return {
        name: bounds
        for name, column in describing.items()
        if len(set(column.numbers)) > MOST_DESCRIBING and (bounds := _round_bounds(column.numbers))
    }


def _round_bounds(numbers: Sequence[float]) -> list[int]:
    """Return the multiples of 1, 2, 5, 10, 20, ... that part the middle nine tenths into no more than MOST_CLASSES."""
    lowest, highest = (int(numbers[int(share * (len(numbers) - 1))]) for share in (0.05, 0.95))
    steps = (figure * 10**power for power in count() for figure in (1, 2, 5))
    step = next(step for step in steps if highest // step - lowest // step < MOST_CLASSES)
    return list(range(step * (lowest // step + 1), highest + 1, step))


def _draft_sections(folder: str, survey: SurveyExport, language: str) -> Mapping[str, str]:
    file = quote(survey.file)
    named = [quote(sheet) if sheet else "null" for sheet in (survey.sheet, *survey.further_sheets)]
    entries = ", ".join(f"{{path: {file}, sheet: {sheet}}}" for sheet in named)
    source = f"file: {file}, sheet: {named[0]}, rows: null" if len(named) == 1 else f"files: [{entries}]"
    return {
        "results_dir": f"results_dir: {folder}/results\n",
        "model": f"model: {folder}/model.yaml\n",
        "codebook": f"codebook: {folder}/codebook.yaml\n",
        "necessity": "necessity: null               # necessary conditions of an outcome (NCA): docs/claims.md\n\n",
        "groups": "# groups: compare groups of respondents, or the modes of the survey, see docs/evidence.md\n\n",
        "claims": "claims: null                  # a file of claims beyond the hypotheses: docs/claims.md\n",
        "study": f"""study:
  data_status: collected
  site: ""                    # where the respondents are; required
  figure_language: {language}
  title: {{{language}: ""}}
  authors:
    - {{name: "", affiliations: [mine], corresponding: true}}
  affiliations: {{mine: ""}}
  address: ""                 # postal address of the corresponding author; e-mail and orcid stand with each author
  journal: {{}}               # name, volume, issue, year, e_issn, doi: below the authors; "": still to be filled in
  dates: {{}}                 # received, revised, accepted: "2026-03-31"; "" likewise; what is left out does not appear
  declarations: {{}}           # what journals ask authors to state, see docs/your-survey.md
  keywords: {{{language}: [PLS-SEM]}}

""",
        "survey": f"""survey:
  full: {{{source}, expected_n: null}}   # several files: docs/your-survey.md
  pilot: null                 # {{file: ..., sheet: null, rows: null, expected_n: null}} where there was one
  pilot_overlap: forbidden    # forbidden: nobody may be in both samples | declared: the manuscript says so
  growth: null

""",
        "plan": """plan:                         # declared before the data and sealed, see docs/before-the-data.md
  respondents: null           # number analysed, {lower: 100, upper: 120}; one outside is a deviation
  stopping_rule: {}           # when the survey ends, a text per language
  populations: {}             # in which studies are simulated: {expected: {label: {...}, paths: {X1 -> Y: 0.3}}}

""",
        "manuscript": f"""manuscript:
  languages: [{language}]
  templates: {{{language}: {folder}/manuscript.{language}.md.jinja}}
  bibliography: manuscript/references.bib
""",
    }


def _scale(group: ItemGroup, language: str) -> str:
    """Write the entry of a scale."""
    return "".join(_scale_lines(group, language))


def _scale_lines(group: ItemGroup, language: str) -> Iterator[str]:
    scale = group.scale
    before = scale.lowest - 1
    if not scale.points:
        yield f"  kind: number\n  minimum: 0\n  maximum: {SLIDER}\n  missing: {list_in_line(group.marks())}\n"
        return
    yield f"  lowest: {scale.lowest}\n" if before else ""
    yield f"  points: {scale.points}                   # the answers that the form offers, chosen or not\n"
    seen = group.spellings()
    if scale.words:
        words = {point: _word_point(each, seen[point], language) for point, each in enumerate(scale.words, start=1)}
    else:
        words = {point: _capitalise(texts[0]) for point, texts in seen.items() if texts}
    if words:
        yield "  answers:\n"
    yield from (f"    {point + before}: {{{language}: {_plain(word)}}}\n" for point, word in words.items())
    labels = {
        point: [text for text in texts if text != normalise(words.get(point, ""))] for point, texts in seen.items()
    }
    if any(labels.values()):
        yield "  labels:                     # further spellings that the answers use\n"
    yield from (f"    {point + before}: {list_in_line(texts)}\n" for point, texts in labels.items() if texts)
    found = ", ".join(f"{mark} {number}" for mark, number in group.count_marks().items())
    remark = "cells that mean no answer, besides an empty cell" + (f"; among the items: {found}" if found else "")
    yield f"  missing: {list_in_line(group.marks())}              # {remark}\n"


def _word_point(words: Mapping[str, str], seen: Sequence[str], language: str) -> str:
    """Choose the word of a point: as it was answered in the language, else the usual one, else in another language."""
    answered = next((text for text in seen if is_spelled_out(text, language)), words.get(language))
    return (answered or next(iter((*seen, *words.values())))).capitalize()


def _capitalise(text: str) -> str:
    """Write a label (normalised) as a form would: abbreviations such as STS in capitals."""
    return text.upper() if len(text) <= ABBREVIATED else text.capitalize()


def _indicator(code: str, question: str, label: str, scale: str, language: str) -> str:
    texts = {"question": quote(question), "label": quote(shorten(label))}
    lines = "".join(f"    {key}: {{{language}: {text}}}\n" for key, text in texts.items())
    return f"  {_plain(code)}:\n{lines}    reverse: false\n" + ("" if scale == SHARED else f"    scale: {scale}\n")


def _consent(column: Column | None, language: str) -> Iterator[str]:
    if column is not None:
        yes, no = USUAL[language]
        accepted = [answer for answer in column.answers if accepts(answer)] or [yes]
        refused = [answer for answer in column.answers if not accepts(answer)] or [no]
        yield "\nconsent:                      # check: who did not consent is left out\n"
        yield _question(column, language)
        yield f"  accepted: {list_in_line(accepted)}\n  refused: {list_in_line(refused)}\n"


def _timestamp(columns: Columns, language: str) -> Iterator[str]:
    if columns.timestamp is not None:
        yield "\ntimestamp:                    # check: %d day, %m month, %Y year, %H hour, %M minute, %S second\n"
        yield f"{_question(columns.timestamp, language)}  formats: {list_in_line(columns.formats())}\n"


def _identity(column: Column | None, language: str) -> Iterator[str]:
    if column is not None:
        is_phone = PHONE.search(header_words(column.header)) is not None
        kind = '  kind: phone\n  country_code: "62"\n' if is_phone else "  kind: text\n"
        yield "\nidentity:                     # tells double submissions; compared in memory only\n"
        yield f'{_question(column, language)}{kind}  missing: ["-"]\n'


def _attention(checks: Sequence[tuple[Column, Sequence[str]]], language: str) -> Iterator[str]:
    if checks:
        yield "\nattention_checks:             # check: who answers otherwise is left out\n"
    for number, (column, right) in enumerate(checks, start=1):
        yield f"  check_{number}: {{question: {_text(column.header, language)}, right: {list_in_line(right)}}}\n"


def _time_taken(found: TimeTaken | None, language: str) -> Iterator[str]:
    if found is not None:
        columns = {"question": found.column, "start": found.start, "end": found.end}
        texts = [f"{key}: {_text(c.header, language)}" for key, c in columns.items() if c is not None]
        unit = [f"unit: {found.unit}"] if found.unit != "seconds" else []
        yield "\n# How long the form took; who was faster than cleaning.minimum_seconds of config.yaml is left out.\n"
        yield f"duration: {{{', '.join([*texts, *unit])}}}\n"


def _choices(choices: Sequence[AskedChoice], language: str) -> Iterator[str]:
    if choices:
        yield "\nmultiple_choice:              # check: what is no option counts as other\n"
    for number, choice in enumerate(choices, start=1):
        names = [f"option_{place}" for place in range(1, len(choice.options) + 1)]
        yield f"  choice_{number}:\n    question: {_text(choice.question, language)}\n    options:\n"
        yield from (
            f"      {name}: {_text(option, language)}\n" for name, option in zip(names, choice.options, strict=True)
        )
        if choice.boxes:
            yield "    columns:\n"
            yield from (
                f"      {name}: {list_in_line([box.header])}\n" for name, box in zip(names, choice.boxes, strict=True)
            )


def _describing(columns: Mapping[str, Column], language: str) -> Iterator[str]:
    remark = "# check: what describes the respondents: sex, age, ..."
    entries = "".join(f"  {name}: {_text(column.header, language)}\n" for name, column in columns.items())
    yield (
        f"descriptive:                  {remark}\n{entries}"
        if columns
        else f"descriptive: {{}}               {remark}\n"
    )


def _added(columns: Sequence[Column]) -> Iterator[str]:
    if columns:
        names = ", ".join(" ".join(column.header.split()) for column in columns)
        yield f"\n# Columns that the platform adds, passed over: {names}\n"


def _unused(columns: Sequence[Column]) -> Iterator[str]:
    remark = "# check: own texts, dates, running numbers, sums, repetitions, empty columns; all stay in the raw file"
    yield f"ignored:                      {remark}\n{_list_headers(columns)}" if columns else "ignored: []\n"


def _text(text: str, language: str) -> str:
    return f"{{{language}: {quote(text)}}}"


def _question(column: Column, language: str) -> str:
    return f"  question: {{{language}: {quote(column.header)}}}\n"


def _list_headers(columns: Iterable[Column]) -> str:
    return "".join(f"  - {quote(column.header)}\n" for column in columns) or "  []\n"


def shorten(text: str) -> str:
    """Cut a text at a word to the longest label."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 3].rsplit(" ", 1)[0] + "..."


def _plain(text: str) -> str:
    """Write a name without quotes where YAML reads a text; in quotes where it reads a number, true, none, ..."""
    simple = re.fullmatch(r"[A-Za-z][A-Za-z0-9_. -]*", text) is not None and not text.endswith(" ")
    return text if simple and yaml.safe_load(text) == text else quote(text)
