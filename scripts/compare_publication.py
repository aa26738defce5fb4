"""Show what changed since publication: respondents, numbers, verdicts, sentences (make diff)."""

from pathlib import Path

from study.reproduction.changes import changes_since
from study.reproduction.pages import as_html, as_text, changes_page
from study.reproduction.publication import read_manifest, require_results
from study.reproduction.study_folder import open_study


def main(*, root: Path, configfile: str) -> None:
    study = open_study(root, configfile)
    read_manifest(study)
    require_results(study)
    page = changes_page(changes_since(study), study.config["study"]["data_status"])
    html = study.results / "diff.html"
    html.write_text(as_html(page), encoding="utf-8", newline="\n")
    print(as_text(page, html.relative_to(root).as_posix()))


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__)
