"""What the scenario ``broken_feed`` does to the files: missing readings, a renamed column, rows sent twice."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from spanishgas.twin.files.snapshot import Snapshot, customer_ids
from spanishgas.twin.sampling import stream
from spanishgas.twin.scenarios import BrokenFeed

DUPLICATED_FILES = ("customer_contracts", "customer_interactions")


def damaged_tables(tables: dict[str, pl.DataFrame], damage: BrokenFeed, seed: int) -> dict[str, pl.DataFrame]:
    """The small files with a share of contract and interaction rows twice and one column renamed."""
    damaged = dict(tables)
    for name in DUPLICATED_FILES:
        damaged[name] = _with_duplicates(tables[name], damage.duplicate_share, stream(seed, "duplicates", name))
    renamed = damage.rename
    damaged[renamed.file] = damaged[renamed.file].rename({renamed.column: renamed.to})
    return damaged


def damaged_readings(
    frames: Iterator[pl.DataFrame], damage: BrokenFeed, begins: date, shot: Snapshot, year: int
) -> Iterator[pl.DataFrame]:
    """Readings without the month of the province, and with a share of the hours twice."""
    world = shot.world
    code = world.places.codes.index(damage.province)
    ids = customer_ids(shot.number).filter(pl.Series(world.people.province[shot.supply] == code)).to_list()
    missing = pl.col("customer_id").is_in(ids) & (
        pl.col("timestamp").dt.truncate("1mo").dt.date() == begins.replace(day=1)
    )
    for number, frame in enumerate(frames):
        rng = stream(world.seed, "duplicate readings", year, number)
        yield _with_duplicates(frame.filter(~missing), damage.duplicate_share, rng)


def _with_duplicates(table: pl.DataFrame, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """A share of rows follows itself."""
    twice = 1 + (rng.random(table.height) < share)
    return table[np.repeat(np.arange(table.height), twice)]
