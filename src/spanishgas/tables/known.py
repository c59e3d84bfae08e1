"""Since when a row was known, by the columns that a schema marks, and what a table said on an earlier day."""

from datetime import date

import dataframely as dy
import polars as pl

from spanishgas.tables.base import KNOWN_SINCE, KnownSince

CLASSES_PER_MONTH = 16
"""An hour class counts months in steps of so many: the tariff periods of its hours are what is between them."""


def known_since(schema: type[dy.Schema]) -> pl.Expr:
    """The day from which all that a row says was known; null where no marked column says one."""
    return pl.max_horizontal(_day(name, kind) for name, kind in _marks(schema).items())


def is_dated(schema: type[dy.Schema]) -> bool:
    """Whether rows of a table say since when they are known."""
    return bool(_marks(schema))


def as_known_on(table: pl.LazyFrame, schema: type[dy.Schema], day: date) -> pl.LazyFrame:
    """A table without its rows of later days; of a row that was known, values of later days are blank."""
    marks = _marks(schema)
    later = [_day(name, kind) > day for name, kind in marks.items() if kind != "value"]
    blank = [pl.when(pl.col(name) <= day).then(pl.col(name)) for name, kind in marks.items() if kind == "value"]
    return table.filter(~is_later.fill_null(value=False) for is_later in later).with_columns(blank)


def _marks(schema: type[dy.Schema]) -> dict[str, KnownSince]:
    kinds = {name: (column.metadata or {}).get(KNOWN_SINCE) for name, column in schema.columns().items()}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def _day(name: str, kind: KnownSince) -> pl.Expr:
    if kind == "month":
        return pl.col(name).dt.month_end()
    if kind == "hour_class":
        months = pl.when(pl.col(name) >= 0).then(pl.col(name) // CLASSES_PER_MONTH)
        return pl.date(months // 12, months % 12 + 1, 1).dt.month_end()
    return pl.col(name)
