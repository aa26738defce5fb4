import json
import math
from pathlib import Path

import pandas as pd
import pytest

from study.base.errors import StudyError
from study.results.numbers import collect as collect_from
from study.results.numbers import number_file, read_numbers
from study.setup.data_status import notice
from unit.manuscript.made_up_results import Case, collect, settings


def gather(folder: Path, **tables: pd.DataFrame) -> dict[str, object]:
    files = []
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table.to_csv(index=False), encoding="utf-8")
        files.append(folder / f"{name}.csv")
    numbers = collect_from(files, folder, {}, "collected", {})
    return {key: number.value for key, number in numbers.numbers.items()}


def test_every_cell_of_a_table_has_a_key_and_its_full_value(tmp_path: Path) -> None:
    paths = pd.DataFrame(
        {"source": ["X1", "X2"], "target": ["Y", "Y"], "estimate": [1 / 3, -0.1], "hypothesis": ["H1", ""]}
    )
    values = gather(tmp_path, paths=paths)
    assert values["paths.X1->Y.estimate"] == 1 / 3
    assert values["paths.X2->Y.estimate"] == -0.1
    assert values["paths.X1->Y.hypothesis"] == "H1"
    assert values["paths.X2->Y.hypothesis"] is None
    assert len(values) == 2 * 4


def test_rows_are_named_by_what_identifies_them(tmp_path: Path) -> None:
    effects = pd.DataFrame({"kind": ["direct", "total"], "path": ["A -> B", "A -> B"], "estimate": [0.1, 0.2]})
    growth = pd.DataFrame({"year": [2023, 2023], "quarter": [1, 2], "growth": [2.14, 1.85]})
    values = gather(tmp_path, effects=effects, growth=growth)
    assert values["effects.direct.A->B.estimate"] == 0.1
    assert values["effects.total.A->B.estimate"] == 0.2
    assert values["growth.2023.2.growth"] == 1.85
    assert values["growth.2023.2.year"] == 2023


def test_a_number_that_does_not_exist_is_null_and_stays_so(tmp_path: Path) -> None:
    table = pd.DataFrame({"construct": ["A"], "ave": [math.nan], "valid": [True]})
    values = gather(tmp_path, reliability=table)
    assert values["reliability.A.ave"] is None
    assert values["reliability.A.valid"] is True


def test_two_rows_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pd.DataFrame({"construct": ["A", "A"], "ave": [0.5, 0.6]})
    with pytest.raises(StudyError, match=r"two rows of a table have the same name: reliability.csv: found A"):
        gather(tmp_path, reliability=table)


def test_the_file_says_where_each_number_comes_from(tmp_path: Path) -> None:
    content = json.loads(collect(tmp_path, Case()).read_text(encoding="utf-8"))
    estimate = content["numbers"]["full.paths.X1->Y.estimate"]
    table = pd.read_csv(tmp_path / "results" / "full" / "paths.csv")
    assert estimate["value"] == table["estimate"][0]
    assert {**estimate, "value": 0} == {
        "value": 0,
        "unit": "dimensionless",
        "file": "full/paths.csv",
        "row": "X1->Y",
        "column": "estimate",
    }
    resamples = content["numbers"]["config.bootstrap.resamples"]
    assert resamples["value"] == settings(Case())["bootstrap"]["resamples"]
    assert (resamples["file"], resamples["column"]) == ("config.yaml", "bootstrap.resamples")
    assert content["numbers"]["model.indicators"]["value"] == 20
    assert content["numbers"]["codebook.scale.points"]["value"] == 5


@pytest.mark.parametrize(("status", "words"), [("simulated", notice("simulated", "id")), ("collected", None)])
def test_the_file_says_what_the_data_are(tmp_path: Path, status: str, words: str | None) -> None:
    numbers = read_numbers(collect(tmp_path, Case(status=status)))
    assert numbers.data_status == status
    assert numbers.notice.get("id") == words


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    path = collect(tmp_path, Case())
    assert number_file(read_numbers(path)) == path.read_text(encoding="utf-8")


def test_an_unknown_key_is_refused_with_those_most_like_it(tmp_path: Path) -> None:
    numbers = read_numbers(collect(tmp_path, Case()))
    with pytest.raises(
        StudyError, match=r"no such number: .*found full.paths.X1->Y.estimat; .*full.paths.X1->Y.estimate"
    ):
        numbers["full.paths.X1->Y.estimat"]


def test_rows_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    numbers = read_numbers(collect(tmp_path, Case(fit_for_use=False)))
    assert numbers.rows("full.paths") == ("X1->Y", "X2->Y", "X3->Y")
    assert numbers.rows("growth")[:2] == ("2020.4", "2021.4")
    assert numbers.rows("pilot.verdict.failed") == ("0",)
    assert numbers.rows("full.outer_model")[:2] == ("X1.1", "X1.2")
    assert not numbers.has("full.predict")
