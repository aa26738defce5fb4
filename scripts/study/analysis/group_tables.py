"""The result tables on groups of respondents: invariance of measurement (MICOM), and differences of paths."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    FloatArray,
    IntArray,
    Invariance,
    Model,
    Permutation,
    adjust_holm,
    measurement_invariance,
    omnibus_test,
    permutation_test,
    permute_groups,
)
from study.analysis.draws import DrawSettings
from study.base.errors import StudyError
from study.setup.codebook import Codebook, normalise
from study.setup.configuration import WAVE, GroupedQuestion, GroupsSection, SurveyFiles
from study.survey.description import NO_ANSWER, class_names, name_answers
from study.survey.duplicates import arrivals
from study.survey.submissions import Submission

# Verdicts of MICOM by which paths may be compared.
COMPARABLE = ("full", "partial")
PATHS = "path_coefficients"
KINDS = ("full", "partial", "none", "not_informative")
# The columns that name a row of each table: of invariance, of paths in a group, and of their differences.
KEYS = {
    "invariance": ["question", "group_1", "group_2", "construct"],
    "paths": ["question", "group", "source", "target"],
    "differences": ["question", "group_1", "group_2", "source", "target"],
}


@dataclass(frozen=True, eq=False)
class Grouping:
    """The groups by one question: whose name is in the order of the classes, of the declaration, or by size.

    members (N,): the index of each respondent's group among the names, -1 for one who is in none. parts: of the time of
    arrival; untimed: how many respondents have no known time; 0 where groups are not by time.
    """

    question: str
    names: tuple[str, ...]
    members: IntArray
    parts: int = 0
    untimed: int = 0

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of respondents of each group."""
        return tuple(int((self.members == index).sum()) for index in range(len(self.names)))


@dataclass(frozen=True)
class GroupSettings:
    """How groups are compared: permutations, random seed, level of significance (two-sided), means taken out or not.

    controls: control variables of the model, of which the tables do not tell.
    """

    permutations: int
    seed: int
    significance_level: float
    centre_groups: bool
    controls: tuple[str, ...] = ()

    @classmethod
    def of(cls, declared: GroupsSection, draws: DrawSettings, controls: Iterable[str] = ()) -> "GroupSettings":
        """Return the settings of a declaration, at the level of significance that suits the intervals."""
        level = 1 - draws.confidence_level
        return cls(declared.permutations, draws.seed, level, declared.centre_groups, tuple(controls))

    @property
    def permuting(self) -> dict[str, Any]:
        """How groups are permuted, by the names that the engine gives it."""
        return {name: getattr(self, name) for name in ("permutations", "seed", "centre_groups")}


def group_kept(
    kept: Sequence[Submission], declared: GroupsSection, survey: SurveyFiles, codebook: Codebook
) -> list[Grouping]:
    """Divide the respondents by each question that is declared; errors as `group_respondents` and `group_waves`."""
    smallest = declared.smallest_group
    return [
        group_waves(_read_arrivals(kept, entry, codebook, survey), entry, smallest, survey.source)
        if entry.question == WAVE and WAVE not in codebook.questions
        else group_respondents([one.traits.get(entry.question, "") for one in kept], entry, smallest, survey.source)
        for entry in declared.compare
    ]


def _read_arrivals(
    kept: Sequence[Submission], entry: GroupedQuestion, codebook: Codebook, survey: SurveyFiles
) -> list[datetime | None]:
    """Return when each form was submitted; StudyError for a time stamp of another form where waves were asked for."""
    moments = arrivals(kept, codebook.timestamp, survey)
    stamped = [one for one, moment in zip(kept, moments, strict=True) if moment is None and one.moment]
    unread = [one for one in stamped if one.file not in survey.undated]
    if unread and entry.refused_if_small and codebook.timestamp:
        found = f"{len(unread)} time stamps of another form, the first in row {unread[0].row} of file {unread[0].file}"
        expected = f"one of {', '.join(codebook.timestamp.formats)}"
        raise _refuse(entry, survey.source, found, expected, "add its form to timestamp.formats of the codebook")
    return moments


WAVES = ("wave_early", "wave_late")


def group_waves(
    moments: Sequence[datetime | None], entry: GroupedQuestion, smallest_group: int, source: str
) -> Grouping:
    """Divide respondents into the first and the last of entry.parts equal parts by the time of arrival (N,).

    Who arrived at the same time as the last of the first part belongs to it, likewise for the last part; who arrived
    between them, or has no time, is in neither. StudyError where the parts meet, and for a group below smallest_group,
    where the entry asks for a refusal.

    Armstrong, J. S., & Overton, T. S. (1977). Estimating nonresponse bias in mail surveys. Journal of Marketing
    Research, 14, 396-402. doi:10.1177/002224377701400320. Late respondents stand for those who did not respond.
    """
    known = sorted(moment for moment in moments if moment is not None)
    untimed = len(moments) - len(known)
    size = len(known) // entry.parts
    apart = size > 0 and known[size - 1] < known[-size]
    if not apart:
        if entry.refused_if_small:
            found = f"{len(set(known))} different times of {len(known)} respondents"
            remedy = "see timestamp of the codebook, or delete the entry"
            raise _refuse(entry, source, found, "an early and a late part that do not meet", remedy)
        return Grouping(entry.question, (), np.full(len(moments), -1, dtype=np.int64), entry.parts, untimed)
    ends = [None if m is None else (m <= known[size - 1], m >= known[-size]) for m in moments]
    members = np.array([-1 if end is None or not any(end) else end.index(True) for end in ends], dtype=np.int64)
    grouping = Grouping(entry.question, WAVES, members, entry.parts, untimed)
    if entry.refused_if_small:
        _check_sizes(grouping, entry, smallest_group, source)
    return grouping


def group_respondents(cells: Sequence[str], entry: GroupedQuestion, smallest_group: int, source: str) -> Grouping:
    """Divide respondents by their answers (N,) to a question; who gave none, or one of no group, is in none.

    StudyError for a single group, for a declared answer that nobody gave, and for a group below smallest_group where
    the entry asks for a refusal.
    """
    answers = name_answers(cells, entry.bounds)
    groups = _answers_of_groups(answers, entry, source)
    group_of = {normalise(answer): number for number, given in enumerate(groups.values()) for answer in given}
    members = np.array([group_of.get(normalise(answer), -1) for answer in answers], dtype=np.int64)
    grouping = Grouping(entry.question, tuple(groups), members)
    if not entry.refused_if_small:
        return grouping
    if len(groups) < 2:
        found = "one group" if groups else "no answer"
        raise _refuse(entry, source, found, "two groups or more", "choose another question, or delete the entry")
    _check_sizes(grouping, entry, smallest_group, source)
    return grouping


def _answers_of_groups(answers: Sequence[str], entry: GroupedQuestion, source: str) -> dict[str, tuple[str, ...]]:
    """Return the answers of each group by its name."""
    given = [answer for answer in dict.fromkeys(answers) if answer != NO_ANSWER]
    if entry.bounds:
        return {name: (name,) for name in class_names(entry.bounds)}
    if not entry.groups:
        # As in the description of respondents: the largest first.
        return {answer: (answer,) for answer in sorted(given, key=lambda answer: (-answers.count(answer), answer))}
    known = {normalise(answer) for answer in given}
    for answer in (answer for listed in entry.groups.values() for answer in listed):
        if normalise(answer) not in known:
            expected = f"some of the {len(given)} answers that were given"
            raise _refuse(entry, source, f"{answer}, an answer of nobody", expected, "correct it")
    return dict(entry.groups)


def _check_sizes(grouping: Grouping, entry: GroupedQuestion, smallest_group: int, source: str) -> None:
    small = [n for n in grouping.sizes if n < smallest_group]
    if small:
        # Without the names: a group may be what a single respondent wrote.
        found = f"{len(small)} of {len(grouping.sizes)} groups with fewer, the smallest of {min(small)}"
        remedy = "join groups by bounds or groups of answers, or delete the entry"
        raise _refuse(entry, source, found, f"{smallest_group} respondents (groups.smallest_group)", remedy)


def _refuse(entry: GroupedQuestion, source: str, found: str, expected: str, remedy: str) -> StudyError:
    return StudyError(
        what="groups that cannot be compared",
        where=f"{source}, configuration key groups.compare, {entry.question}",
        found=found,
        expected=expected,
        remedy=remedy,
    )


def group_tables(
    indicators: FloatArray, model: Model, groupings: Sequence[Grouping], smallest_group: int, settings: GroupSettings
) -> dict[str, Any]:
    """Compare the groups of every question, indicators (N, K): three tables and facts, by the names of their files.

    invariance: MICOM per pair of groups and construct; correlation is c, correlation_bound the smallest c that is not
    rejected; mean_difference and log_variance_ratio, first less second, with the interval in which they are not.
    paths: estimates in each group. differences: first less second, with the interval of random groups, p and p_holm,
    adjusted for all pairs and paths of the question; omnibus_p: that no group differs, NaN for two groups. comparable:
    whether all constructs of the path's equation have at least partial invariance.
    facts: per question, the counts that the text tells of, among them the permutations without a solution (lost: of the
    test that has most of them, between two groups), and how many have three groups or more (several); of
    composites that are comparable, means: how many have another mean, p not adjusted. A grouping
    with a group that is too small has no rows.
    PlsSemError where a group cannot be estimated; StudyError as `check_permutations`.

    ASSUME: an answer that is missing was replaced by the mean of the whole sample before groups are formed.
    """
    check_permutations(groupings, int(model.structural_model.sum()), smallest_group, settings)
    results: tuple[list[pd.DataFrame], ...] = ([], [], [])
    facts: dict[str, Any] = {}
    for grouping in groupings:
        tables: Sequence[pd.DataFrame] = ()
        lost = 0
        if _is_compared(grouping, smallest_group):
            composites, of_groups, of_pairs, lost = _compare(indicators, model, grouping, settings)
            tables = (composites, of_groups, of_pairs)
        for kept, table in zip(results, tables, strict=False):
            kept.append(table)
        facts[grouping.question] = _count(grouping, tables, settings.significance_level, lost)
    several = sum(one["groups"] > 2 and one["compared"] for one in facts.values())
    named = {
        name: pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=keys)
        for (name, keys), tables in zip(KEYS.items(), results, strict=True)
    }
    return {**named, "facts": {"several": several, "questions": facts}}


def check_permutations(groupings: Sequence[Grouping], paths: int, smallest_group: int, settings: GroupSettings) -> None:
    """Raise StudyError where no difference of paths can be significant: its smallest p is 1 / (permutations + 1).

    Holm's method multiplies the smallest p of a question by the number of its tests, one per pair of groups and path.
    """
    for grouping in groupings:
        groups = len(grouping.names) if _is_compared(grouping, smallest_group) else 0
        tests = paths * math.comb(groups, 2)
        if tests / (settings.permutations + 1) > settings.significance_level:
            raise StudyError(
                what="too few permutations to find any difference between groups",
                where=f"configuration key groups.permutations, {grouping.question}",
                found=f"{settings.permutations} for {tests} tests, {groups} groups and {paths} paths",
                expected=f"{math.ceil(tests / settings.significance_level)} or more, by Holm's method",
                remedy="permute more often, or compare fewer groups",
            )


def _is_compared(grouping: Grouping, smallest_group: int) -> bool:
    return len(grouping.names) > 1 and min(grouping.sizes) >= smallest_group


def _compare(
    indicators: FloatArray, model: Model, grouping: Grouping, settings: GroupSettings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, int]:
    """Return the three tables of one question, and the most permutations that a test of two groups lost."""
    invariance = []
    differences = []
    lost = 0
    for first, second in combinations(range(len(grouping.names)), 2):
        names = {"question": grouping.question, "group_1": grouping.names[first], "group_2": grouping.names[second]}
        chosen = np.isin(grouping.members, (first, second))
        answers = indicators[chosen]
        in_first = grouping.members[chosen] == first
        level = settings.significance_level
        test = measurement_invariance(answers, in_first, model, significance_level=level, **settings.permuting)
        invariance.append(_invariance_table(test, names))
        drawn = permute_groups(answers, in_first, model, **settings.permuting)
        differences.append(_difference_table(drawn, model, settings, names, test))
        lost = max(lost, *(int((~one.converged).sum()) for one in (test, drawn)))
    table = pd.concat(differences, ignore_index=True)
    table["omnibus_p"] = np.tile(_omnibus(indicators, model, grouping, settings), len(differences))
    table = table[~table["source"].isin(settings.controls)].reset_index(drop=True)
    table.insert(list(table).index("omnibus_p"), "p_holm", adjust_holm(table["p"].to_numpy()))
    composites = pd.concat(invariance, ignore_index=True)
    own = composites[~composites["construct"].isin(settings.controls)].reset_index(drop=True)
    return own, _path_table(table, grouping), table, lost


def _invariance_table(test: Invariance, names: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **dict.fromkeys(names, ""),
            "construct": test.constructs,
            "correlation": test.correlation.observed,
            "correlation_bound": test.correlation_bound,
            "correlation_p": test.correlation.p_lower,
            "mean_difference": test.mean_difference.observed,
            "mean_difference_lower": -test.mean_bound,
            "mean_difference_upper": test.mean_bound,
            "mean_difference_p": test.mean_difference.p,
            "log_variance_ratio": test.log_variance_ratio.observed,
            "log_variance_ratio_lower": -test.variance_bound,
            "log_variance_ratio_upper": test.variance_bound,
            "log_variance_ratio_p": test.log_variance_ratio.p,
            "invariance": test.kinds,
        }
    ).assign(**names)


def _difference_table(
    drawn: Permutation, model: Model, settings: GroupSettings, names: Mapping[str, str], invariance: Invariance
) -> pd.DataFrame:
    test = permutation_test(drawn.differences[PATHS], drawn.draws[PATHS], 1 - settings.significance_level)
    ends = list(_paths(model))
    return pd.DataFrame(
        {
            **dict.fromkeys(names, ""),
            "source": [source for source, _ in ends],
            "target": [target for _, target in ends],
            "n_1": drawn.cases[0],
            "n_2": drawn.cases[1],
            "estimate_1": drawn.first[PATHS],
            "estimate_2": drawn.second[PATHS],
            "difference": test.observed,
            "random_lower": test.lower,
            "random_upper": test.upper,
            "p": test.p,
            "comparable": [_comparable(target, model, invariance) for _, target in ends],
        }
    ).assign(**names)


def _paths(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the paths in the order of the engine's statistics."""
    for source, target in zip(*np.nonzero(model.structural_model), strict=True):
        yield model.constructs[source], model.constructs[target]


def _comparable(target: str, model: Model, invariance: Invariance) -> bool:
    """Whether the construct and all that lead to it have at least partial invariance: a path depends on all of them."""
    kinds = dict(zip(invariance.constructs, invariance.kinds, strict=True))
    equation = [target, *(source for source, end in _paths(model) if end == target)]
    return all(kinds[name] in COMPARABLE for name in equation)


def _omnibus(indicators: FloatArray, model: Model, grouping: Grouping, settings: GroupSettings) -> FloatArray:
    """Return the p of each path (P,) for any difference among three groups or more; NaN for two."""
    if len(grouping.names) == 2:
        return np.full(int(model.structural_model.sum()), np.nan)
    chosen = grouping.members >= 0
    return omnibus_test(indicators[chosen], grouping.members[chosen], model, **settings.permuting).p


def _path_table(differences: pd.DataFrame, grouping: Grouping) -> pd.DataFrame:
    """Return the estimates in each group, once, from the pairs in which it stands."""
    sides = [
        differences.rename(columns={f"group_{side}": "group", f"n_{side}": "n", f"estimate_{side}": "estimate"})
        for side in (1, 2)
    ]
    both = pd.concat([side[["question", "group", "n", "source", "target", "estimate"]] for side in sides])
    order = both["group"].map(grouping.names.index)
    sorted_ = both.assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    return sorted_.drop_duplicates(KEYS["paths"]).reset_index(drop=True)


def _count(grouping: Grouping, tables: Sequence[pd.DataFrame], level: float, lost: int) -> dict[str, Any]:
    """Count what the text tells of one question; no counts of tests where the groups were not compared."""
    sizes = {"groups": len(grouping.names), "smallest": min(grouping.sizes, default=0), "compared": bool(tables)}
    facts: dict[str, Any] = sizes | {"left_out": int((grouping.members < 0).sum())}
    facts |= {"parts": grouping.parts, "untimed": grouping.untimed} if grouping.parts else {}
    if not tables:
        return facts
    invariance, _, differences = tables
    kinds = invariance["invariance"]
    safe = differences[differences["comparable"]]
    by_path = differences.groupby(["source", "target"], sort=False)
    everywhere = by_path["comparable"].all()
    return facts | {
        "composites": len(kinds),
        "smallest_correlation": float(invariance["correlation"].min()),
        "means": int((kinds.isin(COMPARABLE) & (invariance["mean_difference_p"] <= level)).sum()),
        **{kind: int((kinds == kind).sum()) for kind in KINDS},
        "lost": lost,
        "paths": len(differences),
        "comparable": len(safe),
        "different": int((safe["p_holm"] <= level).sum()),
        "comparable_everywhere": int(everywhere.sum()),
        "omnibus": int((by_path["omnibus_p"].first()[everywhere] <= level).sum()) if len(grouping.names) > 2 else None,
    }
