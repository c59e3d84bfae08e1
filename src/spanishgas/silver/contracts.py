"""Contracts that had started by ``as_of``, and which of them is a customer's current one."""

from datetime import date

import polars as pl

from spanishgas.silver.agreed_terms import as_agreed, doubts_of_earlier
from spanishgas.silver.later import later_findings
from spanishgas.silver.names import Names
from spanishgas.tables.findings import Audited, Finding

_EXAMPLES = 3


def silver_contracts(
    bronze_contracts: pl.LazyFrame, bronze_customers: pl.LazyFrame, *, as_of: date, files_as_of: date, names: Names
) -> Audited:
    """Contracts known at ``as_of``: one row a contract, exact duplicates dropped and counted.

    The sign-up date stands in for a missing first activation (DATA, ``customer_contracts.csv``). Days after ``as_of``
    are unknown then and become null, except the renewal, which is agreed in advance. A status is that of the day of the
    files: seen from an earlier day, a contract that has ended since was not known to end, and all renewals are those
    of start and term, not the days on which contracts ended in fact. Contracts without a term are counted.
    """
    known, is_earlier = bronze_contracts.filter(has_started(as_of)), as_of < files_as_of
    signups = bronze_customers.select("customer_id", "signup_date").unique("customer_id", keep="first")
    activation = pl.coalesce(_known("customer_first_activation_date", as_of), _known("signup_date", as_of)).alias(
        "customer_first_activation_date"
    )
    table = (
        known.unique()
        .join(signups, on="customer_id", how="left")
        .with_columns(activation, _known("last_product_change_date", as_of))
        .with_columns(
            names.standard("product_type", "product"),
            _status(as_of, files_as_of, names),
        )
        .drop("signup_date")
    )
    table = (as_agreed(table, as_of) if is_earlier else table).sort(_columns(table))
    later = later_findings(
        bronze_contracts, "silver_contracts", "contract_start_date", as_of, what="starts of contracts", required=True
    )
    unknown = [
        *names.unknown(bronze_contracts, "silver_contracts", "product_type", "product"),
        *names.unknown(bronze_contracts, "silver_contracts", "contract_status", "contract_status"),
    ]
    earlier = doubts_of_earlier(known, bronze_customers, as_of, files_as_of) if is_earlier else []
    return Audited(table, later + _findings(known, as_of) + _no_activations(table) + unknown + earlier)


def current_contracts(contracts: pl.LazyFrame, names: Names) -> pl.LazyFrame:
    """One row a customer: the contract that counts.

    A contract that has not ended comes before one that has; then the latest start, then the latest renewal, then the
    highest value of the other columns, so that the choice never depends on the order of the rows.
    """
    columns = ["is_running", "contract_start_date", "next_renewal_date", "contract_id"]
    rest = [name for name in _columns(contracts) if name not in columns]
    return (
        contracts.with_columns(is_running(names).alias("is_running"))
        .sort([*columns, *rest], descending=True, nulls_last=True)
        .unique("customer_id", keep="first", maintain_order=True)
        .drop("is_running")
    )


def has_started(as_of: date) -> pl.Expr:
    """Whether a contract had started by ``as_of``; one without a start date is taken to have."""
    return pl.col("contract_start_date").is_null() | (pl.col("contract_start_date") <= as_of)


def is_running(names: Names) -> pl.Expr:
    """Whether a contract's status says that it has not ended; without a status it has not."""
    status = pl.col("contract_status").str.strip_chars().str.to_lowercase()
    return status.is_in(names.ended_contract_status).not_().fill_null(value=True)


def _columns(frame: pl.LazyFrame) -> list[str]:
    return frame.collect_schema().names()


def _status(as_of: date, files_as_of: date, names: Names) -> pl.Expr:
    status = pl.col("contract_status")
    if as_of >= files_as_of:
        return status
    return pl.when(~_ended_since(as_of, names)).then(status).alias("contract_status")


def _ended_since(as_of: date, names: Names) -> pl.Expr:
    had_ended = (pl.col("next_renewal_date") <= as_of).fill_null(value=False)
    return ~is_running(names) & ~had_ended


def _known(column: str, as_of: date) -> pl.Expr:
    return pl.when(pl.col(column) <= as_of).then(pl.col(column)).alias(column)


def _no_activations(contracts: pl.LazyFrame) -> list[Finding]:
    """One of the two dates is required. Source: DATA, ``customer_contracts.csv``."""
    column = "customer_first_activation_date"
    rows, known = contracts.select(pl.len(), known=pl.col(column).count()).collect().row(0)
    if known or not rows:
        return []
    text = (
        f"customer_contracts, column {column}: no customer has one, and customer_attributes, column signup_date, "
        "has none either. Give one of the two."
    )
    return [Finding("silver", "silver_contracts", column, "no_activation", float(rows), 0.0, "error", text)]


def _findings(contracts: pl.LazyFrame, as_of: date) -> list[Finding]:
    later = (pl.col("last_product_change_date") > as_of).sum()
    named = contracts.filter(pl.col("contract_id").is_not_null()).unique()
    twice = named.filter(pl.col("contract_id").is_duplicated()).select(pl.col("contract_id").unique().sort())
    doubled = twice.collect()["contract_id"]
    duplicates, changes = (
        contracts.select(pl.len() - pl.struct(pl.all()).n_unique(), later.alias("later")).collect().row(0)
    )
    counted = [
        (
            "contract_id",
            "contradictory_rows",
            len(doubled),
            f"contracts are stated in several ways, such as {', '.join(doubled.head(_EXAMPLES))}: each counts as one",
        ),
        ("*", "duplicate_rows", duplicates, "contracts stated twice, word for word: the second was dropped"),
        (
            "last_product_change_date",
            "after_as_of",
            changes,
            f"product changes after {as_of}: not known yet, set to null",
        ),
    ]
    return [
        Finding("silver", "silver_contracts", column, check, float(count), None, "info", f"{count} {message}")
        for column, check, count, message in counted
        if count
    ]
