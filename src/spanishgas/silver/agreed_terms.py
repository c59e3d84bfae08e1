"""What had been agreed on a day before that of the files: contracts' ends are written over their renewals."""

from datetime import date

import polars as pl

from spanishgas.tables.findings import Finding

_FEW = 0.01
_MONTH_DAYS = 30.44
_RUNS_ON_DAYS = 45
"""So long a contract runs on after its renewal day before somebody signs or it is renewed in silence."""
_START, _RENEWAL, _TERM = pl.col("contract_start_date"), pl.col("next_renewal_date"), pl.col("contract_term_months")


def as_agreed(contracts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Contracts with terms and renewals as they were agreed on an earlier day, said of all in the same way.

    Neither status nor renewal nor a missing term may tell which one has ended since: a renewal is start and term. Where
    a contract says no term the usual one stands for it, and where more than a few say none it stands for all, because
    who says one may be who is still there. What has run on for longer than contracts do was renewed in silence, by
    whole terms. A renewal that had passed by that day was known.
    """
    usual, lack = _TERM.median().round().cast(pl.Int32), _TERM.is_null().mean()
    months = _TERM.clip(1)
    late = (pl.lit(as_of) - _START.dt.offset_by(pl.format("{}mo", months))).dt.total_days() - _RUNS_ON_DAYS
    terms = 1 + pl.when(late > 0).then((late / (months * _MONTH_DAYS)).ceil().cast(pl.Int32)).otherwise(0)
    agreed = _START.dt.offset_by(pl.format("{}mo", terms * months))
    return contracts.with_columns(
        contract_term_months=pl.when(lack > _FEW).then(usual).otherwise(pl.coalesce(_TERM, usual))
    ).with_columns(next_renewal_date=pl.when(pl.lit(as_of) >= _RENEWAL).then(_RENEWAL).otherwise(agreed))


def doubts_of_earlier(
    contracts: pl.LazyFrame, customers: pl.LazyFrame, as_of: date, files_as_of: date
) -> list[Finding]:
    """What makes renewals of an earlier day doubtful: missing terms, terms that are not kept, and missing contracts."""
    days, term = (_RENEWAL - _START).dt.total_days(), _TERM * _MONTH_DAYS
    is_dated, goes_on = _START.is_not_null() & _RENEWAL.is_not_null(), files_as_of < _RENEWAL
    off = (days - (days / term).round().clip(1) * term).abs() > _RUNS_ON_DAYS
    counts = (
        pl.len(),
        _TERM.is_null().sum().alias("untold"),
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
    return [
        Finding(
            "silver", "silver_contracts", column, check, float(count), None, "warning",
            f"customer_contracts, column {column}: {count:,} of {total:,} {text.format(as_of)}.",
        )
        for column, check, count, total, text in counted
        if count
    ]  # fmt: skip
