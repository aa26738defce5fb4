"""A made-up study's result files in the form of the contract, and manuscripts rendered from them."""

import atexit
import base64
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

import collect_numbers
import judge_criteria
import render_manuscript
from jobs import call
from study.analysis.verdicts import path_rule
from study.base.files import read_json
from study.claims.grading import Findings, GradingSettings, doubtful_table, grade_table, state_claims, state_hypotheses
from study.plan.deviations import deviation_table, summarise
from study.plan.seals import Seal
from study.results.numbers import collect as collected
from study.results.numbers import declared_numbers
from study.results.quotation import Manuscript, ManuscriptInputs
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.study_model import StudyModel, read_study_model
from study.writing import rendering
from unit import result_samples as samples
from unit.evidence import made_up_evidence
from unit.manuscript.made_up_claims import claim_files, declared_claims

ROOT = Path(__file__).parents[3]
QUOTED = (
    *("cleaning", "estimation", "bootstrap", "hypotheses", "on_pilot_failure", "pilot_criteria", "sample_size"),
    *("thresholds", "growth", "robustness", "groups"),
)
FIGURES = ["conceptual_model", "respondent_flow", "answers_per_item", "htmt_map", "path_model", "path_forest", "growth"]
FIGURES += ["importance_map", "dimension_forest", "necessity", "simple_slopes"]
ESTIMATES = {"supported": 0.33, "not_supported": 0.06, "contradicted": -0.29, "not_testable": float("nan"), "": 0.21}
STABILITY = {"runs": 200, "most_resamples": 80000, "divisions": 200, "least_certainty": 0.99}
GRADING = GradingSettings(
    thresholds={"cronbach_alpha": 0.7, "composite_reliability": 0.7, "ave": 0.5, "htmt": 0.9},
    stable_share=0.95,
    significance_level=0.05,
    minimum_path=0.25,
    narrow_margin=0.5,
    leaning_margin=1.0,
    critical_t=1.96,
)
CONFIG = read_yaml(ROOT / "config" / "config.yaml")
STUDY = CONFIG["study"]
CHECKED = ("ordinal", "controls", "imputation", "influence", "method_variance")
_MADE: dict[str, Path] = {}  # the folder of each case that was made
_MANUSCRIPTS: dict[str, Manuscript] = {}  # what the manuscript of each case is made of
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="20mm"><rect width="100%" height="100%"/></svg>'


@dataclass(frozen=True)
class Case:
    """What a study is like: its verdicts (supported where silent), its parts, its configuration.

    numbers: estimate, standard error, lower and upper bound by hypothesis (H1) or piece of evidence (C1.2), from which
    its rule then makes the verdict. failing: constructs that failed in the pilot. reliability: values of constructs in
    place of the usual ones; loading: the smallest; htmt: value and upper bound by pair, of which only these are graded.
    evidence: "good" or "bad" where the study has its results on the quality of the evidence. results: values of result
    files of one row, in place of the usual ones, by file and key. negative: hypotheses that expect a negative sign.
    raised: claims that rest on the most resamples. vif: of the first indicator, and of the first path.
    importance: importance and performance of dimensions, in place of the usual ones.
    sealed: "before" or "after" the data, where a plan was; deviations: what was planned and found, and the reason, by
    decision. files: result files in place of the usual ones or beside them, rows of a table or an object, by name.
    declarations: what the author has stated. level: of confidence. criteria: "t" or "interval" by hypothesis or claim,
    where it is not the project's own. constructs: the only ones of the satisfaction
    survey, whose paths then carry hypotheses.
    """

    status: str = "simulated"
    verdicts: Mapping[str, str] = field(default_factory=dict)
    pilot: bool = True
    growth: bool = True
    fit_for_use: bool = True
    overlap: str = "forbidden"
    template: str = "manuscript.id.md.jinja"
    language: str = "id"
    satisfaction: bool = False
    beside: str = "supported"
    undecidable: tuple[str, ...] = ()
    mediation: tuple[str, float] = ("complementary", 1 / 3)
    failing: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)
    reliability: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    loading: float | None = None
    htmt: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    missing: int = 1
    evidence: str = ""
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    negative: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    vif: float | None = None
    importance: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sealed: str = ""
    deviations: Mapping[str, tuple[Any, Any, str]] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    declarations: Mapping[str, Any] = field(default_factory=dict)
    constructs: tuple[str, ...] = ()
    level: float = 0.95
    criteria: Mapping[str, str] = field(default_factory=dict)


def declared(case: Case, folder: Path) -> tuple[Path, Path]:
    """Where the study's model and codebook are: this project's own, or those of the satisfaction survey."""
    if not case.satisfaction:
        model_file = folder / "model.yaml" if case.negative else ROOT / "config" / "model.yaml"
        if case.negative:
            content = read_yaml(ROOT / "config" / "model.yaml")
            for path in content["paths"]:
                path["direction"] = "negative" if path["hypothesis"] in case.negative else "positive"
            model_file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return model_file, ROOT / "config" / "codebook.yaml"
    model = samples.satisfaction_study()
    if case.constructs:
        between = [path for path in model.paths if {path.source, path.target} <= {*case.constructs}]
        paths = tuple(replace(path, hypothesis=f"H{number}") for number, path in enumerate(between, start=1))
        model = replace(model, constructs={name: model.constructs[name] for name in case.constructs}, paths=paths)
    content = samples.declaration(model)
    content["constructs"].get("Value", {})["mode"] = "B"  # type: ignore[attr-defined]
    files = {"model": content, "codebook": samples.questionnaire(model, 10)}
    for name, declaration in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(declaration, sort_keys=False), encoding="utf-8")
    return folder / "model.yaml", folder / "codebook.yaml"


def settings(case: Case) -> dict[str, Any]:
    """The settings that a manuscript quotes, from the project's configuration."""
    quoted = {key: CONFIG[key] for key in (*QUOTED, *(made_up_evidence.QUOTED if case.evidence else ()))}
    return {
        **quoted,
        "bootstrap": {**CONFIG["bootstrap"], "confidence_level": case.level},
        "study": {"data_status": case.status},
        "survey": {"pilot_overlap": case.overlap},
        "stability": STABILITY,
    }


def write_results(folder: Path, model: StudyModel, case: Case) -> list[Path]:
    """Write the result files of a case; their paths."""
    tables = {f"full/{name}": table for name, table in _measured(model, case).items()} | _structure(model, case)
    objects = {"full/flow": _flow(111, {"duplicate": 2, "years_operating": 9}), **_scalars(model)}
    if case.pilot:
        tables |= {f"pilot/{name}": table for name, table in _measurement(model).items()}
        tables["pilot/item_total"] = samples.item_total_table(model).assign(valid=True)
        verdict = _verdict(model, case.fit_for_use and not case.failing, case.failing)
        objects |= {"pilot/flow": _flow(33, {"duplicate": 3}), "pilot/verdict": verdict}
    if not case.satisfaction:
        claims = declared_claims(case.negative, case.criteria)
        options = case.beside, case.undecidable, case.mediation, case.numbers, case.raised
        tables |= claim_files(claims, model, case.verdicts, *options)
        mapped = tables["full/importance"].set_index("element")
        for element, values in case.importance.items():
            mapped.loc[element, ["importance", "performance"]] = values
        tables["full/importance"] = mapped.reset_index()
    if case.growth:
        tables["growth"] = samples.growth_table()
    tables["deviations"], objects["sealed_plan"] = _compare_plan(case)
    objects = {name: content | case.results.get(name, {}) for name, content in objects.items()}
    _write(folder, tables, objects)
    files = [folder / f"{name}.csv" for name in tables] + [folder / f"{name}.json" for name in objects]
    if case.evidence:
        files += made_up_evidence.write_evidence(folder, model, ROOT, good=case.evidence == "good")
        for name in case.results:
            content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) | case.results[name]
            _write(folder, {}, {name: content})
        checks = ("full/endogeneity", "full/consistent", "robustness_paths")
        tables |= {name: pd.read_csv(folder / f"{name}.csv") for name in checks}
    rows = {name: pd.DataFrame(content) for name, content in case.files.items() if isinstance(content, list)}
    others = {name: content for name, content in case.files.items() if name not in rows}
    _write(folder, rows, others)
    files += [folder / f"{name}.csv" for name in rows] + [folder / f"{name}.json" for name in others]
    graded = _grades(model, tables | rows, case)
    _write(folder, graded, {})
    return list(dict.fromkeys([*files, *(folder / f"{name}.csv" for name in graded)]))


def _compare_plan(case: Case) -> tuple[pd.DataFrame, dict[str, Any]]:
    planned = {"thresholds.vif": 5} | {name: one[0] for name, one in case.deviations.items()}
    found = {"thresholds.vif": 5} | {name: one[1] for name, one in case.deviations.items()}
    seals = [Seal(1, "2026-03-31", case.sealed == "after", (), None, planned)] if case.sealed else []
    reasons = {name: {"id": one[2], "en": one[2]} for name, one in case.deviations.items() if one[2]}
    table = deviation_table(seals, found, 100, reasons, "deviations.yaml")
    return table, summarise(seals, table, found)


def _write(folder: Path, tables: Mapping[str, pd.DataFrame], objects: Mapping[str, Any]) -> None:
    for name, table in tables.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for name, content in objects.items():
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def collect(folder: Path, case: Case) -> Path:
    """Write the results of a case and collect their numbers, as in every language; the path of numbers.json.

    Each case is made once for all tests of a process, and copied.
    """
    name = repr(replace(case, template="", language=""))
    if name not in _MADE:
        _MADE[name] = Path(tempfile.mkdtemp(dir=_made_folder()))
        _collect(_MADE[name], case)
    shutil.copytree(_MADE[name], folder, dirs_exist_ok=True)
    return folder / "numbers.json"


@cache
def _made_folder() -> Path:
    """The folder of the cases that are made; it goes when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="cases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _collect(folder: Path, case: Case) -> None:
    call(collect_numbers.main, numbers=folder / "numbers.json", **_write_case(folder, case))


def _write_case(folder: Path, case: Case) -> dict[str, Any]:
    """Write the result files of a case; what `NumberInputs` takes."""
    model, codebook = declared(case, folder)
    results = folder / "results"
    files = write_results(results, read_study_model(model), case)
    shared = {"results_dir": results, "model": model, "codebook": codebook, "settings": settings(case)}
    if case.evidence:
        criteria = results / "criteria.csv"
        call(
            judge_criteria.main,
            results=files,
            checklist=ROOT / "config" / "checklist.yaml",
            criteria=criteria,
            **shared,
        )
        files.append(criteria)
    return {"results": files, **shared}


def manuscript_of(folder: Path, case: Case) -> Manuscript:
    """What the manuscript of a case is made of, in the case's language; no file of the numbers is written."""
    inputs = _write_case(folder, case)
    model, codebook = _study_model(inputs["model"]), _codebook(inputs["codebook"])
    numbers = collected(
        inputs["results"], inputs["results_dir"], inputs["settings"], case.status, declared_numbers(model, codebook)
    )
    texts = read_json(figures(folder / "figures", [*FIGURES, "specification_curve"]) / "alt_texts.json")
    return Manuscript(numbers, model, codebook, study_of(case), texts, case.language)


_study_model, _codebook = cache(read_study_model), cache(read_codebook)


def render(folder: Path, case: Case) -> dict[str, Path]:
    """Render the manuscript of a case; its files by format."""
    numbers, (model, codebook) = collect(folder, case), declared(case, folder)
    pictures = figures(folder / "figures")
    outputs = {f"manuscript_{name}": folder / f"manuscript.{name}" for name in ("markdown", "pdf", "docx", "html")}
    call(
        render_manuscript.main,
        numbers=numbers,
        model=model,
        codebook=codebook,
        figures=pictures,
        alt_texts=pictures / "alt_texts.json",
        template=ROOT / "manuscript" / case.template,
        bibliography=ROOT / "manuscript" / "references.bib",
        styles=ROOT / "manuscript" / "styles",
        study=STUDY,
        supplement=[],
        languages=["id", "en"],
        language=case.language,
        outputs=outputs,
    )
    return {name.removeprefix("manuscript_"): path for name, path in outputs.items()}


def markdown(folder: Path, case: Case, template: Path | None = None) -> str:
    """The Markdown of a case; its numbers are gathered once for all templates and languages of a process."""
    name = repr(replace(case, template="", language=""))
    if name not in _MANUSCRIPTS:
        folder.mkdir(parents=True, exist_ok=True)
        _MANUSCRIPTS[name] = manuscript_of(Path(tempfile.mkdtemp(dir=folder)), case)
    manuscript = replace(_MANUSCRIPTS[name], language=case.language)
    return rendering.render(template or ROOT / "manuscript" / case.template, manuscript)


def filled(folder: Path, numbers: Path, case: Case, supplement: Sequence[str] = ()) -> str:
    """The Markdown of a case whose numbers are collected; supplement: what goes there."""
    model, codebook = declared(case, folder)
    pictures = figures(folder / "figures", [*FIGURES, "specification_curve"])
    alt_texts = pictures / "alt_texts.json"
    manuscript = ManuscriptInputs(numbers, model, codebook, alt_texts, study_of(case), case.language).read()
    return rendering.render(ROOT / "manuscript" / case.template, manuscript, supplement)


def study_of(case: Case) -> dict[str, Any]:
    return STUDY | ({"declarations": case.declarations} if case.declarations else {})


def prose(text: str) -> str:
    """The text without the origins of its numbers, floats and metadata: what a reader reads as sentences."""
    plain = re.sub(r"\[((?:[^\[\]]|\\\[|\\\])*)\]\{\.number [^}]*\}", r"\1", text)
    plain = re.sub(r"\A---\n.*?\n---\n", "", plain, flags=re.DOTALL)
    plain = re.sub(r"::: \{?\.?float.*?\n:::\n", "", plain, flags=re.DOTALL)
    return plain.replace("\\ ", "\u00a0").replace("\\", "")


def figures(folder: Path, names: Sequence[str] = FIGURES) -> Path:
    """Stand-ins for the figures, with alternative texts."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.svg").write_text(DRAWING, encoding="utf-8")
        (folder / f"{name}.png").write_bytes(PIXEL)
    texts = {name: {"id": f"Isi gambar {name}.", "en": f"What {name} shows."} for name in names}
    (folder / "alt_texts.json").write_text(json.dumps(texts), encoding="utf-8")
    return folder


def _measurement(model: StudyModel) -> dict[str, pd.DataFrame]:
    return {
        "descriptives": samples.descriptives_table(model),
        "outer_model": samples.outer_model_table(model),
        "reliability": samples.reliability_table(model),
        "htmt": samples.htmt_table(model),
        "fornell_larcker": samples.fornell_larcker_table(model),
        "cross_loadings": samples.cross_loadings_table(model),
    }


def _measured(model: StudyModel, case: Case) -> dict[str, pd.DataFrame]:
    """The measurement of the main survey, with what the case says of it."""
    tables = _measurement(model)
    for construct, values in case.reliability.items():
        tables["reliability"].loc[tables["reliability"]["construct"] == construct, list(values)] = list(values.values())
    tables["descriptives"]["missing"] = [case.missing if place == 2 else 0 for place in range(len(model.indicators))]
    if case.vif is not None:
        tables["outer_model"].loc[0, "outer_vif"] = case.vif
    if case.loading is not None:
        loadings = tables["outer_model"]["outer_loading"]
        tables["outer_model"]["outer_loading"] = np.maximum(loadings, 0.75)
        tables["outer_model"].loc[0, "outer_loading"] = case.loading
    if case.htmt:
        pairs = tables["htmt"].set_index(["construct_1", "construct_2"]).assign(htmt=0.5, upper_one_sided=0.6)
        for pair, (value, bound) in case.htmt.items():
            pairs.loc[pair, ["htmt", "upper_one_sided"]] = value, bound
        tables["htmt"] = pairs.reset_index()
    return tables


def _structure(model: StudyModel, case: Case) -> dict[str, pd.DataFrame]:
    states = [case.verdicts.get(path.hypothesis, "supported") if path.hypothesis else "" for path in model.paths]
    paths = samples.paths_table(model, [ESTIMATES[state] for state in states])
    for place, path in enumerate(model.paths):
        if path.hypothesis in case.numbers:
            given = dict(zip(("estimate", "se", "lower", "upper"), case.numbers[path.hypothesis], strict=True))
            t = given["estimate"] / given["se"]
            states[place] = path_rule(path, 1.96, case.criteria).verdict(t, given["lower"], given["upper"])
            given |= {"t": t, "p": np.exp(-abs(t)), "f_squared": given["estimate"] ** 2}
            paths.loc[place, list(given)] = list(given.values())
    if case.vif is not None:
        paths.loc[0, "inner_vif"] = case.vif
    indirect = {"kind": "specific_indirect", "path": "Image -> Expectation -> Quality", "estimate": 0.12}
    effects = samples.effects_table(model)
    if case.satisfaction and not case.constructs:
        effects = pd.concat([effects, effects.iloc[:1].assign(**indirect)], ignore_index=True)
    return {
        "full/paths": paths.assign(verdict=states),
        "full/effects": effects,
        "full/r_squared": samples.r_squared_table(model),
    }


def _grades(model: StudyModel, tables: Mapping[str, pd.DataFrame], case: Case) -> dict[str, pd.DataFrame]:
    """The grades of the verdicts and what nothing can rest on, as the rule gives them."""
    none = pd.DataFrame()
    findings = Findings(
        tables["full/reliability"],
        tables["full/htmt"] if case.htmt else tables["full/htmt"].iloc[:0],
        robustness=tables.get("robustness_paths", none),
        endogeneity=tables.get("full/endogeneity", none),
        consistent=tables.get("full/consistent", none),
        rivals=tables.get("full/rival_effects", none),
        dimensions=tables.get("full/dimension_quality", none),
        **{name: tables.get(f"full/{name}", none) for name in CHECKED},
        failed_in_pilot=case.failing,
    )
    rules = {path.hypothesis: path_rule(path, 1.96, case.criteria) for path in model.paths if path.hypothesis}
    paths = tables["full/paths"].replace({"hypothesis": {"": None}})
    statements = state_hypotheses(paths, rules)
    if "claims" in tables:
        statements = state_claims(model, declared_claims(case.negative, case.criteria), tables["claims"], 1.96)
    return {
        "grades": grade_table(model, statements, findings, GRADING),
        "doubtful_constructs": doubtful_table(model, findings, GRADING),
    }


def _flow(received: int, excluded: Mapping[str, int]) -> dict[str, Any]:
    return {"received": received, "excluded": dict(excluded), "kept": received - sum(excluded.values())}


def _scalars(model: StudyModel) -> dict[str, Any]:
    outcomes = {}
    for name in model.endogenous:
        terms = {path.source: 0.31 for path in model.paths if path.target == name}
        outcomes[name] = {"standardised": terms, "unstandardised": {"intercept": 0.42, **terms}}
    count = len(model.indicators)
    rule = {"minimum_path": 0.25, "required_n": 99, "detectable_path": 0.2486}
    bounds = {"lower": 5 * count, "upper": 10 * count}
    size = {"n": 100, "indicators": count, "per_indicator": bounds, "inverse_square_root": rule}
    size["inverse_square_root_two_sided"] = {"required_n": 126, "detectable_path": 0.2802}
    return {"full/equation": {"outcomes": outcomes}, "full/sample_size": size}


def _verdict(model: StudyModel, fit_for_use: bool, failing: Sequence[str]) -> dict[str, Any]:
    weak = {"criterion": "outer_loading", "where": model.indicators[0], "value": 0.6421, "threshold": 0.7}
    failed = [
        {"criterion": "average_variance_extracted", "where": name, "value": 0.4321, "threshold": 0.5}
        for name in failing
    ]
    return {"fit_for_use": fit_for_use, "failed": [] if fit_for_use else failed or [weak]}
