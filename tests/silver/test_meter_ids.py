"""Readings whose customer is written in several ways are those of one customer."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from support.rules import TARIFF_PERIODS

from spanishgas.silver.duplicates import silver_meter_corrections
from spanishgas.silver.meters import silver_meter_sums

LIMITS = {"max_elec_kwh_per_hour": 50_000.0, "max_gas_m3_per_hour": 50_000.0}
RULES = {"clock": "local", "tariff_periods": TARIFF_PERIODS, **LIMITS}
START = datetime(2024, 1, 15)


def readings(*ids: str | None) -> pl.LazyFrame:
    """Hour after hour one kWh, each under the next of the ids."""
    hours = [START + timedelta(hours=number) for number in range(len(ids))]
    columns = {"customer_id": list(ids), "timestamp": hours}
    return pl.LazyFrame(columns, schema={"customer_id": pl.String, "timestamp": pl.Datetime("us")}).with_columns(
        consumption_elec_kwh=1.0, consumption_gas_m3=0.0
    )


@pytest.mark.parametrize(
    ("ids", "rows", "tidied"),
    [
        (["C1", "C1"], {"C1": 2}, 0),
        (["C1", " C1", "C1\u00a0", "C1\u200b", "c1"], {"C1": 4, "c1": 1}, 3),
        (["12", "12.0"], {"12": 2}, 1),
        ([None, "C1"], {None: 1, "C1": 1}, 0),
        ([" ", "C1"], {None: 1, "C1": 1}, 1),
    ],
)
def test_sums_are_of_one_customer_and_count_what_was_put_right(ids, rows, tidied):
    sums = silver_meter_sums(readings(*ids), **RULES).collect()
    by_customer = sums.group_by("customer_id").agg(pl.col("rows").sum(), pl.col("elec_nano_kwh").sum())
    assert {i: n for i, n, _ in by_customer.rows()} == rows
    assert by_customer["elec_nano_kwh"].sum() == len(ids) * 1_000_000_000
    assert sums["tidied_rows"].sum() == tidied
    assert sums.height == sums.select("customer_id", "hour_class").n_unique()


def test_an_hour_that_was_sent_again_under_another_way_of_writing_counts_once():
    both = pl.concat([readings("C1", "C1"), readings(" C1")])
    sums = silver_meter_sums(both, **RULES).collect().lazy()
    made = silver_meter_corrections(both, sums, max_set_aside_share=0.5, **RULES)
    assert made.table.collect().select("customer_id", "elec_nano_kwh", "identical_rows").rows() == [
        ("C1", -1_000_000_000, 1)
    ]
