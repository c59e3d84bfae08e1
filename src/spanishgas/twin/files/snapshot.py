"""What a file extract of one day shows of the world, and the columns all its files share."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacted import NOBODY, Contacted
from spanishgas.twin.choices.life import History
from spanishgas.twin.sampling import Ints
from spanishgas.twin.world.book import NEVER, NOT_YET
from spanishgas.twin.world.costs import FIRST_YEAR
from spanishgas.twin.world.lifecycle import ORIGIN
from spanishgas.twin.world.state import World, months_of

_HISTORY_MONTHS = 12


@dataclass(frozen=True)
class Snapshot:
    """The world as a file extract of ``day`` shows it: all who were customers on a day from the origin to that one.

    One entry a customer, in the order of their numbers.
    """

    world: World
    history: History
    day: int
    months: int
    number: Ints
    supply: Ints
    joined: Ints
    activation: Ints
    left: Ints
    """The last day as a customer; NOT_YET for those who are still here on the extract's day."""
    contacted: Contacted
    """Whom campaigns have contacted by then."""

    @property
    def first_month(self) -> Ints:
        """Months since January 2024 of the first prices and readings: a supply comes with those of a year before."""
        since = months_of(self.joined) - _HISTORY_MONTHS
        return np.where(self.number < len(self.world.people), 0, np.maximum(since, 0))

    @property
    def last_month(self) -> Ints:
        """Months since January 2024 of the last prices and readings."""
        return months_of(np.minimum(self.left, self.day))

    def shown(self, number: Ints) -> tuple[Ints, Ints]:
        """Which of a column of customer numbers the extract shows (positions), and the customers' places in it."""
        place = np.searchsorted(self.number, number).clip(max=len(self.number) - 1)
        rows = np.flatnonzero(self.number[place] == number)
        return rows, place[rows]


def snapshot(world: World, history: History, day: int, months: int, contacted: Contacted = NOBODY) -> Snapshot:
    """The extract of a day."""
    joined = history.events["joined"]
    order = np.argsort(joined["number"], kind="stable")
    number, supply, since, activation = (joined[name][order] for name in ("number", "supply", "day", "activation"))
    left = left_days(history, number)
    shown = since <= day
    return Snapshot(
        world,
        history,
        day,
        months,
        number[shown],
        supply[shown],
        since[shown],
        activation[shown],
        np.where(left[shown] <= day, left[shown], NOT_YET),
        contacted,
    )


def left_days(history: History, number: Ints) -> Ints:
    """The last day of each customer by number, NOT_YET for those who do not leave."""
    gone = history.events["left"]
    left = np.full(int(max(number.max(initial=0), gone["number"].max(initial=0))) + 1, NOT_YET)
    left[gone["number"]] = gone["day"]
    return left[number]


def customer_ids(number: Ints) -> pl.Series:
    """The ids of customers by number."""
    return pl.Series([customer_id(each) for each in number.tolist()], dtype=pl.String)


def customer_id(number: int) -> str:
    """C00001 … by number; more digits from customer 100,000 on."""
    return f"C{number + 1:05d}"


def customer_numbers(ids: pl.Series) -> Ints:
    """The numbers of customers by id; -1 for what is no id of a twin's customer."""
    return (ids.str.extract(r"^C(\d{5,9})$").cast(pl.Int64) - 1).fill_null(-1).to_numpy()


def dates_of(days: Ints) -> pl.Series:
    """Dates of day numbers; null for NEVER and NOT_YET."""
    none = np.isin(days, (NEVER, NOT_YET))
    stamps = np.datetime64(ORIGIN, "D") + np.where(none, 0, days)
    return pl.select(pl.when(~pl.Series(none)).then(pl.Series(stamps).cast(pl.Date))).to_series()


def month_starts(months: int) -> pl.Series:
    """First days of that many months from January 2024."""
    first = np.datetime64(f"{FIRST_YEAR}-01", "M")
    return pl.Series((first + np.arange(months)).astype("datetime64[D]")).cast(pl.Date)
