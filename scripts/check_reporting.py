"""Check that every manuscript reports what guidelines ask for: one row per item, red where it is missing."""

from pathlib import Path

from study.base.files import read_table, write_table
from study.base.job import run
from study.results.checklist import checklist_table, read_checklist


def main(*, expected: Path, criteria: Path, checklist: Path, **documents: Path) -> None:
    texts: dict[str, str] = {}
    for name, path in documents.items():
        language = name.rpartition("_")[2]
        texts[language] = texts.get(language, "") + path.read_text(encoding="utf-8")
    write_table(checklist_table(read_checklist(expected), read_table(criteria), texts), checklist)


if "snakemake" in globals():
    run(main, snakemake)
