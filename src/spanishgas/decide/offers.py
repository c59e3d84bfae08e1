"""What to do about each customer: the offer that returns most beyond doing nothing, within limits and guardrails."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from spanishgas.decide.guardrails import check_scores, not_offered, refused
from spanishgas.decide.plan import NOBODY, Limits, Plan, best_plan
from spanishgas.decide.promise import promised
from spanishgas.decide.prospects import Prospects, prospects
from spanishgas.decide.responses import NO_SOURCE, Belief, Responses
from spanishgas.decide.tiers import of_tier
from spanishgas.model.artefact import Model
from spanishgas.policy import NO_OFFER, Policy
from spanishgas.silver.departures import HORIZON_DAYS
from spanishgas.tables.results import Recommendations

_WITHOUT_OFFER = {
    "action": NO_OFFER,
    "response_source": NO_SOURCE,
    "offer_budget_eur_month": 0.0,
    "expected_incremental_margin_eur": 0.0,
    "incremental_margin_low_eur": 0.0,
    "incremental_margin_high_eur": 0.0,
    "expected_monthly_loss_avoided_eur": 0.0,
}


def recommendations(
    scored_customers: pl.LazyFrame,
    score_deviations: pl.LazyFrame,
    risk_levers: pl.LazyFrame,
    gold_master: pl.LazyFrame,
    scoring_model: Model,
    learned_responses: Belief | None = None,
    campaign_contacts: pl.LazyFrame | None = None,
    *,
    policy: Policy,
    responses: Responses,
    as_of: date,
) -> pl.LazyFrame:
    """One recommendation a customer, sorted by customer; EUR a month, and EUR over the customer's value horizon.

    The policy's decision ``incremental`` gives each customer the offer that is expected to return most beyond doing
    nothing, within the limits those that return most; ``tier_rule`` the action of the tier. Guardrails come before: no
    offer where the margin is negative or unknown, to whom must not or does not want to be contacted or was so within
    the rest period, with a response that nobody knows, or that loses money at the policy's cautious end.
    ``guardrail`` says why there is no offer. Timing is the tier's. ``priority_rank`` is by expected incremental margin,
    then by what is at stake, then by probability, then by customer. Source: RULES, action and timing, offer budget,
    guardrails 1 to 3, economics.

    Raises:
        GuardrailError: a customer has no reason code (guardrail 2) or a probability outside 0..1 (guardrail 3).
    """
    scored = with_flags(scored_customers, gold_master, campaign_contacts, policy, as_of)
    check_scores(scored)
    belief = learned_responses or responses.belief()
    offered = decided(scored, prospects(scored, scoring_model, belief, policy), policy).customers
    made = promised(offered.filter(pl.col("action").is_not_null()), score_deviations, scoring_model, belief, policy)
    return (
        offered.drop("action")
        .join(made, on="customer_id", how="left")
        .with_columns(pl.col(name).fill_null(value) for name, value in _WITHOUT_OFFER.items())
        .lazy()
        .join(_best_levers(risk_levers), on="customer_id", how="left")
        .with_columns(timing=of_tier(policy, "timing"), priority_rank=_priority())
        .sort("customer_id")
        .select(Recommendations.column_names())
    )


@dataclass(frozen=True)
class Decision:
    """Who gets what, and what it was decided from."""

    customers: pl.DataFrame
    """With the ``action`` that each gets, null for none, and the ``guardrail``: why there is none."""
    plan: Plan
    value_eur: np.ndarray
    """Of each customer and offer that may be made; not a number where it may not."""


def with_flags(
    scored_customers: pl.LazyFrame,
    gold_master: pl.LazyFrame,
    campaign_contacts: pl.LazyFrame | None,
    policy: Policy,
    as_of: date,
) -> pl.DataFrame:
    """The scored customers, sorted, with what they said of being contacted, their mood, and what campaigns ask for.

    ``do_not_contact``: what the files say, or 1 for who asked for it when called. ``is_resting``: called less than the
    policy's rest period before or after the day. ``is_in_control``: of a control group whose horizon is not over, which
    a call would spoil.
    """
    said = gold_master.select("customer_id", "contact_consent", "do_not_contact", "is_negative_sentiment")
    scored = scored_customers.join(said, on="customer_id", how="left").sort("customer_id").collect()
    if campaign_contacts is None:
        return scored.with_columns(is_resting=pl.lit(value=False), is_in_control=pl.lit(value=False))
    apart = (pl.col("contacted_on") - pl.lit(as_of)).abs()
    resting, control = (
        campaign_contacts.filter(pl.col("is_control") == is_control, apart < timedelta(days=days))
        .select("customer_id")
        .collect()
        .to_series()
        for is_control, days in ((False, policy.guardrails.rest_days), (True, HORIZON_DAYS))
    )
    asked = campaign_contacts.filter("asked_not_to_be_contacted").select("customer_id").collect().to_series()
    member = pl.col("customer_id")
    return scored.with_columns(
        do_not_contact=pl.when(member.is_in(asked.implode())).then(1).otherwise("do_not_contact"),
        is_resting=member.is_in(resting.implode()),
        is_in_control=member.is_in(control.implode()),
    )


def decided(scored: pl.DataFrame, seen: Prospects, policy: Policy) -> Decision:
    """Who is offered what by the policy's decision, guardrails and limits.

    Args:
        scored: one row a customer; see ``with_flags``.
        seen: of the same customers.
        policy: decision, limits and guardrails.
    """
    wanted = _wanted(scored, policy, seen.offers)
    against = scored.select(refused().alias("refused")).to_series()
    pays = wanted & (seen.cautious_margin_eur >= 0) & (seen.incremental_margin_eur > 0)  # false where not a number
    is_open = pays & against.is_null().to_numpy()[:, None]
    value = np.where(is_open, seen.incremental_margin_eur, np.nan)
    plan = best_plan(value, cost_eur(seen, policy), Limits.of(policy))
    action = pl.Series([None if offer == NOBODY else seen.offers[offer] for offer in plan.offer], dtype=pl.String)
    reason = pl.coalesce(against, not_offered(wanted, seen.cell >= 0, pays))
    customers = scored.with_columns(action=action, guardrail=pl.when(action.is_null()).then(reason))
    return Decision(customers, plan, value)


def cost_eur(seen: Prospects, policy: Policy) -> np.ndarray:
    """What each offer takes from the budget: the expected discount, and the contact where the policy says so."""
    return seen.discount_eur + (policy.economics.outreach_cost_eur if policy.limits.budget_pays_calls else 0.0)


def _wanted(scored: pl.DataFrame, policy: Policy, offers: tuple[str, ...]) -> np.ndarray:
    """Which offers the decision may choose from, by customer and offer."""
    if policy.decision == "incremental":
        return np.ones((scored.height, len(offers)), dtype=np.bool_)
    actions = scored.select(of_tier(policy, "action")).to_series()
    return np.column_stack([(actions == offer).to_numpy() for offer in offers])


def _priority() -> pl.Expr:
    by = ("expected_incremental_margin_eur", "expected_monthly_loss_eur", "churn_probability")
    return pl.struct(*(-pl.col(name) for name in by), "customer_id").rank("ordinal").cast(pl.Int64)


def _best_levers(risk_levers: pl.LazyFrame) -> pl.LazyFrame:
    """The lever that lowers each customer's probability most."""
    best = risk_levers.sort("churn_probability_with_lever", "lever").unique("customer_id", keep="first")
    return best.select("customer_id", "lever", "churn_probability_with_lever")
