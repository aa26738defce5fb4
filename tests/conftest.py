import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from running import Project, copy_project
from study.base.environment import ONE_THREAD

# Few resamples: the tests ask how rules hang together, not what the numbers are.
QUICK = {
    "bootstrap__resamples": 200,
    "fit__resamples": 200,
    "evidence__resamples": 100,
    "evidence__power__studies": 20,
    "imputation__imputations": 2,
    "imputation__resamples": 100,
    "robustness__resamples": 100,
}
# And what only the project's own study declares: few permutations, and few choices that multiply into universes.
QUICK_STUDY = {
    **QUICK,
    "groups__permutations": 200,
    "necessity__permutations": 500,
    "robustness__waived_exclusions": ["permanent_workers", "invalid_answer"],
}
# Files of tests that share what is dear to make: the finished run, and the rendered article.
SHARING = {
    "finished": ("test_end_to_end.py", "test_rerun.py", "test_reproduction.py", "test_results.py", "test_scale.py"),
    "article": (
        "test_accessibility.py",
        "test_documents.py",
        "test_index_page.py",
        "test_origins.py",
        "test_web_page.py",
    ),
}


# Before numpy is imported: its second thread waits in a loop, and doubles the time of the simulations.
os.environ.update(ONE_THREAD)
# Compiled modules are kept, as by make: the forty jobs of a run import the same ones.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A time is never asserted: an example that takes long on a busy machine is no fault.
# `make test` tries the same examples each time, so that a failure is of what was changed; `make test-all` searches on.
hypothesis.settings.register_profile("same_examples", deadline=None, derandomize=True)
hypothesis.settings.register_profile("new_examples", deadline=None)
hypothesis.settings.load_profile("same_examples")


class _TogetherByFile(LoadScopeScheduling):
    """Give each file of tests to one process, and all that share something to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((name for name, files in SHARING.items() if file.endswith(files)), file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, runs and documents: left to the end, they would run on one process alone."""
    items.sort(key=lambda item: ["workflow" not in item.path.parts, "manuscript" not in item.path.parts])


def pytest_collection_finish() -> None:
    """Leave modules and tests, which stay to the end, out of every later search for garbage: an eighth of the time."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Distribute the tests over the processes of `--numprocesses`."""
    return _TogetherByFile(config, log)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The study, run once with few resamples."""
    project = _quick(tmp_path_factory.mktemp("finished"))
    result = project.again()
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture
def rerun(finished: Project, tmp_path: Path) -> Project:
    """A copy of the finished run, time stamps and all, that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(finished.folder, folder)
    return Project(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Project]:
    """Make a copy of the project in which nothing has run."""

    def make() -> Project:
        folder = tmp_path / "fresh"
        folder.mkdir()
        return _quick(folder)

    return make


def _quick(folder: Path) -> Project:
    """Copy the project, with few resamples."""
    project = copy_project(folder)
    project.configure(**QUICK_STUDY)
    project.edit("config/claims.yaml", "most_resamples: 80000", "most_resamples: 400")
    project.edit("config/claims.yaml", "divisions: 200", "divisions: 20")
    return project
