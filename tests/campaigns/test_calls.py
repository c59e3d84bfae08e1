"""Agents work one list: nobody is called twice, and nothing that was recorded is lost."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from spanishgas.campaigns import calls
from spanishgas.campaigns.before import contacts_before
from spanishgas.campaigns.calls import CallEvent, called_outcomes, record_result, refusals, results, take_next
from spanishgas.campaigns.outcomes import add_outcomes, load_outcomes
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.tables.campaigns import CampaignOutcomes

NOON = datetime(2025, 4, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(minutes=calls.HELD_MINUTES)
MEMBERS = pl.DataFrame(
    {
        "customer_id": ["C1", "C2", "../C3", "C4"],
        "is_control": [False, False, False, True],
        "expected_incremental_margin_eur": [10.0, 30.0, 20.0, 40.0],
        "contacted_on": [date(2025, 4, 1)] * 4,
    }
)


@pytest.fixture(autouse=True)
def _members(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("calls", "before"):
        monkeypatch.setattr(f"spanishgas.campaigns.{module}.load_members", lambda _lake, _id: MEMBERS)


def test_customers_come_by_what_is_expected_each_once_and_nobody_of_the_control(any_lake: Lake):
    agents = ["ana", "luis", "ana", "luis"]
    taken = []
    for agent in agents:
        customer = take_next(any_lake, "spring", agent, NOON)
        taken.append(customer)
        if customer:
            record_result(any_lake, "spring", customer, agent, "declined", NOON)
    assert taken == ["C2", "../C3", "C1", None]
    assert results(any_lake, "spring") == {"C2": ["declined"], "../C3": ["declined"], "C1": ["declined"]}


def test_a_page_that_was_closed_goes_on_with_the_customer_it_had(any_lake: Lake):
    assert take_next(any_lake, "spring", "ana", NOON) == "C2"
    assert take_next(any_lake, "spring", "luis", NOON) == "../C3"
    assert take_next(any_lake, "spring", "ana", NOON + HOUR / 2) == "C2"


def test_a_customer_whom_somebody_took_and_left_is_given_to_others_after_an_hour(tmp_path):
    lake = Lake(tmp_path)
    for agent in ("ana", "luis", "eva"):
        take_next(lake, "spring", agent, NOON)
    assert take_next(lake, "spring", "max", NOON + HOUR / 2) is None
    assert take_next(lake, "spring", "max", NOON + HOUR) == "../C3"
    with pytest.raises(InputError, match="not yours"):
        record_result(lake, "spring", "../C3", "luis", "accepted", NOON + HOUR)


def test_a_result_that_comes_while_the_customer_is_given_away_counts_and_the_other_gets_somebody_else(
    tmp_path, monkeypatch: pytest.MonkeyPatch
):
    lake = Lake(tmp_path)
    for agent in ("ana", "luis", "eva"):
        take_next(lake, "spring", agent, NOON)
    append = calls._append

    def slow(lake: Lake, campaign: str, customer: str, number: int, event: CallEvent) -> bool:
        if event.agent == "max" and customer == "../C3":  # luis is faster, by a moment
            append(lake, campaign, customer, number, CallEvent(what="accepted", agent="luis", at=NOON + HOUR))
        return append(lake, campaign, customer, number, event)

    monkeypatch.setattr(calls, "_append", slow)
    assert take_next(lake, "spring", "max", NOON + HOUR) == "C1"
    assert results(lake, "spring") == {"../C3": ["accepted"]}


def test_who_is_to_be_called_back_comes_first_on_the_day_and_not_before(tmp_path):
    lake = Lake(tmp_path)
    for customer in ("C2", "../C3"):
        assert take_next(lake, "spring", "ana", NOON) == customer
        back = NOON.date() + timedelta(days=2) if customer == "C2" else None
        record_result(lake, "spring", customer, "ana", "call_back" if back else "accepted", NOON, back)
    assert take_next(lake, "spring", "luis", NOON + timedelta(days=1)) == "C1"
    assert take_next(lake, "spring", "eva", NOON + timedelta(days=1)) is None
    assert take_next(lake, "spring", "eva", NOON + timedelta(days=2)) == "C2"


@pytest.mark.parametrize(
    ("result", "back", "words"),
    [
        ("call_back", None, "belongs to the result call_back"),
        ("accepted", date(2025, 5, 1), "belongs to the result call_back"),
        ("call_back", date(2025, 3, 31), "is over"),
    ],
)
def test_a_day_to_call_back_is_asked_for_where_it_belongs(tmp_path, result, back, words):
    lake = Lake(tmp_path)
    customer = take_next(lake, "spring", "ana", NOON)
    with pytest.raises(InputError, match=words):
        record_result(lake, "spring", customer, "ana", result, NOON, back)


def test_a_result_is_recorded_once_and_only_by_whoever_has_the_customer(tmp_path):
    lake = Lake(tmp_path)
    customer = take_next(lake, "spring", "ana", NOON)
    for agent, whom in (("luis", customer), ("ana", "C1"), (" ", customer)):
        with pytest.raises(InputError):
            record_result(lake, "spring", whom, agent, "accepted", NOON)
    record_result(lake, "spring", customer, "ana", "accepted", NOON)
    with pytest.raises(InputError, match="not yours"):
        record_result(lake, "spring", customer, "ana", "declined", NOON)
    assert results(lake, "spring") == {customer: ["accepted"]}


def test_results_are_the_outcomes_and_a_file_may_put_them_right(tmp_path):
    lake = Lake(tmp_path)
    for result in ("accepted", "not_reached", "reached"):
        record_result(lake, "spring", str(take_next(lake, "spring", "ana", NOON)), "ana", result, NOON)
    columns = ("customer_id", "contacted", "reached", "accepted")
    said = called_outcomes(lake, "spring")
    CampaignOutcomes.validate(said)
    assert said.select(columns).rows() == [
        ("../C3", True, False, None),
        ("C1", True, True, None),
        ("C2", True, True, True),
    ]
    later = pl.concat(
        [CampaignOutcomes.create_empty(), pl.DataFrame({"customer_id": ["C1"], "accepted": [True]})], how="diagonal"
    )
    add_outcomes(lake, "spring", later)
    assert load_outcomes(lake, "spring").filter(customer_id="C1").select(columns).row(0) == ("C1", True, True, True)


def test_who_asks_not_to_be_contacted_is_known_to_plans_from_then_on(tmp_path):
    lake = Lake(tmp_path)
    record_result(lake, "spring", str(take_next(lake, "spring", "ana", NOON)), "ana", "do_not_contact", NOON)
    assert refusals(lake, "spring") == ["C2"]
    for until, asked in ((NOON - HOUR, []), (NOON, ["C2"]), (None, ["C2"])):
        known = contacts_before(lake, ("spring",), until).filter("asked_not_to_be_contacted").collect()
        assert known["customer_id"].to_list() == asked
