"""The raw file of contacts: what agents wrote down about every talk on record, and about some earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import REPORTING_DAYS
from spanishgas.twin.choices.moods import INTENTS, NEGATIVE, NEUTRAL, POSITIVE
from spanishgas.twin.files.snapshot import Snapshot, customer_id
from spanishgas.twin.files.texts import Topic, written
from spanishgas.twin.sampling import Ints, stream
from spanishgas.twin.world.lifecycle import ORIGIN, YEAR_DAYS
from spanishgas.twin.world.lifecycle_curves import MONTH_DAYS

_EARLIER_CONTACT_SHARE = 0.15
_CONTACT_CHANNELS = ("phone", "email", "web", "office")
_RECORD = ("interaction_id", "customer_id", "date", "channel", "interaction_summary")


@dataclass(frozen=True)
class Agreed:
    """The terms of contracts, by customer number and start; days count from the origin."""

    number: Ints
    start: Ints
    renewal: Ints

    @classmethod
    def of(cls, terms: Mapping[str, Ints]) -> Self:
        """The terms of a history, which knows them in the order of signing."""
        order = np.lexsort((terms["start"], terms["number"]))
        return cls(*(np.asarray(terms[name])[order] for name in ("number", "start", "renewal")))

    def renewal_on(self, customer: int, day: int) -> int:
        """The renewal of the term in force; before the first term its start, where the one before it ended."""
        first, end = np.searchsorted(self.number, [customer, customer + 1])
        begun = int(np.searchsorted(self.start[first:end], day, side="right"))
        return int(self.renewal[first + begun - 1] if begun else self.start[first])


def customer_interactions(shot: Snapshot) -> pl.DataFrame:
    """The talks that have reached the files by the day; sorted by customer and date.

    Every talk has random numbers of its own, so that its text is the same in every later extract.
    """
    talks = shot.history.events["contacts"]
    rows, place = shot.shown(talks["number"])
    reported = talks["day"][rows] <= shot.day - REPORTING_DAYS
    agreed = Agreed.of(shot.history.events["terms"])
    records: list[dict[str, str]] = []
    for row, where in zip(rows[reported].tolist(), place[reported].tolist(), strict=True):
        day, mood, intent = (int(talks[name][row]) for name in ("day", "mood", "intent"))
        number = int(shot.number[where])
        rng = stream(shot.world.seed, "texts", number, day)
        earlier = _earlier_contacts((day, intent, mood), rng) if day <= -REPORTING_DAYS else []
        earlier = [contact for contact in earlier if contact[0] >= shot.joined[where]]
        records += [_record(shot, agreed, where, contact, rng) for contact in ((day, intent, mood), *earlier)]
    table = pl.DataFrame(records, schema=dict.fromkeys(_RECORD, pl.String))
    return table.sort("customer_id", "date", "interaction_summary")


def _record(
    shot: Snapshot, agreed: Agreed, place: int, contact: tuple[int, int, int], rng: np.random.Generator
) -> dict[str, str]:
    day, intent, mood = contact
    number = int(shot.number[place])
    years = (day - int(shot.activation[place])) // YEAR_DAYS
    months = round((agreed.renewal_on(number, day) - day) / MONTH_DAYS)
    summary = written(Topic(intent, mood, years, months), rng)
    customer = customer_id(number)
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
