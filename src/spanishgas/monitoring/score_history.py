"""How each customer's probability has moved over the lists of the last year."""

from datetime import date

import polars as pl

from spanishgas.tables.drift import ScoreHistory

LISTS = 53
"""A year of weekly lists, the first and the last one included."""


def score_history(scored_customers: pl.LazyFrame, published_scores: pl.LazyFrame, *, as_of: date) -> pl.LazyFrame:
    """Probability and tier of today's customers on this list and those before it: one row a customer and day, sorted.

    Args:
        scored_customers: of this run.
        published_scores: the same of the runs before, one a day, with ``as_of``.
        as_of: the day of this run.
    """
    columns = ScoreHistory.column_names()
    today = scored_customers.with_columns(as_of=pl.lit(as_of)).select(columns)
    before = published_scores.join(today.select("customer_id"), on="customer_id", how="semi").select(columns)
    every = pl.concat([before, today])
    latest = every.select(pl.col("as_of").unique().sort(descending=True).head(LISTS))
    return every.join(latest, on="as_of", how="semi").sort("customer_id", "as_of")
