"""One sentence per figure for those who cannot see it, made from the figure's own data."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from study.analysis.robustness import curve_table
from study.figures.estimates import PathEstimate, path_estimates
from study.figures.forests import dimension_estimates
from study.figures.growth import quarter_index, quarter_name
from study.figures.importance_map import mapped
from study.figures.sources import Material
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, reason_label
from study.survey.cleaning import Flow
from study.words.dictionary import word
from study.words.wording import decimal, interval, percent

__all__ = ["alt_texts"]

PLACES = 3


def alt_texts(material: Material, language: str, notice: str) -> dict[str, str]:
    """Describe every figure of a study in one sentence each; figures with the notice end with it.

    StudyError where a label is not declared in the language.
    """
    survey = {
        "conceptual_model": _conceptual_model(material.model, language),
        "respondent_flow": _respondent_flow(material, language),
        "answers_per_item": _answers_per_item(material, language),
        "htmt_map": _htmt_map(material, language),
        "path_model": _path_model(material, language),
        "path_forest": _path_forest(material, language),
    }
    if material.dimension_effects is not None and material.dimension_differences is not None:
        survey["dimension_forest"] = _dimension_forest(
            material, material.dimension_effects, material.dimension_differences, language
        )
    if material.importance is not None:
        survey["importance_map"] = _importance_map(material.model, material.importance, language)
    if material.universes is not None:
        survey["specification_curve"] = _specification_curve(material.model, material.universes, language)
    closed = {name: f"{text}. {notice}." if notice else f"{text}." for name, text in survey.items()}
    return closed if material.growth is None else {"growth": f"{_growth(material.growth, language)}.", **closed}


def _sentence(key: str, language: str, **parts: object) -> str:
    return word("alternatives", key, language).format(**parts)


def _from_to(model: StudyModel, source: str, target: str, language: str) -> str:
    ends = {"source": construct_label(model, source, language), "target": construct_label(model, target, language)}
    return _sentence("from_to", language, **ends)


def _importance_map(model: StudyModel, importance: pd.DataFrame, language: str) -> str:
    elements = mapped(model, importance, language)
    if not elements:
        return _sentence("importance_unknown", language)
    by_importance = sorted(elements, key=lambda one: one.importance)
    by_performance = sorted(elements, key=lambda one: one.performance)
    ends = {
        "least": by_importance[0],
        "most": by_importance[-1],
        "worst": by_performance[0],
        "best": by_performance[-1],
    }
    values = {
        f"{name}_value": decimal(one.importance, 2, language)
        if name in ("least", "most")
        else decimal(one.performance, 1, language)
        for name, one in ends.items()
    }
    names = {name: one.label for name, one in ends.items()}
    return _sentence("importance_map", language, count=len(elements), **names, **values)


def _growth(growth: pd.DataFrame, language: str) -> str:
    known = growth.dropna(subset=["growth"])
    if known.empty:
        return _sentence("growth_unknown", language)
    times, values = quarter_index(known), known["growth"].to_numpy(dtype=float)
    rows = {"first": times.argmin(), "last": times.argmax(), "highest": values.argmax(), "lowest": values.argmin()}
    numbers = {name: decimal(float(values[row]), 2, language) for name, row in rows.items()}
    quarters = {f"{name}_quarter": quarter_name(float(times[row]), language) for name, row in rows.items()}
    return _sentence("growth", language, **numbers, **quarters)


def _conceptual_model(model: StudyModel, language: str) -> str:
    names = [
        _from_to(model, path.source, path.target, language) + (f" ({path.hypothesis})" if path.hypothesis else "")
        for path in model.paths
    ]
    return _sentence(
        "conceptual_model", language, constructs=len(model.constructs), paths=len(names), list="; ".join(names)
    )


def _respondent_flow(material: Material, language: str) -> str:
    main = _flow(material.flow, material, language)
    if material.pilot_flow is None:
        return main
    return _sentence("respondent_flow_pilot", language, main=main, pilot=_flow(material.pilot_flow, material, language))


def _flow(flow: Flow, material: Material, language: str) -> str:
    reasons = [
        f"{count} {reason_label(material.codebook, reason, language)}"
        for reason, count in flow.excluded.items()
        if count
    ]
    return _sentence(
        "respondent_flow",
        language,
        received=flow.received,
        excluded=sum(flow.excluded.values()),
        reasons=f" ({', '.join(reasons)})" if reasons else "",
        kept=flow.kept,
    )


def _answers_per_item(material: Material, language: str) -> str:
    points = material.codebook.scale.points
    columns = [f"share_{point}" for point in range(points - points // 2 + 1, points + 1)]
    above = material.descriptives.set_index("indicator")[columns].sum(axis=1, skipna=False).dropna()
    if above.empty:
        return _sentence("answers_unknown", language)
    return _sentence(
        "answers_per_item",
        language,
        lowest=percent(float(above.min()), 0, language),
        lowest_item=above.idxmin(),
        highest=percent(float(above.max()), 0, language),
        highest_item=above.idxmax(),
    )


def _htmt_map(material: Material, language: str) -> str:
    ratios = material.htmt.dropna(subset=["htmt"]).reset_index(drop=True)
    if ratios.empty:
        return _sentence("htmt_unknown", language)
    values = ratios["htmt"].to_numpy(dtype=float)
    names = {name: construct_label(material.model, name, language) for name in material.model.constructs}
    pairs = [
        _sentence("pair", language, one=names[first], two=names[second])
        for first, second in zip(ratios["construct_1"], ratios["construct_2"], strict=True)
    ]
    return _sentence(
        "htmt_map",
        language,
        lowest=decimal(float(values.min()), PLACES, language),
        lowest_pair=pairs[int(values.argmin())],
        highest=decimal(float(values.max()), PLACES, language),
        highest_pair=pairs[int(values.argmax())],
        above=int(np.sum(values >= material.htmt_threshold)),
        count=len(values),
        threshold=decimal(material.htmt_threshold, 2, language),
    )


def _path_model(material: Material, language: str) -> str:
    shares = [
        f"{construct_label(material.model, name, language)} {decimal(float(share), PLACES, language)}"
        for name, share in zip(material.r_squared["construct"], material.r_squared["r_squared"], strict=True)
    ]
    estimates = path_estimates(material.paths)
    values = [f"{_path(material.model, e, language)} {decimal(e.value, PLACES, language)}" for e in estimates]
    return _sentence("path_model", language, list="; ".join(values), shares="; ".join(shares))


def _path_forest(material: Material, language: str) -> str:
    estimates = path_estimates(material.paths)
    values = [
        f"{_path(material.model, e, language)} {decimal(e.value, PLACES, language)} "
        f"{interval(e.lower, e.upper, PLACES, language)}"
        for e in estimates
    ]
    return _sentence(
        "path_forest",
        language,
        level=percent(material.confidence_level, 0, language),
        list="; ".join(values),
        clear=_count_clear(estimates),
        count=len(estimates),
    )


def _dimension_forest(material: Material, effects: pd.DataFrame, differences: pd.DataFrame, language: str) -> str:
    rows = dimension_estimates(material.model, effects, differences, language)
    return _sentence(
        "dimension_forest",
        language,
        target=construct_label(material.model, material.model.main_outcome, language),
        level=percent(material.confidence_level, 0, language),
        list="; ".join(
            f"{name} {decimal(e.value, PLACES, language)} {interval(e.lower, e.upper, PLACES, language)}"
            for name, e in rows.items()
        ),
        clear=_count_clear(list(rows.values())),
        count=len(rows),
    )


def _specification_curve(model: StudyModel, universes: pd.DataFrame, language: str) -> str:
    curves = [
        _sentence(
            "curve_of_a_path",
            language,
            path=_from_to(model, line["source"], line["target"], language),
            smallest=decimal(line["smallest"], PLACES, language),
            largest=decimal(line["largest"], PLACES, language),
            same=line["same"],
            universes=line["universes"],
        )
        for line in curve_table(universes).to_dict("records")
    ]
    count = universes["universe"].nunique()
    return _sentence("specification_curve", language, universes=count, list="; ".join(curves))


def _path(model: StudyModel, estimate: PathEstimate, language: str) -> str:
    return _from_to(model, estimate.source, estimate.target, language)


def _count_clear(estimates: Sequence[PathEstimate]) -> int:
    return sum(not estimate.includes_zero for estimate in estimates)
