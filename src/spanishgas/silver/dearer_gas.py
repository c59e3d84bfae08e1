"""A kWh of electricity is made from more than one kWh of fuel: where gas is the dearer, the two are swapped."""

import polars as pl

from spanishgas.tables.findings import Finding

KWH_PER_GAS_M3 = 11
_JUDGED_FROM = 100


def dearer_gas_findings(table: pl.LazyFrame, name: str, *, electricity: str, gas: str) -> list[Finding]:
    """Whether the median of ``gas`` (EUR/m3) is above that of ``electricity`` (EUR/kWh), each for a kWh.

    A warning, because in a crisis of gas alone it may be so for months. Fewer than 100 rows with either say nothing.
    """
    elec, of_gas = pl.col(electricity), pl.col(gas) / KWH_PER_GAS_M3
    row = table.select(elec.count().alias("n"), of_gas.count().alias("n_gas"), elec.median(), of_gas.median())
    rows, gas_rows, elec_median, gas_median = row.collect().row(0)
    if min(rows, gas_rows) < _JUDGED_FROM or gas_median <= elec_median:
        return []
    text = (
        f"A kWh of gas costs {gas_median:.3g} EUR (median of {gas}, at {KWH_PER_GAS_M3} kWh/m3) and one of electricity "
        f"{elec_median:.3g} ({electricity}): gas is the cheaper one in ordinary years. Are the two swapped?"
    )
    return [Finding("silver", name, gas, "dearer_gas", gas_median, elec_median, "warning", text)]
