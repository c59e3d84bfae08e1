"""The year before the origin, as far as it can be told from who is there: for the truth, no file shows it."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.sampling import Ints, stream
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.lifecycle import YEAR_DAYS

_GAP_DAYS = (1, 4)  # short, because at the origin no supply is vacant
_MEAN_STAY_DAYS = 1_400  # of predecessors, so that about as many leave in each month of the year


@dataclass(frozen=True)
class Past:
    """Who held which supply from when to when before those of the origin; days count from the origin."""

    supply: Ints
    joined: Ints
    left: Ints
    activation: Ints


def past(seed: int, book: Book) -> Past:
    """The predecessors, and theirs, who were there within the last year.

    Their tenures are those of the origin's customers: the book looked much the same then.
    """
    rng = stream(seed, "past")
    supply, joined, found = np.arange(len(book)), book.joined, []
    while True:
        later = joined > -YEAR_DAYS
        supply, joined = supply[later], joined[later]
        if not len(supply):
            return Past(*(np.concatenate(column) for column in zip(*found, strict=True)))
        left = joined - rng.integers(*_GAP_DAYS, len(supply))
        joined = left - 1 - rng.exponential(_MEAN_STAY_DAYS, len(supply)).astype(np.int64)
        tenure = -rng.choice(book.activation, len(supply))
        found.append((supply, joined, left, np.minimum(left - tenure, joined)))
