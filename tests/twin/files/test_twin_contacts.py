"""What the file of contacts says of when: of the contract that was in force, and of customers alone."""

from datetime import date
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest

from spanishgas.twin.files import contacts
from spanishgas.twin.files.contacts import Agreed
from spanishgas.twin.files.extract import Extract, simulated
from spanishgas.twin.scenarios import load_scenario

CUSTOMERS, LATER = 400, date(2025, 8, 31)


@pytest.fixture(scope="module")
def later() -> Extract:
    with patch.object(contacts, "written", lambda topic, _: str(topic.months)):
        return simulated(CUSTOMERS, 7, load_scenario("baseline"), LATER)


@pytest.mark.parametrize(
    ("customer", "day", "renewal"),
    [
        (3, -150, -100),  # before the first contract on record: that day the one before it ended
        (3, -100, 50),
        (3, 44, 50),
        (3, 45, 250),  # signed anew
        (7, 40, 210),  # a newcomer
        (7, 400, 210),  # ran out
    ],
)
def test_the_contract_in_force_is_the_last_that_had_begun(customer: int, day: int, renewal: int) -> None:
    agreed = Agreed.of({"number": np.array([7, 3, 3]), "start": np.array([30, 45, -100]), "renewal": [210, 250, 50]})
    assert agreed.renewal_on(customer, day) == renewal


def test_texts_count_the_months_to_the_renewal_of_the_contract_in_force(later: Extract) -> None:
    terms = pl.DataFrame(later.snapshot.history.events["terms"]).with_columns(
        customer_id=pl.format("C{}", (pl.col("number") + 1).cast(pl.String).str.zfill(5)),
        start=_day("start"),
        renewal=_day("renewal"),
    )
    talks = later.tables["customer_interactions"].with_columns(pl.col("date").str.to_date()).sort("date")
    known = talks.join_asof(
        terms.sort("start"),
        left_on="date",
        right_on="start",
        by="customer_id",
        strategy="backward",
        check_sortedness=False,
    ).drop_nulls("start")
    assert known.height > 0.9 * talks.height
    days = (known["renewal"] - known["date"]).dt.total_days()
    assert known["interaction_summary"].to_list() == [str(round(each / 30)) for each in days]
    counted = terms.group_by("customer_id").len(name="terms")
    signed_anew = known.join(counted.filter(pl.col("terms") > 1), on="customer_id", how="semi")
    newcomers = known.filter(pl.col("number") >= CUSTOMERS)
    assert min(signed_anew.height, newcomers.height) > 0


def _day(name: str) -> pl.Expr:
    return pl.lit(date(2024, 12, 31)) + pl.duration(days=name)


@pytest.mark.parametrize(("seed", "until"), [(1, date(2024, 12, 31)), (2, date(2024, 12, 31)), (7, LATER)])
def test_nobody_is_spoken_to_before_becoming_a_customer(seed: int, until: date) -> None:
    extract = simulated(CUSTOMERS * 3, seed, load_scenario("baseline"), until)
    joined = extract.tables["customer_attributes"].select("customer_id", "signup_date")
    talks = extract.tables["customer_interactions"].join(joined, on="customer_id", how="left")
    assert talks.filter(pl.col("date").str.to_date() < pl.col("signup_date")).is_empty()
    first = talks.filter(pl.col("date") <= "2024-11-30", pl.col("signup_date") <= date(2024, 12, 31))
    assert first["customer_id"].n_unique() == round(6420 * CUSTOMERS * 3 / 20_099)
