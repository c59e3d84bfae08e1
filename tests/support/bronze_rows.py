"""Small typed frames for tests: say only the columns that matter, the schema types the rest as null."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from spanishgas.tables.bronze import (
    BronzeContracts,
    BronzeCosts,
    BronzeCustomers,
    BronzeInteractions,
    BronzeLabels,
    BronzePrices,
)
from spanishgas.tables.usage import SilverUsageMonth

AS_OF = date(2024, 12, 31)
BEFORE = date(2024, 9, 30)


def rows(schema: type[dy.Schema], records: Iterable[Mapping[str, Any]]) -> pl.LazyFrame:
    """Records as a frame typed by the schema; columns not mentioned are null."""
    types = {name: column.dtype for name, column in schema.columns().items()}
    records = list(records)
    unknown = {name for record in records for name in record} - set(types)
    assert not unknown, f"{schema.__name__} has no column {unknown}"
    return pl.DataFrame([{name: record.get(name) for name in types} for record in records], schema=types).lazy()


def customers(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {"customer_id": "C1", "province_code": "28", "is_industrial": 0, "contracted_power_kw": 4.6}
    return rows(BronzeCustomers, [defaults | dict(record) for record in records])


def contracts(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {
        "customer_id": "C1",
        "customer_first_activation_date": date(2020, 1, 1),
        "contract_start_date": date(2024, 1, 1),
        "next_renewal_date": date(2025, 3, 1),
    }
    return rows(BronzeContracts, [defaults | dict(record) for record in records])


def prices(*records: Mapping[str, Any]) -> pl.LazyFrame:
    return rows(BronzePrices, [{"customer_id": "C1", "pricing_date": date(2024, 1, 1)} | dict(r) for r in records])


def tariff_prices(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {
        "pricing_date": date(2024, 1, 1),
        "product_type": "electricity",
        "tariff_type": "2.0TD",
        "region_code": "R1",
        "price_eur_kwh": 0.15,
    }
    return rows(BronzePrices, [defaults | dict(record) for record in records])


def costs(*records: Mapping[str, Any]) -> pl.LazyFrame:
    return rows(BronzeCosts, [{"month": date(2024, 1, 1), "province_code": "28"} | dict(record) for record in records])


def interactions(*records: Mapping[str, Any]) -> pl.LazyFrame:
    defaults = {"customer_id": "C1", "interaction_date": date(2024, 11, 1)}
    return rows(BronzeInteractions, [defaults | dict(record) for record in records])


def labels(*records: Mapping[str, Any]) -> pl.LazyFrame:
    return rows(BronzeLabels, [{"customer_id": "C1", "churned_within_horizon": 0} | dict(record) for record in records])


def usage(*records: Mapping[str, Any]) -> pl.LazyFrame:
    """Customer-months; ``elec_kwh`` is the sum of the tiers unless it is given."""
    tiers = ("elec_peak_kwh", "elec_standard_kwh", "elec_off_peak_kwh")
    defaults = {"customer_id": "C1", "month": date(2024, 1, 1), "gas_m3": 0.0, "reading_hours": 744}
    complete = [defaults | dict.fromkeys(tiers, 0.0) | dict(record) for record in records]
    return rows(SilverUsageMonth, [{"elec_kwh": sum(record[tier] for tier in tiers)} | record for record in complete])


def months(year: int = 2024) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]
