"""Results belong to one folder and its records: elsewhere a run would take them for up to date."""

import shutil
from pathlib import Path

import pytest

from study.base.errors import StudyError
from study.reproduction.study_folder import StudyFolder
from study.reproduction.workflow_run import find_due_rules, stop_without_records, tie_results


def a_study(root: Path, results: str = "results") -> StudyFolder:
    return StudyFolder(root, "config.yaml", {"results_dir": results})


def run(study: StudyFolder) -> None:
    """Leave what a run leaves."""
    tie_results(study)
    (study.root / ".snakemake" / "metadata").mkdir(exist_ok=True, parents=True)
    (study.results / "full").mkdir(exist_ok=True)


def test_a_run_goes_on_where_it_was_and_after_its_results_were_deleted(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    run(study)
    run(study)
    shutil.rmtree(study.results)
    run(study)
    # The whole project may be moved or copied.
    shutil.copytree(tmp_path, tmp_path / "copy")
    run(a_study(tmp_path / "copy"))


def test_a_run_that_could_not_mark_its_records_leaves_no_mark_on_its_results(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    obstacle = tmp_path / ".snakemake" / "records" / "results"
    obstacle.mkdir(parents=True)
    with pytest.raises(OSError, match="results"):
        tie_results(study)
    obstacle.rmdir()
    run(study)


@pytest.mark.parametrize("left", ["results", "results and records of other results"])
def test_results_without_their_records_are_refused(tmp_path: Path, left: str) -> None:
    study, other = a_study(tmp_path / "one"), a_study(tmp_path / "two")
    run(study)
    if left != "results":
        run(other)
    shutil.rmtree(other.results, ignore_errors=True)
    shutil.copytree(study.results, other.results)
    for need_records in (tie_results, find_due_rules):
        with pytest.raises(StudyError, match=r"these results are not of this folder: results: .*; delete that folder"):
            need_records(other)
    with pytest.raises(SystemExit, match=r"^error: these results are not of this folder: results: "):
        stop_without_records(other.root, other.config)
    run(study)


def test_two_folders_that_share_one_of_results(tmp_path: Path) -> None:
    study, other = a_study(tmp_path / "one"), a_study(tmp_path / "two")
    run(study)
    other.root.mkdir()
    (other.root / "results").symlink_to(study.results)
    with pytest.raises(StudyError, match="these results are not of this folder"):
        tie_results(other)


def test_a_study_that_was_moved_with_its_results(tmp_path: Path) -> None:
    run(a_study(tmp_path, "studies/shop/results"))
    (tmp_path / "studies" / "shop").rename(tmp_path / "studies" / "toko")
    with pytest.raises(StudyError, match="not of this folder: studies/toko/results"):
        tie_results(a_study(tmp_path, "studies/toko/results"))


def test_what_a_command_wrote_before_the_first_run_is_no_result_of_a_run(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    (study.results / "model").mkdir(parents=True)
    (study.results / "model" / "answers.csv").touch()
    run(study)
