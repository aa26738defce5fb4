"""The model that another program has: a model file of SmartPLS 2, or a model text of lavaan or cSEM."""

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

from study.base.errors import StudyError, StudyErrors
from study.setup.study_model import ModelPath
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
