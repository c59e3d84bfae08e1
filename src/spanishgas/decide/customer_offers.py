"""What every offer of the policy would do to every customer, and what is against it where it is not made."""

import polars as pl

from spanishgas.decide.guardrails import NEGATIVE_IMPACT, NO_RESPONSE, REFUSALS
from spanishgas.decide.prospects import prospects
from spanishgas.decide.responses import Belief, Responses
from spanishgas.model.artefact import Model
from spanishgas.policy import Policy
from spanishgas.tables.base import of_schema
from spanishgas.tables.results import CustomerOffers

WORSE = "worse"
"""Another offer, which is made, returns more."""


def customer_offers(
    recommendations: pl.LazyFrame,
    scoring_model: Model,
    learned_responses: Belief | None = None,
    *,
    policy: Policy,
    responses: Responses,
) -> pl.LazyFrame:
    """One row a customer and offer of the policy, by customer, offers in the policy's order; EUR.

    ``objection`` is null where the offer is made; else what is against any offer to the customer, else against this
    one, else why another is made or none. Source: RULES, guardrails 1 to 3, economics.
    """
    decided = recommendations.sort("customer_id").collect()
    seen = prospects(decided, scoring_model, learned_responses or responses.belief(), policy)
    offers = [
        decided.select("customer_id", "guardrail", made="action").with_columns(
            action=pl.lit(offer),
            place=pl.lit(place),
            discount_eur_month=pl.Series(seen.discount_eur_month[:, place]),
            churn_probability_with_offer=pl.Series(seen.probability_with_offer[:, place]),
            expected_incremental_margin_eur=pl.Series(seen.incremental_margin_eur[:, place]),
            cautious=pl.Series(seen.cautious_margin_eur[:, place]),
        )
        for place, offer in enumerate(seen.offers)
    ]
    table = pl.concat(offers).sort("customer_id", "place").with_columns(pl.selectors.float().fill_nan(None))
    return of_schema(table.lazy().with_columns(objection=_objection()), CustomerOffers)


def _objection() -> pl.Expr:
    """As ``offers.decided`` tells it of a customer, here of one offer. No probability: nobody knows a response."""
    pays = (pl.col("expected_incremental_margin_eur") > 0) & (pl.col("cautious") >= 0)
    return (
        pl.when(pl.col("made") == pl.col("action"))
        .then(None)
        .when(pl.col("guardrail").is_in(REFUSALS))
        .then("guardrail")
        .when(pl.col("churn_probability_with_offer").is_null())
        .then(pl.lit(NO_RESPONSE))
        .when(~pays.fill_null(value=False))
        .then(pl.lit(NEGATIVE_IMPACT))
        .otherwise(pl.coalesce("guardrail", pl.lit(WORSE)))
    )
