"""The gold table: all tiers joined one to one, the margins that price a customer, and the known outcome."""

from datetime import date

import polars as pl

from spanishgas.features.monthly import by_month
from spanishgas.silver.window import in_window
from spanishgas.tables.base import LABEL

CUSTOMER_COLUMNS = ("province_code", "product_bundle", "contact_consent", "do_not_contact", "language")
"""Where customers live, what they buy, whether and how to write to them. Source: DATA, ``customer_attributes.csv``."""


def gold_master(
    features_lifecycle: pl.LazyFrame,
    features_market_core: pl.LazyFrame,
    features_market_risk: pl.LazyFrame,
    features_behaviour: pl.LazyFrame,
    features_sentiment: pl.LazyFrame,
    features_compound: pl.LazyFrame,
    features_strings: pl.LazyFrame,
    features_surroundings: pl.LazyFrame,
    silver_market_month: pl.LazyFrame,
    silver_labels: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    *,
    as_of: date,
) -> pl.LazyFrame:
    """Every feature of every tier, the business columns and the label: one row a customer, margins in EUR.

    A customer without a label of this day has a null one; a tier that repeats a customer is an error
    (``validate="1:1"``). Source: FEATURES, "Business columns" (never trained on).
    """
    tiers = (
        features_market_core,
        features_market_risk,
        features_behaviour,
        features_sentiment,
        features_compound,
        features_strings,
        features_surroundings,
        _margins(silver_market_month, as_of),
        silver_customers.select("customer_id", *CUSTOMER_COLUMNS),
        silver_labels.filter(label_date=as_of).select("customer_id", LABEL),
    )
    master = features_lifecycle
    for tier in tiers:
        master = master.join(tier, on="customer_id", how="left", validate="1:1")
    return master.sort("customer_id")


def _margins(months: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    margins = pl.col("margin_eur").list
    return (
        months.filter(in_window("month", as_of))
        .group_by("customer_id")
        .agg(by_month("margin_eur"))
        .select("customer_id", margins.mean().alias("avg_monthly_margin"), margins.sum().alias("total_margin_12m"))
    )
