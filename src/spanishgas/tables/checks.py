"""Every table that is written is checked: columns, types, keys, null rates, ranges. Source: RULES, data quality."""

import re
from collections.abc import Iterable
from dataclasses import asdict

import dataframely as dy
import polars as pl

from spanishgas.errors import CheckError, InputError
from spanishgas.tables.base import STRUCTURAL_NULL, dtypes, key_of, table_name
from spanishgas.tables.findings import Finding, Severity
from spanishgas.tables.quality import QualityFindings
from spanishgas.tables.sources import raw_file_of

MAX_NULL_RATE = {"raw": 0.80, "bronze": 0.20, "silver": 0.05, "gold": 0.02, "scored": 0.02}
"""Largest share of nulls a column may have, by layer; structural nulls, which the schema names, apart."""

_PLACE = re.compile(r"\b(column|row)s? ")

INPUT_LAYERS = frozenset({"raw", "bronze", "silver"})
"""Where a failed check says something of the input; later layers are of our own making."""


def check_table(layer: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Finding]:
    """Findings on a table: an empty list means that all is as the schema says.

    A wrong type makes further checks meaningless, so it comes alone.
    """
    return _shape(layer, table, schema) or [
        *_keys(layer, table, schema),
        *_nulls(layer, table, schema),
        *_ranges(layer, table, schema),
    ]


def _shape(layer: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Finding]:
    name = table_name(schema)
    expected = {column: definition.dtype for column, definition in schema.columns().items()}
    wrong = [
        (column, f"expected {expected.get(column, 'no such column')}, found {table.schema.get(column, 'no column')}")
        for column in [*expected, *(c for c in table.columns if c not in expected)]
        if expected.get(column) != table.schema.get(column)
    ]
    return [Finding(layer, name, c, "schema", 1.0, 0.0, "error", f"{name}.{c}: {text}.") for c, text in wrong]


def _keys(layer: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Finding]:
    key = key_of(schema)
    if not key or not (doubled := int(table.select(key).is_duplicated().sum())):
        return []
    columns = ", ".join(key)
    text = f"{table_name(schema)}: {doubled:,} rows share their key ({columns}) with another."
    return [Finding(layer, table_name(schema), columns, "duplicate_key", float(doubled), 0.0, "error", text)]


def _nulls(layer: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Finding]:
    limit = MAX_NULL_RATE.get(layer)
    if limit is None or table.is_empty():
        return []
    findings: list[Finding] = []
    for column, definition in schema.columns().items():
        rate = table[column].null_count() / table.height
        if rate == 0 or STRUCTURAL_NULL in (definition.metadata or {}):
            continue
        allowed = limit if definition.nullable else 0.0
        severity: Severity = "error" if rate > allowed else "info"
        text = f"{table_name(schema)}.{column}: {rate:.2%} of the rows are null; at most {allowed:.0%} may be."
        findings.append(Finding(layer, table_name(schema), column, "null_rate", rate, allowed, severity, text))
    return findings


def _ranges(layer: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Finding]:
    failures = schema.filter(table)[1].counts()
    findings: list[Finding] = []
    for rule, count in sorted(failures.items()):
        column, _, check = rule.partition("|")
        if check in ("nullability", "") or rule == "primary_key":
            continue  # null rates and keys have findings of their own
        text = f"{table_name(schema)}.{column}: {count:,} values break the rule {check!r} of the schema."
        findings.append(Finding(layer, table_name(schema), column, check, float(count), 0.0, "error", text))
    return findings


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Stop before anything is published when a check failed.

    Raises:
        InputError: a check of the raw files failed, up to the cleaned tables.
        CheckError: only tables of our own making failed theirs.
    """
    found = list(findings)
    errors = [finding for finding in found if finding.severity == "error"]
    if not errors:
        return
    layers = list(dict.fromkeys(finding.layer for finding in errors))
    noticed = [finding for finding in found if finding.severity == "warning"]
    hints = "\nAlso noticed:\n" + _lines(noticed) if noticed else ""
    refused = InputError if INPUT_LAYERS.intersection(layers) else CheckError
    checks = "1 quality check" if len(errors) == 1 else f"{len(errors)} quality checks"
    raise refused(f"The {' and '.join(layers)} layer failed {checks}:\n{_lines(errors)}{hints}")


def _lines(findings: Iterable[Finding]) -> str:
    return "\n".join(f"  {_placed(finding)}" for finding in findings)


def _placed(finding: Finding) -> str:
    """A finding's sentence with the raw file and the column that it speaks of, where it does not name them itself."""
    file = raw_file_of(finding.table, finding.column) if finding.layer in INPUT_LAYERS else None
    message = finding.message
    if file is None:
        return message
    if file not in message:
        return f"{file}, column {finding.column}: {message}"
    named, colon, rest = message.partition(": ")
    if colon and file in named and not _PLACE.search(message):
        return f"{named}, column {finding.column.rpartition('.')[2]}: {rest}"
    return message


def findings_table(findings: Iterable[Finding]) -> pl.DataFrame:
    """Findings as the table ``quality_findings``, the gravest first."""
    order = {"error": 0, "warning": 1, "info": 2}
    rows = sorted(
        (asdict(f) for f in findings),
        key=lambda r: (order[r["severity"]], r["layer"], r["table"], r["column"], r["check"]),
    )
    schema = dtypes(QualityFindings)
    return pl.DataFrame(rows, schema=schema)
