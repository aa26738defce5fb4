"""Verify the published results: run everything anew from the raw data and compare (make verify)."""

import tempfile
from pathlib import Path

from study.base.files import write_json
from study.reproduction.certificate import as_record, level, verify
from study.reproduction.pages import as_html, as_text, certificate_page
from study.reproduction.study_folder import open_study


def main(*, root: Path, configfile: str, cores: int) -> int:
    study = open_study(root, configfile)
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        certificate = verify(study, Path(folder), cores)
    study.results.mkdir(parents=True, exist_ok=True)
    write_json(as_record(certificate), study.results / "certificate.json")
    page = certificate_page(certificate)
    html = study.results / "certificate.html"
    html.write_text(as_html(page), encoding="utf-8", newline="\n")
    print(as_text(page, html.relative_to(root).as_posix()))
    return 1 if level(certificate) == 0 else 0


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__, cores=4)
