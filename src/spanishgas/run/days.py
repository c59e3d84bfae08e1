"""The days of a run: the one that customers are listed for, and those that training looks from.

Source: RULES, two days.
"""

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from spanishgas.bronze.outcomes import refuse_alike
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import Clock, explain_unreadable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import bronze_labels, bronze_readings
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import Limits, RawFile, open_raw
from spanishgas.settings import Settings
from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Finding

LABELS, READINGS = "bronze_labels", "bronze_readings"
_SPAIN = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True)
class Door:
    """Opens a lake's raw files as a run with these settings would."""

    lake: Lake
    columns: ColumnRegistry
    settings: Settings

    def open(self, file: RawFile) -> RawTable:
        """A raw file, opened."""
        return open_raw(self.lake, file, self.columns.datasets[file.dataset], Limits.of(self.settings))

    def readings(self, files: list[RawFile]) -> tuple[date, date]:
        """The first month that the readings begin by its first day, and the end of the last month they are whole to.

        Raises:
            InputError: no reading says when it was taken, or one cannot be read.
        """
        opened = [self.open(file) for file in files]
        clock = self.settings.clock
        table = bronze_readings(opened, clock=clock, columns=self.columns).table
        first, last = _ends(table, opened, self.columns)
        if first is None or last is None:
            raise InputError(
                "The readings hold no timestamp, so no month is known to be whole. Name the day by --as-of."
            )
        return _spanish(first, clock).date().replace(day=1), month_end(_spanish(last, clock))


@dataclass(frozen=True)
class LabelDates:
    """The days that training looks from, the earliest first, and what was left out."""

    days: tuple[date, ...] = ()
    findings: list[Finding] = field(default_factory=list[Finding])


def label_dates(door: Door, file: RawFile, files: list[RawFile], as_of: date) -> LabelDates:
    """The label dates of the labels that are no later than ``as_of`` and that readings come before.

    Labels without any date are those of ``as_of``. What the first layer refuses is left to it, so that the run's record
    says so.

    Raises:
        InputError: outcomes are all alike, or every label date is after ``as_of`` or before the readings.
    """
    try:
        labels = bronze_labels(door.open(file), columns=door.columns).table.collect()
    except InputError:
        return LabelDates((as_of,))
    refuse_alike(labels, file.name, door.columns.datasets[LABELS])
    given = labels.filter(pl.col(LABEL).is_not_null())["label_date"].drop_nulls().unique().sort().to_list()
    if not given:
        return LabelDates((as_of,))
    days = [day for day in given if day <= as_of]
    if not days:
        raise InputError(
            f"{file.name}, column label_date: every label begins its horizon after {as_of}, the day the run looks "
            f"from, the first on {given[0]}. Is a month of readings missing? Give the readings up to then and --as-of "
            f"{given[0]} or later, or score with --mode score."
        )
    if len(days) == 1:
        return LabelDates((days[0],))  # whether the readings reach it, the cleaned readings tell
    begin, _ = door.readings(files)
    covered = [day for day in days if month_end(datetime(day.year, day.month, day.day, 23)) >= begin]
    if not covered:
        raise InputError(
            f"{file.name}, column label_date: no month of readings is over on any label date ({days[0]} … {days[-1]}); "
            f"the readings begin with {begin:%Y-%m}. Give earlier readings, or later labels."
        )
    return LabelDates(tuple(covered), _too_early(labels, days[: -len(covered)], begin, file.name))


def _too_early(labels: pl.DataFrame, days: list[date], begin: date, file: str) -> list[Finding]:
    if not days:
        return []
    rows = labels.filter(pl.col("label_date").is_in(days)).height
    text = (
        f"{file}: {rows:,} labels of {len(days)} label dates ({days[0]} … {days[-1]}) are not trained on: the readings "
        f"begin with {begin:%Y-%m}, and no month of them was over then."
    )
    return [Finding("bronze", LABELS, "label_date", "before_the_readings", float(rows), None, "warning", text)]


def _ends(
    readings: pl.LazyFrame, opened: list[RawTable], columns: ColumnRegistry
) -> tuple[datetime | None, datetime | None]:
    """The first and the last timestamp of all readings."""
    time = pl.col("timestamp")
    try:
        return readings.select(time.min().alias("first"), time.max().alias("last")).collect(engine="streaming").row(0)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a missing permission is no matter of a file's content
        for raw in opened:
            if explained := explain_unreadable(raw, columns=columns):
                raise explained from error
        raise


def _spanish(moment: datetime, clock: Clock) -> datetime:
    return moment if clock == "local" else moment.replace(tzinfo=UTC).astimezone(_SPAIN)


def month_end(last: datetime) -> date:
    """The last day of the month that ends at or before an hour-beginning reading; its last hour begins at 23:00."""
    days = calendar.monthrange(last.year, last.month)[1]
    if (last.day, last.hour) == (days, 23):
        return date(last.year, last.month, days)
    return date(last.year, last.month, 1) - timedelta(days=1)
