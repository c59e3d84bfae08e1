"""A campaign as it was planned, and its members: invented, for what is told of them."""

from datetime import date

import polars as pl

from spanishgas.campaigns.store import Alternative, Campaign, CurvePoint
from spanishgas.decide.promise import Promise
from spanishgas.decide.responses import Responses
from spanishgas.policy import Policy
from spanishgas.tables.campaigns import CampaignMembers

DAY = date(2025, 1, 31)
PROMISE = Promise(
    offers=80,
    word="assumed",
    sources=("assumption",),
    horizon_months=32,
    incremental_margin_eur=1_200,
    incremental_margin_low_eur=-300,
    incremental_margin_high_eur=2_500,
    discount_eur=400,
    contact_cost_eur=1_600,
    kept_customers=4.2,
)
WAYS = tuple(
    Alternative(name=name, contacts=80, discount_eur=400, incremental_margin_eur=worth)
    for name, worth in (("plan", 1_300.0), ("random", -900.0))
)
CAMPAIGN = Campaign(
    campaign_id="spring",
    run_id="first",
    as_of=DAY,
    contacted_on=DAY,
    horizon_days=90,
    policy=Policy.load(),
    control_share=0.2,
    explore_share=0.1,
    contacts=80,
    controls=20,
    explored=8,
    promise=PROMISE,
    euro_price=0.5,
    call_price_eur=3.25,
    control_cost_eur=250,
    detectable_points=12.34,
    promised_points=5.0,
    needed_contacts=4_000,
    alternatives=WAYS,
    curve=(CurvePoint(budget_eur=400, incremental_margin_eur=1_300, contacts=80, euro_price=0.5),),
    belief=Responses.load().belief(),
)


def members(count: int) -> pl.DataFrame:
    facts = {
        "offer": "offer_small",
        "why": "plan",
        "control_propensity": 0.2,
        "offer_propensity": 1.0,
        "churn_probability": 0.5,
        "churn_probability_with_offer": 0.4,
        "main_cause": "price",
        "risk_tier": "High",
        "avg_monthly_margin": 10.0,
        "offer_budget_eur_month": 1.5,
        "expected_incremental_margin_eur": 12.0,
        "response_source": "assumption",
        "contacted_on": DAY,
    }
    ids = pl.DataFrame({"customer_id": [f"C{number}" for number in range(count)]})
    rows = ids.with_columns(*(pl.lit(value).alias(name) for name, value in facts.items()))
    return rows.with_columns(is_control=pl.int_range(pl.len()) % 5 == 0).select(CampaignMembers.column_names())
