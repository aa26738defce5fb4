"""Made-up result files on respondents, quality of the evidence and robustness; nothing here is a result."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from study.setup.config import read_yaml
from study.setup.study_model import StudyModel

QUOTED = ("description", "evidence", "robustness", "prediction", "fit", "necessity")


def write_evidence(folder: Path, model: StudyModel, root: Path, *, good: bool = True) -> list[Path]:
    """Write the result files of a study whose evidence is good, or bad in every respect that text is made of."""
    settings = read_yaml(root / "config" / "config.yaml")["robustness"]
    tables = {**_respondents(model), **_checks(model, good), **_robustness(model, settings, good), **_necessity(good)}
    tables |= _moderation(good)
    objects = {"full/evidence": _evidence(good), "full/predictive_power": _power(good), "full/fit": _fit(good)}
    objects["full/detectable"] = {"largest": 0.24 if good else 0.27, "rejected": 0 if good else 3, "without": 0}
    objects["robustness"] = {
        **dict.fromkeys(("universes", "data_sets", "estimations", "smallest_n", "largest_n"), 600),
        "resamples": 500,
        "resamples_of_the_main_universe": 10000,
        "dropped_indicator": "X1.3" if good else None,
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for name, content in objects.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    size = json.loads((folder / "full" / "sample_size.json").read_text(encoding="utf-8"))
    size.setdefault("gamma_exponential", {"required_n": 86})
    (folder / "full" / "sample_size.json").write_text(json.dumps(size), encoding="utf-8")
    return [folder / f"{name}.csv" for name in tables] + [folder / f"{name}.json" for name in objects]


def _necessity(good: bool) -> dict[str, pd.DataFrame]:
    """Return the tables of necessary conditions: good where some are necessary; the first falls short in nobody."""
    names, ceilings = ["X1", "X2", "X3"], ["ce_fdh", "cr_fdh"]
    pairs = pd.MultiIndex.from_product([names, ceilings], names=["condition", "ceiling"]).to_frame(index=False)
    decisive = pairs["ceiling"] == "ce_fdh"
    levels = pd.MultiIndex.from_product([names, [0, 80, 100]], names=["condition", "outcome_level"]).to_frame(
        index=False
    )
    states = ["not_necessary", "required", "out_of_reach"] * len(names)
    combined = pd.DataFrame({"condition": names, "importance": [0.2, 0.39, np.nan], "performance": 55.0})
    combined = combined.assign(effect_size=0.2, p=0.03, necessary=[good, good, False], outcome_level=80, required=31.0)
    numbers = {"outcome": "Y", "effect_size": 0.2, "p": 0.03, "accuracy": 0.98, "certainty": 1.0}
    return {
        "full/necessity": pairs.assign(decisive=decisive, necessary=good, **numbers),
        "full/bottlenecks": levels.assign(required=[np.nan, 31.0, np.nan] * 3, requirement=states, share_below=0.2),
        "full/combined_importance": combined.assign(requirement="required", share_below=[0.0, 0.3, 0.9]),
    }


def _moderation(good: bool) -> dict[str, pd.DataFrame]:
    """Return two routes, of which the second has no interval, and the regions of a slope; good: significant."""
    both = [("mediation", "X1 * X2 -> X3 -> Y", "X1 -> X3"), ("main", "X1 -> X3 * X2 -> Y", "X3 -> Y")]
    rows = [(*one, at) for one in both for at in ("index", -0.5, 0, 1)]
    table = pd.DataFrame(rows, columns=["model", "moderated_route", "path", "at"]).assign(moderator="X2", estimate=0.1)
    known = table["model"] == "mediation"
    bounds = {"lower": np.where(known, 0.02 if good else -0.05, np.nan), "upper": np.where(known, 0.2, np.nan)}
    findings = ["negative", "none", "positive"] if good else ["unknown"]
    regions = [("X1 -> Y", "X3", 1 + place, -2.5 + place, -1.52 + place, one) for place, one in enumerate(findings)]
    named = ["path", "moderator", "region", "lowest", "highest", "finding"]
    return {
        "full/conditional_mediation": table.assign(**bounds),
        "full/slope_regions": pd.DataFrame(regions, columns=named),
    }


def _respondents(model: StudyModel) -> dict[str, pd.DataFrame]:
    answers = [("years_operating", "3–5", 40), ("owner_sex", "Perempuan", 52), ("owner_sex", "no_answer", 48)]
    rows = [{"column": column, "answer": answer, "n": n, "share": n / 100} for column, answer, n in answers]
    means = [
        {"construct": name, "dimension": part.name, "indicators": 2, "mean": 3.0, "percent_index": 50.0 + 3 * place}
        | {"category": ("low", "moderate", "high")[min(place // 3, 2)]}
        for name, construct in model.constructs.items()
        for place, part in enumerate(construct.dimensions, len(name))
    ]
    return {"full/respondents": pd.DataFrame(rows), "full/dimension_means": pd.DataFrame(means)}


def _ends(model: StudyModel) -> pd.DataFrame:
    return pd.DataFrame([{"source": path.source, "target": path.target} for path in model.paths])


def _checks(model: StudyModel, good: bool) -> dict[str, pd.DataFrame]:
    ends, p = _ends(model), [0.4, 0.3, 0.2] if good else [0.4, 0.01, 0.02]
    inferred = {"se": 0.1, "t": 1.0, "lower": -0.1, "upper": 0.3}
    hypotheses = [path.hypothesis for path in model.paths]
    judged = "supported" if good else "not_testable"  # where the solution is not admissible
    consistent = ends.assign(estimate=0.3, consistent_estimate=0.33, **inferred, p=0.2, verdict=judged)
    power = ends.assign(hypothesis=hypotheses, verdict="not_supported", estimate=0.2, power=0.9 if good else 0.4)
    detectable = {"detectable_inverse_square_root": 0.249, "detectable_standard_error": 0.25}
    codes = model.constructs["Y"].indicators
    predict = pd.DataFrame({"indicator": codes, "construct": "Y", "q_squared_predict": 0.2 if good else -0.1})
    return {
        "full/consistent": consistent,
        "full/nonlinearity": ends.assign(estimate=0.05, **inferred, p=p, f_squared=0.01),
        "full/endogeneity": ends.assign(estimate=0.5, **inferred, p=p, corrected_path=0.2),
        "full/power": power.assign(power_se=0.02, **detectable, detectable_simulated=[np.nan, 0.31, np.nan]),
        "full/predict": predict.assign(rmse_pls=0.8, rmse_lm=0.9, mae_pls=0.7, mae_lm=0.8),
    }


def _robustness(model: StudyModel, settings: dict[str, Any], good: bool) -> dict[str, pd.DataFrame]:
    ends, share = _ends(model), 1.0 if good else 0.6
    named = ends.assign(hypothesis=[path.hypothesis for path in model.paths])
    spread = {"smallest": 0.1, "median": 0.2, "largest": 0.4}
    counts = {"universes": 600, "same": int(600 * share), "share_same": share, "unknown": 0 if share == 1 else 120}
    options = [("estimator", option) for option in settings["estimators"]]
    options += [("decision", option) for option in settings["decisions"]] + [("dropped", "none")]
    options += [("missing_answers", "mean"), ("missing_answers", "casewise"), ("straight_lining", "exclude")]
    options += [("straight_lining", "keep"), ("waived", "none"), *([("dropped", "X1.3")] if good else [])]
    choices = [named.assign(choice=choice, option=option, **counts) for choice, option in options]
    front = ["choice", "option", "source", "target"]
    table = pd.concat(choices, ignore_index=True)
    return {
        "robustness_paths": named.assign(estimate=0.2, finding="positive", verdict="supported", **spread, **counts),
        "robustness_choices": table[[*front, *(name for name in table if name not in front)]],
    }


def _evidence(good: bool) -> dict[str, Any]:
    shares = dict.fromkeys(("share", "largest_share_of_a_respondent", "largest_share_of_an_indicator"), 0.02)
    mardia = {"skewness_p": 0.4, "kurtosis_p": 0.01} if good else None
    normal = {"largest_skewness": 0.4, "largest_kurtosis": 1.1, "mardia": mardia, "not_tested": None}
    solutions = {"sample_admissible": good, "admissible_share": 0.97 if good else 0.2, "resamples": 2000}
    return {
        "missing_answers": {"answers": 2000, "missing": 8, "respondents_with_missing": 8, **shares},
        "straight_lining": {"left_out": 1, "kept": 0 if good else 4, "nearly": 0, "same_answer_share": 0.9},
        "normality": normal,
        "method_bias": {"first_factor_share": 0.44, "largest_full_collinearity_vif": 1.8 if good else 4.1},
        "consistent": solutions | {"largest_loading": 0.9 if good else 1.06, "largest_loading_of": "X3.1"},
    }


def _power(good: bool) -> dict[str, Any]:
    rivals = {name: {"difference": -0.1, "p": 0.01, "p_one_sided": 0.005} for name in ("average", "linear_model")}
    if not good:
        rivals = {
            "average": {"difference": -0.1, "p": 0.2, "p_one_sided": 0.1},
            "linear_model": {"difference": 0.1, "p": 0.3, "p_one_sided": 0.85},
        }
    return {"cvpat": {"overall": rivals}}


def _fit(good: bool) -> dict[str, Any]:
    measures = {name: {"estimated": 0.05 if good else 0.12, "hi95": {"estimated": 0.06}} for name in ("srmr", "d_uls")}
    return {**measures, "d_g": {"estimated": 0.9 if good else None}}
