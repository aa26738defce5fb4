"""A survey small enough to work by hand: two constructs, four indicators, every kind of question."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

CODEBOOK = """
scale:
  points: 5
  answers:
    1: {id: Sangat tidak setuju}
    2: {id: Tidak setuju}
    3: {id: Netral}
    4: {id: Setuju}
    5: {id: Sangat setuju}
  labels: {1: [STS], 2: [TS], 3: [N, Ragu-ragu, Kurang setuju], 4: [S], 5: [SS]}
  missing: ["-"]
indicators:
  A.1: {question: {id: Pertama.}, label: {id: Satu}, reverse: false, earlier_texts: [Pertama (lama).]}
  A.2: {question: {id: Kedua.}, label: {id: Dua}, reverse: true}
  B.1: {question: {id: Ketiga., en: Third.}, label: {id: Tiga}, reverse: false}
  B.2: {question: {id: Keempat.}, label: {id: Empat}, reverse: false}
consent: {question: {id: Bersedia}, accepted: [Ya], refused: [Tidak]}
criteria:
  years_operating:
    question: {id: Lama usaha}
    minimum: 3
    unit: [tahun]
    accepted: [Lebih dari 5 tahun]
    refused: [Kurang dari 3 tahun]
    reason: {id: kurang dari 3 tahun, en: less than 3 years}
  permanent_workers:
    question: {id: Tenaga kerja tetap}
    accepted: [Ya]
    refused: [Tidak]
    reason: {id: tanpa tenaga kerja tetap, en: no permanent workers}
timestamp: {question: {id: Stempel waktu}, formats: ["%d/%m/%Y %H:%M:%S"]}
identity: {question: {id: Nomor WhatsApp}, kind: phone, country_code: "62"}
personal: [Nama]
descriptive: {product: {id: Produk}}
ignored: [Catatan]
"""
MODEL = """
constructs:
  A: {label: {id: A}, mode: A, dimensions: [{name: a, label: {id: a}, indicators: [A.1, A.2]}]}
  B: {label: {id: B}, mode: A, dimensions: [{name: b, label: {id: b}, indicators: [B.1, B.2]}]}
paths: [{source: A, target: B}]
"""
INDICATORS = ("A.1", "A.2", "B.1", "B.2")
HEADER = (
    "Stempel waktu",
    "Nama",
    "Bersedia",
    "Nomor WhatsApp",
    "Lama usaha",
    "Tenaga kerja tetap",
    "Pertama.",
    "Kedua.",
    "Ketiga.",
    "Keempat.",
)


@dataclass(frozen=True)
class Files:
    """Where a small survey's files are."""

    survey: Path
    codebook: Path
    model: Path


def row(
    answers: Sequence[str],
    phone: str = "0812-3456-789",
    years: str = "10",
    workers: str = "Ya",
    consent: str = "Ya",
    moment: str = "01/09/2025 08:00:00",
    name: str = "Siti Rahasia",
) -> list[str]:
    """Return one row of the survey."""
    return [moment, name, consent, phone, years, workers, *answers]


def phone(number: int) -> str:
    """Return a number of its own for each respondent."""
    return f"0812-0000-{number:04d}"


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Write rows as CSV, quoted where needed."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write an XLSX workbook."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
    workbook.save(path)
    return path


def write_files(folder: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Files:
    """Write survey, codebook and model to a folder."""
    files = Files(folder / "survey.csv", folder / "codebook.yaml", folder / "model.yaml")
    files.survey.write_text(as_csv([header, *rows]), encoding="utf-8")
    files.codebook.write_text(CODEBOOK, encoding="utf-8")
    files.model.write_text(MODEL, encoding="utf-8")
    return files
