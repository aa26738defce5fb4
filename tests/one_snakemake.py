"""Snakemake run again and again in one process: a line per run, its folder and arguments; a line per answer.

What Snakemake imports, and the code that it has hashed, is read once: a dry run of its own takes four times as long.
Jobs are processes of their own, as ever, but begin where numpy, pandas, scipy and Matplotlib are imported: a job of a
small study spends most of its time on that. Of the project's own code they begin with nothing.
"""

import json
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import traceback
from multiprocessing.resource_sharer import DupFd
from pathlib import Path
from typing import Any

PATHS = sys.path[1:]  # the Snakefile adds the folder of its scripts
PREPARED = ["snakemake.iocontainers", "snakemake.logging", "pandas", "scipy.stats", "jinja2", "jsonschema", "openpyxl"]
PREPARED += [f"matplotlib.{name}" for name in ("figure", "backends.backend_agg", "backends.backend_pdf")]


def run(folder: str, arguments: list[str]) -> tuple[int, str, str]:
    """Run Snakemake; its exit status, and what it and its jobs printed on standard output and standard error."""
    os.chdir(folder)
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        os.dup2(output.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        status = _status(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
        for printed in (output, errors):
            printed.seek(0)
        return status, output.read(), errors.read()


def _status(arguments: list[str]) -> int:
    from snakemake.cli import main  # not at the head of this file, which every job reads

    try:
        main(arguments)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return 1 if isinstance(end.code, str) else end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def execute_script(_: object, file: str, edit: bool = False) -> None:
    """Run the script of a job in a fork of a process that was started, and has its imports, from the first job on."""
    assert not edit
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PREPARED)
    printed = [DupFd(number) for number in (1, 2)]
    process = context.Process(target=_job, args=(file, str(Path.cwd()), dict(os.environ), printed))
    process.start()
    process.join()
    if process.exitcode:
        raise subprocess.CalledProcessError(process.exitcode, file)


def _job(file: str, folder: str, environment: dict[str, str], printed: list[Any]) -> None:
    for number, shared in enumerate(printed, start=1):
        os.dup2(shared.detach(), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [str(Path(file).parent), *PATHS]
    sys.argv[:] = [file]
    runpy.run_path(file, run_name="__main__")


if __name__ == "__main__":
    from snakemake.script import PythonScript

    ANSWERS = os.fdopen(os.dup(1), "w")
    if "forkserver" in multiprocessing.get_all_start_methods():  # not under Windows
        PythonScript.execute_script = execute_script
    for question in sys.stdin:
        print(json.dumps(run(*json.loads(question))), file=ANSWERS, flush=True)
