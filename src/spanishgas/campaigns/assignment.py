"""Who is in a campaign, with which offer, and who of them is not called so that the difference can be told."""

import hashlib
from math import floor

import numpy as np
import polars as pl

from spanishgas.decide.guardrails import refused
from spanishgas.decide.offers import cost_eur, decided
from spanishgas.decide.prospects import Prospects
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.policy import Policy

_STRATA = ("why", "offer", "main_cause")
_TRIES = 60


def assigned(
    scored: pl.DataFrame, seen: Prospects, policy: Policy, *, control: float, explore: float, campaign_id: str, key: str
) -> pl.DataFrame:
    """Members of a campaign: one row a customer with ``offer``, ``why`` (plan, explore), ``is_control``, propensities.

    The plan is the policy's decision for as many customers as calls and budget reach when a share of them is not
    called. Exploration takes a share of the calls for customers whom the guardrails would leave alone, alike of every
    cause of which something is assumed, with one of its offers drawn at random: what it costs buys what nobody has
    measured. In the order of stratum (why, offer, cause) and of a keyed hash of customer and campaign, every so many-th
    is control: the same members and key give the same control. Those who are called keep the limits.

    Args:
        scored: one row a customer, with consent flags, sorted by customer.
        seen: of the same customers.
        policy: decision, limits and guardrails.
        control: share of the members that is not called, 0 to 1.
        explore: share of the calls for exploration, 0 to 1.
        campaign_id: parts one campaign's control group from another's.
        key: of the hash.
    """
    cost = cost_eur(seen, policy)
    numbers = {offer: number for number, offer in enumerate(seen.offers)}
    drawn = _drawn_offers(seen, keyed_hash(scored["customer_id"], _key(key, campaign_id, "offer")).to_numpy())
    order = keyed_hash(scored["customer_id"], _key(key, campaign_id, "control"))
    budget, rows = policy.limits.budget_eur, scored.select("customer_id", "main_cause").with_row_index("row")
    used, members = 1.0, pl.DataFrame()
    for _ in range(_TRIES):  # whom the draw lets be called may cost more than their share of the budget
        members = _drawn(
            rows.with_columns(order=order),
            _chosen(scored, seen, policy, drawn, control, explore, used),
            control,
            policy.limits.calls,
        )
        called = members.filter(~pl.col("is_control"))
        spent = float(cost[called["row"].to_numpy(), called["offer"].replace_strict(numbers).to_numpy()].sum())
        if budget is None or spent <= budget:
            break
        used *= min(0.9, 0.99 * budget / spent)
    return members.drop("row", "order", "main_cause").sort("customer_id")


def _for_members(policy: Policy, control: float, explore: float, used: float = 1.0) -> Policy:
    """The policy with limits for the plan's members, of whom only those who are no control take calls and budget."""
    limits, called = policy.limits, (1 - explore) / (1 - control)
    budget = None if limits.budget_eur is None else used * limits.budget_eur * called
    calls = None if limits.calls is None else floor(limits.calls * called)
    return policy.model_copy(update={"limits": limits.model_copy(update={"budget_eur": budget, "calls": calls})})


def _chosen(
    scored: pl.DataFrame,
    seen: Prospects,
    policy: Policy,
    drawn: np.ndarray,
    control: float,
    explore: float,
    used: float,
) -> pl.DataFrame:
    """Who is a member, with which offer, why, and how likely that offer was: one row a member."""
    planned = decided(scored, seen, _for_members(policy, control, explore, used)).customers
    plan = planned.select("customer_id", offer="action", why=pl.lit("plan"), offer_propensity=pl.lit(1.0))
    parts = [plan.filter(pl.col("offer").is_not_null())]
    if policy.limits.calls is not None and explore > 0:
        count = floor(policy.limits.calls * explore / (1 - control))
        budget = policy.limits.budget_eur
        within = np.inf if budget is None else used * budget * explore / (1 - control)
        parts.append(_explored(planned, seen, drawn, count, cost_eur(seen, policy), within))
    return pl.concat(parts)


def _explored(
    planned: pl.DataFrame, seen: Prospects, drawn: np.ndarray, count: int, cost: np.ndarray, budget_eur: float
) -> pl.DataFrame:
    """Of every cause alike, those of whom most is expected though no guardrail lets the plan call them.

    What is offered is drawn at random. Going by expectation alone would never try what is thought to do little.
    """
    is_open = planned.select(refused().is_null() & pl.col("action").is_null()).to_series().to_numpy()
    expected = np.where(is_open, np.nan_to_num(seen.incremental_margin_eur, nan=-np.inf).max(axis=1), -np.inf)
    ranked = planned.with_columns(regret=pl.Series(-expected)).select(
        pl.col("regret").rank("ordinal").over("main_cause")
    )
    turn = ranked.to_series().to_numpy()
    order = np.lexsort((-expected, turn))
    order = order[np.isfinite(expected[order])][:count]
    order = order[np.cumsum(cost[order, drawn[order]]) <= budget_eur]
    return planned[order].select(
        "customer_id",
        offer=pl.Series([seen.offers[number] for number in drawn[order]], dtype=pl.String),
        why=pl.lit("explore"),
        offer_propensity=pl.Series(1 / (seen.cell[order] >= 0).sum(axis=1)),
    )


def _drawn(rows: pl.DataFrame, chosen: pl.DataFrame, control: float, calls: int | None) -> pl.DataFrame:
    """The members with who of them is control: of every stratum its share within one, and as many as calls ask for."""
    members = chosen.join(rows, on="customer_id").sort(*_STRATA, "order")
    share = floor(members.height * control + 1e-9)  # 100 x .29 is 28.999999999999996 in binary
    controls = max(share, members.height - (members.height if calls is None else calls))
    place, of_all = pl.int_range(1, pl.len() + 1), max(members.height, 1)
    return members.with_columns(
        is_control=(place * controls) // of_all > ((place - 1) * controls) // of_all,
        control_propensity=pl.lit(controls / of_all),
    )


def _drawn_offers(seen: Prospects, hashed: np.ndarray) -> np.ndarray:
    """For each customer one of the offers whose response somebody knows or assumes, by a hash; the first where none."""
    is_known = seen.cell >= 0
    turn = (hashed % np.maximum(is_known.sum(axis=1), 1).astype(np.uint64)).astype(np.int64)
    return (np.cumsum(is_known, axis=1) == turn[:, None] + 1).argmax(axis=1)


def _key(key: str, campaign_id: str, what: str) -> str:
    """One key of the length that the hash takes, for every campaign and purpose another."""
    return hashlib.sha256(f"{key}/{campaign_id}/{what}".encode()).hexdigest()
