import hashlib
import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from spanishgas.errors import InputError
from spanishgas.twin import simulate

CUSTOMERS = 300
TEXT = {"province_code": pl.String}
FILES = {
    "churn_label.csv",
    "consumption_hourly_2024.parquet",
    "costs_by_province_month.csv",
    "customer_attributes.csv",
    "customer_contracts.csv",
    "customer_interactions.json",
    "price_history.csv",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("twin")
    simulate(target, customers=CUSTOMERS)
    return target


@pytest.fixture(scope="module")
def readings(lake: Path) -> pl.DataFrame:
    return pl.read_parquet(lake / "raw" / "consumption_hourly_2024.parquet")


def _digests(target: Path) -> dict[str, str]:
    paths = (path for path in target.rglob("*") if path.is_file())
    return {str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _table(target: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(target / "raw" / f"{name}.csv", infer_schema_length=None, schema_overrides=TEXT)


def test_the_seven_files_and_the_truth_are_written_and_nothing_else(lake: Path) -> None:
    assert {path.name for path in (lake / "raw").iterdir()} == FILES
    assert sorted(path.name for path in (lake / "truth").iterdir()) == [
        "book_by_month.parquet",
        "churn_probability.parquet",
        "departures.parquet",
        "twin.json",
    ]


def test_the_same_seed_gives_the_same_bytes(lake: Path, tmp_path: Path) -> None:
    simulate(tmp_path, customers=CUSTOMERS)
    assert _digests(tmp_path) == _digests(lake)


def test_another_seed_gives_other_customers(lake: Path, tmp_path: Path) -> None:
    simulate(tmp_path, customers=CUSTOMERS, seed=8)
    same = set(_digests(tmp_path).items()) & set(_digests(lake).items())
    assert {name for name, _ in same} == {"raw/costs_by_province_month.csv"}  # costs are the country's, not the seed's


def test_every_customer_has_every_hour_of_the_leap_year(readings: pl.DataFrame) -> None:
    assert readings.height == CUSTOMERS * 8784
    assert set(readings.group_by("customer_id").len()["len"]) == {8784}


def test_the_clock_is_the_one_on_the_wall(readings: pl.DataFrame) -> None:
    stamps = readings.filter(customer_id="C00001")["timestamp"]
    assert stamps[0].isoformat() == "2024-01-01T00:00:00"
    assert stamps[-1].isoformat() == "2024-12-31T23:00:00"
    assert (stamps == pl.lit("2024-10-27 02:00:00").str.to_datetime().pipe(pl.select).item()).sum() == 2
    assert stamps.filter(stamps.dt.date() == date(2024, 3, 31)).len() == 23


def test_a_small_share_of_readings_is_negative(readings: pl.DataFrame) -> None:
    assert (readings["consumption_elec_kwh"] < 0).mean() == pytest.approx(0.002592, rel=0.05)
    assert 0 < (readings["consumption_gas_m3"] < 0).mean() < 0.0003


def test_only_dual_customers_use_gas(lake: Path, readings: pl.DataFrame) -> None:
    with_gas = readings.filter(pl.col("consumption_gas_m3") > 0)["customer_id"].unique()
    dual = _table(lake, "customer_attributes").filter(product_bundle="dual")["customer_id"]
    assert set(with_gas) == set(dual)


def test_labels_are_about_a_tenth_and_have_days_within_the_horizon(lake: Path) -> None:
    labels = _table(lake, "churn_label").with_columns(pl.col("churn_effective_date").str.to_date())
    leavers = labels.filter(churned_within_horizon=1)
    assert leavers.height in {29, 30}
    assert leavers["churn_effective_date"].is_between(date(2025, 1, 1), date(2025, 3, 31)).all()
    assert labels.filter(churned_within_horizon=0)["churn_effective_date"].null_count() == CUSTOMERS - leavers.height


def test_prices_have_the_flaws_of_the_real_file(lake: Path, tmp_path: Path) -> None:
    simulate(tmp_path, customers=1000)
    prices = _table(tmp_path, "price_history")
    assert prices["customer_id"].null_count() == round(252 * 1000 / 20_099)
    assert 0 < (prices["variable_price_tier1_eur_kwh"] == 0).sum() < 30
    dates = prices.drop_nulls("customer_id").group_by("customer_id").len()["len"]
    assert dates.min() >= 7
    assert dates.max() == 12


def test_interactions_are_records_with_a_text(lake: Path) -> None:
    records = json.loads((lake / "raw" / "customer_interactions.json").read_text(encoding="utf-8"))
    assert all(record["interaction_summary"] and record["date"] <= "2024-11-30" for record in records)
    assert len({record["customer_id"] for record in records}) == round(6420 * CUSTOMERS / 20_099)


def test_a_larger_offer_never_makes_leaving_likelier_than_a_smaller_one(lake: Path) -> None:
    truth = pl.read_parquet(lake / "truth" / "churn_probability.parquet")
    offers = ["offer_small", "offer_medium", "offer_large"]
    for smaller, larger in pairwise(offers):
        assert (truth[f"churn_probability_{larger}"] <= truth[f"churn_probability_{smaller}"]).all()


def test_price_sensitive_customers_respond_most_to_an_offer(lake: Path) -> None:
    kept = 1 - pl.col("churn_probability_offer_large").sum() / pl.col("churn_probability_no_offer").sum()
    truth = pl.read_parquet(lake / "truth" / "churn_probability.parquet")
    by_reason = truth.group_by("reason").agg(kept.alias("kept")).sort("kept")
    assert by_reason["reason"].to_list()[-1] == "price"


def test_a_new_simulation_replaces_the_former_files(tmp_path: Path) -> None:
    simulate(tmp_path, customers=20, file_format="csv")
    simulate(tmp_path, customers=20)
    assert {path.name for path in (tmp_path / "raw").iterdir()} == FILES


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    simulate(tmp_path, customers=250, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"customers": 5}, "at least 20"),
        ({"scenario": "flood"}, "choose one of baseline"),
        ({"until": date(2024, 6, 30)}, "begins at 2024-12-31"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_the_way_out(tmp_path: Path, arguments, words: str) -> None:
    with pytest.raises(InputError, match=words):
        simulate(tmp_path, **{"customers": CUSTOMERS, **arguments})
    assert not (tmp_path / "raw").exists()
