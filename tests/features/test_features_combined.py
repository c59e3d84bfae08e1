from datetime import date, timedelta

import pytest
from support.bronze_rows import AS_OF
from support.rules import INTENTS, NAMES
from support.silver_rows import (
    silver_contract_rows,
    silver_customer_rows,
    silver_interaction_rows,
    silver_market_rows,
)

from spanishgas.features.behaviour import features_behaviour
from spanishgas.features.compound import features_compound
from spanishgas.features.lifecycle import features_lifecycle
from spanishgas.features.sentiment import features_sentiment
from spanishgas.features.strings import features_strings

NEW_AND_NEAR = {
    "customer_first_activation_date": AS_OF - timedelta(days=360),
    "next_renewal_date": AS_OF + timedelta(days=90),
}
BOTH_FUELS = {"elec_kwh": 1.0, "gas_m3": 1.0}
ANGRY = {"intent": "Complaint / Escalation", "sentiment_label": "negative", "sentiment_score": -0.5}


def combined(step, people=None, deal=NEW_AND_NEAR, months=BOTH_FUELS, contact=ANGRY):
    people = silver_customer_rows({"is_high_competition_province": 1} if people is None else people)
    deals = silver_contract_rows(*([deal] if deal else []))
    contacts = silver_interaction_rows(*([contact] if contact else []))
    tiers = (
        features_lifecycle(people, deals, silver_market_rows(months), as_of=AS_OF, names=NAMES),
        features_behaviour(people, deals, contacts, as_of=AS_OF, names=NAMES, intents=INTENTS),
        features_sentiment(people, contacts, as_of=AS_OF, intents=INTENTS),
    )
    row = step(*tiers).collect().row(0, named=True)
    del row["customer_id"]
    return row


def test_every_risk_at_once():
    assert combined(features_compound) == {
        "is_price_sensitive": 0,
        "is_high_risk_lifecycle": 1,
        "is_competition_x_renewal": 1,
        "dual_fuel_x_renewal": 1,
        "dual_fuel_x_competition": 1,
        "dual_fuel_x_intent": 1,
        "renewal_x_complaint": 1,
        "high_risk_x_negative_sentiment": 1,
        "tenure_x_interaction": "6-12m",
    }


def test_no_interaction_no_complaint():
    row = combined(features_compound, contact=None)
    assert (row["dual_fuel_x_intent"], row["renewal_x_complaint"], row["high_risk_x_negative_sentiment"]) == (0, 0, 0)
    assert row["tenure_x_interaction"] == "none"


def test_asking_about_prices_is_price_sensitivity():
    assert combined(features_compound, contact={"intent": "Pricing Offers"})["is_price_sensitive"] == 1


@pytest.mark.parametrize(("days", "flag"), [(360, 1), (361, 0)])
def test_high_risk_ends_after_twelve_months_of_tenure(days, flag):
    deal = NEW_AND_NEAR | {"customer_first_activation_date": AS_OF - timedelta(days=days)}
    assert combined(features_compound, deal=deal)["is_high_risk_lifecycle"] == flag


def test_without_a_contract_a_conjunction_is_known_only_if_another_part_is_zero():
    row = combined(features_compound, deal=None, contact=None)
    assert (row["renewal_x_complaint"], row["dual_fuel_x_renewal"], row["dual_fuel_x_competition"]) == (0, None, 1)


def test_strings_join_two_categories():
    deal = NEW_AND_NEAR | {"contract_start_date": date(2024, 1, 1)}
    assert combined(features_strings, deal=deal) == {
        "intent_x_renewal_bucket": "Complaint / Escalation | 0-3m",
        "intent_x_tenure_bucket": "Complaint / Escalation | 6-12m",
        "sentiment_x_renewal_bucket": "negative | 0-3m",
        "intent_x_sentiment": "Complaint / Escalation | negative",
        "tenure_x_renewal_bucket": "6-12m | 0-3m",
        "sales_channel_x_renewal_bucket": "Office | 0-3m",
        "has_interaction_x_renewal_bucket": "1 | 0-3m",
        "competition_x_intent": "1 | Complaint / Escalation",
    }


def test_strings_with_an_intent_or_a_sentiment_are_no_interaction_without_one():
    row = combined(features_strings, contact=None)
    silent = {name for name, value in row.items() if value == "no_interaction"}
    assert silent == {name for name in row if "intent" in name or "sentiment" in name}
    assert row["has_interaction_x_renewal_bucket"] == "0 | 0-3m"
