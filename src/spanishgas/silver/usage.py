"""Sums of hour classes → customer-months of cleaned consumption by tariff period."""

from datetime import date

import polars as pl

from spanishgas.silver.calendar import PERIODS, TERRITORIES, Clock, hour_classes
from spanishgas.silver.completeness import completeness_findings
from spanishgas.silver.meters import ENERGY, from_nano
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.silver.usage_findings import gap_findings, usage_findings
from spanishgas.silver.window import in_window
from spanishgas.tables.findings import Audited


def silver_usage_month(
    silver_meter_sums: pl.LazyFrame,
    silver_meter_corrections: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    *,
    as_of: date,
    clock: Clock,
    tariff_periods: TariffPeriods,
    max_set_aside_share: float,
    min_month_share: float,
) -> Audited:
    """Consumption by tariff period: one row a known customer a month that ended on or before ``as_of``.

    Args:
        silver_meter_sums: sums of all readings files by customer and hour class.
        silver_meter_corrections: what doubled hours take away.
        silver_customers: known customers; their province decides the territory, and so the hours of a period.
        as_of: a month that is not over on this day is not seen, nor anything later.
        clock: the clock of the readings.
        tariff_periods: which provinces have hours of their own.
        min_month_share: the last month is refused with a smaller share of its hours.
        max_set_aside_share: absurd or unplaceable rows above this share refuse the input.
    """
    classes = hour_classes(clock, tariff_periods)
    customers = silver_customers.select("customer_id", territory=tariff_periods.territory(pl.col("province_code")))
    rows = _corrected(silver_meter_sums, silver_meter_corrections).join(customers, on="customer_id")
    months = _by_period(rows.join(classes.lazy(), on="hour_class").filter(pl.col("month").dt.month_end() <= as_of))
    findings = [
        *usage_findings(silver_meter_sums, silver_customers, as_of, classes, max_set_aside_share),
        *gap_findings(months.filter(in_window("month", as_of)), silver_customers),
        *completeness_findings(months, classes, as_of, min_month_share),
    ]
    return Audited(months, findings)


def _corrected(sums: pl.LazyFrame, corrections: pl.LazyFrame) -> pl.LazyFrame:
    """The sums with their corrections below them: together each hour counts once."""
    taken = -pl.col("identical_rows") - pl.col("contradictory_rows")
    return pl.concat(
        [
            sums.select("customer_id", "hour_class", *ENERGY, "rows"),
            corrections.select("customer_id", "hour_class", *ENERGY, rows=taken),
        ]
    )


def _by_period(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Sums of hour classes as one row a customer a month; the customer's territory says whose period counts."""
    period = pl.coalesce(pl.when(pl.col("territory") == territory).then(territory) for territory in TERRITORIES)
    elec, gas = (pl.col(name) for name in ENERGY)
    return (
        rows.with_columns(period=period)
        .group_by("customer_id", "month")
        .agg(
            *[
                from_nano(elec.filter(pl.col("period") == number).sum()).alias(f"elec_{name}_kwh")
                for number, name in enumerate(PERIODS, start=1)
            ],
            elec_kwh=from_nano(elec.sum()),
            gas_m3=from_nano(gas.sum()),
            reading_hours=pl.col("rows").sum(),
        )
        .sort("customer_id", "month")
    )
