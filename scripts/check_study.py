"""Check the files of a study and its survey without running anything: every error at once, each on one line."""

from collections import Counter
from pathlib import Path

from study.setup.config import read_yaml
from study.setup.start import Study, check
from study.survey.cleaning import clean
from study.survey.responses import check_expected_n, read_survey


def main(*, root: Path, configfile: str) -> int:
    study = check(read_yaml(root / configfile), root / "workflow" / "schemas")
    for sample in study.samples:
        print(_outcome(study, sample))
    print(f"Everything agrees. Run: snakemake --cores 4 --configfile {configfile}")
    return 0


def _outcome(study: Study, sample: str) -> str:
    """Clean a sample as the run will and say how many are kept, and why others are not."""
    survey = study.configuration.survey.samples[sample]
    submissions = read_survey(survey, study.codebook, study.model.indicators)
    cleaned = clean(submissions, study.configuration.cleaning, study.codebook, str(survey.path))
    reasons = [exclusion.reason for exclusion in cleaned.excluded]
    check_expected_n(len(cleaned.kept), survey.expected_n, f"survey.{sample}.expected_n", str(survey.path), reasons)
    left_out = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    return f"{sample}: {len(submissions)} submissions, {len(cleaned.kept)} kept{left_out}"


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__)
