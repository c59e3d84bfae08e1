"""Hourly readings: month volumes spread over the hours by shape and chance, as a meter's register shows them.

Every block of customers and month has random numbers of its own, so a later end of the feed, another file format or
fewer customers after departures never change a reading that exists already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spanishgas.twin.published import published
from spanishgas.twin.sampling import Flags, Floats, Ints, stream
from spanishgas.twin.world.lifecycle import ORIGIN
from spanishgas.twin.world.shapes import MonthShapes, load_class, month_shapes
from spanishgas.twin.world.state import World

BLOCK_CUSTOMERS = 100
SCHEMA = {
    "customer_id": pl.String(),
    "timestamp": pl.Datetime("us"),
    "consumption_elec_kwh": pl.Float32(),
    "consumption_gas_m3": pl.Float32(),
}
_ELEC_STEPS, _GAS_STEPS = 1_000, 10_000  # register steps per kWh and per m3
_NEGATIVE_GAS_SIGMA = 1.51  # spread of log size that gives the published median and quartile
_NEGATIVE_ELEC_MEDIAN_KWH = 0.02


@dataclass(frozen=True)
class Feed:
    """Which customers' readings are written and until when; ``quiet_from`` is the day consumption collapses."""

    world: World
    is_customer: Flags
    until: date
    quiet_from: Ints
    quiet_factor: float = 1.0
    in_utc: bool = False


def year_readings(feed: Feed, year: int) -> Iterator[pl.DataFrame]:
    """Frames of up to 100 customers, each with all hours of a year until the end of the feed, sorted by customer."""
    last_month = feed.until.month if year == feed.until.year else 12
    shapes = [month_shapes(feed.world.seed, year, month) for month in range(1, last_month + 1)]
    clock = pl.concat([shape.timestamps for shape in shapes])
    keep = int((clock < datetime.combine(feed.until + timedelta(days=1), datetime.min.time())).sum())
    hours = pl.concat([shape.utc for shape in shapes]) if feed.in_utc else clock
    elec, gas = feed.world.volumes.elec_kwh(year), feed.world.volumes.gas_m3(year)
    ids = pl.Series(feed.world.people.customer_ids)
    for block in range(-(-len(ids) // BLOCK_CUSTOMERS)):
        rows = np.arange(block * BLOCK_CUSTOMERS, min((block + 1) * BLOCK_CUSTOMERS, len(ids)))
        months = [_month(feed, rows, (year, number + 1), shape, elec, gas) for number, shape in enumerate(shapes)]
        kept = feed.is_customer[rows]
        values = [np.concatenate(part, axis=1)[kept, :keep] for part in zip(*months, strict=True)]
        yield pl.DataFrame(
            {
                "customer_id": ids.gather(np.repeat(rows[kept], keep)),
                "timestamp": pl.concat([hours[:keep]] * int(kept.sum())) if kept.any() else hours[:0],
                "consumption_elec_kwh": values[0].ravel(),
                "consumption_gas_m3": values[1].ravel(),
            },
            schema=SCHEMA,
        )


def _month(
    feed: Feed, rows: Ints, month: tuple[int, int], shape: MonthShapes, elec: Floats, gas: Floats
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Electricity and gas of a block in a month, each of shape (customers, hours)."""
    world, (year, number) = feed.world, month
    rng = stream(world.seed, "readings", int(rows[0]), year, number)
    climate = world.places.climate[world.people.province[rows]].astype(np.int64)
    fade = _fade(feed, rows, shape)
    weight = shape.elec[load_class(world.people)[rows], climate] * rng.standard_gamma(
        2.0, (len(rows), shape.hours), dtype=np.float32
    )
    power = _register(weight, elec[rows, number - 1], fade, _ELEC_STEPS)
    heat = np.zeros_like(power)
    dual = np.flatnonzero(world.people.is_dual[rows])
    flame = shape.gas[0, climate[dual]] * rng.standard_gamma(2.0, (len(dual), shape.hours), dtype=np.float32)
    heat[dual] = _register(flame, gas[rows[dual], number - 1], fade[dual], _GAS_STEPS)
    _add_negatives(power, heat, dual, rng)
    return power, heat


def _register(
    weight: NDArray[np.float32], volume: Floats, fade: NDArray[np.float32], steps: int
) -> NDArray[np.float32]:
    """Hourly differences of a register that counts in whole steps: the month's total is kept to one step."""
    scale = volume * steps / np.maximum(weight.sum(axis=1, dtype=np.float64), 1e-12)
    counted = np.floor(np.cumsum(weight * fade, axis=1, dtype=np.float64) * scale[:, None] + 0.5)
    return (np.diff(counted, axis=1, prepend=0.0) / steps).astype(np.float32)


def _fade(feed: Feed, rows: Ints, shape: MonthShapes) -> NDArray[np.float32]:
    """1 until the day consumption collapses, then what remains of it."""
    day = (shape.timestamps.dt.date() - ORIGIN).dt.total_days().to_numpy()
    is_quiet = day[None, :] >= feed.quiet_from[rows][:, None]
    return np.where(is_quiet, np.float32(feed.quiet_factor), np.float32(1.0))


def _add_negatives(power: NDArray[np.float32], heat: NDArray[np.float32], dual: Ints, rng: np.random.Generator) -> None:
    """Overwrite the published shares of rows with small negative readings, as the real files have them."""
    facts = published()["consumption"]
    gas_share = facts["negative_gas_row_share"] / (published()["is_dual_fuel"]["counts"]["1"] / 20_099)
    spots = _spots(power.size, facts["negative_elec_row_share"], rng)
    size = _NEGATIVE_ELEC_MEDIAN_KWH * np.exp(rng.normal(0, 1.0, len(spots)))
    power.ravel()[spots] = -np.maximum(np.round(size * _ELEC_STEPS), 1) / _ELEC_STEPS
    if not len(dual):
        return
    gas_spots = _spots(len(dual) * heat.shape[1], gas_share, rng)
    small = -facts["negative_gas_m3"]["median"] * np.exp(rng.normal(0, _NEGATIVE_GAS_SIGMA, len(gas_spots)))
    small = np.clip(np.round(small * _GAS_STEPS), 1, -facts["negative_gas_m3"]["min"] * _GAS_STEPS) / _GAS_STEPS
    heat[dual[gas_spots // heat.shape[1]], gas_spots % heat.shape[1]] = -small


def _spots(size: int, share: float, rng: np.random.Generator) -> Ints:
    return np.unique(rng.integers(0, size, rng.binomial(size, share)))
