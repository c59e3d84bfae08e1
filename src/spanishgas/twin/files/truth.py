"""What only the twin knows: each customer's probability of leaving on the days that matter, and who left for what."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import on_record
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.moods import INTENTS, MOODS
from spanishgas.twin.choices.offers import OFFERS, REASONS
from spanishgas.twin.choices.outlook import outlook
from spanishgas.twin.files.snapshot import Snapshot, customer_ids, dates_of
from spanishgas.twin.world.lifecycle import HORIZON_DAYS


def churn_probability(course: Course, shot: Snapshot, days: list[int]) -> pl.DataFrame:
    """One row a customer and day: probabilities of leaving within 90 days by offer, main reason, mood, intent, move.

    The days are those of the labels, the last end of a month, which a run lists for, and the extract's own.
    Mood and intent are those of the latest talk that had reached the files by the day.
    """
    return pl.concat([_on(course, shot, day) for day in days])


def departures(shot: Snapshot) -> pl.DataFrame:
    """One row a customer who left from the origin until the extract's day, or its labels' end: last day and reason."""
    gone = shot.history.events["left"]
    rows = np.flatnonzero(gone["day"] <= max(shot.day, HORIZON_DAYS))
    rows = rows[np.argsort(gone["number"][rows])]
    return pl.DataFrame(
        {
            "customer_id": customer_ids(gone["number"][rows]),
            "left_on": dates_of(gone["day"][rows]),
            "reason": np.array(REASONS)[gone["reason"][rows]],
        }
    )


def _on(course: Course, shot: Snapshot, day: int) -> pl.DataFrame:
    book, seen = shot.history.books[day], outlook(course, shot.history.books[day], day)
    rows = np.flatnonzero(book.is_held(day))
    rows = rows[np.argsort(book.number[rows])]
    number = book.number[rows]
    mood, intent = on_record(shot.history.events["contacts"], day, number)
    offers = {f"churn_probability_{_column(offer)}": seen.probability[at, rows] for at, offer in enumerate(OFFERS)}
    return pl.DataFrame(
        {
            "customer_id": customer_ids(number),
            "as_of": dates_of(np.full(len(rows), day)),
            **offers,
            "reason": np.array(REASONS)[seen.reason[rows]],
            "mood": np.array(MOODS)[mood],
            "intent": np.array(INTENTS)[intent],
            "is_moving": (book.moves[rows] > day) & (book.moves[rows] <= day + HORIZON_DAYS),
        }
    )


def _column(offer: str) -> str:
    return "no_offer" if offer == "none" else f"offer_{offer}"
