"""What survey methodology warns of in a questionnaire's wording and make-up: rules of thumb, each waivable."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations

import pandas as pd

from study.instrument.questionnaire import CONSENT, Declared, is_of_number, read_declared
from study.setup.codebook import Codebook, Criterion, normalise
from study.setup.configuration import LintThresholds
from study.setup.start import Study
from study.setup.study_model import StudyModel
from study.words.dictionary import word

WHOLE = "instrument"  # what a finding is about that concerns no single item
# The rules, and what each says of a thing; a waiver names the thing and the rule.
RULES: Mapping[str, str] = {
    "double_barrelled": "may ask two things at once",
    "negation": "holds a negation",
    "long": "is long",
    "repetition": "repeats another item",
    "few_items": "has few items",
    "one_direction": "no item is reversed, so that agreeing with everything is not noticed",
    "unused_item": "no construct of the model uses it",
    "unnamed_points": "no answer of its scale has words",
    "missing_consent": "nobody is asked for consent",
    "missing_purpose": "the purpose of the survey is not stated",
    "missing_information": "what respondents consent to is not stated",
    "missing_criteria": "no question tells who belongs to the population",
    "undecided_criterion": "no offered answer excludes anybody, or none includes anybody",
    "several_answers": "which of several accepted or refused answers the form offers is not declared",
    "not_asked": "the forms do not ask this; add it to the form by hand, under the text of the codebook",
    "idle_waiver": "a waiver for what is not found",
}
# What is said of forms that are made from the files, and not of a survey that was answered.
OF_FORMS = frozenset({"missing_purpose", "missing_information", "undecided_criterion", "several_answers", "not_asked"})


@dataclass(frozen=True)
class LintWarning:
    """A warning: its rule, the item, construct or question, the language (empty: of none), what was seen, and a reason.

    waived: the reason for which the codebook waives it, empty where it does not.
    """

    rule: str
    thing: str
    language: str
    seen: str
    waived: str = ""


def inspect(
    codebook: Codebook, declared: Declared, model: StudyModel, thresholds: LintThresholds, languages: Sequence[str]
) -> list[LintWarning]:
    """Find all that is worth a warning, item by item; waived findings are among them, with their reasons."""
    found = [
        *_inspect_wording(codebook, thresholds, languages),
        *_inspect_repetition(codebook, thresholds, languages),
        *_inspect_structure(codebook, model, thresholds, languages),
        *_inspect_questions(codebook, declared),
    ]
    waived = [replace(each, waived=declared.waived.get(each.thing, {}).get(each.rule, "")) for each in found]
    return [*waived, *_find_idle_waivers(found, declared)]


def inspect_study(study: Study) -> list[LintWarning]:
    """Find all that is worth a warning in the questionnaire of a study."""
    configuration = study.configuration
    declared = read_declared(configuration.codebook)
    languages = configuration.manuscript.languages
    return inspect(study.codebook, declared, study.model, configuration.instrument.lint, languages)


def warning_lines(findings: Sequence[LintWarning]) -> list[str]:
    """Say each finding that is not waived, a line each, and how many are."""
    waived = sum(bool(finding.waived) for finding in findings)
    count = [f"{waived} warnings of the questionnaire are waived in the codebook"] if waived else []
    return [*(f"warning: {say_finding(finding)}" for finding in findings if not finding.waived), *count]


def say_finding(finding: LintWarning) -> str:
    """Say a finding in one line."""
    language = f" ({finding.language})" if finding.language else ""
    seen = f": {finding.seen}" if finding.seen else ""
    return f"{finding.thing}{language}: {RULES[finding.rule]}{seen} [{finding.rule}]"


def finding_table(findings: Sequence[LintWarning]) -> pd.DataFrame:
    """Return the findings as a table: thing, rule, language, seen, waived."""
    rows = [(each.thing, each.rule, each.language, each.seen, each.waived) for each in findings]
    return pd.DataFrame(rows, columns=["thing", "rule", "language", "seen", "waived"], dtype="str")


def _inspect_wording(codebook: Codebook, thresholds: LintThresholds, languages: Sequence[str]) -> Iterator[LintWarning]:
    for code, indicator in codebook.indicators.items():
        for language in [language for language in languages if language in indicator.question]:
            text = indicator.question[language]
            joined = find_words(_without_examples(text, language), "joining", language)
            negated = find_words(text, "negations", language)
            count = len(re.findall(r"\w[\w'’-]*", text))
            if joined:
                yield LintWarning("double_barrelled", code, language, _quoted(joined))
            if negated:
                yield LintWarning("negation", code, language, _quoted(negated))
            if count > thresholds.longest_words:
                yield LintWarning("long", code, language, f"{count} words, more than {thresholds.longest_words}")


def find_words(text: str, listed: str, language: str) -> list[str]:
    """Return the words of a list of the dictionary that a text holds, in the order of the list, longest first.

    A fixed phrase that names one thing, such as "research and development", holds none.

    >>> find_words("Staff are quick and/or kind", "joining", "en")
    ['and/or']
    """
    fixed = "|".join(map(re.escape, word("lint", "fixed", language).split(", ")))
    left = re.sub(rf"(?<!\w)(?:{fixed})(?!\w)", " ", normalise(text))
    found = []
    for each in sorted(word("lint", listed, language).split(", "), key=lambda words: -len(words)):
        # Of "don't" the end alone is listed, and a mark such as / stands within words, too.
        begin = r"(?<!\w)" if each[0].isalpha() and not re.search("['’]", each) else ""
        end = r"(?!\w)" if each[-1].isalpha() else ""
        pattern = f"{begin}{re.escape(each)}{end}"
        if re.search(pattern, left):
            found.append(each)
            left = re.sub(pattern, " ", left)
    return found


def _without_examples(text: str, language: str) -> str:
    """Leave out what follows "for example": its parts are examples of one thing."""
    starts = "|".join(map(re.escape, word("lint", "examples", language).split(", ")))
    return re.split(rf"(?<!\w)(?:{starts})(?!\w)", normalise(text))[0]


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{each}"' for each in words)


def _inspect_repetition(
    codebook: Codebook, thresholds: LintThresholds, languages: Sequence[str]
) -> Iterator[LintWarning]:
    for language in languages:
        texts = {
            code: re.findall(r"\w+", normalise(indicator.question[language]))
            for code, indicator in codebook.indicators.items()
            if language in indicator.question
        }
        for first, second in combinations(texts, 2):
            share = SequenceMatcher(None, texts[first], texts[second], autojunk=False).ratio()
            if share >= thresholds.similar_share:
                yield LintWarning("repetition", second, language, f"{share:.0%} of the words of {first}")


def _inspect_structure(
    codebook: Codebook, model: StudyModel, thresholds: LintThresholds, languages: Sequence[str]
) -> Iterator[LintWarning]:
    for name, construct in model.constructs.items():
        if len(construct.indicators) < thresholds.fewest_items:
            yield LintWarning(
                "few_items", name, "", f"{len(construct.indicators)}, fewer than {thresholds.fewest_items}"
            )
    items = [codebook.indicators[code] for code in model.indicators]
    if len(items) > 1 and len({item.reverse for item in items}) == 1:
        yield LintWarning("one_direction", WHOLE, "", f"{len(items)} items")
    for code in codebook.indicators:
        if code not in model.indicators:
            yield LintWarning("unused_item", code, "", "")
    for language in languages:
        bare = [code for code in codebook.indicators if not _has_words(codebook, code, language)]
        if bare:
            yield LintWarning("unnamed_points", WHOLE, language, f"{len(bare)} items, {bare[0]} the first")


def _has_words(codebook: Codebook, code: str, language: str) -> bool:
    scale = codebook.scale_of(code)
    if scale.is_number or codebook.indicators[code].poles:
        return True
    return any(text != str(point) for point, text in enumerate(scale.words(language), start=scale.lowest))


def _inspect_questions(codebook: Codebook, declared: Declared) -> Iterator[LintWarning]:
    missing = {
        "missing_consent": codebook.consent is None,
        "missing_purpose": not declared.purpose,
        "missing_information": not declared.consent,
        "missing_criteria": not codebook.criteria,
    }
    yield from (LintWarning(rule, WHOLE, "", "") for rule, is_missing in missing.items() if is_missing)
    closed = [each for each in codebook.criteria if not is_of_number(each) and not each.is_of_time]
    for criterion in closed:
        if not _decides(criterion, declared):
            yield LintWarning("undecided_criterion", criterion.name, "", "")
    yield from (LintWarning("not_asked", choice.name, "", "several answers") for choice in codebook.multiple_choice)
    if codebook.duration:
        yield LintWarning("not_asked", "duration", "", "the time that a form took")
    for code, indicator in codebook.indicators.items():
        if indicator.given_score:
            yield LintWarning("not_asked", code, "", "a score of several items")
    for name in [CONSENT] * (codebook.consent is not None) + [criterion.name for criterion in closed]:
        if name not in declared.answers and any(len(answers) > 1 for answers in declared.usual[name]):
            accepted, refused = declared.usual[name]
            yield LintWarning("several_answers", name, "", f"{len(accepted)} accepted, {len(refused)} refused")


def _decides(criterion: Criterion, declared: Declared) -> bool:
    """Whether, in every language, some offered answer meets a criterion and some other does not."""
    usual = [answer for answers in declared.usual[criterion.name] for answer in answers]
    offered = declared.answers.get(criterion.name) or {"": usual}
    return all(
        {True, False} <= {_meets(normalise(choice), criterion) for choice in choices} for choices in offered.values()
    )


def _meets(choice: str, criterion: Criterion) -> bool | None:
    if choice in criterion.accepted:
        return True
    return False if choice in criterion.refused else criterion.others


def _find_idle_waivers(found: Sequence[LintWarning], declared: Declared) -> Iterator[LintWarning]:
    present = {(each.thing, each.rule) for each in found}
    for thing, reasons in declared.waived.items():
        yield from (LintWarning("idle_waiver", thing, "", rule) for rule in reasons if (thing, rule) not in present)
