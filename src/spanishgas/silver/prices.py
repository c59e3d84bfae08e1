"""Price history by customer and pricing date, whichever layout it came in."""

from datetime import date

import polars as pl

from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.silver.contracts import current_contracts
from spanishgas.silver.dearer_gas import KWH_PER_GAS_M3, dearer_gas_findings
from spanishgas.silver.later import later_findings
from spanishgas.silver.names import Names
from spanishgas.silver.price_columns import ELEC_UNIT_PRICES, FIXED_PRICES, KEY, NEVER_ZERO, PRICES, TARIFF_KEY
from spanishgas.silver.price_findings import fee_findings, row_findings, unpriced_findings
from spanishgas.silver.stale import stale_findings
from spanishgas.tables.findings import Audited


def silver_prices(
    bronze_prices: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    silver_contracts: pl.LazyFrame,
    *,
    as_of: date,
    names: Names,
    columns: ColumnRegistry,
) -> Audited:
    """Prices known at ``as_of``: one row a customer a pricing date, EUR/kWh, EUR/m3, EUR/month and EUR/year.

    Rows of the customer layout without a customer are dropped; a unit price of zero means "missing" and becomes null
    (DATA, "What the real files look like"); a fixed fee of zero is a fee of zero. Rows of the tariff layout go to the
    customers of their product, tariff and region. What is dropped or taken as missing is counted. Of several rows for
    one customer and date the one with the highest values counts, whatever the order of the file.
    """
    known = bronze_prices.filter(pl.col("pricing_date") <= as_of)
    by_tariff = pl.col("tariff_type").is_not_null()
    cleaned = known.with_columns(pl.when(pl.col(name) != 0).then(pl.col(name)).alias(name) for name in NEVER_ZERO)
    products = _customer_products(silver_customers, silver_contracts, names)
    table = (
        pl.concat(
            [
                cleaned.filter(~by_tariff, pl.col("customer_id").is_not_null()).select(*KEY, *PRICES),
                _tariff_prices(cleaned.filter(by_tariff), products, names).select(*KEY, *PRICES),
            ]
        )
        .sort(*KEY, *PRICES, descending=[False] * 2 + [True] * len(PRICES), nulls_last=True)
        .unique(list(KEY), keep="first", maintain_order=True)
        .sort(KEY)
    )
    later = later_findings(bronze_prices, "silver_prices", "pricing_date", as_of, what="prices", required=True)
    rows = row_findings(known.filter(~by_tariff), _with_part(known.filter(by_tariff), names), products)
    rules = columns.datasets["bronze_prices"]
    so = "later months count at the last known price"
    stale = stale_findings(bronze_prices, "silver_prices", "pricing_date", as_of, rules, so)
    unpriced = unpriced_findings(table, products, rules) + fee_findings(table, silver_customers, rules)
    unknown = names.unknown(bronze_prices, "silver_prices", "product_type", "product")
    swapped = dearer_gas_findings(
        table, "silver_prices", electricity="variable_price_tier1_eur_kwh", gas="gas_variable_price_eur_m3"
    )
    return Audited(table, later + stale + rows + unpriced + unknown + swapped)


def _customer_products(customers: pl.LazyFrame, contracts: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """One row a customer and product whose price concerns it; dual also pays the prices of its two parts."""
    product = pl.coalesce("product_type", "product_bundle")
    parts = pl.DataFrame({"product": ["dual"] * 3, "part": ["dual", "electricity", "gas"]}).lazy()
    return (
        customers.select("customer_id", "tariff_type", "region", "product_bundle")
        .join(current_contracts(contracts, names).select("customer_id", "product_type"), on="customer_id", how="left")
        .select("customer_id", "tariff_type", pl.col("region").alias("region_code"), product.alias("product"))
        .join(parts, on="product", how="left")
        .with_columns(pl.coalesce("part", "product").alias("part"))
    )


def _with_part(prices: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    return prices.with_columns(names.standard("product_type", "product").alias("part"))


def _tariff_prices(prices: pl.LazyFrame, products: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """Tariff rows by customer: an electricity price serves the three periods, a gas price is per kWh."""
    price, part = pl.col("price_eur_kwh"), pl.col("part")
    own = price.filter((part == pl.col("product")) & (part != "gas")).max()
    elec = pl.coalesce(own, price.filter(part == "electricity").max())
    return (
        _with_part(prices, names)
        .join(products, on=list(TARIFF_KEY), how="inner", suffix="_of_customer")
        .group_by(pl.col("customer_id_of_customer").alias("customer_id"), "pricing_date")
        .agg(
            *[elec.alias(name) for name in ELEC_UNIT_PRICES],
            (price.filter(part == "gas").max() * KWH_PER_GAS_M3).alias("gas_variable_price_eur_m3"),
            *[pl.lit(None, pl.Float64).alias(name) for name in FIXED_PRICES],
            pl.col("market_benchmark_eur_kwh").max(),
        )
    )
