"""Who has left by a day: what a retailer lists on that day is those who have not."""

from datetime import date

import polars as pl

from spanishgas.silver.contracts import has_started, is_running
from spanishgas.silver.names import Names
from spanishgas.tables.base import LABEL

HORIZON_DAYS = 90
"""A label that does not say its horizon covers so many days. Source: RULES, target."""


def departures(bronze_labels: pl.LazyFrame, bronze_contracts: pl.LazyFrame, as_of: date, names: Names) -> pl.LazyFrame:
    """The day each customer left who is gone by ``as_of``: ``customer_id``, ``left_on``, one row a customer.

    A customer left on the day that a label says, or else by the end of the label's horizon; or when the last of the
    contracts ended, if none is running any more. Whoever began another contract after that is a customer again.
    Source: RULES, two days ("who has left by ``as_of`` is not listed").
    """
    contracts = bronze_contracts.filter(has_started(as_of))
    known = pl.concat([_by_label(bronze_labels), _by_contract(contracts, names)]).filter(pl.col("left_on") <= as_of)
    begun = contracts.filter(is_running(names)).group_by("customer_id").agg(begun=pl.col("contract_start_date").max())
    return (
        known.group_by("customer_id")
        .agg(pl.col("left_on").max())
        .join(begun, on="customer_id", how="left")
        .filter((pl.col("begun") <= pl.col("left_on")).fill_null(value=True))
        .select("customer_id", "left_on")
    )


def _by_label(labels: pl.LazyFrame) -> pl.LazyFrame:
    end = pl.col("label_date") + pl.duration(days=pl.col("horizon_days").fill_null(HORIZON_DAYS))
    day = pl.coalesce("churn_effective_date", end.cast(pl.Date))
    return labels.filter(pl.col(LABEL) == 1).select("customer_id", left_on=day)


def _by_contract(contracts: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    return (
        contracts.group_by("customer_id")
        .agg(left_on=pl.col("next_renewal_date").max(), is_running=is_running(names).any())
        .filter(~pl.col("is_running"))
        .select("customer_id", "left_on")
    )
