"""Whether the readings reach the day a run looks from, and which months lack hours. Source: RULES, data quality."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from spanishgas.silver.window import WINDOW_MONTHS, in_window, last_complete_month
from spanishgas.tables.findings import Finding

_EXAMPLES = 3
_TABLE = "silver_usage_month"


def completeness_findings(
    months: pl.LazyFrame, classes: pl.DataFrame, as_of: date, min_month_share: float
) -> list[Finding]:
    """What is missing of the window's months, held against the hours that the clock has.

    Args:
        months: one row a customer a month with ``reading_hours``, none after ``as_of``.
        classes: one row an hour class with its month and the rows of a meter that read every hour.
        as_of: the day the run looks from; the month that ended last must be there.
        min_month_share: the last month is refused below this share of its hours.

    A customer counts for a month who has a reading in it or in the month before: who has left is not missed for long.
    The month in which a customer's readings begin counts only where it begins for all: new customers come in mid-month.
    """
    hours = classes.lazy().group_by("month").agg(hours=pl.col("expected_rows").sum())
    seen = months.filter(in_window("month", as_of)).join(hours, on="month").collect()
    if seen.is_empty():
        return []
    by_month = _by_month(seen)
    return [
        *_uncovered(by_month, last_complete_month(as_of)),
        *_last_month(by_month, last_complete_month(as_of), as_of, min_month_share),
        *_short_months(seen, by_month),
    ]


def _by_month(seen: pl.DataFrame) -> pl.DataFrame:
    """One row a month that has readings: the share of its hours that was read, and how many customers lack some."""
    begun = pl.col("month").min().over("customer_id")
    seen = seen.filter((pl.col("month") > begun) | (begun == pl.col("month").min()))
    before = seen.select("customer_id", month=pl.col("month").dt.offset_by("1mo"))
    had = pl.concat([seen.select("customer_id", "month"), before]).unique()
    supplied = had.group_by("month").agg(customers=pl.len())
    read = seen.group_by("month", "hours").agg(
        read=pl.min_horizontal("reading_hours", "hours").sum(),
        short=(pl.col("reading_hours") < pl.col("hours")).sum(),
    )
    share = pl.col("read") / (pl.col("customers") * pl.col("hours"))
    return read.join(supplied, on="month").select("month", "short", share=share).sort("month")


def _uncovered(by_month: pl.DataFrame, wanted: date) -> Iterator[Finding]:
    """The readings begin within the window: its totals and means are of fewer months than they say."""
    first = by_month["month"][0]
    months = (wanted.year - first.year) * 12 + wanted.month - first.month + 1
    if months < WINDOW_MONTHS:
        text = f"The readings begin with {first:%Y-%m}: {months} of the {WINDOW_MONTHS} months of the window are there."
        yield Finding("silver", _TABLE, "month", "window_not_covered", float(months), WINDOW_MONTHS, "warning", text)


def _last_month(by_month: pl.DataFrame, wanted: date, as_of: date, limit: float) -> Iterator[Finding]:
    last, _, share = by_month.row(-1)
    if last < wanted:
        end = (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        text = (
            f"The readings end with {last:%Y-%m}, and {wanted:%Y-%m} is the last whole month at {as_of}: add its "
            f"readings, or look from an earlier day with --as-of {end}."
        )
        yield Finding("silver", _TABLE, "month", "last_month_missing", 1.0, 0.0, "error", text)
    elif share < limit:
        text = (
            f"{last:%Y-%m} has {share * 100:.1f} % of its hours, and at least {limit:.0%} are needed: add the missing "
            "readings, or look from an earlier day with --as-of."
        )
        yield Finding("silver", _TABLE, "reading_hours", "last_month_partial", share, limit, "error", text)


def _short_months(seen: pl.DataFrame, by_month: pl.DataFrame) -> Iterator[Finding]:
    short = by_month.filter(pl.col("short") > 0).sort("share", "month")
    if short.is_empty():
        return
    count = int(short["short"].sum())
    shown = "; ".join(
        f"{month:%Y-%m} ({customers:,} customers, {share * 100:.1f} % of all hours)"
        for month, customers, share in short.head(_EXAMPLES).iter_rows()
    )
    text = f"{count:,} of {seen.height:,} customer-months have fewer hours than their month: {shown}."
    yield Finding("silver", _TABLE, "reading_hours", "short_months", float(count), None, "warning", text)
