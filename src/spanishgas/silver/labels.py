"""Known outcomes, each with the day its horizon starts."""

from datetime import date

import polars as pl

from spanishgas.tables.base import LABEL, of_schema
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.silver import SilverLabels

_EXAMPLES = 3


def silver_labels(bronze_labels: pl.LazyFrame, *, as_of: date) -> Audited:
    """Outcomes of horizons that had started by ``as_of``: one row a customer and label date, sorted.

    Labels of a file that says no label date are those of ``as_of``. Left out and counted are labels without an
    outcome, without a date where others have one, and those of a later day. Source: DATA, ``churn_label.csv``.
    """
    known = bronze_labels.filter(pl.col(LABEL).is_not_null())
    is_undated = bool(known.select(pl.col("label_date").is_null().all()).collect().item())
    dated = known.with_columns(label_date=pl.lit(as_of)) if is_undated else known
    table = dated.filter(pl.col("label_date") <= as_of).sort("customer_id", "label_date")
    undated = known.filter(pl.col("label_date").is_null())
    return Audited(
        table.pipe(of_schema, SilverLabels),
        [
            *_counted(
                bronze_labels.filter(pl.col(LABEL).is_null()),
                LABEL,
                "unknown_outcome",
                "have no outcome and are left out",
            ),
            *_counted(
                undated,
                "label_date",
                "undated_labels",
                f"say no label date: their horizon is taken to start on {as_of}"
                if is_undated
                else "say no label date, which others do, and are left out",
            ),
            *_counted(
                dated.filter(pl.col("label_date") > as_of),
                "label_date",
                "later_labels",
                f"begin their horizon after {as_of} and are left out",
            ),
        ],
    )


def _counted(labels: pl.LazyFrame, column: str, check: str, words: str) -> list[Finding]:
    found = labels.sort("customer_id").collect()
    if found.is_empty():
        return []
    day = f" on {found['label_date'][0]}" if check == "later_labels" else ""
    text = f"{found.height:,} labels {words}, such as {', '.join(found['customer_id'].head(_EXAMPLES))}{day}."
    return [Finding("silver", "silver_labels", column, check, float(found.height), None, "info", text)]
