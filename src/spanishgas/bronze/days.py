"""Days of the raw files: words → dates, where a time of day stands with them too."""

from typing import NamedTuple

import polars as pl

SPAIN = "Europe/Madrid"
_DAY = (
    r"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?<minute>[0-9]{2}:[0-9]{2})(?<second>:[0-9]{2})?(?:[.,][0-9]+)?"
    r" ?(?<zone>Z|UTC|(?<sign>[+-])(?<hours>0[0-9]|1[0-4]):?(?<minutes>[0-5][0-9])?)?)?$"
)
_MONTH = r"^[0-9]{4}-[0-9]{2}$"


class Days(NamedTuple):
    """The days of a column (null where a word is no day), and which of them stood with a time of day."""

    days: pl.Series
    is_zoned: pl.Series
    is_timed: pl.Series


def days(words: pl.Series) -> Days:
    """Dates like 2024-12-31, with or without a time of day.

    A moment whose zone is said (Z, UTC, +01:00) counts on its day in Spain; one without zone keeps its day. No zone is
    further from UTC than 14 hours.
    """
    parts = words.str.extract_groups(_DAY).struct.unnest()
    time = parts["minute"].fill_null("00:00") + parts["second"].fill_null(":00")
    moment = (parts["day"] + " " + time).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    is_zoned = moment.is_not_null() & parts["zone"].is_not_null()
    is_timed = moment.is_not_null() & ~is_zoned & (time != "00:00:00")
    frame = parts.select(
        moment=moment,
        east=pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
        * (pl.col("hours").cast(pl.Int64) * 60 + pl.col("minutes").cast(pl.Int64).fill_null(0)).fill_null(0),
        is_zoned=is_zoned,
    )
    utc = (pl.col("moment") - pl.duration(minutes="east")).dt.replace_time_zone("UTC")
    local = pl.when("is_zoned").then(utc.dt.convert_time_zone(SPAIN).dt.replace_time_zone(None)).otherwise("moment")
    return Days(frame.select(local.dt.date()).to_series(), is_zoned, is_timed)


def months(words: pl.Series) -> Days:
    """First days of months, from 2024-12 or any day of it; ``is_timed`` says which stood with a later day."""
    is_month = words.str.contains(_MONTH).fill_null(False)
    read = days((words + "-01").zip_with(is_month, words))
    first = read.days.dt.truncate("1mo")
    return Days(first, read.is_zoned, (read.days != first).fill_null(False))
