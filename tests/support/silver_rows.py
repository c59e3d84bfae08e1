"""Small typed silver frames for tests of features."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from support.bronze_rows import rows

from spanishgas.tables.silver import (
    SilverContracts,
    SilverCosts,
    SilverCustomers,
    SilverInteractions,
    SilverMarketMonth,
    SilverPrices,
)


def silver_customer_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {
        "customer_id": "C1",
        "province_code": "28",
        "segment": "Residential",
        "is_industrial": 0,
        "is_high_competition_province": 0,
        "is_second_residence": 0,
        "sales_channel": "Office",
    }
    return rows(SilverCustomers, [defaults | dict(record) for record in records])


def silver_contract_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {
        "customer_id": "C1",
        "customer_first_activation_date": date(2020, 1, 1),
        "contract_start_date": date(2024, 1, 1),
        "next_renewal_date": date(2025, 3, 1),
    }
    return rows(SilverContracts, [defaults | dict(record) for record in records])


def silver_market_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    """Customer-months; what is not said is 0, prices are unknown."""
    zero = dict.fromkeys(
        [
            name
            for name in SilverMarketMonth.column_names()
            if name.endswith(("_kwh", "_m3", "_eur")) and "price" not in name
        ],
        0.0,
    )
    unknown = {"market_benchmark_eur_kwh": None, "elec_var_cost_eur_kwh": None, "gas_var_cost_eur_m3": None}
    defaults = {"customer_id": "C1", "month": date(2024, 12, 1), **zero, **unknown}
    return rows(SilverMarketMonth, [defaults | dict(record) for record in records])


def silver_price_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    return rows(SilverPrices, [{"customer_id": "C1", "pricing_date": date(2024, 1, 1)} | dict(r) for r in records])


def silver_cost_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    return rows(SilverCosts, [{"month": date(2024, 1, 1), "province_code": "28"} | dict(r) for r in records])


def silver_interaction_rows(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {
        "customer_id": "C1",
        "interaction_date": date(2024, 12, 1),
        "intent": "Contract Renewal",
        "sentiment_score": 0.0,
        "sentiment_label": "neutral",
    }
    return rows(SilverInteractions, [defaults | dict(record) for record in records])
