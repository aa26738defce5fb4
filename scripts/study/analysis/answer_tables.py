"""The result tables on single answers: which respondent moves a verdict, and what missing answers may have changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from plssem import Bootstrap, FloatArray, bootstrap_imputed, estimate, find_reference, omit_each_case, path_statistics
from study.analysis.draws import infer_statistic, prefix_columns
from study.analysis.samples import Sample, declared_chain
from study.analysis.verdicts import Judging
from study.setup.configuration import ImputationSection
from study.setup.study_model import ModelPath


def influence_table(sample: Sample, draws: Bootstrap, sources: pd.DataFrame, judging: Judging) -> pd.DataFrame:
    """Return `influence.csv`: each path judged without each respondent in turn, by the draws of the main bootstrap.

    sources: `sources.csv`, the file and row of each respondent (N). verdict: of all; empty without hypothesis.
    smallest, largest: of the estimates without one respondent. turning: count of the respondents without whom the
    verdict, or the finding where there is no hypothesis, is another. source_file, source_row: of the respondent without
    whom the estimate changes most, of those who turn the verdict where there are any; without_estimate, without_t,
    without_lower, without_upper, without_verdict: the path without that one. resamples: the fewest that a judgement
    rests on. NaN where the model does not converge without the respondent, and such a verdict counts as another.

    ASSUME: an answer that is missing keeps the mean of all respondents, also of the one who is left out.
    """
    omitted = omit_each_case(sample.indicators, sample.model, draws, judging.confidence_level, measures=path_statistics)
    main = infer_statistic(draws, "path_coefficients", judging.confidence_level).to_dict("index")
    rows = []
    for path in sample.study.paths:
        index = draws.names["path_coefficients"].index(path.name)
        numbers = {
            "estimate": omitted.estimates[:, index],
            "t": omitted.t[:, index],
            "lower": omitted.lower[:, index],
            "upper": omitted.upper[:, index],
        }
        row = _judge(path, main[path.name], numbers, sources, judging)
        rows.append(row | {"resamples": int(omitted.resamples.min())})
    return pd.DataFrame(rows)


def _judge(
    path: ModelPath, main: Mapping[Any, Any], without: Mapping[str, Any], sources: pd.DataFrame, judging: Judging
) -> dict[str, Any]:
    rule = judging.rule(path)
    verdict = rule.verdict(main["t"], main["lower"], main["upper"])
    verdicts = rule.verdicts(without["t"], without["lower"], without["upper"])
    turning = verdicts != verdict
    change = np.abs(without["estimate"] - main["estimate"])
    # A respondent without whom nothing can be estimated moves most of all.
    moved = np.where(np.isnan(change), np.inf, change)
    chosen = int(np.where(turning | ~turning.any(), moved, -1).argmax())
    named = bool(path.hypothesis)
    return {
        "source": path.source,
        "target": path.target,
        "hypothesis": path.hypothesis or "",
        "verdict": verdict if named else "",
        "estimate": main["estimate"],
        "smallest": np.nanmin(without["estimate"]),
        "largest": np.nanmax(without["estimate"]),
        "turning": int(turning.sum()),
        "source_file": int(sources["source_file"].iloc[chosen]),
        "source_row": int(sources["source_row"].iloc[chosen]),
        **{f"without_{name}": float(values[chosen]) for name, values in without.items()},
        "without_verdict": str(verdicts[chosen]) if named else "",
    }


def influence_facts(table: pd.DataFrame) -> dict[str, Any]:
    """Return `omissions.json` from `influence.csv`: paths judged, how many are turned, largest change, resamples."""
    changes = np.maximum(table["estimate"] - table["smallest"], table["largest"] - table["estimate"])
    return {
        "paths": len(table),
        "turned": int((table["turning"] > 0).sum()),
        "largest_change": float(changes.max()),
        "resamples": int(table["resamples"].min()),
    }


@dataclass(frozen=True)
class ImputationSettings(ImputationSection):
    """How missing answers are imputed, and the seed of the resamples."""

    seed: int


def imputation_table(
    answers: FloatArray,
    sample: Sample,
    paths: pd.DataFrame,
    judging: Judging,
    settings: ImputationSettings,
    main_draws: Bootstrap | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `imputation.csv`, each path with missing answers imputed beside the main result, and what is told of it.

    answers (N, K): NaN where there is none. paths: `paths.csv`, whose estimate and verdict come first. imputed and the
    columns that begin with it: over the imputations of the sample and of the resamples; imputed_verdict is empty
    without hypothesis. missing_information: share of the variance that is due to the missing answers. No rows where no
    answer is missing. facts: missing answers; settings; resamples without a solution (lost); the largest change of a
    path, and the verdicts that are another (changed).
    main_draws: of the main bootstrap, where imputation is the main analysis: there are no rows then.
    """
    if main_draws:
        return _tell_of_main_imputation(answers, sample, main_draws, settings)
    facts = _imputation_facts(answers, settings)
    if not facts["missing"]:
        return pd.DataFrame(columns=["source", "target"]), facts
    imputed = bootstrap_imputed(
        answers,
        {"imputed": sample.model},
        settings.resamples,
        declared_chain(settings),
        seed=settings.seed,
        reference=find_reference(estimate(sample.indicators, sample.model)),
    )["imputed"]
    names = [path.name for path in sample.study.paths]
    inferred = infer_statistic(imputed.bootstrap, "path_coefficients", judging.confidence_level).loc[names]
    shares = pd.Series(imputed.missing_information, index=imputed.bootstrap.names["path_coefficients"])
    table = pd.concat(
        [
            paths[["source", "target", "hypothesis", "verdict", "estimate"]].reset_index(drop=True),
            prefix_columns(inferred, "imputed").reset_index(drop=True),
        ],
        axis=1,
    )
    table["hypothesis"] = table["hypothesis"].fillna("")
    table["verdict"] = table["verdict"].fillna("")
    table["imputed_verdict"] = judging.verdicts(sample.study.paths, inferred)
    table["missing_information"] = shares.loc[names].to_numpy()
    facts |= {
        "lost": int((~imputed.bootstrap.converged).sum()),
        "largest_change": float((table["imputed"] - table["estimate"]).abs().max()),
        "changed": int((table["imputed_verdict"] != table["verdict"]).sum()),
    }
    return table, facts


def _imputation_facts(answers: FloatArray, settings: ImputationSettings) -> dict[str, Any]:
    names = ("imputations", "iterations", "donors", "resamples")
    return {"missing": int(np.isnan(answers).sum()), **{name: getattr(settings, name) for name in names}}


def _tell_of_main_imputation(
    answers: FloatArray, sample: Sample, draws: Bootstrap, settings: ImputationSettings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `imputation.csv` without rows, and what is told of imputed answers that are the main analysis.

    draws: of the main bootstrap. largest_missing_information: of a path of the study, see `ImputedBootstrap`.
    """
    facts = _imputation_facts(answers, settings) | {"resamples": draws.resamples, "main": True}
    if sample.answers and facts["missing"]:
        shares = sample.answers.missing_information(sample.model, draws)
        own = [draws.names["path_coefficients"].index(path.name) for path in sample.study.paths]
        facts |= {"largest_missing_information": float(shares[own].max()), "lost": int((~draws.converged).sum())}
    return pd.DataFrame(columns=["source", "target"]), facts
