"""Words → values: renames by the column registry, casts to the table's schema, counts what was wrong; nothing else."""

from collections.abc import Iterator
from itertools import islice

import dataframely as dy
import polars as pl

from spanishgas.bronze.casts import ColumnCast
from spanishgas.bronze.damaged_texts import damaged_texts
from spanishgas.bronze.ids import seen, tidy_id
from spanishgas.bronze.oddities import oddities
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry, RawColumn, RawDataset
from spanishgas.bronze.source_columns import missing_columns, source_columns, unknown_columns, unread_refusals
from spanishgas.errors import InputError
from spanishgas.tables.base import STRUCTURAL_NULL, key_of, table_name
from spanishgas.tables.checks import MAX_NULL_RATE
from spanishgas.tables.findings import Audited, Finding

_EXAMPLES = 3
_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF\p{Co}]"
"""What steers a terminal or means something to one program only; a zero-width joiner is part of pictures."""
_LINES = "[\x85\u2028\u2029]"
"""Ends of lines that most programs do not know: read as blanks."""


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
        raise InputError(f"{raw.file}, row {raw.first_line}: the file has no rows. Export it again.")
    findings = unknown_columns(raw.file, columns, found, table)
    findings += missing_columns(raw.file, columns, found, table, dataset)
    findings += unread_refusals(raw.file, columns, found, table, dataset)
    findings += _control_characters(words, raw.file, table)
    findings += damaged_texts(words, raw, table, dataset)
    findings += _raw_nulls(words, raw.file, schema)
    clean = words.with_columns(_tidy(name, dataset.columns[name]) for name in words.columns)
    findings += _tidied(words, clean, raw, table, dataset)
    values: list[pl.Series] = []
    for name, column in schema.columns().items():
        if name not in found:
            values.append(pl.Series(name, [None] * clean.height, dtype=column.dtype))
            continue
        cast = ColumnCast(clean[name].alias(found[name].strip()), raw, table, column, dataset.columns[name])
        values.append(cast.values().alias(name))
        findings += cast.findings
    result = pl.DataFrame(values)
    _check_key(result, raw, schema)
    findings += oddities(result.select(name for name in schema.column_names() if name in found), raw, schema, dataset)
    return Audited(result.lazy(), findings)


def _tidy(name: str, rules: RawColumn) -> pl.Expr:
    """A column without what is no part of its words: of texts only control characters and outer blanks."""
    column = pl.col(name)
    if rules.is_id:
        return tidy_id(column)
    plain = column.str.replace_all(_LINES, " ").str.replace_all(_CONTROL, "") if rules.is_text else seen(column)
    return plain.str.strip_chars().replace("", None)


def _tidied(
    words: pl.DataFrame, clean: pl.DataFrame, raw: RawTable, table: str, dataset: RawDataset
) -> Iterator[Finding]:
    """Ids that were not written in the one way: counted, because they now match what they did not."""
    for name in (name for name in words.columns if dataset.columns[name].is_id):
        rows = ((words[name] != clean[name]) & (words[name] != "")).arg_true()
        if rows.is_empty():
            continue
        text = (
            f"{raw.file}: {len(rows):,} values of {name} held outer blanks, unseen characters or another Unicode form, "
            f"which were put right, such as {words[name][int(rows[0])]!r} in row {int(rows[0]) + raw.first_line}."
        )
        yield Finding("bronze", table, name, "tidied_ids", float(len(rows)), None, "info", text)


def _control_characters(words: pl.DataFrame, file: str, table: str) -> list[Finding]:
    hit = words.select(pl.all().str.contains(f"{_CONTROL}|{_LINES}").sum()).row(0, named=True)
    text = "{}: {:,} values of {} held control characters or ones that no other program knows, which were removed."
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


def _shown(value: object) -> str:
    return "no date" if value is None else str(value)


def _check_key(table: pl.DataFrame, raw: RawTable, schema: type[dy.Schema]) -> None:
    key = key_of(schema)
    if not key:
        return
    rows = table.select(key).is_duplicated().arg_true()
    if rows.is_empty():
        return
    keys = table.select(key)
    first = keys.row(int(rows[0]))
    alike = (row + raw.first_line for row in rows if keys.row(row) == first)
    same = list(islice(alike, _EXAMPLES))
    raise InputError(
        f"{raw.file}, column {', '.join(key)}, rows {' and '.join(map(str, same))}: {', '.join(map(_shown, first))} "
        "stands more than once; one row each is expected."
    )
