"""Contracts that had started by ``as_of``, and which of them is a customer's current one."""

from datetime import date

import polars as pl

from spanishgas.silver.later import later_findings
from spanishgas.silver.names import Names
from spanishgas.tables.findings import Audited, Finding, Severity

_EXAMPLES = 3
_FEW_WITHOUT_TERM = 0.01
_MONTH_DAYS = 30.44
_RUNS_ON_DAYS = 45
"""So long a contract runs on after its renewal day before somebody signs or it is renewed in silence."""


def silver_contracts(
    bronze_contracts: pl.LazyFrame, bronze_customers: pl.LazyFrame, *, as_of: date, files_as_of: date, names: Names
) -> Audited:
    """Contracts known at ``as_of``: one row a contract, exact duplicates dropped and counted.

    The sign-up date stands in for a missing first activation (DATA, ``customer_contracts.csv``). Days after ``as_of``
    are unknown then and become null, except the renewal, which is agreed in advance. A status is that of the day of the
    files: seen from an earlier day, a contract that has ended since was not known to end, and all renewals are those
    of start and term, not the days on which contracts ended in fact. Contracts without a term are counted.
    """
    known = bronze_contracts.filter(has_started(as_of))
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
            _renewal(as_of, files_as_of).alias("next_renewal_date"),
            _status(as_of, files_as_of, names),
        )
        .drop("signup_date")
    )
    table = table.sort(_columns(table))
    later = later_findings(
        bronze_contracts, "silver_contracts", "contract_start_date", as_of, what="starts of contracts", required=True
    )
    unknown = [
        *names.unknown(bronze_contracts, "silver_contracts", "product_type", "product"),
        *names.unknown(bronze_contracts, "silver_contracts", "contract_status", "contract_status"),
    ]
    earlier = _from_earlier(known, bronze_customers, as_of, files_as_of) if as_of < files_as_of else []
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


def _renewal(as_of: date, files_as_of: date) -> pl.Expr:
    """The renewal as it was agreed on ``as_of``, said of every contract in the same way.

    A contract's end is written over its renewal when it ends, and neither its status nor an empty term may tell which
    one ended: so it is start and term for all. Where one says no term the usual one stands for it, and where more than
    a few say none, it stands for all of them, or terms alone would tell. One that has run on for
    longer than contracts do without being renewed was renewed in silence, by whole terms.
    """
    if as_of >= files_as_of:
        return pl.col("next_renewal_date")
    start, term = pl.col("contract_start_date"), pl.col("contract_term_months")
    usual = term.median().round().cast(pl.Int32)
    is_rare = term.is_null().mean() > _FEW_WITHOUT_TERM
    months = pl.when(is_rare).then(usual).otherwise(pl.coalesce(term, usual)).clip(1)
    agreed = start.dt.offset_by(pl.format("{}mo", months))
    late = (pl.lit(as_of) - agreed).dt.total_days() - _RUNS_ON_DAYS
    terms = 1 + pl.when(late > 0).then((late / (months * _MONTH_DAYS)).ceil().cast(pl.Int32)).otherwise(0)
    is_past = pl.col("next_renewal_date") <= as_of  # which everybody knew then
    return (
        pl.when(is_past)
        .then(pl.col("next_renewal_date"))
        .otherwise(start.dt.offset_by(pl.format("{}mo", terms * months)))
    )


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


def _from_earlier(contracts: pl.LazyFrame, customers: pl.LazyFrame, as_of: date, files_as_of: date) -> list[Finding]:
    """What makes renewals of an earlier day doubtful: missing terms, terms that are not kept, and missing contracts."""
    start, renewal, term = (pl.col(c) for c in ("contract_start_date", "next_renewal_date", "contract_term_months"))
    days = (renewal - start).dt.total_days()
    is_dated, goes_on = start.is_not_null() & renewal.is_not_null(), renewal > files_as_of
    off = (days - (days / (term * _MONTH_DAYS)).round().clip(1) * term * _MONTH_DAYS).abs() > _RUNS_ON_DAYS
    counts = (
        pl.len(),
        term.is_null().sum().alias("untold"),
        (off & goes_on).sum().alias("off"),
        goes_on.sum().alias("on"),
    )
    rows, untold, unkept, going_on = contracts.filter(is_dated).select(counts).collect().row(0)
    here = customers.filter(pl.col("signup_date") <= as_of).select("customer_id").unique()
    lacking = here.join(contracts, on="customer_id", how="anti").select(pl.len()).collect().item()
    people = here.select(pl.len()).collect().item()
    counted = [
        ("contract_term_months", "no_term", untold, rows,
         "contracts have no agreed term: on {} the usual term stands for it, or nothing where none has one"),
        ("contract_term_months", "term_not_kept", unkept if unkept * 5 > going_on else 0, going_on,
         "contracts do not end a whole number of their terms after their start, so renewals on {} are doubtful"),
        ("customer_id", "no_contract_then", lacking if lacking * 20 > people else 0, people,
         "customers of {} have no contract that had started, so the file may hold the last ones alone, which tells "
         "who left. Give all contracts, or labels of one day"),
    ]  # fmt: skip
    severity: dict[str, Severity] = {"no_contract_then": "error" if lacking * 5 > people else "warning"}
    return [
        Finding(
            "silver", "silver_contracts", column, check, float(count), None, severity.get(check, "warning"),
            f"customer_contracts, column {column}: {count:,} of {total:,} {text.format(as_of)}.",
        )
        for column, check, count, total, text in counted
        if count
    ]  # fmt: skip


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
