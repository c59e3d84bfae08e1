"""Prices of every customer-month: the recorded one, or level by level the best substitute."""

import polars as pl

from spanishgas.silver.price_columns import ELEC_UNIT_PRICES, FIXED_PRICES, PRICES, UNIT_PRICES

KEY = ("customer_id", "month")
CONSUMPTION = {
    **dict(zip(ELEC_UNIT_PRICES, ("elec_peak_kwh", "elec_standard_kwh", "elec_off_peak_kwh"), strict=True)),
    "elec_fixed_fee_eur_month": "elec_kwh",
    "elec_fixed_cost_eur_month": "elec_kwh",
    "market_benchmark_eur_kwh": "elec_kwh",
    "gas_variable_price_eur_m3": "gas_m3",
    "gas_fixed_revenue_eur_year": "gas_m3",
    "gas_fixed_cost_eur_year": "gas_m3",
}
"""The consumption that makes a missing price worth a substitute."""


def with_prices(usage: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """Adds the prices of each customer-month to ``usage`` (which knows ``is_industrial``), and ``is_price_imputed``.

    A price recorded in the month holds. Elsewhere the customer's last known price, then its next known one: for unit
    prices only where the matching consumption is > 0, for fixed lines in every month of supply, because they are due
    whether or not anything was consumed. Then, only where the matching consumption is > 0, the median of residential or
    industrial customers in the month, then the national median of the month (DATA, "Price imputation"). The medians are
    taken over what the levels before them know.
    """
    recorded = usage.join(_recorded_by_month(prices), on=KEY, how="left")
    own = recorded.join(_nearest_by_month(usage, prices), on=KEY, how="left").with_columns(
        _own(name).alias(f"{name}_known") for name in PRICES
    )
    filled = own.with_columns(
        _where_consumed(
            f"{name}_known",
            pl.coalesce(_median(name, "is_industrial", "month"), _median(name, "month")),
            CONSUMPTION[name],
        ).alias(f"{name}_filled")
        for name in PRICES
    )
    imputed = pl.any_horizontal(pl.col(name).is_null() & pl.col(f"{name}_filled").is_not_null() for name in UNIT_PRICES)
    return filled.select(
        *usage.collect_schema().names(),
        *[pl.col(f"{name}_filled").alias(name) for name in PRICES],
        imputed.cast(pl.Int8).alias("is_price_imputed"),
    )


def _recorded_by_month(prices: pl.LazyFrame) -> pl.LazyFrame:
    """The last price recorded in each month, column by column."""
    latest = [pl.col(name).sort_by("pricing_date").drop_nulls().last() for name in PRICES]
    return prices.group_by("customer_id", pl.col("pricing_date").dt.truncate("1mo").alias("month")).agg(latest)


def _nearest_by_month(usage: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """The customer's last known price at each month, else its next known one."""
    nearest = [
        pl.coalesce(
            pl.col(name).forward_fill().over("customer_id"), pl.col(name).backward_fill().over("customer_id")
        ).alias(f"{name}_nearest")
        for name in PRICES
    ]
    months = usage.select(KEY).join(_recorded_by_month(prices), on=KEY, how="full", coalesce=True)
    return months.sort(KEY).select(*KEY, *nearest)


def _own(name: str) -> pl.Expr:
    """What the customer's own price history says, recorded or nearest."""
    nearest = pl.col(f"{name}_nearest")
    return pl.coalesce(name, nearest) if name in FIXED_PRICES else _where_consumed(name, nearest)


def _median(name: str, *groups: str) -> pl.Expr:
    return pl.col(f"{name}_known").median().over(groups)


def _where_consumed(name: str, substitute: pl.Expr, consumption: str | None = None) -> pl.Expr:
    """The value itself, else its substitute if there was consumption to price."""
    is_consumed = pl.col(consumption or CONSUMPTION[name]) > 0
    return pl.coalesce(pl.col(name), pl.when(is_consumed).then(substitute))
