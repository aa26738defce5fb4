"""Check that every manuscript reports what guidelines ask for: one row per item, red where it is missing."""

from pathlib import Path

from study.base.files import read_table
from study.base.job import Results, run
from study.results.checklist import checklist_table, read_checklist


def main(*, expected: Path, criteria: Path, **documents: Path) -> Results:
    texts: dict[str, str] = {}
    for name, path in documents.items():
        language = name.rpartition("_")[2]
        texts[language] = texts.get(language, "") + path.read_text(encoding="utf-8")
    return {"checklist": checklist_table(read_checklist(expected), read_table(criteria), texts)}


if "snakemake" in globals():
    run(main, snakemake)
