"""Our group comparisons against two other engines, run here and now on the same answers (development dependencies)."""

import dataclasses
import warnings
from typing import Any

import numpy as np
import pytest
import seminr

from plssem import Bootstrap, bootstrap, estimate
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.groups import compare_bootstraps, measurement_invariance
from reference.published import REPUTATION_BLOCKS, REPUTATION_PATHS, answers, reputation_model, survey

AGREEMENT = 1e-9
MODEL = reputation_model()
NAMES = MODEL.path_names


def in_first() -> BoolArray:
    return np.asarray(survey("corp_rep_data")["servicetype"] == 1)


def indicators() -> FloatArray:
    return answers("corp_rep_data", MODEL)


def paths_of(data: FloatArray) -> FloatArray:
    fit = estimate(data, MODEL)
    return np.array([fit.path_coefficients[i, j] for i, j in MODEL.paths])


def made(data: FloatArray, draws: FloatArray) -> Bootstrap:
    """A bootstrap of the paths with these draws."""
    some = bootstrap(data, MODEL, 2, seed=1)
    return dataclasses.replace(
        some,
        names={"path_coefficients": NAMES},
        estimates={"path_coefficients": paths_of(data)},
        draws={"path_coefficients": draws},
    )


def test_henselers_p_is_that_of_seminr() -> None:
    """The same 30 resamples of either group in both engines."""
    data, first = indicators(), in_first()
    groups, generator = (data[first], data[~first]), np.random.default_rng(1)
    chosen: list[IntArray] = [generator.integers(len(group), size=(30, len(group))) for group in groups]
    frame = survey("corp_rep_data")[list(MODEL.indicators)].astype(float)
    model = seminr.estimate_pls(
        frame.fillna(frame.mean()),
        seminr.constructs(*(seminr.composite(name, items) for name, items in REPUTATION_BLOCKS.items())),
        seminr.relationships(*(seminr.paths(source, target) for source, target in REPUTATION_PATHS)),
        stop_criterion=13,
    )
    theirs = seminr.estimate_pls_mga(
        model,
        first.tolist(),
        nboot=30,
        group1_indices=chosen[0].tolist(),
        group2_indices=chosen[1].tolist(),
    )
    one, other = (
        made(group, np.array([paths_of(group[cases]) for cases in indices]))
        for group, indices in zip(groups, chosen, strict=True)
    )
    ours = compare_bootstraps(one, other, "path_coefficients")
    for row in theirs:
        place = NAMES.index(f"{row.source} -> {row.target}")
        assert row.diff == pytest.approx(ours.difference[place], abs=AGREEMENT)
        assert row.pls_mga_p == pytest.approx(ours.henseler_p[place], abs=AGREEMENT)


def openpls() -> tuple[Any, Any, Any, Any]:
    """The data, the configuration, the two groups and the scheme as openpls wants them."""
    # It sets a pandas option that is deprecated, on import.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.config import MV, Config, Structure
        from openpls.mga import GroupSpec
        from openpls.mode import Mode
        from openpls.scheme import Scheme

        structure = Structure()
        for source, target in REPUTATION_PATHS:
            structure.add_path([source], [target])
        config = Config(structure.path(), scaled=True)
        for name, items in REPUTATION_BLOCKS.items():
            config.add_lv(name, Mode.A, *(MV(item) for item in items))
    frame = survey("corp_rep_data")[list(MODEL.indicators)].astype(float)
    frame = frame.fillna(frame.mean()).assign(group=survey("corp_rep_data")["servicetype"])
    return frame, config, (GroupSpec("one", [1]), GroupSpec("two", [2])), Scheme.PATH


def test_pooled_and_welch_tests_are_those_of_openpls() -> None:
    """Given its standard errors: two draws, 0 and s sqrt(2), have the standard deviation s."""
    frame, config, groups, scheme = openpls()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.bootstrap_mga import BootstrapMGA

        theirs = BootstrapMGA(frame, config, "group", list(groups), scheme, subsamples=10, seed=1).path_coefficients()
    theirs = theirs.assign(name=theirs["source"] + " -> " + theirs["target"]).set_index("name").loc[list(NAMES)]
    data, first = indicators(), in_first()
    one, other = (
        made(group, np.outer([0, np.sqrt(2)], theirs[f"std_error_{name}"]))
        for group, name in ((data[first], "one"), (data[~first], "two"))
    )
    ours = compare_bootstraps(one, other, "path_coefficients")
    # Its estimates stop at a tolerance of 1e-6.
    for column in ("pooled_t", "pooled_p", "welch_t", "welch_df", "welch_p"):
        reported = theirs[column.replace("pooled", "parametric")].to_numpy(dtype=float)
        np.testing.assert_allclose(getattr(ours, column), reported, rtol=1e-4, err_msg=column)


def test_micom_of_openpls_weighs_answers_that_are_not_standardised() -> None:
    """Convention G2: in its step 2, weights of standardised indicators on the raw ones; scores with divisor N - 1 of

    indicators with divisor N, so that mean differences are sqrt(N/(N - 1)) of ours. Ours are standardised throughout.
    """
    frame, config, groups, scheme = openpls()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openpls.micom import MICOM

        theirs = MICOM(frame, config, "group", *groups, scheme, iterations=2, seed=1)
        step2, step3 = (
            table.set_index("construct").loc[list(MODEL.constructs)] for table in (theirs.step2(), theirs.step3())
        )
    data, first = indicators(), in_first()
    ours = measurement_invariance(data, first, MODEL, 50, seed=1)
    weights = [estimate(group, MODEL).outer_weights for group in (data[first], data[~first])]
    scores = [data @ weight for weight in weights]
    raw = [np.corrcoef(scores[0][:, j], scores[1][:, j])[0, 1] for j in range(4)]
    # Its estimates stop at a tolerance of 1e-6.
    np.testing.assert_allclose(step2["c"], raw, rtol=0, atol=1e-6)
    np.testing.assert_allclose(ours.correlation.observed, step2["c"], rtol=0, atol=5e-4)
    factor = np.sqrt(344 / 343)
    np.testing.assert_allclose(step3["mean_diff"], ours.mean_difference.observed * factor, rtol=0, atol=1e-6)
    np.testing.assert_allclose(step3["log_var_ratio"], ours.log_variance_ratio.observed, rtol=0, atol=1e-6)
