"""What pages need and no stage writes yet: the one place to take away once stages do.

- The fuel of a customer stands in the cleaned customers only.
- What every offer would do to a customer is asked of the function that decided (``decide.prospects``).
"""

from dataclasses import dataclass
from functools import cache
from math import isnan
from typing import Any

import polars as pl

from spanishgas.campaigns.store import load_belief
from spanishgas.decide.guardrails import NEGATIVE_IMPACT, NO_RESPONSE, REFUSALS
from spanishgas.decide.prospects import Prospects, prospects
from spanishgas.decide.responses import Belief, Responses
from spanishgas.errors import RunError
from spanishgas.model.artefact import CARD, Model
from spanishgas.run.models import model_key, standing
from spanishgas.run.reader import Run

_SCORES = {
    "as_of": pl.Date,
    "churn_probability": pl.Float64,
    "churn_probability_low": pl.Float64,
    "churn_probability_high": pl.Float64,
    "risk_tier": pl.String,
}


def fuel(silver_customers: pl.LazyFrame) -> pl.LazyFrame:
    """Customer and fuel: electricity, gas or dual; null where the retailer does not say."""
    return silver_customers.select("customer_id", fuel="product_bundle")


@dataclass(frozen=True)
class OfferSeen:
    """An offer to one customer, and why it is not made: a guardrail's code, ``worse`` than the one made, or none."""

    action: str
    discount_eur_month: float | None
    incremental_margin_eur: float | None
    probability_with_offer: float | None
    why_not: str | None


WORSE = "worse"


def offers(run: Run, customer: pl.DataFrame) -> list[OfferSeen]:
    """What each offer of the policy would do to a customer, by the rules and responses of the run.

    Args:
        run: the run that decided.
        customer: one row, with its scores and its recommendation.
    """
    policy, row = run.record.policy, customer.row(0, named=True)
    key = run.record.responses_before
    belief = load_belief(run.lake, key) if key else _assumed()
    seen = prospects(customer, _card_of(run), belief, policy)
    return [
        OfferSeen(
            action=action,
            discount_eur_month=_known(seen.discount_eur_month[0, place]),
            incremental_margin_eur=_known(seen.incremental_margin_eur[0, place]),
            probability_with_offer=_known(seen.probability_with_offer[0, place]),
            why_not=_why_not(row, action, seen, place),
        )
        for place, action in enumerate(seen.offers)
    ]


@cache
def _assumed() -> Belief:
    return Responses.load().belief()


def _card_of(run: Run) -> Model:
    """The model that scored, by its card alone: how it held by margin is all that is asked of it, and trees are big."""
    scored_by = run.record.step(run.pipeline.champion_step().name)
    if scored_by is None or scored_by.model_id is None:
        raise RunError(f"Run {run.record.run_id} does not say which model scored.")
    return Model({CARD: run.lake.read(model_key(standing(run.lake, scored_by.model_id), CARD))})


def _why_not(row: dict[str, Any], action: str, seen: Prospects, place: int) -> str | None:
    """What is against all offers, else against this one, else that another is better. As ``decide.offers`` tells it."""
    if row["action"] == action:
        return None
    if row["guardrail"] in REFUSALS:
        return str(row["guardrail"])
    if seen.cell[0, place] < 0:
        return NO_RESPONSE
    if not (seen.incremental_margin_eur[0, place] > 0 and seen.cautious_margin_eur[0, place] >= 0):
        return NEGATIVE_IMPACT
    return row["guardrail"] or WORSE


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)
