"""Sums of hour classes → customer-months of cleaned consumption by tariff period."""

from datetime import date

import polars as pl

from spanishgas.silver.calendar import PERIODS, TERRITORIES, Clock, hour_classes
from spanishgas.silver.completeness import completeness_findings
from spanishgas.silver.customer_months import customer_months, month_sums, with_product
from spanishgas.silver.customers import still_here
from spanishgas.silver.hour_labels import hour_label_findings
from spanishgas.silver.meters import ENERGY, FLAWS, from_nano
from spanishgas.silver.names import Names
from spanishgas.silver.reading_checks import accept, reading_findings
from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.reading_units import jump_findings, unit_findings
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.silver.usage_findings import gap_findings, usage_findings
from spanishgas.silver.window import in_window
from spanishgas.tables.findings import Audited

_CHECKS = reading_findings, unit_findings, jump_findings
"""What is doubted of a customer's months."""


def silver_usage_month(
    silver_meter_sums: pl.LazyFrame,
    silver_meter_corrections: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    silver_contracts: pl.LazyFrame,
    *,
    as_of: date,
    clock: Clock,
    tariff_periods: TariffPeriods,
    names: Names,
    reading_rules: ReadingRules,
    max_set_aside_share: float,
    min_month_share: float,
    accept_readings: str,
) -> Audited:
    """Consumption by tariff period: one row a known customer a month that ended on or before ``as_of``.

    Args:
        silver_meter_sums: sums of all readings files by customer and hour class.
        silver_meter_corrections: what doubled hours take away.
        silver_customers: known customers; their province decides the territory, and so the hours of a period.
        silver_contracts: what they bought, which says who should use gas.
        as_of: a month that is not over on this day is not seen, nor anything later.
        clock: the clock of the readings.
        tariff_periods: which provinces have hours of their own.
        names: the words for products.
        reading_rules: what readings can be, and how many may be otherwise.
        min_month_share: the last month is refused with a smaller share of its hours.
        max_set_aside_share: absurd or unplaceable rows above this share refuse the input.
        accept_readings: checks of the readings whose errors are warnings in this run, by name, separated by commas.
    """
    classes, accepted = hour_classes(clock, tariff_periods), reading_rules.accepted(accept_readings)
    customers = with_product(silver_customers, silver_contracts, names)
    sums = _corrected(silver_meter_sums, silver_meter_corrections).collect(engine="streaming").lazy()
    territories = silver_customers.select("customer_id", territory=tariff_periods.territory(pl.col("province_code")))
    placed = sums.join(territories, on="customer_id").join(classes.lazy(), on="hour_class")
    months = _by_period(placed.filter(pl.col("month").dt.month_end() <= as_of)).collect(engine="streaming").lazy()
    read = month_sums(sums, classes).collect()
    judged = customer_months(read.lazy(), customers, as_of).collect()
    doubts = [
        *usage_findings(silver_meter_sums, as_of, classes, max_set_aside_share, reading_rules),
        *(doubt for check in _CHECKS for doubt in check(judged, reading_rules)),
    ]
    findings = [
        *[accept(finding, accepted, reading_rules) for finding in doubts],
        *gap_findings(months.filter(in_window("month", as_of)), still_here(silver_customers)),
        *completeness_findings(months, silver_customers, classes, as_of, min_month_share, reading_rules),
        *hour_label_findings(read, classes, as_of),
    ]
    return Audited(months, findings)


def _corrected(sums: pl.LazyFrame, corrections: pl.LazyFrame) -> pl.LazyFrame:
    """Sums in which each hour counts once: one row a customer and hour class, all files together.

    A flaw stays counted as often as it was read.
    """
    taken = -pl.col("identical_rows") - pl.col("contradictory_rows")
    no_flaws = dict.fromkeys(FLAWS, pl.lit(0, pl.Int64))
    return (
        pl.concat(
            [
                sums.select("customer_id", "hour_class", *ENERGY, "rows", *FLAWS),
                corrections.select("customer_id", "hour_class", *ENERGY, rows=taken, **no_flaws),
            ]
        )
        .group_by("customer_id", "hour_class")
        .agg(pl.col(*ENERGY, "rows", *FLAWS).sum())
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
            reading_hours=_hours_with_values(elec, gas),
        )
        .sort("customer_id", "month")
    )


def _hours_with_values(elec: pl.Expr, gas: pl.Expr) -> pl.Expr:
    """Hours that were read and say something; one without electricity counts where all the customer has is gas."""
    rows, empty = pl.col("rows").sum(), pl.sum_horizontal("missing_elec_rows", "absurd_rows").sum()
    is_gas_only = (elec.sum() == 0) & (gas.sum() > 0)
    return pl.when(is_gas_only).then(rows).otherwise((rows - empty).clip(0))
