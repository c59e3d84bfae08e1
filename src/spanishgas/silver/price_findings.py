"""What the price history lacks, repeats or means otherwise: by row, by tariff, by customer."""

import polars as pl

from spanishgas.bronze.registry import RawDataset
from spanishgas.silver.price_columns import FIXED_PRICES, KEY, NEVER_ZERO, TARIFF_KEY
from spanishgas.tables.findings import Finding, Severity

ZERO_PRICE = "zero_price"
ZERO_FEE = "zero_fee"
_EXAMPLES = 3
_LONGEST = 60
_TABLE = "silver_prices"
_FEE = "elec_fixed_fee_eur_month"
_PRICE_OF = {"electricity": "variable_price_tier1_eur_kwh", "gas": "gas_variable_price_eur_m3"}


def row_findings(by_customer: pl.LazyFrame, by_tariff: pl.LazyFrame, products: pl.LazyFrame) -> list[Finding]:
    """Rows that are dropped, doubled or without a price.

    Args:
        by_customer: known rows of the customer layout.
        by_tariff: known rows of the tariff layout, with their ``part``.
        products: one row a customer and product whose price concerns it.
    """
    unmatched = by_tariff.join(products, on=list(TARIFF_KEY), how="anti").collect()
    tariff_rows = by_tariff.select(pl.len()).collect().item()
    named = pl.col("customer_id").is_not_null()
    counts = by_customer.select(
        pl.struct(KEY).filter(named).is_duplicated().sum().alias("duplicates"),
        (~named).sum().alias("nameless"),
    )
    count: dict[str, int] = counts.collect().row(0, named=True)
    zero = pl.concat([by_customer, by_tariff.select(by_customer.collect_schema().names())]).select(
        (pl.col(name) == 0).sum() for name in (*NEVER_ZERO, *FIXED_PRICES)
    )
    zeros = zero.collect().row(0, named=True)
    shared = _examples(by_customer.filter(named & pl.struct(KEY).is_duplicated()).select(pl.struct(KEY)))
    no_fees = "price rows are by tariff, which knows no fixed fees: margins count them as 0"
    missing, fee = "zero prices of {} were taken as missing", "prices have a {} of 0, which margins count as it is"
    rows = [
        ("customer_id", "rows_without_customer", count["nameless"], "price rows without a customer were dropped"),
        ("customer_id", "duplicate_key", count["duplicates"],
         f"price rows share a customer and date, such as {shared}: one counts"),
        ("tariff_type", "tariff_without_customer", unmatched.height,
         f"tariff rows fit no customer, such as {_examples(unmatched.lazy().select(pl.struct(TARIFF_KEY)))}"),
        (", ".join(FIXED_PRICES), "no_fixed_fees", tariff_rows, no_fees),
        *[(name, ZERO_PRICE, zeros[name], missing.format(name)) for name in NEVER_ZERO],
        *[(name, ZERO_FEE, zeros[name], fee.format(name)) for name in FIXED_PRICES],
    ]  # fmt: skip
    return [_finding(*row) for row in rows if row[2]]


def _examples(structs: pl.LazyFrame) -> str:
    found = structs.unique().collect().to_series()
    rows = sorted(", ".join(_shown(value) for value in row.values()) for row in found.to_list())
    return "; ".join(rows[:_EXAMPLES])


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)[:_LONGEST]


def _finding(column: str, check: str, count: int, message: str) -> Finding:
    severity: Severity = "info" if check in (ZERO_PRICE, ZERO_FEE) else "warning"
    return Finding("silver", _TABLE, column, check, float(count), None, severity, f"{count} {message}")


def unpriced_findings(prices: pl.LazyFrame, products: pl.LazyFrame, rules: RawDataset) -> list[Finding]:
    """Customers of electricity or gas who have no price of it at any date; an error above the registry's share.

    Their margin would count what they use as a cost only, or at the price of others.
    """
    findings: list[Finding] = []
    for part, price in _PRICE_OF.items():
        users = products.filter(pl.col("part") == part).unique("customer_id", keep="any")
        priced = prices.filter(pl.col(price).is_not_null()).select("customer_id")
        total = users.select(pl.len()).collect().item()
        lacking = users.join(priced, on="customer_id", how="anti").sort("customer_id").collect()
        if lacking.is_empty():
            continue
        share, limit = lacking.height / total, rules.fit.maximum_silent_share
        severity, at_most = rules.verdict(share, limit, total)
        text = (
            f"{lacking.height:,} of {total:,} customers of {part} ({share:.2%}) have no {part} price at any date, such "
            f"as {', '.join(lacking['customer_id'].head(_EXAMPLES))}.{at_most}{_key_of(lacking)}"
        )
        findings.append(Finding("silver", _TABLE, price, "customers_without_price", share, limit, severity, text))
    return findings


def fee_findings(prices: pl.LazyFrame, customers: pl.LazyFrame, rules: RawDataset) -> list[Finding]:
    """The fixed fee of homes for each kW of contracted power: it is regulated in the main, so a year's stands out.

    Source: CNMC Circular 3/2020 and Orden TED/371/2021 (2.0TD: 2 to 3 EUR/kW a month in tolls and charges).
    """
    usual, fee = rules.columns[_FEE].usual_home_median_per_kw, pl.col(_FEE)
    power = customers.filter(pl.col("is_industrial") == 0, pl.col("contracted_power_kw") > 0)
    homes = (
        prices.filter(fee > 0)
        .group_by("customer_id")
        .agg(fee.median())
        .join(power.select("customer_id", "contracted_power_kw"), on="customer_id")
        .select(fee / pl.col("contracted_power_kw"))
        .collect()[_FEE]
    )
    median = homes.median()
    if usual is None or not isinstance(median, float) or len(homes) < rules.judged_from:
        return []
    if usual[0] <= median <= usual[1]:
        return []
    text = (
        f"price_history, column {_FEE}: the median of {len(homes):,} homes is {median:.3g} EUR a month for each kW of "
        f"contracted power, and {usual[0]:g} to {usual[1]:g} are usual. Is it the fee of a year, or the power in "
        "another unit?"
    )
    limit = usual[0] if median < usual[0] else usual[1]
    return [Finding("silver", _TABLE, _FEE, "unusual_median", median, limit, "warning", text)]


def _key_of(lacking: pl.DataFrame) -> str:
    """By what a price of a tariff is found for the first of them, as customer_attributes says it."""
    tariff, region = (lacking[name][0] for name in ("tariff_type", "region_code"))
    if tariff is None and region is None:
        return ""
    return (
        f" customer_attributes says tariff_type {_shown(tariff)} and region {_shown(region)} of the first: "
        "prices by tariff are found by these."
    )
