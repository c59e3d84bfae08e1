"""Whether the clock that the settings name is the one of the readings, as far as change days can tell."""

import polars as pl

from spanishgas.silver.calendar import hour_calendar
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.tables.findings import Finding


def repeated_hours(doubled: pl.DataFrame, tariff_periods: TariffPeriods) -> list[Finding]:
    """UTC repeats no hour: doubled hours where the local clock repeats one say that the feed is on the local clock.

    ``doubled`` has one row a customer and timestamp that was read more than once in a feed taken to be in UTC.
    """
    local = hour_calendar("local", tariff_periods).filter(pl.col("occurrences") > 1)
    repeated = doubled.join(local.select("timestamp"), on="timestamp", how="semi")
    if repeated.is_empty():
        return []
    customers = repeated["customer_id"].n_unique()
    text = (
        f"The readings of {customers:,} customers hold the hour twice that the October change day repeats on the local "
        "clock, and UTC repeats none. If the feed is in local time, set SPANISHGAS_CLOCK=local."
    )
    count = float(customers)
    return [Finding("silver", "silver_usage_month", "timestamp", "hour_repeated_in_utc", count, None, "warning", text)]
