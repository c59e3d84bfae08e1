"""Readings → sums of customer and hour class, in one streaming pass over 176 million rows.

Energy is summed in whole billionths of a unit, so the order of rows cannot change a bit of the result, and partial sums
of several files or machines add up to exactly the sum of the whole.
"""

import polars as pl

from spanishgas.bronze.ids import tidy_id
from spanishgas.silver.calendar import Clock, hour_calendar
from spanishgas.silver.tariff_periods import TariffPeriods

NANO = 1_000_000_000
ENERGY = ("elec_nano_kwh", "gas_nano_m3")

OFF_CALENDAR = -1
"""The hour class of a reading whose timestamp is no whole hour of the calendar."""

FLAWS = {
    "negative_elec_rows": "is_elec_negative",
    "negative_gas_rows": "is_gas_negative",
    "missing_elec_rows": "is_elec_missing",
    "missing_gas_rows": "is_gas_missing",
    "absurd_rows": "is_absurd",
}
"""Counts of flawed readings, each by the flag that it counts."""


def cleaned_nano(column: str, limit: float) -> pl.Expr:
    """A reading in billionths; negative, missing and absurd values count 0. Source: DATA, real files."""
    value = pl.col(column).cast(pl.Float64)
    # NaN survives the product and becomes null in the cast, which a sum passes over
    return (value.clip(0, limit) * (value <= limit) * NANO).round().cast(pl.Int64, strict=False)


def from_nano(nano: pl.Expr) -> pl.Expr:
    """Billionths as units. A product, because dividing by a constant may round differently on short columns."""
    return (nano // NANO).cast(pl.Float64) + (nano % NANO) * 1e-9


def is_absurd(column: str, limit: float) -> pl.Expr:
    """Not finite, or beyond any meter in either direction; a small negative value is a known flaw, not one of these."""
    return pl.col(column).cast(pl.Float64).abs() > limit  # NaN is above everything in Polars


def cleaned_readings(
    bronze_readings: pl.LazyFrame, *, max_elec_kwh_per_hour: float, max_gas_m3_per_hour: float
) -> pl.LazyFrame:
    """One row an hour a customer: cleaned energy in billionths, beside the flaws found."""
    elec, gas = "consumption_elec_kwh", "consumption_gas_m3"
    return bronze_readings.select(
        "customer_id",
        "timestamp",
        elec_nano_kwh=cleaned_nano(elec, max_elec_kwh_per_hour),
        gas_nano_m3=cleaned_nano(gas, max_gas_m3_per_hour),
        is_elec_negative=pl.col(elec) < 0,
        is_gas_negative=pl.col(gas) < 0,
        is_elec_missing=pl.col(elec).is_null(),
        is_gas_missing=pl.col(gas).is_null(),
        is_absurd=is_absurd(elec, max_elec_kwh_per_hour) | is_absurd(gas, max_gas_m3_per_hour).fill_null(False),
    )


def silver_meter_sums(
    bronze_readings: pl.LazyFrame,
    *,
    clock: Clock,
    tariff_periods: TariffPeriods,
    max_elec_kwh_per_hour: float,
    max_gas_m3_per_hour: float,
) -> pl.LazyFrame:
    """Sums of one readings file: one row a customer and hour class (month and tariff periods).

    Energy of the cleaned hours in billionths, ``rows``, ``marks`` (which hours were read, as the sum of the calendar's
    marks) and counts of flaws; an hour above a limit (kWh, m3) is set aside. The order of the rows does not matter.
    """
    calendar = hour_calendar(clock, tariff_periods).lazy().select("timestamp", "hour_class", "mark")
    readings = cleaned_readings(
        bronze_readings, max_elec_kwh_per_hour=max_elec_kwh_per_hour, max_gas_m3_per_hour=max_gas_m3_per_hour
    )
    sums = (
        readings.join(calendar, on="timestamp", how="left")
        .group_by("customer_id", pl.col("hour_class").fill_null(OFF_CALENDAR))
        .agg(
            pl.col(ENERGY).sum(),
            rows=pl.len().cast(pl.Int64),
            marks=pl.col("mark").sum(),
            **{name: pl.col(flaw).sum().cast(pl.Int64) for name, flaw in FLAWS.items()},
            tidied_rows=pl.lit(0, pl.Int64),
        )
    )
    return sums.map_batches(_of_tidy_ids, schema=sums.collect_schema()).sort("customer_id", "hour_class")


def _of_tidy_ids(sums: pl.DataFrame) -> pl.DataFrame:
    """Sums under tidy ids: on 176 million readings tidying would cost as much as summing, on their sums nothing."""
    column = pl.col("customer_id")
    ids = sums.select(column.unique()).with_columns(tidy=tidy_id(column)).filter(column.ne_missing(pl.col("tidy")))
    if ids.is_empty():
        return sums
    is_untidy = column.is_in(ids["customer_id"].implode())
    return (
        sums.with_columns(tidy_id(column), tidied_rows=pl.when(is_untidy).then("rows").otherwise(0))
        .group_by("customer_id", "hour_class")
        .agg(pl.all().sum())
    )
