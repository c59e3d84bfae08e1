"""A campaign that the twin plays: those who are contacted may stay, nobody else does anything else."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from spanishgas.errors import InputError
from spanishgas.twin import simulate
from spanishgas.twin.files.assignment import read_assignment
from spanishgas.twin.files.extract import Extract, simulated
from spanishgas.twin.scenarios import load_scenario

CUSTOMERS, DAY, UNTIL = 2_000, date(2025, 3, 31), date(2025, 7, 31)


@pytest.fixture(scope="module")
def plain() -> Extract:
    return simulated(CUSTOMERS, 7, load_scenario("baseline"), UNTIL)


@pytest.fixture(scope="module")
def assigned(plain: Extract) -> pl.DataFrame:
    """All who hold a supply on the day, every second of them the control."""
    here = plain.truth["churn_probability"].filter(as_of=DAY).select("customer_id").sort("customer_id").with_row_index()
    return here.select(
        "customer_id",
        offer=pl.lit("offer_large"),
        is_control=pl.col("index") % 2 == 0,
        contacted_on=pl.lit(DAY),
        discount_eur_month=pl.lit(2.0),
        discount_months=pl.lit(3),
    )


@pytest.fixture(scope="module")
def played(assigned: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Extract:
    file = tmp_path_factory.mktemp("campaign") / "spring.csv"
    assigned.write_csv(file)
    return simulated(CUSTOMERS, 7, load_scenario("baseline"), UNTIL, campaigns=[read_assignment(file)])


def _left(extract: Extract) -> pl.DataFrame:
    return extract.truth["departures"].select("customer_id", "left_on").filter(pl.col("left_on") <= UNTIL)


def _of(extract: Extract, customers: pl.DataFrame) -> pl.DataFrame:
    return _left(extract).join(customers, on="customer_id", how="semi").sort("customer_id")


def test_the_control_leaves_on_the_days_on_which_it_would_have_left(plain, played, assigned):
    control = assigned.filter("is_control")
    assert _of(played, control).equals(_of(plain, control))
    assert _of(plain, control).height > 50


def test_fewer_of_the_contacted_leave_than_would_have_and_most_of_them_nobody_can_keep(plain, played, assigned):
    called = assigned.filter(~pl.col("is_control"))
    would, did = _of(plain, called).height, _of(played, called).height
    assert 0.3 * would < did < 0.97 * would


def test_nothing_before_the_contact_is_other_than_without_it(plain, played, assigned):
    before = pl.col("customer_id").is_in(assigned["customer_id"].implode()) & (pl.col("pricing_date") <= DAY)
    prices = [each.tables["price_history"].filter(before) for each in (plain, played)]
    assert prices[0].equals(prices[1])
    assert _left(plain).filter(pl.col("left_on") <= DAY).equals(_left(played).filter(pl.col("left_on") <= DAY))


def test_discounts_are_in_the_fees_of_those_who_accepted_for_as_many_months_as_they_run(plain, played, assigned):
    accepted = played.outcomes["spring"].filter(accepted=1, stayed_90_days=1)
    fee = "elec_fixed_fee_eur_month"
    columns = ["customer_id", "pricing_date", fee]
    both = (
        plain.tables["price_history"]
        .join(assigned, on="customer_id", how="semi")
        .select(columns)
        .join(played.tables["price_history"].select(columns), on=["customer_id", "pricing_date"], suffix="_played")
    )
    off = both.with_columns(off=(pl.col(fee) - pl.col(f"{fee}_played")).round(3)).filter(pl.col("off") != 0)
    assert off["off"].unique().to_list() == [2.0]
    assert off["pricing_date"].unique().sort().to_list() == [date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)]
    assert set(accepted["customer_id"]) <= set(off["customer_id"])
    assert not set(assigned.filter("is_control")["customer_id"]) & set(off["customer_id"])


def test_outcomes_say_who_was_contacted_reached_accepted_and_stayed(played, assigned):
    came = played.outcomes["spring"].join(assigned, on="customer_id")
    control = came.filter("is_control")
    assert (came["contacted"] == ~came["is_control"]).all()
    assert control.select(pl.col("reached", "accepted").is_null().all()).row(0) == (True, True)
    called = came.filter(~pl.col("is_control"))
    assert called["reached"].mean() == pytest.approx(0.8, abs=0.04)
    assert called["accepted"].mean() == pytest.approx(0.65, abs=0.04)
    assert called.filter(accepted=1, reached=0).is_empty()
    gone = _of(played, assigned).filter(pl.col("left_on") <= date(2025, 6, 29))["customer_id"]
    assert sorted(came.filter(stayed_90_days=0)["customer_id"]) == sorted(gone)


def test_who_stayed_is_not_known_before_the_days_are_over(assigned, tmp_path):
    assigned.write_csv(tmp_path / "spring.csv")
    campaign = read_assignment(tmp_path / "spring.csv")
    soon = simulated(CUSTOMERS, 7, load_scenario("baseline"), date(2025, 4, 30), campaigns=[campaign])
    assert soon.outcomes["spring"].select(pl.col("stayed_90_days", "stayed_after_offer").null_count()).row(0) == (
        assigned.height,
        assigned.height,
    )


def test_the_truth_of_later_days_knows_the_offers_that_run_until_they_end(plain, played, assigned):
    called = assigned.filter(~pl.col("is_control")).select("customer_id")
    on = [each.truth["churn_probability"].join(called, on="customer_id") for each in (plain, played)]
    during, after = date(2025, 4, 30), date(2025, 6, 30)
    means = [[each.filter(as_of=day)["churn_probability_no_offer"].mean() for day in (during, after)] for each in on]
    assert means[1][0] < 0.97 * means[0][0]
    both = on[0].filter(as_of=after).join(on[1].filter(as_of=after), on="customer_id", suffix="_played")
    assert np.allclose(both["churn_probability_no_offer"], both["churn_probability_no_offer_played"], atol=0.02)


def test_a_campaign_is_played_alike_whatever_the_files_end(assigned, played, tmp_path):
    assigned.write_parquet(tmp_path / "spring.parquet")
    campaign = read_assignment(tmp_path / "spring.parquet")
    later = simulated(CUSTOMERS, 7, load_scenario("baseline"), date(2025, 8, 31), campaigns=[campaign])
    known = later.outcomes["spring"].drop("stayed_after_offer")
    assert known.equals(played.outcomes["spring"].drop("stayed_after_offer"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"offer": "offer_huge"}, "has an offer that is none of offer_small, offer_medium, offer_large"),
        ({"discount_months": 2.5}, "whole"),
        ({"contacted_on": date(2024, 6, 1)}, "the twin begins on 2024-12-31"),
        ({"customer_id": "C00001"}, "C00001, C00001.* is there twice"),
        ({"is_control": None}, "has blank cells"),
    ],
)
def test_an_assignment_that_cannot_be_played_is_refused_with_its_place(assigned, tmp_path, change, words):
    changed = assigned.head(4).with_columns(**{name: pl.lit(value) for name, value in change.items()})
    changed.write_csv(tmp_path / "spring.csv")
    with pytest.raises(InputError, match=words):
        read_assignment(tmp_path / "spring.csv")


def test_a_column_that_is_not_there_is_named(assigned, tmp_path):
    assigned.drop("offer").write_csv(tmp_path / "spring.csv")
    with pytest.raises(InputError, match="lacks offer"):
        read_assignment(tmp_path / "spring.csv")


def test_strangers_and_campaigns_after_the_end_are_refused_before_anything_is_written(assigned, tmp_path: Path):
    file = tmp_path / "spring.csv"
    assigned.head(4).with_columns(customer_id=pl.format("X{}", "customer_id")).write_csv(file)
    with pytest.raises(InputError, match=r"X.* is no customer of this twin"):
        simulate(tmp_path / "lake", customers=CUSTOMERS, until=DAY, campaigns=[read_assignment(file)])
    with pytest.raises(InputError, match="begins after the files end"):
        simulate(tmp_path / "lake", customers=CUSTOMERS, until=date(2025, 3, 30), campaigns=[read_assignment(file)])
    assert not (tmp_path / "lake/raw").exists()
