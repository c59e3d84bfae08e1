"""What is dated after the day a run looks from: not known yet, so left out, and counted."""

from datetime import date

import polars as pl

from spanishgas.tables.findings import Finding, Severity

_EXAMPLES = 3


def later_findings(
    rows: pl.LazyFrame, table: str, day: str, as_of: date, *, what: str, required: bool
) -> list[Finding]:
    """How many rows are dated after ``as_of``, with examples; an error where a required file has no others.

    Args:
        rows: rows with the column ``day``; those without one count as known.
        table: the table that leaves them out.
        what: what a row is, in the plural.
        required: whether nothing can be made without a row.
    """
    later = rows.filter(pl.col(day) > as_of)
    total, count = rows.select(pl.len()).collect().item(), later.select(pl.len()).collect().item()
    if not count:
        return []
    is_all = count == total
    severity: Severity = "info" if not is_all else "error" if required else "warning"
    shown = ", ".join(map(str, later.select(pl.col(day).unique().sort().head(_EXAMPLES)).collect()[day]))
    none_left = f" None is left: choose a later --as-of, or give the {what} up to then." if is_all else ""
    text = f"{count:,} of {total:,} {what} are dated after {as_of}, such as {shown}: not seen.{none_left}"
    return [Finding("silver", table, day, "after_as_of", float(count), None, severity, text)]
