"""Statistics over a customer's months whose last bit does not depend on the order of the rows."""

from datetime import date

import polars as pl

from spanishgas.silver.window import in_window


def by_month(column: str) -> pl.Expr:
    """A column in order of month: sums of floats depend on their order."""
    return pl.col(column).sort_by("month")


def province_costs(silver_costs: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Means of the window and relative change from its first to its last month: one row a province, EUR/kWh, EUR/m3."""
    elec = by_month("elec_var_cost_eur_kwh")
    return (
        silver_costs.filter(in_window("month", as_of))
        .group_by("province_code")
        .agg(
            elec.mean().alias("province_avg_elec_cost"),
            by_month("gas_var_cost_eur_m3").mean().alias("province_avg_gas_cost"),
            relative_change(elec).alias("province_elec_cost_trend"),
        )
    )


def relative_change(ordered: pl.Expr) -> pl.Expr:
    """(last - first) / first of the known values; null when none is known or the first is 0."""
    known = ordered.drop_nulls()
    first = known.first()
    return pl.when(first != 0).then((known.last() - first) / first)
