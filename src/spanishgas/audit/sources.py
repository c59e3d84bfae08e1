"""The newest that each feature's tables knew on a label date, and what the files hold of later days."""

from datetime import date

import polars as pl

from spanishgas.model.experiments import Experiments
from spanishgas.pipeline import Foundations
from spanishgas.tables.audit import LeakageFiles, LeakageSources
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.known import known_since
from spanishgas.tables.registry import SCHEMAS

_EXAMPLES = 3


def leakage_sources(
    feature_foundations: Foundations, *, as_of: date, experiment: str, experiments: Experiments
) -> Audited:
    """How new the newest row was that the look from a label date gave each feature's tables.

    One row a label date, feature of the experiment and dated table that its tier stands on; above 0 days past the label
    date is a leak, and a warning. A contract's renewal is agreed in advance: it is not what a row is known by.
    """
    newest = {name: _newest(table, name) for name, table in feature_foundations.cut.items()}
    rows = [
        (as_of, feature, table, newest[table])
        for feature, tier in experiments.experiment(experiment).tier_tables().items()
        for table in feature_foundations.below[tier]
        if table in newest
    ]
    columns = {name: LeakageSources.columns()[name].dtype for name in _KEY}
    table = pl.LazyFrame(rows, schema=columns, orient="row").with_columns(
        days_past=(pl.col("latest_source_date") - pl.col("label_date")).dt.total_days().cast(pl.Int32)
    )
    leaks = table.filter(pl.col("days_past") > 0).collect()
    return Audited(table, [
        _leak(feature_foundations.cut[name], name, as_of, leaks.filter(source_table=name)["feature"].to_list())
        for name in leaks["source_table"].unique(maintain_order=True)
    ])  # fmt: skip


_KEY = ("label_date", "feature", "source_table", "latest_source_date")


def leakage_files(feature_foundations: Foundations, *, as_of: date) -> pl.LazyFrame:
    """What the files hold that was not known on a label date: one row a label date and dated table of the files.

    A row of a later day counts, and so does one of which a value is.
    """
    rows = [
        table.select(
            pl.lit(as_of).alias("label_date"),
            pl.lit(name).alias("source_table"),
            pl.len().cast(pl.Int64).alias("rows"),
            (known_since(SCHEMAS[name]) > as_of).sum().cast(pl.Int64).alias("later_rows"),
            known_since(SCHEMAS[name]).max().alias("latest_source_date"),
        )
        for name, table in feature_foundations.files.items()
    ]
    return pl.concat(rows).select(LeakageFiles.column_names())


def _newest(table: pl.LazyFrame, name: str) -> date | None:
    return table.select(known_since(SCHEMAS[name]).max()).collect().item()


def _leak(table: pl.LazyFrame, name: str, as_of: date, features: list[str]) -> Finding:
    since = known_since(SCHEMAS[name])
    later = table.filter(since > as_of).with_columns(since=since).sort("since").collect()
    days = later["since"]
    whom = ""
    if "customer_id" in later.columns:
        customers = later["customer_id"].unique().sort()
        whom = f" of {len(customers):,} customers, such as {', '.join(customers.head(_EXAMPLES))},"
    past = (days[-1] - as_of).days
    text = (
        f"Leak: looking from {as_of}, {len(days):,} rows of {name}{whom} were seen that became known from {days[0]} to "
        f"{days[-1]}, up to {past} days too late. Features that stand on it: {', '.join(features)}."
    )
    return Finding("training", "leakage_sources", name, "leak", float(past), 0.0, "warning", text)
