"""The first rows of a table that fit a filter: scanned, filtered and cut before anything is loaded."""

from dataclasses import dataclass
from datetime import date

import polars as pl

FIRST = 200
"""So many rows are shown at most."""
FREE_TEXT = ("interaction_summary",)
"""What people wrote about customers is not leafed through; it is read for one customer at a time."""


@dataclass(frozen=True)
class Wanted:
    """A filter on one column: words that it holds, or a range with both its ends."""

    column: str = ""
    text: str = ""
    low: date | float | None = None
    high: date | float | None = None


@dataclass(frozen=True)
class Preview:
    """The first rows, and how many fit."""

    rows: pl.DataFrame
    found: int


def can_be_shown(schema: pl.Schema) -> list[str]:
    """The columns but free text."""
    return [name for name in schema if name not in FREE_TEXT]


def is_day(kind: pl.DataType) -> bool:
    """Whether a column's range has days for ends."""
    return kind.is_temporal()


def is_ranged(kind: pl.DataType) -> bool:
    """Whether a column is filtered by a range rather than by words."""
    return kind.is_numeric() or is_day(kind)


def preview(table: pl.LazyFrame, wanted: Wanted) -> Preview:
    """The first rows that fit, and how many do."""
    schema = table.collect_schema()
    fitting = table.filter(_conditions(schema, wanted)) if wanted.column in can_be_shown(schema) else table
    rows, found = pl.collect_all([fitting.select(can_be_shown(schema)).head(FIRST), fitting.select(pl.len())])
    return Preview(rows, int(found.item()))


def _conditions(schema: pl.Schema, wanted: Wanted) -> list[pl.Expr]:
    column, kind = pl.col(wanted.column), schema[wanted.column]
    if not is_ranged(kind):
        folded = column.cast(pl.String).str.to_lowercase()
        parts = wanted.text.lower().split()
        return [folded.str.contains(part, literal=True) for part in parts] or [pl.lit(value=True)]
    ends = [] if wanted.low is None else [column >= wanted.low]
    return [*ends, *([] if wanted.high is None else [column <= wanted.high])] or [pl.lit(value=True)]
