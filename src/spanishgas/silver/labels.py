"""Known outcomes."""

import polars as pl

from spanishgas.tables.base import LABEL


def silver_labels(bronze_labels: pl.LazyFrame) -> pl.LazyFrame:
    """Labels as they came, one row a labelled customer, sorted by customer."""
    return bronze_labels.filter(pl.col(LABEL).is_not_null()).sort("customer_id")
