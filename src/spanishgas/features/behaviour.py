"""Tier 2A: what a customer came to say."""

from datetime import date

import polars as pl

from spanishgas.features.durations import NO_EVENT, days_between, months_between
from spanishgas.features.flags import all_of, as_flag
from spanishgas.features.latest_interaction import NO_INTERACTION, latest_interactions
from spanishgas.silver.contracts import current_contracts
from spanishgas.silver.intent import BILLING, CANCELLATION, COMPLAINT, Intents
from spanishgas.silver.names import Names
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesBehaviour


def features_behaviour(
    silver_customers: pl.LazyFrame,
    silver_contracts: pl.LazyFrame,
    silver_interactions: pl.LazyFrame,
    *,
    as_of: date,
    names: Names,
    intents: Intents,
) -> pl.LazyFrame:
    """Interactions and changes of product up to ``as_of``: one row a customer; days, months of 30 days, counts.

    Of the latest interaction unless counted. Without one: flags and counts 0, ``customer_intent`` no_interaction, days
    9999; a customer who never changed product has 9999 months since. Source: FEATURES, tier 2A and structural fills.
    """
    renewals = current_contracts(silver_contracts, names).select("customer_id", "next_renewal_date")
    changes = silver_contracts.group_by("customer_id").agg(pl.col("last_product_change_date").max())
    return (
        silver_customers.select("customer_id")
        .join(latest_interactions(silver_interactions, as_of, intents), on="customer_id", how="left")
        .join(_counts(silver_interactions, as_of), on="customer_id", how="left")
        .join(renewals, on="customer_id", how="left")
        .join(changes, on="customer_id", how="left")
        .with_columns(*_intent(intents), *_timing(as_of))
        .with_columns(all_of("is_complaint_intent", "interaction_within_3m_of_renewal").alias("complaint_near_renewal"))
        .pipe(of_schema, FeaturesBehaviour)
        .sort("customer_id")
    )


def _counts(interactions: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    known = interactions.filter(pl.col("interaction_date") <= as_of)
    return known.group_by("customer_id").agg(
        pl.len().alias("interactions"), (pl.col("intent") == COMPLAINT).sum().alias("complaints")
    )


def _intent(intents: Intents) -> list[pl.Expr]:
    intent = pl.col("intent").fill_null(NO_INTERACTION)
    return [
        as_flag(pl.col("interaction_date").is_not_null()).alias("has_interaction"),
        pl.col("interactions").fill_null(0).alias("interaction_count"),
        intent.alias("customer_intent"),
        as_flag(intent == CANCELLATION).alias("is_cancellation_intent"),
        as_flag(intent == COMPLAINT).alias("is_complaint_intent"),
        as_flag(intent.is_in([CANCELLATION, COMPLAINT])).alias("recent_complaint_flag"),
        pl.col("complaints").fill_null(0).alias("complaint_count"),
        as_flag(intent == BILLING).alias("has_billing_issue"),
        intents.severity(intent).alias("intent_severity_score"),
    ]


def _timing(as_of: date) -> list[pl.Expr]:
    """When the latest interaction was: before today, and before the renewal as it stood then."""
    interaction, change = pl.col("interaction_date"), pl.col("last_product_change_date")
    before_renewal = months_between(interaction, pl.col("next_renewal_date"))
    without = interaction.is_null()
    near, very_near = before_renewal.is_between(0, 3), before_renewal.is_between(0, 1)
    return [
        days_between(interaction, as_of).fill_null(NO_EVENT).alias("last_interaction_days_ago"),
        as_flag(pl.when(~without).then(near).otherwise(statement=False)).alias("interaction_within_3m_of_renewal"),
        as_flag(pl.when(~without).then(very_near).otherwise(statement=False)).alias(
            "is_interaction_within_30d_of_renewal"
        ),
        months_between(change, as_of).fill_null(float(NO_EVENT)).alias("months_since_last_change"),
    ]
