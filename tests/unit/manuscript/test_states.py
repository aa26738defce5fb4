"""No sentence says more, less or other than its numbers, whatever the data are.

Each rule is a sentence that names a comparison, in both languages, and what must be so of the numbers where it stands.
The states are studies made up to differ in every respect that a sentence depends on.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from study.claims.grading import DOUBTS
from study.words.dictionary import label
from study.words.wording import in_words
from study.writing.rendering import render
from unit.manuscript.made_up_results import ROOT, Case, manuscript_of, prose

CRITICAL, OF_INTEREST, NARROW = 1.96, 0.25, 0.5
FACTORS = {"X1": "H1", "X2": "H2", "X3": "H3"}
FACTOR_OF = {name: factor for factor, name in FACTORS.items()}
FURTHER = ("C1", "C2", "C3", "C4", "C5", "C6")

# estimate, standard error, lower and upper bound
CLEAR = (0.40, 0.10, 0.20, 0.60)
NEGATIVE = (-0.40, 0.10, -0.60, -0.20)
TRIVIAL = (0.03, 0.05, -0.07, 0.13)
TOWARDS = (0.15, 0.10, -0.05, 0.35)
AWAY = (-0.15, 0.10, -0.35, 0.05)
ANYWHERE = (0.02, 0.20, -0.38, 0.42)
NEAR_ZERO = (0.03, 0.14, -0.24, 0.31)
NEAR_ZERO_BELOW = (-0.03, 0.14, -0.31, 0.24)
BEYOND = (0.19, 0.10, 0.01, 0.39)
BEYOND_NEGATIVE = (-0.19, 0.10, -0.39, -0.01)
TRIVIAL_BEYOND = (0.10, 0.06, 0.01, 0.20)
TRIVIAL_BEYOND_NEGATIVE = (-0.10, 0.06, -0.20, -0.01)
ON_T_ALONE = (0.20, 0.10, -0.01, 0.41)
CLOSE = (0.22, 0.10, 0.03, 0.41)
TINY = (0.01, 0.014, -0.017, 0.037)
EVIDENCE = ("C1.1", "C1.2", "C2.1", "C2.2", "C3.1", "C3.2", "C3.3", "C4.1", "C4.2", "C5.1", "C5.2", "C6.1", "C6.2")
HYPOTHESES = {
    "clear": CLEAR,
    "negative": NEGATIVE,
    "trivial": TRIVIAL,
    "towards": TOWARDS,
    "away": AWAY,
    "anywhere": ANYWHERE,
    "near zero": NEAR_ZERO,
    "near zero below": NEAR_ZERO_BELOW,
    "beyond": BEYOND,
    "beyond negative": BEYOND_NEGATIVE,
    "trivial beyond": TRIVIAL_BEYOND,
    "trivial beyond negative": TRIVIAL_BEYOND_NEGATIVE,
    "t alone": ON_T_ALONE,
    "close": CLOSE,
}
ALIKE = {("X1", "X2"): (0.5, 0.6)}


def all_of(numbers: tuple[float, float, float, float], *names: str) -> dict[str, tuple[float, float, float, float]]:
    return dict.fromkeys(names or FACTORS.values(), numbers)


def sides(first: tuple[float, float, float, float], own: tuple[float, float, float, float]) -> dict[str, Any]:
    """The lead of one dimension over another, its own effect, and the level of the answers, for both constructs."""
    named = {f"{claim}.1": first for claim in ("C1", "C2")} | {f"{claim}.2": own for claim in ("C1", "C2")}
    return named | {f"{claim}.3": own for claim in ("C1", "C2")}


def size(n: int, lower: int, two_sided: int) -> dict[str, Any]:
    return {
        "full/sample_size": {
            "n": n,
            "per_indicator": {"lower": lower, "upper": 2 * lower},
            "inverse_square_root_two_sided": {"required_n": two_sided, "detectable_path": 0.28},
        }
    }


MANY_MISSING = {
    "missing_answers": {"answers": 2000, "missing": 400, "respondents_with_missing": 88, "share": 0.2}
    | {"largest_share_of_a_respondent": 0.45, "largest_share_of_an_indicator": 0.31}
}
NONE_MISSING = {
    "missing_answers": {"answers": 2000, "missing": 0, "respondents_with_missing": 0}
    | dict.fromkeys(("share", "largest_share_of_a_respondent", "largest_share_of_an_indicator"), 0.0)
}

PATHS = tuple(FACTORS.items())
MODES = {"online": {"received": 71, "kept": 65}, "offline": {"received": 40, "kept": 35}}
ALL_KEPT = {"online": {"received": 65, "kept": 65}, "offline": {"received": 35, "kept": 35}}
MODE = {"question": "mode", "group_1": "mode_online", "group_2": "mode_offline"}


def groups(invariance: str, different: int = 0) -> dict[str, Any]:
    """The comparison of two modes, where the cluster pattern has this invariance and as many paths differ."""
    free = invariance in ("full", "partial")
    counts = dict.fromkeys(("full", "partial", "none", "not_informative"), 0) | {"full": 3}
    counts[invariance] += 1
    found = {
        "groups": 2,
        "smallest": 35,
        "compared": True,
        "left_out": 0,
        "composites": 4,
        "smallest_correlation": 0.91,
    }
    found |= {"means": 0, "paths": 3, "comparable": 3 * free, "different": different, "omnibus": None}
    bounds = {"lower": -0.4, "upper": 0.4, "p": 0.2}
    tested = {
        f"{name}_{key}": value for name in ("mean_difference", "log_variance_ratio") for key, value in bounds.items()
    }
    tested |= {"mean_difference": 0.2, "log_variance_ratio": 0.1, "correlation_p": 0.2}
    return {
        "full/flow": {"received": 111, "excluded": {"duplicate": 11}, "kept": 100, "modes": MODES},
        "full/groups": {"several": 0, "questions": {"mode": found | counts | {"comparable_everywhere": 3 * free}}},
        "full/invariance": [
            MODE
            | tested
            | {"construct": name, "correlation": 0.99, "correlation_bound": 0.95, "invariance": "full"}
            | ({"correlation": 0.91, "invariance": invariance} if name == "X2" else {})
            for name in (*FACTORS, "Y")
        ],
        "full/group_differences": [
            MODE
            | {"source": factor, "target": "Y", "n_1": 65, "n_2": 35, "estimate_1": 0.4, "estimate_2": 0.1}
            | {
                "difference": 0.3,
                "random_lower": -0.4,
                "random_upper": 0.4,
                "p": 0.01,
                "p_holm": 0.02,
                "omnibus_p": None,
            }
            | {"comparable": free}
            for factor in FACTORS
        ],
    }


def controls(turned: tuple[str, ...], instead: float = 0.17) -> dict[str, Any]:
    """The paths with a control variable, which turns these; instead: their estimate with it."""
    numbers = {"estimate": 0.3, "se": 0.1, "t": 3.0, "p": 0.003, "lower": 0.1, "upper": 0.5, "inner_vif": 1.2}
    numbers |= {"f_squared": 0.1, "correlation": 0.4, "r_squared": 0.45, "r_squared_without": 0.43, "without": 0.4}
    numbers |= {
        "without_t": 4.0,
        "without_lower": 0.2,
        "without_upper": 0.6,
        "difference": -0.1,
        "difference_lower": -0.2,
    }
    rows = [
        {"model": "controlled", "source": factor, "target": "Y", "role": "path", "hypothesis": name}
        | numbers
        | {"difference_upper": 0.0}
        | ({"estimate": instead, "t": 10 * instead, "lower": -0.05} if factor in turned else {})
        for factor, name in PATHS
    ]
    own = {"model": "controlled", "source": "firm_age", "target": "Y", "role": "control"}
    observed = {"variable": "firm_age", "question": "years_operating", "kind": "logarithm", "n": 100, "missing": 0}
    return {
        "full/controls": [*rows, numbers | own],
        "full/observed": [observed | {"mean": 2.5, "sd": 0.5}],
    }


def imputed(turned: tuple[str, ...]) -> dict[str, Any]:
    """The paths with missing answers imputed, where the verdicts on these are others."""
    numbers = {"estimate": 0.4, "imputed": 0.38, "imputed_se": 0.1, "imputed_t": 3.8, "imputed_p": 0.001}
    numbers |= {"imputed_lower": 0.2, "imputed_upper": 0.6, "missing_information": 0.01, "verdict": "supported"}
    other = {"imputed": 0.15, "imputed_t": 1.5, "imputed_lower": -0.05, "imputed_verdict": "not_supported"}
    facts = {"missing": 8, "imputations": 5, "iterations": 5, "donors": 5, "resamples": 500, "lost": 0}
    return {
        "full/imputed_answers": facts | {"largest_change": 0.25 if turned else 0.02, "changed": len(turned)},
        "full/imputation": [
            {"source": factor, "target": "Y", "hypothesis": name}
            | numbers
            | {"imputed_verdict": "supported"}
            | (other if factor in turned else {})
            for factor, name in PATHS
        ],
    }


def influence(turned: tuple[str, ...]) -> dict[str, Any]:
    """The paths without each respondent in turn, where one turns these."""
    numbers = {"verdict": "supported", "estimate": 0.4, "smallest": 0.3, "largest": 0.45, "source_file": 1}
    numbers |= {"source_row": 65, "without_estimate": 0.3, "without_t": 1.7, "without_lower": -0.02, "resamples": 3500}
    return {
        "full/omissions": {"paths": 3, "turned": len(turned), "largest_change": 0.1, "resamples": 3500},
        "full/influence": [
            {"source": factor, "target": "Y", "hypothesis": name}
            | numbers
            | {"turning": int(factor in turned), "without_upper": 0.6, "without_verdict": "not_supported"}
            for factor, name in PATHS
        ],
    }


MARKER = {"items": 3, "alpha": 0.8, "resamples": 1000, "lost": 0, "constructs": 4, "related": 1}
MARKER |= {"smallest": -0.1, "largest": 0.3, "largest_change": 0.25, "changed": 2}


def marked(turned: tuple[str, ...]) -> dict[str, Any]:
    """The paths with a marker variable, which turns these."""
    numbers = {"verdict": "supported", "estimate": 0.4, "marked": 0.35, "marked_se": 0.1, "marked_t": 3.5}
    numbers |= {"marked_p": 0.001, "marked_lower": 0.15, "marked_upper": 0.55, "marked_verdict": "supported"}
    numbers |= {"difference": -0.05, "difference_lower": -0.1, "difference_upper": 0.0, "changed": False}
    other = {"marked": 0.15, "marked_t": 1.5, "marked_lower": -0.05, "marked_verdict": "not_supported", "changed": True}
    return {
        "full/marker": MARKER | {"largest_change": 0.25 if turned else 0.05, "changed": len(turned)},
        "full/method_variance": [
            {"source": factor, "target": "Y", "hypothesis": name} | numbers | (other if factor in turned else {})
            for factor, name in PATHS
        ],
    }


def ordinal(turned: tuple[str, ...]) -> dict[str, Any]:
    """The paths from polychoric correlations, which turn these; the solution of ordinal PLSc is not admissible."""
    numbers = {"estimate": 0.4, "consistent_estimate": 0.45, "ordinal_estimate": 0.42, "ordinal_estimate_lower": 0.2}
    numbers |= {"ordinal_estimate_upper": 0.6, "ordinal_verdict": "supported", "ordinal_consistent_estimate": 0.5}
    numbers |= {"ordinal_consistent_estimate_lower": -1.0, "ordinal_consistent_estimate_upper": 2.0}
    other = {"ordinal_estimate_lower": -0.02, "ordinal_verdict": "not_supported"}
    facts = {"resamples": 1000, "largest_change": 0.05, "ordinal_admissible": True, "ordinal_share": 1.0}
    return {
        "full/ordinal_answers": facts | {"ordinal_consistent_admissible": False, "ordinal_consistent_share": 0.4},
        "full/ordinal": [
            {"source": factor, "target": "Y", "ordinal_consistent_verdict": "not_testable"}
            | numbers
            | (other if factor in turned else {})
            for factor in FACTORS
        ],
    }


def segments(chosen: Mapping[str, int]) -> dict[str, Any]:
    """Hidden segments, as many as each criterion prefers."""
    counts = set(chosen.values())
    facts = {"maximum": 4, "starts": 20, "degenerate": 0, "chosen": chosen, "fewest": min(counts), "most": max(counts)}
    facts |= {"agreed": min(counts) if len(counts) == 1 else None, "entropy": 0.61 if len(counts) == 1 else None}
    criteria = dict.fromkeys(("aic3", "aic4", "bic", "caic", "hq", "mdl5"), 800.0)
    return {
        "full/heterogeneity": facts,
        "full/segments": [
            {"segments": count, "entropy": 0.61, "smallest_share": 1 / count, "reached": 20, "degenerate": 0} | criteria
            for count in (1, 2, 3)
        ],
        "full/segment_paths": [
            {"segments": 2, "segment": segment, "source": factor, "target": "Y", "estimate": 0.9 * segment - 1.1}
            | {"share": 0.5}
            for segment in (1, 2)
            for factor in FACTORS
        ],
    }


def conditional(index: tuple[float, float], interaction: tuple[float, float]) -> dict[str, Any]:
    """Intervals of the index of moderated mediation by way of X3, and of the interaction that it rests on."""
    route = {"model": "main", "moderated_route": "X1 -> X3 * X2 -> Y", "moderator": "X2", "path": "X3 -> Y"}
    rows = [route | {"at": at, "estimate": 0.1, "lower": index[0], "upper": index[1]} for at in ("index", -1, 0, 1)]
    numbers = {"p": 0.04, "f_squared": 0.02}
    between = [
        {"interaction": f"{one} * X3 -> Y", "estimate": sum(ends) / 2, "lower": ends[0], "upper": ends[1]} | numbers
        for one, ends in (("X1", (-0.2, 0.2)), ("X2", interaction))
    ]
    return {"full/conditional_mediation": rows, "full/moderation": between}


NOTHING_NECESSARY = {
    "full/necessity": [
        {"condition": factor, "ceiling": ceiling, "outcome": "Y", "decisive": ceiling == "ce_fdh", "effect_size": 0.0}
        | {"p": 1.0, "necessary": False, "accuracy": 1.0, "certainty": 1.0}
        for factor in FACTORS
        for ceiling in ("ce_fdh", "cr_fdh")
    ],
    "full/bottlenecks": [
        {
            "condition": factor,
            "outcome_level": level,
            "required": None,
            "requirement": "not_necessary",
            "share_below": 0.0,
        }
        for factor in FACTORS
        for level in (0, 80, 100)
    ],
    "full/combined_importance": [
        {"condition": factor, "importance": 0.3, "performance": 55.0, "effect_size": 0.0, "p": 1.0, "necessary": False}
        | {"outcome_level": 80, "required": None, "requirement": "not_necessary", "share_below": 0.0}
        for factor in FACTORS
    ],
}


def mediation(indirect: float, direct: float, kind: str) -> dict[str, Any]:
    """Both routes by way of LED orientation, of this type."""
    numbers = {"indirect": indirect, "indirect_lower": indirect - 0.09, "indirect_upper": indirect + 0.09}
    numbers |= {"direct": direct, "direct_lower": direct - 0.15, "direct_upper": direct + 0.15}
    rows = [{"model": "mediation", "route": f"{one} -> X3 -> Y"} | numbers for one in ("X1", "X2")]
    return {"full/mediation": [row | {"total": indirect + direct, "type": kind, "share": -0.5} for row in rows]}


def slopes(low: float, middle: float, high: float) -> dict[str, Any]:
    """The slopes of both factors at three levels of LED orientation, each within 0.2 to either side."""
    levels = {-1: low, 0: middle, 1: high}
    numbers = {at: {"estimate": slope, "lower": slope - 0.2, "upper": slope + 0.2} for at, slope in levels.items()}
    return {
        "full/simple_slopes": [
            {"path": f"{one} -> Y", "moderator": "X3", "at": at} | found
            for one in ("X1", "X2")
            for at, found in numbers.items()
        ]
    }


def predicted(average: float, linear: float, p: float) -> dict[str, Any]:
    """The loss of the path model less that of the mean, and of the linear model."""
    losses = {"average": average, "linear_model": linear}
    overall = {
        name: {"difference": gap, "p": p, "p_one_sided": 1 - p / 2 if gap > 0 else p / 2}
        for name, gap in losses.items()
    }
    return {"full/predictive_power": {"cvpat": {"overall": overall}}}


def rated(values: Callable[[int], float]) -> dict[str, Any]:
    """The percent index of every dimension by its place; each is moderate."""
    parts = [(name, part) for name, parts in OWNERS.items() for part in parts]
    rows = [
        {"construct": name, "dimension": part, "indicators": 2, "mean": 3.0, "category": "moderate"}
        | {"percent_index": values(place)}
        for place, (name, part) in enumerate(parts)
    ]
    return {"full/dimension_means": rows}


def one_item(path_model: float, linear: float) -> dict[str, Any]:
    """The errors of prediction of the only item of the outcome."""
    return {
        "full/predict": [
            {"indicator": "Y.1", "q_squared_predict": 0.2, "rmse_pls": path_model, "rmse_lm": linear}
            | {"mae_pls": path_model, "mae_lm": linear}
        ]
    }


def mapped(values: Callable[[int], tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Importance and performance of the dimensions of the factors, by their place."""
    return {name: values(place) for place, name in enumerate(DIMENSIONS)}


def dimension_quality(alpha: Mapping[str, float] = {}, **ave: float) -> dict[str, Any]:
    """The measurement of the dimensions and of the constructs by these, with this average variance extracted."""
    names = (*DIMENSIONS, "economic_performance", "market_stability", "innovation", *FACTORS, "Y")
    rows = [
        {"construct": name, "cronbach_alpha": alpha.get(name, 0.8), "composite_reliability": 0.9}
        | {"ave": ave.get(name, 0.8)}
        for name in names
    ]
    return {"full/dimension_quality": rows}


DIMENSIONS = ("backward_linkages", "forward_linkages", "spatial_agglomeration", "cooperation")
DIMENSIONS += ("policy_support", "growth_orientation", "empowerment_orientation")
OWNERS = {
    "X1": DIMENSIONS[:2],
    "X2": DIMENSIONS[2:4],
    "X3": DIMENSIONS[4:],
    "Y": ("economic_performance", "market_stability", "innovation"),
}
ONE_OF_EACH = {
    "full/evidence": {
        "missing_answers": {"answers": 2000, "missing": 1, "respondents_with_missing": 1, "share": 0.0005}
        | {"largest_share_of_a_respondent": 0.05, "largest_share_of_an_indicator": 0.01},
        "straight_lining": {"left_out": 1, "kept": 1, "nearly": 1, "same_answer_share": 0.9},
    }
}
UNEXPLAINED = {"construct": "Y", "r_squared": 0.02, "r_squared_lower": 0.0, "r_squared_upper": 0.09}
UNEXPLAINED |= {"adjusted_r_squared": -0.011, "q_squared": -0.01}
NULL = (0.0, 0.1, -0.2, 0.2)
BORDER = (0.196, 0.1, -0.002, 0.394)
SLIGHT = (0.08, 0.02, 0.04, 0.12)
EXPLAINED = {"construct": "Y", "r_squared": 0.95, "r_squared_lower": 0.93, "r_squared_upper": 0.97}
EXPLAINED |= {"adjusted_r_squared": 0.949, "q_squared": 0.7}
QUARTERS = [
    {"year": 2022 + place // 4, "quarter": place % 4 + 1, "growth": 6.0 - place, "trend": "slowdown"}
    for place in range(7)
]
STATED = {"id": "Dinyatakan penulis.", "en": "Stated by the authors."}
SMALL = size(27, 100, 126)
SMALL["full/sample_size"]["inverse_square_root_two_sided"]["detectable_path"] = 0.5393

STATES: dict[str, Case] = {
    **{f"all {name}": Case(numbers=all_of(numbers), htmt=ALIKE) for name, numbers in HYPOTHESES.items()},
    **{
        f"{one}, {other}, {third}": Case(
            numbers={"H1": HYPOTHESES[one], "H2": HYPOTHESES[other], "H3": HYPOTHESES[third]}, htmt=ALIKE
        )
        for one, other, third in (
            ("clear", "towards", "negative"),
            ("close", "away", "clear"),
            ("negative", "clear", "t alone"),
            ("trivial", "anywhere", "beyond"),
        )
    },
    **{
        f"all expected negative, {name}": Case(numbers=all_of(numbers), htmt=ALIKE, negative=tuple(FACTORS.values()))
        for name, numbers in HYPOTHESES.items()
        if name not in ("trivial", "anywhere", "t alone", "close")
    },
    "H2 expected negative": Case(numbers={"H2": NEGATIVE}, htmt=ALIKE, negative=("H2",)),
    "H3 expected negative and not": Case(numbers={"H1": NEGATIVE, "H3": CLEAR}, htmt=ALIKE, negative=("H3",)),
    "infinite VIF": Case(vif=float("inf"), htmt=ALIKE, evidence="good"),
    "VIF on the limit": Case(vif=5.0, htmt=ALIKE, evidence="good"),
    "more resamples for interactions": Case(raised=("C5",), undecidable=("C5",), numbers={"C5.1": AWAY}, htmt=ALIKE),
    "more resamples, decided": Case(raised=("C1", "C2", "C4", "C8"), htmt=ALIKE),
    "nothing testable": Case(verdicts=dict.fromkeys(FACTORS.values(), "not_testable"), htmt=ALIKE),
    "collected": Case(status="collected", numbers=all_of(CLEAR), htmt=ALIKE, loading=0.75),
    "collected, no pilot, no growth": Case(status="collected", pilot=False, growth=False, htmt=ALIKE),
    "pilot part of the survey": Case(overlap="declared", htmt=ALIKE),
    "weak pilot item": Case(fit_for_use=False, htmt=ALIKE, loading=0.75),
    "X1 failed in the pilot": Case(failing=("X1",), htmt=ALIKE),
    "X3 failed in the pilot": Case(failing=("X3",), numbers=all_of(TOWARDS, "H1", "H2"), htmt=ALIKE),
    "Y failed in the pilot": Case(failing=("Y",), numbers={"H2": NEGATIVE}, htmt=ALIKE),
    "low AVE of X2": Case(reliability={"X2": {"ave": 0.42}}, htmt=ALIKE, loading=-0.6),
    "AVE on the limit": Case(reliability={"X2": {"ave": 0.5}}, htmt=ALIKE, loading=0.708),
    "low alpha of X1": Case(reliability={"X1": {"cronbach_alpha": 0.61}}, htmt=ALIKE, evidence="good", loading=0.75),
    "low reliability of Y": Case(
        reliability={"Y": {"cronbach_alpha": 0.5, "composite_reliability": 0.6, "ave": 0.3}}, htmt=ALIKE
    ),
    "low composite reliability of X3": Case(reliability={"X3": {"composite_reliability": 0.65}}, htmt=ALIKE),
    "X1 and X2 alike": Case(htmt={("X1", "X2"): (0.93, 0.99)}, numbers=all_of(CLOSE)),
    "all pairs of factors alike": Case(
        htmt={("X1", "X2"): (0.95, 0.99), ("X1", "X3"): (0.92, 0.98), ("X2", "X3"): (0.91, 0.97)}, evidence="bad"
    ),
    "two pairs alike": Case(htmt={("X1", "X2"): (0.93, 0.99), ("X3", "Y"): (0.95, 1.01)}),
    "HTMT on the limit": Case(htmt={("X1", "Y"): (0.9, 0.95)}),
    "HTMT unsure": Case(htmt={("X2", "X3"): (0.85, 0.93)}, loading=0.75, evidence="good"),
    "no answer missing": Case(missing=0, htmt=ALIKE, evidence="good", results={"full/evidence": NONE_MISSING}),
    "undecided hypotheses": Case(undecidable=("H1", "H2"), numbers={"H2": TOWARDS}, htmt=ALIKE),
    "undecided claims": Case(undecidable=FURTHER, htmt=ALIKE),
    "undecided denials": Case(undecidable=("C1", "C5", "C6"), numbers=all_of(AWAY, "C5.1"), htmt=ALIKE),
    "sides away": Case(numbers=sides(NEGATIVE, CLEAR), htmt=ALIKE),
    "sides alike": Case(numbers=sides(TRIVIAL, TRIVIAL) | {"C3.1": TRIVIAL}, htmt=ALIKE),
    "sides away, and no effect as a whole": Case(
        numbers=sides(NEGATIVE, TRIVIAL) | all_of(TOWARDS, "H1", "H2"), htmt=ALIKE
    ),
    "lead without effect": Case(numbers=sides(CLEAR, TRIVIAL) | {"C3.3": TRIVIAL}, htmt=ALIKE),
    "lead with a negative effect": Case(numbers=sides(CLEAR, NEGATIVE) | {"C3.3": NEGATIVE}, htmt=ALIKE),
    "LED last": Case(numbers={"C3.1": NEGATIVE, "C4.1": NEGATIVE, "C4.2": NEGATIVE}, htmt=ALIKE),
    "interactions away": Case(numbers={"C5.1": AWAY, "C5.2": TRIVIAL, "C4.1": TOWARDS, "C4.2": TRIVIAL}, htmt=ALIKE),
    "interactions negative": Case(numbers={"C5.1": NEGATIVE, "C6.1": NEGATIVE}, htmt=ALIKE),
    "X1 not told from Y": Case(htmt={("X1", "Y"): (0.95, 0.99)}, evidence="good"),
    "X2 necessary, and not told from Y": Case(htmt={("X2", "Y"): (0.95, 0.99)}, evidence="good"),
    "interactions apart": Case(numbers={"C5.1": TOWARDS, "C5.2": ANYWHERE}, htmt=ALIKE),
    "interactions both away": Case(numbers={"C5.1": AWAY, "C5.2": AWAY}, htmt=ALIKE),
    "interactions trivial": Case(numbers={"C5.1": TRIVIAL, "C6.2": TRIVIAL}, htmt=ALIKE),
    "interactions anywhere": Case(numbers={"C5.1": ANYWHERE, "C4.1": ANYWHERE}, htmt=ALIKE),
    "competitive mediation": Case(mediation=("competitive", -0.4), htmt=ALIKE),
    "indirect only": Case(mediation=("indirect_only", 1.2), htmt=ALIKE),
    "good evidence": Case(evidence="good", numbers=all_of(TRIVIAL, "H1"), htmt=ALIKE, loading=0.75),
    "bad evidence": Case(evidence="bad", htmt=ALIKE),
    "bad evidence, mixed": Case(
        evidence="bad", numbers={"H1": CLOSE, "H2": AWAY, "H3": NEGATIVE, "C1.1": NEGATIVE, "C2.1": TRIVIAL}, htmt=ALIKE
    ),
    "bad evidence, X1 failed": Case(evidence="bad", failing=("X1",), numbers={"H3": TOWARDS}, htmt=ALIKE),
    "small sample": Case(results=size(60, 100, 126), htmt=ALIKE, evidence="good"),
    "rule of thumb met": Case(results=size(110, 100, 126), htmt=ALIKE),
    "power met": Case(results=size(130, 140, 126), htmt=ALIKE),
    "large sample": Case(results=size(400, 100, 126), htmt=ALIKE, evidence="good"),
    "two undecided": Case(
        undecidable=("H1", "H3", "C4"), numbers={"H1": CLOSE, "H3": TOWARDS}, htmt=ALIKE, evidence="good"
    ),
    "no further hypothesis testable": Case(verdicts=dict.fromkeys(FURTHER, "not_testable"), htmt=ALIKE),
    "all contradicted": Case(numbers=all_of(NEGATIVE, *FACTORS.values(), *EVIDENCE), htmt=ALIKE, evidence="good"),
    "AVE of Y fails": Case(reliability={"Y": {"ave": 0.41}}, htmt=ALIKE, loading=0.55, evidence="bad"),
    "own effects decide": Case(
        numbers={"C1.1": TRIVIAL, "C1.2": ANYWHERE, "C2.1": TRIVIAL, "C2.2": NEGATIVE, "C3.2": CLEAR, "C3.3": ANYWHERE},
        htmt=ALIKE,
    ),
    "sign unlike the correlation": Case(
        numbers={"H1": NEGATIVE, "H2": CLEAR, "H3": CLEAR}, htmt=ALIKE, mediation=("competitive", -0.5)
    ),
    "mediation by two negative links": Case(
        numbers={"H3": NEGATIVE, "C3.3": NEGATIVE, "C4.1": CLEAR}, mediation=("competitive", -0.5), htmt=ALIKE
    ),
    "a direct path that neither t nor the interval finds": Case(
        numbers={"H1": ON_T_ALONE}, files=mediation(0.2, -0.4, "competitive"), htmt=ALIKE
    ),
    "mediation without a link": Case(numbers={"H3": BEYOND, "C4.1": CLEAR, "C3.3": CLEAR}, htmt=ALIKE),
    "five thousand respondents, nothing": Case(
        results=size(5000, 100, 126), numbers=all_of(TINY, *FACTORS.values(), *EVIDENCE), htmt=ALIKE, evidence="bad"
    ),
    "five thousand respondents, all away": Case(
        results=size(5000, 100, 126), numbers=all_of(AWAY), htmt=ALIKE, evidence="good"
    ),
    "ties on the map": Case(
        importance={"spatial_agglomeration": (0.3, 40.0), "cooperation": (0.3004, 42.0), "policy_support": (0.1, 70.0)},
        htmt=ALIKE,
    ),
    "nearly all explained": Case(files={"full/r_squared": [EXPLAINED]}, htmt=ALIKE, evidence="good"),
    "nothing necessary": Case(files=NOTHING_NECESSARY, htmt=ALIKE, evidence="good"),
    "modes that measure otherwise": Case(files=groups("none"), htmt=ALIKE, evidence="good"),
    "modes too small to tell": Case(files=groups("not_informative"), htmt=ALIKE, evidence="good"),
    "modes alike, paths apart": Case(files=groups("full", 2), htmt=ALIKE, evidence="good"),
    "index without interaction": Case(files=conditional((0.01, 0.2), (-0.1, 0.3)), htmt=ALIKE, evidence="good"),
    "interaction without index": Case(files=conditional((-0.02, 0.2), (0.05, 0.3)), htmt=ALIKE, evidence="good"),
    "half of what is asked is stated": Case(
        status="collected", declarations={"funding": STATED, "ethics": STATED}, htmt=ALIKE, evidence="good"
    ),
    "a fifth of the answers missing": Case(
        missing=20,
        results={"full/evidence": MANY_MISSING},
        files=imputed(("X1", "X2", "X3")),
        numbers=all_of(CLOSE),
        htmt=ALIKE,
        evidence="good",
    ),
    "nothing leans": Case(
        numbers=all_of(NEAR_ZERO, "H1", "C3.1", "C4.1", "C5.1") | all_of(NEAR_ZERO_BELOW, "H2", "H3", "C3.2", "C5.2"),
        htmt=ALIKE,
    ),
    "twenty-seven respondents": Case(
        results=SMALL | {"full/flow": {"received": 38, "kept": 27}},
        numbers={"H1": ANYWHERE, "H2": CLEAR, "H3": ANYWHERE, "C4.1": CLOSE},
        htmt=ALIKE,
        evidence="bad",
    ),
    "two contradicted": Case(numbers={"H1": NEGATIVE, "H2": NEGATIVE}, htmt=ALIKE, evidence="good"),
    "a control turns H1": Case(files=controls(("X1",)), htmt=ALIKE, evidence="good"),
    "a control turns nothing": Case(files=controls(()), htmt=ALIKE, evidence="good"),
    "three segments": Case(files=segments(dict.fromkeys(("aic3", "bic", "caic"), 2)), htmt=ALIKE, evidence="good"),
    "segments in doubt": Case(files=segments({"aic3": 3, "bic": 1, "caic": 1}), htmt=ALIKE, evidence="good"),
    "imputation turns two": Case(files=imputed(("X1", "X3")), htmt=ALIKE, evidence="good"),
    "imputation turns nothing": Case(files=imputed(()), htmt=ALIKE, evidence="good"),
    "one respondent turns H2": Case(files=influence(("X2",)), htmt=ALIKE, evidence="good"),
    "a marker turns H3": Case(files=marked(("X3",)), htmt=ALIKE, evidence="good"),
    "polychoric correlations turn H1": Case(files=ordinal(("X1",)), htmt=ALIKE, evidence="good"),
    "five checks turn H2": Case(
        files=controls(("X2",)) | imputed(("X2",)) | influence(("X2",)) | marked(("X2",)) | ordinal(("X2",)),
        undecidable=("H1",),
        htmt=ALIKE,
        evidence="good",
    ),
    "undecided, and a control turns it": Case(
        files=controls(("X1",)), undecidable=("H1",), numbers={"H1": CLOSE}, htmt=ALIKE, evidence="good"
    ),
    "half of the hypotheses doubted": Case(
        evidence="bad",
        numbers={"H1": BEYOND, "H2": CLOSE, "H3": TRIVIAL_BEYOND_NEGATIVE, "C5.1": TOWARDS},
        htmt={("X1", "Y"): (0.95, 0.99)},
    ),
    "H2 negative, pieces of evidence apart": Case(
        numbers=all_of(CLEAR)
        | {"H2": NEGATIVE, "C2.1": CLEAR, "C3.1": TRIVIAL, "C3.2": CLEAR, "C5.1": CLEAR, "C5.2": TRIVIAL}
        | {"C6.1": TOWARDS},
        files=mediation(0.1, -0.3, "competitive"),
        undecidable=("C5", "C6"),
        htmt=ALIKE,
        evidence="good",
    ),
    "mediation through one negative link": Case(
        numbers={"C4.1": NEGATIVE, "C3.1": CLEAR, "C3.2": TRIVIAL},
        files=mediation(-0.15, 0.4, "competitive"),
        htmt=ALIKE,
        evidence="good",
    ),
    "mediation through a negative last link": Case(
        numbers={"H3": NEGATIVE, "C3.3": NEGATIVE, "C4.1": NEGATIVE}, htmt=ALIKE, evidence="good"
    ),
    "interactions without slopes": Case(
        numbers=all_of(NULL, *FACTORS.values()) | {"C5.1": CLEAR, "C5.2": CLEAR, "C4.1": NULL},
        files=slopes(-0.15, 0.0, 0.15) | mediation(0.0, 0.0, "no_effect"),
        htmt=ALIKE,
        evidence="good",
    ),
    "effects that change their sign": Case(
        numbers={"C5.1": CLEAR, "C5.2": CLEAR}, files=slopes(-0.3, 0.1, 0.5), htmt=ALIKE, evidence="good"
    ),
    "an interaction each way": Case(numbers={"C5.1": CLEAR, "C5.2": NEGATIVE}, htmt=ALIKE, evidence="good"),
    "X2 failed in the pilot alone": Case(
        failing=("X2",), numbers=all_of(CLEAR), htmt=ALIKE, evidence="good", loading=0.75
    ),
    "X1 fails in both samples": Case(
        failing=("X1",), reliability={"X1": {"ave": 0.4}}, files=controls(()), htmt=ALIKE, evidence="good"
    ),
    "AVE of one dimension fails": Case(files=dimension_quality(forward_linkages=0.45), htmt=ALIKE, evidence="good"),
    "X2 falls short by its dimensions": Case(
        files=dimension_quality({"X2": 0.62}, forward_linkages=0.45),
        reliability={"X1": {"rho_a": 1.4}, "X3": {"rho_a": 0.55}},
        undecidable=("C2", "C1"),
        raised=("C1",),
        htmt=ALIKE,
        evidence="good",
    ),
    "undecided on other numbers of resamples": Case(
        undecidable=("C3", "C5"), raised=("C5",), numbers={"C3.1": TOWARDS, "C5.1": AWAY}, htmt=ALIKE
    ),
    "undecided denials, all towards": Case(
        numbers=all_of(TOWARDS, "C1.1", "C2.1", "C3.1", "C3.2", "C4.1", "C6.1"),
        undecidable=("C1", "C2", "C3", "C4", "C6"),
        htmt=ALIKE,
    ),
    "slight leads": Case(
        numbers=all_of(TRIVIAL_BEYOND, "C1.1", "C2.1", "C3.1", "C3.2", "C4.1")
        | all_of(TRIVIAL_BEYOND_NEGATIVE, "C5.1", "C5.2"),
        htmt=ALIKE,
        evidence="good",
    ),
    "every quarter is there": Case(files={"growth": QUARTERS}, htmt=ALIKE),
    "no respondent is excluded": Case(
        files=groups("full") | {"full/flow": {"received": 100, "excluded": {}, "kept": 100, "modes": ALL_KEPT}},
        htmt=ALIKE,
        evidence="good",
    ),
    "hardly anything explained": Case(
        files={"full/r_squared": [UNEXPLAINED]} | predicted(0.05, 0.02, 0.04),
        numbers=all_of(TRIVIAL, *FACTORS.values(), "C3.1", "C3.2", "C6.2") | sides(TRIVIAL, TRIVIAL),
        htmt=ALIKE,
        evidence="good",
    ),
    "a thousand respondents": Case(
        results=size(1000, 100, 126) | {"full/flow": {"received": 1000, "kept": 1000, "excluded": {}}},
        numbers=all_of(SLIGHT),
        missing=0,
        htmt=ALIKE,
        evidence="good",
    ),
    "on the border": Case(
        numbers=all_of(BORDER, *FACTORS.values(), "C1.1", "C3.3") | {"H2": CLOSE},
        files=influence(("X1", "X2")),
        undecidable=("C1", "C4"),
        raised=("C1", "C2", "C4", "C8"),
        htmt=ALIKE,
        evidence="good",
    ),
    "ties everywhere": Case(
        numbers={"C1.1": NULL, "C2.1": NULL, "C3.1": NULL, "C3.2": NULL},
        importance=mapped(lambda _: (0.2, 50.0)),
        htmt=ALIKE,
        evidence="good",
    ),
    "map on one side": Case(
        importance=mapped(lambda place: (0.1 + 0.05 * place, 50.0 + 4 * place)), htmt=ALIKE, evidence="good"
    ),
    "worse than the mean": Case(
        files=NOTHING_NECESSARY | predicted(0.12, 0.3, 0.01), numbers={"H2": TOWARDS}, htmt=ALIKE, evidence="good"
    ),
    "a marker related to all": Case(
        files=marked(("X1", "X2")) | {"full/marker": MARKER | {"related": 4}}, htmt=ALIKE, evidence="good"
    ),
    "controls turn a sign": Case(files=controls(("X1",), -0.3), htmt=ALIKE, evidence="good"),
    "collected, one of each": Case(
        status="collected",
        results=ONE_OF_EACH,
        pilot=False,
        sealed="after",
        deviations={"thresholds.htmt": (0.85, 0.9, "")},
        numbers={"H3": AWAY},
        htmt=ALIKE,
        evidence="good",
    ),
    "levels alike": Case(files=rated(lambda _: 60.0) | one_item(0.90001, 0.9), htmt=ALIKE, evidence="good"),
    "two dimensions share the first place": Case(
        files=rated(lambda place: 70.04 - 5 * max(place - 1, 0) - 0.03 * (place == 1)) | one_item(0.8, 0.9),
        htmt=ALIKE,
        evidence="good",
    ),
    "no other analysis": Case(results={"robustness": {"universes": 1}}, htmt=ALIKE, evidence="good"),
    "no other analysis, X1 failed in the pilot, X2 in both": Case(
        failing=("X1", "X2"),
        reliability={"X2": {"ave": 0.42}},
        results={"robustness": {"universes": 1}},
        files=controls(()),
        htmt=ALIKE,
        evidence="good",
    ),
    "X1, X2 and X3 failed in the pilot": Case(failing=("X1", "X2", "X3"), htmt=ALIKE),
    "H1 expected negative, H2 towards": Case(numbers={"H1": NEGATIVE, "H2": TOWARDS, "H3": TOWARDS}, negative=("H1",)),
    "H1 expected negative, X2 failed in the pilot": Case(
        failing=("X2",), numbers={"H1": NEGATIVE, "H2": CLEAR, "H3": TOWARDS}, htmt=ALIKE, negative=("H1",)
    ),
    "hypotheses by their intervals": Case(
        criteria=dict.fromkeys(FACTORS.values(), "interval"),
        numbers={"H1": BEYOND, "H2": ON_T_ALONE, "H3": NEGATIVE},
        level=0.995,
        htmt=ALIKE,
    ),
    "criteria apart": Case(
        criteria={"H1": "interval", "C1": "t", "C4": "t"},
        numbers={"H1": BEYOND, "H2": ON_T_ALONE, "H3": BEYOND, "C3.3": BEYOND, "C4.1": BEYOND},
        level=0.9,
        htmt=ALIKE,
        evidence="good",
    ),
    "only H2, weakly": Case(
        files=controls(("X2",)) | influence(("X2",)),
        numbers={"H1": AWAY, "H2": CLOSE, "H3": TOWARDS, "C3.2": NEGATIVE, "C3.3": TOWARDS},
        htmt=ALIKE,
        evidence="good",
    ),
}


@dataclass(frozen=True)
class State:
    """A state's numbers, and what is asked of them."""

    case: Case
    numbers: Mapping[str, Any]

    def value(self, key: str) -> Any:
        return self.numbers.get(key)

    @cached_property
    def by_column(self) -> dict[str, list[str]]:
        """The keys by what follows their last dot: each state has thousands, and each rule asks for a few."""
        keys: dict[str, list[str]] = {}
        for key in self.numbers:
            keys.setdefault(key.rpartition(".")[2], []).append(key)
        return keys

    def rows(self, table: str, column: str) -> dict[str, Any]:
        row = re.compile(rf"{re.escape(table)}\.(.+)\.{column}")
        found = {key: row.fullmatch(key) for key in self.by_column.get(column, ())}
        return {match[1]: self.numbers[key] for key, match in found.items() if match}

    def id_of(self, name: str) -> str:
        """The id of a statement that the article calls by this name."""
        return next(row for row, called in self.rows("grades", "hypothesis").items() if called == name)

    def grade(self, statement: str, column: str = "grade") -> Any:
        return self.value(f"grades.{statement}.{column}")

    def is_read(self, statement: str) -> bool:
        return bool(self.grade(statement) != "unreliable")

    def sign(self, test: str) -> int:
        """On which side of zero the interval of a piece of evidence lies; 0 on both."""
        lower, upper = (self.value(f"claim_tests.{test}.{bound}") for bound in ("lower", "upper"))
        return 1 if lower > 0 else -1 if upper < 0 else 0

    def verdict_of(self, statement: str) -> str:
        return str(self.grade(statement, "verdict")) if self.is_read(statement) else "unreliable"

    def expects(self, statement: str) -> int:
        """The sign that a statement expects."""
        return -1 if statement in self.case.negative else 1

    def related(self, name: str) -> int:
        """The sign of a hypothesis's path where it is significant and read, else 0."""
        return self.side(name) if self.is_read(name) and self.grade(name, "t") is not None else 0

    def side(self, name: str) -> int:
        """On which side of zero the criterion of a hypothesis finds it; 0 on neither."""
        t, lower, upper = (self.grade(name, column) for column in ("t", "lower", "upper"))
        if self.value(f"claims.{name}.criterion") == "interval":
            return int(lower > 0) - int(upper < 0)
        return 0 if abs(t) <= CRITICAL else 1 if t > 0 else -1

    def leans_down(self, name: str) -> bool:
        """Whether the interval of a hypothesis leaves out large positive effects, but not large negative ones."""
        way = {1: "against", -1: "for"}[self.expects(name)]
        return self.verdict_of(name) == "not_supported" and bool(self.grade(name, "leaning") == way)

    def pieces(self, claim: str, sign: int) -> set[str]:
        """What the pieces of evidence of a claim are about whose interval lies on this side of zero, or on both."""
        return {words for test, words in PIECES[claim].items() if self.sign(test) == sign}

    def below(self, table: str, column: str, limit: float) -> list[str]:
        """The rows whose value is known and lies below a limit."""
        return [row for row, value in self.rows(table, column).items() if value is not None and value < limit]

    def failing(self, column: str, limit: str) -> list[str]:
        return [row for row, value in self.rows("full.reliability", column).items() if value < self.value(limit)]


@dataclass(frozen=True)
class Rule:
    """A sentence in Indonesian and in English; whether the numbers bear it out, by its first group if it has one."""

    name: str
    indonesian: str
    english: str
    holds: Callable[[State, str], bool]

    def said(self, language: str) -> re.Pattern[str]:
        return re.compile({"id": self.indonesian, "en": self.english}[language])


# What the pieces of evidence of a claim on several are about, in English words.
PIECES = {
    "C3": {"C3.1": "linkages", "C3.2": "cluster"},
    "C5": {"C5.1": "cluster", "C5.2": "linkages"},
    "C6": {"C6.1": "internal", "C6.2": "LED"},
}
SPOKEN = {"linkages": "linkages|keterkaitan", "cluster": "cluster|kluster", "internal": "internal", "LED": "LED|PEL"}


def named_pieces(claim: str, sign: int) -> Callable[[State, str], bool]:
    """Whether a clause names those pieces of evidence of a claim that lie on this side of zero, and no others."""

    def check(state: State, words: str) -> bool:
        named = {one for one in PIECES[claim].values() if re.search(SPOKEN[one], words)}
        return state.is_read(claim) and named == state.pieces(claim, sign)

    return check


def remains_small(state: State, words: str) -> bool:
    """Whether every statement that a clause names leaves out effects of the size of interest, in all its evidence."""
    told = {claim for claim, *phrases in RESTING if any(re.search(phrase, words) for phrase in phrases)}
    tests = [row for row, claim in state.rows("claim_tests", "claim").items() if claim in told]
    evidence = [f"claim_tests.{row}." for row in tests if state.value(f"claim_tests.{row}.role") == "evidence"]
    compared = [start for start in evidence if not start.endswith(("C1.2.", "C2.2.", "C3.3."))]  # without own effects
    bounds = [abs(state.value(start + end)) for start in compared for end in ("lower", "upper")]
    return bool(told) and max(bounds) < OF_INTEREST


def is_slight(state: State, name: str) -> bool:
    """Whether an effect is significant, and its interval leaves out effects of the size of interest."""
    bounds = [abs(state.grade(name, end)) for end in ("lower", "upper")]
    return state.related(name) != 0 and max(bounds) < OF_INTEREST


def is_slightly_there(state: State, claim: str) -> bool:
    """Whether a lead, a mediation or an interaction is significant, and smaller than what is of interest."""
    if state.verdict_of(claim) not in ("supported", "contradicted"):
        return False
    compared = [test for test in EVIDENCE if test.startswith(claim) and test not in ("C1.2", "C2.2", "C3.3", "C4.2")]
    ends = ("lower", "upper")
    bounds = [abs(state.value(f"claim_tests.{test}.{end}")) for test in compared if state.sign(test) for end in ends]
    return bool(max(bounds, default=1) < OF_INTEREST)


def all_slight(state: State, words: str) -> bool:
    return all(is_slight(state, name) for name in named_in(words))


def skipped_quarters(state: State) -> list[int]:
    """Where the table of growth leaves out a quarter."""
    columns = (state.rows("growth", name).values() for name in ("year", "quarter"))
    counted = [4 * year + quarter for year, quarter in zip(*columns, strict=True)]
    return [before for before, after in pairwise(counted) if after > before + 1]


def is_flat(state: State, words: str) -> bool:
    """Whether all slopes of the factors that a clause names have an interval with zero."""
    factors = [FACTOR_OF[name] for name in named_in(words)]
    starts = [f"full.simple_slopes.{factor}->Y.X3.{at}." for factor in factors for at in (-1, 0, 1)]
    return bool(starts) and all(state.value(one + "lower") <= 0 <= state.value(one + "upper") for one in starts)


NAMED = r"\*\*(H\d[a-c]?)(?:\.\*\*| )"
LIMITS = "config.thresholds."


def beyond(state: State, name: str) -> bool:
    row = state.id_of(name)
    lower, upper = state.grade(row, "lower"), state.grade(row, "upper")
    return bool((lower > 0 or upper < 0) and abs(state.grade(row, "t")) <= CRITICAL)


def measured_badly(state: State, name: str) -> list[str]:
    return [one for column in ("measurement", "pilot") for one in (state.grade(name, column) or "").split(", ")]


LIES = (
    r"(\*\*H[1-3] [^\n]*Intervalnya|Interval interaksi dengan [^.]*?)",
    r"(\*\*H[1-3] [^\n]*Its interval|intervals? of the interactions? with [^.]*?)",
)


def holds_effects(expected: bool, other: bool) -> Callable[[State, str], bool]:
    """Whether intervals hold effects of the size of interest in the expected and in the other direction.

    Those of the hypothesis that a subject begins with, or of the interactions that it names.
    """

    def check(state: State, subject: str) -> bool:
        row, sign, starts = told_of(state, subject)
        bounds = [sorted(sign * state.value(start + bound) for bound in ("lower", "upper")) for start in starts]
        found = {(upper >= OF_INTEREST, lower <= -OF_INTEREST) for lower, upper in bounds}
        return state.is_read(row) and state.grade(row, "verdict") == "not_supported" and found == {(expected, other)}

    return check


def told_of(state: State, subject: str) -> tuple[str, int, list[str]]:
    """The statement, the sign that it expects, and where the numbers are of its path, or of the interactions named."""
    name = re.match(r"\*\*(H\d)", subject)
    if name:
        return name[1], state.expects(name[1]), [f"grades.{name[1]}."]
    pieces = [test for test, factor in PIECES["C5"].items() if re.search(SPOKEN[factor], subject)]
    return "C5", 1, [f"claim_tests.{test}." for test in pieces]


def lies(side: int) -> Callable[[State, str], bool]:
    """Whether estimates lie a standard error or more from zero on the expected side (1), the other (-1), or on none."""

    def check(state: State, subject: str) -> bool:
        _, sign, starts = told_of(state, subject)
        distances = [sign * state.value(start + "estimate") / state.value(start + "se") for start in starts]
        return {(distance >= 1) - (distance <= -1) for distance in distances} == {side}

    return check


def doubted(column: str) -> Callable[[State, str], bool]:
    return lambda state, name: bool(state.grade(state.id_of(name), column))


def is_narrow(state: State, name: str) -> bool:
    row = state.id_of(name)
    if not state.grade(row, "narrow"):
        return False
    if name not in FACTORS.values():
        return True
    return bool(abs(abs(state.grade(row, "t")) - CRITICAL) < NARROW)


def graded(grade: str) -> Callable[[State, str], bool]:
    return lambda state, name: bool(state.grade(state.id_of(name)) == grade)


def hypothesis(verdict: str) -> Callable[[State, str], bool]:
    """A hypothesis that is read, with t and estimate of this verdict."""

    def check(state: State, name: str) -> bool:
        found = {0: "not_supported", 1: "supported", -1: "contradicted"}[state.side(name) * state.expects(name)]
        return state.verdict_of(name) == verdict == found

    return check


MARKS = {"H1": ("keterkaitan", "linkages"), "H2": ("kluster", "cluster"), "H3": ("PEL", "LED")}


def named_in(words: str) -> list[str]:
    """The hypotheses whose factors a sentence names."""
    return [name for name, known in MARKS.items() if any(word in words for word in known)]


def supported(state: State) -> list[str]:
    """The hypotheses that are supported and read."""
    return [name for name in FACTORS.values() if state.verdict_of(name) == "supported"]


def largest_of(state: State) -> list[str]:
    """The supported hypotheses whose estimate is the largest as printed."""
    sizes = {name: abs(effect(state, FACTOR_OF[name])) for name in supported(state)}
    return [name for name, size in sizes.items() if round(max(sizes.values()) - size, 3) == 0]


def in_abstract(verdict: str) -> Callable[[State, str], bool]:
    """The verdict on a factor that a sentence of the abstract names by the words for it."""
    return lambda state, words: state.verdict_of(named_in(words)[0]) == verdict


def related(sign: int) -> Callable[[State, str], bool]:
    """Whether all factors that a sentence names, or the hypothesis, have a significant effect of this sign."""
    return lambda state, words: {state.related(name) for name in named_in(words) or [words]} == {sign}


def leads(test: str, sign: int, own: int | None = None) -> Callable[[State, str], bool]:
    def check(state: State, _: str) -> bool:
        claim, place = test.split(".")
        beside = own is None or state.sign(f"{claim}.{int(place) + 1}") == own
        return state.is_read(claim) and state.sign(test) == sign and beside

    return check


def signs(expected: Mapping[str, int]) -> Callable[[State, str], bool]:
    return lambda state, _: all(
        state.is_read(test.split(".")[0]) and state.sign(test) == sign for test, sign in expected.items()
    )


def discussed(words: str) -> str:
    """The hypothesis that a paragraph of the discussion begins with."""
    return "H2" if "luster" in words else "H1" if "eterkaitan" in words or "linkages" in words else "H3"


def verdict_is(claim: str, verdict: str) -> Callable[[State, str], bool]:
    return lambda state, _: state.verdict_of(claim) == verdict


def sample(by_rule: bool, by_power: bool) -> Callable[[State, str], bool]:
    def check(state: State, _: str) -> bool:
        start = "full.sample_size."
        n, rule = state.value(start + "n"), state.value(start + "per_indicator.lower")
        power = state.value(start + "inverse_square_root_two_sided.required_n")
        return (n >= rule, n >= power) == (by_rule, by_power)

    return check


def effect(state: State, factor: str) -> float:
    """The estimate of a factor's path; zero where there is none."""
    return float(state.value(f"full.paths.{factor}->Y.estimate") or 0.0)


MODERATED = {"C5.1": "X2", "C5.2": "X1"}


def within(test: str) -> Callable[[State, str], bool]:
    """Whether the interval of a piece of evidence leaves out every effect of the size of interest."""
    keys = [f"claim_tests.{test}.{bound}" for bound in ("lower", "upper")]
    return lambda state, _: all(abs(state.value(key)) < OF_INTEREST for key in keys)


def highest_rated(state: State) -> list[str]:
    """The dimensions whose percent index is the highest as printed."""
    rated_ = {row: round(value, 1) for row, value in state.rows("full.dimension_means", "percent_index").items()}
    return [row for row, value in rated_.items() if value == max(rated_.values())]


def largest(table: str, column: str, state: State) -> float:
    return float(max(state.rows(table, column).values()))


def as_printed(table: str, column: str, state: State) -> float:
    """The only value of a column, as a table prints it."""
    return round(largest(table, column, state), 3)


ENGLISH = ("one", "two", "three")


def sign_said(words: str) -> int:
    """The sign that a clause gives an effect; 0 where it calls it not significant."""
    return len(re.findall("positi[vf]", words)) - len(re.findall("negati[vf]", words))


def direct_of(state: State, words: str) -> int:
    """On which side of zero the interval of a factor's direct path lies in the model with mediation."""
    start = f"full.mediation.mediation.{FACTOR_OF[named_in(words)[0]]}->X3->Y.direct_"
    return int(state.value(start + "lower") > 0) - int(state.value(start + "upper") < 0)


def interval_of(state: State, name: str) -> int:
    """On which side of zero the interval of a hypothesis lies."""
    return int(state.grade(name, "lower") > 0) - int(state.grade(name, "upper") < 0)


def loss(rival: str, smaller: bool, significant: bool | None) -> Callable[[State, str], bool]:
    def check(state: State, _: str) -> bool:
        start = f"full.predictive_power.cvpat.overall.{rival}."
        clear = state.value(start + "p") < state.value("config.evidence.power.significance_level")
        return (state.value(start + "difference") < 0) == smaller and significant in (None, clear)

    return check


def counted(verdict: str, words: Mapping[str, int]) -> Callable[[State, str], bool]:
    def check(state: State, said: str) -> bool:
        claims = state.rows("claims", "verdict")
        found = [row for row in claims if state.verdict_of(row) == verdict]
        return words[said.strip()] == len(found)

    return check


COUNTS = {
    word: count
    for words in (
        "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
        "zero one two three four five six seven eight nine ten eleven",
    )
    for count, word in enumerate(words.split())
} | {"dua belas": 12, "twelve": 12}

RULES = (
    # The measurement
    Rule(
        "loadings reach",
        "Semua muatan luar mencapai",
        "All outer loadings reach",
        lambda s, _: min(s.rows("full.outer_model", "outer_loading").values()) >= s.value(LIMITS + "outer_loading"),
    ),
    Rule(
        "loadings fall short",
        r"Muatan luar ([^;]*?) berada di bawah",
        r"The outer loadings? of ([^:]*?) lies? below",
        lambda s, said: (
            set(re.findall(r"[XY]\d?\.\d+", said))
            == {
                row
                for row, value in s.rows("full.outer_model", "outer_loading").items()
                if value < s.value(LIMITS + "outer_loading")
            }
        ),
    ),
    Rule(
        "AVE reaches",
        "AVE semua konstruk mencapai",
        "The AVE of every construct reaches",
        lambda s, _: not s.failing("ave", LIMITS + "average_variance_extracted"),
    ),
    Rule(
        "AVE falls short",
        r"\bAVE (?!semua)[^.;]*? kurang dari 0,50",
        "The AVE of (?!every)[^.]* falls short of",
        lambda s, _: bool(s.failing("ave", LIMITS + "average_variance_extracted")),
    ),
    Rule(
        "rho_A falls short",
        r"\*ρ\*~A~ [^.;]*? kurang dari 0,70",
        r"\*ρ\*~A~ of [^.;]*? falls short of 0\.70",
        lambda s, _: any(0 <= value < 0.7 for value in s.rows("full.reliability", "rho_a").values()),
    ),
    Rule(
        "rho_A is none",
        r"\*ρ\*~A~ ([^.;]*?) di luar kisaran nol sampai satu",
        r"\*ρ\*~A~ of ([^.;]*?) lies outside the range from zero to one",
        lambda s, words: named_in(words) == ["H1"] and not 0 <= s.value("full.reliability.X1.rho_a") <= 1,
    ),
    Rule(
        "dimensions fall short",
        r"Kriteria reliabilitas atau AVE tidak dipenuhi oleh ([^\n]*?\))\.",
        r"A criterion of reliability or AVE is not met by ([^\n]*?\))\.",
        lambda s, words: (
            len(re.findall(r"\d[.,]\d{3}", words))
            == len(s.below("full.dimension_quality", "ave", 0.5))
            + len(s.below("full.dimension_quality", "cronbach_alpha", 0.7))
            + len(s.below("full.dimension_quality", "composite_reliability", 0.7))
        ),
    ),
    Rule(
        "the same in all analyses",
        "sama dengan analisis utama pada semua analisis",
        "that of the main analysis in all analyses",
        lambda s, _: set(s.rows("robustness_paths", "share_same").values()) == {1},
    ),
    Rule(
        "weak items kept",
        "AVE semua konstruk tetap memadai",
        "the AVE of every construct is adequate",
        lambda s, _: not s.failing("ave", LIMITS + "average_variance_extracted"),
    ),
    Rule(
        "composite reliability reaches",
        "Reliabilitas komposit (?:dan Cronbach’s α )?semua konstruk mencapai",
        "The composite reliability (?:and Cronbach’s α )?of every construct reach",
        lambda s, _: not s.failing("composite_reliability", LIMITS + "reliability"),
    ),
    Rule(
        "composite reliability falls short",
        "Reliabilitas komposit (?!semua|dan)[^.]* kurang dari",
        "The composite reliability of [^.]* falls short",
        lambda s, _: bool(s.failing("composite_reliability", LIMITS + "reliability")),
    ),
    Rule(
        "alpha reaches",
        "Cronbach’s α semua konstruk mencapai",
        "Cronbach’s α of every construct reach",
        lambda s, _: not s.failing("cronbach_alpha", LIMITS + "reliability"),
    ),
    Rule(
        "alpha falls short",
        r"Cronbach’s α (?!semua)[^.;\[]* di bawah 0,70",
        "Cronbach’s α of [^.;]* lies below",
        lambda s, _: bool(s.failing("cronbach_alpha", LIMITS + "reliability")),
    ),
    Rule(
        "HTMT below",
        "Semua nilai(?:, termasuk batas atas| berada di bawah)",
        "All values(?:, including the one-sided|  ?lie below)",
        lambda s, _: largest("full.htmt", "htmt", s) < s.value(LIMITS + "htmt"),
    ),
    Rule(
        "HTMT and its bounds below",
        "Semua nilai, termasuk batas atas",
        "All values, including the one-sided",
        lambda s, _: largest("full.htmt", "upper_one_sided", s) < s.value(LIMITS + "htmt"),
    ),
    Rule(
        "HTMT unsure",
        "validitas diskriminan belum meyakinkan",
        "discriminant validity is not convincing",
        lambda s, _: largest("full.htmt", "upper_one_sided", s) >= s.value(LIMITS + "htmt"),
    ),
    Rule(
        "HTMT too high",
        r"Pasangan [^.]* tidak memenuhi batas",
        "hard to tell apart empirically",
        lambda s, _: largest("full.htmt", "htmt", s) >= s.value(LIMITS + "htmt"),
    ),
    Rule(
        "nothing missing",
        "Tidak ada jawaban (?:yang )?kosong",
        "No answers are missing",
        lambda s, _: largest("full.descriptives", "missing", s) == 0,
    ),
    Rule(
        "answers missing",
        "Jawaban yang masih kosong",
        "Answers still missing",
        lambda s, _: largest("full.descriptives", "missing", s) > 0,
    ),
    Rule(
        "levels alike",
        "semua dimensi dinilai sama",
        "all dimensions are rated alike",
        lambda s, _: len({round(value, 1) for value in s.rows("full.dimension_means", "percent_index").values()}) == 1,
    ),
    Rule(
        "highest level",
        r"dimensi yang dinilai paling tinggi ialah (.*?) \(",
        r"dimensions? rated highest (?:is|are) (.*?) \(",
        lambda s, said: said.count(",") + len(re.findall(r" (?:and|dan) ", said)) + 1 == len(highest_rated(s)),
    ),
    Rule(
        "one item predicted alike",
        "Model jalur dan model linear memprediksi butir itu sama baiknya",
        "The path model and the linear model predict the item equally well",
        lambda s, _: as_printed("full.predict", "rmse_pls", s) == as_printed("full.predict", "rmse_lm", s),
    ),
    Rule(
        "one item predicted better",
        "Pada satu-satunya butir, RMSE model jalur lebih kecil",
        "For the one item, the path model has a smaller RMSE",
        lambda s, _: as_printed("full.predict", "rmse_pls", s) < as_printed("full.predict", "rmse_lm", s),
    ),
    Rule(
        "items predicted better",
        r"RMSE model jalur lebih kecil daripada RMSE model linear pada (semuanya)",
        r"has a smaller RMSE than the linear model for (all of them)",
        lambda s, _: all(
            round(value, 3) < round(s.value(f"full.predict.{item}.rmse_lm"), 3)
            for item, value in s.rows("full.predict", "rmse_pls").items()
        ),
    ),
    Rule(
        "items that run against the others",
        r"Muatan di bawah nol \((.*?)\)",
        r"A loading below zero \((.*?)\)",
        lambda s, said: (
            re.split(r", (?:and |dan )?| and | dan ", said)
            == [item for item, value in s.rows("full.outer_model", "outer_loading").items() if value < 0]
        ),
    ),
    # A direct path that the model with mediation judges otherwise
    Rule(
        "another finding on a path",
        r"Dalam model mediasi, jalur langsung (.*?signifikan(?: dan \w+)?) \(",
        r"In the model with mediation, the direct path of (.*?significant(?: and \w+)?) \(",
        lambda s, said: direct_of(s, said) == sign_said(said) != s.related(named_in(said)[0]),
    ),
    Rule(
        "another finding by the weights",
        r"jalur langsung ([\w ]*) (?:tidak )?signifikan[^.]*\. Keduanya bukan[^.]*\. Hanya bobot butirnya",
        r"the direct path of ([\w ]*) is [^\n]*? in both models\. Only the weights",
        lambda s, said: interval_of(s, named_in(said)[0]) != direct_of(s, said),
    ),
    Rule(
        "another finding by the criterion",
        r"Putusan atas (H\d) diambil menurut \*t\*, sedangkan temuan tentang jalur langsung",
        r"The verdict on (H\d) rests on \*t\*, the finding on the direct path",
        lambda s, name: interval_of(s, name) == direct_of(s, MARKS[name][0]) != s.related(name),
    ),
    Rule(
        "a mediation without its last link",
        r"jalur dari orientasi PEL, tidak signifikan menurut putusan atas (H\d)",
        r"Its last link, the path from LED orientation, is not significant by the verdict on (H\d)",
        lambda s, name: s.verdict_of(name) == "not_supported" and s.verdict_of("C4") == "supported",
    ),
    Rule(
        "by its verdict, the path of H2",
        r"Menurut putusan atas H2, jalur dari pola kluster ke keberlanjutan usaha (.*?);",
        r"By the verdict on H2, the path from the cluster pattern to business sustainability is (.*?);",
        lambda s, said: sign_said(said) == s.related("H2") != direct_of(s, "pola kluster"),
    ),
    Rule(
        "paths that differ between modes",
        r"jalurnya berbeda pada (\w+) dari",
        r"but a path differs in (\w+) of",
        lambda s, said: (
            in_words(s.value("full.groups.questions.mode.different"), "en" if said in ENGLISH else "id") == said
        ),
    ),
    Rule(
        "theory for the other sign",
        r"(?s)\*\*(H\d)\.\*\* [^\n]* \[\[teori pada bagian ini mendukung",
        r"(?s)\*\*(H\d)\.\*\* [^\n]* \[\[the theory of this section speaks",
        lambda s, name: s.expects(name) < 0,
    ),
    Rule(
        "theory for the sign that is expected",
        r"\*\*(H\d)\.\*\* [^\n]* terhadap keberlanjutan usaha\.\n",
        r"\*\*(H[123])\.\*\* [^\n]* effect on business sustainability\.\n",
        lambda s, name: s.expects(name) > 0,
    ),
    Rule(
        "the outcome measured badly in the pilot alone",
        r"(?:sebab|Karena) pengukuran keberlanjutan usaha tidak memenuhi kriteria uji coba",
        r"[Aa]s the measurement of business sustainability did not meet the criteria of the pilot",
        lambda s, _: s.value("doubtful_constructs.Y.reason") == "pilot",
    ),
    Rule(
        "the outcome measured badly",
        r"(?:sebab|Karena) pengukuran keberlanjutan usaha tidak memenuhi kriteria(?! uji)",
        r"[Aa]s the measurement of business sustainability does not meet the criteria",
        lambda s, _: s.value("doubtful_constructs.Y.reason") == "measurement",
    ),
    Rule(
        "room for improvement",
        "ruang perbaikan yang lebih luas ada di sisi pasar",
        "there is more room for improvement on the market side",
        lambda s, _: s.related("H1") > 0 and s.sign("C1.1") == 0,
    ),
    Rule(
        "limited by constructs alike",
        "Konstruk yang sulit dipisahkan membuat",
        "Constructs that are hard to tell apart make",
        lambda s, _: largest("full.htmt", "htmt", s) >= s.value(LIMITS + "htmt"),
    ),
    Rule(
        "limited by a bound of HTMT",
        "Bahwa semua konstruk dapat dibedakan belum meyakinkan",
        "That all constructs can be told apart is not convincing",
        lambda s, _: (
            largest("full.htmt", "htmt", s) < s.value(LIMITS + "htmt") <= largest("full.htmt", "upper_one_sided", s)
        ),
    ),
    # The pilot
    Rule(
        "fit for use",
        "Semua kriteria kelayakan terpenuhi",
        "All criteria of fitness are met",
        lambda s, _: s.value("pilot.verdict.fit_for_use") is True,
    ),
    Rule(
        "not fit for use",
        "Instrumen belum memenuhi semua kriteria",
        "The instrument does not meet all criteria",
        lambda s, _: s.value("pilot.verdict.fit_for_use") is False,
    ),
    Rule(
        "other respondents",
        "tidak termasuk dalam sampel utama",
        "None of them is part of the main sample",
        lambda s, _: s.case.overlap == "forbidden" and s.case.pilot,
    ),
    Rule("no pilot", "tidak didahului uji coba", "not preceded by a test", lambda s, _: not s.case.pilot),
    # The sample
    Rule("rule and power met", r"memenuhi keduanya", r"meets both\b", sample(True, True)),
    Rule("rule alone", "memenuhi aturan praktis, tetapi", "meets the rule of thumb, but", sample(True, False)),
    Rule("power alone", "memenuhi syarat daya uji, tetapi", "meets the requirement of power, but", sample(False, True)),
    Rule("neither", "lebih kecil dari keduanya", "smaller than both require", sample(False, False)),
    # The hypotheses
    Rule(
        "supported",
        r"\*\*(H\d) didukung\.\*\* [^\n]*berpengaruh (?:posi|nega)tif dan signifikan",
        r"\*\*(H\d) is supported\.\*\* The effect of [^.]* is (?:posi|nega)tive and significant",
        hypothesis("supported"),
    ),
    Rule(
        "contradicted",
        r"\*\*(H\d) bertentangan dengan data\.\*\* [^.]*signifikan, tetapi tandanya (?:posi|nega)tif",
        r"\*\*(H\d) is contradicted by the data\.\*\* [^.]*is significant, but (?:posi|nega)tive",
        hypothesis("contradicted"),
    ),
    Rule(
        "not supported",
        r"\*\*(H\d) tidak didukung\.\*\* [^.]*tidak signifikan",
        r"\*\*(H\d) is not supported\.\*\* [^.]*is not significant",
        hypothesis("not_supported"),
    ),
    Rule(
        "not interpreted",
        r"\*\*(H\d) tidak ditafsirkan\*\*",
        r"\*\*(H\d) is not interpreted\*\*",
        graded("unreliable"),
    ),
    Rule("not testable", r"\*\*(H\d) tidak dapat diuji", r"\*\*(H\d) cannot be tested", graded("none")),
    Rule(
        "leaves out both",
        LIES[0] + r" tidak memuat pengaruh sebesar 0,25 ke arah mana pun",
        LIES[1] + r" leaves? out every effect as large as 0\.25",
        holds_effects(False, False),
    ),
    Rule(
        "leaves out the expected",
        LIES[0] + r" tidak memuat pengaruh sebesar 0,25 atau lebih ke arah yang diduga",
        LIES[1] + r" leaves? out an effect of 0\.25 or more in the expected direction",
        holds_effects(False, True),
    ),
    Rule(
        "leaves out the other",
        LIES[0] + r" tidak memuat pengaruh sebesar 0,25 atau lebih ke arah yang berlawanan",
        LIES[1] + r" leaves? out an effect of 0\.25 or more against the expected direction",
        holds_effects(True, False),
    ),
    Rule(
        "many means in place of answers",
        "Jawaban kosong sebanyak itu yang diganti rerata",
        "So many answers replaced by a mean",
        lambda s, _: s.value("full.evidence.missing_answers.largest_share_of_an_indicator") > 0.05,
    ),
    Rule(
        "no better than the mean",
        "memprediksi lebih tepat daripada rerata jawaban tidak terlihat, sehingga keragaman",
        "better than the mean of the answers is not shown, so that the variance",
        lambda s, _: s.value("full.predictive_power.cvpat.overall.average.p_one_sided") >= 0.05,
    ),
    Rule(
        "leans towards",
        LIES[0] + r" tidak memuat [^.]*: (?:di sini )?data condong mendukung",
        LIES[1] + r" leaves? out an effect of 0\.25 [^.]*: (?:here )?the data lean towards",
        lies(1),
    ),
    Rule(
        "leans against",
        LIES[0] + r" tidak memuat [^.]*: (?:di sini )?data condong berlawanan",
        LIES[1] + r" leaves? out an effect of 0\.25 [^.]*: (?:here )?the data lean against",
        lies(-1),
    ),
    Rule(
        "leans to neither",
        LIES[0] + r" tidak memuat [^.]*data tidak condong",
        LIES[1] + r" leaves? out an effect of 0\.25 [^:]*the data lean to neither",
        lies(0),
    ),
    Rule(
        "holds both",
        LIES[0] + r" memuat pengaruh sebesar 0,25 dan lebih ke kedua arah",
        LIES[1] + r" holds? effects of 0\.25 and more in both directions",
        holds_effects(True, True),
    ),
    Rule(
        "beyond zero, towards",
        NAMED + r"[^\n]*satu sisi nol[^\n]*condong mendukung",
        NAMED + r"[^\n]*one side of zero[^\n]*lean towards",
        lambda s, name: beyond(s, name) and s.expects(name) * s.grade(s.id_of(name), "estimate") > 0,
    ),
    Rule(
        "beyond zero, away",
        NAMED + r"[^\n]*satu sisi nol[^\n]*condong berlawanan",
        NAMED + r"[^\n]*one side of zero[^\n]*lean away",
        lambda s, name: beyond(s, name) and s.expects(name) * s.grade(s.id_of(name), "estimate") < 0,
    ),
    Rule(
        "positive effect",
        r"\*\*(H\d) (?:didukung|bertentangan dengan data)\.\*\* [^.]*(?:berpengaruh|tandanya) positif",
        r"\*\*(H\d) is (?:supported|contradicted by the data)\.\*\* [^.]*(?:is|but) positive",
        related(1),
    ),
    Rule(
        "negative effect",
        r"\*\*(H\d) (?:didukung|bertentangan dengan data)\.\*\* [^.]*(?:berpengaruh|tandanya) negatif",
        r"\*\*(H\d) is (?:supported|contradicted by the data)\.\*\* [^.]*(?:is|but) negative",
        related(-1),
    ),
    Rule(
        "abstract positive",
        r"[:;] (?:dan )?(?:pengaruh )?([\w ]*?) (?:berpengaruh|signifikan tetapi) positif",
        r"the effect of ([\w ]*?) is (?:positive and significant|significant but positive)",
        related(1),
    ),
    Rule(
        "abstract negative",
        r"[:;] (?:dan )?(?:pengaruh )?([\w ]*?) (?:berpengaruh|signifikan tetapi) negatif",
        r"the effect of ([\w ]*?) is (?:negative and significant|significant but negative)",
        related(-1),
    ),
    Rule(
        "concluded positive",
        r"(?m)^([^.\n]*?) (?:masing-masing )?berhubungan positif dan signifikan",
        r"(?m)^([^.\n]*?) (?:is|are|are each) positively and significantly related",
        related(1),
    ),
    Rule(
        "concluded negative",
        r"(?:^|\. )([^.\n]*?) (?:masing-masing )?berhubungan negatif dan signifikan",
        r"(?:^|\. )([^.\n]*?) (?:is|are|are each) negatively and significantly related",
        related(-1),
    ),
    Rule(
        "discussed positive",
        r"(Usaha yang keterkaitannya lebih kuat|Pola kluster berhubungan positif|Usaha yang merasakan dukungan)",
        r"(Firms with stronger linkages report|The cluster pattern is positively|Firms that feel policy support)",
        lambda s, words: s.related(discussed(words)) > 0,
    ),
    Rule(
        "discussed negative",
        "(keterkaitan yang lebih kuat justru|Pola kluster berhubungan negatif|yang menilai orientasi PEL lebih tinggi)",
        "(stronger linkages go along with lower|The cluster pattern is negatively|that rate LED orientation higher)",
        lambda s, words: s.related(discussed(words)) < 0,
    ),
    Rule(
        "infinite VIF",
        r"VIF (?:indikator tertinggi|antarkonstruk paling tinggi) tak hingga",
        r"highest VIF (?:of an indicator|between constructs) is infinite",
        lambda s, _: s.case.vif == float("inf"),
    ),
    Rule(
        "finite VIF",
        r"VIF (?:indikator tertinggi|antarkonstruk paling tinggi) (?!tak)",
        r"highest VIF (?:of an indicator|between constructs) is (?!infinite)",
        lambda s, _: s.case.vif != float("inf"),
    ),
    Rule(
        "no collinearity",
        "kolinearitas tidak mengganggu estimasi",
        "collinearity does not disturb the estimates",
        lambda s, _: s.case.vif is None,
    ),
    Rule(
        "more resamples",
        r"Hasil bagi ([^.]*) diperoleh dari 80\.000",
        r"The results for ([^.]*) come from 80,000",
        lambda s, said: (
            set(re.findall(r"H\d[a-c]?", said))
            == {s.grade(row, "hypothesis") for row in s.case.raised if s.grade(row, "verdict") != "not_testable"}
        ),
    ),
    Rule(
        "undecided at the most resamples",
        r"dipastikan: dengan 80\.000 sampel ulang",
        "undecided: with 80,000 resamples",
        lambda s, _: bool(set(s.case.raised) & set(s.case.undecidable)),
    ),
    # The grades
    Rule("weak", NAMED + r"[^\n]*Bukti bagi putusan ini lemah", NAMED + r"[^\n]*verdict is weak", graded("weak")),
    Rule(
        "moderate",
        NAMED + r"[^\n]*Satu hal membatasi putusan ini",
        NAMED + r"[^\n]*One thing limits this verdict",
        graded("moderate"),
    ),
    Rule(
        "undecided",
        NAMED + r"[^\n]*Putusan ini belum dapat dipastikan",
        NAMED + r"[^\n]*This verdict is undecided",
        lambda s, name: s.value(f"claims.{s.id_of(name)}.decidable") is False,
    ),
    Rule(
        "close", NAMED + r"[^\n]*dekat dengan batas kriteria\b", NAMED + r"[^\n]*close to the limit of its", is_narrow
    ),
    Rule(
        "two criteria",
        NAMED + r"[^\n]*menghasilkan putusan yang berbeda",
        NAMED + r"[^\n]*lead to different verdicts",
        doubted("criteria"),
    ),
    Rule(
        "depends on the analysis",
        NAMED + r"[^\n]*hasilnya bergantung pada pilihan analisis",
        NAMED + r"[^\n]*it depends on the choice of analysis",
        lambda s, name: (
            s.value(f"robustness_paths.{FACTOR_OF[name]}->Y.share_same") < s.value("config.robustness.stable_share")
        ),
    ),
    Rule(
        "hint of endogeneity",
        NAMED + r"[^\n]*suku kopula mengisyaratkan",
        NAMED + r"[^\n]*a copula term hints",
        doubted("endogeneity"),
    ),
    Rule(
        "another estimator",
        NAMED + r"[^\n]*PLS konsisten menghasilkan putusan lain",
        NAMED + r"[^\n]*consistent PLS leads to another verdict",
        lambda s, name: bool(
            s.grade(s.id_of(name), "estimator") and s.value("full.evidence.consistent.sample_admissible")
        ),
    ),
    Rule(
        "does not survive Holm",
        NAMED + r"[^\n]*tidak bertahan setelah penyesuaian Holm",
        NAMED + r"[^\n]*does not survive Holm",
        lambda s, name: s.grade(name, "p_holm") >= 0.05 and s.grade(name, "verdict") in ("supported", "contradicted"),
    ),
    # The claims
    Rule(
        "H4a first",
        "keterkaitan ke belakang[^.]* lebih besar[^\n]*sumbangan itu sendiri signifikan \\(pengaruh [^\n]*Pasokan",
        "contribution of backward linkages[^\n]*is larger[^\n]*significant in itself[^\n]*A near and",
        leads("C1.1", 1, 1),
    ),
    Rule(
        "benefit of cooperation",
        "Manfaat kluster lebih banyak datang dari tindakan bersama|manfaat kluster lebih bertumpu pada kerja sama|"
        "Persemaian industri[^.]* terlampaui",
        "the cluster’s benefit comes from joint action|benefit of the cluster rests on cooperation|left behind here",
        lambda s, _: s.related("H2") > 0 and s.sign("C2.1") < 0,
    ),
    Rule(
        "H4a second",
        "sumbangan keterkaitan ke depan lebih besar",
        "the contribution of forward linkages is larger",
        leads("C1.1", -1),
    ),
    Rule(
        "H4a neither",
        "Sumbangan keterkaitan ke belakang dan keterkaitan ke depan [^\n]*tidak dapat dibedakan",
        "contributions of backward linkages and forward linkages [^\n]*cannot be told apart",
        leads("C1.1", 0),
    ),
    Rule(
        "H4b weak",
        "sumbangan itu sendiri tidak signifikan",
        "but is not significant in itself \\(effect =",
        lambda s, _: any(s.sign(f"{claim}.1") == 1 and s.sign(f"{claim}.2") == 0 for claim in ("C1", "C2")),
    ),
    Rule(
        "H4b negative",
        "tetapi sumbangan itu sendiri negatif",
        "but is itself negative",
        lambda s, _: any(s.sign(f"{claim}.1") == 1 and s.sign(f"{claim}.2") == -1 for claim in ("C1", "C2")),
    ),
    Rule(
        "rated higher",
        "keterkaitan ke belakang dinilai lebih tinggi",
        "rate backward linkages higher",
        leads("C1.3", 1),
    ),
    Rule(
        "rated lower", "keterkaitan ke belakang dinilai lebih rendah", "rate backward linkages lower", leads("C1.3", -1)
    ),
    Rule(
        "most decisive",
        "dalam data ini orientasi PEL merupakan faktor yang paling menentukan",
        "it is the most decisive factor in these data",
        signs({"C3.1": 1, "C3.2": 1, "C3.3": 1}),
    ),
    Rule(
        "smaller than another",
        r"secara signifikan lebih kecil daripada pengaruh ([\w ]*)",
        r"effect is significantly smaller than that of ([\w ]*)",
        named_pieces("C3", -1),
    ),
    Rule(
        "exceeds both",
        "melampaui pengaruh kedua faktor lain, tetapi pengaruhnya sendiri tidak signifikan",
        "exceeds that of both other factors, but is not significant",
        signs({"C3.1": 1, "C3.2": 1, "C3.3": 0}),
    ),
    Rule(
        "exceeds one",
        r"secara signifikan melampaui pengaruh ([\w ]*), tetapi tidak melampaui",
        r"significantly exceeds that of ([\w ]*), but not that of",
        named_pieces("C3", 1),
    ),
    Rule(
        "exceeds neither",
        "tidak secara signifikan melampaui pengaruh keterkaitan maupun pola kluster",
        "does not significantly exceed that of either other factor",
        lambda s, _: not s.pieces("C3", 1),
    ),
    Rule(
        "own effect negative",
        r"faktor yang paling menentukan[^.]*pengaruhnya sendiri (?:signifikan dan )?negatif",
        r"the most decisive factor[^.]*its own effect is (?:significant and )?negative",
        signs({"C3.3": -1}),
    ),
    Rule(
        "mediates",
        r"\*\* Orientasi PEL memediasi hubungan[^\n]*\(pengaruh tidak langsung",
        r"\*\* LED orientation mediates between[^\n]*\(indirect effect",
        signs({"C4.1": 1}),
    ),
    Rule(
        "mediation negative",
        "melalui orientasi PEL signifikan, tetapi negatif",
        "is significant, but negative \\(indirect",
        signs({"C4.1": -1}),
    ),
    Rule(
        "complementary",
        "bersifat komplementer",
        "is complementary",
        lambda s, _: s.case.mediation[0] == "complementary",
    ),
    Rule(
        "share",
        "bagiannya dalam pengaruh total",
        "its share of the total effect is",
        lambda s, _: s.sign("C4.1") == 1 and 0 <= s.case.mediation[1] <= 1,
    ),
    Rule(
        "other route as well",
        "jalur melalui orientasi PEL juga signifikan dan positif",
        "by way of LED orientation is significant and positive as well",
        lambda s, _: s.verdict_of("C4") == "supported" and s.sign("C4.2") == 1,
    ),
    Rule(
        "other route",
        "Bagi keterkaitan industri, jalur melalui orientasi PEL",
        "For industrial linkages, the route by way of LED",
        lambda s, _: s.is_read("H1"),
    ),
    Rule(
        "strengthens",
        "memperkuat pengaruh pola kluster \\(interaksi",
        "strengthens the effects of the cluster pattern \\(inter",
        signs({"C5.1": 1, "C5.2": 1}),
    ),
    Rule(
        "weakens",
        r"Interaksi dengan ([\w ]*) signifikan dan negatif",
        r"The interactions? with ([\w ]*) (?:is|are) significant and negative",
        named_pieces("C5", -1),
    ),
    Rule(
        "strengthens beside",
        r"(?:sedangkan interaksi|hanya interaksi|Interaksi) dengan ([\w ]*?) (?:yang )?(?:signifikan dan )?positif",
        r"(?:that|only the interaction|The interaction) with ([\w ]*?) (?:is )?(?:significant and )?positive",
        named_pieces("C5", 1),
    ),
    Rule(
        "weaker",
        r"(?:[Pp]engaruh|koefisien pengaruh) ([\w ]*?) (?:justru lebih kecil|melemah|lebih rendah ketika)",
        r"(?:effects?|coefficients?) of ([\w ]*?) (?:is|are) (?:smaller;|weaker|lower where)",
        named_pieces("C5", -1),
    ),
    Rule(
        "substitute for one",
        r"dukungan tampak menggantikan ([\w ]*), tetapi tidak menggantikan",
        r"support looks like a substitute for ([\w ]*), but not",
        named_pieces("C5", -1),
    ),
    Rule(
        "support for one",
        r"gagasan daya serap hanya terlihat bagi ([\w ]*)",
        r"absorptive capacity suggests finds support for ([\w ]*) alone",
        named_pieces("C5", 1),
    ),
    Rule(
        "no slope",
        r"pengaruh ([\w ]*?) (?:sendiri tidak signifikan, sehingga yang|tidak signifikan pada satu pun)",
        r"(?:the|but the) effects? of ([\w ]*?) (?:itself|themselves)? ?(?:are |is )?significant(?:: the| at no)",
        is_flat,
    ),
    Rule(
        "negative at the low level",
        r"Ketika orientasi PEL rendah, pengaruh ([\w ]*) signifikan dan negatif",
        r"Where LED orientation is low, the effects? of ([\w ]*) (?:is|are) significant and negative",
        lambda s, words: all(s.value(f"full.simple_slopes.{FACTOR_OF[n]}->Y.X3.-1.upper") < 0 for n in named_in(words)),
    ),
    Rule(
        "each strengthens the other",
        "karena keduanya saling memperkuat",
        "as each strengthens the other",
        lambda s, _: (
            not any(
                is_flat(s, name)
                for name in ("cluster", "linkages")
                if s.value("full.simple_slopes.X1->Y.X3.-1.lower") is not None
            )
        ),
    ),
    Rule(
        "better than its parts",
        r"\*\* Model utuh memprediksi[^.]* di luar sampel lebih baik",
        "out of the sample better than",
        signs({"C6.1": 1, "C6.2": 1}),
    ),
    Rule(
        "worse than a part",
        r"di luar sampel lebih buruk daripada ([^(]*)",
        r"out of the sample worse than ([^(]*)",
        named_pieces("C6", -1),
    ),
    Rule(
        "not better than a part",
        r"terhadap ([^,]*), selisih galat prediksinya tidak signifikan",
        r"against ([^,]*), the difference in prediction error is not",
        named_pieces("C6", 0),
    ),
    Rule(
        "not better than the mean",
        "lebih tepat daripada rerata jawaban juga tidak terlihat",
        "Nor is the whole model shown to predict better than the mean",
        lambda s, _: not loss("average", True, True)(s, ""),
    ),
    Rule(
        "slight",
        NAMED + r"[^\n]*Seluruh intervalnya lebih kecil daripada 0,25",
        NAMED + r"[^\n]*Its whole interval is smaller than 0\.25",
        is_slight,
    ),
    Rule(
        "slight in the conclusion",
        r"\. Pengaruh ([^.;]*) lebih kecil daripada yang hendak dideteksi",
        r"\. The effects? of ([^.;]*) (?:is|are) smaller than the study",
        all_slight,
    ),
    Rule(
        "what remains possible is small",
        r"dugaan ([^.]*?); pengaruh yang mungkin masih ada lebih kecil",
        r"expectation ([^.]*?); what effect remains possible is smaller",
        remains_small,
    ),
    Rule(
        "to be tested again",
        "yang buktinya lemah atau belum dapat dipastikan perlu diuji lagi",
        "those whose evidence is weak or undecided need to be tested again",
        lambda s, _: bool({s.grade(name) for name in FACTORS.values()} & {"weak", "undecided"}),
    ),
    Rule(
        "empowerment",
        "pengaruh dimensi pemberdayaan sendiri",
        "the effect of the empowerment dimension itself",
        lambda s, _: s.is_read("H3"),
    ),
    Rule(
        "count supported",
        r"hipotesis dan klaim: ((?:\w+ )+?)didukung",
        r"hypotheses and claims: (\w+ )supported",
        counted("supported", COUNTS),
    ),
    Rule(
        "count not supported",
        r"hipotesis dan klaim: [^.]*?(?:dan |, |: )((?:\w+ )+?)tidak didukung",
        r"hypotheses and claims: [^.]*?(\w+ )not supported",
        counted("not_supported", COUNTS),
    ),
    Rule(
        "count contradicted",
        r"hipotesis dan klaim: [^.]*?(?:dan |, |: )(\w+ )bertentangan",
        r"hypotheses and claims: [^.]*?(\w+ )contradicted",
        counted("contradicted", COUNTS),
    ),
    Rule(
        "count not interpreted",
        r"hipotesis dan klaim: [^.]*?(?:dan |, |: )(\w+ )tidak ditafsirkan",
        r"hypotheses and claims: [^.]*?(\w+ )not interpreted",
        counted("unreliable", COUNTS),
    ),
    Rule(
        "undecided are named",
        "belum cukup untuk memastikannya",
        "are not enough to settle it",
        lambda s, _: bool(s.case.undecidable),
    ),
    Rule(
        "all are decided",
        "Setiap putusan yang bersandar pada bilangan acak terulang",
        "Each verdict that rests on random",
        lambda s, _: not s.case.undecidable and "unreliable" not in s.rows("grades", "grade").values(),
    ),
    Rule(
        "all that are read are decided",
        "Setiap putusan yang ditafsirkan dan bersandar pada bilangan acak terulang",
        "Each verdict that is interpreted and rests on random",
        lambda s, _: not any(map(s.is_read, s.case.undecidable)) and "unreliable" in s.rows("grades", "grade").values(),
    ),
    # The abstract and the conclusion
    Rule(
        "abstract supported",
        r"[:;] (?:dan )?([\w ]*?) berpengaruh (?:posi|nega)tif dan signifikan \(β",
        r"the effect of ([\w ]*?) is (?:posi|nega)tive and significant \(β",
        in_abstract("supported"),
    ),
    Rule(
        "abstract contradicted",
        r"pengaruh ([\w ]*?) signifikan tetapi (?:posi|nega)tif",
        r"of ([\w ]*?) is significant but (?:posi|nega)tive",
        in_abstract("contradicted"),
    ),
    Rule(
        "abstract not supported",
        r"[:;] (?:dan )?pengaruh ([\w ]*?) tidak signifikan \(β",
        r"[:;] (?:and )?the effect of ([\w ]*?) is not significant \(β",
        in_abstract("not_supported"),
    ),
    Rule(
        "abstract not interpreted",
        r"pengaruh ([\w ]*?) tidak ditafsirkan karena (?:pengukurannya|validitas)",
        r"the effect of ([\w ]*?) is not interpreted, as (?:the measurement|discriminant)",
        in_abstract("unreliable"),
    ),
    Rule(
        "concluded supply",
        r"Data (?:juga )?mendukung [^.]*sisi hulu keterkaitan menyumbang lebih banyak",
        r"The data (?:also )?support the expectation[^.]*the supply side of linkages contributes more",
        leads("C1.1", 1, 1),
    ),
    Rule(
        "concluded market",
        "Berlawanan dengan dugaan, sisi hilir keterkaitan menyumbang",
        "Contrary to what was expected, the market side of linkages contributes",
        leads("C1.1", -1),
    ),
    Rule(
        "concluded whole",
        r"Data (?:juga )?mendukung [^.]*model utuh memprediksi lebih tepat",
        r"The data (?:also )?support the expectation[^.]*the whole model predicts more accurately",
        verdict_is("C6", "supported"),
    ),
    # Advice
    Rule(
        "no advice",
        r"\*\*Keterkaitan\.\*\* Tidak ada saran yang bersandar pada hasil",
        r"\*\*Linkages\.\*\* No advice rests on this",
        verdict_is("H1", "unreliable"),
    ),
    Rule(
        "advice on linkages",
        r"Sisi hilir yang sumbangannya lebih kecil|menata kedua sisi keterkaitan|Saluran ke pasar yang sudah",
        "The market side, which contributes|work on both sides of the linkages|The channels to the market, which",
        lambda s, _: s.related("H1") > 0,
    ),
    Rule(
        "advice on the cluster",
        "Koperasi atau paguyuban sentra dapat memulai|perlu melembagakan kerja sama|sudah memberi manfaat dapat",
        "centre can begin with cooperation|need to give cooperation in|The cooperation that already",
        lambda s, _: s.related("H2") > 0,
    ),
    Rule(
        "advice on LED",
        "menyusun program dari kebutuhan yang dinyatakan usaha",
        "build programmes on the needs that firms state",
        lambda s, _: s.related("H3") > 0,
    ),
    # The quality of the evidence
    Rule(
        "no method bias",
        "Batas itu tidak terlampaui",
        "That limit is not exceeded",
        lambda s, _: (
            s.value("full.evidence.method_bias.largest_full_collinearity_vif")
            <= s.value("criteria.method_bias.threshold")
        ),
    ),
    Rule(
        "method bias",
        "Batas itu terlampaui",
        "That limit is exceeded",
        lambda s, _: (
            s.value("full.evidence.method_bias.largest_full_collinearity_vif")
            > s.value("criteria.method_bias.threshold")
        ),
    ),
    Rule(
        "better than the mean",
        "lebih kecil secara signifikan daripada galat rerata",
        "significantly smaller than that of the mean",
        loss("average", True, True),
    ),
    Rule(
        "not clearly better than the mean",
        "lebih kecil, tetapi tidak signifikan, daripada galat rerata",
        "smaller, but not significantly, than that of the mean",
        loss("average", True, False),
    ),
    Rule(
        "not better than linear",
        "lebih besar, tetapi tidak signifikan, daripada galat model linear",
        "larger, but not significantly, than that of the linear model",
        loss("linear_model", False, False),
    ),
    Rule(
        "worse than the mean",
        "lebih besar secara signifikan daripada galat rerata",
        "significantly larger than that of the mean",
        loss("average", False, True),
    ),
    Rule(
        "no exact fit",
        r"d~ULS~ \([\d,]*\) melampaui persentil",
        r"d~ULS~ \([\d.]*\) exceeds its ninety-fifth percentile",
        lambda s, _: s.value("criteria.exact_fit.met") is False,
    ),
    Rule(
        "all related to the marker",
        "semua jalur memiliki interval tanpa nol",
        "; all have an interval without zero",
        lambda s, _: s.value("full.marker.related") == s.value("full.marker.constructs"),
    ),
    Rule(
        "sign turned",
        r"tandanya berbalik",
        r"with the sign turned",
        lambda s, _: s.value("full.controls.controlled.X1.Y.estimate") < 0,
    ),
    Rule(
        "nothing left out",
        "isian dan semuanya dianalisis",
        "submissions, all of which are analysed",
        lambda s, _: s.value("full.flow.received") == s.value("full.flow.kept"),
    ),
    Rule(
        "no effect significant and positive",
        r"tidak ada pengaruh yang signifikan(?:,| dan) positif(, dan dapat ditafsirkan)?",
        r"no effect is significant(?:,| and) positive( and interpretable)?",
        lambda s, read: all((s.related(name) if read else s.side(name)) <= 0 for name in FACTORS.values()),
    ),
    Rule(
        "not interpreted for the main survey",
        r"tidak ditafsirkan karena pengukurannya tidak memenuhi kriteria(?! uji coba)",
        r"not interpreted, as the measurement does not meet its criteria",
        lambda s, _: any(s.rows("grades", "measurement").values()),
    ),
    Rule(
        "not interpreted for the pilot",
        r"tidak ditafsirkan karena pengukurannya tidak memenuhi kriteria uji coba",
        r"not interpreted, as the measurement did not meet the criteria of the pilot",
        lambda s, _: any(s.rows("grades", "pilot").values()),
    ),
    Rule(
        "fails in the pilot alone",
        r"pengukuran ([\w ]*) tidak memenuhi kriteria uji coba",
        r"measurement of ([\w ]*) did not meet the criteria of the pilot",
        lambda s, _: bool({*s.case.failing} - {*s.case.reliability}),
    ),
    Rule(
        "fails in the main survey",
        r"pengukuran [\w ,]* tidak memenuhi kriteria survei utama",
        r"measurement of [\w ,]* does not meet the criteria of the main survey",
        lambda s, _: bool(s.case.reliability) or "full/dimension_quality" in s.case.files,
    ),
    Rule(
        "not told apart",
        "karena HTMT tidak membedakan",
        "because HTMT does not tell",
        lambda s, _: largest("full.htmt", "htmt", s) >= s.value(LIMITS + "htmt"),
    ),
    Rule(
        "pilot among the limitations",
        "Pada uji coba, instrumen tidak memenuhi semua kriteria",
        "The instrument did not meet all criteria of the pilot",
        lambda s, _: s.value("pilot.verdict.fit_for_use") is False,
    ),
    Rule(
        "no experts",
        "isinya tidak dinilai oleh pakar",
        "no experts judged what they contain",
        lambda s, _: s.case.status == "simulated",
    ),
    Rule(
        "no reason for any deviation",
        "keputusan [^.;]*, tanpa alasan yang diberikan",
        "decisions? [^.;]*, for which no reason is given",
        lambda s, _: s.value("sealed_plan.unexplained") == s.value("sealed_plan.deviations"),
    ),
    Rule(
        "not settled by resamples",
        r"[\d.]+ sampel ulang pun belum cukup",
        r"even [\d,]+ resamples are not enough",
        lambda s, _: (
            len({s.value(f"claims.{row}.resamples") for row in s.case.undecidable if s.is_read(row)} - {None}) == 1
        ),
    ),
    Rule(
        "straight",
        "Tidak ada pengaruh kuadratik yang signifikan",
        "No quadratic effect is significant",
        lambda s, _: min(s.rows("full.nonlinearity", "p").values()) >= 0.05,
    ),
    Rule(
        "no endogeneity",
        "tidak ada isyarat endogenitas",
        "nothing hints at endogeneity",
        lambda s, _: min(s.rows("full.endogeneity", "p").values()) >= 0.05,
    ),
    Rule(
        "inadmissible",
        "PLSc tidak mempunyai solusi yang layak",
        "PLSc has no admissible solution",
        lambda s, _: s.value("full.evidence.consistent.sample_admissible") is False,
    ),
    Rule(
        "findings depend",
        "temuan tentang X1 → Y, X2 → Y, dan X3 → Y bergantung",
        "The findings on X1 → Y, X2 → Y, and X3 → Y thus depend",
        lambda s, _: max(s.rows("robustness_paths", "share_same").values()) < s.value("config.robustness.stable_share"),
    ),
    Rule(
        "within what was to be detected",
        "masih dalam",
        "within the 0.25 that the study",
        lambda s, _: s.value("full.detectable.largest") <= OF_INTEREST,
    ),
    Rule(
        "none missing of all",
        r"jawaban, tidak ada yang kosong",
        r"answers, none is missing",
        lambda s, _: s.value("full.evidence.missing_answers.missing") == 0,
    ),
    # By the sign of the whole effect
    Rule(
        "unlike the correlation",
        r"Korelasi keduanya justru",
        r"The correlation of the two, by contrast, is",
        lambda s, _: any(effect(s, code) * s.value(f"full.fornell_larcker.Y.{code}") < 0 for code in FACTORS),
    ),
    Rule(
        "also after the others",
        "lebih tinggi, juga setelah pola kluster",
        "sustainability, also after the cluster",
        lambda s, _: s.value("full.fornell_larcker.Y.X1") > 0,
    ),
    Rule(
        "benefit of the market side",
        r"sumbangan keterkaitan ke depan lebih besar|sisi hilir keterkaitan menyumbang|sisi hilir menyumbang",
        r"contribution of forward linkages is larger|market side of linkages contributes|market side contributes more",
        lambda s, _: effect(s, "X1") > 0,
    ),
    Rule(
        "benefit of joint action",
        r"Manfaat kluster lebih banyak datang dari|Tindakan bersama menyumbang lebih banyak",
        r"More of the cluster’s benefit comes from|Joint action contributes more",
        lambda s, _: effect(s, "X2") > 0,
    ),
    Rule(
        "lower, and no benefit",
        r"secara keseluruhan negatif, itu tidak berarti",
        r"as a whole is negative, this does not mean",
        lambda s, _: min(effect(s, "X1"), effect(s, "X2")) < 0,
    ),
    Rule(
        "substitutes",
        r"saling menggantikan|tampak menggantikan",
        r"look (?:more )?like substitutes|looks like a substitute",
        lambda s, _: all(effect(s, code) > 0 for test, code in MODERATED.items() if s.sign(test) < 0),
    ),
    Rule(
        "strengthened",
        r"Orientasi PEL (?:juga )?memperkuat pengaruh (?:struktur internal|pola kluster \()",
        r"LED orientation (?:also )?strengthens the effects of (?:internal structure|the cluster pattern \()",
        lambda s, _: all(effect(s, code) >= 0 for code in MODERATED.values()),
    ),
    Rule(
        "no strengthening",
        r"estimasi negatif yang mendekati nol, bukan penguatan",
        r"a negative estimate that comes closer to zero",
        lambda s, _: min(effect(s, code) for code in MODERATED.values()) < 0,
    ),
    Rule(
        "links both negative",
        r"dukungan yang lebih rendah berjalan bersama keberlanjutan yang lebih tinggi|dua estimasi yang negatif",
        r"less support goes along with greater|two negative estimates",
        lambda s, _: effect(s, "X3") < 0 < s.value("claim_tests.C4.1.estimate"),
    ),
    Rule(
        "a negative last link",
        "lebih merasakan dukungan, dan dukungan yang lebih tinggi",
        "feel more support, and more support goes along with lower",
        lambda s, _: effect(s, "X3") < 0 > s.value("claim_tests.C4.1.estimate"),
    ),
    Rule(
        "a negative first link",
        "dukungan yang lebih rendah berjalan bersama keberlanjutan yang lebih rendah",
        "less support goes along with lower",
        lambda s, _: effect(s, "X3") >= 0 > s.value("claim_tests.C4.1.estimate"),
    ),
    Rule(
        "links both positive",
        "juga lebih merasakan dukungan",
        "also feel more support",
        lambda s, _: effect(s, "X3") >= 0 < s.value("claim_tests.C4.1.estimate"),
    ),
    Rule(
        "direct path the other way",
        "sedangkan jalur langsungnya berlawanan arah",
        "while the direct path runs the opposite way",
        lambda s, _: s.value("full.mediation.mediation.X2->X3->Y.type") == "competitive",
    ),
    Rule(
        "mediation by a link that is not significant",
        r"bersandar pada jalur dari orientasi PEL",
        r"rests on the path from LED orientation",
        lambda s, _: (s.verdict_of("H3"), s.verdict_of("C4")) == ("not_supported", "supported"),
    ),
    Rule(
        "significant by the interval alone",
        r"menurut interval, walaupun menurut \*t\*",
        r"by its interval, though not by \*t\*",
        lambda s, _: (s.verdict_of("H3"), s.sign("C3.3")) == ("not_supported", 1),
    ),
    # What a clause speaks of
    Rule(
        "sides: small difference",
        r"kedua sisi itu tidak dapat dibedakan; selisih yang masih mungkin lebih kecil",
        r"two sides cannot be told apart; what difference remains possible is smaller",
        within("C1.1"),
    ),
    Rule(
        "dimensions: small difference",
        r"tindakan bersama tidak dapat dibedakan; selisih yang masih mungkin lebih kecil",
        r"joint action cannot be told apart; what difference remains possible is smaller",
        within("C2.1"),
    ),
    Rule(
        "route: small effect",
        r"melalui orientasi PEL tidak signifikan; pengaruh yang masih mungkin lebih kecil",
        r"by way of LED orientation is not significant; what effect remains possible is smaller",
        within("C4.1"),
    ),
    Rule(
        "location negative",
        "Sumbangan aglomerasi spasial sendiri signifikan dan negatif",
        "contribution of spatial agglomeration is itself significant and negative",
        lambda s, _: s.sign("C2.1") < 1 and s.sign("C2.2") == -1,
    ),
    Rule(
        "dependence",
        "dapat pula berarti ketergantungan",
        "may also mean dependence, and",
        lambda s, _: s.leans_down("H1"),
    ),
    Rule(
        "too alike",
        "boleh jadi terlalu serupa keterkaitannya",
        "may be too alike to tell them apart",
        lambda s, _: s.verdict_of("H1") == "not_supported" and not s.leans_down("H1"),
    ),
    Rule(
        "easily missed",
        r"\*\*(H\d) tidak didukung\.\*\*[^\n]*mudah luput",
        r"\*\*(H\d) is not supported\.\*\*[^\n]*easily missed",
        lambda s, name: s.grade(name, "leaning") not in ("trivial", "against"),
    ),
    Rule(
        "larger samples",
        "Sampel yang lebih besar untuk menguji",
        "Larger samples to test",
        lambda s, _: (
            s.verdict_of("C6") == "not_supported"
            or (s.verdict_of("C5") == "not_supported" and s.grade("C5", "leaning") != "trivial")
        ),
    ),
    Rule(
        "first places shared",
        r"kepentingannya, yang sama besar, \(",
        r"their importance, the same for both \(",
        lambda s, _: "cooperation" in s.case.importance,
    ),
    # The measurement of the outcome
    Rule(
        "none interpreted",
        "pengaruh ketiga konstruk tidak ditafsirkan, sebab",
        "none of the effects of the three constructs is interpreted",
        lambda s, _: all("Y" in measured_badly(s, name) for name in FACTORS.values()),
    ),
    Rule(
        "explained variance read",
        r"keragaman keberlanjutan usaha(?:, daya penjelas| \(\*Q\*\^2\^ =)",
        r"variance of business sustainability(?:, an explanatory power| \(\*Q\*\^2\^ =)",
        lambda s, _: "Y" not in s.rows("doubtful_constructs", "reason"),
    ),
    Rule(
        "predictive relevance read",
        r"Nilai \*Q\*\^2\^ (?:tidak )?positif",
        r"\*Q\*\^2\^ is (?:not )?positive",
        lambda s, _: any("Y" not in measured_badly(s, name) for name in FACTORS.values()),
    ),
    Rule(
        "a path may be missed",
        "Jalur sekecil yang hendak dideteksi mungkin ada",
        "A path as small as the study set out to detect may exist",
        lambda s, _: any(
            s.grade(name, "lower") <= 0 <= s.grade(name, "upper")
            and max(-s.grade(name, "lower"), s.grade(name, "upper")) >= OF_INTEREST
            for name in FACTORS.values()
        ),
    ),
    Rule(
        "the same reason",
        r"karena alasan yang disebutkan pada (H\d[a-c]?)",
        r"for the reason given for (H\d[a-c]?)",
        graded("unreliable"),
    ),
    # How far the verdicts can be relied on
    Rule(
        "weak by two reasons",
        r"Bukti bagi putusan ini lemah: ([^\n]*?)\. ?(?:[A-Z]|\n)",
        r"The evidence for this verdict is weak: ([^\n]*?)\. ?(?:[A-Z]|\n)",
        lambda _, said: re.search(" (?:and|dan) ", said) is not None,
    ),
    Rule(
        "no advice on what is not tested",
        r"Tidak ada saran yang bersandar pada (H\d), yang tidak dapat diuji",
        r"No advice rests on (H\d), which cannot be tested",
        verdict_is("H1", "not_testable"),
    ),
    Rule(
        "a share of no meaning",
        r"angka itu dan \*Q\*\^2\^ \([^)]*\) tidak ditafsirkan",
        "neither this share nor",
        lambda s, _: all("Y" in measured_badly(s, name) for name in FACTORS.values()),
    ),
    Rule(
        "alone supported",
        r"Dari ketiga pengaruh, hanya pengaruh ([\w ]*?) yang didukung",
        r"Of the three effects, only that of ([\w ]*?) is supported",
        lambda s, words: named_in(words) == supported(s),
    ),
    Rule(
        "largest alone",
        r"pengaruh yang didukung, estimasi terbesar ada pada ([\w ]*)\.",
        r"effects that are supported, that of ([\w ]*?) has the largest",
        lambda s, words: named_in(words) == largest_of(s) and len(supported(s)) > 1,
    ),
    Rule(
        "largest together",
        r"estimasi terbesar dimiliki bersama oleh ([\w ,]*)\.",
        r"effects that are supported, those of ([\w ,]*?) share the largest",
        lambda s, words: named_in(words) == largest_of(s) and len(largest_of(s)) > 1,
    ),
    Rule(
        "more or less on the scale",
        r"sekian poin lebih (tinggi|rendah)",
        r"so many points (higher|lower)",
        lambda s, way: (
            [s.value(f"full.equation.outcomes.Y.unstandardised.{FACTOR_OF[name]}") > 0 for name in largest_of(s)[:1]]
            == [way in ("tinggi", "higher")]
        ),
    ),
    # Checks beside the main analysis
    Rule(
        "pooled in doubt",
        "invariansi komposisional ditolak pada satu dari empat perbandingan konstruk, sehingga penggabungan",
        "invariance is rejected in one of four comparisons of a construct, so that pooling",
        lambda s, _: s.value("full.groups.questions.mode.none") == 1,
    ),
    Rule(
        "modes alike",
        r"cara itu invariansi komposisional terpenuhi bagi semua konstruk",
        r"between the modes, compositional invariance holds for all",
        lambda s, _: s.value("full.groups.questions.mode.full") == s.value("full.groups.questions.mode.composites"),
    ),
    Rule(
        "rejected nowhere, but not known",
        r"tidak ditolak pada satu pun, tetapi pada",
        r"rejected in none, but in",
        lambda s, _: (
            not s.value("full.groups.questions.mode.none") and s.value("full.groups.questions.mode.not_informative")
        ),
    ),
    Rule(
        "index without interaction",
        r"secara signifikan lebih tinggi apabila X2[^\n]*\n? Interaksinya sendiri \([^)]*\)\) tidak signifikan",
        r"is significantly higher where X2[^\n]*\n? The interaction itself \([^)]*\)\) is not significant",
        lambda s, _: s.value("full.moderation.X2 * X3->Y.lower") < 0,
    ),
    Rule(
        "interaction without index",
        r"bergantung pada X2 tidak didukung[^\n]*\n? Interaksinya sendiri \([^)]*\)\) signifikan",
        r"depends on X2 is not supported[^\n]*\n? The interaction itself \([^)]*\)\) is significant",
        lambda s, _: s.value("full.moderation.X2 * X3->Y.lower") > 0,
    ),
    Rule(
        "too much explained",
        r"setinggi itu dapat menandakan kecocokan berlebih",
        r"as high as that may be a sign of overfit",
        lambda s, _: largest("full.r_squared", "r_squared", s) >= 0.9,
    ),
    Rule(
        "averages of segments",
        r"rerata kelompok responden yang jalurnya berbeda",
        r"averages of groups of respondents whose paths differ",
        lambda s, _: s.value("full.heterogeneity.chosen.bic") > 1,
    ),
    Rule(
        "nothing is necessary",
        r"tidak satu pun dari X1, X2, dan X3 dianggap perlu",
        r"none of X1, X2, and X3 counts as necessary",
        lambda s, _: not any(s.rows("full.combined_importance", "necessary").values()),
    ),
    Rule(
        "by the interval, not by t",
        r"sendiri signifikan[^\n]*menurut interval, walaupun pengaruh[^\n]*menurut \*t\* \((H\d)\) tidak",
        r"significant in itself[^\n]*by its interval, although[^\n]* is not significant by \*t\* \((H\d)\)",
        hypothesis("not_supported"),
    ),
    Rule(
        "verdicts of two rules",
        r"diambil menurut interval, sedangkan putusan atas (H\d)",
        r"rests? on the interval; (?:that|those) on (H\d)",
        hypothesis("not_supported"),
    ),
    Rule(
        "verdict by the interval where t finds nothing",
        r"Putusan atas ([^.]*?) diambil menurut interval, sedangkan",
        r"The verdicts? on ([^.]*?) rests? on the interval; ",
        lambda s, names: {s.verdict_of(s.id_of(name)) for name in re.findall(r"H\d[abc]?", names)} == {"supported"},
    ),
    Rule(
        "why inadmissible",
        r"sebab muatan terstandar X3\.1 melampaui satu",
        r"as the standardised loading of X3\.1 exceeds one",
        lambda s, _: s.value("full.evidence.consistent.largest_loading") > 1,
    ),
    Rule(
        "pilot imprecise",
        "belum semuanya melampaui kriteria",
        "not every lower limit of their",
        lambda s, _: min(s.rows("pilot.reliability", "cronbach_alpha_lower").values()) <= 0.7,
    ),
    Rule(
        "advice against the verdict",
        r"keduanya saling memperkuat tidak didukung data",
        r"two strengthen each other is not supported by the data",
        verdict_is("C5", "not_supported"),
    ),
    Rule(
        "only one interaction",
        r"peran penguatan orientasi PEL bagi kedua faktor|sedangkan interaksi dengan [\w ]* positif seperti diduga",
        r"strengthening role of LED orientation for both|whereas the interaction with [\w ]* is positive as expected",
        lambda s, _: (
            s.is_read("C5") and sorted((s.sign("C5.1"), s.sign("C5.2")))[1] == 1 != s.sign("C5.1") * s.sign("C5.2")
        ),
    ),
    Rule(
        "slight lead, mediation or interaction",
        r"\*\*(H\d[abc]?)\.\*\* (?:(?!\*\*H)[\s\S])*?Seluruh interval [\w ]* itu lebih kecil daripada 0,25",
        r"\*\*(H\d[abc]?)\.\*\* (?:(?!\*\*H)[\s\S])*?All of the interval of that [\w ]* is smaller than 0\.25",
        lambda s, name: is_slightly_there(s, s.id_of(name)),
    ),
    # Growth
    Rule(
        "quarters are missing",
        "Tidak semua triwulan tersedia, dan deret ini",
        "Not every quarter is available, and the series",
        lambda s, _: bool(skipped_quarters(s)),
    ),
    Rule(
        "no quarter is missing",
        "Deret ini menggambarkan sektor",
        r"\. The series describes the sector",
        lambda s, _: not skipped_quarters(s),
    ),
    Rule(
        "slower",
        "produksi masih bertambah",
        "output still grew",
        lambda s, _: s.case.growth and list(s.rows("growth", "growth").values())[-1] >= 0,
    ),
)


def read(folder: Path, case: Case) -> tuple[State, dict[str, str], dict[str, str]]:
    """A state with its articles, as Markdown and as plain text, by language."""
    manuscript = manuscript_of(folder, case)
    state = State(case, {key: number.value for key, number in manuscript.numbers.numbers.items()})
    markdown = {
        language: render(
            ROOT / "manuscript" / f"manuscript.{language}.md.jinja", replace(manuscript, language=language)
        )
        for language in ("id", "en")
    }
    return state, markdown, {language: prose(text).replace("\u00a0", " ") for language, text in markdown.items()}


Articles = dict[str, tuple[State, dict[str, str], dict[str, str]]]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Articles:
    """Every state, rendered once."""
    return {name: read(tmp_path_factory.mktemp("state"), case) for name, case in STATES.items()}


def each(articles: Articles) -> Iterator[tuple[str, State, str, str]]:
    for name, (state, _, texts) in articles.items():
        for language, text in texts.items():
            yield name, state, language, text


BEYOND_STATES = ("rival", "multiplicity")  # p is small wherever t is large, and the rival models are those of claims
BRIEF = {
    "id": {"weak": "bukti lemah", "moderate": "dengan satu catatan", "undecided": "belum dapat dipastikan"},
    "en": {"weak": "weak evidence", "moderate": "with one reservation", "undecided": "undecided"},
}
# How abstract, conclusion and advice name what rests on a verdict; how far it can be relied on follows in brackets.
RESTING = (
    ("C1", "unggulnya sisi hulu", "the lead of backward linkages"),
    ("C2", "unggulnya aglomerasi pasif", "the lead of passive agglomeration"),
    ("C3", "orientasi PEL sebagai pendorong utama", "the primacy of LED orientation"),
    ("C4", "peran mediasi orientasi PEL", "the mediating role of LED orientation"),
    (
        "C5",
        "peran penguatan orientasi PEL(?: bagi kedua faktor)?",
        "the strengthening role of LED orientation(?: for both factors)?",
    ),
    ("C6", "keunggulan model utuh atas bagiannya", "the gain of the whole model over its parts"),
    (
        "C1",
        "sisi hulu keterkaitan menyumbang lebih banyak daripada sisi hilir",
        "the supply side of linkages contributes more than the market side",
    ),
    (
        "C2",
        "(?:manfaat kluster lebih bertumpu pada lokasi|lokasi menyumbang lebih banyak) daripada (?:pada )?kerja sama",
        "(?:the benefit of the cluster rests on location more than on|location contributes more than) cooperation",
    ),
    (
        "C3",
        "orientasi PEL paling menentukan di antara ketiga faktor",
        "LED orientation is the most decisive of the three factors",
    ),
    (
        "C4",
        "orientasi PEL memediasi hubungan pola kluster dengan keberlanjutan usaha"
        "(?: melalui dua estimasi yang negatif)?",
        "LED orientation mediates between the cluster pattern and business sustainability"
        "(?: by way of two negative estimates)?",
    ),
    (
        "C5",
        "orientasi PEL memperkuat pengaruh pola kluster dan keterkaitan",
        "LED orientation strengthens the effects of the cluster pattern and of linkages",
    ),
    (
        "C6",
        "model utuh memprediksi lebih tepat daripada setiap bagiannya",
        "the whole model predicts more accurately than each of its parts",
    ),
    ("C1", "Sisi hilir yang sumbangannya lebih kecil", "The market side, which contributes less"),
    ("C2", "manfaatnya masih bertumpu pada lokasi", "the benefit still rests on location"),
    ("C3", "program PEL patut didahulukan", "LED programmes come first"),
    ("C5", "karena keduanya saling memperkuat", "as each strengthens the other"),
)
# How the discussion says that a further hypothesis is not supported.
DISCUSSED = (
    ("C1", "Sumbangan kedua sisi itu tidak dapat dibedakan", "The contributions of the two sides cannot be told apart"),
    ("C2", "sumbangan tindakan bersama tidak dapat dibedakan", "of joint action cannot be told apart"),
    ("C3", "paling menentukan tidak didukung data", "most decisive factor finds no support"),
    (
        "C4",
        "Jalur dari pola kluster melalui orientasi PEL tidak signifikan",
        "by way of LED orientation is not significant",
    ),
    (
        "C6",
        r"keunggulan model utuh atas [\w ]+ tidak signifikan",
        r"lead of the whole model over [\w ]+ is not significant",
    ),
)
SECTIONS = {
    "id": (r"\*\*Abstrak\.\*\*[^\n]*", r"(?s)\n## Kesimpulan\n.*?\n# Pernyataan"),
    "en": (r"\*\*Abstract\.\*\*[^\n]*", r"(?s)\n## Conclusion\n.*?\n# Declarations"),
}
NAMES = {
    "id": {"H1": "formasi keterkaitan industri", "H2": "pola kluster", "H3": "orientasi PEL"},
    "en": {"H1": "industrial linkages", "H2": "the cluster pattern", "H3": "LED orientation"},
}
CAUTION = {
    "id": {"weak": "ini lemah dan", "moderate": "disertai satu catatan", "undecided": "belum dapat dipastikan"},
    "en": {"weak": "is weak and", "moderate": "has a reservation", "undecided": "is undecided"},
}
CAUTIOUS = {"id": "Temuan yang mendasari saran ini", "en": "The finding behind this advice"}
ADVICE = {
    "id": {"H1": "Keterkaitan", "H2": "Pola kluster", "H3": "Orientasi PEL"},
    "en": {"H1": "Linkages", "H2": "Cluster pattern", "H3": "LED orientation"},
}


def parts_of(text: str, language: str) -> tuple[str, str]:
    """The abstract in a language, and its conclusion with the advice."""
    found = [re.search(pattern, text) for pattern in SECTIONS[language]]
    assert all(found)
    return tuple(match[0] for match in found if match)  # type: ignore[return-value]


@pytest.mark.parametrize("resting", [*RESTING, *DISCUSSED], ids=lambda one: one[2])
def test_what_rests_on_a_further_verdict_says_how_far_it_can_be_relied_on(
    articles: Articles, resting: tuple[str, str, str]
) -> None:
    claim, *phrases = resting
    fired: set[str] = set()
    for name, state, language, text in each(articles):
        grade = state.grade(claim)
        if grade not in BRIEF[language]:
            continue
        read_ = text[text.index("\n## Pembahasan" if language == "id" else "\n## Discussion") :]
        where = read_ if resting in DISCUSSED else " ".join(parts_of(text, language))
        for said in re.finditer(phrases[language == "en"] + r"(?P<after>.{0,40})", where):
            fired.add(language)
            assert said["after"].startswith(f" ({BRIEF[language][grade]})"), (name, language, said[0])
    assert fired == {"id", "en"}, "no state brings this about"


def test_abstract_and_conclusion_say_how_far_each_hypothesis_can_be_relied_on(articles: Articles) -> None:
    fired: set[tuple[str, str]] = set()
    for name, state, language, text in each(articles):
        abstract, conclusion = parts_of(text, language)
        for hypothesis_, factor in NAMES[language].items():
            grade = state.grade(hypothesis_)
            if grade in ("none", "unreliable"):
                continue
            brief = BRIEF[language].get(grade)
            place = conclusion.lower().index(factor.lower()) + len(factor)
            assert conclusion[place:].startswith(f" ({brief or ''}") == bool(brief), (name, language, factor)
            results = [said for said in re.findall(r"[:;] ([^;:(]*\(β[^)]*\))", abstract) if factor in said]
            assert len(results) == 1, (name, language, factor)
            assert (brief or "p") in results[0], (name, language, results[0])
            fired.add((language, grade))
    assert fired >= {(language, grade) for language in NAMES for grade in ("weak", "undecided", "moderate", "strong")}


def test_every_doubt_about_a_hypothesis_is_told_beside_its_verdict_and_no_other(articles: Articles) -> None:
    fired: set[tuple[str, str]] = set()
    for name, state, language, text in each(articles):
        for hypothesis_ in FACTORS.values():
            grade = state.grade(hypothesis_)
            if grade in ("none", "unreliable"):
                continue
            told = re.search(rf"\n\*\*{hypothesis_} (?:is|didukung|tidak|bertentangan)[^\n]*", text)
            assert told, (name, language, hypothesis_)
            for doubt in DOUBTS:
                if (grade, doubt) == ("undecided", "narrow"):
                    continue
                holds = bool(state.grade(hypothesis_, doubt))
                as_one = doubt in ("narrow", "influence") and grade != "undecided"
                as_one = as_one and all(state.grade(hypothesis_, one) for one in ("narrow", "influence"))
                said = label("doubt.narrow_influence" if as_one else f"doubt.{doubt}", language)
                assert (said in told[0]) == holds, (name, language, hypothesis_, doubt)
                fired |= {(language, doubt)} if holds else set()
    assert fired >= {(language, doubt) for language in NAMES for doubt in DOUBTS if doubt not in BEYOND_STATES}


def test_advice_says_first_how_far_its_finding_can_be_relied_on(articles: Articles) -> None:
    fired: set[tuple[str, str]] = set()
    for name, state, language, text in each(articles):
        for hypothesis_, head in ADVICE[language].items():
            advice = re.search(rf"- +\*\*{head}\.\*\* ([^\n]*)", text)
            assert advice is not None
            grade = state.grade(hypothesis_)
            if state.related(hypothesis_) != 0 and grade in CAUTION[language]:
                assert advice[1].startswith(CAUTIOUS[language]), (name, language, advice[1][:120])
                assert CAUTION[language][grade] in advice[1][:90], (name, language, advice[1][:120])
                fired.add((language, grade))
            else:
                assert not advice[1].startswith(CAUTIOUS[language]), (name, language)
    assert fired == {(language, grade) for language in NAMES for grade in CAUTION[language]}


def test_what_is_not_interpreted_names_its_reason_in_fitting_words(articles: Articles) -> None:
    """In abstract and conclusion: the measurement where it fails, else discriminant validity."""
    reasons = {
        "id": ("pengukurannya tidak", "validitas diskriminannya"),
        "en": ("the measurement", "discriminant valid"),
    }
    known = {"id": r"tidak ditafsirkan karena ([^;.]*)", "en": r"(?:is|are) not interpreted, as ([^;.]*)"}
    fired: set[tuple[str, str]] = set()
    for name, state, language, text in each(articles):
        graded = {row: grade for row, grade in state.rows("grades", "grade").items() if grade == "unreliable"}
        badly = {row for row in graded if measured_badly(state, row) != ["", ""]}
        told = [said for part in parts_of(text, language) for said in re.findall(known[language], part)]
        for words, found in zip(reasons[language], (badly, graded.keys() - badly), strict=True):
            assert not any(words in said for said in told) or found, (name, language, told)
            fired |= {(language, words)} if any(words in said for said in told) else set()
    assert len(fired) == 4


REASONS = {"id": r"karena ((?:pengukuran|HTMT)[^.:;(]*)", "en": r"because ((?:the measurement|HTMT)[^.:;(]*)"}


def test_a_reason_is_given_once_before_the_advice(articles: Articles) -> None:
    for name, _, language, text in each(articles):
        told = re.findall(REASONS[language], text[: re.search(r"\n# (?:Kesimpulan|Conclusion)", text).start()])  # type: ignore[union-attr]
        assert len(told) == len(set(told)), (name, language, told)


def test_every_interaction_that_is_not_significant_is_told_where_its_interval_lies(articles: Articles) -> None:
    said = {
        "id": r"Interval interaksi dengan (.*?) (?:tidak )?memuat",
        "en": r"interactions? with ([^.]*?) (?:leave|hold)",
    }
    several = 0
    for name, state, language, text in each(articles):
        paragraph = re.findall(r"\*\*H6\.\*\* [^\n]*", text)[1]
        if state.verdict_of("C5") == "not_supported":
            named = " ".join(re.findall(said[language], paragraph))
            assert {one for one in PIECES["C5"].values() if re.search(SPOKEN[one], named)} == state.pieces("C5", 0), (
                name
            )
            several += len(state.pieces("C5", 0)) > 1
    assert several


# What no text may say, and a sentence that did.
FAULTS = {
    r"(?:not support|tidak mendukung) (?!the exp|dugaan)[^;.]* (?:and|dan) (?:the|peran|unggul|keunggul)": "they do "
    "not support the primacy of LED orientation and the strengthening role",
    r"(?<!estimated )effects? of (?!LED)[\w ]* (?:as a whole|(?:is|are) (?:itself|themselves)) (?:is )?negative": "the "
    "effect of linkages as a whole is negative",
    r"(?<!estimasi )pengaruh (?!orientasi)[\w ]* (?:secara keseluruhan|sendiri) negatif": "pengaruh "
    "keterkaitan sendiri negatif",
    "negative, is not the most decisive|not the most decisive factor: its own": "LED orientation, whose effect is "
    "negative, is not the most decisive of the three factors",
    "negatif, bukan yang paling|bukan faktor yang paling menentukan: pengaruhnya sendiri": "orientasi PEL, yang "
    "pengaruhnya negatif, bukan yang paling menentukan",
    r"cannot yet be ranked|belum dapat diurutkan": "the dimensions of the cluster cannot yet be ranked",
    r"Contrary to what was expected[^\n]*By contrast|Berlawanan dengan dugaan[^\n]*Sebaliknya, data": "Contrary to "
    "what was expected, the market side contributes more. By contrast, the data do not support",
    r"negative direction, as expected|negatif sesuai dugaan": "the relation is not seen: the estimate "
    "leans in the negative direction, as expected",
    r"at least one (?:of its parts|part|interaction|effect of|other factor)": "worse than at least one of its parts",
    r"sekurang-kurangnya satu (?:bagian|interaksi|pengaruh struktur|faktor)": "sekurang-kurangnya satu bagiannya",
    r"Discriminant validity is shown": "Discriminant validity is shown by",
    r"beside its 95th percentile|terhadap persentil ke-95": "d_ULS beside its 95th percentile",
    r"for one of them no reason|\bone of one\b|untuk satu di antaranya": "for one of them no reason is given",
    r"\b[Oo]ne of \w+ have\b": "one of four have an interval without zero",
    r"The verdict on [^.]*\band\b[^.:]* lies\b": "The verdict on H1, H3, and H5 lies so close",
    r"The relation of [^.]*\band [^.]* with business": "The relation of X1 and X2 with business sustainability is",
    r"effect of [\w ,]* and [\w ]* is itself": "As the effect of linkages and the cluster pattern is itself negative",
    r"\b(?:there are|ada) [^.;]*\(1\)": "there are paths whose finding hangs on a single respondent (1)",
    r"points to [\w ]* and [\w ]* as a priority: their importance, the same for all": "The map points to agglomeration "
    "and cooperation as a priority: their importance, the same for all of them, is above the mean",
    r"(?:contradict|bertentangan dengan data ialah)[^.]*(?:moderating role|peran moderasi)": "they contradict the "
    "moderating role of LED orientation",
    r"HTMT does not tell [^.;]* and HTMT|HTMT tidak membedakan [^.;]* dan HTMT": "because HTMT does not tell X1 and X2 "
    "apart and HTMT does not tell X3 and Y apart",
    r"\bcronbach’s": "cronbach’s α terkecil (0,500) kurang dari 0,70",
    r"verdict: the verdict": "One thing limits this verdict: the verdict does not survive Holm’s adjustment",
    r"signifikan dengan sendirinya": "dan signifikan dengan sendirinya (pengaruh = 0,210)",
    r"estimated effect there|pengaruh di situ": "As an estimated effect there is itself negative",
    r"endogeneity for [^.]* and [^.]* of the path;": "The hint of endogeneity for X2 and X3 means that causes may "
    "be at work at both ends of the path;",
    r"hipotesis selebihnya, data [^\n]*\. Selebihnya": "Dari hipotesis selebihnya, data mendukung A. Selebihnya tidak",
    r"(?s)(?:two, by contrast, is|Korelasi keduanya justru).*(?:two, by contrast, is|Korelasi keduanya justru)": (
        "The correlation of the two, by contrast, is positive. The correlation of the two, by contrast, is negative."
    ),
    r"(?s)(?:read as a hint|sebagai petunjuk).*(?:read as a hint|sebagai petunjuk)": (
        "It is better read as a hint. It is better read as a hint."
    ),
}


@pytest.mark.parametrize(("fault", "example"), FAULTS.items(), ids=FAULTS.values())
def test_no_sentence_repeats_a_fault_that_an_editor_found(articles: Articles, fault: str, example: str) -> None:
    assert re.search(fault, example)
    found = [
        (name, language, said[0]) for name, _, language, text in each(articles) if (said := re.search(fault, text))
    ]
    assert not found


BROKEN = re.compile(
    r"<<|<%|\bnan\b|\bNone\b(?! of)|\(\)|\( |"
    r"\s[,.;:](?![\d:])|\.\.|,,|;;|;\.|:\.|[a-z)]\.[A-Z][a-z]|[a-z],[A-Za-z]|[:=(] ?–|–[,.;]| – "
)
BLOCKS = re.compile(r".*\]\{\.unstated\}$|^\*\*(?:Keywords|Kata kunci):|^(?:#|:::|\||\$\$|<!--|-|\*\*H\d\.\*\*|\[)")


def test_no_sentence_lacks_its_number_or_its_punctuation(articles: Articles) -> None:
    for name, (_, markdown, texts) in articles.items():
        for language, text in texts.items():
            found = BROKEN.search(text)
            assert found is None, (name, language, text[found.start() - 60 : found.end() + 60])
            lines = [line.rstrip() for line in text.splitlines() if line.strip() and not BLOCKS.match(line)]
            open_ends = [line[-80:] for line in lines if not re.search(r"[.?!:]\W{0,3}$", line)]
            assert not open_ends, (name, language)
            spaced = [line for line in lines if re.search(r"\S {2,}\S", line)]
            assert not spaced, (name, language)
            source = re.sub(r"::: \{?\.?float.*?\n:::\n", "", markdown[language], flags=re.DOTALL)
            assert not re.search(r"\[–\]\{\.number", source), (name, language)


def test_a_table_tells_where_it_rests_on_more_resamples(articles: Articles) -> None:
    """The dimensions and the mediation in one state, the interactions in the other; no other table says so."""
    said = {"id": r"IK dari (10\.000 atau )?80\.000 sampel ulang", "en": r"CI from (10,000 or )?80,000 resamples"}
    apart = "X2 falls short by its dimensions"
    raised = {"more resamples, decided": ["dimensions", "dimension_forest", "mediation"]}
    raised |= {
        "more resamples for interactions": ["moderation"],
        "undecided on other numbers of resamples": ["moderation"],
    }
    raised["on the border"] = raised["more resamples, decided"]
    raised[apart] = raised["on the border"][:2]
    for name, (_, markdown, _) in articles.items():
        for language, text in markdown.items():
            floats = re.findall(r"::: \{?\.?float.*?\n:::\n", text, flags=re.DOTALL)
            told = {re.search(r"#(?:tbl|fig):(\w+)", one)[1]: re.search(said[language], one) for one in floats}  # type: ignore[index]
            found = {table: match for table, match in told.items() if match}
            assert list(found) == raised.get(name, []), (name, language)
            assert all(bool(match[1]) == (name == apart) for match in found.values()), (name, language)


def test_there_are_states_enough() -> None:
    assert len(STATES) >= 40


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_sentence_stands_only_where_its_numbers_bear_it_out(articles: Articles, rule: Rule) -> None:
    fired: set[str] = set()
    wrong = []
    for name, state, language, text in each(articles):
        for said in rule.said(language).finditer(text):
            fired.add(language)
            if not rule.holds(state, said[1] if said.re.groups else ""):
                wrong.append((name, language, said[0][:200]))
    assert not wrong
    assert fired == {"id", "en"}, "no state brings this sentence about"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("numbers", "text", "broken"),
    [
        ("all towards", "all away", {"leaves out the expected"}),
        ("all negative", "all clear", {"supported", "abstract supported"}),
        ("all trivial", "all anywhere", {"holds both"}),
        ("X1 failed in the pilot", "all clear", {"supported", "advice on linkages", "count supported", "H4a first"}),
        ("low AVE of X2", "AVE on the limit", {"AVE reaches", "loadings reach"}),
        ("bad evidence", "good evidence", {"no method bias", "straight", "better than the mean"}),
        ("undecided claims", "all clear", {"all are decided"}),
    ],
)
def test_an_article_of_other_numbers_is_found_out(
    articles: Articles, numbers: str, text: str, broken: set[str], language: str
) -> None:
    state, said = articles[numbers][0], articles[text][2][language]
    found = {
        rule.name
        for rule in RULES
        for match in rule.said(language).finditer(said)
        if not rule.holds(state, match[1] if match.re.groups else "")
    }
    assert broken <= found


def test_a_level_is_printed_as_it_was_set(articles: Articles) -> None:
    """Beside every interval, and in no other decimals."""
    levels = {"id": r"IK (\d[\d,]*)%", "en": r"(\d[\d.]*)% CI"}
    fired: set[float] = set()
    for name, state, language, text in each(articles):
        found = {float(level.replace(",", ".")) for level in re.findall(levels[language], text)}
        assert found == {100 * state.case.level}, (name, language)
        fired |= found
    assert {90.0, 99.5} < fired


# The sections that tell results without a verdict of their own.
SECTIONS_OF_RESULTS = {
    "id": [
        *("Keandalan terhadap Pilihan Analisis", "Syarat Perlu", "Variabel Kendali"),
        *("Kemiringan dan Daerah Signifikansi", "Mediasi Bersyarat"),
    ],
    "en": [
        *("Robustness", "Necessary Conditions", "Control Variables"),
        *("Simple Slopes and Regions of Significance", "Conditional Mediation"),
    ],
}
ALONE = {"id": "Tidak ditetapkan analisis lain", "en": "No other analysis is declared that"}
UNREAD = {
    "id": (r"Hasil yang bertumpu pada ([^.]*) (?:di sini pun tidak|dilaporkan di sini tanpa) ditafsirkan\."),
    "en": (r"What rests on ([^.]*) is (?:not interpreted here either|reported here without being interpreted)\."),
}
GROUNDS = {
    "id": {
        "measurement": "yang pengukurannya tidak memenuhi kriteria,",
        "pilot": "yang pengukurannya tidak memenuhi kriteria uji coba",
        "indistinct": "yang tidak dibedakan oleh HTMT",
    },
    "en": {
        "measurement": "whose measurement does not meet the criteria,",
        "pilot": "whose measurement did not meet the criteria of the pilot,",
        "indistinct": "which HTMT does not tell apart,",
    },
}


def test_every_section_says_what_in_it_rests_on_bad_measurement(articles: Articles) -> None:
    """With the reason where it is said first."""
    fired: set[tuple[str, str, frozenset[str]]] = set()
    for name, state, language, text in each(articles):
        rows_ = state.rows("doubtful_constructs", "reason")
        doubtful = {row: reason for row, reason in rows_.items() if set(row.split(" = ")) <= {*OWNERS}}
        heads = "|".join(SECTIONS_OF_RESULTS[language])
        told = False
        for section in re.finditer(rf"\n## ({heads})\n(.*?)(?=\n##? |\Z)", text, flags=re.DOTALL):
            if ALONE[language] in section[2]:
                continue
            said = re.search(UNREAD[language], section[2])
            assert bool(said) == bool(doubtful), (name, language, section[1])
            if said:
                given = {kind for kind, words in GROUNDS[language].items() if words in said[0]}
                assert given == (set() if told else {*doubtful.values()}), (name, language, said[0])
                assert all(said[0].count(GROUNDS[language][kind]) == 1 for kind in given), (name, language, said[0])
                fired.add((language, section[1], frozenset(given)))
                told = True
    assert {one[:2] for one in fired} == {(one, head) for one, heads in SECTIONS_OF_RESULTS.items() for head in heads}
    assert {given for _, head, given in fired if head in ("Control Variables", "Variabel Kendali")} > {frozenset()}


def test_without_another_analysis_nothing_is_compared(articles: Articles) -> None:
    for name, (state, markdown, _) in articles.items():
        compared = (state.value("robustness.universes") or 1) > 1
        for language, text in markdown.items():
            assert ("#tbl:robustness}" in text) == ("#fig:specification_curve" in text) == compared, (name, language)


UNREAD_AMONG = {
    "id": r"(?:, di antaranya (\w+) yang[^,]*,|, yang [^,]*(tidak satu pun)[^,]*,)?",
    "en": r"(?:, among them (\w+) whose[^,]*,|, (none) of whose[^,]*,)?",
}
SHARES = {
    "id": r"etiga (?:konstruk|faktor)(?: eksogen)? bersama-sama" + UNREAD_AMONG["id"] + " menjelaskan",
    "en": r"(?:the three (?:construct|factor)s|constructs together)" + UNREAD_AMONG["en"] + " explain",
}
NO_EFFECT = {"id": "tidak satu pun", "en": "none"}


def test_a_share_that_constructs_explain_together_names_those_that_are_not_interpreted(articles: Articles) -> None:
    fired: set[tuple[str, str]] = set()
    for name, state, language, text in each(articles):
        unread = [one for one in FACTORS.values() if not state.is_read(one)]
        if "Y" in state.rows("doubtful_constructs", "reason"):
            continue
        said = ["".join(found) for found in re.findall(SHARES[language], text)]
        assert len(said) >= 4, (name, language)
        part = in_words(len(unread), language) if unread else ""
        assert {*said} == {NO_EFFECT[language] if len(unread) == len(FACTORS) else part}, (name, language)
        fired |= {(language, said[0])}
    assert len(fired) >= 6


def test_the_map_gives_priorities_in_discussion_and_advice_or_in_neither(articles: Articles) -> None:
    none = {"id": "Karena tidak ada pengaruh yang", "en": "As no effect is "}
    advised = {"id": r"patut didahulukan\.", "en": r"performance, [^.]* ha(?:s|ve) priority\."}
    found = set()
    for name, state, language, text in each(articles):
        raising = any(state.related(hypothesis_) > 0 for hypothesis_ in FACTORS.values())
        advises = bool(re.search(advised[language], text))
        assert (none[language] in text) != raising, (name, language)
        assert raising or not advises, (name, language)
        found |= {(language, raising, advises)}
    assert len(found) == 6


def test_every_slight_lead_mediation_or_interaction_is_said_to_be_one(articles: Articles) -> None:
    said = {"id": r"Seluruh interval [\w ]* itu lebih kecil", "en": r"All of the interval of that [\w ]* is smaller"}
    for name, state, language, text in each(articles):
        slight_ = [claim for claim in FURTHER if claim != "C6" and is_slightly_there(state, claim)]
        assert len(re.findall(said[language], text)) == len(slight_), (name, language, slight_)


def test_modes_are_counted_once_where_nobody_is_excluded(articles: Articles) -> None:
    """And twice, received and analysed, where somebody is."""
    modes = {"id": r"\(\d+ daring dan \d+ luring\)", "en": r"\(\d+ online and \d+ offline\)"}
    found = set()
    for name, state, language, text in each(articles):
        if state.value("full.flow.modes.online.kept"):
            alone = state.value("full.flow.kept") == state.value("full.flow.received")
            assert len(re.findall(modes[language], text)) == (1 if alone else 2), (name, language)
            found.add((language, alone))
    assert len(found) == 4


SIDES = {
    "id": {-1: "condong ke arah negatif sesuai dengan H", 1: "condong ke arah positif, berlawanan dengan hipotesis"},
    "en": {-1: "leans in the negative direction that H", 1: "leans in the positive direction, against the"},
}


def test_an_estimate_that_leans_is_told_by_its_sign_where_a_negative_one_is_expected(articles: Articles) -> None:
    fired: set[tuple[str, int]] = set()
    for name, state, language, text in each(articles):
        leaning = {row: state.grade(row, "leaning") for row in FACTORS.values() if state.is_read(row)}
        for sign, words in SIDES[language].items():
            way = {-1: "for", 1: "against"}[sign]
            leans = [row for row, found in leaning.items() if found == way and state.expects(row) < 0]
            assert text.count(words) == len(leans), (name, language, words)
            fired |= {(language, sign)} if leans else set()
    assert len(fired) == 4


def test_a_hypothesis_is_told_with_the_numbers_of_its_criterion(articles: Articles) -> None:
    """Without t where its interval decides, whose p then stands there and is named below the table of paths."""
    notes = {
        "id": r"Nilai \*p\* ([^*:]*) berasal dari interval,",
        "en": r"The \*p\* of ([^*:]*) is that of the interval,",
    }
    fired: set[tuple[str, bool]] = set()
    for name, (state, markdown, texts) in articles.items():
        by_interval = [row for row in FACTORS.values() if state.value(f"claims.{row}.criterion") == "interval"]
        for language, text in texts.items():
            for row in FACTORS.values():
                told = re.search(rf"\n\*\*{row} [^\n]*\(β[^\n]*?\)\.?", text)
                if told:
                    assert ("*t* =" in told[0].split(").")[0]) != (row in by_interval), (name, language, row)
            noted = re.search(notes[language], prose_of_notes(markdown[language]))
            assert (re.findall(r"H\d", noted[1]) if noted else []) == by_interval, (name, language)
            fired |= {(language, bool(by_interval))}
    assert len(fired) == 4


def prose_of_notes(markdown: str) -> str:
    """The notes below tables."""
    return "\n".join(re.findall(r"^\*(?:Note|Catatan)\.\*[^\n]*", markdown, flags=re.MULTILINE))
