"""Readings files as one typed view: renamed and cast while they stream, explained when a value cannot be read."""

import re
from typing import Literal

import polars as pl

from spanishgas.bronze.hints import kind_of
from spanishgas.bronze.ids import id_words
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.source_columns import source_columns, unknown_columns
from spanishgas.errors import InputError
from spanishgas.tables.findings import Audited

Clock = Literal["local", "UTC"]
"""The clock of the meter timestamps: Spanish wall-clock time, or UTC."""

_TABLE = "bronze_readings"
_ZONES = {"local": "Europe/Madrid", "UTC": "UTC"}
_VALUES = ("consumption_elec_kwh", "consumption_gas_m3")


def _timestamp(name: str, dtype: pl.DataType, clock: Clock) -> pl.Expr:
    """A timestamp without zone, on the clock of the feed. A column whose type or name says its zone is believed."""
    column = pl.col(name)
    if dtype == pl.String:
        # one format a file: whatever does not parse stops the scan and is explained afterwards
        column = column.str.replace("T", " ", literal=True).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    elif isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return column.dt.convert_time_zone(_ZONES[clock]).dt.replace_time_zone(None).dt.cast_time_unit("us")
    else:
        column = column.cast(pl.Datetime("us"))
    if clock == "UTC" or not name.strip().lower().endswith("_utc"):
        return column
    return column.dt.replace_time_zone("UTC").dt.convert_time_zone(_ZONES[clock]).dt.replace_time_zone(None)


def typed_readings(raw: RawTable, clock: Clock, columns: ColumnRegistry) -> Audited:
    """One readings file in canonical names and types, lazily, with its unknown columns as findings.

    Raises:
        InputError: a required column is missing, or is of a type that cannot be read.
    """
    schema = raw.frame.collect_schema()
    found = source_columns(raw.file, schema.names(), columns.datasets[_TABLE])
    dtypes = {name: schema[source] for name, source in found.items()}
    if not _is_identifier(dtypes["customer_id"]):
        raise _of_another_kind(raw.file, found["customer_id"], dtypes["customer_id"], "identifiers of customers")
    if not isinstance(dtypes["timestamp"], pl.Datetime | pl.String):
        raise _of_another_kind(raw.file, found["timestamp"], dtypes["timestamp"], "timestamps of hours")
    for name in _VALUES:
        if not (dtypes[name].is_numeric() or dtypes[name] == pl.String or dtypes[name] == pl.Null):
            raise _of_another_kind(raw.file, found[name], dtypes[name], "numbers")
    table = raw.frame.select(
        id_words(pl.col(found["customer_id"]), dtypes["customer_id"]).alias("customer_id"),
        _timestamp(found["timestamp"], dtypes["timestamp"], clock).alias("timestamp"),
        *[pl.col(found[name]).cast(pl.Float64).alias(name) for name in _VALUES],
    )
    return Audited(table, unknown_columns(raw.file, schema.names(), found, _TABLE))


def _of_another_kind(file: str, column: str, dtype: pl.DataType, expected: str) -> InputError:
    return InputError(
        f"{file}, column {column}: holds {kind_of(dtype)}, expected {expected}. Export the column as that."
    )


def _is_identifier(dtype: pl.DataType) -> bool:
    """Texts and numbers can name a customer; objects, bytes and flags cannot."""
    return dtype.is_numeric() or isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def explain_unreadable(raw: RawTable, *, columns: ColumnRegistry) -> InputError | None:
    """Find what in a readings file cannot be read, after a scan has failed: a row, or else the first value; None if all
    can be.
    """
    if raw.explain is not None and (explained := raw.explain()):
        return explained
    schema = raw.frame.collect_schema()
    found = source_columns(raw.file, schema.names(), columns.datasets[_TABLE])
    as_number = {name: pl.col(found[name]).cast(pl.Float64, strict=False) for name in _VALUES}
    day = pl.col(found["timestamp"]).cast(pl.String).str.replace("T", " ", literal=True)
    as_time = day.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False)
    for name, cast in {**as_number, "timestamp": as_time}.items():
        source = pl.col(found[name])
        bad = raw.frame.with_row_index("row").filter(source.is_not_null() & cast.is_null()).select("row", source)
        try:
            rows = bad.head(1).collect(engine="streaming").rows()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            return InputError(
                f"{raw.file}, column {found[name]}: cannot be read to its end. Is it damaged? Copy it again."
            )
        for row, value in rows:
            return _unreadable(f"{raw.file}, column {found[name]}, row {row + raw.first_line}", name, str(value))
    return None


def _unreadable(place: str, name: str, value: str) -> InputError:
    expected = "a timestamp like 2024-12-31 23:00:00" if name == "timestamp" else "a number with a decimal point"
    hint = _hint(value, is_time=name == "timestamp")
    return InputError(f"{place}: found {value[:60]!r}, expected {expected}.{hint}")


def _hint(value: str, *, is_time: bool) -> str:
    """A sentence for what stands where a timestamp or a number is expected."""
    if value != value.strip():
        return " Take out the blanks beside the commas."
    if is_time and re.search(r"\d(Z|[+-]\d{2}:?\d{2})$", value):
        return (
            " Write it without a zone, all on one clock, and say which that is: SPANISHGAS_CLOCK=UTC, or local for "
            "that of Spain."
        )
    return " Is it a decimal comma?" if "," in value else ""
