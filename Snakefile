"""From raw questionnaire exports to a journal manuscript.

snakemake --cores 4                                                     the study in config/config.yaml
snakemake --cores 4 --configfile examples/mobile_satisfaction/config.yaml    another study
snakemake --list                                                        what each rule does
"""

from snakemake.utils import min_version

min_version("9.20")

# A study's file replaces this one whole; merged with it, a key left out would be taken from the wrong study.
if not workflow.overwrite_configfiles:

    configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


# Steps of seconds: under a profile that submits jobs to a cluster they run where Snakemake runs.
localrules:
    assess_measurement,
    assess_pilot,
    assess_structure,
    check_reporting,
    check_results,
    check_sample_overlap,
    collect_numbers,
    compare_plan,
    describe_growth,
    describe_respondents,
    describe_responses,
    draw_figures,
    gate_pilot,
    grade_verdicts,
    judge_criteria,
    make_tables,
    record_environment,
    record_provenance,
    render_manuscript,
    write_index,


include: "workflow/rules/common.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/measurement.smk"
include: "workflow/rules/structure.smk"
include: "workflow/rules/bootstrap.smk"
include: "workflow/rules/evidence.smk"
include: "workflow/rules/plan.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/manuscript.smk"
include: "workflow/rules/checks.smk"
include: "workflow/rules/index.smk"
include: "workflow/rules/provenance.smk"


rule all:
    """Everything: results, tables, figures, manuscript, checks."""
    default_target: True
    input:
        every_result(),
