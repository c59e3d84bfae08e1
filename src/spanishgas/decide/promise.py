"""What the offers made are expected to be worth, with the interval of all that is not known: never more than that."""

from typing import Literal

import numpy as np
import polars as pl

from spanishgas.decide.prospects import Prospects, draws_of_worth, prospects
from spanishgas.decide.responses import ASSUMPTION, Belief, Responses
from spanishgas.model.artefact import Model
from spanishgas.model.score_deviations import deviations_of
from spanishgas.policy import NO_OFFER, Policy
from spanishgas.tables.document import Document

INTERVAL_90 = (0.05, 0.95)


class Promise(Document):
    """What all offers of a run are expected to be worth beyond doing nothing, over the customers' value horizon."""

    offers: int
    word: Literal["assumed", "measured"]
    """Measured where campaigns with a control group have told all responses that it hangs on."""
    sources: tuple[str, ...]
    horizon_months: float
    incremental_margin_eur: float
    incremental_margin_low_eur: float
    incremental_margin_high_eur: float
    """Ends of the 90 % interval."""
    discount_eur: float
    contact_cost_eur: float
    kept_customers: float

    def sentence(self) -> str:
        """For whoever decides: every euro with its interval, and whether it was measured."""
        if not self.offers:
            return "no offer is made, so no euros are promised"
        return (
            f"{self.word}: {self.incremental_margin_eur:,.0f} EUR beyond doing nothing "
            f"(90 %: {self.incremental_margin_low_eur:,.0f} to {self.incremental_margin_high_eur:,.0f}) over "
            f"{self.horizon_months:g} months, {self.kept_customers:,.1f} customers kept by {self.offers:,} calls "
            f"({self.contact_cost_eur:,.0f} EUR) and discounts of {self.discount_eur:,.0f} EUR"
        )


def promise(
    recommendations: pl.LazyFrame,
    scored_customers: pl.LazyFrame,
    score_deviations: pl.LazyFrame,
    scoring_model: Model,
    learned_responses: Belief | None = None,
    *,
    policy: Policy,
    responses: Responses,
) -> Promise:
    """The sum of what the recommendations promise, with its interval: responses are wrong together, not one by one."""
    offers = recommendations.filter(pl.col("action") != NO_OFFER).select("customer_id", "action")
    made = scored_customers.join(offers, on="customer_id").sort("customer_id").collect()
    return promise_of(made, score_deviations, scoring_model, learned_responses or responses.belief(), policy)


def promise_of(
    made: pl.DataFrame, score_deviations: pl.LazyFrame, model: Model, belief: Belief, policy: Policy
) -> Promise:
    """What some offers promise together; arguments as those of ``promised``."""
    seen, offer = prospects(made, model, belief, policy), _offers(made, policy)
    total = _draws(made, seen, score_deviations, belief, policy).sum(axis=1)
    rows = np.arange(made.height)
    low, high = np.quantile(total, INTERVAL_90)
    sources = sorted({belief.cells[cell].source for cell in seen.cell[rows, offer]})
    return Promise(
        offers=made.height,
        word="assumed" if ASSUMPTION in sources or not sources else "measured",
        sources=tuple(sources),
        horizon_months=policy.economics.customer_value_months,
        incremental_margin_eur=float(seen.incremental_margin_eur[rows, offer].sum()),
        incremental_margin_low_eur=float(low),
        incremental_margin_high_eur=float(high),
        discount_eur=float(seen.discount_eur[rows, offer].sum()),
        contact_cost_eur=made.height * policy.economics.outreach_cost_eur,
        kept_customers=float((seen.probability - seen.probability_with_offer[rows, offer]).sum()),
    )


def promised(
    made: pl.DataFrame, score_deviations: pl.LazyFrame, model: Model, belief: Belief, policy: Policy
) -> pl.DataFrame:
    """What each offer made is worth, and how sure that is: one row a customer with an offer, sorted as they came.

    Args:
        made: scored customers with the ``action`` of each, sorted by customer.
        score_deviations: how sure the model is of them.
        model: the one that scored them, which knows how it held by margin.
        belief: what offers do by cause.
        policy: offers and economics.
    """
    seen, offer, rows = prospects(made, model, belief, policy), _offers(made, policy), np.arange(made.height)
    low, high = np.quantile(_draws(made, seen, score_deviations, belief, policy), INTERVAL_90, axis=0)
    after = seen.probability_with_offer[rows, offer]
    return made.select(
        "customer_id",
        "action",
        response_source=pl.Series([belief.cells[cell].source for cell in seen.cell[rows, offer]], dtype=pl.String),
        offer_budget_eur_month=pl.Series(seen.discount_eur_month[rows, offer]),
        churn_probability_with_offer=pl.Series(after),
        expected_incremental_margin_eur=pl.Series(seen.incremental_margin_eur[rows, offer]),
        incremental_margin_low_eur=pl.Series(low),
        incremental_margin_high_eur=pl.Series(high),
        expected_monthly_loss_avoided_eur=pl.Series(seen.probability - after) * pl.col("avg_monthly_margin"),
        break_even_share=pl.Series(seen.break_even_share(policy)[rows, offer]),
    )


def _offers(made: pl.DataFrame, policy: Policy) -> np.ndarray:
    """The action of each customer as the number of an offer."""
    numbers = {name: number for number, name in enumerate(policy.offers)}
    return np.array([numbers[action] for action in made["action"]], dtype=np.int64)


def _draws(
    made: pl.DataFrame, seen: Prospects, score_deviations: pl.LazyFrame, belief: Belief, policy: Policy
) -> np.ndarray:
    """What each offer made may be worth: one row a draw, one column a customer, EUR."""
    return draws_of_worth(seen, _offers(made, policy), belief, policy, deviations_of(made, score_deviations))
