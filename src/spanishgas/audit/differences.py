"""The features of a label date again, from files without what is later: what differs, had leaked."""

from datetime import date

import polars as pl

from spanishgas.model.experiments import Experiments
from spanishgas.tables.audit import LeakageDifferences
from spanishgas.tables.base import dtypes
from spanishgas.tables.findings import Audited, Finding

_EXAMPLES = 3
_TABLE = "leakage_differences"


def leakage_differences(
    training_master: pl.LazyFrame,
    gold_master: pl.LazyFrame,
    leakage_files: pl.LazyFrame,
    *,
    as_of: date,
    experiment: str,
    experiments: Experiments,
) -> Audited:
    """Features that are other when everything later than the label date is deleted from the files.

    One row a label date and feature of the experiment that differs, none where nothing leaked.

    Args:
        training_master: what was trained on, of every label date.
        gold_master: the same features of one label date, made from files that end with it.
        leakage_files: how many rows the files hold that are later.
        as_of: the label date.
        experiment: whose features are compared.
        experiments: the features of every experiment.
    """
    later = leakage_files.filter(pl.col("label_date") == as_of, pl.col("later_rows") > 0).collect()
    features = experiments.experiment(experiment).features
    trained = training_master.filter(label_date=as_of).select("customer_id", *features)
    if later.is_empty():
        text = f"Looking from {as_of}: nothing later in the files, so there is nothing that features could have seen."
        none = Finding("training", _TABLE, "*", "nothing_later", 0.0, None, "info", text)
        return Audited(LeakageDifferences.create_empty(lazy=True), [none])
    both = trained.join(gold_master.select("customer_id", *features), on="customer_id", how="left", suffix=_AGAIN)
    both = both.sort("customer_id").collect()
    rows = [row for name in features for row in _difference(both, name, as_of)]
    schema = dtypes(LeakageDifferences)
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return Audited(table.lazy(), [_finding(table, later, as_of, both.height)])


_AGAIN = " without later rows"


def _difference(both: pl.DataFrame, name: str, as_of: date) -> list[tuple[date, str, int, str, str | None, str | None]]:
    """The row of a feature if it differs: for how many customers, and the first of them with both values."""
    again = f"{name}{_AGAIN}"
    other = both.filter(pl.col(name).ne_missing(pl.col(again)))
    if other.is_empty():
        return []
    customer, *values = other.select("customer_id", pl.col(name, again).cast(pl.String)).row(0)
    return [(as_of, name, other.height, customer, *values)]


def _finding(table: pl.DataFrame, later: pl.DataFrame, as_of: date, customers: int) -> Finding:
    deleted = ", ".join(f"{rows:,} of {name}" for name, rows in later.select("source_table", "later_rows").rows())
    without = f"Looking from {as_of}, without what is later in the files ({deleted})"
    if table.is_empty():
        text = f"{without}: every feature of {customers:,} customers is the same."
        return Finding("training", _TABLE, "*", "same_without_later_rows", 0.0, 0.0, "info", text)
    shown = "; ".join(
        f"{row['feature']} of {row['customers']:,} customers, such as {row['example_customer']}: "
        f"{row['trained_value']}, without {row['replayed_value']}"
        for row in table.sort("customers", descending=True, maintain_order=True).head(_EXAMPLES).rows(named=True)
    )
    names = ", ".join(table["feature"])
    text = f"Leak: {without}, {table.height} features are other than trained on: {shown}. All of them: {names}."
    return Finding("training", _TABLE, "*", "differs", float(table.height), 0.0, "warning", text)
