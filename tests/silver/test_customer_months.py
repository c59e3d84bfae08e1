"""Facts of customer-months: how even their hours are, whose readings are equal, what was sold."""

from datetime import date, datetime, timedelta

import polars as pl
from support.rules import NAMES, TARIFF_PERIODS
from support.silver_rows import silver_contract_rows, silver_customer_rows

from spanishgas.silver.calendar import hour_classes
from spanishgas.silver.customer_months import customer_months, month_sums, with_product
from spanishgas.silver.meters import silver_meter_sums

CLASSES = hour_classes("local", TARIFF_PERIODS)
SCHEMA = {
    "customer_id": pl.String,
    "timestamp": pl.Datetime("us"),
    "consumption_elec_kwh": pl.Float64,
    "consumption_gas_m3": pl.Float64,
}


def months(**kwh: list[float]) -> pl.DataFrame:
    """Customers by their hours of May 2024, one value an hour."""
    rows = [
        (customer, datetime(2024, 5, 1) + timedelta(hours=hour), value, 0.0)
        for customer, values in kwh.items()
        for hour, value in enumerate(values)
    ]
    limits = {"max_elec_kwh_per_hour": 1_000.0, "max_gas_m3_per_hour": 1_000.0}
    readings = pl.LazyFrame(rows, schema=SCHEMA, orient="row")
    sums = silver_meter_sums(readings, clock="local", tariff_periods=TARIFF_PERIODS, **limits)
    customers = with_product(
        silver_customer_rows(*({"customer_id": customer} for customer in kwh)), silver_contract_rows(), NAMES
    )
    return customer_months(month_sums(sums, CLASSES), customers, date(2024, 5, 31)).collect()


def test_a_month_is_summed_beside_its_flaws() -> None:
    row = months(A=[0.5] * 743 + [-1.0]).row(0, named=True)
    assert (row["month"], row["rows"], row["elec_kwh"], row["negative_elec_rows"]) == (date(2024, 5, 1), 744, 371.5, 1)


def test_a_constant_meter_has_no_spread_though_some_hours_are_negative() -> None:
    even = months(A=[0.1] * 744, B=[0.1] * 700 + [-0.1] * 44, C=[0.1] * 743 + [0.2])
    assert (even["spread"] <= 1e-9).to_list() == [True, True, False]


def test_equal_readings_have_equal_fingerprints() -> None:
    prints = months(A=[0.1, 0.2] * 372, B=[0.1, 0.2] * 372, C=[0.2, 0.1] * 372)["fingerprint"]
    assert prints[0] == prints[1] != prints[2]


def test_the_contract_says_what_was_bought_else_the_customer_does() -> None:
    customers = silver_customer_rows(
        {"customer_id": "A", "product_bundle": "dual"},
        {"customer_id": "B", "product_bundle": "gas"},
        {"customer_id": "C"},
    )
    contracts = silver_contract_rows({"customer_id": "A", "product_type": "electricity"})
    products = with_product(customers, contracts, NAMES).sort("customer_id").collect()["product"].to_list()
    assert products == ["electricity", "gas", None]
