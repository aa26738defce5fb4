"""The quality of the evidence: what reviewers ask for beside the estimates.

REQUIRED INPUTS: responses, paths, survey file, codebook, model
OUTPUTS: <results>/full/evidence.json, power.csv and beside them; <results>/robustness*.csv; where a study declares
them, <results>/full/larger_models.csv, ordinal.csv, segments.csv, invariance.csv, redundancy.csv, tetrads.csv and beside them
"""

from math import prod

EVIDENCE = ["evidence.json", "answer_quality.csv", "collinearity.csv", "consistent.csv", "nonlinearity.csv"]
EVIDENCE += ["endogeneity.csv", "power.csv", "detectable.json"]
ORDINAL = ["ordinal.csv", "ordinal_answers.json"]
LARGER = ["larger_models.csv", "larger_model_tests.json"]
SEGMENTS = ["segments.csv", "segment_paths.csv", "heterogeneity.json"]
PREDICTIVE = ["predictive_segments.csv", "predictive_segment_paths.csv"]
METHOD_VARIANCE = ["method_variance.csv", "marker.json"]
IMPUTATION = ["imputation.csv", "imputed_answers.json"]
INFLUENCE = ["influence.csv", "omissions.json"]
GROUPED = ["invariance.csv", "group_paths.csv", "group_differences.csv", "groups.json"]
ROBUSTNESS = ["robustness_paths.csv", "robustness_choices.csv", "robustness.json"]


def evidence_results():
    """Name the result files of this chapter whose numbers a manuscript may quote."""
    declared = [
        (ORDINAL, config.get("ordinal")),
        (SEGMENTS, config.get("segments")),
        (GROUPED, GROUPS),
        (LARGER, config.get("larger_models")),
        (PREDICTIVE, config.get("segments", {}).get("by_prediction")),
        (direction_files().values(), config.get("directions")),
        (INFLUENCE, config["evidence"].get("influence")),
        (METHOD_VARIANCE, config.get("method_variance")),
        (IMPUTATION, config.get("imputation")),
    ]
    names = EVIDENCE + [name for files, part in declared if part for name in files]
    return [f"full/{name}" for name in names] + ROBUSTNESS


def direction_files():
    """Name the result files on the direction of measurement, of what the study declares."""
    declared = config.get("directions", {})
    tables = {part: f"{part}.csv" for part in ("redundancy", "tetrads") if declared.get(part)}
    return {**tables, "facts": "directions.json"}


rule assess_evidence:
    """Check answers, normality, common method, nonlinearity and endogeneity, and set consistent PLS beside PLS."""
    input:
        responses="<results>/full/responses.csv",
        exclusions="<results>/full/exclusions.csv",
        codebook=source("codebook"),
        model=source("model"),
    output:
        summary=update("<results>/full/evidence.json"),
        answer_quality=update("<results>/full/answer_quality.csv"),
        collinearity=update("<results>/full/collinearity.csv"),
        consistent=update("<results>/full/consistent.csv"),
        nonlinearity=update("<results>/full/nonlinearity.csv"),
        endogeneity=update("<results>/full/endogeneity.csv"),
    log:
        "<logs>/assess_evidence.log",
    params:
        **tracked("assess_evidence", "codebook:structure", "model:structure"),
        settings=engine_settings(),
        checks={**draw_settings(), "resamples": config["evidence"]["resamples"]},
        same_answer_share=config["evidence"]["same_answer_share"],
    message:
        "Assessing the quality of the evidence"
    script:
        "../../scripts/assess_evidence.py"


def power_settings():
    """Settings of the simulated studies."""
    return {
        **config["evidence"]["power"],
        "seed": config["bootstrap"]["seed"],
        "one_sided_level": config["sample_size"]["significance_level"],
        "power": config["sample_size"]["power"],
    }


STUDIES = part_files(
    "<results>/full/parts/studies.{part}.npz",
    config["evidence"]["power"]["studies"] * config["evidence"]["power"]["resamples"],
)

if STUDIES:

    rule simulate_studies:
        """Simulate one part of the studies from which the power of the sample is assessed."""
        input:
            responses="<results>/full/responses.csv",
            paths="<results>/full/paths.csv",
            model=source("model"),
        output:
            studies=temp("<results>/full/parts/studies.{part}.npz"),
        log:
            "<logs>/simulate_studies.{part}.log",
        params:
            **tracked("simulate_studies", "model:structure"),
            settings=engine_settings(),
            simulation=power_settings(),
        message:
            "Simulating part {wildcards.part} of the studies"
        script:
            "../../scripts/simulate_studies.py"


rule assess_power:
    """Assess the size of the sample: what rules ask for, simulated power, and the smallest path it could have found."""
    input:
        **({"parts": STUDIES} if STUDIES else {}),
        responses="<results>/full/responses.csv",
        paths="<results>/full/paths.csv",
        model=source("model"),
    output:
        sample_size=update("<results>/full/sample_size.json"),
        power=update("<results>/full/power.csv"),
        detectable=update("<results>/full/detectable.json"),
    log:
        "<logs>/assess_power.log",
    params:
        **tracked("assess_power", "model:structure"),
        settings=engine_settings(),
        rules=config["sample_size"],
        simulation=power_settings(),
    message:
        "Assessing the size and the power of the sample"
    script:
        "../../scripts/assess_power.py"


if config.get("ordinal"):

    rule assess_ordinal:
        """Estimate the paths by ordinal PLS and PLSc, from the polychoric correlations of the answers."""
        input:
            pilot_permissions(),
            responses="<results>/full/responses.csv",
            model=source("model"),
        output:
            paths=update("<results>/full/ordinal.csv"),
            facts=update("<results>/full/ordinal_answers.json"),
        log:
            "<logs>/assess_ordinal.log",
        params:
            **tracked("assess_ordinal", "model:structure"),
            settings=engine_settings(),
            checks={**draw_settings(), "resamples": config["ordinal"]["resamples"]},
        message:
            "Estimating from the polychoric correlations of the answers"
        script:
            "../../scripts/assess_ordinal.py"


if config.get("larger_models"):

    rule assess_larger_models:
        """Estimate the models with dimensions and with interactions by consistent PLS; test fit and prediction."""
        input:
            pilot_permissions(),
            **({"claims": source("claims")} if CLAIMS else {}),
            responses="<results>/full/responses.csv",
            model=source("model"),
        output:
            table=update("<results>/full/larger_models.csv"),
            facts=update("<results>/full/larger_model_tests.json"),
        log:
            "<logs>/assess_larger_models.log",
        params:
            **tracked("assess_larger_models", "model:structure", *claims_part()),
            settings=engine_settings(),
            checks={**draw_settings(), "resamples": config["larger_models"]["resamples"]},
            prediction=config["prediction"],
        message:
            "Assessing the models with dimensions and with interactions"
        script:
            "../../scripts/assess_larger_models.py"


if config.get("segments"):

    rule assess_heterogeneity:
        """Look for segments of respondents with paths of their own, by FIMIX-PLS and PLS-POS."""
        input:
            pilot_permissions(),
            responses="<results>/full/responses.csv",
            model=source("model"),
        output:
            **(
                {
                    "predictive_segments": update("<results>/full/predictive_segments.csv"),
                    "predictive_paths": update("<results>/full/predictive_segment_paths.csv"),
                }
                if config["segments"].get("by_prediction")
                else {}
            ),
            segments=update("<results>/full/segments.csv"),
            paths=update("<results>/full/segment_paths.csv"),
            facts=update("<results>/full/heterogeneity.json"),
        log:
            "<logs>/assess_heterogeneity.log",
        params:
            **tracked("assess_heterogeneity", "model:structure"),
            settings=engine_settings(),
            search=config["segments"],
            seed=config["bootstrap"]["seed"],
        message:
            "Looking for hidden segments"
        script:
            "../../scripts/assess_heterogeneity.py"


if config.get("directions"):

    rule assess_directions:
        """Test the direction of measurement by redundancy analysis and by tetrads (CTA-PLS)."""
        input:
            pilot_permissions(),
            files=survey_files("full"),
            codebook=source("codebook"),
            responses="<results>/full/responses.csv",
            model=source("model"),
        output:
            **{name: update(f"<results>/full/{file}") for name, file in direction_files().items()},
        log:
            "<logs>/assess_directions.log",
        params:
            **tracked("assess_directions", "survey.full", "codebook:unlabelled", "model:structure"),
            survey=config["survey"]["full"],
            rules=config["cleaning"],
            settings=engine_settings(),
            declared=config["directions"],
            draws=draw_settings(),
        message:
            "Testing the direction of measurement"
        script:
            "../../scripts/assess_directions.py"


if config.get("imputation"):

    rule assess_imputation:
        """Estimate the paths with missing answers imputed, anew in every resample."""
        input:
            pilot_permissions(),
            **({"draws": "<results>/full/bootstrap.npz"} if IMPUTED else {}),
            responses="<results>/full/responses.csv",
            paths="<results>/full/paths.csv",
            model=source("model"),
        output:
            imputed=update("<results>/full/imputation.csv"),
            facts=update("<results>/full/imputed_answers.json"),
        log:
            "<logs>/assess_imputation.log",
        params:
            **tracked("assess_imputation", "model:structure"),
            settings=engine_settings(),
            judging=path_judging(),
            imputation={**config["imputation"], "seed": config["bootstrap"]["seed"]},
        message:
            "Imputing missing answers"
        script:
            "../../scripts/assess_imputation.py"


if config.get("method_variance"):

    rule assess_method_variance:
        """Estimate the paths with a marker variable that takes common method variance up."""
        input:
            pilot_permissions(),
            files=survey_files("full"),
            codebook=source("codebook"),
            responses="<results>/full/responses.csv",
            paths="<results>/full/paths.csv",
            model=source("model"),
        output:
            marked=update("<results>/full/method_variance.csv"),
            facts=update("<results>/full/marker.json"),
        log:
            "<logs>/assess_method_variance.log",
        params:
            **tracked("assess_method_variance", "survey.full", "codebook:unlabelled", "model:structure"),
            survey=config["survey"]["full"],
            rules=config["cleaning"],
            settings=engine_settings(),
            declared={**config["method_variance"], "seed": config["bootstrap"]["seed"]},
            judging=path_judging(),
        message:
            "Controlling for common method variance by a marker variable"
        script:
            "../../scripts/assess_method_variance.py"


if config["evidence"].get("influence"):

    rule assess_influence:
        """Judge every path without each respondent in turn."""
        input:
            pilot_permissions(),
            responses="<results>/full/responses.csv",
            sources="<results>/full/sources.csv",
            draws="<results>/full/bootstrap.npz",
            model=source("model"),
        output:
            paths=update("<results>/full/influence.csv"),
            facts=update("<results>/full/omissions.json"),
        log:
            "<logs>/assess_influence.log",
        params:
            **tracked("assess_influence", "model:structure"),
            settings=engine_settings(),
            judging=path_judging(),
        message:
            "Judging the paths without each respondent in turn"
        script:
            "../../scripts/assess_influence.py"


if GROUPS:

    rule compare_groups:
        """Compare groups of respondents: MICOM, and their paths by permutation."""
        input:
            pilot_permissions(),
            files=survey_files("full"),
            codebook=source("codebook"),
            responses="<results>/full/responses.csv",
            model=source("model"),
        output:
            invariance=update("<results>/full/invariance.csv"),
            paths=update("<results>/full/group_paths.csv"),
            differences=update("<results>/full/group_differences.csv"),
            facts=update("<results>/full/groups.json"),
        log:
            "<logs>/compare_groups.log",
        params:
            **tracked("compare_groups", "survey.full", "codebook:unlabelled", "model:structure"),
            survey=config["survey"]["full"],
            rules=config["cleaning"],
            settings=engine_settings(),
            declared=GROUPS,
            draws=draw_settings(),
        message:
            "Comparing groups of respondents"
        script:
            "../../scripts/compare_groups.py"


def universe_settings():
    """Settings of every defensible analysis."""
    return {
        "survey": config["survey"]["full"],
        "rules": config["cleaning"],
        "choices": config["robustness"],
        "smallest_category": STUDY.configuration.description.smallest_category,
        "settings": engine_settings(),
        "resamples": config["robustness"]["resamples"],
        "seed": config["bootstrap"]["seed"],
        "judging": path_judging(),
        "imputation": config.get("imputation"),
    }


def most_data_sets():
    """Count the data sets of the universes, those that turn out to be the same among them."""
    choices = config["robustness"]
    options = [len(choices[name]) for name in ("missing_answers", "straight_lining", "weakest_indicator")]
    return prod(options) * (1 + len(choices["waived_exclusions"]))


UNIVERSES = part_files(
    "<results>/parts/universes.{part}.json",
    most_data_sets() * len(config["robustness"]["estimators"]) * config["robustness"]["resamples"],
)

if UNIVERSES:

    rule estimate_universes:
        """Test every hypothesis under one part of the defensible analyses."""
        input:
            pilot_permissions(),
            files=survey_files("full"),
            codebook=source("codebook"),
            model=source("model"),
            draws="<results>/full/bootstrap.npz",
        output:
            universes=temp("<results>/parts/universes.{part}.json"),
        log:
            "<logs>/estimate_universes.{part}.log",
        params:
            **tracked("estimate_universes", "survey.full", "codebook:unlabelled", "model:structure"),
            **universe_settings(),
        message:
            "Testing the hypotheses under part {wildcards.part} of the defensible analyses"
        script:
            "../../scripts/estimate_universes.py"


rule assess_robustness:
    """Test every hypothesis under every defensible analysis of the survey: the specification curve."""
    input:
        pilot_permissions(),
        **({"parts": UNIVERSES} if UNIVERSES else {}),
        files=survey_files("full"),
        codebook=source("codebook"),
        model=source("model"),
        draws="<results>/full/bootstrap.npz",
    output:
        universes=update("<results>/robustness.csv"),
        paths=update("<results>/robustness_paths.csv"),
        options=update("<results>/robustness_choices.csv"),
        facts=update("<results>/robustness.json"),
    log:
        "<logs>/assess_robustness.log",
    params:
        **tracked("assess_robustness", "survey.full", "codebook:unlabelled", "model:structure"),
        **universe_settings(),
    message:
        "Testing the hypotheses under every defensible analysis"
    script:
        "../../scripts/assess_robustness.py"
