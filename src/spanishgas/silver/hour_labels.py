"""Whether timestamps name the hour that begins, as the readings file promises, or the one that ends."""

from datetime import date

import polars as pl

from spanishgas.tables.findings import Finding

_MOST = 0.5
"""Of the customers; a feed labels all of its hours in one way."""


def hour_label_findings(months: pl.DataFrame, classes: pl.DataFrame, as_of: date) -> list[Finding]:
    """A feed with hour-ending labels lacks the first hour of its first month and has one hour too many at its end.

    Args:
        months: one row a customer a month with its ``rows``, each hour once, later months than ``as_of`` included.
        classes: one row an hour class with its month and the rows of a meter that read every hour.
        as_of: the day the run looks from.

    Meters that were read whole and whose last month holds a single hour are those; only labels of the ends can tell.
    """
    hours = classes.group_by("month").agg(hours=pl.col("expected_rows").sum())
    ordered = months.join(hours, on="month").sort("customer_id", "month")
    ends = ordered.group_by("customer_id").agg(
        last_rows=pl.col("rows").last(), lacking=pl.col("hours").first() - pl.col("rows").first(), months=pl.len()
    )
    is_ending = (pl.col("last_rows") == 1) & (pl.col("lacking") == 1) & (pl.col("months") > 1)
    customers, ending = ends.height, int(ends.select(is_ending.sum()).item())
    if not customers or ending / customers <= _MOST:
        return []
    text = (
        f"The readings of {ending:,} of {customers:,} customers lack the first hour of their first month and have a "
        f"single hour after their last: their timestamps seem to name the hour that ends. Take an hour off each; as "
        f"they are, tariff periods and months at {as_of} are an hour late."
    )
    share = ending / customers
    return [Finding("silver", "silver_usage_month", "timestamp", "hour_ending_labels", share, _MOST, "warning", text)]
