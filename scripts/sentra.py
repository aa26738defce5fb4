r"""Every command of the project: python scripts/sentra.py COMMAND --help tells what a command takes.

On Windows:  .venv\Scripts\python scripts\sentra.py check-docx "C:\Users\Siti\Downloads\back.docx"
Elsewhere:   .venv/bin/python scripts/sentra.py check-docx ~/Downloads/back.docx
"""

import sys

if __name__ == "__main__":
    # Stands before the other imports because Ctrl-C may fall in them.
    INTERRUPTED = "error: ended by Ctrl-C before it was done; run it again"
    sys.excepthook = lambda kind, *rest: (
        print(INTERRUPTED, file=sys.stderr) if kind is KeyboardInterrupt else sys.__excepthook__(kind, *rest)
    )
    if "verify" in sys.argv[1:2]:
        # Compiled modules that came along may hold other code than the files that everybody can read: no folder of
        # them is looked at, for nothing lies below a file.
        sys.pycache_prefix, sys.dont_write_bytecode = sys.executable, True

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from study.base.environment import ONE_THREAD, choose_instructions
from study.base.errors import StudyError
from study.base.files import as_refusal
from study.base.job import legible_output

Given = argparse.Namespace
CONFIG = "config/config.yaml"
WINDOWS = r"example on Windows: .venv\Scripts\python scripts\sentra.py"


def run(given: Given) -> None:
    """Run the study: make every result that is missing or out of date."""
    from study.reproduction.workflow_run import run_study

    run_study(root=Path.cwd(), configfile=given.configfile, cores=given.cores)


def verify(given: Given) -> int:
    """Verify the published results: run everything anew from the raw data and compare."""
    from study.reproduction.pages import verify_results

    return verify_results(root=Path.cwd(), configfile=given.configfile, cores=given.cores)


def freeze(given: Given) -> None:
    """Freeze the results: write published/, which a rerun anywhere is compared with."""
    from study.reproduction.publication import freeze_results

    freeze_results(root=Path.cwd(), configfile=given.configfile, key=given.sign)


def diff(given: Given) -> None:
    """Show what changed since publication: respondents, numbers, verdicts, sentences."""
    from study.reproduction.pages import compare_publication

    compare_publication(root=Path.cwd(), configfile=given.configfile)


def bundle(given: Given) -> None:
    """Bundle the project for a repository: one archive that can be verified where it is unpacked."""
    from study.reproduction.bundle import bundle_project

    bundle_project(root=Path.cwd(), configfile=given.configfile, wheels=given.wheels)


def check_docx(given: Given) -> int:
    """Compare a DOCX that came back from co-authors or an editor with the results."""
    from study.returned_document import document_check

    return document_check.check_docx(returned=given.file, results=_results(given))


def compare_smartpls(given: Given) -> int:
    """Set a report that SmartPLS exported to Excel beside the results."""
    from study.other_engines import smartpls_comparison

    table = _results(given) / "smartpls_comparison.csv"
    return smartpls_comparison.compare_smartpls(report=given.file, config=_config(given), table=table)


def export_smartpls(given: Given) -> None:
    """Write answers and model for SmartPLS, and syntax for seminr, cSEM and lavaan, to model/ in the results."""
    from study.other_engines.model_files import export_smartpls as export

    print(export(config=_config(given)))


def crosscheck(given: Given) -> int:
    """Recompute the headline numbers with an independent engine (PyPI seminr)."""
    from study.other_engines.seminr_check import crosscheck_engine

    written = _results(given) / "crosscheck.json"
    return crosscheck_engine(config=_config(given), resamples=given.resamples, crosschecked=written)


def start_study(given: Given) -> None:
    """Draft a study of your own from its export, or without one from a list of its questions: studies/NAME."""
    from study.drafting import new_study

    sheet, *further = given.sheet or [None]
    draft = {"survey": given.file, "name": given.name, "language": given.language, "model": given.model}
    print(new_study.start_study(root=Path(), **draft, sheet=sheet, further_sheets=further))


def check_study(given: Given) -> int:
    """Check the files of a study and its survey without running anything: every error at once."""
    from study.drafting import study_check

    return study_check.check_study(root=Path.cwd(), configfile=given.configfile)


def instrument(given: Given) -> None:
    """Write the questionnaire as forms, before the data: paper, entry form, Google Forms, Kobo, LimeSurvey, a page."""
    from study.instrument.form_files import make_instrument

    print(make_instrument(root=Path(), configfile=given.configfile))


def plan(given: Given) -> None:
    """Write the analysis plan from the files of a study; --freeze seals it. No answers are needed, nor read."""
    from study.plan.document import plan_study

    day = given.date if given.freeze else None
    print(plan_study(root=Path.cwd(), configfile=given.configfile, date=day, after_data=given.after_data))


def twin(given: Given) -> None:
    """Write SIMULATED answers with the counts and correlations of a survey and nobody's row; twin.yaml runs on them."""
    from study.simulated.twin import make_twin

    print(make_twin(configfile=given.configfile, seed=given.seed))


def simulate(given: Given) -> None:
    """Write the SIMULATED demonstration survey to data/raw, with its checksums; no rule runs this."""
    from study.simulated.demonstration import simulate_survey

    simulate_survey(
        population=Path("config/population.yaml"),
        schema=Path("workflow/schemas/population.schema.yaml"),
        codebook=Path("config/codebook.yaml"),
        model=Path("config/model.yaml"),
        root=given.root,
        checksums=given.root / "data/raw/simulated.sha256",
    )


def pictures(given: Given) -> None:
    """Make the pictures of the README from the results; needs Chromium."""
    from study.writing.pictures import picture_results

    picture_results(results=_results(given), images=Path("docs/images"))


def _require_project() -> None:
    if not Path("workflow", "schemas").is_dir():
        raise StudyError(
            what="this is not the folder of the project",
            where=str(Path.cwd()),
            found="no workflow/schemas",
            expected=str(Path(__file__).parents[1]),
            remedy="go there first (cd), and write paths from there",
        )


def _config(given: Given) -> dict[str, object]:
    from study.setup.config import read_yaml

    return read_yaml(Path(given.configfile))


def _results(given: Given) -> Path:
    return Path(str(_config(given)["results_dir"]))


def _declare_draft(draft: argparse.ArgumentParser) -> None:
    export = "the export, such as data/raw/survey.csv, or a report of SmartPLS; none: before the data"
    draft.add_argument("file", type=Path, nargs="?", help=export)
    draft.add_argument("--name", required=True, help="a short name for the study, without spaces")
    draft.add_argument("--language", choices=("id", "en"), default="id", help="default: id")
    draft.add_argument("--sheet", action="append", help="a sheet of a workbook that has several; once for each")
    draft.add_argument("--model", type=Path, help="the model of these answers: lavaan text, or SmartPLS")


def parser() -> argparse.ArgumentParser:
    """Declare the commands and what each takes."""
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(command: Callable[[Given], int | None], example: str = "") -> argparse.ArgumentParser:
        name = command.__name__.replace("_", "-")
        purpose = command.__doc__
        added = commands.add_parser(name, help=purpose, description=purpose, epilog=f"{WINDOWS} {name} {example}")
        added.set_defaults(run=command)
        return added

    configured = [
        add(run, r"--configfile studies\shop\config.yaml"),
        add(verify, r"--configfile studies\shop\config.yaml"),
        add(freeze),
        add(diff),
        add(bundle, "--wheels"),
        add(check_docx, r"C:\Users\Siti\Downloads\back.docx"),
        add(compare_smartpls, r"C:\Users\Siti\Downloads\report.xlsx"),
        add(export_smartpls, r"--configfile studies\shop\config.yaml"),
        add(crosscheck),
        add(check_study, r"--configfile studies\shop\config.yaml"),
        add(instrument, r"--configfile studies\shop\config.yaml"),
        add(pictures),
        add(plan, r"--configfile studies\shop\config.yaml --freeze --date 2026-03-31"),
        add(twin, r"--configfile studies\shop\config.yaml --seed 2"),
    ]
    for command in configured:
        command.add_argument(
            "--configfile", "--config", default=CONFIG, help=f"the study's configuration; default: {CONFIG}"
        )
    options = commands.choices
    for name in ("run", "verify"):
        options[name].add_argument("--cores", type=int, default=4, help="processors to use; default: 4")
    options["freeze"].add_argument("--sign", type=Path, metavar="KEY", help="an SSH key of yours that signs it")
    options["bundle"].add_argument("--wheels", action="store_true", help="with the packages, for use without a network")
    options["check-docx"].add_argument("file", type=Path, help="the DOCX that came back")
    options["compare-smartpls"].add_argument(
        "file", type=Path, help="the report that SmartPLS exported (Excel or HTML)"
    )
    options["crosscheck"].add_argument("--resamples", type=int, default=1000, help="of the second engine's bootstrap")
    options["twin"].add_argument("--seed", type=int, default=1, help="of the random numbers; default: 1")
    sealing = options["plan"]
    sealing.add_argument("--freeze", action="store_true", help="seal every decision in plan/plan.json of the study")
    sealing.add_argument("--date", default="", help="the day of the seal, year-month-day; with --freeze")
    sealing.add_argument("--after-data", action="store_true", help="seal although answers exist; the plan says so")
    _declare_draft(add(start_study, r"data\raw\survey.csv --name shop"))
    add(simulate).add_argument("root", type=Path, nargs="?", default=Path(), help="where data/raw is; default: here")
    return whole


if __name__ == "__main__":
    legible_output()
    os.environ.update(choose_instructions() | ONE_THREAD)
    arguments = parser().parse_args()
    try:
        if arguments.run is not simulate:
            _require_project()
        sys.exit(arguments.run(arguments) or 0)
    except (ValueError, OSError) as error:
        if not isinstance(error, OSError) and not getattr(error, "refusal", False):
            raise
        sys.exit("\n".join(f"error: {line}" for line in str(as_refusal(error)).splitlines()))
