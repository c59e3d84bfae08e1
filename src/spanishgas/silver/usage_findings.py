"""What the readings had that is not in the customer-months: by flaw, by date, by province."""

from datetime import date

import polars as pl

from spanishgas.silver.meters import OFF_CALENDAR
from spanishgas.silver.reading_rules import ReadingRules, ShareLimits
from spanishgas.silver.window import WINDOW_MONTHS, in_window
from spanishgas.tables.checks import MAX_NULL_RATE
from spanishgas.tables.findings import Finding, Severity

_EXAMPLES = 3


def usage_findings(
    sums: pl.LazyFrame, as_of: date, classes: pl.DataFrame, limit: float, rules: ReadingRules
) -> list[Finding]:
    """What the readings had that is not in the months: by flaw, by date.

    ``classes`` has one row an hour class with its month (``hour_classes``).
    """
    total, negative = _row_counts(sums, as_of, classes), rules.negative_rows
    zero = "counted as 0."
    set_aside = "were set aside."
    flaws = [
        ("negative_values", "consumption_elec_kwh", "negative_elec_rows", f"are negative: {zero}", negative),
        ("negative_values", "consumption_gas_m3", "negative_gas_rows", f"have negative gas: {zero}", negative),
        ("missing_values", "consumption_elec_kwh", "missing_elec_rows", f"are missing: {zero}",
         MAX_NULL_RATE["bronze"]),
        ("missing_values", "consumption_gas_m3", "missing_gas_rows",
         f"lack the gas of a customer who has some at other hours: {zero}", MAX_NULL_RATE["bronze"]),
        ("absurd_values", "consumption_elec_kwh", "absurd_rows", f"are not finite or beyond any meter and {set_aside} "
         "Correct the feed, or raise the limit in the settings.", limit),
        ("not_an_hour", "timestamp", "off_calendar_rows",
         f"have a timestamp that is no whole hour between 2010 and 2040 and {set_aside}", limit),
        ("no_customer", "customer_id", "nameless_rows", f"name no customer and {set_aside}", limit),
        ("tidied_ids", "customer_id", "tidied_rows", "name their customer with outer blanks, unseen characters or "
         "another Unicode form, which were put right.", None),
        ("after_as_of", "timestamp", "later_rows", f"belong to months not over on {as_of}: not seen.", None),
    ]  # fmt: skip
    if total["rows"] and not total["seen_rows"]:
        unseen = f"are outside the {WINDOW_MONTHS} whole months up to {as_of}, and none is inside"
        flaws.append(("none_in_window", "timestamp", "rows", f"{unseen}: choose another --as-of.", 0.0))
    return [_finding(check, column, total[count], total["rows"], text, most)
            for check, column, count, text, most in flaws if total[count]]  # fmt: skip


def _finding(
    check: str, column: str, count: int, rows: int, message: str, limit: float | ShareLimits | None
) -> Finding:
    """So many readings have a flaw: only said without a limit, an error above it."""
    share = count / rows
    most = limit.error_above if isinstance(limit, ShareLimits) else limit
    severity: Severity = "info" if most is None else "error" if share > most else "warning"
    if isinstance(limit, ShareLimits):
        severity = limit.severity(share)
    at_most = f" At most {most:.2%} may be." if severity == "error" else ""
    text = f"{count:,} readings ({share:.4%}) {message}{at_most}"
    return Finding("silver", "silver_usage_month", column, check, share, most, severity, text)


def _row_counts(sums: pl.LazyFrame, as_of: date, classes: pl.DataFrame) -> dict[str, int]:
    """How many readings have each flaw, or lie outside what may be seen."""
    counts = ["rows", "negative_elec_rows", "negative_gas_rows", "missing_elec_rows", "absurd_rows", "tidied_rows"]
    seen = classes.lazy().select(
        "hour_class", is_later=pl.col("month").dt.month_end() > as_of, is_seen=in_window("month", as_of)
    )
    placed = sums.join(seen, on="hour_class", how="left").with_columns(
        off_calendar_rows=pl.when(pl.col("hour_class") == OFF_CALENDAR).then("rows").otherwise(0),
        later_rows=pl.when(pl.col("is_later")).then("rows").otherwise(0),
        seen_rows=pl.when(pl.col("is_seen")).then("rows").otherwise(0),
        nameless_rows=pl.when(pl.col("customer_id").is_null()).then("rows").otherwise(0),
    )
    totals = placed.select(pl.col(*counts, "off_calendar_rows", "later_rows", "seen_rows", "nameless_rows").sum())
    return {**totals.collect().row(0, named=True), "missing_gas_rows": _missing_gas(sums)}


def _missing_gas(sums: pl.LazyFrame) -> int:
    """Readings without gas of customers who have some: those without any have bought electricity only."""
    of_customer = sums.group_by("customer_id").agg(pl.col("rows", "missing_gas_rows").sum())
    some = of_customer.filter(pl.col("missing_gas_rows") < pl.col("rows"))
    return some.select(pl.col("missing_gas_rows").sum()).collect().item()


def gap_findings(months: pl.LazyFrame, customers: pl.LazyFrame) -> list[Finding]:
    """Months without a reading after a customer's first one, by province and month: a feed that lost a part."""
    last = pl.col("month").max()
    expected = months.group_by("customer_id").agg(pl.col("month").min()).join(months.select(last=last), how="cross")
    missing = (
        expected.select("customer_id", month=pl.date_ranges("month", "last", "1mo"))
        .explode("month")
        .join(months, on=["customer_id", "month"], how="anti")
        .join(customers.select("customer_id", "province_code"), on="customer_id")
        .group_by("province_code", "month")
        .agg(customers=pl.len())
        .sort("customers", "province_code", "month", descending=[True, False, False])
        .collect()
    )
    if missing.is_empty():
        return []
    count = int(missing["customers"].sum())
    shown = "; ".join(f"province {p} in {m:%Y-%m} ({n:,} customers)" for p, m, n in missing.head(_EXAMPLES).iter_rows())
    text = (
        f"{count:,} customer-months have no readings though the customer had some before: {shown}. Ask the meter feed."
    )
    return [Finding("silver", "silver_usage_month", "timestamp", "missing_months", float(count), None, "warning", text)]
