"""Whom campaigns have contacted, with which offer, and what that does to them for as long as the offer runs."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from spanishgas.twin.choices.offers import Answers, Relief
from spanishgas.twin.sampling import Flags, Floats, Ints
from spanishgas.twin.world.book import Book

# Shares of the customers, those least open to offers, who are not reached and who do not accept.
_UNREACHED, _UNTAKEN = 0.2, 0.35


@dataclass(frozen=True)
class Contacted:
    """One entry a contact, in the order of days. An offer works from the first step on that begins by its day."""

    number: Ints
    """Of the customer."""
    day: Ints
    ends: Ints
    """The day on which the offer ends."""
    discount_eur_month: Floats
    is_reached: Flags
    is_accepted: Flags
    market: Floats
    """Log-odds that it takes off, as of the reason the customer had on the day; likewise the next two."""
    angry: Floats
    moving: Floats

    def __len__(self) -> int:
        return len(self.number)

    def then(self, later: Self) -> Self:
        """These contacts and later ones."""
        names = [each.name for each in fields(self)]
        both: dict[str, Any] = {name: np.concatenate([getattr(self, name), getattr(later, name)]) for name in names}
        return replace(self, **both)

    def relief(self, book: Book, day: int) -> Relief:
        """What offers that run on a day take off for each customer of a book; the latest contact counts."""
        parts = np.zeros((3, len(book)))
        runs = np.flatnonzero((self.day <= day) & (day < self.ends))
        supply = book.supplies(self.number[runs])
        here = supply >= 0
        parts[:, supply[here]] = np.stack([self.market, self.angry, self.moving])[:, runs[here]]
        return Relief(*parts)


_DAYS, _FLAGS, _EFFECTS = np.zeros(0, np.int64), np.zeros(0, np.bool_), np.zeros(0)
NOBODY = Contacted(_DAYS, _DAYS, _DAYS, _EFFECTS, _FLAGS, _FLAGS, _EFFECTS, _EFFECTS, _EFFECTS)
"""Before any campaign."""


def contacted(
    book: Book,
    reason: Ints,
    answer: Answers,
    *,
    day: int,
    ends: int,
    supply: Ints,
    offer: Ints,
    discount_eur_month: Floats,
) -> Contacted:
    """Those who hold these supplies in a day's book are contacted on that day, each with an offer (index into OFFERS).

    Whom offers do least to are not reached, or do not take it: these get a letter.
    """
    parts = np.zeros((3, len(supply)))
    for each in np.unique(offer):
        relief, rows = answer.to(reason, int(each)), np.flatnonzero(offer == each)
        parts[:, rows] = np.stack([relief.market, relief.angry, relief.moving])[:, supply[rows]]
    openness = answer.openness[supply]
    number, begins, until = book.number[supply], np.full(len(supply), day), np.full(len(supply), ends)
    is_reached, is_accepted = openness >= _UNREACHED, openness >= _UNTAKEN
    return Contacted(number, begins, until, discount_eur_month, is_reached, is_accepted, *parts)
