"""Customers without a price are named with what their price would be found by."""

import polars as pl
from support.rules import COLUMNS

from spanishgas.silver.price_findings import unpriced_findings


def said(tariff: str | None, region: str | None) -> str:
    prices = pl.LazyFrame(
        {"customer_id": ["C1"], "variable_price_tier1_eur_kwh": [0.15], "gas_variable_price_eur_m3": [0.6]}
    )
    products = pl.LazyFrame(
        [("C1", "electricity", "2.0TD", region), ("C2", "electricity", tariff, region)],
        schema=dict.fromkeys(("customer_id", "part", "tariff_type", "region_code"), pl.String),
        orient="row",
    )
    (finding,) = unpriced_findings(prices, products, COLUMNS.datasets["bronze_prices"])
    return finding.message


def test_the_tariff_of_a_customer_without_a_price_is_said() -> None:
    assert said("2.0TX", "MAD") == (
        "1 of 2 customers of electricity (50.00%) have no electricity price at any date, such as C2. "
        "customer_attributes says tariff_type 2.0TX and region MAD of the first: prices by tariff are found by these."
    )


def test_what_nobody_says_of_a_customer_is_not_said_here() -> None:
    assert said(None, None).endswith("such as C2.")
    assert "tariff_type nothing and region MAD" in said(None, "MAD")
