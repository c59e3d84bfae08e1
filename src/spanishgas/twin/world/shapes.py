"""Hourly load shapes by segment, weekday, season and temperature, on the wall clock of Madrid."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spanishgas.twin.sampling import Floats, Ints, stream
from spanishgas.twin.world.geography import CLIMATES
from spanishgas.twin.world.population import CORPORATE, RESIDENTIAL, SME, Population

HOME, SECOND_HOME, SHOP, FACTORY = range(4)
_NATIONAL_HOLIDAYS = ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25))
# Weight of each hour of the day, 0..23, working day and weekend.
_HOME_DAY = (5, 4, 3, 3, 3, 3, 4, 6, 7, 6, 6, 6, 7, 9, 9, 8, 7, 7, 8, 10, 12, 13, 11, 8)
_HOME_WEEKEND = (6, 5, 4, 3, 3, 3, 3, 4, 6, 8, 9, 9, 10, 12, 12, 10, 8, 8, 9, 10, 12, 12, 11, 9)
_SHOP_DAY = (2, 2, 2, 2, 2, 2, 3, 5, 8, 11, 13, 13, 13, 12, 9, 9, 11, 13, 13, 12, 9, 6, 4, 3)
_FACTORY_DAY = (6, 6, 6, 6, 6, 7, 8, 10, 11, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 8, 7, 7, 7, 6)
_GAS_DAY = (2, 1, 1, 1, 1, 2, 6, 10, 9, 7, 5, 4, 4, 4, 4, 4, 5, 7, 9, 10, 10, 8, 5, 3)
_MEAN_TEMPERATURE_C = ((17.5, 7.0), (14.0, 10.0), (13.5, 5.5), (18.5, 8.5))  # yearly mean, swing, by climate


@dataclass(frozen=True)
class MonthShapes:
    """One month's hours on the wall clock and in UTC, and how much is used in each."""

    timestamps: pl.Series
    utc: pl.Series
    elec: NDArray[np.float32]
    """Weights by load class, climate and hour."""
    gas: NDArray[np.float32]
    """Weights by climate and hour, the same for all load classes."""

    @property
    def hours(self) -> int:
        """Hours of the month: one less in March, one more in October."""
        return len(self.timestamps)


def load_class(people: Population) -> Ints:
    """Which load shape each customer follows."""
    classes = [HOME, SHOP, FACTORY]
    plain = np.select([people.segment == code for code in (RESIDENTIAL, SME, CORPORATE)], classes)
    return np.where(people.is_second_residence, SECOND_HOME, plain)


def month_hours(year: int, month: int) -> pl.Series:
    """The beginnings of a month's hours in the zone of Madrid."""
    start = pl.datetime(year, month, 1, time_zone="Europe/Madrid")
    hours = pl.datetime_range(start, start.dt.offset_by("1mo"), "1h", closed="left", time_unit="us")
    return pl.select(hours.alias("timestamp")).to_series()


def month_shapes(seed: int, year: int, month: int) -> MonthShapes:
    """Shapes of a month; the weather is drawn once a month and climate."""
    hours = month_hours(year, month)
    stamps, utc = hours.dt.replace_time_zone(None), hours.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    hour, weekday = stamps.dt.hour().to_numpy(), stamps.dt.weekday().to_numpy()
    day = stamps.dt.ordinal_day().to_numpy()
    temperature = np.stack([_temperature(seed, climate, year, month, day, hour) for climate in range(CLIMATES)])
    cold, warm = np.maximum(17 - temperature, 0), np.maximum(temperature - 23, 0)
    weekend = weekday >= 6
    bases = [_by_hour(work, rest, hour, weekend) for work, rest in _elec_days()]
    bases[SECOND_HOME] *= np.where(weekend | (month in (7, 8)), 3.0, 0.6)
    react = ((0.025, 0.06), (0.03, 0.05), (0.01, 0.05), (0.004, 0.02))
    elec = np.stack([base * (1 + c * cold + w * warm) for base, (c, w) in zip(bases, react, strict=True)])
    gas = np.take(np.asarray(_GAS_DAY, dtype=np.float64), hour) * (0.15 + 0.12 * cold)
    return MonthShapes(stamps, utc, elec.astype(np.float32), gas.astype(np.float32))


def tier_shares(seed: int) -> Floats:
    """Share of a year's electricity in the peak, standard and off-peak period by load class, shape (4, 3)."""
    total = np.zeros((4, 3))
    for month in range(1, 13):
        shapes = month_shapes(seed, 2024, month)
        tier = _tier(shapes.timestamps)
        weight = shapes.elec[:, 1] / shapes.elec[:, 1].sum(axis=1, keepdims=True)
        total += np.stack([weight[:, tier == number].sum(axis=1) for number in (1, 2, 3)], axis=1)
    return total / 12


def _elec_days() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    quiet_shop = tuple(max(weight // 3, 2) for weight in _SHOP_DAY)
    quiet_factory = tuple(max(weight * 2 // 3, 5) for weight in _FACTORY_DAY)
    homes = (_HOME_DAY, _HOME_WEEKEND)
    return [homes, homes, (_SHOP_DAY, quiet_shop), (_FACTORY_DAY, quiet_factory)]


def _by_hour(work: tuple[int, ...], rest: tuple[int, ...], hour: Ints, weekend: NDArray[np.bool_]) -> Floats:
    return np.where(weekend, np.take(rest, hour), np.take(work, hour)).astype(np.float64)


def _temperature(seed: int, climate: int, year: int, month: int, day: Ints, hour: Ints) -> Floats:
    """Degrees Celsius by hour: yearly swing, daily swing, and weather that lasts for days."""
    mean, swing = _MEAN_TEMPERATURE_C[climate]
    rng = stream(seed, "weather", climate, year, month)
    steps = rng.standard_normal(int(day.max() - day.min()) + 1)
    weather = np.convolve(steps, 0.8 ** np.arange(6))[: len(steps)] * 2.0
    yearly = mean - swing * np.cos(2 * np.pi * (day - 20) / 365)
    return yearly + weather[day - day.min()] - 4 * np.cos(2 * np.pi * (hour - 4) / 24)


def _tier(stamps: pl.Series) -> Ints:
    """Tariff period of mainland Spain by hour: 1 peak, 2 standard, 3 off-peak (CNMC Circular 3/2020)."""
    hour, weekday = stamps.dt.hour().to_numpy(), stamps.dt.weekday().to_numpy()
    holidays = [date(int(stamps.dt.year()[0]), month, day) for month, day in _NATIONAL_HOLIDAYS]
    is_free = (weekday >= 6) | stamps.dt.date().is_in(holidays).to_numpy() | (hour < 8)
    is_peak = np.isin(hour, (10, 11, 12, 13, 18, 19, 20, 21))
    return np.where(is_free, 3, np.where(is_peak, 1, 2))
