"""The book month by month, as only the twin knows it: how many customers, how many of them leave, for how long here."""

from datetime import timedelta

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import REPORTING_DAYS, callers, on_record
from spanishgas.twin.choices.past import Past, past
from spanishgas.twin.files.snapshot import Snapshot, left_days
from spanishgas.twin.sampling import Flags, Ints
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.lifecycle import HORIZON_DAYS, ORIGIN
from spanishgas.twin.world.lifecycle_curves import MONTH_DAYS
from spanishgas.twin.world.state import month_ends

_FIRST_DAY = -335  # 31 January 2024
_FIRST_TALK_DAYS = 15  # after joining, in the mean
_SCHEMA = {
    "month_end": pl.Date,
    "customers": pl.Int64,
    "churn_rate": pl.Float64,
    "share_with_contact": pl.Float64,
    "mean_tenure_months": pl.Float64,
}


def book_by_month(shot: Snapshot) -> pl.DataFrame:
    """One row a month end since January 2024: customers, shares who leave within 90 days and had talks, mean tenure."""
    first = shot.history.books[0]
    before, calls = past(shot.world.seed, first), callers(shot.world)
    left = left_days(shot.history, first.number)
    months = [_before(first, left, before, calls, day) for day in month_ends(_FIRST_DAY, -1)]
    months += [_after(shot, day) for day in month_ends(0, shot.day)]
    return pl.DataFrame(months, orient="row", schema=_SCHEMA)


def _before(first: Book, left_later: Ints, before: Past, calls: Flags, day: int) -> tuple[object, ...]:
    joined = np.concatenate([first.joined, before.joined])
    left = np.concatenate([left_later, before.left])
    activation = np.concatenate([first.activation, before.activation])
    supply = np.concatenate([np.arange(len(first)), before.supply])
    here = (joined <= day) & (left > day)
    spoken = calls[supply] & (joined <= day - REPORTING_DAYS - _FIRST_TALK_DAYS)
    return _row(day, here, left, spoken, activation)


def _after(shot: Snapshot, day: int) -> tuple[object, ...]:
    book = shot.history.books[day]
    mood, _ = on_record(shot.history.events["contacts"], day, book.number)
    return _row(day, book.is_held(day), left_days(shot.history, book.number), mood > 0, book.activation)


def _row(day: int, here: Flags, left: Ints, spoken: Flags, activation: Ints) -> tuple[object, ...]:
    size = int(here.sum())
    leaves = here & (left <= day + HORIZON_DAYS)
    return (
        ORIGIN + timedelta(days=day),
        size,
        float(leaves.sum() / size),
        float((here & spoken).sum() / size),
        float((day - activation[here]).mean() / MONTH_DAYS),
    )
