"""Who is at risk: whoever is above the policy's lowest tier. What passes the model's threshold is "flagged" instead."""

from collections.abc import Mapping

import polars as pl

from spanishgas.policy import Policy


def tiers(policy: Policy) -> list[str]:
    """Names of all risk tiers, the gravest first."""
    return [tier.name for tier in reversed(policy.risk_tiers)]


def tiers_at_risk(policy: Policy) -> list[str]:
    """Names of the tiers whose customers are at risk, the gravest first. Source: RULES, risk tiers."""
    return list(reversed(policy.tiers_at_risk))


def is_at_risk(policy: Policy) -> pl.Expr:
    """Whether a customer's tier is one of them."""
    return pl.col("risk_tier").is_in(tiers_at_risk(policy))


def count_at_risk(by_tier: Mapping[str, int], policy: Policy) -> int:
    """How many customers are at risk, by the customers of each tier."""
    return sum(by_tier.get(name, 0) for name in tiers_at_risk(policy))
