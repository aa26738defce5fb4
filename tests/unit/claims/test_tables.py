"""Dimensions, importance, moderation, mediation and rival models: the tables say what the engine found."""

from dataclasses import replace

import numpy as np
import pytest

from plssem import (
    Bootstrap,
    bootstrap,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    conditional_indirect_effects,
    construct_scores,
    estimate,
    estimate_moderated,
)
from study.analysis import dimension_tables as dimensions
from study.analysis.dimension_tables import find_performance, importance_table
from study.analysis.moderation_tables import (
    bootstrap_conditional,
    conditional_table,
    moderated_model,
    moderation_table,
    region_table,
    slope_table,
)
from study.analysis.rival_tables import mediation_table, rival_model, rival_study, rival_table
from study.analysis.samples import engine_model
from study.setup.claim_declarations import ConditionalMediation
from study.setup.study_model import Construct, Dimension, ModelPath, StudyModel
from unit.claims.judged import CLAIMS, DECLARED, MODEL, SETTINGS, answers

LEVEL, B = 0.95, 200
ANSWERS = answers(DECLARED, 120, seed=5)
LABEL = {"id": "x", "en": "x"}


@pytest.fixture(scope="module")
def by_dimension() -> Bootstrap:
    return bootstrap_higher_order(ANSWERS, dimensions.dimension_model(MODEL, SETTINGS), B, seed=1)


def test_the_effect_of_a_dimension_is_its_weight_times_the_effect_of_its_construct(by_dimension: Bootstrap) -> None:
    table = dimensions.effect_table(by_dimension, MODEL, LEVEL).set_index("dimension")
    weights = dimensions.dimension_table(by_dimension, MODEL, LEVEL).set_index("dimension")["outer_weight"]
    paths = dict(zip(by_dimension.names["total_effects"], by_dimension.estimates["total_effects"], strict=True))
    assert table.index.tolist() == weights.index.tolist()[:7]
    for name, row in table.iterrows():
        assert row["estimate"] == pytest.approx(weights[name] * paths[f"{row['construct']} -> Y"])


def test_weights_and_loadings_of_dimensions_give_a_score_of_unit_variance(by_dimension: Bootstrap) -> None:
    """The score is s = sum of w z; its variance is sum of w cov(z, s) = sum of w times loading = 1."""
    weights = dimensions.dimension_table(by_dimension, MODEL, LEVEL).set_index("dimension")
    own = weights[weights["construct"] == "X1"]
    w, loadings = own["outer_weight"].to_numpy(), own["outer_loading"].to_numpy()
    assert w @ loadings == pytest.approx(1.0)


def test_differences_are_those_of_the_effects_with_paired_draws(by_dimension: Bootstrap) -> None:
    effects = dimensions.effect_table(by_dimension, MODEL, LEVEL).set_index("dimension")
    table = dimensions.difference_table(by_dimension, MODEL, LEVEL)
    assert len(table) == 1 + 1 + 3
    for _, row in table.iterrows():
        first, second = effects.loc[row["first"]], effects.loc[row["second"]]
        assert row["estimate"] == pytest.approx(first["estimate"] - second["estimate"])
        assert row["lower"] < row["estimate"] < row["upper"]
    unpaired = np.hypot(effects.loc["backward_linkages", "se"], effects.loc["forward_linkages", "se"])
    assert table.loc[0, "se"] != pytest.approx(unpaired, rel=0.01)


def test_quality_is_told_of_dimensions_and_of_constructs(by_dimension: Bootstrap) -> None:
    table = dimensions.quality_table(by_dimension, MODEL, LEVEL)
    assert len(table) == 10 + 4
    assert table[["cronbach_alpha", "rho_a", "composite_reliability", "ave"]].notna().all(axis=None)
    assert (table["ave_lower"] <= table["ave"]).all()


def small(name: str, *blocks: tuple[str, ...]) -> Construct:
    parts = tuple(Dimension(f"{name}{place}", LABEL, block) for place, block in enumerate(blocks))
    return Construct(name, LABEL, "A", parts)


def test_a_construct_of_one_dimension_stays_as_it_is() -> None:
    constructs = [small("A", ("a1", "a2", "a3")), small("B", ("b1", "b2"), ("b3", "b4"))]
    mixed = StudyModel({one.name: one for one in constructs}, (ModelPath("A", "B", None),))
    engine = dimensions.dimension_model(mixed, SETTINGS)
    assert engine.components == {"B": ("B0", "B1")}
    drawn = bootstrap_higher_order(ANSWERS[:, :7], engine, 50, seed=1)
    assert dimensions.dimension_table(drawn, mixed, LEVEL)["dimension"].tolist() == ["B0", "B1"]
    assert set(dimensions.quality_table(drawn, mixed, LEVEL)["construct"]) == {"A", "B", "B0", "B1"}


def test_importance_is_told_at_three_levels_that_add_up() -> None:
    drawn = bootstrap_importance(ANSWERS, engine_model(MODEL, SETTINGS), "Y", 1, 5, B, seed=1)
    table = importance_table(drawn, MODEL, "Y", LEVEL)
    assert table["level"].value_counts().to_dict() == {"indicator": 20, "dimension": 10, "construct": 4}
    for construct in ("X1", "X2", "X3"):
        own = table[table["construct"] == construct].groupby("level")["importance"].sum()
        assert own["indicator"] == pytest.approx(own["dimension"])
        assert own["indicator"] == pytest.approx(own["construct"])
    assert table.loc[table["construct"] == "Y", "importance"].isna().all()
    assert table["performance"].between(0, 100).all()


def test_performance_of_a_dimension_is_the_mean_answer_on_a_scale_of_a_hundred() -> None:
    """Answers m1, m2 on 1 to 5: ((m1 + m2) / 2 - 1) / 4 * 100."""
    drawn = bootstrap_importance(ANSWERS, engine_model(MODEL, SETTINGS), "Y", 1, 5, B, seed=1)
    performance = find_performance(drawn, MODEL, "forward_linkages")
    assert performance.estimate == pytest.approx((ANSWERS[:, 2:4].mean() - 1) / 4 * 100)
    assert performance.resampled.shape == (B,)


def test_slopes_are_the_effect_and_one_interaction_more_or_less() -> None:
    model = moderated_model(MODEL, CLAIMS.interactions, SETTINGS)
    drawn = bootstrap_moderated(ANSWERS, model, B, seed=1)
    effects = moderation_table(drawn, CLAIMS.interactions, LEVEL).set_index("interaction")
    slopes = slope_table(drawn, LEVEL).set_index(["path", "moderator", "at"])["estimate"]
    assert effects.index.tolist() == ["X1 * X3 -> Y", "X2 * X3 -> Y"]
    for source in ("X1", "X2"):
        low, middle, high = (slopes[f"{source} -> Y", "X3", at] for at in (-1, 0, 1))
        effect = effects.loc[f"{source} * X3 -> Y", "estimate"]
        assert high - middle == pytest.approx(effect)
        assert middle - low == pytest.approx(effect)
    assert (effects["f_squared"] >= 0).all()


def test_regions_of_significance_follow_one_another_over_the_observed_range() -> None:
    base = engine_model(MODEL, SETTINGS)
    moderated = moderated_model(MODEL, CLAIMS.interactions, SETTINGS)
    drawn = bootstrap_moderated(ANSWERS, moderated, B, seed=1)
    table = region_table(drawn, ANSWERS, moderated, CLAIMS.interactions, LEVEL)
    observed = construct_scores(ANSWERS, estimate(ANSWERS, base))[:, base.constructs.index("X3")]
    for path in ("X1 -> Y", "X2 -> Y"):
        own = table[table["path"] == path]
        assert own["region"].tolist() == list(range(1, len(own) + 1))
        assert own["lowest"].iloc[0] == pytest.approx(observed.min())
        assert own["highest"].iloc[-1] == pytest.approx(observed.max())
        assert (own["lowest"].to_numpy()[1:] > own["highest"].to_numpy()[:-1]).all()
        slope = slope_table(drawn, LEVEL).set_index(["path", "moderator", "at"]).loc[(path, "X3", 0)]
        at_mean = own[(own["lowest"] <= 0.02) & (own["highest"] >= -0.02)]["finding"].tolist()
        assert ("positive" if slope["lower"] > 0 else "negative" if slope["upper"] < 0 else "none") in at_mean


def test_the_conditional_effects_are_a_line_in_the_moderator_through_the_rivals_model() -> None:
    """Both stages, and levels of one's own; at the mean as in a model without levels, the index from level to level."""
    declared = (
        ConditionalMediation("X1 * X2 -> X3 -> Y", "mediation"),
        ConditionalMediation("X1 -> X3 * X2 -> Y", "mediation", (-0.5, 2)),
    )
    claims = replace(CLAIMS, conditional_mediation=declared)
    drawn = bootstrap_conditional(ANSWERS, MODEL, claims, SETTINGS, B, seed=1)
    table = conditional_table(drawn, claims, LEVEL)
    assert table["at"].tolist() == ["index", -1, 0, 1, "index", -0.5, 2]
    assert table["path"].tolist() == ["X1 -> X3"] * 4 + ["X3 -> Y"] * 3
    assert table["moderator"].eq("X2").all()
    for one in declared:
        base = rival_study(MODEL, CLAIMS, "mediation")
        fit = estimate_moderated(ANSWERS, moderated_model(base, [str(one.interaction)], SETTINGS))
        names, effects = conditional_indirect_effects(fit, one.levels)
        expected = effects[[name.startswith("X1 -> X3 -> Y | X2 = ") for name in names]]
        rows = table[table["moderated_route"] == one.route].set_index("at")
        np.testing.assert_allclose(rows["estimate"].iloc[1:], expected, rtol=0, atol=1e-12)
        assert rows["estimate"].iloc[2] - rows["estimate"].iloc[1] == pytest.approx(
            rows.loc["index", "estimate"] * (one.levels[1] - one.levels[0])
        )
    assert (table["lower"] <= table["upper"]).all()


def test_a_rival_model_has_its_own_paths_and_mediation() -> None:
    model = rival_model(MODEL, CLAIMS, "mediation", SETTINGS)
    drawn = {"mediation": bootstrap(ANSWERS, model, B, seed=1)}
    effects = rival_table(drawn, LEVEL).set_index(["kind", "path"])["estimate"]
    fit = estimate(ANSWERS, model)
    names = list(fit.model.constructs)
    path = fit.path_coefficients[names.index("X2"), names.index("X3")]
    assert effects["direct", "X2 -> X3"] == pytest.approx(path)
    assert effects["specific_indirect", "X2 -> X3 -> Y"] == pytest.approx(path * effects["direct", "X3 -> Y"])
    table = mediation_table(drawn, MODEL, LEVEL).set_index("route")
    row = table.loc["X2 -> X3 -> Y"]
    assert row["total"] == pytest.approx(row["indirect"] + row["direct"])
    assert row["share"] == pytest.approx(row["indirect"] / row["total"])
    assert row["type"] in {"complementary", "competitive", "indirect_only", "direct_only", "no_effect"}


def test_a_rival_model_takes_the_constructs_that_its_paths_join() -> None:
    model = rival_model(MODEL, CLAIMS, "support_only", SETTINGS)
    assert model.constructs == ("X3", "Y")
    assert len(model.indicators) == 12
    composite = replace(MODEL, constructs={**MODEL.constructs, "X3": replace(MODEL.constructs["X3"], mode="B")})
    assert rival_model(composite, CLAIMS, "support_only", SETTINGS).modes == ("B", "A")
