"""Four real supply points, two years each, with both change days: hour-ending wall-clock exports."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.rules import NAMES, READING_RULES, TARIFF_PERIODS
from support.silver_rows import silver_contract_rows, silver_customer_rows
from test_usage import LIMITS

from spanishgas.silver.duplicates import silver_meter_corrections
from spanishgas.silver.meters import silver_meter_sums
from spanishgas.silver.usage import silver_usage_month

METERS = ("electrodatos_0", "electrodatos_2", "electrodatos_3", "electrodatos_8")
ZONE = "Europe/Madrid"


def hour_beginning(export: pl.DataFrame) -> pl.DataFrame:
    """Hour-ending labels 1..24 on the wall clock → the local beginning of each hour.

    An hour ends one hour of real time after it began: the second of two equal labels on the October day is winter time.
    """
    label = pl.col("fecha").str.to_date().cast(pl.Datetime("us")) + pl.duration(hours="hora")
    is_second = label.is_duplicated() & ~label.is_first_distinct()
    end = label.dt.replace_time_zone(
        ZONE, ambiguous=pl.when(is_second).then(pl.lit("latest")).otherwise(pl.lit("earliest"))
    )
    return export.select(
        timestamp=(end - pl.duration(hours=1)).dt.replace_time_zone(None),
        consumption_elec_kwh=pl.col("consumo").cast(pl.Float64),
    )


@pytest.fixture(scope="module")
def meters(shared: Callable[[str], Path]) -> pl.DataFrame:
    folder = shared("data/meters")
    exports = [
        hour_beginning(pl.read_csv(folder / f"{name}.csv")).with_columns(customer_id=pl.lit(name)) for name in METERS
    ]
    return pl.concat(exports).with_columns(consumption_gas_m3=pl.lit(None, pl.Float64))


def test_real_meters_keep_their_totals_and_their_change_days(meters: pl.DataFrame) -> None:
    sums = silver_meter_sums(meters.lazy(), clock="local", tariff_periods=TARIFF_PERIODS, **LIMITS)
    corrections, found = silver_meter_corrections(
        meters.lazy(), sums, clock="local", tariff_periods=TARIFF_PERIODS, max_set_aside_share=0.001, **LIMITS
    )
    customers = silver_customer_rows(*({"customer_id": meter, "province_code": "15"} for meter in METERS))
    months, _ = silver_usage_month(
        sums,
        corrections,
        customers,
        silver_contract_rows(),
        as_of=date(2023, 12, 31),
        clock="local",
        tariff_periods=TARIFF_PERIODS,
        names=NAMES,
        reading_rules=READING_RULES,
        max_set_aside_share=0.001,
        min_month_share=0.0,
        accept_readings="",
    )
    months = months.collect()
    assert [finding.check for finding in found] == []
    cleaned = meters.group_by("customer_id").agg(kwh=pl.col("consumption_elec_kwh").clip(0).sum())
    totals = months.group_by("customer_id").agg(pl.col("elec_kwh").sum()).join(cleaned, on="customer_id")
    assert totals.height == 4
    assert totals.select(((pl.col("elec_kwh") / pl.col("kwh") - 1).abs() < 1e-9).all()).item()
    whole = {date(2021, 10, 1): 745, date(2022, 3, 1): 743, date(2022, 10, 1): 745, date(2023, 3, 1): 743}
    first = months.filter(pl.col("customer_id") == "electrodatos_0")
    assert dict(first.filter(pl.col("month").is_in(list(whole))).select("month", "reading_hours").rows()) == whole
    parts = months.select(pl.sum_horizontal("elec_peak_kwh", "elec_standard_kwh", "elec_off_peak_kwh"), "elec_kwh")
    assert parts.select((pl.nth(0) - pl.nth(1)).abs().max()).item() < 1e-9


def test_the_change_days_of_real_meters_have_25_and_23_hours(meters: pl.DataFrame) -> None:
    days = meters.group_by("customer_id", day=pl.col("timestamp").dt.date()).agg(
        hours=pl.len(), kwh=pl.col("consumption_elec_kwh").sum()
    )
    on = dict(days.filter(pl.col("customer_id") == "electrodatos_0").select("day", "hours").rows())
    assert (on[date(2021, 10, 31)], on[date(2022, 10, 30)]) == (25, 25)
    assert (on[date(2022, 3, 27)], on[date(2023, 3, 26)]) == (23, 23)
