"""Customers as the business speaks of them: segment and channel in standard names."""

from datetime import date

import polars as pl

from spanishgas.silver.departures import departures
from spanishgas.silver.later import later_findings
from spanishgas.silver.names import Names
from spanishgas.tables.findings import Audited, Finding

SME_MAX_POWER_KW = 10
UNKNOWN_CHANNEL = "Unknown"


def silver_customers(
    bronze_customers: pl.LazyFrame,
    bronze_contracts: pl.LazyFrame,
    bronze_labels: pl.LazyFrame,
    *,
    as_of: date,
    files_as_of: date,
    names: Names,
) -> Audited:
    """Customers with their segment and English channel names, and the day they left if they are gone by ``as_of``.

    One row a customer who had signed up by ``as_of`` (a customer without a sign-up date is kept); others are counted.
    Source of the rules: DATA, "Segment" and "Sales channel"; RULES, two days.
    """
    channel = names.standard("sales_channel", "sales_channel").fill_null(UNKNOWN_CHANNEL)
    table = (
        bronze_customers.filter(has_signed_up(as_of))
        .select(
            "customer_id",
            "province_code",
            _segment().alias("segment"),
            "is_industrial",
            "contracted_power_kw",
            "is_second_residence",
            "is_high_competition_province",
            "is_urban",
            "region",
            channel.alias("sales_channel"),
            "tariff_type",
            names.standard("product_bundle", "product").alias("product_bundle"),
            "signup_date",
            "contact_consent",
            "do_not_contact",
            "language",
        )
        .join(departures(bronze_labels, bronze_contracts, as_of, files_as_of, names), on="customer_id", how="left")
        .sort("customer_id")
    )
    later = later_findings(
        bronze_customers, "silver_customers", "signup_date", as_of, what="sign-ups of customers", required=True
    )
    unknown = [
        *names.unknown(bronze_customers, "silver_customers", "sales_channel", "sales_channel"),
        *names.unknown(bronze_customers, "silver_customers", "product_bundle", "product"),
    ]
    return Audited(table, [*later, *unknown, *_gone(table, as_of)])


def still_here(silver_customers: pl.LazyFrame) -> pl.LazyFrame:
    """Those customers who have not left."""
    return silver_customers.filter(pl.col("left_on").is_null())


def has_signed_up(as_of: date) -> pl.Expr:
    """Whether a customer had signed up by ``as_of``; one without a sign-up date is taken to have."""
    return pl.col("signup_date").is_null() | (pl.col("signup_date") <= as_of)


def _gone(customers: pl.LazyFrame, as_of: date) -> list[Finding]:
    gone = customers.filter(pl.col("left_on").is_not_null()).select("customer_id", "left_on").collect()
    if gone.is_empty():
        return []
    customer, day = gone.row(0)
    if gone.height == customers.select(pl.len()).collect().item():
        text = (
            f"customer_contracts, column contract_status: all {gone.height:,} customers have left by {as_of}, such as "
            f"{customer} on {day}, because no contract of theirs runs any more or their label says so. Nobody is left "
            "to list: is the status that of the customers' current contracts?"
        )
        return [Finding("silver", "silver_customers", "left_on", "all_gone", float(gone.height), 0.0, "error", text)]
    text = f"{gone.height:,} customers have left by {as_of} and are not listed, such as {customer} on {day}."
    return [Finding("silver", "silver_customers", "left_on", "gone", float(gone.height), None, "info", text)]


def _segment() -> pl.Expr:
    """Residential, SME up to 10 kW, Corporate above; a business without a known power is taken for the smaller one."""
    is_large = (pl.col("contracted_power_kw") > SME_MAX_POWER_KW).fill_null(value=False)
    business = pl.when(is_large).then(pl.lit("Corporate")).otherwise(pl.lit("SME"))
    return pl.when(pl.col("is_industrial") == 1).then(business).otherwise(pl.lit("Residential"))
