"""Readings far after all others: a wrong year in one row must not choose the day of a run."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import polars as pl

from spanishgas.errors import InputError

_FEW = 0.01
"""Of the fullest month's rows: a book that ends loses customers over months, and not all of them in one."""


def refuse_lone(files: Mapping[str, pl.LazyFrame]) -> None:
    """Raises InputError where the last readings are few and empty months lie between them and the others.

    Args:
        files: by the name of each file, ``customer_id`` and ``timestamp`` of its readings on the Spanish clock.
    """
    every, time = pl.concat(list(files.values())), pl.col("timestamp")
    month = time.dt.truncate("1mo").dt.date().alias("month")
    months = every.group_by(month).agg(rows=pl.len()).collect(engine="streaming").drop_nulls().sort("month")
    full: date = months.filter(pl.col("rows") > _FEW * pl.col("rows").max())["month"].max()  # pyright: ignore[reportAssignmentType]
    after = months.filter(pl.col("month") > full)
    following = _next_month(full)
    if after.is_empty() or after["month"].min() == following:
        return
    last: datetime = every.select(time.max()).collect(engine="streaming").item()
    raise _lone(files, last, int(after["rows"].sum()), full, following - timedelta(days=1))


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _lone(files: Mapping[str, pl.LazyFrame], last: datetime, rows: int, full: date, end: date) -> InputError:
    of_last = pl.col("timestamp") == last
    rows_of = {file: frame.filter(of_last).head(1).collect(engine="streaming") for file, frame in files.items()}
    file, found = next((file, found) for file, found in rows_of.items() if not found.is_empty())
    return InputError(
        f"{file}, column timestamp, customer {found['customer_id'][0]}: the last reading is of {last:%Y-%m-%d %H:%M}, "
        f"and {rows:,} of all readings {'lies' if rows == 1 else 'lie'} after {full:%Y-%m}, with empty months between. "
        f"Correct {'it' if rows == 1 else 'them'}, or name the day by --as-of, such as {end}."
    )
