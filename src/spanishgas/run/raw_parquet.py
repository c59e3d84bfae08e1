"""Parquet files of our senders: what is no parquet, is cut off or holds no plain values is refused by its column."""

import io
from collections.abc import Callable

import polars as pl

from spanishgas.bronze.hints import kind_of
from spanishgas.errors import InputError

MAGIC = b"PAR1"
UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What Polars raises for a file that it cannot read; a panic is no Exception, so it is named."""


def parquet_words(name: str, data: bytes, known: frozenset[str]) -> pl.LazyFrame:
    """Rows of a parquet file as words; see ``plain_columns``. Raises InputError when it cannot be read."""
    refuse_other_files(name, data[:4], data[-4:])
    try:
        table = pl.read_parquet(io.BytesIO(data), glob=False, hive_partitioning=False)
        return table.select(plain_columns(name, table.schema, known)).lazy()
    except UNREADABLE as error:
        raise unreadable(
            name, lambda: pl.scan_parquet(io.BytesIO(data), glob=False, hive_partitioning=False)
        ) from error


def refuse_other_files(name: str, start: bytes, end: bytes) -> None:
    """Refuse by its first and last four bytes what is no parquet, or not all of one. Raises InputError."""
    if start != MAGIC:
        raise InputError(f"{name}: is no parquet file, whatever its name says. Export it again.")
    if end != MAGIC:
        raise InputError(f"{name}: the parquet file is cut off: its last bytes are not there. Copy it again.")


def plain_columns(name: str, schema: pl.Schema, known: frozenset[str]) -> list[pl.Expr]:
    """All columns as words; lists and the like of unknown columns (they are kept out) as a sign.

    Raises:
        InputError: a column that is read holds lists, objects or bytes.
    """
    words: list[pl.Expr] = []
    for column, dtype in schema.items():
        if not (dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object)):
            words.append(pl.col(column).cast(pl.String))
        elif column.strip().lower() in known:
            raise InputError(
                f"{name}, column {column[:60]}: holds {kind_of(dtype)}; one plain value a row is expected."
            )
        else:
            words.append(pl.lit("…").alias(column))
    return words


def unreadable(name: str, scan: Callable[[], pl.LazyFrame]) -> InputError:
    """What to say of a file that Polars cannot read although its first and last bytes are right: which columns."""
    if damaged := _damaged_columns(scan):
        more = f" (and {len(damaged) - 1} more)" if len(damaged) > 1 else ""
        return InputError(f"{name}, column {damaged[0][:60]}{more}: the parquet file is damaged here. Copy it again.")
    return InputError(
        f"{name}: the parquet file is damaged: its footer, which lists the columns, cannot be read. Copy it again."
    )


def _damaged_columns(scan: Callable[[], pl.LazyFrame]) -> list[str]:
    """The columns whose values cannot be read; none where not even their names can be."""
    damaged: list[str] = []
    try:
        columns = scan().collect_schema().names()
    except UNREADABLE:
        return []
    for column in columns:
        try:
            scan().select(column).collect(engine="streaming")
        except UNREADABLE:
            damaged.append(column)
    return damaged
