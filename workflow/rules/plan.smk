"""The analysis beside its sealed plan (make plan FREEZE=1).

REQUIRED INPUTS: full/flow.json; plan/plan.json and plan/deviations.yaml beside the results, where there are any
OUTPUTS: <results>/deviations.csv, sealed_plan.json
"""

from study.plan.seals import PLAN, find_decisions, plan_folder

SEALED = plan_folder(config) / PLAN
REASONS = SEALED.with_name("deviations.yaml")


def plan_files():
    """Name the files of the sealed plan that there are."""
    return [str(file) for file in (SEALED, REASONS) if file.is_file()]


rule compare_plan:
    """Compare the decisions of the analysis with the sealed plan, and find every deviation."""
    input:
        flow="<results>/full/flow.json",
    output:
        deviations=update("<results>/deviations.csv"),
        sealed_plan=update("<results>/sealed_plan.json"),
    log:
        "<logs>/compare_plan.log",
    params:
        **tracked("compare_plan"),
        sealed=content_hash(SEALED, REASONS),
        plan=str(SEALED),
        reasons=str(REASONS),
        decisions=find_decisions(config),
    message:
        "Comparing the analysis with its sealed plan"
    script:
        "../../scripts/compare_plan.py"
