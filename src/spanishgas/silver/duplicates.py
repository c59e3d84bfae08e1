"""Hours that were read twice, found exactly and cheaply: by month, then by day, then by hour.

A month whose hours are all there has a known number of rows and a known sum of marks; only months that differ are
looked at by day (one bit an hour), and only days that hold more rows than hours are looked at hour by hour.
"""

import polars as pl

from spanishgas.bronze.ids import tidy_id
from spanishgas.silver.calendar import Clock, hour_calendar, hour_classes
from spanishgas.silver.clock_findings import repeated_hours
from spanishgas.silver.meters import ENERGY, OFF_CALENDAR, cleaned_readings
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.tables.findings import Audited, Finding, Severity

_ROWS_AT_ONCE = 20_000_000
_EXAMPLES = 3


def _months_to_look_at(silver_meter_sums: pl.LazyFrame, classes: pl.DataFrame) -> pl.DataFrame:
    """Customer-months whose hours are not exactly all the hours of the month, with their rows."""
    total = silver_meter_sums.group_by("customer_id", "hour_class").agg(pl.col("rows", "marks").sum())
    return (
        total.join(classes.lazy(), on="hour_class")
        .filter((pl.col("rows") != pl.col("expected_rows")) | (pl.col("marks") != pl.col("expected_marks")))
        .group_by("customer_id", "month")
        .agg(pl.col("rows").sum())
        .sort("customer_id", "month")
        .collect(engine="streaming")
    )


def _batches(months: pl.DataFrame) -> list[pl.DataFrame]:
    """Customer-months in groups of a bounded number of rows, so that a feed full of gaps fits in memory."""
    numbered = months.with_columns(batch=pl.col("rows").cum_sum() // _ROWS_AT_ONCE)
    return [batch.drop("batch", "rows") for batch in numbered.partition_by("batch", maintain_order=True)]


def _days_with_too_many_rows(readings: pl.LazyFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Customer-days that hold more rows than different hours; an hour that does not exist on the clock is counted."""
    hour_bit = pl.lit(2, pl.Int64).pow(pl.col("timestamp").dt.hour())
    days = (
        readings.join(months.lazy(), on=["customer_id", "month"], how="semi")
        .group_by("customer_id", day=pl.col("timestamp").dt.date())
        .agg(
            rows=pl.len(),
            hours=hour_bit.bitwise_or().bitwise_count_ones(),
            skipped_hour_rows=(pl.col("occurrences") == 0).sum(),
        )
    )
    return days.filter((pl.col("rows") > pl.col("hours")) | (pl.col("skipped_hour_rows") > 0)).collect(
        engine="streaming"
    )


def _hours_read_too_often(readings: pl.LazyFrame, days: pl.DataFrame) -> pl.DataFrame:
    """One row a customer and hour with more rows than the clock has such hours, and what stays of them.

    Equal rows are one reading that was sent again: one is kept (two in the hour that October repeats). Rows that
    contradict each other are all set aside, because nothing tells which is right.
    """
    repeated = (pl.col("values") == 1).cast(pl.Int64) * (pl.col("allowed") - 1) + 1
    is_contradictory = pl.col("values") > pl.col("allowed")
    kept = {c: pl.when(is_contradictory).then(0).otherwise(pl.col(f"kept_{c}") * repeated) for c in ENERGY}
    identical = pl.col("rows") - pl.col("values") * repeated
    return (
        _different_values(readings, days)
        .filter(pl.col("rows") > pl.col("allowed"))
        .select(
            "customer_id",
            "timestamp",
            "hour_class",
            *[(kept[c] - pl.col(f"read_{c}")).cast(pl.Int64).alias(c) for c in ENERGY],
            identical_rows=pl.when(is_contradictory).then(0).otherwise(identical),
            contradictory_rows=pl.when(is_contradictory).then("rows").otherwise(0),
        )
        .sort("customer_id", "timestamp")
        .collect(engine="streaming")
    )


def _different_values(readings: pl.LazyFrame, days: pl.DataFrame) -> pl.LazyFrame:
    """One row a customer and hour of these days: its rows, its different values, their energy as read and once each."""
    allowed = pl.col("occurrences").clip(1).cast(pl.Int64)
    hour = ["customer_id", "timestamp", "hour_class", "allowed"]
    return (
        readings.with_columns(day=pl.col("timestamp").dt.date(), allowed=allowed)
        .join(days.lazy(), on=["customer_id", "day"], how="semi")
        .group_by(*hour, *ENERGY)
        .agg(copies=pl.len().cast(pl.Int64))
        .group_by(hour)
        .agg(
            rows=pl.col("copies").sum(),
            values=pl.len().cast(pl.Int64),
            **{f"read_{c}": (pl.col(c) * pl.col("copies")).sum() for c in ENERGY},
            **{f"kept_{c}": pl.col(c).sum() for c in ENERGY},
        )
    )


def silver_meter_corrections(
    bronze_readings: pl.LazyFrame,
    silver_meter_sums: pl.LazyFrame,
    *,
    clock: Clock,
    tariff_periods: TariffPeriods,
    max_elec_kwh_per_hour: float,
    max_gas_m3_per_hour: float,
    max_set_aside_share: float,
) -> Audited:
    """What to add to the sums so that every hour counts once: one row a customer and hour class with doubled hours.

    Energy in billionths (never positive), ``identical_rows`` dropped and ``contradictory_rows`` set aside, with a
    finding and examples for each; contradictory rows above a share of all rows refuse the input. The readings are read
    again only where the sums leave a doubt.
    """
    calendar = hour_calendar(clock, tariff_periods).lazy().select("timestamp", "hour_class", "month", "occurrences")
    is_tidied = silver_meter_sums.select(pl.col("tidied_rows").sum() > 0).collect().item()
    tidy = tidy_id(pl.col("customer_id")) if is_tidied else pl.col("customer_id")
    readings = cleaned_readings(
        bronze_readings.with_columns(tidy),
        max_elec_kwh_per_hour=max_elec_kwh_per_hour,
        max_gas_m3_per_hour=max_gas_m3_per_hour,
    ).join(calendar, on="timestamp")
    sums = silver_meter_sums.filter(pl.col("hour_class") != OFF_CALENDAR)
    hours, skipped = _doubled_hours(readings, _months_to_look_at(sums, hour_classes(clock, tariff_periods)))
    total_rows = int(silver_meter_sums.select(pl.col("rows").sum()).collect().item() or 0)
    summed = pl.col(*ENERGY, "identical_rows", "contradictory_rows").sum()
    corrections = hours.lazy().group_by("customer_id", "hour_class").agg(summed).sort("customer_id", "hour_class")
    findings = _findings(hours, skipped, total_rows, max_set_aside_share)
    return Audited(corrections, findings + (repeated_hours(hours, tariff_periods) if clock == "UTC" else []))


def _doubled_hours(readings: pl.LazyFrame, months: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The doubled hours of these customer-months, and how many readings carry an hour that the clock skips."""
    found, skipped = [_no_hours()], 0
    for batch in _batches(months):
        days = _days_with_too_many_rows(readings, batch)
        skipped += int(days["skipped_hour_rows"].sum())
        days = days.filter(pl.col("rows") > pl.col("hours")).select("customer_id", "day")
        if not days.is_empty():
            found.append(_hours_read_too_often(readings, days))
    return pl.concat(found), skipped


def _no_hours() -> pl.DataFrame:
    counts = ("hour_class", *ENERGY, "identical_rows", "contradictory_rows")
    schema = {"customer_id": pl.String, "timestamp": pl.Datetime("us"), **dict.fromkeys(counts, pl.Int64)}
    return pl.DataFrame(schema=schema).with_columns(pl.col("hour_class").cast(pl.Int32))


def _findings(hours: pl.DataFrame, skipped: int, total_rows: int, limit: float) -> list[Finding]:
    """Doubled hours as findings: dropped, set aside, or too many."""
    identical, contradictory = int(hours["identical_rows"].sum()), int(hours["contradictory_rows"].sum())
    findings: list[Finding] = []
    if identical:
        text = f"{identical:,} readings were sent more than once with equal values; one of each was kept."
        findings.append(_finding("identical_duplicates", identical, None, "warning", text))
    if contradictory:
        examples = hours.filter(pl.col("contradictory_rows") > 0).head(_EXAMPLES)
        named = "; ".join(f"{c} at {t:%Y-%m-%d %H:%M}" for c, t in examples.select("customer_id", "timestamp").rows())
        share = contradictory / total_rows
        text = (
            f"{contradictory:,} readings ({share:.2%}) contradict another one of the same customer and hour and were "
            f"set aside: {named}. Ask the meter feed which is right."
        )
        findings.append(
            _finding("contradictory_duplicates", share, limit, "error" if share > limit else "warning", text)
        )
    if skipped:
        text = (
            f"{skipped:,} readings carry the hour that the March change day skips on the local clock. "
            "If the feed is in UTC, set SPANISHGAS_CLOCK=UTC."
        )
        findings.append(_finding("hour_not_on_local_clock", skipped, None, "warning", text))
    return findings


def _finding(check: str, value: float, limit: float | None, severity: Severity, message: str) -> Finding:
    return Finding("silver", "silver_usage_month", "timestamp", check, float(value), limit, severity, message)
