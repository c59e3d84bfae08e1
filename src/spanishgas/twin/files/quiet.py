"""Meters that are quiet: a household moves out, and nobody has moved in."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spanishgas.twin.files.snapshot import Snapshot
from spanishgas.twin.sampling import Ints
from spanishgas.twin.world.book import NOT_YET
from spanishgas.twin.world.lifecycle import ORIGIN
from spanishgas.twin.world.shapes import MonthShapes


@dataclass(frozen=True)
class Quiet:
    """Days from which until which a supply's meter is quiet: its household moves out, and nobody has moved in."""

    supply: Ints
    since: Ints
    until: Ints
    factor: float
    """What remains of the consumption meanwhile."""

    def fade(self, supply: Ints, shape: MonthShapes) -> NDArray[np.float32]:
        """1, and what remains while a meter is quiet; shape (supplies, hours)."""
        day = (shape.timestamps.dt.date() - ORIGIN).dt.total_days().to_numpy()
        fade = np.ones((len(supply), shape.hours), dtype=np.float32)
        for at in np.flatnonzero((self.since <= day[-1]) & (self.until > day[0]) & np.isin(self.supply, supply)):
            is_quiet = (day >= self.since[at]) & (day < self.until[at])
            fade[np.ix_(supply == self.supply[at], is_quiet)] = self.factor
        return fade


def quiet_meters(shot: Snapshot, joined: Ints, supply: Ints, factor: float) -> Quiet:
    """A move's days: until it is over for who stays a customer, else until the next customer is there."""
    moves = pl.DataFrame(shot.history.events["moves"])
    left = pl.DataFrame(shot.history.events["left"]).select("number", left="day")
    holders = pl.DataFrame({"number": np.arange(len(supply)), "supply": supply, "joined": joined})
    followers = holders.sort("supply", "number").with_columns(
        followed=pl.col("joined").shift(-1).over("supply").fill_null(NOT_YET)
    )
    known = moves.join(followers, on="number").join(left, on="number", how="left").sort("number", "day")
    until = pl.when(pl.col("left") <= pl.col("day")).then("followed").otherwise("day")
    known = known.with_columns(until=until)
    return Quiet(known["supply"].to_numpy(), known["since"].to_numpy(), known["until"].to_numpy(), factor)
