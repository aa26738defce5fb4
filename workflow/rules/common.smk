"""What every rule uses: the study's configuration, checked, and the hashes that tell when a result is out of date."""

import sys
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "scripts"))

from study.base.code_hash import code_hash, content_hash
from study.base.environment import commit
from study.base.environment import as_command
from study.setup.start import start

sys.executable = as_command(sys.executable)


pathvars:
    results=config["results_dir"],
    logs=config["results_dir"] + "/logs",


wildcard_constraints:
    sample="pilot|full",
    language="id|en",


STUDY = start(config, schemas=ROOT / "workflow" / "schemas")


def code(script):
    """Hash a rule's script with everything of ours that it imports."""
    return code_hash(ROOT / "scripts" / f"{script}.py")


def content(*keys):
    """Hash the content of the files that these configuration keys name."""
    return content_hash(*(Path(STUDY.file(key)) for key in keys))


def source(key):
    """Name the file of a configuration key as an input whose content, not its time stamp, decides (see `content`)."""
    return ancient(STUDY.file(key))


def engine_settings():
    """Settings that decide the estimates."""
    return {key: config["estimation"][key] for key in ("scheme", "max_iterations", "tolerance")}


def growth_table():
    """Name the table of growth as an input, in a study that has one."""
    return {"growth": "<results>/growth.csv"} if STUDY.has_growth else {}


def shown(file, category):
    """Show a file in the report of Snakemake, under the caption of its name in workflow/report."""
    name = Path(file).stem
    caption = ROOT / "workflow" / "report" / category / f"{name}.rst"
    return report(
        file,
        caption=str(caption),
        category=category.capitalize(),
        labels={"name": name, "folder": Path(file).parent.name},
    )


onerror:
    for line in STUDY.error_lines(Path(config["results_dir"]) / "logs"):
        print(line, file=sys.stderr)
