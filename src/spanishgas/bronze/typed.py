"""Words → values: renames by the column registry, casts to the table's schema, counts what was wrong; nothing else."""

import dataframely as dy
import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.source_columns import missing_columns, source_columns, unknown_columns
from spanishgas.errors import InputError
from spanishgas.tables.base import STRUCTURAL_NULL, table_name
from spanishgas.tables.checks import MAX_NULL_RATE
from spanishgas.tables.findings import Audited, Finding

_EXAMPLES = 3
_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}([T ].*)?$"
_MONTH = r"^\d{4}-\d{2}$"


def typed(raw: RawTable, schema: type[dy.Schema], registry: ColumnRegistry) -> Audited:
    """A raw file as the table of its schema: one row a row of the file, in canonical names and types.

    Raises:
        InputError: a missing column, an unreadable or impossible value, a key that stands twice; names file, column,
            row, what was found and what was expected.
    """
    table = table_name(schema)
    dataset = registry.datasets[table]
    columns = raw.frame.collect_schema().names()
    found = source_columns(raw.file, columns, dataset)
    words = raw.frame.select(pl.col(source).alias(name) for name, source in found.items()).collect()
    if words.is_empty():
        raise InputError(f"{raw.file}: the file has no rows. Export it again.")
    findings = unknown_columns(raw.file, columns, found, table)
    findings += missing_columns(raw.file, columns, found, table, dataset)
    findings += _control_characters(words, raw.file, table)
    findings += _raw_nulls(words, raw.file, schema)
    clean = words.with_columns(pl.all().str.replace_all(_CONTROL, "").str.strip_chars().replace("", None))
    values = {
        name: _cast(clean[name].alias(found[name].strip()), raw, column, dataset.columns[name].values)
        if name in found
        else pl.Series(name, [None] * clean.height, dtype=column.dtype)
        for name, column in schema.columns().items()
    }
    result = pl.DataFrame([series.alias(name) for name, series in values.items()])
    _check_key(result, raw, schema)
    return Audited(result.lazy(), findings)


def _control_characters(words: pl.DataFrame, file: str, table: str) -> list[Finding]:
    hit = words.select(pl.all().str.contains(_CONTROL).sum()).row(0, named=True)
    text = "{}: {:,} values of {} held control characters, which were removed."
    return [
        Finding("bronze", table, name, "control_characters", float(n), None, "warning", text.format(file, n, name))
        for name, n in hit.items()
        if n
    ]


def _raw_nulls(words: pl.DataFrame, file: str, schema: type[dy.Schema]) -> list[Finding]:
    """Columns that are nearly empty in the file itself; those that may be, by their schema, apart."""
    limit = MAX_NULL_RATE["raw"]
    rates = {name: words[name].null_count() / words.height for name in words.columns}
    table, columns = table_name(schema), schema.columns()
    text = "{}: {:.2%} of the rows have no {}; at most {:.0%} may."
    return [
        Finding("raw", table, name, "null_rate", rate, limit, "error", text.format(file, rate, name, limit))
        for name, rate in rates.items()
        if rate > limit and STRUCTURAL_NULL not in (columns[name].metadata or {})
    ]


def _cast(words: pl.Series, raw: RawTable, column: dy.Column, values: dict[str, int]) -> pl.Series:
    """One column of words as values of the schema's type, within its range. Raises InputError naming the rows."""
    if values:
        words = words.str.to_lowercase().replace(values).cast(pl.String)
    dtype = column.dtype
    if dtype == pl.String:
        cast = words
    elif dtype == pl.Date:
        text = words.to_frame().select(
            pl.when(pl.col(words.name).str.contains(_MONTH)).then(pl.col(words.name) + "-01").otherwise(words.name)
        ).to_series()  # fmt: skip
        cast = text.set(~text.str.contains(_DAY), None).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    else:
        number = words.set(~words.str.contains(_NUMBER), None).cast(pl.Float64, strict=False)
        number = number.set(number.is_infinite().fill_null(value=False), None)
        is_whole = number.is_null() | (number == number.round(0))
        cast = number if dtype.is_float() else number.set(~is_whole, None).cast(dtype, strict=False)
    expected = _expected(dtype, values)
    _refuse(words, raw, words.is_not_null() & cast.is_null(), f"expected {expected}")
    low, high = getattr(column, "min", None), getattr(column, "max", None)
    if low is not None and dtype.is_numeric():
        _refuse(words, raw, cast < low, f"expected at least {low}")
    if high is not None and dtype.is_numeric():
        _refuse(words, raw, cast > high, f"expected at most {high}")
    if not column.nullable:
        _refuse(words, raw, cast.is_null(), f"expected {expected}, which is required in every row")
    return cast


def _expected(dtype: pl.DataType | type[pl.DataType], values: dict[str, int]) -> str:
    if values:
        return " or ".join(dict.fromkeys([*values, *map(str, values.values())]))
    if dtype == pl.Date:
        return "a date like 2024-12-31"
    if dtype == pl.String:
        return "a text"
    return "a number with a decimal point" if dtype.is_float() else "a whole number"


def _refuse(words: pl.Series, raw: RawTable, is_bad: pl.Series, expected: str) -> None:
    rows = is_bad.fill_null(False).arg_true()
    if rows.is_empty():
        return
    row, value = int(rows[0]), words[int(rows[0])]
    shown = "nothing" if value is None else repr(value[:60])
    hint = " Is it a decimal comma?" if value and "," in value and "number" in expected else ""
    more = f" ({len(rows):,} such rows)" if len(rows) > 1 else ""
    raise InputError(
        f"{raw.file}, column {words.name}, row {row + raw.first_line}: found {shown}, {expected}.{hint}{more}"
    )


def _check_key(table: pl.DataFrame, raw: RawTable, schema: type[dy.Schema]) -> None:
    key = schema.primary_key()
    if not key:
        return
    rows = table.select(key).is_duplicated().arg_true()
    if rows.is_empty():
        return
    first = table.select(key).row(int(rows[0]))
    same = [row + raw.first_line for row in rows.to_list() if table.select(key).row(row) == first][:_EXAMPLES]
    raise InputError(
        f"{raw.file}, column {', '.join(key)}, rows {' and '.join(map(str, same))}: {', '.join(map(str, first))} "
        "stands more than once; one row each is expected."
    )
