"""Whether the readings reach the day a run looks from, and which months lack hours. Source: RULES, data quality."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.window import WINDOW_MONTHS, in_window, last_complete_month
from spanishgas.tables.findings import Finding

_EXAMPLES = 3
_TABLE = "silver_usage_month"


def completeness_findings(
    months: pl.LazyFrame,
    customers: pl.LazyFrame,
    classes: pl.DataFrame,
    as_of: date,
    min_month_share: float,
    rules: ReadingRules,
) -> list[Finding]:
    """What is missing of the window's months, held against the hours that the clock has.

    Args:
        months: one row a customer a month with ``reading_hours``, none after ``as_of``.
        customers: the day each left, ``left_on``, null for those who are here.
        classes: one row an hour class with its month and the rows of a meter that read every hour.
        as_of: the day the run looks from; the month that ended last must be there.
        min_month_share: the last month is refused below this share of its hours.
        rules: below which share an earlier month is refused, and how many customers may begin late.

    A customer counts for every month from the first to the one after its last: a gap is missed however long it is. The
    month in which a customer's readings begin counts only where it begins for all, and the one in which a customer
    left never does: customers come and go in mid-month.
    """
    hours = classes.lazy().group_by("month").agg(hours=pl.col("expected_rows").sum())
    seen = months.filter(in_window("month", as_of)).collect()
    if seen.is_empty():
        return []
    by_month = _by_month(seen, customers.select("customer_id", "left_on").collect(), hours.collect())
    wanted = last_complete_month(as_of)
    return [
        *_uncovered(by_month, wanted),
        *_late_starts(seen, rules),
        *_last_month(by_month, wanted, as_of, min_month_share),
        *_past_months(by_month, wanted, rules),
        *_short_months(seen, by_month),
    ]


def _by_month(seen: pl.DataFrame, customers: pl.DataFrame, hours: pl.DataFrame) -> pl.DataFrame:
    """One row a month: the share of its hours that was read, and how many customers read some, but not all of them."""
    begin, end = seen.select(pl.col("month").min().alias("begin"), pl.col("month").max().alias("end")).row(0)
    expected = (
        seen.group_by("customer_id")
        .agg(first=pl.col("month").min(), last=pl.min_horizontal(pl.col("month").max().dt.offset_by("1mo"), end))
        .select("customer_id", "first", month=pl.date_ranges("first", "last", "1mo"))
        .explode("month")
        .filter((pl.col("month") > pl.col("first")) | (pl.col("first") == begin))
        .join(customers, on="customer_id")
        .filter((pl.col("month").dt.month_end() <= pl.col("left_on")).fill_null(value=True))
    )
    read = pl.min_horizontal(pl.col("reading_hours").fill_null(0), "hours")
    return (
        expected.join(seen, on=["customer_id", "month"], how="left")
        .join(hours, on="month")
        .group_by("month")
        .agg(
            short=(pl.col("reading_hours") < pl.col("hours")).sum(),
            share=read.sum() / pl.col("hours").sum(),
        )
        .select("month", "short", "share")
        .sort("month")
    )


def _uncovered(by_month: pl.DataFrame, wanted: date) -> Iterator[Finding]:
    """The readings begin within the window: its totals and means are of fewer months than they say."""
    first = by_month["month"][0]
    months = (wanted.year - first.year) * 12 + wanted.month - first.month + 1
    if months < WINDOW_MONTHS:
        text = f"The readings begin with {first:%Y-%m}: {months} of the {WINDOW_MONTHS} months of the window are there."
        yield Finding("silver", _TABLE, "month", "window_not_covered", float(months), WINDOW_MONTHS, "warning", text)


def _late_starts(seen: pl.DataFrame, rules: ReadingRules) -> Iterator[Finding]:
    """Many new customers are either a book that grows, or a feed that lost the beginning of some."""
    starts = seen.group_by("customer_id").agg(pl.col("month").min()).sort("customer_id")
    late, limit = starts.filter(pl.col("month") > pl.col("month").min()), rules.completeness.late_start_share
    share = late.height / starts.height
    if share > limit and starts.height >= rules.minimum_customers:
        shown = ", ".join(f"{customer} in {month:%Y-%m}" for customer, month in late.head(_EXAMPLES).iter_rows())
        text = (
            f"The readings of {late.height:,} customers ({share:.1%}) begin after {starts['month'].min():%Y-%m}: "
            f"{shown}. If they are no new customers, ask the meter feed for what is missing."
        )
        yield Finding("silver", _TABLE, "month", "late_starts", share, limit, "warning", text)


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


def _past_months(by_month: pl.DataFrame, wanted: date, rules: ReadingRules) -> Iterator[Finding]:
    """A month of the window that is not there, or only for a part of the book: sums and trends would be of the rest."""
    limit = rules.completeness.past_month_share
    poor = by_month.filter(pl.col("month") < wanted, pl.col("share") < limit)
    if poor.is_empty():
        return
    shown = ", ".join(f"{month:%Y-%m} ({share * 100:.1f} %)" for month, _, share in poor.iter_rows())
    text = (
        f"{poor.height} of the months of the window lack too many hours of their customers: {shown}; at least "
        f"{limit:.0%} are needed. Add the missing readings."
    )
    worst = float(poor.select(pl.col("share").min()).item())
    yield Finding("silver", _TABLE, "reading_hours", "past_months_partial", worst, limit, "error", text)


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
