"""How well each file fits the customers: rows that match none, and customers without a row.

Source: RULES, data quality ("every customer-keyed table fits the customers").
"""

from dataclasses import dataclass

import polars as pl

from spanishgas.bronze.registry import ColumnRegistry, RawDataset
from spanishgas.silver.customers import has_signed_up, still_here
from spanishgas.silver.differences import contrast, difference
from spanishgas.tables.findings import Audited, Finding, Severity

_EXAMPLES = 3
_TABLE = "silver_customer_fit"
_CUSTOMERS = "customer_attributes"
_READINGS = "bronze_readings"


@dataclass(frozen=True)
class _Keyed:
    """The keys of one file beside those of the customers."""

    dataset: str
    file: str
    key: str
    keys: pl.Series
    rules: RawDataset


def silver_customer_fit(
    bronze_customers: pl.LazyFrame,
    bronze_contracts: pl.LazyFrame,
    bronze_prices: pl.LazyFrame,
    bronze_costs: pl.LazyFrame,
    bronze_interactions: pl.LazyFrame,
    bronze_labels: pl.LazyFrame,
    silver_meter_sums: pl.LazyFrame,
    silver_customers: pl.LazyFrame,
    *,
    columns: ColumnRegistry,
) -> Audited:
    """One row a file: its rows and the customers that find each other, or do not.

    Rows are held against all customers, whenever they came or left; only customers who are still here
    count as without a row.
    Costs fit by province, all others by customer. A file none of whose rows fits is an error, and so is a share above
    the registry's limits (``fit``). Prices by tariff name no customer and are held against the tariffs in
    ``silver_prices``; readings count once a customer.
    """
    here = still_here(silver_customers).select("customer_id").collect()["customer_id"]
    is_here = pl.col("customer_id").is_in(here.implode())
    people = bronze_customers.select("customer_id", "province_code", "signup_date", is_here=is_here).collect()
    files = {
        "bronze_contracts": (bronze_contracts, "customer_id"),
        "bronze_prices": (bronze_prices.filter(pl.col("tariff_type").is_null()), "customer_id"),
        "bronze_interactions": (bronze_interactions, "customer_id"),
        "bronze_labels": (bronze_labels, "customer_id"),
        "bronze_costs": (bronze_costs, "province_code"),
        _READINGS: (silver_meter_sums.select("customer_id").unique(), "customer_id"),
    }
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    for name, (table, key) in files.items():
        keys = table.select(key).drop_nulls().collect()[key]
        if keys.is_empty():
            continue
        dataset = columns.datasets[name]
        asked = _with_labels(people, bronze_labels) if name == "bronze_labels" else people
        row, found = _fit(_Keyed(name, dataset.file, key, keys, dataset), asked)
        rows.append(row)
        findings += found
    counts = ("rows", "unmatched_rows", "customers", "silent_customers")
    schema = {"dataset": pl.String, "key": pl.String, **dict.fromkeys(counts, pl.Int64)}
    return Audited(pl.LazyFrame(rows, schema=schema), findings)


def _with_labels(people: pl.DataFrame, labels: pl.LazyFrame) -> pl.DataFrame:
    """Who signed up after the last label date cannot have a label yet."""
    last = labels.select(pl.col("label_date").max()).collect().item()
    return people.with_columns(is_here=pl.col("is_here") & (last is None or has_signed_up(last)))


def _fit(file: _Keyed, people: pl.DataFrame) -> tuple[dict[str, object], list[Finding]]:
    strangers = file.keys.filter(~file.keys.is_in(people[file.key].implode()))
    known = people.filter("is_here")
    silent = known.filter(~pl.col(file.key).is_in(file.keys.implode()))
    row: dict[str, object] = {
        "dataset": file.dataset,
        "key": file.key,
        "rows": len(file.keys),
        "unmatched_rows": len(strangers),
        "customers": known.height,
        "silent_customers": silent.height,
    }
    if len(strangers) == len(file.keys):
        return row, [_none_fits(file, people)]
    found = [_unmatched(file, strangers, people)] if len(strangers) and file.key == "customer_id" else []
    return row, found + ([_silent(file, silent, known.height)] if silent.height else [])


def _none_fits(file: _Keyed, people: pl.DataFrame) -> Finding:
    words = contrast(file.keys, people[file.key].drop_nulls())
    text = (
        f"{file.file}, column {file.key}: none of its {len(file.keys):,} rows fits a customer of {_CUSTOMERS}; {words}."
    )
    return _finding(file, "none_fits", 1.0, 0.0, "error", text)


def _unmatched(file: _Keyed, strangers: pl.Series, people: pl.DataFrame) -> Finding:
    """Rows of people who are no customers; only said, unless they are many or merely written in another way."""
    share, limit = len(strangers) / len(file.keys), file.rules.fit.maximum_unmatched_share
    reason = difference(strangers, people[file.key])
    rows = "customers with readings" if file.dataset == _READINGS else "rows"
    text = (
        f"{file.file}: {len(strangers):,} of {len(file.keys):,} {rows} ({share:.2%}) match no customer of "
        f"{_CUSTOMERS} and are unused, such as {_named(strangers)}{f'; {reason}' if reason else ''}."
    )
    return _of_share(file, "unmatched_rows", len(file.keys), share, limit, text)


def _silent(file: _Keyed, silent: pl.DataFrame, customers: int) -> Finding:
    share, limit = silent.height / customers, file.rules.fit.maximum_silent_share
    examples = _named(silent["customer_id"])
    counted = f"{silent.height:,} of {customers:,} customers ({share:.2%})"
    if file.dataset == _READINGS:
        text = (
            f"{file.file}: {counted} have no readings at all, such as {examples}: add the missing readings files, or "
            "compare how the files write customer_id."
        )
    elif file.key == "customer_id":
        text = f"{file.file}: {counted} have no row in it, such as {examples}."
    else:
        provinces = silent[file.key].drop_nulls()
        reason = difference(provinces, file.keys, ("among the customers", "here"))
        text = (
            f"{file.file}: {counted} are of a province without a row in it: {_named(provinces)} "
            f"(such as {examples}){f'; {reason}' if reason else ''}."
        )
    return _of_share(file, "customers_without_rows", customers, share, limit, text)


def _of_share(file: _Keyed, check: str, rows: int, share: float, limit: float | None, text: str) -> Finding:
    severity, at_most = file.rules.verdict(share, limit, rows)
    return _finding(file, check, share, limit, "info" if limit is None else severity, text + at_most)


def _named(ids: pl.Series) -> str:
    return ", ".join(ids.unique().sort().head(_EXAMPLES))


def _finding(file: _Keyed, check: str, value: float, limit: float | None, severity: Severity, text: str) -> Finding:
    return Finding("silver", _TABLE, f"{file.dataset}.{file.key}", check, value, limit, severity, text)
