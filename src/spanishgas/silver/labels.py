"""Known outcomes."""

import polars as pl


def silver_labels(bronze_labels: pl.LazyFrame) -> pl.LazyFrame:
    """Labels as they came, one row a labelled customer, sorted by customer."""
    return bronze_labels.filter(pl.col("churned_within_horizon").is_not_null()).sort("customer_id")
