"""Durations in months of 30 days, and their buckets."""

from datetime import date

import polars as pl

DAYS_PER_MONTH = 30
NO_EVENT = 9999
"""What "days ago" and "months since" say when nothing ever happened (FEATURES, "Structural fills")."""

RENEWAL_BUCKETS = ((0, "expired"), (3, "0-3m"), (6, "3-6m"), (12, "6-12m"))
TENURE_BUCKETS = ((6, "0-6m"), (12, "6-12m"), (24, "1-2y"), (60, "2-5y"))


def days_between(start: pl.Expr | date, end: pl.Expr | date) -> pl.Expr:
    """Whole days from one date to another."""
    return (_date(end) - _date(start)).dt.total_days()


def months_between(start: pl.Expr | date, end: pl.Expr | date) -> pl.Expr:
    """Months of 30 days from one date to another; exact for whole months."""
    # Polars divides a long column by a constant as it multiplies by 1/constant, but divides a column of one row truly.
    # Said as a product the last bit is the same however the rows are cut.
    return days_between(start, end) * (1 / DAYS_PER_MONTH)


def bucket(months: pl.Expr, limits: tuple[tuple[int, str], ...], *, beyond: str) -> pl.Expr:
    """The first bucket whose upper limit (included) is not exceeded; null stays null."""
    result = pl.when(months.is_not_null()).then(pl.lit(beyond))
    for limit, name in reversed(limits):
        result = pl.when(months <= limit).then(pl.lit(name)).otherwise(result)
    return result


def _date(value: pl.Expr | date) -> pl.Expr:
    return pl.lit(value) if isinstance(value, date) else value
