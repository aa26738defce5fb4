"""Check the files of a study and its survey without running anything: every error at once, each on one line."""

from collections import Counter
from pathlib import Path
from typing import Any

from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.start import SAMPLES, check
from study.setup.study_model import read_study_model
from study.survey.cleaning import Rules, clean
from study.survey.responses import SurveyFile, check_expected_n, read_survey


def main(*, root: Path, configfile: str) -> int:
    config = read_yaml(root / configfile)
    check(config, root / "workflow" / "schemas")
    for sample in [sample for sample in SAMPLES if config["survey"][sample]]:
        print(_outcome(config, sample))
    print(f"Everything agrees. Run: snakemake --cores 4 --configfile {configfile}")
    return 0


def _outcome(config: dict[str, Any], sample: str) -> str:
    """Clean a sample as the run will and say how many are kept, and why others are not."""
    entry, book = config["survey"][sample], read_codebook(Path(config["codebook"]))
    indicators = read_study_model(Path(config["model"])).indicators
    submissions = read_survey(SurveyFile.from_config(entry), book, indicators)
    cleaned = clean(submissions, Rules.from_config(config["cleaning"]), book, entry["file"])
    reasons = [exclusion.reason for exclusion in cleaned.excluded]
    check_expected_n(len(cleaned.kept), entry["expected_n"], f"survey.{sample}.expected_n", entry["file"], reasons)
    left_out = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    return f"{sample}: {len(submissions)} submissions, {len(cleaned.kept)} kept{left_out}"


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__)
