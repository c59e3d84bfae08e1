"""The steps of the bakery that run once per raw file. They import little, because all that they import is hashed."""

from typing import Any

import polars as pl

from spanishgas.tables.findings import Audited, Finding


def noticed(table: str, severity: Any = "info", layer: str = "silver", message: str = "") -> Finding:
    return Finding(layer, table, "grams", "odd", 1.0, None, severity, message or f"{table} is odd")


def bronze_flour(raw_flour: list[Any], *, seed: int) -> Audited:
    frame = pl.concat([raw.frame for raw in raw_flour])
    grams = pl.col("grams").cast(pl.Float64) + (seed - 42)
    return Audited(frame.select("loaf", grams), [noticed("bronze_flour", layer="bronze")])


def silver_crumbs(bronze_flour: pl.LazyFrame, *, names: Any, threads: int) -> pl.LazyFrame:
    return bronze_flour.with_columns(grams=pl.col("grams") / 100)
