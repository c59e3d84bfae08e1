"""Statistics over a customer's months whose last bit does not depend on the order of the rows."""

from datetime import date

import polars as pl

from spanishgas.silver.window import in_window


def by_month(*columns: str) -> list[pl.Expr]:
    """Each column as a list in order of month, to be summed with ``.list.sum()`` and the like.

    A sum of floats depends on its order, and Polars takes the liberty to ignore a sort below a plain ``sum``; a list
    it leaves in order.
    """
    return [pl.col(column).sort_by("month").implode() for column in columns]


def province_costs(silver_costs: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Means of the window and relative change from its first to its last month: one row a province, EUR/kWh, EUR/m3."""
    trend = relative_change(pl.col("elec_var_cost_eur_kwh").sort_by("month"))
    return (
        silver_costs.filter(in_window("month", as_of))
        .group_by("province_code")
        .agg(
            trend.alias("province_elec_cost_trend"),
            *by_month("elec_var_cost_eur_kwh", "gas_var_cost_eur_m3"),
        )
        .select(
            "province_code",
            "province_elec_cost_trend",
            pl.col("elec_var_cost_eur_kwh").list.mean().alias("province_avg_elec_cost"),
            pl.col("gas_var_cost_eur_m3").list.mean().alias("province_avg_gas_cost"),
        )
    )


def relative_change(ordered: pl.Expr) -> pl.Expr:
    """(last - first) / first of the known values; null when none is known or the first is 0."""
    known = ordered.drop_nulls()
    first = known.first()
    return pl.when(first != 0).then((known.last() - first) / first)
