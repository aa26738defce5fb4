"""One sentence per figure for those who cannot see it, made from the figure's own data."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from study.figures.figure_data import FigureData, PathEstimate, path_estimates
from study.figures.forests import dimension_estimates
from study.figures.growth import number_quarters, quarter_name
from study.figures.importance_map import QUADRANTS, list_elements, name_quadrant
from study.figures.panels import count_clear, split_bands, take_ends
from study.setup.codebook import Codebook, Scale
from study.setup.study_model import ARROW, StudyModel
from study.setup.study_names import construct_label, mode_label, moderators_label, reason_label
from study.survey.cleaning import Flow
from study.words.dictionary import figure_word, word
from study.words.wording import as_set, decimal, integer, interval, p_relation, percent, share_as_set

PLACES = 3


def _sentence(key: str, language: str, **parts: object) -> str:
    return word("alternatives", key, language).format(**parts)


def _share(count: int, total: int, language: str) -> str:
    """Word how many of a total something holds of: none, all, the only one, or some of them."""
    key = "none" if not count else "some" if count < total else "only" if total == 1 else "every"
    return _sentence(key, language, count=integer(count, language), total=integer(total, language))


def _from_to(model: StudyModel, source: str, target: str, language: str) -> str:
    ends = {"source": construct_label(model, source, language), "target": construct_label(model, target, language)}
    return _sentence("from_to", language, **ends)


def _importance_map(data: FigureData, language: str) -> str:
    elements = list_elements(data.model, data.tables["importance"], language)
    if not elements:
        return _sentence("importance_unknown", language)
    by_importance = sorted(elements, key=lambda element: element.importance)
    by_performance = sorted(elements, key=lambda element: element.performance)
    ends = {
        "least": by_importance[0],
        "most": by_importance[-1],
        "worst": by_performance[0],
        "best": by_performance[-1],
    }
    names = {name: element.label for name, element in ends.items()}
    values = {
        "least_value": decimal(by_importance[0].importance, 2, language),
        "most_value": decimal(by_importance[-1].importance, 2, language),
        "worst_value": decimal(by_performance[0].performance, 1, language),
        "best_value": decimal(by_performance[-1].performance, 1, language),
    }
    text = _sentence("importance_map", language, count=len(elements), **names, **values)
    quadrants = [
        _sentence("importance_quadrant", language, quadrant=figure_word(key, language), list=", ".join(labels))
        for key in QUADRANTS
        if (labels := [element.label for element in elements if name_quadrant(element, elements) == key])
    ]
    return "; ".join([text, *quadrants])


def _growth(data: FigureData, language: str) -> str:
    known = data.tables["growth"].dropna(subset=["growth"])
    if known.empty:
        return _sentence("growth_unknown", language)
    times = number_quarters(known)
    values = known["growth"].to_numpy(dtype=float)
    rows = {"first": times.argmin(), "last": times.argmax(), "highest": values.argmax(), "lowest": values.argmin()}
    numbers = {name: decimal(float(values[row]), 2, language) for name, row in rows.items()}
    quarters = {f"{name}_quarter": quarter_name(float(times[row]), language) for name, row in rows.items()}
    return _sentence("growth", language, **numbers, **quarters)


def _conceptual_model(data: FigureData, language: str) -> str:
    model = data.model
    names = [
        _from_to(model, path.source, path.target, language) + (f" ({path.hypothesis})" if path.hypothesis else "")
        for path in model.paths
    ]
    return _sentence(
        "conceptual_model", language, constructs=len(model.constructs), paths=len(names), list="; ".join(names)
    )


def _respondent_flow(data: FigureData, language: str) -> str:
    main = _flow(data.flow, data.codebook, language)
    if data.pilot_flow is None:
        return _sentence("respondent_flow", language, main=main)
    return _sentence(
        "respondent_flow_pilot", language, main=main, pilot=_flow(data.pilot_flow, data.codebook, language)
    )


def _flow(flow: Flow, codebook: Codebook, language: str) -> str:
    reasons = [
        f"{reason_label(codebook, reason, language)}: {integer(count, language)}"
        for reason, count in flow.excluded.items()
        if count
    ]
    return _sentence(
        "respondent_counts",
        language,
        received=integer(flow.received, language),
        received_modes=_by_mode(flow, "received", language),
        excluded=integer(sum(flow.excluded.values()), language),
        reasons=f" ({'; '.join(reasons)})" if reasons else "",
        kept=integer(flow.kept, language),
        kept_modes=_by_mode(flow, "kept", language),
    )


def _by_mode(flow: Flow, key: str, language: str) -> str:
    counts = [
        f"{mode_label(mode, language)}: {integer(getattr(part, key), language)}" for mode, part in flow.modes.items()
    ]
    return f" ({', '.join(counts)})" if counts else ""


def _answers_per_item(data: FigureData, language: str) -> str:
    table = data.tables["descriptives"].set_index("indicator")
    sums = {code: _sum_upper(shares, data.codebook.scale_of(str(code))) for code, shares in table.iterrows()}
    above = pd.Series(sums, dtype=float).dropna()
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


def _sum_upper(shares: "pd.Series[Any]", scale: Scale) -> float:
    """Return the share of answers above the middle of a scale; NaN where nobody answered, and for numbers."""
    upper = scale.values[scale.points - scale.points // 2 :]
    return float(shares[[f"share_{value}" for value in upper]].sum(skipna=False)) if upper else float("nan")


def _htmt_map(data: FigureData, language: str) -> str:
    ratios = data.tables["htmt"].dropna(subset=["htmt"]).reset_index(drop=True)
    if ratios.empty:
        return _sentence("htmt_unknown", language)
    values = ratios["htmt"].to_numpy(dtype=float)
    names = {name: construct_label(data.model, name, language) for name in data.model.constructs}
    pairs = [
        _sentence("pair", language, one=names[first], two=names[second])
        for first, second in zip(ratios["construct_1"], ratios["construct_2"], strict=True)
    ]
    return _sentence(
        "htmt_map" if len(values) > 1 else "htmt_map_of_one",
        language,
        lowest=decimal(float(values.min()), PLACES, language),
        lowest_pair=pairs[int(values.argmin())],
        highest=decimal(float(values.max()), PLACES, language),
        highest_pair=pairs[int(values.argmax())],
        above=_share(int(np.sum(values >= data.htmt_threshold)), len(values), language),
        threshold=as_set(data.htmt_threshold, 2, language),
    )


def _path_model(data: FigureData, language: str) -> str:
    table = data.tables["r_squared"]
    shares = [
        f"{construct_label(data.model, name, language)} {decimal(float(share), PLACES, language)}"
        for name, share in zip(table["construct"], table["r_squared"], strict=True)
    ]
    values = [
        f"{_from_to(data.model, e.source, e.target, language)} {decimal(e.value, PLACES, language)}"
        for e in path_estimates(data.tables["paths"])
    ]
    return _sentence("path_model", language, list="; ".join(values), shares="; ".join(shares))


def _path_forest(data: FigureData, language: str) -> str:
    estimates = path_estimates(data.tables["paths"])
    names = [_from_to(data.model, estimate.source, estimate.target, language) for estimate in estimates]
    return _forest("path_forest", names, estimates, data, language)


def _dimension_forest(data: FigureData, language: str) -> str:
    names, estimates = dimension_estimates(data, language)
    target = construct_label(data.model, data.model.main_outcome, language)
    return _forest("dimension_forest", names, estimates, data, language, target=target)


def _forest(
    key: str, names: Sequence[str], estimates: Sequence[PathEstimate], data: FigureData, language: str, **parts: str
) -> str:
    lines = [
        f"{name} {decimal(e.value, PLACES, language)} {interval(e.lower, e.upper, PLACES, language)}"
        for name, e in zip(names, estimates, strict=True)
    ]
    return _sentence(
        key,
        language,
        level=share_as_set(data.confidence_level, language),
        list="; ".join(lines),
        clear=_share(sum(not estimate.includes_zero for estimate in estimates), len(estimates), language),
        **parts,
    )


def _curve(model: StudyModel, line: Mapping[Hashable, Any], language: str) -> str:
    known = line["universes"] - line["unknown"]
    path = _from_to(model, line["source"], line["target"], language)
    if not known:
        return _sentence("curve_without_results", language, path=path)
    # The share is of the analyses with a result, as in the text.
    return _sentence(
        "curve_without_main" if line["finding"] == "unknown" else "curve_of_a_path",
        language,
        path=path,
        smallest=decimal(line["smallest"], PLACES, language),
        largest=decimal(line["largest"], PLACES, language),
        same=_share(line["same"], known, language),
        share=percent(line["share_same"], 1, language),
        none=_share(line["none"], known, language),
        known=_share(known, line["universes"], language),
    )


def _specification_curve(data: FigureData, language: str) -> str:
    curves = [_curve(data.model, line, language) for line in data.tables["robustness_paths"].to_dict("records")]
    count = data.tables["universes"]["universe"].nunique()
    return _sentence("specification_curve", language, universes=count, list="; ".join(curves))


def _necessity(data: FigureData, language: str) -> str:
    table = data.tables["necessity"]
    combined = data.tables["combined_importance"]
    names = {name: construct_label(data.model, name, language) for name in data.model.constructs}
    ceilings = table.set_index(["condition", "ceiling"])
    sizes = ceilings["effect_size"].to_dict()
    chances = ceilings["p"].to_dict()
    plots = [
        _sentence(
            "necessity_of_one",
            language,
            condition=names[condition],
            steps=decimal(sizes[condition, "ce_fdh"], PLACES, language),
            line=decimal(sizes[condition, "cr_fdh"], PLACES, language),
            p_steps=p_relation(chances[condition, "ce_fdh"], language),
            p_line=p_relation(chances[condition, "cr_fdh"], language),
        )
        for condition in combined["condition"]
    ]
    places = [_on_combined_map(row, names[str(row["condition"])], language) for row in combined.to_dict("records")]
    outcome = names[str(table["outcome"].iloc[0])]
    lists = {"list": "; ".join(plots), "map": "; ".join(places)}
    return _sentence("necessity", language, outcome=outcome, count=len(plots), **lists)


def _on_combined_map(row: Mapping[Hashable, Any], name: str, language: str) -> str:
    return _sentence(
        "necessity_on_map",
        language,
        condition=name,
        importance=decimal(row["importance"], 2, language),
        performance=decimal(row["performance"], 1, language),
        necessary=_sentence("is_necessary" if row["necessary"] else "is_not_necessary", language),
        below=percent(row["share_below"], 1, language),
    )


def _simple_slopes(data: FigureData, language: str) -> str:
    drawn = [_slope(data.model, names, band, language) for names, band in split_bands(data.tables["slope_bands"])]
    return _sentence("simple_slopes", language, count=len(drawn), list="; ".join(drawn))


def _slope(model: StudyModel, names: tuple[str, str, str], band: pd.DataFrame, language: str) -> str:
    path, moderator, given = names
    source, target = path.split(ARROW)
    path_words = _from_to(model, source, target, language)
    if given:
        path_words = f"{path_words} ({moderators_label(model, given, language)})"
    first, last = take_ends(band)
    values = {
        "first": decimal(first["estimate"], PLACES, language),
        "last": decimal(last["estimate"], PLACES, language),
    }
    if moderator in model.observed and model.observed[moderator].is_binary:
        at = {
            name: moderators_label(model, f"{moderator} = {value}", language)
            for value, name in enumerate(("low", "high"))
        }
        return _sentence("slope_at_values", language, path=path_words, **values, **at)
    at = {"low": decimal(first["at"], 2, language), "high": decimal(last["at"], 2, language)}
    named = construct_label(model, moderator, language)
    share = percent(count_clear(band) / len(band), 1, language)
    return _sentence("slope_along", language, path=path_words, moderator=named, share=share, **values, **at)


DESCRIPTIONS: Mapping[str, Callable[[FigureData, str], str]] = {
    "growth": _growth,
    "conceptual_model": _conceptual_model,
    "respondent_flow": _respondent_flow,
    "answers_per_item": _answers_per_item,
    "htmt_map": _htmt_map,
    "path_model": _path_model,
    "path_forest": _path_forest,
    "dimension_forest": _dimension_forest,
    "importance_map": _importance_map,
    "necessity": _necessity,
    "simple_slopes": _simple_slopes,
    "specification_curve": _specification_curve,
}
