"""Scored customers, the model that scored them, and responses of one's own, for whoever decides about offers."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
from support.gold_rows import gold_rows, small_model
from support.rules import POLICY, RESPONSES

from spanishgas.decide.offers import recommendations
from spanishgas.decide.responses import Responses
from spanishgas.decide.scoring import expected_monthly_loss
from spanishgas.model.artefact import Model
from spanishgas.model.score_deviations import score_deviations
from spanishgas.policy import Policy
from spanishgas.tables.results import RiskLevers, ScoredCustomers

AS_OF = date(2024, 12, 31)
MOST = 40
"""Customers that one can have: C00001 to C00040."""
NO_LEVERS = RiskLevers.create_empty().lazy()


def policy_with(policy: Policy = POLICY, **changes: Any) -> Policy:
    """A policy with other parts."""
    return Policy.model_validate({**policy.model_dump(by_alias=True), **changes})


CALL = policy_with(
    risk_tiers=[
        {"name": "Low", "from": 0, "action": "no_offer", "timing": "later", "maximum_offer_share": 0},
        {"name": "High", "from": 0.5, "action": "call", "timing": "now", "maximum_offer_share": 0.25},
    ],
    economics={"outreach_cost_eur": 3, "customer_value_months": 30, "discount_months": 6},
)
"""One offer, a quarter of the margin for half a year; round figures for sums by hand."""


def responses_of(
    reliefs: dict[str, dict[str, float]],
    spread: float = 1e-6,
    source: str = "assumption",
    shared: float = 0.0,
    cause: float = 0.0,
) -> Responses:
    """Responses with these means by offer and cause, all as sure as one says."""
    by = {
        offer: {name: {"mean": mean, "spread": spread, "source": source} for name, mean in causes.items()}
        for offer, causes in reliefs.items()
    }
    return Responses.model_validate({"shared_spread": shared, "cause_spread": cause, "reliefs": by})


def model_with(shifts: dict[str, float]) -> Model:
    """A small model that was judged so by band of margin."""
    model = replace(small_model())
    model.__dict__["card"] = model.card.model_copy(update={"margin_shifts": shifts})
    return model


@cache
def level_model() -> Model:
    """A small model that holds in every band of margin: probabilities are what is stated."""
    return model_with({})


def scored(*customers: tuple[float, float | None], policy: Policy = POLICY, **changes: Any) -> pl.DataFrame:
    """Customers of a probability and a margin, named C00001, C00002, ..., scored as the step would.

    Args:
        customers: probability and margin of each.
        policy: tells their tiers.
        changes: a column's value for all, or a list with that of each.
    """
    filler = {
        "reason_1": "renewal",
        "reason_1_contribution": 1.0,
        "reason_1_feature": "months_to_renewal",
        "reason_1_value": "2.0",
        "segment": "SME",
        "portfolio_type": "SME_SingleFuel",
        "province_code": "28",
        "sales_channel": "Office",
        "main_cause": "price",
        "model_id": "E5-0",
        "churn_prediction": 0,
    } | changes
    types = {name: column.dtype for name, column in ScoredCustomers.columns().items()}
    own = {
        "customer_id": [f"C{number:05}" for number in range(1, len(customers) + 1)],
        "churn_probability": [probability for probability, _ in customers],
        "avg_monthly_margin": [margin for _, margin in customers],
    }
    columns = {name: value if isinstance(value, list) else [value] * len(customers) for name, value in filler.items()}
    nothing: list[None] = [None] * len(customers)
    table = {name: (own | columns).get(name, nothing) for name in types}
    return pl.DataFrame(table, schema=types).with_columns(
        risk_tier=policy.risk_tier(pl.col("churn_probability")), expected_monthly_loss_eur=expected_monthly_loss()
    )


def gold_of(customers: pl.DataFrame, **flags: list[int | None]) -> pl.LazyFrame:
    """The customers' features; all may be contacted, as far as no flag says otherwise."""
    said = {"contact_consent": [1] * customers.height, "do_not_contact": [0] * customers.height} | flags
    own = customers.select("customer_id", *(pl.Series(name, value, pl.Int8) for name, value in said.items()))
    return gold_rows(MOST, seed=9).drop(list(said)).join(own, on="customer_id").lazy()


def deviations(gold: pl.LazyFrame) -> pl.LazyFrame:
    """How sure the level model is of customers with these features."""
    return score_deviations(gold, level_model())


def recommended(
    customers: pl.DataFrame,
    policy: Policy = POLICY,
    responses: Responses = RESPONSES,
    gold: pl.LazyFrame | None = None,
    levers: pl.LazyFrame = NO_LEVERS,
    **inputs: Any,
) -> pl.DataFrame:
    """What the step recommends to these customers, on the last day of 2024."""
    features = gold_of(customers) if gold is None else gold
    rules = {"policy": policy, "responses": responses, "as_of": AS_OF}
    sure = deviations(features)
    return recommendations(customers.lazy(), sure, levers, features, level_model(), **inputs, **rules).collect()
