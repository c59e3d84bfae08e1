"""Who leaves when and why, and who holds the supply after them."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.contacts import first_talk
from spanishgas.twin.choices.contracts import STEP_DAYS, new_terms
from spanishgas.twin.choices.course import Hazards
from spanishgas.twin.choices.offers import MOVING, SERVICE, market_reasons
from spanishgas.twin.sampling import Flags, Ints, stream
from spanishgas.twin.world.book import NEVER, NOT_YET, Book
from spanishgas.twin.world.state import State, World

_GAP_DAYS, _MOVED_GAP_DAYS = (1, 21), (5, 60)
_TAKES_OVER = 0.28  # of new customers keep the supply's first activation, so that the mean tenure stays


@dataclass(frozen=True)
class Departures:
    """The day each customer leaves within a step, NOT_YET for who stays, and the reason (index into REASONS)."""

    day: Ints
    reason: Ints


def departures(world: World, book: Book, now: State, step: Hazards) -> Departures:
    """A customer leaves when the hazard so far exceeds the customer's patience; days within the step by proportion."""
    total = step.market + step.trouble
    first = np.maximum(book.joined, now.day)
    goes = book.spent + total >= book.patience
    moves_away = ~goes & (step.moving > 0) & (book.spent + total + step.moving >= book.patience)
    share = np.clip(step.share_of_days(book.patience - book.spent), 0.0, 1 - 1e-9)
    day = first + 1 + np.floor(share * (now.day + STEP_DAYS - first)).astype(np.int64)
    is_angry = stream(world.seed, "reasons", now.day).random(len(book)) * total < step.trouble
    return Departures(
        np.select([goes, moves_away], [day, book.moves], NOT_YET),
        np.select([moves_away, is_angry], [MOVING, SERVICE], market_reasons(world, book, now)),
    )


def with_followers(
    world: World, book: Book, now: State, gone: Departures, last_day: int, next_number: int
) -> tuple[Book, Flags]:
    """The book in which somebody else holds, or will hold, every supply that was left by ``last_day``.

    Numbers run in the order of joining. Some take over the home's first activation; all begin new terms.
    """
    rng = stream(world.seed, "followers", now.day)
    size = len(book)
    gap = np.where(gone.reason == MOVING, rng.integers(*_MOVED_GAP_DAYS, size), rng.integers(*_GAP_DAYS, size))
    joined = np.where(gone.day == NOT_YET, NOT_YET, gone.day + gap)
    leavers = np.flatnonzero(gone.day != NOT_YET)
    number = book.number.copy()
    number[leavers[np.argsort(joined[leavers], kind="stable")]] = next_number + np.arange(len(leavers))
    renewal, _ = new_terms(joined, rng)
    takes_over = rng.random(size) < _TAKES_OVER
    followed = gone.day <= last_day
    book = book.changed(
        followed,
        number=number,
        joined=joined,
        activation=np.where(takes_over, book.activation, joined),
        start=joined,
        renewal=renewal,
        change=NEVER,
        mood=0,
        intent=0,
        contact=NEVER,
        bad_contact=NEVER,
        good_contact=NEVER,
        next_contact=first_talk(book.next_contact != NOT_YET, joined, rng),
        temper=rng.standard_normal(size),
        moves=NOT_YET,
        quiet=NOT_YET,
        patience=rng.standard_exponential(size),
        spent=0.0,
    )
    return book, followed
