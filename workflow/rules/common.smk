"""What every rule uses: the study's configuration, checked, and the hashes that tell when a result is out of date.

REQUIRED INPUTS: the configuration
OUTPUTS: nothing: what the other files call
"""

import os
import sys
from base64 import urlsafe_b64decode
from dataclasses import asdict
from pathlib import Path

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "scripts"))

from study.base.code_hash import code_hash, content_hash, part_hash
from study.base.environment import as_command, choose_instructions, find_commit
from study.reproduction.workflow_run import stop_without_records
from study.setup.start import start

sys.executable = as_command(sys.executable)
os.environ.update(choose_instructions())


pathvars:
    results=config["results_dir"],
    logs=config["results_dir"] + "/logs",


wildcard_constraints:
    sample="pilot|full",
    language="id|en",
    part=r"\d+of\d+",


STUDY = start(config, schemas=ROOT / "workflow" / "schemas")
stop_without_records(Path.cwd(), config)


CLAIMS = STUDY.claims
# The declaration of necessary conditions; None in a study without them.
NECESSITY = config.get("necessity")


# The draws of each model with control variables, the study's own first.
CONTROLLED = {
    **({"main": "<results>/full/bootstrap.npz"} if STUDY.model.controls else {}),
    **{name: f"<results>/full/rival_{name}_bootstrap.npz" for name in (CLAIMS.controls if CLAIMS else ())},
}


# Whether missing answers are imputed in the main analysis.
IMPUTED = config["cleaning"]["missing_answers"] == "imputed"


# The languages of figures, tables and pages of results; what is in the first has no language in its name.
LANGUAGES = list(dict.fromkeys([config["study"]["figure_language"], *config["manuscript"]["languages"]]))


# The groups of respondents to compare; None in a study without any.
GROUPS = STUDY.compared_groups and asdict(STUDY.compared_groups)


def tracked(script, *parts):
    """Params that make a rule due: hashes of its script with all it imports, and of the inputs that people made.

    parts: configuration keys of files, each with the part that the rule uses after a colon, see `part_hash`. A wildcard
    stands in braces. survey.full and survey.pilot name all files of the sample.
    """
    return {
        "code": code_hash(ROOT / "scripts" / f"{script}.py"),
        "content": lambda wildcards: [_content(part.format(**wildcards)) for part in parts],
    }


def _content(part):
    key, _, used = part.partition(":")
    hashes = [part_hash(Path(file), used) for file in STUDY.files(key)]
    return hashes[0] if len(hashes) == 1 else " ".join(hashes)


# A job that fails leaves the results of an earlier run, but Snakemake records them as made under the settings that were
# refused: they would count as up to date.
RECORDS = {}


def read_records():
    """Read what Snakemake has recorded of each result, such as its settings: place and content of a record, by file."""
    folder = Path(".snakemake", "metadata")
    records = [record for record in folder.rglob("*") if record.is_file()]
    return {_recorded_file(record.relative_to(folder)): (record, record.read_bytes()) for record in records}


def _recorded_file(record):
    """Return the file of a record, whose name is in base 64, cut into folders that begin with @; None of other files."""
    try:
        return urlsafe_b64decode("".join(part.removeprefix("@") for part in record.parts)).decode()
    except ValueError:
        return None


def restore_records(records, dag):
    """Write the records of an earlier run over those of jobs that did not finish, whose results are the earlier ones."""
    unfinished = [str(file) for job in dag.jobs if not dag.finished(job) for file in job.output]
    for file, content in (records[name] for name in unfinished if name in records):
        file.write_bytes(content)


def source(key):
    """Name the file of a configuration key as an input whose content, not its time stamp, decides (see `tracked`)."""
    return ancient(STUDY.file(key))


def survey_files(sample):
    """Name the files of a sample as inputs whose content, not their time stamps, decides (see `tracked`)."""
    return [ancient(file) for file in STUDY.files(f"survey.{sample}")]


def engine_settings(sample="full"):
    """Settings that decide the estimates; how missing answers are imputed, where that is the main analysis.

    The pilot, in which too few answer, is never imputed.
    """
    settings = {key: config["estimation"][key] for key in ("scheme", "max_iterations", "tolerance")}
    if not IMPUTED or sample == "pilot":
        return settings
    chain = {key: config["imputation"][key] for key in ("imputations", "iterations", "donors")}
    return settings | {"imputation": {**chain, "seed": config["bootstrap"]["seed"]}}


def sample_settings(wildcards):
    """Settings that decide the estimates of a sample."""
    return engine_settings(wildcards.sample)


def bootstrap_settings():
    """Settings that decide the draws and their intervals."""
    return {"resamples": config["bootstrap"]["resamples"], **draw_settings()}


def draw_settings():
    """Settings of what is drawn as often as some other setting says: seed, and level of intervals."""
    return {key: config["bootstrap"][key] for key in ("seed", "confidence_level")}


def path_judging():
    """Settings that decide the verdicts on paths."""
    return {
        "confidence_level": config["bootstrap"]["confidence_level"],
        "critical_t": config["hypotheses"]["critical_t"],
        "criteria": STUDY.criteria,
    }


def judging_settings():
    """Settings that decide the verdicts on claims; none in a study without claims."""
    return CLAIMS and {
        "stability": vars(CLAIMS.stability),
        "critical_t": config["hypotheses"]["critical_t"],
        "confidence_level": config["bootstrap"]["confidence_level"],
        "power": config["sample_size"]["power"],
        "repetitions": config["prediction"]["repeats"],
        "seed": config["bootstrap"]["seed"],
    }


def deciding_claims(wildcards):
    """Name the claims as an input of what draws resamples for them: of the full sample, in a study that has any."""
    return {"claims": source("claims")} if CLAIMS and wildcards.get("sample", "full") == "full" else {}


def claims_part():
    """Name the part of the claims that decides what is drawn and judged; none in a study without claims."""
    return ["claims:structure"] if CLAIMS else []


DIMENSION_TABLES = {
    "dimensions": "dimensions",
    "effects": "dimension_effects",
    "differences": "dimension_differences",
    "quality": "dimension_quality",
}


def claims_results():
    """Name the result files of the claims' chapter whose numbers a manuscript may quote."""
    names = ["full/importance.csv", "grades.csv", "doubtful_constructs.csv"]
    if STUDY.has_dimensions:
        names += [f"full/{name}.csv" for name in DIMENSION_TABLES.values()]
    if NECESSITY:
        names += [f"full/{name}.csv" for name in ("necessity", "bottlenecks", "combined_importance")]
    if CLAIMS:
        names += ["claims.csv", "claim_tests.csv", "models.csv"]
    if CONTROLLED:
        names += ["full/controls.csv", "full/observed.csv"]
    if CLAIMS and CLAIMS.rivals:
        names += ["full/rival_effects.csv", "full/mediation.csv"]
    if CLAIMS and CLAIMS.interactions:
        names += ["full/moderation.csv", "full/simple_slopes.csv", "full/slope_regions.csv"]
        names += ["full/conditional_slopes.csv"] if has_conditional_slopes() else []
    if CLAIMS and CLAIMS.conditional_mediation:
        names.append("full/conditional_mediation.csv")
    if CLAIMS and CLAIMS.comparisons:
        names.append("full/model_comparison.csv")
    return names


def pilot_permissions():
    """Name the checks of the pilot that must have passed before the full sample is estimated."""
    return ["<results>/pilot/gate.json", "<results>/sample_overlap.json"] if STUDY.has_pilot else []


# How the work is divided into jobs; None: every step is one job.
SCATTER = STUDY.configuration.scatter


def part_files(pattern, estimations):
    """Name the files of a step's parts, by a pattern that ends in {part}; none where it makes too few estimations."""
    if not SCATTER or estimations < SCATTER.estimations:
        return []
    return [pattern.replace("{part}", f"{number}of{SCATTER.parts}") for number in range(1, SCATTER.parts + 1)]


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


onstart:
    RECORDS.update(read_records())


onerror:
    restore_records(RECORDS, workflow.dag)
    for line in STUDY.error_lines(Path(config["results_dir"]) / "logs"):
        print(line, file=sys.stderr)
