"""What a file extract of one day shows of the world, and the columns all its files share."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import Contacts
from spanishgas.twin.choices.outcomes import STAYS
from spanishgas.twin.sampling import Flags, Ints
from spanishgas.twin.world.costs import FIRST_YEAR
from spanishgas.twin.world.lifecycle import NO_CHANGE, ORIGIN
from spanishgas.twin.world.state import World


@dataclass(frozen=True)
class Snapshot:
    """The world as a file extract of ``day`` shows it: customers still under contract, all their latest contacts."""

    world: World
    day: int
    months: int
    is_customer: Flags
    contacts: tuple[Contacts, ...]
    leave_day: Ints

    @property
    def rows(self) -> Ints:
        """Positions of the customers in the extract."""
        return np.flatnonzero(self.is_customer)


def ids_of(shot: Snapshot, rows: Ints) -> pl.Series:
    """Customer ids at positions of the population."""
    return pl.Series(shot.world.people.customer_ids, dtype=pl.String).gather(rows)


def dates_of(days: Ints) -> pl.Series:
    """Dates of day numbers; null for NO_CHANGE and STAYS."""
    none = np.isin(days, (NO_CHANGE, STAYS))
    stamps = np.datetime64(ORIGIN, "D") + np.where(none, 0, days)
    return pl.select(pl.when(~pl.Series(none)).then(pl.Series(stamps).cast(pl.Date))).to_series()


def month_starts(months: int) -> pl.Series:
    """First days of that many months from January 2024."""
    first = np.datetime64(f"{FIRST_YEAR}-01", "M")
    return pl.Series((first + np.arange(months)).astype("datetime64[D]")).cast(pl.Date)
