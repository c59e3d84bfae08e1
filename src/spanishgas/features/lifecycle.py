"""Tier 1A: where a customer stands in the life of the contract."""

from datetime import date

import polars as pl

from spanishgas.features.durations import RENEWAL_BUCKETS, TENURE_BUCKETS, bucket, months_between
from spanishgas.features.flags import as_flag
from spanishgas.silver.contracts import current_contracts, is_running
from spanishgas.silver.customers import still_here
from spanishgas.silver.names import Names
from spanishgas.silver.window import in_window
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesLifecycle

COMPARISON, OWN_WEBSITE = "Comparison Website", "Own Website"
RENEWAL_WINDOW_MONTHS = 3


def features_lifecycle(
    silver_customers: pl.LazyFrame,
    silver_contracts: pl.LazyFrame,
    silver_market_month: pl.LazyFrame,
    *,
    as_of: date,
    names: Names,
) -> pl.LazyFrame:
    """Renewal, tenure, contract, segment and channel: one row a customer of that day, durations in months of 30 days.

    Renewal and term are those of the current contract. A contract is active while its status has not ended and its
    renewal is still ahead, or unknown. Source: FEATURES, tier 1A.
    """
    return (
        still_here(silver_customers)
        .join(_contracts(silver_contracts, as_of, names), on="customer_id", how="left")
        .join(_fuels(silver_market_month, as_of), on="customer_id", how="left")
        .with_columns(
            months_between(as_of, pl.col("next_renewal_date")).alias("months_to_renewal"),
            months_between(pl.coalesce("first_activation_date", _signup(as_of)), as_of).alias("tenure_months"),
            pl.col("is_dual_fuel").fill_null(0),
        )
        .with_columns(*_renewal_and_tenure(), *_contract(), *_profile())
        .pipe(of_schema, FeaturesLifecycle)
        .sort("customer_id")
    )


def _contracts(contracts: pl.LazyFrame, as_of: date, names: Names) -> pl.LazyFrame:
    """The current contract of each customer with the facts about all its contracts."""
    is_active = is_running(names) & ((pl.col("next_renewal_date") > as_of) | pl.col("next_renewal_date").is_null())
    facts = contracts.group_by("customer_id").agg(
        pl.col("customer_first_activation_date").min().alias("first_activation_date"),
        is_active.any().alias("is_active"),
    )
    current = current_contracts(contracts, names).select(
        "customer_id", "contract_start_date", "next_renewal_date", "contract_term_months"
    )
    return current.join(facts, on="customer_id", how="left")


def _fuels(months: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    uses_both = (pl.col("elec_kwh") > 0).any() & (pl.col("gas_m3") > 0).any()
    window = months.filter(in_window("month", as_of))
    return window.group_by("customer_id").agg(as_flag(uses_both).alias("is_dual_fuel"))


def _signup(as_of: date) -> pl.Expr:
    return pl.when(pl.col("signup_date") <= as_of).then(pl.col("signup_date"))


def _renewal_and_tenure() -> list[pl.Expr]:
    renewal, tenure = pl.col("months_to_renewal"), pl.col("tenure_months")
    return [
        bucket(renewal, RENEWAL_BUCKETS, beyond="12m+").alias("renewal_bucket"),
        as_flag(renewal.is_between(0, RENEWAL_WINDOW_MONTHS)).alias("is_within_3m_of_renewal"),
        bucket(tenure, TENURE_BUCKETS, beyond="5y+").alias("tenure_bucket"),
    ]


def _contract() -> list[pl.Expr]:
    derived_term = months_between(pl.col("contract_start_date"), pl.col("next_renewal_date"))
    possible_term = pl.when(derived_term >= 0).then(derived_term)
    return [
        as_flag(pl.col("months_to_renewal") <= 0).alias("is_expired_contract"),
        pl.coalesce("contract_term_months", possible_term).alias("contract_term_months"),
        as_flag(pl.col("is_active").fill_null(value=False)).alias("has_active_contract"),
    ]


def _profile() -> list[pl.Expr]:
    channel = pl.col("sales_channel")
    fuels = pl.when(pl.col("is_dual_fuel") == 1).then(pl.lit("DualFuel")).otherwise(pl.lit("SingleFuel"))
    return [
        pl.concat_str("segment", fuels, separator="_").alias("portfolio_type"),
        as_flag(channel.is_in([COMPARISON, OWN_WEBSITE])).alias("is_digital_channel"),
        as_flag(channel == COMPARISON).alias("is_comparison_channel"),
        as_flag(channel == OWN_WEBSITE).alias("is_own_website_channel"),
    ]
