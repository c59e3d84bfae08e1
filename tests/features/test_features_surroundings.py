from datetime import date, timedelta

import pytest
from support.bronze_rows import AS_OF, months
from support.rules import INTENTS
from support.silver_rows import (
    silver_customer_rows,
    silver_interaction_rows,
    silver_market_rows,
)

from spanishgas.features.surroundings import features_surroundings

ANGRY = {"intent": "Complaint / Escalation", "sentiment_score": -0.5}
PLEASED = {"sentiment_score": 0.5}


def surroundings(people=({},), contacts=(), market=()):
    """The features of each customer, by its id."""
    made = features_surroundings(
        silver_customer_rows(*people),
        silver_market_rows(*market),
        silver_interaction_rows(*contacts),
        as_of=AS_OF,
        intents=INTENTS,
    )
    return {row.pop("customer_id"): row for row in made.collect().iter_rows(named=True)}


def used(*amounts, who="C1"):
    """One customer's year of electricity."""
    return [{"customer_id": who, "month": month, "elec_kwh": kwh} for month, kwh in zip(months(), amounts, strict=True)]


def test_without_contacts_and_readings_nothing_is_known():
    (row,) = surroundings().values()
    assert set(row.values()) == {None}


def test_a_province_is_heard_with_twenty_voices_of_all():
    people = [{"customer_id": f"C{number}", "province_code": place} for number, place in enumerate("AABBC")]
    contacts = [{"customer_id": "C0", **ANGRY}, {"customer_id": "C2", **PLEASED}, {"customer_id": "C3", **PLEASED}]
    found = surroundings(people, contacts)
    mean, share = 0.5 / 3, 1 / 3
    expected = {
        "C1": ((-0.5 + 20 * mean) / 21, (1 + 20 * share) / 21),
        "C2": ((1.0 + 20 * mean) / 22, 20 * share / 22),
        "C4": (mean, share),  # a province without a voice says what all say
    }
    for who, (mood, grave) in expected.items():
        row = found[who]
        assert row["province_avg_sentiment_score"] == pytest.approx(mood), who
        assert row["province_complaint_share"] == pytest.approx(grave), who


@pytest.mark.parametrize(("days", "share"), [(-1, None), (0, 1), (364, 1), (365, None)])
def test_voices_are_those_of_the_last_365_days(days, share):
    contact = {"interaction_date": AS_OF - timedelta(days=days), **ANGRY}
    assert surroundings(contacts=[contact])["C1"]["province_complaint_share"] == share


def test_the_latest_word_of_a_customer_counts_and_so_does_that_of_one_who_has_left():
    earlier = {"interaction_date": date(2024, 6, 1), **PLEASED}
    found = surroundings([{}, {"customer_id": "C2", "left_on": date(2024, 12, 5)}], [earlier, ANGRY, earlier])
    assert found["C1"]["province_avg_sentiment_score"] == pytest.approx(-0.5)
    gone = surroundings([{}, {"customer_id": "C2", "left_on": date(2024, 12, 5)}], [{"customer_id": "C2", **ANGRY}])
    assert gone["C1"]["province_complaint_share"] == pytest.approx(1)


def test_a_wish_to_leave_is_as_grave_as_a_complaint_and_a_question_is_not():
    people = [{}, {"customer_id": "C2"}]
    asked = {"customer_id": "C2", "intent": "Pricing Offers"}
    contacts = [{"intent": "Cancellation / Switch"}, asked]
    assert surroundings(people, contacts)["C1"]["province_complaint_share"] == pytest.approx(0.5)


def test_those_who_use_about_as_much_are_heard_wherever_they_live():
    people = [{"customer_id": f"C{number}", "province_code": place} for number, place in enumerate("ABC")]
    market = [*used(*[100.0] * 12, who="C0"), *used(*[101.0] * 12, who="C1"), *used(*[900.0] * 12, who="C2")]
    found = surroundings(people, [{"customer_id": "C1", **ANGRY}, {"customer_id": "C2", **PLEASED}], market)
    assert found["C0"]["similar_use_avg_sentiment_score"] == pytest.approx(-0.5 / 21)
    assert found["C2"]["similar_use_avg_sentiment_score"] == pytest.approx(0.5 / 21)


def test_the_last_month_is_compared_with_the_others_once_the_season_is_out():
    """Winter doubles what all use, so that who used as much as ever in December has half of the usual."""
    people = [{"customer_id": f"C{number}"} for number in range(3)]
    normal, quiet = [100.0] * 11 + [200.0], [50.0] * 12
    market = [*used(*normal, who="C0"), *used(*normal, who="C1"), *used(*quiet, who="C2")]
    found = surroundings(people, market=market)
    assert [row["last_month_elec_vs_usual"] for row in found.values()] == pytest.approx([0, 0, -0.5])


@pytest.mark.parametrize(
    ("market", "expected"),
    [
        (used(*[100.0] * 11, 0.0), -1),
        (used(*[0.0] * 12), None),
        (used(*[100.0] * 12)[-1:], None),
        (used(*[100.0] * 12)[:-1], None),
    ],
    ids=["an empty home", "never used", "one month only", "no last month"],
)
def test_a_last_month_that_cannot_be_compared_is_not_known(market, expected):
    """Two neighbours tell the season."""
    people = [{"customer_id": who} for who in ("C1", "C2", "C3")]
    others = [*used(*[100.0] * 12, who="C2"), *used(*[100.0] * 12, who="C3")]
    assert surroundings(people, market=[*market, *others])["C1"]["last_month_elec_vs_usual"] == expected
