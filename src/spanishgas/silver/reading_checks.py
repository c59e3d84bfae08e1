"""Whether the readings can be what meters read: flaws of customer-months, counted and held against their limits."""

from dataclasses import replace
from typing import Any

import polars as pl

from spanishgas.silver.reading_rules import CheckName, ReadingCheck, ReadingRules
from spanishgas.tables.findings import Finding, Severity

_EXAMPLES = 3
_TABLE = "silver_usage_month"
ELEC, GAS = "consumption_elec_kwh", "consumption_gas_m3"


def reading_findings(months: pl.DataFrame, rules: ReadingRules) -> list[Finding]:
    """The checks of ``rules`` on customer-months (``customer_months``): one finding a check that hits any.

    The share of the customers in the worst month decides: nothing up to ``warning_above``, an error beyond
    ``error_above``. A province of which more than ``province_share`` is hit makes a warning of it, because whole
    provinces fail together.
    """
    conditions = _conditions(rules)
    found: list[Finding] = []
    for name, check in rules.checks.items():
        column, applies, is_hit = conditions[name]
        looked_at = months.filter(applies).with_columns(is_hit=is_hit)
        if looked_at["is_hit"].any():
            found.append(_finding(name, column, check, looked_at, rules))
    return found + _impossible(months, rules)


def accept(finding: Finding, accepted: frozenset[str], rules: ReadingRules) -> Finding:
    """An error of the readings that may be accepted says how; one that is accepted is a warning that says so."""
    if finding.severity != "error" or finding.check not in rules.acceptable:
        return finding
    if finding.check in accepted:
        return replace(finding, severity="warning", message=f"{finding.message} Accepted for this run.")
    return replace(finding, message=f"{finding.message} If it is so, run with --accept-readings {finding.check}.")


def _conditions(rules: ReadingRules) -> dict[CheckName, tuple[str, pl.Expr, pl.Expr]]:
    """Each check's raw column, the customer-months that it applies to, and those of them that it hits."""
    rows, elec, gas = pl.col("rows"), pl.col("elec_kwh"), pl.col("gas_m3")
    product = pl.col("product").fill_null("")
    has_values = pl.sum_horizontal("missing_elec_rows", "absurd_rows") < rows
    is_negative = pl.col("negative_elec_rows") / rows > rules.negative_hours_share
    is_gas_negative = pl.col("negative_gas_rows") / rows > rules.negative_hours_share
    full_power = pl.col("contracted_power_kw") * rows
    level = elec / rows / pl.col("usual_kwh_per_hour")
    is_shared = pl.len().over("month", "fingerprint") > 1
    buys_gas = product.is_in(["gas", "dual"]) | pl.col("has_gas")
    return {
        "mostly_negative_electricity": (ELEC, rows > 0, is_negative),
        "mostly_negative_gas": (GAS, pl.col("has_gas"), is_gas_negative),
        "no_electricity": (ELEC, has_values & (product != "gas"), (elec == 0) & ~is_negative),
        "gas_without_electricity": (GAS, product != "gas", (gas > 0) & (elec == 0)),
        "gas_without_product": (GAS, product == "electricity", gas > 0),
        "no_gas": (GAS, buys_gas, (gas == 0) & ~is_gas_negative),
        "beyond_power": (ELEC, full_power > 0, elec > rules.power_factor * full_power),
        "constant_readings": (ELEC, (elec > 0) & (pl.col("periods") > 1), pl.col("spread") <= rules.constant_tolerance),
        "copied_readings": (ELEC, elec >= rules.copied_minimum_kwh, is_shared),
        "level_jump": (ELEC, elec > 0, (level > rules.level_factor) | (level < 1 / rules.level_factor)),
    }


def _finding(name: str, column: str, check: ReadingCheck, looked_at: pl.DataFrame, rules: ReadingRules) -> Finding:
    """Count, share in the worst month, examples, and the province that is hit most where it stands out."""
    hit = looked_at.filter("is_hit")
    worst = _worst(looked_at, ["month"], rules)
    province = _worst(looked_at.drop_nulls("province_code"), ["province_code", "month"], rules)
    share = worst["share"] if worst else 0.0
    stands_out = province is not None and province["share"] > rules.province_share
    severity: Severity = check.severity(share)
    if stands_out and severity == "info":
        severity = "warning"
    what = check.what.format(**rules.model_dump(exclude={"checks", "medians"}))
    text = (
        f"{hit.height:,} customer-months of {hit['customer_id'].n_unique():,} customers {what}: {_examples(hit)}."
        + (f" The worst month is {worst['month']:%Y-%m} with {share:.1%} of its customers." if worst else "")
        + (f" At most {check.error_above:.0%} may be so." if severity == "error" else "")
        + (f" Of province {_place(province)}." if province and stands_out else "")
        + ("" if severity == "info" else f" {check.hint}")
    )
    limit = None if severity == "info" else check.error_above
    return Finding("silver", _TABLE, column, name, share if limit else float(hit.height), limit, severity, text)


def _worst(looked_at: pl.DataFrame, group: list[str], rules: ReadingRules) -> dict[str, Any] | None:
    """The group of customers with the highest share hit, the first of equals; none where all groups are small."""
    groups = (
        looked_at.group_by(group)
        .agg(share=pl.col("is_hit").mean(), customers=pl.len())
        .filter(pl.col("customers") >= rules.minimum_customers)
        .sort("share", *group, descending=[True] + [False] * len(group))
    )
    return None if groups.is_empty() else groups.row(0, named=True)


def _examples(hit: pl.DataFrame) -> str:
    rows = hit.select("customer_id", "month").head(_EXAMPLES).rows()
    return "; ".join(f"{customer} in {month:%Y-%m}" for customer, month in rows)


def _place(province: dict[str, Any]) -> str:
    return f"{province['province_code']} it is {province['share']:.0%} of the customers in {province['month']:%Y-%m}"


def _impossible(months: pl.DataFrame, rules: ReadingRules) -> list[Finding]:
    """Single customer-months so far beyond their contracted power that they need no share to be remarked on."""
    times = pl.col("elec_kwh") / (pl.col("contracted_power_kw") * pl.col("rows"))
    beyond = (
        months.filter(pl.col("contracted_power_kw") * pl.col("rows") > 0)
        .with_columns(times=times)
        .filter(pl.col("times") > rules.impossible_power_factor)
        .sort("times", "customer_id", "month", descending=[True, False, False])
    )
    if beyond.is_empty():
        return []
    most = beyond.row(0, named=True)
    text = (
        f"{beyond.height:,} customer-months use more than {rules.impossible_power_factor:g} times their contracted "
        f"power: {most['customer_id']} in {most['month']:%Y-%m} used {most['elec_kwh']:,.0f} kWh, {most['times']:,.0f} "
        f"times what {most['contracted_power_kw']:g} kW give."
    )
    return [Finding("silver", _TABLE, ELEC, "impossible_readings", float(beyond.height), None, "warning", text)]
