"""How far the readings of a run reach: from which month, and to which day they hold whole months."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import Clock, explain_unreadable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import bronze_readings
from spanishgas.errors import InputError
from spanishgas.run.door import Door
from spanishgas.run.raw_files import RawFile
from spanishgas.silver.window import last_complete_month

_SPAIN = ZoneInfo("Europe/Madrid")
_LOPSIDED = 1.5
"""Readings whose mean is so many times as far from the last as from the first are looked at month by month."""


@dataclass(frozen=True)
class Reach:
    """How far readings reach."""

    begin: date
    """First day of their first month."""
    end: date
    """Last day of the last month that they are whole to; before ``begin`` where they hold no whole month."""
    last: date
    """Day of the last reading."""
    is_lopsided: bool = False
    """Whether most readings are so far before the last that it is worth another pass over them."""

    def lacks(self, day: date) -> bool:
        """Whether a month that was over on this day is not whole."""
        return last_complete_month(day) > self.end


def reach_of(door: Door, files: list[RawFile]) -> Reach:
    """How far these readings reach, on the Spanish clock.

    Raises:
        InputError: no reading says when it was taken, or one cannot be read.
    """
    clock, opened = door.settings.clock, [door.open(file) for file in files]
    first, mean, last = _ends(bronze_readings(opened, clock=clock, columns=door.columns).table, opened, door.columns)
    if first is None or mean is None or last is None:
        raise InputError("The readings hold no timestamp, so no month is known to be whole. Name the day by --as-of.")
    begin, until = _spanish(first, clock).date().replace(day=1), _spanish(last, clock)
    return Reach(begin, month_end(until), until.date(), last - mean > _LOPSIDED * (mean - first))


def readings_of_files(door: Door, files: list[RawFile], *columns: str) -> dict[str, pl.LazyFrame]:
    """By the name of each file the ``timestamp`` of its readings on the Spanish clock, with other columns."""
    clock = door.settings.clock
    opened = {file.name: bronze_readings([door.open(file)], clock=clock, columns=door.columns).table for file in files}
    return {name: readings.select(*columns, _on_spanish_clock(clock)) for name, readings in opened.items()}


def _ends(
    readings: pl.LazyFrame, opened: list[RawTable], columns: ColumnRegistry
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """The first, the mean and the last timestamp of all readings."""
    time = pl.col("timestamp")
    try:
        return (
            readings.select(time.min().alias("first"), time.mean().alias("mean"), time.max().alias("last"))
            .collect(engine="streaming")
            .row(0)
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a missing permission is no matter of a file's content
        for raw in opened:
            if explained := explain_unreadable(raw, columns=columns):
                raise explained from error
        raise


def _spanish(moment: datetime, clock: Clock) -> datetime:
    return moment if clock == "local" else moment.replace(tzinfo=UTC).astimezone(_SPAIN)


def _on_spanish_clock(clock: Clock) -> pl.Expr:
    time = pl.col("timestamp")
    if clock == "local":
        return time
    return time.dt.replace_time_zone("UTC").dt.convert_time_zone(_SPAIN.key).dt.replace_time_zone(None)


def month_end(last: datetime) -> date:
    """The last day of the month that ends at or before an hour-beginning reading; its last hour begins at 23:00."""
    days = calendar.monthrange(last.year, last.month)[1]
    if (last.day, last.hour) == (days, 23):
        return date(last.year, last.month, days)
    return date(last.year, last.month, 1) - timedelta(days=1)
