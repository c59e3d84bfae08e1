"""Known outcomes."""

from datetime import date

import polars as pl

from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Audited, Finding

_EXAMPLES = 3


def silver_labels(bronze_labels: pl.LazyFrame, *, as_of: date) -> Audited:
    """Labels as they came, one row a labelled customer, sorted by customer.

    Labels without an outcome are left out, and those of another day than ``as_of`` are kept; both are counted.
    """
    table = bronze_labels.filter(pl.col(LABEL).is_not_null()).sort("customer_id")
    unknown = bronze_labels.filter(pl.col(LABEL).is_null())
    other = table.filter(pl.col("label_date") != as_of)
    return Audited(
        table,
        [
            *_counted(unknown, LABEL, "unknown_outcome", "have no outcome and are left out"),
            *_counted(other, "label_date", "label_of_another_day", f"begin their horizon on another day than {as_of}"),
        ],
    )


def _counted(labels: pl.LazyFrame, column: str, check: str, words: str) -> list[Finding]:
    found = labels.sort("customer_id").collect()
    if found.is_empty():
        return []
    day = f" on {found['label_date'][0]}" if column == "label_date" else ""
    text = f"{found.height:,} labels {words}, such as {', '.join(found['customer_id'].head(_EXAMPLES))}{day}."
    return [Finding("silver", "silver_labels", column, check, float(found.height), None, "info", text)]
