"""What is offered and by which rules, in words."""

import polars as pl
from support.rules import POLICY

from spanishgas.dashboard import offer_story
from spanishgas.dashboard.language import speak
from spanishgas.decide.promise import Promise

CUSTOMERS = pl.DataFrame(
    {
        "risk_tier": ["Critical", "Critical", "Low", "Low"],
        "action": ["offer_large", "no_offer", "no_offer", "no_offer"],
        "guardrail": [None, "negative_margin", "low_risk", "low_risk"],
        "offer_budget_eur_month": [2.6, 0.0, 0.0, 0.0],
    }
)


def promise(**values: object) -> Promise:
    usual = {"offers": 3, "word": "assumed", "sources": ("assumption",), "horizon_months": 32.0}
    euros = {"incremental_margin_eur": 60.4, "incremental_margin_low_eur": -5.0, "incremental_margin_high_eur": 140.0}
    return Promise(
        **{**usual, **euros, "discount_eur": 12.0, "contact_cost_eur": 60.0, "kept_customers": 0.3, **values}
    )


def test_a_promise_says_its_interval_and_whether_it_was_measured():
    assert offer_story.promised(promise()) == "Assumed: €60 beyond doing nothing (90 %: -€5 to €140) over 32 months."
    assert offer_story.promised(promise(word="measured")).startswith("Measured: €60")
    assert offer_story.promised(promise(offers=0)) == "No offer is made, so no euros are promised."
    speak("es")
    assert offer_story.promised(promise()).startswith("Supuesto: 60 €")


def test_every_tier_is_a_column_with_its_customers_and_offers_the_gravest_first():
    rows = offer_story.by_tier(CUSTOMERS, POLICY)
    assert rows.columns == ["Risk tier", "Critical", "High", "Medium", "Low"]
    assert rows["Critical"].to_list() == ["now", "2", "0", "0", "1", "1", "€3"]
    assert rows["Low"].to_list()[1:] == ["2", "0", "0", "0", "2", "€0"]


def test_why_there_is_no_offer_is_counted_most_first():
    assert offer_story.without_offer(CUSTOMERS, "en").rows() == [
        ("Risk is low", 2.0, "2"),
        ("Margin is negative", 1.0, "1"),
    ]
    assert offer_story.without_offer(CUSTOMERS, "es")["label"].to_list() == [
        "El riesgo es bajo",
        "Su margen es negativo",
    ]


def test_the_rules_are_those_of_the_policy():
    limits = POLICY.limits.model_copy(update={"calls": 1_200, "budget_eur": 10_000.0})
    told = offer_story.rules(POLICY.model_copy(update={"limits": limits}))
    assert "Calls: 1,200. Discounts: €10,000." in told
    assert told[0] == "Every customer gets the offer that returns most beyond doing nothing, or none."
    assert offer_story.rules(POLICY.model_copy(update={"decision": "tier_rule"}))[0] == (
        "Every customer gets the offer of the tier."
    )
