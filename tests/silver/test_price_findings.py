"""Customers without a price are named with what their price would be found by."""

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.silver.price_findings import fee_findings, unpriced_findings


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


def fees(fee_per_kw: float, homes: int = 100, businesses: int = 0) -> list[str]:
    """What is said of homes of 4.6 kW, and of businesses that pay a hundred times as much."""
    count = homes + businesses
    people = pl.LazyFrame(
        {
            "customer_id": [f"C{number}" for number in range(count)],
            "is_industrial": [0] * homes + [1] * businesses,
            "contracted_power_kw": [4.6] * homes + [0.046] * businesses,
        }
    )
    fee = pl.lit(4.6 * fee_per_kw).alias("elec_fixed_fee_eur_month")
    return [
        finding.message
        for finding in fee_findings(people.select("customer_id", fee), people, COLUMNS.datasets["bronze_prices"])
    ]


@pytest.mark.parametrize("fee_per_kw", [0.4, 1.5, 3.5, 4.5, 8])
def test_a_monthly_fee_of_homes_is_not_worth_a_word(fee_per_kw: float) -> None:
    assert fees(fee_per_kw, businesses=300) == []


@pytest.mark.parametrize("fee_per_kw", [24, 42, 0.2])
def test_a_yearly_fee_in_the_monthly_column_stands_out_by_the_power_of_homes(fee_per_kw: float) -> None:
    assert fees(fee_per_kw, businesses=300) == [
        f"price_history, column elec_fixed_fee_eur_month: the median of 100 homes is {fee_per_kw} EUR a month for each "
        "kW of contracted power, and 0.3 to 12 are usual. Is it the fee of a year, or the power in another unit?"
    ]


def test_few_homes_and_fees_of_nothing_say_nothing() -> None:
    assert fees(42, homes=99) == fees(0) == []
