"""The same files as another utility writes them: other column names, prices by tariff, costs by commodity."""

from typing import Literal

import polars as pl

Layout = Literal["customer", "tariff"]
GAS_KWH_PER_M3 = 11
READING_NAMES = {"timestamp": "timestamp_utc", "consumption_elec_kwh": "elec_kwh", "consumption_gas_m3": "gas_m3"}
_OTHER_NAMES = {
    "customer_attributes": {"province_code": "province"},
    "customer_contracts": {"next_renewal_date": "contract_end_date"},
    "customer_interactions": {"date": "interaction_ts"},
    "churn_label": {"churned_within_horizon": "churn"},
}


def tariff_layout(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The small files by name in the *tariff* layout of DATA; fees are not in it, so prices lose detail."""
    customers = tables["customer_attributes"]
    other = {
        "customer_attributes": customers.with_columns(is_industrial=_customer_type()).rename(
            {"is_industrial": "customer_type"}
        ),
        "price_history": _prices_by_tariff(tables["price_history"], customers),
        "costs_by_province_month": _costs_by_commodity(tables["costs_by_province_month"]),
    }
    return {name: other.get(name, table).rename(_OTHER_NAMES.get(name, {})) for name, table in tables.items()}


def _customer_type() -> pl.Expr:
    business = pl.when(pl.col("contracted_power_kw") > 10).then(pl.lit("corporate")).otherwise(pl.lit("sme"))
    return pl.when(pl.col("is_industrial") == 1).then(business).otherwise(pl.lit("residential"))


def _prices_by_tariff(prices: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Mean price of each date, product, tariff and region, EUR/kWh."""
    key = ["price_date", "product_type", "tariff_type", "region_code"]
    tiers = [pl.col(f"variable_price_tier{tier}_eur_kwh").replace(0.0, None) for tier in (1, 2, 3)]
    known = prices.drop_nulls("customer_id").join(
        customers.select("customer_id", "tariff_type", region_code="region"), on="customer_id"
    )
    by_product = {"electricity": pl.mean_horizontal(tiers), "gas": pl.col("gas_variable_price_eur_m3") / GAS_KWH_PER_M3}
    parts = [
        known.select(
            price_date="pricing_date",
            product_type=pl.lit(product),
            tariff_type="tariff_type",
            region_code="region_code",
            price_eur_per_kwh=price,
            market_benchmark_eur_per_kwh="market_benchmark_eur_kwh",
        )
        for product, price in by_product.items()
    ]
    return pl.concat(parts).group_by(key, maintain_order=True).agg(pl.all().mean().round(6)).sort(key)


def _costs_by_commodity(costs: pl.DataFrame) -> pl.DataFrame:
    """One row a month, province and commodity; all costs per kWh."""
    elec = {"variable_cost_eur_per_kwh": "elec_var_cost_eur_kwh", "network_cost_eur_per_kwh": "peaje_elec_eur_kwh"}
    gas = {
        "variable_cost_eur_per_kwh": (pl.col("gas_var_cost_eur_m3") / GAS_KWH_PER_M3).round(8),
        "network_cost_eur_per_kwh": pl.lit(0.0),
    }
    parts = [
        costs.select(
            cost_month="month",
            province="province_code",
            commodity=pl.lit(commodity),
            fixed_cost_eur_month=pl.lit(0.0),
            **columns,
        )
        for commodity, columns in (("electricity", elec), ("gas", gas))
    ]
    return pl.concat(parts).sort("cost_month", "province", "commodity")
