"""Studies and result files made up for the tests of figures and tables; nothing here is a result."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

import numpy as np
import pandas as pd

from study.setup.study_model import Construct, Dimension, ModelPath, StudyModel


def construct(
    name: str, label_id: str, label_en: str, dimensions: Mapping[str, tuple[str, str, Sequence[str]]]
) -> Construct:
    parts = tuple(
        Dimension(key, {"id": in_id, "en": in_en}, tuple(codes)) for key, (in_id, in_en, codes) in dimensions.items()
    )
    return Construct(name, {"id": label_id, "en": label_en}, "A", parts)


def single(name: str, label_id: str, codes: Sequence[str]) -> Construct:
    return construct(name, label_id, name, {name.lower(): (label_id, name, codes)})


def cluster_study() -> StudyModel:
    """Four constructs of two or three dimensions, three paths to one outcome."""
    constructs = [
        construct(
            "X1",
            "Formasi Keterkaitan Industri",
            "Industrial linkages",
            {
                "backward": ("Keterkaitan ke belakang", "Backward linkages", ["X1.1", "X1.2"]),
                "forward": ("Keterkaitan ke depan", "Forward linkages", ["X1.3", "X1.4"]),
            },
        ),
        construct(
            "X2",
            "Pola Kluster",
            "Cluster pattern",
            {
                "agglomeration": ("Aglomerasi spasial", "Spatial agglomeration", ["X2.1", "X2.2"]),
                "cooperation": ("Kerja sama antarusaha", "Cooperation between firms", ["X2.3", "X2.4"]),
            },
        ),
        construct(
            "X3",
            "Orientasi PEL",
            "LED orientation",
            {
                "policy": ("Dukungan kebijakan", "Policy support", ["X3.1", "X3.2"]),
                "growth": ("Orientasi pertumbuhan", "Growth orientation", ["X3.3", "X3.4"]),
                "empowerment": ("Orientasi pemberdayaan", "Empowerment orientation", ["X3.5", "X3.6"]),
            },
        ),
        construct(
            "Y",
            "Keberlanjutan Usaha",
            "Business sustainability",
            {
                "economic": ("Kinerja ekonomi", "Economic performance", ["Y.1", "Y.2"]),
                "market": ("Stabilitas pasar", "Market stability", ["Y.3", "Y.4"]),
                "innovation": ("Inovasi", "Innovation", ["Y.5", "Y.6"]),
            },
        ),
    ]
    paths = tuple(ModelPath(f"X{number}", "Y", f"H{number}") for number in (1, 2, 3))
    return StudyModel({one.name: one for one in constructs}, paths)


def satisfaction_study() -> StudyModel:
    """Seven constructs of one dimension each and twelve paths, one of them a construct of a single item."""
    blocks = {
        "Image": ("Citra", "IMAG", 5),
        "Expectation": ("Harapan", "CUEX", 3),
        "Quality": ("Kualitas", "PERQ", 7),
        "Value": ("Nilai", "PERV", 2),
        "Satisfaction": ("Kepuasan", "CUSA", 3),
        "Complaints": ("Keluhan", "CUSCO", 1),
        "Loyalty": ("Kesetiaan", "CUSL", 3),
    }
    edges = [
        "Image Expectation",
        "Image Satisfaction",
        "Image Loyalty",
        "Expectation Quality",
        "Expectation Value",
        "Expectation Satisfaction",
        "Quality Value",
        "Quality Satisfaction",
        "Value Satisfaction",
        "Satisfaction Complaints",
        "Satisfaction Loyalty",
        "Complaints Loyalty",
    ]
    constructs = {
        name: single(name, label, [f"{code}{number}" for number in range(1, count + 1)])
        for name, (label, code, count) in blocks.items()
    }
    return StudyModel(constructs, tuple(ModelPath(*edge.split(), None) for edge in edges))


def paths_table(model: StudyModel, estimates: Sequence[float], half: float = 0.15) -> pd.DataFrame:
    """`paths.csv` with intervals of a fixed width around the estimates."""
    values = np.array(estimates, dtype=float)
    t = values / (half / 1.96)
    return pd.DataFrame(
        {
            "source": [path.source for path in model.paths],
            "target": [path.target for path in model.paths],
            "estimate": values,
            "bootstrap_mean": values + 0.002,
            "se": half / 1.96,
            "t": t,
            "p": np.exp(-np.abs(t)),
            "lower": values - half,
            "upper": values + half,
            "f_squared": values**2,
            "inner_vif": 1.3,
            "hypothesis": [path.hypothesis for path in model.paths],
            "verdict": [
                None if path.hypothesis is None else "supported" if value > half else "not_supported"
                for path, value in zip(model.paths, values, strict=True)
            ],
        }
    )


def r_squared_table(model: StudyModel) -> pd.DataFrame:
    values = np.linspace(0.31, 0.68, len(model.endogenous))
    return pd.DataFrame(
        {
            "construct": model.endogenous,
            "r_squared": values,
            "adjusted_r_squared": values - 0.01,
            "q_squared": values / 2,
            "r_squared_lower": values - 0.1,
            "r_squared_upper": values + 0.1,
            "adjusted_r_squared_lower": values - 0.1,
            "adjusted_r_squared_upper": values + 0.1,
        }
    )


def htmt_table(model: StudyModel) -> pd.DataFrame:
    names = list(model.constructs)
    pairs = [(one, two) for index, two in enumerate(names) for one in names[:index]]
    values = np.linspace(0.38, 0.95, len(pairs))
    return pd.DataFrame(
        {
            "construct_1": [one for one, _ in pairs],
            "construct_2": [two for _, two in pairs],
            "htmt": values,
            "lower": values - 0.1,
            "upper": values + 0.08,
            "upper_one_sided": values + 0.07,
        }
    )


def descriptives_table(model: StudyModel, points: int = 5, n: int = 100) -> pd.DataFrame:
    """`descriptives.csv` with shares that lean more to agreement from one item to the next."""
    codes = model.indicators
    lean = np.linspace(-0.6, 1.2, len(codes))[:, None] * np.linspace(-1.0, 1.0, points)
    shares = np.exp(lean) / np.exp(lean).sum(axis=1, keepdims=True)
    means = shares @ np.arange(1, points + 1)
    table = pd.DataFrame(
        {
            "indicator": codes,
            "construct": [model.construct_of(code) for code in codes],
            "n": n,
            "missing": [1 if index == 2 else 0 for index in range(len(codes))],
            "mean": means,
            "sd": 0.9,
        }
    )
    return table.assign(**{f"share_{point}": shares[:, point - 1] for point in range(1, points + 1)})


def growth_table() -> pd.DataFrame:
    """Observed quarters with gaps between some of them."""
    return pd.DataFrame(
        {
            "year": [2020, 2021, 2022, 2023, 2023, 2023],
            "quarter": [4, 4, 4, 1, 2, 3],
            "growth": [-5.12, 4.20, 6.87, 2.14, 1.85, 0.95],
            "trend": ["contraction", "recovery", "acceleration", "slowdown", "slowdown", "stagnation"],
        }
    )


def outer_model_table(model: StudyModel) -> pd.DataFrame:
    codes = model.indicators
    loadings = np.linspace(0.62, 0.93, len(codes))
    table = pd.DataFrame(
        {
            "indicator": codes,
            "construct": [model.construct_of(code) for code in codes],
            "outer_loading": loadings,
            "outer_weight": loadings / 3,
            "outer_vif": 1.4,
        }
    )
    for column, values in (("outer_loading", loadings), ("outer_weight", loadings / 3)):
        inference = {"se": 0.05, "t": values / 0.05, "p": 1e-9, "lower": values - 0.1, "upper": values + 0.1}
        table = table.assign(**{f"{column}_{field}": number for field, number in inference.items()})
    return table


def reliability_table(model: StudyModel) -> pd.DataFrame:
    names = list(model.constructs)
    table = pd.DataFrame({"construct": names})
    for shift, column in enumerate(("cronbach_alpha", "rho_a", "composite_reliability", "ave")):
        values = np.linspace(0.71, 0.85, len(names)) + 0.01 * shift
        table = table.assign(**{column: values, f"{column}_lower": values - 0.1, f"{column}_upper": values + 0.05})
    # A construct of a single indicator has a reliability of one and no interval.
    alone = [len(construct.indicators) == 1 for construct in model.constructs.values()]
    table.loc[alone, ["cronbach_alpha_lower", "cronbach_alpha_upper"]] = np.nan
    return table


def fornell_larcker_table(model: StudyModel) -> pd.DataFrame:
    names = list(model.constructs)
    values = np.full((len(names), len(names)), 0.4) + 0.35 * np.eye(len(names))
    return pd.DataFrame(values, columns=names).assign(construct=names)[["construct", *names]]


def cross_loadings_table(model: StudyModel) -> pd.DataFrame:
    table = pd.DataFrame(
        {"indicator": model.indicators, "construct": [model.construct_of(code) for code in model.indicators]}
    )
    return table.assign(**{name: np.where(table["construct"] == name, 0.8, 0.3) for name in model.constructs})


def effects_table(model: StudyModel) -> pd.DataFrame:
    names = [path.name for path in model.paths]
    return pd.DataFrame(
        {
            "kind": ["direct"] * len(names) + ["total"] * len(names),
            "path": names * 2,
            "estimate": 0.3,
            "se": 0.1,
            "t": 3.0,
            "p": 0.0027,
            "lower": 0.1,
            "upper": 0.5,
        }
    )


def item_total_table(model: StudyModel) -> pd.DataFrame:
    codes = model.indicators
    r = np.linspace(0.3, 0.9, len(codes))
    return pd.DataFrame(
        {
            "indicator": codes,
            "construct": [model.construct_of(code) for code in codes],
            "r": r,
            "r_corrected": r - 0.1,
            "critical_r": 0.361,
            "valid": r > 0.361,
        }
    )


def declaration(model: StudyModel) -> dict[str, object]:
    """The model as `model.yaml` writes it."""
    constructs = {
        construct.name: {
            "label": dict(construct.label),
            "mode": construct.mode,
            "dimensions": [
                {"name": part.name, "label": dict(part.label), "indicators": list(part.indicators)}
                for part in construct.dimensions
            ],
        }
        for construct in model.constructs.values()
    }
    paths = [
        {"source": path.source, "target": path.target} | ({"hypothesis": path.hypothesis} if path.hypothesis else {})
        for path in model.paths
    ]
    return {"constructs": constructs, "paths": paths}


def questionnaire(model: StudyModel, points: int) -> dict[str, object]:
    """A codebook with the least that one must declare."""
    words = ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")
    answers = {point: {"id": words[point - 1], "en": f"Answer {point}"} for point in range(1, 6)} if points == 5 else {}
    return {
        "scale": {"points": points, "answers": answers},
        "indicators": {
            code: {
                "question": {"id": f"Pernyataan lengkap {code}.", "en": f"Full statement {code}."},
                "label": {"id": f"Butir {code}", "en": f"Item {code}"},
                "reverse": code == "X1.4",
            }
            for code in model.indicators
        },
        "criteria": {
            "years": {
                "question": {"id": "Berapa tahun?", "en": "How many years?"},
                "minimum": 3,
                "accepted": [],
                "refused": [],
                "reason": {"id": "beroperasi kurang dari 3 tahun", "en": "operating for less than 3 years"},
            }
        },
    }


def write_study(
    folder: FilePath, model: StudyModel, estimates: Sequence[float], points: int = 5
) -> dict[str, FilePath]:
    """Write a study's declarations and every result file; their paths by name."""
    texts = {"model.yaml": declaration(model), "codebook.yaml": questionnaire(model, points)}
    texts |= {
        "flow.json": {"received": 112, "excluded": {"duplicate": 2, "years": 10}, "kept": 100},
        "pilot_flow.json": {"received": 30, "excluded": {"duplicate": 0}, "kept": 30},
    }
    tables = {
        "growth": growth_table(),
        "pilot_reliability": reliability_table(model),
        "pilot_outer_model": outer_model_table(model),
        "pilot_item_total": item_total_table(model),
        "descriptives": descriptives_table(model, points),
        "outer_model": outer_model_table(model),
        "reliability": reliability_table(model),
        "htmt": htmt_table(model),
        "fornell_larcker": fornell_larcker_table(model),
        "cross_loadings": cross_loadings_table(model),
        "paths": paths_table(model, estimates),
        "effects": effects_table(model),
        "r_squared": r_squared_table(model),
    }
    for name, content in texts.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return {file.stem: file for file in folder.iterdir()}
