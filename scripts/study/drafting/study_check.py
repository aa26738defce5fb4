"""Check a study before its run: its files, who is kept of its survey, and whether the model can be estimated."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from plssem import Model, assign_folds, equations, estimate, predict, q_squared
from study.analysis.draws import DrawSettings
from study.analysis.group_tables import GroupSettings, check_permutations, group_kept
from study.analysis.samples import Settings, engine_model, indicator_matrix
from study.analysis.segment_tables import solve_segments
from study.base.errors import StudyError, sentra
from study.instrument.lint import OF_FORMS, inspect_study, warning_lines
from study.results.numbers import Numbers
from study.results.quotation import Manuscript
from study.setup.config import read_yaml
from study.setup.configuration import Configuration, SurveyFiles
from study.setup.consistency import check_settings
from study.setup.data_status import find_unstated
from study.setup.start import Study, check
from study.setup.study_model import StudyModel
from study.survey.cells import Table
from study.survey.cleaning import Flow, clean, count_flow, response_table
from study.survey.description import find_uncounted, observe, respondent_table
from study.survey.responses import (
    check_expected_n,
    find_named_person,
    interpret_tables,
    read_tables,
)
from study.survey.submissions import Submission
from study.writing.rendering import refuse_another_study

FEWEST_TRAINED = 3  # cases of a training sample


def check_study(*, root: Path, configfile: str) -> int:
    """Check the files of a study and its survey without running anything: every error at once, each on one line."""
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas")
    _check_templates(study)
    for sample, survey in study.configuration.survey.samples.items():
        tables = read_tables(survey)
        print("\n".join(table.describe() for table in tables))
        print(_outcome(study, sample, tables))
        for warning in find_named_person(survey, tables, study.codebook):
            print(f"warning: {warning}")
    unstated = find_unstated(study.configuration.study)
    told = [finding for finding in inspect_study(study) if finding.rule not in OF_FORMS]
    print("".join(f"{line}\n" for line in warning_lines(told)), end="")
    if unstated:
        print(f"not filled in, and marked so in the manuscript: {', '.join(unstated)}")
    print(f"Everything agrees. Run: {sentra(f'run --configfile {configfile}')}")
    return 0


def _check_templates(study: Study) -> None:
    """Refuse a template that is about another study, which the run would refuse at its end."""
    nothing = Numbers(study.configuration.study.data_status, {}, {})
    claims = [claim.id for claim in study.claims.claims] if study.claims else []
    for language in study.configuration.manuscript.languages:
        manuscript = Manuscript(nothing, study.model, study.codebook, study.config["study"], {}, language)
        template = study.configuration.manuscript.templates[language]
        refuse_another_study(template, manuscript, claims, has_growth=study.has_growth)


def _outcome(study: Study, sample: str, tables: Sequence[Table]) -> str:
    """Clean a sample as the run will and say how many are kept, of each of several files, too, and why others are not.

    The full sample is estimated once, too: what stops the run there is told before it.
    """
    survey = study.configuration.survey.samples[sample]
    submissions = interpret_tables(survey, tables, study.codebook, study.model.indicators)
    cleaned = clean(submissions, study.configuration.cleaning, study.codebook, survey)
    key = f"survey.{sample}.expected_n"
    check_expected_n(len(cleaned.kept), survey.expected_n, key, survey.source, cleaned.reasons)
    if sample == "full":
        smallest_category = study.configuration.description.smallest_category
        observed = observe(cleaned.kept, study.model.observed.values(), smallest_category, survey.source)
        responses = pd.concat([response_table(cleaned.kept, study.codebook), observed], axis=1)
        print("".join(items_against_their_construct(responses, study.model, study.codebook.source)), end="")
        check_estimation(responses, study.model, study.configuration, survey.source)
        _check_declared_answers(study, cleaned.kept, survey)
    flow = count_flow(cleaned, study.codebook, survey)
    same = f"; warning: {flow.identical} of them repeat an earlier row in every cell, see cleaning.identical_rows"
    files = [
        f"{sample}, file {number}{f' ({part.mode})' if part.mode else ''}: {_count_submissions(part)}"
        for number, part in flow.files.items()
    ]
    smallest = study.configuration.description.smallest_cell
    small = [
        f"warning: file {number} keeps {part.kept}, fewer than description.smallest_cell ({smallest}), and results "
        "tell of them apart (flow.json, sources.csv)"
        for number, part in flow.files.items()
        if 0 < part.kept < smallest
    ]
    respondents = respondent_table(cleaned.kept, study.codebook, study.configuration.description)
    small += [f"warning: {each}" for each in find_uncounted(respondents)]
    return "\n".join([*files, *small, f"{sample}: {_count_submissions(flow)}{same if flow.identical else ''}"])


def _check_declared_answers(study: Study, kept: Sequence[Submission], survey: SurveyFiles) -> None:
    """Try the groups: whether the answers of the respondents make any is known only now."""
    if declared := study.configuration.groups:
        drawing = study.configuration.bootstrap
        comparison = GroupSettings.of(declared, DrawSettings(drawing.seed, drawing.confidence_level))
        groupings = group_kept(kept, declared, survey, study.codebook)
        check_permutations(groupings, len(study.model.paths), declared.smallest_group, comparison)


def _count_submissions(flow: Flow) -> str:
    reasons = Counter(flow.excluded).most_common()
    left_out = "".join(f", {count} left out: {reason}" for reason, count in reasons)
    return f"{flow.received} submissions, {flow.kept} kept{left_out}"


def items_against_their_construct(responses: pd.DataFrame, model: StudyModel, codebook: str) -> list[str]:
    """Say which reflective items correlate negatively with the mean of the others of their construct, a line each.

    responses: scored, reversed items turned. Nothing is said of an item whose others nobody varies in.
    """
    lines = []
    for name, construct in model.constructs.items():
        answers = responses[list(construct.indicators)].astype(float)
        for code in construct.indicators if construct.mode == "A" and answers.shape[1] > 1 else ():
            others = answers.drop(columns=code).mean(axis=1)
            if min(answers[code].std(), others.std()) > 0 and (r := answers[code].corr(others)) < 0:
                against = f"note: {code} runs against the other items of {name}: item-rest correlation {r:.2f} over "
                lines.append(f"{against}{len(answers)} respondents; see reverse in {codebook}\n")
    return lines


def fewest_respondents(model: Model, configuration: Configuration) -> dict[str, int]:
    """Name what the analysis of the full sample asks of its size, with the fewest respondents that each needs.

    A regression needs two cases more than it has regressors; beside the antecedents of a construct, the check of
    quadratic effects has as many squares. Blindfolding needs more cases than its omission distance, cross-validation
    one case for each fold and enough left in the smallest training sample.
    """
    antecedents = int(model.structural_model.sum(axis=0).max())
    formative = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    largest = max([antecedents, *formative])
    folds = configuration.prediction.folds
    trained = max(largest + 2, FEWEST_TRAINED)
    return {
        f"the largest regression has {largest} regressors": largest + 2,
        f"the check of quadratic effects has {2 * antecedents} regressors": 2 * antecedents + 2,
        f"estimation.omission_distance is {configuration.estimation.omission_distance}": (
            configuration.estimation.omission_distance + 1
        ),
        f"prediction.folds is {folds}": max(folds, -(-trained * folds // (folds - 1))),
    }


def check_estimation(responses: pd.DataFrame, model: StudyModel, configuration: Configuration, source: str) -> None:
    """Try on the full sample what needs no resampling: StudyError, or an error of plssem, where the run would stop.

    responses: scored, one column per indicator. source: the survey file.
    """
    settings = configuration.estimation
    engine = engine_model(model, Settings(settings.scheme, settings.max_iterations, settings.tolerance))
    cases = len(responses)
    needs = fewest_respondents(engine, configuration)
    if cases < max(needs.values()):
        unmet = [f"{fewest} as {reason}" for reason, fewest in needs.items() if fewest > cases]
        raise StudyError(
            what="too few respondents for this configuration",
            where=source,
            found=f"{cases} kept",
            expected=f"at least {max(needs.values())}: {', '.join(unmet)}",
            remedy="see whether the file is whole and who was left out; else collect more answers",
        )
    check_settings(len(responses), configuration.prediction.folds, settings.omission_distance, source)
    indicators = indicator_matrix(responses, engine.indicators, source)
    prediction = configuration.prediction
    seed = configuration.bootstrap.seed
    fit = estimate(indicators, engine)
    equations(indicators, fit)
    if configuration.segments:
        solve_segments(indicators, fit, configuration.segments.maximum, 1, seed)
    q_squared(indicators, engine, settings.omission_distance)
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predict(indicators, engine, folds, prediction.antecedents)
