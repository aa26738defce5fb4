"""The measurement model's result tables, and the test of the instrument by them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    Fit,
    FloatArray,
    Model,
    TetradTest,
    bootstrap,
    critical_correlation,
    fornell_larcker,
    item_total_correlations,
    outer_vif,
    path_statistics,
    redundancy_model,
    tetrad_analysis,
)
from study.analysis.draws import BOUNDS, NUMBERS, DrawSettings, infer_statistic, prefix_columns
from study.analysis.samples import Sample, Settings
from study.base.files import number
from study.setup.configuration import DirectionsSection
from study.setup.study_model import StudyModel

RELIABILITIES = {
    "cronbach_alpha": "cronbach_alpha",
    "rho_a": "rho_a",
    "composite_reliability": "composite_reliability",
    "ave": "average_variance_extracted",
}


def reliability_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `reliability.csv`: each reliability and the AVE per construct, with its interval (dimensionless)."""
    tables = [
        prefix_columns(infer_statistic(bootstrap, statistic, level, BOUNDS), column)
        for column, statistic in RELIABILITIES.items()
    ]
    return pd.concat(tables, axis=1).rename_axis("construct").reset_index()


def outer_model_table(fit: Fit, bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `outer_model.csv`: loading, weight and VIF per indicator, with the inference of loading and weight."""
    estimates = pd.DataFrame(
        {
            "construct": [fit.model.constructs[owner] for owner in fit.model.owners],
            "outer_loading": bootstrap.estimates["outer_loadings"],
            "outer_weight": bootstrap.estimates["outer_weights"],
            "outer_vif": outer_vif(fit),
        },
        index=pd.Index(fit.model.indicators),
    )
    inferred = [
        prefix_columns(infer_statistic(bootstrap, f"{column}s", level, NUMBERS[1:]), column)
        for column in ("outer_loading", "outer_weight")
    ]
    return pd.concat([estimates, *inferred], axis=1).rename_axis("indicator").reset_index()


def htmt_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `htmt.csv`: the ratio per pair of constructs, with its interval and one-sided upper bound."""
    table = infer_statistic(bootstrap, "htmt", level, (*BOUNDS, "upper_one_sided"))
    pairs = table.index.str.split(" ~ ", expand=True)
    names = pd.DataFrame({"construct_1": pairs.get_level_values(0), "construct_2": pairs.get_level_values(1)})
    return pd.concat([names, table.rename(columns={"estimate": "htmt"}).reset_index(drop=True)], axis=1)


def fornell_larcker_table(fit: Fit) -> pd.DataFrame:
    """Return `fornell_larcker.csv`: construct correlations, the square root of the AVE on the diagonal."""
    constructs = pd.Index(fit.model.constructs, name="construct")
    return pd.DataFrame(fornell_larcker(fit), index=constructs, columns=list(constructs)).reset_index()


def cross_loadings_table(fit: Fit) -> pd.DataFrame:
    """Return `cross_loadings.csv`: the correlation of every indicator with every construct."""
    table = pd.DataFrame(fit.cross_loadings, index=list(fit.model.indicators), columns=list(fit.model.constructs))
    table.insert(0, "construct", [fit.model.constructs[owner] for owner in fit.model.owners])
    return table.rename_axis("indicator").reset_index()


def without_controls(table: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Return a table without rows and columns of control variables: a single answer has no measurement to assess."""
    named = [name for name in ("construct", "construct_1", "construct_2") if name in table]
    own = ~table[named].isin(list(model.observed)).any(axis=1)
    return table.loc[own, [name for name in table.columns if name not in model.observed]].reset_index(drop=True)


def item_total_table(indicators: FloatArray, model: Model, significance_level: float) -> pd.DataFrame:
    """Return `item_total.csv`: r of each item with its construct's sum, with the item in it and left out of it.

    An item is valid where both exceed the critical r; a single item has no corrected r (NaN), and the other decides.
    """
    totals = item_total_correlations(indicators, model)
    critical = critical_correlation(len(indicators), significance_level)
    return pd.DataFrame(
        {
            "indicator": model.indicators,
            "construct": [model.constructs[owner] for owner in model.owners],
            "r": totals.uncorrected,
            "r_corrected": totals.corrected,
            "critical_r": critical,
            "valid": (totals.uncorrected > critical) & ((totals.corrected > critical) | np.isnan(totals.corrected)),
        }
    )


def judge_instrument(
    outer: pd.DataFrame, reliability: pd.DataFrame, criteria: Mapping[str, float], formative: Collection[str] = ()
) -> dict[str, Any]:
    """Return `verdict.json`: fit for use where every criterion is exceeded; a value that is missing fails.

    formative: constructs in mode B, which these criteria do not judge.
    """
    items, constructs = (table[~table["construct"].isin(list(formative))] for table in (outer, reliability))
    failed = list(_failed(items, constructs, criteria))
    return {"fit_for_use": not failed, "failed": failed}


def _failed(outer: pd.DataFrame, reliability: pd.DataFrame, criteria: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    judged = {"outer_loading": outer.set_index("indicator")["outer_loading"]}
    for criterion in ("average_variance_extracted", "cronbach_alpha", "composite_reliability"):
        column = next(name for name, statistic in RELIABILITIES.items() if statistic == criterion)
        judged[criterion] = reliability.set_index("construct")[column]
    for criterion, values in judged.items():
        threshold = criteria[criterion]
        for where, value in values[~(values > threshold)].items():
            yield {"criterion": criterion, "where": where, "value": number(value), "threshold": threshold}


def redundancy_table(
    sample: Sample, answers: pd.DataFrame, settings: Settings, declared: DirectionsSection, draws: DrawSettings
) -> pd.DataFrame:
    """Return `redundancy.csv`: how strongly the items of a construct explain one question on it as a whole.

    answers: to these questions, in the order of the sample, NaN where there is none: such a respondent is not counted
    in n. indicator: the question. items: of the construct, without the question where it is one of them, weighted by
    regression (mode B).
    estimate: the path, standardised, with its interval. covered: whether it is at least the least path declared.
    DataError as `bootstrap`, located at the construct.
    """
    rows = []
    for construct, question in declared.redundancy.items():
        items = [code for code in sample.study.constructs[construct].indicators if code != question]
        columns = [sample.study.indicators.index(code) for code in items]
        given = answers[question].notna().to_numpy()
        data = np.column_stack([sample.indicators[:, columns], answers[question].to_numpy()])[given]
        model = replace(redundancy_model(construct, items, [question]), **settings.algorithm)
        drawn = bootstrap(data, model, declared.resamples, seed=draws.seed, measures=path_statistics)
        inferred = infer_statistic(drawn, "path_coefficients", draws.confidence_level, BOUNDS).iloc[0]
        rows.append(
            {"construct": construct, "indicator": question, "items": len(items), "n": int(given.sum())}
            | inferred.to_dict()
            | {"covered": bool(inferred["estimate"] >= declared.least_path)}
        )
    return pd.DataFrame(rows)


def tetrad_table(sample: Sample, declared: DirectionsSection, draws: DrawSettings) -> pd.DataFrame:
    """Return `tetrads.csv`: the tetrads of each construct that must vanish where it causes its items (CTA-PLS).

    items: the four of the tetrad. borrowed: count of items of other constructs. lower, upper: corrected for bias and,
    by Bonferroni, for the number of tetrads of the construct. differs: whether 0 lies outside.
    PlsSemError as `tetrad_analysis`.
    """
    tests = tetrad_analysis(
        sample.indicators,
        sample.model,
        list(declared.tetrads),
        declared.tetrads,
        declared.resamples,
        draws.confidence_level,
        seed=draws.seed,
    )
    return pd.concat([_tetrads_of(test, len(declared.tetrads[test.construct])) for test in tests], ignore_index=True)


def _tetrads_of(test: TetradTest, borrowed: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "construct": test.construct,
            "tetrad": range(1, len(test.labels) + 1),
            "items": test.labels,
            "borrowed": borrowed,
            "estimate": test.estimate,
            "se": test.standard_error,
            "p": test.p,
            "lower": test.lower,
            "upper": test.upper,
            "differs": test.differs,
        }
    )


def direction_facts(redundancy: pd.DataFrame | None = None, tetrads: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return `directions.json`: what the text tells of `redundancy.csv` and `tetrads.csv`, where there are any."""
    facts: dict[str, Any] = {}
    if redundancy is not None:
        counts = {"constructs": len(redundancy), "covered": int(redundancy["covered"].sum())}
        facts["redundancy"] = counts | {"fewest": int(redundancy["n"].min())}
    if tetrads is not None:
        facts["tetrads"] = {
            construct: {
                "tetrads": len(rows),
                "differ": int(rows["differs"].sum()),
                "borrowed": int(rows["borrowed"].iloc[0]),
            }
            for construct, rows in tetrads.groupby("construct", sort=False)
        }
    return facts
