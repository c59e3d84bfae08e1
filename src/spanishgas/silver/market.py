"""Customer-months with prices, costs and margins."""

from datetime import date

import polars as pl

from spanishgas.silver.imputation import with_prices
from spanishgas.silver.price_columns import ELEC_UNIT_PRICES
from spanishgas.silver.window import is_complete

YEARS_PER_MONTH = 1 / 12  # a factor, not a divisor: Polars rounds a division by a constant differently on short columns
TIER_KWH = ("elec_peak_kwh", "elec_standard_kwh", "elec_off_peak_kwh")


def silver_market_month(
    silver_usage_month: pl.LazyFrame,
    silver_prices: pl.LazyFrame,
    silver_costs: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    *,
    as_of: date,
) -> pl.LazyFrame:
    """Consumption, prices, costs, revenues and margins: one row a customer a whole month up to ``as_of``, EUR.

    Electricity margin = sum of tier kWh x tier price + fixed fee - kWh x (variable cost + peaje) - fixed cost; gas
    margin = m3 x price + fixed revenue/12 - m3 x variable cost - fixed cost/12; a missing input counts 0
    (DATA, "Margin of a customer-month").
    """
    place = silver_customers.select("customer_id", "province_code", "is_industrial")
    usage = silver_usage_month.filter(is_complete("month", as_of)).join(place, on="customer_id", how="left")
    visible_prices = silver_prices.filter(pl.col("pricing_date") <= as_of)
    priced = with_prices(usage, visible_prices).join(silver_costs, on=["month", "province_code"], how="left")
    return (
        priced.with_columns(_revenues())
        .with_columns(_margins())
        .with_columns((pl.col("elec_margin_eur") + pl.col("gas_margin_eur")).alias("margin_eur"))
        .drop("province_code", "is_industrial")
        .sort("customer_id", "month")
    )


def _revenues() -> list[pl.Expr]:
    energy = [_product(kwh, price) for kwh, price in zip(TIER_KWH, ELEC_UNIT_PRICES, strict=True)]
    return [
        (energy[0] + energy[1] + energy[2] + _known("elec_fixed_fee_eur_month")).alias("elec_revenue_eur"),
        _product("gas_m3", "gas_variable_price_eur_m3").alias("gas_variable_revenue_eur"),
        (_known("gas_fixed_revenue_eur_year") * YEARS_PER_MONTH).alias("gas_fixed_revenue_eur"),
    ]


def _margins() -> list[pl.Expr]:
    elec_unit_cost = _known("elec_var_cost_eur_kwh") + _known("peaje_elec_eur_kwh")
    elec_cost = _known("elec_kwh") * elec_unit_cost + _known("elec_fixed_cost_eur_month")
    gas_cost = _product("gas_m3", "gas_var_cost_eur_m3") + _known("gas_fixed_cost_eur_year") * YEARS_PER_MONTH
    gas_revenue = pl.col("gas_variable_revenue_eur") + pl.col("gas_fixed_revenue_eur")
    return [
        (pl.col("elec_revenue_eur") - elec_cost).alias("elec_margin_eur"),
        (gas_revenue - gas_cost).alias("gas_margin_eur"),
    ]


def _known(column: str) -> pl.Expr:
    return pl.col(column).fill_null(0.0)


def _product(quantity: str, price: str) -> pl.Expr:
    return _known(quantity) * _known(price)
