"""Our interactions against two other engines, run here and now on the same answers (development dependencies)."""

import warnings
from typing import Any

import numpy as np
import pytest
import seminr

from plssem import Model
from plssem.arrays import FloatArray
from plssem.interactions import ModeratedFit, ModeratedModel, Product, estimate_moderated
from plssem.moderation import interaction_effects
from reference.published import ECSI_BLOCKS, TOLERANCE, survey

AGREEMENT = 1e-9
BLOCKS = {name: ECSI_BLOCKS[name] for name in ("Image", "Expectation", "Satisfaction")}
BASE = Model.from_blocks(
    BLOCKS, [("Image", "Satisfaction"), ("Expectation", "Satisfaction")], tolerance=TOLERANCE, max_iterations=3000
)
METHODS = {
    "reestimated": seminr.two_stage,
    "product_indicator": seminr.product_indicator,
    "orthogonalised": seminr.orthogonal,
}


def answers() -> FloatArray:
    return survey("mobi")[list(BASE.indicators)].to_numpy(dtype=np.float64)


def ours(approach: str, second: str = "Expectation") -> ModeratedFit:
    return estimate_moderated(answers(), ModeratedModel(BASE, (Product("Image", second, "Satisfaction"),), approach))


def by_seminr(term: Any, name: str) -> Any:
    return seminr.estimate_pls(
        survey("mobi"),
        seminr.constructs(*(seminr.composite(block, items) for block, items in BLOCKS.items()), term),
        seminr.relationships(seminr.paths(["Image", "Expectation", name], ["Satisfaction"])),
        stop_criterion=13,
    )


def scale_of_seminr(fit: ModeratedFit, products: FloatArray) -> float:
    """Convention T3, for products of indicators: their standard deviations' mean, weighted by absolute loadings."""
    loadings = np.abs(fit.second.outer_loadings[-products.shape[1] :, -1])
    return float((loadings * products.std(axis=0, ddof=1)).sum() / loadings.sum())


def products_of(fit: ModeratedFit) -> FloatArray:
    fixed = (answers() - answers().mean(axis=0)) / answers().std(axis=0, ddof=1)
    _, left, right = fit.model.pairs
    products = fixed[:, left] * fixed[:, right]
    if fit.model.approach == "product_indicator":
        return np.asarray(products)
    regressors = np.column_stack([np.ones(len(fixed)), fixed[:, :8]])
    return np.asarray(products - regressors @ np.linalg.lstsq(regressors, products, rcond=None)[0])


@pytest.mark.parametrize("approach", METHODS)
def test_main_effects_and_weights_are_those_of_seminr(approach: str) -> None:
    term = seminr.interaction_term("Image", "Expectation", method=METHODS[approach])
    theirs, fit = by_seminr(term, "Image*Expectation"), ours(approach)
    for source, path in zip(("Image", "Expectation"), fit.second.path_coefficients[:2, 2], strict=True):
        assert theirs.path_coef.get(source, "Satisfaction") == pytest.approx(path, abs=AGREEMENT)
    for block, items in BLOCKS.items():
        for item in items:
            place = BASE.indicators.index(item), BASE.constructs.index(block)
            assert theirs.outer_weights.get(item, block) == pytest.approx(fit.second.outer_weights[place], abs=1e-9)


@pytest.mark.parametrize("second", ["Expectation", "Image"])
def test_the_effect_of_a_product_of_scores_is_that_of_seminr(second: str) -> None:
    """Convention T2, as ours: the coefficient of the product of standardised scores, not scaled to unit variance."""
    term = (
        seminr.quadratic_term("Image")
        if second == "Image"
        else seminr.interaction_term("Image", second, seminr.two_stage)
    )
    theirs = by_seminr(term, f"Image*{second}").path_coef.get(f"Image*{second}", "Satisfaction")
    _, (effect,) = interaction_effects(ours("reestimated", second))
    assert theirs == pytest.approx(effect, abs=AGREEMENT)


@pytest.mark.parametrize("approach", ["product_indicator", "orthogonalised"])
def test_the_effect_of_products_of_indicators_is_that_of_seminr_scaled(approach: str) -> None:
    fit = ours(approach)
    term = seminr.interaction_term("Image", "Expectation", method=METHODS[approach])
    theirs = by_seminr(term, "Image*Expectation").path_coef.get("Image*Expectation", "Satisfaction")
    scaled = fit.second.path_coefficients[3, 2] / scale_of_seminr(fit, products_of(fit))
    assert theirs == pytest.approx(scaled, abs=AGREEMENT)
    assert abs(theirs - fit.second.path_coefficients[3, 2]) > 0.01


def test_holding_scores_fixed_moves_the_effect_little() -> None:
    """Convention T1, that of the textbooks, against that of seminr and openpls, which estimate the weights anew."""
    fixed, anew = interaction_effects(ours("two_stage"))[1], interaction_effects(ours("reestimated"))[1]
    assert 1e-6 < abs(fixed[0] - anew[0]) < 1e-4


def test_openpls_scales_the_product_of_scores_to_unit_variance() -> None:
    """Convention T2: its coefficient is that of our second stage, 25 % larger here than the product's own effect."""
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.mode import Mode
        from openpls.moderation import Moderation
        from openpls.scheme import Scheme

        structure = Structure()
        structure.add_path(["Image", "Expectation"], ["Satisfaction"])
        config = Config(structure.path(), scaled=True)
        for name, items in BLOCKS.items():
            config.add_lv(name, Mode.A, *(MV(item) for item in items))
        data = survey("mobi")[list(BASE.indicators)].astype(float)
        theirs = Moderation(
            data, config, "Image", "Expectation", "Satisfaction", None, Scheme.PATH, iterations=3000, tolerance=1e-24
        ).interaction_effect()["estimate"]
    fit = ours("reestimated")
    assert theirs == pytest.approx(fit.second.path_coefficients[3, 2], abs=AGREEMENT)
    assert fit.spreads[0] == pytest.approx(1.2546, abs=1e-4)
