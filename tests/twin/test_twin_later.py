from datetime import date
from pathlib import Path

import polars as pl
import pytest

from spanishgas.twin import simulate

CUSTOMERS = 400


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("before")
    simulate(target, customers=CUSTOMERS)
    return target


@pytest.fixture(scope="module")
def after(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("after")
    simulate(target, customers=CUSTOMERS, until=date(2025, 3, 31))
    return target


def _labels(target: Path) -> pl.DataFrame:
    return pl.read_csv(target / "raw" / "churn_label.csv", try_parse_dates=True)


def test_who_left_is_no_longer_in_the_extract(before: Path, after: Path) -> None:
    stayed = _labels(before).filter(churned_within_horizon=0)["customer_id"]
    assert _labels(after)["customer_id"].to_list() == stayed.to_list()


def test_all_files_speak_of_the_same_customers(after: Path) -> None:
    customers = set(_labels(after)["customer_id"])
    for name in ("customer_attributes", "customer_contracts"):
        assert set(pl.read_csv(after / "raw" / f"{name}.csv")["customer_id"]) == customers
    readings = pl.read_parquet(after / "raw" / "consumption_hourly_2025.parquet")
    assert set(readings["customer_id"]) == customers
    assert set(pl.read_json(after / "raw" / "customer_interactions.json")["customer_id"]) <= customers


def test_the_past_stays_as_it_was(before: Path, after: Path) -> None:
    customers = _labels(after)["customer_id"].to_list()
    name = "raw/consumption_hourly_2024.parquet"
    first, second = (pl.read_parquet(target / name) for target in (before, after))
    assert first.filter(pl.col("customer_id").is_in(customers)).equals(second)
    costs = [pl.read_csv(target / "raw" / "costs_by_province_month.csv") for target in (before, after)]
    assert costs[1].head(costs[0].height).equals(costs[0])


def test_prices_of_the_past_stay_as_they_were(before: Path, after: Path) -> None:
    customers = _labels(after)["customer_id"].to_list()
    tables = [pl.read_csv(target / "raw" / "price_history.csv") for target in (before, after)]
    known = [
        table.filter(pl.col("customer_id").is_in(customers), pl.col("pricing_date") <= "2024-12-01") for table in tables
    ]
    assert known[0].equals(known[1])
    assert tables[1]["pricing_date"].max() == "2025-03-01"


def test_labels_look_ninety_days_past_the_later_day(after: Path) -> None:
    leavers = _labels(after).filter(churned_within_horizon=1)
    assert 0.01 < leavers.height / _labels(after).height < 0.35
    assert leavers["churn_effective_date"].is_between(date(2025, 4, 1), date(2025, 6, 29)).all()


def test_a_day_between_label_dates_keeps_those_who_have_not_left_yet(before: Path, tmp_path: Path) -> None:
    simulate(tmp_path, customers=CUSTOMERS, until=date(2025, 2, 14))
    first, now = _labels(before), _labels(tmp_path)
    later = first.filter(pl.col("churn_effective_date") > date(2025, 2, 14))["customer_id"]
    assert set(later) <= set(now.filter(churned_within_horizon=1)["customer_id"])
    truth = pl.read_parquet(tmp_path / "truth" / "churn_probability.parquet")
    assert truth["churn_probability_no_offer"].is_between(0, 1).all()
    assert truth.height == now.height


def test_renewals_roll_on_and_no_contract_is_long_overdue(after: Path) -> None:
    contracts = pl.read_csv(after / "raw" / "customer_contracts.csv", try_parse_dates=True)
    current = contracts.filter(contract_status="active")
    assert current["customer_id"].n_unique() == current.height
    assert current["next_renewal_date"].min() >= date(2025, 3, 2)
