"""Price history by customer and pricing date, whichever layout it came in."""

from datetime import date

import polars as pl

from spanishgas.silver.contracts import current_contracts
from spanishgas.silver.costs import KWH_PER_GAS_M3
from spanishgas.silver.names import Names
from spanishgas.tables.findings import Audited, Finding, Severity

ELEC_UNIT_PRICES = ("variable_price_tier1_eur_kwh", "variable_price_tier2_eur_kwh", "variable_price_tier3_eur_kwh")
UNIT_PRICES = (*ELEC_UNIT_PRICES, "gas_variable_price_eur_m3", "market_benchmark_eur_kwh")
FIXED_PRICES = (
    "elec_fixed_fee_eur_month",
    "elec_fixed_cost_eur_month",
    "gas_fixed_revenue_eur_year",
    "gas_fixed_cost_eur_year",
)
PRICES = (
    *ELEC_UNIT_PRICES,
    *FIXED_PRICES[:2],
    "gas_variable_price_eur_m3",
    *FIXED_PRICES[2:],
    "market_benchmark_eur_kwh",
)
KEY = ("customer_id", "pricing_date")
TARIFF_KEY = ("part", "tariff_type", "region_code")
ZERO_PRICE = "zero_price"


def silver_prices(
    bronze_prices: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    silver_contracts: pl.LazyFrame,
    *,
    as_of: date,
    names: Names,
) -> Audited:
    """Prices known at ``as_of``: one row a customer a pricing date, EUR/kWh, EUR/m3, EUR/month and EUR/year.

    Rows of the customer layout without a customer are dropped; a unit price of zero means "missing" and becomes null
    (DATA, "What the real files look like"); a fixed fee of zero is a fee of zero. Rows of the tariff layout go to the
    customers of their product, tariff and region. What is dropped or taken as missing is counted. Of several rows for
    one customer and date the one with the highest values counts, whatever the order of the file.
    """
    known = bronze_prices.filter(pl.col("pricing_date") <= as_of)
    by_tariff = pl.col("tariff_type").is_not_null()
    zero_is_missing = [
        pl.when(pl.col(name) != 0).then(pl.col(name)).alias(name) for name in (*UNIT_PRICES, "price_eur_kwh")
    ]
    cleaned = known.with_columns(zero_is_missing)
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
    return Audited(table, _findings(known, by_tariff, products, names))


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


def _findings(prices: pl.LazyFrame, by_tariff: pl.Expr, products: pl.LazyFrame, names: Names) -> list[Finding]:
    by_part = _with_part(prices.filter(by_tariff), names)
    unmatched = by_part.join(products, on=list(TARIFF_KEY), how="anti").select(pl.len()).collect().item()
    tariff_rows = prices.select(by_tariff.sum()).collect().item()
    named = pl.col("customer_id").is_not_null()
    counts = prices.filter(~by_tariff).select(
        pl.struct(KEY).filter(named).is_duplicated().sum().alias("duplicates"),
        (~named).sum().alias("nameless"),
        *[(pl.col(name) == 0).sum().alias(name) for name in UNIT_PRICES],
    )
    count: dict[str, int] = counts.collect().row(0, named=True)
    no_fees = "price rows are by tariff, which knows no fixed fees: margins count them as 0"
    zeros = "zero prices of {} were taken as missing"
    rows = [
        ("customer_id", "rows_without_customer", count["nameless"], "price rows without a customer were dropped"),
        ("customer_id", "duplicate_key", count["duplicates"], "price rows share a customer and date: one counts"),
        ("tariff_type", "tariff_without_customer", unmatched, "tariff rows fit no customer"),
        (", ".join(FIXED_PRICES), "no_fixed_fees", tariff_rows, no_fees),
        *[(name, ZERO_PRICE, count[name], zeros.format(name)) for name in UNIT_PRICES],
    ]
    return [_finding(*row) for row in rows if row[2]]


def _finding(column: str, check: str, count: int, message: str) -> Finding:
    severity: Severity = "info" if check == ZERO_PRICE else "warning"
    return Finding("silver", "silver_prices", column, check, float(count), None, severity, f"{count} {message}")
