"""Bundle the project for a repository: one archive that can be verified where it is unpacked (make bundle)."""

from pathlib import Path

from study.reproduction.bundle import bundle
from study.reproduction.study_folder import open_study


def main(*, root: Path, configfile: str, wheels: bool) -> None:
    study = open_study(root, configfile)
    archive = study.results / "bundle.zip"
    names = bundle(study, archive, wheels)
    size = archive.stat().st_size / 1e6
    print(f"Bundled: {len(names)} files, {size:.0f} MB, in {archive.relative_to(root).as_posix()}")
    print(f"Unpack it anywhere and run: make verify CONFIG={configfile}")


if __name__ == "__main__":
    from study.reproduction.workflow_run import command

    command(main, __doc__, wheels=False)
