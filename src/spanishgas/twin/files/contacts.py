"""The raw file of contacts: what agents wrote down, the latest contact of a customer and some earlier ones."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import INTENTS, NEGATIVE, NEUTRAL, NO_CONTACT, POSITIVE
from spanishgas.twin.files.snapshot import Snapshot
from spanishgas.twin.files.texts import Topic, written
from spanishgas.twin.sampling import stream
from spanishgas.twin.world.lifecycle import ORIGIN, YEAR_DAYS
from spanishgas.twin.world.state import World

_EARLIER_CONTACT_SHARE = 0.15
_CONTACT_CHANNELS = ("phone", "email", "web", "office")
_RECORD = ("interaction_id", "customer_id", "date", "channel", "interaction_summary")


def customer_interactions(shot: Snapshot) -> pl.DataFrame:
    """The contacts of every wave until the day, and earlier ones of some customers; sorted by customer and date."""
    records: list[dict[str, str]] = []
    for number, contacts in enumerate(shot.contacts):
        rng = stream(shot.world.seed, "texts", number)
        for row in np.flatnonzero(contacts.mood != NO_CONTACT):
            dates = [(int(contacts.day[row]), int(contacts.intent[row]), int(contacts.mood[row]))]
            dates += _earlier_contacts(dates[0], rng) if number == 0 else []
            found = [_record(shot.world, int(row), contact, rng) for contact in dates]
            is_new = number == 0 or contacts.day[row] > shot.contacts[number - 1].day[row]
            if shot.is_customer[row] and is_new:
                records += [record for (day, _, _), record in zip(dates, found, strict=True) if day <= shot.day]
    table = pl.DataFrame(records, schema=dict.fromkeys(_RECORD, pl.String))
    return table.sort("customer_id", "date", "interaction_summary")


def _record(world: World, row: int, contact: tuple[int, int, int], rng: np.random.Generator) -> dict[str, str]:
    day, intent, mood = contact
    years = (day - int(world.life.activation_day[row])) // YEAR_DAYS
    months = (int(world.life.renewal_day[row]) - day) // 30
    summary = written(Topic(intent, mood, years, months), rng)
    customer = f"C{row + 1:05d}"
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
