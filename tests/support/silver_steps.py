"""Silver tables of a few bronze rows, made by the steps themselves."""

from datetime import date

import polars as pl
from support.bronze_rows import AS_OF, contracts, customers, labels
from support.rules import NAMES

from spanishgas.silver.contracts import silver_contracts
from spanishgas.silver.customers import silver_customers
from spanishgas.tables.findings import Audited


def people(
    raw: pl.LazyFrame | None = None,
    deals: pl.LazyFrame | None = None,
    outcomes: pl.LazyFrame | None = None,
    as_of: date = AS_OF,
) -> Audited:
    """Customers of a day; without contracts and outcomes nobody has left."""
    raw = customers({}) if raw is None else raw
    deals, outcomes = contracts() if deals is None else deals, labels() if outcomes is None else outcomes
    return silver_customers(raw, deals, outcomes, as_of=as_of, names=NAMES)


def deals(
    raw: pl.LazyFrame, known: pl.LazyFrame | None = None, as_of: date = AS_OF, files_as_of: date = AS_OF
) -> Audited:
    """Contracts as they were known on a day."""
    known = customers({}) if known is None else known
    return silver_contracts(raw, known, as_of=as_of, files_as_of=max(as_of, files_as_of), names=NAMES)
