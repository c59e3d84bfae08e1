"""Tier MP risk: how unsteady a customer's consumption, prices and margins are."""

from datetime import date

import polars as pl

from spanishgas.features.flags import as_flag
from spanishgas.features.monthly import by_month, province_costs, relative_change
from spanishgas.silver.window import in_window
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesMarketRisk

PEAK_PRICE = "variable_price_tier1_eur_kwh"


def features_market_risk(
    silver_customers: pl.LazyFrame,
    silver_market_month: pl.LazyFrame,
    silver_prices: pl.LazyFrame,
    silver_costs: pl.LazyFrame,
    *,
    as_of: date,
) -> pl.LazyFrame:
    """Spread and trend of the window: one row a customer, kWh, m3, EUR and shares.

    Price trends are those of recorded prices, not of substitutes; ``std`` is the sample standard deviation. Source:
    FEATURES, MP risk.
    """
    months = silver_market_month.filter(in_window("month", as_of))
    prices = silver_prices.filter(in_window("pricing_date", as_of))
    return (
        silver_customers.select("customer_id", "province_code")
        .join(_by_customer(months, as_of), on="customer_id", how="left")
        .join(prices.group_by("customer_id").agg(_price_trends()), on="customer_id", how="left")
        .join(province_costs(silver_costs, as_of), on="province_code", how="left")
        .with_columns(
            pl.col("active_months_count", "negative_margin_months").fill_null(0),
            elec_price_volatility_12m=pl.col("peak_prices").list.std(),
            is_price_increase=as_flag(pl.col("elec_price_trend_12m") > 0),
            elec_price_vs_province_cost_spread=pl.col("last_peak_price") - pl.col("province_avg_elec_cost"),
        )
        .pipe(of_schema, FeaturesMarketRisk)
        .sort("customer_id")
    )


def _by_customer(months: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    is_active = (pl.col("elec_kwh") > 0) | (pl.col("gas_m3") > 0)
    lists = months.group_by("customer_id").agg(
        *by_month("elec_kwh", "gas_m3", "margin_eur"),
        _margins(as_of, skip=0).alias("last_margins"),
        _margins(as_of, skip=3).alias("earlier_margins"),
        is_active.sum().alias("active_months_count"),
        (pl.col("margin_eur") < 0).sum().alias("negative_margin_months"),
    )
    return lists.with_columns(
        pl.col("elec_kwh").list.std().alias("std_monthly_elec_kwh"),
        pl.col("gas_m3").list.std().alias("std_monthly_gas_m3"),
        pl.col("margin_eur").list.std().alias("std_margin"),
        pl.col("margin_eur").list.min().alias("min_monthly_margin"),
        (pl.col("last_margins").list.mean() - pl.col("earlier_margins").list.mean()).alias("rolling_margin_trend"),
    )


def _margins(as_of: date, *, skip: int) -> pl.Expr:
    quarter = in_window("month", as_of, months=3, skip=skip)
    return pl.col("margin_eur").filter(quarter).sort_by(pl.col("month").filter(quarter)).implode()


def _price_trends() -> list[pl.Expr]:
    peak = pl.col(PEAK_PRICE).sort_by("pricing_date")
    return [
        relative_change(peak).alias("elec_price_trend_12m"),
        relative_change(pl.col("gas_variable_price_eur_m3").sort_by("pricing_date")).alias("gas_price_trend_12m"),
        peak.implode().alias("peak_prices"),
        peak.drop_nulls().last().alias("last_peak_price"),
    ]
