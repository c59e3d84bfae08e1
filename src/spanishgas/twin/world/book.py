"""Who holds each supply, and all that changes from day to day about them."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from spanishgas.twin.sampling import Flags, Floats, Ints

NEVER = -99_999
"""A day before all others: of what has not happened."""
NOT_YET = 999_999
"""A day after all others: of what is not known to happen."""


@dataclass(frozen=True)
class Book:
    """One entry a supply; days count from the origin. Where nobody holds the supply yet, ``joined`` is a later day."""

    number: Ints
    """Of the customer, from 0 on: the one who holds the supply, or will."""
    joined: Ints
    activation: Ints
    start: Ints
    """Of the contract."""
    renewal: Ints
    change: Ints
    """Of the product."""
    mood: Ints
    """Of the latest contact, like ``intent`` and ``contact``."""
    intent: Ints
    contact: Ints
    bad_contact: Ints
    """The latest one in a bad mood."""
    good_contact: Ints
    next_contact: Ints
    """NOT_YET where none is due."""
    temper: Floats
    """The part of satisfaction that no file explains."""
    moves: Ints
    """The day the household moves; NOT_YET where it is not known to."""
    quiet: Ints
    """The day from which the meter of who moves is quiet."""
    patience: Floats
    """Cumulative hazard at which the customer leaves: one draw of a standard exponential a customer."""
    spent: Floats
    """Cumulative hazard so far."""

    def __len__(self) -> int:
        return len(self.number)

    def is_held(self, day: int) -> Flags:
        """Whether somebody holds the supply on a day."""
        return self.joined <= day

    def supplies(self, number: Ints) -> Ints:
        """Which supply each customer holds, or will; -1 for who is not in the book."""
        order = np.argsort(self.number)
        place = order[np.searchsorted(self.number, number, sorter=order).clip(max=len(self) - 1)]
        return np.where(self.number[place] == number, place, -1)

    def changed(self, rows: Flags, **values: Ints | Floats | float) -> Self:
        """The same book with other values where ``rows`` says so."""
        return replace(self, **{name: np.where(rows, value, getattr(self, name)) for name, value in values.items()})
