"""The feature tiers, one row a customer; an experiment names tiers, and a tier's columns are those of its table."""

from spanishgas.tables.features import TIER_SCHEMAS

KEY = "customer_id"
TIERS: dict[str, str] = {
    "1A": "features_lifecycle",
    "MP core": "features_market_core",
    "MP risk": "features_market_risk",
    "2A": "features_behaviour",
    "2B": "features_sentiment",
    "3": "features_compound",
    "1B": "features_strings",
    "4": "features_surroundings",
}
"""Tier code, as the experiments write it, to the table that holds the tier."""


def tier_columns(tier: str) -> tuple[str, ...]:
    """The feature names of a tier: its table's columns without the key."""
    return tuple(name for name in TIER_SCHEMAS[TIERS[tier]].column_names() if name != KEY)


def needs_sentiment(feature: str) -> bool:
    """Whether a feature is built on the sentiment of texts (tier 2B, or a feature that combines it)."""
    return "sentiment" in feature
