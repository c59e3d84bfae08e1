"""The whole of gold for five made-up customers whose stories can be followed by hand, as one readable table.

Where a change of a rule is meant, `REWRITE_GOLDEN=1 pytest tests/golden` writes the table anew: read the diff.
"""

import os
from datetime import date
from pathlib import Path

import polars as pl
from support import bronze_rows as bronze
from support.gold_chain import Inputs, tables

AS_OF = date(2024, 12, 31)
GOLDEN = Path(__file__).with_name("gold_master.csv")


def customer(number: int, **known: object) -> dict[str, object]:
    usual = {"is_industrial": 0, "province_code": "28", "contracted_power_kw": 4.6, "sales_channel": "oficina"}
    return {"customer_id": f"C{number:05d}", **usual, **known}


def inputs() -> Inputs:
    """A loyal home, a dual-fuel second home, an angry online customer, a shop with a price rise, a silent company."""
    people = [
        customer(1, is_high_competition_province=0, is_second_residence=0),
        customer(2, is_high_competition_province=1, is_second_residence=1, province_code="17"),
        customer(3, is_high_competition_province=1, is_second_residence=0, sales_channel="comparador"),
        customer(4, is_high_competition_province=0, is_second_residence=0, is_industrial=1, contracted_power_kw=10.0),
        customer(5, is_high_competition_province=0, is_second_residence=0, is_industrial=1, contracted_power_kw=40.0),
    ]
    starts = [date(2015, 3, 1), date(2024, 2, 1), date(2024, 9, 15), date(2022, 12, 31), date(2020, 1, 1)]
    renewals = [date(2025, 8, 28), date(2025, 2, 1), date(2025, 1, 15), date(2024, 12, 31), date(2026, 1, 1)]
    contracts = [
        {
            "customer_id": person["customer_id"],
            "customer_first_activation_date": start,
            "contract_start_date": start,
            "next_renewal_date": renewal,
            "contract_status": "active",
        }
        for person, start, renewal in zip(people, starts, renewals, strict=True)
    ]
    peak = {1: [0.15] * 12, 2: [0.15] * 12, 3: [0.14] * 6 + [0.16] * 6, 4: [0.10 + 0.005 * m for m in range(12)]}
    prices = [
        {
            "customer_id": f"C{number:05d}",
            "pricing_date": month,
            "variable_price_tier1_eur_kwh": price,
            "variable_price_tier2_eur_kwh": 0.12,
            "variable_price_tier3_eur_kwh": 0.09,
            "elec_fixed_fee_eur_month": 7.0,
            "elec_fixed_cost_eur_month": 4.0,
            "gas_variable_price_eur_m3": 0.8,
            "gas_fixed_revenue_eur_year": 66.0,
            "gas_fixed_cost_eur_year": 6.0,
        }
        for number, path in peak.items()
        for month, price in zip(bronze.months(), path, strict=True)
    ]
    costs = [
        {
            "month": month,
            "province_code": province,
            "elec_var_cost_eur_kwh": 0.07 + 0.001 * index,
            "gas_var_cost_eur_m3": 0.75,
            "peaje_elec_eur_kwh": 0.05,
        }
        for province in ("17", "28")
        for index, month in enumerate(bronze.months())
    ]
    contacts = [
        (2, date(2024, 11, 20), "Cust called re: renewal. Happy with the service."),
        (3, date(2024, 7, 1), "General question about the account."),
        (3, date(2024, 11, 30), "Cliente muy enfadado, pone una queja. Servicio pésimo."),
    ]
    usage = [
        {
            "customer_id": f"C{number:05d}",
            "month": month,
            "elec_peak_kwh": 10.0 * number,
            "elec_standard_kwh": 20.0 * number,
            "elec_off_peak_kwh": 30.0 * number,
            "elec_kwh": 60.0 * number,
            "gas_m3": 25.0 if number == 2 else 0.0,
            "reading_hours": 720,
        }
        for number in (1, 2, 3, 4)
        for month in bronze.months()
    ]
    return Inputs(
        customers=bronze.customers(*people),
        contracts=bronze.contracts(*contracts),
        prices=bronze.prices(*prices),
        costs=bronze.costs(*costs),
        interactions=bronze.interactions(
            *[
                {"customer_id": f"C{number:05d}", "interaction_date": day, "interaction_summary": text}
                for number, day, text in contacts
            ]
        ),
        labels=bronze.labels(
            *[
                {"customer_id": f"C{number:05d}", "churned_within_horizon": int(number == 3), "label_date": AS_OF}
                for number in (1, 2, 3, 4)
            ]
        ),
        usage=bronze.usage(*usage),
    )


def readable(gold: pl.DataFrame) -> pl.DataFrame:
    """A column a customer, a row a feature, numbers with twelve significant digits."""
    words = gold.select(pl.selectors.float().map_elements(lambda x: f"{x:.12g}", return_dtype=pl.String))
    return (
        gold.with_columns(words)
        .cast(pl.String)
        .transpose(include_header=True, header_name="feature", column_names="customer_id")
    )


def test_gold_of_five_customers_is_the_golden_table() -> None:
    table = readable(tables(inputs(), AS_OF)["gold_master"])
    if os.environ.get("REWRITE_GOLDEN"):
        table.write_csv(GOLDEN)
    golden = pl.read_csv(GOLDEN, infer_schema=False)
    changed = table.join(golden, on=table.columns, how="anti", nulls_equal=True)
    assert changed.rows() == []
    assert table["feature"].to_list() == golden["feature"].to_list()
