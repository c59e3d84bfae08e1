"""What is known of each customer-month of the window when its readings are judged: sums, flaws, and what was sold."""

from datetime import date

import polars as pl

from spanishgas.silver.contracts import current_contracts
from spanishgas.silver.meters import ENERGY, FLAWS, NANO
from spanishgas.silver.names import Names
from spanishgas.silver.window import in_window

_FACTS = ("province_code", "segment", "contracted_power_kw", "product")


def month_sums(hour_sums: pl.LazyFrame, classes: pl.DataFrame) -> pl.LazyFrame:
    """One row a customer a month of the calendar, known customers and seen months or not: energy, hours, flaws.

    Args:
        hour_sums: sums by customer and hour class, each hour once: ``ENERGY``, ``rows`` and ``FLAWS``.
        classes: one row an hour class with its month and the rows of a meter that read every hour.

    ``spread`` is how far the mean hours of the month's tariff periods are apart, relative to the highest: 0 is a meter
    that says the same every hour. ``fingerprint`` is equal where all sums of the month are.
    """
    elec, gas = ENERGY
    counted = pl.col("rows") - pl.sum_horizontal("negative_elec_rows", "missing_elec_rows", "absurd_rows")
    mean = pl.when(counted > 0).then(pl.col(elec) / counted)
    same = pl.struct("hour_class", *ENERGY, "rows").hash(seed=0).reinterpret(signed=True)
    return (
        hour_sums.join(classes.lazy().select("hour_class", "month"), on="hour_class")
        .with_columns(mean=mean, same=same)
        .group_by("customer_id", "month")
        .agg(
            pl.col("rows", *FLAWS).sum(),
            elec_kwh=pl.col(elec).sum() / NANO,
            gas_m3=pl.col(gas).sum() / NANO,
            spread=(pl.col("mean").max() - pl.col("mean").min()) / pl.col("mean").max(),
            periods=pl.col("mean").count(),
            fingerprint=pl.col("same").bitwise_xor(),
        )
        .sort("customer_id", "month")
    )


def customer_months(months: pl.LazyFrame, customers: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row a known customer a month of the window: its sums (``month_sums``) beside its facts.

    ``customers`` have a province, segment, contracted power and product (``with_product``); ``usual_kwh_per_hour`` is
    the median of the customer's months with consumption, ``has_gas`` whether any month has gas.
    """
    usual = (pl.col("elec_kwh") / pl.col("rows")).filter(pl.col("elec_kwh") > 0).median().over("customer_id")
    has_gas = ((pl.col("gas_m3") > 0) | (pl.col("negative_gas_rows") > 0)).any().over("customer_id")
    return (
        months.filter(in_window("month", as_of))
        .join(customers.select("customer_id", *_FACTS), on="customer_id")
        .with_columns(usual_kwh_per_hour=usual, has_gas=has_gas)
        .sort("customer_id", "month")
    )


def with_product(customers: pl.LazyFrame, contracts: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """Customers with what they bought: as the current contract says, else as the customer does; null if neither."""
    bought = current_contracts(contracts, names).select("customer_id", "product_type")
    product = pl.coalesce("product_type", "product_bundle").alias("product")
    return customers.join(bought, on="customer_id", how="left").with_columns(product)
