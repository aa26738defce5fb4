"""Our copula regression against openpls, run here and now on the same scores (development dependency)."""

import warnings

import pandas as pd
import pytest

from plssem import construct_scores, estimate
from plssem.endogeneity import bootstrap_copulas
from reference.published import ECSI_BLOCKS, ECSI_PATHS, answers, ecsi_model


def test_copula_coefficients_are_those_of_openpls() -> None:
    """Convention T5, as ours: mean ranks over N + 1, scores held fixed."""
    model = ecsi_model()
    data = answers("mobi", model)
    scores = pd.DataFrame(construct_scores(data, estimate(data, model)), columns=list(model.constructs))
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.copula import GaussianCopula
        from openpls.mode import Mode

        structure = Structure()
        for source, target in ECSI_PATHS:
            structure.add_path([source], [target])
        config = Config(structure.path(), scaled=True)
        for name, items in ECSI_BLOCKS.items():
            config.add_lv(name, Mode.A, *(MV(item) for item in items))
        theirs = GaussianCopula(config, scores, "Loyalty", ["Image", "Satisfaction"], n_boot=50, seed=1)
    ours = bootstrap_copulas(data, model, "Loyalty", ["Image", "Satisfaction"], 50, seed=1)
    gamma = theirs.coefficients().set_index("predictor")["gamma"]
    terms = dict(zip(ours.names["copula_coefficients"], ours.estimates["copula_coefficients"], strict=True))
    paths = dict(zip(ours.names["path_coefficients"], ours.estimates["path_coefficients"], strict=True))
    for name in ("Image", "Satisfaction"):
        assert gamma[name] == pytest.approx(terms[f"copula({name}) -> Loyalty"], abs=1e-9)
    for name, value in theirs.augmented_paths().items():
        assert value == pytest.approx(paths[f"{name} -> Loyalty"], abs=1e-9)
