"""Freeze the results: write published/, which a rerun anywhere is compared with (make freeze)."""

from pathlib import Path

from study.reproduction.publication import freeze
from study.reproduction.study_folder import open_study


def main(*, root: Path, configfile: str) -> None:
    study = open_study(root, configfile)
    names = freeze(study)
    folder = study.published.relative_to(root).as_posix()
    print(f"Frozen: {len(names)} files in {folder}/. Commit them: git add {folder} && git commit")


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__)
