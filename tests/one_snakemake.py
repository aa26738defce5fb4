"""Snakemake run again and again in one process: a line per run, its folder and arguments; a line per answer.

What Snakemake imports, and the code that it has hashed, is read once: a dry run of its own takes four times as long.
Jobs are processes of their own, as ever.
"""

import json
import os
import sys
import tempfile
import traceback

from snakemake.cli import main

ANSWERS = os.fdopen(os.dup(1), "w")


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


for question in sys.stdin:
    print(json.dumps(run(*json.loads(question))), file=ANSWERS, flush=True)
