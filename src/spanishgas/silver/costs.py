"""Costs of energy and network by province and month, one layout."""

from datetime import date

import polars as pl

from spanishgas.silver.names import Names
from spanishgas.silver.window import is_complete

KWH_PER_GAS_M3 = 11
COST_COLUMNS = ("elec_var_cost_eur_kwh", "gas_var_cost_eur_m3", "peaje_elec_eur_kwh")


def silver_costs(bronze_costs: pl.LazyFrame, *, as_of: date, names: Names) -> pl.LazyFrame:
    """Costs of whole months up to ``as_of``: one row a month a province, EUR/kWh and EUR/m3.

    The long layout becomes the wide one; gas costs per kWh are multiplied by 11 kWh/m3 (DATA, "Facts"). Of the long
    layout only variable costs and the electricity network cost have a place in the margin rule; its fixed costs are
    left to the price history. Of two rows with the same key the higher cost counts: the cautious reading.
    """
    commodity = names.standard("commodity", "product")
    elec, gas, wide = (commodity == "electricity", commodity == "gas", pl.col("commodity").is_null())
    variable = pl.col("variable_cost_eur_kwh")
    return (
        bronze_costs.filter(is_complete("month", as_of))
        .select(
            "month",
            "province_code",
            pl.when(wide).then("elec_var_cost_eur_kwh").when(elec).then(variable).alias("elec_var_cost_eur_kwh"),
            pl.when(wide)
            .then("gas_var_cost_eur_m3")
            .when(gas)
            .then(variable * KWH_PER_GAS_M3)
            .alias("gas_var_cost_eur_m3"),
            pl.when(wide)
            .then("peaje_elec_eur_kwh")
            .when(elec)
            .then("network_cost_eur_kwh")
            .alias("peaje_elec_eur_kwh"),
        )
        .group_by("month", "province_code")
        .agg(pl.col(COST_COLUMNS).max())
        .sort("month", "province_code")
    )
