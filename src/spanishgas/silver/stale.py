"""Whether a file that goes on from month to month reaches the day a run looks from. Source: RULES, data quality."""

from datetime import date
from itertools import pairwise
from statistics import median

import polars as pl

from spanishgas.bronze.registry import RawDataset
from spanishgas.silver.window import last_complete_month
from spanishgas.tables.findings import Finding, Severity

_YEAR = 12


def stale_findings(rows: pl.LazyFrame, table: str, day: str, as_of: date, rules: RawDataset, so: str) -> list[Finding]:
    """How many months the newest row known at ``as_of`` is behind, where it is more than the registry's ``stale``.

    Rows may come at longer intervals: a yearly price list is not stale within the year. The usual interval is the
    median one between months that have rows, and a year at most. Few rows are only said (``judged_from``), and so is
    one month that a file of every month lacks.

    Args:
        rows: rows with the column ``day``.
        table: the table that is made of them.
        day: the column that says since when, or when.
        as_of: the day the run looks from.
        rules: the file and its limits.
        so: what follows from it.
    """
    known = rows.filter(pl.col(day) <= as_of).select(month=pl.col(day).dt.truncate("1mo")).collect()
    months, limits = known["month"].unique().sort().to_list(), rules.stale
    if not months or limits is None:
        return []
    last = last_complete_month(as_of)
    behind = _apart(months[-1], last)
    interval = median([_apart(*pair) for pair in pairwise(months)] or [0])
    is_stale = behind >= limits.warning_from_months and behind > min(interval, _YEAR)
    if not is_stale and not (behind >= interval == 1):
        return []
    is_judged = is_stale and known.height >= rules.judged_from
    severity: Severity = "info" if not is_judged else "error" if behind >= limits.error_from_months else "warning"
    ending = f" From {limits.error_from_months} months on the file is refused." if severity == "error" else ""
    distance = "1 month" if behind == 1 else f"{behind} months"
    text = (
        f"{rules.file}, column {day}: the newest of {known.height:,} rows known on {as_of} is of {months[-1]:%Y-%m}, "
        f"{distance} before {last:%Y-%m}, the last whole month: {so}. Is it an old export?{ending}"
    )
    return [Finding("silver", table, day, "stale", float(behind), float(limits.error_from_months), severity, text)]


def _apart(first: date, second: date) -> int:
    return (second.year - first.year) * _YEAR + second.month - first.month
