"""A later extract of the same customers: who left and who came, what was labelled, and that the past stays."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from spanishgas.twin import simulate
from spanishgas.twin.files.extract import simulated
from spanishgas.twin.files.snapshot import customer_ids
from spanishgas.twin.scenarios import load_scenario

CUSTOMERS = 400
ORIGIN, LATER = date(2024, 12, 31), date(2025, 5, 14)


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("before")
    simulate(target, customers=CUSTOMERS)
    return target


@pytest.fixture(scope="module")
def after(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("after")
    simulate(target, customers=CUSTOMERS, until=LATER)
    return target


def _csv(target: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(target / "raw" / f"{name}.csv", try_parse_dates=True)


def test_labels_are_of_every_month_end_whose_ninety_days_are_over(after: Path) -> None:
    labels = _csv(after, "churn_label")
    assert labels["label_date"].unique().sort().to_list() == [ORIGIN, date(2025, 1, 31)]
    left = labels.filter(churned_within_horizon=1)
    days = (left["churn_effective_date"] - left["label_date"]).dt.total_days()
    assert days.is_between(1, 90).all()


def test_the_first_labels_are_the_published_ones(before: Path, after: Path) -> None:
    assert _csv(after, "churn_label").filter(label_date=ORIGIN).equals(_csv(before, "churn_label"))


def test_before_any_label_has_matured_there_is_no_file_of_labels(after: Path) -> None:
    simulate(after.parent / "between", customers=CUSTOMERS, until=date(2025, 2, 14))
    assert not (after.parent / "between" / "raw" / "churn_label.csv").exists()


def test_as_many_join_as_leave_and_those_who_left_stay_in_the_files(before: Path, after: Path) -> None:
    gone = pl.read_parquet(after / "truth" / "departures.parquet").filter(pl.col("left_on") <= LATER)["customer_id"]
    customers, first = _csv(after, "customer_attributes"), _csv(before, "customer_attributes")["customer_id"]
    assert set(first) <= set(customers["customer_id"])
    assert 0.02 * CUSTOMERS < gone.len() < 0.3 * CUSTOMERS
    here = customers.height - gone.len()
    assert 0.97 * CUSTOMERS <= here <= CUSTOMERS
    newcomers = customers.filter(~pl.col("customer_id").is_in(first.implode()))
    assert newcomers["signup_date"].is_between(ORIGIN, LATER).all()
    assert newcomers["customer_id"].min() == f"C{CUSTOMERS + 1:05d}"


def test_all_files_speak_of_the_same_customers(after: Path) -> None:
    customers = set(_csv(after, "customer_attributes")["customer_id"])
    assert set(_csv(after, "customer_contracts")["customer_id"]) == customers
    assert set(_csv(after, "price_history")["customer_id"].drop_nulls()) == customers
    readings = pl.concat([pl.scan_parquet(path) for path in sorted((after / "raw").glob("consumption_*"))])
    assert set(readings.select(pl.col("customer_id").unique()).collect().to_series()) == customers
    assert set(pl.read_json(after / "raw" / "customer_interactions.json")["customer_id"]) <= customers


def test_readings_end_with_the_day_on_which_a_customer_left(after: Path) -> None:
    readings = pl.read_parquet(after / "raw" / "consumption_hourly_2025.parquet")
    last = readings.group_by("customer_id").agg(pl.col("timestamp").max().dt.date().alias("last"))
    left = pl.read_parquet(after / "truth" / "departures.parquet").filter(pl.col("left_on") <= LATER)
    expected = last.join(left, on="customer_id", how="left").with_columns(pl.col("left_on").fill_null(LATER))
    assert expected["last"].equals(expected["left_on"].alias("last"))


def test_a_newcomer_brings_the_readings_and_prices_of_a_year(after: Path) -> None:
    newcomers = _csv(after, "customer_attributes").filter(pl.col("customer_id") > f"C{CUSTOMERS:05d}")
    first = (
        pl.scan_parquet(after / "raw" / "consumption_hourly_2024.parquet")
        .group_by("customer_id")
        .agg(pl.col("timestamp").min().dt.date().alias("first"))
    )
    since = newcomers.join(first.collect(), on="customer_id").select("signup_date", "first")
    assert (since["first"] == since["signup_date"].dt.month_start().dt.offset_by("-12mo")).all()


def test_a_newcomers_months_are_those_of_the_supply_and_the_hours_are_not(after: Path) -> None:
    shot = simulated(CUSTOMERS, 7, load_scenario("baseline"), LATER).snapshot
    supplies = pl.DataFrame({"customer_id": customer_ids(shot.number), "supply": shot.supply, "number": shot.number})
    november = pl.scan_parquet(after / "raw" / "consumption_hourly_2024.parquet").filter(
        pl.col("timestamp").dt.month() == 11
    )
    kwh = pl.col("consumption_elec_kwh").cast(pl.Float64)
    use = november.group_by("customer_id").agg(kwh.sum(), first=kwh.first()).collect()
    held = use.join(supplies, on="customer_id")
    newcomers = held.filter(pl.col("number") >= CUSTOMERS)
    both = newcomers.join(held.filter(pl.col("number") < CUSTOMERS), on="supply").filter(
        pl.col("consumption_elec_kwh") > 5
    )
    assert both.height > 10
    ratio = both["consumption_elec_kwh_right"] / both["consumption_elec_kwh"]
    assert ratio.to_list() == pytest.approx([1.0] * both.height, abs=0.05)  # negative readings stand where they fall
    assert (both["first"] != both["first_right"]).sum() > 0.8 * both.height


def test_the_past_stays_as_it_was(before: Path, after: Path) -> None:
    first = set(_csv(before, "customer_attributes")["customer_id"])
    name = "raw/consumption_hourly_2024.parquet"
    readings = [pl.read_parquet(target / name) for target in (before, after)]
    assert readings[0].equals(readings[1].filter(pl.col("customer_id").is_in(first)))
    costs = [_csv(target, "costs_by_province_month") for target in (before, after)]
    assert costs[1].head(costs[0].height).equals(costs[0])
    talks = [pl.read_json(target / "raw" / "customer_interactions.json") for target in (before, after)]
    assert talks[1].filter(pl.col("date") <= "2024-11-30").equals(talks[0])


def test_prices_of_the_past_stay_as_they_were(before: Path, after: Path) -> None:
    first = _csv(before, "customer_attributes")["customer_id"]
    tables = [_csv(target, "price_history") for target in (before, after)]
    is_of_them = pl.col("customer_id").is_in(first.implode()) | pl.col("customer_id").is_null()
    assert tables[0].equals(tables[1].filter(is_of_them, pl.col("pricing_date") <= ORIGIN))


@pytest.mark.parametrize("layout", ["customer", "tariff"])
def test_labels_and_those_who_left_are_counted_in_every_layout(layout: str, after: Path, tmp_path: Path) -> None:
    facts = simulate(tmp_path, customers=CUSTOMERS, until=LATER, layout=layout)
    labels = _csv(after, "churn_label")
    assert facts["labels"] == labels.height
    assert facts["churners"] == labels["churned_within_horizon"].sum()
    assert simulate(tmp_path, customers=60, until=date(2025, 2, 1), layout=layout)["churners"] == 0


def test_of_a_term_that_has_ended_the_file_holds_the_end_and_the_agreed_months(after: Path) -> None:
    contracts = _csv(after, "customer_contracts").sort("customer_id", "contract_start_date")
    current = contracts.filter(contract_status="active")
    left = pl.read_parquet(after / "truth" / "departures.parquet").filter(pl.col("left_on") <= LATER)
    assert current["customer_id"].n_unique() == current.height
    assert set(contracts["customer_id"]) - set(current["customer_id"]) == set(left["customer_id"])
    ends = contracts.with_columns(following=pl.col("contract_start_date").shift(-1).over("customer_id")).filter(
        contract_status="ended"
    )
    ends = ends.join(left, on="customer_id", how="left").with_columns(end=pl.coalesce("following", "left_on"))
    assert ends["next_renewal_date"].equals(ends["end"].alias("next_renewal_date"))
    assert current["next_renewal_date"].min() > LATER - timedelta(days=46)


def test_every_contract_was_agreed_for_its_months_to_the_day(after: Path) -> None:
    history = simulated(CUSTOMERS, 7, load_scenario("baseline"), LATER).snapshot.history
    renewals = pl.DataFrame(history.events["terms"]).select(
        customer_id=pl.format("C{}", (pl.col("number") + 1).cast(pl.String).str.zfill(5)),
        contract_start_date=pl.lit(ORIGIN) + pl.duration(days="start"),
        agreed=pl.lit(ORIGIN) + pl.duration(days="renewal"),
    )
    contracts = _csv(after, "customer_contracts").join(renewals, on=["customer_id", "contract_start_date"], how="left")
    assert contracts["agreed"].null_count() < 0.25 * CUSTOMERS  # contracts that had ended by the origin
    end = pl.col("contract_start_date").dt.offset_by(pl.format("{}mo", "contract_term_months"))
    agreed = contracts.select(end=end, agreed=pl.coalesce("agreed", "next_renewal_date"))
    assert agreed["end"].equals(agreed["agreed"])
    assert contracts["contract_term_months"].is_between(1, 12).all()


def test_an_extract_of_a_day_in_between_is_part_of_a_later_one() -> None:
    baseline = load_scenario("baseline")
    first, second = (simulated(CUSTOMERS, 7, baseline, day) for day in (date(2025, 2, 14), LATER))
    day = date(2025, 2, 14)
    left = [extract.truth["departures"].filter(pl.col("left_on") <= day) for extract in (first, second)]
    assert left[0].equals(left[1])
    joined = [extract.tables["customer_attributes"].filter(pl.col("signup_date") <= day) for extract in (first, second)]
    assert joined[0].equals(joined[1])


def test_the_truth_is_of_every_label_date_of_the_last_end_of_a_month_and_of_the_day_itself(after: Path) -> None:
    truth = pl.read_parquet(after / "truth" / "churn_probability.parquet")
    assert truth["as_of"].unique().sort().to_list() == [ORIGIN, date(2025, 1, 31), date(2025, 4, 30), LATER]
    labels = _csv(after, "churn_label")
    matched = truth.join(labels, left_on=["customer_id", "as_of"], right_on=["customer_id", "label_date"])
    assert matched.height == labels.height
    chances = matched["churn_probability_no_offer"]
    assert chances.is_between(0, 1).all()
    assert chances.mean() == pytest.approx(labels["churned_within_horizon"].mean(), abs=0.04)
    assert set(truth["reason"]) <= {"price", "competition", "renewal", "service", "moving"}


def test_the_book_is_told_month_by_month(after: Path) -> None:
    book = pl.read_parquet(after / "truth" / "book_by_month.parquet")
    assert book["month_end"].to_list()[:: book.height - 1] == [date(2024, 1, 31), date(2025, 4, 30)]
    assert book["customers"].is_between(0.97 * CUSTOMERS, CUSTOMERS).all()
