"""What is known of each customer-month of the window when its readings are judged: sums, flaws, and what was sold."""

from datetime import date

import polars as pl

from spanishgas.silver.contracts import current_contracts
from spanishgas.silver.meters import ENERGY, FLAWS, NANO
from spanishgas.silver.names import Names
from spanishgas.silver.window import in_window

_FACTS = ("province_code", "segment", "contracted_power_kw", "product")


def customer_months(
    hour_sums: pl.LazyFrame, customers: pl.LazyFrame, classes: pl.DataFrame, as_of: date
) -> pl.LazyFrame:
    """One row a known customer a month of the window: kWh, m3, hours and flaws of its readings, beside its facts.

    Args:
        hour_sums: sums by customer and hour class, each hour once: ``ENERGY``, ``rows`` and ``FLAWS``.
        customers: known customers with province, segment, contracted power and product (``with_product``).
        classes: one row an hour class with its month.
        as_of: the day the run looks from.

    ``spread`` is how far the mean hours of the month's tariff periods are apart, relative to the highest: 0 is a meter
    that says the same every hour. ``fingerprint`` is equal where all sums of the month are.
    """
    elec, gas = ENERGY
    counted = pl.col("rows") - pl.sum_horizontal("negative_elec_rows", "missing_elec_rows", "absurd_rows")
    mean = pl.when(counted > 0).then(pl.col(elec) / counted)
    same = pl.struct("hour_class", *ENERGY, "rows").hash(seed=0).reinterpret(signed=True)
    months = (
        hour_sums.join(classes.lazy().select("hour_class", "month"), on="hour_class")
        .filter(in_window("month", as_of))
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
    )
    usual = (pl.col("elec_kwh") / pl.col("rows")).filter(pl.col("elec_kwh") > 0).median().over("customer_id")
    return (
        months.join(customers.select("customer_id", *_FACTS), on="customer_id")
        .with_columns(usual_kwh_per_hour=usual, has_gas=_is_ever(pl.col("gas_m3") > 0, pl.col("negative_gas_rows") > 0))
        .sort("customer_id", "month")
    )


def with_product(customers: pl.LazyFrame, contracts: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """Customers with what they bought: as the current contract says, else as the customer does; null if neither."""
    bought = current_contracts(contracts, names).select("customer_id", "product_type")
    product = pl.coalesce("product_type", "product_bundle").alias("product")
    return customers.join(bought, on="customer_id", how="left").with_columns(product)


def _is_ever(*conditions: pl.Expr) -> pl.Expr:
    return pl.any_horizontal(*conditions).any().over("customer_id")
