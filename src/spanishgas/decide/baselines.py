"""What a plan is held against: four ways to spend the same calls and euros that need no responses."""

import numpy as np
import polars as pl

from spanishgas.decide.guardrails import refused
from spanishgas.decide.plan import NOBODY, Limits
from spanishgas.decide.prospects import Prospects
from spanishgas.decide.tiers import of_tier
from spanishgas.policy import NO_OFFER, Policy


def baselines(scored: pl.DataFrame, seen: Prospects, policy: Policy, cost_eur: np.ndarray) -> dict[str, np.ndarray]:
    """Who gets which offer by each of them within the policy's limits: number of the offer, or ``NOBODY``.

    - tier rule: the action of the tier, the largest expected monthly loss first. Source: RULES, action and timing.
    - top by risk: the largest offer, the highest probability first.
    - random: the largest offer, in the order of nothing.
    - probability x margin: the largest offer, the largest expected monthly loss first, nobody in a negative mood.

    Args:
        scored: one row a customer, with consent flags and ``is_negative_sentiment``.
        seen: of the same customers.
        policy: tiers and limits.
        cost_eur: what each offer takes from the budget.
    """
    is_open = scored.select(refused().is_null()).to_series().to_numpy()
    loss, risk = (scored[name].to_numpy() for name in ("expected_monthly_loss_eur", "churn_probability"))
    shuffled = np.random.default_rng(0).random(scored.height)
    largest = np.where(is_open, int(np.argmax(list(policy.offers.values()))), NOBODY)
    is_calm = (scored["is_negative_sentiment"].fill_null(0) == 0).to_numpy()
    numbers = {NO_OFFER: NOBODY, **{offer: number for number, offer in enumerate(seen.offers)}}
    tier = scored.select(of_tier(policy, "action").replace_strict(numbers, return_dtype=pl.Int64)).to_series()
    ordered = {
        "tier rule": (np.where(is_open, tier.to_numpy(), NOBODY), loss),
        "top by risk": (largest, risk),
        "random": (largest, shuffled),
        "probability x margin": (np.where(is_calm, largest, NOBODY), loss),
    }
    limits = Limits.of(policy)
    return {name: _within(offer, score, cost_eur, limits) for name, (offer, score) in ordered.items()}


def _within(offer: np.ndarray, score: np.ndarray, cost_eur: np.ndarray, limits: Limits) -> np.ndarray:
    """The offers in the order of the score, as far as calls and budget reach."""
    order = np.argsort(-score, kind="stable")
    order = order[offer[order] != NOBODY][: limits.calls]
    if limits.budget_eur is not None:
        order = order[np.cumsum(cost_eur[order, offer[order]]) <= limits.budget_eur]
    taken = np.full(len(offer), NOBODY)
    taken[order] = offer[order]
    return taken
