"""Our importance-performance map against openpls, run here and now (development dependency)."""

import warnings

import numpy as np

from plssem import estimate
from plssem.importance import importance_performance
from reference.published import ECSI_BLOCKS, ECSI_PATHS, answers, ecsi_model, survey


def test_openpls_maps_standardised_effects_and_weights() -> None:
    """Convention A1: its importance is the standardised total effect, its performance weighs by standardised weights.

    Ours, as Ringle and Sarstedt (2016): both unstandardised, so weights are divided by the indicators' standard
    deviations. On this survey importance of Image for Loyalty is .643, theirs .399; performance 73.53, theirs 73.15.
    """
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.ipma import IPMA
        from openpls.mode import Mode
        from openpls.plspm import Plspm
        from openpls.scheme import Scheme

        structure, model = Structure(), ecsi_model()
        for source, target in ECSI_PATHS:
            structure.add_path([source], [target])
        config = Config(structure.path(), scaled=True)
        for name, items in ECSI_BLOCKS.items():
            config.add_lv(name, Mode.A, *(MV(item) for item in items))
        data = survey("mobi")[list(model.indicators)].astype(float)
        engine = Plspm(data, config, Scheme.PATH, iterations=3000, tolerance=1e-24)
        theirs = IPMA(config, data, engine.outer_model(), engine.effects(), "Loyalty", 1, 10).latent_variables()
    indicators = answers("mobi", model)
    fit = estimate(indicators, model)
    ours = importance_performance(indicators, fit, "Loyalty", 1, 10)
    points = (fit.outer_weights / indicators.std(axis=0, ddof=1)[:, None]).sum(axis=0)
    means = (indicators.mean(axis=0) - 1) / 9 * 100
    for name, row in theirs.iterrows():
        place = model.constructs.index(str(name))
        standardised = ours.construct_importance[place] * points[-1] / points[place]
        np.testing.assert_allclose(row["importance"], standardised, rtol=0, atol=1e-9)
        weights = fit.outer_weights[:, place]
        np.testing.assert_allclose(row["performance"], weights @ means / weights.sum(), rtol=0, atol=1e-9)
    assert abs(ours.construct_importance[0] - theirs.loc["Image", "importance"]) > 0.2
    assert abs(ours.construct_performance[0] - theirs.loc["Image", "performance"]) > 0.3
