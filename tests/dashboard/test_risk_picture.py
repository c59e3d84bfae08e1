"""Customers are counted once, in the bin of their probability and margin."""

import polars as pl

from spanishgas.dashboard import risk_picture
from spanishgas.policy import Policy

POLICY = Policy.load(None)
ROWS = pl.DataFrame(
    {
        "churn_probability": [0.0, 0.049, 0.4, 1.0, 0.6],
        "avg_monthly_margin": [-0.01, 0.0, 5.0, 100.0, None],
        "risk_tier": ["Low", "Low", "Medium", "Critical", "High"],
    }
)


def test_a_bin_begins_at_its_lower_bound_and_an_unknown_margin_is_in_none() -> None:
    bins = risk_picture.bins(ROWS)
    assert bins.select("shown_probability", "margin", "tier", "customers").rows() == [
        ("0% to 5%", "-€10 to €0", "Low", 1),
        ("0% to 5%", "€0 to €5", "Low", 1),
        ("40% to 45%", "€5 to €10", "Medium", 1),
        ("95% to 100%", "€100 and more", "Critical", 1),
    ]


def test_the_table_of_bins_has_a_column_a_margin_in_their_order() -> None:
    table = risk_picture.bin_table(risk_picture.bins(ROWS))
    assert table.columns == ["Probability of leaving", "-€10 to €0", "€0 to €5", "€5 to €10", "€100 and more"]
    assert table.row(0) == ("0% to 5%", "1", "1", "0", "0")


def test_every_tier_is_counted_though_nobody_is_in_it() -> None:
    rows = risk_picture.by_tier(ROWS.head(1), POLICY.tiers_gravest_first)
    assert rows.select("label", "value").rows() == [("Critical", 0), ("High", 0), ("Medium", 0), ("Low", 1)]


def test_at_risk_is_every_tier_but_the_lowest() -> None:
    assert [*reversed(POLICY.tiers_at_risk)] == ["Critical", "High", "Medium"]
    assert ROWS.filter(POLICY.is_at_risk()).height == 3
    assert POLICY.count_at_risk({"Low": 7, "Medium": 2, "Critical": 1}) == 3
