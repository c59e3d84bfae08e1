"""Tier MP core: how much a customer uses and pays, and against what."""

from datetime import date

import polars as pl

from spanishgas.features.monthly import by_month, province_costs
from spanishgas.silver.market import TIER_KWH
from spanishgas.silver.price_columns import ELEC_UNIT_PRICES
from spanishgas.silver.window import in_window
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesMarketCore


def features_market_core(
    silver_customers: pl.LazyFrame,
    silver_market_month: pl.LazyFrame,
    silver_prices: pl.LazyFrame,
    silver_costs: pl.LazyFrame,
    *,
    as_of: date,
) -> pl.LazyFrame:
    """Consumption, prices paid and province costs of the window: one row a customer, kWh, m3, EUR/kWh, EUR/m3.

    Prices are weighted by consumption; null where nothing was consumed at a known price. Source: FEATURES, MP core.
    """
    months = silver_market_month.filter(in_window("month", as_of)).with_columns(_bills())
    updates = silver_prices.filter(in_window("pricing_date", as_of)).group_by("customer_id")
    costs = province_costs(silver_costs, as_of)
    return (
        silver_customers.select("customer_id", "province_code")
        .join(_by_customer(months), on="customer_id", how="left")
        .join(updates.agg(pl.col("pricing_date").n_unique().alias("price_update_count")), on="customer_id", how="left")
        .join(costs, on="province_code", how="left")
        .with_columns(
            (pl.col("avg_elec_price_eur_kwh") / pl.col("benchmark") - 1).alias("price_vs_benchmark"),
            pl.col("price_update_count").fill_null(0),
        )
        .pipe(of_schema, FeaturesMarketCore)
        .sort("customer_id")
    )


def _bills() -> list[pl.Expr]:
    """What each month adds to the weighted prices: the bill at known prices, and the consumption it pays for."""
    pairs = list(zip(TIER_KWH, ELEC_UNIT_PRICES, strict=True))
    bill = [(pl.col(kwh) * pl.col(price)).fill_null(0.0) for kwh, price in pairs]
    priced = [pl.when(pl.col(price).is_not_null()).then(pl.col(kwh)).fill_null(0.0) for kwh, price in pairs]
    gas_price, benchmark = pl.col("gas_variable_price_eur_m3"), pl.col("market_benchmark_eur_kwh")
    return [
        (bill[0] + bill[1] + bill[2]).alias("elec_bill"),
        (priced[0] + priced[1] + priced[2]).alias("elec_priced_kwh"),
        (pl.col("gas_m3") * gas_price).alias("gas_bill"),
        pl.when(gas_price.is_not_null()).then("gas_m3").alias("gas_priced_m3"),
        (pl.col("elec_kwh") * benchmark).alias("benchmark_bill"),
        pl.when(benchmark.is_not_null()).then("elec_kwh").alias("benchmark_kwh"),
        (pl.col("gas_variable_revenue_eur") + pl.col("gas_fixed_revenue_eur")).alias("gas_revenue"),
    ]


def _by_customer(months: pl.LazyFrame) -> pl.LazyFrame:
    lists = months.group_by("customer_id").agg(by_month(*SUMMED))
    return lists.select("customer_id", *_consumption(), *_prices())


SUMMED = (
    "elec_kwh",
    "gas_m3",
    "elec_bill",
    "elec_priced_kwh",
    "gas_bill",
    "gas_priced_m3",
    "benchmark_bill",
    "benchmark_kwh",
    "gas_revenue",
    "elec_revenue_eur",
)


def _consumption() -> list[pl.Expr]:
    elec, gas = pl.col("elec_kwh").list, pl.col("gas_m3").list
    return [
        elec.mean().alias("avg_monthly_elec_kwh"),
        elec.sum().alias("total_elec_kwh_12m"),
        gas.mean().alias("avg_monthly_gas_m3"),
        gas.sum().alias("total_gas_m3_12m"),
    ]


def _prices() -> list[pl.Expr]:
    gas = _total("gas_revenue")
    return [
        _share(_total("elec_bill"), _total("elec_priced_kwh")).alias("avg_elec_price_eur_kwh"),
        _share(_total("gas_bill"), _total("gas_priced_m3")).alias("avg_gas_price_eur_m3"),
        _share(_total("benchmark_bill"), _total("benchmark_kwh")).alias("benchmark"),
        _share(gas, gas + _total("elec_revenue_eur")).alias("gas_share_of_revenue"),
    ]


def _total(column: str) -> pl.Expr:
    return pl.col(column).list.sum()


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)
