"""What users install: the lock, the conda environment and the README say the same."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def names(text: str) -> set[str]:
    return {line.partition("#")[0].strip() for line in text.splitlines() if re.match(r"[a-z]", line)}


def locked(file: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE):
        pins.setdefault(name, set()).add(version)
    return pins


def test_every_requirement_is_locked() -> None:
    for source, lock in (("requirements.in", "requirements.lock"), ("requirements-test.in", "requirements-test.lock")):
        assert names((ROOT / source).read_text(encoding="utf-8")) - set(locked(lock)) == set()


def test_the_test_lock_adds_to_the_run_lock_and_changes_nothing_in_it() -> None:
    run, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert {name: versions for name, versions in run.items() if test.get(name) != versions} == {}


def test_every_locked_package_has_hashes_and_no_host_is_named() -> None:
    for file in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / file).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9-]+==)", text)
        assert all("--hash=sha256:" in block for block in blocks if re.match(r"[a-z0-9-]+==", block))
        assert "://" not in text
        assert "index-url" not in text


def test_conda_users_install_the_same_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert (python, pip) == ("python >=3.11", "pip")
    assert packages == {"pip": ["-r requirements.lock"]}


def test_every_run_time_dependency_has_a_reason() -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in names((ROOT / "requirements.in").read_text(encoding="utf-8")) if name not in reasons] == []


def test_every_file_that_the_readme_links_to_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\(([^):]+)\)", text) if not (ROOT / link).exists()] == []
