"""Costs of energy and network by province and month, one layout."""

from datetime import date

import polars as pl

from spanishgas.silver.dearer_gas import KWH_PER_GAS_M3, dearer_gas_findings
from spanishgas.silver.names import Names
from spanishgas.silver.window import is_complete, last_complete_month
from spanishgas.tables.findings import Audited, Finding

COST_COLUMNS = ("elec_var_cost_eur_kwh", "gas_var_cost_eur_m3", "peaje_elec_eur_kwh")


def silver_costs(bronze_costs: pl.LazyFrame, *, as_of: date, names: Names) -> Audited:
    """Costs of whole months up to ``as_of``: one row a month a province, EUR/kWh and EUR/m3.

    The long layout becomes the wide one; gas costs per kWh are multiplied by 11 kWh/m3 (DATA, "Facts"). Of the long
    layout only variable costs and the electricity network cost have a place in the margin rule; its fixed costs are
    left to the price history. Of two rows with the same key the higher cost counts: the cautious reading; they are
    counted, and so are the rows of later months, and costs of 0.
    """
    commodity = names.standard("commodity", "product")
    elec, gas, wide = (commodity == "electricity", commodity == "gas", pl.col("commodity").is_null())
    variable = pl.col("variable_cost_eur_kwh")
    known = bronze_costs.filter(is_complete("month", as_of))
    table = (
        known.select(
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
    unknown = names.unknown(bronze_costs, "silver_costs", "commodity", "product")
    swapped = dearer_gas_findings(table, "silver_costs", electricity="elec_var_cost_eur_kwh", gas="gas_var_cost_eur_m3")
    apart = _zero(table) + _left_out(known) + swapped
    return Audited(table, _later(bronze_costs, as_of) + _doubled(known, commodity) + apart + unknown)


def _later(costs: pl.LazyFrame, as_of: date) -> list[Finding]:
    """Months that were not over at ``as_of``, and the months up to it that the file does not reach."""
    last = last_complete_month(as_of)
    months = costs.select("month").collect()["month"]
    if months.is_empty():
        return []
    later = int((months > last).sum())
    findings: list[Finding] = []
    if later:
        text = f"{later:,} of {len(months):,} costs are of months not over on {as_of}: not seen."
        findings.append(Finding("silver", "silver_costs", "month", "after_as_of", float(later), None, "info", text))
    newest = months.filter(months <= last).max()
    if newest != last:
        ends = f"end with {newest:%Y-%m}" if newest else f"begin with {months.min():%Y-%m}"
        text = f"The costs {ends}, and {last:%Y-%m} is the last whole month at {as_of}: margins count what lacks as 0."
        findings.append(Finding("silver", "silver_costs", "month", "months_missing", 1.0, None, "warning", text))
    return findings


def _zero(table: pl.LazyFrame) -> list[Finding]:
    """Energy and its transport cost something everywhere and in every month."""
    rows, *zeros = table.select(pl.len(), *((pl.col(name) == 0).sum() for name in COST_COLUMNS)).collect().row(0)
    return [
        Finding(
            "silver", "silver_costs", name, "zero_cost", float(zero), None, "warning",
            f"{zero:,} of {rows:,} months of provinces have a cost of 0 in {name}, which margins count: is it missing?",
        )
        for name, zero in zip(COST_COLUMNS, zeros, strict=True)
        if zero
    ]  # fmt: skip


def _left_out(costs: pl.LazyFrame) -> list[Finding]:
    """Fixed costs of the long layout, which the price history says by customer."""
    is_some = pl.col("fixed_cost_eur_month") != 0
    rows, count = costs.select(pl.len(), is_some.sum().alias("count")).collect().row(0)
    if not count:
        return []
    text = f"{count:,} of {rows:,} costs have a fixed cost, which no margin counts: fixed costs come with the prices."
    column = "fixed_cost_eur_month"
    return [Finding("silver", "silver_costs", column, "left_out", float(count), None, "info", text)]


def _doubled(costs: pl.LazyFrame, commodity: pl.Expr) -> list[Finding]:
    key = ["month", "province_code", "commodity"]
    twice = costs.with_columns(commodity=commodity).filter(pl.struct(key).is_duplicated()).sort(key).collect()
    if twice.is_empty():
        return []
    month, province = twice.row(0, named=True)["month"], twice.row(0, named=True)["province_code"]
    text = (
        f"{twice.height:,} cost rows share their month and province with another, such as {month:%Y-%m} in {province}: "
        "the higher cost counts."
    )
    found = Finding(
        "silver", "silver_costs", ", ".join(key), "duplicate_key", float(twice.height), None, "warning", text
    )
    return [found]
