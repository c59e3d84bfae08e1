"""A run says which months its readings lack, and refuses to look from a day they do not reach."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from conftest import run

from spanishgas.errors import InputError
from spanishgas.lake import Lake

READINGS = "raw/consumption_hourly_2024.parquet"


def keep_readings(lake: Lake, kept: pl.Expr) -> None:
    path = Path(lake.root) / READINGS
    rest = pl.read_parquet(path).filter(kept)
    path.unlink()
    rest.write_parquet(path)


def test_a_day_that_the_readings_do_not_reach_is_refused_with_both_months(lake_copy: Lake) -> None:
    with pytest.raises(InputError, match=r"end with 2024-12.*2025-01.*--as-of 2024-12-31"):
        run(lake_copy, "score", as_of=date(2025, 1, 31))


def test_half_a_last_month_is_refused_with_its_share(lake_copy: Lake) -> None:
    keep_readings(lake_copy, pl.col("timestamp") < pl.datetime(2024, 12, 16))
    with pytest.raises(InputError, match=r"2024-12.*48\.\d %"):
        run(lake_copy, "score", as_of=date(2024, 12, 31))


def test_a_month_with_fewer_hours_than_expected_is_a_finding_that_names_it(lake_copy: Lake) -> None:
    keep_readings(lake_copy, pl.col("timestamp").dt.date() != date(2024, 5, 7))
    findings = run(lake_copy, "score", as_of=date(2024, 12, 31)).findings
    short = [finding for finding in findings if finding.check == "short_months"]
    assert len(short) == 1
    assert "2024-05" in short[0].message
