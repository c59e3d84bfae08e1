"""What the policy says of a customer's risk tier."""

import polars as pl

from spanishgas.policy import Policy


def of_tier(policy: Policy, attribute: str) -> pl.Expr:
    """An attribute of each customer's tier, such as its action. Source: RULES, action and timing."""
    return pl.col("risk_tier").replace_strict({tier.name: getattr(tier, attribute) for tier in policy.risk_tiers})
