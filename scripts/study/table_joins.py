"""Tables that the article joins from several result files, or shows in one language."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

__all__ = ["joined", "settings_table"]

Table = pd.DataFrame
SLOPES = {-1: "slope_low", 0: "slope_mean", 1: "slope_high"}
PATH = ["source", "target"]


def joined(results: Mapping[str, Table], language: str) -> dict[str, Table]:
    """Return the result tables by name; in place of a part of a table of the article stands that table."""
    worded = {name: _in_language(table, language) for name, table in results.items()}
    made = {
        name: make(*(worded[part] for part in parts))
        for name, (parts, make) in _JOINS.items()
        if set(parts) <= set(worded)
    }
    return {**worded, **made}


def settings_table(settings: Mapping[str, Any]) -> Table:
    """Return one row per setting: its key in config.yaml, and its value as the file has it."""
    return pd.DataFrame({"setting": list(settings), "value": pd.Series(list(settings.values()), dtype=object)})


def _in_language(table: Table, language: str) -> Table:
    """Keep what is said in one language, behind the name of the row.

    Who says it is a reference, for a source is where a path begins; a kind is one of effects, not one of evidence.
    """
    named = {f"{name}_{language}": name for name in ("statement", "item")} | {f"source_{language}": "reference"}
    renamed = named | ({"source": "reference"} if "anchor" in table else {})
    renamed |= {"kind": "evidence_kind"} if "certainty" in table else {}
    said = [name for name in named if name in table]
    others = [name for name in map(str, table) if not name.startswith(("statement_", "item_", "source_", "text"))]
    return table[[*others[:1], *said, *others[1:]]].rename(columns=renamed)


def _pilot_items(items: Table, outer_model: Table) -> Table:
    joint = items.merge(outer_model[["indicator", "outer_loading"]], on="indicator", how="left")
    joint.insert(2, "outer_loading", joint.pop("outer_loading"))
    return joint


def _dimensions(weights: Table, quality: Table, effects: Table, importance: Table) -> Table:
    """Join quality, weight, loading and performance of each dimension with its effect on each target."""
    own = importance[importance["level"] == "dimension"].drop_duplicates("element")
    performance = own[["element", *(name for name in map(str, own) if name.startswith("performance"))]]
    effect = effects.drop(columns="construct").rename(columns={"estimate": "effect"})
    effect = effect.rename(columns={name: f"effect_{name}" for name in ("se", "t", "p", "lower", "upper")})
    joint = weights.merge(quality.rename(columns={"construct": "dimension"}), on="dimension", how="left")
    joint = joint.merge(performance.rename(columns={"element": "dimension"}), on="dimension", how="left")
    return joint.merge(effect, on="dimension", how="left")


def _moderation(interactions: Table, slopes: Table) -> Table:
    """Put the slopes of the first factor at the levels of its moderator beside each interaction."""
    names = [
        f"{path.split(' -> ')[0]} * {moderator} -> {path.split(' -> ')[1]}"
        for path, moderator in zip(slopes["path"], slopes["moderator"], strict=True)
    ]
    of = slopes.set_axis(names)
    at_levels = {
        column: interactions["interaction"].map(of.loc[of["at"] == at, "estimate"]) for at, column in SLOPES.items()
    }
    return interactions.assign(**at_levels)


def _evidence(consistent: Table, nonlinearity: Table, endogeneity: Table) -> Table:
    """Join consistent PLS, the quadratic effect and the copula term of each path."""
    joint = consistent.drop(columns="verdict")
    bounds = {f"corrected_{end}": f"corrected_path_{end}" for end in ("lower", "upper")}
    for name, table in (("quadratic", nonlinearity), ("copula", endogeneity)):
        own = [one for one in map(str, table) if one not in PATH and not one.startswith("corrected_")]
        names = {column: name if column == "estimate" else f"{name}_{column}" for column in own}
        joint = joint.merge(table.rename(columns=names | bounds), on=PATH, how="left")
    return joint


_JOINS: Mapping[str, tuple[tuple[str, ...], Callable[..., Table]]] = {
    "pilot_items": (("pilot_item_total", "pilot_outer_model"), _pilot_items),
    "dimensions": (("dimensions", "dimension_quality", "dimension_effects", "importance"), _dimensions),
    "moderation": (("moderation", "simple_slopes"), _moderation),
    "evidence": (("consistent", "nonlinearity", "endogeneity"), _evidence),
}
