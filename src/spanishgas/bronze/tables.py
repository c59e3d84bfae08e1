"""The first layer: each raw file as a typed table under canonical names."""

import dataframely as dy
import polars as pl

from spanishgas.bronze.contents import contents
from spanishgas.bronze.outcomes import few_outcomes, outcome_findings
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import Clock, typed_readings
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.source_columns import said_once
from spanishgas.bronze.typed import typed
from spanishgas.tables.base import table_name
from spanishgas.tables.bronze import (
    BronzeContracts,
    BronzeCosts,
    BronzeCustomers,
    BronzeInteractions,
    BronzeLabels,
    BronzePrices,
)
from spanishgas.tables.findings import Audited, Finding


def bronze_customers(raw_customers: RawTable, *, columns: ColumnRegistry) -> Audited:
    """One row a customer: the attributes."""
    return _read(raw_customers, BronzeCustomers, columns)


def bronze_contracts(raw_contracts: RawTable, *, columns: ColumnRegistry) -> Audited:
    """One row a contract, several a customer."""
    return _read(raw_contracts, BronzeContracts, columns)


def bronze_prices(raw_prices: RawTable, *, columns: ColumnRegistry) -> Audited:
    """One row a customer a pricing date, or a date, product, tariff and region."""
    return _read(raw_prices, BronzePrices, columns)


def bronze_costs(raw_costs: RawTable, *, columns: ColumnRegistry) -> Audited:
    """One row a month a province, or a month, province and commodity."""
    return _read(raw_costs, BronzeCosts, columns)


def bronze_interactions(raw_interactions: RawTable, *, columns: ColumnRegistry) -> Audited:
    """One row an interaction, several a customer; none where nobody called, which is possible and reported."""
    if not raw_interactions.frame.collect_schema():
        text = f"{raw_interactions.file}: the list is empty, so nobody is known to have called."
        none = Finding("bronze", "bronze_interactions", "customer_id", "no_rows", 0.0, None, "warning", text)
        return Audited(BronzeInteractions.create_empty(lazy=True), [none])
    return _read(raw_interactions, BronzeInteractions, columns)


def bronze_labels(raw_labels: RawTable | None, *, columns: ColumnRegistry) -> Audited:
    """One row a customer and label date with a known outcome; no rows without a file: nothing is known yet."""
    if raw_labels is None:
        text = "There is no churn_label file: customers can be scored, but no model can be trained."
        none = Finding("bronze", "bronze_labels", "customer_id", "no_rows", 0.0, None, "info", text)
        return Audited(BronzeLabels.create_empty(lazy=True), [none])
    table, findings = _read(raw_labels, BronzeLabels, columns)
    looked_at = table.collect(), raw_labels, columns.datasets["bronze_labels"]
    return Audited(table, [*findings, *outcome_findings(*looked_at), *few_outcomes(*looked_at)])


def bronze_readings(raw_readings: list[RawTable], *, clock: Clock, columns: ColumnRegistry) -> Audited:
    """One row an hour a customer, on the clock of the settings: a view over all readings files, never stored."""
    tables, findings = zip(*(typed_readings(raw, clock, columns) for raw in raw_readings), strict=True)
    return Audited(pl.concat(tables), list(said_once(finding for of_file in findings for finding in of_file)))


def _read(raw: RawTable, schema: type[dy.Schema], columns: ColumnRegistry) -> Audited:
    table, findings = typed(raw, schema, columns)
    name, rows = table_name(schema), table.collect()
    return Audited(rows.lazy(), [*findings, contents(rows, raw.file, name, columns.datasets[name])])
