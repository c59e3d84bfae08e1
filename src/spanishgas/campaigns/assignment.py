"""Who is in a campaign, with which offer, and who of them is not called so that the difference can be told."""

import hashlib

import numpy as np
import polars as pl

from spanishgas.decide.guardrails import refused
from spanishgas.decide.offers import cost_eur, decided
from spanishgas.decide.prospects import Prospects
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.policy import Policy

_STRATA = ("why", "offer", "main_cause")


def assigned(
    scored: pl.DataFrame, seen: Prospects, policy: Policy, *, control: float, explore: float, campaign_id: str, key: str
) -> pl.DataFrame:
    """Members of a campaign: one row a customer with ``offer``, ``why`` (plan, explore), ``is_control``, propensities.

    The plan is the policy's decision for as many customers as calls and budget reach when a share of them is not
    called. Exploration takes a share of the calls for customers whom the guardrails would leave alone, those of whom
    most is expected, with an offer drawn at random: what it costs buys what nobody knows yet. The control is the share
    of each stratum (why, offer, cause) that comes first by a keyed hash of customer and campaign: who has the key can
    tell it without a list.

    Args:
        scored: one row a customer, with consent flags, sorted by customer.
        seen: of the same customers.
        policy: decision, limits and guardrails.
        control: share of the members that is not called, 0 to 1.
        explore: share of the calls for exploration, 0 to 1.
        campaign_id: parts one campaign's control group from another's.
        key: of the hash.
    """
    drawn = keyed_hash(scored["customer_id"], _key(key, campaign_id, "offer"))
    planned = decided(scored, seen, for_members(policy, control, explore)).customers
    plan = planned.select("customer_id", "main_cause", offer="action", why=pl.lit("plan"), offer_propensity=pl.lit(1.0))
    members = [plan.filter(pl.col("offer").is_not_null())]
    if policy.limits.calls is not None and explore > 0:
        count = round(policy.limits.calls * explore / (1 - control))
        members.append(_explored(planned, seen, policy, drawn.to_numpy(), count))
    table = pl.concat(members).with_columns(order=_hashed(_key(key, campaign_id, "control")))
    rank = pl.col("order").rank("ordinal").over(_STRATA) - 1
    of_stratum = (pl.len().over(_STRATA) * control).round()
    return (
        table.with_columns(is_control=rank < of_stratum, control_propensity=of_stratum / pl.len().over(_STRATA))
        .drop("order", "main_cause")
        .sort("customer_id")
    )


def for_members(policy: Policy, control: float, explore: float) -> Policy:
    """The policy with limits for all members, of whom only those who are no control take calls and budget."""
    limits, called = policy.limits, (1 - explore) / (1 - control)
    budget = None if limits.budget_eur is None else limits.budget_eur * called
    calls = None if limits.calls is None else round(limits.calls * called)
    return policy.model_copy(update={"limits": limits.model_copy(update={"budget_eur": budget, "calls": calls})})


def _explored(planned: pl.DataFrame, seen: Prospects, policy: Policy, drawn: np.ndarray, count: int) -> pl.DataFrame:
    """Those of whom most is expected though no guardrail lets the plan call them, with an offer drawn at random."""
    is_open = planned.select(refused().is_null() & pl.col("action").is_null()).to_series().to_numpy()
    expected = np.where(is_open, np.nan_to_num(seen.incremental_margin_eur, nan=-np.inf).max(axis=1), -np.inf)
    order = np.argsort(-expected, kind="stable")[:count]
    order = order[np.isfinite(expected[order])]
    offer = (drawn[order] % np.uint64(len(seen.offers))).astype(np.int64)
    if policy.limits.budget_eur is not None:  # what the plan leaves of it is not counted on
        within = np.cumsum(cost_eur(seen, policy)[order, offer]) <= policy.limits.budget_eur
        order, offer = order[within], offer[within]
    chosen = planned[order]
    return chosen.select(
        "customer_id",
        "main_cause",
        offer=pl.Series([seen.offers[number] for number in offer], dtype=pl.String),
        why=pl.lit("explore"),
        offer_propensity=pl.lit(1 / len(seen.offers)),
    )


def _key(key: str, campaign_id: str, what: str) -> str:
    """One key of the length that the hash takes, for every campaign and purpose another."""
    return hashlib.sha256(f"{key}/{campaign_id}/{what}".encode()).hexdigest()


def _hashed(key: str) -> pl.Expr:
    return pl.col("customer_id").map_batches(lambda ids: keyed_hash(ids, key), return_dtype=pl.UInt64)
