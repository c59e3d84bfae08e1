"""An agent at the page of recommendations: the next customer, what to say, and what came of the call."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest
from support.command import spanishgas

from spanishgas.campaigns.calls import results, take_next
from spanishgas.campaigns.store import load_members
from spanishgas.lake import Lake

PLAN = ("campaign", "plan", "--calls", "60", "--explore", "1.0", "--control", "0.25", "--id", "spring")


@pytest.fixture
def planned(lake_copy: Lake) -> Lake:
    done = spanishgas(*PLAN, "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    return lake_copy


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def told(page: AppTest) -> list[str]:
    return [each.value for each in page.info]


def test_an_agent_takes_a_customer_records_the_result_and_gets_the_next(planned: Lake, open_page) -> None:
    page = open_page(planned.root, "recommendations")
    page.text_input(key="agent").input("ana").run()
    press(page, "Next customer")
    first = page.session_state["call"]
    assert any("May be offered" in each.value for each in page.text)
    page.radio(key="call result").set_value("accepted").run()
    press(page, "Record and go on")
    assert results(planned, "spring") == {first: ["accepted"]}
    second = page.session_state["call"]
    assert second not in (first, None)
    assert take_next(planned, "spring", "luis", datetime.now(UTC)) not in (first, second, None)
    again = open_page(planned.root, "recommendations")  # a page that was closed goes on where it was
    again.text_input(key="agent").input("ana").run()
    assert press(again, "Next customer").session_state["call"] == second


def test_nobody_is_given_to_an_agent_without_a_name(planned: Lake, open_page) -> None:
    page = press(open_page(planned.root, "recommendations"), "Next customer")
    assert told(page) == ["Write your name first: every result is kept with who called."]
    assert results(planned, "spring") == {}


def test_who_is_to_be_called_back_is_asked_for_a_day(planned: Lake, open_page) -> None:
    page = open_page(planned.root, "recommendations")
    page.text_input(key="agent").input("ana").run()
    press(page, "Next customer")
    first = page.session_state["call"]
    page.radio(key="call result").set_value("call_back").run()
    assert page.date_input(key="call back on").value > datetime.now(UTC).date()
    press(page, "Record and go on")
    assert results(planned, "spring") == {first: ["call_back"]}


def test_a_list_that_is_done_says_so(planned: Lake, open_page) -> None:
    called = load_members(planned, "spring").filter(is_control=False).height
    for number in range(called):
        take_next(planned, "spring", f"agent {number}", datetime.now(UTC))
    page = open_page(planned.root, "recommendations")
    page.text_input(key="agent").input("late").run()
    assert told(press(page, "Next customer")) == ["Nobody is left to call."]


def test_without_a_campaign_the_page_says_how_to_plan_one(published, open_page) -> None:
    page = open_page(published, "recommendations")
    assert any("campaign plan" in each.value for each in page.code)
