"""The paper's argument: dimensions, mediation, moderation, importance, rival models, and the verdict on every claim.

REQUIRED INPUTS: responses, draws, model, codebook and claims
OUTPUTS: <results>/full/*_bootstrap.npz, dimensions, importance, rivals; <results>/claims.csv, claim_tests.csv, models.csv, grades.csv, doubtful_constructs.csv
"""

from study.setup.study_model import Interaction


def drawn_evidence():
    """Name the draws of dimensions, importance and interactions that the claims of this study rest on."""
    kinds = {measure.kind for measure in CLAIMS.measures}
    by_dimension = kinds & {"dimension_effect", "difference_of_dimension_effects"}
    needed = {
        "dimensions": ("<results>/full/dimension_bootstrap.npz", by_dimension),
        "importance": ("<results>/full/importance_bootstrap.npz", "difference_of_performance" in kinds),
        "moderation": ("<results>/full/moderation_bootstrap.npz", "interaction" in kinds),
        "conditional": ("<results>/full/conditional_bootstrap.npz", "moderated_mediation" in kinds),
    }
    return {name: file for name, (file, asked) in needed.items() if asked}


def evidence_for_claims():
    """Name what the claims of this study rest on: the draws and tables of the kinds of evidence that they name."""
    kinds = {measure.kind for measure in CLAIMS.measures}
    needed = {
        "comparison": ("<results>/full/model_comparison.csv", "comparison_of_models" in kinds),
        "growth": ("<results>/growth.csv", "trend" in kinds),
        "necessity": ("<results>/full/necessity.csv", "necessity" in kinds),
    }
    return drawn_evidence() | {name: file for name, (file, asked) in needed.items() if asked}


CONDITIONAL_SLOPES = "<results>/full/conditional_slopes.csv"


def has_conditional_slopes():
    """Say whether some interaction has two moderators, or one of two values."""
    interactions = [Interaction.parse(text) for text in (CLAIMS.interactions if CLAIMS else ())]
    binary = {name for name, variable in STUDY.model.observed.items() if variable.is_binary}
    return any(one.second_moderator or binary & set(one.moderators) for one in interactions)


def rival_draws():
    """Name the draws of the rival models that some claim needs estimates of."""
    return [f"<results>/full/rival_{name}_bootstrap.npz" for name in CLAIMS.rivals] if CLAIMS else []


rule estimate_dimensions:
    """Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""
    input:
        unpack(deciding_claims),
        responses="<results>/full/responses.csv",
        model=source("model"),
    output:
        **{name: update(f"<results>/full/{table}.csv") for name, table in DIMENSION_TABLES.items()},
        draws=update("<results>/full/dimension_bootstrap.npz"),
    log:
        "<logs>/estimate_dimensions.log",
    params:
        **tracked("estimate_dimensions", "model:structure", *claims_part()),
        bootstrap=bootstrap_settings(),
        judging=judging_settings(),
        settings=engine_settings(),
    message:
        "Estimating the dimensions"
    script:
        "../../scripts/estimate_dimensions.py"


rule map_importance:
    """Map where each outcome gains most, and how high the answers there already are."""
    input:
        unpack(deciding_claims),
        responses="<results>/full/responses.csv",
        model=source("model"),
        codebook=source("codebook"),
    output:
        importance=update("<results>/full/importance.csv"),
        draws=update("<results>/full/importance_bootstrap.npz"),
    log:
        "<logs>/map_importance.log",
    params:
        **tracked("map_importance", "model:structure", "codebook:structure", *claims_part()),
        bootstrap=bootstrap_settings(),
        judging=judging_settings(),
        settings=engine_settings(),
    message:
        "Mapping importance and performance"
    script:
        "../../scripts/map_importance.py"


if NECESSITY:

    rule assess_necessity:
        """Analyse which constructs are necessary for the outcome: ceilings, bottlenecks and the combined map."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            codebook=source("codebook"),
            importance="<results>/full/importance.csv",
        output:
            necessity=update("<results>/full/necessity.csv"),
            bottlenecks=update("<results>/full/bottlenecks.csv"),
            combined=update("<results>/full/combined_importance.csv"),
            scores=update("<results>/full/necessity_scores.csv"),
        log:
            "<logs>/assess_necessity.log",
        params:
            **tracked("assess_necessity", "model:structure", "codebook:structure"),
            settings=engine_settings(),
            declared=NECESSITY,
            seed=config["bootstrap"]["seed"],
        message:
            "Analysing necessary conditions"
        script:
            "../../scripts/assess_necessity.py"


if CLAIMS:

    rule estimate_mediation:
        """Estimate the rival models of the claims: their effects, and what runs through mediators."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            claims=source("claims"),
        output:
            effects=update("<results>/full/rival_effects.csv"),
            mediation=update("<results>/full/mediation.csv"),
            draws=[update(path) for path in rival_draws()],
        log:
            "<logs>/estimate_mediation.log",
        params:
            **tracked("estimate_mediation", "model:structure", "claims:structure"),
            bootstrap=bootstrap_settings(),
            judging=judging_settings(),
            rivals=CLAIMS.rivals,
            settings=engine_settings(),
        message:
            "Estimating rival models and mediation"
        script:
            "../../scripts/estimate_mediation.py"

    rule estimate_moderation:
        """Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            claims=source("claims"),
        output:
            **({"conditional_slopes": update(CONDITIONAL_SLOPES)} if has_conditional_slopes() else {}),
            moderation=update("<results>/full/moderation.csv"),
            simple_slopes=update("<results>/full/simple_slopes.csv"),
            slope_regions=update("<results>/full/slope_regions.csv"),
            slope_bands=update("<results>/full/slope_bands.csv"),
            draws=update("<results>/full/moderation_bootstrap.npz"),
        log:
            "<logs>/estimate_moderation.log",
        params:
            **tracked("estimate_moderation", "model:structure", "claims:structure"),
            bootstrap=bootstrap_settings(),
            judging=judging_settings(),
            settings=engine_settings(),
        message:
            "Estimating the interactions"
        script:
            "../../scripts/estimate_moderation.py"

    rule estimate_conditional_mediation:
        """Estimate how the indirect effects of the claims depend on a moderator: index, and effects at levels of it."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            claims=source("claims"),
        output:
            conditional_mediation=update("<results>/full/conditional_mediation.csv"),
            draws=update("<results>/full/conditional_bootstrap.npz"),
        log:
            "<logs>/estimate_conditional_mediation.log",
        params:
            **tracked("estimate_conditional_mediation", "model:structure", "claims:structure"),
            bootstrap=bootstrap_settings(),
            judging=judging_settings(),
            settings=engine_settings(),
        message:
            "Estimating conditional mediation"
        script:
            "../../scripts/estimate_conditional_mediation.py"

    rule compare_models:
        """Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""
        input:
            responses="<results>/full/responses.csv",
            model=source("model"),
            claims=source("claims"),
            codebook=source("codebook"),
        output:
            comparison=update("<results>/full/model_comparison.csv"),
        log:
            "<logs>/compare_models.log",
        params:
            **tracked("compare_models", "model:structure", "codebook:structure"),
            models=CLAIMS.models,
            controls=CLAIMS.controls,
            comparisons=CLAIMS.comparisons,
            settings=engine_settings(),
            prediction=config["prediction"],
            draws=draw_settings(),
        message:
            "Comparing the model with its parts"
        script:
            "../../scripts/compare_models.py"

    rule repeat_claims:
        """Draw the evidence of every claim again and again: how stable are the verdicts?"""
        input:
            **drawn_evidence(),
            responses="<results>/full/responses.csv",
            model=source("model"),
            codebook=source("codebook"),
            claims=source("claims"),
            main_draws="<results>/full/bootstrap.npz",
            rival_draws=rival_draws(),
        output:
            repeats=update("<results>/full/claim_repeats.csv"),
        log:
            "<logs>/repeat_claims.log",
        params:
            **tracked("repeat_claims", "model:structure", "codebook:structure", "claims:structure"),
            settings=engine_settings(),
            judging=judging_settings(),
            prediction=config["prediction"],
        message:
            "Repeating the evidence of the claims with other random numbers"
        script:
            "../../scripts/repeat_claims.py"

    localrules:
        judge_claims,

    rule judge_claims:
        """Judge every claim by its evidence, and say how far the verdict depends on random numbers."""
        input:
            **evidence_for_claims(),
            model=source("model"),
            claims=source("claims"),
            main_draws="<results>/full/bootstrap.npz",
            rival_draws=rival_draws(),
            repeats="<results>/full/claim_repeats.csv",
        output:
            evidence=update("<results>/claim_tests.csv"),
            verdicts=update("<results>/claims.csv"),
            models=update("<results>/models.csv"),
        log:
            "<logs>/judge_claims.log",
        params:
            **tracked("judge_claims", "model:structure", "claims"),
            judging=judging_settings(),
        message:
            "Judging the claims"
        script:
            "../../scripts/judge_claims.py"


if CONTROLLED:

    rule assess_controls:
        """Set the paths of every model with control variables beside those of the same model without them."""
        input:
            unpack(deciding_claims),
            responses="<results>/full/responses.csv",
            model=source("model"),
            draws=list(CONTROLLED.values()),
        output:
            controls=update("<results>/full/controls.csv"),
            unanswered=update("<results>/full/observed.csv"),
        log:
            "<logs>/assess_controls.log",
        params:
            **tracked("assess_controls", "model:structure", *claims_part()),
            controlled=list(CONTROLLED),
            settings=engine_settings(),
            confidence_level=config["bootstrap"]["confidence_level"],
        message:
            "Setting models with control variables beside those without"
        script:
            "../../scripts/assess_controls.py"


def doubted_results():
    """Name what may cast doubt on a verdict, of what the study has: measurement, other models, estimators and data."""
    optional = {
        "dimensions": ("<results>/full/dimension_quality.csv", STUDY.has_dimensions),
        "rivals": ("<results>/full/rival_effects.csv", CLAIMS and CLAIMS.rivals),
        "controls": ("<results>/full/controls.csv", CONTROLLED),
        "ordinal": ("<results>/full/ordinal.csv", config.get("ordinal")),
        "imputation": ("<results>/full/imputation.csv", config.get("imputation")),
        "influence": ("<results>/full/influence.csv", config["evidence"].get("influence")),
        "method_variance": ("<results>/full/method_variance.csv", config.get("method_variance")),
        "pilot": ("<results>/pilot/verdict.json", STUDY.has_pilot),
        "claims": (source("claims") if CLAIMS else None, CLAIMS),
        "verdicts": ("<results>/claims.csv", CLAIMS),
    }
    return {name: file for name, (file, exists) in optional.items() if exists}


rule grade_verdicts:
    """Grade every verdict by all the doubts that the results hold about it."""
    input:
        **doubted_results(),
        model=source("model"),
        paths="<results>/full/paths.csv",
        reliability="<results>/full/reliability.csv",
        htmt="<results>/full/htmt.csv",
        robustness="<results>/robustness_paths.csv",
        endogeneity="<results>/full/endogeneity.csv",
        consistent="<results>/full/consistent.csv",
        sealed_plan="<results>/sealed_plan.json",
    output:
        grades=update("<results>/grades.csv"),
        doubtful=update("<results>/doubtful_constructs.csv"),
    log:
        "<logs>/grade_verdicts.log",
    params:
        **tracked("grade_verdicts", "model:structure", *claims_part()),
        settings={
            "thresholds": {
                "cronbach_alpha": config["thresholds"]["reliability"],
                "composite_reliability": config["thresholds"]["reliability"],
                "ave": config["thresholds"]["average_variance_extracted"],
                "htmt": config["thresholds"]["htmt"],
            },
            "stable_share": config["robustness"]["stable_share"],
            "significance_level": config["evidence"]["power"]["significance_level"],
            "minimum_path": config["sample_size"]["minimum_path"],
            "narrow_margin": config["hypotheses"]["narrow_margin"],
            "leaning_margin": config["hypotheses"]["leaning_margin"],
            "critical_t": config["hypotheses"]["critical_t"],
        },
        criteria=STUDY.criteria,
    message:
        "Grading the verdicts by what casts doubt on them"
    script:
        "../../scripts/grade_verdicts.py"
