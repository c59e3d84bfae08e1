"""What holds for whole runs: order changes nothing, the future changes nothing, totals are conserved."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from conftest import AS_OF, run

from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord
from spanishgas.run.store import load_record, table_key

READINGS = "consumption_hourly_2024.parquet"
CSV_FILES = ("churn_label", "customer_attributes", "customer_contracts", "price_history", "costs_by_province_month")
BYTES_OF = ("gold_master", "scored_customers", "recommendations", "drift_results", "quality_findings")


def outputs(lake: Lake, record: RunRecord, names: tuple[str, ...] = BYTES_OF) -> dict[str, bytes]:
    return {name: lake.read(key) for name in names for key in record.step(name).keys}


def test_shuffled_input_rows_give_the_same_bytes(raw_copy: Lake) -> None:
    raw = Path(raw_copy.root) / "raw"
    straight = run(raw_copy, run_id="straight")
    expected = outputs(raw_copy, straight, ("gold_master", "model_split"))
    model = Run(raw_copy, straight).model("challenger").card
    for name in CSV_FILES:
        pl.read_csv(raw / f"{name}.csv", infer_schema=False).sample(
            fraction=1, shuffle=True, seed=3
        ).write_csv(raw / f"{name}.csv")  # fmt: skip
    path = raw / "customer_interactions.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))[::-1]), "utf-8")
    pl.read_parquet(raw / READINGS).sample(fraction=1, shuffle=True, seed=3).write_parquet(raw / READINGS)
    shuffled = run(raw_copy, run_id="shuffled")
    assert outputs(raw_copy, shuffled, ("gold_master", "model_split")) == expected
    assert Run(raw_copy, shuffled).model("challenger").card == model


def append_csv(path: Path, rows: pl.DataFrame) -> None:
    pl.concat([pl.read_csv(path, infer_schema=False), rows]).write_csv(path)


def moved(table: pl.DataFrame, *columns: str, years: int = 1) -> pl.DataFrame:
    """The same rows at a later date."""
    return table.with_columns(
        pl.col(c).str.to_date().dt.offset_by(f"{years}y").dt.strftime("%Y-%m-%d") for c in columns
    )


def test_data_after_as_of_changes_no_gold_value(lake_copy: Lake) -> None:
    raw = Path(lake_copy.root) / "raw"
    prices = pl.read_csv(raw / "price_history.csv", infer_schema=False)
    dearer = moved(prices.head(3_000), "pricing_date").with_columns(variable_price_tier1_eur_kwh=pl.lit("0.49"))
    append_csv(raw / "price_history.csv", dearer)
    costs = pl.read_csv(raw / "costs_by_province_month.csv", infer_schema=False)
    append_csv(raw / "costs_by_province_month.csv", costs.with_columns(month="2025" + pl.col("month").str.slice(4)))
    contracts = pl.read_csv(raw / "customer_contracts.csv", infer_schema=False)
    signed = moved(contracts.head(300), "contract_start_date", "next_renewal_date", years=6)
    append_csv(raw / "customer_contracts.csv", signed)
    path = raw / "customer_interactions.json"
    records = json.loads(path.read_text("utf-8"))
    angry = [{**r, "date": "2025-01-01", "interaction_summary": "Cancel! Furious."} for r in records[:200]]
    path.write_text(json.dumps(records + angry), "utf-8")
    readings = pl.read_parquet(raw / READINGS)
    after = readings.head(200_000).with_columns(pl.col("timestamp").dt.offset_by("1y"))
    pl.concat([readings, after]).write_parquet(raw / READINGS)
    record = run(lake_copy, mode="score", as_of=date(2024, 12, 31))
    assert lake_copy.read(table_key("gold", record.run_id, "gold_master")) == lake_copy.read(
        "gold/first/gold_master.parquet"
    )


def test_an_earlier_as_of_sees_less(lake_copy: Lake) -> None:
    record = run(lake_copy, mode="score", as_of=date(2024, 6, 30), replace_newer=True)
    gold = Run(lake_copy, record).table("gold_master")
    assert gold["active_months_count"].max() <= 6
    first = pl.read_parquet(Path(lake_copy.root) / "gold/first/gold_master.parquet")
    assert gold["tenure_months"].max() < first["tenure_months"].max()


def test_energy_is_conserved_from_hours_to_months(lake_copy: Lake) -> None:
    raw = pl.scan_parquet(Path(lake_copy.root) / "raw" / READINGS)
    months = pl.read_parquet(Path(lake_copy.root) / "silver/first/silver_usage_month.parquet")
    for column, unit in (("consumption_elec_kwh", "elec_kwh"), ("consumption_gas_m3", "gas_m3")):
        hours = raw.select(pl.col(column).cast(pl.Float64).clip(0).sum()).collect().item()
        assert months[unit].sum() == pytest.approx(hours, rel=1e-9)


def test_a_rerun_reads_no_reading_again_and_gives_the_same_bytes(lake_copy: Lake) -> None:
    record = run(lake_copy)
    assert record.step("silver_meter_sums").reused
    names = ("gold_master", "scored_customers", "recommendations")
    again = {name: lake_copy.read(key) for name in names for key in record.step(name).keys}
    assert again == {
        name: lake_copy.read(f"{'gold' if name == 'gold_master' else 'scored'}/first/{name}.parquet") for name in names
    }
    assert record.as_of == AS_OF


def test_a_new_month_reads_only_its_own_file(lake_copy: Lake) -> None:
    raw = Path(lake_copy.root) / "raw"
    january = pl.read_parquet(raw / READINGS).filter(pl.col("timestamp").dt.month() == 1)
    january.with_columns(pl.col("timestamp").dt.offset_by("1y")).write_parquet(
        raw / "consumption_hourly_2025_01.parquet"
    )
    costs = pl.read_csv(raw / "costs_by_province_month.csv", infer_schema=False).filter(pl.col("month") == "2024-12")
    append_csv(raw / "costs_by_province_month.csv", costs.with_columns(month=pl.lit("2025-01")))
    before = {item.key for item in lake_copy.list("kept/silver_meter_sums/")}
    run(lake_copy, mode="score", as_of=date(2025, 1, 31))
    after = {item.key for item in lake_copy.list("kept/silver_meter_sums/")}
    assert before < after
    assert len(after - before) == 1


def test_any_number_of_threads_writes_the_same_bytes(few_raw: Path, tmp_path: Path) -> None:
    """The number is the machine's, and Polars asks for it when a process starts."""
    hashes = []
    for threads in (1, 4):
        lake = tmp_path / f"{threads}"
        shutil.copytree(few_raw, lake)
        words = [sys.executable, "-m", "spanishgas", "run", "--lake", str(lake), "--run-id", "one"]
        subprocess.run(words, env={**os.environ, "POLARS_MAX_THREADS": f"{threads}"}, check=True, capture_output=True)
        hashes.append({step.name: step.sha256 for step in load_record(Lake(lake), "one").steps if step.sha256})
    first, second = hashes
    assert {name for name in first if first[name] != second.get(name)} == set()
