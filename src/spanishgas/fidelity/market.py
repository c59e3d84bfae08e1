"""The fidelity rows of power, consumption, prices, costs and margins."""

from typing import Any

import polars as pl

from spanishgas.fidelity.rules import Ledger
from spanishgas.fidelity.tables import PipelineTables
from spanishgas.tables.base import LABEL
from spanishgas.twin.published import published


def market_rows(ledger: Ledger, tables: PipelineTables) -> None:
    """Every published figure of the market sections."""
    _power_rows(ledger, tables.silver_customers)
    _consumption_rows(ledger, tables)
    _price_rows(ledger, tables)
    _cost_rows(ledger, tables.gold_master)
    _margin_rows(ledger, tables)


def _power_rows(ledger: Ledger, customers: pl.DataFrame) -> None:
    facts = published()["contracted_power_kw"]
    groups = {
        "Residential": customers.filter(segment="Residential"),
        "Second_Residence": customers.filter(pl.col("is_second_residence") == 1),
        "Corporate": customers.filter(segment="Corporate"),
    }
    for name, frame in groups.items():
        ledger.add_all("contracted power", f"kW {name}", facts[name], frame["contracted_power_kw"], "quantile")
    sme = customers.filter(segment="SME")["contracted_power_kw"]
    ledger.add("contracted power", "kW SME, least", facts["SME"]["all"], _least(sme), "quantile")


def _consumption_rows(ledger: Ledger, tables: PipelineTables) -> None:
    facts, gold, readings = published()["consumption"], tables.gold_master, tables.reading_facts
    for name in ("negative_elec_row_share", "negative_gas_row_share"):
        ledger.add_rate("consumption", name, facts[name], readings[name], readings["hourly_rows"])
    for key, figure in facts["negative_gas_m3"].items():
        twin = readings[f"negative_gas_m3 {key}"]
        ledger.add("consumption", f"negative_gas_m3 {key}", figure, twin, "shown" if key == "min" else "quantile")
    for name in ("avg_monthly_elec_kwh", "avg_monthly_gas_m3", "std_monthly_elec_kwh"):
        ledger.add_all("consumption", name, facts[name], gold[name], "quantile")


def _price_rows(ledger: Ledger, tables: PipelineTables) -> None:
    facts, gold = published()["prices"], tables.gold_master
    nameless = tables.bronze_prices["customer_id"].null_count()
    ledger.add("prices", "rows without customer", facts["rows_without_customer_id"], nameless, "count")
    updates = gold["price_update_count"]
    ledger.add_all("prices", "pricing dates a customer", facts["pricing_dates_per_customer"], updates, "quantile")
    trend = gold["elec_price_trend_12m"]
    ledger.add_all("prices", "elec_price_trend_12m", facts["elec_price_trend_12m"], trend, "share")
    for name in ("elec_price_volatility_12m", "elec_price_vs_province_cost_spread"):
        ledger.add_all("prices", name, facts[name], gold[name], "quantile")
    rising: Any = (trend > 0).mean()
    ledger.add("prices", "share of price increases", facts["share_price_increase"], rising, "share")
    constant: Any = (gold["gas_price_trend_12m"] == 0).mean()
    ledger.add("prices", "share with constant gas price", 1.0, constant, "share")


def _cost_rows(ledger: Ledger, gold: pl.DataFrame) -> None:
    facts = published()["costs"]
    for column, name in (
        ("province_avg_elec_cost", "province_avg_elec_cost_eur_kwh"),
        ("province_avg_gas_cost", "province_avg_gas_cost_eur_m3"),
    ):
        ledger.add_all("costs", column, facts[name], gold[column], "quantile")
    ledger.add_all(
        "costs",
        "province_elec_cost_trend",
        facts["province_elec_cost_trend"],
        gold["province_elec_cost_trend"],
        "share",
    )


def _margin_rows(ledger: Ledger, tables: PipelineTables) -> None:
    facts, gold, months = published()["margins_eur_month"], tables.gold_master, tables.silver_market_month
    monthly = months.group_by("customer_id", maintain_order=True).agg(
        pl.col("elec_margin_eur", "gas_margin_eur").mean()
    )
    ledger.add_all("margins", "total", facts["total"], gold["avg_monthly_margin"], "margin")
    ledger.add_all("margins", "electricity", facts["elec"], monthly["elec_margin_eur"], "margin")
    ledger.add_all("margins", "gas", facts["gas"], monthly["gas_margin_eur"], "margin")
    groups = {"segment_median_total": "segment", "median_total_by_churn": LABEL}
    values = {"no_churn": 0, "churn": 1}
    for key, column in groups.items():
        for name, figure in facts[key].items():
            twin: Any = gold.filter(pl.col(column) == values.get(name, name))["avg_monthly_margin"].median()
            ledger.add("margins", f"total median {name}", figure, twin, "margin")
    ledger.add("margins", "least total of a month", facts["min_total_month"], _least(months["margin_eur"]), "shown")
    share = published_gas_share(months)
    ledger.add_all("gas share of revenue", "share", published()["gas_share_of_revenue"], share, "share")


def published_gas_share(silver_market_month: pl.DataFrame) -> pl.Series:
    """Gas share of revenue with the published slip: the yearly fixed part divided by twelve twice."""
    sums = silver_market_month.group_by("customer_id", maintain_order=True).agg(
        gas=(pl.col("gas_variable_revenue_eur") + pl.col("gas_fixed_revenue_eur") / 12).sum(),
        elec=pl.col("elec_revenue_eur").sum(),
    )
    return sums.select((pl.col("gas") / (pl.col("gas") + pl.col("elec"))).alias("share")).to_series()


def _least(values: pl.Series) -> float | None:
    least: Any = values.min()
    return least
