"""The tariff rule as a table: one row an hour, with its month, its period in each territory and how often it occurs.

Built once and joined to the readings, it replaces deciding the period 176 million times, and can be read and plotted.
"""

from datetime import datetime
from functools import lru_cache

import numpy as np
import polars as pl

from spanishgas.bronze.readings import Clock
from spanishgas.silver.tariff_periods import TariffPeriods, Territory
from spanishgas.tables.known import CLASSES_PER_MONTH

PERIODS = ("peak", "standard", "off_peak")
TERRITORIES = ("mainland", "ceuta_melilla")
_MARK_BITS = 48


def _marks(hours: int) -> np.ndarray:
    """A fixed pseudo-random 48-bit number for each hour (splitmix64): their sum tells which hours a group holds."""
    z = np.arange(1, hours + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(64 - _MARK_BITS)).astype(np.int64)


def _hours(clock: Clock, rule: TariffPeriods) -> pl.DataFrame:
    """Every hour of the years on the feed's clock, with the local hour it stands for and how often it occurs.

    On a local clock the hour that the October change day repeats occurs twice, the one that March skips not at all.
    """
    first, last = datetime(rule.first_year, 1, 1), datetime(rule.last_year, 12, 31, 23)
    every = pl.DataFrame({"timestamp": pl.datetime_range(first, last, "1h", time_unit="us", eager=True)})
    utc = pl.col("timestamp").dt.replace_time_zone("UTC")
    local = utc.dt.convert_time_zone(rule.time_zone).dt.replace_time_zone(None)
    if clock == "UTC":
        return every.with_columns(local_hour=local, occurrences=pl.lit(1, pl.UInt8))
    occurring = every.select(timestamp=local).group_by("timestamp").agg(occurrences=pl.len().cast(pl.UInt8))
    counted = every.join(occurring, on="timestamp", how="left", maintain_order="left")
    return counted.with_columns(local_hour="timestamp", occurrences=pl.col("occurrences").fill_null(0))


def hour_calendar(clock: Clock, tariff_periods: TariffPeriods) -> pl.DataFrame:
    """One row an hour: timestamp, month, period per territory, hour_class, occurrences and a mark.

    Args:
        clock: the clock of ``timestamp``; the period is always decided on the local clock.
        tariff_periods: the rule.

    Returns:
        ``timestamp`` (on the feed's clock), ``hour_class`` (Int32, one number for month and periods), ``month``,
        ``mainland`` and ``ceuta_melilla`` (1 peak, 2 standard, 3 off-peak), ``occurrences`` and ``mark`` (Int64).

    Source: CNMC Circular 3/2020, article 7.
    """
    return _hour_calendar(clock, tariff_periods.model_dump_json())


@lru_cache(maxsize=2)
def _hour_calendar(clock: Clock, rule: str) -> pl.DataFrame:
    """The calendar of a rule as JSON, which a cache can tell apart."""
    tariff_periods = TariffPeriods.model_validate_json(rule)
    hours = _hours(clock, tariff_periods)
    local = pl.col("local_hour")
    is_off_peak_day = (local.dt.weekday() >= 6) | local.dt.strftime("%m-%d").is_in(tariff_periods.fixed_holidays)

    def period(territory: str) -> pl.Expr:
        bands: Territory = getattr(tariff_periods.territories, territory)
        hour = local.dt.hour()
        return (
            pl.when(is_off_peak_day | hour.is_in(bands.off_peak)).then(3).when(hour.is_in(bands.peak)).then(1)
        ).otherwise(2).cast(pl.Int8).alias(territory)  # fmt: skip

    return (
        hours.with_columns(period(t) for t in TERRITORIES)
        .with_columns(month=local.dt.truncate("1mo").cast(pl.Date), mark=pl.Series(_marks(hours.height)))
        .with_columns(
            # year × 12 + month, then two bits a territory: the whole grouping key in one small number
            hour_class=(local.dt.year() * 12 + local.dt.month().cast(pl.Int32) - 1) * CLASSES_PER_MONTH
            + pl.col("mainland") * 4
            + pl.col("ceuta_melilla")
        )
        .select("timestamp", "hour_class", "month", *TERRITORIES, "occurrences", "mark")
    )


def hour_classes(clock: Clock, tariff_periods: TariffPeriods) -> pl.DataFrame:
    """One row an hour class: month, periods, and the rows and sum of marks of a meter that read every hour."""
    occurrences = pl.col("occurrences").cast(pl.Int64)
    return (
        hour_calendar(clock, tariff_periods)
        .group_by("hour_class", "month", *TERRITORIES)
        .agg(expected_rows=occurrences.sum(), expected_marks=(occurrences * pl.col("mark")).sum())
        .sort("hour_class")
    )
