"""The form of `responses.csv`, checked before it is written."""

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa

from study.errors import StudyError

__all__ = ["check_responses"]


def check_responses(responses: pd.DataFrame, indicators: Sequence[str], points: int, source: str) -> None:
    """StudyError unless respondents differ and every indicator, in order, holds 1 to `points` or nothing."""
    answers = {code: pa.Column("Int64", pa.Check.in_range(1, points), nullable=True) for code in indicators}
    respondent = pa.Column(str, pa.Check.str_matches(r"^R\d{3,}$"), unique=True)
    schema = pa.DataFrameSchema({"respondent": respondent, **answers}, strict=True, ordered=True)
    try:
        schema.validate(responses, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check"]].drop_duplicates()
        found = "; ".join(f"{column} fails {check}" for column, check in cases.itertuples(index=False))
        remedy = "this is a fault of the cleaning, report it"
        raise StudyError("scored responses break their schema", source, found, "valid scores", remedy) from None
