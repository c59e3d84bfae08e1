"""Who has left by a day: by a label, or because no contract runs any more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bronze_rows import AS_OF, BEFORE, contracts, customers, labels
from support.rules import NAMES
from support.silver_steps import people

from spanishgas.silver.departures import departures

NEXT = AS_OF + timedelta(days=1)
ENDED = {"contract_status": "ended"}


def gone(outcomes=(), deals=(), as_of=AS_OF, files_as_of=None):
    return (
        departures(labels(*outcomes), contracts(*deals), as_of, files_as_of or as_of, NAMES)
        .sort("customer_id")
        .collect()
        .rows()
    )


def left(day, **more):
    return {"churned_within_horizon": 1, "churn_effective_date": day, "label_date": BEFORE} | more


@pytest.mark.parametrize(
    ("label", "left_on"),
    [
        (left(AS_OF), AS_OF),
        (left(NEXT), None),
        (left(None), BEFORE + timedelta(days=90)),
        (left(None, horizon_days=30), BEFORE + timedelta(days=30)),
        (left(None, horizon_days=93), None),
        (left(None, label_date=None), None),
        (left(AS_OF, churned_within_horizon=0), None),
        (left(AS_OF, churned_within_horizon=None), None),
    ],
)
def test_a_customer_left_on_the_day_of_the_label_or_by_the_end_of_its_horizon(label, left_on):
    assert gone([label]) == ([("C1", left_on)] if left_on else [])


@pytest.mark.parametrize(
    ("deals", "is_gone"),
    [
        ([ENDED | {"next_renewal_date": AS_OF}], True),
        ([ENDED | {"next_renewal_date": NEXT}], True),
        ([ENDED | {"next_renewal_date": None}], True),
        ([{"next_renewal_date": BEFORE}], False),
        ([ENDED | {"next_renewal_date": BEFORE}, {"contract_id": "B"}], False),
        ([ENDED | {"next_renewal_date": BEFORE}, {"contract_id": "B", "contract_start_date": NEXT}], True),
    ],
)
def test_a_customer_left_when_the_last_contract_ended_and_none_runs(deals, is_gone):
    assert bool(gone(deals=deals)) == is_gone


@pytest.mark.parametrize(("renewal", "left_on"), [(BEFORE, BEFORE), (NEXT, None), (None, None)])
def test_seen_from_an_earlier_day_nobody_had_left_by_a_status_of_today(renewal, left_on):
    deals = [ENDED | {"next_renewal_date": renewal}]
    assert gone(deals=deals, files_as_of=NEXT) == ([("C1", left_on)] if left_on else [])
    assert gone(deals=deals, as_of=NEXT) == [("C1", renewal or NEXT)]


@pytest.mark.parametrize(("begun", "is_gone"), [(BEFORE, True), (AS_OF, True), (NEXT, False)])
def test_whoever_began_another_contract_afterwards_is_a_customer_again(begun, is_gone):
    assert bool(gone([left(AS_OF)], [{"contract_start_date": begun}], as_of=NEXT)) == is_gone


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=5), st.dates(date(2024, 1, 1), date(2025, 12, 31))
)
def test_nobody_is_gone_before_the_day_of_leaving_and_everybody_after_it(days, as_of):
    outcomes = [left(day, customer_id=f"C{number}") for number, day in enumerate(days)]
    assert gone(outcomes, as_of=as_of) == [(f"C{n}", day) for n, day in enumerate(days) if day <= as_of]


def test_who_is_gone_is_counted_and_stays_in_silver_with_the_day():
    made = people(customers({}, {"customer_id": "C2"}), outcomes=labels(left(AS_OF)))
    assert made.table.select("customer_id", "left_on").collect().rows() == [("C1", AS_OF), ("C2", None)]
    assert [f.message for f in made.findings] == [
        "1 customers have left by 2024-12-31 and are not listed, such as C1 on 2024-12-31."
    ]


def test_where_everybody_is_gone_the_statuses_are_asked_about():
    given = [{}, {"customer_id": "C2"}]
    deals = [each | ENDED | {"next_renewal_date": BEFORE} for each in given]
    (finding,) = [each for each in people(customers(*given), contracts(*deals)).findings if each.column == "left_on"]
    assert (finding.check, finding.severity, finding.value) == ("all_gone", "error", 2.0)
    assert finding.message == (
        f"customer_contracts, column contract_status: all 2 customers have left by {AS_OF}, such as C1 on {BEFORE}, "
        "because no contract of theirs runs any more or their label says so. Nobody is left to list: is the status "
        "that of the customers' current contracts?"
    )
