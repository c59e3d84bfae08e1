"""What the scenario ``broken_feed`` does to the files: missing readings, a renamed column, rows sent twice.

Whether a row comes twice is drawn by what it is, so that a later extract repeats the same rows.
"""

from collections.abc import Iterator
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl

from spanishgas.twin.files.readings import Feed
from spanishgas.twin.files.snapshot import customer_ids
from spanishgas.twin.sampling import Flags, Ints, chances
from spanishgas.twin.scenarios import BrokenFeed

REPEATED_FILES = {
    "customer_contracts": ("contract_id", "contract_start_date"),
    "customer_interactions": ("interaction_id", "date"),
}
"""With the id of a row, and the day since which it is there."""
_ID_DIGITS_FROM = 1  # C00001


def damaged_tables(
    tables: dict[str, pl.DataFrame], damage: BrokenFeed, begins: date, seed: int
) -> dict[str, pl.DataFrame]:
    """The small files with one column renamed, and a share of the contracts and talks since ``begins`` twice.

    A name is that of all rows of a file: it is the new one in files that were delivered after ``begins``, and those of
    an extract are delivered after its last day.
    """
    damaged = dict(tables)
    for name, (key, day) in REPEATED_FILES.items():
        table = tables[name]
        keys = np.array([crc32(each.encode()) for each in table[key].to_list()], dtype=np.int64)
        is_late = table.select(pl.col(day).cast(pl.String) >= begins.isoformat()).to_series().to_numpy()
        damaged[name] = _with_repeats(table, is_late & (chances(seed, name, keys) < damage.duplicate_share))
    renamed = damage.rename
    damaged[renamed.file] = damaged[renamed.file].rename({renamed.column: renamed.to})
    return damaged


def damaged_readings(
    frames: Iterator[pl.DataFrame], damage: BrokenFeed, begins: date, feed: Feed
) -> Iterator[pl.DataFrame]:
    """Readings without the month of the province, on Spain's clock, and with a share of the hours since then twice."""
    shot, world = feed.shot, feed.world
    is_there = pl.Series(world.people.province[shot.supply] == world.places.codes.index(damage.province))
    ids = customer_ids(shot.number).filter(is_there).to_list()
    day = _spanish_day(feed)
    missing = pl.col("customer_id").is_in(ids) & (day.dt.month_start() == begins.replace(day=1))
    for frame in frames:
        kept = frame.filter(~missing)
        is_late = kept.select(day >= begins).to_series().to_numpy()
        yield _with_repeats(kept, is_late & (chances(world.seed, "readings", *_keys(kept)) < damage.duplicate_share))


def _spanish_day(feed: Feed) -> pl.Expr:
    stamp = pl.col("timestamp")
    if feed.in_utc:
        stamp = stamp.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Madrid")
    return stamp.dt.date()


def _keys(readings: pl.DataFrame) -> tuple[Ints, Ints]:
    """Customers' numbers and hours."""
    number = pl.col("customer_id").str.slice(_ID_DIGITS_FROM).cast(pl.Int64)
    keys = readings.select(number, pl.col("timestamp").cast(pl.Int64))
    return keys["customer_id"].to_numpy(), keys["timestamp"].to_numpy()


def _with_repeats(table: pl.DataFrame, is_repeated: Flags) -> pl.DataFrame:
    """Some rows follow themselves."""
    return table[np.repeat(np.arange(table.height), 1 + is_repeated.astype(np.int64))]
