"""The other layout of the raw files, files without their optional columns, and scenario twins, end to end."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from conftest import FEW, run

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord
from spanishgas.twin import simulate

USAGE = ("total_elec_kwh_12m", "total_gas_m3_12m", "active_months_count", "std_monthly_elec_kwh")
CUSTOMERS = ("segment", "sales_channel", "is_second_residence", "renewal_bucket", "tenure_months", "customer_intent")
OPTIONAL = {
    "customer_attributes.csv": (
        "is_second_residence",
        "is_high_competition_province",
        "is_urban",
        "region",
        "sales_channel",
        "tariff_type",
        "product_bundle",
        "signup_date",
    ),
    "customer_contracts.csv": (
        "contract_id",
        "last_product_change_date",
        "contract_status",
        "contract_term_months",
        "product_type",
    ),
    "churn_label.csv": ("churn_effective_date", "label_date", "horizon_days"),
    "price_history.csv": ("market_benchmark_eur_kwh",),
    "customer_interactions.json": ("channel", "interaction_summary", "interaction_id"),
}


@pytest.fixture(scope="module")
def tariff(small_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The twin of few customers in the tariff layout, readings in UTC, with a champion."""
    folder = tmp_path_factory.mktemp("tariff")
    simulate(folder, customers=FEW, seed=7, layout="tariff")
    run(Lake(folder), policy_file=small_policy)
    return Lake(folder)


def gold(lake: Lake, record: RunRecord) -> pl.DataFrame:
    return Run(lake, record).table("gold_master")


def test_the_tariff_layout_gives_the_same_customers_and_usage(tariff: Lake, published: Path) -> None:
    scored = run(tariff, mode="score")
    found = gold(tariff, scored)
    expected = pl.read_parquet(published / "gold/gold_master.parquet")
    same = ["customer_id", "churned_within_horizon", *USAGE, *CUSTOMERS]
    assert found.select(same).equals(expected.select(same))
    assert found["avg_elec_price_eur_kwh"].mean() == pytest.approx(expected["avg_elec_price_eur_kwh"].mean(), rel=0.05)
    assert found["province_avg_gas_cost"].mean() == pytest.approx(expected["province_avg_gas_cost"].mean(), rel=1e-6)
    assert scored.status == "published"


def test_the_tariff_layout_says_that_it_knows_no_fixed_fees(tariff: Lake) -> None:
    record = run(tariff, mode="score")
    assert [f.severity for f in record.findings if f.check == "no_fixed_fees"] == ["warning"]


def test_the_day_of_a_feed_in_utc_is_its_last_local_month_end(tariff: Lake) -> None:
    record = run(tariff, mode="score", clock="UTC")
    without_labels = Lake(Path(tariff.root))
    labels = Path(tariff.root) / "raw/churn_label.csv"
    content = labels.read_bytes()
    labels.unlink()
    try:
        unlabelled = run(without_labels, mode="score", clock="UTC")
    finally:
        labels.write_bytes(content)
    assert unlabelled.as_of == record.as_of
    columns = ["customer_id", *USAGE]
    assert gold(tariff, unlabelled).select(columns).equals(gold(tariff, record).select(columns))


def drop(raw: Path, name: str, *columns: str) -> None:
    path = raw / name
    if name.endswith("json"):
        records = [{k: v for k, v in r.items() if k not in columns} for r in json.loads(path.read_text("utf-8"))]
        path.write_text(json.dumps(records), "utf-8")
    else:
        pl.read_csv(path, infer_schema=False).drop(columns).write_csv(path)


def test_without_any_optional_column_a_run_trains_and_says_what_is_missing(raw_copy: Lake, few_policy: Path) -> None:
    for name, columns in OPTIONAL.items():
        drop(Path(raw_copy.root) / "raw", name, *columns)
    record = run(raw_copy, policy_file=few_policy)
    said = [f.column for f in record.findings if f.check == "missing_columns"]
    assert len(said) == 4
    assert "is_second_residence, is_high_competition_province, sales_channel" in said
    missing = ["is_high_competition_province", "is_second_residence", "price_vs_benchmark", "avg_sentiment_score"]
    assert list(record.metrics.training.features_without_values) == missing
    assert str(record.as_of) == "2024-12-31"


def test_without_activation_and_sign_up_a_run_is_refused(lake_copy: Lake) -> None:
    raw = Path(lake_copy.root) / "raw"
    drop(raw, "customer_attributes.csv", "signup_date")
    drop(raw, "customer_contracts.csv", "customer_first_activation_date")
    with pytest.raises(InputError, match=r"column customer_first_activation_date: no customer has one.*signup_date"):
        run(lake_copy, mode="score")


READINGS = "consumption_hourly_2024.parquet"


def in_utc(raw: Path) -> None:
    table = pl.read_parquet(raw / READINGS)
    table.with_columns(pl.col("timestamp").dt.offset_by("-1h")).write_parquet(raw / READINGS)


def other_ids(raw: Path) -> None:
    table = pl.read_parquet(raw / READINGS)
    table.with_columns(pl.col("customer_id").str.slice(1).cast(pl.Int64)).write_parquet(raw / READINGS)


def no_electricity(raw: Path) -> None:
    table = pl.read_parquet(raw / READINGS)
    is_lost = pl.int_range(pl.len()) < pl.len() * 0.3
    lost = pl.when(~is_lost).then("consumption_elec_kwh").alias("consumption_elec_kwh")
    table.with_columns(lost).write_parquet(raw / READINGS)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (in_utc, r"(?s)failed.*Also noticed:.*If the feed is in UTC, set SPANISHGAS_CLOCK=UTC"),
        (other_ids, rf"none of its {FEW} rows fits a customer of customer_attributes; here '1' and '10', among"),
        (no_electricity, r"30\.0000%\) are missing"),
    ],
    ids=["the wrong clock", "ids written in another way", "electricity missing for a third"],
)
def test_readings_that_do_not_fit_are_refused(damage: Callable[[Path], None], message: str, raw_copy: Lake) -> None:
    damage(Path(raw_copy.root) / "raw")
    with pytest.raises(InputError, match=message):
        run(raw_copy, mode="score")


def test_a_broken_feed_is_told_by_its_three_flaws(tmp_path: Path, few_policy: Path) -> None:
    simulate(tmp_path, customers=300, seed=7, scenario="broken_feed")
    record = run(Lake(tmp_path), policy_file=few_policy)
    told = {f.check: f.message for f in record.findings if f.severity == "warning"}
    assert re.search(r"sales_channel\. .* Is it '\w+', renamed", told["missing_columns"])
    assert re.search(r"no readings .*: province \d\d in 2024-\d\d \(\d+ customers\)", told["missing_months"])
    assert "sent more than once" in told["identical_duplicates"]
