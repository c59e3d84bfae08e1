from datetime import date, timedelta

import pytest
from support.bronze_rows import AS_OF
from support.rules import INTENTS, NAMES
from support.silver_rows import silver_contract_rows, silver_customer_rows, silver_interaction_rows

from spanishgas.features.behaviour import features_behaviour

COMPLAINT, CANCELLATION = "Complaint / Escalation", "Cancellation / Switch"


def behaviour(*contacts, deals=None):
    made = features_behaviour(
        silver_customer_rows({}),
        deals if deals is not None else silver_contract_rows({}),
        silver_interaction_rows(*contacts),
        as_of=AS_OF,
        names=NAMES,
        intents=INTENTS,
    )
    return made.collect().row(0, named=True)


def test_without_an_interaction_flags_are_zero_and_the_intent_says_so():
    row = behaviour()
    flag_names = ("is_", "has_", "recent", "interaction", "complaint")
    flags = [value for name, value in row.items() if name.startswith(flag_names)]
    assert flags == [0] * 10
    assert (row["customer_intent"], row["intent_severity_score"]) == ("no_interaction", 0)
    assert (row["last_interaction_days_ago"], row["months_since_last_change"]) == (9999, 9999.0)


def test_the_latest_interaction_speaks_and_all_are_counted():
    row = behaviour(
        {"interaction_date": date(2024, 10, 1), "intent": COMPLAINT},
        {"interaction_date": date(2024, 12, 1), "intent": "Pricing Offers"},
        {"interaction_date": date(2025, 1, 1), "intent": COMPLAINT},
    )
    assert (row["has_interaction"], row["interaction_count"], row["complaint_count"]) == (1, 2, 1)
    assert (row["customer_intent"], row["is_complaint_intent"], row["intent_severity_score"]) == (
        "Pricing Offers",
        0,
        1,
    )
    assert row["last_interaction_days_ago"] == 30


def test_of_several_interactions_on_one_day_the_gravest_counts_in_any_row_order():
    contacts = [{"intent": "Pricing Offers"}, {"intent": CANCELLATION}, {"intent": COMPLAINT}]
    for order in (contacts, contacts[::-1]):
        assert behaviour(*order)["customer_intent"] == CANCELLATION


@pytest.mark.parametrize(
    ("intent", "cancels", "complains", "either", "bills", "severity"),
    [
        (CANCELLATION, 1, 0, 1, 0, 3),
        (COMPLAINT, 0, 1, 1, 0, 2),
        ("Pricing Offers", 0, 0, 0, 0, 1),
        ("Billing / Payment", 0, 0, 0, 1, 0),
        ("Other / Unclassified", 0, 0, 0, 0, 0),
    ],
)
def test_intents_become_flags_and_severity(intent, cancels, complains, either, bills, severity):
    row = behaviour({"intent": intent})
    assert (row["is_cancellation_intent"], row["is_complaint_intent"]) == (cancels, complains)
    assert (row["recent_complaint_flag"], row["has_billing_issue"]) == (either, bills)
    assert row["intent_severity_score"] == severity


@pytest.mark.parametrize(
    ("days", "quarter", "month"), [(-1, 0, 0), (0, 1, 1), (30, 1, 1), (31, 1, 0), (90, 1, 0), (91, 0, 0)]
)
def test_nearness_to_the_renewal_is_judged_at_the_interaction(days, quarter, month):
    contact = date(2024, 11, 1)
    deals = silver_contract_rows({"next_renewal_date": contact + timedelta(days=days)})
    row = behaviour({"interaction_date": contact, "intent": COMPLAINT}, deals=deals)
    assert (row["interaction_within_3m_of_renewal"], row["is_interaction_within_30d_of_renewal"]) == (quarter, month)
    assert row["complaint_near_renewal"] == quarter


def test_without_a_renewal_nearness_is_unknown():
    row = behaviour({"intent": COMPLAINT}, deals=silver_contract_rows({"next_renewal_date": None}))
    assert (row["interaction_within_3m_of_renewal"], row["complaint_near_renewal"]) == (None, None)


def test_the_latest_change_of_product_counts():
    deals = silver_contract_rows(
        {"last_product_change_date": AS_OF - timedelta(days=60)},
        {"last_product_change_date": AS_OF - timedelta(days=600)},
    )
    assert behaviour(deals=deals)["months_since_last_change"] == 2
