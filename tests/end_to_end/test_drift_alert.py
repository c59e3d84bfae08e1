"""Drift of a book whose prices jumped is an alert: in the log, in the findings, in the summary's figures."""

from pathlib import Path

import polars as pl
from conftest import run

from spanishgas.lake import Lake


def test_a_price_shock_is_reported_as_drift(lake_copy: Lake) -> None:
    path = Path(lake_copy.root) / "raw/price_history.csv"
    prices = pl.read_csv(path, infer_schema=False)
    shocked = pl.col("variable_price_tier1_eur_kwh").cast(pl.Float64) * 1.25
    is_late = pl.col("pricing_date") >= "2024-10-01"
    prices.with_columns(
        pl.when(is_late).then(shocked.cast(pl.String)).otherwise("variable_price_tier1_eur_kwh")
        .alias("variable_price_tier1_eur_kwh")
    ).write_csv(path)  # fmt: skip
    record = run(lake_copy, mode="score")
    alert = next(finding for finding in record.findings if finding.check == "drift")
    assert (alert.severity, alert.column) == ("warning", "ratio")
    assert alert.value > record.policy.drift.maximum_ratio
    assert "elec_price" in alert.message
    assert record.metrics.drift_level == "act"


def test_the_same_book_again_is_no_drift(lake_copy: Lake) -> None:
    record = run(lake_copy, mode="score")
    assert record.metrics.columns_compared > 60
    assert record.metrics.columns_drifted == 0
