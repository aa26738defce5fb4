"""The analysis plan as a document in each language: PDF, DOCX, HTML and Markdown, the same bytes at every run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.files import write_json, write_table
from study.figures import style
from study.plan.deviations import written
from study.plan.populations import draw_power, needed_sizes, power_by_size, size_rules
from study.plan.seals import PLAN, Seal, digest, find_decisions, plan_folder, read_seals, seal_plan
from study.results.numbers import collect, declared_numbers
from study.results.quotation import Manuscript
from study.setup.config import read_yaml
from study.setup.data_status import notice
from study.setup.start import Study, check
from study.words.dictionary import label
from study.writing.documents import Assets, write_documents
from study.writing.rendering import IN_PLACE, render

CURVE = "power_by_size"
TEMPLATES = Path("manuscript")
FORMS = {"markdown": "md", "docx": "docx", "html": "html", "pdf": "pdf"}
DIGITS = 12  # of a hash in a table


@dataclass(frozen=True)
class _Sizes:
    """The files of sample sizes, and the power of simulated studies (no rows without populations)."""

    files: tuple[Path, ...]
    power: pd.DataFrame


def plan_study(*, root: Path, configfile: str, date: str | None, after_data: bool) -> str:
    """Write the analysis plan, sealed first where a date is given, and return what was done.

    date: year-month-day. StudyError where answers exist and `after_data` does not say so.
    """
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas", has_data=False)
    said = []
    if date is not None:
        seal = seal_plan(study.config, date, after_data)
        status = "after the data existed" if seal.after_data else "before any answers of the main survey"
        said = [
            f"Sealed on {seal.date}, {status}: {len(seal.decisions)} decisions, seal {seal.number}, SHA-256 {seal.hash}"
        ]
        said.append(f"Keep and commit {(plan_folder(study.config) / PLAN).as_posix()}; it is never edited by hand.")
    documents = write_plan(study)
    pages = [document.as_posix() for document in documents if document.suffix != ".md"]
    return "\n".join([*said, f"The plan: {', '.join(pages)}"])


def write_plan(study: Study) -> list[Path]:
    """Write the plan to the folder `plan` of the results, with its tables, and return the documents."""
    folder = study.configuration.results_dir / "plan"
    folder.mkdir(parents=True, exist_ok=True)
    seals = read_seals(plan_folder(study.config) / PLAN)
    sizes = _write_sizes(study, folder)
    documents: list[Path] = []
    for language in study.configuration.manuscript.languages:
        files = {form: folder / f"plan.{language}.{ending}" for form, ending in FORMS.items()}
        figures = folder / "figures" / language
        _write_curve(study, sizes.power, language, figures)
        manuscript = _gather(study, sizes, seals, language)
        assets = Assets(figures, TEMPLATES / "styles", study.configuration.manuscript.bibliography, language)
        text = render(TEMPLATES / f"plan.{language}.md.jinja", manuscript, layout=IN_PLACE)
        write_documents(text, manuscript, assets, _links(study, language), files)
        documents += files.values()
    return documents


def _write_sizes(study: Study, folder: Path) -> _Sizes:
    rules = folder / "sample_size_rules.json"
    write_json(size_rules(study), rules)
    power = power_by_size(study)
    tables = {"simulated_power": power, "needed_sizes": needed_sizes(power, study)}
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    return _Sizes((rules, *(folder / f"{name}.csv" for name in tables)), power)


def _write_curve(study: Study, power: pd.DataFrame, language: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if len(power):
        with style.print_style():
            figure = draw_power(power, study, language, notice(study.configuration.study.data_status, language))
            style.save(figure, folder / CURVE, label(CURVE, language), label(f"{CURVE}.alt", language))


def _gather(study: Study, sizes: _Sizes, seals: Sequence[Seal], language: str) -> Manuscript:
    """Gather what the template quotes: settings, sizes and the plan itself as numbers with their keys."""
    status = study.configuration.study.data_status
    declared = {
        **declared_numbers(study.model, study.codebook),
        "plan.yaml": {**_describe(study, language), **_describe_seals(study, seals)},
    }
    numbers = collect(sizes.files, study.configuration.results_dir, study.config, status, declared)
    about: Mapping[str, Any] = study.config["study"]
    titled = {key: f"{label('analysis_plan', key)}: {title}" for key, title in about["title"].items()}
    alt = {spoken: label(f"{CURVE}.alt", spoken) for spoken in study.configuration.manuscript.languages}
    content = {**about, "title": titled}
    return Manuscript(numbers, study.model, study.codebook, content, {CURVE: alt}, language)


def _describe(study: Study, language: str) -> dict[str, Any]:
    """Describe paths, claims, and the reasons that leave a respondent out."""
    plan = study.configuration.plan
    criteria = study.criteria
    return {
        "paths": [
            {
                "source": path.source,
                "target": path.target,
                "hypothesis": path.hypothesis,
                "direction": path.direction,
                "criterion": criteria.get(path.hypothesis or "", "t"),
            }
            for path in study.model.paths
        ],
        "claims": {
            claim.id: {
                "name": claim.hypothesis or claim.id,
                "statement": claim.statement[language],
                "direction": claim.direction,
                "criterion": claim.criterion,
                "family": claim.family,
                "testable": any(measure.kind != "not_measured" for measure in claim.evidence),
            }
            for claim in (study.claims.claims if study.claims else ())
        },
        "reasons": _find_reasons(study),
        "populations": {name: one.label[language] for name, one in plan.populations.items()},
        "stopping_rule": plan.stopping_rule.get(language),
        "respondents": vars(plan.respondents) if plan.respondents else None,
        "decisions": [{"name": name, "value": written(value)} for name, value in find_decisions(study.config).items()],
    }


def _find_reasons(study: Study) -> list[str]:
    """List the reasons for which the rules of this study leave a respondent out, in the order of the codebook."""
    rules = study.configuration.cleaning
    codebook = study.codebook
    unused = {
        "no_consent": codebook.consent is None,
        "duplicate": codebook.identity is None,
        "identical_row": rules.identical_rows == "keep",
        "break_off": not rules.minimum_answered,
        "attention_check": not codebook.attention_checks,
        "too_fast": not rules.minimum_seconds,
        "careless": not rules.careless,
        "invalid_answer": rules.invalid_answers == "stop",
        "missing_answer": rules.missing_answers != "casewise",
        "straight_lining": rules.straight_lining == "keep",
    }
    return [reason for reason in codebook.reasons if not unused.get(reason, False)]


def _describe_seals(study: Study, seals: Sequence[Seal]) -> dict[str, Any]:
    """Describe the seals, and count what the files of the study say otherwise than the last one."""
    decisions = find_decisions(study.config)
    last = seals[-1].decisions if seals else {}
    changed = [name for name in {*last, *decisions} if digest(last.get(name)) != digest(decisions.get(name))]
    return {
        "seals": [
            {
                "number": seal.number,
                "date": seal.date,
                "after_data": seal.after_data,
                "pilot": "pilot" in seal.answers,
                "hash": seal.hash,
                "short": seal.hash[:DIGITS],
            }
            for seal in seals
        ],
        "unsealed": len(changed) if seals else None,
    }


def _links(study: Study, language: str) -> list[dict[str, str]]:
    """List what the page links to: its other forms, and the plan in other languages."""
    forms = [{"file": f"plan.{language}.{form}", "name": form.upper()} for form in ("pdf", "docx")]
    others = [spoken for spoken in study.configuration.manuscript.languages if spoken != language]
    return forms + [
        {"file": f"plan.{spoken}.html", "name": label(f"language_{spoken}", spoken), "lang": spoken}
        for spoken in others
    ]
