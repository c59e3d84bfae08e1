"""How a table's schema is written down: dtype, key, unit, description and which nulls are structural.

A schema is a dataframely class. Its docstring's first line says what a row is; every column carries a unit and a
description, so that the data dictionary, the quality checks and the pages all read the same words.
"""

import re
from typing import Any, Literal

import dataframely as dy
import polars as pl

LABEL = "churned_within_horizon"
"""The outcome, in every layer that has it."""
PROBABILITY = "churn_probability"
"""The calibrated probability of that outcome."""
STRUCTURAL_NULL = "structural_null"
PART_OF_KEY = "part_of_key"
UNIT = "unit"
KNOWN_SINCE = "known_since"
KnownSince = Literal["day", "month", "hour_class", "value"]
"""How a column says since when its row is known: that day, the end of that month, the end of that hour class's month.

A ``value`` tells of itself alone: the row was known before, and the column was empty until the day that it says.
"""


def described(
    unit: str,
    description: str,
    *,
    null: str | None = None,
    part_of_key: bool = False,
    known: KnownSince | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Keyword arguments of a dataframely column: unit and description, and why its nulls are structural.

    Args:
        unit: the unit of the values, such as ``kWh``, ``EUR/kWh``, ``date``, ``0/1``; ``-`` for plain words.
        description: one line for the data dictionary.
        null: why a null is expected here; such nulls are apart from the null-rate limit. ``None``: nulls count.
        part_of_key: it tells rows apart, and may be null all the same, which a primary key may not.
        known: how the column says since when its row is known, where it does.
        options: passed on to the column (``nullable``, ``min``, ``max``, ``primary_key``, …).
    """
    metadata: dict[str, Any] = {UNIT: unit, **({PART_OF_KEY: True} if part_of_key else {})}
    if known is not None:
        metadata[KNOWN_SINCE] = known
    if null is not None:
        metadata[STRUCTURAL_NULL] = null
        options.setdefault("nullable", True)
    return {"description": description, "metadata": metadata, **options}


def flag(description: str, *, null: str | None = None, **options: Any) -> dy.Int8:
    """A 0/1 column."""
    return dy.Int8(min=0, max=1, **described("0/1", description, null=null, **options))


def customer_id() -> dy.String:
    """The customer key of a table with one row a customer."""
    return dy.String(primary_key=True, min_length=1, **described("-", "Customer identifier"))


def customer_key(*, primary_key: bool = False, part_of_key: bool = False) -> dy.String:
    """The customer column of a table with several rows a customer."""
    about = described("-", "Customer identifier", part_of_key=part_of_key)
    return dy.String(primary_key=primary_key, min_length=1, **about)


def key_of(schema: type[dy.Schema]) -> list[str]:
    """The columns of which no two rows have the same values; none for a table without a key."""
    parts = [name for name, column in schema.columns().items() if PART_OF_KEY in (column.metadata or {})]
    return list(schema.primary_key()) or parts


def of_schema(frame: pl.LazyFrame, schema: type[dy.Schema]) -> pl.LazyFrame:
    """The columns of a schema, in its order and of its types: a table's columns are declared there and nowhere else."""
    return frame.select(pl.col(name).cast(column.dtype) for name, column in schema.columns().items())


def dtypes(schema: type[dy.Schema]) -> dict[str, pl.DataType]:
    """The types of a table's columns by name, as Polars makes a frame of them."""
    return {name: column.dtype for name, column in schema.columns().items()}


def table_name(described: type) -> str:
    """The table or document that a class describes: its name in snake case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", described.__name__).lower()
