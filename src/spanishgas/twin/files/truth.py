"""What only the twin knows: each customer's probability of leaving on the days that matter, and who left for what."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import INTENTS, MOODS, REPORTING_DAYS
from spanishgas.twin.choices.hazard import HORIZON_DAYS
from spanishgas.twin.choices.life import Course
from spanishgas.twin.choices.offers import OFFERS, REASONS
from spanishgas.twin.choices.outlook import outlook
from spanishgas.twin.files.snapshot import Snapshot, customer_ids, dates_of
from spanishgas.twin.sampling import Ints
from spanishgas.twin.world.book import NOT_YET


def churn_probability(course: Course, shot: Snapshot, days: list[int]) -> pl.DataFrame:
    """One row a customer and day: probabilities of leaving within 90 days by offer, main reason, mood, intent, move.

    Mood and intent are those of the latest talk that had reached the files by the day.
    """
    return pl.concat([_on(course, shot, day) for day in days])


def departures(shot: Snapshot) -> pl.DataFrame:
    """One row a customer who left between the origin and the extract's day: the last day and the reason."""
    gone = shot.history.events["left"]
    rows = np.flatnonzero(gone["day"] <= shot.day)
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
    mood, intent = _on_record(shot, day, number)
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


def _on_record(shot: Snapshot, day: int, number: Ints) -> tuple[Ints, Ints]:
    """Mood and intent of the latest talk on record; 0 where there is none."""
    talks = shot.history.events["contacts"]
    rows = np.flatnonzero(talks["day"] <= day - REPORTING_DAYS)
    rows = rows[np.argsort(talks["day"][rows], kind="stable")]
    latest = np.full(int(number.max(initial=0)) + 1, NOT_YET)
    known = rows[talks["number"][rows] < len(latest)]
    latest[talks["number"][known]] = known  # a later talk takes an earlier one's place
    has = latest[number] != NOT_YET
    row = np.where(has, latest[number], 0)
    return tuple(np.where(has, talks[name][row] if len(talks[name]) else 0, 0) for name in ("mood", "intent"))


def _column(offer: str) -> str:
    return "no_offer" if offer == "none" else f"offer_{offer}"
