import hashlib
from pathlib import Path
from typing import Any

import pytest

from study.base.errors import StudyError, StudyErrors
from study.setup.config import read_yaml
from study.setup.data_status import guard

ROOT = Path(__file__).resolve().parents[3]


def config(folder: Path, status: str, site: str = "", simulated: tuple[str, ...] = ("pilot", "full")) -> dict[str, Any]:
    """Return a configuration whose files of these samples are simulated ones."""
    entries, lines = {}, []
    for sample in ("pilot", "full"):
        path = folder / f"{sample}.csv"
        path.write_text(f"answers of the {sample}", encoding="utf-8")
        entries[sample] = {"file": str(path)}
        if sample in simulated:
            lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    checksums = folder / "simulated.sha256"
    checksums.write_text("".join(lines) or "0" * 64 + "  other.csv\n", encoding="utf-8")
    study = {"data_status": status, "site": site}
    return {"study": study, "survey": entries, "simulated_checksums": str(checksums)}


def test_the_demonstration_is_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    content = read_yaml(Path("config/config.yaml"))
    guard(content)
    with pytest.raises(StudyErrors, match="simulated answers must not pass as collected ones"):
        guard({**content, "study": {**content["study"], "data_status": "collected", "site": "Kasongan"}})


def test_simulated_files_pass_as_simulated_and_others_as_collected(tmp_path: Path) -> None:
    guard(config(tmp_path, "simulated"))
    guard(config(tmp_path, "collected", "Kasongan", simulated=()))
    guard({**(content := config(tmp_path, "simulated")), "survey": {**content["survey"], "pilot": None}})


def test_simulated_files_do_not_pass_as_collected(tmp_path: Path) -> None:
    with pytest.raises(StudyErrors) as caught:
        guard(config(tmp_path, "collected", "Kasongan", simulated=("pilot",)))
    assert str(caught.value) == (
        f"simulated answers must not pass as collected ones: {tmp_path}/pilot.csv: found a file of the "
        "simulated survey; expected answers of real respondents; name your own file "
        "(survey.pilot: null where there is no pilot), or set study.data_status: simulated"
    )


def test_other_files_do_not_pass_as_simulated(tmp_path: Path) -> None:
    with pytest.raises(
        StudyErrors, match=r"not the simulated survey: .*full.csv: .*; set study.data_status: collected"
    ):
        guard(config(tmp_path, "simulated", simulated=("pilot",)))


@pytest.mark.parametrize("site", ["", "  "])
def test_collected_data_need_a_site(tmp_path: Path, site: str) -> None:
    with pytest.raises(StudyErrors, match=r"collected data need a site: configuration key study.site: found no name"):
        guard(config(tmp_path, "collected", site, simulated=()))


def test_missing_files(tmp_path: Path) -> None:
    content = config(tmp_path, "simulated")
    (tmp_path / "full.csv").unlink()
    with pytest.raises(StudyError, match=r"a survey file is missing: .*full.csv"):
        guard(content)
    (tmp_path / "simulated.sha256").unlink()
    with pytest.raises(StudyError, match=r"the checksums of the simulated files are missing"):
        guard(content)


@pytest.mark.parametrize("text", ["", "not a checksum\n", "ab12  main.csv\n"])
def test_checksums_that_are_none(tmp_path: Path, text: str) -> None:
    content = config(tmp_path, "simulated")
    (tmp_path / "simulated.sha256").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"a file of checksums cannot be read"):
        guard(content)
