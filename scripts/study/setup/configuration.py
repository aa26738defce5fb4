"""The settings of a study as `config.yaml` declares them: one frozen dataclass per section, of what Python reads.

What rules hand on as it stands, such as criteria and thresholds, they take from the file itself. Units, sources and the
meaning of each value stand beside it in config/config.yaml; what is allowed stands in
workflow/schemas/config.schema.yaml, against which the file is checked before it becomes a `Configuration`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from study.setup.config import Content, Text, build

# What is printed of the publication, in this order.
JOURNAL = ("name", "volume", "issue", "year", "e_issn", "doi")
DATES = ("received", "revised", "accepted")


class _Section:
    """A part of the configuration."""

    @classmethod
    def from_config(cls, entry: Content) -> Self:
        """Read the section from its keys, some of which may be for other uses."""
        return build(cls, entry)


@dataclass(frozen=True)
class Author(_Section):
    """An author; affiliations are keys of `study.affiliations`."""

    name: str
    affiliations: tuple[str, ...]
    corresponding: bool = False
    email: str = ""


@dataclass(frozen=True)
class StudySection(_Section):
    """What the study is and who wrote it; data_status is "simulated" or "collected".

    address: of the corresponding author. declarations: what journals ask authors to state, by key, see
    `data_status.DECLARATIONS`; None or absent where the author has not stated it. journal, dates: of publication, by
    key; empty where it is still to be stated.
    """

    data_status: str
    site: str
    figure_language: str
    title: Text
    authors: tuple[Author, ...]
    affiliations: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    address: str = ""
    declarations: Mapping[str, Text | None] = field(default_factory=dict)
    journal: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SurveyFile(_Section):
    """Where answers stand: file, sheet (None: the one with answers), number of first rows (None: all).

    layout: of the export; head_row: the number of the row of questions; delimiter: of a text file (None: the content
    tells each). unfinished_answers: "exclude" or "keep" those that were never handed in, where the layout tells.
    mode: how the answers were collected ("": not stated). columns: by entry of the codebook the header that this file
    has for it, None where it has no such column.
    """

    path: Path = field(metadata={"key": "file"})
    sheet: str | None
    rows: int | None
    layout: str | None = field(default=None, kw_only=True)
    head_row: int | None = field(default=None, kw_only=True)
    delimiter: str | None = field(default=None, kw_only=True)
    unfinished_answers: str = field(default="exclude", kw_only=True)
    mode: str = field(default="", kw_only=True)
    columns: Mapping[str, str | None] = field(default_factory=dict, kw_only=True)


def file_entries(sample: Content | None) -> list[Content]:
    """Return the entry of each file of a sample's section, with the keys of a section that names a single file.

    None of a sample that the study does not have.
    """
    if not sample:
        return []
    if "files" not in sample:
        return [sample]
    return [{"sheet": None, "rows": None, **entry, "file": entry["path"]} for entry in sample["files"]]


@dataclass(frozen=True)
class SurveyFiles(_Section):
    """The files of a sample, in the order in which they are read; results call them 1, 2, ..."""

    files: tuple[SurveyFile, ...]

    @classmethod
    def from_config(cls, entry: Content) -> Self:
        """Read the section of a sample, which names one file, or a list of them."""
        return build(cls, {**entry, "files": file_entries(entry)})

    @property
    def sources(self) -> tuple[str, ...]:
        """The path of each file."""
        return tuple(str(file.path) for file in self.files)

    @property
    def source(self) -> str:
        """All paths, for messages."""
        return " and ".join(self.sources)

    @property
    def undated(self) -> frozenset[int]:
        """The numbers, from 1, of the files that are declared to have no time stamps."""
        missing = [file.columns.get("timestamp", "") is None for file in self.files]
        return frozenset(number for number, is_missing in enumerate(missing, start=1) if is_missing)

    @property
    def dated(self) -> bool:
        """Whether some file is not declared to have no time stamps."""
        return len(self.undated) < len(self.files)

    @property
    def modes(self) -> tuple[str, ...]:
        """The different modes of collection that the files state, in their order."""
        return tuple(dict.fromkeys(file.mode for file in self.files if file.mode))


@dataclass(frozen=True)
class SampleSection(SurveyFiles):
    """A sample: its survey files and the number of respondents that cleaning must keep (None: not checked)."""

    expected_n: int | None


@dataclass(frozen=True)
class SurveySection(_Section):
    """The samples (None: a study without a pilot), whether they may share respondents, and the table of growth."""

    full: SampleSection
    pilot: SampleSection | None
    pilot_overlap: str
    growth: Path | None

    @property
    def samples(self) -> Mapping[str, SampleSection]:
        """The samples of the study by name: "full", and "pilot" before it where there is one."""
        declared = {"pilot": self.pilot, "full": self.full}
        return {name: sample for name, sample in declared.items() if sample is not None}


@dataclass(frozen=True)
class CleaningRules(_Section):
    """What leaves a respondent out.

    max_missing_share, minimum_answered: shares of a respondent's indicators (0 to 1); below the latter a submission was
    broken off. minimum_seconds: the shortest time in which the form can be read. careless: limits of indices of
    careless responding, by index (`screening.find_careless`).
    """

    invalid_answers: str
    straight_lining: str
    max_missing_share: float
    missing_answers: str
    identical_rows: str = field(default="keep", kw_only=True)
    minimum_answered: float = field(default=0.0, kw_only=True)
    minimum_seconds: float = field(default=0.0, kw_only=True)
    careless: Mapping[str, float] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True)
class Description(_Section):
    """How answers are grouped: lower bounds of classes of numbers by question; the fewest respondents that stand alone.

    Answers of fewer than smallest_cell respondents are counted together as "other".
    """

    classes: Mapping[str, tuple[float, ...]]
    smallest_cell: int


@dataclass(frozen=True)
class DescriptionSection(Description):
    """The groups of answers, and the four bounds (per cent) between the categories of a dimension's percent index.

    smallest_category: the fewest answers (count) of a category that is an observed variable of the model.
    """

    category_bounds: tuple[float, ...]
    smallest_category: int = 10


def equal_category_bounds(points: int, lowest: int = 1) -> tuple[float, ...]:
    """Return the bounds (per cent of the highest answer) of five classes of equal width over the answers of a scale.

    >>> equal_category_bounds(5), equal_category_bounds(11, lowest=0)
    ((36.0, 52.0, 68.0, 84.0), (20.0, 40.0, 60.0, 80.0))
    """
    highest = lowest + points - 1
    return tuple(float(f"{100 * (lowest + (points - 1) * step / 5) / highest:.4g}") for step in range(1, 5))


@dataclass(frozen=True)
class EstimationSection(_Section):
    """Settings of the PLS algorithm and of blindfolding."""

    scheme: str
    max_iterations: int
    tolerance: float
    omission_distance: int


@dataclass(frozen=True)
class BootstrapSection(_Section):
    """Settings of the bootstrap, whose seed all other random numbers come from, too."""

    resamples: int
    seed: int
    confidence_level: float


@dataclass(frozen=True)
class PredictionSection(_Section):
    """Settings of prediction out of the sample."""

    folds: int
    repeats: int
    antecedents: str


@dataclass(frozen=True)
class FitSection(_Section):
    """Settings of overall fit."""

    notation: str
    resamples: int


@dataclass(frozen=True)
class SimulatedPower(_Section):
    """Settings of the simulated studies of a hypothesis' power; significance_level is two-sided."""

    studies: int
    resamples: int
    paths: tuple[float, ...]
    significance_level: float


@dataclass(frozen=True)
class EvidenceSection(_Section):
    """Settings of the checks of the evidence; influence: whether paths are judged without each respondent in turn."""

    resamples: int
    same_answer_share: float
    power: SimulatedPower
    influence: bool = False


@dataclass(frozen=True)
class ImputationSection(_Section):
    """Multiple imputation of missing answers: how often, rounds of the chain, donors of an answer, and resamples."""

    imputations: int
    iterations: int
    donors: int
    resamples: int


@dataclass(frozen=True)
class ResampledSection(_Section):
    """The resamples of an analysis beside the main one: ordinal PLS, or models with dimensions and interactions."""

    resamples: int


@dataclass(frozen=True)
class SegmentsSection(_Section):
    """The most hidden segments looked for, and the random starts of each number of them.

    by_prediction: whether PLS-POS is run beside FIMIX-PLS.
    """

    maximum: int
    starts: int
    by_prediction: bool = False


@dataclass(frozen=True)
class DirectionsSection(_Section):
    """Constructs whose direction of measurement is in doubt, and how it is tested.

    redundancy: the question that asks for a construct as a whole. tetrads: the items that a construct borrows, none
    where it has four or more. least_path: to the question, standardised, from which its items cover the construct.
    """

    resamples: int
    least_path: float
    redundancy: Mapping[str, str] = field(default_factory=dict)
    tetrads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class MethodVarianceSection(_Section):
    """The items of a marker variable, which have nothing to do with the model, and the resamples (count)."""

    marker: tuple[str, ...]
    resamples: int


MODE = "mode"  # what tells how answers were collected, where the files of a sample have several modes
WAVE = "wave"  # what tells early from late respondents, where there are time stamps


@dataclass(frozen=True)
class GroupedQuestion(_Section):
    """A question whose answers make groups: each answer one, or classes of numbers, or groups of answers by name.

    bounds: the lowest number of every class but the first. parts: of the time of arrival, of which the first is
    compared with the last (wave only). refused_if_small: whether a group that is too small stops the run; without a
    declaration it only leaves the comparison out.
    """

    question: str
    bounds: tuple[float, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: int = 3
    refused_if_small: bool = True


@dataclass(frozen=True)
class GroupsSection(_Section):
    """The questions by which respondents are compared, the permutations of each test, and the least group size.

    centre_groups: whether the groups' means are taken out before cases are permuted (convention G4).
    """

    compare: tuple[GroupedQuestion, ...] = ()
    permutations: int = 5000
    smallest_group: int = 30
    centre_groups: bool = True


@dataclass(frozen=True)
class Choices(_Section):
    """The options of each choice of the specification curve; the main analysis is added to them."""

    missing_answers: tuple[str, ...]
    straight_lining: tuple[str, ...]
    waived_exclusions: tuple[str, ...]
    weakest_indicator: tuple[str, ...]
    estimators: tuple[str, ...]
    decisions: tuple[str, ...]
    controls: tuple[str, ...] = field(default=(), kw_only=True)
    careless: Mapping[str, float] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True)
class RobustnessSection(Choices):
    """The choices of the specification curve, its resamples (count), and the share of agreement that is stable."""

    resamples: int
    stable_share: float


@dataclass(frozen=True)
class HypothesesSection(_Section):
    """The criterion of a hypothesis: |t| above critical_t."""

    critical_t: float


@dataclass(frozen=True)
class NecessitySection(_Section):
    """The analysis of necessary conditions: constructs, the ceiling that decides, its scope, and when it is necessary.

    levels, desired_level: of the outcome, per cent of its scope. minimum_effect: least effect size; significance_level:
    of the permutation test, one-sided.
    """

    outcome: str
    conditions: tuple[str, ...]
    ceiling: str
    scope: str
    permutations: int
    minimum_effect: float
    significance_level: float
    levels: tuple[int, ...]
    desired_level: int


@dataclass(frozen=True)
class Bounds(_Section):
    """The lower and the upper bound of a rule of thumb."""

    lower: int
    upper: int


@dataclass(frozen=True)
class SampleSizeSection(_Section):
    """The power that the sample size is planned for, from 0 to 1."""

    power: float


@dataclass(frozen=True)
class ManuscriptSection(_Section):
    """The languages of the manuscript, the first that of the submission, its files, and what its supplement takes.

    docx_template: a journal's Word file, whose styles, page, headers and footers the DOCX takes (None: the project's).
    """

    languages: tuple[str, ...]
    templates: Mapping[str, Path]
    bibliography: Path
    supplement: tuple[str, ...] = ()
    docx_template: Path | None = None


@dataclass(frozen=True)
class LintThresholds(_Section):
    """From where on the lint of the instrument warns: words of an item, items of a construct, share of equal words."""

    longest_words: int = 20
    fewest_items: int = 2
    similar_share: float = 0.75


@dataclass(frozen=True)
class InstrumentSection(_Section):
    """How the questionnaire is made: the order of items, whether forms insist on answers, rows of the entry form.

    order: "construct", or "shuffled" from the seed.
    """

    order: str = "construct"
    seed: int = 1
    required_items: bool = True
    entry_rows: int = 300
    lint: LintThresholds = field(default_factory=LintThresholds)


@dataclass(frozen=True)
class Population(_Section):
    """A population to plan for: its words by language, and the standardised coefficient of every path of the model."""

    label: Text
    paths: Mapping[str, float]


@dataclass(frozen=True)
class PlanSection(_Section):
    """What is planned before the data; respondents: bounds of the number analysed (None: not declared).

    stopping_rule: by language, empty where not declared. outer_loading: of every indicator in the populations;
    correlation: between their exogenous constructs. sample_sizes: tried. studies, resamples: counts, per size.
    """

    respondents: Bounds | None = None
    stopping_rule: Text = field(default_factory=dict)
    populations: Mapping[str, Population] = field(default_factory=dict)
    outer_loading: float = 0.8
    correlation: float = 0.3
    sample_sizes: tuple[int, ...] = ()
    studies: int = 100
    resamples: int = 100


@dataclass(frozen=True)
class ScatterSection(_Section):
    """Into how many jobs a step is divided that makes as many estimations as this, or more (counts)."""

    parts: int
    estimations: int


@dataclass(frozen=True)
class Configuration(_Section):
    """All settings of a study."""

    results_dir: Path
    model: Path
    codebook: Path
    claims: Path | None
    simulated_checksums: Path
    study: StudySection
    survey: SurveySection
    cleaning: CleaningRules
    description: DescriptionSection
    estimation: EstimationSection
    bootstrap: BootstrapSection
    prediction: PredictionSection
    evidence: EvidenceSection
    robustness: RobustnessSection
    hypotheses: HypothesesSection
    sample_size: SampleSizeSection
    manuscript: ManuscriptSection
    necessity: NecessitySection | None = None
    instrument: InstrumentSection = field(default_factory=InstrumentSection)
    ordinal: ResampledSection | None = None
    larger_models: ResampledSection | None = None
    segments: SegmentsSection | None = None
    directions: DirectionsSection | None = None
    imputation: ImputationSection | None = None
    method_variance: MethodVarianceSection | None = None
    plan: PlanSection = field(default_factory=PlanSection)
    scatter: ScatterSection | None = None
    groups: GroupsSection | None = None

    def compared_groups(self, *, has_waves: bool) -> GroupsSection | None:
        """Return the groups that are compared: as declared, else modes where there are several, and waves.

        has_waves: whether time stamps tell early from late respondents.
        """
        if self.groups is not None:
            return self.groups if self.groups.compare else None
        present = {MODE: len(self.survey.full.modes) > 1, WAVE: has_waves}
        entries = tuple(GroupedQuestion(name, refused_if_small=False) for name in present if present[name])
        return GroupsSection(compare=entries) if entries else None

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that something is written in: those of the manuscript, and that of figures and tables."""
        return tuple(dict.fromkeys([*self.manuscript.languages, self.study.figure_language]))
