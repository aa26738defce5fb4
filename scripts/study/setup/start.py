"""What is checked before anything runs: the configuration, the model, the codebook, and the status of the data."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from study.base.errors import StudyError, StudyErrors, stop_on
from study.base.files import find_file_problems, find_held_open, read_docx_parts
from study.setup.claim_checks import check_claims, check_larger_models
from study.setup.claim_declarations import Claims, read_claims
from study.setup.codebook import Codebook, find_open_questions, read_codebook
from study.setup.config import Content, lookup, read_yaml
from study.setup.configuration import WAVE, Configuration, GroupsSection, StudySection, file_entries
from study.setup.consistency import check_consistency
from study.setup.data_status import check_data_status
from study.setup.model_checks import check_model
from study.setup.schema_checks import validate
from study.setup.study_model import StudyModel, read_study_model


@dataclass(frozen=True)
class Study:
    """What the files of a study declare, each read once; `config` is the content of `config.yaml` as it stands there.

    started: the time of the start (seconds).
    """

    config: Content
    configuration: Configuration
    model: StudyModel
    codebook: Codebook
    claims: Claims | None
    started: float = field(default_factory=time.time)

    @property
    def samples(self) -> tuple[str, ...]:
        """The samples of the study: "full", and "pilot" before it where there is one."""
        return tuple(self.configuration.survey.samples)

    @property
    def has_pilot(self) -> bool:
        """Whether the instrument was tested on a pilot sample."""
        return self.configuration.survey.pilot is not None

    @property
    def has_growth(self) -> bool:
        """Whether there is a table of growth."""
        return self.configuration.survey.growth is not None

    @property
    def compared_groups(self) -> GroupsSection | None:
        """The groups of respondents that are compared; None where there are none."""
        stamped = self.codebook.timestamp is not None and self.configuration.survey.full.dated
        return self.configuration.compared_groups(has_waves=stamped and WAVE not in self.codebook.questions)

    @property
    def criteria(self) -> dict[str, str]:
        """The criterion of each hypothesis that the claims name, by its name: "t" or "interval"."""
        claims = self.claims
        names = [path.hypothesis for path in self.model.paths if path.hypothesis]
        return {name: claims.criteria[name] for name in names if name in claims.criteria} if claims else {}

    @property
    def has_dimensions(self) -> bool:
        """Whether some construct has several dimensions."""
        return bool(self.model.divided)

    def file(self, key: str) -> str:
        """Name the file that a dotted configuration key holds."""
        return str(lookup(self.config, key))

    def files(self, key: str) -> list[str]:
        """Name the file that a dotted configuration key holds, or all files of a sample of the survey."""
        value = lookup(self.config, key)
        return [str(entry["file"]) for entry in file_entries(value)] if isinstance(value, dict) else [str(value)]

    def error_lines(self, logs: Path) -> list[str]:
        """Collect the refusals that rules of this run have written to their logs."""
        written = [log for log in sorted(logs.rglob("*.log")) if log.stat().st_mtime >= self.started]
        lines = [line for log in written for line in log.read_text(encoding="utf-8").splitlines()]
        # Two rules that read one file refuse it in the same words.
        return list(dict.fromkeys(line for line in lines if line.startswith("error: ")))


def start(config: Content, schemas: Path) -> Study:
    """Check and read a study's files; where one is refused, print one line per reason and end with exit status 1."""
    try:
        study = check(config, schemas)
        stop_on(list(find_held_open(study.configuration.results_dir)), config["results_dir"])
    except (StudyError, StudyErrors) as error:
        sys.exit("\n".join(f"error: {line}" for line in str(error).splitlines()))
    return study


def check(config: Content, schemas: Path, *, has_data: bool = True) -> Study:
    """Read a study's files; StudyErrors or StudyError where one departs from its schema, itself or another.

    has_data: whether the survey and the manuscript are looked for, too; before the data there are none.
    """
    _check_forms(config, schemas)
    configuration = Configuration.from_config(config)
    _check_authors(configuration.study)
    if has_data:
        _check_files(configuration)
    model = read_study_model(configuration.model)
    codebook = read_codebook(configuration.codebook)
    check_model(model, codebook.indicators, config["model"], config["codebook"])
    check_consistency(configuration, model, codebook)
    claims = read_claims(configuration.claims) if configuration.claims else None
    if claims:
        has_growth = configuration.survey.growth is not None
        check_claims(claims, model, has_growth, config["claims"], configuration.necessity, configuration.languages)
    check_larger_models(configuration, model, claims)
    if has_data:
        check_data_status(configuration)
    return Study(config, configuration, model, codebook, claims)


def _check_forms(config: Content, schemas: Path) -> None:
    """Raise StudyErrors for all that departs from a schema, in whichever file, and for open questions of a draft."""
    problems = list(_find_departures(config, schemas / "config.schema.yaml", "the configuration"))
    for key in ("codebook", "model", "checklist", "claims"):
        file = config.get(key)
        if file and isinstance(file, str):
            content = read_yaml(Path(file))
            problems += _find_departures(content, schemas / f"{key}.schema.yaml", file)
            problems += find_open_questions(content, file) if key == "codebook" else ()
    stop_on(problems, "the study's files")


def _find_departures(content: Content, schema: Path, source: str) -> Iterator[StudyError]:
    try:
        validate(content, schema, source)
    except StudyErrors as refused:
        yield from refused.errors


def _check_authors(study: StudySection) -> None:
    unknown = [key for author in study.authors for key in author.affiliations if key not in study.affiliations]
    problems = [
        StudyError(
            what="no such affiliation",
            where="configuration key study.authors",
            found=key,
            expected=", ".join(study.affiliations),
            remedy="add or correct it",
        )
        for key in unknown
    ]
    stop_on(problems, "study.authors")


def _check_files(configuration: Configuration) -> None:
    templates = configuration.manuscript.templates
    problems = [
        StudyError(
            what="a template is missing",
            where="configuration key manuscript.templates",
            found=", ".join(templates),
            expected=language,
            remedy="add a template for it",
        )
        for language in configuration.manuscript.languages
        if language not in templates
    ]
    problems += [problem for key, file in _named_files(configuration) for problem in find_file_problems(file, key)]
    problems += _find_inputs_among_results(configuration)
    stop_on(problems, "the configuration")
    if configuration.manuscript.docx_template:
        read_docx_parts(configuration.manuscript.docx_template)


def _find_inputs_among_results(configuration: Configuration) -> Iterator[StudyError]:
    """Find files that the study reads in the folder of its results, which may be deleted at any time."""
    results = configuration.results_dir.resolve()
    files = [configuration.model, configuration.codebook, *(file for _, file in _named_files(configuration))]
    inside = [str(file) for file in files if file.resolve().is_relative_to(results)]
    if inside:
        yield StudyError(
            what="the folder of the results holds files that the study reads",
            where="configuration key results_dir",
            found=f"{configuration.results_dir}, with {', '.join(inside)}",
            expected="a folder of its own",
            remedy="name another folder, as results",
        )


def _named_files(configuration: Configuration) -> Iterator[tuple[str, Path]]:
    yield "manuscript.bibliography", configuration.manuscript.bibliography
    if configuration.manuscript.docx_template:
        yield "manuscript.docx_template", configuration.manuscript.docx_template
    for name, sample in configuration.survey.samples.items():
        keys = [f"files, entry {number}, path" for number in range(1, len(sample.files) + 1)]
        keys = keys if len(keys) > 1 else ["file"]
        yield from ((f"survey.{name}.{key}", file.path) for key, file in zip(keys, sample.files, strict=True))
    if configuration.survey.growth:
        yield "survey.growth", configuration.survey.growth
    for language, file in configuration.manuscript.templates.items():
        yield f"manuscript.templates.{language}", file
