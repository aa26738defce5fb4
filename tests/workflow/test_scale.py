"""Steps divided into jobs give the bytes of one job: on this machine, and on a cluster that loses a node."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from running import Project

pytestmark = pytest.mark.slow

# What is computed in parts, gathered again.
GATHERED = (
    "full/bootstrap.npz",
    "full/power.csv",
    "full/detectable.json",
    "robustness.csv",
    "robustness_paths.csv",
    "deviations.csv",
)
TARGETS = [f"results/{name}" for name in GATHERED]
SCATTERED = ("draw_resamples", "draw_further_resamples", "simulate_studies", "estimate_universes")


def test_no_step_is_divided_unless_the_study_asks_for_it(fresh: Callable[[], Project]) -> None:
    project = fresh()
    assert not {*SCATTERED} & {*project.due()}
    project.configure(scatter={"parts": 3, "estimations": 10**9})
    assert not {*SCATTERED} & {*project.due()}


@pytest.mark.long
def test_three_parts_give_the_bytes_of_one(fresh: Callable[[], Project], finished: Project) -> None:
    project = fresh()
    project.configure(scatter={"parts": 3, "estimations": 100})
    due = project.due(*TARGETS)
    # Of the pilot and of the full sample; only the full one has verdicts that may be open.
    assert [due[name] for name in SCATTERED] == [6, 3, 3, 3]
    result = project.snakemake(*TARGETS)
    assert result.returncode == 0, result.stderr
    whole, parts = finished.results(), project.results()
    assert [name for name in GATHERED if parts[name] != whole[name]] == []
    assert not [name for name in parts if "/parts/" in name]


SLURM = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdTimeout=10
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={first} CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={second} CPUs=1 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
"""
# Every process sees the folder of this cluster as /etc/slurm, and nothing else on the machine does.
INSIDE = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/slurm && exec "$@"']


def missing() -> str:
    """Name what this machine lacks for a cluster of its own."""
    programs = [name for name in ("slurmctld", "slurmd", "munged", "unshare") if not shutil.which(name, path=PATH)]
    plugin = "snakemake_executor_plugin_slurm"
    programs += [] if importlib.util.find_spec(plugin) else [plugin]
    return ", ".join(programs) or ("the rights of root" if os.geteuid() else "")


PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])


class Cluster:
    """A controller and two nodes of one core each on this machine, without an accounting database."""

    def __init__(self, folder: Path) -> None:
        """Start munge, the controller and both nodes."""
        self.folder = folder
        for name in ("etc", "state", "n1", "n2"):
            (folder / name).mkdir()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        numbers = {"port": port, "first": port + 1, "second": port + 2}
        text = SLURM.format(host=socket.gethostname(), folder=folder, **numbers)
        (folder / "etc" / "slurm.conf").write_text(text, encoding="utf-8")
        key = folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        files = {"key-file": key, "socket": folder / "munge.socket", "log-file": folder / "munge.log"}
        files |= {"pid-file": folder / "munge.pid", "seed-file": folder / "munge.seed"}
        munge = ["munged", "--foreground", "--force", *(f"--{name}={path}" for name, path in files.items())]
        self.daemons = {name: self.start(command) for name, command in {"munge": munge}.items()}
        self.daemons["controller"] = self.start(["slurmctld", "-D"])
        for node in ("n1", "n2"):
            self.daemons[node] = self.start(["slurmd", "-D", "-N", node])

    def start(self, command: list[str], folder: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start a program in a folder that sees the configuration of this cluster."""
        environment = {**os.environ, "PATH": PATH, "PYTHONDONTWRITEBYTECODE": "1"}
        with (self.folder / "daemons.log").open("ab") as log:
            return subprocess.Popen(
                [*INSIDE, str(self.folder / "etc"), *command],
                env=environment,
                stdout=log,
                stderr=log,
                cwd=folder or self.folder,
            )

    def ask(self, *command: str) -> str:
        """Return what a program of Slurm prints."""
        done = subprocess.run(
            [*INSIDE, str(self.folder / "etc"), *command], capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def lose(self, node: str) -> None:
        """End a node with all that runs on it, as a power cut does."""
        jobs = self.ask("squeue", "--noheader", "--nodelist", node, "--states", "R", "--format", "%i").split()
        self.daemons[node].kill()
        for process in psutil.process_iter(["cmdline"]):
            words = " ".join(process.info["cmdline"] or [])
            if any(words.startswith(f"slurmstepd: [{job}.") for job in jobs) and str(self.folder) in _files_of(process):
                for one in [*process.children(recursive=True), process]:
                    one.kill()

    def end(self) -> None:
        """End all daemons."""
        for daemon in reversed(self.daemons.values()):
            daemon.terminate()
        for daemon in self.daemons.values():
            daemon.wait(timeout=60)


def _files_of(process: psutil.Process) -> str:
    return " ".join([file.path for file in process.open_files()] + [process.cwd()])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    if lacking := missing():
        pytest.skip(f"no cluster can be started here: no {lacking} (docs/scale.md)")
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    yield started
    started.end()


def wait_until(condition: Callable[[], object], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.5)


@pytest.mark.long
def test_a_cluster_that_loses_a_node_gives_the_same_bytes(
    cluster: Cluster, fresh: Callable[[], Project], finished: Project
) -> None:
    wait_until(lambda: cluster.ask("sinfo", "--noheader", "--states", "idle", "--format", "%D") == "2")
    project = fresh()
    project.configure(scatter={"parts": 3, "estimations": 100})
    quick = ["--slurm-init-seconds-before-status-checks", "2", "--seconds-between-status-checks", "2"]
    small = ["--default-resources", "mem_mb=1000", "runtime=30"]
    command = [sys.executable, "-m", "snakemake", "--profile", "profiles/slurm"]
    run = cluster.start([*command, *quick, *small, "--", *TARGETS], project.folder)
    running = ["squeue", "--noheader", "--nodelist", "n2", "--states", "R", "--format", "%i"]
    wait_until(lambda: (project.folder / "results" / "full" / "responses.csv").is_file() and cluster.ask(*running))
    cluster.lose("n2")
    assert run.wait(timeout=3000) == 0, (cluster.folder / "daemons.log").read_text(encoding="utf-8")[-3000:]
    whole, parts = finished.results(), project.results()
    assert [name for name in GATHERED if parts[name] != whole[name]] == []
