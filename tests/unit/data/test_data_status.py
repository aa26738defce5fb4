import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from study.base.errors import StudyError, StudyErrors
from study.setup.config import read_yaml
from study.setup.configuration import Configuration
from study.setup.data_status import check_data_status

ROOT = Path(__file__).resolve().parents[3]
PROJECT = read_yaml(ROOT / "config" / "config.yaml")


def config(folder: Path, status: str, site: str = "", simulated: tuple[str, ...] = ("pilot", "full")) -> Configuration:
    """Return a configuration whose files of these samples are simulated ones."""
    entries, lines = {}, []
    for sample in ("pilot", "full"):
        path = folder / f"{sample}.csv"
        path.write_text(f"answers of the {sample}", encoding="utf-8")
        entries[sample] = {"file": str(path), "sheet": None, "rows": None, "expected_n": None}
        if sample in simulated:
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    checksums = folder / "simulated.sha256"
    checksums.write_text("".join(lines) or "0" * 64 + "  other.csv\n", encoding="utf-8")
    study = {**PROJECT["study"], "data_status": status, "site": site}
    survey = {**PROJECT["survey"], **entries}
    return Configuration.from_config({**PROJECT, "study": study, "survey": survey, "simulated_checksums": checksums})


def test_the_demonstration_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configuration = Configuration.from_config(PROJECT)
    check_data_status(configuration)
    collected = replace(configuration.study, data_status="collected", site="Kasongan")
    with pytest.raises(StudyErrors, match="simulated answers must not pass as collected ones"):
        check_data_status(replace(configuration, study=collected))


def test_simulated_files_pass_as_simulated_and_others_as_collected(tmp_path: Path) -> None:
    check_data_status(config(tmp_path, "simulated"))
    check_data_status(config(tmp_path, "collected", "Kasongan", simulated=()))
    configuration = config(tmp_path, "simulated")
    check_data_status(replace(configuration, survey=replace(configuration.survey, pilot=None)))


def test_simulated_files_do_not_pass_as_collected(tmp_path: Path) -> None:
    with pytest.raises(StudyErrors) as caught:
        check_data_status(config(tmp_path, "collected", "Kasongan", simulated=("pilot",)))
    assert str(caught.value) == (
        f"simulated answers must not pass as collected ones: {tmp_path}/pilot.csv: found a file of the "
        "simulated survey; expected answers of real respondents; name your own file "
        "(survey.pilot: null where there is no pilot), or set study.data_status: simulated"
    )


def test_other_files_do_not_pass_as_simulated(tmp_path: Path) -> None:
    with pytest.raises(
        StudyErrors, match=r"not the simulated survey: .*full.csv: .*; set study.data_status: collected"
    ):
        check_data_status(config(tmp_path, "simulated", simulated=("pilot",)))


@pytest.mark.parametrize("site", ["", "  "])
def test_collected_data_need_a_site(tmp_path: Path, site: str) -> None:
    with pytest.raises(StudyErrors, match=r"collected data need a site: configuration key study.site: found no name"):
        check_data_status(config(tmp_path, "collected", site, simulated=()))


def test_missing_files(tmp_path: Path) -> None:
    configuration = config(tmp_path, "simulated")
    (tmp_path / "full.csv").unlink()
    with pytest.raises(StudyError, match=r"a survey file is missing: .*full.csv"):
        check_data_status(configuration)
    (tmp_path / "simulated.sha256").unlink()
    with pytest.raises(StudyError, match=r"the checksums of the simulated files are missing"):
        check_data_status(configuration)


@pytest.mark.parametrize("text", ["", "not a checksum\n", "ab12  main.csv\n"])
def test_checksums_that_are_none(tmp_path: Path, text: str) -> None:
    configuration = config(tmp_path, "simulated")
    (tmp_path / "simulated.sha256").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"a file of checksums cannot be read"):
        check_data_status(configuration)
