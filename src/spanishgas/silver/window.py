"""Which months count: whole months that ended by ``as_of``, and the twelve of them that make a window."""

from datetime import date, timedelta

import polars as pl

WINDOW_MONTHS = 12


def is_complete(month: str, as_of: date) -> pl.Expr:
    """Whether the month in this column (its first day) was over when ``as_of`` was; a month under way is not used."""
    return pl.col(month) <= last_complete_month(as_of)


def in_window(day: str, as_of: date, *, months: int = WINDOW_MONTHS, skip: int = 0) -> pl.Expr:
    """Whether a date lies in the last ``months`` whole months at ``as_of``, leaving out the newest ``skip`` of them."""
    end = pl.lit(last_complete_month(as_of)).dt.offset_by(f"-{skip}mo")
    month = pl.col(day).dt.truncate("1mo")
    return (month <= end) & (month > end.dt.offset_by(f"-{months}mo"))


def last_complete_month(as_of: date) -> date:
    """First day of the last month that ended at or before ``as_of``."""
    first_of_next = as_of + timedelta(days=1)
    return (first_of_next.replace(day=1) - timedelta(days=1)).replace(day=1)
