"""What the fidelity page is computed from: tables of one pipeline run on the twin, facts of its readings, metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class ModelMetrics:
    """What an experiment reaches (pr_auc, roc_auc, precision, recall): on its test part alone, and pooled."""

    test: Mapping[str, float]
    pooled: Mapping[str, float]
    """Of the test part and, out of fold, of all others, weighed by the leavers of each."""


@dataclass(frozen=True)
class PipelineTables:
    """What the comparison reads: tables of one run on the twin, under their names, facts of the readings, and truth.

    ``truth`` has one row a customer of the gold table: moods, intents and probabilities as they were.
    """

    gold_master: pl.DataFrame
    silver_customers: pl.DataFrame
    silver_market_month: pl.DataFrame
    silver_interactions: pl.DataFrame
    bronze_prices: pl.DataFrame
    scored_customers: pl.DataFrame
    model_split: pl.DataFrame
    reading_facts: Mapping[str, float]
    truth: pl.DataFrame


def reading_facts(bronze_readings: pl.LazyFrame) -> dict[str, float]:
    """Rows, negative rows and quantiles of negative gas (m3) of the raw hourly readings; one streaming pass each."""
    elec, gas = pl.col("consumption_elec_kwh"), pl.col("consumption_gas_m3")
    counted = bronze_readings.select(
        pl.len().alias("rows"), (elec < 0).sum().alias("elec"), (gas < 0).sum().alias("gas")
    )
    rows, negative_elec, negative_gas = counted.collect(engine="streaming").row(0)
    below = bronze_readings.filter(gas < 0).select(gas.cast(pl.Float64)).collect(engine="streaming").to_series()
    quantiles = {"median": 0.5, "q25": 0.25, "min": 0.0}
    return {
        "hourly_rows": rows,
        "negative_elec_row_share": negative_elec / max(rows, 1),
        "negative_gas_row_share": negative_gas / max(rows, 1),
        **{f"negative_gas_m3 {key}": float(below.quantile(share, "linear") or 0) for key, share in quantiles.items()},
    }
