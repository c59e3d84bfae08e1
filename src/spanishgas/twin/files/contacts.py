"""The raw file of contacts: what agents wrote down about every talk on record, and about some earlier ones."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import INTENTS, NEGATIVE, NEUTRAL, POSITIVE, REPORTING_DAYS
from spanishgas.twin.files.snapshot import Snapshot, customer_id
from spanishgas.twin.files.texts import Topic, written
from spanishgas.twin.sampling import stream
from spanishgas.twin.world.lifecycle import ORIGIN, YEAR_DAYS

_EARLIER_CONTACT_SHARE = 0.15
_CONTACT_CHANNELS = ("phone", "email", "web", "office")
_RECORD = ("interaction_id", "customer_id", "date", "channel", "interaction_summary")


def customer_interactions(shot: Snapshot) -> pl.DataFrame:
    """The talks that have reached the files by the day; sorted by customer and date.

    Every talk has random numbers of its own, so that its text is the same in every later extract.
    """
    talks = shot.history.events["contacts"]
    rows, place = shot.shown(talks["number"])
    reported = talks["day"][rows] <= shot.day - REPORTING_DAYS
    records: list[dict[str, str]] = []
    for row, where in zip(rows[reported].tolist(), place[reported].tolist(), strict=True):
        day, mood, intent = (int(talks[name][row]) for name in ("day", "mood", "intent"))
        number = int(shot.number[where])
        rng = stream(shot.world.seed, "texts", number, day)
        earlier = _earlier_contacts((day, intent, mood), rng) if day <= -REPORTING_DAYS else []
        records += [_record(shot, where, contact, rng) for contact in ((day, intent, mood), *earlier)]
    table = pl.DataFrame(records, schema=dict.fromkeys(_RECORD, pl.String))
    return table.sort("customer_id", "date", "interaction_summary")


def _record(shot: Snapshot, place: int, contact: tuple[int, int, int], rng: np.random.Generator) -> dict[str, str]:
    day, intent, mood = contact
    years = (day - int(shot.activation[place])) // YEAR_DAYS
    months = int(shot.world.life.renewal_day[shot.supply[place]] - day) // 30 % 12
    summary = written(Topic(intent, mood, years, months), rng)
    customer = customer_id(int(shot.number[place]))
    date = (np.datetime64(ORIGIN) + day).item().isoformat()
    channel = _CONTACT_CHANNELS[int(rng.choice(4, p=(0.6, 0.2, 0.12, 0.08)))]
    return dict(zip(_RECORD, (f"I-{customer}-{date}", customer, date, channel, summary), strict=True))


def _earlier_contacts(latest: tuple[int, int, int], rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """One or two contacts before the latest: angry customers complained before, the others asked about things."""
    if rng.random() >= _EARLIER_CONTACT_SHARE:
        return []
    day, _, mood = latest
    found: list[tuple[int, int, int]] = []
    for _ in range(int(rng.integers(1, 3))):
        day -= int(rng.integers(12, 90))
        if mood == NEGATIVE:
            found.append((day, INTENTS.index("Complaint / Escalation"), NEGATIVE))
        else:
            found.append((day, int(rng.choice((1, 3, 4, 5, 6))), NEUTRAL if rng.random() < 0.6 else POSITIVE))
    return found
