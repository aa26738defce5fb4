"""The analysis plan as a document in each language: PDF, DOCX, HTML and Markdown, the same bytes at every run."""

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from plssem import (
    Power,
    estimate_from_correlations,
    planned_correlations,
    population_correlations,
    simulate_power,
    smallest_with_power,
)
from study.analysis.power_tables import planned_sizes
from study.analysis.samples import Settings, engine_model
from study.analysis.verdicts import T
from study.base.files import write_json, write_table
from study.figures import style
from study.plan.deviations import as_line
from study.plan.seals import PLAN, Seal, digest, find_decisions, plan_folder, read_seals, seal_plan
from study.results.numbers import collect, declared_numbers
from study.results.quotation import Manuscript
from study.setup.config import read_yaml
from study.setup.configuration import Configuration
from study.setup.data_status import notice
from study.setup.start import Study, check
from study.setup.study_model import ModelPath, StudyModel
from study.words.dictionary import figure_word, label
from study.writing.documents import Assets, page_links, write_documents
from study.writing.rendering import IN_PLACE, render

LEFT = 14.0  # mm
FOOT = 13.0  # mm
HEIGHT = 58.0  # mm
GAP = 16.0  # mm
HEAD = 8.0  # mm
RIGHT = 12.0  # mm
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def apply_size_rules(study: Study) -> dict[str, Any]:
    """Return `sample_size_rules.json`: what rules of thumb and the inverse square root method ask for.

    detectable_path: by the fewest respondents planned; left out where their number is not planned.
    """
    configuration = study.configuration
    planned = configuration.plan.respondents
    rules = study.config["sample_size"]
    level = configuration.evidence.power.significance_level
    sizes = planned_sizes(planned.lower if planned else 2, len(study.model.indicators), rules, level)
    if planned:
        return sizes
    without = {key: value for key, value in sizes.items() if key != "n"}
    for name in ("inverse_square_root", "inverse_square_root_two_sided"):
        without[name] = {key: value for key, value in sizes[name].items() if key != "detectable_path"}
    return without


def simulate_sizes(study: Study) -> pd.DataFrame:
    """Return `simulated_power.csv`: per population, path and number of respondents n the power of simulated studies.

    power: share of studies in which the path is significant (two-sided) by the criterion of its hypothesis: t, or the
    percentile interval; power_se: its Monte-Carlo error. ASSUME: normally distributed indicators.
    """
    rows = []
    for name, population in study.configuration.plan.populations.items():
        simulated = _simulate(study, population.paths)
        for path in study.model.paths:
            keys = {"population": name, "path": str(path)}
            rows += [{**keys, "n": cases, **_power(simulated[cases], path, study)} for cases in sorted(simulated)]
    return pd.DataFrame(rows, columns=["population", "path", "n", "power", "power_se"])


def find_needed_sizes(power: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return `needed_sizes.csv` from `simulated_power.csv`: the respondents with which each path is found.

    coefficient: in the population, standardised. needed: the size at which the power first reaches that of
    `sample_size.power`, between two sizes by a straight line; empty where no size tried reaches it.
    """
    wanted = study.configuration.sample_size.power
    populations = study.configuration.plan.populations
    rows = []
    for (name, path), curve in power.groupby(["population", "path"], sort=False):
        needed = smallest_with_power(curve["n"].to_numpy(dtype=float), curve["power"].to_numpy(dtype=float), wanted)
        size = ceil(needed) if np.isfinite(needed) else None
        coefficient = populations[str(name)].paths[str(path)]
        rows.append({"population": name, "path": path, "coefficient": coefficient, "needed": size})
    return pd.DataFrame(rows, columns=["population", "path", "coefficient", "needed"]).astype({"needed": "Int64"})


def draw_power(power: pd.DataFrame, study: Study, language: str, notice: str = "") -> Figure:
    """Draw `simulated_power.csv`: power over respondents, a panel per population, a line per path."""
    populations = study.configuration.plan.populations
    figure = style.page(FOOT + HEIGHT + HEAD, notice)
    width = (style.WIDTH - LEFT - RIGHT - GAP * (len(populations) - 1)) / len(populations)
    for index, (name, population) in enumerate(populations.items()):
        axes = style.plot_axes(figure, LEFT + index * (width + GAP), FOOT, width, HEIGHT)
        axes.set_title(population.label[language], fontsize=style.BODY)
        _draw_curves(axes, power[power["population"] == name], study.model)
        _set_scales(axes, study.configuration, language)
    return figure


def _simulate(study: Study, paths: Mapping[str, float]) -> dict[int, Power]:
    """Simulate the studies of each size in a population with these paths."""
    configuration = study.configuration
    plan = configuration.plan
    settings = configuration.estimation
    model = engine_model(study.model, Settings(settings.scheme, settings.max_iterations, settings.tolerance))
    alike = planned_correlations(model, plan.outer_loading, plan.correlation)
    population = population_correlations(estimate_from_correlations(alike, model), paths)
    level = 1 - configuration.evidence.power.significance_level
    seed = configuration.bootstrap.seed
    return {
        cases: simulate_power(population, model, cases, plan.studies, plan.resamples, level, seed=seed)
        for cases in plan.sample_sizes
    }


def _power(simulated: Power, path: ModelPath, study: Study) -> dict[str, float]:
    """Return the power of a path and its Monte-Carlo error, by the criterion of its hypothesis."""
    by_t = study.criteria.get(path.hypothesis or "", T) == T
    power = float((simulated.by_t if by_t else simulated.by_interval)[simulated.names.index(str(path))])
    return {"power": power, "power_se": float(np.sqrt(power * (1 - power) / simulated.studies))}


def _draw_curves(axes: Axes, power: pd.DataFrame, model: StudyModel) -> None:
    """Draw a line per path, named by its hypothesis where it has one."""
    names = {str(path): path.hypothesis or str(path).replace("->", "→") for path in model.paths}
    for number, (path, curve) in enumerate(power.groupby("path", sort=False)):
        look: dict[str, Any] = {"marker": MARKS[number % len(MARKS)], "markersize": 4.0, "markerfacecolor": "white"}
        axes.plot(curve["n"], curve["power"], color=style.DARK, linewidth=0.9, label=names[str(path)], **look)
    axes.legend(loc="lower right", frameon=False, fontsize=style.SMALL)


def _set_scales(axes: Axes, configuration: Configuration, language: str) -> None:
    axes.set_ylim(0.0, 1.04)
    axes.axhline(configuration.sample_size.power, color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    if configuration.plan.respondents:
        axes.axvline(configuration.plan.respondents.lower, color=style.GREY, linewidth=0.7, zorder=0)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.yaxis, language)
    axes.set_xlabel(figure_word("respondents", language), fontsize=style.SMALL)
    axes.set_ylabel(figure_word("power", language), fontsize=style.SMALL)
    axes.spines[["right", "top"]].set_visible(False)


CURVE = "power_by_size"
TEMPLATES = Path("manuscript")
FORMS = {"markdown": "md", "docx": "docx", "html": "html", "pdf": "pdf"}
DIGITS = 12  # of a hash in a table


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
    sizes, power = _write_sizes(study, folder)
    documents: list[Path] = []
    for language in study.configuration.manuscript.languages:
        files = {form: folder / f"plan.{language}.{ending}" for form, ending in FORMS.items()}
        figures = folder / "figures" / language
        _write_curve(study, power, language, figures)
        manuscript = _gather(study, sizes, seals, language)
        assets = Assets(figures, TEMPLATES / "styles", study.configuration.manuscript.bibliography, language)
        text = render(TEMPLATES / f"plan.{language}.md.jinja", manuscript, layout=IN_PLACE)
        # All but the page of results, which a study before its data does not have.
        *links, _ = page_links("plan", language, (), study.configuration.manuscript.languages, language)
        write_documents(text, manuscript, assets, links, files)
        documents += files.values()
    return documents


def _write_sizes(study: Study, folder: Path) -> tuple[list[Path], pd.DataFrame]:
    """Write the files of sample sizes; return them, and the simulated power (no rows without populations)."""
    rules = folder / "sample_size_rules.json"
    write_json(apply_size_rules(study), rules)
    power = simulate_sizes(study)
    tables = {"simulated_power": power, "needed_sizes": find_needed_sizes(power, study)}
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    return [rules, *(folder / f"{name}.csv" for name in tables)], power


def _write_curve(study: Study, power: pd.DataFrame, language: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if len(power):
        with style.print_style():
            figure = draw_power(power, study, language, notice(study.configuration.study.data_status, language))
            style.save(figure, folder / CURVE, label(CURVE, language), label(f"{CURVE}.alt", language))


def _gather(study: Study, sizes: Sequence[Path], seals: Sequence[Seal], language: str) -> Manuscript:
    """Gather what the template quotes: settings, sizes and the plan itself as numbers with their keys."""
    status = study.configuration.study.data_status
    declared = {
        **declared_numbers(study.model, study.codebook),
        "plan.yaml": {**_describe(study, language), **_describe_seals(study, seals)},
    }
    numbers = collect(sizes, study.configuration.results_dir, study.config, status, declared)
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
        "decisions": [{"name": name, "value": as_line(value)} for name, value in find_decisions(study.config).items()],
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
