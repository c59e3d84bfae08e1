"""Hourly readings: month volumes spread over the hours by shape and chance, as a meter's register shows them.

Every block of customers and month has random numbers of its own, so a later end of the feed, another file format or
departures never change a reading that exists already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spanishgas.twin.files.quiet import Quiet, quiet_meters
from spanishgas.twin.files.snapshot import Snapshot, customer_ids
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Floats, Ints, stream
from spanishgas.twin.world.costs import FIRST_YEAR
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
    """Whose readings are written and until when. One entry a customer of the history, by number, shown or not."""

    shot: Snapshot
    until: date
    supply: Ints
    cohort: Ints
    first_month: Ints
    last_day: Ints
    is_shown: Flags
    quiet: Quiet
    in_utc: bool = False

    @property
    def world(self) -> World:
        """The world that is metered."""
        return self.shot.world

    def blocks(self) -> list[Ints]:
        """Numbers of up to 100 customers each, of one cohort: what a block holds never depends on the feed's end."""
        edges = np.flatnonzero(np.append(True, np.diff(self.cohort) != 0)).tolist()
        return [
            np.arange(first, min(first + BLOCK_CUSTOMERS, end))
            for start, end in zip(edges, [*edges[1:], len(self.cohort)], strict=True)
            for first in range(start, end, BLOCK_CUSTOMERS)
        ]


def feed_of(shot: Snapshot, until: date, quiet_factor: float, *, in_utc: bool) -> Feed:
    """The feed of an extract."""
    joined = shot.history.events["joined"]
    order = np.argsort(joined["number"], kind="stable")
    size, supply = len(order), joined["supply"][order]
    shown = np.zeros(size, dtype=np.bool_)
    shown[shot.number] = True
    first, last = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    first[shot.number], last[shot.number] = shot.first_month, np.minimum(shot.left, shot.day)
    quiet = quiet_meters(shot, joined["day"][order], supply, quiet_factor)
    return Feed(shot, until, supply, joined["cohort"][order], first, last, shown, quiet, in_utc)


def year_readings(feed: Feed, year: int) -> Iterator[pl.DataFrame]:
    """Frames of up to 100 customers, each with the hours of a year that are theirs, sorted by customer."""
    last_month = feed.until.month if year == feed.until.year else 12
    shapes = [month_shapes(feed.world.seed, year, month) for month in range(1, last_month + 1)]
    clock = pl.concat([shape.timestamps for shape in shapes])
    hours = pl.concat([shape.utc for shape in shapes]) if feed.in_utc else clock
    day = (clock.dt.date() - ORIGIN).dt.total_days().to_numpy()
    month = np.repeat(np.arange(len(shapes)) + (year - FIRST_YEAR) * 12, [shape.hours for shape in shapes])
    elec, gas = feed.world.volumes.elec_kwh(year), feed.world.volumes.gas_m3(year)
    for rows in feed.blocks():
        theirs = (month >= feed.first_month[rows, None]) & (day <= feed.last_day[rows, None])
        theirs &= feed.is_shown[rows, None]
        if not theirs.any():
            continue
        months = [_month(feed, rows, (year, number + 1), shape, elec, gas) for number, shape in enumerate(shapes)]
        power, heat = (np.concatenate(part, axis=1)[theirs] for part in zip(*months, strict=True))
        who, when = np.nonzero(theirs)
        yield pl.DataFrame(
            {
                "customer_id": customer_ids(rows).gather(who),
                "timestamp": hours.gather(when),
                "consumption_elec_kwh": power,
                "consumption_gas_m3": heat,
            },
            schema=SCHEMA,
        )


def _month(
    feed: Feed, rows: Ints, month: tuple[int, int], shape: MonthShapes, elec: Floats, gas: Floats
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Electricity and gas of a block in a month, each of shape (customers, hours)."""
    world, (year, number), supply = feed.world, month, feed.supply[rows]
    rng = stream(world.seed, "readings", int(rows[0]), year, number)
    climate = world.places.climate[world.people.province[supply]]
    fade = feed.quiet.fade(supply, shape)
    weight = shape.elec[load_class(world.people)[supply], climate] * rng.standard_gamma(
        2.0, (len(rows), shape.hours), dtype=np.float32
    )
    power = _register(weight, elec[supply, number - 1], fade, _ELEC_STEPS)
    heat = np.zeros_like(power)
    dual = np.flatnonzero(world.people.is_dual[supply])
    flame = shape.gas[climate[dual]] * rng.standard_gamma(2.0, (len(dual), shape.hours), dtype=np.float32)
    heat[dual] = _register(flame, gas[supply[dual], number - 1], fade[dual], _GAS_STEPS)
    _add_negatives(power, heat, dual, rng)
    return power, heat


def _register(
    weight: NDArray[np.float32], volume: Floats, fade: NDArray[np.float32], steps: int
) -> NDArray[np.float32]:
    """Hourly differences of a register that counts in whole steps: the month's total is kept to one step."""
    scale = volume * steps / np.maximum(weight.sum(axis=1, dtype=np.float64), 1e-12)
    counted = np.floor(np.cumsum(weight * fade, axis=1, dtype=np.float64) * scale[:, None] + 0.5)
    return (np.diff(counted, axis=1, prepend=0.0) / steps).astype(np.float32)


def _add_negatives(power: NDArray[np.float32], heat: NDArray[np.float32], dual: Ints, rng: np.random.Generator) -> None:
    """Overwrite the published shares of rows with small negative readings, as the real files have them."""
    facts = published()["consumption"]
    gas_share = facts["negative_gas_row_share"] / expected_count(published()["is_dual_fuel"]["counts"]["1"], 1)
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
